# SPDX-License-Identifier: Apache-2.0
# What a builder may choose. Presets set these; a packager needs none of them.
option(carbonest_BUILD_CLI "Build the program, not only the library" ON)
option(carbonest_BUILD_TESTS "Build the test suite (needs Catch2)" OFF)
option(carbonest_STATIC "Link the program fully static: a run costs less than the dynamic loader" OFF)
option(carbonest_DEVELOPER_MODE "Warnings are errors" OFF)
set(carbonest_SANITIZERS "" CACHE STRING
  "Comma-separated list for -fsanitize=, such as address,undefined (fuzzer needs clang)")

if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES AND PROJECT_IS_TOP_LEVEL)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "Type of build" FORCE)
endif()
if(carbonest_BUILD_TESTS AND NOT carbonest_BUILD_CLI)
  message(FATAL_ERROR "carbonest_BUILD_TESTS needs carbonest_BUILD_CLI: the tests run the program")
endif()

# SPDX-License-Identifier: Apache-2.0
# Each package: the system's if it has one, else a pinned download. Nothing here forbids
# FETCHCONTENT_FULLY_DISCONNECTED or FETCHCONTENT_TRY_FIND_PACKAGE_MODE.
include(FetchContent)
find_package(Threads REQUIRED)
set(origins "")

# carbonest_dependency(<name> <pinned version> <SHA256> <URL> [arguments of find_package])
macro(carbonest_dependency name version sha256 url)
  FetchContent_Declare(${name} URL "${url}" URL_HASH SHA256=${sha256}
    DOWNLOAD_EXTRACT_TIMESTAMP OFF SYSTEM FIND_PACKAGE_ARGS ${ARGN})
  FetchContent_MakeAvailable(${name})
  FetchContent_GetProperties(${name} SOURCE_DIR fetched_dir)
  if(fetched_dir)
    list(APPEND origins "${name};${version};fetched")
  else()
    list(APPEND origins "${name};${${name}_VERSION};system")
  endif()
endmacro()

set(CLI11_INSTALL OFF)
set(SPDLOG_FMT_EXTERNAL ON)
set(github https://github.com)

carbonest_dependency(fmt 9.1.0
  5dea48d1fcddc3ec571ce2058e13910a0d4a6bab4cc09a809d8b1dd1c88ae6f2
  ${github}/fmtlib/fmt/archive/refs/tags/9.1.0.tar.gz 9.0)
carbonest_dependency(nlohmann_json 3.11.2
  8c4b26bf4b422252e13f332bc5e388ec0ab5c3443d24399acb675e68278d341f
  ${github}/nlohmann/json/releases/download/v3.11.2/json.tar.xz 3.11)
if(carbonest_BUILD_CLI)
  carbonest_dependency(CLI11 2.3.2
    aac0ab42108131ac5d3344a9db0fdf25c4db652296641955720a4fbe52334e22
    ${github}/CLIUtils/CLI11/archive/refs/tags/v2.3.2.tar.gz 2.1)
  carbonest_dependency(spdlog 1.10.0
    697f91700237dbae2326b90469be32b876b2b44888302afbc7aceb68bcfe8224
    ${github}/gabime/spdlog/archive/refs/tags/v1.10.0.tar.gz 1.10)
endif()
if(carbonest_BUILD_TESTS)  # Catch2 2 or 3: tests/catch.hpp knows both
  carbonest_dependency(Catch2 3.4.0
    122928b814b75717316c71af69bd2b43387643ba076a6ec16e7882bfb2dfacbb
    ${github}/catchorg/Catch2/archive/refs/tags/v3.4.0.tar.gz)
endif()

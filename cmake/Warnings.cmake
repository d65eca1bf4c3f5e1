# SPDX-License-Identifier: Apache-2.0
# Errors only in developer mode, so that a future compiler cannot break a packager's build.
add_library(carbonest_warnings INTERFACE)
set(warnings
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wold-style-cast -Wcast-qual
  -Wnon-virtual-dtor -Woverloaded-virtual -Wimplicit-fallthrough -Wformat=2 -Wundef)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  list(APPEND warnings -Wduplicated-cond -Wlogical-op)
endif()
if(carbonest_DEVELOPER_MODE)
  list(APPEND warnings -Werror)
endif()
foreach(warning IN LISTS warnings)
  target_compile_options(carbonest_warnings INTERFACE $<$<COMPILE_LANGUAGE:CXX>:${warning}>)
endforeach()

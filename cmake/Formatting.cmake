# SPDX-License-Identifier: Apache-2.0
# fmt and spdlog, in one of two shapes. Header-only: nothing to load at start, nothing to install beside our
# library. Shared, for developers: each file that formats compiles about five seconds faster.
add_library(carbonest_fmt INTERFACE)
add_library(carbonest_spdlog INTERFACE)
if(carbonest_DEVELOPER_MODE)
  target_link_libraries(carbonest_fmt INTERFACE fmt::fmt)
  if(carbonest_BUILD_CLI)
    target_link_libraries(carbonest_spdlog INTERFACE spdlog::spdlog)
  endif()
else()
  target_link_libraries(carbonest_fmt INTERFACE fmt::fmt-header-only)
  # Not spdlog::spdlog_header_only, which would bring libfmt.so back.
  target_link_libraries(carbonest_spdlog INTERFACE carbonest_fmt Threads::Threads)
  target_compile_definitions(carbonest_spdlog INTERFACE SPDLOG_FMT_EXTERNAL)
  if(carbonest_BUILD_CLI)
    target_include_directories(carbonest_spdlog SYSTEM INTERFACE
      $<TARGET_PROPERTY:spdlog::spdlog_header_only,INTERFACE_INCLUDE_DIRECTORIES>)
  endif()
endif()

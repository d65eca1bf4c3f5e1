# SPDX-License-Identifier: Apache-2.0
# Flags shared by all of our targets, in one interface target.
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_COLOR_DIAGNOSTICS ON)
set(THREADS_PREFER_PTHREAD_FLAG ON)

add_library(carbonest_settings INTERFACE)
target_compile_features(carbonest_settings INTERFACE cxx_std_20)
# A fused multiply-add rounds once instead of twice: with it, two machines could print different digits.
target_compile_options(carbonest_settings INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-ffp-contract=off>)

# Unused sections are dropped at link time: fewer pages to fault in at start.
set(optimised $<AND:$<COMPILE_LANGUAGE:CXX>,$<NOT:$<CONFIG:Debug>>>)
target_compile_options(carbonest_settings INTERFACE
  $<${optimised}:-ffunction-sections> $<${optimised}:-fdata-sections>)
target_link_options(carbonest_settings INTERFACE
  $<$<NOT:$<CONFIG:Debug>>:LINKER:--gc-sections,--as-needed,-O1>)

# Hardening. Sanitizers replace it in their builds: fortified calls would bypass their interceptors.
if(NOT carbonest_SANITIZERS)
  target_compile_options(carbonest_settings INTERFACE
    $<${optimised}:-U_FORTIFY_SOURCE> $<${optimised}:-D_FORTIFY_SOURCE=3>
    $<$<COMPILE_LANGUAGE:CXX>:-fstack-protector-strong>)
  if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64|i.86")
    target_compile_options(carbonest_settings INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-fcf-protection>)
  endif()
endif()
target_compile_definitions(carbonest_settings INTERFACE _GLIBCXX_ASSERTIONS)
target_link_options(carbonest_settings INTERFACE LINKER:-z,noexecstack)

# carbonest_target(<target>): what every target of ours has in common. $<BUILD_INTERFACE> keeps our flags and
# packages out of the installed target, which needs none of them.
function(carbonest_target target)
  target_include_directories(${target} PRIVATE
    "${PROJECT_SOURCE_DIR}/include" "${PROJECT_SOURCE_DIR}/src" "${CARBONEST_GENERATED_DIR}/include")
  target_link_libraries(${target} PRIVATE
    $<BUILD_INTERFACE:carbonest_settings> $<BUILD_INTERFACE:carbonest_warnings>
    $<BUILD_INTERFACE:carbonest_fmt> $<BUILD_INTERFACE:nlohmann_json::nlohmann_json>)
endfunction()

# carbonest_link_static(<executable>): nothing to load or relocate at start. RELRO and PIE would have nothing
# to protect in such a file but a table of a few entries; the dynamic build has both.
function(carbonest_link_static target)
  if(carbonest_STATIC AND NOT carbonest_SANITIZERS)
    target_link_options(${target} PRIVATE -static -no-pie)
  else()
    target_link_options(${target} PRIVATE LINKER:-z,relro,-z,now)
  endif()
endfunction()

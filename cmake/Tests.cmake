# SPDX-License-Identifier: Apache-2.0
# One test executable per folder of tests/, one ctest entry each; golden folders and snippets beside them.
enable_testing()
include(CliTests)
if(NOT carbonest_BUILD_TESTS)
  return()
endif()

# Shared by all: main(), and one precompiled header, because Catch2 is a large one.
add_library(carbonest_test_main OBJECT tests/main.cpp)
set_source_files_properties(tests/main.cpp PROPERTIES COMPILE_OPTIONS -g0)  # a third of its compile time
target_link_libraries(carbonest_test_main PUBLIC carbonest_cli Catch2::Catch2)
carbonest_target(carbonest_test_main)
file(CONFIGURE OUTPUT "${CARBONEST_GENERATED_DIR}/catch_pch.cpp" CONTENT "")
add_library(carbonest_catch_pch OBJECT "${CARBONEST_GENERATED_DIR}/catch_pch.cpp")
target_link_libraries(carbonest_catch_pch PRIVATE carbonest_cli Catch2::Catch2)
target_precompile_headers(carbonest_catch_pch PRIVATE "${PROJECT_SOURCE_DIR}/tests/catch.hpp")
carbonest_target(carbonest_catch_pch)

function(carbonest_test_folder folder)
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/tests/${folder}/*.cpp")
  if(NOT sources)
    return()
  endif()
  add_executable(test_${folder} ${sources})
  target_link_libraries(test_${folder} PRIVATE carbonest_test_main)
  target_precompile_headers(test_${folder} REUSE_FROM carbonest_catch_pch)
  target_compile_definitions(test_${folder} PRIVATE CARBONEST_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  target_include_directories(test_${folder} PRIVATE "${PROJECT_SOURCE_DIR}/tests")
  carbonest_target(test_${folder})
  set_target_properties(test_${folder} PROPERTIES CXX_CLANG_TIDY "" RUNTIME_OUTPUT_DIRECTORY tests)
  add_test(NAME ${folder} COMMAND test_${folder} WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}")
  set_tests_properties(${folder} PROPERTIES TIMEOUT 600)
endfunction()

foreach(folder unit property reference hostile data conformance)
  carbonest_test_folder(${folder})
endforeach()
include(CompileFail)
include(Fuzz)

# Only so that it keeps compiling: tests/bench/startup.sh builds its own, optimised.
add_executable(spawn_ratio tests/bench/spawn_ratio.cpp)
carbonest_target(spawn_ratio)
set_target_properties(spawn_ratio PROPERTIES RUNTIME_OUTPUT_DIRECTORY bench)
add_executable(plan_bench tests/bench/plan.cpp)  # likewise, and tests/bench/plan.sh
target_link_libraries(plan_bench PRIVATE carbonest_core)
carbonest_target(plan_bench)
set_target_properties(plan_bench PROPERTIES RUNTIME_OUTPUT_DIRECTORY bench)
add_executable(bench_sacct tests/bench/sacct.cpp)  # likewise
target_link_libraries(bench_sacct PRIVATE carbonest_core)
carbonest_target(bench_sacct)
set_target_properties(bench_sacct PROPERTIES CXX_CLANG_TIDY "" RUNTIME_OUTPUT_DIRECTORY bench)
add_executable(bench_jsonl tests/bench/jsonl.cpp)  # likewise, and tests/bench/jsonl.sh
target_link_libraries(bench_jsonl PRIVATE carbonest_core carbonest_fmt Threads::Threads)
carbonest_target(bench_jsonl)
set_target_properties(bench_jsonl PROPERTIES CXX_CLANG_TIDY "" RUNTIME_OUTPUT_DIRECTORY bench)

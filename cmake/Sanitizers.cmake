# SPDX-License-Identifier: Apache-2.0
# -Dcarbonest_SANITIZERS=address,undefined. With `fuzzer` in the list our code is instrumented for coverage
# and only the fuzz targets get libFuzzer's main.
if(carbonest_SANITIZERS)
  if(carbonest_SANITIZERS MATCHES "fuzzer" AND NOT CMAKE_CXX_COMPILER_ID MATCHES "Clang")
    message(FATAL_ERROR "carbonest_SANITIZERS=${carbonest_SANITIZERS}: fuzzer needs clang")
  endif()
  string(REPLACE "fuzzer" "fuzzer-no-link" sanitizers "${carbonest_SANITIZERS}")
  set(flags -fsanitize=${sanitizers} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_compile_options(carbonest_settings INTERFACE "$<$<COMPILE_LANGUAGE:CXX>:${flags}>")
  target_link_options(carbonest_settings INTERFACE ${flags})
endif()

# SPDX-License-Identifier: Apache-2.0
# Each tests/compile_fail/*.cpp must not compile. So that it fails for the right reason, a file that mentions
# CARBONEST_MUST_BUILD is compiled a second time with that macro defined, and must then pass.
file(GLOB snippets CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/tests/compile_fail/*.cpp")
foreach(snippet IN LISTS snippets)
  get_filename_component(name "${snippet}" NAME_WE)
  set(compile "${CMAKE_CXX_COMPILER}" -std=c++20 -fsyntax-only -I "${PROJECT_SOURCE_DIR}/include"
    -I "${PROJECT_SOURCE_DIR}/src" -I "${CARBONEST_GENERATED_DIR}/include" "${snippet}")
  add_test(NAME compile_fail/${name} COMMAND ${compile})
  set_tests_properties(compile_fail/${name} PROPERTIES WILL_FAIL ON TIMEOUT 60)
  file(STRINGS "${snippet}" control REGEX "CARBONEST_MUST_BUILD")
  if(control)
    add_test(NAME compile_fail/${name}/control COMMAND ${compile} -DCARBONEST_MUST_BUILD)
    set_tests_properties(compile_fail/${name}/control PROPERTIES TIMEOUT 60)
  endif()
endforeach()

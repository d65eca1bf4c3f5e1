# SPDX-License-Identifier: Apache-2.0
# Tests of the finished program: no framework to build, so every preset has them.
if(carbonest_BUILD_CLI AND EXISTS "${PROJECT_SOURCE_DIR}/tests/cli/run.sh")
  add_test(NAME cli COMMAND bash "${PROJECT_SOURCE_DIR}/tests/cli/run.sh" $<TARGET_FILE:carbonest>)
  set_tests_properties(cli PROPERTIES TIMEOUT 600)
endif()

# A Slurm of its own, where its packages are installed; it takes minutes, so one preset is enough.
if(carbonest_BUILD_CLI AND CMAKE_BUILD_TYPE STREQUAL "Release" AND EXISTS "${PROJECT_SOURCE_DIR}/tests/slurm/run.sh")
  add_test(NAME slurm COMMAND bash "${PROJECT_SOURCE_DIR}/tests/slurm/run.sh" $<TARGET_FILE:carbonest>)
  set_tests_properties(slurm PROPERTIES TIMEOUT 900 SKIP_RETURN_CODE 77)
endif()

# The templates for CI.
if(carbonest_BUILD_CLI AND EXISTS "${PROJECT_SOURCE_DIR}/tests/ci/run.sh")
  add_test(NAME ci COMMAND bash "${PROJECT_SOURCE_DIR}/tests/ci/run.sh" $<TARGET_FILE:carbonest>)
  set_tests_properties(ci PROPERTIES TIMEOUT 300)
endif()

# The installed tree, through both doors.
if(NOT carbonest_DEVELOPER_MODE)
  add_test(NAME install COMMAND bash "${PROJECT_SOURCE_DIR}/tests/install/run.sh"
    "${CMAKE_COMMAND}" "${CMAKE_GENERATOR}" "${PROJECT_BINARY_DIR}" "${CMAKE_CXX_COMPILER}" "${PROJECT_VERSION}")
  set_tests_properties(install PROPERTIES TIMEOUT 300)
endif()

# The examples and the README show what the program prints.
if(carbonest_BUILD_CLI)
  add_test(NAME docs COMMAND sh "${PROJECT_SOURCE_DIR}/tests/docs/run.sh" $<TARGET_FILE:carbonest>)
  set_tests_properties(docs PROPERTIES TIMEOUT 120)
endif()

# SPDX-License-Identifier: Apache-2.0
# The version of the program has one home, project(); that of the data has one home, data/VERSION.
set(CARBONEST_DATA_VERSION "unknown")
set(data_version_file "${PROJECT_SOURCE_DIR}/data/VERSION")
if(EXISTS "${data_version_file}")
  file(STRINGS "${data_version_file}" CARBONEST_DATA_VERSION LIMIT_COUNT 1)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${data_version_file}")
endif()
set(CARBONEST_VERSION_HEADER "${CARBONEST_GENERATED_DIR}/include/carbonest/version.hpp")
configure_file(include/carbonest/version.hpp.in "${CARBONEST_VERSION_HEADER}" @ONLY)

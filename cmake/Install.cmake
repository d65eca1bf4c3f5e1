# SPDX-License-Identifier: Apache-2.0
# Library, program and tables; found again by find_package(carbonest) or by pkg-config.
include(CMakePackageConfigHelpers)
set(config_dir "${CMAKE_INSTALL_LIBDIR}/cmake/carbonest")
set(data_install_dir "${CMAKE_INSTALL_DATADIR}/carbonest")

install(TARGETS carbonest_core EXPORT carbonest-targets
  ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}"
  FILE_SET HEADERS DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}")
install(EXPORT carbonest-targets NAMESPACE carbonest:: DESTINATION "${config_dir}")
configure_package_config_file(cmake/carbonest-config.cmake.in "${CARBONEST_GENERATED_DIR}/carbonest-config.cmake"
  INSTALL_DESTINATION "${config_dir}")
# Below 1.0 a minor release may break the interface.
write_basic_package_version_file("${CARBONEST_GENERATED_DIR}/carbonest-config-version.cmake"
  COMPATIBILITY SameMinorVersion)
file(RELATIVE_PATH pc_to_prefix "/${CMAKE_INSTALL_LIBDIR}/pkgconfig" "/")  # the tree can be moved
configure_file(cmake/carbonest.pc.in "${CARBONEST_GENERATED_DIR}/carbonest.pc" @ONLY)
install(FILES
  "${CARBONEST_GENERATED_DIR}/carbonest-config.cmake"
  "${CARBONEST_GENERATED_DIR}/carbonest-config-version.cmake" DESTINATION "${config_dir}")
install(FILES "${CARBONEST_GENERATED_DIR}/carbonest.pc" DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig")

if(carbonest_BUILD_CLI)
  install(TARGETS carbonest RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}")
endif()
install(DIRECTORY data/ DESTINATION "${data_install_dir}")
install(FILES LICENSE CHANGELOG.md DESTINATION "${CMAKE_INSTALL_DOCDIR}")
install(FILES README.md DESTINATION "${CMAKE_INSTALL_DOCDIR}" OPTIONAL)

# SPDX-License-Identifier: Apache-2.0
# carbonest_embed_tables(<tool> <variable>): compile data/*.csv into one block when they change, and hand back
# the assembler file that embeds it. A table that the tool refuses stops the build with its diagnostics.
function(carbonest_embed_tables tool result)
  set(data_dir "${PROJECT_SOURCE_DIR}/data")
  set(tables_block "${CARBONEST_GENERATED_DIR}/tables.bin")
  set(assembly "${CARBONEST_GENERATED_DIR}/tables.S")
  file(GLOB tables CONFIGURE_DEPENDS "${data_dir}/*.csv")
  configure_file("${PROJECT_SOURCE_DIR}/cmake/tables.S.in" "${assembly}" @ONLY)
  add_custom_command(OUTPUT "${tables_block}"
    COMMAND ${tool} "${tables_block}" "${data_dir}"
    DEPENDS ${tool} ${tables} "${data_dir}/VERSION"
    COMMENT "Compiling the tables of data/" VERBATIM)
  # The assembler reads the block behind the build system's back.
  set_source_files_properties("${assembly}" PROPERTIES OBJECT_DEPENDS "${tables_block}")
  set(${result} "${assembly}" PARENT_SCOPE)
endfunction()

# SPDX-License-Identifier: Apache-2.0
# sluice_embed(TARGET FUNCTION namespace::name HEADER path FILES a b ...): compiles the files' text
# into TARGET, so that the program needs nothing beside itself. Gives
#   const std::vector<std::pair<std::string_view, std::string_view>>& name();   // path, text
# with paths relative to the calling CMakeLists.txt (or to the folder BASE, which others install), in
# the order given. HEADER declares it.

function(sluice_embed target)
  cmake_parse_arguments(ARG "" "NAMESPACE;FUNCTION;HEADER;BASE" "FILES" ${ARGN})
  if(NOT ARG_BASE)
    set(ARG_BASE ${CMAKE_CURRENT_SOURCE_DIR})
  endif()
  set(output ${CMAKE_CURRENT_BINARY_DIR}/${ARG_FUNCTION}.cpp)
  list(TRANSFORM ARG_FILES PREPEND ${ARG_BASE}/ OUTPUT_VARIABLE paths)
  add_custom_command(
    OUTPUT ${output}
    COMMAND ${CMAKE_COMMAND} -DOUTPUT=${output} -DNAMESPACE=${ARG_NAMESPACE}
            -DFUNCTION=${ARG_FUNCTION} -DHEADER=${ARG_HEADER}
            -DBASE=${ARG_BASE} "-DFILES=${ARG_FILES}"
            -P ${CMAKE_SOURCE_DIR}/cmake/embed_script.cmake
    DEPENDS ${paths} ${CMAKE_SOURCE_DIR}/cmake/embed_script.cmake
    VERBATIM)
  target_sources(${target} PRIVATE ${output})
endfunction()

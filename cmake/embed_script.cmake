# SPDX-License-Identifier: Apache-2.0
# Run by sluice_embed at build time.
set(text "// Made by cmake/embed_script.cmake.\n#include \"${HEADER}\"\n\n")
string(APPEND text "namespace ${NAMESPACE} {\n\n")
string(APPEND text "const std::vector<std::pair<std::string_view, std::string_view>>& ${FUNCTION}() {\n")
string(APPEND text "    static const std::vector<std::pair<std::string_view, std::string_view>> files = {\n")
foreach(file IN LISTS FILES)
  # Raw literals of at most 8,000 bytes (compilers limit one literal), joined by the
  # compiler.
  file(READ ${BASE}/${file} content)
  string(APPEND text "        {\"${file}\",\n")
  string(LENGTH "${content}" length)
  set(at 0)
  while(at LESS length)
    string(SUBSTRING "${content}" ${at} 8000 part)
    string(APPEND text "R\"~~~(${part})~~~\"\n")
    math(EXPR at "${at} + 8000")
  endwhile()
  string(APPEND text "        },\n")
endforeach()
string(APPEND text "    };\n    return files;\n}\n\n} // namespace ${NAMESPACE}\n")
file(WRITE ${OUTPUT} "${text}")

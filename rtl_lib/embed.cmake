# SPDX-License-Identifier: Apache-2.0
# cmake -DROOT=rtl_lib -DOUTPUT=library.cpp -DFILES=a.sv,b.svh -P embed.cmake: the implementation
# of library.h.
string(REPLACE "," ";" files "${FILES}")
set(code "// SPDX-License-Identifier: Apache-2.0\n// Made by rtl_lib/embed.cmake.\n")
string(APPEND code "#include \"rtl_lib/library.h\"\n\nnamespace sluice::rtl {\n\n")
string(APPEND code
    "const std::vector<std::pair<std::string_view, std::string_view>>& library_files() {\n"
    "    static const std::vector<std::pair<std::string_view, std::string_view>> kFiles = {\n")
foreach(file IN LISTS files)
  file(READ "${ROOT}/${file}" text)
  string(APPEND code "        {\"${file}\", R\"sluice(${text})sluice\"},\n")
endforeach()
string(APPEND code "    };\n    return kFiles;\n}\n\n} // namespace sluice::rtl\n")
file(WRITE "${OUTPUT}" "${code}")

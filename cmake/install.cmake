# SPDX-License-Identifier: Apache-2.0
# `cmake --install build/release --prefix DIR`, and `cpack` in build/release for a .deb. The program
# carries the RTL library, the device files and the drivers in itself, so that it works from wherever
# it lies; they are installed beside it to be read.
if(SLUICE_SANITIZE)
  return() # not for installing
endif()
include(GNUInstallDirs)
set(shared ${CMAKE_INSTALL_DATADIR}/sluice)

install(TARGETS sluice RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(DIRECTORY rtl_lib/blocks rtl_lib/include DESTINATION ${shared}/rtl
        FILES_MATCHING PATTERN "*.sv" PATTERN "*.svh")
install(DIRECTORY base/device_files/ DESTINATION ${shared}/devices)
install(DIRECTORY drivers/ DESTINATION ${shared}/drivers)
install(DIRECTORY examples/digits DESTINATION ${shared}/examples)
install(FILES README.md LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY docs DESTINATION ${CMAKE_INSTALL_DOCDIR})

# Where Debian's python3 looks: below /usr/local for packages of its own version.
if(SLUICE_WITH_PYTHON)
  install(CODE "
    set(python python3)
    if(CMAKE_INSTALL_PREFIX STREQUAL /usr/local)
      set(python python${Python3_VERSION_MAJOR}.${Python3_VERSION_MINOR})
    endif()
    file(INSTALL \"${CMAKE_BINARY_DIR}/python/sluice\"
         DESTINATION \"\${CMAKE_INSTALL_PREFIX}/lib/\${python}/dist-packages\"
         USE_SOURCE_PERMISSIONS PATTERN __pycache__ EXCLUDE)")
endif()

# Made by the program itself, so that they say what it does.
foreach(pair IN ITEMS completion:sluice.bash manual:sluice.1)
  string(REPLACE ":" ";" pair ${pair})
  list(GET pair 0 command)
  list(GET pair 1 file)
  add_custom_command(OUTPUT ${CMAKE_BINARY_DIR}/${file}
    COMMAND sluice ${command} > ${CMAKE_BINARY_DIR}/${file}
    DEPENDS sluice VERBATIM)
endforeach()
add_custom_target(shell_files ALL
  DEPENDS ${CMAKE_BINARY_DIR}/sluice.bash ${CMAKE_BINARY_DIR}/sluice.1)
install(FILES ${CMAKE_BINARY_DIR}/sluice.bash RENAME sluice
        DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
install(FILES ${CMAKE_BINARY_DIR}/sluice.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME sluice)
set(CPACK_PACKAGE_CONTACT "the Sluice project")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "Streaming FPGA inference IP from trained ONNX networks")
set(CPACK_DEBIAN_PACKAGE_SECTION electronics)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON) # the shared libraries, by dpkg-shlibdeps
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "verilator, make, g++, python3-numpy")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "yosys, iverilog, nextpnr-ice40")
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_STRIP_FILES ON)
include(CPack)

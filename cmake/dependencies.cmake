# SPDX-License-Identifier: Apache-2.0
# Every package that Sluice is built with; all are Debian 12's.

find_package(Threads REQUIRED)
find_package(Protobuf REQUIRED) # must precede ONNX, whose target links protobuf::libprotobuf
find_package(ONNX CONFIG REQUIRED)
find_package(Eigen3 CONFIG REQUIRED)
find_package(CLI11 CONFIG REQUIRED)
find_package(yaml-cpp CONFIG REQUIRED)
find_package(nlohmann_json CONFIG REQUIRED)
find_package(fmt CONFIG REQUIRED)
find_package(TBB CONFIG REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(ZLIB REQUIRED)
# Debian's libzip-config.cmake asks for programs of packages that the library does not need.
find_package(PkgConfig REQUIRED)
pkg_check_modules(LIBZIP REQUIRED IMPORTED_TARGET libzip)
find_package(Catch2 2 CONFIG REQUIRED)

# D3 draws report.html and goes into it whole, with its licence. Debian's node-d3 has both.
find_file(SLUICE_D3 d3.min.js PATHS /usr/share/nodejs/d3/dist NO_DEFAULT_PATH)
find_file(SLUICE_D3_LICENCE copyright PATHS /usr/share/doc/node-d3 NO_DEFAULT_PATH)
if(NOT SLUICE_D3 OR NOT SLUICE_D3_LICENCE)
  message(FATAL_ERROR "D3 (d3.min.js, version 5) is missing; install Debian's node-d3, or name the "
                      "file with -DSLUICE_D3=... and its licence with -DSLUICE_D3_LICENCE=...")
endif()

find_program(VERILATOR_PROGRAM verilator)
find_program(YOSYS_PROGRAM yosys)
find_program(IVERILOG_PROGRAM iverilog)

add_library(sluice_catch_main STATIC ${CMAKE_SOURCE_DIR}/cmake/catch_main.cpp)
target_link_libraries(sluice_catch_main PUBLIC Catch2::Catch2)

# SPDX-License-Identifier: Apache-2.0
# Random networks, and the tests that compare the integer network's files, emulator and exports.
sluice_library(sluice_random_network
    SOURCES random_network.cpp
    DEPENDS sluice_network sluice_emulator sluice_base)

if(BUILD_TESTING)
  sluice_test(exactness_test
      SOURCES tests/exactness/fast_emulator_test.cpp tests/exactness/network_files_test.cpp
              tests/exactness/onnx_export_test.cpp tests/exactness/runtime.cpp
      DEPENDS sluice_random_network sluice_onnx_export nlohmann_json::nlohmann_json)
  target_compile_options(exactness_test PRIVATE -O1) # it computes much itself
endif()

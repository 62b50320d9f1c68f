#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The tests that take too long for every run: cases of tag [soak], after cmake/setup.sh.
#   testbench/run_soak.sh
set -uo pipefail
cd "$(dirname "$0")/.."
build=build/release
failed=0
for test in rtl_lib/tests/rtl_lib_conv_test rtl_lib/tests/rtl_lib_conv_pixels_test \
            testbench/tools/tools_mapping_test; do
  echo "== $test"
  "$build/$test" "[soak]" || failed=$((failed + 1))
done
echo "$failed of 3 programs failed"
[ "$failed" = 0 ]

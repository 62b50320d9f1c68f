#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Sets up, builds and runs every test: the C++ tests under the address and undefined-behaviour
# sanitizers (preset dev), then everything, the RTL tools included (preset release).
# Ends with a line "N passed, N failed".
#   testbench/run_tests.sh
set -uo pipefail
cd "$(dirname "$0")/.."

passed=0
failed=0
count() { # reads ctest's output, adds up its closing line
  local out=$1 bad total
  total=$(sed -nE 's/.*tests failed out of ([0-9]+).*/\1/p' "$out" | tail -n 1)
  bad=$(sed -nE 's/.* ([0-9]+) tests failed out of.*/\1/p' "$out" | tail -n 1)
  if [ -z "$total" ]; then
    failed=$((failed + 1))
    return
  fi
  failed=$((failed + bad))
  passed=$((passed + total - bad))
}

log=$(mktemp)
trap 'rm -f "$log"' EXIT
for preset in dev release; do
  if ! cmake/setup.sh "$preset" chromium; then
    echo "preset $preset does not build"
    failed=$((failed + 1))
    continue
  fi
  ctest --preset "$preset" -j2 2>&1 | tee "$log"
  count "$log"
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]

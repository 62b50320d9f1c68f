#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The main job on the digits network: generate the IP, measure it, simulate its RTL.
#   examples/digits/run.sh [OUTPUT_FOLDER]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
out=${1:-$root/out/digits}
"$root/cmake/setup.sh" release
sluice=$root/build/release/cli/sluice
mkdir -p "$(dirname "$out")"

"$sluice" generate "$here/digits.onnx" --calibration "$here/calibration.npy" -o "$out"
"$sluice" emulate "$out" --data "$here/test_images.npy" --labels "$here/test_labels.npy"
"$sluice" simulate "$out" --data "$here/test_images.npy" --frames 3

#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The main job on the digits network: generate the IP, measure it, simulate its RTL.
#   examples/digits/run.sh [OUTPUT_FOLDER] [DEVICE]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../common.sh"
out=${1:-$root/out/digits}
mkdir -p "$(dirname "$out")"

"$sluice" generate "$here/digits.onnx" --calibration "$here/calibration.npy" \
  --device "${2:-xc7z020}" -o "$out"
"$sluice" emulate "$out" --data "$here/test_images.npy" --labels "$here/test_labels.npy"
"$sluice" simulate "$out" --data "$here/test_images.npy" --frames 3

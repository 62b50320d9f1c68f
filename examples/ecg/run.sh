#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Takes the noise out of an electrocardiogram: generate the IP, compare its output with the clean
# signal and with the float network's, simulate its RTL.
#   examples/ecg/run.sh [OUTPUT_FOLDER] [DEVICE]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../common.sh"
out=${1:-$root/out/ecg}
mkdir -p "$(dirname "$out")"

"$sluice" generate "$here/ecg.onnx" --calibration "$here/calibration.npy" \
  --device "${2:-ulx3s-12}" -o "$out"
"$sluice" infer "$here/ecg.onnx" --data "$here/test_noisy.npy" --output "$out/float.npy"
"$sluice" emulate "$out" --data "$here/test_noisy.npy" --output "$out/int8.npy"
/usr/bin/python3 "$here/quality.py" "$out"
"$sluice" simulate "$out" --data "$here/test_noisy.npy" --frames 3

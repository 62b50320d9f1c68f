#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Twelve spoken words, a thousand times a second, on a small ECP5: the slowest clock and the least
# logic that do it. Generate the IP, measure it, simulate its RTL.
#   examples/keywords/run.sh [FOLDER] [OUTPUT_FOLDER]     FOLDER holds models/ and data/
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../common.sh"
folder=${1:-$root/../shared}
out=${2:-$root/out/keywords}
networks models/dscnn_kws.onnx data/kws_test1k_mfcc_int8.npy data/kws_test1k_labels.npy
mkdir -p "$(dirname "$out")"

"$sluice" generate "$folder/models/dscnn_kws.onnx" \
  --calibration "$folder/data/kws_test1k_mfcc_int8.npy[:100]" \
  --config "$root/examples/models/dscnn_kws.yaml" \
  --device ulx3s-45 --clock-mhz 50 --fps 1000 -o "$out"
"$sluice" emulate "$out" --data "$folder/data/kws_test1k_mfcc_int8.npy[100:]" \
  --labels "$folder/data/kws_test1k_labels.npy[100:]"
"$sluice" simulate "$out" --data "$folder/data/kws_test1k_mfcc_int8.npy[100:]" --frames 3

#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Is a person in the picture? The IP takes the camera's bytes as they are: scale and mean are folded
# into its first layer (camera.yaml). Generate it, measure it, simulate its RTL.
#   examples/person_detection/run.sh [FOLDER] [OUTPUT_FOLDER]     FOLDER holds models/ and data/
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../common.sh"
folder=${1:-$root/../shared}
out=${2:-$root/out/person_detection}
networks models/vww_mobilenetv1_025_96.onnx data/vww_260_images.npy data/vww_260_labels.npy
mkdir -p "$(dirname "$out")"

"$sluice" generate "$folder/models/vww_mobilenetv1_025_96.onnx" \
  --calibration "$folder/data/vww_260_images.npy[:60]" --config "$here/camera.yaml" -o "$out"
"$sluice" emulate "$out" --data "$folder/data/vww_260_images.npy[60:]" \
  --labels "$folder/data/vww_260_labels.npy[60:]"
"$sluice" simulate "$out" --data "$folder/data/vww_260_images.npy[60:]" --frames 2

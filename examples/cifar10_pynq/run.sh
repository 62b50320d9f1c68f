#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# ResNet-8 on CIFAR-10 for the PYNQ-Z2: generate the IP, measure it, simulate its RTL.
#   examples/cifar10_pynq/run.sh [FOLDER] [OUTPUT_FOLDER]     FOLDER holds models/ and data/
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../common.sh"
folder=${1:-$root/../shared}
out=${2:-$root/out/cifar10_pynq}
networks models/resnet8_cifar10.onnx data/cifar10_train1k_images.npy \
  data/cifar10_test500_images.npy data/cifar10_test500_labels.npy
mkdir -p "$(dirname "$out")"

"$sluice" generate "$folder/models/resnet8_cifar10.onnx" \
  --calibration "$folder/data/cifar10_train1k_images.npy[:200]" --device pynq-z2 -o "$out"
"$sluice" emulate "$out" --data "$folder/data/cifar10_test500_images.npy" \
  --labels "$folder/data/cifar10_test500_labels.npy"
"$sluice" simulate "$out" --data "$folder/data/cifar10_test500_images.npy" --frames 3

#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# What does a faster design cost? All designs of the digits network that are faster than every
# smaller one, as a table and as a plot.
#   examples/pareto/run.sh [OUTPUT_FOLDER]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../common.sh"
out=${1:-$root/out/pareto}
mkdir -p "$(dirname "$out")"

"$sluice" generate "$here/../digits/digits.onnx" --calibration "$here/../digits/calibration.npy" \
  --device xc7z020 -o "$out" >/dev/null
"$sluice" sweep "$out" --svg "$out/pareto.svg"
echo "plot: $out/pareto.svg"

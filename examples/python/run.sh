#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The digits from Python: load, quantize, emulate, generate, read the report.
#   examples/python/run.sh [OUTPUT_FOLDER [DEVICE [--simulate]]]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../common.sh"
out=${1:-$root/out/python}

# The module of the build, unless one is installed and SLUICE names its program.
export PYTHONPATH=$(dirname "$(dirname "$sluice")")/python${PYTHONPATH:+:$PYTHONPATH}
/usr/bin/python3 "$here/digits.py" "$out" "${@:2}"

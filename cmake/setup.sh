#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Installs what is missing of the Debian packages that Sluice needs, then configures and builds one
# preset (default: release). What is there already is not done again.
#   cmake/setup.sh [PRESET [FURTHER_PACKAGE...]]
set -euo pipefail
cd "$(dirname "$0")/.."
preset=${1:-release}

packages=(
  cmake ninja-build g++ dpkg-dev file pkg-config ccache
  libonnx-dev libprotobuf-dev protobuf-compiler libeigen3-dev libcli11-dev libyaml-cpp-dev catch2
  nlohmann-json3-dev libfmt-dev libssl-dev libstb-dev libtbb-dev zlib1g-dev libzip-dev node-d3
  make python3 python3-dev python3-numpy python3-yaml pybind11-dev tcl libxml2-utils
  verilator yosys iverilog nextpnr-ice40 z3 libonnx-testdata
  "${@:2}"
)
missing=()
for package in "${packages[@]}"; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' ||
    missing+=("$package")
done
if [ ${#missing[@]} -gt 0 ]; then
  echo "installing ${missing[*]}"
  as_root=()
  [ "$(id -u)" = 0 ] || as_root=(sudo)
  "${as_root[@]}" apt-get update -qq
  DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -qq \
    --no-install-recommends "${missing[@]}" >/dev/null
fi

[ -f "build/$preset/build.ninja" ] || cmake --preset "$preset" --log-level=WARNING
cmake --build --preset "$preset"

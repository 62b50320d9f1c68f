# SPDX-License-Identifier: Apache-2.0
# Read by the examples' run.sh, which have set `here`, their folder:
#   $sluice   the program: SLUICE if that is set, else built first (cmake/setup.sh)
#   networks  checks the folder of networks and data that an example is given, in $folder
root=$(cd "$here/../.." && pwd)
if [ -n "${SLUICE:-}" ]; then
  sluice=$SLUICE
else
  "$root/cmake/setup.sh" release
  sluice=$root/build/release/cli/sluice
fi

# networks FILE...: each must be in $folder.
networks() {
  local file
  for file in "$@"; do
    if [ ! -f "$folder/$file" ]; then
      echo "$folder/$file is not there; give the folder that holds it (see $here/README.md)" >&2
      exit 2
    fi
  done
}

#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the topologies of well-known networks as ONNX files, with seeded random weights.

    zoo.py NAME [--resolution R] [-o FILE.onnx] [--noise FILE.npy] [--frames N] [--json]
    zoo.py --all DIR       every network NAME.onnx and its noise NAME.npy
    zoo.py --list [--json]

The weights mean nothing: only topology, speed and size count. `--noise` writes frames to calibrate
with. Needs NumPy (Debian's python3-numpy) and nothing else.
"""
import argparse
import json
import pathlib
import sys

import numpy as np

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from networks.table import NETWORKS # noqa: E402
from noise import frames # noqa: E402


def write_noise(name, resolution, count, path):
    network = NETWORKS[name]
    image = network.build(name, resolution).image
    np.save(path, frames(name, image.channels, image.size, count, network.photographs))


def facts(net):
    """Parameters with batch norms folded; MACs of a frame."""
    return {"name": net.name, "input": [net.image.channels, *net.image.size],
            "parameters": net.parameters, "macs": net.macs}


def print_list(as_json):
    nets = [facts(NETWORKS[name].build(name)) for name in sorted(NETWORKS)]
    if as_json:
        print(json.dumps(nets))
        return
    print(f"{'name':20} {'input':14} {'parameters':>12} {'MMACs':>10}")
    for net in nets:
        shape = "x".join(map(str, net["input"]))
        print(f"{net['name']:20} {shape:14} {net['parameters']:12,} {net['macs'] / 1e6:10,.1f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("name", nargs="?", metavar="NAME", help="see --list")
    parser.add_argument("--resolution", type=int, metavar="R",
                        help="pixels (samples) in each direction")
    parser.add_argument("-o", "--output", metavar="FILE", help="default: NAME.onnx here")
    parser.add_argument("--noise", metavar="FILE.npy", help="write calibration frames, too")
    parser.add_argument("--frames", type=int, default=4, metavar="N", help="of --noise, default 4")
    parser.add_argument("--all", metavar="DIR", help="write every network and its noise to DIR")
    parser.add_argument("--list", action="store_true", help="what there is")
    parser.add_argument("--json", action="store_true", help="print the list, or what is written, as JSON")
    options = parser.parse_args()
    if sum((options.name is not None, options.all is not None, options.list)) != 1:
        parser.error("give one of NAME, --all DIR and --list")
    if options.resolution is not None and options.resolution < 1 or options.frames < 1:
        parser.error("--resolution and --frames are at least 1")
    if options.list:
        print_list(options.json)
    elif options.all is not None:
        folder = pathlib.Path(options.all)
        folder.mkdir(parents=True, exist_ok=True)
        for name in sorted(NETWORKS):
            NETWORKS[name].build(name).model.save(folder / f"{name}.onnx")
            write_noise(name, None, options.frames, folder / f"{name}.npy")
            print(folder / f"{name}.onnx", flush=True)
    else:
        if options.name not in NETWORKS:
            parser.error(f"no network '{options.name}'; there are {', '.join(sorted(NETWORKS))}")
        net = NETWORKS[options.name].build(options.name, options.resolution)
        net.model.save(options.output or f"{options.name}.onnx")
        if options.noise:
            write_noise(options.name, options.resolution, options.frames, options.noise)
        if options.json:
            print(json.dumps(facts(net)))


if __name__ == "__main__":
    try:
        main()
    except ValueError as error:
        sys.exit(f"zoo.py: {error}")

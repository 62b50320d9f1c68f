#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Handwritten digits from NumPy: float network, integers, hardware. The cells of a notebook, which
editors that know `# %%` show as one.

    examples/python/run.sh [OUTPUT_FOLDER [DEVICE]]
"""
# %% The network and its data
import pathlib
import sys

import numpy as np
import sluice

digits = pathlib.Path(__file__).resolve().parents[1] / "digits"
out = sys.argv[1] if len(sys.argv) > 1 else "out/python"
device = sys.argv[2] if len(sys.argv) > 2 else "pynq-z2"
pathlib.Path(out).parent.mkdir(parents=True, exist_ok=True)

network = sluice.load(digits / "digits.onnx")
calibration = np.load(digits / "calibration.npy")  # [200, 1, 8, 8]
images = np.load(digits / "test_images.npy")  # [360, 1, 8, 8]
labels = np.load(digits / "test_labels.npy")
print(network)
for layer in network.layers:
    print(f"  {layer.name:8} {layer.kind:16} {str(layer.output_shape):12} {layer.macs:7} MACs")

# %% How good it is in float
logits = network.infer(images)
top1 = np.mean(logits.argmax(axis=1) == labels)
print(f"float  top-1 {top1:.2%} of {len(labels)} images")

# %% Quantized on images that are not the test's, without their labels
quantized = network.quantize(calibration)
for step in quantized.quantization["steps"]:
    print(f"  {step['name']:16} {step['before_db']:6.2f} -> {step['after_db']:6.2f} dB"
          f"{'' if step['kept'] else ', not kept'}")

# %% How good it is in integers, and how far from float
emulated = quantized.emulate(images)
top1 = np.mean(emulated.argmax(axis=1) == labels)
agree = np.mean(emulated.argmax(axis=1) == logits.argmax(axis=1))
sqnr = 10 * np.log10(np.sum(logits**2) / np.sum((logits - emulated) ** 2))
print(f"int8   top-1 {top1:.2%}, the class of the float network on {agree:.2%}, SQNR {sqnr:.1f} dB")

# %% Fewer bits for the weights: what does it cost?
for bits in (6, 4, 3):
    narrow = network.quantize(calibration, weight_bits=bits)
    top1 = np.mean(narrow.emulate(images).argmax(axis=1) == labels)
    print(f"weights of {bits} bits: top-1 {top1:.2%}")

# %% The IP, and what the report says of it
design = quantized.generate(out, device=device)
report = design.report
print(design)
print(f"{report['fps']:.0f} frames per second at {report['clock_mhz']:g} MHz, "
      f"latency {report['latency_us']:.1f} us, slowest {report['bottleneck']}")
for name, share in report["utilization"].items():
    print(f"  {name:9} {share:6.1%}")

# %% A sixteenth of the frame rate needs a much smaller device
small = quantized.generate(out + "_small", device="auto", fps=report["fps"] / 16)
print(f"{small.report['fps']:.0f} frames per second on the {small.report['device']}: "
      f"{small.report['resources']['dsp']:.0f} DSP, {small.report['resources']['lut']:.0f} LUTs")

# %% The RTL itself, in Verilator: every value compared (takes some seconds to build)
if "--simulate" in sys.argv:
    result = design.simulate(images[:3])
    print(f"{result['outputs_compared']} values, {result['mismatches']} mismatches, "
          f"interval {result['interval_cycles']}, predicted {result['predicted_interval_cycles']}")

# SPDX-License-Identifier: Apache-2.0
"""Every network by name, with what its publishers say of it. Adding one is a line here."""
from dataclasses import dataclass
from functools import partial
from typing import Callable, Optional, Tuple

from builder import Net

from . import classic, googlenet, mobilenet, others, resnet, shufflenet, squeezenet


@dataclass(frozen=True)
class Network:
    add_layers: Callable # takes a Net with the input alone, gives it finished
    published_mmacs: Optional[float] = None # multiply-adds in millions, at the default resolution
    published_parameters: Optional[int] = None # exact, batch norms with scale and shift
    channels: int = 3
    size: Tuple[int, ...] = (224, 224)
    photographs: bool = True # calibration noise is made as preprocessed photographs are

    def build(self, name, resolution=None):
        size = self.size if resolution is None else (resolution,) * len(self.size)
        return self.add_layers(Net(name, self.channels, size))


# torchvision's figures are those that its weights' metadata gives; the MobileNets' are Keras's and
# TensorFlow's tables.
NETWORKS = {
    "lenet5": Network(classic.lenet5, None, 61_706, 1, (28, 28), photographs=False),
    "alexnet": Network(classic.alexnet, 714, 61_100_840),
    "vgg16": Network(classic.vgg16, 15_470, 138_357_544),
    "googlenet": Network(googlenet.googlenet, 1_498, 6_624_904),
    "squeezenet1_0": Network(squeezenet.squeezenet1_0, 819, 1_248_424),
    "squeezenet1_1": Network(squeezenet.squeezenet1_1, 349, 1_235_496),
    "resnet18": Network(resnet.resnet18, 1_814, 11_689_512),
    "resnet34": Network(resnet.resnet34, 3_664, 21_797_672),
    "resnet50": Network(resnet.resnet50, 4_089, 25_557_032),
    "shufflenet_v2": Network(shufflenet.shufflenet_v2, 145, 2_278_604),
    "mobilenet_v3_small": Network(mobilenet.mobilenet_v3_small, 57, 2_542_856),
    "unet": Network(others.unet),
    "eeg_deep4": Network(others.eeg_deep4, None, None, 22, (1000,), photographs=False),
}
for width, mmacs in ((0.25, 41), (0.5, 149), (0.75, 325), (1.0, 569)):
    NETWORKS[f"mobilenet_v1_{width}"] = Network(partial(mobilenet.mobilenet_v1, width=width), mmacs)
for width, mmacs in ((0.35, 59), (0.5, 97), (0.75, 209), (1.0, 300), (1.3, 509), (1.4, 582)):
    NETWORKS[f"mobilenet_v2_{width}"] = Network(partial(mobilenet.mobilenet_v2, width=width), mmacs,
                                                3_504_872 if width == 1 else None)

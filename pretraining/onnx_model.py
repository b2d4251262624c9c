"""An adapted EDT as one ONNX graph of a fixed size, weights float32, for other runtimes."""

import copy
import warnings
from pathlib import Path

import torch
from torch import Tensor, nn

from .networks.adaptir import AdaptIr
from .networks.edt import Edt
from .networks.real_adaptir import RealAdaptIr

# The first with LayerNormalization as one operation; the last that torch 1.13 writes.
OPSET = 17


class OneRoute(nn.Module):
    """One route of an EDT for images of one side, without complex numbers, FFT and BatchNorm.

    :raises ValueError: for a side that the network does not take.
    """

    def __init__(self, network: Edt, route: str, side: int) -> None:
        super().__init__()
        scale = network.sizes.heads[route].scale
        multiple = network.sizes.side_multiple(scale)
        if side <= 0 or side % multiple != 0:
            raise ValueError(f"Sides of route {route} are multiples of {multiple}, not {side}.")
        self.network = copy.deepcopy(network).eval()
        self.route = route
        map_side = side // (2**network.sizes.depth if scale == 1 else 1)
        for _, block in self.network.body.blocks():
            if isinstance(block.adaptir, AdaptIr):
                block.adaptir = RealAdaptIr(block.adaptir, map_side, map_side)

    def forward(self, image: Tensor) -> Tensor:
        """`[1,3,side,side]` to `[1,3,s·side,s·side]`."""
        return self.network(image, self.route)


def write_onnx(path: Path, network: Edt, route: str, side: int) -> None:
    """Input `image` and output `restored` as of `OneRoute`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    one_route = OneRoute(network, route, side)
    # Of PyTorch's two exporters, the one that traces is in 1.13 as in 2.x.
    current = int(torch.__version__.split(".")[0]) >= 2
    exporter = {"dynamo": False} if current else {}
    with torch.no_grad(), warnings.catch_warnings():
        # Shapes that are taken for constants are meant to be.
        warnings.simplefilter("ignore", torch.jit.TracerWarning)
        warnings.simplefilter("ignore", DeprecationWarning)
        torch.onnx.export(
            one_route,
            (torch.rand(1, 3, side, side),),
            str(path),
            input_names=["image"],
            output_names=["restored"],
            opset_version=OPSET,
            **exporter,
        )

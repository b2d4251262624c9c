"""Losses, of restored and clean `[N,3,H,W]` in 0–1. Their gradients are alike in size, so that a
run can go from one to another."""

from collections.abc import Callable

import torch
from torch import Tensor

Loss = Callable[[Tensor, Tensor], Tensor]


def l1(restored: Tensor, clean: Tensor) -> Tensor:
    return (restored - clean).abs().mean()


def charbonnier(restored: Tensor, clean: Tensor) -> Tensor:
    """`√(d² + ε²)`, ε = 10⁻³ (Lai et al., CVPR 2017, LapSRN, eq. 2)."""
    return ((restored - clean).square() + 1e-6).sqrt().mean()


def rms(restored: Tensor, clean: Tensor) -> Tensor:
    """The root mean square of each picture's differences, averaged over pictures."""
    squares = (restored - clean).square().flatten(1).mean(1)
    return torch.sqrt(squares + 1e-8).mean()


LOSSES: dict[str, Loss] = {"l1": l1, "charbonnier": charbonnier, "rms": rms}

"""The exact GELU, `x · Φ(x)` (Hendrycks & Gimpel 2016), with a backward pass to rely on."""

import math
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

HAS_RIGHT_GRADIENT = int(torch.__version__.split(".")[0]) >= 2
"""Whether a processor's own GELU has: not before PyTorch 2."""


class _ErfGelu(torch.autograd.Function):
    """Built from `erf`: oneDNN's own GELU, as in Debian's torch 1.13, returns garbage from its
    backward pass where the incoming gradient is strided."""

    @staticmethod
    def forward(ctx: Any, x: Tensor) -> Tensor:
        normal_cdf = torch.erf(x * math.sqrt(0.5)).mul_(0.5).add_(0.5)
        if ctx.needs_input_grad[0]:
            density = x.square().mul_(-0.5).exp_().mul_(1 / math.sqrt(2 * math.pi))
            ctx.save_for_backward(density.mul_(x).add_(normal_cdf))
        return normal_cdf.mul_(x)

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> Tensor:
        (slope,) = ctx.saved_tensors
        return gradient * slope


def gelu(x: Tensor) -> Tensor:
    """Elementwise, any shape; PyTorch's own, in one kernel, where that is right or exported. A
    processor's float32 one is off by 1.2e-6 near 3.5 (PyTorch 2.14), five times its grain."""
    is_half = x.dtype in (torch.bfloat16, torch.float16)
    own = x.is_cuda or (HAS_RIGHT_GRADIENT and is_half) or torch.onnx.is_in_onnx_export()
    return functional.gelu(x) if own else _ErfGelu.apply(x)


class Gelu(nn.Module):
    """`gelu` as a module, so that it takes its place in the published numbering of layers."""

    def forward(self, x: Tensor) -> Tensor:
        return gelu(x)

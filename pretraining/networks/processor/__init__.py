"""What a processor computes in fused C++ while training in bfloat16 (`kernels.cpp`): steps take 0.6
of the time that PyTorch's own operations need."""

import functools
import importlib.util
import shutil
import warnings
from pathlib import Path
from types import ModuleType
from typing import Any

import torch
from torch import Tensor

_SOURCE = Path(__file__).parent / "kernels.cpp"
_FLAGS = ["-O3", "-march=native", "-ffast-math", "-mprefer-vector-width=512"]
_enabled = True
_NEEDED = ("avx512bw", "avx512vl", "avx512_bf16")


@functools.lru_cache(maxsize=1)
def kernels() -> ModuleType | None:
    """Compiled at the first call and kept by PyTorch; None where the processor, the compiler or
    Ninja is missing, so that everything runs in PyTorch's own operations."""
    if not _can_build():
        return None
    from torch.utils.cpp_extension import load

    try:
        return load("pretraining_kernels", [str(_SOURCE)], extra_cflags=_FLAGS)
    except RuntimeError as error:
        warnings.warn(
            f"The processor's kernels can't be built, training is slower: {error}", stacklevel=2
        )
        return None


def applies_to(x: Tensor) -> bool:
    """Whether a block may compute this map with the kernels: bfloat16, on a processor that has what
    they need."""
    fits = x.dtype == torch.bfloat16 and x.device.type == "cpu"
    return _enabled and fits and kernels() is not None


def window_attention(
    qkv: Tensor, weight: Tensor, bias: Tensor, window: tuple[int, int], shifted: bool, heads: int
) -> Tensor:
    """Both halves' attention within windows, with their depthwise position term.

    :param qkv: `[N,H,W,3·2·c]` in bfloat16; windows have 64 tokens, heads 16 channels or fewer.
    :param weight: of the position term, `[2,c,9]` in float32; `bias` is `[2,c]`.
    :returns: `[N,H,W,2·c]` in bfloat16.
    """
    return _Attention.apply(qkv, weight, bias, window, shifted, heads)


def mlp_middle(x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    """`gelu(depthwise(gelu(x)))` of `[N,H,W,C]` in bfloat16, C a multiple of 32; weight `[C,1,5,5]`
    and bias `[C]` in float32."""
    return _Middle.apply(x, weight, bias)


class _Attention(torch.autograd.Function):
    @staticmethod
    def forward(
        ctx: Any, qkv: Tensor, weight: Tensor, bias: Tensor, window: Any, shifted: bool, heads: int
    ) -> Tensor:
        qkv, weight, bias = (x.detach().contiguous() for x in (qkv, weight, bias))
        ctx.save_for_backward(qkv, weight, bias)
        ctx.rules = (*window, shifted, heads)
        return _built().attention(qkv, weight, bias, *ctx.rules)

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor | None, ...]:
        up = gradient.bfloat16().contiguous()
        found = _built().attention_backward(*ctx.saved_tensors, up, *ctx.rules)
        return (*found, None, None, None)


class _Middle(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
        x, weight, bias = (x.detach().contiguous() for x in (x, weight, bias))
        result, before = _built().middle(x, weight, bias)
        ctx.save_for_backward(x, before, weight)
        return result

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor, ...]:
        up = gradient.bfloat16().contiguous()
        return tuple(_built().middle_backward(*ctx.saved_tensors, up))


def _built() -> ModuleType:
    built = kernels()
    assert built is not None
    return built


def _can_build() -> bool:
    cpu = Path("/proc/cpuinfo")
    flags = cpu.read_text() if cpu.exists() else ""
    has_ninja = importlib.util.find_spec("ninja") is not None or shutil.which("ninja") is not None
    modern = int(torch.__version__.split(".")[0]) >= 2
    return (
        modern
        and has_ninja
        and shutil.which("c++") is not None
        and all(flag in flags for flag in _NEEDED)
    )

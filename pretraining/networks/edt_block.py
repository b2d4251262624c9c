"""The transformer block of EDT (Li et al., IJCAI 2023); maps are `[N,H,W,C]` throughout."""

import functools

import torch
from torch import Tensor, nn

from . import processor
from .gelu import gelu

Window = tuple[int, int]


class Block(nn.Module):
    """`x + attention(norm1(x))`, then `x + mlp(norm2(x))`, plus whatever adapters were attached.

    :param heads: attention heads for each half of the channels.
    :param window: of the first half of the channels; the second half's is turned by 90°.
    :param shifted: whether windows are shifted by half, as in every other block.
    """

    def __init__(
        self, width: int, heads: int, window: Window, mlp_ratio: float, shifted: bool
    ) -> None:
        super().__init__()
        self.norm1 = nn.LayerNorm(width)
        self.qkv = nn.Linear(width, 3 * width)
        self.attns = nn.ModuleList(
            WindowAttention(width // 2, heads, side, shifted) for side in (window, window[::-1])
        )
        self.proj = nn.Linear(width, width)
        self.norm2 = nn.LayerNorm(width)
        self.mlp = Mlp(width, int(width * mlp_ratio))
        self.adaptir: nn.Module | None = None
        self.bottleneck: nn.Module | None = None

    def forward(self, x: Tensor) -> Tensor:
        x = x + self.proj(self._attention(self.qkv(self.norm1(x))))
        y = self.norm2(x)
        x = x + self.mlp(y)
        for adapter in (self.adaptir, self.bottleneck):
            if adapter is not None:
                x = x + adapter(y)
        return x

    def _attention(self, qkv: Tensor) -> Tensor:
        """`[N,H,W,3·C]` to `[N,H,W,C]`."""
        n, height, width, columns = qkv.shape
        first = self.attns[0]
        if processor.applies_to(qkv) and first.fits_kernels(columns // 6):
            weight, bias = (
                torch.stack([attend.lepe.get_parameter(name) for attend in self.attns])
                for name in ("weight", "bias")
            )
            shifted = first.shift != (0, 0)
            taps = weight.flatten(2)
            return processor.window_attention(qkv, taps, bias, first.window, shifted, first.heads)
        # q, k and v are thirds of the columns; each half of the channels takes its half of each.
        halves = qkv.view(n, height, width, 3, 2, columns // 6).unbind(4)
        return torch.cat([attend(half) for attend, half in zip(self.attns, halves)], dim=-1)


class WindowAttention(nn.Module):
    """`softmax(q kᵀ / √d + mask) v + lepe(v)` in windows, for one half of the channels."""

    def __init__(self, width: int, heads: int, window: Window, shifted: bool) -> None:
        super().__init__()
        self.heads = heads
        self.window = window
        self.shift = (window[0] // 2, window[1] // 2) if shifted else (0, 0)
        self.lepe = nn.Conv2d(width, width, 3, padding=1, groups=width)

    def forward(self, qkv: Tensor) -> Tensor:
        """`[N,H,W,3,c]` to `[N,H,W,c]`."""
        (h, w), (down, right) = self.window, self.shift
        n, height, width, _, channels = qkv.shape
        if down or right:
            qkv = torch.roll(qkv, (-down, -right), (1, 2))
        windows = qkv.view(n, height // h, h, width // w, w, 3, channels)
        q, k, v = windows.permute(5, 0, 1, 3, 2, 4, 6).reshape(3, -1, h * w, channels).unbind()

        scores = self._per_head(q * (channels // self.heads) ** -0.5) @ self._per_head(k).transpose(
            -2, -1
        )
        if down or right:
            mask = shift_mask(height, width, h, w, qkv.device)
            by_image = scores.view(n, -1, self.heads, h * w, h * w)
            scores = (by_image + mask.to(scores.dtype)).view_as(scores)
        mixed = torch.softmax(scores, dim=-1) @ self._per_head(v)

        images = v.view(-1, h, w, channels).permute(0, 3, 1, 2)
        position = in_float32(self.lepe, images).permute(0, 2, 3, 1)
        joined = mixed.transpose(1, 2).reshape(-1, h, w, channels) + position
        grid = joined.reshape(n, height // h, width // w, h, w, channels)
        x = grid.transpose(2, 3).reshape(n, height, width, channels)
        return torch.roll(x, (down, right), (1, 2)) if down or right else x

    def fits_kernels(self, width: int) -> bool:
        """Whether the processor's kernels take windows and heads of this size."""
        return self.window[0] * self.window[1] == 64 and width // self.heads <= 16

    def _per_head(self, x: Tensor) -> Tensor:
        """`[B,T,c]` to `[B,heads,T,d]`."""
        return x.view(*x.shape[:2], self.heads, -1).transpose(1, 2)


@functools.lru_cache(maxsize=64)
def shift_mask(height: int, width: int, h: int, w: int, device: torch.device) -> Tensor:
    """−100 between positions that were not neighbours before the roll, else 0:
    `[windows, 1, T, T]`, regions cut at `L − side` and `L − side/2` as in Swin."""
    region = _regions(height, h)[:, None] * 3 + _regions(width, w)[None, :]
    tokens = region.view(height // h, h, width // w, w).transpose(1, 2).reshape(-1, h * w)
    differs = tokens[:, :, None] != tokens[:, None, :]
    return (differs.float() * -100).unsqueeze(1).to(device)


def _regions(length: int, side: int) -> Tensor:
    position = torch.arange(length)
    return (position >= length - side).long() + (position >= length - side // 2).long()


class Mlp(nn.Module):
    """Linear, GELU, depthwise 5×5, GELU, linear."""

    def __init__(self, width: int, wide: int) -> None:
        super().__init__()
        self.fc1 = nn.Linear(width, wide)
        self.dwconv = nn.Conv2d(wide, wide, 5, padding=2, groups=wide)
        self.fc2 = nn.Linear(wide, width)

    def forward(self, x: Tensor) -> Tensor:
        wide = self.fc1(x)
        if processor.applies_to(wide) and wide.shape[-1] % 32 == 0:
            return self.fc2(processor.mlp_middle(wide, self.dwconv.weight, self.dwconv.bias))
        wide = gelu(wide).permute(0, 3, 1, 2)
        return self.fc2(gelu(in_float32(self.dwconv, wide).permute(0, 2, 3, 1)))


def in_float32(depthwise: nn.Conv2d, x: Tensor) -> Tensor:
    """A processor's bfloat16 filter gradient of a depthwise convolution takes ten times as long as
    in float32; elsewhere, as autocast has it."""
    if x.is_cuda or x.dtype != torch.bfloat16:
        return depthwise(x)
    with torch.autocast("cpu", enabled=False):
        return depthwise(x.float()).to(x.dtype)

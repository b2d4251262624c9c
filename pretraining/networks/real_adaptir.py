"""AdaptIR for one size of map, in the real arithmetic that ONNX has: no complex numbers, no FFT."""

import math

import torch
from torch import Tensor, nn
from torch.nn import functional

from .adaptir import AdaptIr


class RealAdaptIr(nn.Module):
    """What `AdaptIr` computes when it restores: BatchNorm folded into the head, the low-rank
    convolution multiplied out, the Fourier transforms as matrix products.

    :param adapter: with all its branches.
    :param height: of the maps that it takes, as `width`.
    :raises ValueError: for an adapter without one of its branches.
    """

    def __init__(self, adapter: AdaptIr, height: int, width: int) -> None:
        super().__init__()
        if len(adapter.branches) < 3:
            raise ValueError("Only adapters with all their branches can be exported.")
        norm = adapter.BN
        hidden = norm.num_features
        scale = norm.weight / torch.sqrt(norm.running_var + norm.eps)
        local = (adapter.conv_weight_A @ adapter.conv_weight_B).view(hidden, 1, 3, 3)
        constants = {
            "head_weight": adapter.head.weight.flatten(1) * scale[:, None],
            "head_bias": (adapter.head.bias - norm.running_mean) * scale + norm.bias,
            "local_weight": local,
            "local_bias": adapter.conv_bias,
            "rows": _real_forward(width),
            "columns": _complex_transform(height, -1),
            "inverse_columns": _complex_transform(height, 1),
            "inverse_rows": _real_inverse(width),
        }
        for name, value in constants.items():
            self.register_buffer(name, value.detach().float())
        for name in ("amp_fuse", "pha_fuse", "compress", "proj", "tail"):
            self.add_module(name, adapter.get_submodule(name))
        self.channel_interaction = adapter.channel_interaction[1:]
        self.spatial_interaction = adapter.spatial_interaction

    def forward(self, x: Tensor) -> Tensor:
        """`[N,H,W,C]` to the same shape."""
        z = functional.linear(x, self.head_weight, self.head_bias).permute(0, 3, 1, 2)
        hidden = z.shape[1]
        local = functional.conv2d(z, self.local_weight, self.local_bias, padding=1, groups=hidden)
        frequency = self._frequency(z)
        mean = frequency.mean((2, 3), keepdim=True)
        channel_gate = torch.sigmoid(self.channel_interaction(mean))
        spatial_gate = torch.sigmoid(self.spatial_interaction(local))
        pixels = channel_gate * local + spatial_gate * frequency

        score = torch.softmax(self.compress(z).flatten(2), dim=-1)
        pooled = self.proj(torch.matmul(score, z.flatten(2).transpose(1, 2)))
        gated = pixels.permute(0, 2, 3, 1) * pooled[:, :, None]
        return functional.linear(gated, self.tail.weight.flatten(1))

    def _frequency(self, z: Tensor) -> Tensor:
        """Columns hold their real parts above their imaginary ones, `[N,h,2H,F]`."""
        n, hidden, height, width = z.shape
        bins = width // 2 + 1
        across = (z @ self.rows).view(n, hidden, height, 2, bins)
        stacked = across.transpose(2, 3).reshape(n, hidden, 2 * height, bins)
        re, im = (self.columns @ stacked).split(height, dim=2)
        amplitude = _per_channel(torch.sqrt(re * re + im * im), self.amp_fuse)
        phase = _per_channel(_angle(re, im), self.pha_fuse)
        changed = torch.cat([amplitude * torch.cos(phase), amplitude * torch.sin(phase)], dim=2)
        back = (self.inverse_columns @ changed).view(n, hidden, 2, height, bins)
        lines = back.transpose(2, 3).reshape(n, hidden, height, 2 * bins)
        return torch.abs(lines @ self.inverse_rows)


def _angle(re: Tensor, im: Tensor) -> Tensor:
    """In −π … π, by arctangents of quotients; a zero `im` of either sign counts as +0, so that
    negative real bins are at +π."""
    smallest = torch.full_like(re, 1e-30)
    half_turn = torch.full_like(re, math.pi)
    nothing = torch.zeros_like(re)
    slope = torch.atan(im / torch.where(re == 0, smallest, re))
    turned = torch.where(im < 0, -half_turn, half_turn)
    return slope + torch.where(re < 0, turned, nothing)


def _per_channel(x: Tensor, affine: nn.Conv2d) -> Tensor:
    return x * affine.weight.view(1, -1, 1, 1) + affine.bias.view(1, -1, 1, 1)


def _turns(rows: int, columns: int, length: int) -> tuple[Tensor, Tensor]:
    """Cosine and sine of 2π·row·column / length, orthonormal. Quarter points are exact, so that the
    imaginary part of self-conjugate bins is exactly 0: rounding noise there would flip a phase from
    +π to −π."""
    step = (torch.arange(rows)[:, None] * torch.arange(columns)[None, :]) % length
    angle = step.double() * (2 * math.pi / length)
    cosine, sine = torch.cos(angle), torch.sin(angle)
    for quarter, (c, s) in enumerate([(1, 0), (0, 1), (-1, 0), (0, -1)]):
        at = step * 4 == quarter * length
        cosine[at], sine[at] = c, s
    return cosine / math.sqrt(length), sine / math.sqrt(length)


def _real_forward(width: int) -> Tensor:
    """`[W,2F]`: a real row to its F = W//2 + 1 bins, real parts then imaginary ones."""
    cosine, sine = _turns(width, width // 2 + 1, width)
    return torch.cat([cosine, -sine], dim=1)


def _real_inverse(width: int) -> Tensor:
    """`[2F,W]`: bins to a real row. Bins 0 and W/2 stand for themselves, and their imaginary parts
    for nothing; the others also for their mirror images."""
    cosine, sine = _turns(width // 2 + 1, width, width)
    stands_alone = torch.arange(width // 2 + 1) * 2 % width == 0
    cosine = torch.where(stands_alone[:, None], cosine, 2 * cosine)
    sine = torch.where(stands_alone[:, None], torch.zeros_like(sine), 2 * sine)
    return torch.cat([cosine, -sine], dim=0)


def _complex_transform(height: int, sign: int) -> Tensor:
    """`[2H,2H]`: multiplied with a column (real parts above imaginary ones), its DFT (sign −1) or
    inverse DFT (sign +1)."""
    cosine, sine = _turns(height, height, height)
    sine = sign * sine
    return torch.cat([torch.cat([cosine, -sine], dim=1), torch.cat([sine, cosine], dim=1)], dim=0)

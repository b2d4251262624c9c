"""The AdaptIR adapter (Guo et al., NeurIPS 2024, arXiv 2312.08881)."""

import functools
import math

import torch
from torch import Tensor, nn
from torch.nn import functional

from .gelu import Gelu

BRANCHES = frozenset({"local", "frequency", "channel"})


class AdaptIr(nn.Module):
    """Low-rank head, three parallel branches, gated combination, tail; starts as zero.

    Removing a branch (the paper's ablation) removes its parameters, and what it gates or is gated
    by falls away: without `local` or `frequency` the other of the two goes through ungated, without
    `channel` the pixels are not multiplied by the pooled channels.

    :param width: channels C of the block.
    :param hidden: channels h of the branches; the rank of the local convolution is h // 2.
    :param squeeze: channels s of the channel gate's bottleneck.
    :param without: branches to leave out.
    """

    def __init__(
        self, width: int, hidden: int, squeeze: int, without: frozenset[str] = frozenset()
    ) -> None:
        super().__init__()
        if not without < BRANCHES:
            raise ValueError(f"Of {sorted(BRANCHES)} not all can be left out: {sorted(without)}.")
        self.branches = BRANCHES - without
        rank = hidden // 2
        self.head = nn.Conv2d(width, hidden, 1)
        self.BN = nn.BatchNorm2d(hidden)
        if "local" in self.branches:
            self.conv_weight_A = nn.Parameter(torch.empty(hidden, rank))
            self.conv_weight_B = nn.Parameter(torch.empty(rank, 9))
            self.conv_bias = nn.Parameter(torch.zeros(hidden))
            nn.init.kaiming_uniform_(self.conv_weight_A, a=math.sqrt(5))
            nn.init.kaiming_uniform_(self.conv_weight_B, a=math.sqrt(5))
        if "frequency" in self.branches:
            self.amp_fuse = _identity_per_channel(hidden)
            self.pha_fuse = _identity_per_channel(hidden)
        if "channel" in self.branches:
            self.compress = nn.Conv2d(hidden, 1, 1)
            self.proj = nn.Sequential(nn.Linear(hidden, rank), Gelu(), nn.Linear(rank, hidden))
        if {"local", "frequency"} <= self.branches:
            self.channel_interaction = nn.Sequential(
                nn.AdaptiveAvgPool2d(1),
                nn.Conv2d(hidden, squeeze, 1),
                Gelu(),
                nn.Conv2d(squeeze, hidden, 1),
            )
            self.spatial_interaction = nn.Conv2d(hidden, 1, 1)
            _zero(self.channel_interaction[3])
            _zero(self.spatial_interaction)
        self.tail = nn.Conv2d(hidden, width, 1, bias=False)
        _zero(self.tail)

    def forward(self, x: Tensor) -> Tensor:
        """`[N,H,W,C]`, what the LayerNorm before the MLP gave, to the same shape."""
        # A Fourier transform in bfloat16 does not exist, and h channels are cheap.
        with torch.autocast(x.device.type, enabled=False):
            y = x if x.dtype == torch.float64 else x.float()
            squeezed = functional.linear(y, self.head.weight.flatten(1), self.head.bias)
            z = self.BN(squeezed.permute(0, 3, 1, 2).contiguous())
            pixels = self._gated_pixels(z)
            if "channel" in self.branches:
                pixels = pixels * self._pooled_channels(z)[:, :, None, None]
            return functional.linear(pixels.permute(0, 2, 3, 1), self.tail.weight.flatten(1))

    def _gated_pixels(self, z: Tensor) -> Tensor:
        """`channel_gate · local + spatial_gate · frequency`, `[N,h,H,W]`."""
        if "frequency" not in self.branches:
            return self._local(z)
        if "local" not in self.branches:
            return self._frequency(z)
        local, frequency = self._local(z), self._frequency(z)
        channel_gate = torch.sigmoid(self.channel_interaction(frequency))
        spatial_gate = torch.sigmoid(self.spatial_interaction(local))
        return channel_gate * local + spatial_gate * frequency

    def _local(self, z: Tensor) -> Tensor:
        """Depthwise 3×3 convolution of a low-rank weight."""
        hidden = z.shape[1]
        weight = (self.conv_weight_A @ self.conv_weight_B).view(hidden, 1, 3, 3)
        return functional.conv2d(z, weight, self.conv_bias, padding=1, groups=hidden)

    def _frequency(self, z: Tensor) -> Tensor:
        """Amplitude and phase of the spectrum, each rescaled and shifted per channel; |inverse|."""
        spectrum = real_spectrum(z)
        amplitude = _per_channel(torch.abs(spectrum), self.amp_fuse)
        phase = _per_channel(torch.angle(spectrum), self.pha_fuse)
        changed = torch.complex(amplitude * torch.cos(phase), amplitude * torch.sin(phase))
        return torch.abs(torch.fft.irfft2(changed, s=z.shape[-2:], norm="ortho"))

    def _pooled_channels(self, z: Tensor) -> Tensor:
        """Attention over pixels pools each channel; a bottleneck mixes them: `[N,h]`."""
        score = torch.softmax(self.compress(z).flatten(2), dim=-1)
        return self.proj(torch.bmm(z.flatten(2), score.transpose(1, 2)).squeeze(-1))


def real_spectrum(z: Tensor) -> Tensor:
    """`rfft2`, orthonormal, `[…,H,W]` to complex `[…,H,W//2+1]`.

    The imaginary part of the self-conjugate bins is 0 in exact arithmetic; the FFT's rounding noise
    there would flip a phase from +π to −π, so it is set to +0.
    """
    spectrum = torch.fft.rfft2(z, norm="ortho")
    is_real = _self_conjugate_bins(*z.shape[-2:], z.device)
    return torch.complex(spectrum.real, spectrum.imag.masked_fill(is_real, 0.0))


@functools.lru_cache(maxsize=64)
def _self_conjugate_bins(height: int, width: int, device: torch.device) -> Tensor:
    """Where they lie in the half spectrum, `[H,W//2+1]`: at 0 and, of even sides, at the half."""
    is_real = torch.zeros(height, width // 2 + 1, dtype=torch.bool)
    for row in {0, height // 2} if height % 2 == 0 else {0}:
        for column in {0, width // 2} if width % 2 == 0 else {0}:
            is_real[row, column] = True
    return is_real.to(device)


def _per_channel(x: Tensor, affine: nn.Conv2d) -> Tensor:
    return x * affine.weight.view(1, -1, 1, 1) + affine.bias.view(1, -1, 1, 1)


def _identity_per_channel(hidden: int) -> nn.Conv2d:
    layer = nn.Conv2d(hidden, hidden, 1, groups=hidden)
    nn.init.ones_(layer.weight)
    nn.init.zeros_(layer.bias)
    return layer


def _zero(layer: nn.Conv2d) -> None:
    for parameter in layer.parameters():
        nn.init.zeros_(parameter)

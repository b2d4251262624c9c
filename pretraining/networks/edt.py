"""The Encoder-Decoder Transformer (Li et al., IJCAI 2023), sized by its config."""

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from .edt_block import Block

LEAKY_SLOPE = 0.2


@dataclass(frozen=True)
class Route:
    """One way through the network: module names in the published file, and the scale."""

    head: str
    tail: str
    scale: int


@dataclass(frozen=True)
class EdtSizes:
    """What the network is built from; fields as in a backbone's `config.json`.

    `num_feat` channels of the head's first convolution double at each of `depth` levels; `depths`
    counts the blocks of each layer, `num_heads` their attention heads for each half of the
    channels; `image_mean` of R, G, B in 0–1 is taken off the input and put back on the output.
    """

    embed_dim: int
    num_feat: int
    depth: int
    depths: tuple[int, ...]
    num_heads: tuple[int, ...]
    window_size: tuple[int, int]
    mlp_ratio: float
    heads: dict[str, Route]
    image_mean: tuple[float, float, float] = (0.4488, 0.4371, 0.404)

    def side_multiple(self, scale: int) -> int:
        """Input sides must be multiples of this: the larger window side, times what a scale-1 head
        shrinks."""
        return max(self.window_size) * (2**self.depth if scale == 1 else 1)


class Edt(nn.Module):
    """:param sizes: its `heads` name the routes that `forward` can take."""

    def __init__(self, sizes: EdtSizes) -> None:
        super().__init__()
        self.sizes = sizes
        for route in sizes.heads.values():
            self.add_module(route.head, _head(sizes, route.scale))
            self.add_module(route.tail, _tail(sizes, route.scale))
        self.body = Body(sizes)
        mean = torch.tensor(sizes.image_mean).view(1, 3, 1, 1)
        self.register_buffer("image_mean", mean, persistent=False)
        self.body.apply(_initialise_as_swin)

    def forward(self, image: Tensor, route_name: str) -> Tensor:
        """`[N,3,H,W]` in 0–1, sides multiples of `side_multiple`, to `[N,3,s·H,s·W]`, about 0–1,
        not clipped."""
        route = self.sizes.heads[route_name]
        centred = (image - self.image_mean).contiguous(memory_format=torch.channels_last)
        skips, deepest = self._encode(centred, route)
        residual = self._decode(self.body(deepest), skips, route)
        base = centred
        if route.scale > 1:
            base = functional.interpolate(
                centred, scale_factor=route.scale, mode="bilinear", align_corners=False
            )
        return residual + base + self.image_mean

    def _encode(self, x: Tensor, route: Route) -> tuple[list[Tensor], Tensor]:
        """Skips, shallowest first, and the map that the body takes."""
        first, *levels, last = self.get_submodule(route.head)
        skips: list[Tensor] = []
        x = first(x)
        for level in levels:
            skip = level(x)
            skips.append(skip)
            x = skip if level.conv_down is None else level.conv_down(skip)
        return skips, last(x)

    def _decode(self, x: Tensor, skips: list[Tensor], route: Route) -> Tensor:
        tail = self.get_submodule(route.tail)
        depth = len(skips)
        for level, skip in zip(tail[:depth], reversed(skips)):
            x = level(x, skip)
        for layer in tail[depth:]:
            x = layer(x)
        return x


class Body(nn.Module):
    """LayerNorm, layers of blocks, LayerNorm, convolution, plus the input; `[N,C,H,W]`."""

    def __init__(self, sizes: EdtSizes) -> None:
        super().__init__()
        width = sizes.embed_dim
        self.patch_embed = nn.Module()
        self.patch_embed.norm = nn.LayerNorm(width)
        self.layers = nn.ModuleList(
            Layer(sizes, blocks, heads) for blocks, heads in zip(sizes.depths, sizes.num_heads)
        )
        self.norm = nn.LayerNorm(width)
        self.conv_after_body = nn.Conv2d(width, width, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        y = self.patch_embed.norm(x.permute(0, 2, 3, 1))
        for layer in self.layers:
            y = layer(y)
        return self.conv_after_body(self.norm(y).permute(0, 3, 1, 2)) + x

    def blocks(self) -> list[tuple[str, Block]]:
        """Names, from the network on, and modules of the blocks, in the order they run."""
        return [
            (f"body.layers.{i}.residual_group.blocks.{j}", block)
            for i, layer in enumerate(self.layers)
            for j, block in enumerate(layer.residual_group.blocks)
        ]


class Layer(nn.Module):
    """`x + blocks(x)`, `[N,H,W,C]`."""

    def __init__(self, sizes: EdtSizes, blocks: int, heads: int) -> None:
        super().__init__()
        self.residual_group = nn.Module()
        self.residual_group.blocks = nn.ModuleList(
            Block(sizes.embed_dim, heads, sizes.window_size, sizes.mlp_ratio, index % 2 == 1)
            for index in range(blocks)
        )

    def forward(self, x: Tensor) -> Tensor:
        y = x
        for block in self.residual_group.blocks:
            y = block(y)
        return x + y


class ResidualBlock(nn.Module):
    """Two leaky 3×3 convolutions beside a 1×1 shortcut; `[N,C,H,W]`."""

    def __init__(self, width: int, between: int, out: int) -> None:
        super().__init__()
        self.conv_1 = nn.Conv2d(width, between, 3, padding=1)
        self.conv_2 = nn.Conv2d(between, out, 3, padding=1)
        self.shortcut = nn.Conv2d(width, out, 1)
        self.adaptir: nn.Module | None = None

    def forward(self, x: Tensor) -> Tensor:
        y = functional.leaky_relu(self.conv_1(x), LEAKY_SLOPE)
        y = functional.leaky_relu(self.conv_2(y), LEAKY_SLOPE) + self.shortcut(x)
        if self.adaptir is not None:
            y = y + self.adaptir(y.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)
        return y


class HeadLevel(ResidualBlock):
    """The published ResBlockDown: its result is the skip, which `conv_down` then halves."""

    def __init__(self, width: int, halves: bool) -> None:
        super().__init__(width, width, 2 * width)
        self.conv_down: nn.Conv2d | None = None
        if halves:
            self.conv_down = nn.Conv2d(2 * width, 2 * width, 4, stride=2, padding=1, bias=False)


class TailLevel(nn.Module):
    """The published UpResBlock (scale 1: doubles by `up`) or ResBlockSkip (else, by `conv`)."""

    def __init__(self, width: int, skip: int, doubles: bool) -> None:
        super().__init__()
        if doubles:
            self.up = nn.ConvTranspose2d(width, skip, 2, stride=2)
        else:
            self.conv = nn.Conv2d(width, skip, 3, padding=1)
        self.block = ResidualBlock(2 * skip, skip, skip)

    def forward(self, x: Tensor, skip: Tensor) -> Tensor:
        raised = self.up(x) if hasattr(self, "up") else self.conv(x)
        return self.block(torch.cat([raised, skip], dim=1))


def upsample(width: int, scale: int) -> nn.Sequential:
    """Convolution and pixel shuffle: ×2 and ×3 once, ×4 as twice ×2, ×1 nothing."""
    factors = {1: [], 2: [2], 3: [3], 4: [2, 2]}[scale]
    layers: list[nn.Module] = []
    for factor in factors:
        layers += [nn.Conv2d(width, width * factor**2, 3, padding=1), nn.PixelShuffle(factor)]
    return nn.Sequential(*layers)


def _head(sizes: EdtSizes, scale: int) -> nn.ModuleList:
    feat, depth = sizes.num_feat, sizes.depth
    return nn.ModuleList(
        [
            nn.Conv2d(3, feat, 3, padding=1),
            *(HeadLevel(feat * 2**level, scale == 1) for level in range(depth)),
            nn.Conv2d(feat * 2**depth, sizes.embed_dim, 3, padding=1),
        ]
    )


def _tail(sizes: EdtSizes, scale: int) -> nn.ModuleList:
    skips = [sizes.num_feat * 2**level for level in range(sizes.depth, 0, -1)]
    widths = [sizes.embed_dim, *skips]
    levels = [TailLevel(width, skip, scale == 1) for width, skip in zip(widths, skips)]
    enlarging = [] if scale == 1 else [upsample(skips[-1], scale)]
    return nn.ModuleList([*levels, *enlarging, nn.Conv2d(skips[-1], 3, 3, padding=1)])


def _initialise_as_swin(module: nn.Module) -> None:
    if isinstance(module, nn.Linear):
        nn.init.trunc_normal_(module.weight, std=0.02)
        nn.init.zeros_(module.bias)

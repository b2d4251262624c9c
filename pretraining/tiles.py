"""Restoring tile by tile as the browser does (`src/engine/tiling`): adapters judge a tile by
itself, so results differ a little from the whole picture's."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from .networks.edt import EdtSizes

# A span of input pixels along one axis: start and length.
Span = tuple[int, int]


@dataclass(frozen=True)
class TileRules:
    """Largest side of a tile and the overlap of neighbours, in input pixels."""

    side: int
    overlap: int


def tile_rules(sizes: EdtSizes, scale: int, mebibytes: float, height: int, width: int) -> TileRules:
    """The tiles of which a picture of these sides takes the fewest pixels, all told; the larger of
    equals. Tiles whose neighbours overlap less than they should are taken only where no others are.

    :param mebibytes: of the largest activation that a backend's budget allows: 1 on the browser's
        processor, 16 in WebAssembly, 4 on a software GPU. On a GPU the browser goes by the time and
        memory that it measures there.
    """
    multiple = sizes.side_multiple(scale)
    affordable = math.sqrt(mebibytes * 2**20 / _activation_bytes(sizes, scale))
    wanted = max(16, multiple // 2)
    steps = range(1, max(1, math.floor(affordable / multiple)) + 1)
    candidates = [TileRules(n * multiple, min(wanted, n * multiple // 3)) for n in steps]

    def cost(rules: TileRules) -> tuple[bool, int, int]:
        rows, columns = (spans(length, rules) for length in (height, width))
        tall, wide = (-(-line[0][1] // multiple) * multiple for line in (rows, columns))
        tiles = len(rows) * len(columns)
        return tiles > 1 and rules.overlap < wanted, tiles * tall * wide, -rules.side

    return min(candidates, key=cost)


def restore_in_tiles(
    picture: np.ndarray,
    scale: int,
    rules: TileRules,
    restore: Callable[[np.ndarray], np.ndarray],
) -> np.ndarray:
    """8-bit `[H,W,3]` to 8-bit `[s·H,s·W,3]`; where tiles overlap, their weighted mean.

    :param restore: 8-bit `[h,w,3]` to values in 0–1, `[s·h,s·w,3]`.
    """
    height, width = picture.shape[:2]
    total = np.zeros((height * scale, width * scale, 3))
    weights = np.zeros((height * scale, width * scale, 1))
    rows, columns = spans(height, rules), spans(width, rules)
    for i, (top, tall) in enumerate(rows):
        down = _ramped(tall * scale, i > 0, i < len(rows) - 1, rules.overlap * scale)
        for j, (left, wide) in enumerate(columns):
            across = _ramped(wide * scale, j > 0, j < len(columns) - 1, rules.overlap * scale)
            weight = (down[:, None] * across)[..., None]
            part = (
                slice(top * scale, (top + tall) * scale),
                slice(left * scale, (left + wide) * scale),
            )
            total[part] += weight * restore(picture[top : top + tall, left : left + wide])
            weights[part] += weight
    return np.clip(np.rint(255 * total / weights), 0, 255).astype(np.uint8)


def spans(size: int, rules: TileRules) -> list[Span]:
    """The whole axis where it fits one tile, else tiles that share `overlap` pixels or more."""
    if size <= rules.side:
        return [(0, size)]
    count = math.ceil((size - rules.overlap) / (rules.side - rules.overlap))
    last = size - rules.side
    return [(math.floor(i * last / (count - 1) + 0.5), rules.side) for i in range(count)]


def _ramped(length: int, rising: bool, falling: bool, overlap: int) -> np.ndarray:
    """1 in the middle; half a cosine from almost 0 where there is a neighbour."""
    distance = np.arange(length) + 0.5
    ramp = np.where(
        distance < overlap, 0.5 - 0.5 * np.cos(np.pi * np.minimum(distance / overlap, 1)), 1
    )
    return (ramp if rising else 1) * (ramp[::-1] if falling else np.ones(length))


def _activation_bytes(sizes: EdtSizes, scale: int) -> float:
    """Of the largest activation for each input pixel, in float32."""
    window = sizes.window_size[0] * sizes.window_size[1]
    widest = max(
        3 * sizes.embed_dim, sizes.mlp_ratio * sizes.embed_dim, max(sizes.num_heads) * window
    )
    shallow = 2 * sizes.num_feat
    if scale == 1:
        return 4 * max(widest / 4**sizes.depth, 2 * shallow)
    return 4 * max(widest, 2 * sizes.num_feat * 2**sizes.depth, shallow * scale**2)

"""Bicubic resizing as MATLAB's `imresize`, the field's benchmark input: a = −0.5, antialiased where
it shrinks, borders mirrored, rounded to 8 bits after columns and after rows (bit-exact with
`shared/data/matlab_imresize.py` and the published Set5 ×2 and ×4)."""

import functools

import numpy as np


def downscale(pictures: np.ndarray, factor: int) -> np.ndarray:
    """8-bit `[…,H,W,3]`, sides multiples of `factor`, to 8-bit `[…,H/factor,W/factor,3]`."""
    height, width = pictures.shape[-3:-1]
    if height % factor or width % factor:
        raise ValueError(f"{width} × {height} pixels can't be reduced by {factor}: crop first.")
    return resize(pictures, (height // factor, width // factor))


def upscale(pictures: np.ndarray, factor: int) -> np.ndarray:
    """8-bit `[…,H,W,3]` to 8-bit `[…,factor·H,factor·W,3]`."""
    height, width = pictures.shape[-3:-1]
    return resize(pictures, (height * factor, width * factor))


def crop_to_multiple(picture: np.ndarray, factor: int) -> np.ndarray:
    """Cuts columns off the right and rows off the bottom of `[H,W,3]`."""
    height, width = picture.shape[:2]
    return picture[: height - height % factor, : width - width % factor]


def resize(pictures: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """8-bit `[…,H,W,3]` to 8-bit of `size`, height first."""
    *stack, height, width, channels = pictures.shape
    rows, columns = _weights(height, size[0]), _weights(width, size[1])
    # Doubles: sums that end in exactly one half must round up, as they do in MATLAB.
    flat = pictures.reshape(*stack, height, width * channels).astype(np.float64)
    taller = _to_8_bit(rows @ flat).reshape(*stack, size[0], width, channels)
    return _to_8_bit(columns @ taller).astype(np.uint8)


def _to_8_bit(values: np.ndarray) -> np.ndarray:
    return np.clip(np.floor(values + 0.5), 0, 255)


@functools.lru_cache(maxsize=64)
def _weights(length: int, result: int) -> np.ndarray:
    """`[result, length]`: each row's weights sum to 1."""
    scale = min(1.0, result / length)
    centre = (np.arange(result) + 0.5) * length / result - 0.5
    count = int(np.ceil(4 / scale)) + 2
    position = np.floor(centre - 2 / scale)[:, None].astype(int) + np.arange(count)
    taps = scale * _cubic(scale * (centre[:, None] - position))
    taps /= taps.sum(axis=1, keepdims=True)
    folded = position % (2 * length)
    folded = np.where(folded < length, folded, 2 * length - 1 - folded)
    weights = np.zeros((result, length))
    np.add.at(weights, (np.arange(result)[:, None], folded), taps)
    return weights


def _cubic(x: np.ndarray) -> np.ndarray:
    """Keys' kernel with a = −0.5 (Keys 1981, eq. 15)."""
    a = np.abs(x)
    near = 1.5 * a**3 - 2.5 * a**2 + 1
    far = -0.5 * a**3 + 2.5 * a**2 - 4 * a + 2
    return near * (a <= 1) + far * ((a > 1) & (a <= 2))

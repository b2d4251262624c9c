"""Blurs of `[H,W,C]` pictures in any units; borders mirrored with the edge pixel repeated."""

import functools
import math

import numpy as np

from .random import Random

_PATH_POINTS = 128


def gaussian_blur(picture: np.ndarray, sigma: float) -> np.ndarray:
    """σ in pixels, cut off at 4 σ, as SciPy's `gaussian_filter`."""
    if sigma == 0:
        return picture
    height, width, channels = picture.shape
    down = gaussian_matrix(height, sigma) @ picture.reshape(height, width * channels)
    return gaussian_matrix(width, sigma) @ down.reshape(height, width, channels)


def gaussian_reach(sigma: float) -> int:
    """Pixels on each side that the blur takes in."""
    return math.floor(4 * sigma + 0.5)


@functools.lru_cache(maxsize=8)
def gaussian_matrix(length: int, sigma: float) -> np.ndarray:
    """The blur of a line with mirrored borders, `[length, length]` in float32."""
    reach = gaussian_reach(sigma)
    offset = np.arange(-reach, reach + 1)
    weights = np.exp(-(offset**2) / (2 * sigma**2))
    weights /= weights.sum()
    position = (np.arange(length)[:, None] + offset) % (2 * length)
    position = np.where(position < length, position, 2 * length - 1 - position)
    matrix = np.zeros((length, length))
    np.add.at(matrix, (np.arange(length)[:, None], position), weights)
    return matrix.astype(np.float32)


def motion_blur(picture: np.ndarray, length: float, angle: float) -> np.ndarray:
    """Along a straight line of `length` pixels, `angle` degrees counter-clockwise from the
    horizontal."""
    return convolve(picture, motion_kernel(length, angle))


def defocus(picture: np.ndarray, radius: float) -> np.ndarray:
    """As a lens out of focus does, with a disc of `radius` pixels."""
    return convolve(picture, disc_kernel(radius))


def camera_shake(picture: np.ndarray, length: float, jitter: float, random: Random) -> np.ndarray:
    """As a hand that does not keep still: along a random path that is `length` pixels across."""
    return convolve(picture, shake_kernel(length, jitter, random))


def disc_reach(radius: float) -> int:
    """Pixels on each side that the disc takes in."""
    return math.ceil(radius + 0.5)


def disc_kernel(radius: float) -> np.ndarray:
    """An evenly bright disc; a pixel's weight falls linearly to 0 over the one at the rim."""
    reach = disc_reach(radius)
    dy, dx = np.mgrid[-reach : reach + 1, -reach : reach + 1]
    weights = np.clip(radius + 0.5 - np.hypot(dx, dy), 0, 1)
    weights[weights <= 1e-9] = 0
    return (weights / weights.sum()).astype(np.float32)


def convolve(picture: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Correlates with a square kernel of odd side, one pass for each of its weights."""
    reach = kernel.shape[0] // 2
    height, width = picture.shape[:2]
    padded = np.pad(picture, ((reach, reach), (reach, reach), (0, 0)), mode="symmetric")
    result = np.zeros_like(picture)
    for row, column in np.argwhere(kernel):
        result += kernel[row, column] * padded[row : row + height, column : column + width]
    return result


def shake_reach(length: float) -> int:
    """Pixels on each side that a path of this extent takes in, at most."""
    return math.ceil(length) + 1


def shake_kernel(length: float, jitter: float, random: Random) -> np.ndarray:
    """The path of a hand's tremor: even speed, a direction that drifts and now and then turns back
    (after Boracchi & Foi 2012, "Modeling the performance of image restoration from motion blur"),
    scaled to `length` pixels between its farthest points and centred on its mean.

    :param jitter: 0 … 1, from a straight line to one that turns all the time.
    """
    turns = jitter * 0.5 * random.standard_normal(_PATH_POINTS)
    turns[random.random(_PATH_POINTS) < 0.04 * jitter] += math.pi
    direction = random.uniform(0, 2 * math.pi) + np.cumsum(turns)
    path = np.cumsum(np.exp(1j * direction))
    across = np.abs(path[:, None] - path).max()
    path = (path - path.mean()) * (max(0.0, length - 1) / across)
    reach = math.ceil(max(np.abs(path.real).max(), np.abs(path.imag).max())) + 1
    x, y = path.real + reach, path.imag + reach
    left, top = np.floor(x).astype(int), np.floor(y).astype(int)
    kernel = np.zeros((2 * reach + 1, 2 * reach + 1))
    for down in (0, 1):
        for right in (0, 1):
            share = (1 - np.abs(y - top - down)) * (1 - np.abs(x - left - right))
            np.add.at(kernel, (top + down, left + right), share)
    return (kernel / kernel.sum()).astype(np.float32)


def motion_kernel(length: float, angle: float) -> np.ndarray:
    """The kernel of a camera that moves evenly along a line, antialiased as MATLAB's
    `fspecial('motion')`: a pixel's weight falls linearly to 0 at distance 1 from the segment, which
    joins the centres of its end pixels and so is `length` − 1 long."""
    half = max(0.0, (length - 1) / 2)
    cosine = math.cos(math.radians(angle))
    sine = -math.sin(math.radians(angle))  # y points down
    reach = math.ceil(half) + 1
    dy, dx = np.mgrid[-reach : reach + 1, -reach : reach + 1]
    along = np.clip(dx * cosine + dy * sine, -half, half)
    weights = 1 - np.hypot(dx - along * cosine, dy - along * sine)
    weights[weights <= 1e-9] = 0
    return (weights / weights.sum()).astype(np.float32)

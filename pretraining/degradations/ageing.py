"""What years do to a print, on float32 `[H,W,3]` in 8-bit units (`src/imaging/degradation`)."""

import math

import numpy as np

from .blur import gaussian_blur, gaussian_reach
from .random import Random

# Luma of BT.601.
_LUMA = np.array([0.299, 0.587, 0.114], np.float32)
# What a yellowed print keeps of red, green and blue, beside what a fresh one does.
_YELLOW = np.array([0.06, -0.02, -0.3], np.float32)
# The grey towards which a print fades.
_HAZE = 150.0


def fade(picture: np.ndarray, contrast: float, saturation: float, cast: float) -> np.ndarray:
    """Dyes that have faded.

    :param contrast: share of it that is lost, towards a light grey.
    :param saturation: share of it that is lost.
    :param cast: 0 … 1, how yellow; below 0, blue.
    """
    clipped = np.clip(picture, 0, 255)
    faded = clipped + np.float32(contrast) * (_HAZE - clipped)
    grey = (faded @ _LUMA)[..., None]
    faded = faded + np.float32(saturation) * (grey - faded)
    return (faded * (1 + np.float32(cast) * _YELLOW)).astype(np.float32)


def grain(picture: np.ndarray, sigma: float, size: float, random: Random) -> np.ndarray:
    """A film's: grey noise of deviation σ in mid-tones and two fifths of it in black and white,
    blurred by a Gaussian of `size` pixels."""
    noise = random.standard_normal((*picture.shape[:2], 1), dtype=np.float32)
    noise = gaussian_blur(noise, size) / _deviation_left(size)
    value = np.clip(picture, 0, 255) / np.float32(255)
    strength = 0.4 + 2.4 * value * (1 - value)
    return (picture + np.float32(sigma) * strength * noise).astype(np.float32)


def scratches(
    picture: np.ndarray, density: float, length: float, width: float, opacity: float, random: Random
) -> np.ndarray:
    """Bent lines, three in four of them white, the others black.

    :param density: scratches per megapixel, on average.
    :param length: of the longest, in pixels; the shortest are a quarter of it.
    :param opacity: of the strongest; the weakest have half of it.
    """
    shape = picture.shape[:2]
    for _ in range(random.poisson(density * shape[0] * shape[1] / 1e6)):
        middle = random.uniform(0, shape[1]), random.uniform(0, shape[0])
        own = length * random.uniform(0.25, 1)
        direction, bend = random.uniform(0, 2 * math.pi), random.normal() * 0.4
        colour, strength = _mark(0.75, opacity, random)
        # Half a pixel apart, so that no gap shows.
        along = np.linspace(-0.5, 0.5, max(2, math.ceil(2 * own)))
        headings = direction + bend * along
        steps = np.stack([np.cos(headings), np.sin(headings)], axis=1) * (own / len(along))
        line = np.cumsum(steps, axis=0)
        line += np.array(middle) - line[len(line) // 2]
        cover = np.zeros(shape, np.float32)
        for x, y in line:
            _cover_disc(cover, x, y, width / 2, 1, 0)
        picture = picture + strength * cover[..., None] * (colour - picture)
    return picture


def dust(
    picture: np.ndarray, density: float, radius: float, opacity: float, random: Random
) -> np.ndarray:
    """Oval specks, three in five of them white, the others black.

    :param density: specks per megapixel, on average.
    :param radius: of the largest, in pixels; the smallest have a quarter of it.
    :param opacity: of the strongest; the weakest have half of it.
    """
    shape = picture.shape[:2]
    for _ in range(random.poisson(density * shape[0] * shape[1] / 1e6)):
        x, y = random.uniform(0, shape[1]), random.uniform(0, shape[0])
        own, squeeze = radius * random.uniform(0.25, 1), random.uniform(0.4, 1)
        turn = random.uniform(0, math.pi)
        colour, strength = _mark(0.6, opacity, random)
        cover = np.zeros(shape, np.float32)
        _cover_disc(cover, x, y, own, squeeze, turn)
        picture = picture + strength * cover[..., None] * (colour - picture)
    return picture


def _mark(white: float, opacity: float, random: Random) -> tuple[np.float32, np.float32]:
    """Its colour and opacity."""
    colour = 255 if random.random() < white else 0
    return np.float32(colour), np.float32(opacity * random.uniform(0.5, 1))


def _cover_disc(
    cover: np.ndarray, x: float, y: float, radius: float, squeeze: float, turn: float
) -> None:
    """Raises the cover to that of an oval around (x, y), in pixels from the top left corner; it
    falls linearly to 0 over the pixel at the rim.

    :param squeeze: the shorter axis as a share of the longer.
    """
    reach = radius + 0.5
    top, left = (max(0, math.floor(at - reach)) for at in (y, x))
    bottom, right = (min(side, math.ceil(at + reach) + 1) for side, at in zip(cover.shape, (y, x)))
    if top >= bottom or left >= right:
        return
    dy, dx = np.mgrid[top:bottom, left:right] + 0.5
    dy, dx = dy - y, dx - x
    along = dx * math.cos(turn) + dy * math.sin(turn)
    across = (dy * math.cos(turn) - dx * math.sin(turn)) / squeeze
    place = cover[top:bottom, left:right]
    oval = np.clip(radius + 0.5 - np.hypot(along, across), 0, 1)
    np.maximum(place, oval, out=place, casting="unsafe")


def _deviation_left(sigma: float) -> float:
    """Of white noise of deviation 1 once it is blurred."""
    reach = gaussian_reach(sigma)
    line = np.exp(-(np.arange(-reach, reach + 1) ** 2) / (2 * max(sigma, 1e-9) ** 2))
    return float((line**2).sum() / line.sum() ** 2)

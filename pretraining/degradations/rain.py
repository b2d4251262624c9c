"""Rain streaks synthesised over clean pictures."""

import numpy as np

from .blur import convolve, motion_kernel
from .random import Random


def rain(
    picture: np.ndarray,
    length: float,
    angle: float,
    density: float,
    brightness: float,
    random: Random,
) -> np.ndarray:
    """Streaks of light laid over float32 `[H,W,3]` in 8-bit units, as grey as rain: drops at random
    pixels, smeared along their fall, blended towards white.

    :param length: of a streak in pixels.
    :param angle: degrees counter-clockwise from the horizontal; 90 falls straight down.
    :param density: share of the pixels at which a streak is centred.
    :param brightness: share of the way to white of the brightest streaks.
    """
    height, width = picture.shape[:2]
    drops = random.random((height, width, 1), dtype=np.float32)
    # Each drop with its own strength, ½ … 1, and nothing between drops.
    drops = np.where(drops < density, 0.5 + drops / (2 * max(density, 1e-9)), 0)
    kernel = motion_kernel(length, angle)
    streaks = convolve(drops.astype(np.float32), kernel / kernel.max())
    opacity = np.float32(brightness) * np.minimum(streaks, 1)
    return picture + opacity * (255 - picture)

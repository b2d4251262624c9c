"""One exposure for a whole photo, before it is restored (`src/imaging/exposure.ts`): an adapter for
dark photos states it in its file, so that no tile decides on its own brightness."""

import functools
from dataclasses import dataclass

import numpy as np

# Share of white above which values are compressed rather than clipped.
_KNEE = 0.6


@dataclass(frozen=True)
class Exposure:
    """Brightens a photo until the mean of its pixels' largest channel is `mean`.

    :param mean: 0 … 1.
    :param most: the largest gain.
    :param strength: power to which the gain is raised; 1 brightens fully, 0 not at all.
    """

    mean: float
    most: float
    strength: float = 1.0

    def __post_init__(self) -> None:
        if not 0 < self.mean < 1 or self.most < 1:
            raise ValueError(f"An exposure's mean lies in 0 … 1, its gain from 1 up: {self}.")
        if not 0 <= self.strength <= 10:
            raise ValueError(f"An exposure's strength lies in 0 … 10: {self}.")

    def gain(self, photo: np.ndarray) -> float:
        """For the whole of an 8-bit `[H,W,3]`; 1 where it is bright enough."""
        brightness = float(photo.max(axis=2).mean()) / 255
        return min(self.most, max(1.0, self.mean / max(brightness, 1e-9))) ** self.strength

    def applied(self, photo: np.ndarray) -> np.ndarray:
        """8-bit `[H,W,3]` to 8-bit of the same size."""
        return exposure_table(self.gain(photo))[photo]


@functools.lru_cache(maxsize=256)
def exposure_table(gain: float) -> np.ndarray:
    """What 0 … 255 become: `gain` times as much up to the knee; from there on a power that rises as
    steeply there and ends at white where the brightest does."""
    given = gain * np.arange(256) / 255
    if gain > 1:
        above = np.clip((given - _KNEE) / (gain - _KNEE), 0, 1)
        power = (gain - _KNEE) / (1 - _KNEE)
        given = np.where(given <= _KNEE, given, _KNEE + (1 - _KNEE) * (1 - (1 - above) ** power))
    return np.floor(255 * given + 0.5).astype(np.uint8)

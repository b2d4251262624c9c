"""Drawing the numbers that a recipe leaves open."""

from collections.abc import Sequence

import numpy as np

Random = np.random.Generator

# A fixed value, or [min, max] to draw from uniformly.
Range = float | Sequence[float]


def draw(range_: Range, random: Random) -> float:
    if isinstance(range_, (int, float)):
        return float(range_)
    low, high = range_
    return float(random.uniform(low, high))

"""Exposures too short, on float32 pictures in 8-bit units."""

import numpy as np


def darken(picture: np.ndarray, gamma: float, gain: float) -> np.ndarray:
    """gain · valueᵞ, values in 0–1 and clipped to it first."""
    clipped = np.clip(picture, 0, 255) / np.float32(255)
    return (255 * gain * clipped**gamma).astype(np.float32)

"""Noise on float32 pictures in 8-bit units."""

import numpy as np

from .random import Random


def gaussian_noise(picture: np.ndarray, sigma: float, random: Random) -> np.ndarray:
    """Independent normal noise on every sample; σ in 8-bit units."""
    return picture + np.float32(sigma) * random.standard_normal(picture.shape, dtype=np.float32)


def poisson_gaussian_noise(
    picture: np.ndarray, peak: float, sigma: float, random: Random
) -> np.ndarray:
    """What a sensor makes, on the picture's own (gamma-encoded) values: the shot noise of `peak`
    photons at white, and normal read noise σ in 8-bit units; variance 255 · value / peak + σ²
    (Foi et al. 2008, "Practical Poissonian-Gaussian noise modeling and fitting", eq. 2)."""
    photons = random.poisson(np.clip(picture, 0, 255) * (peak / 255)).astype(np.float32)
    return gaussian_noise(photons * np.float32(255 / peak), sigma, random)

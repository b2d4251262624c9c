"""PSNR and SSIM, by the conventions of `src/metrics`, on 8-bit `[H,W,3]`."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Comparison:
    """What is compared: `rgb` or `y` (luma of BT.601, 16 … 235, unrounded), without `border` pixels
    each side. The field's: RGB for denoising, deblurring and low light; Y for deraining and JPEG;
    Y without `scale` pixels for super-resolution."""

    channels: str = "rgb"
    border: int = 0


def psnr(a: np.ndarray, b: np.ndarray, comparison: Comparison = Comparison()) -> float:
    """`10 log₁₀(255² / MSE)` in dB, the error averaged over all pixels and channels together."""
    x, y = _planes(a, b, comparison)
    error = float(np.mean((x - y) ** 2))
    return float("inf") if error == 0 else float(10 * np.log10(255**2 / error))


def ssim(a: np.ndarray, b: np.ndarray, comparison: Comparison = Comparison()) -> float:
    """Structural similarity (Wang et al. 2004, eq. 13): 11 × 11 Gaussian window of σ 1.5,
    K₁ = 0.01, K₂ = 0.03, over windows wholly inside; the mean of the channels' values."""
    x, y = _planes(a, b, comparison)
    if min(x.shape[:2]) < 11:
        raise ValueError("SSIM needs at least 11 × 11 pixels.")
    mean_x, mean_y = _windowed(x), _windowed(y)
    variance_x = _windowed(x * x) - mean_x**2
    variance_y = _windowed(y * y) - mean_y**2
    covariance = _windowed(x * y) - mean_x * mean_y
    c1, c2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    similarity = ((2 * mean_x * mean_y + c1) * (2 * covariance + c2)) / (
        (mean_x**2 + mean_y**2 + c1) * (variance_x + variance_y + c2)
    )
    return float(similarity.mean())


def _planes(a: np.ndarray, b: np.ndarray, comparison: Comparison) -> tuple[np.ndarray, np.ndarray]:
    """Both as float64 `[H,W,channels]`."""
    if a.shape != b.shape:
        raise ValueError(f"Pictures of {a.shape} and {b.shape} can't be compared.")
    border = comparison.border
    inside = slice(border, -border or None)
    x, y = (picture[inside, inside].astype(np.float64) for picture in (a, b))
    if comparison.channels == "rgb":
        return x, y
    if comparison.channels != "y":
        raise ValueError(f"Channels are rgb or y, not “{comparison.channels}”.")
    return luma(x)[..., None], luma(y)[..., None]


def luma(picture: np.ndarray) -> np.ndarray:
    """Y of BT.601, 16 … 235 and unrounded, of RGB `[H,W,3]` in 0 … 255: `[H,W]`."""
    return picture @ (np.array([65.481, 128.553, 24.966]) / 255) + 16


def _windowed(planes: np.ndarray) -> np.ndarray:
    """Gaussian-weighted means over the windows wholly inside `[H,W,channels]`."""
    offset = np.arange(-5, 6)
    weights = np.exp(-(offset**2) / (2 * 1.5**2))
    weights /= weights.sum()
    height, width = planes.shape[0] - 10, planes.shape[1] - 10
    down = sum(weight * planes[i : i + height] for i, weight in enumerate(weights))
    return sum(weight * down[:, i : i + width] for i, weight in enumerate(weights))

"""PSNR and SSIM."""

import numpy as np
import pytest

from pretraining.metrics import Comparison, psnr, ssim


def pair() -> tuple:
    random = np.random.default_rng(0)
    clean = random.integers(30, 220, (40, 52, 3), dtype=np.uint8)
    return clean, (clean + random.integers(-20, 20, clean.shape)).astype(np.uint8)


def test_psnr_by_hand() -> None:
    flat = np.full((4, 4, 3), 100, np.uint8)
    other = flat.copy()
    other[0, 0] = 110
    assert psnr(flat, other) == pytest.approx(10 * np.log10(255**2 / (100 / 16)))
    assert psnr(flat, other, Comparison(border=1)) == float("inf")
    grey = (65.481 + 128.553 + 24.966) / 255 * 10  # what ten grey levels are in luma
    expected = 10 * np.log10(255**2 / (grey**2 / 16))
    assert psnr(flat, other, Comparison("y")) == pytest.approx(expected)


@pytest.mark.parametrize("channels", ["rgb", "y"])
def test_ssim_as_scikit_image(channels: str) -> None:
    metrics = pytest.importorskip("skimage.metrics")
    a, b = pair()
    planes = [a.astype(float), b.astype(float)]
    if channels == "y":
        weights = np.array([65.481, 128.553, 24.966]) / 255
        planes = [(plane @ weights + 16)[..., None] for plane in planes]
    # Its map is averaged without the 5 pixels at the border, where windows reach out.
    _, similarity = metrics.structural_similarity(
        *planes,
        gaussian_weights=True,
        sigma=1.5,
        use_sample_covariance=False,
        data_range=255,
        channel_axis=-1,
        full=True,
    )
    expected = similarity[5:-5, 5:-5].mean()
    assert ssim(a, b, Comparison(channels)) == pytest.approx(expected, abs=1e-9)
    assert ssim(a, a) == pytest.approx(1)


def test_different_sizes_are_refused() -> None:
    with pytest.raises(ValueError):
        psnr(np.zeros((4, 4, 3), np.uint8), np.zeros((4, 5, 3), np.uint8))

"""Classical restoration to compare with, from scikit-image; it is told the degradation exactly."""

from collections.abc import Callable

import numpy as np

from .degradations.blur import gaussian_matrix, gaussian_reach, motion_kernel
from .degradations.recipe import Recipe, Step, to_8_bit


def restore_classically(method: str, degraded: np.ndarray, recipe: Recipe) -> np.ndarray:
    """8-bit `[H,W,3]` to the same.

    :param method: one of `METHODS`.
    :raises ImportError: without scikit-image (Debian: python3-skimage).
    """
    restored = METHODS[method](degraded.astype(np.float64) / 255, recipe)
    return to_8_bit(255 * restored)


def _non_local_means(picture: np.ndarray, recipe: Recipe) -> np.ndarray:
    """Buades, Coll & Morel 2005; h = 0.6 σ, as scikit-image's own example for a known σ."""
    sigma = _step(recipe, "gaussian-noise")["sigma"] / 255
    from skimage.restoration import denoise_nl_means

    return denoise_nl_means(
        picture,
        patch_size=5,
        patch_distance=6,
        h=0.6 * sigma,
        sigma=sigma,
        fast_mode=True,
        channel_axis=-1,
    )


def _wavelet_shrinkage(picture: np.ndarray, recipe: Recipe) -> np.ndarray:
    """BayesShrink (Chang, Yu & Vetterli 2000) in YCbCr."""
    sigma = _step(recipe, "gaussian-noise")["sigma"] / 255
    from skimage.restoration import denoise_wavelet

    return denoise_wavelet(
        picture, sigma=sigma, convert2ycbcr=True, rescale_sigma=True, channel_axis=-1
    )


def _richardson_lucy(picture: np.ndarray, recipe: Recipe) -> np.ndarray:
    """Richardson 1972, Lucy 1974, with the known kernel; 10 iterations, before noise takes over."""
    kernel = _kernel(recipe)
    from skimage.restoration import richardson_lucy

    reach = kernel.shape[0] // 2
    # Zeros beyond the border would ring far into the picture.
    padded = np.pad(picture, ((reach, reach), (reach, reach), (0, 0)), mode="symmetric")
    channels = [richardson_lucy(padded[..., c], kernel, num_iter=10) for c in range(3)]
    return np.stack(channels, axis=-1)[reach:-reach, reach:-reach]


METHODS: dict[str, Callable[[np.ndarray, Recipe], np.ndarray]] = {
    "non-local means": _non_local_means,
    "wavelet shrinkage": _wavelet_shrinkage,
    "Richardson–Lucy": _richardson_lucy,
}


def _kernel(recipe: Recipe) -> np.ndarray:
    kinds = [step["kind"] for step in recipe]
    if "motion-blur" in kinds:
        step = _step(recipe, "motion-blur")
        return motion_kernel(step["length"], step["angle"])
    sigma = _step(recipe, "gaussian-blur")["sigma"]
    reach = gaussian_reach(sigma)
    line = gaussian_matrix(4 * reach + 1, sigma)[2 * reach, reach : 3 * reach + 1]
    return np.outer(line, line)


def _step(recipe: Recipe, kind: str) -> Step:
    """:raises ValueError: where the recipe has no such step, or draws its values from a range."""
    for step in recipe:
        if step["kind"] == kind:
            if any(isinstance(value, (list, tuple)) for value in step.values()):
                raise ValueError(f"A classical method needs a known “{kind}”, not a range.")
            return step
    raise ValueError(f"This classical method undoes “{kind}”, which the recipe lacks.")

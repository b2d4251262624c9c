"""PSNR and SSIM of one way to restore, over a set of pictures."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .degradations.recipe import Recipe, degrade
from .degradations.resizing import crop_to_multiple, upscale
from .metrics import Comparison, psnr, ssim
from .photos import photo_files, read_photo


@dataclass(frozen=True)
class Specimen:
    """A clean picture and its degraded version, 8-bit `[H,W,3]`."""

    name: str
    clean: np.ndarray
    degraded: np.ndarray


@dataclass(frozen=True)
class Quality:
    """PSNR in dB, and SSIM."""

    psnr: float
    ssim: float


def specimens(
    folder: Path,
    recipe: Recipe,
    scale: int = 1,
    degraded_folder: Path | None = None,
    seed: int = 0,
    limit: int | None = None,
) -> Iterator[Specimen]:
    """The pictures of a folder in the order of their names, each degraded with its own seed, from
    `seed` on; or, where a folder of degraded pictures is given, those of the same stem.

    :param scale: by how much the degraded ones are smaller; clean ones are cropped to a multiple.
    """
    for index, file in enumerate(photo_files(folder)[:limit]):
        clean = crop_to_multiple(read_photo(file), scale)
        if degraded_folder is None:
            degraded = degrade(clean, recipe, np.random.default_rng([seed, index]))
        else:
            degraded = read_photo(_same_stem(degraded_folder, file.stem))
        if tuple(scale * side for side in degraded.shape[:2]) != clean.shape[:2]:
            raise ValueError(f"{file.name}: degraded {degraded.shape} for clean {clean.shape}.")
        yield Specimen(file.stem, clean, degraded)


def quality(found: np.ndarray, clean: np.ndarray, comparison: Comparison) -> Quality:
    return Quality(psnr(found, clean, comparison), ssim(found, clean, comparison))


def enlarge(degraded: np.ndarray, scale: int) -> np.ndarray:
    """What the input itself is judged by: enlarged bicubically where it is smaller."""
    return upscale(degraded, scale) if scale > 1 else degraded


def average(qualities: list[Quality]) -> Quality:
    count = len(qualities)
    return Quality(sum(q.psnr for q in qualities) / count, sum(q.ssim for q in qualities) / count)


def conventions(task: str, scale: int) -> Comparison:
    """As `npm run evaluate`: luma for super-resolution and deraining, else RGB; super-resolution
    without `scale` pixels at the border."""
    channels = "y" if task in ("super-resolution", "derain") else "rgb"
    return Comparison(channels, scale if task == "super-resolution" else 0)


def _same_stem(folder: Path, stem: str) -> Path:
    found = [file for file in photo_files(folder) if file.stem == stem]
    if len(found) != 1:
        raise FileNotFoundError(f"{folder} has {len(found)} pictures named {stem}.")
    return found[0]

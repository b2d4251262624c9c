"""Published networks, read from their authors' files."""

import numpy as np
import pytest

from pretraining.degradations.recipe import Recipe, degrade
from pretraining.degradations.resizing import upscale
from pretraining.measurement import conventions
from pretraining.metrics import psnr
from pretraining.photos import REPOSITORY, read_photo
from pretraining.teachers import FOLDER, restore_with_teacher

PHOTO = REPOSITORY / "../shared/data/test/Set5/butterfly.png"
NOISE: Recipe = [{"kind": "gaussian-noise", "sigma": 25}]


@pytest.fixture()
def clean() -> np.ndarray:
    pytest.importorskip("h5py")
    if not (FOLDER.exists() and PHOTO.exists()):
        pytest.skip("the teachers' files are not here")
    return read_photo(PHOTO)[:127, :128]


@pytest.mark.parametrize("name", ["FFDNet", "FDnCNN"])
def test_removes_noise(clean: np.ndarray, name: str) -> None:
    noisy = degrade(clean, NOISE, np.random.default_rng(0))
    restored = restore_with_teacher(name, noisy, NOISE)
    # Another order of sub-pictures or of a kernel's axes loses a decibel and more.
    assert psnr(restored, clean) > psnr(noisy, clean) + 8.5
    with pytest.raises(ValueError, match="one known σ"):
        restore_with_teacher(name, noisy, [{"kind": "gaussian-noise", "sigma": [5, 25]}])


def test_enlarges(clean: np.ndarray) -> None:
    even = clean[:126]
    recipe: Recipe = [{"kind": "bicubic-down", "scale": 2}]
    small = degrade(even, recipe, np.random.default_rng(0))
    restored = restore_with_teacher("DnCNN-3", small, recipe)
    comparison = conventions("super-resolution", 2)
    assert psnr(restored, even, comparison) > psnr(upscale(small, 2), even, comparison) + 3

"""Photos, tasks and their batches."""

from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from pretraining.degradations.recipe import degrade
from pretraining.degradations.resizing import downscale
from pretraining.photos import DataSettings, load_photos
from pretraining.tasks import Task, batches_from, held_out_pairs, load_task_photos, sample_crop

SR = Task("sr", "x2", 2, 16, recipe=[{"kind": "bicubic-down", "scale": 2}])
NOISE = Task("noise", "x1", 2, 24, recipe=[{"kind": "gaussian-noise", "sigma": [5, 50]}])
PAIRS = Task("dark", "x1", 1, 24, pairs="pairs")


@pytest.fixture()
def settings(tmp_path: Path) -> DataSettings:
    random = np.random.default_rng(0)
    for folder in ("photos", "pairs/high", "pairs/low"):
        (tmp_path / folder).mkdir(parents=True)
        for index in range(4):
            pixels = random.integers(0, 256, (64, 80, 3), dtype=np.uint8)
            Image.fromarray(pixels).save(tmp_path / folder / f"{index}.png")
    return DataSettings(str(tmp_path), ("photos",), "photos", 1, 48, workers=0)


def test_held_out_photos_are_never_trained_on(settings: DataSettings) -> None:
    collection = load_photos(settings)
    assert len(collection.training) == 3
    ((held_out, _),) = collection.held_out
    assert held_out.shape == (48, 48, 3)
    for photo, _ in collection.training:
        assert not np.array_equal(photo[8:56, 16:64], held_out)


def test_a_run_cut_off_goes_on_with_the_same_batches(settings: DataSettings) -> None:
    photos = load_task_photos([SR, NOISE, PAIRS], settings)
    whole = batches_from(photos, 1, 0, 2, 0)
    skipped = [next(whole) for _ in range(5)]
    resumed = batches_from(photos, 1, 5, 2, workers=1)
    for _ in range(3):
        for a, b in zip(next(whole), next(resumed)):
            assert a[0] == b[0] and torch.equal(a[1], b[1]) and torch.equal(a[2], b[2])
    other_seed = next(batches_from(photos, 2, 0, 2, 0))
    assert any(
        a[1].shape != b[1].shape or not torch.equal(a[1], b[1])
        for a, b in zip(other_seed, skipped[0])
    )
    assert {batch[0] for step in skipped for batch in step} == {0, 1, 2}


def test_shapes_and_degradation(settings: DataSettings) -> None:
    photos = load_task_photos([SR], settings)
    ((number, degraded, clean),) = next(batches_from(photos, 1, 0, 1, 0))
    assert (number, degraded.shape, clean.shape) == (0, (2, 3, 16, 16), (2, 3, 32, 32))
    assert degraded.dtype == clean.dtype == torch.uint8
    whole = downscale(clean.permute(0, 2, 3, 1).numpy(), 2)[:, 3:-3, 3:-3]
    inner = degraded.permute(0, 2, 3, 1).numpy()[:, 3:-3, 3:-3]
    assert np.array_equal(whole, inner)


def test_a_crop_is_blurred_with_its_surroundings() -> None:
    """The crop's border is not mirrored: blurring the whole photo gives the same."""
    blur = Task("blur", "x1", 1, 16, recipe=[{"kind": "gaussian-blur", "sigma": 1.5}])
    rows, columns = np.mgrid[0:60, 0:60]
    photo = np.stack([4 * rows, 4 * columns, 2 * (rows + columns)], axis=-1).astype(np.uint8)
    degraded, clean = sample_crop((photo, None), blur, np.random.default_rng(3))
    # A blur leaves a linear ramp as it is; a mirrored border would bend it.
    assert np.abs(degraded.astype(int) - clean).max() <= 1
    bent = degrade(clean, blur.recipe, np.random.default_rng(0))
    assert np.abs(bent.astype(int) - clean).max() > 1


def test_pairs_stay_together(settings: DataSettings) -> None:
    photos = load_task_photos([PAIRS], settings)
    ((clean, dark),) = photos.collections[0].held_out
    root = Path(settings.root)
    names = [
        f.stem
        for f in (root / "pairs/high").iterdir()
        if np.array_equal(np.array(Image.open(f)), clean)
    ]
    assert np.array_equal(np.array(Image.open(root / "pairs/low" / f"{names[0]}.png")), dark)
    high, low = photos.collections[0].training[0]
    marked = high.copy(), high.copy()
    degraded, crop = sample_crop(marked, PAIRS, np.random.default_rng(0))
    assert np.array_equal(degraded, crop) and crop.shape == (24, 24, 3)
    assert not np.array_equal(high, low)


def test_held_out_pairs_are_always_the_same(settings: DataSettings) -> None:
    collection = load_photos(settings)
    first, second = (held_out_pairs(NOISE, collection)[0][1] for _ in range(2))
    assert np.array_equal(first, second)


def test_photos_that_are_too_small_are_said_so(settings: DataSettings) -> None:
    large = Task("large", "x2", 1, 40, recipe=SR.recipe)
    with pytest.raises(ValueError, match="large"):
        batches_from(load_task_photos([large], settings), 1, 0, 1, 0)


def test_a_task_has_a_recipe_or_pairs() -> None:
    with pytest.raises(ValueError, match="either"):
        Task("nothing", "x1", 1, 16)

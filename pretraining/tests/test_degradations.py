"""Degradations, against the field's own code and what the app does."""

import importlib.util
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from pretraining.degradations.ageing import dust, fade, grain, scratches
from pretraining.degradations.blur import (
    gaussian_blur,
    motion_blur,
    motion_kernel,
    shake_kernel,
    shake_reach,
)
from pretraining.degradations.noise import poisson_gaussian_noise
from pretraining.degradations.rain import rain
from pretraining.degradations.recipe import (
    check_recipe,
    degrade,
    recipe_reach,
    recipe_scale,
)
from pretraining.degradations.resizing import downscale, upscale

SHARED = Path(__file__).parents[3] / "shared" / "data"


def picture(height: int = 48, width: int = 60) -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (height, width, 3), dtype=np.uint8)


def random(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


def matlab_imresize() -> ModuleType:
    path = SHARED / "matlab_imresize.py"
    if not path.exists():
        pytest.skip("shared/data is not here")
    specification = importlib.util.spec_from_file_location("matlab_imresize", path)
    assert specification is not None and specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


@pytest.mark.parametrize("factor", [2, 3, 4])
def test_bicubic_down_is_bit_exact(factor: int) -> None:
    expected = matlab_imresize().downscale(picture(), factor)
    assert np.array_equal(downscale(picture(), factor), expected)
    stacked = np.stack([picture(), picture()[::-1]])
    assert np.array_equal(downscale(stacked, factor)[0], expected)


def test_bicubic_up_keeps_a_flat_picture_and_inverts_the_size() -> None:
    assert (upscale(np.full((6, 8, 3), 77, np.uint8), 3) == 77).all()
    assert upscale(picture(6, 8), 4).shape == (24, 32, 3)
    ramp = np.repeat(np.arange(0, 160, 10, dtype=np.uint8)[None, :, None], 4, axis=0)
    middle = upscale(np.repeat(ramp, 3, axis=2), 2)[4, 8:24, 0]
    assert (np.diff(middle.astype(int)) == 5).all()


def test_gaussian_blur_as_scipy() -> None:
    ndimage = pytest.importorskip("scipy.ndimage")
    for sigma in (0.5, 1.6, 4.0):
        expected = ndimage.gaussian_filter(picture().astype(float), (sigma, sigma, 0))
        found = gaussian_blur(picture().astype(np.float32), sigma)
        assert np.abs(found - expected).max() < 1e-3


def test_motion_kernel() -> None:
    flat = motion_kernel(9, 0)
    assert np.allclose(flat[flat.shape[0] // 2, 1:-1], 1 / 9, atol=1e-6)
    assert np.isclose(motion_kernel(12.5, 33).sum(), 1)
    rising = motion_kernel(9, 45)  # counter-clockwise: from bottom left to top right
    assert rising[1:5, 5:10].sum() > 0.35 and rising[1:4, 1:4].sum() < 0.01
    dot = np.zeros((21, 21, 1), np.float32)
    dot[10, 10] = 1
    assert motion_blur(dot, 5, 90)[8:13, 10, 0] == pytest.approx(0.2)


def test_defocus_spreads_a_point_over_a_disc_as_the_app_does() -> None:
    point = np.zeros((15, 15, 3), np.uint8)
    point[7, 7] = 255
    spread = degrade(point, [{"kind": "defocus", "radius": 3}], random())[..., 0]
    level = round(255 / (np.pi * 3.02**2))
    assert [spread[7, 7], spread[7, 9], spread[5, 7], spread[9, 8]] == [level] * 4
    assert spread[9, 9] == 6  # at the rim, two thirds
    assert [spread[7, 11], spread[10, 10], spread[2, 7]] == [0, 0, 0]
    assert np.array_equal(degrade(point, [{"kind": "defocus", "radius": 0}], random()), point)


def test_darkening_as_the_app_does() -> None:
    levels = np.array([[[0] * 3, [128] * 3, [255] * 3]], np.uint8)
    dark = degrade(levels, [{"kind": "darken", "gamma": 2, "gain": 0.5}], random())
    assert dark[0, :, 0].tolist() == [0, 32, 128]


def test_noise_statistics() -> None:
    clean = np.full((200, 200, 3), 128, np.uint8)
    noisy = degrade(clean, [{"kind": "gaussian-noise", "sigma": 10}], random())
    assert np.std(noisy) == pytest.approx(10, rel=0.02)
    sensor = poisson_gaussian_noise(np.full((200, 200, 3), 100, np.float32), 500, 3, random())
    assert np.var(sensor) == pytest.approx(255 * 100 / 500 + 9, rel=0.03)
    assert np.mean(sensor) == pytest.approx(100, abs=0.1)


def test_jpeg_loses_more_at_lower_quality() -> None:
    smooth = np.linspace(0, 255, 64 * 64 * 3).reshape(64, 64, 3).astype(np.uint8)
    loss = {
        q: np.abs(degrade(smooth, [{"kind": "jpeg", "quality": q}], random()).astype(int) - smooth)
        for q in (10, 95)
    }
    assert 0 < loss[95].mean() < loss[10].mean() < 30


def test_rain_is_bright_streaks_along_its_angle() -> None:
    dark = np.full((100, 100, 3), 40, np.float32)
    rainy = rain(dark, 21, 90, 0.002, 0.8, random())
    assert (rainy >= dark).all() and rainy.max() <= 40 + 0.8 * 215 + 1e-3
    wet = (rainy > 60)[..., 0]
    assert 0.01 < wet.mean() < 0.25
    along = (wet[1:] & wet[:-1]).sum()
    across = (wet[:, 1:] & wet[:, :-1]).sum()
    assert along > 2 * across


def test_steps_follow_each_other_and_8_bits_are_taken_where_needed() -> None:
    recipe = [
        {"kind": "gaussian-blur", "sigma": [0.5, 2]},
        {"kind": "bicubic-down", "scale": 3},
        {"kind": "jpeg", "quality": 30},
    ]
    check_recipe(recipe)
    assert recipe_scale(recipe) == 3
    assert recipe_reach(recipe) >= 8 + 9
    found = degrade(picture(50, 61), recipe, random())
    assert found.shape == (16, 20, 3) and found.dtype == np.uint8
    assert np.array_equal(found, degrade(picture(50, 61), recipe, random()))
    assert not np.array_equal(found, degrade(picture(50, 61), recipe, random(1)))


def test_one_of_draws_each_option() -> None:
    flat = np.full((4, 4, 3), 100, np.uint8)
    options = [{"kind": "gaussian-noise", "sigma": 0}, {"kind": "gaussian-noise", "sigma": 50}]
    changed = [
        not np.array_equal(degrade(flat, [{"kind": "one-of", "options": options}], random(i)), flat)
        for i in range(20)
    ]
    assert any(changed) and not all(changed)


@pytest.mark.parametrize(
    "step",
    [
        {"kind": "snow"},
        {"kind": "jpeg"},
        {"kind": "jpeg", "quality": 0},
        {"kind": "jpeg", "quality": [60, 10]},
        {"kind": "jpeg", "quality": 50, "colour": 1},
        {"kind": "one-of", "options": []},
        {"kind": "one-of", "options": [{"kind": "snow"}]},
    ],
)
def test_wrong_recipes_are_refused(step: dict) -> None:
    with pytest.raises(ValueError):
        check_recipe([step])


def test_a_shake_is_a_centred_path_of_its_length() -> None:
    for seed in range(20):
        kernel = shake_kernel(15, 0.7, random(seed))
        assert kernel.sum() == pytest.approx(1, abs=1e-5) and kernel.min() >= 0
        side = kernel.shape[0]
        assert side % 2 == 1 and side // 2 <= shake_reach(15)
        rows, columns = np.nonzero(kernel > 1e-4)
        # The farthest points are 14 pixels apart; each spreads over the pixels around it.
        assert 13 < np.hypot(np.ptp(rows), np.ptp(columns)) < 22
        places = np.arange(side) - side // 2
        for axis in (0, 1):
            assert abs((kernel.sum(axis) * places).sum()) < 0.01
    straight = shake_kernel(15, 0, random())
    assert (straight > 1e-4).sum() < 45 < (shake_kernel(15, 1, random(3)) > 1e-4).sum() + 30
    assert shake_kernel(1, 0.5, random()).max() == pytest.approx(1)


def test_a_rectangle_alone_is_damaged() -> None:
    clean = picture(80, 100)
    noise = {"kind": "gaussian-noise", "sigma": 40}
    damaged = degrade(clean, [{"kind": "in-rectangle", "steps": [noise]}], random())
    rows, columns = np.nonzero((damaged != clean).any(axis=2))
    tall, wide = np.ptp(rows) + 1, np.ptp(columns) + 1
    assert 20 <= tall <= 60 and 25 <= wide <= 75
    assert len(rows) > 0.95 * tall * wide
    blur = {"kind": "gaussian-blur", "sigma": 2}
    assert recipe_reach([{"kind": "in-rectangle", "steps": [noise, blur]}]) == 8
    with pytest.raises(ValueError, match="keep the picture's size"):
        check_recipe([{"kind": "in-rectangle", "steps": [{"kind": "bicubic-down", "scale": 2}]}])


def test_jpeg_keeps_chroma_where_it_says_so() -> None:
    stripes = np.zeros((32, 32, 3), np.uint8)
    stripes[:, ::2, 0] = 255
    halved = degrade(stripes, [{"kind": "jpeg", "quality": 95}], random())
    kept = degrade(stripes, [{"kind": "jpeg", "quality": 95, "chroma": "4:4:4"}], random())
    errors = [np.abs(found.astype(int) - stripes).mean() for found in (halved, kept)]
    assert errors[0] > 20 > 3 > errors[1]
    with pytest.raises(ValueError, match="chroma of “jpeg” is one of"):
        check_recipe([{"kind": "jpeg", "quality": 95, "chroma": "4:1:1"}])


def test_fading_as_the_app_has_it() -> None:
    """`src/imaging/degradation/ageing.test.ts` has the same numbers."""
    pixel = np.array([[[200, 100, 50]]], np.float32)
    assert fade(pixel, 0.3, 0.4, 0.6)[0, 0] == pytest.approx([169.67194, 120.31469, 82.63632], 1e-5)
    assert np.array_equal(fade(pixel, 0, 0, 0), pixel)


@pytest.mark.parametrize("size", [0, 0.5, 1.5])
def test_grain_has_its_deviation_in_mid_tones_whatever_its_size(size: float) -> None:
    grey = np.full((200, 240, 3), 128, np.float32)
    noise = grain(grey, 20, size, random()) - grey
    assert noise.std() == pytest.approx(20, abs=1.5 if size > 1 else 0.6)
    assert np.array_equal(noise[..., 0], noise[..., 2])
    black = grain(np.zeros_like(grey), 20, size, random())
    assert black.std() == pytest.approx(8, abs=0.6)


def test_marks_cover_what_their_number_and_sizes_say() -> None:
    grey = np.full((1000, 1000, 3), 128, np.float32)
    dusty = dust(grey, 300, 4, 1, random())[..., 0]
    changed = dusty[dusty != 128]
    assert 15 < len(changed) / 300 < 35 and 0.5 < (changed > 128).mean() < 0.7
    scratched = scratches(grey, 40, 200, 2, 1, random())[..., 0]
    assert 200 < (scratched != 128).sum() / 40 < 520
    assert np.array_equal(dust(grey, 0, 4, 1, random()), grey)


def test_steps_in_any_order_and_at_another_size() -> None:
    grey = np.full((120, 160, 3), 128, np.uint8)
    steps = [{"kind": "gaussian-blur", "sigma": 3}, {"kind": "gaussian-noise", "sigma": 40}]
    levels = [
        degrade(grey, [{"kind": "shuffled", "steps": steps}], random(s)).std() for s in range(8)
    ]
    assert min(levels) < 6 and max(levels) > 35
    stripes = np.zeros((40, 61, 3), np.uint8)
    stripes[:, ::2] = 255
    halved = degrade(stripes, [{"kind": "at-scale", "factor": 0.5, "steps": []}], random())
    assert halved.shape == stripes.shape and halved.std() < 40
    same = degrade(stripes, [{"kind": "at-scale", "factor": 1, "steps": []}], random())
    assert np.array_equal(same, stripes)
    # Enlarging looks around a pixel, too.
    enlarged = {"kind": "at-scale", "factor": [1, 2], "steps": [steps[0]]}
    assert recipe_reach([enlarged]) == 12 + 6

"""Measuring, classical methods and the page of results."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from pretraining.classical import restore_classically
from pretraining.degradations.recipe import degrade
from pretraining.evaluate import Published, run_test
from pretraining.evaluate import Test as ResultsTest
from pretraining.files.backbone_folder import Backbone, read_backbone, write_backbone
from pretraining.measurement import conventions, specimens
from pretraining.metrics import Comparison, psnr
from pretraining.networks.edt import Edt, EdtSizes, Route
from pretraining.restoration import restore_picture
from pretraining.results_page import put_section, table
from pretraining.tiles import TileRules, restore_in_tiles, spans, tile_rules

ROUTES = {"x1": Route("head_dn", "tail_dn", 1), "x2": Route("head_sr_x2", "tail_sr_x2", 2)}


def scene() -> np.ndarray:
    rows, columns = np.mgrid[0:64, 0:72]
    grey = np.where((rows // 9 + columns // 11) % 2, 200, 60) + columns // 3
    return np.stack([grey, 0.8 * grey, 255 - grey], axis=-1).clip(0, 255).astype(np.uint8)


@pytest.fixture()
def backbone(tmp_path: Path) -> Backbone:
    sizes = EdtSizes(16, 4, 2, (2,), (2,), (2, 4), 2, ROUTES)
    write_backbone(tmp_path / "b", "tiny", sizes, Edt(sizes).state_dict(), "a run")
    (tmp_path / "set").mkdir()
    for index in range(2):
        Image.fromarray(np.roll(scene(), 5 * index, 0)).save(tmp_path / "set" / f"{index}.png")
    return read_backbone(tmp_path / "b")


@pytest.mark.parametrize(
    "method, recipe",
    [
        ("non-local means", [{"kind": "gaussian-noise", "sigma": 20}]),
        ("wavelet shrinkage", [{"kind": "gaussian-noise", "sigma": 20}]),
        ("Richardson–Lucy", [{"kind": "gaussian-blur", "sigma": 1.6}]),
        ("Richardson–Lucy", [{"kind": "motion-blur", "length": 9, "angle": 30}]),
    ],
)
def test_classical_methods_help(method: str, recipe: list) -> None:
    pytest.importorskip("skimage.restoration")
    degraded = degrade(scene(), recipe, np.random.default_rng(0))
    restored = restore_classically(method, degraded, recipe)
    assert psnr(restored, scene()) > psnr(degraded, scene()) + 1


def test_classical_methods_need_to_know_the_degradation() -> None:
    with pytest.raises(ValueError, match="range"):
        restore_classically(
            "non-local means", scene(), [{"kind": "gaussian-noise", "sigma": [5, 9]}]
        )


@pytest.mark.usefixtures("backbone")
def test_specimens_are_cropped_and_repeat(tmp_path: Path) -> None:
    recipe = [{"kind": "bicubic-down", "scale": 3}, {"kind": "gaussian-noise", "sigma": 9}]
    first, second = (list(specimens(tmp_path / "set", recipe, 3)) for _ in range(2))
    assert first[0].clean.shape == (63, 72, 3) and first[0].degraded.shape == (21, 24, 3)
    assert np.array_equal(first[1].degraded, second[1].degraded)
    (limited,) = specimens(tmp_path / "set", recipe, 3, limit=1)
    assert limited.name == "0"


def test_conventions_are_those_of_the_browser() -> None:
    assert conventions("denoise", 1) == Comparison("rgb", 0)
    assert conventions("super-resolution", 3) == Comparison("y", 3)
    assert conventions("derain", 1) == Comparison("y", 0)


def test_whole_pictures_of_any_size(backbone: Backbone) -> None:
    network = backbone.network()
    for route, scale in (("x1", 1), ("x2", 2)):
        picture = scene()[:37, :53]
        assert restore_picture(network, picture, route).shape == (37 * scale, 53 * scale, 3)
    assert network.training


def test_tiles_as_in_the_browser() -> None:
    sizes = EdtSizes(96, 16, 2, (4, 4), (4, 4), (4, 16), 2, ROUTES)
    assert tile_rules(sizes, 1, 4, 128, 128) == TileRules(128, 32)
    assert tile_rules(sizes, 2, 4, 100, 100) == TileRules(48, 16)
    # As the browser's own test of a wide picture: 192 twice, not 256 twice.
    assert tile_rules(sizes, 1, 16, 40, 300) == TileRules(192, 32)
    assert spans(100, TileRules(48, 16)) == [(0, 48), (26, 48), (52, 48)]


def test_tiles_leave_no_seams_and_blend() -> None:
    picture = np.tile(scene(), (2, 3, 1))
    rules = TileRules(48, 16)
    same = restore_in_tiles(picture, 2, rules, lambda t: t.repeat(2, 0).repeat(2, 1) / 255)
    assert np.array_equal(same, picture.repeat(2, 0).repeat(2, 1))
    levels = iter(np.linspace(0, 1, 1000))
    stepped = restore_in_tiles(picture, 1, rules, lambda t: np.full(t.shape, 8 * next(levels)))
    assert np.abs(np.diff(stepped[0, :, 0].astype(int))).max() <= 1


def test_a_test_lists_input_methods_network_and_published(
    backbone: Backbone, tmp_path: Path
) -> None:
    test = ResultsTest(
        title="t",
        set="set",
        route="x2",
        recipe=[{"kind": "bicubic-down", "scale": 2}],
        comparison=Comparison("y", 2),
        published=[Published("SwinIR", 38.42, "a paper", 0.96)],
    )
    lines = run_test(test, tmp_path, backbone, tmp_path / "b").splitlines()
    assert "2 pictures of set; luma, without 2 px" in lines[0]
    firsts = [line.split(" | ")[0] for line in lines[4:]]
    assert firsts == ["| bicubic", "| backbone alone", "| *SwinIR* (a paper)"]


@pytest.mark.parametrize("gain, outcome", [(-60.0, "reached"), (40.0, "**missed by ")])
def test_a_goal_is_said_to_be_reached_or_missed(
    gain: float, outcome: str, backbone: Backbone, tmp_path: Path
) -> None:
    recipe = [{"kind": "gaussian-noise", "sigma": 25}]
    test = ResultsTest(title="t", set="set", route="x1", recipe=recipe, goal_gain=gain)
    assert f"({gain:+g} over the input): {outcome}" in run_test(
        test, tmp_path, backbone, tmp_path / "b"
    )


def test_new_sections_take_their_place_in_the_order(tmp_path: Path) -> None:
    page = tmp_path / "PAGE.md"
    for title in ("C", "A", "B", "elsewhere"):
        put_section(page, title, title.lower(), "# Page\n", ["A", "B", "C"])
    titles = [line for line in page.read_text().splitlines() if line.startswith("#")]
    assert titles == ["# Page", "## A", "## B", "## C", "## elsewhere"]


def test_sections_are_replaced_and_others_kept(tmp_path: Path) -> None:
    page = tmp_path / "PAGE.md"
    put_section(page, "A", table(["x"], [["1"]]), "# Page\n")
    put_section(page, "A b", "two", "# Page\n")
    put_section(page, "A", "three", "# Page\n")
    assert page.read_text() == "# Page\n\n## A\n\nthree\n\n## A b\n\ntwo\n"

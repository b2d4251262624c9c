"""Measures exported weights: one adapter on a folder of clean pictures, as `npm run evaluate` does,
or all tests of a results file, whose tables go into RESULTS.md."""

import argparse
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from .classical import restore_classically
from .degradations.recipe import Recipe, check_recipe, recipe_scale
from .exposure import Exposure
from .files.adapter_file import adapted_network, read_adapter
from .files.backbone_folder import Backbone, read_backbone
from .measurement import Quality, Specimen, average, conventions, enlarge, quality, specimens
from .metrics import Comparison
from .networks.edt import Edt
from .photos import REPOSITORY
from .restoration import restore_picture
from .results_page import put_section, table
from .run_folder import device_of
from .teachers import restore_with_teacher
from .training.run_file import from_table, read_toml

INTRODUCTION = """# Results

Made by `python3 -m pretraining.evaluate`, from the exported float16 files: PSNR (dB) and SSIM,
averaged over the pictures of a set. Published figures stand in italics, with their source.
"""


@dataclass(frozen=True)
class Published:
    method: str
    psnr: float
    source: str
    ssim: float | None = None


@dataclass(frozen=True)
class Test:
    """:param set: folder under the results file's `root`; one with `high` and `low` holds pairs.
    :param route: key in the backbone's `heads`.
    :param adapter: name of a file in the backbone's `adapters`; the backbone alone when left out.
    :param classical: methods of `classical.py`.
    :param teachers: published networks of `teachers.py`, measured here.
    :param goal: PSNR (dB) that restoring should reach; or `goal_gain`, above the input's.
    """

    title: str
    set: str
    route: str
    recipe: Recipe = field(default_factory=list)
    comparison: Comparison = field(default_factory=Comparison)
    adapter: str | None = None
    classical: list[str] = field(default_factory=list)
    teachers: list[str] = field(default_factory=list)
    published: list[Published] = field(default_factory=list)
    goal: float | None = None
    goal_gain: float | None = None

    def __post_init__(self) -> None:
        check_recipe(self.recipe)


@dataclass(frozen=True)
class ResultsFile:
    root: str
    tests: list[Test]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python3 -m pretraining.evaluate", description=__doc__)
    parser.add_argument("--backbone", required=True, help="folder of an exported backbone")
    parser.add_argument("--photos", type=int, help="at most so many of each set")
    parser.add_argument("--adapter", help="adapter file to measure on CLEAN")
    parser.add_argument("clean", nargs="?", help="folder of clean pictures")
    parser.add_argument(
        "--degraded", help="their degraded versions, of the same names, instead of new ones"
    )
    parser.add_argument(
        "--tile-mebibytes",
        type=float,
        help="restore in tiles as the browser: 1 on its processor, 16 in WebAssembly, 4 on a"
        " software GPU; whole pictures when left out",
    )
    parser.add_argument("--seed", type=int, default=0, help="of the degradations")
    parser.add_argument("--tests", help="results file, TOML, of pretraining/runs")
    parser.add_argument("--only", action="append", help="only the test of this title")
    parser.add_argument("--page", default=str(Path(__file__).parent / "RESULTS.md"))
    arguments = parser.parse_args()
    backbone = read_backbone(Path(arguments.backbone))
    if arguments.tests is not None:
        results = from_table(ResultsFile, read_toml(arguments.tests))
        titles = [test.title for test in results.tests]
        for test in results.tests:
            if arguments.only is None or test.title in arguments.only:
                root, folder = REPOSITORY / results.root, Path(arguments.backbone)
                text = run_test(test, root, backbone, folder, arguments.photos)
                put_section(Path(arguments.page), test.title, text, INTRODUCTION, titles)
                print(f"## {test.title}\n\n{text}\n", flush=True)
    elif arguments.adapter is not None and arguments.clean is not None:
        degraded = None if arguments.degraded is None else Path(arguments.degraded)
        evaluate_adapter(
            backbone,
            Path(arguments.adapter),
            Path(arguments.clean),
            degraded,
            arguments.seed,
            arguments.photos,
            arguments.tile_mebibytes,
        )
    else:
        parser.error("name --tests, or --adapter and a folder of clean pictures")


def evaluate_adapter(
    backbone: Backbone,
    adapter: Path,
    clean: Path,
    degraded: Path | None = None,
    seed: int = 0,
    limit: int | None = None,
    tile_mebibytes: float | None = None,
) -> Quality:
    """Prints each picture's quality before and after, and the averages.

    :returns: the average after restoring.
    """
    description, weights = read_adapter(adapter)
    network = adapted_network(backbone, description, weights).to(device_of())
    scale = description["scale"]
    comparison = conventions(description["task"], scale)
    recipe = description["degradation"]
    exposure: Exposure | None = description.get("exposure")
    if degraded is None:
        check_recipe(recipe)
    before: list[Quality] = []
    after: list[Quality] = []
    for one in specimens(clean, recipe, scale, degraded, seed, limit):
        started = time.monotonic()
        given = one.degraded if exposure is None else exposure.applied(one.degraded)
        restored = restore_picture(network, given, description["head"], tile_mebibytes)
        seconds = time.monotonic() - started
        before.append(quality(enlarge(one.degraded, scale), one.clean, comparison))
        after.append(quality(restored, one.clean, comparison))
        print(f"{_line(one.name, before[-1], after[-1])}  {seconds:.1f} s", flush=True)
    print(_line(f"average of {len(after)}", average(before), average(after)))
    return average(after)


def run_test(
    test: Test, root: Path, backbone: Backbone, folder: Path, limit: int | None = None
) -> str:
    """The test's section: what was measured, and a table.

    :param root: of the test sets.
    :param folder: of the backbone, with its `adapters`.
    """
    networks: dict[str, Edt] = {"backbone alone": backbone.network()}
    exposures: dict[str, Exposure] = {}
    if test.adapter is not None:
        description, weights = read_adapter(folder / "adapters" / f"{test.adapter}.safetensors")
        name = f"adapter `{test.adapter}`"
        networks[name] = adapted_network(backbone, description, weights)
        if "exposure" in description:
            exposures[name] = description["exposure"]
    device = device_of()
    networks = {name: network.to(device) for name, network in networks.items()}
    scale = recipe_scale(test.recipe)
    qualities: dict[str, list[Quality]] = {}
    for one in _specimens_of(test, root, scale, limit):
        found = {"input" if scale == 1 else "bicubic": enlarge(one.degraded, scale)}
        for method in test.classical:
            found[method] = restore_classically(method, one.degraded, test.recipe)
        for teacher in test.teachers:
            found[teacher] = restore_with_teacher(teacher, one.degraded, test.recipe)
        for exposure in exposures.values():
            found["exposure alone"] = exposure.applied(one.degraded)
        for name, network in networks.items():
            given = exposures[name].applied(one.degraded) if name in exposures else one.degraded
            found[name] = restore_picture(network, given, test.route)
        for name, picture in found.items():
            measured = quality(picture, one.clean, test.comparison)
            qualities.setdefault(name, []).append(measured)
    count = len(next(iter(qualities.values())))
    rows = [(name, average(measured)) for name, measured in qualities.items()]
    cells = [[name, f"{q.psnr:.2f}", f"{q.ssim:.4f}"] for name, q in rows]
    for one in test.published:
        ssim = "" if one.ssim is None else f"*{one.ssim:.4f}*"
        cells.append([f"*{one.method}* ({one.source})", f"*{one.psnr:.2f}*", ssim])
    channels = "luma" if test.comparison.channels == "y" else "RGB"
    border = (
        f", without {test.comparison.border} px at the border" if test.comparison.border else ""
    )
    heading = f"{count} pictures of {test.set}; {channels}{border}; `{backbone.id}`."
    heading += _goal_line(test, rows[0][1].psnr, rows[-1][1].psnr)
    return f"{heading}\n\n{table(['', 'PSNR', 'SSIM'], cells)}"


def _goal_line(test: Test, before: float, restored: float) -> str:
    """Whether the goal was reached, to the hundredth that the table shows; empty without one."""
    goal = test.goal if test.goal_gain is None else before + test.goal_gain
    if goal is None:
        return ""
    above = "" if test.goal_gain is None else f" ({test.goal_gain:+g} over the input)"
    missing = round(goal, 2) - round(restored, 2)
    outcome = "reached" if missing <= 0 else f"**missed by {missing:.2f} dB**"
    return f" Goal {goal:.2f} dB{above}: {outcome}."


def _specimens_of(test: Test, root: Path, scale: int, limit: int | None) -> Iterator[Specimen]:
    folder = root / test.set
    if test.recipe:
        return specimens(folder, test.recipe, scale, limit=limit)
    return specimens(folder / "high", [], 1, folder / "low", limit=limit)


def _line(name: str, before: Quality, after: Quality) -> str:
    gain = after.psnr - before.psnr
    return (
        f"{name:20} {before.psnr:.2f} dB {before.ssim:.4f} → {after.psnr:.2f} dB {after.ssim:.4f}"
        f"  {gain:+.2f} dB"
    )


if __name__ == "__main__":
    main()

"""Compares ways to adapt: trains each variant of a study file for the same steps, on each of its
tasks, and writes a table. Variants that are over are not trained again."""

import argparse
import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from .adapt import DESCRIPTION, adapt
from .files.backbone_folder import read_backbone
from .photos import REPOSITORY, DataSettings
from .results_page import put_section, table
from .run_folder import OUTPUT
from .tasks import Task, TaskPhotos, load_task_photos
from .training.run_file import from_table, read_toml

INTRODUCTION = """# Ways to adapt

Made by `python3 -m pretraining.study`: PSNR (RGB, dB) on held-out photos after equal training.
"""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python3 -m pretraining.study", description=__doc__)
    parser.add_argument("study", help="study file, TOML, of pretraining/runs")
    parser.add_argument("--steps", type=int, help="of each variant, in place of the file's")
    parser.add_argument("--minutes", type=float, help="of each variant, in place of steps")
    parser.add_argument("--only", action="append", help="only this variant; can be repeated")
    parser.add_argument("--out", help="folder of the runs; pretraining/output/NAME when left out")
    parser.add_argument("--page", default=str(Path(__file__).parent / "STUDY.md"))
    arguments = parser.parse_args()
    study = read_toml(arguments.study)
    set_length(study["base"]["training"], arguments.steps, arguments.minutes)
    folder = OUTPUT / study["name"] if arguments.out is None else Path(arguments.out)
    run_study(study, folder, Path(arguments.page), Path(arguments.study).name, arguments.only)


def set_length(training: dict[str, Any], steps: int | None, minutes: float | None) -> None:
    if steps is not None or minutes is not None:
        training.pop("steps", None)
        training.pop("minutes", None)
    if minutes is not None:
        training["minutes"] = minutes
    elif steps is not None:
        training["steps"] = steps


def run_study(
    study: dict[str, Any], folder: Path, page: Path, file: str, only: list[str] | None = None
) -> None:
    """:param study: `title`, `base` (an adapting run without its task), `tasks` (each with its
    `task_name`, and the modules that adapters carry where they name none themselves), `variants`
    (each a `label` and what it changes in the base); the page's section is written again after
    each run.
    """
    tasks = {table_["name"]: table_ for table_ in study["tasks"]}
    photos = _photos(study)
    results: dict[tuple[str, str], dict[str, Any]] = {}
    for variant in study["variants"]:
        label = variant["label"]
        for name, task in tasks.items():
            run = variant_run(study["base"], variant, task)
            home = folder / name / label.replace(" ", "-").replace("/", "-")
            result = _known(home, run)
            if result is None and (only is None or label in only):
                print(f"\n{label}, {name}:", flush=True)
                home.mkdir(parents=True, exist_ok=True)
                (home / "variant.json").write_text(json.dumps(run, indent=1))
                result = adapt(run, home, f"{file}: {label}", photos=photos[name])
            if result is not None:
                results[label, name] = result
                put_section(page, study["title"], _section(study, results, file), INTRODUCTION)


def variant_run(
    base: dict[str, Any], variant: dict[str, Any], task: dict[str, Any]
) -> dict[str, Any]:
    """The adapting run of a variant: its tables replace single fields of the base's, and `adapter`
    stands for itself."""
    run = copy.deepcopy(base)
    changes = {key: copy.deepcopy(value) for key, value in variant.items() if key != "label"}
    for key, value in changes.items():
        if isinstance(value, dict) and key != "adapter":
            run[key] = {**run.get(key, {}), **value}
        else:
            run[key] = value
    run["task"] = _without_study_fields(task)
    if "modules_to_save" in task and run["adapter"]["kind"] != "full":
        run["adapter"].setdefault("modules_to_save", task["modules_to_save"])
    run["task_name"] = task["task_name"]
    run["name"] = f"{task['name']}: {variant['label']}"
    return run


def _without_study_fields(task: dict[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in task.items() if k not in ("task_name", "modules_to_save")}


def _photos(study: dict[str, Any]) -> dict[str, TaskPhotos]:
    """Loaded once for all variants."""
    settings = from_table(DataSettings, study["base"].get("data", {}))
    tasks = [from_table(Task, _without_study_fields(one)) for one in study["tasks"]]
    loaded = load_task_photos(tasks, settings)
    return {
        task.name: TaskPhotos([task], [collection])
        for task, collection in zip(loaded.tasks, loaded.collections)
    }


def _known(home: Path, run: dict[str, Any]) -> dict[str, Any] | None:
    """The result of a run that is over; :raises ValueError: when it was another run's."""
    if not (home / DESCRIPTION).exists():
        return None
    if json.loads((home / "variant.json").read_text()) != run:
        raise ValueError(f"{home} holds the result of other settings: delete it or name --out.")
    return json.loads((home / DESCRIPTION).read_text())


def _section(
    study: dict[str, Any], results: dict[tuple[str, str], dict[str, Any]], file: str
) -> str:
    backbone = read_backbone(REPOSITORY / study["base"]["backbone"])
    names = [task["name"] for task in study["tasks"]]
    first = next(iter(results.values()))
    rows = [
        _level_row("input", "input", names, results),
        _level_row("backbone alone", "backbone", names, results),
    ]
    for variant in study["variants"]:
        own = {name: results.get((variant["label"], name)) for name in names}
        done = [result for result in own.values() if result is not None]
        if not done:
            continue
        trained = _distinct([r["trained_parameters"] for r in done], str)
        share = _distinct(
            [r["stored_parameters"] / backbone.parameters for r in done],
            lambda x: f"{100 * x:.2f} %",
        )
        lengths = _distinct([r["training"]["steps"] for r in done], str)
        levels = ["" if r is None else f"{r['psnr_rgb']['adapter']:.2f}" for r in own.values()]
        rows.append([variant["label"], trained, share, lengths, *levels, _mean(done, "adapter")])
    heading = (
        f"`{file}`, `{backbone.id}` ({backbone.parameters} parameters), {first['measured_on']}. "
        "Share: of the backbone's parameters, with all that an adapter's file holds."
    )
    columns = ["", "trained", "share", "steps", *names, "mean"]
    if len(names) == 1:
        columns, rows = columns[:-1], [row[:-1] for row in rows]
    return f"{heading}\n\n{table(columns, rows)}"


def _level_row(
    label: str, level: str, names: list[str], results: dict[tuple[str, str], dict[str, Any]]
) -> list[str]:
    found = [next((r for (_, task), r in results.items() if task == n), None) for n in names]
    cells = ["" if r is None else f"{r['psnr_rgb'][level]:.2f}" for r in found]
    return [label, "", "", "", *cells, _mean([r for r in found if r is not None], level)]


def _mean(results: list[dict[str, Any]], level: str) -> str:
    return f"{sum(r['psnr_rgb'][level] for r in results) / len(results):.2f}"


def _distinct(values: list[Any], text: Callable[[Any], str]) -> str:
    """Tasks of other routes carry other modules, so there may be several."""
    return ", ".join(dict.fromkeys(text(value) for value in sorted(values)))


if __name__ == "__main__":
    main()

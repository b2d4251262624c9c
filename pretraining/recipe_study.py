"""Compares ways to pre-train: trains each variant of a study file for the same processor time from
the same weights, and writes a table. Variants that are over are not trained again; one that was
stopped goes on."""

import argparse
import copy
import json
from pathlib import Path
from typing import Any

import torch

from .networks.edt import Edt
from .pretrain import PretrainingRun, pretrain_run
from .results_page import put_section, table
from .run_folder import OUTPUT
from .study import INTRODUCTION
from .training.log import read_rows
from .training.run_file import from_table, read_toml

RESULT = "result.json"


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python3 -m pretraining.recipe_study", description=__doc__
    )
    parser.add_argument("study", help="study file, TOML, of pretraining/runs")
    parser.add_argument("--only", action="append", help="only this variant; can be repeated")
    parser.add_argument("--out", help="folder of the runs; pretraining/output/NAME when left out")
    parser.add_argument("--page", default=str(Path(__file__).parent / "STUDY.md"))
    arguments = parser.parse_args()
    study = read_toml(arguments.study)
    folder = OUTPUT / study["name"] if arguments.out is None else Path(arguments.out)
    run_recipe_study(
        study, folder, Path(arguments.page), Path(arguments.study).name, arguments.only
    )


def run_recipe_study(
    study: dict[str, Any], folder: Path, page: Path, file: str, only: list[str] | None = None
) -> None:
    """:param study: `title`, `base` (a pre-training run without its tasks), `tasks`, `variants`
    (each a `label`, fields of `training` and `network` that it replaces, and under `all_tasks` or a
    task's route those of tasks); the page's section is written again after each run.
    """
    results: dict[str, dict[str, Any]] = {}
    for variant in study["variants"]:
        label = variant["label"]
        home = folder / label.replace(" ", "-").replace("/", "-")
        result = _known(home, variant_run(study, variant))
        if result is None and (only is None or label in only):
            print(f"\n{label}:", flush=True)
            result = _measured(study, variant, home)
        if result is not None:
            results[label] = result
            put_section(page, study["title"], _section(study, results, file), INTRODUCTION)


def variant_run(study: dict[str, Any], variant: dict[str, Any]) -> dict[str, Any]:
    run = copy.deepcopy(study["base"])
    for part in ("training", "network"):
        run[part] |= variant.get(part, {})
    run["tasks"] = [
        {**task, **variant.get("all_tasks", {}), **variant.get(task["route"], {})}
        for task in copy.deepcopy(study["tasks"])
    ]
    run["name"] = f"{study['name']}: {variant['label']}"
    return run


def _measured(study: dict[str, Any], variant: dict[str, Any], home: Path) -> dict[str, Any]:
    table_ = variant_run(study, variant)
    home.mkdir(parents=True, exist_ok=True)
    pretrain_run(table_, home)
    rows = read_rows(home / "validation.csv")
    steps = sorted({int(row["step"]) for row in rows})
    levels = {
        step: {row["task"]: float(row["psnr"]) for row in rows if int(row["step"]) == step}
        for step in steps
    }
    content = torch.load(home / "checkpoint.pt", map_location="cpu")
    network = Edt(from_table(PretrainingRun, table_).network)
    result = {
        "run": table_,
        "steps": content["step"],
        "parameters": sum(p.numel() for p in network.parameters()),
        "levels": levels[steps[-1]],
        "halfway": levels[min(steps, key=lambda step: abs(step - steps[-1] / 2))],
    }
    (home / RESULT).write_text(json.dumps(result, indent=1) + "\n")
    return result


def _known(home: Path, run: dict[str, Any]) -> dict[str, Any] | None:
    """The result of a run that is over; :raises ValueError: when it was another run's."""
    if not (home / RESULT).exists():
        return None
    result = json.loads((home / RESULT).read_text())
    if result["run"] != run:
        raise ValueError(f"{home} holds the result of other settings: delete it or name --out.")
    return result


def _section(study: dict[str, Any], results: dict[str, dict[str, Any]], file: str) -> str:
    names = [task["name"] for task in study["tasks"]]
    rows = []
    for label, result in results.items():
        levels, halfway = result["levels"], result["halfway"]
        mean = sum(levels[name] for name in names) / len(names)
        slope = mean - sum(halfway[name] for name in names) / len(names)
        cells = [f"{levels[name]:.2f}" for name in names]
        million = f"{result['parameters'] / 1e6:.2f}"
        rows.append([label, million, str(result["steps"]), *cells, f"{mean:.3f}", f"{slope:+.3f}"])
    minutes = study["base"]["training"]["processor_minutes"]
    heading = (
        f"`{file}`: {minutes} minutes of processor time each, from `{study['base']['init']}` where"
        " names and shapes agree. Gain: of the mean, over the second half."
    )
    columns = ["", "million parameters", "steps", *names, "mean", "gain"]
    return f"{heading}\n\n{table(columns, rows)}"


if __name__ == "__main__":
    main()

"""The log of a run: `loss.csv`, `validation.csv` and their plot."""

import csv
import importlib.util
import os
from pathlib import Path

from .settings import Done

LOSS_FIELDS = ("step", "seconds", "processor_seconds", "learning_rate", "loss")
VALIDATION_FIELDS = ("step", "seconds", "task", "psnr")


class RunLog:
    """:param last_step: of the checkpoint that the run goes on from; later rows are dropped, as
    their steps will be made again."""

    def __init__(self, folder: Path, last_step: int) -> None:
        self._folder = folder
        self._loss = folder / "loss.csv"
        self._validation = folder / "validation.csv"
        _truncate(self._loss, LOSS_FIELDS, last_step)
        _truncate(self._validation, VALIDATION_FIELDS, last_step)

    def add_loss(self, done: Done, learning_rate: float, loss: float) -> None:
        """:param loss: mean over the steps since the last row."""
        times = (f"{done.seconds:.1f}", f"{done.processor_seconds:.1f}")
        _append(self._loss, (done.steps, *times, f"{learning_rate:.3e}", f"{loss:.7f}"))

    def add_validation(self, done: Done, psnr_of: dict[str, float]) -> None:
        """:param psnr_of: PSNR in dB by task; the plot is drawn anew."""
        for task, psnr in psnr_of.items():
            _append(self._validation, (done.steps, f"{done.seconds:.1f}", task, f"{psnr:.4f}"))
        self.plot()

    def plot(self) -> None:
        if importlib.util.find_spec("matplotlib") is None:
            print("matplotlib is not installed: no plot is drawn.")
            return
        from matplotlib.figure import Figure

        figure = Figure(figsize=(8, 7), tight_layout=True)
        losses, levels = figure.subplots(2, 1, sharex=True)
        rows = read_rows(self._loss)
        losses.plot([_hours(r) for r in rows], [float(r["loss"]) for r in rows], linewidth=0.7)
        losses.set_ylabel("loss")
        losses.set_yscale("log")
        by_task: dict[str, list[tuple[float, float]]] = {}
        for row in read_rows(self._validation):
            by_task.setdefault(row["task"], []).append((_hours(row), float(row["psnr"])))
        for task, points in by_task.items():
            levels.plot(*zip(*points), marker=".", label=task)
        levels.set_ylabel("PSNR of held-out photos (dB)")
        levels.set_xlabel("hours")
        levels.grid(alpha=0.3)
        if by_task:
            levels.legend(fontsize="small")
        figure.savefig(self._folder / "curves.png", dpi=100)


def _hours(row: dict[str, str]) -> float:
    return float(row["seconds"]) / 3600


def read_rows(path: Path) -> list[dict[str, str]]:
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


def _truncate(path: Path, fields: tuple[str, ...], last_step: int) -> None:
    kept = []
    if path.exists():
        # A row that a kill cut short lacks fields; it lies beyond the checkpoint.
        complete = [row for row in read_rows(path) if None not in row.values() and row["step"]]
        kept = [row for row in complete if int(row["step"]) <= last_step]
    temporary = path.with_suffix(".part")
    with open(temporary, "w", newline="") as file:
        writer = csv.DictWriter(file, fields)
        writer.writeheader()
        writer.writerows(kept)
    os.replace(temporary, path)


def _append(path: Path, values: tuple[object, ...]) -> None:
    with open(path, "a", newline="") as file:
        csv.writer(file).writerow(values)

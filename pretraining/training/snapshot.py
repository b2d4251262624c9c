"""A long run's weights and how far it is, small enough for Git: what the run continues from on a
machine that lacks its checkpoint."""

import json
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from torch import Tensor

from ..files.backbone_folder import read_backbone, write_backbone
from ..networks.edt import EdtSizes

PROGRESS = "progress.json"
LOGS = ("loss.csv", "validation.csv", "curves.png")


@dataclass(frozen=True)
class Snapshot:
    """:param weights: by name, float32 of the file's float16.
    :param seconds: of work, all told; `processor_seconds` are those of all threads together.
    """

    weights: Mapping[str, Tensor]
    step: int
    seconds: float
    processor_seconds: float


def write_snapshot(
    folder: Path, id_: str, sizes: EdtSizes, run_name: str, snapshot: Snapshot, run_folder: Path
) -> None:
    """A backbone's folder, with its progress and the logs of the run."""
    write_backbone(folder, id_, sizes, snapshot.weights, run_name)
    progress = {k: v for k, v in asdict(snapshot).items() if k != "weights"}
    (folder / PROGRESS).write_text(json.dumps(progress, indent=1) + "\n")
    for name in LOGS:
        if (run_folder / name).exists():
            shutil.copyfile(run_folder / name, folder / name)


def read_snapshot(folder: Path, run_folder: Path) -> Snapshot | None:
    """None where there is none. The logs go into the run's folder, which continues them.

    :raises ValueError: where the weights are not those that its config names.
    """
    if not (folder / PROGRESS).exists():
        return None
    progress = json.loads((folder / PROGRESS).read_text())
    for name in LOGS:
        if (folder / name).exists():
            shutil.copyfile(folder / name, run_folder / name)
    return Snapshot(weights=read_backbone(folder).weights, **progress)

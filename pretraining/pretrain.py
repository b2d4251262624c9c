"""Pre-trains a backbone on several tasks at once, as a run file says."""

import argparse
import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from .check_gradients import require_right_gradients
from .files.backbone_folder import read_backbone
from .networks.edt import Edt, EdtSizes
from .photos import REPOSITORY, DataSettings
from .run_folder import add_run_arguments, device_of, open_run
from .tasks import Task, load_task_photos
from .training.checkpoint import has_checkpoint
from .training.run_file import from_table, read_toml
from .training.settings import TrainingSettings
from .training.snapshot import read_snapshot
from .training.trainer import Trainer


@dataclass(frozen=True)
class PretrainingRun:
    """:param init: folder of a backbone to start from, where names and shapes agree.
    :param snapshot: folder that `export snapshot` writes; where it is there, a run without a
        checkpoint continues from it.
    :param init_routes: routes that it lacks, each with the one whose head and tail theirs start as.
    """

    name: str
    seed: int
    network: EdtSizes
    training: TrainingSettings
    tasks: list[Task]
    data: DataSettings = dataclasses.field(default_factory=DataSettings)
    init: str | None = None
    snapshot: str | None = None
    init_routes: dict[str, str] = dataclasses.field(default_factory=dict)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python3 -m pretraining.pretrain", description=__doc__)
    add_run_arguments(parser).add_argument(
        "--changed",
        action="store_true",
        help="continue a checkpoint though the run file has changed",
    )
    arguments = parser.parse_args()
    pretrain(Path(arguments.run), arguments.out, arguments.minutes, arguments.changed)


def pretrain(
    run_file: Path,
    out: str | None = None,
    minutes: float | None = None,
    may_change: bool = False,
) -> Path:
    """:returns: the run's folder, where its checkpoint and log lie.

    :param minutes: stop after these; the same command goes on later.
    :param may_change: continues a checkpoint of another run file.
    """
    table = read_toml(run_file)
    folder = open_run(run_file, table["name"], out)
    pretrain_run(table, folder, minutes, may_change)
    return folder


def pretrain_run(
    table: dict[str, Any], folder: Path, minutes: float | None = None, may_change: bool = False
) -> None:
    """:param table: the run file; for the others see `pretrain`."""
    run = from_table(PretrainingRun, table)
    network = initial_network(run)
    routes = sorted({task.route for task in run.tasks})
    for route in routes:
        require_right_gradients(network, route)
    network.to(device_of())
    trainer = Trainer(
        network,
        {run.training.learning_rate: list(network.parameters())},
        list(network.state_dict()),
        load_task_photos(run.tasks, run.data),
        run.training,
        table,
        folder,
        run.data.workers,
    )
    if run.snapshot is not None and not has_checkpoint(folder):
        snapshot = read_snapshot(REPOSITORY / run.snapshot, folder)
        if snapshot is not None:
            trainer.continue_from(snapshot)
            print(f"Continues from {run.snapshot}, step {snapshot.step}.", flush=True)
    over = trainer.train(minutes, may_change)
    print(f"{folder}: step {trainer.step}, {'over' if over else 'not over yet'}.")


def initial_network(run: PretrainingRun) -> Edt:
    torch.manual_seed(run.seed)
    network = Edt(run.network)
    if run.init is None:
        return network
    given = dict(read_backbone(REPOSITORY / run.init).weights)
    for route, like in run.init_routes.items():
        given |= _renamed(given, run.network, like, route)
    own = network.state_dict()
    taken = {k: v for k, v in given.items() if k in own and own[k].shape == v.shape}
    network.load_state_dict({**own, **taken})
    _start_as_identity(network, set(taken))
    fresh = sorted({".".join(name.split(".")[:2]) for name in own if name not in taken})
    print(
        f"{len(taken)} of {len(own)} tensors from {run.init}; fresh: {', '.join(fresh) or 'none'}."
    )
    return network


def _start_as_identity(network: Edt, taken: set[str]) -> None:
    """Blocks that the given backbone lacks pass on what they get, until they have learned."""
    for name, block in network.body.blocks():
        if f"{name}.proj.weight" in taken:
            continue
        for last in (block.proj, block.mlp.fc2):
            nn.init.zeros_(last.weight)
            nn.init.zeros_(last.bias)


def _renamed(
    weights: Mapping[str, Tensor], sizes: EdtSizes, like: str, route: str
) -> dict[str, Tensor]:
    """Head and tail of the route `like`, under the names of `route`'s."""
    old, new = sizes.heads[like], sizes.heads[route]
    first = {old.head: new.head, old.tail: new.tail}
    parts = ((name.split(".", 1), tensor) for name, tensor in weights.items())
    return {f"{first[top]}.{rest}": tensor for (top, rest), tensor in parts if top in first}


if __name__ == "__main__":
    main()

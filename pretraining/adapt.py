"""Trains one adapter on a frozen backbone, as a run file says."""

import argparse
import dataclasses
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import nn

from .check_gradients import require_right_gradients
from .degradations.recipe import recipe_scale
from .degradations.resizing import upscale
from .exposure import Exposure
from .files.adapter_file import AdapterDescription
from .files.backbone_folder import Backbone, read_backbone
from .metrics import psnr
from .networks.attachments import Attachment, attach, attachment_names
from .photos import REPOSITORY, DataSettings, Photo
from .run_folder import add_run_arguments, device_of, open_run
from .tasks import Task, TaskPhotos, held_out_pairs, load_task_photos
from .training.run_file import from_table, read_toml
from .training.settings import TrainingSettings
from .training.trainer import Trainer, mean_psnr

DESCRIPTION = "description.json"


@dataclass(frozen=True)
class AdaptingRun:
    """:param backbone: folder of an exported backbone, relative to the repository.
    :param exposure: of each whole degraded photo, before anything else.
    :param task_name: `denoise`, `deblur`, `super-resolution`, … as adapter files state it.
    """

    name: str
    task_name: str
    seed: int
    backbone: str
    adapter: Attachment
    task: Task
    training: TrainingSettings
    data: DataSettings = dataclasses.field(default_factory=DataSettings)
    licence: str = "Apache-2.0"
    exposure: Exposure | None = None


def main() -> None:
    parser = argparse.ArgumentParser(prog="python3 -m pretraining.adapt", description=__doc__)
    arguments = add_run_arguments(parser).parse_args()
    run_file = Path(arguments.run)
    table = read_toml(run_file)
    folder = open_run(run_file, table["name"], arguments.out)
    adapt(table, folder, run_file.name, arguments.minutes)


def adapt(
    table: dict[str, Any],
    folder: Path,
    run_file: str,
    minutes: float | None = None,
    photos: TaskPhotos | None = None,
) -> dict[str, Any] | None:
    """:param table: the run file.
    :param photos: those of the run's task, where they are loaded already.
    :returns: once the run is over, the adapter's description, which also lies in the folder:
        `AdapterDescription`, `trained_parameters` and `stored_parameters` (with running
        statistics); else None.
    """
    run = from_table(AdaptingRun, table)
    device = device_of()
    backbone = read_backbone(REPOSITORY / run.backbone)
    photos = photos or load_task_photos([run.task], run.data)
    levels = levels_before(backbone, run.task, photos, device)
    if run.exposure is not None:
        photos = exposed_photos(photos, run.exposure)

    network = backbone.network()
    torch.manual_seed(run.seed)
    trained = attach(network, run.adapter, run.task.route)
    if trained:
        require_right_gradients(network, run.task.route)
    kept = attachment_names(network, trained)
    state = network.state_dict()
    size = sum(state[name].numel() for name in kept)
    share = 100 * size / backbone.parameters
    print(f"{run.name}: {size} numbers to store, {share:.2f} % of the backbone's; {levels}")
    network.to(device)
    trainer = Trainer(
        network,
        by_rate(run, trained),
        kept,
        photos,
        run.training,
        table,
        folder,
        run.data.workers,
    )
    if not trainer.train(minutes):
        return None
    levels["adapter"] = round(trainer.validate()[run.task.name], 3)
    description = describe(run, backbone, trainer, levels, photos.collections[0].held_out_name)
    count = sum(parameter.numel() for parameter in trained.values())
    result = {
        **dataclasses.asdict(description),
        "trained_parameters": count,
        "stored_parameters": size,
    }
    result["training"]["run"] = run_file
    (folder / DESCRIPTION).write_text(json.dumps(result, indent=1) + "\n")
    print(f"{folder}: {levels}")
    return result


def exposed_photos(photos: TaskPhotos, exposure: Exposure) -> TaskPhotos:
    """Photographed pairs with their degraded halves exposed.

    :raises ValueError: for photos that a recipe degrades, which it would do patch by patch.
    """

    def exposed(pair: Photo) -> Photo:
        clean, degraded = pair
        if degraded is None:
            raise ValueError("An exposure needs photographed pairs.")
        return clean, exposure.applied(degraded)

    collections = [
        dataclasses.replace(
            collection,
            training=[exposed(pair) for pair in collection.training],
            held_out=[exposed(pair) for pair in collection.held_out],
        )
        for collection in photos.collections
    ]
    return TaskPhotos(photos.tasks, collections)


def by_rate(run: AdaptingRun, trained: dict[str, nn.Parameter]) -> dict[float, list[nn.Parameter]]:
    """Parameters by learning rate; the backbone's own modules may have another than the adapter."""
    rates: dict[float, list[nn.Parameter]] = {}
    for name, parameter in trained.items():
        is_module = any(name.startswith(f"{m}.") for m in run.adapter.modules_to_save)
        rate = run.training.learning_rate
        if is_module and run.training.module_learning_rate is not None:
            rate = run.training.module_learning_rate
        rates.setdefault(rate, []).append(parameter)
    return rates


def levels_before(
    backbone: Backbone, task: Task, photos: TaskPhotos, device: torch.device
) -> dict[str, float]:
    """PSNR in dB (RGB) of the held-out photos' degraded versions, enlarged where they are smaller,
    and of what the backbone alone makes of them."""
    pairs = held_out_pairs(task, photos.collections[0])
    scale = recipe_scale(task.recipe)
    inputs = [psnr(upscale(degraded, scale), clean) for clean, degraded in pairs]
    alone = mean_psnr(backbone.network().to(device), task.route, pairs)
    return {"input": round(sum(inputs) / len(inputs), 3), "backbone": round(alone, 3)}


def describe(
    run: AdaptingRun,
    backbone: Backbone,
    trainer: Trainer,
    levels: dict[str, float],
    measured_on: str,
) -> AdapterDescription:
    settings = run.training
    return AdapterDescription(
        name=run.name,
        task=run.task_name,
        scale=backbone.sizes.heads[run.task.route].scale,
        head=run.task.route,
        backbone=backbone.id,
        backbone_sha256=backbone.sha256,
        degradation=run.task.degradation,
        training={
            "steps": trainer.step,
            "minutes": round(trainer.seconds / 60, 1),
            "optimizer": "AdamW",
            "lr": settings.learning_rate,
            "loss": settings.loss,
            "batch": run.task.batch,
            "patch": run.task.patch,
            "seed": run.seed,
        },
        attachment=dataclasses.asdict(run.adapter),
        licence=run.licence,
        measured_on=measured_on,
        psnr_rgb=levels,
        modules_to_save=list(run.adapter.modules_to_save),
        exposure=run.exposure,
    )


if __name__ == "__main__":
    main()

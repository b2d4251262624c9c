"""An adapter's file: one safetensors that describes itself (see `src/files/adapter.ts`)."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from torch import Tensor

from ..degradations.recipe import Recipe
from ..exposure import Exposure
from ..networks.attachments import ADAPTIR_KINDS, Attachment, attach
from ..networks.edt import Edt
from ..training.run_file import from_table
from .backbone_folder import Backbone
from .half_floats import half_floats, to_tensors
from .safetensors_file import read_safetensors, write_safetensors

# What the browser loads, and what only the comparison with it needs.
FORMAT = "adaptir-adapter"
COMPARISON_FORMAT = "adaptir-comparison"


@dataclass(frozen=True)
class AdapterDescription:
    """Fields as in `src/files/adapter.ts`, except `attachment`: how to build again what the browser
    does not load. Of what it loads, the tensors' shapes say that.

    :param psnr_rgb: in dB of `input`, `backbone` and `adapter` on the photos named `measured_on`.
    """

    name: str
    task: str
    scale: int
    head: str
    backbone: str
    backbone_sha256: str
    degradation: Recipe
    training: dict[str, Any]
    attachment: dict[str, Any]
    licence: str = "Apache-2.0"
    measured_on: str | None = None
    psnr_rgb: dict[str, float] | None = None
    modules_to_save: list[str] = field(default_factory=list)
    exposure: Exposure | None = None


def write_adapter(
    path: Path, description: AdapterDescription, weights: Mapping[str, Tensor]
) -> None:
    """As float16. The published parts alone are in the browser's format: AdaptIR beside the MLPs
    with all its branches, and whole modules of the backbone."""
    path.parent.mkdir(parents=True, exist_ok=True)
    attachment = description.attachment
    published = attachment["kind"] == "adaptir" and list(attachment.get("places", ["blocks"])) == [
        "blocks"
    ]
    metadata = {
        "format": FORMAT if published else COMPARISON_FORMAT,
        "version": "1",
        "name": description.name,
        "task": description.task,
        "scale": str(description.scale),
        "head": description.head,
        "backbone": description.backbone,
        "backbone_sha256": description.backbone_sha256,
        "degradation": json.dumps(description.degradation),
        "training": json.dumps(description.training),
    }
    if not published:
        metadata["attachment"] = json.dumps(attachment)
    if description.psnr_rgb is not None:
        metrics = {"set": description.measured_on, "psnr_rgb": description.psnr_rgb}
        metadata["metrics"] = json.dumps(metrics)
    metadata["licence"] = description.licence
    if description.modules_to_save:
        metadata["modules_to_save"] = json.dumps(description.modules_to_save)
    if description.exposure is not None:
        metadata["exposure"] = json.dumps(asdict(description.exposure))
    write_safetensors(path, half_floats(weights), metadata)


def read_adapter(path: Path) -> tuple[dict[str, Any], dict[str, Tensor]]:
    """Description, its JSON fields parsed, and tensors.

    :raises ValueError: for a file that is no adapter.
    """
    metadata, arrays = read_safetensors(path)
    if metadata.get("format") not in (FORMAT, COMPARISON_FORMAT):
        raise ValueError(f"{path} is not an adapter.")
    description: dict[str, Any] = dict(metadata)
    for name in ("degradation", "training", "metrics", "modules_to_save", "attachment"):
        if name in metadata:
            description[name] = json.loads(metadata[name])
    if "exposure" in metadata:
        description["exposure"] = Exposure(**json.loads(metadata["exposure"]))
    description["scale"] = int(metadata["scale"])
    return description, to_tensors(arrays)


def adapted_network(
    backbone: Backbone, description: Mapping[str, Any], weights: Mapping[str, Tensor]
) -> Edt:
    """The backbone with an adapter in it.

    :raises ValueError: where the adapter was made for another one, or its tensors do not fit.
    """
    if description["backbone_sha256"] != backbone.sha256:
        raise ValueError(f"{description['name']} was made for {description['backbone']}.")
    network = backbone.network()
    attach(network, _attachment(description, weights), description["head"])
    state = network.state_dict()
    for name, tensor in weights.items():
        if name not in state or state[name].shape != tensor.shape:
            raise ValueError(f"{description['name']}: {name} does not fit {backbone.id}.")
        state[name].copy_(tensor)
    return network


def _attachment(description: Mapping[str, Any], weights: Mapping[str, Tensor]) -> Attachment:
    """As the file says; adapters from elsewhere, the browser among it, tell by their shapes."""
    if "attachment" in description:
        return from_table(Attachment, description["attachment"], "the adapter's attachment")
    kind = description.get("kind", ADAPTIR_KINDS[0])
    if kind == "full":
        # Modules of the backbone alone, which are there already.
        return Attachment(kind="none", modules_to_save=tuple(description["modules_to_save"]))
    if kind in ("lora", "bottleneck"):
        ending = ".lora_A" if kind == "lora" else ".bottleneck.down.weight"
        rank = next(t.shape[0] for k, t in weights.items() if k.endswith(ending))
        return Attachment(kind=kind, hidden=rank)
    hidden = next(t.shape[0] for k, t in weights.items() if k.endswith("adaptir.head.weight"))
    squeeze = next(
        t.shape[0] for k, t in weights.items() if k.endswith("channel_interaction.1.weight")
    )
    return Attachment(kind=ADAPTIR_KINDS[0], hidden=hidden, squeeze=squeeze)

"""A backbone's folder: `config.json` (`src/files/backboneConfig.ts`) and `model.safetensors`."""

import dataclasses
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from torch import Tensor

from ..networks.edt import Edt, EdtSizes
from ..training.run_file import from_table
from .half_floats import half_floats, to_tensors
from .safetensors_file import read_safetensors, write_safetensors

WEIGHTS = "model.safetensors"
LICENCE = "Apache-2.0"


@dataclass(frozen=True)
class Backbone:
    """:param parameters: numbers in the file."""

    id: str
    sha256: str
    parameters: int
    sizes: EdtSizes
    weights: dict[str, Tensor]

    def network(self) -> Edt:
        network = Edt(self.sizes)
        network.load_state_dict(self.weights)
        return network


def read_backbone(folder: Path) -> Backbone:
    """:raises ValueError: where the weights are not those that the config names."""
    config = json.loads((folder / "config.json").read_text())
    if config.pop("model_type") != "edt":
        raise ValueError(f"{folder} holds no EDT.")
    id_, sha256, parameters = (config.pop(name) for name in ("id", "sha256", "parameters"))
    if hashlib.sha256((folder / WEIGHTS).read_bytes()).hexdigest() != sha256:
        raise ValueError(f"{folder / WEIGHTS} is not the file that config.json describes.")
    known = {field.name for field in dataclasses.fields(EdtSizes)}
    sizes = from_table(EdtSizes, {k: v for k, v in config.items() if k in known}, "config.json")
    weights = to_tensors(read_safetensors(folder / WEIGHTS)[1])
    return Backbone(id_, sha256, parameters, sizes, weights)


def write_backbone(
    folder: Path, id_: str, sizes: EdtSizes, weights: Mapping[str, Tensor], run_name: str
) -> None:
    """As float16, with the name of the run that made it."""
    folder.mkdir(parents=True, exist_ok=True)
    write_safetensors(folder / WEIGHTS, half_floats(weights), {"format": "pt", "run": run_name})
    config = {
        "model_type": "edt",
        "id": id_,
        **dataclasses.asdict(sizes),
        "sha256": hashlib.sha256((folder / WEIGHTS).read_bytes()).hexdigest(),
        "parameters": sum(tensor.numel() for tensor in weights.values()),
        "licence": LICENCE,
        "run": run_name,
    }
    (folder / "config.json").write_text(json.dumps(config, indent=1) + "\n")

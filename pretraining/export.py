"""Turns a run's checkpoint into the files that the app loads, weights as float16."""

import argparse
import json
from dataclasses import fields
from pathlib import Path

from .adapt import DESCRIPTION
from .files.adapter_file import AdapterDescription, write_adapter
from .files.backbone_folder import write_backbone
from .pretrain import PretrainingRun
from .run_folder import RUN_FILE
from .training.checkpoint import trained_weights
from .training.run_file import from_table, read_toml


def main() -> None:
    parser = argparse.ArgumentParser(prog="python3 -m pretraining.export", description=__doc__)
    parts = parser.add_subparsers(dest="what", required=True)
    backbone = parts.add_parser("backbone", help="of a pre-training run, at whatever step it is")
    backbone.add_argument("run", help="the run's folder")
    backbone.add_argument("out", help="folder to write, public/models/ID")
    backbone.add_argument("--id", help="the backbone's id; the folder's name when left out")
    adapter = parts.add_parser("adapter", help="of an adapting run that is over")
    adapter.add_argument("run", help="the run's folder")
    adapter.add_argument("out", help="file to write, …/adapters/NAME.safetensors")
    arguments = parser.parse_args()
    run, out = Path(arguments.run), Path(arguments.out)
    if arguments.what == "backbone":
        export_backbone(run, out, arguments.id or out.resolve().name)
    else:
        export_adapter(run, out)


def export_backbone(run_folder: Path, out: Path, id_: str) -> None:
    run = from_table(PretrainingRun, read_toml(run_folder / RUN_FILE))
    weights = trained_weights(run_folder)
    write_backbone(out, id_, run.network, weights, run.name)
    print(f"{out}: {sum(tensor.numel() for tensor in weights.values())} parameters.")


def export_adapter(run_folder: Path, out: Path) -> None:
    """:raises FileNotFoundError: where the run is not over, and so has no description."""
    result = json.loads((run_folder / DESCRIPTION).read_text())
    known = {field.name for field in fields(AdapterDescription)}
    description = AdapterDescription(**{k: v for k, v in result.items() if k in known})
    write_adapter(out, description, trained_weights(run_folder))
    print(f"{out}: {out.stat().st_size} bytes.")


if __name__ == "__main__":
    main()

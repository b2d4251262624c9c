"""Turns a run's checkpoint into the files that the app loads, weights as float16, and those files
into ONNX models for other runtimes, weights as float32."""

import argparse
import json
from dataclasses import fields
from pathlib import Path

from .adapt import DESCRIPTION
from .exposure import Exposure
from .files.adapter_file import AdapterDescription, adapted_network, read_adapter, write_adapter
from .files.backbone_folder import read_backbone, write_backbone
from .onnx_model import write_onnx
from .pretrain import PretrainingRun
from .run_folder import RUN_FILE
from .training.checkpoint import read_checkpoint, trained_weights
from .training.run_file import from_table, read_toml
from .training.snapshot import Snapshot, write_snapshot


def main() -> None:
    parser = argparse.ArgumentParser(prog="python3 -m pretraining.export", description=__doc__)
    parts = parser.add_subparsers(dest="what", required=True)
    backbone = parts.add_parser("backbone", help="of a pre-training run, at whatever step it is")
    backbone.add_argument("run", help="the run's folder")
    backbone.add_argument("out", help="folder to write, public/models/ID")
    backbone.add_argument("--id", help="the backbone's id; the folder's name when left out")
    snapshot = parts.add_parser("snapshot", help="of a pre-training run, to continue it from")
    snapshot.add_argument("run", help="the run's folder")
    snapshot.add_argument("out", help="folder to write, pretraining/snapshots/ID")
    adapter = parts.add_parser("adapter", help="of an adapting run that is over")
    adapter.add_argument("run", help="the run's folder")
    adapter.add_argument("out", help="file to write, …/adapters/NAME.safetensors")
    onnx = parts.add_parser("onnx", help="of an exported backbone, as a graph of one size")
    onnx.add_argument("backbone", help="folder of the backbone, public/models/ID")
    onnx.add_argument("out", help="file to write, NAME.onnx")
    onnx.add_argument("--route", required=True, help="head and tail: x1, x2, …")
    onnx.add_argument("--side", required=True, type=int, help="of the images it takes, in pixels")
    onnx.add_argument("--adapter", help="adapter file to put into it")
    arguments = parser.parse_args()
    out = Path(arguments.out)
    if arguments.what == "backbone":
        export_backbone(Path(arguments.run), out, arguments.id or out.resolve().name)
    elif arguments.what == "snapshot":
        export_snapshot(Path(arguments.run), out)
    elif arguments.what == "adapter":
        export_adapter(Path(arguments.run), out)
    else:
        adapter = None if arguments.adapter is None else Path(arguments.adapter)
        export_onnx(Path(arguments.backbone), out, arguments.route, arguments.side, adapter)


def export_backbone(run_folder: Path, out: Path, id_: str) -> None:
    run = from_table(PretrainingRun, read_toml(run_folder / RUN_FILE))
    weights = trained_weights(run_folder)
    write_backbone(out, id_, run.network, weights, run.name)
    print(f"{out}: {sum(tensor.numel() for tensor in weights.values())} parameters.")


def export_snapshot(run_folder: Path, out: Path) -> None:
    """The averaged weights, where the run keeps an average, and how far it is."""
    run = from_table(PretrainingRun, read_toml(run_folder / RUN_FILE))
    content = read_checkpoint(run_folder)
    snapshot = Snapshot(
        content["averaged"] or content["weights"],
        content["step"],
        content["seconds"],
        content["processor_seconds"],
    )
    write_snapshot(out, out.resolve().name, run.network, run.name, snapshot, run_folder)
    print(f"{out}: step {snapshot.step}, {snapshot.seconds / 3600:.2f} hours.")


def export_adapter(run_folder: Path, out: Path) -> None:
    """:raises FileNotFoundError: where the run is not over, and so has no description."""
    result = json.loads((run_folder / DESCRIPTION).read_text())
    known = {field.name for field in fields(AdapterDescription)}
    if result.get("exposure") is not None:
        result["exposure"] = Exposure(**result["exposure"])
    description = AdapterDescription(**{k: v for k, v in result.items() if k in known})
    write_adapter(out, description, trained_weights(run_folder))
    print(f"{out}: {out.stat().st_size} bytes.")


def export_onnx(folder: Path, out: Path, route: str, side: int, adapter: Path | None) -> None:
    """:raises ValueError: for a route, side or adapter that the backbone does not take."""
    backbone = read_backbone(folder)
    if route not in backbone.sizes.heads:
        raise ValueError(f"{backbone.id} has the routes {', '.join(backbone.sizes.heads)}.")
    network = backbone.network()
    if adapter is not None:
        network = adapted_network(backbone, *read_adapter(adapter))
    write_onnx(out, network, route, side)
    print(f"{out}: {out.stat().st_size} bytes.")


if __name__ == "__main__":
    main()

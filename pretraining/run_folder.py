"""Where runs keep what they make, and the arguments that commands which train share."""

import argparse
import os
import shutil
from pathlib import Path

import numpy as np
import torch

OUTPUT = Path(__file__).parent / "output"
RUN_FILE = "run.toml"


def add_run_arguments(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("run", help="run file, TOML, of pretraining/runs")
    parser.add_argument("--out", help="the run's folder; pretraining/output/NAME when left out")
    parser.add_argument(
        "--minutes",
        type=float,
        help="stop after these minutes; the same command goes on from there later",
    )
    return parser


def open_run(run_file: Path, name: str, out: str | None) -> Path:
    """The run's folder, with a copy of the run file in it."""
    folder = OUTPUT / name if out is None else Path(out)
    folder.mkdir(parents=True, exist_ok=True)
    if run_file.resolve() != (folder / RUN_FILE).resolve():
        shutil.copyfile(run_file, folder / RUN_FILE)
    return folder


def device_of() -> torch.device:
    """The GPU where there is one; else the processor, with OMP_NUM_THREADS threads."""
    for kind in (np.float32, np.float64):
        np.finfo(
            kind
        )  # NumPy looks for the smallest subnormal once, and warns where there is none.
    torch.set_flush_denormal(True)
    if torch.cuda.is_available():
        torch.backends.cuda.matmul.allow_tf32 = True
        torch.backends.cudnn.allow_tf32 = True
        torch.backends.cudnn.benchmark = True
        return torch.device("cuda")
    threads = os.environ.get("OMP_NUM_THREADS")
    if threads is not None:
        torch.set_num_threads(int(threads))
    return torch.device("cpu")

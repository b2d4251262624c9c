"""Times a training step in bfloat16 with the processor's fused kernels and without."""

import argparse
import statistics
import time
from pathlib import Path
from unittest import mock

import torch

from .networks import processor
from .networks.edt import Edt
from .pretrain import PretrainingRun
from .run_folder import device_of
from .training.run_file import from_table, read_toml

RUN = Path(__file__).parent / "runs" / "compact-3.toml"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python3 -m pretraining.step_time", description=__doc__)
    parser.add_argument("--run", default=str(RUN), help="run file, TOML, of pretraining/runs")
    parser.add_argument("--repeats", type=int, default=7)
    arguments = parser.parse_args()
    device_of()
    run = from_table(PretrainingRun, read_toml(arguments.run))
    network = Edt(run.network)
    for task in {task.route: task for task in run.tasks}.values():
        image = torch.rand(task.batch, 3, task.patch, task.patch)
        times: dict[bool, list[float]] = {True: [], False: []}
        for fused in [True, False] * arguments.repeats:
            with mock.patch.object(processor, "_enabled", fused):
                times[fused].append(step_seconds(network, image, task.route))
        fused, composed = (statistics.median(times[kind]) for kind in (True, False))
        print(
            f"{task.route}, {task.batch} × {task.patch}²: fused {fused:.3f} s, "
            f"composed {composed:.3f} s of processor time; {fused / composed:.2f}"
        )


def step_seconds(network: Edt, image: torch.Tensor, route: str) -> float:
    """Processor time of one forward and backward pass."""
    begun = time.process_time()
    with torch.autocast("cpu", torch.bfloat16):
        restored = network(image, route)
    restored.float().abs().mean().backward()
    return time.process_time() - begun


if __name__ == "__main__":
    main()

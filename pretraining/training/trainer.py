"""The training loop: AdamW, one task per batch, resumable."""

import time
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from ..metrics import psnr
from ..networks.edt import Edt
from ..restoration import restore_picture
from ..tasks import Batch, TaskPhotos, batches_from, held_out_pairs
from .checkpoint import load_checkpoint, save_checkpoint
from .log import RunLog
from .moving_average import MovingAverage
from .replicas import Replicas
from .settings import Done, TrainingSettings
from .snapshot import Snapshot
from .work_clock import WorkClock


class Trainer:
    """:param network: with everything attached, on its device.
    :param rates: what is trained: parameters by learning rate.
    :param kept: names in the network's state of what the run yields and a checkpoint holds.
    :param run: the run file, to recognise its checkpoints by.
    """

    def __init__(
        self,
        network: Edt,
        rates: dict[float, list[nn.Parameter]],
        kept: list[str],
        photos: TaskPhotos,
        settings: TrainingSettings,
        run: dict[str, Any],
        folder: Path,
        workers: int,
    ) -> None:
        self._network = network
        self._settings = settings
        self._photos = photos
        self._run = run
        self._folder = folder
        self._workers = workers
        self._device = next(network.parameters()).device
        self._trained = [p for group in rates.values() for p in group]
        self._optimizer = torch.optim.AdamW(
            [{"params": group, "lr": rate, "peak": rate} for rate, group in rates.items()],
            weight_decay=settings.weight_decay,
            foreach=True,
        )
        state = network.state_dict()
        self._live: dict[str, Tensor] = {name: state[name] for name in kept}
        decay = settings.moving_average
        self._average = None if decay is None else MovingAverage(self._live, decay)
        side_by_side = settings.tasks_per_step if self._device.type == "cpu" else 1
        self._replicas = Replicas(network, side_by_side)
        self._done = Done()
        self._rises_from = 0
        self._pending: list[Tensor] = []
        self._held_out = [
            held_out_pairs(task, collection)
            for task, collection in zip(photos.tasks, photos.collections)
        ]

    def train(self, stop_after_minutes: float | None = None, may_change: bool = False) -> bool:
        """Goes on from the checkpoint, if there is one, until the run is over or these minutes are.

        :param may_change: continues a checkpoint of another run file.
        :returns: whether the run is over.
        """
        self._resume(may_change)
        log = RunLog(self._folder, self.step)
        batches = batches_from(
            self._photos,
            self._run["seed"],
            self.step,
            self._settings.tasks_per_step,
            self._workers,
        )
        begun, clock = time.monotonic(), WorkClock()
        self._network.train()
        while not self._is_over():
            self._train_step(next(batches))
            passed, worked = clock.lap()
            self._done.seconds += passed
            self._done.processor_seconds += worked
            self._keep_books(log)
            minutes = (time.monotonic() - begun) / 60
            if stop_after_minutes is not None and minutes >= stop_after_minutes:
                break
        self._save()
        return self._is_over()

    def validate(self) -> dict[str, float]:
        """PSNR in dB (RGB) of the held-out photos, by task, with the averaged weights."""
        with nullcontext() if self._average is None else self._average.in_place():
            return {
                task.name: mean_psnr(self._network, task.route, pairs)
                for task, pairs in zip(self._photos.tasks, self._held_out)
            }

    def continue_from(self, snapshot: Snapshot) -> None:
        """As after a resume, but for the optimizer, which starts afresh: a snapshot has weights
        alone."""
        with torch.no_grad():
            for name, tensor in self._live.items():
                tensor.copy_(snapshot.weights[name])
        if self._average is not None:
            self._average.restart()
        self._done = Done(snapshot.step, snapshot.seconds, snapshot.processor_seconds)
        self._rises_from = snapshot.step

    @property
    def step(self) -> int:
        return self._done.steps

    @property
    def seconds(self) -> float:
        return self._done.seconds

    def _is_over(self) -> bool:
        return self._settings.progress(self._done) >= 1

    def _train_step(self, batches: list[Batch]) -> None:
        factor = self._settings.rate_factor(self._done, self._rises_from)
        for group in self._optimizer.param_groups:
            group["lr"] = group["peak"] * factor
        self._optimizer.zero_grad(set_to_none=True)
        self._pending += self._replicas.gradients(self._loss, batches)
        if self._settings.gradient_clip is not None:
            nn.utils.clip_grad_norm_(self._trained, self._settings.gradient_clip)
        self._optimizer.step()
        if self._average is not None:
            self._average.update(self.step - self._rises_from)
        self._done.steps += 1

    def _loss(self, network: nn.Module, batch: Batch) -> Tensor:
        """The batch's share of the step's."""
        number, degraded, clean = batch
        loss = self._settings.loss_at(self._done)
        device = self._device
        image, target = (x.to(device).float() / 255 for x in (degraded, clean))
        bfloat16 = self._settings.bfloat16
        enabled = device.type == "cuda" if bfloat16 is None else bfloat16
        with torch.autocast(device.type, torch.bfloat16, enabled=enabled):
            restored = network(image, self._photos.tasks[number].route)
        return loss(restored.float(), target) / self._settings.tasks_per_step

    def _keep_books(self, log: RunLog) -> None:
        settings, over = self._settings, self._is_over()
        if over or self.step % settings.log_every == 0:
            loss = float(torch.stack(self._pending).sum()) / self._steps_pending()
            if loss != loss or loss == float("inf"):
                raise FloatingPointError(f"The loss is {loss} by step {self.step}.")
            rate = self._optimizer.param_groups[0]["lr"]
            log.add_loss(self._done, rate, loss)
            self._pending = []
        if over or self.step % settings.validate_every == 0:
            levels = self.validate()
            log.add_validation(self._done, levels)
            text = "  ".join(f"{task} {level:.2f}" for task, level in levels.items())
            print(f"step {self.step}, {self.seconds / 60:.1f} min: {text}", flush=True)
        if self.step % settings.checkpoint_every == 0:
            self._save()

    def _steps_pending(self) -> float:
        return len(self._pending) / self._settings.tasks_per_step

    def _resume(self, may_change: bool) -> None:
        content = load_checkpoint(self._folder, self._run, may_change)
        if content is None:
            return
        with torch.no_grad():
            for name, tensor in self._live.items():
                tensor.copy_(content["weights"][name])
            if self._average is not None:
                for name, tensor in self._average.averaged.items():
                    tensor.copy_(content["averaged"][name])
        self._optimizer.load_state_dict(content["optimizer"])
        self._done = Done(content["step"], content["seconds"], content["processor_seconds"])
        self._rises_from = content["rises_from"]
        self._pending = [torch.tensor(loss, device=self._device) for loss in content["pending"]]
        print(f"Goes on after step {self.step} of {self._folder}.", flush=True)

    def _save(self) -> None:
        content = {
            "run": self._run,
            "step": self._done.steps,
            "seconds": self._done.seconds,
            "processor_seconds": self._done.processor_seconds,
            "weights": self._live,
            "averaged": None if self._average is None else self._average.averaged,
            "optimizer": self._optimizer.state_dict(),
            "rises_from": self._rises_from,
            "pending": [float(loss) for loss in self._pending],
        }
        save_checkpoint(self._folder, content)


def mean_psnr(network: Edt, route: str, pairs: list[tuple[np.ndarray, np.ndarray]]) -> float:
    """PSNR in dB (RGB), averaged over pairs of clean and degraded pictures."""
    levels = [psnr(restore_picture(network, degraded, route), clean) for clean, degraded in pairs]
    return sum(levels) / len(levels)

"""How to train: optimizer, schedule, bookkeeping."""

import math
from dataclasses import dataclass

from .losses import LOSSES, Loss


@dataclass
class Done:
    """How far a run is.

    :param seconds: of work; `processor_seconds` are those of all threads together.
    """

    steps: int = 0
    seconds: float = 0.0
    processor_seconds: float = 0.0


@dataclass(frozen=True)
class TrainingSettings:
    """AdamW (Loshchilov & Hutter, ICLR 2019), its rate falling as a half cosine.

    :param steps: of the whole run; or `minutes`, counted over all its parts; or
        `processor_minutes`, of all threads together, which other work on the machine doesn't
        shorten: for comparing runs.
    :param final_learning_rate: share of the learning rate that is left at the end.
    :param decay_from: share of the run after which the rate falls; it is constant before, so that a
        run can be made longer until then.
    :param loss: one of `LOSSES`.
    :param final_rms: share of the run, at its end, that is trained on the root mean square instead,
        which is what PSNR measures.
    :param warm_up: steps over which the learning rate rises from 0.
    :param module_learning_rate: of modules to save, where it should differ from the adapter's.
    :param moving_average: decay of the average of the weights, which then is what the run yields.
    :param gradient_clip: largest norm of all gradients together.
    :param bfloat16: computes in it; on a GPU when left out. Processors need AVX-512-BF16 for it to
        be worth it (and PyTorch 2 for its speed): a step then takes little more than half as long.
    :param tasks_per_step: batches drawn for each step, each of one task, their losses averaged; on
        a processor computed side by side, so take as many as cores, and OMP_NUM_THREADS=1.
    """

    learning_rate: float
    steps: int | None = None
    minutes: float | None = None
    processor_minutes: float | None = None
    final_learning_rate: float = 0.0
    decay_from: float = 0.0
    loss: str = "l1"
    final_rms: float = 0.0
    warm_up: int = 0
    module_learning_rate: float | None = None
    weight_decay: float = 0.01
    moving_average: float | None = None
    gradient_clip: float | None = None
    bfloat16: bool | None = None
    tasks_per_step: int = 1
    log_every: int = 20
    validate_every: int = 500
    checkpoint_every: int = 200

    def __post_init__(self) -> None:
        lengths = (self.steps, self.minutes, self.processor_minutes)
        if sum(length is not None for length in lengths) != 1:
            raise ValueError("A run has either steps or minutes or processor_minutes.")
        if self.loss not in LOSSES:
            raise ValueError(f"There is no loss “{self.loss}”, only {', '.join(LOSSES)}.")
        if not 0 <= self.decay_from < 1:
            raise ValueError(f"decay_from lies in 0 … 1, not {self.decay_from}.")

    def progress(self, done: Done) -> float:
        """Share of the run that is over, 0 … 1."""
        if self.steps is not None:
            return min(1.0, done.steps / self.steps)
        if self.processor_minutes is not None:
            return min(1.0, done.processor_seconds / (60 * self.processor_minutes))
        return min(1.0, done.seconds / (60 * (self.minutes or 0)))

    def rate_factor(self, done: Done, rises_from: int = 0) -> float:
        """What the learning rates are multiplied by at the next step.

        :param rises_from: the step at which the optimizer started afresh.
        """
        rising = min(1.0, (done.steps - rises_from + 1) / self.warm_up) if self.warm_up else 1.0
        falling = max(0.0, self.progress(done) - self.decay_from) / (1 - self.decay_from)
        cosine = 0.5 * (1 + math.cos(math.pi * falling))
        return rising * (self.final_learning_rate + (1 - self.final_learning_rate) * cosine)

    def loss_at(self, done: Done) -> Loss:
        """What is minimised at the next step."""
        last = self.final_rms > 0 and self.progress(done) >= 1 - self.final_rms
        return LOSSES["rms" if last else self.loss]

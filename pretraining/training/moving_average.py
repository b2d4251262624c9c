"""The exponential moving average of a network's weights."""

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import Tensor


class MovingAverage:
    """:param live: the tensors to average, which training changes in place."""

    def __init__(self, live: dict[str, Tensor], decay: float) -> None:
        self._live = live
        self._decay = decay
        self.averaged = {name: tensor.detach().clone() for name, tensor in live.items()}

    @torch.no_grad()
    def restart(self) -> None:
        """From what the tensors are now."""
        for name, tensor in self.averaged.items():
            tensor.copy_(self._live[name])

    @torch.no_grad()
    def update(self, step: int) -> None:
        """After the step of this number, from 0; early on the average follows more closely."""
        decay = min(self._decay, (1 + step) / (10 + step))
        averaged = list(self.averaged.values())
        torch._foreach_mul_(averaged, decay)
        torch._foreach_add_(averaged, [t.detach() for t in self._live.values()], alpha=1 - decay)

    @contextmanager
    def in_place(self) -> Iterator[None]:
        """Puts the averages into the network for as long as the context lasts."""
        kept = {name: tensor.detach().clone() for name, tensor in self._live.items()}
        self._copy(self.averaged)
        try:
            yield
        finally:
            self._copy(kept)

    @torch.no_grad()
    def _copy(self, source: dict[str, Tensor]) -> None:
        for name, tensor in self._live.items():
            tensor.copy_(source[name])

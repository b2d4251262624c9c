"""The batches of a step, computed side by side on a processor's cores."""

import copy
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import torch
from torch import Tensor, nn

Item = TypeVar("Item")


class Replicas:
    """Copies of a network that share its parameters and buffers but have gradients of their own.

    One thread for each batch gets half as much again done as all threads on one batch: most
    operations of a small network are too short to be shared. Sums are taken in the batches' order,
    so a run can be repeated exactly.

    :param count: of batches in a step; with 1 the network itself is all there is.
    """

    def __init__(self, network: nn.Module, count: int) -> None:
        self._networks = [network, *(_sharing_copy(network) for _ in range(count - 1))]
        self._pool = ThreadPoolExecutor(count) if count > 1 else None

    def gradients(
        self, loss_of: Callable[[nn.Module, Item], Tensor], batches: Sequence[Item]
    ) -> list[Tensor]:
        """Adds the gradients of all batches' losses to the network's own.

        :returns: the losses, detached.
        """

        def backward(network: nn.Module, batch: Item) -> Tensor:
            loss = loss_of(network, batch)
            loss.backward()
            return loss.detach()

        if self._pool is None:
            return [backward(self._networks[0], batch) for batch in batches]
        losses = list(self._pool.map(backward, self._networks, batches))
        for replica in self._networks[1:]:
            self._collect(replica)
        return losses

    @torch.no_grad()
    def _collect(self, replica: nn.Module) -> None:
        for own, other in zip(self._networks[0].parameters(), replica.parameters()):
            if other.grad is None:
                continue
            own.grad = other.grad if own.grad is None else own.grad.add_(other.grad)
            other.grad = None


def _sharing_copy(network: nn.Module) -> nn.Module:
    replica = copy.deepcopy(network)
    for own, other in zip(network.parameters(), replica.parameters()):
        other.data = own.data
    for own, other in zip(network.buffers(), replica.buffers()):
        other.data = own.data
    return replica

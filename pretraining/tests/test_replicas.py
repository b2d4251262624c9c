"""Batches computed side by side: the same gradients as one after the other."""

import copy

import torch
from torch import Tensor, nn

from pretraining.training.replicas import Replicas


def network() -> nn.Module:
    torch.manual_seed(5)
    return nn.Sequential(nn.Linear(4, 8), nn.GELU(), nn.Linear(8, 2))


def loss_of(module: nn.Module, batch: Tensor) -> Tensor:
    return module(batch).square().mean()


def gradients(module: nn.Module) -> list[Tensor]:
    return [p.grad.clone() for p in module.parameters() if p.grad is not None]


BATCHES = list(torch.randn(3, 6, 4, generator=torch.Generator().manual_seed(1)))


def test_gradients_are_those_of_the_sum_of_losses() -> None:
    one, other = network(), network()
    losses = Replicas(one, 3).gradients(loss_of, BATCHES)
    expected = [loss_of(other, batch) for batch in BATCHES]
    torch.stack(expected).sum().backward()
    torch.testing.assert_close(torch.stack(losses), torch.stack(expected).detach())
    torch.testing.assert_close(gradients(one), gradients(other))


def test_a_step_of_the_optimizer_reaches_every_replica() -> None:
    module = network()
    replicas = Replicas(module, 3)
    optimizer = torch.optim.SGD(module.parameters(), lr=0.5)
    replicas.gradients(loss_of, BATCHES)
    optimizer.step()
    optimizer.zero_grad(set_to_none=True)
    stepped = copy.deepcopy(module)
    replicas.gradients(loss_of, BATCHES)
    torch.stack([loss_of(stepped, batch) for batch in BATCHES]).sum().backward()
    torch.testing.assert_close(gradients(module), gradients(stepped))


def test_parameters_without_a_gradient_stay_so() -> None:
    module = network()
    module[0].requires_grad_(False)
    Replicas(module, 2).gradients(loss_of, BATCHES[:2])
    assert [p.grad is None for p in module.parameters()] == [True, True, False, False]

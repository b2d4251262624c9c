"""GELU and the check of gradients, which guard against garbage from backward passes."""

import pytest
import torch
from torch import Tensor
from torch.nn import functional

from pretraining import check_gradients
from pretraining.check_gradients import require_right_gradients
from pretraining.networks import edt_block
from pretraining.networks.edt import Edt, EdtSizes, Route
from pretraining.networks.gelu import gelu


def small_network() -> Edt:
    torch.manual_seed(0)
    routes = {"x1": Route("head_dn", "tail_dn", 1)}
    return Edt(EdtSizes(16, 4, 1, (2,), (2,), (2, 4), 2, routes))


def test_gelu_and_its_gradient_where_the_incoming_one_is_strided() -> None:
    torch.manual_seed(0)
    x = (3 * torch.randn(4, 32, 32, 48)).requires_grad_()
    gradient = torch.randn(4, 32, 48, 32).transpose(-1, -2)
    exact = x.detach().double().requires_grad_()
    functional.gelu(exact).backward(gradient.double().contiguous())
    found = gelu(x)
    found.backward(gradient)
    assert (found - functional.gelu(exact)).abs().max() < 1e-6
    assert (x.grad - exact.grad).abs().max() < 1e-5


def test_right_gradients_pass() -> None:
    require_right_gradients(small_network(), "x1")


def test_a_wrong_gradient_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    class Garbage(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x: Tensor) -> Tensor:
            ctx.single = x.dtype == torch.float32
            return functional.gelu(x)

        @staticmethod
        def backward(ctx, gradient: Tensor) -> Tensor:
            return gradient * (1.1 if ctx.single else 1)

    monkeypatch.setattr(edt_block, "gelu", Garbage.apply)
    with pytest.raises(ArithmeticError, match="fc1"):
        require_right_gradients(small_network(), "x1")


@pytest.mark.parametrize(
    "errors, is_right",
    [
        ([0.5, 1e-6, 1e-6], True),  # a kink, met with one picture
        ([0.5, 0.4, 0.3], False),
        ([float("nan"), 1e-6, 1e-6], False),
        ([float("inf"), 1e-6, 1e-6], False),
    ],
)
def test_an_error_must_be_there_with_every_picture(
    errors: list[float], is_right: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        check_gradients, "gradient_errors", lambda network, route, draw: {"w": errors[draw]}
    )
    if is_right:
        require_right_gradients(small_network(), "x1")
    else:
        with pytest.raises(ArithmeticError, match="w "):
            require_right_gradients(small_network(), "x1")

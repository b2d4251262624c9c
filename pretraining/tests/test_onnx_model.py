"""The graph that other runtimes get is the network."""

from pathlib import Path

import pytest
import torch
from torch import Tensor

from pretraining.networks.adaptir import AdaptIr
from pretraining.networks.attachments import Attachment, attach
from pretraining.networks.edt import Edt, EdtSizes, Route
from pretraining.networks.real_adaptir import RealAdaptIr, _angle
from pretraining.onnx_model import OneRoute, write_onnx

ROUTES = {"x1": Route("head_dn", "tail_dn", 1), "x2": Route("head_sr_x2", "tail_sr_x2", 2)}


def adapted(route: str) -> Edt:
    """Adapters with something to say, and running statistics that are not 0 and 1."""
    torch.manual_seed(0)
    network = Edt(EdtSizes(16, 4, 2, (2,), (2,), (2, 4), 2, ROUTES))
    attach(network, Attachment("adaptir", hidden=4), route)
    with torch.no_grad():
        for name, tensor in network.state_dict().items():
            if ".adaptir." not in name or not tensor.is_floating_point():
                continue
            spread = torch.rand_like(tensor) - 0.5
            positive = name.endswith(("BN.weight", "running_var", "fuse.weight"))
            tensor.copy_(1 + spread if positive else spread)
    return network.eval()


def image(side: int) -> Tensor:
    return torch.rand(1, 3, side, side, generator=torch.Generator().manual_seed(1))


@pytest.mark.parametrize("size", [(12, 48), (5, 7), (16, 16)])
def test_real_arithmetic_is_the_adapter(size: tuple[int, int]) -> None:
    network = adapted("x1")
    adapter = network.body.blocks()[0][1].adaptir
    assert isinstance(adapter, AdaptIr)
    x = torch.randn(1, *size, 16, generator=torch.Generator().manual_seed(2))
    with torch.no_grad():
        expected = adapter(x)
        found = RealAdaptIr(adapter, *size)(x)
    assert expected.abs().max() > 1e-2
    assert (found - expected).abs().max() < 1e-5


def test_self_conjugate_bins_are_real() -> None:
    """Of maps in which every other bin's rounding noise shows."""
    real = RealAdaptIr(adapted("x1").body.blocks()[0][1].adaptir, 12, 48)
    across = torch.randn(1, 1, 12, 48) @ real.rows
    stacked = torch.cat([across[..., :25], across[..., 25:]], dim=2)
    imaginary = (real.columns @ stacked)[:, :, 12:]
    for row in (0, 6):
        for column in (0, 24):
            assert (imaginary[..., row, column] == 0).all()
    assert (imaginary != 0).any()


def test_angle() -> None:
    re = torch.tensor([1.0, 0.0, -1.0, -1.0, 0.0, 0.0, -0.5, -0.5, 2.0])
    im = torch.tensor([0.0, 0.0, 0.0, -0.0, 1.0, -1.0, 0.5, -0.5, -3.0])
    expected = torch.atan2(torch.where(im == 0, torch.zeros_like(im), im), re)
    assert torch.allclose(_angle(re, im), expected, atol=1e-6)


@pytest.mark.parametrize("route", ["x1", "x2"])
def test_what_is_traced_is_the_network(route: str, tmp_path: Path) -> None:
    network = adapted(route)
    one_route = OneRoute(network, route, 32)
    other = image(32).flip(3)
    with torch.no_grad():
        traced = torch.jit.trace(one_route, (image(32),))
        found, expected = traced(other), network(other, route)
        alone = network(image(32), route)
    assert found.shape == expected.shape
    assert (found - expected).abs().max() < 1e-5
    assert (alone - expected).abs().max() > 1e-3  # it is not the traced image's result
    path = tmp_path / "models" / "it.onnx"
    write_onnx(path, network, route, 32)
    content = path.read_bytes()
    assert b"LayerNormalization" in content and b"Erf" in content
    assert not any(name in content for name in (b"BatchNormalization", b"DFT", b"PythonOp"))


def test_what_cannot_be_exported_is_refused() -> None:
    network = adapted("x1")
    with pytest.raises(ValueError, match="multiples of 16"):
        OneRoute(network, "x1", 24)
    block = network.body.blocks()[0][1]
    block.adaptir = AdaptIr(16, 4, 1, frozenset({"local"}))
    with pytest.raises(ValueError, match="all their branches"):
        OneRoute(network, "x1", 32)

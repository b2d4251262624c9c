"""What the published code computed on small random networks, against ours."""

import json
from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

from pretraining.files.safetensors_file import read_safetensors
from pretraining.networks.adaptir import AdaptIr
from pretraining.networks.edt import Edt, EdtSizes, Route
from pretraining.networks.ipt import Ipt, IptSizes
from pretraining.restoration import restore_batch

DATA = Path(__file__).parents[2] / "goldens" / "data"
TOLERANCE = 2e-5


def read(name: str) -> tuple[dict[str, str], dict[str, Tensor], dict[str, Tensor]]:
    metadata, arrays = read_safetensors(DATA / f"{name}.safetensors")
    weights: dict[str, Tensor] = {}
    others: dict[str, Tensor] = {}
    for key, array in arrays.items():
        value = torch.from_numpy(array.copy())
        if key.startswith("w."):
            weights[key[2:]] = value.float() if value.is_floating_point() else value
        else:
            others[key] = value.float()
    return metadata, weights, others


def attach(block: nn.Module, prefix: str, weights: dict[str, Tensor]) -> None:
    hidden, width = weights[f"{prefix}.head.weight"].shape[:2]
    squeeze = weights[f"{prefix}.channel_interaction.1.weight"].shape[0]
    block.adaptir = AdaptIr(width, hidden, squeeze)


def edt(name: str) -> tuple[dict[str, str], Edt, dict[str, Tensor]]:
    metadata, weights, others = read(name)
    config = json.loads(metadata["config"])
    scale = 2 if metadata["task"] == "sr_2" else 1
    suffix = "sr_x2" if scale == 2 else "dn_g30"
    network = Edt(
        EdtSizes(
            embed_dim=config["embed"],
            num_feat=config["feat"],
            depth=2,
            depths=tuple(config["depths"]),
            num_heads=tuple(config["heads"]),
            window_size=tuple(config["win"]),
            mlp_ratio=config["ratio"],
            heads={"it": Route(f"head_{suffix}", f"tail_{suffix}", scale)},
        )
    )
    for prefix, block in network.body.blocks():
        attach(block, f"{prefix}.adaptir", weights)
    network.load_state_dict(weights)
    return metadata, network.eval(), others


def error(found: Tensor, expected: Tensor) -> float:
    assert found.shape == expected.shape
    return (found - expected).abs().max().item()


def silence_adapters(network: nn.Module) -> None:
    with torch.no_grad():
        for name, parameter in network.named_parameters():
            if name.endswith("adaptir.tail.weight"):
                parameter.zero_()


@pytest.mark.parametrize("name", ["adaptir-edt", "adaptir-ipt"])
def test_adapter_alone(name: str) -> None:
    _, weights, others = read(name)
    host = nn.Module()
    attach(host, "", {f".{key}": value for key, value in weights.items()})
    host.adaptir.load_state_dict(weights)
    with torch.no_grad():
        found = host.adaptir.eval()(others["in"])
    worst = error(found, others["out"])
    print(f"\n{name}: {worst:.1e}")
    assert worst < TOLERANCE


@pytest.mark.parametrize("name", ["edt-denoise", "edt-sr2"])
def test_edt(name: str) -> None:
    _, network, others = edt(name)
    with torch.no_grad():
        with_adapters = error(network(others["in"], "it"), others["out"])
        if "image_in" in others:
            whole = restore_batch(network, others["image_in"], "it")
            assert error(whole, others["image_out"]) < TOLERANCE
        silence_adapters(network)
        alone = error(network(others["in"], "it"), others["out_without_adapters"])
    print(f"\n{name}: {with_adapters:.1e}, without adapters {alone:.1e}")
    assert with_adapters < TOLERANCE
    assert alone < TOLERANCE


def test_ipt() -> None:
    metadata, weights, others = read("ipt-sr2")
    config = json.loads(metadata["config"])
    network = Ipt(
        IptSizes(n_feats=config["feats"], num_layers=config["layers"], num_heads=config["heads"])
    )
    for stack in ("encoder", "decoder"):
        for index, layer in enumerate(getattr(network.body, stack).layers):
            attach(layer, f"body.{stack}.layers.{index}.adaptir", weights)
    # Half floats round the mean of the published file, which is a constant.
    constants = {k: v for k, v in network.state_dict().items() if k.startswith(("sub_", "add_"))}
    network.load_state_dict({**weights, **constants})
    network.eval()
    with torch.no_grad():
        with_adapters = error(network(others["in"], 0), others["out"])
        silence_adapters(network)
        alone = error(network(others["in"], 0), others["out_without_adapters"])
    print(f"\nipt: {with_adapters:.1e}, without adapters {alone:.1e}")
    # It computes on 0 … 255, and this output reaches 4.6.
    assert max(with_adapters, alone) < TOLERANCE * others["out"].abs().max().item()


def test_gradients_and_five_steps() -> None:
    metadata, network, others = edt("edt-sr2")
    recipe = json.loads(metadata["train"])
    trained = dict(network.requires_grad_(False).named_parameters())
    trained = {k: v.requires_grad_(True) for k, v in trained.items() if ".adaptir." in k}
    optimizer = torch.optim.AdamW(trained.values(), lr=recipe["lr"], weight_decay=0.01)
    network.train()
    for step, expected in enumerate(recipe["losses"]):
        loss = (network(others["in"], "it") - others["target"]).abs().mean()
        assert abs(loss.item() - expected) < 1e-5
        optimizer.zero_grad()
        loss.backward()
        if step == 0:
            compare_gradients(trained, others)
        optimizer.step()
    compare_after(network.state_dict(), others)


def compare_gradients(trained: dict[str, nn.Parameter], others: dict[str, Tensor]) -> None:
    assert {f"grad.{name}" for name in trained} == {k for k in others if k.startswith("grad.")}
    worst = 0.0
    for name, parameter in trained.items():
        expected = others[f"grad.{name}"]
        difference = error(parameter.grad, expected)
        worst = max(worst, difference)
        assert difference <= max(1e-7, expected.abs().max().item() / 1000), name
    print(f"\ngradients: {worst:.1e}")


def compare_after(state: dict[str, Tensor], others: dict[str, Tensor]) -> None:
    worst = 0.0
    for key, expected in others.items():
        name = key[len("after.") :]
        # These gradients are 0 in exact arithmetic, so AdamW moves them by rounding noise.
        if not key.startswith("after.") or name.endswith((".head.bias", ".compress.bias")):
            continue
        difference = error(state[name].float(), expected)
        # What `head.bias` drifts by, the running mean follows.
        assert difference < (1e-3 if name.endswith("BN.running_mean") else 5e-5), name
        worst = max(worst, difference)
    print(f"\nafter five steps: {worst:.1e}")
    assert worst > 0

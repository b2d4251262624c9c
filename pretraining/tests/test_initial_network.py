"""What a pre-training run starts from."""

import dataclasses
from pathlib import Path

import torch

from pretraining.files.backbone_folder import write_backbone
from pretraining.networks.edt import Edt, EdtSizes
from pretraining.pretrain import PretrainingRun, initial_network
from pretraining.training.run_file import from_table

SIZES = {
    "embed_dim": 16,
    "num_feat": 4,
    "depth": 1,
    "depths": [2],
    "num_heads": [2],
    "window_size": [2, 4],
    "mlp_ratio": 2,
}
X2 = {"head": "head_sr_x2", "tail": "tail_sr_x2", "scale": 2}
X3 = {"head": "head_sr_x3", "tail": "tail_sr_x3", "scale": 3}


def run_on(folder: Path, **more: object) -> PretrainingRun:
    network = {**SIZES, "heads": {"x2": X2, "x3": X3}}
    training = {"steps": 1, "learning_rate": 1e-3}
    table = {"name": "a", "seed": 1, "network": network, "training": training, "tasks": []}
    return from_table(PretrainingRun, {**table, "init": str(folder), **more})


def given_backbone(folder: Path) -> dict[str, torch.Tensor]:
    sizes = from_table(EdtSizes, {**SIZES, "heads": {"x2": X2}})
    torch.manual_seed(9)
    weights = {k: v.half().float() for k, v in Edt(sizes).state_dict().items()}
    write_backbone(folder, "given", sizes, weights, "a run")
    return weights


def test_takes_what_the_backbone_has(tmp_path: Path) -> None:
    weights = given_backbone(tmp_path / "given")
    state = initial_network(run_on(tmp_path / "given")).state_dict()
    assert all(torch.equal(state[name], tensor) for name, tensor in weights.items())
    assert not torch.equal(state["head_sr_x3.0.weight"], state["head_sr_x2.0.weight"])


def test_a_route_that_it_lacks_starts_as_another(tmp_path: Path) -> None:
    given_backbone(tmp_path / "given")
    run = run_on(tmp_path / "given", init_routes={"x3": "x2"})
    state = initial_network(run).state_dict()
    same = [
        name
        for name, tensor in state.items()
        if name.startswith(("head_sr_x2.", "tail_sr_x2."))
        and torch.equal(tensor, state[name.replace("_x2.", "_x3.")])
    ]
    # The last convolution and all before the enlargement, which differs by scale.
    assert "head_sr_x2.0.weight" in same
    assert all(
        torch.equal(state[name], state[name.replace("_x3.", "_x2.")])
        for name, tensor in state.items()
        if "_x3." in name and tensor.shape == state[name.replace("_x3.", "_x2.")].shape
    )


def test_blocks_that_it_lacks_pass_on_what_they_get(tmp_path: Path) -> None:
    given_backbone(tmp_path / "given")
    shallow = initial_network(run_on(tmp_path / "given"))
    run = run_on(tmp_path / "given")
    deeper = dataclasses.replace(run, network=dataclasses.replace(run.network, depths=(4,)))
    image = torch.rand(1, 3, 16, 16)
    with torch.no_grad():
        expected = shallow(image, "x2")
        deep = initial_network(deeper)
        assert torch.equal(deep(image, "x2"), expected)
    deep(image, "x2").sum().backward()
    last = deep.body.layers[0].residual_group.blocks[3]
    assert all(float(p.weight.grad.abs().sum()) > 0 for p in (last.proj, last.mlp.fc2))

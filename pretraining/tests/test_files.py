"""Safetensors, backbone folders and adapters."""

import dataclasses
import json
from pathlib import Path

import numpy as np
import pytest
import torch

from pretraining.files.adapter_file import (
    COMPARISON_FORMAT,
    FORMAT,
    AdapterDescription,
    adapted_network,
    read_adapter,
    write_adapter,
)
from pretraining.files.backbone_folder import read_backbone, write_backbone
from pretraining.files.half_floats import half_floats
from pretraining.files.safetensors_file import read_safetensors, write_safetensors
from pretraining.networks.attachments import Attachment, attach, attachment_names
from pretraining.networks.edt import Edt, EdtSizes, Route

SHIPPED = Path(__file__).parents[2] / "public" / "models" / "edt-compact-2"
SIZES = EdtSizes(16, 4, 2, (2,), (2,), (2, 4), 2, {"x1": Route("head_dn", "tail_dn", 1)})


def test_safetensors_there_and_back(tmp_path: Path) -> None:
    tensors = {
        "b": np.arange(6, dtype=np.float32).reshape(2, 3),
        "a": np.array([0.5, -2], np.float16),
        "n": np.array(7, np.int64),
    }
    path = tmp_path / "x.safetensors"
    write_safetensors(path, tensors, {"who": "ich, ü"})
    metadata, found = read_safetensors(path)
    assert metadata == {"who": "ich, ü"}
    assert list(found) == ["n", "b", "a"]
    for name, tensor in tensors.items():
        assert found[name].dtype == tensor.dtype and np.array_equal(found[name], tensor)
    assert int.from_bytes(path.read_bytes()[:8], "little") % 8 == 0
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(ValueError, match="incomplete"):
        read_safetensors(path)


def test_the_shipped_files_are_read_and_fit() -> None:
    backbone = read_backbone(SHIPPED)
    assert sum(t.numel() for t in backbone.weights.values()) == backbone.parameters
    description, weights = read_adapter(SHIPPED / "adapters" / "deblur-gaussian.safetensors")
    network = adapted_network(backbone, description, weights)
    assert torch.equal(network.state_dict()["tail_dn.2.weight"], weights["tail_dn.2.weight"])
    assert not torch.equal(weights["tail_dn.2.weight"], backbone.weights["tail_dn.2.weight"])


def test_backbone_there_and_back(tmp_path: Path) -> None:
    weights = Edt(SIZES).state_dict()
    write_backbone(tmp_path, "tiny", SIZES, weights, "a run")
    backbone = read_backbone(tmp_path)
    assert (backbone.id, backbone.sizes) == ("tiny", SIZES)
    assert all(torch.equal(backbone.weights[k], v.half().float()) for k, v in weights.items())
    (tmp_path / "model.safetensors").write_bytes(b"something else")
    with pytest.raises(ValueError, match="not the file"):
        read_backbone(tmp_path)


@pytest.mark.parametrize("kind", ["adaptir", "adaptir-minus-local", "lora", "bottleneck", "full"])
def test_adapter_there_and_back(tmp_path: Path, kind: str) -> None:
    torch.manual_seed(0)
    write_backbone(tmp_path, "tiny", SIZES, Edt(SIZES).state_dict(), "a run")
    backbone = read_backbone(tmp_path)
    network = backbone.network()
    modules = () if kind == "full" else ("tail_dn.2",)
    hidden = None if kind == "full" else 4
    attachment = Attachment(kind, hidden, modules_to_save=modules)
    trained = attach(network, attachment, "x1")
    with torch.no_grad():
        for parameter in trained.values():
            parameter.copy_((parameter + 0.1 * torch.randn_like(parameter)).half())
    state = network.state_dict()
    weights = {name: state[name] for name in attachment_names(network, trained)}
    description = AdapterDescription(
        name="it",
        task="deblur",
        scale=1,
        head="x1",
        backbone=backbone.id,
        backbone_sha256=backbone.sha256,
        degradation=[{"kind": "gaussian-blur", "sigma": [1, 2]}],
        training={"steps": 1},
        attachment=dataclasses.asdict(attachment),
        modules_to_save=list(modules),
    )
    path = tmp_path / "adapters" / "it.safetensors"
    write_adapter(path, description, weights)
    metadata = read_safetensors(path)[0]
    assert metadata["format"] == (FORMAT if kind == "adaptir" else COMPARISON_FORMAT)
    assert json.loads(metadata["degradation"])[0]["sigma"] == [1, 2]
    again = adapted_network(backbone, *read_adapter(path))
    image = torch.rand(1, 3, 16, 16)
    with torch.no_grad():
        assert torch.allclose(again.eval()(image, "x1"), network.eval()(image, "x1"), atol=1e-6)

    other = dataclasses.replace(backbone, sha256="0" * 64)
    with pytest.raises(ValueError, match="made for"):
        adapted_network(other, *read_adapter(path))


def test_what_half_floats_cannot_hold_is_refused() -> None:
    with pytest.raises(ValueError, match="w "):
        half_floats({"w": torch.tensor([1e6])})


@pytest.mark.parametrize("kind", ["lora", "bottleneck", "full"])
def test_kinds_that_the_browser_writes_tell_by_their_tensors(tmp_path: Path, kind: str) -> None:
    torch.manual_seed(0)
    write_backbone(tmp_path, "tiny", SIZES, Edt(SIZES).state_dict(), "a run")
    backbone = read_backbone(tmp_path)
    block = "body.layers.0.residual_group.blocks.0"
    modules = [block, "tail_dn.2"] if kind == "full" else ["tail_dn.2"]
    network = backbone.network()
    attachment = Attachment("none" if kind == "full" else kind, None if kind == "full" else 3)
    trained = attach(network, dataclasses.replace(attachment, modules_to_save=tuple(modules)), "x1")
    with torch.no_grad():
        for parameter in trained.values():
            parameter.copy_((parameter + 0.1 * torch.randn_like(parameter)).half())
    metadata = {
        **{"format": FORMAT, "version": "1", "name": "it", "kind": kind, "scale": "1"},
        **{"head": "x1", "backbone_sha256": backbone.sha256},
        "modules_to_save": json.dumps(modules),
    }
    path = tmp_path / "it.safetensors"
    write_safetensors(path, half_floats(trained), metadata)
    again = adapted_network(backbone, *read_adapter(path))
    image = torch.rand(1, 3, 16, 16)
    with torch.no_grad():
        found, expected = again.eval()(image, "x1"), network.eval()(image, "x1")
        assert torch.allclose(found, expected, atol=1e-6)
        assert not torch.allclose(expected, backbone.network().eval()(image, "x1"), atol=1e-3)

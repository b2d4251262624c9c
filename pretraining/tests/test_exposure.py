"""One exposure for a whole photo."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from pretraining.adapt import adapt
from pretraining.evaluate import evaluate_adapter
from pretraining.export import export_adapter
from pretraining.exposure import Exposure, exposure_table
from pretraining.files.adapter_file import read_adapter
from pretraining.files.backbone_folder import read_backbone, write_backbone
from pretraining.networks.edt import Edt, EdtSizes
from pretraining.training.run_file import from_table

RULE = Exposure(mean=0.52, most=30)


def test_table_as_the_app_has_it() -> None:
    """`src/imaging/exposure.test.ts` has the same numbers."""
    assert exposure_table(4)[[0, 1, 10, 38, 39, 64, 128, 200, 255]].tolist() == [
        0, 4, 40, 152, 156, 220, 254, 255, 255
    ]  # fmt: skip
    assert exposure_table(1).tolist() == list(range(256))
    for gain in (1.01, 1.5, 8, 30):
        table = exposure_table(gain).astype(int)
        assert table[0] == 0 and table[255] == 255 and (np.diff(table) >= 0).all()


def test_brightens_to_its_mean_and_never_darkens() -> None:
    dark = np.random.default_rng(0).integers(0, 30, (40, 50, 3), dtype=np.uint8)
    exposed = RULE.applied(dark)
    assert exposed.max(axis=2).mean() / 255 == pytest.approx(0.52, abs=0.06)
    bright = np.full((4, 4, 3), 200, np.uint8)
    assert np.array_equal(RULE.applied(bright), bright)
    assert RULE.gain(np.zeros((2, 2, 3), np.uint8)) == 30
    with pytest.raises(ValueError, match="from 1 up"):
        Exposure(mean=0.5, most=0.5)


def test_is_half_as_strong_in_stops_at_half_its_strength() -> None:
    dark = np.full((4, 4, 3), 10, np.uint8)
    half = Exposure(mean=0.52, most=30, strength=0.5)
    assert half.gain(dark) == pytest.approx(RULE.gain(dark) ** 0.5)
    none = Exposure(mean=0.52, most=30, strength=0)
    assert np.array_equal(none.applied(dark), dark)
    with pytest.raises(ValueError, match="strength"):
        Exposure(mean=0.52, most=30, strength=11)


def test_an_adapter_is_trained_exported_and_measured_with_it(tmp_path: Path) -> None:
    sizes = from_table(
        EdtSizes,
        {
            "embed_dim": 16, "num_feat": 4, "depth": 1, "depths": [2], "num_heads": [2],
            "window_size": [2, 4], "mlp_ratio": 2,
            "heads": {"x1": {"head": "head_dn", "tail": "tail_dn", "scale": 1}},
        },
    )  # fmt: skip
    network = Edt(sizes)
    # A network that changes nothing, so that what is left of the adapter is its exposure.
    for name, parameter in network.named_parameters():
        if name.startswith("tail_dn.1"):
            parameter.data.zero_()
    write_backbone(tmp_path / "backbone", "tiny", sizes, network.state_dict(), "a test")
    clean = np.random.default_rng(1).integers(20, 250, (32, 32, 3), dtype=np.uint8)
    for half, picture in (("high", clean), ("low", (clean / 10).astype(np.uint8))):
        (tmp_path / "pairs" / half).mkdir(parents=True)
        for index in range(3):
            Image.fromarray(picture).save(tmp_path / "pairs" / half / f"{index}.png")
    table = {
        "name": "bright", "task_name": "low-light", "seed": 1,
        "backbone": str(tmp_path / "backbone"),
        "adapter": {"kind": "adaptir", "hidden": 2},
        "exposure": {"mean": 0.52, "most": 30},
        "task": {"name": "dark", "route": "x1", "batch": 1, "patch": 16, "pairs": "pairs"},
        "training": {"steps": 1, "learning_rate": 1e-9},
        "data": {"root": str(tmp_path), "held_out_photos": 1, "workers": 0},
    }  # fmt: skip
    (tmp_path / "run").mkdir()
    result = adapt(table, tmp_path / "run", "a test")
    assert result is not None
    levels = result["psnr_rgb"]
    assert levels["adapter"] > levels["backbone"] + 5

    file = tmp_path / "bright.safetensors"
    export_adapter(tmp_path / "run", file)
    assert read_adapter(file)[0]["exposure"] == RULE
    backbone = read_backbone(tmp_path / "backbone")
    found = evaluate_adapter(backbone, file, tmp_path / "pairs/high", tmp_path / "pairs/low")
    assert found.psnr == pytest.approx(levels["adapter"], abs=0.05)
    assert json.loads((tmp_path / "run" / "description.json").read_text())["exposure"] == {
        "mean": 0.52,
        "most": 30,
        "strength": 1.0,
    }

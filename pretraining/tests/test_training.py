"""Runs: what they learn, and that a kill costs nothing."""

import csv
import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from pretraining.adapt import adapt
from pretraining.evaluate import evaluate_adapter
from pretraining.export import export_adapter, export_backbone, export_snapshot
from pretraining.files.backbone_folder import read_backbone
from pretraining.files.safetensors_file import read_safetensors
from pretraining.photos import REPOSITORY
from pretraining.pretrain import pretrain
from pretraining.recipe_study import run_recipe_study
from pretraining.study import run_study, variant_run
from pretraining.training.losses import LOSSES
from pretraining.training.moving_average import MovingAverage
from pretraining.training.run_file import from_table, read_toml
from pretraining.training.settings import Done, TrainingSettings

PRETRAINING = """
name = "tiny"
seed = 3

[network]
embed_dim = 16
num_feat = 4
depth = 1
depths = [2]
num_heads = [2]
window_size = [2, 4]
mlp_ratio = 2

[network.heads]
x1 = {{ head = "head_dn", tail = "tail_dn", scale = 1 }}
x2 = {{ head = "head_sr_x2", tail = "tail_sr_x2", scale = 2 }}

[data]
root = "{root}"
folders = ["photos"]
held_out_folder = "photos"
held_out_photos = 1
held_out_side = 32
workers = 0

[training]
steps = 60
learning_rate = 5e-3
warm_up = 5
moving_average = 0.9
gradient_clip = 1.0
tasks_per_step = 2
log_every = 4
validate_every = 20
checkpoint_every = 7

[[tasks]]
name = "denoise"
route = "x1"
batch = 2
patch = 16
recipe = [{{ kind = "gaussian-noise", sigma = [0, 50] }}]

[[tasks]]
name = "sr-x2"
route = "x2"
batch = 2
patch = 8
recipe = [{{ kind = "bicubic-down", scale = 2 }}]
"""


@pytest.fixture()
def run_file(tmp_path: Path) -> Path:
    (tmp_path / "photos").mkdir()
    rows, columns = np.mgrid[0:64, 0:64]
    for index in range(3):
        waves = np.sin(rows / (3 + index)) + np.cos(columns / 5)
        grey = (127 + 60 * waves).clip(0, 255).astype(np.uint8)
        Image.fromarray(np.stack([grey] * 3, axis=-1)).save(tmp_path / "photos" / f"{index}.png")
    file = tmp_path / "run.toml"
    file.write_text(PRETRAINING.format(root=tmp_path))
    return file


def rows(path: Path) -> list[dict[str, str]]:
    with open(path, newline="") as file:
        return [
            {k: v for k, v in row.items() if not k.endswith("seconds")}
            for row in csv.DictReader(file)
        ]


def start(run_file: Path, out: Path) -> subprocess.Popen:
    command = [sys.executable, "-m", "pretraining.pretrain", str(run_file), "--out", str(out)]
    return subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.DEVNULL)


def test_a_killed_run_goes_on_as_if_nothing_had_happened(run_file: Path, tmp_path: Path) -> None:
    whole, killed = tmp_path / "whole", tmp_path / "killed"
    assert start(run_file, whole).wait() == 0

    process = start(run_file, killed)
    deadline = time.monotonic() + 60
    while not (killed / "loss.csv").exists() or len(rows(killed / "loss.csv")) < 5:
        assert process.poll() is None and time.monotonic() < deadline
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    stopped_at = torch.load(killed / "checkpoint.pt")["step"]
    assert 14 <= stopped_at < 60

    assert start(run_file, killed).wait() == 0
    for name in ("loss.csv", "validation.csv"):
        assert rows(killed / name) == rows(whole / name)
    assert [int(row["step"]) for row in rows(whole / "loss.csv")] == list(range(4, 61, 4))
    a, b = (torch.load(folder / "checkpoint.pt")["averaged"] for folder in (whole, killed))
    assert all(torch.equal(a[name], b[name]) for name in a)
    assert (whole / "curves.png").stat().st_size > 0


def test_pretraining_learns_and_is_exported(run_file: Path, tmp_path: Path) -> None:
    folder = pretrain(run_file, str(tmp_path / "out"))
    losses = [float(row["loss"]) for row in rows(folder / "loss.csv")]
    assert losses[-1] < 0.8 * losses[0]
    export_backbone(folder, tmp_path / "edt-tiny", "edt-tiny")
    backbone = read_backbone(tmp_path / "edt-tiny")
    assert set(backbone.sizes.heads) == {"x1", "x2"}
    averaged = torch.load(folder / "checkpoint.pt")["averaged"]
    name = "body.conv_after_body.weight"
    assert torch.equal(backbone.weights[name], averaged[name].half().float())


def test_a_changed_run_file_is_refused(run_file: Path, tmp_path: Path) -> None:
    run_file.write_text(run_file.read_text().replace("steps = 60", "steps = 2"))
    pretrain(run_file, str(tmp_path / "out"))
    run_file.write_text(run_file.read_text().replace("seed = 3", "seed = 4"))
    with pytest.raises(ValueError, match="another seed"):
        pretrain(run_file, str(tmp_path / "out"))


def test_minutes_stop_a_run_that_goes_on_later(run_file: Path, tmp_path: Path) -> None:
    folder = pretrain(run_file, str(tmp_path / "out"), minutes=1e-6)
    assert torch.load(folder / "checkpoint.pt")["step"] == 1
    pretrain(run_file, str(tmp_path / "out"))
    assert torch.load(folder / "checkpoint.pt")["step"] == 60


def adapting(tmp_path: Path) -> dict:
    return {
        "name": "it",
        "task_name": "deblur",
        "seed": 1,
        "backbone": str(tmp_path / "edt-tiny"),
        "adapter": {"kind": "adaptir", "hidden": 4, "modules_to_save": ["tail_dn.1"]},
        "task": {
            "name": "blur",
            "route": "x1",
            "batch": 2,
            "patch": 16,
            "recipe": [{"kind": "gaussian-blur", "sigma": 1.0}],
        },
        "data": {
            "root": str(tmp_path),
            "folders": ["photos"],
            "held_out_folder": "photos",
            "held_out_photos": 1,
            "held_out_side": 32,
            "workers": 0,
        },
        "training": {"steps": 20, "learning_rate": 3e-3, "validate_every": 10},
    }


def test_adapting_exporting_and_evaluating_agree(run_file: Path, tmp_path: Path) -> None:
    folder = pretrain(run_file, str(tmp_path / "out"))
    export_backbone(folder, tmp_path / "edt-tiny", "edt-tiny")
    home = tmp_path / "adapted"
    home.mkdir()
    result = adapt(adapting(tmp_path), home, "it.toml")
    assert result is not None
    assert result["psnr_rgb"]["adapter"] > result["psnr_rgb"]["backbone"]
    export_adapter(home, tmp_path / "it.safetensors")
    metadata, tensors = read_safetensors(tmp_path / "it.safetensors")
    assert json.loads(metadata["training"])["run"] == "it.toml"
    assert json.loads(metadata["modules_to_save"]) == ["tail_dn.1"]
    block = "body.layers.0.residual_group.blocks.0.adaptir"
    assert np.abs(tensors[f"{block}.BN.running_mean"]).max() > 0
    assert sum(t.size for t in tensors.values()) == result["stored_parameters"]

    # From the file, on the held-out photo as it was saved, the same quality but for half floats.
    held_out = np.array(Image.open(tmp_path / "photos" / "1.png"))[16:48, 16:48]
    (tmp_path / "clean").mkdir()
    Image.fromarray(held_out).save(tmp_path / "clean" / "1.png")
    measured = evaluate_adapter(
        read_backbone(tmp_path / "edt-tiny"), tmp_path / "it.safetensors", tmp_path / "clean"
    )
    assert measured.psnr == pytest.approx(result["psnr_rgb"]["adapter"], abs=0.05)

    # Degraded pictures from elsewhere are taken as they are.
    (tmp_path / "degraded").mkdir()
    Image.fromarray(np.zeros_like(held_out)).save(tmp_path / "degraded" / "1.png")
    black = evaluate_adapter(
        read_backbone(tmp_path / "edt-tiny"),
        tmp_path / "it.safetensors",
        tmp_path / "clean",
        tmp_path / "degraded",
    )
    assert black.psnr < measured.psnr - 5


def test_a_study_tabulates_its_variants(run_file: Path, tmp_path: Path) -> None:
    folder = pretrain(run_file, str(tmp_path / "out"), minutes=1e-6)
    export_backbone(folder, tmp_path / "edt-tiny", "edt-tiny")
    base = adapting(tmp_path)
    task = {**base.pop("task"), "task_name": base.pop("task_name")}
    del base["name"]
    base["training"]["steps"] = 2
    study = {
        "title": "It",
        "base": base,
        "tasks": [task],
        "variants": [
            {"label": "AdaptIR"},
            {"label": "LoRA", "adapter": {"kind": "lora", "hidden": 2}},
            {"label": "fast", "training": {"learning_rate": 0.1}},
        ],
    }
    page = tmp_path / "STUDY.md"
    run_study(study, tmp_path / "runs", page, "it.toml")
    text = page.read_text()
    lines = [line for line in text.splitlines() if line.startswith("| ")]
    assert [line.split(" | ")[0] for line in lines[2:]] == [
        "| input",
        "| backbone alone",
        "| AdaptIR",
        "| LoRA",
        "| fast",
    ]
    before = {p: p.stat().st_mtime_ns for p in (tmp_path / "runs").rglob("checkpoint.pt")}
    run_study(study, tmp_path / "runs", page, "it.toml")
    assert page.read_text() == text
    assert before == {p: p.stat().st_mtime_ns for p in before} and len(before) == 3


def test_adapters_of_a_study_carry_the_modules_of_their_task() -> None:
    base = {"adapter": {"kind": "adaptir", "hidden": 8}, "training": {"steps": 1}}
    task = {"name": "derain", "task_name": "derain", "modules_to_save": ["tail_dn.2"]}

    def adapter(**variant: dict) -> dict:
        return variant_run(base, {"label": "it", **variant}, task)["adapter"]

    assert adapter()["modules_to_save"] == ["tail_dn.2"]
    assert adapter(adapter={"kind": "none"})["modules_to_save"] == ["tail_dn.2"]
    assert adapter(adapter={"kind": "lora", "modules_to_save": []})["modules_to_save"] == []
    assert "modules_to_save" not in adapter(adapter={"kind": "full"})
    assert variant_run(base, {"label": "it"}, task)["task"] == {"name": "derain"}
    assert base["adapter"] == {"kind": "adaptir", "hidden": 8}


def test_moving_average() -> None:
    live = {"w": torch.tensor([1.0])}
    average = MovingAverage(live, 0.5)
    live["w"].fill_(3.0)
    average.update(100)
    with average.in_place():
        assert live["w"].item() == 2.0
    assert live["w"].item() == 3.0


def test_learning_rate() -> None:
    settings = TrainingSettings(1.0, steps=100, warm_up=10, final_learning_rate=0.1)
    assert settings.rate_factor(Done(0)) == pytest.approx(0.1)
    assert settings.rate_factor(Done(50)) == pytest.approx(0.55)
    assert settings.rate_factor(Done(100)) == pytest.approx(0.1)
    timed = TrainingSettings(1.0, minutes=2)
    assert timed.rate_factor(Done(7, 60)) == pytest.approx(0.5)
    with pytest.raises(ValueError):
        TrainingSettings(1.0)


def test_run_files_of_the_repository_are_right() -> None:
    from pretraining.adapt import AdaptingRun
    from pretraining.evaluate import ResultsFile
    from pretraining.pretrain import PretrainingRun
    from pretraining.recipe_study import variant_run as recipe_variant_run

    for file in sorted((REPOSITORY / "pretraining" / "runs").rglob("*.toml")):
        table = read_toml(file)
        if "variants" in table:
            for variant in table["variants"]:
                if "network" in table["base"]:
                    from_table(PretrainingRun, recipe_variant_run(table, variant), file.name)
                    continue
                for task in table["tasks"]:
                    from_table(AdaptingRun, variant_run(table["base"], variant, task), file.name)
            labels = [variant["label"] for variant in table["variants"]]
            assert len(set(labels)) == len(labels)
        else:
            kind = PretrainingRun if "network" in table else AdaptingRun
            from_table(ResultsFile if "tests" in table else kind, table, file.name)


@pytest.mark.parametrize(
    "table, named",
    [
        ({"learning_rate": 1, "steps": 1, "sneeze": 2}, "sneeze"),
        ({"steps": 1}, "learning_rate"),
        ({"learning_rate": "fast", "steps": 1}, "learning_rate"),
    ],
)
def test_wrong_run_files_are_refused(table: dict, named: str) -> None:
    with pytest.raises(ValueError, match=named):
        from_table(TrainingSettings, table)


def test_a_run_continues_from_a_snapshot_where_its_checkpoint_is_lost(
    run_file: Path, tmp_path: Path
) -> None:
    snapshot = tmp_path / "snapshot"
    text = f'snapshot = "{snapshot}"\n' + run_file.read_text().replace("steps = 60", "steps = 40")
    run_file.write_text(text)
    first = pretrain(run_file, str(tmp_path / "first"))
    export_snapshot(first, snapshot)
    run_file.write_text(text.replace("steps = 40", "steps = 60"))
    later = pretrain(run_file, str(tmp_path / "later"))
    steps = [int(row["step"]) for row in rows(later / "loss.csv")]
    assert steps == list(range(4, 61, 4))
    assert rows(later / "loss.csv")[:10] == rows(first / "loss.csv")
    # The rate rises again, as the optimizer has forgotten what it knew.
    rates = [float(row["learning_rate"]) for row in rows(later / "loss.csv")]
    with open(later / "loss.csv", newline="") as file:
        seconds = [float(row["seconds"]) for row in csv.DictReader(file)]
    assert rates[10] > 0 and seconds == sorted(seconds)
    before, after = (float(rows(later / "validation.csv")[i]["psnr"]) for i in (2, 4))
    assert after > before - 0.5


def test_a_changed_run_file_is_refused_unless_it_may_change(run_file: Path, tmp_path: Path) -> None:
    text = run_file.read_text().replace("steps = 60", "steps = 8")
    run_file.write_text(text)
    folder = str(tmp_path / "run")
    pretrain(run_file, folder)
    run_file.write_text(text.replace("steps = 8", "steps = 12"))
    with pytest.raises(ValueError, match=r"another training.*--changed"):
        pretrain(run_file, folder)
    pretrain(run_file, folder, may_change=True)
    assert torch.load(tmp_path / "run" / "checkpoint.pt")["step"] == 12


def test_rates_and_losses_by_progress() -> None:
    settings = TrainingSettings(1e-3, steps=100, decay_from=0.5, warm_up=10, final_rms=0.1)
    assert [settings.rate_factor(Done(step)) for step in (0, 9, 50)] == [0.1, 1, 1]
    assert settings.rate_factor(Done(75)) == pytest.approx(0.5)
    assert settings.rate_factor(Done(100)) == pytest.approx(0)
    assert settings.rate_factor(Done(40), rises_from=40) == pytest.approx(0.1)
    assert settings.loss_at(Done(89)) is LOSSES["l1"]
    assert settings.loss_at(Done(90)) is LOSSES["rms"]
    done = Done(5, seconds=30, processor_seconds=90)
    assert TrainingSettings(1e-3, minutes=2).progress(done) == 0.25
    assert TrainingSettings(1e-3, processor_minutes=2).progress(done) == 0.75
    with pytest.raises(ValueError, match="no loss “l2”"):
        TrainingSettings(1e-3, steps=1, loss="l2")
    with pytest.raises(ValueError, match="either steps or minutes"):
        TrainingSettings(1e-3, steps=1, minutes=1)


def test_losses() -> None:
    clean = torch.rand(2, 3, 8, 8)
    away = clean + 0.1
    assert float(LOSSES["l1"](away, clean)) == pytest.approx(0.1, abs=1e-6)
    assert float(LOSSES["charbonnier"](away, clean)) == pytest.approx(0.1, abs=1e-5)
    assert float(LOSSES["rms"](away, clean)) == pytest.approx(0.1, abs=1e-5)
    for name, loss in LOSSES.items():
        still = clean.clone().requires_grad_()
        loss(still, clean).backward()
        assert torch.isfinite(still.grad).all(), name


def test_a_stopped_run_does_not_age() -> None:
    code = """
import time
from pretraining.training.work_clock import WorkClock
clock, begun = WorkClock(), time.process_time()
print(flush=True)
while time.process_time() < begun + 0.1: pass
print(*clock.lap())
"""
    process = subprocess.Popen(
        [sys.executable, "-c", code], cwd=REPOSITORY, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    process.stdout.readline()
    process.send_signal(signal.SIGSTOP)
    time.sleep(4)
    process.send_signal(signal.SIGCONT)
    passed, worked = map(float, process.communicate()[0].split())
    assert passed == worked < 0.2


def test_a_recipe_study_tabulates_its_variants(run_file: Path, tmp_path: Path) -> None:
    given = pretrain(run_file, str(tmp_path / "given"))
    export_backbone(given, tmp_path / "backbone", "given")
    base = read_toml(run_file)
    tasks = base.pop("tasks")
    base["training"].pop("steps")
    base["training"] |= {"processor_minutes": 0.02, "validate_every": 5}
    base["init"] = str(tmp_path / "backbone")
    study = {
        "name": "tiny",
        "title": "Patches",
        "base": base,
        "tasks": tasks,
        "variants": [
            {"label": "base"},
            {"label": "wide", "network": {"embed_dim": 32}, "x1": {"patch": 32}},
        ],
    }
    page = tmp_path / "STUDY.md"
    run_recipe_study(study, tmp_path / "out", page, "tiny.toml")
    text = page.read_text()
    assert "| base |" in text and "| wide |" in text and "0.02 minutes of processor time" in text
    wide = json.loads((tmp_path / "out" / "wide" / "result.json").read_text())
    assert [task["patch"] for task in wide["run"]["tasks"]] == [32, 8]
    assert wide["parameters"] > 2 * sum(
        tensor.numel() for tensor in read_backbone(tmp_path / "backbone").weights.values()
    )
    steps = (tmp_path / "out" / "wide" / "checkpoint.pt").stat().st_mtime_ns
    run_recipe_study(study, tmp_path / "out", page, "tiny.toml")
    assert (tmp_path / "out" / "wide" / "checkpoint.pt").stat().st_mtime_ns == steps
    assert page.read_text() == text

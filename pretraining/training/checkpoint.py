"""Checkpoints that a kill at any moment leaves whole."""

import os
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

FILE = "checkpoint.pt"


def save_checkpoint(folder: Path, content: dict[str, Any]) -> None:
    """Written beside and renamed, so that there always is a complete one."""
    temporary = folder / (FILE + ".part")
    with open(temporary, "wb") as file:
        torch.save(content, file)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, folder / FILE)


def has_checkpoint(folder: Path) -> bool:
    return (folder / FILE).exists()


def load_checkpoint(
    folder: Path, run: dict[str, Any], may_change: bool = False
) -> dict[str, Any] | None:
    """None where the run has not begun.

    :param run: the run file; :raises ValueError: when the checkpoint came from a different one,
        unless it `may_change`.
    """
    if not has_checkpoint(folder):
        return None
    content = read_checkpoint(folder)
    changed = [key for key in {**content["run"], **run} if content["run"].get(key) != run.get(key)]
    if changed and not may_change:
        raise ValueError(
            f"The checkpoint in {folder} was made by a run file with another {', '.join(changed)}: "
            "name another --out, delete the folder, or continue with --changed."
        )
    return content


def trained_weights(folder: Path) -> dict[str, Tensor]:
    """What a run yields so far: the moving average where it keeps one."""
    content = read_checkpoint(folder)
    return content["averaged"] or content["weights"]


def read_checkpoint(folder: Path) -> dict[str, Any]:
    """:raises FileNotFoundError: where the run has saved none yet."""
    if not has_checkpoint(folder):
        raise FileNotFoundError(f"There is no checkpoint in {folder}.")
    return torch.load(folder / FILE, map_location="cpu")

"""Weights as files store them."""

from collections.abc import Mapping

import numpy as np
import torch
from torch import Tensor


def half_floats(weights: Mapping[str, Tensor]) -> dict[str, np.ndarray]:
    """:raises ValueError: for a value that is no number or too large for float16."""
    halves = {name: t.detach().cpu().to(torch.float16) for name, t in weights.items()}
    for name, tensor in halves.items():
        if not torch.isfinite(tensor).all():
            raise ValueError(f"{name} holds values that float16 cannot.")
    return {name: tensor.numpy() for name, tensor in halves.items()}


def to_tensors(arrays: Mapping[str, np.ndarray]) -> dict[str, Tensor]:
    """In float32."""
    return {name: torch.from_numpy(array.astype(np.float32)) for name, array in arrays.items()}

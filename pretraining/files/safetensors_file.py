"""Safetensors files (https://github.com/huggingface/safetensors) with NumPy alone."""

import json
import os
import struct
from collections.abc import Mapping
from pathlib import Path

import numpy as np

Tensors = dict[str, np.ndarray]

_DTYPES = {"I64": np.dtype("<i8"), "F32": np.dtype("<f4"), "F16": np.dtype("<f2")}
_NAMES = {dtype: name for name, dtype in _DTYPES.items()}
# By falling alignment, as the reference implementation lays files out.
_ORDER = list(_DTYPES)


def read_safetensors(path: str | Path) -> tuple[dict[str, str], Tensors]:
    """Metadata and tensors of a file, in their stored dtypes.

    :raises ValueError: for a file that is cut short or holds another dtype.
    """
    data = Path(path).read_bytes()
    if len(data) < 8 or struct.unpack("<Q", data[:8])[0] > len(data) - 8:
        raise ValueError(f"{path} is no safetensors file, or an incomplete one.")
    begin = 8 + struct.unpack("<Q", data[:8])[0]
    header = json.loads(data[8:begin])
    metadata = header.pop("__metadata__", {})
    tensors: Tensors = {}
    for name, entry in header.items():
        if entry["dtype"] not in _DTYPES:
            raise ValueError(f"{path}: tensor {name} is stored as {entry['dtype']}.")
        first, last = entry["data_offsets"]
        if begin + last > len(data):
            raise ValueError(f"{path} is incomplete: tensor {name} is cut off.")
        values = np.frombuffer(data[begin + first : begin + last], _DTYPES[entry["dtype"]])
        tensors[name] = values.reshape(entry["shape"])
    return metadata, tensors


def write_safetensors(
    path: str | Path, tensors: Mapping[str, np.ndarray], metadata: Mapping[str, str]
) -> None:
    """Writes whole or not at all: to a temporary file beside, then renamed.

    :raises ValueError: for a dtype other than int64, float32 and float16.
    """
    for name, tensor in tensors.items():
        if tensor.dtype not in _NAMES:
            raise ValueError(f"Tensor {name} of {tensor.dtype} cannot be stored.")
    ordered = sorted(tensors, key=lambda name: (_ORDER.index(_NAMES[tensors[name].dtype]), name))
    header: dict[str, object] = {"__metadata__": dict(metadata)} if metadata else {}
    offset = 0
    for name in ordered:
        tensor = tensors[name]
        header[name] = {
            "dtype": _NAMES[tensor.dtype],
            "shape": list(tensor.shape),
            "data_offsets": [offset, offset + tensor.nbytes],
        }
        offset += tensor.nbytes
    text = json.dumps(header, separators=(",", ":"), ensure_ascii=False).encode()
    text += b" " * (-len(text) % 8)
    target = Path(path)
    temporary = target.with_name(target.name + ".part")
    with open(temporary, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for name in ordered:
            file.write(np.ascontiguousarray(tensors[name]).tobytes())
    os.replace(temporary, target)

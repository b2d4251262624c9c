"""JPEG in memory, by Pillow's libjpeg: its own tables, 4:2:0 chroma, as Chromium below 100."""

import io

import numpy as np
from PIL import Image


def compress_jpeg(picture: np.ndarray, quality: float) -> np.ndarray:
    """8-bit `[H,W,3]`, compressed and decoded again; quality 1 … 100, rounded."""
    file = io.BytesIO()
    Image.fromarray(picture).save(file, "JPEG", quality=int(quality + 0.5), subsampling="4:2:0")
    return np.array(Image.open(file))

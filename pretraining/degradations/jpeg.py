"""JPEG in memory, by Pillow's libjpeg with its own tables."""

import io

import numpy as np
from PIL import Image

CHROMA = ("4:2:0", "4:4:4")


def compress_jpeg(picture: np.ndarray, quality: float, chroma: str = "4:2:0") -> np.ndarray:
    """8-bit `[H,W,3]`, compressed and decoded again; quality 1 … 100, rounded.

    :param chroma: one of `CHROMA`; halved along both axes, as Chromium does below quality 100, or
        kept.
    """
    file = io.BytesIO()
    Image.fromarray(picture).save(file, "JPEG", quality=int(quality + 0.5), subsampling=chroma)
    return np.array(Image.open(file))

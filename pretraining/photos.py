"""Photographs, decoded once and kept in memory as 8-bit `[H,W,3]` RGB."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

REPOSITORY = Path(__file__).parents[1]

# A clean photo, and its degraded version where that was photographed rather than computed.
Photo = tuple[np.ndarray, np.ndarray | None]


@dataclass(frozen=True)
class DataSettings:
    """Where photos come from.

    :param root: folder of folders; relative to the repository.
    :param folders: those to train on.
    :param held_out_folder: `held_out_photos` of it, evenly spread over its sorted names, are never
        trained on and measure progress, by their middle of at most `held_out_side` pixels a side.
    :param limit: of photos from each folder, for trying things out.
    :param workers: processes that prepare batches; 0 prepares them between steps.
    """

    root: str = "../shared/data/train"
    folders: tuple[str, ...] = (
        "bsds500",
        "cid22",
        "clic2025",
        "sunhays80",
        "elementary",
        "fedora",
        "budgie",
        "popos",
        "pdimages",
    )
    held_out_folder: str = "cid22"
    held_out_photos: int = 10
    held_out_side: int = 256
    limit: int | None = None
    workers: int = 1


@dataclass(frozen=True)
class PhotoCollection:
    """:param held_out_name: of the held-out photos, for people."""

    training: list[Photo]
    held_out: list[Photo]
    held_out_name: str


def read_photo(path: str | Path) -> np.ndarray:
    with Image.open(path) as image:
        return np.array(image.convert("RGB"))


def photo_files(folder: Path) -> list[Path]:
    """Sorted; :raises FileNotFoundError: where there is none."""
    files = sorted(p for p in folder.iterdir() if p.suffix.lower() in (".png", ".jpg", ".jpeg"))
    if not files:
        raise FileNotFoundError(f"There are no photos in {folder}.")
    return files


def load_photos(settings: DataSettings) -> PhotoCollection:
    """All training photos, clean."""
    root = REPOSITORY / settings.root
    held_out = _spread(photo_files(root / settings.held_out_folder), settings.held_out_photos)
    training = [
        file
        for folder in settings.folders
        for file in photo_files(root / folder)[: settings.limit]
        if file not in held_out
    ]
    name = f"{len(held_out)} photos of {settings.held_out_folder}"
    return PhotoCollection(
        [(read_photo(file), None) for file in training],
        [(_middle(read_photo(file), settings.held_out_side), None) for file in held_out],
        f"{name}, middle {settings.held_out_side} px",
    )


def load_pairs(settings: DataSettings, folder: str) -> PhotoCollection:
    """Photographed pairs: `folder/high` clean, `folder/low` degraded, of the same names; whole
    pictures are held out, as their brightness is judged as a whole."""
    root = REPOSITORY / settings.root / folder
    files = photo_files(root / "high")
    held_out = _spread(files, settings.held_out_photos)
    training = [file for file in files[: settings.limit] if file not in held_out]

    def pair(file: Path) -> Photo:
        return read_photo(file), read_photo(root / "low" / file.name)

    name = f"{len(held_out)} pairs of {folder}"
    return PhotoCollection([pair(f) for f in training], [pair(f) for f in held_out], name)


def _spread(files: list[Path], count: int) -> list[Path]:
    """`count` of the files at even distances."""
    if count > len(files):
        raise ValueError(f"{count} photos to hold out, but only {len(files)} are there.")
    return [files[(2 * i + 1) * len(files) // (2 * count)] for i in range(count)]


def _middle(photo: np.ndarray, side: int) -> np.ndarray:
    height, width = (min(side, length) for length in photo.shape[:2])
    top, left = (photo.shape[0] - height) // 2, (photo.shape[1] - width) // 2
    return photo[top : top + height, left : left + width]

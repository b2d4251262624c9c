"""Published networks to compare with, from their authors' MATLAB files (MatConvNet): DnCNN-3,
FDnCNN and FFDNet. Their files are not part of this repository."""

import argparse
import functools
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from .degradations.recipe import Recipe, Step, recipe_scale, to_8_bit
from .degradations.resizing import upscale
from .measurement import conventions, specimens
from .metrics import luma, psnr
from .photos import REPOSITORY, photo_files, read_photo

FOLDER = REPOSITORY / "../shared/teachers"
TESTS = REPOSITORY / "../shared/data/test"

# Of a convolution: `[out,in,h,w]` and `[out]`.
Layer = tuple[Tensor, Tensor]


def restore_with_teacher(name: str, degraded: np.ndarray, recipe: Recipe) -> np.ndarray:
    """8-bit RGB `[h,w,3]` to 8-bit `[s·h,s·w,3]`.

    :param name: one of `TEACHERS`; those that ask for the noise's σ are told it.
    :raises FileNotFoundError: where the teachers' files are not here.
    :raises ImportError: without h5py.
    """
    return TEACHERS[name](degraded, recipe)


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python3 -m pretraining.teachers", description=main.__doc__
    )
    parser.parse_args()
    print(f"FFDNet, σ 25, CBSD68: {_reproduced_ffdnet():.2f} dB, published 31.21")
    for scale, published in ((2, 37.58), (3, 33.75), (4, 31.40)):
        print(f"DnCNN-3, ×{scale}, Set5: {_reproduced_dncnn3(scale):.2f} dB, published {published}")


main.__doc__ = (
    "Measures the teachers as their authors did, which shows whether they are read right."
)


def _reproduced_ffdnet() -> float:
    """On noise that is neither rounded nor clipped, as published figures are: the recipes' is both,
    which costs a denoiser that does not know it."""
    levels = []
    for index, file in enumerate(photo_files(TESTS / "CBSD68")):
        clean = read_photo(file)
        random = np.random.default_rng([0, index])
        noisy = clean + random.normal(0, 25, clean.shape)
        levels.append(psnr(_ffdnet(noisy, [{"kind": "gaussian-noise", "sigma": 25}]), clean))
    return float(np.mean(levels))


def _reproduced_dncnn3(scale: int) -> float:
    recipe: Recipe = [{"kind": "bicubic-down", "scale": scale}]
    comparison = conventions("super-resolution", scale)
    return float(
        np.mean(
            [
                psnr(_dncnn3(one.degraded, recipe), one.clean, comparison)
                for one in specimens(TESTS / "Set5", recipe, scale)
            ]
        )
    )


def _ffdnet(degraded: np.ndarray, recipe: Recipe) -> np.ndarray:
    """Zhang, Zuo & Zhang 2018: 12 convolutions on four sub-pictures and a plane of σ."""
    height, width = degraded.shape[:2]
    image = _as_tensor(degraded)
    even = functional.pad(image, (0, width % 2, 0, height % 2), mode="replicate")
    parts = _split(even)
    plane = torch.full_like(parts[:, :1], _sigma(recipe) / 255)
    restored = _joined(_through(_layers("FFDNet_color.mat"), torch.cat([parts, plane], 1)))
    return _as_picture(restored[:, :, :height, :width])


def _fdncnn(degraded: np.ndarray, recipe: Recipe) -> np.ndarray:
    """The flexible DnCNN of the same authors: 20 convolutions on the picture and a plane of σ."""
    image = _as_tensor(degraded)
    plane = torch.full_like(image[:, :1], _sigma(recipe) / 255)
    return _as_picture(_through(_layers("FDnCNN_color.mat"), torch.cat([image, plane], 1)))


def _dncnn3(degraded: np.ndarray, recipe: Recipe) -> np.ndarray:
    """Zhang et al. 2017: 20 convolutions give what is wrong with the luma. It is blind; a reduced
    picture is enlarged first. Colour is the input's."""
    scale = recipe_scale(recipe)
    picture = upscale(degraded, scale) if scale > 1 else degraded
    values = luma(picture)
    given = torch.from_numpy(values / 255).float()[None, None]
    wrong = _through(_layers("DnCNN3.mat"), given)[0, 0].double().numpy() * 255
    # Luma spans 219 of 255 steps.
    return to_8_bit(picture - wrong[..., None] * 255 / 219)


TEACHERS: dict[str, Callable[[np.ndarray, Recipe], np.ndarray]] = {
    "FFDNet": _ffdnet,
    "FDnCNN": _fdncnn,
    "DnCNN-3": _dncnn3,
}


def _through(layers: list[Layer], x: Tensor) -> Tensor:
    """Convolutions with zeros at the border, ReLU between them."""
    x = x.contiguous(memory_format=torch.channels_last)
    with torch.no_grad():
        for index, (weight, bias) in enumerate(layers):
            x = functional.conv2d(x, weight, bias, padding=1)
            if index < len(layers) - 1:
                x = functional.relu_(x)
    return x


@functools.lru_cache(maxsize=4)
def _layers(file: str) -> list[Layer]:
    import h5py

    path: Path = FOLDER / file
    if not path.exists():
        raise FileNotFoundError(f"{path} is not here.")
    layers: list[Layer] = []
    with h5py.File(path) as content:
        for reference in content["net/layers"][()].flatten():
            layer = content[reference]
            if "".join(map(chr, layer["type"][()].flatten())) != "conv":
                continue
            weight, bias = (
                np.asarray(content[part], np.float32) for part in layer["weights"][()].flatten()
            )
            # MATLAB drops a last dimension of 1, and its columns come first.
            weight = weight.reshape(bias.size, -1, *weight.shape[-2:]).swapaxes(-1, -2)
            layers.append((torch.from_numpy(weight.copy()), torch.from_numpy(bias.flatten())))
    return layers


def _split(image: Tensor) -> Tensor:
    """`[N,C,H,W]` to `[N,4C,H/2,W/2]`; MATLAB goes down the columns first."""
    return functional.pixel_unshuffle(image.transpose(-1, -2), 2).transpose(-1, -2)


def _joined(parts: Tensor) -> Tensor:
    return functional.pixel_shuffle(parts.transpose(-1, -2), 2).transpose(-1, -2)


def _as_tensor(picture: np.ndarray) -> Tensor:
    return torch.from_numpy(picture.astype(np.float32) / 255).permute(2, 0, 1)[None]


def _as_picture(image: Tensor) -> np.ndarray:
    return to_8_bit(255 * image[0].permute(1, 2, 0).numpy())


def _sigma(recipe: Recipe) -> float:
    """:raises ValueError: where the recipe is not noise of one known σ."""
    steps: list[Step] = [step for step in recipe if step["kind"] == "gaussian-noise"]
    if len(steps) != 1 or not isinstance(steps[0]["sigma"], (int, float)):
        raise ValueError("This teacher needs noise of one known σ.")
    return float(steps[0]["sigma"])


if __name__ == "__main__":
    main()

"""Recipes: the steps that degrade a picture, in order, as adapter files store them under
`degradation` (`src/imaging/degradation/recipe.ts`)."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from .blur import (
    camera_shake,
    defocus,
    disc_reach,
    gaussian_blur,
    gaussian_reach,
    motion_blur,
    shake_reach,
)
from .darkening import darken
from .jpeg import CHROMA, compress_jpeg
from .noise import gaussian_noise, poisson_gaussian_noise
from .rain import rain
from .random import Random, Range, draw
from .resizing import crop_to_multiple, downscale

Step = Mapping[str, Any]
Recipe = list[Step]

# Kind to its fields with the limits of each; all are ranges but the scale.
_FIELDS: dict[str, dict[str, tuple[float, float]]] = {
    "gaussian-noise": {"sigma": (0, 255)},
    "poisson-gaussian": {"peak": (1, 1e6), "sigma": (0, 255)},
    "gaussian-blur": {"sigma": (0, 50)},
    "motion-blur": {"length": (1, 200), "angle": (-360, 360)},
    "camera-shake": {"length": (1, 200), "jitter": (0, 1)},
    "defocus": {"radius": (0, 50)},
    "bicubic-down": {"scale": (1, 16)},
    "jpeg": {"quality": (1, 100)},
    "rain": {"length": (1, 200), "angle": (-360, 360), "density": (0, 1), "brightness": (0, 1)},
    "darken": {"gamma": (1, 10), "gain": (0, 1)},
}

# Fields that a step may leave out, with what they may say; the first is the default.
_CHOICES: dict[str, dict[str, tuple[str, ...]]] = {"jpeg": {"chroma": CHROMA}}

_Apply = Callable[[np.ndarray, dict[str, Any], Random], np.ndarray]

_APPLY: dict[str, _Apply] = {
    "gaussian-noise": lambda x, p, random: gaussian_noise(x, p["sigma"], random),
    "poisson-gaussian": lambda x, p, random: poisson_gaussian_noise(
        x, p["peak"], p["sigma"], random
    ),
    "gaussian-blur": lambda x, p, _: gaussian_blur(x, p["sigma"]),
    "motion-blur": lambda x, p, _: motion_blur(x, p["length"], p["angle"]),
    "camera-shake": lambda x, p, random: camera_shake(x, p["length"], p["jitter"], random),
    "defocus": lambda x, p, _: defocus(x, p["radius"]),
    "bicubic-down": lambda x, p, _: _on_8_bits(
        x, lambda y: downscale(crop_to_multiple(y, int(p["scale"])), int(p["scale"]))
    ),
    "jpeg": lambda x, p, _: _on_8_bits(x, lambda y: compress_jpeg(y, p["quality"], p["chroma"])),
    "rain": lambda x, p, random: rain(
        x, p["length"], p["angle"], p["density"], p["brightness"], random
    ),
    "darken": lambda x, p, _: darken(x, p["gamma"], p["gain"]),
}


def degrade(clean: np.ndarray, recipe: Recipe, random: Random) -> np.ndarray:
    """8-bit `[H,W,3]` to 8-bit `[h,w,3]`. Colours stay unrounded between steps, except that
    `bicubic-down` and `jpeg` take 8 bits; they are rounded and clipped at the end."""
    return to_8_bit(_after(clean.astype(np.float32), recipe, random))


def _after(picture: np.ndarray, recipe: Recipe, random: Random) -> np.ndarray:
    for step in recipe:
        if step["kind"] == "in-rectangle":
            picture = _in_rectangle(picture, step["steps"], random)
            continue
        if step["kind"] == "one-of":
            step = step["options"][random.integers(len(step["options"]))]
        kind = step["kind"]
        drawn: dict[str, Any] = {name: draw(step[name], random) for name in _FIELDS[kind]}
        chosen = {name: step.get(name, can[0]) for name, can in _CHOICES.get(kind, {}).items()}
        picture = _APPLY[kind](picture, drawn | chosen, random)
    return picture


def _in_rectangle(picture: np.ndarray, steps: Recipe, random: Random) -> np.ndarray:
    """The steps in a random rectangle, a quarter to three quarters of the picture a side."""
    changed = _after(picture, steps, random)
    (top, tall), (left, wide) = (_random_span(side, random) for side in picture.shape[:2])
    result = picture.copy()
    place = slice(top, top + tall), slice(left, left + wide)
    result[place] = changed[place]
    return result


def _random_span(side: int, random: Random) -> tuple[int, int]:
    length = int(side * random.uniform(0.25, 0.75))
    return int(random.integers(side - length + 1)), length


def check_recipe(recipe: Recipe) -> None:
    """:raises ValueError: that names the first thing wrong."""
    for step in recipe:
        kind = step.get("kind")
        if kind == "one-of":
            if not step.get("options") or any(o.get("kind") == "one-of" for o in step["options"]):
                raise ValueError("one-of needs options, which are plain steps.")
            check_recipe(step["options"])
            continue
        if kind == "in-rectangle":
            check_recipe(step.get("steps") or [])
            if not step.get("steps") or recipe_scale(step["steps"]) != 1:
                raise ValueError("in-rectangle needs steps, which keep the picture's size.")
            continue
        if kind not in _FIELDS:
            raise ValueError(f"The step “{kind}” is not known here.")
        choices = _CHOICES.get(kind, {})
        if set(step) - set(choices) != {"kind", *_FIELDS[kind]}:
            raise ValueError(f"The step “{kind}” has the fields {', '.join(_FIELDS[kind])}.")
        for name, (low, high) in _FIELDS[kind].items():
            ends = _ends(step[name])
            if not low <= ends[0] <= ends[1] <= high:
                raise ValueError(f"{name} of “{kind}” lies in {low} … {high}, not {step[name]}.")
        for name, can in choices.items():
            if step.get(name, can[0]) not in can:
                raise ValueError(f"{name} of “{kind}” is one of {', '.join(can)}.")


def recipe_scale(recipe: Recipe) -> int:
    """By how much the recipe reduces a picture."""
    scale = 1
    for step in recipe:
        if step["kind"] == "bicubic-down":
            scale *= int(step["scale"])
    return scale


def recipe_reach(recipe: Recipe) -> int:
    """Pixels of the clean picture around a crop that its degraded version depends on, at most."""
    reach = 0
    for step in recipe:
        if step["kind"] == "in-rectangle":
            reach += recipe_reach(step["steps"])
            continue
        options = step["options"] if step["kind"] == "one-of" else [step]
        reach += max(_step_reach(option) for option in options)
    return reach


def to_8_bit(picture: np.ndarray) -> np.ndarray:
    """Rounded to the nearest whole number, halves to even as the browser does, and clipped."""
    return np.clip(np.rint(picture), 0, 255).astype(np.uint8)


def _step_reach(step: Step) -> int:
    kind = step["kind"]
    if kind == "gaussian-blur":
        return gaussian_reach(_ends(step["sigma"])[1])
    if kind in ("motion-blur", "rain"):
        return int(_ends(step["length"])[1] / 2) + 1
    if kind == "camera-shake":
        return shake_reach(_ends(step["length"])[1])
    if kind == "defocus":
        return disc_reach(_ends(step["radius"])[1])
    if kind == "bicubic-down":
        return 3 * int(step["scale"])
    return 8 if kind == "jpeg" else 0


def _ends(range_: Range) -> tuple[float, float]:
    if isinstance(range_, (int, float)):
        return range_, range_
    low, high = range_
    return low, high


def _on_8_bits(picture: np.ndarray, change: Callable[[np.ndarray], np.ndarray]) -> np.ndarray:
    return change(to_8_bit(picture)).astype(np.float32)

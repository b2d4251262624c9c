"""Recipes: the steps that degrade a picture, in order, as adapter files store them under
`degradation` (`src/imaging/degradation/recipe.ts`)."""

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from .ageing import dust, fade, grain, scratches
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
from .resizing import crop_to_multiple, downscale, resize

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
    "fade": {"contrast": (0, 1), "saturation": (0, 1), "cast": (-1, 1)},
    "grain": {"sigma": (0, 255), "size": (0, 10)},
    "scratches": {"density": (0, 1e4), "length": (1, 4000), "width": (0, 50), "opacity": (0, 1)},
    "dust": {"density": (0, 1e5), "radius": (0, 100), "opacity": (0, 1)},
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
    "fade": lambda x, p, _: fade(x, p["contrast"], p["saturation"], p["cast"]),
    "grain": lambda x, p, random: grain(x, p["sigma"], p["size"], random),
    "scratches": lambda x, p, random: scratches(
        x, p["density"], p["length"], p["width"], p["opacity"], random
    ),
    "dust": lambda x, p, random: dust(x, p["density"], p["radius"], p["opacity"], random),
}


def degrade(clean: np.ndarray, recipe: Recipe, random: Random) -> np.ndarray:
    """8-bit `[H,W,3]` to 8-bit `[h,w,3]`. Colours stay unrounded between steps, except that
    `bicubic-down`, `at-scale` and `jpeg` take 8 bits; they are rounded and clipped at the end."""
    return to_8_bit(_after(clean.astype(np.float32), recipe, random))


def _after(picture: np.ndarray, recipe: Recipe, random: Random) -> np.ndarray:
    for step in recipe:
        kind = step["kind"]
        if kind in _GROUPS:
            picture = _GROUPS[kind](picture, step, random)
            continue
        if kind == "one-of":
            step = step["options"][random.integers(len(step["options"]))]
            kind = step["kind"]
        drawn: dict[str, Any] = {name: draw(step[name], random) for name in _FIELDS[kind]}
        chosen = {name: step.get(name, can[0]) for name, can in _CHOICES.get(kind, {}).items()}
        picture = _APPLY[kind](picture, drawn | chosen, random)
    return picture


def _in_rectangle(picture: np.ndarray, group: Step, random: Random) -> np.ndarray:
    """The steps in a random rectangle, a quarter to three quarters of the picture a side."""
    changed = _after(picture, group["steps"], random)
    (top, tall), (left, wide) = (_random_span(side, random) for side in picture.shape[:2])
    result = picture.copy()
    place = slice(top, top + tall), slice(left, left + wide)
    result[place] = changed[place]
    return result


def _shuffled(picture: np.ndarray, group: Step, random: Random) -> np.ndarray:
    """The steps in random order."""
    order = random.permutation(len(group["steps"]))
    return _after(picture, [group["steps"][i] for i in order], random)


def _at_scale(picture: np.ndarray, group: Step, random: Random) -> np.ndarray:
    """The steps on the picture resized by `factor`, and back to its size."""
    height, width = picture.shape[:2]
    factor = draw(group["factor"], random)
    sides = [max(1, int(side * factor + 0.5)) for side in (height, width)]
    resized = _on_8_bits(picture, lambda x: resize(x, (sides[0], sides[1])))
    return _on_8_bits(_after(resized, group["steps"], random), lambda x: resize(x, (height, width)))


def _random_span(side: int, random: Random) -> tuple[int, int]:
    length = int(side * random.uniform(0.25, 0.75))
    return int(random.integers(side - length + 1)), length


# Steps that hold steps, which keep the picture's size.
_GROUPS: dict[str, Callable[[np.ndarray, Step, Random], np.ndarray]] = {
    "in-rectangle": _in_rectangle,
    "shuffled": _shuffled,
    "at-scale": _at_scale,
}
_GROUP_FIELDS = {"at-scale": {"factor": (0.1, 4.0)}}


def check_recipe(recipe: Recipe) -> None:
    """:raises ValueError: that names the first thing wrong."""
    for step in recipe:
        kind = step.get("kind")
        if kind == "one-of":
            if not step.get("options") or any(o.get("kind") == "one-of" for o in step["options"]):
                raise ValueError("one-of needs options, which are plain steps.")
            check_recipe(step["options"])
            continue
        if kind in _GROUPS:
            _check_group(step)
            continue
        if kind not in _FIELDS:
            raise ValueError(f"The step “{kind}” is not known here.")
        choices = _CHOICES.get(kind, {})
        if set(step) - set(choices) != {"kind", *_FIELDS[kind]}:
            raise ValueError(f"The step “{kind}” has the fields {', '.join(_FIELDS[kind])}.")
        _check_ranges(step, _FIELDS[kind])
        for name, can in choices.items():
            if step.get(name, can[0]) not in can:
                raise ValueError(f"{name} of “{kind}” is one of {', '.join(can)}.")


def _check_group(step: Step) -> None:
    kind, fields = step["kind"], _GROUP_FIELDS.get(step["kind"], {})
    if set(step) != {"kind", "steps", *fields}:
        raise ValueError(f"“{kind}” has the fields {', '.join(['steps', *fields])}.")
    _check_ranges(step, fields)
    check_recipe(step["steps"])
    if recipe_scale(step["steps"]) != 1:
        raise ValueError(f"The steps in “{kind}” keep the picture's size.")


def _check_ranges(step: Step, fields: Mapping[str, tuple[float, float]]) -> None:
    for name, (low, high) in fields.items():
        ends = _ends(step[name])
        if not low <= ends[0] <= ends[1] <= high:
            raise ValueError(f"{name} of “{step['kind']}” lies in {low} … {high}: {step[name]}.")


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
        if step["kind"] in _GROUPS:
            shrunk = min(1, _ends(step["factor"])[0]) if "factor" in step else 1
            resizing = math.ceil(6 / shrunk) if "factor" in step else 0
            reach += math.ceil(recipe_reach(step["steps"]) / shrunk) + resizing
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
    if kind == "grain":
        return gaussian_reach(_ends(step["size"])[1])
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

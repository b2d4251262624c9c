"""Restoration tasks: what to undo, and batches of it that depend on seed and step alone."""

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import torch
from torch import Tensor
from torch.utils.data import DataLoader, Dataset, Sampler

from .degradations.random import Random
from .degradations.recipe import Recipe, check_recipe, degrade, recipe_reach, recipe_scale
from .degradations.resizing import crop_to_multiple
from .photos import DataSettings, Photo, PhotoCollection, load_pairs, load_photos


@dataclass(frozen=True)
class Task:
    """:param route: key in the `heads` of the backbone's config.
    :param patch: side in pixels of the degraded crop; the clean one is as much larger as the recipe
        reduces.
    :param weight: how often it is drawn, among the tasks of a run.
    :param pairs: folder of photographed pairs, in place of a recipe.
    :param held_out_recipe: for measuring, where the recipe itself draws from wide ranges.
    """

    name: str
    route: str
    batch: int
    patch: int
    weight: float = 1.0
    recipe: Recipe = field(default_factory=list)
    pairs: str | None = None
    held_out_recipe: Recipe | None = None

    def __post_init__(self) -> None:
        if (self.pairs is None) == (not self.recipe):
            raise ValueError(f"The task “{self.name}” needs either a recipe or pairs.")
        check_recipe(self.recipe)
        check_recipe(self.held_out_recipe or [])

    @property
    def degradation(self) -> Recipe:
        """As an adapter file states it."""
        return self.recipe if self.pairs is None else [{"kind": "pairs", "set": self.pairs}]


# Number of the task, degraded `[N,3,p,p]` and clean `[N,3,s·p,s·p]`, 8-bit.
Batch = tuple[int, Tensor, Tensor]


@dataclass(frozen=True)
class TaskPhotos:
    tasks: Sequence[Task]
    collections: Sequence[PhotoCollection]


def load_task_photos(tasks: Sequence[Task], settings: DataSettings) -> TaskPhotos:
    """A collection for each task; what tasks share is loaded once."""
    loaded: dict[str | None, PhotoCollection] = {}
    for task in tasks:
        if task.pairs not in loaded:
            loaded[task.pairs] = (
                load_photos(settings) if task.pairs is None else load_pairs(settings, task.pairs)
            )
    return TaskPhotos(tasks, [loaded[task.pairs] for task in tasks])


def batches_from(
    photos: TaskPhotos, seed: int, first_step: int, per_step: int, workers: int
) -> Iterator[list[Batch]]:
    """Without end, `per_step` batches for each step from `first_step` on; a run that was cut off
    goes on with the very batches it would have had."""
    loader = DataLoader(
        _Steps(photos, seed, per_step),
        batch_size=None,
        sampler=_CountFrom(first_step),
        num_workers=workers,
    )
    return iter(loader)


def held_out_pairs(task: Task, collection: PhotoCollection) -> list[tuple[np.ndarray, np.ndarray]]:
    """Clean and degraded, 8-bit `[H,W,3]`; always the same ones."""
    recipe = task.held_out_recipe or task.recipe
    pairs = []
    for index, (clean, degraded) in enumerate(collection.held_out):
        if degraded is None:
            clean = crop_to_multiple(clean, recipe_scale(recipe))
            degraded = degrade(clean, recipe, np.random.default_rng([0, index]))
        pairs.append((clean, degraded))
    return pairs


def sample_crop(photo: Photo, task: Task, random: Random) -> tuple[np.ndarray, np.ndarray]:
    """A random crop, flipped and turned at random: degraded `[p,p,3]` and clean `[s·p,s·p,3]`."""
    clean, degraded = photo
    if degraded is not None:
        place = _random_place(clean, task.patch, random)
        turn = _random_turn(random)
        return turn(degraded[place]), turn(clean[place])
    scale = recipe_scale(task.recipe)
    side = task.patch * scale
    # Degraded with its surroundings, where the photo has some: no crop's border is mirrored.
    margin = -(-recipe_reach(task.recipe) // scale) * scale
    room = (min(clean.shape[:2]) - side) // (2 * scale) * scale
    margin = min(margin, room)
    around = _random_turn(random)(clean[_random_place(clean, side + 2 * margin, random)])
    spoilt = degrade(around, task.recipe, random)
    cut = margin // scale
    inside = slice(margin, margin + side)
    return spoilt[cut : cut + task.patch, cut : cut + task.patch], around[inside, inside]


class _Steps(Dataset):
    """Batches by step."""

    def __init__(self, photos: TaskPhotos, seed: int, per_step: int) -> None:
        self._photos = photos
        self._seed = seed
        self._per_step = per_step
        weights = np.array([task.weight for task in photos.tasks])
        self._probabilities = weights / weights.sum()
        self._large_enough = [
            _large_enough(task, collection.training)
            for task, collection in zip(photos.tasks, photos.collections)
        ]

    def __getitem__(self, step: int) -> list[Batch]:
        random = np.random.default_rng([self._seed, step])
        return [self._batch(random) for _ in range(self._per_step)]

    def _batch(self, random: Random) -> Batch:
        number = int(random.choice(len(self._photos.tasks), p=self._probabilities))
        task, photos = self._photos.tasks[number], self._large_enough[number]
        crops = [
            sample_crop(photos[random.integers(len(photos))], task, random)
            for _ in range(task.batch)
        ]
        degraded, clean = (np.stack(part).transpose(0, 3, 1, 2) for part in zip(*crops))
        return number, *(torch.from_numpy(np.ascontiguousarray(x)) for x in (degraded, clean))


class _CountFrom(Sampler):
    def __init__(self, first: int) -> None:
        self._first = first

    def __iter__(self) -> Iterator[int]:
        return itertools.count(self._first)


def _large_enough(task: Task, photos: list[Photo]) -> list[Photo]:
    side = task.patch * recipe_scale(task.recipe)
    fitting = [photo for photo in photos if min(photo[0].shape[:2]) >= side]
    if not fitting:
        raise ValueError(f"No photo is large enough for “{task.name}”: {side} pixels.")
    return fitting


def _random_place(photo: np.ndarray, side: int, random: Random) -> tuple[slice, slice]:
    top, left = (int(random.integers(length - side + 1)) for length in photo.shape[:2])
    return slice(top, top + side), slice(left, left + side)


def _random_turn(random: Random) -> Callable[[np.ndarray], np.ndarray]:
    """One of the eight symmetries of the square, as a function of `[n,n,3]`."""
    quarters, mirrored = int(random.integers(4)), bool(random.integers(2))

    def turn(picture: np.ndarray) -> np.ndarray:
        turned = np.rot90(picture, quarters)
        return turned[:, ::-1] if mirrored else turned

    return turn

"""Run files: TOML whose tables are read into dataclasses, nothing unknown and nothing missing."""

import dataclasses
import tomllib
import types
import typing
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")


def read_toml(path: str | Path) -> dict[str, Any]:
    with open(path, "rb") as file:
        return tomllib.load(file)


def from_table(kind: type[T], table: Mapping[str, Any], place: str = "the run file") -> T:
    """An instance of a dataclass, nested ones included.

    :raises ValueError: that names an unknown, missing or wrong field.
    """
    hints = typing.get_type_hints(kind)
    fields = {field.name: field for field in dataclasses.fields(kind)}  # type: ignore[arg-type]
    for name in table:
        if name not in fields:
            raise ValueError(f"In {place}, “{name}” is not known; known: {', '.join(fields)}.")
    for name, field in fields.items():
        has_default = (
            field.default is not dataclasses.MISSING
            or field.default_factory is not dataclasses.MISSING
        )
        if name not in table and not has_default:
            raise ValueError(f"In {place}, “{name}” is missing.")
    try:
        return kind(
            **{
                name: _value(hints[name], value, f"{place}, {name}")
                for name, value in table.items()
            }
        )
    except TypeError as error:
        raise ValueError(f"In {place}: {error}.") from error


def _value(kind: Any, value: Any, place: str) -> Any:
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in (types.UnionType, typing.Union):  # Optional
        return None if value is None else _value(arguments[0], value, place)
    if origin is tuple:
        _require(value, list, place)
        items = arguments[:1] * len(value) if arguments[-1] is Ellipsis else arguments
        if len(items) != len(value):
            raise ValueError(f"In {place}, {len(items)} values are expected.")
        return tuple(_value(item, one, place) for item, one in zip(items, value))
    if origin is list:
        _require(value, list, place)
        return [_value(arguments[0], one, place) for one in value]
    if origin is dict:
        _require(value, dict, place)
        return {key: _value(arguments[1], one, f"{place}.{key}") for key, one in value.items()}
    if dataclasses.is_dataclass(kind):
        _require(value, dict, place)
        return from_table(kind, value, place)
    if kind is float:
        _require(value, (int, float), place)
        return float(value)
    if kind in (int, str, bool):
        _require(value, kind, place)
    return value


def _require(value: Any, kind: Any, place: str) -> None:
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise ValueError(f"In {place}, {value!r} is not of the expected type.")

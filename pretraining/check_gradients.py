"""Compares every gradient of a network with those of double precision: Debian's torch 1.13 has
backward passes that return garbage, under which a loss still crawls down."""

import argparse
import copy
import math
from pathlib import Path

import torch
from torch import Tensor

from .files.adapter_file import adapted_network, read_adapter
from .files.backbone_folder import read_backbone
from .networks.edt import Edt

# Of the tensor's largest gradient: float32 is good to 1e-4 or better, garbage is off by its size.
TOLERANCE = 1e-2
# Of the network's largest: gradients that are 0 in exact arithmetic are rounding noise.
FLOOR = 1e-4
# AdaptIR's |…| and phases have kinks, where rounding may choose the other side for one picture;
# garbage is there with every picture.
DRAWS = 3


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python3 -m pretraining.check_gradients", description=__doc__
    )
    parser.add_argument("backbone", help="folder of a backbone")
    parser.add_argument("--adapter", help="adapter file to put into it")
    arguments = parser.parse_args()
    backbone = read_backbone(Path(arguments.backbone))
    network = backbone.network()
    routes = list(backbone.sizes.heads)
    if arguments.adapter is not None:
        description, weights = read_adapter(Path(arguments.adapter))
        network = adapted_network(backbone, description, weights)
        routes = [description["head"]]
    network.requires_grad_(True)
    for route in routes:
        require_right_gradients(network, route)


def require_right_gradients(network: Edt, route: str) -> None:
    """:raises ArithmeticError: that names the parameters whose gradient is wrong with each of
    `DRAWS` pictures."""
    errors: dict[str, float] = {}
    wrong: dict[str, float] = {}
    for draw in range(DRAWS):
        found = gradient_errors(network, route, draw)
        errors = {name: _forgiving(error, errors.get(name, error)) for name, error in found.items()}
        wrong = {name: error for name, error in errors.items() if not error <= TOLERANCE}
        if not wrong:
            break
    worst = max(errors, key=lambda name: errors[name])
    print(f"{route}: {len(errors)} gradients checked, worst {errors[worst]:.1e} at {worst}.")
    if wrong:
        listed = ", ".join(f"{name} ({error:.1e})" for name, error in list(wrong.items())[:5])
        raise ArithmeticError(f"{len(wrong)} gradients differ from double precision: {listed}.")


def _forgiving(error: float, before: float) -> float:
    """The smaller error; but a gradient that is not a number stays one, whatever the picture."""
    together = error + before
    return min(error, before) if math.isfinite(together) else together


def gradient_errors(network: Edt, route: str, draw: int = 0) -> dict[str, float]:
    """Largest difference of each trained parameter's gradient, relative to the tensor's largest.

    Parameters are moved off 0 first: behind a zero, as in fresh adapters, all gradients are 0.

    :param draw: seed of that and of the picture.
    """
    single = copy.deepcopy(network).float().cpu().train()
    generator = torch.Generator().manual_seed(draw)
    with torch.no_grad():
        for parameter in single.parameters():
            noise = torch.randn(parameter.shape, generator=generator)
            parameter.add_(noise, alpha=0.02)
    double = copy.deepcopy(single).double()
    sizes = network.sizes
    scale = sizes.heads[route].scale
    side = sizes.side_multiple(scale) * (2 if scale > 1 else 1)
    image = torch.rand(2, 3, side, side, generator=generator)
    found, expected = (_gradients(net, image, route) for net in (single, double))
    floor = FLOOR * max(gradient.abs().max().item() for gradient in expected.values())
    return {
        name: _largest(found[name].double() - gradient) / max(_largest(gradient), floor)
        for name, gradient in expected.items()
    }


def _gradients(network: Edt, image: Tensor, route: str) -> dict[str, Tensor]:
    parameter = next(network.parameters())
    restored = network(image.to(parameter.dtype), route)
    # Smooth, unlike the absolute error, whose sign would differ where rounding decides it.
    restored.square().mean().backward()
    return {k: p.grad for k, p in network.named_parameters() if p.grad is not None}


def _largest(tensor: Tensor) -> float:
    return tensor.abs().max().item()


if __name__ == "__main__":
    main()

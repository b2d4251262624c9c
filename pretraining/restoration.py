"""Restoring whole pictures of any size."""

import numpy as np
import torch
from torch import Tensor

from .degradations.recipe import to_8_bit
from .networks.edt import Edt
from .tiles import restore_in_tiles, tile_rules


def restore_batch(network: Edt, image: Tensor, route: str) -> Tensor:
    """`[N,3,H,W]` in 0–1 of any size to `[N,3,s·H,s·W]`, not clipped: mirrored at the bottom and
    right (edge pixel repeated) to a size that the network takes, restored, cut back."""
    scale = network.sizes.heads[route].scale
    multiple = network.sizes.side_multiple(scale)
    height, width = image.shape[-2:]
    rows, columns = (
        torch.as_tensor(_mirrored(side, -(-side // multiple) * multiple), device=image.device)
        for side in (height, width)
    )
    restored = network(image[:, :, rows][:, :, :, columns], route)
    return restored[:, :, : height * scale, : width * scale]


def restore_picture(
    network: Edt, picture: np.ndarray, route: str, tile_mebibytes: float | None = None
) -> np.ndarray:
    """8-bit RGB `[H,W,3]` to 8-bit `[s·H,s·W,3]`, with running statistics, in float32.

    :param tile_mebibytes: in tiles within this budget, as the browser does; whole when left out.
    """
    scale = network.sizes.heads[route].scale
    was_training = network.training
    network.eval()
    if tile_mebibytes is None:
        restored = to_8_bit(255 * _restored_values(network, picture, route))
    else:
        rules = tile_rules(network.sizes, scale, tile_mebibytes, *picture.shape[:2])
        restored = restore_in_tiles(
            picture, scale, rules, lambda tile: _restored_values(network, tile, route)
        )
    network.train(was_training)
    return restored


def _restored_values(network: Edt, picture: np.ndarray, route: str) -> np.ndarray:
    """8-bit `[H,W,3]` to float32 `[s·H,s·W,3]`, about 0–1."""
    device = next(network.parameters()).device
    pixels = torch.from_numpy(np.ascontiguousarray(picture)).to(device)
    image = pixels.permute(2, 0, 1).unsqueeze(0).float() / 255
    with torch.no_grad():
        restored = restore_batch(network, image, route)[0]
    if not torch.isfinite(restored).all():
        raise FloatingPointError("The network gave values that are not numbers.")
    return restored.permute(1, 2, 0).cpu().numpy()


def _mirrored(length: int, padded: int) -> np.ndarray:
    """Positions 0 … padded − 1 folded into 0 … length − 1: … n−1 | n−1 n−2 …"""
    folded = np.arange(padded) % (2 * length)
    return np.where(folded < length, folded, 2 * length - 1 - folded)

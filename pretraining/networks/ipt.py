"""The Image Processing Transformer (Chen et al., CVPR 2021), to be checked against the golden file
and to measure published adapters; nothing here pre-trains it."""

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from .edt import upsample

# The published order of heads and tails: ×2, ×3, ×4, derain, denoise 30, denoise 50.
SCALES = (2, 3, 4, 1, 1, 1)


@dataclass(frozen=True)
class IptSizes:
    n_feats: int = 64
    patch_size: int = 48
    patch_dim: int = 3
    num_layers: int = 12
    num_heads: int = 12
    mlp_ratio: float = 4
    image_mean: tuple[float, float, float] = (0.4488, 0.4371, 0.404)


class Ipt(nn.Module):
    def __init__(self, sizes: IptSizes) -> None:
        super().__init__()
        n = sizes.n_feats
        self.sub_mean = _shift(-1, sizes.image_mean)
        self.add_mean = _shift(1, sizes.image_mean)
        self.head = nn.ModuleList(
            nn.Sequential(nn.Conv2d(3, n, 3, padding=1), ResBlock(n), ResBlock(n)) for _ in SCALES
        )
        self.body = VisionTransformer(sizes)
        self.tail = nn.ModuleList(
            nn.Sequential(upsample(n, scale), nn.Conv2d(n, 3, 3, padding=1)) for scale in SCALES
        )

    def forward(self, image: Tensor, index: int) -> Tensor:
        """`[N,3,48,48]` in 0–1 to `[N,3,s·48,s·48]`, about 0–1; `index` as in `SCALES`."""
        features = self.head[index](self.sub_mean(image * 255))
        restored = self.tail[index](self.body(features, index) + features)
        return self.add_mean(restored) / 255


class ResBlock(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(width, width, 5, padding=2), nn.ReLU(), nn.Conv2d(width, width, 5, padding=2)
        )

    def forward(self, x: Tensor) -> Tensor:
        return self.body(x) + x


class VisionTransformer(nn.Module):
    """Patches to tokens, encoder, decoder with the task's query, MLP, tokens back to the map."""

    def __init__(self, sizes: IptSizes) -> None:
        super().__init__()
        self.patch_dim = sizes.patch_dim
        width = sizes.n_feats * sizes.patch_dim**2
        tokens = (sizes.patch_size // sizes.patch_dim) ** 2
        wide = int(width * sizes.mlp_ratio)
        self.linear_encoding = nn.Linear(width, width)
        self.mlp_head = nn.Sequential(
            nn.Linear(width, wide), nn.Dropout(0), nn.ReLU(), nn.Linear(wide, width)
        )
        self.query_embed = nn.Embedding(len(SCALES), tokens * width)
        self.position_encoding = nn.Module()
        self.position_encoding.pe = nn.Embedding(tokens, width)
        for name, is_decoder in (("encoder", False), ("decoder", True)):
            stack = nn.Module()
            stack.layers = nn.ModuleList(
                TransformerLayer(width, sizes.num_heads, wide, is_decoder)
                for _ in range(sizes.num_layers)
            )
            self.add_module(name, stack)

    def forward(self, x: Tensor, index: int) -> Tensor:
        k = self.patch_dim
        patches = functional.unfold(x, k, stride=k).transpose(1, 2)
        encoded = self.linear_encoding(patches) + patches + self.position_encoding.pe.weight
        for layer in self.encoder.layers:
            encoded = layer(encoded)
        query = self.query_embed.weight[index].view(1, *patches.shape[1:])
        decoded = encoded
        for layer in self.decoder.layers:
            decoded = layer(decoded, encoded, query)
        tokens = self.mlp_head(decoded) + decoded
        return functional.fold(tokens.transpose(1, 2), x.shape[-2:], k, stride=k)


class Attention(nn.Module):
    """Multi-head attention without biases, on `[N,T,E]`, named as PyTorch names its own (whose fast
    path in 1.13 fails without biases)."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.in_proj_weight = nn.Parameter(torch.empty(3 * width, width))
        self.out_proj = nn.Linear(width, width, bias=False)
        nn.init.xavier_uniform_(self.in_proj_weight)

    def forward(self, query: Tensor, key: Tensor, value: Tensor) -> Tensor:
        q, k, v = (
            functional.linear(x, weight).unflatten(-1, (self.heads, -1)).transpose(1, 2)
            for x, weight in zip((query, key, value), self.in_proj_weight.chunk(3))
        )
        scores = (q * q.shape[-1] ** -0.5) @ k.transpose(-2, -1)
        mixed = torch.softmax(scores, dim=-1) @ v
        return self.out_proj(mixed.transpose(1, 2).flatten(2))


class TransformerLayer(nn.Module):
    """Pre-norm attention, in the decoder twice, then MLP and adapter; tokens `[N,T,E]`."""

    def __init__(self, width: int, heads: int, wide: int, is_decoder: bool) -> None:
        super().__init__()
        self.self_attn = Attention(width, heads)
        if is_decoder:
            self.multihead_attn = Attention(width, heads)
        self.linear1 = nn.Linear(width, wide)
        self.linear2 = nn.Linear(wide, width)
        self.norm1 = nn.LayerNorm(width)
        self.norm2 = nn.LayerNorm(width)
        if is_decoder:
            self.norm3 = nn.LayerNorm(width)
        self.adaptir: nn.Module | None = None

    def forward(
        self, x: Tensor, encoded: Tensor | None = None, query: Tensor | None = None
    ) -> Tensor:
        y = self.norm1(x)
        if encoded is None or query is None:
            x = x + self.self_attn(y, y, y)
            return self._feed_forward(x, self.norm2(x))
        x = x + self.self_attn(y + query, y + query, y)
        x = x + self.multihead_attn(self.norm2(x) + query, encoded, encoded)
        return self._feed_forward(x, self.norm3(x))

    def _feed_forward(self, x: Tensor, y: Tensor) -> Tensor:
        x = x + self.linear2(functional.relu(self.linear1(y)))
        if self.adaptir is None:
            return x
        side = round(y.shape[1] ** 0.5)
        return x + self.adaptir(y.view(y.shape[0], side, side, -1)).flatten(1, 2)


def _shift(sign: int, mean: tuple[float, float, float]) -> nn.Conv2d:
    layer = nn.Conv2d(3, 3, 1)
    with torch.no_grad():
        layer.weight.copy_(torch.eye(3).view(3, 3, 1, 1))
        layer.bias.copy_(sign * 255 * torch.tensor(mean))
    return layer

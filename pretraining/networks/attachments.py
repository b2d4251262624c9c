"""What is trained while the backbone stays frozen: AdaptIR, and what the paper compares it with."""

from dataclasses import dataclass, field

import torch
from torch import Tensor, nn
from torch.nn import functional

from .adaptir import BRANCHES, AdaptIr
from .edt import Edt, ResidualBlock
from .gelu import gelu

ADAPTIR_KINDS = ("adaptir", *(f"adaptir-minus-{branch}" for branch in sorted(BRANCHES)))
KINDS = (*ADAPTIR_KINDS, "lora", "bottleneck", "full", "none")
PLACES = ("blocks", "head", "tail")


@dataclass(frozen=True)
class AdaptIrStart:
    """Initial values of an AdaptIR adapter, beside its published ones.

    Its output is the product c · (gates · branches) through `tail`, all small at first, so training
    crawls. The defaults are the published start.

    :param channel_bias: value of `proj.2.bias`; 1 lets every channel through from the start.
    :param local_gain: factor on both low-rank parts of the local convolution's weight.
    :param tail_deviation: standard deviation of `tail.weight`; above 0 the network no longer starts
        as the backbone itself.
    """

    channel_bias: float | None = None
    local_gain: float = 1.0
    tail_deviation: float = 0.0


@dataclass(frozen=True)
class Attachment:
    """What to attach and train.

    :param kind: one of `KINDS`; `full` trains the whole backbone, `none` only `modules_to_save`.
    :param hidden: hidden width of AdaptIR and bottleneck, rank of LoRA.
    :param squeeze: of AdaptIR's channel gate; hidden // 4 where left out.
    :param parameters: instead of `hidden`: the widest that keeps within this many parameters.
    :param places: of AdaptIR: beside the MLPs of `blocks`, and after the residual convolution
        blocks of the route's `head` and `tail`.
    :param modules_to_save: backbone modules, "tail_dn.2", that are trained and travel in the file.
    """

    kind: str
    hidden: int | None = None
    squeeze: int | None = None
    parameters: int | None = None
    places: tuple[str, ...] = ("blocks",)
    modules_to_save: tuple[str, ...] = ()
    start: AdaptIrStart = field(default_factory=AdaptIrStart)

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"There is no kind “{self.kind}”, only {', '.join(KINDS)}.")
        if not set(self.places) <= set(PLACES):
            raise ValueError(f"Places are {PLACES}, not {self.places}.")
        sized = self.kind not in ("full", "none")
        if sized and (self.hidden is None) == (self.parameters is None):
            raise ValueError(f"“{self.kind}” needs either hidden or parameters.")


def attach(network: Edt, attachment: Attachment, route: str) -> dict[str, nn.Parameter]:
    """Freezes the backbone, attaches, and returns what is to be trained, by name.

    :raises ValueError: for a module to save that the network does not have.
    """
    network.requires_grad_(False)
    before = dict(network.named_parameters())
    if attachment.kind == "full":
        return _thawed({k: v for k, v in before.items() if _on_route(network, k, route)})
    if attachment.kind != "none":
        hidden = attachment.hidden or _widest(network, attachment, route)
        _attach_all(network, attachment, hidden, route)
    trained = {k: v for k, v in network.named_parameters() if k not in before}
    for module in attachment.modules_to_save:
        owned = {k: v for k, v in before.items() if k.startswith(f"{module}.")}
        if not owned:
            raise ValueError(f"The network has no module “{module}”.")
        trained.update(owned)
    return _thawed(trained)


def attachment_names(network: Edt, trained: dict[str, nn.Parameter]) -> list[str]:
    """Names of everything that an adapter file holds: what is trained, and running statistics."""
    statistics = [k for k, _ in network.named_buffers() if k.endswith(("_mean", "_var"))]
    return [*trained, *(name for name in statistics if ".BN." in name)]


def _thawed(parameters: dict[str, nn.Parameter]) -> dict[str, nn.Parameter]:
    for parameter in parameters.values():
        parameter.requires_grad_(True)
    return parameters


def _on_route(network: Edt, name: str, route: str) -> bool:
    way = network.sizes.heads[route]
    return name.split(".")[0] in ("body", way.head, way.tail)


def _attach_all(network: Edt, attachment: Attachment, hidden: int, route: str) -> None:
    if attachment.kind == "lora":
        for _, block in network.body.blocks():
            block.qkv = LoraLinear(block.qkv, hidden)
            block.mlp.fc1 = LoraLinear(block.mlp.fc1, hidden)
            block.mlp.fc2 = LoraLinear(block.mlp.fc2, hidden)
        return
    width = network.sizes.embed_dim
    if attachment.kind == "bottleneck":
        for _, block in network.body.blocks():
            block.bottleneck = Bottleneck(width, hidden)
        return
    if "blocks" in attachment.places:
        for _, block in network.body.blocks():
            block.adaptir = _adaptir(attachment, width, hidden)
    way = network.sizes.heads[route]
    for place, module in (("head", way.head), ("tail", way.tail)):
        if place not in attachment.places:
            continue
        for layer in network.get_submodule(module).modules():
            if isinstance(layer, ResidualBlock):
                layer.adaptir = _adaptir(attachment, layer.conv_2.out_channels, hidden)


def _adaptir(attachment: Attachment, width: int, hidden: int) -> AdaptIr:
    without = frozenset(b for b in BRANCHES if attachment.kind == f"adaptir-minus-{b}")
    squeeze = attachment.squeeze or max(1, hidden // 4)
    adapter = AdaptIr(width, hidden, squeeze, without)
    start = attachment.start
    with torch.no_grad():
        if start.channel_bias is not None and "channel" in adapter.branches:
            adapter.proj[2].bias.fill_(start.channel_bias)
        if "local" in adapter.branches:
            adapter.conv_weight_A.mul_(start.local_gain)
            adapter.conv_weight_B.mul_(start.local_gain)
        if start.tail_deviation > 0:
            adapter.tail.weight.normal_(std=start.tail_deviation)
    return adapter


def _widest(network: Edt, attachment: Attachment, route: str) -> int:
    """The largest hidden width, up to 512, whose parameters keep within `parameters`."""
    limit = attachment.parameters or 0
    best = 0
    narrowest = 2 if attachment.kind in ADAPTIR_KINDS else 1  # AdaptIR's rank is half of it
    for hidden in range(narrowest, 513):
        probe = Edt(network.sizes)
        before = sum(p.numel() for p in probe.parameters())
        _attach_all(probe, attachment, hidden, route)
        if sum(p.numel() for p in probe.parameters()) - before > limit:
            break
        best = hidden
    if best == 0:
        raise ValueError(f"{limit} parameters are too few for “{attachment.kind}”.")
    return best


class LoraLinear(nn.Module):
    """`W x + b + B A x` (Hu et al., ICLR 2022, scaling α / r = 1); B starts as zero."""

    def __init__(self, linear: nn.Linear, rank: int) -> None:
        super().__init__()
        self.weight = linear.weight
        self.bias = linear.bias
        self.lora_A = nn.Parameter(torch.empty(rank, linear.in_features))
        self.lora_B = nn.Parameter(torch.zeros(linear.out_features, rank))
        nn.init.kaiming_uniform_(self.lora_A, a=5**0.5)

    def forward(self, x: Tensor) -> Tensor:
        low_rank = functional.linear(functional.linear(x, self.lora_A), self.lora_B)
        return functional.linear(x, self.weight, self.bias) + low_rank


class Bottleneck(nn.Module):
    """Down, GELU, up (Houlsby et al., ICML 2019), parallel to the MLP; up starts as zero."""

    def __init__(self, width: int, hidden: int) -> None:
        super().__init__()
        self.down = nn.Linear(width, hidden)
        self.up = nn.Linear(hidden, width)
        nn.init.zeros_(self.up.weight)
        nn.init.zeros_(self.up.bias)

    def forward(self, x: Tensor) -> Tensor:
        return self.up(gelu(self.down(x)))

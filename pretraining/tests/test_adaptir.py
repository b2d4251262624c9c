"""What the golden files leave open about AdaptIR and what is compared with it."""

import pytest
import torch
from torch import Tensor

from pretraining.networks.adaptir import AdaptIr, real_spectrum
from pretraining.networks.attachments import KINDS, AdaptIrStart, Attachment, attach
from pretraining.networks.edt import Edt, EdtSizes, Route

ROUTES = {"x1": Route("head_dn", "tail_dn", 1), "x2": Route("head_sr_x2", "tail_sr_x2", 2)}


def network() -> Edt:
    torch.manual_seed(0)
    return Edt(EdtSizes(16, 4, 2, (2,), (2,), (2, 4), 2, ROUTES)).eval()


def image() -> Tensor:
    return torch.rand(1, 3, 32, 32, generator=torch.Generator().manual_seed(0))


def attachment(kind: str) -> Attachment:
    return Attachment(kind) if kind in ("full", "none") else Attachment(kind, hidden=4)


@pytest.mark.parametrize("kind", KINDS)
def test_starts_as_the_backbone_and_learns(kind: str) -> None:
    net = network()
    before = net(image(), "x1").detach()
    frozen = {k: v.clone() for k, v in net.state_dict().items()}
    modules = ("tail_dn.2",) if kind == "none" else ()
    trained = attach(net, Attachment(kind, attachment(kind).hidden, modules_to_save=modules), "x1")
    assert torch.allclose(net.eval()(image(), "x1"), before, atol=1e-6)

    assert {k for k, p in net.named_parameters() if p.requires_grad} == set(trained)
    optimizer = torch.optim.Adam(trained.values(), lr=0.05)
    for _ in range(3):  # behind two zeros, only the third step moves everything
        optimizer.zero_grad()
        net.train()(image(), "x1").square().mean().backward()
        optimizer.step()
    assert not torch.allclose(net.eval()(image(), "x1"), before, atol=1e-6)
    # A softmax takes no notice of what is added to all its inputs: rounding alone moves that bias.
    biases = {k: p for k, p in trained.items() if k.endswith("compress.bias")}
    assert all(p.grad is not None and p.grad.abs().max() < 1e-6 for p in biases.values()), kind
    others = [p for k, p in trained.items() if k not in biases]
    assert all(p.grad is not None and p.grad.abs().sum() > 0 for p in others), kind
    untouched = [k for k in frozen if k not in trained]
    state = net.state_dict()
    assert all(torch.equal(state[k], frozen[k]) for k in untouched)
    assert any(name.startswith("tail_sr_x2") for name in untouched)


def test_counts_as_published() -> None:
    """173,412 parameters for EDT-B with ×2, running statistics not counted among them."""
    sizes = EdtSizes(180, 32, 2, (6,) * 6, (6,) * 6, (6, 24), 2, {"x2": ROUTES["x2"]})
    net = Edt(sizes)
    trained = attach(net, Attachment("adaptir", hidden=12, squeeze=3), "x2")
    assert sum(p.numel() for p in trained.values()) == 173_412
    assert sum(p.numel() for p in net.parameters()) == 11_652_767


def test_a_removed_branch_takes_its_parameters_along() -> None:
    def names(kind: str) -> dict[str, torch.nn.Parameter]:
        return attach(network(), Attachment(kind, hidden=4), "x1")

    def has(kind: str, part: str) -> bool:
        return any(part in name for name in names(kind))

    for branch, part in (
        ("local", "conv_weight_A"),
        ("frequency", "amp_fuse"),
        ("channel", "proj"),
    ):
        assert has("adaptir", part)
        assert not has(f"adaptir-minus-{branch}", part)
        others = {"local", "frequency", "channel"} - {branch}
        assert all(has(f"adaptir-minus-{other}", part) for other in others)


def test_size_by_number_of_parameters() -> None:
    for kind in ("adaptir", "lora", "bottleneck"):
        trained = attach(network(), Attachment(kind, parameters=1000), "x1")
        count = sum(p.numel() for p in trained.values())
        assert 700 < count <= 1000


def test_places_in_head_and_tail_of_the_route_alone() -> None:
    trained = attach(network(), Attachment("adaptir", 4, places=("head", "tail")), "x1")
    prefixes = {name.split(".adaptir.")[0] for name in trained}
    assert prefixes == {"head_dn.1", "head_dn.2", "tail_dn.0.block", "tail_dn.1.block"}


def test_initial_values() -> None:
    start = AdaptIrStart(channel_bias=1.0, local_gain=3.0, tail_deviation=0.1)
    plain = attach(network(), Attachment("adaptir", 4), "x1")
    changed = attach(network(), Attachment("adaptir", 4, start=start), "x1")
    block = "body.layers.0.residual_group.blocks.0.adaptir"
    assert (changed[f"{block}.proj.2.bias"] == 1).all()
    ratio = changed[f"{block}.conv_weight_A"] / plain[f"{block}.conv_weight_A"]
    assert torch.allclose(ratio, torch.tensor(3.0))
    assert changed[f"{block}.tail.weight"].std() > 0.05


def test_unknown_module_is_refused() -> None:
    with pytest.raises(ValueError, match=r"tail_dn\.9"):
        attach(network(), Attachment("none", modules_to_save=("tail_dn.9",)), "x1")


def test_self_conjugate_bins_are_real_with_a_positive_zero() -> None:
    spectrum = real_spectrum(torch.randn(2, 3, 12, 48))
    for row in (0, 6):
        for column in (0, 24):
            imaginary = spectrum.imag[..., row, column]
            assert (imaginary == 0).all() and not torch.signbit(imaginary).any()
    assert (real_spectrum(torch.randn(1, 1, 5, 7)).imag[..., 0, 0] == 0).all()


def test_gradients_of_an_empty_spectrum_are_finite() -> None:
    adapter = AdaptIr(4, 4, 1).train()
    with torch.no_grad():
        adapter.tail.weight.normal_()
    x = torch.zeros(1, 8, 8, 4, requires_grad=True)
    adapter(x).sum().backward()
    assert torch.isfinite(x.grad).all()
    assert all(torch.isfinite(p.grad).all() for p in adapter.parameters())

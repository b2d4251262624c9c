"""The processor's fused kernels, against the same block in PyTorch's own operations."""

import pytest
import torch
from torch import Tensor

from pretraining.networks import processor
from pretraining.networks.edt_block import Block

needs_kernels = pytest.mark.skipif(
    processor.kernels() is None, reason="this processor or machine has no bfloat16 kernels"
)


def result_and_gradients(
    block: Block, x: Tensor, bfloat16: bool
) -> tuple[Tensor, dict[str, Tensor]]:
    block.zero_grad()
    given = x.clone().requires_grad_()
    with torch.autocast("cpu", torch.bfloat16, enabled=bfloat16):
        result = block(given)
    weights = torch.randn(result.shape, generator=torch.Generator().manual_seed(1))
    (result.float() * weights).sum().backward()
    found = {name: p.grad.clone() for name, p in block.named_parameters() if p.grad is not None}
    return result.detach().float(), {**found, "x": given.grad}


@needs_kernels
@pytest.mark.parametrize("shifted", [False, True])
@pytest.mark.parametrize("window", [(4, 16), (8, 8)])
def test_fused_as_composed(
    monkeypatch: pytest.MonkeyPatch, window: tuple[int, int], shifted: bool
) -> None:
    torch.manual_seed(0)
    block = Block(96, 4, window, 2, shifted)
    x = torch.randn(2, 32, 48, 96)
    exact, exact_gradients = result_and_gradients(block, x, bfloat16=False)
    calls: list[str] = []
    fused_attention = processor.window_attention

    def counted(*arguments: object) -> Tensor:
        calls.append("attention")
        return fused_attention(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(processor, "window_attention", counted)
    fused, fused_gradients = result_and_gradients(block, x, bfloat16=True)
    assert calls == ["attention"]
    monkeypatch.setattr(processor, "_enabled", False)
    composed, composed_gradients = result_and_gradients(block, x, bfloat16=True)
    assert calls == ["attention"]

    def distance(a: Tensor, b: Tensor) -> float:
        return float((a - b).norm() / b.norm())

    # As close to float32 as PyTorch's own operations in bfloat16 are.
    assert distance(fused, exact) < 1.2 * distance(composed, exact) < 0.01
    for name, gradient in exact_gradients.items():
        # A key's bias shifts all scores alike: its gradient is rounding alone.
        own, other = (g[name] for g in (fused_gradients, composed_gradients))
        if name == "qkv.bias":
            own, other, gradient = (torch.cat([g[:96], g[192:]]) for g in (own, other, gradient))
        assert distance(own, gradient) < 1.2 * distance(other, gradient) + 2e-3, name


@needs_kernels
def test_a_broken_tap_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    torch.manual_seed(0)
    weight, bias = torch.randn(32, 1, 5, 5), torch.randn(32)
    x = torch.randn(1, 8, 12, 32).bfloat16()
    right = processor.mlp_middle(x, weight, bias).float()
    weight[3, 0, 4, 4] += 0.5
    wrong = processor.mlp_middle(x, weight, bias).float()
    changed = (right - wrong).abs().amax((0, 1, 2))
    assert changed[3] > 0.1 and changed.sum() == changed[3]


def test_float32_and_other_devices_stay_with_pytorch() -> None:
    assert not processor.applies_to(torch.zeros(1))
    assert not processor.applies_to(torch.zeros(1, dtype=torch.bfloat16, device="meta"))

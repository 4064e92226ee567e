#!/usr/bin/env python3
"""The TorchScript modules of tests: metrics that are as they should be, broken ones, and networks that make features.

Run with PyTorch 1.13 (Debian's python3-torch):

    metrics/src/test/torch/modules.py metrics/src/test/resources/io/evalstream/metrics/torch
"""

import hashlib
import pathlib
import sys
from typing import Dict, List

import torch
from torch import Tensor

from relative_error import RelativeError


class ClassErrors(RelativeError):
    """By class: rows, the sum of float32 scores, and the smallest. Raises on a class that there is not."""

    @torch.jit.export
    def init(self) -> Dict[str, Tensor]:
        return {
            "rows": torch.zeros([3], dtype=torch.int64),
            "sum": torch.zeros([3]),
            "least": torch.full([3], float("inf")),
        }

    @torch.jit.export
    def reductions(self) -> Dict[str, str]:
        return {"rows": "sum", "sum": "sum", "least": "min"}

    @torch.jit.export
    def update(self, state: Dict[str, Tensor], preds: Tensor, target: Tensor) -> Dict[str, Tensor]:
        if preds.size(1) != 3:
            raise RuntimeError("three scores are expected")
        index = torch.nn.functional.one_hot(target.to(torch.int64), 3).to(torch.bool)
        scores = preds.to(torch.float32)
        # In place: what a module does with the state it is given is its own affair.
        state["sum"].add_(torch.where(index, scores, torch.zeros_like(scores)).sum(0))
        state["rows"].add_(index.sum(0))
        least = torch.where(index, scores, torch.full_like(scores, float("inf"))).min(0)[0]
        return {"rows": state["rows"], "sum": state["sum"], "least": torch.minimum(state["least"], least)}

    @torch.jit.export
    def compute(self, state: Dict[str, Tensor]) -> Dict[str, Tensor]:
        return {"mean": state["sum"] / state["rows"], "least": state["least"]}

    @torch.jit.export
    def example(self) -> List[Tensor]:
        return [torch.tensor([[0.2, 0.5, 0.3], [0.1, 0.1, 0.8]]), torch.tensor([1.0, 2.0])]


class RowsOnGpu(RelativeError):
    """How many rows came on a GPU."""

    @torch.jit.export
    def init(self) -> Dict[str, Tensor]:
        return {"rows": torch.zeros([], dtype=torch.int64)}

    @torch.jit.export
    def reductions(self) -> Dict[str, str]:
        return {"rows": "sum"}

    @torch.jit.export
    def update(self, state: Dict[str, Tensor], preds: Tensor, target: Tensor) -> Dict[str, Tensor]:
        return {"rows": state["rows"] + (preds.size(0) if preds.is_cuda else 0)}

    @torch.jit.export
    def compute(self, state: Dict[str, Tensor]) -> Dict[str, Tensor]:
        return {"rows": state["rows"]}


class NoUpdate(torch.nn.Module):
    @torch.jit.export
    def init(self) -> Dict[str, Tensor]:
        return {"sum": torch.zeros([])}


class InitOfList(RelativeError):
    @torch.jit.export
    def init(self) -> List[Tensor]:
        return [torch.zeros([])]


class UnknownReduction(RelativeError):
    @torch.jit.export
    def reductions(self) -> Dict[str, str]:
        return {"rows": "sum", "sum": "mean", "worst": "max"}


class MissingReduction(RelativeError):
    @torch.jit.export
    def reductions(self) -> Dict[str, str]:
        return {"rows": "sum", "sum": "sum"}


class BeginsWithOne(RelativeError):
    @torch.jit.export
    def init(self) -> Dict[str, Tensor]:
        return {
            "rows": torch.zeros([], dtype=torch.int64),
            "sum": torch.ones([], dtype=torch.float64),
            "worst": torch.full([], -float("inf"), dtype=torch.float64),
        }


class HalfPrecision(RelativeError):
    @torch.jit.export
    def init(self) -> Dict[str, Tensor]:
        return {
            "rows": torch.zeros([], dtype=torch.int64),
            "sum": torch.zeros([], dtype=torch.float16),
            "worst": torch.full([], -float("inf"), dtype=torch.float64),
        }


class ShapeChanges(RelativeError):
    @torch.jit.export
    def update(self, state: Dict[str, Tensor], preds: Tensor, target: Tensor) -> Dict[str, Tensor]:
        return {"rows": state["rows"], "sum": (preds - target).to(torch.float64), "worst": state["worst"]}


class RunningMean(RelativeError):
    @torch.jit.export
    def update(self, state: Dict[str, Tensor], preds: Tensor, target: Tensor) -> Dict[str, Tensor]:
        error = (preds - target).abs()
        return {
            "rows": state["rows"] + error.size(0),
            "sum": state["sum"] + error.mean(),
            "worst": torch.maximum(state["worst"], error.max().to(torch.float64)),
        }


class Raises(RelativeError):
    @torch.jit.export
    def update(self, state: Dict[str, Tensor], preds: Tensor, target: Tensor) -> Dict[str, Tensor]:
        if preds.numel() > 0:
            raise RuntimeError("not today")
        return state


class ComputesText(RelativeError):
    @torch.jit.export
    def compute(self, state: Dict[str, Tensor]) -> str:
        return "good"


class ExampleOfOneRow(RelativeError):
    @torch.jit.export
    def example(self) -> List[Tensor]:
        return [torch.tensor([1.0]), torch.tensor([2.0])]


class ColourFeatures(torch.nn.Module):
    """The mean and the largest number of each of three channels, of uint8 or of float images."""

    def __init__(self) -> None:
        super().__init__()
        # Would change what it says at random if it were not told that nothing is trained.
        self.dropout = torch.nn.Dropout(0.5)

    def forward(self, images: Tensor) -> Tensor:
        if images.size(1) != 3:
            raise RuntimeError("three channels are expected")
        scaled = images.to(torch.float32) / 255 if images.dtype == torch.uint8 else images
        return torch.cat([self.dropout(scaled).mean([2, 3]), scaled.amax([2, 3])], 1)


class Maps(ColourFeatures):
    """No vectors: a map of features for each image."""

    def forward(self, images: Tensor) -> Tensor:
        return images.to(torch.float32)


MODULES = [
    RelativeError(),
    ClassErrors(),
    RowsOnGpu(),
    NoUpdate(),
    InitOfList(),
    UnknownReduction(),
    MissingReduction(),
    BeginsWithOne(),
    HalfPrecision(),
    ShapeChanges(),
    RunningMean(),
    Raises(),
    ComputesText(),
    ExampleOfOneRow(),
    ColourFeatures(),
    Maps(),
]


def source_hash() -> str:
    directory = pathlib.Path(__file__).parent
    sources = [(directory / name).read_bytes() for name in ("modules.py", "relative_error.py")]
    return hashlib.sha256(b"".join(sources)).hexdigest()


if __name__ == "__main__":
    for module in MODULES:
        name = "".join("_" + c.lower() if c.isupper() else c for c in type(module).__name__).lstrip("_")
        file = pathlib.Path(sys.argv[1]) / (name + ".pt")
        torch.jit.save(torch.jit.script(module), str(file), _extra_files={"source.sha256": source_hash()})

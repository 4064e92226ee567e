from typing import Dict, List

import torch
from torch import Tensor


class RelativeError(torch.nn.Module):
    """Mean and largest relative error of numbers."""

    @torch.jit.export
    def init(self) -> Dict[str, Tensor]:
        """The states of no row."""
        return {
            "rows": torch.zeros([], dtype=torch.int64),
            "sum": torch.zeros([], dtype=torch.float64),
            "worst": torch.full([], -float("inf"), dtype=torch.float64),
        }

    @torch.jit.export
    def reductions(self) -> Dict[str, str]:
        """How the states of other rows join: sum, min or max."""
        return {"rows": "sum", "sum": "sum", "worst": "max"}

    @torch.jit.export
    def update(self, state: Dict[str, Tensor], preds: Tensor, target: Tensor) -> Dict[str, Tensor]:
        """The states with some more rows: float tensors [rows] here, [rows, classes] for scores, and so on."""
        error = ((preds - target) / target).abs()
        return {
            "rows": state["rows"] + error.size(0),
            "sum": state["sum"] + error.sum(),
            "worst": torch.maximum(state["worst"], error.max().to(torch.float64)),
        }

    @torch.jit.export
    def compute(self, state: Dict[str, Tensor]) -> Dict[str, Tensor]:
        """The values: one tensor, or several by name."""
        return {"mean": state["sum"] / state["rows"], "worst": state["worst"]}

    @torch.jit.export
    def example(self) -> List[Tensor]:
        """A few rows of each column, with which the module is tried before a job starts."""
        return [torch.tensor([1.1, 2.0, 2.7]), torch.tensor([1.0, 2.0, 3.0])]


if __name__ == "__main__":
    torch.jit.save(torch.jit.script(RelativeError()), "relative_error.pt")

"""Publishes predictions, labels and training batches to Evalstream, and subscribes to its metrics and alerts."""

from evalstream.codec import DecodeError, codec
from evalstream.lightning import EvalstreamCallback
from evalstream.publisher import Counts, Publisher
from evalstream.reports import Alert, Report, Undefined
from evalstream.subscriber import Subscriber
from evalstream.tensors import tensor
from evalstream.training import TrainingRun

__all__ = [
    "Alert",
    "Counts",
    "DecodeError",
    "EvalstreamCallback",
    "Publisher",
    "Report",
    "Subscriber",
    "TrainingRun",
    "Undefined",
    "codec",
    "tensor",
]

__version__ = "0.1.0"

"""A plain PyTorch loop whose metrics Evalstream computes, and which ends when Evalstream says so.

A small network learns to read handwritten digits. It is validated with two data loaders, the second of which adds noise to
the images. No metric is computed here: batches go out as they are, and values come back.
"""

import argparse
import sys
from pathlib import Path

import torch
from sklearn.datasets import load_digits
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "clients/python"))
from evalstream import TrainingRun


def loaders(noise, batch_size=64):
    """Images of 8 x 8 with values from 0 to 1, two thirds to learn from and the rest to validate with."""
    digits = load_digits()
    images = torch.tensor(digits.images, dtype=torch.float32).unsqueeze(1) / 16
    labels = torch.tensor(digits.target)
    order = torch.randperm(len(labels))
    learn, rest = order[: len(order) * 2 // 3], order[len(order) * 2 // 3 :]
    noisy = images[rest] + noise * torch.randn_like(images[rest])
    train = DataLoader(TensorDataset(images[learn], labels[learn]), batch_size, shuffle=True)
    validate = {
        "clean": DataLoader(TensorDataset(images[rest], labels[rest]), batch_size),
        "noisy": DataLoader(TensorDataset(noisy, labels[rest]), batch_size),
    }
    return train, validate


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--bootstrap-servers", default="localhost:9092")
    parser.add_argument("--training-topic", default="training")
    parser.add_argument("--metrics-topic", default="metrics")
    parser.add_argument("--alerts-topic", default="alerts")
    parser.add_argument("--max-epochs", type=int, default=60)
    parser.add_argument("--noise", type=float, default=0.4)
    options = parser.parse_args()

    torch.manual_seed(7)
    torch.set_num_threads(1)
    train, validate = loaders(options.noise)
    model = nn.Sequential(
        nn.Conv2d(1, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(256, 64), nn.ReLU(), nn.Linear(64, 10)
    )
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)

    topics = {name: getattr(options, name) for name in ("training_topic", "metrics_topic", "alerts_topic")}
    with TrainingRun(options.bootstrap_servers, model_id="digits-cnn", **topics) as run:
        print(f"run {run.run_id}")
        for epoch in range(options.max_epochs):
            model.train()
            for images, labels in train:
                logits = model(images)
                optimizer.zero_grad()
                nn.functional.cross_entropy(logits, labels).backward()
                optimizer.step()
                run.batch("train", epoch, preds=logits, target=labels)
            run.end_of_epoch("train", epoch)

            model.eval()
            with torch.no_grad():
                for name, loader in validate.items():
                    for images, labels in loader:
                        run.batch("validate", epoch, preds=model(images), target=labels, dataset=name)
            run.end_of_epoch("validate", epoch)

            # Of all batches of the epoch (and of all ranks, where there are several), not an average over batches.
            values = run.values("validate", epoch, datasets=validate)
            step = run.subscriber.latest("accuracy", stage="train", kind="STEP")
            print(
                f"epoch {epoch:2d}"
                + f"   train/accuracy_step {_text(step)}"
                + "".join(f"   {name} {_text(values.get(name))}" for name in ("accuracy/clean", "f1_score/clean", "f1_score/noisy"))
            )
            signal = run.stop_signal()
            if signal:
                print(f"stopped early: {signal.message}")
                break
        print(f"records: {run.counts}")


def _text(value):
    return f"{value:.4f}" if isinstance(value, float) else "-"


if __name__ == "__main__":
    main()

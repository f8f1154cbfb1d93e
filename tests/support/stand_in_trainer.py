"""A trainer that only says and writes what the real one would; a file in the data folder decides how it goes.

hold: learn until it is taken away. fail: end with a crash. The folder's name may begin with "wrong".
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

LABELS = ["cat", "dog"]


def say(event: str, **fields: object) -> None:
    """One event line."""
    print(json.dumps({"event": event, **fields}), flush=True)


def option(words: list[str], name: str, other: str = "") -> str:
    """What stands after an option."""
    return words[words.index(name) + 1] if name in words else other


def main(words: list[str]) -> int:
    """The exit status."""
    commands = {"inspect": inspect, "train": train, "export": export, "report": report, "finetune": finetune}
    try:
        return commands[words[0]](words)
    except KeyboardInterrupt:
        print("Stopped. The last whole epoch is kept.", file=sys.stderr)
        return 130


def inspect(words: list[str]) -> int:
    """Looks into a folder."""
    data = Path(option(words, "--data"))
    if data.name.startswith("wrong"):
        hint = "A network needs pictures of at least two classes to learn from."
        print(f"{data}: all its pictures are labelled 'cat'. {hint}", file=sys.stderr)
        return 2
    if "--mend" in words:
        Path(option(words, "--mend")).write_text("path,label,split,mended\n")
        say("mended", moved=1)
        return 0
    say("progress", stage="pictures", done=20, total=40)
    pictures = {label: sorted(map(str, (data / label).glob("*.png"))) for label in LABELS}
    across = [[{"path": "train/cat/a.png"}, {"path": "test/cat/b.png"}]] if (data / "split").exists() else []
    found = {
        "data": data.name, "n": 40, "labels": {"cat": 24, "dog": 16},
        "splits": {"train": {}, "test": {}} if across else {},
        "sizes": {"width": {"min": 32, "max": 64}, "height": {"min": 32, "max": 64}},
        "left_out": {}, "unreadable": {"n": 0, "first": []}, "samples": pictures,
        "leaks": {"n_in_groups": 2 * len(across), "across_splits": across, "label_conflicts": []},
    }  # fmt: skip
    Path(option(words, "--json")).write_text(json.dumps(found))
    return 0


def train(words: list[str]) -> int:
    """Learns for four rounds."""
    run = Path(option(words, "--run"))
    data = (
        Path(option(words, "--data"))
        if "--data" in words
        else Path(json.loads((run / "config.json").read_text())["data"])
    )
    epochs = 4
    if data.name.startswith("wrong"):
        print(f"{data}: has no class folders. Give each class a folder of pictures.", file=sys.stderr)
        return 2
    (run / "config.json").write_text(json.dumps({"data": str(data), "words": words}))
    say("began", run=str(run), counts={"train": 28, "validation": 6, "test": 6}, device="cpu")
    for epoch in range(3 if "--resume" in words else 1, epochs + 1):
        say("progress", stage="fit", done=epoch * 10, total=epochs * 10)
        say("epoch", stage="fit", epoch=epoch, epochs=epochs, loss=1 / epoch, val_loss=1.2 / epoch,
            accuracy=0.6 + epoch / 20, val_accuracy=0.5 + epoch / 20, busy=0.8, waiting=0.1)  # fmt: skip
        while epoch == 2 and (data / "hold").exists():
            time.sleep(0.02)
        if (data / "fail").exists():
            os.abort()
    test = {"accuracy": 5 / 6, "ci95": [0.43, 0.97], "n": 6}
    (run / "result.json").write_text(json.dumps({"test": test}))
    say("ended", run=str(run))
    return 0


def export(words: list[str]) -> int:
    """The model file that the test laid ready."""
    to = Path(option(words, "--to"))
    to.mkdir(parents=True, exist_ok=True)
    (to / "model.onnx").write_bytes(Path(os.environ["STAND_IN_MODEL"]).read_bytes())
    return 0


def report(words: list[str]) -> int:
    """Figures with one mistake."""
    run, to = Path(option(words, "--run")), Path(option(words, "--to"))
    data = json.loads((run / "config.json").read_text())["data"]
    mistake = {"path": "dog/0.png", "truth": "dog", "answered": "cat", "probability": 0.93}
    figures = {"task": "pets", "n": 6, "accuracy": 5 / 6, "ci95": [0.43, 0.97], "labels": LABELS,
               "confusion": [[3, 0], [1, 2]], "balanced_accuracy": 0.83, "mistakes": [mistake]}  # fmt: skip
    to.mkdir()
    (to / "figures.json").write_text(json.dumps(figures))
    (to / "report.html").write_text("<title>report</title>")
    say("reported", data=data)
    return 0


def finetune(words: list[str]) -> int:
    """A gallery's people: refused, unless strangers are given."""
    run, gallery = Path(option(words, "--run")), Path(option(words, "--gallery"))
    while (gallery / "hold").exists():
        time.sleep(0.02)
    if (gallery / "erased").exists():
        print("Somebody was erased from the gallery. Nothing of it was kept.", file=sys.stderr)
        return 2
    if "--strangers" not in words:
        print(f"A head on {option(words, '--backbone')} names 80.0% rightly, the gallery by itself 95.0%. "
              "Nothing was written.", file=sys.stderr)  # fmt: skip
        return 2
    bars = [{"probability": 0.9, "known": 0.95, "strangers": 0.4}]
    present = 0.5 if (gallery / "beaten").exists() else 1.0
    result = {"task": "identity-closed", "closed_set": True, "people": ["Ada", "Bo"], "n": 10,
              "present": present, "accuracy": 1.0, "ci95": [0.72, 1.0], "confusion": [[5, 0], [0, 5]],
              "bars": bars,
              "strangers": {"n": 50, "without_face": 0}}  # fmt: skip
    (run / "result.json").write_text(json.dumps(result))
    (run / "model.onnx").write_bytes(Path(os.environ["STAND_IN_MODEL"]).read_bytes())
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

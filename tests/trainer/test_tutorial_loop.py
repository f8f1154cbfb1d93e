"""`facet-train tutorial-loop`: only answers go to standard output, and help needs no TensorFlow."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.trainer.test_cli import facet_train
from tests.trainer.test_command_help import HEAVY

_CHATTERING = """
import sys
from pathlib import Path
import numpy as np
from trainer.commands import tutorial_loop as command

class Network:
    def predict(self, faces, verbose):
        print("a library says something")
        return np.zeros((1, 10), np.float32)

command._vgg16 = lambda side: (Network(), "a stand-in")
command.tutorial_loop(Path(sys.argv[1]), 64, 48)
"""


def test_only_answers_go_to_standard_output(tmp_path: Path) -> None:
    (tmp_path / "reel").write_bytes(bytes(2 * 64 * 48 * 3))
    done = subprocess.run(
        [sys.executable, "-c", _CHATTERING, str(tmp_path / "reel")],
        input='{"frames": [0, 1]}\n',
        capture_output=True,
        text=True,
        timeout=100,
        check=True,
    )
    first, answer = (json.loads(line) for line in done.stdout.splitlines())
    assert first["engine"] == "a stand-in"
    assert answer["faces"] == [0, 0]
    assert "a library says something" in done.stderr


def test_help_needs_nothing_heavy_and_the_list_of_commands_leaves_it_out() -> None:
    done = facet_train("tutorial-loop", "--help", without=HEAVY)
    assert done.returncode == 0, done.stderr
    assert "facet bench" in done.stdout
    assert "tutorial-loop" not in facet_train("--help", without=HEAVY).stdout

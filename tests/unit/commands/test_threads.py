"""NumPy's own threads stay out of the way of the engine's."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

_ASK = (
    "import os, sys; from desktop.cli import main; sys.argv = ['facet', '--version'];\n"
    "try: main()\n"
    "except SystemExit: pass\n"
    "print(os.environ['OPENBLAS_NUM_THREADS'], 'numpy' in sys.modules)"
)


@pytest.mark.parametrize(("wished", "threads"), [({}, "1"), ({"OPENBLAS_NUM_THREADS": "3"}, "3")])
def test_one_thread_unless_the_user_wishes_otherwise(wished: dict[str, str], threads: str) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "OPENBLAS_NUM_THREADS"}
    done = subprocess.run(
        [sys.executable, "-c", _ASK], env=environment | wished, capture_output=True, text=True, check=True
    )
    assert done.stdout.split()[-2:] == [threads, "False"]

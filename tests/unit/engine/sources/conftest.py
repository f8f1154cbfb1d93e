"""Fixtures for the sources' tests."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterator

import pytest


@contextlib.contextmanager
def _nobody() -> Iterator[None]:
    was = os.geteuid()
    if was == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        if was == 0:
            os.seteuid(0)


@pytest.fixture
def as_nobody() -> Callable[[], contextlib.AbstractContextManager[None]]:
    """Root may read everything; `with as_nobody():` we aren't root."""
    if sys.platform == "win32":
        pytest.skip("Windows has no such permissions")
    return _nobody

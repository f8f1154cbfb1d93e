"""Words of the window, without one: keys ask Qt's platform for theirs, which an application brings."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def application(qapp: object) -> None:
    """Each test of this folder finds an application, whichever test runs first."""

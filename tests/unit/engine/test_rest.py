"""The rest between two pictures of a session that saves power: it lasts, and never holds up the end."""

from __future__ import annotations

import threading
import time

from desktop.engine.transport import Transport


def test_a_rest_lasts_as_long_as_asked() -> None:
    began = time.monotonic()
    Transport().rest(0.05)
    assert time.monotonic() - began >= 0.05


def test_no_time_left_is_no_rest_and_a_stop_ends_one() -> None:
    transport = Transport()
    transport.rest(-1.0)
    resting = threading.Thread(target=transport.rest, args=(600.0,))
    resting.start()
    transport.stop()
    resting.join(5.0)
    assert not resting.is_alive()

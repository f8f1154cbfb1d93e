"""Workers: results come back on the window's thread, and a flood of updates wakes it once."""

from __future__ import annotations

import threading
from functools import partial

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from desktop.workers.live_bridge import LiveBridge
from desktop.workers.tasks import Tasks


def test_results_and_errors_come_back_on_the_windows_thread(qtbot: QtBot) -> None:
    tasks = Tasks()
    seen: list[tuple[object, threading.Thread]] = []

    def take(value: object) -> None:
        seen.append((value, threading.current_thread()))

    def fail() -> None:
        raise ValueError("no")

    with qtbot.waitSignal(tasks.idle):
        tasks.run(lambda: threading.current_thread(), take)
        tasks.run(fail, take, take)
    assert {thread for _, thread in seen} == {threading.current_thread()}
    (worker,) = [value for value, _ in seen if isinstance(value, threading.Thread)]
    assert worker is not threading.current_thread()
    assert not worker.is_alive()
    assert any(isinstance(value, ValueError) for value, _ in seen)
    assert tasks.running == 0


def test_of_what_is_read_anew_only_the_newest_is_handed_back(qtbot: QtBot) -> None:
    tasks = Tasks()
    seen: list[object] = []
    gate = threading.Event()

    def late() -> str:
        gate.wait()
        return "old"

    def late_error() -> str:
        gate.wait()
        raise ValueError("old")

    tasks.read(late, seen.append, seen.append, name="list")
    tasks.read(late_error, seen.append, seen.append, name="list")
    tasks.read(lambda: "other", seen.append, seen.append, name="else")
    tasks.read(lambda: "new", seen.append, seen.append, name="list")
    qtbot.waitUntil(lambda: len(seen) == 2)
    with qtbot.waitSignal(tasks.idle):
        gate.set()
    assert sorted(map(str, seen)) == ["new", "other"]


def test_an_error_nobody_asked_for_is_logged(qtbot: QtBot, caplog: object) -> None:
    tasks = Tasks()
    with qtbot.waitSignal(tasks.idle):
        tasks.run(lambda: 1 / 0)
    assert "ZeroDivisionError" in caplog.text  # type: ignore[attr-defined]


def test_a_closed_runner_drops_results(qtbot: QtBot) -> None:
    tasks = Tasks()
    gate = threading.Event()
    seen: list[object] = []
    tasks.run(gate.wait, seen.append)
    tasks.close()
    gate.set()
    for thread in threading.enumerate():
        if thread.name.startswith("facet-"):
            thread.join()
    qtbot.wait(1)
    assert seen == []


def test_who_is_gone_is_told_nothing(qtbot: QtBot) -> None:
    class Dialog(QObject):
        def take(self, value: object) -> None:
            seen.append((self.objectName(), value))  # which raises where Qt has deleted it

    tasks, gone, there = Tasks(), Dialog(), Dialog()
    seen: list[object] = []
    gate = threading.Event()
    with qtbot.waitSignal(tasks.idle):
        for taker in (gone, there):
            tasks.run(gate.wait, taker.take)
            tasks.run(gate.wait, partial(taker.take))
            tasks.run(lambda: gate.wait() and 1 / 0, None, taker.take)
            tasks.read(gate.wait, taker.take, taker.take, name=f"{id(taker)}")
        delete(gone)
        gate.set()
    assert len(seen) == 4


def test_a_flood_of_updates_wakes_the_window_once(qtbot: QtBot) -> None:
    bridge = LiveBridge()
    woken: list[int] = []
    bridge.woken.connect(lambda: woken.append(1))
    threads = [threading.Thread(target=lambda: [bridge.on_update() for _ in range(500)]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with qtbot.waitSignal(bridge.woken):
        pass
    assert len(woken) == 1
    with qtbot.waitSignal(bridge.woken):
        bridge.on_update()
    assert len(woken) == 2


def test_events_all_arrive_in_order_on_the_windows_thread(qtbot: QtBot) -> None:
    bridge = LiveBridge()
    seen: list[tuple[object, threading.Thread]] = []
    bridge.event_came.connect(lambda event: seen.append((event, threading.current_thread())))
    sender = threading.Thread(target=lambda: [bridge.on_event(n) for n in range(50)])
    sender.start()
    sender.join()
    qtbot.waitUntil(lambda: len(seen) == 50)
    assert [event for event, _ in seen] == list(range(50))
    assert {thread for _, thread in seen} == {threading.current_thread()}

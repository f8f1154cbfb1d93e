"""Fixtures for the engine's tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from desktop.engine.live import LiveSession
from desktop.engine.pipeline import Pipeline
from desktop.engine.sources.base import Source
from tests.support.fake_engine import told
from tests.support.watcher import Start, Watcher, stop_within


@pytest.fixture
def start() -> Iterator[Start]:
    watchers: list[Watcher] = []

    def begin(source: Source, pipeline: Pipeline | None = None, **options: bool) -> Watcher:
        watcher = Watcher()
        watcher.session = LiveSession(
            source,
            pipeline or Pipeline(told(), []),
            on_update=watcher.on_update,
            on_event=watcher.on_event,
            **options,
        )
        watchers.append(watcher)
        watcher.session.start()
        return watcher

    yield begin
    for watcher in watchers:
        assert watcher.session is not None
        stop_within(watcher.session, 3.0)

"""A live session: one thread captures, one analyses, the newest picture wins. No Qt; the window listens."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from desktop.engine.capture import Album, Capture, Captured
from desktop.engine.latest import Latest
from desktop.engine.live_events import LiveEvent, LiveView, SessionFailed
from desktop.engine.meters import LiveMeters, Samples
from desktop.engine.pipeline import Pipeline
from desktop.engine.sources.base import Frame, Source, SourceInfo, Sparing
from desktop.engine.stillness import Stillness
from desktop.engine.transport import Transport
from desktop.people.decision import Decider
from desktop.people.framing import FaceEmbedder
from desktop.people.snapshot import Floats
from vision.errors import FacetError
from vision.opencv import cv2

_log = logging.getLogger(__name__)
_CLOSE_AGAIN_S = 0.2
Observer = Callable[[LiveView, int], None]


class LiveSession:
    """A source and a pipeline at work. Callbacks come from the session's threads and must return at once.

    `on_update`: a new view can be taken. `on_event`: a `LiveEvent`. `retries`: a camera or stream, which is
    tried again when it can't be opened or is lost. `least_step_s`: pictures are analysed no more often.
    """

    def __init__(
        self,
        source: Source,
        pipeline: Pipeline,
        *,
        on_update: Callable[[], None],
        on_event: Callable[[LiveEvent], None],
        loop: bool = False,
        retries: bool = False,
        least_step_s: float = 0.0,
    ) -> None:
        self._source = source
        self._pipeline = pipeline
        self._least_step_s = least_step_s
        self._on_update = on_update
        self._transport = Transport(loop=loop)
        self._frames: Latest[Captured] = Latest()
        self._views: Latest[LiveView] = Latest()
        self._on_event = on_event
        self._capture = Capture(source, self._frames, self._transport, self._tell, retries=retries)
        self._threads: list[threading.Thread] = []
        self._analysed, self._painted = Samples(), Samples()
        self._detect_ms, self._total_ms = Samples(), Samples()
        self._provider = _provider_of(pipeline)
        self._last: Captured | None = None
        self._observe: Observer | None = None
        self._stillness = Stillness()
        self._spares = source if isinstance(source, Sparing) else None

    @property
    def fallback(self) -> str:
        """Why a model runs on the processor although a graphics card is here; "" where none does."""
        truths = (recogniser.session.provider for recogniser in self._pipeline.recognisers)
        return next((truth.reason for truth in truths if truth.fell_back), "")

    @property
    def info(self) -> SourceInfo | None:
        """Facts about the source; None until it was opened."""
        try:
            return self._source.info
        except RuntimeError:
            return None

    @property
    def paused(self) -> bool:
        return self._transport.paused

    def start(self) -> None:
        """Starts both threads. Once only."""
        bodies = {"facet-capture": self._capture.run, "facet-analysis": self._analyse}
        self._threads = [threading.Thread(target=body, name=name) for name, body in bodies.items()]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Ends and joins both threads. May be called twice, and from any thread but the session's own."""
        self._transport.stop()
        self._frames.close()
        self._source.close()  # a camera or stream that hangs in `open` or `read` lets go
        for thread in self._threads:
            thread.join(_CLOSE_AGAIN_S)
            while thread.is_alive():
                self._source.close()  # again: `open` may have begun after the first
                thread.join(_CLOSE_AGAIN_S)
        self._views.close()

    def pause(self) -> None:
        self._transport.pause()

    def resume(self) -> None:
        self._transport.resume()

    def step(self) -> None:
        """One frame on, then paused."""
        self._spare(False)  # to the very next one
        self._transport.step()

    def seek(self, at_s: float) -> None:
        """To `at_s` seconds of a clip, also while paused."""
        self._transport.seek(at_s)

    def turn(self, step: int) -> None:
        """So many photos on, or back below 0, in a folder of them. At either end it stays where it is."""
        if isinstance(self._source, Album):
            self._transport.turn(step)

    def set_loop(self, loop: bool) -> None:
        self._transport.set_loop(loop)

    def retry_now(self) -> None:
        """Tries a lost source at once."""
        self._transport.retry_now()

    def take_latest(self) -> LiveView | None:
        """The newest view, once; None where nothing new came."""
        return self._views.take()

    def note_painted(self, frame: Frame) -> None:
        """The window has painted this frame now."""
        self._painted.add((time.monotonic() - frame.captured_at_s) * 1e3)

    @property
    def names_stand_in(self) -> bool:
        """Whether another model or bar than the wanted one names faces, until `use_names` brings that."""
        identity = self._pipeline.identity
        return identity is not None and (identity.stands_in or identity.decider.bar.is_cautious)

    def use_names(self, decider: Decider, embedder: FaceEmbedder | None = None) -> None:
        """From the next picture on, this gallery and bar; a picture that stands still is looked at again.

        A decider for another model than the session's is left alone where its `embedder` does not come along.
        """
        identity = self._pipeline.identity
        if identity is None:
            return
        if embedder is None and decider.matcher.snapshot.digest != identity.embedder.digest:
            return
        identity.use(decider, embedder)
        if self.paused and self._last is not None:
            self._frames.put(self._last)

    def observe(self, observer: Observer | None) -> None:
        """From the next picture on, `observer` gets every one that is analysed, with the number of its run.

        A new run begins where pictures don't follow on each other, and tracks count from 1 again. It is
        called on the analysis thread and must return at once.
        """
        self._observe = observer

    def evidence_of(self, track: int) -> Floats | None:
        """What was gathered about a face in view, by its number: the mean of its embeddings (D,), or None."""
        identity = self._pipeline.identity
        known = None if identity is None else identity.track_by_number(track)
        return None if known is None else known.evidence

    def meters(self) -> LiveMeters:
        """How the last five seconds went."""
        return LiveMeters(
            capture_fps=self._capture.rate.rate(),
            analysis_fps=self._analysed.rate(),
            painted_fps=self._painted.rate(),
            age_p50_ms=self._painted.percentile(50),
            age_p95_ms=self._painted.percentile(95),
            dropped=self._frames.dropped,
            detect_ms=self._detect_ms.percentile(50),
            total_ms=self._total_ms.percentile(50),
            provider=self._provider,
        )

    def _tell(self, event: LiveEvent) -> None:
        if not self._transport.stopping:
            self._on_event(event)

    def _analyse(self) -> None:
        """The body of the analysis thread."""
        run = -1
        threads = cv2.getNumThreads()
        # OpenCV's own threads spin between their tasks, and took the core that the window paints with.
        cv2.setNumThreads(1)
        try:
            while not self._transport.stopping:
                captured = self._frames.take(timeout_s=None)
                if captured is None:
                    continue
                if captured.run != run:
                    run = captured.run
                    self._pipeline.reset()
                    self._stillness.stir()
                if self._passes_over(captured):
                    continue
                began = time.monotonic()
                self._show(captured)
                self._transport.rest(began + self._least_step_s - time.monotonic())
        except FacetError as error:
            self._tell(SessionFailed(str(error)))
        except Exception:  # noqa: BLE001 - the edge of a thread: told and logged
            _log.exception("the analysis thread failed")
            self._tell(SessionFailed("Analysing a picture failed unexpectedly. The log has the details."))
        finally:
            self._transport.stop()  # nobody takes pictures any more: camera and capture thread go too
            self._pipeline.close()
            cv2.setNumThreads(threads)

    def _passes_over(self, captured: Captured) -> bool:
        """A picture that stands still without a face is not analysed and painted thirty times a second."""
        passes = False
        if captured.still or self.paused or self._observe is not None:
            self._stillness.stir()
        else:
            passes = self._stillness.passes_over(captured.frame)
        self._spare(self._stillness.rests)
        return passes

    def _spare(self, sparing: bool) -> None:
        """Whether pictures are left out before they are decoded."""
        if self._spares is not None:
            self._spares.spare(sparing)

    def _show(self, captured: Captured) -> None:
        analyse = self._pipeline.look if captured.still else self._pipeline.step
        analysis = analyse(captured.frame)
        if self.paused and not analysis.faces:
            # Wound while paused: no frames come after this one by which a face could be confirmed.
            analysis = self._pipeline.look(captured.frame)
        self._analysed.add()
        timings = analysis.timings_ms
        self._detect_ms.add(timings["detect"] + timings.get("follow", 0.0))
        self._total_ms.add(timings["total"])
        self._last = captured
        if analysis.faces:
            self._stillness.stir()
        view = LiveView(captured.frame, analysis)
        self._views.put(view)
        self._on_update()
        observe = self._observe
        if observe is not None:
            observe(view, captured.run)


def _provider_of(pipeline: Pipeline) -> str:
    """What really runs the models: 'cpu', or 'cuda, cpu' where they differ."""
    return ", ".join(sorted({r.session.provider.used for r in pipeline.recognisers}))

"""The pipeline's step that names faces: embeds those that are due, keeps the evidence of each track."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from desktop.engine.looks import DirectLooks, Faces, Known, Looks, LooksBeside, Seen
from desktop.engine.tracker import Track
from desktop.engine.verifying import Glance, Verifier
from desktop.people.decision import Decider, Decision
from desktop.people.face_track import IdentityTrack
from desktop.people.framing import FaceEmbedder
from vision.geometry import Boxes
from vision.recognisers import Answer
from vision.sharp_points import Sharpen, as_found

if TYPE_CHECKING:
    from vision.face_quality import FaceQuality

TASK = "identity"
Image = NDArray[np.uint8]
Assess = Callable[[Image, NDArray[np.int32], NDArray[np.float32]], "FaceQuality"]

_EAGER_S = 0.1  # between looks at a face that is not known yet
_SURE_S = 0.5
_UNKNOWN_S = 1.0  # between looks at one that was looked at long enough and is nobody
_VERIFIED_S = 2.0  # so long a face that keeps its name is only verified, not looked at in full
_SHARE = 0.125  # of a core: so much looks at sure faces take; where that is slow, they come less often
_LATEST_SHARE = 0.2  # of the newest look in what looks take
_APART = 0.5  # of the bar: a look less like the track's face is another face's; after a cut, all of the bar
_DEAR_MS = 15.0  # an embedding of more than this is made for one face a frame


@dataclass(frozen=True, eq=False)
class Probe:
    """What a decision about the face of a photo rests on: its numbers (D,), and how well it is seen.

    `digest` names the model that made the numbers; `points_px` (5, 2) let another one look at the face.
    """

    numbers: NDArray[np.float32]
    quality: float
    reasons: tuple[str, ...]
    digest: str
    points_px: NDArray[np.float32]


@dataclass(frozen=True)
class IdentityAnswer(Answer):
    """Who a face is: `label` is the name, or None for unknown. `score` and `threshold` are of `nearest`.

    `probe`: of a photo's face, so that it can be decided anew when the gallery changes.
    """

    nearest: str | None = None
    threshold: float = 0.0
    person_id: int | None = None
    probe: Probe | None = field(default=None, compare=False, repr=False)

    def to_json_object(self) -> dict[str, Any]:
        found: dict[str, Any] = {
            "name": self.label,
            "nearest": self.nearest,
            "score": round(self.score, 4),
            "threshold": round(self.threshold, 4),
        }
        return found | ({"reason": self.reason} if self.reason else {})


class Identity:
    """Embedder and decider behind the pipeline. `use` may come from any thread, the rest from one."""

    def __init__(
        self,
        embedder: FaceEmbedder,
        decider: Decider,
        assess: Assess,
        *,
        live: bool,
        sharpen: Sharpen = as_found,
        verifier: Verifier | None = None,
        beside: bool = False,
        decides_again: bool = False,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        """`live`: dear embeddings are spread over frames; otherwise all that are due are made at once.

        `sharpen`: looks at a face once more for better points, before it is embedded.
        `verifier`: tells cheaply whether a face that has its name is still the same.
        `beside`: faces of moving pictures are looked at in a thread of its own, so that no frame is late.
        `decides_again`: faces of photos keep what they are decided by, also while nobody is enrolled.
        `stands_in`: another model than this one is wanted, and comes by `use` once it knows everyone.
        """
        self.embedder = embedder
        self.stands_in = False
        self._names = decider, embedder
        self._assess = assess
        self._live = live
        self._sharpen = sharpen
        self._verifier = verifier
        self._decides_again = decides_again
        self._clock = clock
        self._embedding_ms = 0.0  # of one face, the last time
        self._look_ms: float | None = None  # at one face, with verifications among them
        self._looks: Looks = LooksBeside(self._look_at) if beside else DirectLooks(self._look_at)
        self._tracks: dict[int, IdentityTrack] = {}
        self._keys: dict[int, int] = {}
        self._lost: set[int] = set()  # tracks whose face is not seen, or was not since it was looked at

    @property
    def decider(self) -> Decider:
        return self._names[0]

    def use(self, decider: Decider, embedder: FaceEmbedder | None = None) -> None:
        """From the next frame on, this gallery and this bar: tracks are decided anew from what they have.

        `embedder`: the model that the decider is for, where it is another one; faces are looked at anew then.
        """
        known = self._names[1]
        if embedder is None or embedder.digest == known.digest:
            embedder = known
        self._names = decider, embedder

    def reset(self) -> None:
        """Forgets every track."""
        self._looks.forget()
        self._tracks, self._keys, self._lost = {}, {}, set()

    def close(self) -> None:
        """Ends the look that may be under way. It can be used again."""
        self._looks.close()

    def doubt(self) -> None:
        """The film was cut: whose faces these are now is not known before they are looked at."""
        self._looks.forget()
        for track in self._tracks.values():
            track.doubt()

    def keep(self, keys: set[int]) -> None:
        """Forgets the tracks that are no more."""
        self._tracks = {key: track for key, track in self._tracks.items() if key in keys}

    def others(self) -> list[int]:
        """The keys of tracks whose face is another one now; `rename` gives each a track of its own."""
        return [key for key, track in self._tracks.items() if track.is_another]

    def rename(self, key: int, new_key: int) -> None:
        """What is known of the face of one track is another track's from now on."""
        self._tracks[new_key] = self._tracks.pop(key)
        self._tracks[new_key].is_another = False

    def track(self, key: int) -> IdentityTrack | None:
        """What is known of a track, by its key."""
        return self._tracks.get(key)

    def track_by_number(self, number: int) -> IdentityTrack | None:
        """What is known of a track, by the number that an analysis shows. From any thread."""
        key = self._keys.get(number)
        return None if key is None else self._tracks.get(key)

    def step(self, image_bgr: Image, tracks: Sequence[Track], at_s: float) -> None:
        """Looks at the faces that are due in this frame of a moving picture, and decides about all."""
        decider = self._take_up()
        self._keys = {track.number: track.key for track in tracks if track.number is not None}
        alive = {track.key for track in tracks}
        self._take(alive)
        self._lost = (self._lost & alive) | {track.key for track in tracks if track.held}
        due = self._due([track for track in tracks if not track.held], at_s) if len(decider.matcher) else []
        if due:
            boxes = np.stack([track.box_px for track in due])
            points = np.stack([track.points_px for track in due])
            keys = tuple(track.key for track in due)
            known = tuple(self._known(key, at_s) for key in keys)
            if self._looks.begin(image_bgr, Faces(keys, boxes, points, at_s, known)):
                self._lost -= set(keys)
            self._take(alive)
        for evidence in self._tracks.values():
            evidence.decide(decider, at_s)

    def _take_up(self) -> Decider:
        """The decider of now, and the model that goes with it: what another one saw counts no more."""
        decider, embedder = self._names
        if embedder is not self.embedder:
            self.reset()
            self.embedder, self.stands_in = embedder, False
        return decider

    def _take(self, alive: set[int]) -> None:
        """What was seen since, of the faces that are still there, becomes evidence."""
        looked = self._looks.take()
        if looked is None:
            return
        faces, seen = looked
        bar = self.decider.bar.without_head
        for key, one in zip(faces.keys, seen, strict=True):
            if key not in alive:
                continue
            evidence = self._tracks.setdefault(key, IdentityTrack())
            if one is None:
                evidence.verified(faces.at_s)
                continue
            evidence.look(
                one.numbers,
                faces.at_s,
                quality=one.quality.score,
                reasons=one.quality.reasons,
                apart_below=bar if evidence.doubted or one.denied else bar * _APART,
                small=one.small,
            )

    def answer(self, key: int) -> IdentityAnswer:
        """What is known of a track now."""
        known = self._tracks.get(key)
        decision = known.decision if known is not None else None
        if decision is not None:
            return _answer_of(decision)
        bar = self.decider.bar.threshold
        empty = not len(self.decider.matcher)
        reason = "nobody is enrolled" if empty else "not looked at yet"
        return IdentityAnswer(TASK, None, 0.0, reason=reason, threshold=bar)

    def answers(
        self, image_bgr: Image, boxes_px: Boxes, points_px: NDArray[np.float32]
    ) -> list[IdentityAnswer]:
        """Who the faces of a photo are, each by itself; boxes (N, 4), points (N, 5, 2)."""
        decider = self._take_up()
        if not len(decider.matcher) and not self._decides_again:
            return [_answer_of(decider.decide(np.zeros(1, np.float32))) for _ in boxes_px]
        self._looks.close()  # its thread uses the same models
        looked = self._embed(image_bgr, boxes_px, points_px)
        digest = self.embedder.digest
        probes = [
            Probe(one.numbers, one.quality.score, one.quality.reasons, digest, one.points_px)
            for one in looked
        ]
        answers = [answer_for(probe, decider) for probe in probes]
        return answers if self._decides_again else [replace(answer, probe=None) for answer in answers]

    def _due(self, tracks: Sequence[Track], at_s: float) -> list[Track]:
        """Those that waited longest beyond their time; one a frame where an embedding is dear."""
        late = {track.key: self._late_s(track.key, at_s) for track in tracks}
        due = sorted((t for t in tracks if late[t.key] >= 0), key=lambda t: -late[t.key])
        return due[:1] if self._live and self._embedding_ms > _DEAR_MS else due

    def _late_s(self, key: int, at_s: float) -> float:
        known = self._tracks.get(key)
        if known is None or known.looked_at_s is None or at_s < known.looked_at_s:
            return float("inf")
        wait_s = _EAGER_S
        if known.sure and key not in self._lost:  # who comes where a face was lost may be another
            named = known.decision is not None and known.decision.name is not None
            wait_s = self._sure_wait_s() if named else _UNKNOWN_S
        # Half a millisecond of tolerance: timestamps are rounded by their containers.
        return at_s - known.looked_at_s - wait_s + 0.0005

    def _sure_wait_s(self) -> float:
        if not self._live:
            return _SURE_S
        looks_s = len(self._tracks) * (self._look_ms or 0.0) / 1e3
        return min(max(_SURE_S, looks_s / _SHARE), _UNKNOWN_S)

    def _known(self, key: int, at_s: float) -> Known | None:
        """What a face that keeps its name is verified by; None for any other, which is looked at in full."""
        known = self._tracks.get(key)
        if self._verifier is None or known is None or known.doubted or key in self._lost or not known.steady:
            return None
        embedded_s = known.embedded_at_s
        lately = embedded_s is not None and 0 <= at_s - embedded_s < _VERIFIED_S - 0.0005
        return Known(known.small, in_full=known.seems_another or not lately)

    def _look_at(self, image_bgr: Image, faces: Faces) -> list[Seen | None]:
        """What is seen of each face; None for one that has its name and is still the same."""
        started = self._clock()
        verifier = self._verifier
        glances = verifier.look(image_bgr, faces) if verifier else [Glance()] * len(faces.keys)
        rows = [row for row, glance in enumerate(glances) if not glance.enough]
        seen = iter(self._embed(image_bgr, faces.boxes_px[rows], faces.points_px[rows]))
        looked = [
            None if glance.enough else replace(next(seen), small=glance.small, denied=glance.same is False)
            for glance in glances
        ]
        each_ms = (self._clock() - started) * 1e3 / len(looked)
        before_ms = each_ms if self._look_ms is None else self._look_ms
        self._look_ms = before_ms + _LATEST_SHARE * (each_ms - before_ms)
        return looked

    def _embed(self, image_bgr: Image, boxes_px: Boxes, points_px: NDArray[np.float32]) -> list[Seen]:
        if not len(boxes_px):
            return []
        started = self._clock()
        points_px = self._sharpen(image_bgr, boxes_px, points_px)
        embedder = self.embedder
        numbers = embedder.embed(embedder.crops(image_bgr, boxes_px, points_px))
        self._embedding_ms = (self._clock() - started) * 1e3 / len(boxes_px)
        faces = zip(boxes_px, points_px, strict=True)
        qualities = [self._assess(image_bgr, box, points) for box, points in faces]
        rows = zip(numbers, qualities, points_px, strict=True)
        return [Seen(row, quality, points) for row, quality, points in rows]


def answer_for(probe: Probe, decider: Decider) -> IdentityAnswer:
    """Who the face of a photo is."""
    decision = decider.decide(probe.numbers, quality=probe.quality, reasons=probe.reasons)
    return replace(_answer_of(decision), probe=probe)


def _answer_of(decision: Decision) -> IdentityAnswer:
    return IdentityAnswer(
        TASK,
        decision.name,
        decision.score,
        reason=decision.reason,
        nearest=decision.nearest,
        threshold=decision.threshold,
        person_id=decision.person_id,
    )

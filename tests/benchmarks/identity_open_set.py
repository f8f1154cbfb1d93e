"""Known people named and strangers named, on people kept apart; LFW's pairs; and how long a search takes.

    python -m tests.benchmarks.identity_open_set --lfw LFW --apart ../shared/data/lfw --cache lfw-haar.npz \\
        --detector haar --pairs pairs.txt

LFW is the whole set's folder of people. Whoever is in `--apart` is left out: strangers' statistics and all
choices were made on them. Embedding 9,000 pictures takes a quarter of an hour on one core, once.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np

from desktop.people.calibration import calibrate, interval95
from desktop.people.decision import Decider
from desktop.people.matching import Matcher
from desktop.people.snapshot import Snapshot
from desktop.people.strangers import Strangers, strangers_for
from tests.benchmarks.identity_pictures import Pictures, people_of

SETTINGS = ((5, 5, 0.01), (20, 5, 0.01), (200, 5, 0.01), (200, 1, 0.01), (200, 5, 0.001))
DRAWS = 5
PROBES_EACH = 5
Numbers = np.ndarray | None


def snapshot_of(people: list[list[np.ndarray]], digest: str) -> Snapshot:
    """A gallery without a file: the references of each person."""
    counts = np.array([len(references) for references in people])
    total = int(counts.sum())
    return Snapshot(
        digest=digest,
        generation=0,
        names=tuple(str(row) for row in range(len(people))),
        person_ids=np.arange(len(people)),
        starts=np.concatenate([[0], np.cumsum(counts)[:-1]]).astype(np.int64),
        columns=np.ascontiguousarray(np.concatenate([np.stack(own) for own in people]).T),
        face_ids=np.arange(total),
        qualities=np.ones(total, np.float32),
        refused=np.zeros((0, 0), np.float32),
        refused_of=np.zeros(0, np.int64),
    )


def measure(
    people: dict[str, list[Numbers]], strangers: Strangers, size: int, references: int, fpir: float
) -> str:
    """One row of the table: `size` people drawn five times over; everyone else is a stranger in one picture.

    A known face that was not found is a miss, as is one of a person of whom no reference was found.
    """
    right = known = false = others = nearest = 0
    bars = []
    several = [name for name, found in people.items() if len(found) > 1]
    for draw in range(DRAWS):
        random = np.random.default_rng(draw)
        drawn = set(random.choice(several, size, replace=False))
        rows: list[list[np.ndarray]] = []
        probes: list[tuple[Numbers, str]] = []
        for name in sorted(drawn):
            own = [people[name][place] for place in random.permutation(len(people[name]))]
            kept = min(references, len(own) - 1)
            found = [numbers for numbers in own[:kept] if numbers is not None]
            label = str(len(rows)) if found else ""
            rows += [found] if found else []
            probes += [(numbers, label) for numbers in own[kept : kept + PROBES_EACH]]
        matcher = Matcher(snapshot_of(rows, strangers.digest))
        decider = Decider(matcher, calibrate(matcher, strangers, fpir))
        bars.append(decider.bar.threshold)
        for numbers, label in probes:
            decision = None if numbers is None else decider.decide(numbers)
            known += 1
            right += decision is not None and decision.name == label
            nearest += decision is not None and decision.nearest == label
        for name, pictures in people.items():
            if name not in drawn:
                others += 1
                false += pictures[0] is not None and decider.decide(pictures[0]).name is not None
    low, high = interval95(right, known)
    false_low, false_high = interval95(false, others)
    named = f"{right / known:.2%} ({low:.1%} to {high:.1%})"
    alarms = f"{false / others:.2%} ({false_low:.2%} to {false_high:.2%})"
    figures = (
        size,
        references,
        f"{fpir:.1%}",
        f"{np.mean(bars):.3f}",
        named,
        known,
        f"{nearest / known:.2%}",
    )
    return f"| {' | '.join(map(str, (*figures, alarms, others)))} |"


def pairs_accuracy(root: Path, pairs: Path, pictures: Pictures, *, without: set[str]) -> str:
    """LFW's view 2: ten folds, the bar of each chosen on the other nine. Not found counts as different.

    Pairs with people of `without` are left out.
    """
    lines = pairs.read_text().splitlines()
    folds, each = (int(number) for number in lines[0].split())
    rows = [line.split() for line in lines[1:]]

    def path(name: str, number: str) -> Path:
        return root / name / f"{name}_{int(number):04d}.jpg"

    asked = [(path(r[0], r[1]), path(r[0], r[2]) if len(r) == 3 else path(r[2], r[3])) for r in rows]
    found = pictures.embed(root, sorted({picture for pair in asked for picture in pair}))
    kept = [not {row[0], row[-2]} & without for row in rows]  # of one person row[-2] is a number
    same = np.array([len(row) == 3 for row in rows])[kept]
    unseen = sum(found[one] is None or found[other] is None for one, other in asked)
    scores = np.array([_cosine(found[one], found[other]) for one, other in asked])[kept]
    fold = np.repeat(np.arange(folds), 2 * each)[kept]
    shares = []
    for k in range(folds):
        bars = np.unique(scores[fold != k])
        rest, truth = scores[fold != k], same[fold != k]
        right = [((rest >= bar) == truth).mean() for bar in bars]
        best = bars[int(np.argmax(right))]
        shares.append(((scores[fold == k] >= best) == same[fold == k]).mean())
    error = np.std(shares) / np.sqrt(folds)
    by_fold = ", ".join(f"{share:.1%}" for share in shares)
    return (
        f"{np.mean(shares):.2%} ± {error:.2%} over {len(same)} pairs in {folds} folds ({by_fold}); "
        f"a face was not found in {unseen} of all pairs"
    )


def _cosine(one: Numbers, other: Numbers) -> float:
    return -1.0 if one is None or other is None else float(one @ other)


def search_times(people: int = 10_000, references: int = 10, size: int = 128) -> str:
    """One probe against a large gallery, in milliseconds on one core; and making it ready."""
    random = np.random.default_rng(0)
    columns = random.standard_normal((size, people * references)).astype(np.float32)
    columns /= np.linalg.norm(columns, axis=0)
    rows = [list(columns[:, k * references : (k + 1) * references].T) for k in range(people)]
    snapshot = snapshot_of(rows, "")
    started = time.perf_counter()
    matcher = Matcher(snapshot)
    ready_ms = (time.perf_counter() - started) * 1e3
    times = []
    for probe in random.standard_normal((50, size)).astype(np.float32):
        started = time.perf_counter()
        matcher.best(probe)
        times.append((time.perf_counter() - started) * 1e3)
    return f"{np.median(times):.1f} ms median, {min(times):.1f} ms at best of 50; ready in {ready_ms:.0f} ms"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lfw", type=Path, required=True)
    parser.add_argument("--apart", type=Path, required=True)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--detector", default="haar")
    parser.add_argument("--model")
    parser.add_argument("--pairs", type=Path)
    parser.add_argument("--pairs-only", action="store_true")
    parser.add_argument("--quick", action="store_true", help="pairs: the live search first")
    parser.add_argument("--most", type=int, default=10, help="pictures of one person at most")
    parser.add_argument("--cached", action="store_true", help="measure on what is embedded already")
    chosen = parser.parse_args()
    if chosen.pairs:
        central = chosen.cache.with_stem(f"{chosen.cache.stem}-central")
        in_the_middle = Pictures(central, chosen.detector, chosen.model, central=True, quick=chosen.quick)
        print("LFW pairs:", pairs_accuracy(chosen.lfw, chosen.pairs, in_the_middle, without=set()))
        print(
            "without the people of --apart:",
            pairs_accuracy(chosen.lfw, chosen.pairs, in_the_middle, without=set(people_of(chosen.apart))),
        )
    if not chosen.pairs_only:
        open_set(chosen)


def open_set(chosen: argparse.Namespace) -> None:
    """The table of people and strangers."""
    pictures = Pictures(chosen.cache, chosen.detector, chosen.model)
    apart = set(people_of(chosen.apart))
    own_people = {
        name: own[: chosen.most] for name, own in people_of(chosen.lfw).items() if name not in apart
    }
    wanted = [path for own in own_people.values() for path in own]
    found = pictures.at_hand(chosen.lfw, wanted) if chosen.cached else pictures.embed(chosen.lfw, wanted)
    people = {name: [found[path] for path in own if path in found] for name, own in own_people.items()}
    people = {name: own for name, own in people.items() if own}
    strangers = strangers_for(pictures.reader.embedder.digest)
    assert strangers is not None, "nothing is known of strangers under this model"
    print(f"{len(people)} people, {sum(map(len, people.values()))} pictures, {chosen.detector}")
    print("| enrolled | pictures each | asked FPIR | threshold | TPIR | known | rank 1 | FPIR | strangers |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    for size, references, fpir in SETTINGS:
        print(measure(people, strangers, size, references, fpir), flush=True)
    print("search, 10,000 people with 10 references:", search_times())


if __name__ == "__main__":
    main()

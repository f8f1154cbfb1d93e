"""`facet-train finetune --gallery`: a closed set of a gallery's people, measured against the gallery."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from trainer.commands.options import settings_of
from trainer.commands.progress import Reporter

if TYPE_CHECKING:
    from trainer.recipes.closed_set import Outcome
    from trainer.recipes.closed_set_trunks import ClosedSetSettings

DEFAULT_BACKBONE = "vgg16"


def finetune_gallery(
    gallery: Path, run: Path, strangers: Path | None, anyway: bool, named: dict[str, Any], report: Reporter
) -> "Outcome":
    """Reads, deals out, learns, measures and writes; `named`: settings that were given, None where not.

    Raises FacetError: no gallery, too few people or pictures, no weights, no better than the gallery, or
    somebody was erased meanwhile.
    """
    settings = _settings(_given(named))
    # Imported here: these take seconds, and what is asked may be refused before.
    from trainer.data.layouts.samples import require_folder
    from trainer.data.references import dealt
    from vision.gallery_reader import read_references, were_erased

    if strangers is not None:
        require_folder(strangers, "Give a folder of photos of people who are not in the gallery.")
    references = read_references(gallery)
    uids = {one.uid for one in references}
    known = dealt(references, settings.seed)
    counts = ", ".join(f"{part} {count}" for part, count in known.counts().items())
    words = f"{gallery}: {len(known.names)} people; {counts}; copies of a picture in one part."
    report.say("split", words, people=len(known.names), counts=known.counts())
    from trainer.fit.device import import_quietly

    import_quietly()
    from trainer.fit.run_folder import RunFolder
    from trainer.recipes.closed_set import Asked
    from trainer.recipes.closed_set import finetune_gallery as learn

    asked = Asked(settings, strangers, anyway, lambda: were_erased(gallery, uids))
    return learn(known, asked, RunFolder(run), report.count, report.fit)


def words_of(outcome: "Outcome", run: Path) -> str:
    """What came out, in sentences; what it can't do comes with it."""
    low, high = outcome.after.ci95
    lines = [
        f"{outcome.n} held-out pictures: {outcome.present:.1%} named rightly by the gallery itself, "
        f"{outcome.after.accuracy:.1%} by the network (95 % interval {low:.1%} to {high:.1%}).",
        "A closed set: it knows these people alone, and gives every stranger one of their names.",
    ]
    for bar in outcome.bars:
        line = f"  from {bar.probability:.0%} on: {bar.known:.1%} of known pictures named rightly"
        if bar.strangers is not None and bar.strangers_ci95 is not None:
            low, high = bar.strangers_ci95
            line += f", {bar.strangers:.1%} of strangers named ({low:.1%} to {high:.1%})"
        lines.append(line)
    lines.append(
        f"  strangers: {outcome.n_strangers} faces, {outcome.strangers_without_face} pictures without one"
        if outcome.n_strangers
        else "  strangers: not measured; --strangers DIR says how often they get a name"
    )
    return "\n".join([*lines, f"{run / 'model.onnx'}: the model, its card inside."])


def _settings(named: dict[str, Any]) -> "ClosedSetSettings":
    """An embedding model's settings where one is named, else an ImageNet backbone's."""
    from trainer.recipes.embedding_settings import EmbeddingSettings
    from trainer.recipes.identity_vgg16_settings import IdentitySettings
    from vision.embedders import EMBEDDER_NAMES

    name = str(named.get("backbone", DEFAULT_BACKBONE)).casefold()
    kind = EmbeddingSettings if name in EMBEDDER_NAMES else IdentitySettings
    settings = settings_of(kind, None, **{**named, "backbone": name})
    assert isinstance(settings, EmbeddingSettings | IdentitySettings)
    return settings


def _given(named: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in named.items() if value is not None}

"""What the dialog for a card says: what the network takes, what is missing, what doesn't fit. No widgets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.ui.i18n.numbers import fill
from desktop.ui.words import translate

if TYPE_CHECKING:
    from desktop.models.card_writing import CardDraft
    from desktop.models.foreign import ForeignNetwork


@dataclass(frozen=True, slots=True)
class CardForm:
    """The dialog as filled in. `scaling` is empty until it is said."""

    name: str = ""
    task: str = ""
    subject: str = "picture"
    width: int = 224
    height: int = 224
    scaling: str = ""
    colour: str = "rgb"
    logits: bool = False
    labels: str = ""
    licence: str = ""
    origin: str = ""

    def label_list(self) -> tuple[str, ...]:
        """One a line, in order."""
        return tuple(line.strip() for line in self.labels.splitlines() if line.strip())

    def draft(self) -> CardDraft:
        """For the card."""
        from desktop.models.card_writing import CardDraft

        return CardDraft(
            name=self.name.strip(),
            task=self.task.strip(),
            labels=self.label_list(),
            licence=self.licence.strip(),
            origin=self.origin.strip(),
            subject=self.subject,  # type: ignore[arg-type]
            width=self.width,
            height=self.height,
            scaling=self.scaling,  # type: ignore[arg-type]
            colour=self.colour,  # type: ignore[arg-type]
            logits=self.logits,
        )


def network_words(network: ForeignNetwork) -> tuple[tuple[str, str], ...]:
    """What the file says of itself."""
    numbers = translate("Card", "whole numbers 0 to 255") if network.bytes_in else translate("Card", "floats")
    order = (
        translate("Card", "colours first (NCHW)")
        if network.layout == "nchw"
        else translate("Card", "colours last (NHWC)")
    )
    size = translate("Card", "{width} × {height} pixels").format(width=network.width, height=network.height)
    if not network.sure_size:
        size = translate("Card", "pictures of any size")
    taken = translate("Card", "{size}, {channels} channels, {numbers}, {order}").format(
        size=size, channels=network.channels, numbers=numbers, order=order
    )
    given = fill(translate("Card", "{count:,} numbers for a picture"), count=network.answers)
    return (
        (translate("Card", "File"), network.path.name),
        (translate("Card", "It takes"), taken),
        (translate("Card", "It answers"), given),
        (translate("Card", "Facet feeds"), _fed_words()),
    )


def _fed_words() -> str:
    return translate(
        "Card",
        "bytes, red, green, blue. What the network needs beyond that is put before it, in a copy among your "
        "models; the file itself stays as it is.",
    )


def labels_words(form: CardForm, answers: int) -> str:
    """How many labels there are, and how many there must be."""
    wanted = 2 if answers == 1 else answers
    count = len(form.label_list())
    if answers == 1 and count != 2:
        return translate(
            "Card", "{count} labels. It answers one number: give two labels, no and yes."
        ).format(count=count)
    if count != wanted:
        said = translate("Card", "{count:,} labels, and it answers {wanted:,} numbers.")
        return fill(said, count=count, wanted=wanted)
    return fill(translate("Card", "{count:,} labels, as many as it answers."), count=count)


def problem_of(form: CardForm, network: ForeignNetwork) -> str:
    """The first thing that is missing or doesn't fit; "" when the card can be written."""
    labels = form.label_list()
    twice = next((one for at, one in enumerate(labels) if one in labels[:at]), "")
    checks = (
        (form.name.strip(), translate("Card", "Give it a name.")),
        (form.task.strip(), translate("Card", "Say what it answers.")),
        (form.scaling, translate("Card", "Say how its pixels were scaled: no file says it, and it decides.")),
        (
            len(labels) == (2 if network.answers == 1 else network.answers),
            labels_words(form, network.answers),
        ),
        (not twice, translate("Card", "The label “{label}” stands twice.").format(label=twice)),
        (form.licence.strip(), translate("Card", "Say under which terms it may be used.")),
    )
    return next((words for fits, words in checks if not fits), "")


def sum_words(sums_to: float, logits: bool) -> str:
    """A warning where probabilities don't add up to one; "" where they do."""
    if abs(sums_to - 1) < 0.02:
        return ""
    if logits:
        return fill(translate("Card", "Its answers add up to {sum:.2f}, not 1."), sum=sums_to)
    said = translate(
        "Card", "Its answers add up to {sum:.2f}, not 1: it answers before its softmax. Turn that on above."
    )
    return fill(said, sum=sums_to)


def guessed_name(stem: str) -> str:
    """A name to begin with, from the file's."""
    return " ".join(stem.replace("_", " ").replace("-", " ").split())[:60]

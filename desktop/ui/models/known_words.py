"""Words for what many models share: tasks, licences; and for the models of others. No widgets."""

from __future__ import annotations

import re

from desktop.ui.words import translate

_BUILT_ON = re.compile(r"Backbone:\s(?P<licence>.+?)\.\s(?P<rest>(?:The\spictures'|It\sholds).+)", re.DOTALL)
_SEE_DATA = "`data`."  # how a card's licence ends that points to its data


def task_words(task: str) -> str:
    """A task as a heading."""
    known = {
        "smile": translate("Models", "Smile"),
        "emotion": translate("Models", "Emotion"),
        "identity": translate("Models", "Who it is"),
        "identity-closed": translate("Models", "Who of a few people"),
        "landmarks": translate("Models", "Points of a face"),
        "detection": translate("Models", "Finding faces"),
        "happy-sad": translate("Models", "Happy or sad"),
    }
    plain = task.replace("_", " ").replace("-", " ")
    return known.get(task, plain[:1].upper() + plain[1:])


def licence_words(licence: str) -> str:
    """A licence; a card's note on its data points to where the page tells of it."""
    built_on = _BUILT_ON.fullmatch(licence)
    if built_on:
        return _built_on_words(built_on["licence"], built_on["rest"])
    if not licence.endswith(_SEE_DATA) or ". " not in licence:
        return licence
    said = translate("Models", "{licence} It learned from research data, whose terms stand below.")
    return said.format(licence=licence[: licence.rindex(". ") + 1])


def _built_on_words(licence: str, rest: str) -> str:
    network = translate("Models", "Of the network that it is built on: {licence}.").format(licence=licence)
    known = {
        "The pictures' own terms hold.": translate("Models", "The pictures' own terms hold too."),
        "It holds the names of people, and what tells them apart: theirs to give away.": translate(
            "Models", "It holds the names of people, and what tells them apart: theirs to give away."
        ),
    }
    return f"{network} {known.get(rest, rest)}"


def own_words(name: str) -> str:
    """What a model of others is, and where it counts; "" for one that tells that itself."""
    return {
        "yunet": translate(
            "Models",
            "Finds faces with their eyes, nose and mouth. Once here, it looks closely at each face before a "
            "name is given, and searches photos in which Haar finds nothing. Used for all searches, it finds "
            "more turned faces than Haar.",
        ),
        "sface": translate(
            "Models",
            "Tells people apart by 128 numbers for each face, compared by cosine; surer than facet-id. "
            "OpenCV Zoo's published weights.",
        ),
    }.get(name, "")


def detector_words(in_use: bool) -> str:
    """How the model that finds faces is chosen, and unchosen."""
    if in_use:
        return translate("Models", "It does all searches now. “Stop using it” brings Haar back.")
    return translate("Models", "Haar does the searches now.")

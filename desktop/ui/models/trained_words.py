"""What a model that was trained here is, in plain words: the trainer words cards for who knows networks."""

from __future__ import annotations

import re

from desktop.ui.i18n.direction import apart
from desktop.ui.i18n.numbers import percent
from desktop.ui.words import model_title, translate

# How the trainer words cards; no words of the window, which are marked.
_HEAD = r"(?:logistic|whitened|dense)\shead\son\s(?P<network>[\w.-]+)"
_FLATTERS = r"(?P<flatters>\sThese\spictures\scome\sfrom\sImageNet,.+)?"
_CLASSES = re.compile(
    rf"Which\sof\sthe\sclasses\sin\s(?P<data>.+):\sa\s{_HEAD},\sfrozen,\sImageNet's\sweights\s\(.*\)\.\s"
    rf"A\spicture\sof\sanything\selse\sgets\sone\sof\sthese\sclasses\stoo\.{_FLATTERS}"
)
_BREEDS = re.compile(rf"Dog\sbreeds,\sa\s{_HEAD}\.{_FLATTERS}")
_OWN_NETWORK = re.compile(
    r"Trained\sfrom\sscratch\son\sthe\sclass\sfolders\sof\s(?P<data>.+):\s(?P<network>.+)\."
)
_PEOPLE = re.compile(
    rf"Who\sof\s(?P<count>\d+)\speople\sit\sis:\sa\sclosed\sset\..+\sA\s{_HEAD}\b.*,\sfrozen,.+"
    r"\sgallery\sby\sitself\swas\sright\sin\s(?P<gallery>[\d.]+)%\.\s(?P<strangers>.+)"
)
_PEOPLE_OF = re.compile(
    rf"Who\sof\sthe\speople\sin\s(?P<data>.+)\.\sA\sclosed\sset:.+\sA\s{_HEAD},\sfrozen,.+"
)
_NOT_MEASURED = re.compile(r"not\smeasured")
_SMALLER = re.compile(
    r"(?P<before>.+?)\s*8-bit\sintegers,\scalibrated\son\s(?P<count>\d+)\spictures\.", re.DOTALL
)
_TUNED = re.compile(r"(?P<before>.+)\sThen\sfine-tuned\son\s(?P<data>.+)\.", re.DOTALL)


def without_afterwords(description: str) -> tuple[str, list[str]]:
    """A description without what was done to the model later, and that in words."""
    later: list[str] = []
    smaller = _SMALLER.fullmatch(description)
    if smaller:
        said = translate("Models", "It was made smaller afterwards: it counts in whole numbers of 8 bits.")
        later, description = [said], smaller["before"]
    tuned = _TUNED.fullmatch(description)
    if tuned:
        said = translate("Models", "Afterwards it learned from the pictures in “{data}” too.")
        later, description = [said.format(data=apart(tuned["data"])), *later], tuned["before"]
    return description, later


def trained_words(description: str) -> str:
    """What such a card says, in plain words; "" for any other card."""
    for known, words in (
        (_CLASSES, _classes),
        (_BREEDS, _breeds),
        (_OWN_NETWORK, _own_network),
        (_PEOPLE, _people),
        (_PEOPLE_OF, _people_of),
    ):
        found = known.fullmatch(description)
        if found:
            return words(found)
    return ""


def _classes(found: re.Match[str]) -> str:
    said = translate("Models", "Says which of the classes in “{data}” a picture shows.")
    anything = translate("Models", "A picture of anything else gets one of these answers too.")
    return " ".join((said.format(data=apart(found["data"])), _on_network(found), anything, *_flatters(found)))


def _breeds(found: re.Match[str]) -> str:
    said = translate("Models", "Says which breed the dog in a picture is.")
    return " ".join((said, _on_network(found), *_flatters(found)))


def _own_network(found: re.Match[str]) -> str:
    said = translate(
        "Models",
        "Says which of the classes in “{data}” it sees. It learned from these pictures alone, and from no "
        "others before.",
    )
    return said.format(data=apart(found["data"]))


def _people(found: re.Match[str]) -> str:
    who = translate("Models", "Says who of {count} people somebody is.").format(count=found["count"])
    gallery = translate(
        "Models", "On the pictures that were kept aside, the gallery by itself was right in {share}."
    ).format(share=percent(float(found["gallery"]) / 100, 1))
    parts = [who, _strangers_too(), _on_network(found), gallery]
    if _NOT_MEASURED.search(found["strangers"]):
        parts.append(translate("Models", "How often a stranger gets a name was not measured."))
    return " ".join(parts)


def _people_of(found: re.Match[str]) -> str:
    who = translate("Models", "Says who of the people in “{data}” somebody is.")
    return " ".join((who.format(data=apart(found["data"])), _strangers_too(), _on_network(found)))


def _strangers_too() -> str:
    return translate("Models", "A stranger gets one of these names too.")


def _on_network(found: re.Match[str]) -> str:
    said = translate(
        "Models",
        "It is a small classifier, trained on what {network} sees in a picture; {network} itself was not "
        "changed.",
    )
    return said.format(network=model_title(found["network"]))


def _flatters(found: re.Match[str]) -> tuple[str, ...]:
    if not found["flatters"]:
        return ()
    said = translate(
        "Models",
        "The pictures come from ImageNet, from which {network} learned: it may know these very pictures, and "
        "its figures may be too good.",
    )
    return (said.format(network=model_title(found["network"])),)

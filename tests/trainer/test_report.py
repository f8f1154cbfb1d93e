"""The report of an evaluation: whole, self-contained, true to the figures, and never half written."""

from __future__ import annotations

import errno
import json
import re
from html.parser import HTMLParser

import numpy as np
import pytest

from tests.trainer.test_evaluate import brightness_model, colour_model, command, plain
from trainer.data.layouts import read_folders
from trainer.evaluate.mistakes import worst_mistakes
from trainer.evaluate.report import page as page_module
from trainer.evaluate.report.page import report_page, write_report
from trainer.evaluate.results import as_json_object
from trainer.evaluate.runner import evaluate_pictures
from vision.errors import FacetError
from vision.model_card import ModelCard
from vision.recognisers import Recogniser
from vision.sessions import open_model

pytest.importorskip("onnx")

RED, GREEN, BLUE = (0, 0, 255), (0, 255, 0), (255, 0, 0)
MOODS = ("angry", "glad & loud", "calm")


@pytest.fixture
def measured(tmp_path):
    """Nine plain pictures: six of their label's colour, two taken for another, one nearly grey."""
    model = Recogniser(open_model(colour_model(tmp_path / "m.onnx", MOODS), provider="cpu"))
    for number, (label, colour) in enumerate(
        [(0, RED), (0, RED), (0, GREEN), (1, GREEN), (1, GREEN), (2, BLUE), (2, BLUE), (2, RED)]
    ):
        plain(tmp_path / "data" / MOODS[label] / f"{number}.png", colour)
    plain(tmp_path / "data" / MOODS[1] / "grey.png", (100, 104, 108))
    pictures = read_folders(tmp_path / "data", MOODS)
    evaluation = evaluate_pictures(model, pictures)
    return evaluation, model, pictures, as_json_object(evaluation, model, pictures)


class Page(HTMLParser):
    """Tags with their attributes, and whether each was closed in turn."""

    VOID = frozenset({"meta", "img", "br", "rect", "circle", "line"})

    def __init__(self, text):
        super().__init__()
        self.tags, self.open, self.words = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.words.append(data)


def test_the_page_fetches_nothing_and_runs_nothing(measured, tmp_path):
    text = write_report(tmp_path / "report", *measured).read_text(encoding="utf-8")
    page = Page(text)
    assert page.open == []
    assert not {"script", "link", "iframe"} & {tag for tag, _ in page.tags}
    sources = [attributes["src"] for tag, attributes in page.tags if tag == "img"]
    assert len(sources) == 3
    assert all(source.startswith("data:image/jpeg;base64,") for source in sources)
    assert not re.search(r"https?://|@import|url\(", text)
    assert "prefers-color-scheme: dark" in text
    assert "@media print" in text


def test_the_page_says_what_was_measured(measured, tmp_path):
    evaluation, _, _, figures = measured
    text = " ".join(Page(report_page(*measured[:2], figures, [])).words)
    assert figures["accuracy"] == pytest.approx(6 / 9)
    for said in ("66.7", "of 9 pictures", "Guo", "glad & loud", "calm", figures["model"]["sha256"]):
        assert said in text
    assert f"{evaluation.figures.ece:.3f}" in text


def test_worst_mistakes_come_first(measured):
    evaluation, _, _, figures = measured
    mistakes = worst_mistakes(evaluation, 10)
    assert {mistake.path.name for mistake in mistakes} == {"2.png", "7.png", "grey.png"}
    assert mistakes[-1].path.name == "grey.png"  # the least sure of them
    assert (mistakes[-1].truth, mistakes[-1].answered) == ("glad & loud", "angry")
    leads = [mistake.probability - mistake.probability_of_truth for mistake in mistakes]
    assert leads == sorted(leads, reverse=True)
    assert figures["mistakes"][-1]["path"] == "glad & loud/grey.png"
    assert len(worst_mistakes(evaluation, 1)) == 1


def test_a_folder_or_a_file_can_be_named(measured, tmp_path):
    figures = measured[3]
    write_report(tmp_path / "deep" / "folder", *measured)
    assert json.loads((tmp_path / "deep/folder/figures.json").read_text()) == json.loads(json.dumps(figures))
    write_report(tmp_path / "mine.html", *measured)
    assert sorted(path.name for path in tmp_path.glob("mine.*")) == ["mine.html", "mine.json"]


def test_a_full_disk_keeps_the_older_page(measured, tmp_path, monkeypatch):
    page = write_report(tmp_path / "report", *measured)
    page.write_text("older")

    def full(path, content):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(page_module, "write_bytes", full)
    with pytest.raises(FacetError, match=r"report can't be written \(No space left on device\)"):
        write_report(tmp_path / "report", *measured)
    assert page.read_text() == "older"
    assert sorted(path.name for path in page.parent.iterdir()) == ["figures.json", "report.html"]


def test_pictures_that_have_gone_leave_an_empty_place(measured, tmp_path):
    (tmp_path / "data" / MOODS[0] / "2.png").unlink()
    text = write_report(tmp_path / "report", *measured).read_text(encoding="utf-8")
    assert text.count('class="lost"') == 1


def test_many_labels_get_the_commonest_confusions(tmp_path):
    labels = tuple(f"class {number:02d}" for number in range(30))
    model = Recogniser(open_model(colour_model(tmp_path / "m.onnx", labels), provider="cpu"))
    for number in range(30):
        plain(tmp_path / "data" / labels[number] / "a.png", RED)
    pictures = read_folders(tmp_path / "data", labels)
    evaluation = evaluate_pictures(model, pictures)
    figures = as_json_object(evaluation, model, pictures)
    text = report_page(evaluation, model, figures, [])
    assert "commonest of 29 kinds of mistake" in text
    assert '<table class="confusion">' not in text
    assert "Truth among the top 5" in text


def test_unsure_answers_count_and_are_told_apart(tmp_path):
    """The bar of red is above what the grey picture reaches: one of three answers is unsure, and wrong."""
    card = with_thresholds(colour_model(tmp_path / "m.onnx", MOODS), {"angry": 0.6})
    model = Recogniser(open_model(card, provider="cpu"))
    plain(tmp_path / "data" / "angry" / "a.png", RED)
    plain(tmp_path / "data" / MOODS[1] / "b.png", GREEN)
    plain(tmp_path / "data" / MOODS[1] / "grey.png", (100, 104, 108))
    pictures = read_folders(tmp_path / "data", MOODS)
    evaluation = evaluate_pictures(model, pictures)
    figures = as_json_object(evaluation, model, pictures)
    assert figures["accuracy"] == pytest.approx(2 / 3)
    assert figures["unsure"]["n"] == 1
    assert figures["unsure"]["share"] == pytest.approx(1 / 3)
    assert figures["unsure"]["accuracy_of_sure"] == 1.0
    assert "Unsure" in report_page(evaluation, model, figures, [])


def with_thresholds(path, thresholds):
    import onnx

    proto = onnx.load(path)
    card = ModelCard.from_json(proto.metadata_props[0].value, path)
    changed = card.model_copy(update={"thresholds": thresholds, "thresholds_chosen_on": "a test"})
    proto.metadata_props[0].value = changed.to_json()
    onnx.save(proto, path)
    return path


def test_a_model_that_is_never_unsure_says_nothing_of_it(measured):
    assert measured[3]["unsure"] is None


def test_the_command_writes_it_and_tells_events(tmp_path):
    model = brightness_model(tmp_path / "m.onnx")
    plain(tmp_path / "data/smile/a.png", 250)
    plain(tmp_path / "data/no smile/b.png", 250)
    words = ["--model", model, "--task", "smile", "--data", tmp_path / "data", "--layout", "folders"]
    done = command(*words, "--report", tmp_path / "out", "--events", "jsonl")
    assert done.exit_code == 0, done.output
    events = [json.loads(line) for line in done.stdout.splitlines()]
    assert events[-1]["event"] == "evaluated"
    assert events[-1]["accuracy"] == 0.5
    assert any(event["event"] == "progress" for event in events)
    assert (tmp_path / "out/report.html").exists()
    assert "accuracy 50.00%" in done.stderr
    clash = command(*words, "--json", "-", "--events", "jsonl")
    assert clash.exit_code == 2
    assert "can't share standard output" in clash.stderr


def test_ctrl_c_writes_nothing_and_says_so(tmp_path, monkeypatch):
    from trainer.evaluate import runner

    model = brightness_model(tmp_path / "m.onnx")
    plain(tmp_path / "data/smile/a.png", 250)

    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(runner, "_answer", interrupted)
    words = ["--model", model, "--task", "smile", "--data", tmp_path / "data", "--layout", "folders"]
    done = command(*words, "--report", tmp_path / "out", "--json", tmp_path / "figures.json")
    assert done.exit_code == 130
    assert "Nothing was written" in done.stderr
    assert not (tmp_path / "out").exists()
    assert not (tmp_path / "figures.json").exists()


def test_a_card_that_speaks_of_pictures_has_no_face_looked_for(tmp_path, astronaut_bgr):
    import onnx

    from vision.images import write_image

    path = brightness_model(tmp_path / "m.onnx")
    proto = onnx.load(path)
    card = ModelCard.from_json(proto.metadata_props[0].value, path).model_copy(update={"subject": "picture"})
    proto.metadata_props[0].value = card.to_json()
    onnx.save(proto, path)
    write_image(tmp_path / "data/smile/a.png", astronaut_bgr)
    recogniser = Recogniser(open_model(path, provider="cpu"))
    evaluation = evaluate_pictures(recogniser, read_folders(tmp_path / "data", ("no smile", "smile")))
    assert evaluation.detector is None
    score = recogniser.recognise_whole(astronaut_bgr).score
    assert evaluation.predictions[0].probabilities[1] == pytest.approx(score, abs=1e-6)


def test_without_a_detector_whole_pictures_answer(tmp_path, astronaut_bgr):
    from vision.images import write_image

    model = brightness_model(tmp_path / "m.onnx")
    (tmp_path / "data/smile").mkdir(parents=True)
    write_image(tmp_path / "data/smile/a.png", astronaut_bgr)
    recogniser = Recogniser(open_model(model, provider="cpu"))
    pictures = read_folders(tmp_path / "data", ("no smile", "smile"))
    whole = evaluate_pictures(recogniser, pictures, "none").predictions[0].probabilities
    assert whole[1] == pytest.approx(recogniser.recognise_whole(astronaut_bgr).score, abs=1e-6)
    assert not np.allclose(whole, evaluate_pictures(recogniser, pictures).predictions[0].probabilities)

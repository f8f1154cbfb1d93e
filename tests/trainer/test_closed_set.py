"""A closed set from a gallery's people: dealt out, learnt, compared with the gallery itself, or refused."""

from __future__ import annotations

import json

import numpy as np
import pytest
from typer.testing import CliRunner

from desktop.people.gallery import Gallery
from desktop.people.records import NewFace, Pose
from desktop.ui.models.trained_words import card_words
from tests.support.drawn_people import DIGEST, embedding
from tests.trainer.test_backbone_run import tiny
from trainer.data.references import LEAST, dealt, named_at_present
from trainer.models.weights_packages import CACHE_VARIABLE
from trainer.recipes import closed_set, identity_vgg16_settings
from vision.errors import DataUnusable, FacetError
from vision.gallery_reader import read_references
from vision.images import write_image
from vision.recognisers import Recogniser
from vision.sessions import open_model

pytestmark = [
    pytest.mark.timeout(400),  # TensorFlow alone takes a minute to import where the cores are busy
    pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning"),
]
COLOURS = {"Ada": (200, 60, 60), "Bo": (60, 60, 200), "Cleo": (60, 200, 60)}


def face(person, take, colour, likeness=0.8):
    """A kept picture in the person's colour, and numbers of their own."""
    random = np.random.default_rng(97 * person + take)
    crop = np.kron(np.array(colour) + random.normal(0, 40, (10, 10, 3)), np.ones((16, 16, 1)))
    picture = np.clip(crop, 0, 255).astype(np.uint8)
    numbers = embedding(person, take, likeness=likeness)
    return NewFace(picture, numbers, DIGEST, 0.9, (), Pose(0.0, 0.0), f"{take}.jpg", float(take))


def write_gallery(folder, each=10, people=COLOURS, **options):
    with Gallery(folder) as gallery:
        for number, (name, colour) in enumerate(people.items()):
            gallery.enrol(name, [face(number, take, colour, **options) for take in range(each)])
    return folder


@pytest.fixture(scope="module")
def gallery(tmp_path_factory):
    return write_gallery(tmp_path_factory.mktemp("gallery") / "people")


# Dealing out


def test_each_person_is_in_each_part_and_the_same_again(gallery):
    known = dealt(read_references(gallery), seed=1)
    assert known.names == ("Ada", "Bo", "Cleo")
    assert known.counts() == {"train": 18, "validation": 6, "test": 6}
    for part in ("train", "validation", "test"):
        assert set(known.classes[known.places(part)]) == {0, 1, 2}
    assert dealt(read_references(gallery), seed=1).parts == known.parts
    assert dealt(read_references(gallery), seed=2).parts != known.parts


def test_copies_of_a_picture_stay_in_one_part(tmp_path):
    folder = write_gallery(tmp_path / "people")
    with Gallery(folder) as gallery:
        again = face(0, 3, COLOURS["Ada"])
        mirrored = np.ascontiguousarray(again.crop_rgb[:, ::-1])
        gallery.enrol("Ada", [NewFace(mirrored, again.embedding, DIGEST, 0.9, (), None, "", 0.0)])
    for seed in range(6):
        known = dealt(read_references(folder), seed)
        ada = [place for place, one in enumerate(known.classes) if one == 0]
        assert known.parts[ada[3]] == known.parts[ada[-1]]


def test_the_gallery_by_itself_names_whom_its_numbers_name(gallery, tmp_path):
    known = dealt(read_references(gallery), seed=1)
    assert (named_at_present(known) == known.classes[known.places("test")]).all()
    vague = dealt(read_references(write_gallery(tmp_path / "vague", likeness=0.05)), seed=1)
    assert (named_at_present(vague) == vague.classes[vague.places("test")]).mean() < 0.9


def test_too_few_people_or_pictures_are_said(tmp_path):
    alone = write_gallery(tmp_path / "alone", people={"Ada": (9, 9, 9)})
    with pytest.raises(FacetError, match=r"needs two, and the gallery has only Ada\. Enrol somebody else"):
        dealt(read_references(alone), seed=1)
    with Gallery(tmp_path / "nobody"):
        pass
    with pytest.raises(FacetError, match="the gallery has nobody"):
        dealt(read_references(tmp_path / "nobody"), seed=1)
    few = write_gallery(tmp_path / "few", each=LEAST - 1)
    with pytest.raises(FacetError, match="needs 5 pictures that differ: Ada has 4; Bo has 4; Cleo has 4"):
        dealt(read_references(few), seed=1)


def test_pictures_that_no_one_model_has_seen_are_said(tmp_path):
    folder = write_gallery(tmp_path / "people")
    with Gallery(folder) as gallery:
        other = face(0, 77, COLOURS["Ada"])
        gallery.enrol("Ada", [NewFace(other.crop_rgb, other.embedding, "b" * 64, 0.9, (), None, "", 0.0)])
    with pytest.raises(FacetError, match=r"Only 30 of the gallery's 31 pictures"):
        dealt(read_references(folder), seed=1)


# The command

needs_tensorflow = pytest.mark.needs_tensorflow


@pytest.fixture
def tiny_backbones(tmp_path, monkeypatch):
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path / "cache"))
    monkeypatch.setattr("trainer.models.backbone_networks.backbone_network", tiny)
    monkeypatch.setattr(identity_vgg16_settings.IdentitySettings, "side", property(lambda _: 32))
    # The stand-in has no layer of the middle.
    monkeypatch.setitem(identity_vgg16_settings._OTHERS, "features", "average")


def finetune(*words):
    from trainer.commands.app import app

    return CliRunner().invoke(app, ["finetune", *map(str, words)])


@needs_tensorflow
def test_a_closed_set_is_learnt_measured_and_written_whole(gallery, tmp_path, tiny_backbones, astronaut_bgr):
    others = tmp_path / "others"
    write_image(others / "a.png", astronaut_bgr)
    write_image(others / "b.png", np.full((64, 64, 3), 90, np.uint8))
    run, before = tmp_path / "run", (gallery / "gallery.sqlite").read_bytes()
    done = finetune(
        "--gallery", gallery, "--run", run, "--backbone", "mobilenetv2", "--strangers", others,
        "--json", tmp_path / "told.json", "--events", "jsonl",
    )  # fmt: skip
    assert done.exit_code == 0, (done.output, done.exception)
    events = [json.loads(line)["event"] for line in done.stdout.splitlines()]
    assert {"split", "progress", "finetuned"} <= set(events)
    told = json.loads((tmp_path / "told.json").read_text())
    assert (told["n"], told["present"]) == (6, 1.0)
    assert told["accuracy"] == 1.0
    assert told["strangers"] == {"n": 1, "without_face": 1}
    assert [bar["probability"] for bar in told["bars"]] == [0.5, 0.9, 0.99]
    assert all(bar["strangers"] in (0.0, 1.0) for bar in told["bars"])
    card = open_model(run / "model.onnx", provider="cpu").card
    assert (card.task, card.output.labels) == ("identity-closed", ("Ada", "Bo", "Cleo"))
    assert "A stranger gets one of these names too" in card.description
    assert "a stranger gets a name" not in card_words(card), "it was measured"
    assert "what MobileNetV2 sees" in card_words(card)
    assert "Of 1 strangers" in card.description
    assert card.crop.align == "five_points"
    assert sorted(path.name for path in run.iterdir()) == [
        "confusion.png", "golden.npz", "model.onnx", "result.json",
    ]  # fmt: skip
    assert (gallery / "gallery.sqlite").read_bytes() == before


@needs_tensorflow
def test_the_model_answers_live_crops_of_the_people(gallery, tmp_path, tiny_backbones):
    done = finetune("--gallery", gallery, "--run", tmp_path / "run", "--backbone", "mobilenetv2")
    assert done.exit_code == 0, (done.output, done.exception)
    assert "gives every stranger one of their names" in " ".join(done.output.split())
    session = open_model(tmp_path / "run" / "model.onnx", provider="cpu")
    whole = np.full((400, 400, 3), (60, 60, 200), np.uint8)  # BGR: a photo in Ada's colour
    (answer,) = Recogniser(session).recognise(whole, np.array([[100, 100, 150, 150]], np.int32))
    assert answer.label == "Ada"
    again = finetune("--gallery", gallery, "--run", tmp_path / "run")
    assert isinstance(again.exception, DataUnusable)
    assert "holds a model already" in str(again.exception)


@needs_tensorflow
def test_the_well_known_recipe_learns_dense_layers(gallery, tmp_path, tiny_backbones):
    words = ["--gallery", gallery, "--run", tmp_path / "run", "--epochs", "3", "--rate", "0.01", "--anyway"]
    done = finetune(*words)
    assert done.exit_code == 0, (done.output, done.exception)
    result = json.loads((tmp_path / "run" / "result.json").read_text())
    assert (result["settings"]["backbone"], result["settings"]["hidden"]) == ("vgg16", 1024)
    assert result["closed_set"] is True
    assert (tmp_path / "run" / "curves.png").exists()


@needs_tensorflow
@pytest.mark.parametrize("head", ["logistic", "dense"])
def test_a_head_learns_on_the_model_that_tells_faces_apart(gallery, tmp_path, head, astronaut_bgr):
    write_image(tmp_path / "others" / "a.png", astronaut_bgr)
    words = ["--gallery", gallery, "--run", tmp_path / "run", "--strangers", tmp_path / "others", "--anyway"]
    done = finetune(*words, "--backbone", "facet-id", "--head", head)
    assert done.exit_code == 0, (done.output, done.exception)
    result = json.loads((tmp_path / "run" / "result.json").read_text())
    assert (result["settings"]["backbone"], result["settings"]["head"]) == ("facet-id", head)
    assert result["strangers"]["n"] == 1
    assert result["accuracy"] >= 2 / 3
    card = open_model(tmp_path / "run" / "model.onnx", provider="cpu").card
    assert (card.task, card.output.kind, card.output.labels) == (
        "identity-closed", "softmax", ("Ada", "Bo", "Cleo"),
    )  # fmt: skip
    assert (card.crop.width, card.crop.margin, card.crop.align) == (112, 0.0, "five_points")
    assert "A stranger gets one of these names too" in card.description
    assert card_words(card).startswith("Says who of 3 people"), "the window has it in plain words"
    assert "Backbone: Apache-2.0; trained on research data" in card.licence
    assert "ImageNet" not in card.to_json()


@needs_tensorflow
def test_the_file_answers_as_the_embedding_model_and_the_head_do(tmp_path, astronaut_bgr):
    from trainer.export.over_embedder import EmbedderAndHead, over_embedder
    from trainer.features.embedding import open_embedding
    from trainer.recipes.closed_set_card import card_of
    from trainer.recipes.closed_set_trunks import EmbeddingTrunk
    from trainer.recipes.embedding_settings import EmbeddingSettings

    random = np.random.default_rng(3)
    source = open_embedding("facet-id")
    sizes = [(source.size, 5), (5, 3)]
    layers = [(random.normal(0, 3, s).astype(np.float32), np.ones(s[1], np.float32)) for s in sizes]
    trunk = EmbeddingTrunk(EmbeddingSettings(backbone="facet-id"), source)
    known = dealt(read_references(write_gallery(tmp_path / "people")), seed=1)
    found = {"present": 1.0, "accuracy": 1.0, "ci95": [0.5, 1.0], "n": 6, "strangers": {"n": 0}, "bars": []}
    (tmp_path / "model.onnx").write_bytes(
        over_embedder(source.embedder.session.path, layers, card_of(known, trunk.settings, trunk, found))
    )
    crops = np.stack([astronaut_bgr[:112, x : x + 112] for x in (0, 150, 300)])
    answers = open_model(tmp_path / "model.onnx", provider="cpu").run(crops)
    wanted = EmbedderAndHead(source.embedder, layers).predict(crops)
    assert answers == pytest.approx(wanted, abs=1e-5)
    assert np.ptp(answers, axis=0).max() > 0.05


def test_a_model_that_was_not_pulled_is_named(gallery, tmp_path):
    done = finetune("--gallery", gallery, "--run", tmp_path / "run", "--backbone", "sface")
    assert isinstance(done.exception, FacetError)
    assert "facet models pull sface" in str(done.exception)
    assert not (tmp_path / "run").exists()


@needs_tensorflow
def test_what_is_worse_than_the_gallery_is_refused_and_leaves_nothing(tmp_path, tiny_backbones):
    # One colour for all: the numbers tell the people apart, the pictures can't.
    alike = dict.fromkeys(COLOURS, (120, 120, 120))
    gallery = write_gallery(tmp_path / "alike", people=alike)
    words = ["--gallery", gallery, "--run", tmp_path / "run", "--backbone", "mobilenetv2"]
    done = finetune(*words)
    assert type(done.exception).__name__ == "NotBetter"
    assert "the gallery by itself 100.0%. Nothing was written" in str(done.exception)
    assert "--anyway" in str(done.exception)
    assert not list((tmp_path / "run").iterdir())


@needs_tensorflow
def test_ctrl_c_leaves_the_gallery_and_what_was_computed(gallery, tmp_path, tiny_backbones, monkeypatch):
    def stop(*_):
        raise KeyboardInterrupt

    words = ["--gallery", gallery, "--run", tmp_path / "run", "--backbone", "mobilenetv2"]
    with monkeypatch.context() as patch:
        patch.setattr("trainer.recipes.closed_set.learn_head", stop)
        done = finetune(*words)
    assert done.exit_code == 130
    assert "The gallery is as it was, no model was written" in done.output
    assert [path.name for path in (tmp_path / "run").iterdir()] == ["features"]
    counted = []
    monkeypatch.setattr("trainer.features.extractor.Extractor.run", lambda *_: counted.append(1))
    assert finetune(*words).exit_code == 0
    assert not counted


def erase_bo(folder):
    with Gallery(folder) as gallery:
        gallery.erase(gallery.person("Bo").id)


@needs_tensorflow
@pytest.mark.parametrize("at", ["learn_head", "named_at_present", "card_of", "place"])
def test_whoever_is_erased_while_it_learns_is_in_nothing_that_is_kept(
    tmp_path, tiny_backbones, monkeypatch, at
):
    """A training so slow that somebody is erased in the middle: of learning, measuring, or writing."""
    folder, run = write_gallery(tmp_path / "people"), tmp_path / "run"
    done_by = getattr(closed_set, at)

    def slowly(*given, **named):
        if not (tmp_path / "erased").exists():
            (tmp_path / "erased").touch()
            erase_bo(folder)
        return done_by(*given, **named)

    monkeypatch.setattr(closed_set, at, slowly)
    words = ["--gallery", folder, "--run", run, "--backbone", "mobilenetv2", "--anyway"]
    done = finetune(*words)
    assert (tmp_path / "erased").exists()
    assert isinstance(done.exception, closed_set.ErasedMeanwhile), (done.output, done.exception)
    assert "erased from the gallery while this network learned from it" in str(done.exception)
    assert not run.exists()
    assert finetune(*words).exit_code == 0
    assert open_model(run / "model.onnx", provider="cpu").card.output.labels == ("Ada", "Cleo")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--gallery", "nowhere"], "there is no gallery here"),
        (["--gallery", "g", "--data", "d", "--backbone", "vgg16"], "either --data DIR or --gallery DIR"),
        (["--gallery", "g", "--model", "m"], "Give --backbone, not --model"),
        (["--data", "d", "--backbone", "vgg16", "--anyway"], "belong to --gallery"),
        (["--gallery", "g", "--backbone", "vgg"], "no backbone 'vgg'"),
        (
            ["--gallery", "g", "--backbone", "sface", "--weights", "w.h5"],
            "sface and facet-id come with theirs",
        ),
        (
            ["--gallery", "g", "--backbone", "sface", "--head", "forest"],
            "--head forest: it should be 'logistic', 'whitened' or 'dense'",
        ),
        (["--data", "d", "--backbone", "vgg16", "--head", "dense"], "belong to --gallery"),
        (["--gallery", "g", "--strangers", "nowhere"], "there is no such folder"),
    ],
)
def test_what_does_not_go_together_is_one_sentence(tmp_path, monkeypatch, words, said):
    monkeypatch.chdir(tmp_path)
    done = finetune("--run", tmp_path / "run", *words)
    assert isinstance(done.exception, FacetError), (done.output, done.exception)
    assert said in str(done.exception)
    assert not (tmp_path / "run").exists()

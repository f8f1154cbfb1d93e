"""Readers of public layouts on tiny drawn folders, and on the real sets where they are at hand."""

from collections import Counter

import numpy as np
import pytest

from trainer.data.layouts import EMOTIONS, match_label, read_fer, read_folders, read_genki
from vision.errors import DataUnusable
from vision.images import write_image

HEADER = "Usage,Image name,neutral,happiness,surprise,sadness,anger,disgust,fear,contempt,unknown,NF\n"


def draw(path):
    write_image(path, np.full((12, 12, 3), 99, np.uint8))
    return path


def genki(root, lines, numbers):
    for number in numbers:
        draw(root / f"files/file{number:04d}.jpg")
    (root / "labels.txt").write_text("".join(line + "\n" for line in lines))
    return root


# GENKI-4K


def test_genki_line_n_speaks_of_file_n(tmp_path):
    read = read_genki(genki(tmp_path, ["1 0.1 -0.2 0.3", "0 0 0 0", "1 0 0 0"], [1, 2, 3]))
    assert [(s.path.name, s.label, s.number) for s in read.samples] == [
        ("file0001.jpg", "smile", 1),
        ("file0002.jpg", "no smile", 2),
        ("file0003.jpg", "smile", 3),
    ]
    assert read.samples[0].pose_rad == (0.1, -0.2, 0.3)
    assert read.labels == ("no smile", "smile")
    assert not read.picture_is_face


def test_genki_a_missing_picture_does_not_shift_the_lines(tmp_path):
    read = read_genki(genki(tmp_path, ["1 0 0 0", "0 0 0 0", "1 0 0 0"], [1, 3]))
    assert [(s.number, s.label) for s in read.samples] == [(1, "smile"), (3, "smile")]
    assert [skip.path.name for skip in read.skipped] == ["file0002.jpg"]


def test_genki_one_line_short_is_refused(tmp_path):
    with pytest.raises(DataUnusable, match=r"labels.txt: has 2 lines.*file0003.jpg"):
        read_genki(genki(tmp_path, ["1 0 0 0", "0 0 0 0"], [1, 2, 3]))


@pytest.mark.parametrize("line", ["", "2 0 0 0", "smile", "1 a b c", "1 nan 0 0"])
def test_genki_a_malformed_line_is_named(tmp_path, line):
    with pytest.raises(DataUnusable, match="line 2"):
        read_genki(genki(tmp_path, ["1 0 0 0", line, "1 0 0 0"], [1, 2, 3]))


def test_genki_another_folder_is_refused_with_the_layout(tmp_path):
    for root in (tmp_path / "nowhere", tmp_path, draw(tmp_path / "a.png")):
        with pytest.raises(DataUnusable, match=r"files/file0001.jpg"):
            read_genki(root)
    (tmp_path / "files").mkdir()
    with pytest.raises(DataUnusable, match=r"labels.txt"):
        read_genki(tmp_path)


def test_genki_without_any_picture_is_refused(tmp_path):
    (tmp_path / "files").mkdir()
    with pytest.raises(DataUnusable, match="no labelled picture"):
        read_genki(genki(tmp_path, ["1 0 0 0"], []))


# Class folders


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("Happy", "happy"),
        ("HAPPINESS", "happy"),
        ("sadness", "sad"),
        ("Anger", "angry"),
        ("NF", None),
        ("", None),
    ],
)
def test_names_find_the_label_they_mean(name, label):
    assert match_label(name, EMOTIONS) == label


def test_all_of_ferplus_names_are_mapped():
    names = ("anger", "disgust", "fear", "happiness", "neutral", "sadness", "surprise")
    assert tuple(match_label(name, EMOTIONS) for name in names) == EMOTIONS


def test_a_label_comes_before_an_alias():
    assert match_label("Anger", ("anger", "angry")) == "anger"
    assert match_label("No_Smile", ("no smile", "smile")) == "no smile"


def test_folders_match_labels_and_report_the_rest(tmp_path):
    for name in ("Happiness/b.PNG", "Happiness/deeper/a.jpg", "SAD/c.jpg", "loose.jpg", ".cache/d.jpg"):
        draw(tmp_path / name)
    (tmp_path / "SAD/notes.txt").write_text("no picture")
    (tmp_path / "empty stranger").mkdir()
    read = read_folders(tmp_path, ("happy", "sad"))
    assert [(s.path.name, s.label) for s in read.samples] == [
        ("b.PNG", "happy"),
        ("a.jpg", "happy"),
        ("c.jpg", "sad"),
    ]
    assert {skip.path.name for skip in read.skipped} == {"loose.jpg", "notes.txt"}
    assert read.counts() == {"happy": 2, "sad": 1}


def test_folders_without_labels_take_their_names(tmp_path):
    for name in ("Zoe/1.jpg", "Ann/1.jpg"):
        draw(tmp_path / name)
    assert read_folders(tmp_path).labels == ("Ann", "Zoe")


def test_folders_that_mean_no_label_are_all_named(tmp_path):
    for name in ("happy/1.jpg", "contempt/1.jpg", "boredom/1.jpg"):
        draw(tmp_path / name)
    with pytest.raises(DataUnusable, match=r"boredom, contempt.*angry, disgust"):
        read_folders(tmp_path, EMOTIONS)


def test_folders_wrong_or_without_pictures_are_refused(tmp_path):
    with pytest.raises(DataUnusable, match="no such folder"):
        read_folders(tmp_path / "nowhere")
    with pytest.raises(DataUnusable, match="no class folders"):
        read_folders(tmp_path)
    (tmp_path / "happy").mkdir()
    (tmp_path / "happy/readme.md").write_text("")
    with pytest.raises(DataUnusable, match=r"no labelled picture.*not a picture by its name"):
        read_folders(tmp_path)


# FER2013 and FER+


def votes(use, row, name="fer0000009.png"):
    return f"{use},{name},{','.join(map(str, row))}\n"


HAPPY = (0, 8, 0, 0, 0, 0, 2, 0, 0, 0)
NEUTRAL = (6, 0, 0, 2, 0, 0, 0, 1, 1, 0)
TIED = (4, 0, 0, 4, 2, 0, 0, 0, 0, 0)
UNKNOWN = (1, 1, 0, 0, 0, 0, 0, 0, 8, 0)
CONTEMPT = (4, 0, 0, 0, 0, 0, 0, 6, 0, 0)
NO_FACE = (0, 0, 0, 0, 0, 0, 0, 0, 0, 10)


def test_fer_own_labels_in_order_of_number(tmp_path):
    for name in ("Training/Sad/00000007.jpg", "Training/Angry/00000012.jpg", "PublicTest/Happy/00000100.jpg"):
        draw(tmp_path / name)
    read = read_fer(tmp_path)
    assert [(s.number, s.label, s.use) for s in read.samples] == [
        (7, "sad", "Training"),
        (12, "angry", "Training"),
        (100, "happy", "PublicTest"),
    ]
    assert read.picture_is_face
    assert read.labels == EMOTIONS
    assert [s.number for s in read_fer(tmp_path, uses=["PublicTest"]).samples] == [100]


def test_ferplus_row_k_of_a_use_is_its_kth_picture_by_number(tmp_path):
    # Numbers have gaps and the class folders scatter them: only the order by number matches.
    for name in ("Sad/00000030.jpg", "Angry/00000004.jpg", "Sad/00000009.jpg"):
        draw(tmp_path / "Training" / name)
    draw(tmp_path / "PublicTest/Happy/00000031.jpg")
    rows = [
        votes("Training", NEUTRAL),
        votes("PublicTest", HAPPY),
        votes("Training", HAPPY),
        votes("Training", TIED),
    ]
    (tmp_path / "fer2013new.csv").write_text(HEADER + "".join(rows))
    read = read_fer(tmp_path, "ferplus")
    assert [(s.number, s.label) for s in read.samples] == [(4, "neutral"), (9, "happy"), (31, "happy")]
    assert [(skip.path.name, "tie" in skip.reason) for skip in read.skipped] == [("00000030.jpg", True)]


def test_ferplus_shares_are_of_the_seven_emotions(tmp_path):
    draw(tmp_path / "Training/Sad/1.jpg")
    (tmp_path / "fer2013new.csv").write_text(HEADER + votes("Training", NEUTRAL))
    (sample,) = read_fer(tmp_path, "ferplus").samples
    assert sample.shares == pytest.approx((0, 0, 0, 0, 0.75, 0.25, 0))
    assert read_fer(tmp_path).samples[0].shares is None


def test_ferplus_leaves_out_what_is_no_emotion(tmp_path):
    rows = (HAPPY, UNKNOWN, CONTEMPT, NO_FACE, TIED)
    for number in range(len(rows)):
        draw(tmp_path / f"Training/Fear/{number}.jpg")
    (tmp_path / "fer2013new.csv").write_text(HEADER + "".join(votes("Training", row) for row in rows))
    read = read_fer(tmp_path, "ferplus")
    assert [s.number for s in read.samples] == [0]
    assert len(read.skipped) == 4
    assert {"FER+ says unknown", "FER+ says contempt", "FER+ says NF"} < set(read.skipped_by_reason())


def test_ferplus_counts_must_be_equal(tmp_path):
    for number in range(3):
        draw(tmp_path / f"Training/Fear/{number}.jpg")
    (tmp_path / "fer2013new.csv").write_text(HEADER + votes("Training", HAPPY) * 2)
    with pytest.raises(DataUnusable, match="2 rows of Training, but there are 3 pictures"):
        read_fer(tmp_path, "ferplus")


def test_ferplus_rows_of_absent_uses_do_not_matter(tmp_path):
    draw(tmp_path / "PrivateTest/Fear/32298.jpg")
    (tmp_path / "fer2013new.csv").write_text(
        HEADER + votes("Training", HAPPY) * 2 + votes("PrivateTest", NEUTRAL)
    )
    assert [s.label for s in read_fer(tmp_path, "ferplus").samples] == ["neutral"]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "can't be read"),
        ("", "no column"),
        (HEADER.replace("fear,", ""), "no column fear"),
        (HEADER + "Training,a,1,2\n", "line 2"),
        (HEADER + votes("Training", (*HAPPY[:-1], "many")), "line 2"),
    ],
)
def test_ferplus_a_broken_file_of_votes_is_refused(tmp_path, content, says):
    draw(tmp_path / "Training/Fear/1.jpg")
    if content is not None:
        (tmp_path / "fer2013new.csv").write_text(content)
    with pytest.raises(DataUnusable, match=says):
        read_fer(tmp_path, "ferplus")


def test_fer_another_layout_is_refused(tmp_path):
    draw(tmp_path / "happy/1.jpg")
    with pytest.raises(DataUnusable, match="holds none of Training, PublicTest, PrivateTest"):
        read_fer(tmp_path)


def test_fer_a_number_twice_is_refused(tmp_path):
    draw(tmp_path / "Training/Fear/1.jpg")
    draw(tmp_path / "Training/Happy/0001.jpg")
    with pytest.raises(DataUnusable, match="same number as"):
        read_fer(tmp_path)


# The real sets


@pytest.mark.needs_data
def test_real_ferplus_keeps_the_known_counts(shared_data):
    read = read_fer(shared_data / "fer2013", "ferplus")
    assert Counter(s.use for s in read.samples) == {"Training": 26_778, "PublicTest": 3_372}


@pytest.mark.needs_data
def test_real_ferplus_agrees_with_fer_as_known(shared_data):
    own = {s.number: s.label for s in read_fer(shared_data / "fer2013").samples}
    plus = read_fer(shared_data / "fer2013", "ferplus").samples
    # Wrongly matched rows would agree on one in six.
    assert sum(own[s.number] == s.label for s in plus) / len(plus) == pytest.approx(0.66, abs=0.01)


@pytest.mark.needs_data
def test_real_genki_is_read_whole(shared_data):
    read = read_genki(shared_data / "genki4k")
    assert len(read.samples) == 3_200
    assert not read.skipped

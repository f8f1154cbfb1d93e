"""The people page: from nobody to someone by dropped photos, mending, removing, the bar, the guided ring."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QMenu
from shiboken6 import isValid

from desktop.engine.live_events import SessionFailed
from desktop.folders import trainings_dir
from desktop.ui.people.guided_dialog import GuidedDialog
from desktop.ui.people.person_dialogs import AskMerge, AskName, AskRemove
from desktop.ui.people.photos_dialog import PhotosDialog
from tests.support.fake_session import FakeCamera, face, view
from tests.support.people_page import LEFT, acts_of, add, dialog_of, drop, gallery_of, press, settle
from tests.support.stand_in_people import GREEN, ORANGE, VIOLET, draw_photo, good_quality
from vision.face_quality import FaceQuality


def test_nobody_is_known_at_first_and_dropped_photos_change_that(page, tmp_path, qtbot) -> None:
    assert page.start.isVisible()
    assert page.start.buttons["photos"].isVisible()
    first = draw_photo(tmp_path / "album" / "one.png", ORANGE, GREEN)
    draw_photo(tmp_path / "album" / "two.png", ORANGE, take=1)
    blank = tmp_path / "album" / "note.png"
    blank.write_bytes(b"no picture")
    drop(page, first.parent)
    dialog = dialog_of(page, PhotosDialog, qtbot)
    assert dialog.said.text() == "3 faces in 3 photos, 2 chosen. 1 photo gives none: note.png."
    other = next(tile for tile in dialog.grid.tiles if not tile.isChecked())
    qtbot.waitUntil(lambda: not other.visibleRegion().isEmpty())
    qtbot.mouseClick(other, LEFT)
    assert "3 chosen" in dialog.said.text()
    qtbot.mouseClick(other, LEFT)
    assert not dialog.keep.isEnabled(), "no name yet"
    qtbot.keyClicks(dialog.name.line, "Ann Lee")
    qtbot.keyClicks(dialog.consent.note, "wrote me")
    qtbot.keyClick(dialog.consent.note, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not isValid(dialog))
    settle(page.window(), qtbot)
    assert page.details.title.text() == "Ann Lee"
    assert len(page.details.grid.tiles) == 2
    assert "wrote me" in page.details._consent_said.text()
    assert page.details._consent_title.text() == "Consent"
    assert not page.start.isVisible()
    assert page.toast.text == "Ann Lee is known from now on."
    qtbot.mouseClick(page.toast.button, LEFT)
    settle(page.window(), qtbot)
    assert page.start.isVisible(), "undone: nobody is known again"


def test_the_keys_for_undo_take_back_what_the_menu_names(page, tmp_path, qtbot) -> None:
    add(page, "Ann", ORANGE, tmp_path, qtbot)
    gallery_of(page).rename(gallery_of(page).person("Ann").id, "Ann Lee")
    page.refresh()
    settle(page.window(), qtbot)
    undo = page.findChild(QAction, "people_undo")
    assert "Ann Lee" in undo.text()
    qtbot.keyClick(page.list, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    settle(page.window(), qtbot)
    assert [person.name for person in gallery_of(page).people()] == ["Ann"]


def test_photos_without_a_face_are_named(page, tmp_path, qtbot) -> None:
    drop(page, draw_photo(tmp_path / "wall.png"))
    settle(page.window(), qtbot)
    assert "No face was found" in page.notice.text
    assert "wall.png" in page.notice.text


def test_rename_merge_unmerge_and_undo(page, tmp_path, qtbot) -> None:
    ann = add(page, "Ann", ORANGE, tmp_path, qtbot)
    bo = add(page, "Bo", VIOLET, tmp_path, qtbot)
    press(page, "rename", qtbot)
    dialog = dialog_of(page, AskName, qtbot)
    assert not dialog.act.isEnabled()
    qtbot.keyClicks(dialog.name.line, "Bob")
    qtbot.keyClick(dialog.name.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not isValid(dialog))
    settle(page.window(), qtbot)
    gallery = gallery_of(page)
    assert gallery.person(bo).name == "Bob"
    press(page, "merge", qtbot)
    dialog = dialog_of(page, AskMerge, qtbot)
    assert not dialog.act.isEnabled(), "nobody is chosen yet"
    dialog.others.setCurrentIndex(0)
    qtbot.mouseClick(dialog.act, LEFT)
    qtbot.waitUntil(lambda: not isValid(dialog))
    settle(page.window(), qtbot)
    assert [(person.id, person.references) for person in gallery.people()] == [(ann, 4)]
    assert page.details.title.text() == "Ann"
    press(page, "unmerge", qtbot)
    settle(page.window(), qtbot)
    assert [person.references for person in gallery.people()] == [2, 2]
    page._undo.trigger()  # the newest that still stands: the other name
    settle(page.window(), qtbot)
    assert gallery.person(bo).name == "Bo"


def test_pictures_are_set_aside_and_restored(page, tmp_path, qtbot) -> None:
    ann = add(page, "Ann", ORANGE, tmp_path, qtbot)
    assert page.details.picture_acts.hint.isVisible()
    qtbot.mouseClick(page.details.grid.tiles[0], LEFT)
    assert "Like the others" in page.details.chosen_said.text()
    assert not acts_of(page)["restore"].isVisible()
    qtbot.mouseClick(acts_of(page)["aside"], LEFT)
    settle(page.window(), qtbot)
    assert gallery_of(page).person(ann).references == 1
    tile = page.details.grid.tiles[0]
    assert tile.text().splitlines() == ["Set aside", "by hand"]
    assert tile.isChecked(), "still chosen: what was done can be undone"
    assert not acts_of(page)["aside"].isVisible()
    qtbot.mouseClick(acts_of(page)["restore"], LEFT)
    settle(page.window(), qtbot)
    assert gallery_of(page).person(ann).references == 2
    assert page.details.grid.tiles[0].text() == "Good"


def test_several_pictures_are_chosen_by_mouse_and_moved_together(page, tmp_path, qtbot) -> None:
    add(page, "Bo", VIOLET, tmp_path, qtbot)
    ann = add(page, "Ann", ORANGE, tmp_path, qtbot, takes=3)
    qtbot.mouseClick(page.details.grid.tiles[0], LEFT)
    qtbot.mouseClick(page.details.grid.tiles[1], LEFT)
    assert "2 pictures chosen" in page.details.chosen_said.text()
    qtbot.mouseClick(acts_of(page)["give"], LEFT)
    dialog = dialog_of(page, AskName, qtbot)
    assert dialog.windowTitle() == "Whose pictures are these?"
    qtbot.keyClicks(dialog.name.line, "ann")
    assert not dialog.act.isEnabled(), "they are hers now"
    dialog.name.line.setText("bo")
    assert dialog.name.hint.text() == "Bo is known already, with 2 pictures."
    qtbot.mouseClick(dialog.act, LEFT)
    qtbot.waitUntil(lambda: not isValid(dialog))
    settle(page.window(), qtbot)
    gallery = gallery_of(page)
    assert (gallery.person(ann).references, gallery.person("Bo").references) == (1, 4)
    qtbot.mouseClick(page.toast.button, LEFT)
    settle(page.window(), qtbot)
    assert gallery.person(ann).references == 3, "one undo for all"


def test_several_pictures_are_chosen_by_keyboard_and_split_off(page, tmp_path, qtbot) -> None:
    ann = add(page, "Ann", ORANGE, tmp_path, qtbot, takes=3)
    tiles = page.details.grid.tiles
    page.window().activateWindow()
    tiles[0].setFocus()
    qtbot.keyClick(tiles[0], Qt.Key.Key_Space)
    qtbot.keyClick(tiles[0], Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert page.details.grid.chosen == [face.id for face in gallery_of(page).faces(ann)[:2]]
    qtbot.keyClick(tiles[1], Qt.Key.Key_Escape)
    assert page.details.grid.chosen == []
    assert page.details.picture_acts.hint.isVisible()
    qtbot.keyClick(tiles[1], Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert len(page.details.grid.chosen) == 3
    qtbot.keyClick(tiles[2], Qt.Key.Key_Space)
    qtbot.keyClick(acts_of(page)["give"], Qt.Key.Key_Space)
    dialog = dialog_of(page, AskName, qtbot)
    qtbot.keyClicks(dialog.name.line, "Cleo")
    assert dialog.name.hint.text() == "Cleo is new and gets an entry."
    qtbot.keyClick(dialog.name.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not isValid(dialog))
    settle(page.window(), qtbot)
    gallery = gallery_of(page)
    assert (gallery.person(ann).references, gallery.person("Cleo").references) == (1, 2)


def test_the_menu_of_a_picture_is_about_the_chosen_ones(page, tmp_path, qtbot) -> None:
    ann = add(page, "Ann", ORANGE, tmp_path, qtbot, takes=3)
    page.details.grid.choose([face.id for face in gallery_of(page).faces(ann)[:2]])
    page.details.grid.tiles[1].customContextMenuRequested.emit(QPoint(5, 5))
    menu = next(menu for menu in page.details.findChildren(QMenu) if menu.isVisible())
    line = next(line for line in menu.actions() if line.objectName() == "picture_aside")
    qtbot.mouseClick(menu, LEFT, pos=menu.actionGeometry(line).center())
    settle(page.window(), qtbot)
    assert gallery_of(page).person(ann).references == 1


def test_a_name_that_somebody_has_is_not_given_twice(page, tmp_path, qtbot) -> None:
    add(page, "Bo", VIOLET, tmp_path, qtbot)
    add(page, "Ann", ORANGE, tmp_path, qtbot)
    press(page, "rename", qtbot)
    dialog = dialog_of(page, AskName, qtbot)
    qtbot.keyClicks(dialog.name.line, " bo ")
    assert dialog.name.hint.text().startswith("Bo is somebody already.")
    assert not dialog.act.isEnabled()
    qtbot.keyClick(dialog.name.line, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not isValid(dialog))


def test_who_is_known_is_offered_before_and_while_a_name_is_typed(page, tmp_path, qtbot) -> None:
    add(page, "Bo", VIOLET, tmp_path, qtbot)
    add(page, "Cleo", GREEN, tmp_path, qtbot)
    add(page, "Ann", ORANGE, tmp_path, qtbot)
    qtbot.mouseClick(page.details.grid.tiles[0], LEFT)
    qtbot.mouseClick(acts_of(page)["give"], LEFT)
    dialog = dialog_of(page, AskName, qtbot)
    line, offered = dialog.name.line, dialog.name.line.completer().popup()

    def names() -> list[str]:
        model = offered.model()
        return [model.data(model.index(row, 0)) for row in range(model.rowCount())]

    qtbot.keyClick(line, Qt.Key.Key_Down)
    qtbot.waitUntil(offered.isVisible)
    assert names() == ["Bo", "Cleo"]
    qtbot.keyClick(offered, Qt.Key.Key_Down)
    qtbot.keyClick(offered, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not offered.isVisible())
    assert line.text() == "Bo"
    line.clear()
    qtbot.keyClicks(line, "le")
    qtbot.waitUntil(offered.isVisible)
    assert names() == ["Cleo"]
    offered.hide()
    line.clear()
    qtbot.mouseClick(dialog.name.list, LEFT)
    qtbot.waitUntil(offered.isVisible)
    assert names() == ["Bo", "Cleo"]
    offered.hide()
    dialog.reject()
    qtbot.waitUntil(lambda: not isValid(dialog))


def test_a_whole_name_and_one_enter_are_enough(page, tmp_path, qtbot) -> None:
    add(page, "Cleo", GREEN, tmp_path, qtbot)
    add(page, "Ann", ORANGE, tmp_path, qtbot)
    qtbot.mouseClick(page.details.grid.tiles[0], LEFT)
    qtbot.mouseClick(acts_of(page)["give"], LEFT)
    dialog = dialog_of(page, AskName, qtbot)
    offered = dialog.name.line.completer().popup()
    qtbot.keyClicks(dialog.name.line, "cleo")
    qtbot.waitUntil(offered.isVisible)
    qtbot.keyClick(offered, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not isValid(dialog))
    settle(page.window(), qtbot)
    assert gallery_of(page).person("Cleo").references == 3


def test_removing_says_what_is_erased_and_keeping_is_the_safe_answer(page, tmp_path, qtbot) -> None:
    add(page, "Ann", ORANGE, tmp_path, qtbot)
    press(page, "remove", qtbot)
    dialog = dialog_of(page, AskRemove, qtbot)
    said = [text.text() for text in dialog.findChildren(QLabel)]
    assert said.count("•") == 4, "what goes is a list"
    assert "The whole video of each recording in which Ann was recognised" in said
    assert "This can't be undone." in said
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not isValid(dialog))
    settle(page.window(), qtbot)
    assert len(gallery_of(page).people()) == 1
    keeper = page.window().keeper
    keeper.change(file_folders={"photos": "/photos/of ann", "exports": "/tables"})
    press(page, "remove", qtbot)
    dialog = dialog_of(page, AskRemove, qtbot)
    qtbot.mouseClick(dialog.act, LEFT)
    qtbot.waitUntil(lambda: not isValid(dialog))
    settle(page.window(), qtbot)
    assert gallery_of(page).people() == []
    assert keeper.settings.file_folders == {"exports": "/tables"}
    assert page.start.isVisible()


def test_names_that_are_ready_before_the_new_list_ask_for_nobody_who_is_gone(page, tmp_path, qtbot) -> None:
    gone = add(page, "Ann", ORANGE, tmp_path, qtbot)
    add(page, "Bea", GREEN, tmp_path, qtbot)
    page.list.setCurrentRow(0)
    settle(page.window(), qtbot)
    assert page.list.person_id == gone
    gallery_of(page).erase(gone)
    page.refresh()
    page._desk.renewed.emit()
    settle(page.window(), qtbot)
    assert not page.notice.isVisible()
    assert page.list.person_id != gone


def test_removing_offers_to_delete_what_learned_from_them(page, tmp_path, qtbot) -> None:
    add(page, "Ann Lee", ORANGE, tmp_path, qtbot)
    folders = [trainings_dir() / f"family-{number}" for number in (1, 2)]
    for folder in folders:
        folder.mkdir(parents=True)
        (folder / "figures.json").write_text('{"classes": ["Ann_Lee", "Bo"]}')
    press(page, "remove", qtbot)
    dialog = dialog_of(page, AskRemove, qtbot)
    said = [text.text() for text in dialog.findChildren(QLabel)]
    assert "Training: family-1\nTraining: family-2" in said
    assert dialog.too.isVisible()
    assert dialog.too.isChecked()
    qtbot.mouseClick(dialog.act, LEFT)
    qtbot.waitUntil(lambda: not isValid(dialog))
    settle(page.window(), qtbot)
    assert gallery_of(page).people() == []
    assert not any(folder.exists() for folder in folders)


def test_what_learned_from_them_stays_where_that_is_wanted(page, tmp_path, qtbot) -> None:
    add(page, "Ann Lee", ORANGE, tmp_path, qtbot)
    folder = trainings_dir() / "family"
    folder.mkdir(parents=True)
    (folder / "figures.json").write_text('{"classes": ["Ann Lee", "Bo"]}')
    press(page, "remove", qtbot)
    dialog = dialog_of(page, AskRemove, qtbot)
    dialog.too.click()
    qtbot.mouseClick(dialog.act, LEFT)
    qtbot.waitUntil(lambda: not isValid(dialog))
    settle(page.window(), qtbot)
    assert gallery_of(page).people() == []
    assert folder.is_dir()


def test_the_bar_is_chosen_by_meaning_and_says_what_it_costs(page, tmp_path, program, qtbot) -> None:
    add(page, "Ann", ORANGE, tmp_path, qtbot, takes=3)
    choice = page.bar.choice
    assert choice.currentText() == "1 stranger in 100"
    assert page.bar.cost.text() == "The rarer, the more people you know stay unnamed."
    assert "Of 3 pictures of known people 0 would stay unnamed" in choice.toolTip()
    assert choice.accessibleDescription() == choice.toolTip()
    choice.setFocus()
    qtbot.keyClick(choice, Qt.Key.Key_Down)
    settle(page.window(), qtbot)
    assert page.window().keeper.settings.stranger_share == 0.001
    assert program.session.deciders[-1].bar.fpir == 0.001


def test_a_camera_that_is_not_there_is_told_where_one_looks(page, program, qtbot) -> None:
    program.cameras = [FakeCamera(0, "Cam")]
    page.acts.start("camera")
    dialog = dialog_of(page, GuidedDialog, qtbot)
    program.session.tell(SessionFailed("The camera is in use by another program."))
    qtbot.waitUntil(lambda: dialog._wait.text().startswith("The camera is in use"))
    assert not dialog.start.isEnabled()
    dialog.reject()
    settle(page.window(), qtbot)


def test_a_broken_gallery_is_told_and_a_new_one_can_begin(page, tmp_path, app_dirs, qtbot) -> None:
    page._desk.work.close()
    (file,) = app_dirs.rglob("gallery.sqlite")
    file.write_bytes(b"broken" * 500)
    page.refresh()
    settle(page.window(), qtbot)
    assert "gallery" in page.notice.text
    qtbot.mouseClick(page.toast.button, LEFT)
    settle(page.window(), qtbot)
    assert page.start.isVisible()
    assert len(list(app_dirs.rglob("gallery-*.sqlite"))) == 1
    add(page, "Ann", ORANGE, tmp_path, qtbot)


def test_everyone_is_exported_and_comes_back(page, tmp_path, qtbot) -> None:
    add(page, "Ann", ORANGE, tmp_path, qtbot)
    page.acts.export_to(str(tmp_path / "people.zip"))
    settle(page.window(), qtbot)
    gallery_of(page).erase(gallery_of(page).person("Ann").id)
    page.acts.import_from(str(tmp_path / "people.zip"))
    settle(page.window(), qtbot)
    assert [person.name for person in gallery_of(page).people()] == ["Ann"]
    page.acts.import_from(str(tmp_path / "nothing.zip"))
    settle(page.window(), qtbot)
    assert "there is no such file" in page.notice.text


def test_the_guided_ring_takes_pictures_by_itself(page, program, monkeypatch, qtbot) -> None:
    poses = {"front": (0, 0), "left": (-25, 0), "right": (25, 0), "up": (0, 15), "down": (0, -15)}
    turned = {"to": "front"}

    def posed(image_bgr: object, box_px: object, points_px: object = None) -> FaceQuality:
        yaw, pitch = poses[turned["to"]]
        return FaceQuality(100.0, 0.1, 120.0, yaw, pitch, 0.0, good_quality(None, None).score)

    monkeypatch.setattr("desktop.people.near_face.assess", posed)
    program.cameras = [FakeCamera(2, "Cam")]
    page.acts.start("camera")
    dialog = dialog_of(page, GuidedDialog, qtbot)
    qtbot.waitUntil(lambda: program.session.text == "camera:2")
    program.session.open_as("camera")
    qtbot.keyClicks(dialog.name.line, "Ann Lee")
    assert not dialog.start.isEnabled(), "no picture has come yet"
    program.session.show(view([face(1)], at_s=0.1))
    qtbot.waitUntil(dialog.start.isEnabled)
    qtbot.keyClick(dialog.name.line, Qt.Key.Key_Return)
    window, at_s = page.window(), 0.0
    for number, pose in enumerate(["front", "front", "left", "right", "left", "right", "up"]):
        turned["to"] = pose
        at_s += 0.5
        shown = view([face(1, share=0.1)], index=number, at_s=at_s)
        shown.frame.image_bgr.flags.writeable = True
        shown.frame.image_bgr[50:110, 40:100] = (200 - 20 * number, 40 + 25 * number, 60)
        shown.frame.image_bgr[50:80, 40:60] = np.array((20, 200, 25 * number), np.uint8)
        object.__setattr__(shown.frame, "captured_at_s", at_s)
        program.session.show(shown)
        qtbot.waitUntil(lambda shown=shown: window.page.shown_frame is shown.frame)
        settle(window, qtbot)
    assert dialog.said.text() == "Look down a little"
    qtbot.mouseClick(dialog.stop, LEFT)
    assert "Still lacking: down and smile" in dialog.result_said.text()
    taken = len(dialog._work.faces)
    assert taken >= 5
    qtbot.mouseClick(dialog.keep_button, LEFT)
    qtbot.waitUntil(lambda: not isValid(dialog))
    settle(window, qtbot)
    assert gallery_of(page).person("Ann Lee").references == taken
    assert window.shell.shown == "people"


def test_without_a_camera_what_is_watched_goes_on_and_it_is_said(page, program, qtbot) -> None:
    page.acts.start("camera")
    qtbot.waitUntil(lambda: "No camera was found." in page.notice.text)
    assert len(program.sessions) == 1
    assert page.isVisible()


def test_without_a_note_no_consent_is_claimed(page, tmp_path, qtbot) -> None:
    add(page, "Ann", ORANGE, tmp_path, qtbot)
    assert page.details._consent_title.text() == "What is kept"
    assert page.details._consent_said.text().startswith("Added on ")

"""Files dropped among photos: photos go on, a video is offered to the live page, the rest is refused."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.ui.drop_words import clip_words, no_photo_words
from desktop.ui.pages import PageContext
from desktop.ui.parts.notice_bar import Notice, NoticeBar
from vision.image_suffixes import IMAGE_SUFFIXES

if TYPE_CHECKING:
    from desktop.photos.dropped import Sorted


def take_photos(
    context: PageContext, bar: NoticeBar, paths: Sequence[Path], take: Callable[[Sequence[Path]], None]
) -> None:
    """Hands photos and folders to `take`, at once where names leave no doubt; says in `bar` what is none."""
    if all(path.suffix.lower() in (*IMAGE_SUFFIXES, "") for path in paths):
        take(paths)
        return

    def look() -> Sorted:
        from desktop.photos.dropped import sort_dropped

        return sort_dropped(paths)

    def looked(found: Sorted) -> None:
        if found.photos:
            take(found.photos)
        if found.clips:
            text, detail, button = clip_words(found.clips[0].name, len(found.clips))
            act = partial(context.watch, str(found.clips[0])) if button else None
            bar.show_notice(Notice("warning", text, detail, button, act))
        elif found.others:
            bar.show_notice(Notice("warning", *no_photo_words(found.others[0].name, len(found.others))))

    context.tasks.run(look, looked, name="dropped")

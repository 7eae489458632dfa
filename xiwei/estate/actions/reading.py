"""What the worker reads in files becomes the documents' own: words to be found by, pages to look at."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from xiwei.estate.index import INDEX, words_of
from xiwei.estate.models import Content, TextState
from xiwei.estate.papers import asking, files, formats
from xiwei.estate.queries import documents as queries

AT_ONCE = 40


def read_new(*, now: datetime, most: int = AT_ONCE) -> int:
    """Read the files that came since; how many. One that cannot be read says so, and is kept all the same.

    No line is written: nobody did a deed; what is in a file was in it before.
    """
    waiting = queries.unread(most)
    for content, found in zip(waiting, asking.read_all([(one.path, one.format) for one in waiting]), strict=True):
        _keep(content, found)
    return len(waiting)


@transaction.atomic
def _keep(content: Content, found: asking.Read) -> None:
    held = queries.lock_content(content.company_id, content.sha256)
    if held is None or held.gone_at is not None or held.path != content.path:
        files.drop(content.path, found.pages)  # destroyed while it was read: nothing drawn of it stays
        return
    held.text, held.problem, held.pages, held.page_count = found.text, found.problem[:200], found.pages, found.count
    held.text_state = _state(held.format, found)
    held.save(update_fields=["text", "problem", "pages", "page_count", "text_state"])
    _index([held])


def _state(form: str, found: asking.Read) -> str:
    if found.text:
        return TextState.READ
    return TextState.FAILED if found.problem and form in formats.WITH_TEXT else TextState.NONE


def _index(contents: Sequence[Content]) -> None:
    texts = {one.pk: one.text for one in contents}
    INDEX.put_many(
        (one.document_id, words_of(one.document, one.filename, texts[one.content_id]))
        for one in queries.latest_with(contents)
        if one.number == one.document.latest
    )

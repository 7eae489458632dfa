"""Find lines: the timeline of a thing, a place, a home or a person, newest first."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from string import Formatter
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from xiwei.ledger.models import Entry, Seen
from xiwei.ledger.registry import Words, words_or_kind
from xiwei.ledger.seals import leaves
from xiwei.shared import tongue
from xiwei.shared.names import NOBODY
from xiwei.shared.prepared import Given, prepared

Mark = tuple[datetime, int]
LEFT_OUT = "…"  # where words stood that were erased


class _Forgiving(Formatter):
    """A sentence's {field} that its line does not have is read as nothing: old lines outlive new words."""

    def get_field(self, field_name: str, args: Any, kwargs: Any) -> tuple[Any, str]:
        try:
            value, used = super().get_field(field_name, args, kwargs)
        except (KeyError, AttributeError, IndexError, TypeError):
            return "", field_name
        return "" if value is None else value, used

    def convert_field(self, value: Any, conversion: str | None) -> Any:
        """{line!t}: one of the product's own words, or a moment, said in the reader's tongue; {note!e}: see tongue.ended."""
        if conversion == "e":
            return tongue.ended(str(value))
        return tongue.reread(value) if conversion == "t" else super().convert_field(value, conversion)


_forgiving = _Forgiving()


@dataclass(frozen=True)
class Line:
    """One entry as it is read: what `parts/timeline.html` draws."""

    entry: Entry
    title: str
    sentence: str
    icon: str
    tone: str

    @property
    def at(self) -> datetime:
        return self.entry.at

    @property
    def actor_label(self) -> str:
        """Who did it, their post (维修工 孙师傅) and what no person did in the reader's tongue."""
        label = self.entry.actor_label or NOBODY
        post, space, name = label.partition(" ") if self.entry.actor_staff_id else ("", "", label)
        named = self.entry.actor_person_id or self.entry.actor_staff_id
        return f"{tongue.reread(post)}{space}{name}" if named and name != NOBODY else str(tongue.reread(label))

    @property
    def evidence(self) -> list[dict[str, Any]]:
        return self.entry.evidence

    @property
    def mark(self) -> Mark:
        """Where the next page begins: give the last line's mark as `before`."""
        return self.entry.at, self.entry.pk


def read(entry: Entry) -> Line:
    """The words of one entry in the reader's tongue, filled with its data as it was kept."""
    words: Words = words_or_kind(entry.kind)
    # gettext("") is the catalogue's own head.
    sentence = gettext(words.sentence) if words.sentence else ""
    lost = _lost(words, entry.data)
    said = _told_of_what_is_left(sentence, entry.data, lost) if lost else _filled(sentence, entry.data)
    return Line(entry, gettext(words.title), said, words.icon, words.tone)


def _filled(sentence: str, data: Mapping[str, Any]) -> str:
    return _forgiving.vformat(sentence, (), data)


@lru_cache(None)
def _fields(sentence: str) -> tuple[str, ...]:
    """The fields of a kind's sentence."""
    return tuple(field for _, field, _, _ in _forgiving.parse(sentence) if field)


def _lost(words: Words, data: Mapping[str, Any]) -> list[str]:
    """The fields that an erasure took: of the part they belong to, what was said or what was told, nothing is left.

    A single field that is missing is none of these: its line is older than the words.
    """
    missing = [field for field in _fields(words.sentence) if field not in data and field not in words.may_lack]
    if not missing:
        return missing
    left = {name in leaves.TELLS for name in data}
    return [field for field in missing if (field in leaves.TELLS) not in left]


def _told_of_what_is_left(sentence: str, data: Mapping[str, Any], lost: Collection[str]) -> str:
    """The sentence with … where words are gone, and that they were erased, once, at its end; that alone if all went."""
    gone = gettext("（内容已按要求抹去）")
    if len(lost) == len(_fields(sentence)):
        return gone
    told = _filled(sentence, {**data, **dict.fromkeys(lost, LEFT_OUT)})
    return told.rstrip(f"{LEFT_OUT} ") + gone


def timeline(
    *,
    subject: Model | None = None,
    place_id: int | None = None,
    room_id: int | None = None,
    household_id: int | None = None,
    person_id: int | None = None,
    staff_id: int | None = None,
    building_id: int | None = None,
    project_id: int | None = None,
    kinds: Collection[str] = (),
    seen_by: Seen,
    limit: int = 50,
    before: Mark | None = None,
) -> list[Line]:
    """Lines a reader of level `seen_by` may read, newest first; the next page is `before=lines[-1].mark`.

    Give at least one of the filters (ValueError otherwise): each has an index that also holds the order. `person_id`
    is whom a line is about, `staff_id` who did it. A building's timeline is its public lines only, whoever reads it.
    `kinds` leaves out all others.
    """
    places = {
        "place_id": place_id,
        "room_id": room_id,
        "household_id": household_id,
        "person_id": person_id,
        "actor_staff_id": staff_id,
        "building_id": building_id,
        "project_id": project_id,
    }
    chosen: dict[str, Any] = {name: value for name, value in places.items() if value is not None}
    if subject is not None:
        chosen |= {"subject_type": subject._meta.label_lower, "subject_id": subject.pk}
    if not chosen:
        raise ValueError("a timeline is of something: give subject, place, room, household, person, staff or project")
    if kinds:
        chosen["kind__in"] = list(kinds)
    mark = {} if before is None else {"mark_at": before[0], "mark_pk": before[1]}
    return [read(entry) for entry in _lines(seen_by, building_id is not None, limit, **chosen, **mark)]


@prepared
def _lines(seen_by: Seen, public_only: bool, limit: int, **given: Given) -> QuerySet[Entry]:
    earlier = _earlier(given.pop("mark_at"), given.pop("mark_pk")) if "mark_at" in given else Q()
    found = Entry.objects.filter(_readable(seen_by, public_only=public_only), earlier, **given)
    return found.order_by("-at", "-pk")[:limit]


def _readable(seen_by: Seen, *, public_only: bool) -> Q:
    if public_only:  # said with "=", because the building's index holds public lines alone
        return Q(seen_by=Seen.PUBLIC)
    return Q() if seen_by == Seen.STAFF else Q(seen_by__gte=seen_by)


def _earlier(at: Given, pk: Given) -> Q:
    """Before the mark in (at, id). The plain `at <=` lets the index start there; the OR alone would not."""
    return Q(at__lte=at) & (Q(at__lt=at) | Q(at=at, pk__lt=pk))


def last_mark(subject: Model) -> int:
    """The id of the last line about a thing, 0 where there is none: what an open page compares to see if it is old."""
    lines = Entry.objects.filter(subject_type=subject._meta.label_lower, subject_id=subject.pk)
    return lines.order_by("-pk").values_list("pk", flat=True).first() or 0


def is_at_work(task: str) -> bool:
    """Whether the job of this id ("" for none) waits for a worker or is in the hands of one."""
    alive = [TaskResultStatus.READY, TaskResultStatus.RUNNING]
    return bool(task) and DBTaskResult.objects.filter(status__in=alive, pk=task).exists()

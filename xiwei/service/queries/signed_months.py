"""Gather a month as it was signed, or as it stands unsigned: its days, their causes, what was added, and how it is sealed."""

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.utils import timezone

from xiwei.estate.models import Project
from xiwei.ledger.models import Entry, Seal
from xiwei.ledger.seals import proving
from xiwei.service.models import Period, SignOff
from xiwei.service.queries import months
from xiwei.service.queries import signoffs as queries
from xiwei.service.queries.days import Content
from xiwei.service.rules.signoffs import digest, month_of

SIGNED = ("service.day_signed", "service.month_signed")


class Line(NamedTuple):
    """A signature's line in the ledger: whether a seal covers it, and whether what is frozen is what it says.

    `stands` is None for a line written before such lines kept the hash of what was frozen.
    """

    number: int
    sealed: bool
    stands: bool | None


class Day(NamedTuple):
    """A day of the month; `signed` is None where nobody signed it, `over` False while it runs or is to come."""

    day: date
    signed: SignOff | None
    over: bool


class Month(NamedTuple):
    """All that is printed of a month; `content` is what was frozen, or what is reckoned now where it is not signed."""

    project: Project
    first: date
    signed: SignOff | None
    content: Content
    days: list[Day]
    lines: dict[int, Line]
    seal: Seal | None

    @property
    def signatures(self) -> list[SignOff]:
        """The days' in their order, then the month's."""
        days = [one.signed for one in self.days if one.signed]
        return [*days, self.signed] if self.signed else days


def gathered(project: Project, first: date, now: datetime) -> Month:
    """The month that begins on `first`; the queries are as many for a month of any length."""
    signed = queries.signed(project, Period.MONTH, first)
    content = signed.content if signed else months.content(project, first)
    days = _days(project, first, timezone.localdate(now))
    entries = _entries([*(one.signed for one in days if one.signed), *([signed] if signed else [])])
    seal = proving.first_seal(entries[signed.pk][1]) if signed and signed.pk in entries else None
    return Month(project, first, signed, content, days, _lines(entries.values()), seal)


def _days(project: Project, first: date, today: date) -> list[Day]:
    """From the day that signing began, if it began in this month, to the last."""
    begins, last = month_of(first)
    found = SignOff.objects.filter(project=project, period=Period.DAY, day__range=(begins, last))
    done = {one.day: one for one in found.select_related("by").prefetch_related("causes", "supplements__by")}
    since = max(begins, queries.began([project], today)[project.pk])
    span = [since + timedelta(days=n) for n in range((last - since).days + 1)]
    return [Day(day, done.get(day), day < today) for day in span]


def _entries(signed: Collection[SignOff]) -> dict[int, tuple[SignOff, Entry]]:
    found = Entry.objects.filter(
        subject_type=SignOff._meta.label_lower, subject_id__in=[one.pk for one in signed], kind__in=SIGNED
    )
    lines = {one.subject_id: one for one in found}
    return {one.pk: (one, lines[one.pk]) for one in signed if one.pk in lines}


def _lines(entries: Iterable[tuple[SignOff, Entry]]) -> dict[int, Line]:
    pairs = list(entries)
    sealed = proving.under_seal([line for _, line in pairs])
    return {one.pk: Line(line.pk, line.pk in sealed, _stands(one, line)) for one, line in pairs}


def _stands(signed: SignOff, line: Entry) -> bool | None:
    kept = line.data.get("frozen")
    return kept and kept == digest(signed.content)

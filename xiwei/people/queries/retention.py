"""Find how long data is kept, whose is spared, what would go tonight and what went."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from xiwei.people.models import (
    Hold,
    Invitation,
    Keeping,
    Oddity,
    Paper,
    Person,
    Tenure,
    Tombstone,
    Transfer,
    Viewing,
    Wish,
)
from xiwei.people.models.wishes import WishState
from xiwei.people.retention import Period, periods
from xiwei.people.rules.transfers import CAME_TO_NOTHING

YEAR = 365


def days_of(company_id: int) -> dict[str, int]:
    """How long each kind is kept in a company: its own rows over the defaults."""
    own = Keeping.objects.filter(company_id=company_id).values_list("code", "days")
    return {**{one.code: one.days for one in periods()}, **dict(own)}


def spared(company_id: int) -> set[int]:
    """Persons whose data is held back."""
    return set(Hold.objects.filter(company_id=company_id, lifted_at=None).values_list("person_id", flat=True))


@dataclass(frozen=True)
class Going:
    """One kind as the page shows it: how long, by what right, and how many rows would go tonight."""

    period: Period
    days: int
    source: str
    own: bool
    tonight: int

    @property
    def said(self) -> str:
        """How long, as people say it."""
        return said(self.days)


def tonight(company_id: int, *, now: datetime) -> list[Going]:
    """The dry run: what the job would let go of now, kind by kind."""
    own = {one.code: one for one in Keeping.objects.filter(company_id=company_id)}
    spare = spared(company_id)
    return [_going(one, own.get(one.code), company_id, spare, now) for one in periods()]


def _going(period: Period, row: Keeping | None, company_id: int, spare: Collection[int], now: datetime) -> Going:
    days = row.days if row else period.days
    due = period.due(company_id, now - timedelta(days=days), spare)
    return Going(period, days, row.source if row else str(period.source), row is not None, due.count())


def said_for(person: Person) -> dict[str, str]:
    """How long each kind of a person's data is kept, in words: by the longest of the companies that have to do with them."""
    company_ids = set(Tenure.objects.filter(person=person).values_list("company_id", flat=True))
    longest = {one.code: one.days for one in periods()}
    own = Keeping.objects.filter(company__in=company_ids).values_list("code", "days")
    if len(company_ids) == 1:
        longest |= dict(own)
    else:
        longest |= {code: max(days, longest.get(code, 0)) for code, days in own}
    starts = {one.code: one.counted_from for one in periods()}
    return {
        code: gettext("{start} {length}").format(start=starts.get(code, ""), length=said(days))
        for code, days in longest.items()
    }


def said(days: int) -> str:
    """A length as people say it: 3 年, 180 天."""
    if days % YEAR == 0:
        return gettext("{n} 年").format(n=days // YEAR)
    return gettext("{n} 天").format(n=days)


def holds(company_id: int) -> QuerySet[Hold]:
    """Those that stand, with whom."""
    return Hold.objects.filter(company_id=company_id, lifted_at=None).select_related("person", "by")


def tombstones(company_id: int, *, limit: int = 60) -> QuerySet[Tombstone]:
    """What went, the latest first."""
    return Tombstone.objects.filter(company_id=company_id)[:limit]


def residents_named(company_id: int, words: str) -> list[Person]:
    """Residents of a company by their whole name or whole mobile: for a hold, which is put on nobody by chance."""
    ties = Tenure.objects.filter(company_id=company_id).values("person")
    asked = Q(name=words) | Q(phone=words) | Q(noted_phone=words)
    return list(Person.objects.filter(asked, pk__in=ties).order_by("pk")[:10])


# What is past its period, of this app's own kinds.


def looks_due(company_id: int, before: datetime, spare: Collection[int]) -> QuerySet[Any]:
    """Looks, but for those at somebody who is spared or at a home of theirs."""
    homes = Tenure.objects.filter(person__in=spare).values("household")
    due = Viewing.objects.filter(company_id=company_id, at__lt=before)
    return due.exclude(person__in=spare).exclude(household__in=homes) if spare else due


def oddities_due(company_id: int, before: datetime, spare: Collection[int]) -> QuerySet[Any]:
    """Findings about looks: they name staff, not residents."""
    due = Oddity.objects.filter(company_id=company_id, ends__lt=before)
    return due.exclude(staff__person__in=spare) if spare else due


def invitations_due(company_id: int, before: datetime, spare: Collection[int]) -> QuerySet[Any]:
    """Invitations that are over and still bear a phone."""
    over = (
        Q(accepted_at__lt=before)
        | Q(declined_at__lt=before)
        | Q(withdrawn_at__lt=before)
        | Q(expires_at__lt=before, accepted_at=None)
    )
    due = Invitation.objects.filter(over, company_id=company_id).exclude(phone="")
    held = Person.objects.filter(pk__in=spare, phone__isnull=False).values("phone")
    return due.exclude(phone__in=held) if spare else due


def papers_due(company_id: int, before: datetime, spare: Collection[int]) -> QuerySet[Any]:
    """Papers of changes that came to nothing, which still have their number or scan."""
    ended = Transfer.objects.filter(company_id=company_id, state__in=CAME_TO_NOTHING, ended_at__lt=before)
    if spare:
        homes = Tenure.objects.filter(person__in=spare).values("household")
        ended = ended.exclude(leaving__in=homes).exclude(coming__in=homes).exclude(source__in=homes)
    return Paper.objects.filter(transfer__in=ended).exclude(number="", scan="")


def wishes_due(company_id: int, before: datetime, spare: Collection[int]) -> QuerySet[Any]:
    """Wishes about data that were answered or taken back."""
    ended = (WishState.DONE, WishState.REFUSED, WishState.WITHDRAWN, WishState.LAPSED)
    due = Wish.objects.filter(company_id=company_id, state__in=ended, asked_at__lt=before)
    due = due.filter(Q(answered_at__lt=before) | Q(answered_at=None))
    return due.exclude(person__in=spare) if spare else due

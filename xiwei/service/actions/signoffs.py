"""The director signs a day or a month, adds to what was signed, and is reminded of what was not (A5)."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from xiwei.estate.models import Project
from xiwei.ledger import actions as ledger
from xiwei.notices import actions as notices
from xiwei.people.models import Staff
from xiwei.service.models import BreachCause, Period, SignOff, Supplement
from xiwei.service.monthly import paper, sheet, telling
from xiwei.service.queries import days, months, signed_months
from xiwei.service.queries import signoffs as queries
from xiwei.service.rules import signoffs as rules
from xiwei.service.rules.signoffs import Told

FORMS = {"pdf": "PDF", "xlsx": "Excel"}


@transaction.atomic
def sign_day(
    project: Project,
    *,
    day: date,
    told: Mapping[int, Told],
    by: Staff,
    now: datetime,
    words: str = "",
    knowing: bool = False,
) -> SignOff:
    """The director answers for a day: what it was is frozen, and each broken promise has its cause (`told`, by clock).

    Days are signed in order, or `knowing` that earlier ones wait: the line says so. Raises NotAllowed for another
    than bears the director's duty, NotNow for a day that runs, is signed or has unsigned ones before it, BadInput for a
    broken promise without a cause.
    """
    project = queries.hold(project)
    rules.check_may_sign(project, by, queries.signers(project, now))
    rules.check_over(project, day, timezone.localdate(now))
    rules.check_unsigned(queries.signed(project, Period.DAY, day))
    skipped = queries.unsigned_before(project, day, now)
    rules.check_in_order(skipped, knowing)
    content = days.content(project, day)
    rules.check_causes([one["clock"] for one in content["breaches"]], told)
    signed = _sign(project, Period.DAY, day, content, words, by, now)
    BreachCause.objects.bulk_create(causes(signed, told))
    ledger.record(
        "service.day_signed", signed, by=by, at=now, day=str(signed), late=len(content["breaches"]), words=signed.words,
        skipped=rules.SKIPPED if skipped else "", frozen=rules.digest(content),
    )  # fmt: skip
    return signed


def causes(signed: SignOff, told: Mapping[int, Told]) -> list[BreachCause]:
    """The rows that say why each promise of a signed day was broken, not yet written."""
    return [
        BreachCause(
            company_id=signed.company_id,
            sign_off=signed,
            ticket_id=one["ticket"],
            clock_id=one["clock"],
            line=one["line"],
            kind=one["kind"],
            due_at=datetime.fromisoformat(one["due"]),
            cause=told[one["clock"]].cause,
            measure=told[one["clock"]].measure.strip(),
        )
        for one in signed.content["breaches"]
    ]


@transaction.atomic
def sign_month(project: Project, *, first: date, by: Staff, now: datetime, words: str = "") -> SignOff:
    """The director answers for a month, once each of its days is signed. Raises NotAllowed and NotNow as `sign_day`."""
    project = queries.hold(project)
    first, last = rules.month_of(first)
    rules.check_may_sign(project, by, queries.signers(project, now))
    rules.check_over(project, last, timezone.localdate(now))
    rules.check_unsigned(queries.signed(project, Period.MONTH, first))
    rules.check_days_signed(queries.unsigned_in(project, first, now), queries.signed_in(project, first))
    content = months.content(project, first)
    signed = _sign(project, Period.MONTH, first, content, words, by, now)
    ledger.record(
        "service.month_signed", signed, by=by, at=now, month=str(signed), late=content["late"], words=signed.words,
        frozen=rules.digest(content),
    )  # fmt: skip
    return signed


def _sign(
    project: Project, period: str, day: date, content: days.Content, words: str, by: Staff, now: datetime
) -> SignOff:
    return SignOff.objects.create(
        company_id=project.company_id,
        project=project,
        period=period,
        day=day,
        content=content,
        words=words.strip(),
        by=by,
        at=now,
    )


@transaction.atomic
def supplement(signed: SignOff, *, words: str, by: Staff, now: datetime) -> Supplement:
    """Something is to be added to what was signed: a new line; what was signed stays. Raises NotAllowed, BadInput."""
    rules.check_may_sign(signed.project, by, queries.signers(signed.project, now))
    rules.check_supplement(words)
    added = Supplement.objects.create(company_id=signed.company_id, sign_off=signed, words=words.strip(), by=by, at=now)
    ledger.record("service.sign_off_supplemented", signed, by=by, at=now, day=str(signed), words=added.words)
    return added


@transaction.atomic
def take_month(project: Project, *, first: date, how: str, by: Staff, now: datetime) -> bytes:
    """The month as a PDF ("pdf") or a book of sheets ("xlsx"), signed or marked as not; that it was taken is a line.

    Raises NotAllowed for who may not see it.
    """
    rules.check_may_see(project, by, queries.signers(project, now))
    told = telling.told(signed_months.gathered(project, first, now), now=now)
    drawn = paper.pdf(told) if how == "pdf" else sheet.xlsx(told)
    ledger.record(
        "service.month_taken", project, by=by, at=now, month=f"{first:%Y-%m}", how=FORMS[how], state=told.state
    )
    return drawn


def remind(project: Project, unsigned: list[date], *, now: datetime) -> bool:
    """Who bears the director's duty hears, once a day, how many days wait for their signature; whether they had not yet."""
    chief = queries.bearer(project, now)
    return (
        notices.tell(
            chief.person,
            company_id=project.company_id,
            project_id=project.pk,
            about="service.sign_off_waits",
            title=f"{project.name}还有 {len(unsigned)} 天没有日结",
            body=f"最早的是 {unsigned[0]:%Y-%m-%d}。",
            link=reverse("signoff_day", args=[project.pk, unsigned[0].isoformat()]),
            key=f"sign_off:{project.pk}:{timezone.localdate(now)}",
            now=now,
        )
        is not None
    )

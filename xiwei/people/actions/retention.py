"""Let go of what is past its period, with a count left behind; set the periods; spare whom a dispute is about."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext

from xiwei.estate.models import Company
from xiwei.ledger import actions as ledger
from xiwei.ledger.models import SYSTEM
from xiwei.people.actions.people import Known
from xiwei.people.models import Hold, Keeping, Staff, Tombstone
from xiwei.people.queries import people as people_queries
from xiwei.people.queries import retention as queries
from xiwei.people.retention import Period, periods
from xiwei.people.rules import retention as rules
from xiwei.shared import names
from xiwei.shared.refusals import NotNow
from xiwei.shared.tongue import kept

SLICE = 500


def keep_no_longer(company: Company, *, now: datetime) -> int:
    """Of each kind let go of what is past its period here; how many rows. Run again on a day it finds nothing more.

    In slices, each a transaction of its own that also counts them, so that nobody waits long and a stop in between loses
    no count.
    """
    days, spare = queries.days_of(company.pk), queries.spared(company.pk)
    gone = 0
    for period in periods():
        before = now - timedelta(days=days[period.code])
        gone += sum(_forget(company, period, before, spare, now))
    return gone


def _forget(company: Company, period: Period, before: datetime, spare: set[int], now: datetime) -> Iterator[int]:
    while True:
        with transaction.atomic():
            due = period.due(company.pk, before, spare)
            ids = list(due.order_by().values_list("pk", flat=True)[:SLICE])
            if not ids:
                return
            count = period.forget(due.model._default_manager.filter(pk__in=ids))
            _bury(company, period, count, before, now)
        yield count


def _bury(company: Company, period: Period, count: int, before: datetime, now: datetime) -> None:
    stone, made = Tombstone.objects.get_or_create(
        company=company, code=period.code, day=timezone.localdate(now), defaults={"count": count, "before": before}
    )
    if not made:
        Tombstone.objects.filter(pk=stone.pk).update(count=F("count") + count, before=before)
    what = kept(period.title)
    ledger.record("people.kept_no_longer", company, by=SYSTEM, at=now, what=what, count=count, code=period.code)


@transaction.atomic
def set_period(company: Company, code: str, *, days: int, source: str, by: Staff, now: datetime) -> Keeping:
    """From tonight this kind is kept so long. Raises NotAllowed without privacy.manage, BadInput outside the bounds."""
    rules.check_may_keep(by, company.pk)
    period = rules.check_period(code)
    rules.check_days(period, days)
    rules.check_source(source)
    row, _ = Keeping.objects.update_or_create(
        company=company, code=code, defaults={"days": days, "source": source.strip()[:100], "since": now, "by": by}
    )
    ledger.record("people.keeping_set", row, by=by, at=now, what=kept(period.title), days=days, source=row.source)
    return row


@transaction.atomic
def hold(company: Company, *, named: str, reason: str, by: Staff, now: datetime) -> Hold:
    """This resident's data stays, whatever its period, until the hold is lifted. Held already, it stays as it is.

    `named` is their whole name or mobile. Raises NotAllowed, BadInput without a reason, NotNow where none or several
    answer to it.
    """
    rules.check_may_keep(by, company.pk)
    rules.check_reason(reason)
    found = queries.residents_named(company.pk, named.strip())
    if len(found) != 1:
        raise NotNow(
            gettext("叫这个名字的住户有 {n} 位，请改填手机号。还没有登记。").format(n=len(found))
            if found
            else gettext("没有找到这位住户，请填全名或完整的手机号。还没有登记。")
        )
    person = people_queries.lock(found[0])
    row, made = Hold.objects.get_or_create(
        company=company,
        person=person,
        lifted_at=None,
        defaults={"reason": reason.strip()[:120], "since": now, "by": by},
    )
    if made:
        ledger.record(
            "people.held", Known(person, company.pk), by=by, at=now, person=person, name=names.called(person.name),
            reason=row.reason,
        )  # fmt: skip
    return row


@transaction.atomic
def lift(row: Hold, *, by: Staff, now: datetime) -> Hold:
    """The dispute is over: what is past its period goes with the next night. Raises NotAllowed without the right."""
    rules.check_may_keep(by, row.company_id)
    row = Hold.objects.select_for_update(of=("self",)).select_related("person").get(pk=row.pk)
    if row.lifted_at is None:
        row.lifted_at = now
        row.save(update_fields=["lifted_at"])
        ledger.record(
            "people.hold_lifted", Known(row.person, row.company_id), by=by, at=now, person=row.person,
            name=names.called(row.person.name),
        )  # fmt: skip
    return row


# How each of this app's kinds is let go of.


def drop(rows: QuerySet[Any]) -> int:
    """Delete them; how many, without what hung on them."""
    count = rows.count()
    rows.delete()
    return count


def blank_invitations(rows: QuerySet[Any]) -> int:
    """An invitation stays as that somebody was invited; whom and by which phone goes."""
    count = 0
    for one in rows:
        one.phone, one.name = "", names.masked(one.name)
        one.save(update_fields=["phone", "name"])
        count += 1
    return count

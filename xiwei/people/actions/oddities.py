"""Unusual looking: found by the clock, explained by whoever is above, with bounds a company sets."""

from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from xiwei.ledger import actions as ledger
from xiwei.ledger.models import SYSTEM
from xiwei.people.models import Oddity, OddLimit, Staff
from xiwei.people.queries import looks as queries
from xiwei.people.rules import looks as rules
from xiwei.people.rules.looks import Odd
from xiwei.people.rules.permissions import Permission, check_permission
from xiwei.shared.tongue import kept_choice


def notice(staff_id: int, project_id: int, *, now: datetime) -> int:
    """Note what is unusual of one's looks in a project yesterday and today; how many are new or have grown.

    Run again it changes nothing. What was explained and then grew waits to be explained anew.
    """
    yesterday = timezone.localdate(now) - timedelta(days=1)
    # A day more: an hour and a night that end yesterday may have begun the day before.
    begins = timezone.make_aware(datetime.combine(yesterday - timedelta(days=1), time.min))
    looks = list(queries.viewings_of(staff_id, project_id, since=begins))
    if not looks:
        return 0
    bounds = queries.bounds(looks[0].company_id)
    found = rules.unusual((queries.glance(one) for one in looks), bounds)
    staff = Staff.objects.get(pk=staff_id)
    return sum(_note(one, staff, project_id, bounds[one.kind], now) for one in found if one.day >= yesterday)


@transaction.atomic
def _note(odd: Odd, staff: Staff, project_id: int, most: int, now: datetime) -> bool:
    said = {"count": odd.count, "most": most, "begins": odd.begins, "ends": odd.ends}
    row, made = Oddity.objects.get_or_create(
        project_id=project_id,
        staff=staff,
        kind=odd.kind,
        day=odd.day,
        defaults={"company_id": staff.company_id, **said},
    )
    if not made:
        if row.count >= odd.count:
            return False
        for name, value in said.items():
            setattr(row, name, value)
        row.word, row.explained_by, row.explained_at = "", None, None
        row.save()
    ledger.record(
        "people.oddity_found",
        row,
        by=SYSTEM,
        at=now,
        name=staff.name,
        what=kept_choice(row, "kind"),
        count=odd.count,
    )
    return True


@transaction.atomic
def explain(oddity: Oddity, *, word: str, by: Staff, now: datetime) -> Oddity:
    """Whoever is above has asked, and writes what it was. A later word takes the place of an earlier.

    Raises NotAllowed for one's own looks or without the right, BadInput without a word.
    """
    rules.check_may_explain(by, oddity)
    rules.check_word(word)
    row = Oddity.objects.select_for_update(of=("self",)).select_related("staff").get(pk=oddity.pk)
    row.word, row.explained_by, row.explained_at = word.strip()[:200], by, now
    row.save(update_fields=["word", "explained_by", "explained_at"])
    ledger.record(
        "people.oddity_explained",
        row,
        by=by,
        at=now,
        name=row.staff.name,
        what=kept_choice(row, "kind"),
        word=row.word,
    )
    return row


@transaction.atomic
def set_bound(company_id: int, kind: str, *, most: int, by: Staff, now: datetime) -> OddLimit:
    """From now more than `most` of a kind is unusual. Raises NotAllowed without privacy.manage, BadInput beyond the range."""
    check_permission(by, Permission.PRIVACY_MANAGE, company_id=company_id, project_id=None)
    rules.check_bound(kind, most)
    row, _ = OddLimit.objects.update_or_create(
        company_id=company_id, kind=kind, defaults={"most": most, "since": now, "by": by}
    )
    ledger.record("people.odd_limit_set", row, by=by, at=now, what=kept_choice(row, "kind"), most=most)
    return row

"""Whoever outside keeps the roots of a company's seals: named, sent to, let go."""

from datetime import datetime, timedelta

from django.db import transaction

from xiwei.ledger import actions as ledger
from xiwei.ledger.models import SYSTEM, Chain
from xiwei.ledger.seals import publishing
from xiwei.notices import outward, queries, rules
from xiwei.notices.models import Keeper
from xiwei.people.models import Staff
from xiwei.shared import secrets
from xiwei.shared.tongue import kept_choice

DAY, RETRY = timedelta(days=1), timedelta(minutes=30)


@transaction.atomic
def name(company_id: int, *, called: str, way: str, address: str, by: Staff, now: datetime) -> Keeper:
    """From now on the roots go to them once a day, the first time at once. Raises NotAllowed, or BadInput for the address."""
    rules.check_may_manage_channels(by, company_id=company_id)
    rules.check_keeper(called, way, address)
    keeper = Keeper.objects.create(
        company_id=company_id, name=called.strip(), way=way, address=secrets.seal(address.strip()), due_at=now
    )
    ledger.record("notices.keeper_named", keeper, by=by, at=now, name=keeper.name, way=kept_choice(keeper, "way"))
    return keeper


@transaction.atomic
def let_go(keeper: Keeper, *, by: Staff, now: datetime) -> Keeper:
    """Nothing goes to them any more; what they have, they have. Done twice it is done once."""
    rules.check_may_manage_channels(by, company_id=keeper.company_id)
    keeper = queries.lock_keeper(keeper)
    if keeper.on:
        keeper.on = False
        keeper.save(update_fields=["on"])
        ledger.record("notices.keeper_ended", keeper, by=by, at=now, name=keeper.name)
    return keeper


def send_roots(keeper: Keeper, *, now: datetime) -> bool:
    """Give them the last seals of all the company's chains; False where it did not go out: it is tried again.

    The try is written down first, so that a worker that dies at it does not try without end. A root that came twice does
    no harm. Nothing is held while the other side is waited for.
    """
    Keeper.objects.filter(pk=keeper.pk).update(due_at=now + RETRY)
    seals = publishing.last_seals(Chain.objects.filter(company_id=keeper.company_id))
    text = "".join(publishing.line(seal) for seal in seals)
    if not text:
        return False
    try:
        outward.hand_roots(keeper.way, secrets.unseal(keeper.address), sign=keeper.company.short_name, text=text)
    except (outward.Unsent, secrets.Unreadable) as failed:
        Keeper.objects.filter(pk=keeper.pk).update(error=str(failed)[:200])
        return False
    return _sent(keeper, len(seals), now=now)


@transaction.atomic
def _sent(keeper: Keeper, count: int, *, now: datetime) -> bool:
    Keeper.objects.filter(pk=keeper.pk).update(due_at=now + DAY, sent_at=now, error="")
    ledger.record("notices.roots_sent", keeper, by=SYSTEM, at=now, name=keeper.name, count=count)
    return True

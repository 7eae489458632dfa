"""Within a day a change is taken back, as a new line: everything stands again as it stood."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from xiwei.ledger import actions as ledger
from xiwei.ledger.models import Seen
from xiwei.people import bonds
from xiwei.people.actions import homes
from xiwei.people.models import Household, Staff, Tenure, Transfer, TransferState
from xiwei.people.queries import transfers as queries
from xiwei.people.rules import transfers as rules
from xiwei.shared.refusals import NotNow
from xiwei.shared.tongue import kept_choice


@transaction.atomic
def undo(transfer: Transfer, *, why: str, by: Staff, now: datetime) -> Transfer:
    """Who left lives there again, who came never did; every matter is its household's again. Both sides are told.

    Done already, it stays as it is. Raises NotAllowed without homes.undo; NotNow after a day, and, saying what, where
    something was done since that cannot be taken back.
    """
    transfer = queries.lock(transfer)
    rules.check_may_undo(by, company_id=transfer.company_id, project_id=transfer.project_id)
    if transfer.state == TransferState.UNDONE:
        return transfer
    after = rules.check_undoable(transfer, now=now)
    rules.check_reason(why)
    _check_nothing_since(transfer)
    _send_back(transfer, by=by, now=now)
    _take_back_in(transfer, by=by, now=now)
    for one in bonds.bonds():
        one.undo(transfer, by=by, now=now)
    transfer.room.state = transfer.before["room"]
    transfer.room.save(update_fields=["state"])
    transfer.state, transfer.why, transfer.ended_by, transfer.ended_at = after, why.strip()[:300], by, now
    transfer.save(update_fields=["state", "why", "ended_by", "ended_at"])
    _say(transfer, by=by, now=now)
    return transfer


def _check_nothing_since(transfer: Transfer) -> None:
    """Raises NotNow, saying what, where the room has gone on since."""
    if (next_one := queries.later(transfer)) is not None:
        raise NotNow(
            gettext("之后又办了一次“{change}”，要先把那一次撤销或取消。").format(change=next_one.get_kind_display())
        )
    if transfer.coming is not None:
        present = transfer.coming.tenures.filter(until=None).order_by("pk")
        if list(present.values_list("pk", flat=True)) != transfer.before["came"]:
            raise NotNow(gettext("新住户的人之后又有登记或迁出，不能撤销。请再办一次变更来更正。"))
    known = [*transfer.before["homes"], transfer.coming_id or 0]
    if Household.objects.filter(room=transfer.room, until=None).exclude(pk__in=known).exists():
        raise NotNow(gettext("这套房之后又登记了别的住户，不能撤销。请先给后来登记的那一户办搬离或退租。"))
    for one in bonds.bonds():
        one.check_undo(transfer)


def _send_back(transfer: Transfer, *, by: Staff, now: datetime) -> None:
    """Who came is seen out without a decision on open matters: had they any of their own, the check refused."""
    if transfer.coming is None:
        return
    ties = Tenure.objects.filter(household=transfer.coming, until=None).select_related("household__room", "person")
    for tie in ties:
        homes.leave(tie, by=by, now=now, on=transfer.day)
    homes.close(transfer.coming, by=by, now=now, on=transfer.day)


def _take_back_in(transfer: Transfer, *, by: Staff, now: datetime) -> None:
    if transfer.leaving is None:
        return
    transfer.leaving.until = None
    transfer.leaving.save(update_fields=["until"])
    ledger.record(
        "people.household_back", transfer.leaving, by=by, at=now, seen_by=Seen.RESIDENT, name=transfer.leaving.name,
        room=transfer.room.label,
    )  # fmt: skip
    stood = {one["tie"]: bool(one["contact"]) for one in transfer.before["ties"]}
    for tie in Tenure.objects.filter(pk__in=stood).select_related("household__room", "person"):
        tie.until, tie.ended_by, tie.contact = None, None, stood[tie.pk]
        tie.save(update_fields=["until", "ended_by", "contact"])
        ledger.record(
            "people.tenure_back", tie, by=by, at=now, seen_by=Seen.RESIDENT, person=tie.person, name=tie.person.name
        )


def _say(transfer: Transfer, *, by: Staff, now: datetime) -> None:
    said = kept_choice(transfer, "kind")
    ledger.record("people.transfer_undone", transfer, by=by, at=now, change=said, reason=transfer.why)
    ledger.publish("people.transfer_undone", company_id=transfer.company_id, at=now, transfer=transfer.pk)

"""A change takes effect: who leaves has left, who comes has come, and each open matter goes where it was decided."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from xiwei.estate.models import RoomState
from xiwei.ledger import actions as ledger
from xiwei.ledger.models import Seen
from xiwei.people import bonds
from xiwei.people.actions import homes, people
from xiwei.people.models import Fate, Household, MatterFate, Person, Tenure, Transfer, TransferKind
from xiwei.people.queries import transfers as queries
from xiwei.people.rules import transfers as rules
from xiwei.shared.refusals import NotNow
from xiwei.shared.tongue import kept_choice

LIVED = {
    TransferKind.LET: RoomState.LET,
    TransferKind.LEASE_ENDED: RoomState.NOT_LIVED_IN,
    TransferKind.MOVED_IN: RoomState.LIVED_IN,
    TransferKind.MOVED_OUT: RoomState.EMPTY,
}


@transaction.atomic
def take_effect(transfer: Transfer, *, by: bonds.By, now: datetime) -> Transfer:
    """At once, in this order: who leaves, who comes, what becomes of each open matter. Both sides are told after it.

    A matter that was opened since it was decided stays with those who asked. Raises NotNow where the room's households
    are no longer those it was decided for.
    """
    transfer = queries.lock(transfer)
    after = rules.check_moves(transfer, "take_effect")
    standing = queries.standing(transfer.room, transfer.leaving_id)
    rules.check_fits(transfer.kind, standing)
    leaving, bound = standing.leaving(transfer.kind), standing.bound(transfer.kind)
    if (leaving.pk if leaving else None) != transfer.leaving_id:
        raise NotNow(gettext("这套房的住户已经不是定这次变更时的那一户，没有办。请重新办一次。"))
    open_now = bonds.open_of(bound)
    stood = [home.pk for home in (*standing.holders, *standing.tenants)]
    before = {"room": transfer.room.state, "bound": bound.pk if bound else None, "homes": stood}
    gone = _see_out(transfer, leaving, by=by, now=now)
    transfer.coming = _bring(transfer, by=by, now=now)
    _set_room(transfer)
    transfer.before = before | {"ties": gone, "came": _ties(transfer.coming)}
    transfer.state, transfer.effective_at = after, now
    transfer.save(update_fields=["coming", "before", "state", "effective_at"])
    if leaving is not None:
        for one in bonds.bonds():
            one.part(leaving, [tie["person"] for tie in gone], by=by, now=now)
    _decide_all(transfer, open_now, to=transfer.coming or standing.heir(transfer.kind), by=by, now=now)
    _say(transfer, by=by, now=now)
    return transfer


def _see_out(transfer: Transfer, leaving: Household | None, *, by: bonds.By, now: datetime) -> list[dict[str, int]]:
    """Everybody of the household leaves; gives their ties as they stood."""
    if leaving is None:
        return []
    ties = list(Tenure.objects.filter(household=leaving, until=None).select_related("household__room", "person"))
    stood = [{"tie": tie.pk, "person": tie.person_id, "contact": int(tie.contact)} for tie in ties]
    for tie in ties:
        homes.leave(tie, by=by, now=now, on=transfer.day, transfer=transfer)
    homes.close(leaving, by=by, now=now, on=transfer.day)
    _withdraw_invitations(transfer, by=by, now=now)
    return stood


def _withdraw_invitations(transfer: Transfer, *, by: ledger.By, now: datetime) -> None:
    """An invitation into the home that was goes with it: its code would let them in to those who come."""
    for one in queries.open_invitations(transfer.room):
        one.withdrawn_at = now
        one.save(update_fields=["withdrawn_at"])
        ledger.record("people.invitation_withdrawn", one, by=by, at=now, name=one.name)


def _bring(transfer: Transfer, *, by: bonds.By, now: datetime) -> Household | None:
    """The household that comes, with its people; nobody, where nobody does."""
    comes = _people(transfer, by=by, now=now)
    if not comes:
        return None
    (first, relation), rest = comes[0], comes[1:]
    rents = transfer.kind == TransferKind.LET
    home = homes.found(transfer.room, person=first, relation=relation, since=transfer.day, rents=rents, by=by, now=now)
    for person, said in rest:
        homes.tie(home, person, relation=said, since=transfer.day, by=by, now=now)
    return home


def _people(transfer: Transfer, *, by: bonds.By, now: datetime) -> list[tuple[Person, str]]:
    if transfer.source is not None:
        ties = transfer.source.tenures.filter(until=None).select_related("person").order_by("-contact", "pk")
        return [(tie.person, tie.relation) for tie in ties]
    hand, company = transfer.made_by, transfer.company_id
    return [
        (
            people.ensure_resident(one["phone"], one["name"], company_id=company, by=hand, now=now)
            if one["phone"]
            else people.person_without_phone(one["name"], now=now),
            one["relation"],
        )
        for one in transfer.newcomers
    ]


def _set_room(transfer: Transfer) -> None:
    room = transfer.room
    room.state = LIVED.get(TransferKind(transfer.kind), room.state)
    room.save(update_fields=["state"])


def _ties(home: Household | None) -> list[int]:
    return list(home.tenures.filter(until=None).order_by("pk").values_list("pk", flat=True)) if home else []


def _decide_all(
    transfer: Transfer, open_now: list[bonds.Matter], *, to: Household | None, by: bonds.By, now: datetime
) -> None:
    """Each matter still open by what was decided; one that ended meanwhile needs nothing."""
    decided = {(one.bond, one.subject_id): one for one in transfer.fates.all()}
    for matter in open_now:
        fate = decided.get((matter.bond, matter.subject_id)) or MatterFate.objects.create(
            company_id=transfer.company_id, transfer=transfer, bond=matter.bond, subject_id=matter.subject_id,
            label=matter.label[:120], fate=Fate.KEEP,
        )  # fmt: skip
        fate.transfer = transfer
        bonds.bond(matter.bond).decide(fate, to=to, by=by, now=now)


def _say(transfer: Transfer, *, by: bonds.By, now: datetime) -> None:
    """A line for each side's own timeline, which tells nothing of the other; and the fact, for those who are to be told."""
    said = kept_choice(transfer, "kind")
    for home in filter(None, (transfer.leaving, transfer.coming)):
        ledger.record(
            "people.transferred", home, by=by, at=now, seen_by=Seen.RESIDENT, change=said, room=transfer.room.label
        )
    ledger.publish("people.transferred", company_id=transfer.company_id, at=now, transfer=transfer.pk)

"""Homes: a household moves in, its people join and leave it. It moves out by a transfer (actions.transfers)."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from xiwei.estate.models import Room
from xiwei.ledger import actions as ledger
from xiwei.ledger.models import Seen
from xiwei.people import rules
from xiwei.people.actions import people
from xiwei.people.models import Household, Person, Relation, Staff, Tenure, Transfer
from xiwei.people.queries import homes as queries
from xiwei.people.queries import people as people_queries
from xiwei.shared.refusals import BadInput, NotNow
from xiwei.shared.tongue import kept


@transaction.atomic
def register(
    room: Room, *, name: str, phone: str = "", relation: str, since: date | None = None, by: Staff, now: datetime
) -> Tenure:
    """Someone is registered in this room: as the first of a new household, else into the one that is there.

    A child or an elder without a phone is known by their name, once in a household. Whether others know the phone is
    told by nothing (`people.ensure_resident`). Raises BadInput for a bad name, phone or relation, NotAllowed without
    people.manage there.
    """
    _check_staff(by, room)
    # Held, so that of two who register the same person at once the second finds the first.
    room = Room.objects.select_for_update().get(pk=room.pk)
    household = people_queries.household_of(room)
    if phone.strip():
        person = people.ensure_resident(phone, name, company_id=room.company_id, by=by, now=now)
    else:
        person = queries.namesake(household, people.clean_name(name)) or people.person_without_phone(name, now=now)
    if household is None:
        household = move_in(room, person=person, relation=relation, since=since, by=by, now=now)
    return open_tenure(household, person, relation=relation, since=since, by=by, now=now)


@transaction.atomic
def move_in(
    room: Room,
    *,
    person: Person,
    relation: str = Relation.OWNER,
    since: date | None = None,
    by: ledger.By,
    now: datetime,
) -> Household:
    """A new household of this room, with its first person as the one to call.

    Raises NotNow where a household is in the room already: its people join that one, or it moves out first.
    """
    _check_staff(by, room)
    # The room is held, so that of two who register it at once the second is told of the first.
    room = Room.objects.select_for_update().get(pk=room.pk)
    standing = people_queries.household_of(room)
    if standing is not None:
        raise NotNow(
            gettext("{room}已登记在{standing}名下。请把新住户加进这一户，或者先给这一户办迁出。").format(
                room=room.label, standing=standing
            )
        )
    return found(room, person=person, relation=relation, since=since, by=by, now=now)


def found(
    room: Room, *, person: Person, relation: str, since: date | None, by: ledger.By, now: datetime, rents: bool = False
) -> Household:
    """The household begins, with its first person as the one to call. The caller holds the room and checked its place."""
    household = Household.objects.create(
        company_id=room.company_id, project_id=room.project_id, room=room, name=person.name, since=since, rents=rents
    )
    ledger.record(
        "people.household_moved_in",
        household,
        by=by,
        at=now,
        seen_by=Seen.RESIDENT,
        name=household.name,
        room=room.label,
    )
    tie(household, person, relation=relation, contact=True, since=since, by=by, now=now)
    return household


@transaction.atomic
def open_tenure(
    household: Household,
    person: Person,
    *,
    relation: str,
    contact: bool = False,
    since: date | None = None,
    by: ledger.By,
    now: datetime,
) -> Tenure:
    """The person belongs to the household from now: they see its tickets and may report for it.

    Someone already in it stays as they are, and nothing is written. Raises BadInput for a relation there is
    not, NotNow where the household has moved out.
    """
    _check_staff(by, household)
    if household.until is not None:
        raise NotNow(
            gettext("{household}已经迁出，不能再加入新住户。请登记到这套房现在的住户里。").format(household=household)
        )
    return tie(household, person, relation=relation, contact=contact, since=since, by=by, now=now)


def tie(
    household: Household,
    person: Person,
    *,
    relation: str,
    contact: bool = False,
    since: date | None = None,
    by: ledger.By,
    now: datetime,
) -> Tenure:
    """The tie itself, with its line. The caller checked who may. Raises BadInput for a relation there is not."""
    said = _relation(relation)
    tenure, made = Tenure.objects.get_or_create(
        household=household,
        person=person,
        until=None,
        defaults={
            "company_id": household.company_id,
            "relation": said.value,
            "contact": contact,
            "since": since or timezone.localdate(now),
        },
    )
    if made:
        _record("people.tenure_opened", tenure, by=by, now=now, relation=kept(said.label))
    return tenure


@transaction.atomic
def change_tenure(tenure: Tenure, *, relation: str, by: ledger.By, now: datetime) -> Tenure:
    """The person's relation to the household is corrected. Raises BadInput for a relation there is not."""
    tenure = lock(tenure)
    _check_staff(by, tenure)
    relate(tenure, relation, by=by, now=now)
    return tenure


def relate(tenure: Tenure, relation: str, *, by: ledger.By, now: datetime) -> bool:
    """The same of a tie that is held, by one who was found to be allowed; whether it was another."""
    said, old = _relation(relation), kept(Relation(tenure.relation).label)
    if said.value == tenure.relation:
        return False
    tenure.relation = said.value
    tenure.save(update_fields=["relation"])
    _record("people.tenure_changed", tenure, by=by, now=now, old=old, relation=kept(said.label))
    return True


@transaction.atomic
def make_contact(tenure: Tenure, *, by: ledger.By, now: datetime) -> Tenure:
    """From now this one is called first in matters of the household; whoever was before is not.

    Raises NotNow where they have left the household.
    """
    tenure = lock(tenure)
    _check_staff(by, tenure)
    if tenure.until is not None:
        raise NotNow(
            gettext("{person}已经不在这一户，不能设为联系人。请选现在住在这里的人。").format(person=tenure.person.name)
        )
    if tenure.contact:
        return tenure
    Tenure.objects.filter(household=tenure.household, contact=True).update(contact=False)
    tenure.contact = True
    tenure.save(update_fields=["contact"])
    _record("people.contact_named", tenure, by=by, now=now)
    return tenure


@transaction.atomic
def end_tenure(tenure: Tenure, *, by: ledger.By, now: datetime) -> Tenure:
    """The person leaves the household today, and from this moment sees nothing more of it.

    Its open matters stay with those who live on there, and whom to call first passes to the one who has been there longest.
    Raises NotNow for the last: a household ends by a transfer alone, where each of its open matters is decided.
    """
    # The room is held, as every transfer holds it: of the last two who leave at once, the second is found to be the last.
    Room.objects.select_for_update().get(pk=tenure.household.room_id)
    tenure = lock(tenure)
    _check_staff(by, tenure)
    if tenure.until is not None:
        return tenure
    others = Tenure.objects.filter(household=tenure.household, until=None).exclude(pk=tenure.pk)
    if not others.exists():
        raise NotNow(
            gettext(
                "{person}是这一户最后一位，不能单独迁出。请办搬离或退租：没办完的事在那里一件件定下，才不会没人管。"
            ).format(person=tenure.person.name)
        )
    leave(tenure, by=by, now=now)
    if not others.filter(contact=True).exists():
        make_contact(others.order_by("since", "pk")[0], by=by, now=now)
    return tenure


def leave(
    tenure: Tenure, *, by: ledger.By, now: datetime, on: date | None = None, transfer: Transfer | None = None
) -> None:
    """The tie ends today, or `on` a day; by a transfer, which lets them keep what they asked. The caller checked who may.

    DANGER: whoever calls this sees to it that somebody stays, or that each open matter of the household is decided
    (docs/decisions/transfers.md lists who does).
    """
    tenure.until, tenure.contact, tenure.ended_by = on or timezone.localdate(now), False, transfer
    tenure.save(update_fields=["until", "contact", "ended_by"])
    _record("people.tenure_ended", tenure, by=by, now=now, relation=kept(Relation(tenure.relation).label))


@transaction.atomic
def take_noted_places(person: Person, *, company_id: int, now: datetime) -> None:
    """Whom this company noted with the phone `person` has proved was this person: they take that one's place.

    In each home the noted tie ends and the person's own begins, as what it was and, where it was, the one to call: somebody
    is always there, so its open matters need no decision. The caller has checked that the company invited this phone and
    that the person proved it.
    """
    ties = Tenure.objects.select_for_update(of=("self",)).select_related("household", "person")
    for tie in ties.filter(company_id=company_id, person__noted_phone=person.phone, until=None).order_by("pk"):
        contact = tie.contact
        leave(tie, by=person, now=now)
        own = open_tenure(tie.household, person, relation=tie.relation, since=tie.since, by=person, now=now)
        if contact:
            make_contact(own, by=person, now=now)
    # None of the company's registers stands for the phone any more: its holder does.
    noted = Tenure.objects.filter(company_id=company_id, person__noted_phone=person.phone).values("person")
    Person.objects.filter(pk__in=noted).update(noted_phone=None)


def close(household: Household, *, by: ledger.By, now: datetime, on: date | None = None) -> None:
    """Nobody of the household is left: it has moved out today, or `on` a day. As `leave`, for the few that are listed."""
    household.until = on or timezone.localdate(now)
    household.save(update_fields=["until"])
    ledger.record(
        "people.household_moved_out",
        household,
        by=by,
        at=now,
        seen_by=Seen.RESIDENT,
        name=household.name,
        room=household.room.label,
    )


def lock(tenure: Tenure) -> Tenure:
    """The row as it stands, with what its line names."""
    held = Tenure.objects.select_for_update(of=("self",))
    return held.select_related("household__room", "person").get(pk=tenure.pk)


def _record(kind: str, tenure: Tenure, *, by: ledger.By, now: datetime, **data: str) -> None:
    person = tenure.person
    ledger.record(kind, tenure, by=by, at=now, seen_by=Seen.RESIDENT, person=person, name=person.name, **data)


def _relation(said: str) -> Relation:
    if said not in Relation.values:
        raise BadInput(gettext("没有这种住户关系。请在业主、家庭成员、租客等里选一种。"))
    return Relation(said)


def _check_staff(by: ledger.By, subject: ledger.Subject) -> None:
    """Staff need the right to manage people; what the program or an invitation does was checked before."""
    if isinstance(by, Staff):
        place = subject.where
        rules.check_permission(
            by, rules.Permission.PEOPLE_MANAGE, company_id=place.company_id, project_id=place.project_id
        )

"""Take a need: the moment anyone is asked, by any channel (A4)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from xiwei.estate.models import Building, Place, Project, Room
from xiwei.ledger import actions as ledger
from xiwei.ledger.models import Actor, Entry, Seen
from xiwei.people.models import Household, Line, Person, Staff
from xiwei.service.actions import clocks, photos, routing
from xiwei.service.actions.duty import pass_on
from xiwei.service.actions.telling import say, to_askers, to_staff
from xiwei.service.index import INDEX, words_of
from xiwei.service.models import Correction, Ticket, WorkOrder
from xiwei.service.queries import duty
from xiwei.service.rules import asking as rules
from xiwei.shared import bulk, codes
from xiwei.shared.pictures import Picture
from xiwei.shared.tongue import kept_choice
from xiwei.standards import queries as standards
from xiwei.standards.models import MenuItem, Urgency


@dataclass
class Need:
    """What was asked, as understood: everything `take` needs to know, nothing of who asks."""

    project: Project
    words: str
    kind: str
    line: str
    urgency: str
    room: Room | None = None
    place: Place | None = None
    building: Building | None = None
    household: Household | None = None
    item: MenuItem | None = None
    spot: str = ""
    danger: str = ""
    wanted: tuple[datetime, datetime] | None = None
    asker: Person | None = None
    asker_name: str = ""
    asker_phone: str = ""
    pictures: Sequence[Picture] = ()
    proposed: dict[str, Any] = field(default_factory=dict)

    @property
    def duty_spot(self) -> duty.Spot:
        """Where it is, as far as it matters for who comes."""
        stood = self.room or self.place
        building_id = stood.building_id if stood else (self.building.pk if self.building else None)
        return duty.Spot(self.project.company_id, self.project.pk, building_id, stood.unit_id if stood else None)


@transaction.atomic
def take(
    need: Need, *, channel: str, by: Person | Staff | Actor, now: datetime, asked_at: datetime | None = None
) -> Ticket:
    """A need is received: its clocks start at the asking, it is routed to the line's worker, and all concerned are told.

    The first contact is the member of staff who was asked (`by`); where a page, a code or a sensor was, the butler of
    the home, on shift or not, or for a public place the butler on duty for it. On leave, whoever bears it for
    them answers at once.
    Raises BadInput when the words, the place or the moment cannot be kept; then nothing is written.
    """
    asked_at = asked_at or now
    rules.check_may_take(need, channel=channel, by=by, asked_at=asked_at, now=now)
    known = duty.roster(need.duty_spot, now)
    first = by if isinstance(by, Staff) else _first_contact(need, known, now)
    ticket = _described(need, channel, first, asked_at, now)
    begun = clocks.begin(ticket, at=asked_at)
    bulk.insert(Ticket, [ticket])
    clocks.let_run(ticket, begun)
    kept = photos.keep_all(ticket, need.pictures, stage="asked", by=by, now=now)
    INDEX.put(ticket.pk, words_of(ticket))
    if need.proposed:
        _learn(ticket, need, by, now)
    received = ledger.line(
        "service.received", ticket, by=by, at=asked_at, written_at=now, seen_by=Seen.RESIDENT, evidence=kept,
        channel=kept_choice(ticket, 'channel'), first=first.name, words=need.words[:200],
    )  # fmt: skip
    away = first.pk in known.leaves and not isinstance(by, Staff)
    heir = duty.in_place_of(first, need.duty_spot, now, known=known) if away else None
    _route(ticket, need, first, known, now, by, received, heir)
    if heir:
        pass_on(ticket, now=now)
    return ticket


def _first_contact(need: Need, known: duty.Roster, now: datetime) -> Staff:
    """Who was asked where nobody was spoken to: a home's own butler, by day and night; else the butler on duty."""
    own = known.own(Line.BUTLER) if need.household or need.room else None
    return own or duty.on_duty(need.duty_spot, Line.BUTLER, now, known=known).staff


def _described(need: Need, channel: str, first: Staff, asked_at: datetime, now: datetime) -> Ticket:
    spot = need.duty_spot
    return Ticket(
        company_id=spot.company_id,
        project=need.project,
        building_id=spot.building_id,
        room=need.room,
        place=need.place,
        household=need.household,
        spot=need.spot.strip(),
        kind=need.kind,
        line=need.line,
        urgency=Urgency.URGENT if need.danger else need.urgency,
        item=need.item,
        danger=need.danger,
        words=need.words.strip(),
        channel=channel,
        asker=need.asker,
        asker_name=need.asker_name.strip(),
        asker_phone=need.asker_phone.strip(),
        follow_code=codes.fresh(12),
        asked_at=asked_at,
        keyed_at=now,
        wanted_from=need.wanted[0] if need.wanted else None,
        wanted_until=need.wanted[1] if need.wanted else None,
        first_contact=first,
        answering=first,
    )


def _learn(ticket: Ticket, need: Need, by: Any, now: datetime) -> None:
    """Keep what was proposed beside what was chosen, where they differ."""
    chosen = {
        "line": need.line,
        "kind": need.kind,
        "urgency": ticket.urgency,
        "item": need.item.code if need.item else None,
    }
    if any(need.proposed.get(name) != value for name, value in chosen.items() if name in need.proposed):
        person = by if isinstance(by, Person) else by.person if isinstance(by, Staff) else None
        Correction.objects.create(
            company_id=ticket.company_id,
            ticket=ticket,
            words=need.words,
            proposed=need.proposed,
            chosen=chosen,
            by=person,
            at=now,
        )


def _route(
    ticket: Ticket, need: Need, first: Staff, known: duty.Roster, now: datetime, by: Any, received: Entry,
    heir: Staff | None,
) -> None:  # fmt: skip
    """Offer the work to the member of its line; a matter of words alone stays with the first contact.

    Who took it down knows of it, and is not told. All lines go in at once, and all words, for many ask at the same time.
    """
    offered, urgent = None, ticket.urgency == Urgency.URGENT
    lines, said = [received], []
    if rules.needs_hands(ticket):
        found = _hands(ticket, need, known, now)
        offered = routing.prepare(ticket, worker=found.staff, why=found.why, now=now)
        bulk.insert(WorkOrder, [offered.order])
        lines.append(offered.line)
        said.append(offered.said(ticket))
        if found.uncertified:
            said.append(routing.to_find_one_certified(ticket, offered.order, now=now))
    worker = offered.order.worker if offered else None
    hearers = [one for one in (first,) if one not in (worker, by)]
    if urgent:  # their own butler may be asleep: whoever stands for them now hears it too
        hearers.append(duty.on_duty(need.duty_spot, Line.BUTLER, now, known=known).staff)
        hearers.append(duty.director(need.duty_spot, now, book=known.book))
    about, key = "service.received", "received"
    where = f"{ticket.spot_label}：{ticket.words}"
    heard = f"新报事：{ticket.title}"
    said.append(to_staff(ticket, hearers, about=about, title=heard, body=where, key=key, loud=urgent))
    stays = words_of_care(first, heir)
    said.append(to_askers(ticket, about=about, title=f"已收到：{ticket.title}", body=stays, key=key))
    ledger.record_many(lines)
    say(ticket, *said, now=now)


def words_of_care(first: Staff, heir: Staff | None) -> str:
    """What whoever asked hears of who sees it through: its first contact, or who bears it while that one is away."""
    if heir:
        return f"{first.name}不在岗，由{heir.name}代为负责，会跟到办好为止。"
    return f"{first.name}最先接到，会跟到办好为止。"


def _hands(ticket: Ticket, need: Need, known: duty.Roster, now: datetime) -> duty.OnDuty:
    certificate = ticket.item.certificate if ticket.item else ""
    staffed = duty.staffed(known, ticket.line, certificate=certificate)
    moment = rules.serving_moment(ticket, standards.calendar(ticket.project_id), now, staffed=staffed)
    seen = known if moment == now else duty.roster(need.duty_spot, moment)
    urgent = ticket.urgency == Urgency.URGENT
    return duty.pick(need.duty_spot, ticket.line, moment, certificate=certificate, known=seen, urgent=urgent)


@transaction.atomic
def follow(ticket: Ticket, *, by: Person, now: datetime) -> Ticket:
    """A neighbour says "me too": they hear of each step as if it were theirs, and no second ticket is made."""
    rules.check_may_follow(ticket, by=by)
    _, fresh = ticket.followers.get_or_create(person=by, defaults={"company_id": ticket.company_id, "at": now})
    if fresh:
        ledger.record("service.followed", ticket, by=by, at=now, count=ticket.followers.count())
    return ticket


SAME_MATTER = timedelta(days=7)

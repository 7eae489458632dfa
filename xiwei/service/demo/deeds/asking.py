"""actions.asking: a need is taken, a neighbour follows."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from xiwei.ledger.models import Actor, Seen
from xiwei.people.models import Line, Person, Staff
from xiwei.service.actions.asking import Need, words_of_care
from xiwei.service.demo.deeds import ordering
from xiwei.service.demo.deeds.photos import Print, keep_all
from xiwei.service.demo.deeds.tale import Tale
from xiwei.service.demo.estate import code
from xiwei.service.demo.ground import Scale, Site
from xiwei.service.models import Correction, Follower, PhotoStage, Ticket, TicketState
from xiwei.service.rules import asking as rules
from xiwei.standards.models import Urgency


def take(
    site: Site, need: Need, *, scale: Scale, chance: random.Random, heard_by: set[int], channel: str,
    by: Person | Staff | Actor, at: datetime, asked_at: datetime | None = None, prints: Sequence[Print] = (),
) -> Tale:  # fmt: skip
    """actions.asking.take."""
    tale = Tale(site, scale, chance, heard_by, lag=timedelta(seconds=chance.randint(1, 14)), cursor=asked_at or at)
    asked = asked_at or at
    assert site.duty is not None
    first = by if isinstance(by, Staff) else _first_contact(tale, need, at)
    tale.ticket = _written(need, channel, first, asked, at, code(chance, 12))
    kept = keep_all(tale, prints, stage=PhotoStage.ASKED, by=by, at=at)
    tale.start(at=asked)
    if need.proposed:
        _learn(tale, need, by, at)
    tale.tell(
        "service.received", by=by, at=asked, written_at=at, seen_by=Seen.RESIDENT, evidence=kept,
        channel=tale.ticket.get_channel_display(), first=first.name, words=need.words[:200],
    )  # fmt: skip
    tale.cursor = at
    heir = tale.heir(at) if not isinstance(by, Staff) and site.duty.leave_of(first, at) else None
    _route(tale, need, first, at, by, heir)
    if heir:
        tale.passed(at)
    return tale


def _first_contact(tale: Tale, need: Need, at: datetime) -> Staff:
    duty, spot = tale.site.duty, need.duty_spot
    assert duty is not None
    own = duty.roster(spot, at).own(Line.BUTLER) if need.household or need.room else None
    return own or duty.on_duty(spot, Line.BUTLER, at).staff


def _written(need: Need, channel: str, first: Staff, asked_at: datetime, at: datetime, follow_code: str) -> Ticket:
    spot, stood = need.duty_spot, need.room or need.place
    return Ticket(
        company_id=spot.company_id, project=need.project,
        building=stood.building if stood else need.building,
        room=need.room, place=need.place, household=need.household, spot=need.spot.strip(), kind=need.kind,
        line=need.line, urgency=Urgency.URGENT if need.danger else need.urgency, item=need.item, danger=need.danger,
        words=need.words.strip(), channel=channel, asker=need.asker, asker_name=need.asker_name.strip(),
        asker_phone=need.asker_phone.strip(), follow_code=follow_code, asked_at=asked_at, keyed_at=at,
        wanted_from=need.wanted[0] if need.wanted else None, wanted_until=need.wanted[1] if need.wanted else None,
        first_contact=first, answering=first, state=TicketState.RECEIVED,
    )  # fmt: skip


def _learn(tale: Tale, need: Need, by: Person | Staff | Actor, at: datetime) -> None:
    chosen = {"line": need.line, "kind": need.kind, "urgency": tale.ticket.urgency,
              "item": need.item.code if need.item else None}  # fmt: skip
    if any(need.proposed.get(name) != value for name, value in chosen.items() if name in need.proposed):
        person = by if isinstance(by, Person) else by.person if isinstance(by, Staff) else None
        tale.rows.append(
            Correction(
                company_id=tale.ticket.company_id,
                ticket=tale.ticket,
                words=need.words,
                proposed=need.proposed,
                chosen=chosen,
                by=person,
                at=at,
            )
        )


def _route(tale: Tale, need: Need, first: Staff, at: datetime, by: Any, heir: Staff | None) -> None:
    ticket, duty = tale.ticket, tale.site.duty
    assert duty is not None
    worker, urgent = None, ticket.urgency == Urgency.URGENT
    if rules.needs_hands(ticket):
        certificate = ticket.item.certificate if ticket.item else ""
        staffed = duty.staffed(need.duty_spot, ticket.line, at, certificate=certificate)
        moment = rules.serving_moment(ticket, tale.calendar, at, staffed=staffed)
        found = duty.pick(need.duty_spot, ticket.line, moment, asked=at, certificate=certificate, urgent=urgent)
        ordering.offer_found(tale, found, at=at)
        worker = found.staff
    hearers = [one for one in (first,) if one not in (worker, by)]
    if urgent:
        hearers.append(duty.on_duty(need.duty_spot, Line.BUTLER, at).staff)
        hearers.append(tale.boss(at))
    tale.tell_staff(
        hearers, about="service.received", title=f"新报事：{ticket.title}", body=f"{ticket.spot_label}：{ticket.words}",
        at=at, key="received", loud=urgent,
    )  # fmt: skip
    tale.tell_residents(
        about="service.received", title=f"已收到：{ticket.title}", body=words_of_care(first, heir), at=at,
        key="received",
    )  # fmt: skip


def follow(tale: Tale, *, by: Person, at: datetime) -> None:
    """actions.asking.follow."""
    tale.until(at)
    tale.rows.append(Follower(company_id=tale.ticket.company_id, ticket=tale.ticket, person=by, at=at))
    tale.followers.append(by)
    tale.tell("service.followed", by=by, at=at, count=len(tale.followers))

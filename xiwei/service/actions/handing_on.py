"""A home changes hands: an open matter of it goes on for those who come, or ends; and all of it can be taken back.

What goes on is a new ticket, and the old one ends with its words, pictures and history: so nobody needs to hide
from those who come what was said by those who left, on any page, now or later.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import models

from xiwei.ledger import actions as ledger
from xiwei.ledger.models import Seen
from xiwei.people.models import Household, MatterFate
from xiwei.service.actions import clocks, ordering
from xiwei.service.actions.moving import move
from xiwei.service.actions.telling import overtaken, tell_residents, tell_staff
from xiwei.service.index import INDEX, pairs
from xiwei.service.models import (
    Channel,
    Clock,
    Decline,
    HandOver,
    Outcome,
    Promise,
    Ticket,
    Wait,
    WorkOrder,
)
from xiwei.service.queries import bonds as queries
from xiwei.service.queries import tickets
from xiwei.service.rules import discretion
from xiwei.shared import codes

# What ending a matter changes of its rows, and so what is kept to give it back; never its words.
ROWS: dict[type[models.Model], tuple[str, ...]] = {
    Ticket: ("state", "due_at", "level", "breached", "promised_for", "closed_at", "done_at", "outcome"),
    Clock: ("stopped_at", "next_at", "level", "breached", "due_at"),
    Wait: ("ended_at",),
    Decline: ("consented", "answered_at", "answered_by_id", "answer"),
    WorkOrder: ("ticket_id", "state", "ended_at", "reason"),
    HandOver: ("answered_at", "accepted", "refusal"),
}
# What goes on as it was: the duty, the promise, how far it has come.
GOES_ON = (
    *("company_id", "project_id", "building_id", "room_id", "place_id", "kind", "line", "urgency", "item_id", "danger"),
    *("wanted_from", "wanted_until", "first_contact_id", "answering_id", "covered", "state", "promised_for", "due_at"),
    *("level", "breached", "begun_at"),
)


def keep_rows(ticket: Ticket) -> list[dict[str, Any]]:
    """The matter's rows as they stand, as far as its end changes them."""
    found: dict[type[models.Model], Any] = {Ticket: Ticket.objects.filter(pk=ticket.pk)}
    found |= {of: of._default_manager.filter(ticket=ticket) for of in (Clock, Wait, Decline, WorkOrder)}
    found[HandOver] = HandOver.objects.filter(order__ticket=ticket)
    return [
        {"of": of._meta.label, **row}
        for of, rows in found.items()
        for row in rows.order_by("pk").values("pk", *ROWS[of])
    ]


def give_back(rows: Iterable[dict[str, Any]]) -> None:
    """The kept rows stand again as they stood."""
    of_label = {of._meta.label: of for of in ROWS}
    for row in rows:
        of = of_label[row["of"]]
        fields = {field.attname: field for field in of._meta.concrete_fields}
        values = {name: fields[name].to_python(row[name]) for name in ROWS[of]}
        of._default_manager.filter(pk=row["pk"]).update(**values)


def hand_on(ticket: Ticket, *, to: Household, words: str, by: ledger.By, now: datetime) -> Ticket:
    """The matter ends for those who left and goes on for `to`: its work, its promise and its clocks run on as they did.

    Those who come read `words`, and of what was before nothing; they are its asker from now. Runs inside the change.
    """
    ticket = tickets.lock(ticket)
    heir = _heir(ticket, to, words, now)
    heir.save(force_insert=True)
    _carry_clocks(ticket, heir, now)
    live = list(tickets.live_orders(ticket).select_related("worker__person"))
    WorkOrder.objects.filter(pk__in=[order.pk for order in live]).update(ticket=heir)
    INDEX.put_many(pairs([heir]))
    ledger.record("service.handed_to", heir, by=by, at=now, seen_by=Seen.RESIDENT, words=words)
    ticket.closed_at, ticket.outcome = now, Outcome.HANDED_ON
    move(ticket, "hand_on", by=by, now=now)
    tell_residents(
        ticket, about="service.handed_on", title=f"已交后来的住户继续办：{ticket.title}",
        body="您家的房屋已换了住户，这件事不再打扰您。", now=now, key="handed_on",
    )  # fmt: skip
    tell_residents(
        heir, about="service.handed_to", title=f"接着为您家办：{heir.title}",
        body="这是房屋交到您家以前就在办的事，时限不变。", now=now, key="handed_to",
    )  # fmt: skip
    hearers = [heir.answering, *(order.worker for order in live)]
    tell_staff(
        heir, [one for one in hearers if one != by], about="service.handed_to", title=f"换了住户，接着办：{heir.title}",
        body="联系人改为现在的住户，时限不变。", now=now, key="handed_to",
    )  # fmt: skip
    return heir


def _heir(ticket: Ticket, to: Household, words: str, now: datetime) -> Ticket:
    """The same matter, of those who come: nothing in it was said by those who left."""
    first = to.tenures.filter(until=None, contact=True).select_related("person").first()
    heir = Ticket(**{name: getattr(ticket, name) for name in GOES_ON})
    heir.household, heir.asker = to, first.person if first else None
    heir.words, heir.spot = words.strip(), discretion.for_neighbours(ticket, ticket.spot)
    heir.channel, heir.follow_code, heir.asked_at, heir.keyed_at = Channel.HANDED, codes.fresh(12), now, now
    return heir


def _carry_clocks(ticket: Ticket, heir: Ticket, now: datetime) -> None:
    """Clocks run on to the same moments, and the promise that stands is said anew: not why an earlier one was moved."""
    running = clocks.running(ticket)
    for clock in running:
        clock.pk, clock.ticket, clock._state.adding = None, heir, True
    Clock.objects.bulk_create(running)
    last = ticket.promises.order_by("-at", "-pk").first()
    if last is not None and heir.promised_for is not None:
        Promise.objects.create(company_id=heir.company_id, ticket=heir, moment=heir.promised_for, by=last.by, at=now)


def settle(ticket: Ticket, *, words: str, by: ledger.By, now: datetime) -> Ticket:
    """The matter ends with the change, and whoever asked reads why. Work still in hand is taken back."""
    ticket = tickets.lock(ticket)
    ordering.cancel_all(ticket, by=by, now=now, reason="住户变更，这件事已了结")
    ticket.closed_at, ticket.outcome = now, Outcome.SETTLED
    move(ticket, "settle", by=by, now=now, words=words)
    tell_residents(
        ticket, about="service.settled", title=f"这件事到此了结：{ticket.title}", body=words, now=now, key="settled"
    )
    tell_staff(
        ticket, [one for one in (ticket.answering,) if one != by], about="service.settled",
        title=f"住户变更，已了结：{ticket.title}", body=words, now=now, key="settled",
    )  # fmt: skip
    return ticket


def take_back(fate: MatterFate, *, by: ledger.By, now: datetime) -> None:
    """The change is undone: the matter is again as it was, and what it went on as ends; each names the other.

    What the change said of it and nobody has read yet waits for nobody's reading any more.
    """
    ticket, heir = tickets.lock(Ticket(pk=fate.subject_id)), None
    overtaken(ticket, "handed_on", "settled", now=now)
    if fate.became_id is not None:
        heir = tickets.lock(Ticket(pk=fate.became_id))
        overtaken(heir, "handed_to", now=now)
        heir.closed_at, heir.outcome = now, Outcome.HANDED_BACK
        move(heir, "hand_on", by=by, now=now, kind="service.handed_back", other=ticket.number)
    give_back(fate.before["rows"])
    ticket = tickets.lock(ticket)
    if heir is not None:
        ledger.record("service.came_back", ticket, by=by, at=now, seen_by=Seen.RESIDENT, other=heir.number)
    else:
        ledger.record("service.stands_again", ticket, by=by, at=now, seen_by=Seen.RESIDENT)
    hands = [order.worker for order in tickets.live_orders(ticket).select_related("worker__person")]
    tell_staff(
        ticket, [one for one in (ticket.answering, *hands) if one != by], about="service.stands_again",
        title=f"变更已撤销，照原样办：{ticket.title}", body="这件事又是原来的住户的，时限不变。", now=now,
        key=f"stands:{now.timestamp()}",
    )  # fmt: skip


def part(household: Household, people: list[int]) -> None:
    """What each of these asked in the home they left stays theirs to read."""
    Ticket.objects.filter(household=household, asker_id__in=people, asker_keeps=False).update(asker_keeps=True)


def rejoin(household: Household) -> None:
    """The home is theirs again, and with it all its matters."""
    Ticket.objects.filter(household=household, asker_keeps=True).update(asker_keeps=False)


def carry_out(fate: MatterFate, *, to: Household | None, by: ledger.By, now: datetime) -> None:
    """Do what was decided of one ticket, and keep in `fate` what it became, its rows, and the last line so far."""
    ticket = Ticket.objects.select_related("project", "item").get(pk=fate.subject_id)
    if fate.fate == "keep" or (fate.fate == "carry" and to is None):
        fate.fate = "keep"
    else:
        rows = keep_rows(ticket)
        if fate.fate == "carry":
            assert to is not None
            fate.became_id = hand_on(ticket, to=to, words=fate.words, by=by, now=now).pk
        else:
            settle(ticket, words=fate.words, by=by, now=now)
        fate.before = {"rows": rows, "line": queries.last_line([ticket.pk, fate.became_id or 0])}
    fate.save(update_fields=["fate", "became_id", "before"])

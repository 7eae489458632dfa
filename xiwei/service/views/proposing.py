"""What a page says while a need is told: what to do in danger, what the words mean, who said the same already."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from xiwei.estate.models import Building, Place, Project, Room
from xiwei.people.middleware import PersonRequest
from xiwei.people.models import Line
from xiwei.service.actions.asking import SAME_MATTER
from xiwei.service.forms.asking import LINES
from xiwei.service.models import Ticket, TicketState
from xiwei.service.queries import again, similar, tickets, understanding
from xiwei.service.rules import discretion
from xiwei.shared import tongue
from xiwei.standards import catalogue, saying
from xiwei.standards import queries as standards
from xiwei.standards.models import MenuItem, Urgency

LEAST, MOST = 2, 2000  # characters from which words mean something ("没水"), and up to which they are read
OWN, SAME = 3, 5  # of what may be the same matter: their own, and others'


@dataclass(frozen=True)
class Stand:
    """Where the teller says it is, so far."""

    project: Project
    room: Room | None = None
    place: Place | None = None
    building_id: int | None = None
    household_id: int | None = None
    public: bool = False

    @property
    def at(self) -> str:
        """The public place by its name; "" in a home, or where nothing was said yet."""
        return understanding.public_at(self.place) if self.public else ""


def before_form(project: Project) -> list[dict[str, Any]]:
    """Every danger with what to do and whom to ring: what stands above each form, script or none."""
    return catalogue.dangers_now(project.duty_phone)


def danger_of(ticket: Ticket) -> dict[str, Any] | None:
    """What to do now, on the page of what was told, until somebody is there."""
    waited_for = ticket.state in (TicketState.RECEIVED, TicketState.PROMISED)
    return catalogue.danger_now(ticket.danger, ticket.project.duty_phone) if waited_for else None


def danger_in(words: str, project: Project) -> dict[str, Any] | None:
    """What to do now about what these words tell, for a page drawn with words on it already."""
    return catalogue.danger_now(understanding.heard(words[:MOST])[0], project.duty_phone) if words else None


def answer(
    request: PersonRequest, stand: Stand, *, teller: bool = False, held: Sequence[str] = (), **more: Any
) -> HttpResponse:
    """The proposal for the words so far, for one tap to confirm or to clear; nothing for too few words.

    `held` are the follow codes of what this browser told without an account.
    """
    words = request.POST.get("words", "")[:MOST].strip()
    if len(words) < LEAST:
        return HttpResponse("")
    understood, item = understanding.understand(words, company_id=stand.project.company_id, at=stand.at)
    danger, pressing = understanding.heard(words)
    # "不是这个" holds for what it was said of: other words, taken for something else, are proposed anew.
    meant = understood.item or f"line-{understood.line}"
    line = request.POST.get("line") or understood.line
    told = partial(
        similar.same_trouble, item=understood.item if line == understood.line else "", line=line, words=words
    )
    own = [] if teller else [one for one in _own(request, stand, line, held) if told(one)][:OWN]
    page = {
        "understood": understood,
        "item": item,
        "price_note": _price_note(item, teller=teller),
        "proposed": json.dumps(understood.as_data()),
        "danger": catalogue.danger_now(danger, stand.project.duty_phone),
        "pressing": pressing,
        "promised": _promised(stand.project) if pressing or understood.urgency == Urgency.URGENT else "",
        "line_label": Line(understood.line).label,
        "urgency_label": Urgency(understood.urgency).label,
        "lines": LINES,
        "line": request.POST.get("line", ""),
        "urgency": request.POST.get("urgency", ""),
        "cleared": request.POST.get("cleared", "") in ("1", meant),
        "meant": meant,
        "asked_at": request.path,
        "teller": teller,
        "own": own,
        "same": _same(request, stand, line, told, without={one.pk for one in own}),
    }
    return render(request, "service/proposal.html", page | more)


def _price_note(item: MenuItem | None, *, teller: bool) -> str:
    """What the menu says of the price; it speaks to the resident, who is another for whoever takes it down for them."""
    note = item.price_note if item else ""
    return tongue.named(discretion.for_staff(note) if teller else note)


def _promised(project: Project) -> str:
    """What the company promises of an urgent matter there, in words; "" where it promises nothing."""
    rows = standards.promises(company_id=project.company_id, project_id=project.pk)
    return saying.said_promises(rows, standards.hours(project.pk))[Urgency.URGENT].whole


def _own(request: PersonRequest, stand: Stand, line: str, held: Sequence[str]) -> list[Ticket]:
    """What whoever writes told before and is still being done: to go and see, or to add a word to."""
    person = request.who.person
    if stand.household_id:
        return list(again.at_home([stand.household_id], line=line))
    if person and (stand.public or stand.place):
        where = {"place_id": stand.place.pk if stand.place else None, "building_id": stand.building_id}
        return list(again.in_public(person, project_id=stand.project.pk, line=line, **where))
    return list(again.by_codes(held, place_id=stand.place.pk)) if held and stand.place else []


def _same(
    request: PersonRequest, stand: Stand, line: str, told: Callable[[Ticket], bool], without: set[int]
) -> list[dict[str, Any]]:
    """What may be the same matter, as far as this person may know of it; a stranger sees the list of the place instead."""
    since = request.now - SAME_MATTER
    found: list[Ticket] = []
    if stand.public and not request.user.is_anonymous:
        place_id = stand.place.pk if stand.place else None
        found = list(
            tickets.near(
                place_id=place_id, building_id=stand.building_id, line=line, project_id=stand.project.pk, since=since
            )
        )
    elif stand.room and request.who.staff:
        found = list(tickets.near_home(request.who, room=stand.room, line=line, since=since))
    found = [one for one in found if one.pk not in without and told(one)][:SAME]
    opened = set(tickets.for_person(request.who).filter(pk__in=[one.pk for one in found]).values_list("pk", flat=True))
    for one in found:
        discretion.veil(one)
    return [{"ticket": one, "opens": one.pk in opened} for one in found]


def building_of(stood: Room | Place | Building | None) -> int | None:
    """The building of a room or a place, or itself."""
    return stood.pk if isinstance(stood, Building) else stood.building_id if stood else None

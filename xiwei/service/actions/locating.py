"""Where a need is, and who told it, put right by staff: a gate that wrote "302" sends somebody through nine buildings."""

from datetime import datetime

from django.db import transaction

from xiwei.estate.models import Building, Place, Room
from xiwei.people.models import Staff
from xiwei.service.actions import routing
from xiwei.service.actions.asking import words_of_care
from xiwei.service.actions.moving import move
from xiwei.service.actions.telling import tell_residents, tell_staff
from xiwei.service.index import INDEX, pairs
from xiwei.service.models import Ticket
from xiwei.service.queries import spots, tickets
from xiwei.service.rules import checks
from xiwei.service.rules.asking import check_phone
from xiwei.service.rules.locating import TOLD_TO_STAFF, Stood, check_may_locate, check_stood


@transaction.atomic
def locate(
    ticket: Ticket, *, by: Staff, now: datetime, stood: Stood | None, spot: str, name: str = "", phone: str = ""
) -> Ticket:
    """The place is put right: the room, place or building it stands at, or words alone; and whom to call back.

    Whoever has the work hears the place; where it is another building's, the work goes to whoever serves there. A room
    brings its household, who hear and see the need from now on as if it had been taken down so. Raises NotAllowed, NotNow for a
    home's own report, BadInput where nothing says where it is.
    """
    ticket = tickets.lock(ticket)
    checks.check_may("locate", ticket, by)
    check_may_locate(ticket)
    check_stood(ticket, stood, spot, spoken=tickets.household_spoke(ticket))
    before, building, home = ticket.spot_label or ticket.project.name, ticket.building_id, ticket.household_id
    _stand(ticket, stood, spot)
    _asked_by(ticket, name, phone)
    ticket.save()
    INDEX.put_many(pairs([ticket]))
    move(ticket, "locate", by=by, now=now, before=before, after=ticket.spot_label)
    reason = f"地点更正为{ticket.spot_label}：{ticket.title}"
    routing.route_anew(ticket, changed=ticket.building_id != building, by=by, now=now, reason=reason)
    _tell(ticket, before, by=by, now=now)
    if ticket.household_id not in (None, home):
        tell_residents(
            ticket, about="service.received", title=f"已收到：{ticket.title}", body=words_of_care(ticket.first_contact, None),
            now=now, key=f"received:{ticket.household_id}",
        )  # fmt: skip
    return ticket


def _stand(ticket: Ticket, stood: Stood | None, spot: str) -> None:
    ticket.room = stood if isinstance(stood, Room) else None
    ticket.place = stood if isinstance(stood, Place) else None
    ticket.building = stood if isinstance(stood, Building) else stood.building if stood else None
    ticket.household = spots.household_of(stood) if isinstance(stood, Room) else None
    ticket.spot = spot.strip()


def _asked_by(ticket: Ticket, name: str, phone: str) -> None:
    """Whom to call back: the member of the household meant by what is said; a resident's own public report stays theirs."""
    if ticket.asker_id is not None and ticket.channel not in TOLD_TO_STAFF:
        return
    check_phone(phone)
    ticket.asker_name, ticket.asker_phone = name.strip() or ticket.asker_name, phone.strip() or ticket.asker_phone
    ticket.asker = spots.asker_of(ticket.household, ticket.asker_phone, ticket.asker_name)


def _tell(ticket: Ticket, before: str, *, by: Staff, now: datetime) -> None:
    at_it = [order.worker for order in tickets.live_orders(ticket).select_related("worker__person")]
    hearers = [one for one in (ticket.answering, *at_it) if one != by]
    tell_staff(
        ticket, hearers, about="service.located", title=f"地点更正：{ticket.title}",
        body=f"由“{before}”更正为“{ticket.spot_label}”，{by.name}更正的。", now=now, key=f"located:{now.timestamp()}",
    )  # fmt: skip

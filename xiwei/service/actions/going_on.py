"""Work that stopped goes on: another is asked, it waits for what it lacks, or whoever gives out work is told at once."""

from datetime import datetime
from typing import NamedTuple

from xiwei.people.models import Line, Staff
from xiwei.people.rules import Permission, permits
from xiwei.service.actions import clocks
from xiwei.service.actions.moving import set_state
from xiwei.service.actions.routing import find_hands, offer_found, spot_of
from xiwei.service.actions.standing import stand_still
from xiwei.service.models import Ticket, TicketState, WorkOrder
from xiwei.service.queries import duty
from xiwei.service.rules.orders import broken_off


class Onward(NamedTuple):
    """How it goes on: what the resident reads, what staff read, and who of them must do something now."""

    resident: str
    staff: str
    to_act: list[Staff]


def go_on(order: WorkOrder, *, by: Staff, now: datetime, waits: str, until: datetime | None) -> Onward:
    """What becomes of an order's work that could not be finished, in its caller's transaction; the order has ended.

    Where it `waits` (a WaitReason) it stands still `until` then. Else the next on duty of the line who has not had it is
    asked, and hears why; where there is nobody, whoever may give out work must.
    """
    ticket = order.ticket
    if waits and until:
        day = _wait(order, by=by, now=now, waits=waits, until=until)
        return Onward(f"预计{day}继续。", f"预计{day}继续，到时自动再派。", [])
    tried = set(ticket.orders.filter(line=order.line).values_list("worker_id", flat=True))
    found = find_hands(ticket, order.line, now=now, without=tried)
    if found.by_default:
        return Onward("正在请人接着办，派好了会告诉您。", "没有别人能接，请派人接着办。", dispatchers(ticket, now))
    why = found.why if found.uncertified else f"{by.name}没能完成：{order.reason}。{found.why}"
    offer_found(ticket, found._replace(why=why), now=now)
    return Onward(f"已请{found.staff.name}接着来办。", f"已派给{found.staff.name}。", [])


def _wait(order: WorkOrder, *, by: Staff, now: datetime, waits: str, until: datetime) -> str:
    """Whoever was there and found out what is lacking has begun; a wait that ran already ends for the new one."""
    ticket = order.ticket
    if ticket.state == TicketState.RECEIVED:
        set_state(ticket, "begin", by=by, now=now)
        clocks.begin_work(ticket, clocks.RESPONSE, at=now)
    elif ticket.state == TicketState.WAITING:
        set_state(ticket, "resume", by=by, now=now, ends_in=TicketState.IN_PROGRESS)
    said = stand_still(
        ticket, by=by, now=now, reason=waits, waits_for=order.needs[:60], until=until, words=order.reason
    )
    return said.until


def dispatchers(ticket: Ticket, now: datetime) -> list[Staff]:
    """Who may give out its work now: the butler on duty, and the director."""
    spot = spot_of(ticket)
    butler = duty.on_duty(spot, Line.BUTLER, now).staff
    may = [butler] if permits(butler, Permission.ORDER_ASSIGN, ticket.project_id) else []
    return list(dict.fromkeys([*may, duty.director(spot, now)]))


def carry_on(ticket: Ticket, *, now: datetime) -> None:
    """The wait is over, in its caller's transaction: work that stopped is offered again, first to whom it was last."""
    last = broken_off(ticket)
    if last is not None:
        offer_found(ticket, find_hands(ticket, last.line, now=now, ask_first=last.worker), now=now)

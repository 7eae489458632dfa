"""actions.declining and actions.merging: a courteous no, and the same matter told twice."""

from datetime import datetime

from xiwei.ledger.models import Seen
from xiwei.people.models import Staff
from xiwei.service.demo.deeds import ordering
from xiwei.service.demo.deeds.tale import Tale
from xiwei.service.models import Decline, Follower
from xiwei.service.rules import discretion


def ask_decline(
    tale: Tale, *, by: Staff, at: datetime, reason: str, alternative: str, reply: str, tried: str = ""
) -> Decline:
    """actions.declining.ask_decline."""
    tale.until(at)
    ticket = tale.ticket
    decline = Decline(
        company_id=ticket.company_id, ticket=ticket, reason=reason.strip(), alternative=alternative.strip(),
        reply=reply.strip(), tried=tried.strip(), asked_by=by, asked_at=at,
    )  # fmt: skip
    tale.rows.append(decline)
    tale.move("ask_decline", by=by, at=at, reason=decline.reason, alternative=decline.alternative)
    tale.tell_staff(
        [tale.boss(at)], about="service.decline_asked", title=f"请您同意婉拒：{ticket.title}", body=decline.reason, at=at,
        key=lambda: f"decline:{decline.pk}",
    )  # fmt: skip
    return decline


def consent(tale: Tale, decline: Decline, *, by: Staff, at: datetime) -> None:
    """actions.declining.consent."""
    tale.until(at)
    decline.consented, decline.answered_by, decline.answered_at, decline.answer = True, by, at, ""
    ordering.cancel_all(tale, by=by, at=at, reason="已婉拒")
    tale.ticket.closed_at = at
    tale.move("decline", by=by, at=at, reason=decline.reason, alternative=decline.alternative, tried=decline.tried)
    tale.tell_residents(
        about="service.declined", title=f"关于您的请求：{tale.ticket.title}", body=decline.reply, at=at,
        key=lambda: f"declined:{decline.pk}",
    )  # fmt: skip


def refuse_consent(tale: Tale, decline: Decline, *, by: Staff, at: datetime, answer: str) -> None:
    """actions.declining.refuse_consent."""
    tale.until(at)
    decline.consented, decline.answered_by, decline.answered_at = False, by, at
    decline.answer = answer.strip()
    tale.move("refuse_decline", by=by, at=at, reason=decline.answer)
    tale.tell_staff(
        [decline.asked_by], about="service.decline_refused", title=f"主任不同意婉拒：{tale.ticket.title}",
        body=decline.answer, at=at, key=lambda: f"refused_decline:{decline.pk}",
    )  # fmt: skip


def merge(tale: Tale, *, into: Tale, by: Staff, at: datetime) -> None:
    """actions.merging.merge. Both are written together, for the one's number is said on the other."""
    tale.until(at)
    ticket, other = tale.ticket, into.ticket
    ordering.cancel_all(tale, by=by, at=at, reason=lambda: f"已并入{other.number}")
    home = tale.site.by_label.get(ticket.room.label) if ticket.household and ticket.room else None
    theirs = {one.pk: one for one in [ticket.asker, *(home.people if home else []), *tale.followers] if one is not None}
    for _, person in sorted(theirs.items()):
        if person.pk != other.asker_id and person.pk not in {one.pk for one in into.followers}:
            tale.rows.append(Follower(company_id=other.company_id, ticket=other, person=person, at=at))
            into.followers.append(person)
    ticket.merged_into, ticket.closed_at = other, at
    title = discretion.title_for_neighbours(other)
    tale.move("merge", by=by, at=at, other=lambda: other.number, title=title)
    into.until(at)
    into.tell("service.joined", by=by, at=at, seen_by=Seen.RESIDENT, other=lambda: ticket.number)
    tale.tell_residents(
        about="service.merged", title=f"已合并跟进：{title}", body="同一件事已有人报过，每一步都会同时通知您。", at=at,
        key="merged",
    )  # fmt: skip

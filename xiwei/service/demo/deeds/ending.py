"""actions.ending: finish, confirm, call back, reopen, withdraw, rate and thank (a lapse comes by itself)."""

from collections.abc import Sequence
from datetime import datetime

from xiwei.ledger.actions import By
from xiwei.ledger.models import Seen
from xiwei.people.models import Person, Staff
from xiwei.service.actions.ending import unfixed_again
from xiwei.service.demo.deeds import ordering
from xiwei.service.demo.deeds.tale import Tale
from xiwei.service.models import CallBack, CallBackAnswer, Outcome, Rating, Thanks, TicketState
from xiwei.service.queries.duty import OnDuty
from xiwei.service.rules import ending as rules
from xiwei.shared.tongue import kept


def finish(tale: Tale, *, by: Staff, at: datetime, note: str = "") -> None:
    """actions.ending.finish."""
    tale.until(at)
    ordering.mark_done(tale, by=by, at=at, note=note.strip())


def confirm(tale: Tale, *, by: Person, at: datetime) -> None:
    """actions.ending.confirm."""
    tale.until(at)
    tale.closed("confirm", Outcome.CONFIRMED, by=by, at=at)
    tale.tell_staff(
        [tale.ticket.first_contact], about="service.confirmed", title=f"业主已确认：{tale.ticket.title}", body="", at=at,
        key=f"confirmed:{tale.ticket.reopened}",
    )  # fmt: skip


def call_back(tale: Tale, *, by: Staff, at: datetime, answer: str, words: str = "") -> None:
    """actions.ending.call_back."""
    tale.until(at)
    call = CallBack(
        company_id=tale.ticket.company_id, ticket=tale.ticket, by=by, at=at, answer=answer, words=words.strip()
    )
    tale.calls.append(call)
    label = kept(rules.answer_said(tale.ticket, answer))
    if answer == CallBackAnswer.SATISFIED:
        written = {"ends_in": TicketState.CLOSED, "answer": label, "words": words.strip()}
        tale.closed("call_back", Outcome.CALLED_BACK, by=by, at=at, **written)
        return
    tale.move("call_back", by=by, at=at, answer=label, words=words.strip())
    if answer == CallBackAnswer.NOT_FIXED:
        _reopened(tale, by=by, at=at, words=words or f"回访时业主说{label}")


def reopen(tale: Tale, *, by: Person | Staff, at: datetime, words: str = "") -> None:
    """actions.ending.reopen."""
    tale.until(at)
    _reopened(tale, by=by, at=at, words=words.strip())


def _reopened(tale: Tale, *, by: By, at: datetime, words: str) -> None:
    ticket = tale.ticket
    ticket.reopened += 1
    ticket.done_at = ticket.closed_at = ticket.promised_for = None
    ticket.outcome, ticket.level = "", 0
    tale.stop(at=at)
    tale.start(at=at)
    boss = tale.boss(at)
    if ticket.reopened >= rules.DIRECTOR_FROM:
        ticket.answering, ticket.covered = boss, False
    tale.move("reopen", by=by, at=at, words=words, times=ticket.reopened, first=ticket.first_contact.name,
              answering=ticket.answering.name)  # fmt: skip
    sent = _again(tale, at=at)
    tale.tell_staff(
        [ticket.first_contact, ticket.answering, boss], about="service.reopened",
        title=unfixed_again(ticket), body=words, at=at, key=f"reopened:{ticket.reopened}", loud=True,
    )  # fmt: skip
    tale.tell_residents(
        about="service.reopened", title=f"已重新交办：{ticket.title}", body=sent or f"由{ticket.answering.name}负责到底。", at=at,
        key=f"reopened:{ticket.reopened}",
    )  # fmt: skip


def _again(tale: Tale, *, at: datetime) -> str:
    if not tale.orders:
        return ""
    found = ordering.find_hands(tale, tale.order.line, at=at, ask_first=tale.order.worker)
    other = _another(tale, at) if tale.ticket.reopened >= rules.DIRECTOR_FROM else None
    ordering.offer_found(tale, other or found, at=at)
    return f"由{tale.ticket.answering.name}负责到底。这次换{other.staff.name}去。" if other else ""


def _another(tale: Tale, at: datetime) -> OnDuty | None:
    line = tale.order.line
    been = {one.worker_id for one in tale.orders if one.line == line and one.arrived_at}
    found = ordering.find_hands(tale, line, at=at, without=been)
    if found.by_default or found.uncertified or found.staff.pk in been:
        return None
    return found._replace(why=f"第 {tale.ticket.reopened} 次没办好，换人：{found.why}")


def withdraw(tale: Tale, *, by: Person, at: datetime, words: str = "") -> None:
    """actions.ending.withdraw."""
    tale.until(at)
    ordering.cancel_all(tale, by=by, at=at, reason="业主撤回")
    tale.closed("withdraw", Outcome.WITHDRAWN, by=by, at=at, words=words.strip())


def remark(tale: Tale, *, by: Person, at: datetime, words: str) -> None:
    """actions.ending.remark."""
    tale.until(at)
    tale.move("remark", by=by, at=at, words=words.strip())
    answering, title, key = tale.ticket.answering, f"业主补充：{tale.ticket.title}", f"remark:{at.timestamp()}"
    for order in tale.live:
        tale.tell_staff([order.worker], about="service.remarked", title=title, body=words, at=at, key=key, order=order)
    if answering not in [order.worker for order in tale.live]:
        tale.tell_staff([answering], about="service.remarked", title=title, body=words, at=at, key=key)


def rate(tale: Tale, *, by: Person, at: datetime, stars: int, chips: Sequence[str] = (), words: str = "") -> None:
    """actions.ending.rate."""
    tale.until(at)
    ticket = tale.ticket
    rating = Rating(company_id=ticket.company_id, ticket=ticket, by=by, at=at, stars=stars, chips=list(chips),
                    words=words.strip())  # fmt: skip
    tale.rows.append(rating)
    ticket.stars = stars
    labels, more = "、".join(kept(rules.CHIPS[chip]) for chip in chips), rules.beyond_chips(chips, words)
    tale.tell("service.rated", by=by, at=at, seen_by=Seen.RESIDENT, stars=stars, chips=labels, words=more)
    if stars <= rules.BAD:
        tale.tell_staff(
            [tale.boss(at), ticket.first_contact], about="service.rated", title=f"{stars} 星：{ticket.title}",
            body=f"{labels} {more}".strip() or "业主不满意，请在 24 小时内联系。", at=at, key="rated",
        )  # fmt: skip


def thank(tale: Tale, *, by: Person, at: datetime, staff: Staff, words: str) -> None:
    """actions.ending.thank."""
    tale.until(at)
    ticket = tale.ticket
    thanks = Thanks(company_id=ticket.company_id, project_id=ticket.project_id, ticket=ticket, staff=staff, by=by,
                    at=at, words=words.strip())  # fmt: skip
    tale.rows.append(thanks)
    tale.tell_staff(
        [staff], about="service.thanked", title=f"{by.name}谢谢您", body=thanks.words, at=at,
        key=lambda: f"thanks:{thanks.pk}",
    )  # fmt: skip
    tale.tell(
        "service.thanked", by=by, at=at, seen_by=Seen.RESIDENT, person=staff.person, staff=staff.name,
        words=thanks.words,
    )  # fmt: skip

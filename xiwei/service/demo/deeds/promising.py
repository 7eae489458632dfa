"""actions.promising: a promise is given or moved, work begins without an order, a word is put right or noted."""

from datetime import datetime

from xiwei.people.models import Staff
from xiwei.service.actions.promising import promised_title, said, said_window
from xiwei.service.demo.deeds import ordering
from xiwei.service.demo.deeds.tale import Tale
from xiwei.service.models import Correction, Promise
from xiwei.service.rules.asking import needs_hands
from xiwei.service.rules.promises import Window
from xiwei.standards.models import ClockKind, MenuItem


def promise(
    tale: Tale, *, by: Staff, at: datetime, moment: datetime, words: str = "", window: Window | None = None
) -> None:
    """actions.promising.promise."""
    tale.until(at)
    if window:
        tale.ticket.wanted_from, tale.ticket.wanted_until = window
        tale.agree_window(at=at)
    _keep(tale, by, at, moment, words)
    agreed = said_window(window) if window else ""
    kind = "service.answer_promised" if tale.ticket.wants_answer else ""
    tale.move("promise", by=by, at=at, kind=kind, moment=said(moment), words=words.strip(), window=agreed)
    tale.tell_residents(
        about="service.promised", title=promised_title(tale.ticket, moment), body=f"{agreed}{words}", at=at,
        key=f"promise:{tale.promised}",
    )  # fmt: skip


def move_promise(tale: Tale, *, by: Staff, at: datetime, moment: datetime, reason: str) -> None:
    """actions.promising.move_promise."""
    tale.until(at)
    old = tale.ticket.promised_for
    _keep(tale, by, at, moment, "", reason=reason)
    tale.move(
        "move_promise", by=by, at=at, old=said(old) if old else "未定", moment=said(moment), reason=reason.strip()
    )
    tale.tell_residents(
        about="service.promise_moved", title=f"承诺改为 {said(moment)}：{tale.ticket.title}",
        body=f"原因：{reason.strip()}", at=at, key=f"promise:{tale.promised}",
    )  # fmt: skip
    tale.tell_of_delay(
        by=by, about="service.promise_moved", title=f"承诺改为 {said(moment)}：{tale.ticket.title}",
        body=f"{by.name}改的，原因：{reason.strip()}", at=at, key=f"promise:{tale.promised}",
    )  # fmt: skip


def _keep(tale: Tale, by: Staff, at: datetime, moment: datetime, words: str, reason: str = "") -> None:
    tale.rows.append(
        Promise(company_id=tale.ticket.company_id, ticket=tale.ticket, moment=moment, by=by, at=at,
                words=words.strip(), reason=reason.strip())
    )  # fmt: skip
    tale.promised += 1
    tale.ticket.promised_for = moment
    tale.promise(at=at)


def begin(tale: Tale, *, by: Staff, at: datetime) -> None:
    """actions.promising.begin."""
    tale.until(at)
    kinds = (ClockKind.RESPONSE,) if needs_hands(tale.ticket) else (ClockKind.RESPONSE, ClockKind.ARRIVAL)
    tale.begin_work(*kinds, at=at)
    tale.move("begin", by=by, at=at)


def correct(tale: Tale, *, by: Staff, at: datetime, line: str, kind: str, item: MenuItem | None) -> None:
    """actions.promising.correct, where line, urgency and the need of hands stay as they are."""
    tale.until(at)
    ticket = tale.ticket
    before = _understood(tale)
    ticket.line, ticket.kind, ticket.item = line, kind, item
    chosen = _understood(tale)
    if before == chosen:
        return
    tale.rows.append(
        Correction(company_id=ticket.company_id, ticket=ticket, words=ticket.words, proposed=before, chosen=chosen,
                   by=by.person, at=at)
    )  # fmt: skip
    tale.move("correct", by=by, at=at, before=before, after=chosen, name=ticket.title)
    reason = f"已更正为{ticket.get_line_display()}的事：{ticket.title}"
    ordering.relieve_unable(tale, by=by, at=at, reason=reason)


def _understood(tale: Tale) -> dict[str, str | None]:
    ticket = tale.ticket
    item = ticket.item.code if ticket.item else None
    return {"line": ticket.line, "kind": ticket.kind, "urgency": ticket.urgency, "item": item}


def note(tale: Tale, *, by: Staff, at: datetime, words: str) -> None:
    """actions.promising.note."""
    tale.until(at)
    tale.move("note", by=by, at=at, words=words.strip())

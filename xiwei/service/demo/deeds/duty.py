"""actions.duty: the director takes a ticket on (that a duty passes and comes back by itself stands in tale.py)."""

from datetime import datetime

from xiwei.people.models import Staff
from xiwei.service.demo.deeds.tale import Tale


def step_in(tale: Tale, *, by: Staff, at: datetime, words: str = "") -> None:
    """actions.duty.step_in."""
    tale.until(at)
    ticket = tale.ticket
    ticket.answering, ticket.covered = by, False
    tale.move("step_in", by=by, at=at, words=words.strip())
    tale.tell_staff(
        [ticket.first_contact], about="service.stepped_in", title=f"{by.name}已亲自接手：{ticket.title}",
        body=words.strip(), at=at, key=f"stepped_in:{at.timestamp()}",
    )  # fmt: skip

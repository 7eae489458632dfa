"""actions.waiting: the matter stands still, and goes on."""

from datetime import datetime

from django.utils import timezone

from xiwei.people.models import Staff
from xiwei.service.demo.deeds.tale import Tale
from xiwei.service.models import Wait, WaitReason
from xiwei.service.models.clocks import STOPS_CLOCK


def wait(tale: Tale, *, by: Staff, at: datetime, reason: str, waits_for: str, until: datetime, words: str = "") -> None:
    """actions.waiting.wait."""
    tale.until(at)
    ticket, paused = tale.ticket, reason in STOPS_CLOCK
    tale.waits.append(
        Wait(company_id=ticket.company_id, ticket=ticket, reason=reason, waits_for=waits_for.strip(),
             words=words.strip(), until=until, stops_clock=paused, state_before=ticket.state, started_at=at, by=by.person)
    )  # fmt: skip
    tale.reckon(at=at)
    label, day = WaitReason(reason).label, f"{timezone.localtime(until):%m月%d日 %H:%M}"
    tale.move("wait", by=by, at=at, reason=label, until=day, waits_for=waits_for.strip(), words=words.strip(),
              paused=paused)  # fmt: skip
    tale.tell_residents(
        about="service.waiting", title=f"{label}：{ticket.title}", body=f"{words.strip()} 预计{day}继续。".strip(), at=at,
        key=f"wait:{len(tale.waits)}",
    )  # fmt: skip
    tale.tell_of_delay(
        by=by, about="service.waiting", title=f"{label}：{ticket.title}",
        body=f"{waits_for.strip()}。{words.strip()} 预计{day}继续。", at=at, key=f"wait:{len(tale.waits)}",
    )  # fmt: skip


def resume(tale: Tale, *, by: Staff, at: datetime) -> None:
    """actions.waiting.resume, by hand."""
    tale.until(at)
    tale.resumed(at, by)

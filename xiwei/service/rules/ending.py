"""When a ticket may end, open again, be rated or thanked for."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xiwei.people.models import Person, Staff
from xiwei.service.models import CallBackAnswer, OrderState, Outcome, Ticket, TicketState
from xiwei.service.rules.parties import Asker, speaks_for
from xiwei.shared.refusals import BadInput, NotAllowed, NotNow, may
from xiwei.shared.tongue import Said, kept
from xiwei.standards.models import NeedKind

# heart.md: the promise's confirming period, after two attempts on two days.
CONFIRMING = timedelta(days=3)
ATTEMPT_DAYS = 2
# The second reopening goes to the director.
DIRECTOR_FROM = 2
# Later than this it is a new need with a history, not the old one.
REOPEN_WITHIN = timedelta(days=30)
BAD = 2
# What ends with an answer in words, where no work is out for it.
IN_WORDS = (NeedKind.INQUIRY, NeedKind.HELP, NeedKind.SUGGESTION)
# What was good and what was wrong, as chips to a rating.
PRAISE = {
    "quick": _("来得快"),
    "fixed": _("办得好"),
    "kind": _("态度好"),
    "clean": _("收拾干净"),
    "told": _("进展说得清"),
    "fair": _("收费合理"),
}
FAULTS = {
    "slow": _("来得慢"),
    "unfixed": _("没办好"),
    "rude": _("态度不好"),
    "messy": _("现场没收拾"),
    "untold": _("没人告诉我进展"),
    "dear": _("收费贵"),
}
CHIPS = PRAISE | FAULTS


def answer_said(ticket: Ticket, answer: str) -> Said:
    """A call-back's answer in words: what is no repair is not called mended."""
    return ticket.unfixed_said if answer == CallBackAnswer.NOT_FIXED else CallBackAnswer(answer).label


def may_lapse(ticket: Ticket, attempts: Sequence[datetime], now: datetime) -> bool:
    """Whether a done ticket may close unconfirmed: attempts on two local days, and the period over."""
    if ticket.state != TicketState.DONE or ticket.done_at is None:
        return False
    days = {timezone.localdate(attempt) for attempt in attempts if attempt >= ticket.done_at}
    return len(days) >= ATTEMPT_DAYS and now >= ticket.done_at + CONFIRMING


def check_not_coming(ticket: Ticket) -> None:
    """Raises NotNow once a worker has set out: they would come to a closed door. Reads `ticket.orders`."""
    if any(order.state in (OrderState.ON_THE_WAY, OrderState.ARRIVED) for order in ticket.orders.all()):
        raise NotNow(gettext("师傅已经出发，不能撤回了。不用来了，请打电话，或用“补充说明”告诉我们。"))


def check_turning_back(ticket: Ticket) -> None:
    """Raises NotNow once a worker has set out, and where others wait for the same: it is not this home's alone to end.

    Reads `ticket.orders`, `ticket.merged` and `ticket.followers`.
    """
    check_not_coming(ticket)
    merged = [one for one in ticket.merged.all() if not _is_of_same(one, ticket)]
    if merged or any(one.person_id != ticket.asker_id for one in ticket.followers.all()):
        raise NotNow(gettext("别人报的是同一件事，正在一起办，不能撤回：撤回了，他们那里也停下来。您写的都还在。"))


def _is_of_same(one: Ticket, ticket: Ticket) -> bool:
    """Whether the same home told it twice, or the same person who has none."""
    if ticket.household_id:
        return one.household_id == ticket.household_id
    return one.asker_id is not None and one.asker_id == ticket.asker_id


may_turn_back = may(check_turning_back)


def check_no_live_order(count: int) -> None:
    """Raises NotNow while work is still in somebody's hands."""
    if count:
        raise NotNow(gettext("还有 {count} 张工单没有完工。请等完工，或先取消、改派。").format(count=count))


def unhappy_unsaid(stars: int, chips: Collection[str], words: str) -> bool:
    """Whether a rating is bad and says nothing of why: somebody must ask."""
    return stars <= BAD and not chips and not words.strip()


def beyond_chips(chips: Collection[str], words: str) -> str:
    """What the words of a rating say beyond its chips, by their codes; "" where they only repeat one of them."""
    said = words.strip()
    return "" if said.strip("。！，、.! ") in {kept(CHIPS[chip]) for chip in chips if chip in CHIPS} else said


def check_answered_in_words(ticket: Ticket) -> None:
    """Raises NotNow for a repair or a complaint, which end otherwise than by an answer alone."""
    if ticket.kind not in IN_WORDS:
        raise NotNow(
            gettext("“答复”用于咨询、求助和建议；这件是{kind}，办完了请点“办完了”。您写的都还在。").format(
                kind=ticket.get_kind_display()
            )
        )


def check_may_reopen(ticket: Ticket, now: datetime) -> None:
    """Raises NotNow for a matter that was taken back, or ended so long ago that it is a new one."""
    if ticket.outcome == Outcome.WITHDRAWN:
        raise NotNow(gettext("这件事已经撤回，不能重开。问题还在的话，请重新报一件。您写的都还在。"))
    ended = ticket.closed_at or ticket.done_at
    if ended and now - ended > REOPEN_WITHIN:
        raise NotNow(gettext("这件事办结已超过 30 天，请重新报一件，我们会对照上次的记录处理。"))


def check_may_rate(ticket: Ticket, *, by: Asker, stars: int, chips: Sequence[str], words: str) -> None:
    """Raises unless the asker rates an ended ticket, once, with one to five stars and known chips."""
    if not speaks_for(ticket, by):
        raise NotAllowed(gettext("只有报事的业主可以评价。"))
    if ticket.state not in (TicketState.CLOSED, TicketState.DECLINED):
        raise NotNow(gettext("请先确认办好，再评价。"))
    if ticket.left_said:
        raise NotNow(gettext("这件事没有再办，不用评价。"))
    if ticket.stars is not None:
        raise NotNow(gettext("您已经评价过了，谢谢。"))
    if not 1 <= stars <= 5:
        raise BadInput(gettext("请选 1 到 5 颗星。"))
    if not set(chips) <= CHIPS.keys():
        raise BadInput(gettext("评价的标签不对，请重新选择。"))
    if len(words.strip()) > 500:
        raise BadInput(gettext("评价最多 500 个字，您写的都还在。"))


def served(ticket: Ticket) -> set[int]:
    """Ids of the staff who did something for it: who was asked, who answers for it, and every worker who came.

    Reads `ticket.orders`. One who only was offered the work, or refused it, did nothing to be thanked for.
    """
    came = {order.worker_id for order in ticket.orders.all() if order.arrived_at}
    return {ticket.first_contact_id, ticket.answering_id} | came


def check_can_thank(ticket: Ticket) -> None:
    """Raises NotNow until the work is done, and where nothing was."""
    if ticket.state not in (TicketState.DONE, TicketState.CLOSED, TicketState.DECLINED) or ticket.left_said:
        raise NotNow(gettext("办好以后再致谢也不迟；现在有话想说，可以点“补充说明”。"))


def check_may_thank(ticket: Ticket, *, by: Person, staff: Staff, words: str) -> None:
    """Raises unless the asker thanks someone who served on this ticket once it is done, in a few words."""
    if not speaks_for(ticket, by):
        raise NotAllowed(gettext("只有报事的业主可以在这里致谢。"))
    check_can_thank(ticket)
    if staff.pk not in served(ticket):
        raise BadInput(gettext("这位工作人员没有参与这件事。"))
    if not 1 <= len(words.strip()) <= 300:
        raise BadInput(gettext("请写 1 到 300 个字。"))
    if ticket.thanks.filter(staff=staff, by=by).exists():
        raise NotNow(gettext("您已经谢过{staff}了，心意都已送到。").format(staff=staff.name))


can_thank = may(check_can_thank)
answered_in_words = may(check_answered_in_words)
may_rate = may(check_may_rate)
may_reopen = may(check_may_reopen)

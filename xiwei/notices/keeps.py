"""What this app keeps on a person (people.known), and for how long (people.retention)."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xiwei.notices import queries
from xiwei.notices.actions import forgetting
from xiwei.notices.heard import heard
from xiwei.notices.models import ChannelKind, Delivery, DeliveryState, Message
from xiwei.people.known import Kept, Row
from xiwei.people.models import Person
from xiwei.people.retention import Period
from xiwei.shared.tongue import joined


def messages_kept(person: Person, limit: int | None) -> list[Row]:
    """What was said to this person, as they read it, for the page of all that is kept on them."""
    found = Message.objects.filter(person=person).order_by("-at", "-pk")[:limit]
    return [Row(heard(one.title), heard(one.body), one.at, one.link) for one in found]


def deliveries_kept(person: Person, limit: int | None) -> list[Row]:
    """Which of it went out, by which way, and whether it arrived; never to which address."""
    found = Delivery.objects.filter(message__person=person).select_related("message").order_by("-due_at", "-pk")[:limit]
    return [
        Row(one.get_kind_display(), f"{one.get_state_display()}：{heard(one.message.title)}", one.sent_at)
        for one in found
    ]


def wishes_kept(person: Person, limit: int | None) -> list[Row]:
    """By which ways and when they wish to be told."""
    wish = queries.preference_of(person)
    if wish is None:
        return []
    ways = [str(ChannelKind(kind).label) for kind in wish.ways if kind in ChannelKind.values]
    quiet = f"{_clock(wish.quiet_from)}–{_clock(wish.quiet_until)}" if wish.quiet_from != wish.quiet_until else ""
    rows = [Row(gettext("怎么告诉我"), joined(ways)), Row(gettext("几点不打扰"), quiet)]
    rows += [Row(gettext("不想听的"), gettext("{n} 类").format(n=len(wish.muted)) if wish.muted else "")]
    return [row for row in rows if row.text]


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def messages_due(company_id: int, before: datetime, spare: Collection[int]) -> QuerySet[Message]:
    """Messages that were read and are older: what nobody has read yet waits for them."""
    return Message.objects.filter(company_id=company_id, at__lt=before, read_at__isnull=False).exclude(person__in=spare)


def deliveries_due(company_id: int, before: datetime, spare: Collection[int]) -> QuerySet[Delivery]:
    """How older messages went out; what still waits to go is not past."""
    ended = Delivery.objects.filter(company_id=company_id, due_at__lt=before).exclude(state=DeliveryState.WAITING)
    return ended.exclude(message__person__in=spare)


MESSAGES, DELIVERIES = "notices.messages", "notices.deliveries"
OURS = _("本产品的默认值")
PERIODS = [
    Period(
        MESSAGES, _("消息箱里读过的消息"), _("发出以后"), 2 * 365, 180, 5 * 365, OURS, messages_due,
        forgetting.drop_messages,
    ),
    Period(
        DELIVERIES, _("短信、邮件的发送记录"), _("发出以后"), 180, 60, 2 * 365,
        _("半年，查得清有没有送到；网络安全法 21 的日志也是六个月"), deliveries_due, forgetting.drop_deliveries,
    ),
]  # fmt: skip
KEEPS = [
    Kept(
        "messages", _("发给您的消息"), _("告诉您办到哪一步、要您说什么"), _("只有您自己"), "", _("删掉"), True,
        messages_kept, rank=40, period=MESSAGES,
    ),
    Kept(
        "deliveries", _("短信、邮件发没发到"), _("发不到时能查、能改用别的方式"), _("公司经理只看得到发没发到，看不到内容"),
        "", _("删掉"), True, deliveries_kept, rank=41, period=DELIVERIES,
    ),
    Kept(
        "told", _("您的消息设置"), _("按您的意思提醒您"), _("只有您自己"), _("您有账号期间"), _("删掉"), True,
        wishes_kept, rank=42,
    ),
]  # fmt: skip

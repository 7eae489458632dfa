"""What this app keeps on a person (people.known), and for how long (people.retention)."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xiwei.ledger import queries as ledger
from xiwei.ledger.models import Entry
from xiwei.people.known import Kept, Row
from xiwei.people.models import Person
from xiwei.people.retention import Period
from xiwei.service.actions import forgetting
from xiwei.service.models import Follower, Photo, PhotoStage, Rating, Thanks, Ticket
from xiwei.shared import phones
from xiwei.shared.tongue import joined

VISITORS = "service.visitors"


def matters(person: Person, limit: int | None) -> list[Row]:
    """What this person asked for, in the words they used; a number they wrote may be another's, so it is hidden."""
    found = Ticket.objects.filter(asker=person).select_related("project", "item", "room", "place", "building")
    return [
        Row(one.number, f"{one.title}：{phones.hidden(one.words)}（{one.state_said}）", one.asked_at, _page(one))
        for one in found.order_by("-asked_at", "-pk")[:limit]
    ]


def _page(ticket: Ticket) -> str:
    return reverse("ticket", args=[ticket.pk])


def said(person: Person, limit: int | None) -> list[Row]:
    """What they said of it afterwards: remarks, ratings, thanks; the newest first."""
    lines = Entry.objects.filter(
        subject_type="service.ticket",
        subject_id__in=Ticket.objects.filter(asker=person).values("pk"),
        actor_person_id=person.pk,
        kind="service.remarked",
    )
    rows = [
        Row(line.title, phones.hidden(line.sentence), line.at)
        for line in map(ledger.read, lines.order_by("-at", "-pk")[:limit])
    ]
    for rating in Rating.objects.filter(by=person).order_by("-at", "-pk")[:limit]:
        stars = gettext("{n} 星").format(n=rating.stars)
        rows.append(Row(gettext("评价"), joined(filter(None, (stars, phones.hidden(rating.words)))), rating.at))
    for one in Thanks.objects.filter(by=person).select_related("staff").order_by("-at", "-pk")[:limit]:
        rows.append(Row(str(one), phones.hidden(one.words), one.at))
    return sorted(rows, key=lambda row: row.at.timestamp() if row.at else 0, reverse=True)[:limit]


def pictures(person: Person, limit: int | None) -> list[Row]:
    """The pictures of what they asked for, each with its address and its day."""
    taken = Photo.objects.filter(ticket__asker=person).exclude(stage=PhotoStage.OTHER)
    found = taken.select_related("ticket__project").order_by("-at", "-pk")
    return [
        Row(one.get_stage_display(), one.ticket.number, one.at, reverse("photo", args=[one.pk]))
        for one in found[:limit]
    ]


def followed(person: Person, limit: int | None) -> list[Row]:
    """Which public matters they follow: that they do, and nothing of whoever asked."""
    found = Follower.objects.filter(person=person).select_related("ticket__project").order_by("-at", "-pk")
    return [Row(one.ticket.number, "", one.at, _page(one.ticket)) for one in found[:limit]]


def visitors_due(company_id: int, before: datetime, spare: Collection[int]) -> QuerySet[Ticket]:
    """Matters closed before then that still bear the number of one without an account. Nobody can be spared by account."""
    left = ~Q(asker_phone="") | Q(asker_name__regex=r"^[^*]{2,}$")
    return Ticket.objects.filter(left, company_id=company_id, asker__isnull=True, closed_at__lt=before)


SERVES = _("照看这一户的人、办这件事的人、小区主任、公司经理")
PERIODS = [
    Period(
        VISITORS, _("没有账号的报事人留的姓名和电话"), _("办结以后"), 180, 30, 730,
        _("本产品的默认值：半年内可以回访和查问"), visitors_due, forgetting.forget_visitors,
    )
]  # fmt: skip
KEPT_LONG = _("物业服务合同期间和结束后三年；公共区域的事长期保存，不带您的姓名")
KEEPS = [
    Kept(
        "matters", _("您报的事"), _("上门服务，跟到办好，以后查得到怎么办的"), SERVES, KEPT_LONG,
        _("您的姓名、您说的话、办事的人写的话和照片都删掉；有过一件哪类的事、什么时候报的办好的、谁办的留下，维修要有档案"),
        True, matters, rank=20, law=_("民法典第 188 条、第 943 条"),
    ),
    Kept(
        "said", _("您说过的话：补充、评价、感谢"), _("办得好不好由您说，用来改进"), SERVES, KEPT_LONG,
        _("写的话删掉；几颗星留下，不带您的姓名"), True, said, rank=21,
    ),
    Kept(
        "pictures", _("您的事的照片"), _("看得清哪里坏了、修好没有"), SERVES, KEPT_LONG, _("删掉"), True, pictures, rank=22
    ),
    Kept(
        "followed", _("您关注的邻居的事"), _("有进展告诉您"), _("只有您自己"), _("到您不再关注"), _("删掉"), True, followed,
        rank=23,
    ),
]  # fmt: skip

"""What notices hears from people: leave and its answer; a home that changes hands, told to each side of its own; and from
the archive: what ends, and what is not back."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from xiwei.estate.models import Document, Loan
from xiwei.notices import actions
from xiwei.notices import queries as own
from xiwei.notices.models import Weight
from xiwei.people.models import Leave, LeaveState, Person, Tenure, Transfer, TransferState, Wish, WishState
from xiwei.people.queries import rosters as queries
from xiwei.people.queries import wishes
from xiwei.people.queries.people import companies_of
from xiwei.shared.tongue import kept_choice


def _leave(data: dict[str, Any]) -> Leave:
    found = Leave.objects.select_related("staff__person", "cover__person", "staff__company")
    return found.prefetch_related("staff__posts").get(pk=data["leave"])


def _span(leave: Leave) -> str:
    starts, ends = timezone.localtime(leave.starts_at), timezone.localtime(leave.ends_at)
    return f"{starts:%-m月%-d日 %H:%M} 至 {ends:%-m月%-d日 %H:%M}"


def _tell(leave: Leave, people: list[Person], kind: str, at: datetime, *, title: str, body: str, page: str) -> None:
    """One message each, once: the key is the leave and what became of it."""
    actions.tell_many(
        people,
        company_id=leave.company_id,
        project_id=None,
        about=kind,
        title=title,
        body=body,
        link=page,
        weight=Weight.PLAIN,
        key=f"{kind}:{leave.pk}",
        now=at,
    )


def phone_changed(*, data: dict[str, Any], at: datetime) -> None:
    """people.phone_changed: to the person, who may not be the one who did it."""
    person = Person.objects.get(pk=data["person"])
    company = companies_of(person)[:1]
    actions.tell_many(
        [person] if company else [],
        company_id=company[0].pk if company else 0,
        project_id=None,
        about="people.phone_changed",
        title="您的登录手机号已更换",
        body="其他设备上的登录都已退出。不是您本人办的，请马上联系物业服务中心。",
        link=reverse("me"),
        weight=Weight.LOUD,
        key=f"people.phone_changed:{person.pk}:{at.isoformat()}",
        now=at,
    )


def leave_asked(*, data: dict[str, Any], at: datetime) -> None:
    """people.leave_asked: to those who answer, unless it was taken back meanwhile."""
    leave = _leave(data)
    if leave.state != LeaveState.ASKED:
        return
    answering = [staff.person for staff in queries.who_answers(leave)]
    title = f"{leave.staff.name}请假，等您批"
    body = f"{_span(leave)}，{leave.reason}"
    page = reverse("leave_answer", args=[leave.pk])
    _tell(leave, answering, "people.leave_asked", at, title=title, body=body, page=page)


def leave_granted(*, data: dict[str, Any], at: datetime) -> None:
    """people.leave_granted: to the asker, and to the one who stands in."""
    leave = _leave(data)
    cover = leave.cover
    said = f"由{cover.name}代班" if cover else "由各服务组的替班顶上"
    page = reverse("leave")
    body = f"{_span(leave)}，{said}。"
    _tell(leave, [leave.staff.person], "people.leave_granted", at, title="您的假批了", body=body, page=page)
    if cover:
        title = f"请您为{leave.staff.name}代班"
        _tell(leave, [cover.person], "people.leave_covered", at, title=title, body=f"{_span(leave)}。", page="")


def leave_refused(*, data: dict[str, Any], at: datetime) -> None:
    """people.leave_refused: to the asker, with the reason."""
    leave = _leave(data)
    body, page = f"{_span(leave)}。原因：{leave.answer}", reverse("leave")
    _tell(leave, [leave.staff.person], "people.leave_refused", at, title="您的假没有批", body=body, page=page)


def leave_withdrawn(*, data: dict[str, Any], at: datetime) -> None:
    """people.leave_withdrawn: the one who would have stood in is free again."""
    leave = _leave(data)
    if leave.cover:
        title = f"不用为{leave.staff.name}代班了"
        body = f"{_span(leave)}，本人已销假。"
        _tell(leave, [leave.cover.person], "people.leave_withdrawn", at, title=title, body=body, page="")


def _wish(data: dict[str, Any]) -> Wish:
    return Wish.objects.select_related("person", "household__room").get(pk=data["wish"])


def wish_asked(*, data: dict[str, Any], at: datetime) -> None:
    """people.wish_asked: to those who answer for the estate's people, unless it was taken back meanwhile."""
    wish = _wish(data)
    if wish.state != WishState.ASKED:
        return
    actions.tell_many(
        [staff.person for staff in wishes.who_answers(wish)],
        company_id=wish.company_id, project_id=wish.project_id, about="people.wish_asked",
        title=f"{wish.household.room.label}请求{kept_choice(wish, 'kind')}资料，等您答复", link=reverse("wish", args=[wish.pk]),
        weight=Weight.PLAIN, key=f"people.wish_asked:{wish.pk}", now=at,
    )  # fmt: skip


def wish_answered(*, data: dict[str, Any], at: datetime) -> None:
    """people.wish_answered: to the person themselves, with the answer; it waits for no director any more."""
    wish = _wish(data)
    _waits_no_more(wish, at)
    granted = "同意删除，几分钟内删好。删完以后不能再用这个账号登录。" if wish.state == WishState.GRANTED else ""
    actions.tell_many(
        [wish.person],
        company_id=wish.company_id, project_id=wish.project_id, about="people.wish_answered",
        title=f"您请求{kept_choice(wish, 'kind')}资料，有答复了", body=wish.answer or granted, link=reverse("me_known"),
        weight=Weight.PLAIN, key=f"people.wish_answered:{wish.pk}", now=at,
    )  # fmt: skip


def wish_withdrawn(*, data: dict[str, Any], at: datetime) -> None:
    """people.wish_withdrawn: whoever was asked has nothing to answer any more."""
    _waits_no_more(_wish(data), at)


def _waits_no_more(wish: Wish, at: datetime) -> None:
    asked = [staff.person_id for staff in wishes.who_answers(wish)]
    actions.outdate(asked, company_id=wish.company_id, keys=[f"people.wish_asked:{wish.pk}"], now=at)


def put_right(*, data: dict[str, Any], at: datetime) -> None:
    """people.put_right: to the person themselves; what it was and is stands in what is kept on them."""
    tenure = Tenure.objects.select_related("person", "household__room").get(pk=data["tenure"])
    home = tenure.household
    actions.tell_many(
        [tenure.person],
        company_id=home.company_id, project_id=home.project_id, about="people.put_right",
        title=f"您在{home.room.label}的登记改过了", body="改了什么、谁改的，在“我的资料”里看。不对请告诉我们。",
        link=reverse("me_known"), weight=Weight.PLAIN, key=f"people.put_right:{tenure.pk}:{data['moment']}", now=at,
    )  # fmt: skip


def document_expiring(*, data: dict[str, Any], at: datetime) -> None:
    """estate.document_expiring: to those who keep the archive there and may see it, once for each warning."""
    document = Document.objects.get(pk=data["document"])
    if document.destroyed_at or not document.expires_on:
        return
    name, left = document.name, data["left"]
    title = f"已过期：{name}" if left < 0 else f"今天到期：{name}" if left == 0 else f"还有 {left} 天到期：{name}"
    day = f"{document.expires_on:%-m月%-d日}"
    body = f"{document.of_label}，{day}到期。办好新的，请存入新的一版。"
    _tell_keepers(document, "estate.document_expiring", f"{document.pk}:{document.expires_on}:{data['warning']}", at,
                  title=title, body=body)  # fmt: skip


def loan_overdue(*, data: dict[str, Any], at: datetime) -> None:
    """estate.loan_overdue: to the same, unless it came back meanwhile."""
    loan = Loan.objects.select_related("document").get(pk=data["loan"])
    if loan.back_at:
        return
    title = f"原件该还了：{loan.document.name}"
    body = f"{loan.borrower}借的，{loan.due_on:%-m月%-d日}该还。请催还，还了点一下“原件已归还”。"
    _tell_keepers(loan.document, "estate.loan_overdue", str(loan.pk), at, title=title, body=body)


def _tell_keepers(document: Document, kind: str, key: str, at: datetime, *, title: str, body: str) -> None:
    actions.tell_many(
        own.keepers_of(document),
        company_id=document.company_id,
        project_id=document.project_id,
        about=kind,
        title=title,
        body=body,
        link=reverse("document", args=[document.pk]),
        weight=Weight.PLAIN,
        key=f"{kind}:{key}",
        now=at,
    )


def transferred(*, data: dict[str, Any], at: datetime) -> None:
    """people.transferred: those who left, and those who came, each of their own side alone; nobody once it was undone."""
    transfer = _transfer(data)
    if transfer.state == TransferState.UNDONE:
        return
    room, day = transfer.room.label, transfer.day.isoformat()
    left = [tie["person"] for tie in transfer.before["ties"]]
    body = f"从{day}起。您以前报过的事仍在“我报过的事”里，没办完的会继续通知您。"
    _tell_of(transfer, left, "left", at, title=f"{room}的登记已迁出", body=body, page=reverse("my_tickets"))
    body = f"从{day}起，您可以在这里报事、看进展。您只看得到住进来以后的事。"
    _tell_of(transfer, _came(transfer), "came", at, title=f"您已登记为{room}的住户", body=body, page=reverse("home"))


def transfer_undone(*, data: dict[str, Any], at: datetime) -> None:
    """people.transfer_undone: the same, that all is as it was; what the change told them waits for no reading any more."""
    transfer = _transfer(data)
    title = f"{transfer.room.label}的变更已撤销"
    left = [tie["person"] for tie in transfer.before["ties"]]
    told = [f"transfer:{transfer.pk}:{side}" for side in ("left", "came")]
    actions.outdate([*left, *_came(transfer)], company_id=transfer.company_id, keys=told, now=at)
    body = "您仍登记在这里，一切照原样。"
    _tell_of(transfer, left, "back", at, title=title, body=body, page=reverse("home"))
    body = "给您的登记已取消。有疑问请联系管家。"
    _tell_of(transfer, _came(transfer), "gone", at, title=title, body=body, page="")


def transfer_halted(*, data: dict[str, Any], at: datetime) -> None:
    """people.transfer_halted: whoever decided it, with the reason."""
    transfer = _transfer(data)
    title, page = (
        f"{kept_choice(transfer, 'kind')}没有办成：{transfer.room.label}",
        reverse("transfer", args=[transfer.pk]),
    )
    hand = [transfer.made_by.person_id]
    _tell_of(transfer, hand, "halted", at, title=title, body=transfer.why, page=page)


def _transfer(data: dict[str, Any]) -> Transfer:
    return Transfer.objects.select_related("room", "made_by").get(pk=data["transfer"])


def _came(transfer: Transfer) -> list[int]:
    ties = Tenure.objects.filter(pk__in=transfer.before["came"])
    return list(ties.values_list("person_id", flat=True))


def _tell_of(
    transfer: Transfer, people: list[int], side: str, at: datetime, *, title: str, body: str, page: str
) -> None:
    """One message to each, once: the key is the change and the side."""
    actions.tell_many(
        list(Person.objects.filter(pk__in=people, is_active=True).exclude(phone=None)),
        company_id=transfer.company_id, project_id=transfer.project_id, about="people.transferred", title=title,
        body=body, link=page, weight=Weight.PLAIN, key=f"transfer:{transfer.pk}:{side}", now=at,
    )  # fmt: skip

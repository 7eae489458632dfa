"""What is put right goes to the right hands, and whoever it concerns hears of it."""

from datetime import timedelta

import pytest

from xiwei.notices.models import Message
from xiwei.service.actions import ordering, promising
from xiwei.service.forms.verbs import CorrectForm
from xiwei.service.models import OrderState, Ticket
from xiwei.service.tests import make
from xiwei.standards.actions import fill_company
from xiwei.standards.models import MenuItem

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def correct(w: make.World, ticket: Ticket, **changed) -> Ticket:
    to = {"line": ticket.line, "kind": ticket.kind, "urgency": ticket.urgency, "item": ticket.item, **changed}
    return promising.correct(ticket, by=w.staff_zhao, now=w.now + 5 * MINUTE, **to)


def hands(ticket: Ticket) -> list[tuple[str, str, str]]:
    return [(one.worker.name, one.line, one.state) for one in ticket.orders.select_related("worker")]


def told(about: str) -> set[str]:
    return set(Message.objects.filter(about=about).values_list("person__name", flat=True))


def test_another_line_takes_the_work_from_the_one_and_gives_it_to_the_other():
    w = make.world()
    ticket = correct(w, make.ticket(w, item=None), line="cleaning")
    assert hands(ticket) == [("孙师傅", "repair", OrderState.CANCELLED), ("吴姐", "cleaning", OrderState.OFFERED)]
    assert ticket.orders.first().reason == f"已更正为保洁的事：{ticket.title}"
    assert (told("service.order_cancelled"), told("service.corrected")) == ({"孙师傅"}, {"吴姐"})


def test_what_is_answered_in_words_leaves_no_order_open_and_what_needs_hands_after_all_gets_them():
    w = make.world()
    ticket = correct(w, make.ticket(w, item=None), line="butler", kind="inquiry")
    assert hands(ticket) == [("孙师傅", "repair", OrderState.CANCELLED)]
    ticket = promising.correct(
        ticket, by=w.staff_zhao, now=w.now + 6 * MINUTE, line="repair", kind="repair", urgency="ordinary", item=w.leak
    )
    assert hands(ticket)[-1] == ("孙师傅", "repair", OrderState.OFFERED)


def test_who_is_there_already_goes_on_though_the_line_is_put_right():
    w = make.world()
    ticket = make.ticket(w, item=None)
    order = ordering.accept(ticket.orders.get(), by=w.staff_sun, now=w.now)
    ordering.arrive(order, by=w.staff_sun, now=w.now)
    ticket = correct(w, Ticket.objects.get(pk=ticket.pk), line="cleaning")
    assert hands(ticket) == [("孙师傅", "repair", OrderState.ARRIVED)]
    assert told("service.corrected") == {"孙师傅"}


def test_haste_is_told_loudly_to_those_who_answer_the_director_the_worker_and_the_resident():
    w = make.world()
    ticket = correct(w, make.ticket(w), urgency="urgent")
    assert hands(ticket) == [("孙师傅", "repair", OrderState.OFFERED)]
    assert told("service.corrected") == {"孙师傅", "郑主任", "王芳"}  # 赵敏 did it, and knows
    assert set(Message.objects.filter(about="service.corrected").values_list("title", flat=True)) == {
        "更正为维修·急修：水管漏水", "已改按急修处理：水管漏水",
    }  # fmt: skip


def test_an_item_that_needs_a_certificate_relieves_who_has_none_and_a_mere_name_relieves_nobody():
    w = make.world()
    lift = MenuItem.objects.create(
        company=w.company, since=w.now, code="R-LIFT", name="电梯维修", line="repair", done_by="repair", kind="repair",
        setting="public", urgency="ordinary", covers="电梯", duration_minutes=60, certificate="elevator",
    )  # fmt: skip
    ticket = make.ticket(w, item=None)
    ordering.assign(ticket, to=w.staff_chen, by=w.staff_zheng, now=w.now)
    ticket = correct(w, ticket, item=w.leak)
    assert hands(ticket)[-1] == ("陈园", "repair", OrderState.OFFERED)
    ticket = promising.correct(
        ticket, by=w.staff_zhao, now=w.now + 6 * MINUTE, line="repair", kind="repair", urgency="ordinary", item=lift
    )
    assert hands(ticket)[1] == ("陈园", "repair", OrderState.CANCELLED)
    assert told("service.corrected") == set()


def choice_of(w: make.World, ticket: Ticket) -> list[tuple[str, list[str]]]:
    """The item choice of the form as it is drawn: its groups with the names in them."""
    form = CorrectForm(ticket=ticket, now=w.now)
    return [(group, [name for _, name in rows]) for group, rows in form.fields["item"].choices[1:]]


def test_the_items_to_choose_from_stand_by_line_and_setting_the_ticket_s_own_line_first():
    w = make.world()
    for code, name, line, setting in (
        ("C-STAIR", "楼道保洁", "cleaning", "public"), ("R-LAMP", "楼道灯维修", "repair", "public"),
        ("O-NOISE", "噪音劝阻", "order", "either"),
    ):  # fmt: skip
        make.leak_item(w.cast, code=code, name=name, line=line, setting=setting)
    assert choice_of(w, make.ticket(w, item=None, line="cleaning")) == [
        ("保洁 · 公共区域", ["楼道保洁"]), ("维修 · 家中", ["水管漏水"]),
        ("维修 · 公共区域", ["楼道灯维修"]), ("秩序 · 都可", ["噪音劝阻"]),
    ]  # fmt: skip


def test_an_item_no_longer_on_the_menu_stays_chosen_for_the_ticket_that_has_it():
    w = make.world()
    ticket = make.ticket(w)
    MenuItem.objects.filter(pk=w.leak.pk).update(until=w.now)
    form = CorrectForm(ticket=ticket, now=w.now)
    assert (choice_of(w, ticket), form.fields["item"].initial) == (
        [("现在的（已不在清单上）", ["水管漏水"])], str(w.leak.pk),
    )  # fmt: skip


def test_the_choice_of_a_whole_menu_is_one_query_and_comes_back_as_the_item(django_assert_num_queries):
    w = make.world()
    fill_company(w.company, by=w.staff_he, now=w.now)
    ticket = make.ticket(w)
    with django_assert_num_queries(1):
        groups = choice_of(w, ticket)
    item = MenuItem.objects.get(company=w.company, code="R-LIFT-TRAPPED")
    data = {"kind": "repair", "line": "repair", "urgency": "urgent", "item": str(item.pk), "key": "k"}
    form = CorrectForm(data, ticket=ticket, now=w.now)
    assert (form.is_valid(), form.cleaned_data["item"]) == (True, item)
    assert sum(len(names) for _, names in groups) == MenuItem.objects.filter(company=w.company, until=None).count()

"""Leave reaches those it concerns, once."""

from datetime import timedelta

import pytest

from tests.cast import NOW, cast
from xiwei.ledger.models import Fact
from xiwei.ledger.registry import hear
from xiwei.notices.models import Message
from xiwei.people.actions import rosters, wishes
from xiwei.people.tests.make import moved_out

pytestmark = pytest.mark.django_db


def carry() -> None:
    """As the worker does; twice, because a worker killed after its deed does it again."""
    for fact in [*Fact.objects.order_by("pk"), *Fact.objects.order_by("pk")]:
        hear(fact.kind, fact.listener, data=fact.data, at=fact.at)


def asked(made, staff):
    span = {"starts_at": NOW + timedelta(days=1), "ends_at": NOW + timedelta(days=2)}
    return rosters.ask_leave(staff, **span, reason="看病", by=staff, now=NOW)


def told() -> list[tuple[str, str]]:
    return list(Message.objects.order_by("pk").values_list("person__name", "title"))


def test_a_workers_leave_is_told_to_the_director_and_not_to_the_company():
    made = cast()
    asked(made, made.staff_sun)
    carry()
    assert told() == [("郑主任", "孙师傅请假，等您批")]


def test_a_directors_leave_is_told_to_the_company():
    made = cast()
    asked(made, made.staff_zheng)
    carry()
    assert told() == [("何经理", "郑主任请假，等您批")]


def test_a_granted_leave_is_told_to_the_asker_and_to_the_stand_in():
    made = cast()
    leave = asked(made, made.staff_sun)
    rosters.grant_leave(leave, cover=made.staff_chen, by=made.staff_zheng, now=NOW)
    carry()
    assert told() == [("孙师傅", "您的假批了"), ("陈园", "请您为孙师傅代班")]
    rosters.withdraw_leave(leave, by=made.staff_sun, now=NOW)
    carry()
    assert told()[-1] == ("陈园", "不用为孙师傅代班了")


def test_a_refusal_is_told_with_its_reason():
    made = cast()
    rosters.refuse_leave(asked(made, made.staff_sun), reason="那天消防检查", by=made.staff_zheng, now=NOW)
    carry()
    assert told() == [("孙师傅", "您的假没有批")]
    assert Message.objects.get().body.endswith("原因：那天消防检查")


def test_the_director_is_told_of_a_wish_about_data_and_its_person_of_the_answer():
    made = cast()
    wish = wishes.ask_erasure(made.wang_fang, made.household, by=made.wang_fang, now=NOW)
    carry()
    wishes.refuse(wish, answer="还有一件在办", by=made.staff_zheng, now=NOW)
    carry()
    assert told() == [("郑主任", "1栋1单元501请求删除资料，等您答复"), ("王芳", "您请求删除资料，有答复了")]


def test_a_wish_that_was_taken_back_waits_in_nobody_s_inbox_and_a_granted_one_says_what_comes():
    made = cast()
    wish = wishes.ask_erasure(made.wang_fang, made.household, by=made.wang_fang, now=NOW)
    carry()
    assert Message.objects.get().read_at is None
    wishes.withdraw(wish, by=made.wang_fang, now=NOW)
    carry()
    assert Message.objects.get().read_at is not None
    moved_out(made.household, by=made.staff_zheng, now=NOW)
    again = wishes.ask_erasure(made.wang_fang, made.household, by=made.wang_fang, now=NOW)
    wishes.grant(again, by=made.staff_zheng, now=NOW)
    carry()
    body = Message.objects.get(about="people.wish_answered").body
    assert body == "同意删除，几分钟内删好。删完以后不能再用这个账号登录。"

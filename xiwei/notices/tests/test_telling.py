"""Saying something to people."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.cast import NOW, Cast
from xiwei.ledger import editions
from xiwei.notices import topics
from xiwei.notices.actions import tell_many
from xiwei.notices.models import Delivery, Message, Weight
from xiwei.notices.tests.make import at, channel, said, wishes, with_email
from xiwei.people.models import Person


def deliveries() -> list[tuple[str, str]]:
    """Who is to be told outside the inbox, by which way."""
    return list(Delivery.objects.order_by("pk").values_list("message__person__name", "kind"))


def test_a_message_stands_in_the_inbox_with_all_it_says(cast: Cast) -> None:
    told = said(cast, cast.wang_fang, "师傅已接单", body="孙师傅 15:00 前到", link="/t/7/", key="7:accepted")
    kept = Message.objects.get()
    assert told == kept
    names = ["company_id", "project_id", "person_id", "about", "title", "body", "link", "weight", "at", "key"]
    wanted = [cast.company.pk, cast.project.pk, cast.wang_fang.pk, "service.promised", "师傅已接单"]
    wanted += ["孙师傅 15:00 前到", "/t/7/", Weight.PLAIN, NOW, "7:accepted"]
    assert [getattr(kept, name) for name in names] == wanted
    assert [getattr(told, name) for name in names] == wanted
    assert kept.read_at is None


def test_the_same_thing_is_said_to_the_same_person_once(cast: Cast) -> None:
    assert said(cast, cast.wang_fang, key="7:done") is not None
    assert said(cast, cast.wang_fang, "换了说法", key="7:done") is None
    assert said(cast, cast.li_qiang, key="7:done") is not None
    assert Message.objects.count() == 2


def test_of_many_only_those_who_have_not_heard_are_told(cast: Cast) -> None:
    said(cast, cast.wang_fang, key="7:done")
    people = [cast.wang_fang, cast.li_qiang, cast.li_qiang, cast.zhao_min]
    told = tell_many(
        people, company_id=cast.company.pk, project_id=None, about="x", title="停水", key="7:done", now=NOW
    )
    assert sorted(message.person.name for message in told) == ["李强", "赵敏"]


def test_nobody_to_tell_asks_the_database_nothing(cast: Cast, django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        assert tell_many([], company_id=1, project_id=None, about="x", title="x", key="x", now=NOW) == []


def _queries(people: list[Person], cast: Cast, key: str) -> list[str]:
    with transaction.atomic(), CaptureQueriesContext(connection) as caught:
        tell_many(people, company_id=cast.company.pk, project_id=None, about="x", title="停水", key=key, now=NOW)
    return [row["sql"] for row in caught if "SAVEPOINT" not in row["sql"]]  # the test's own


@pytest.fixture
def _channels_known(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """As in the product: which channels a company has is kept until a line changes them."""
    monkeypatch.setattr(editions, "STALE", 60.0)


@pytest.mark.usefixtures("_channels_known")
def test_without_channels_it_costs_two_queries_for_any_number_of_people(cast: Cast) -> None:
    everyone = list(cast.everyone.values())
    _queries(everyone[:1], cast, "0")
    assert len(_queries(everyone[:1], cast, "a")) == 2
    assert len(_queries(everyone, cast, "b")) == 2


@pytest.mark.usefixtures("_channels_known")
def test_with_channels_it_costs_six_queries_for_any_number_of_people(cast: Cast) -> None:
    channel(cast, "email")
    channel(cast, "wecom")
    everyone = [with_email(person) for person in cast.everyone.values()]
    _queries(everyone[-1:], cast, "0")
    assert len(_queries(everyone[:1], cast, "a")) == 6
    assert len(_queries(everyone, cast, "b")) == 6
    assert Delivery.objects.count() == 2 + len(everyone)


def test_a_caller_that_fails_takes_the_message_back(cast: Cast) -> None:
    channel(cast, "email")
    with pytest.raises(IntegrityError), transaction.atomic():
        said(cast, with_email(cast.wang_fang))
        assert Delivery.objects.count() == 1
        raise IntegrityError
    assert (Message.objects.count(), Delivery.objects.count()) == (0, 0)


def test_it_goes_out_by_the_ways_chosen_that_the_company_has(cast: Cast) -> None:
    for kind in ("email", "sms", "wecom"):
        channel(cast, kind)
    channel(cast, "dingtalk", on=False)
    wishes(with_email(cast.wang_fang), "sms", "email", "wecom", "dingtalk")
    wishes(cast.sun, "wecom", "dingtalk")
    said(cast, cast.wang_fang)
    said(cast, cast.sun)
    said(cast, with_email(cast.li_qiang))
    assert deliveries() == [("王芳", "sms"), ("王芳", "email"), ("孙师傅", "wecom"), ("李强", "email")]


def test_another_companys_channels_carry_nothing_of_ours(cast: Cast) -> None:
    channel(cast, "email")
    with_email(cast.outsider)
    said(cast, cast.outsider, company_id=cast.other_company.pk, project_id=None)
    assert deliveries() == []


def test_a_robot_in_a_staff_group_never_speaks_of_a_residents_matter_to_them(cast: Cast) -> None:
    channel(cast, "wecom")
    wishes(cast.wang_fang, "wecom")
    said(cast, cast.wang_fang, weight=Weight.LOUD)
    assert deliveries() == []


def test_a_plain_message_waits_for_the_end_of_the_quiet_and_a_loud_one_does_not(cast: Cast) -> None:
    channel(cast, "email")
    wishes(with_email(cast.wang_fang), "email", quiet=(22 * 60, 7 * 60))
    night = at(2)
    said(cast, cast.wang_fang, now=night)
    said(cast, cast.wang_fang, now=night, weight=Weight.LOUD)
    said(cast, cast.wang_fang, now=night, weight=Weight.QUIET)
    assert list(Delivery.objects.order_by("pk").values_list("due_at", flat=True)) == [at(7), night]


def test_someone_who_set_nothing_has_quiet_nights_all_the_same(cast: Cast) -> None:
    channel(cast, "email")
    said(cast, with_email(cast.wang_fang), now=at(23))
    assert Delivery.objects.get().due_at.astimezone(NOW.tzinfo).hour == 7


def test_a_muted_topic_stays_in_the_inbox_unless_it_is_urgent(cast: Cast) -> None:
    topics.offer("test.steps", "进展", "每一步", {"test.promised"})
    channel(cast, "email")
    wishes(with_email(cast.wang_fang), "email", muted=("test.steps",))
    said(cast, cast.wang_fang, about="test.promised")
    said(cast, cast.wang_fang, about="test.promised", weight=Weight.LOUD)
    said(cast, cast.wang_fang, about="test.other")
    assert Message.objects.count() == 3
    assert list(Delivery.objects.order_by("pk").values_list("message__about", "message__weight")) == [
        ("test.promised", Weight.LOUD),
        ("test.other", Weight.PLAIN),
    ]


def test_the_ninth_plain_message_of_a_day_stays_in_the_inbox(cast: Cast) -> None:
    channel(cast, "email")
    with_email(cast.wang_fang)
    for number in range(10):
        said(cast, cast.wang_fang, f"第{number}条", now=at(9, number))
    said(cast, cast.wang_fang, "急", now=at(10), weight=Weight.LOUD)
    said(cast, cast.wang_fang, "明天", now=at(9).replace(day=22))
    out = list(Delivery.objects.order_by("pk").values_list("message__title", flat=True))
    assert out == [*(f"第{number}条" for number in range(8)), "急", "明天"]


def test_words_too_long_are_cut_and_a_link_elsewhere_is_our_own_fault(cast: Cast) -> None:
    told = said(cast, cast.wang_fang, "长" * 200, body="x" * 900)
    assert told is not None
    assert (len(told.title), told.title[-2:], len(told.body)) == (80, "长…", 500)
    for link in ("https://evil.example/", "//evil.example/"):
        with pytest.raises(AssertionError):
            said(cast, cast.wang_fang, link=link)


def test_a_kind_stands_under_one_topic() -> None:
    topics.offer("test.one", "一", "", {"test.twice"})
    with pytest.raises(ValueError, match=r"test\.twice"):
        topics.offer("test.two", "二", "", {"test.twice"})

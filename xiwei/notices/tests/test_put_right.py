"""What is registered of a person of a home is put right by whoever answers corrections, with old and new on the record."""

from datetime import date, timedelta

import pytest
from django.test import Client

from xiwei.ledger.models import Entry, Fact, Seen
from xiwei.notices import listeners
from xiwei.notices.models import Message
from xiwei.people.actions import corrections, homes, wishes
from xiwei.people.actions.people import ensure_person
from xiwei.people.models import Household, Person, Tenure, Wish
from xiwei.people.tests.make import NOW, SYSTEM, cast
from xiwei.shared.refusals import BadInput, NotAllowed, Refused

pytestmark = pytest.mark.django_db
NEW = "13900000001"


@pytest.fixture
def town():
    return cast()


def tie(person: Person) -> Tenure:
    return Tenure.objects.get(person=person, until=None)


def same(tenure: Tenure) -> dict:
    """What puts nothing right."""
    return {"name": tenure.person.name, "relation": tenure.relation, "since": tenure.since}


def put_right(tenure, by, **more):
    return corrections.put_right(tenure, **(same(tenure) | more), by=by, now=NOW)


def unproved(town) -> Tenure:
    """陆遥, registered by hand, who never signed in."""
    return homes.register(town.room, name="陆瑶", phone=NEW, relation="family", by=town.staff_zheng, now=NOW)


def lines() -> list[tuple]:
    found = Entry.objects.filter(kind__endswith="_corrected").order_by("pk")
    return [(one.kind, one.data["before"], one.data["after"], Seen(one.seen_by).name) for one in found]


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("staff_zhao", True), ("staff_zheng", True), ("staff_he", True), ("staff_sun", False), ("staff_zhou", False),
        ("staff_wu", False), ("staff_chen", False), ("staff_lin", False), ("staff_outsider", False),
    ],
)  # fmt: skip
def test_whoever_answers_corrections_puts_right_and_nobody_else(town, who, may):
    tenure = unproved(town)
    try:
        done = put_right(tenure, getattr(town, who), name="陆遥").person.name
    except NotAllowed:
        done = ""
    assert (done, Person.objects.get(pk=tenure.person_id).name) == (("陆遥", "陆遥") if may else ("", "陆瑶"))


def test_each_thing_is_a_line_with_old_and_new_and_the_person_is_told_once(town):
    tenure = unproved(town)
    put_right(tenure, town.staff_zhao, name="陆遥", phone="13900000002", since=date(2026, 9, 1), relation="tenant")
    kept = Tenure.objects.select_related("person").get(pk=tenure.pk)
    assert (kept.person.name, kept.person.phone, kept.since, kept.relation) == (
        "陆遥", "13900000002", date(2026, 9, 1), "tenant",
    )  # fmt: skip
    assert lines() == [
        ("people.name_corrected", "陆瑶", "陆遥", "RESIDENT"),
        ("people.phone_corrected", "0001", "0002", "RESIDENT"),
        ("people.since_corrected", "2026-09-21", "2026-09-01", "RESIDENT"),
    ]
    changed = Entry.objects.get(kind="people.tenure_changed")
    assert (changed.data["old"], changed.data["relation"], changed.person_id) == ("家庭成员", "租客", kept.person_id)
    [fact] = Fact.objects.filter(kind="people.put_right")
    listeners.put_right(data=fact.data, at=NOW)
    assert list(Message.objects.values_list("person", "title")) == [(kept.person_id, "您在1栋1单元501的登记改过了")]


def test_nothing_that_differs_is_said_and_writes_nothing(town):
    tenure = unproved(town)
    with pytest.raises(BadInput, match="没有要改的"):
        put_right(tenure, town.staff_zhao)
    assert (lines(), Fact.objects.filter(kind="people.put_right").count()) == ([], 0)


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"name": "王芬"}, "本人提出更正"), ({"phone": NEW}, "收验证码"), ({"name": " "}, "姓名没有填写"),
        ({"since": NOW.date() + timedelta(days=1)}, "今天以后"), ({"relation": "king"}, "没有这种住户关系"),
    ],
)  # fmt: skip
def test_of_one_with_an_account_name_and_phone_are_their_own(town, more, sentence):
    tenure = tie(town.wang_fang)
    with pytest.raises(Refused, match=sentence):
        put_right(tenure, town.staff_zheng, **more)
    town.wang_fang.refresh_from_db()
    assert (town.wang_fang.name, town.wang_fang.phone, tie(town.wang_fang).since) == (
        "王芳", "13800000001", tenure.since,
    )  # fmt: skip


def test_a_name_they_asked_for_is_put_right_with_the_homes_and_the_wish_is_answered_from_there(town):
    wish = wishes.ask_correction(town.wang_fang, town.household, words="我叫王芬", by=town.wang_fang, now=NOW)
    assert Household.objects.get(pk=town.household.pk).name == "王芳"
    put_right(tie(town.wang_fang), town.staff_zhao, name="王芬", answer="已改成王芬")
    wish.refresh_from_db()
    assert (wish.state, wish.answer, wish.answered_by) == ("done", "已改成王芬", town.staff_zhao)
    assert (Household.objects.get(pk=town.household.pk).name, tie(town.wang_fang).person.name) == ("王芬", "王芬")


def test_a_wish_stays_open_without_an_answer_and_its_phone_stays_the_persons(town):
    wish = wishes.ask_correction(town.wang_fang, town.household, words="日期不对", by=town.wang_fang, now=NOW)
    put_right(tie(town.wang_fang), town.staff_zhao, since=date(2023, 5, 1))
    with pytest.raises(NotAllowed, match="收验证码"):
        put_right(tie(town.wang_fang), town.staff_zhao, phone=NEW, answer="改了")
    wish.refresh_from_db()
    assert (wish.state, tie(town.wang_fang).since) == ("asked", date(2023, 5, 1))


def test_a_phone_of_another_here_is_refused_and_one_only_others_know_is_noted(town):
    tenure = unproved(town)
    with pytest.raises(BadInput, match="另一位住户或同事"):
        put_right(tenure, town.staff_zhao, phone=town.li_qiang.phone)
    ensure_person("13900000009", "远方人", by=SYSTEM, now=NOW)
    put_right(tenure, town.staff_zhao, phone="13900000009")
    person = Person.objects.get(pk=tenure.person_id)
    assert (person.phone, person.noted_phone) == (None, "13900000009")


def test_a_colleague_who_lives_here_keeps_their_way_in(town):
    Person.objects.filter(pk=town.sun.pk).update(phone_verified=False, password="!")
    town.sun.refresh_from_db()
    tenure = Tenure.objects.create(company=town.company, household=town.household, person=town.sun, relation="other")
    with pytest.raises(NotAllowed, match="收验证码"):
        put_right(tenure, town.staff_zheng, phone=NEW)


def test_the_butler_goes_from_the_wish_to_the_form_and_comes_back_with_it_answered(town):
    wish = wishes.ask_correction(town.wang_fang, town.household, words="我叫王芬", by=town.wang_fang, now=NOW)
    butler, tenure = Client(), tie(town.wang_fang)
    butler.force_login(town.zhao_min)
    page = f"/tenures/{tenure.pk}/correct/"
    assert page in butler.get(f"/wishes/{wish.pk}/").content.decode()
    drawn = butler.get(page).content.decode()
    assert ("我叫王芬" in drawn, 'name="phone"' in drawn, 'name="answer"' in drawn) == (True, False, True)
    said = {"name": "王芬", "relation": tenure.relation, "since": "", "answer": "改好了", "key": "k1"}
    assert [butler.post(page, said).status_code for _ in range(2)] == [302, 302]
    assert (Wish.objects.get().state, lines()) == ("done", [("people.name_corrected", "王芳", "王芬", "RESIDENT")])
    assert "姓名由王芳改为王芬" in butler.get(f"/households/{town.household.pk}/").content.decode()

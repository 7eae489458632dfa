"""Consent: asked in versions, answered one by one, and asked for where data is used."""

from datetime import timedelta

import pytest
from django.test import Client

from tests.cast import STAFF
from xiwei.ledger.models import SYSTEM, Entry, Seen
from xiwei.people.actions import consents as actions
from xiwei.people.actions import looks
from xiwei.people.models import Consent, ConsentText
from xiwei.people.purposes import Draft, Purpose, know
from xiwei.people.queries import consents as queries
from xiwei.people.rules.consents import PARTS
from xiwei.people.stated import CALL_BACK, SPECIAL_CARE
from xiwei.people.tests.make import NOW, cast, kinds
from xiwei.shared.refusals import BadInput, NotAllowed, NotNow

pytestmark = pytest.mark.django_db
OTHER = {part: f"另一种说法：{part}" for part in PARTS}


@pytest.fixture
def town():
    made = cast()
    actions.publish_drafts(made.company, by=SYSTEM, now=NOW)
    return made


def text(town, code=CALL_BACK) -> ConsentText:
    found = queries.latest_text(town.company.pk, code)
    assert found is not None
    return found


def test_a_company_begins_with_a_text_of_each_purpose_and_the_same_words_are_no_new_version(town):
    first = text(town)
    again = actions.publish(
        town.company, CALL_BACK, words={part: getattr(first, part) for part in PARTS}, by=town.staff_he, now=NOW
    )
    assert (again.pk, first.version, actions.publish_drafts(town.company, by=SYSTEM, now=NOW)) == (first.pk, 1, [])


@pytest.mark.parametrize("name", STAFF)
def test_only_the_company_s_manager_publishes(town, name):
    by = getattr(town, name)
    if name == "staff_he":
        assert actions.publish(town.company, CALL_BACK, words=OTHER, by=by, now=NOW).version == 2
        return
    with pytest.raises(NotAllowed):
        actions.publish(town.company, CALL_BACK, words=OTHER, by=by, now=NOW)
    assert text(town).version == 1


@pytest.mark.parametrize("part", PARTS)
def test_each_of_the_four_things_must_be_said(town, part):
    with pytest.raises(BadInput, match="四样都要写"):
        actions.publish(town.company, CALL_BACK, words={**OTHER, part: " "}, by=town.staff_he, now=NOW)


def may(town, code=CALL_BACK):
    return queries.may_use(town.wang_fang, code, company_id=town.company.pk)


def answer(town, given, *, minutes=0, code=CALL_BACK, **how):
    return actions.answer(
        town.wang_fang, text(town, code), given=given, now=NOW + timedelta(minutes=minutes),
        **{"by": town.wang_fang, **how},
    )  # fmt: skip


def test_the_last_answer_holds_and_each_is_a_line_its_person_reads(town):
    states = [may(town)]
    for minute, given in enumerate([True, False, True]):
        answer(town, given, minutes=minute)
        states.append(may(town))
    lines = Entry.objects.filter(person_id=town.wang_fang.pk).order_by("pk")
    assert states == [True, True, False, True]
    assert [(line.kind, line.seen_by) for line in lines] == [
        ("people.consent_given", Seen.RESIDENT),
        ("people.consent_withdrawn", Seen.RESIDENT),
        ("people.consent_given", Seen.RESIDENT),
    ]


def test_what_is_sensitive_is_not_done_for_one_who_was_never_asked(town):
    assert (may(town, CALL_BACK), may(town, SPECIAL_CARE)) == (True, False)


def test_the_same_answer_again_writes_nothing(town):
    answer(town, False)
    answer(town, False, minutes=1)
    assert (Consent.objects.count(), kinds().count("people.consent_withdrawn")) == (1, 1)


def test_a_new_version_asks_anew_and_till_it_is_answered_the_old_answer_holds(town):
    answer(town, True, code=SPECIAL_CARE)
    old = text(town, SPECIAL_CARE)
    actions.publish(town.company, SPECIAL_CARE, words=OTHER, by=town.staff_he, now=NOW)
    [asked] = [one for one in queries.asked_of(town.wang_fang) if one.purpose.code == SPECIAL_CARE]
    assert (asked.is_new, asked.holds, asked.text.version) == (True, True, 2)
    with pytest.raises(NotNow, match="刚刚有了新版本"):
        actions.answer(town.wang_fang, old, given=False, by=town.wang_fang, now=NOW)
    assert may(town, SPECIAL_CARE) is True


@pytest.mark.parametrize("name", STAFF)
def test_who_may_write_down_what_was_signed(town, name):
    by = getattr(town, name)
    if name in {"staff_zhao", "staff_zheng", "staff_he"}:
        assert answer(town, True, by=by, how="paper").recorded_by == by
        return
    with pytest.raises(NotAllowed):
        answer(town, True, by=by, how="paper")
    assert Consent.objects.count() == 0


def test_what_is_sensitive_is_written_down_only_from_paper(town):
    with pytest.raises(BadInput, match="纸上签字"):
        answer(town, True, code=SPECIAL_CARE, by=town.staff_zhao, how="spoken")
    with pytest.raises(BadInput, match="请选是纸上签字"):
        answer(town, True, code=SPECIAL_CARE, by=town.staff_zhao, how="page")
    assert may(town, SPECIAL_CARE) is False


def test_one_who_would_rather_not_be_asked_by_phone_is_not_and_is_called_before_a_visit_all_the_same(town):
    answer(town, False)
    with pytest.raises(NotNow, match="不接回访电话"):
        looks.show_phone(town.wang_fang, reason="回访报事", by=town.staff_zhao, now=NOW)
    assert looks.show_phone(town.wang_fang, reason="上门前确认", by=town.staff_zhao, now=NOW) == "13800000001"


def test_two_purposes_cannot_share_a_code():
    with pytest.raises(ValueError, match="has two meanings"):
        know(Purpose(CALL_BACK, "别的", Draft("", "", "", ""), ""))


def test_those_unwilling_are_found_for_many_at_once(town):
    answer(town, False)
    actions.answer(town.li_qiang, text(town), given=True, by=town.li_qiang, now=NOW)
    ids = [town.wang_fang.pk, town.li_qiang.pk, town.sun.pk]
    assert queries.unwilling(ids, CALL_BACK, company_id=town.company.pk) == {town.wang_fang.pk}


def test_a_failed_line_undoes_the_answer(town, monkeypatch):
    monkeypatch.setattr("xiwei.ledger.actions.record", lambda *given, **kept: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        answer(town, True)
    assert Consent.objects.count() == 0


def test_a_resident_answers_one_by_one_on_the_page(town):
    client = Client()
    client.force_login(town.wang_fang)
    assert client.get("/me/consents/").content.decode().count("还没有答") == len(queries.asked_of(town.wang_fang))
    assert client.post(f"/me/consents/{text(town).pk}/", {"given": "0", "key": "k1"}).status_code == 302
    client.post(f"/me/consents/{text(town).pk}/", {"given": "1", "key": "k1"})
    assert may(town) is False
    assert "以后只发急事的短信" in client.get("/me/consents/").content.decode()


def test_another_company_s_text_is_not_there_to_answer(town):
    actions.publish_drafts(town.other_company, by=SYSTEM, now=NOW)
    theirs = queries.latest_text(town.other_company.pk, CALL_BACK)
    client = Client()
    client.force_login(town.wang_fang)
    assert (theirs is not None, client.post(f"/me/consents/{theirs.pk}/", {"given": "1"}).status_code) == (True, 404)

"""All that is kept on a person: whole, theirs alone, taken away, put right, and asked to be erased."""

import json
import re
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.test import Client
from django.utils import timezone

from tests.cast import STAFF
from xiwei.ledger import queries as ledger
from xiwei.ledger.models import SYSTEM, Entry, Fact
from xiwei.ledger.seals import sealing
from xiwei.people import known
from xiwei.people.actions import consents as consent_actions
from xiwei.people.actions import erasing, homes, looks
from xiwei.people.actions import wishes as actions
from xiwei.people.known import Kept, tell
from xiwei.people.models import Consent, Person, Tenure, Viewing, Wish
from xiwei.people.queries import consents, wishes
from xiwei.people.queries import known as queries
from xiwei.people.rules.looks import reason_left
from xiwei.people.stated import SPECIAL_CARE
from xiwei.people.tests.make import NOW, cast, moved_out
from xiwei.shared.refusals import BadInput, NotAllowed, NotNow

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    return cast()


def client(person: Person) -> Client:
    made = Client()
    made.force_login(person)
    return made


def child(town) -> Person:
    """王小明, of 王芳's home, without an account."""
    made = Person.objects.create(name="王小明", joined_at=NOW, password="!")
    Tenure.objects.create(company=town.company, household=town.household, person=made, relation="family", since=NOW)
    return made


def parts(person: Person) -> dict[str, list[str]]:
    found = queries.own(person, limit=None)
    return {one.kept.code: [f"{row.label} {row.text}".strip() for row in one.rows] for one in found}


def test_every_kind_says_what_for_who_sees_it_how_long_and_what_becomes_of_it(town):
    said = [
        (one.kept.purpose, one.kept.seen_by, one.keeping, one.kept.erased)
        for one in queries.own(town.wang_fang, limit=1)
    ]
    assert len(said) == len(known.kinds()) >= 15
    assert [one for one in said if not all(map(str, one))] == []


def test_what_is_kept_is_there_and_who_looked_with_it(town):
    looks.show_phone(town.wang_fang, reason="上门前确认", by=town.staff_zhao, now=NOW)
    kept = parts(town.wang_fang)
    assert kept["who"][:2] == ["姓名 王芳", "手机号 13800000001"]
    assert kept["homes"] == ["翠湖花园 1栋1单元501 业主，2024-01-01 起，这一户的联系人"]
    assert kept["looked"] == ["管家 赵敏 看了电话：上门前确认"]
    assert kept["work"] == []


def test_it_is_one_s_own_whichever_company_keeps_it_and_nobody_else_s(town):
    Tenure.objects.create(
        company=town.other_company, household=town.other_household, person=town.wang_fang, relation="tenant", since=NOW
    )
    Tenure.objects.create(company=town.company, household=town.household, person=town.li_qiang, relation="family")
    town.li_qiang.other_phone = "0574-88889999"
    town.li_qiang.save()
    page = client(town.wang_fang).post("/me/known/json/")
    body = page.content.decode()
    assert [("安居苑" in body), ("李强" in body), ("13800000002" in body), ("0574-88889999" in body)] == [
        True, False, False, False,
    ]  # fmt: skip


def test_it_is_taken_away_as_data_and_on_paper_and_a_line_says_so(town):
    visitor = client(town.wang_fang)
    data = visitor.post("/me/known/json/")
    paper = visitor.post("/me/known/pdf/")
    assert [one["类别"] for one in json.loads(data.content)["资料"]] == [str(one.title) for one in known.kinds()]
    name = f"attachment; filename*=utf-8''{quote(f'关于王芳的一切-{timezone.localdate():%Y-%m-%d}')}.pdf"
    assert (paper.content[:5], paper.headers["Content-Disposition"]) == (b"%PDF-", name)
    lines = Entry.objects.filter(kind="people.known_taken").order_by("pk")
    assert [(line.person_id, line.data["how"]) for line in lines] == [
        (town.wang_fang.pk, "JSON"),
        (town.wang_fang.pk, "PDF"),
    ]


def test_the_file_tells_moments_by_the_clock_here_and_links_that_open_and_what_a_yes_was_to(town):
    consent_actions.publish_drafts(town.company, by=SYSTEM, now=NOW)
    text = consents.latest_text(town.company.pk, SPECIAL_CARE)
    consent_actions.answer(town.wang_fang, text, given=True, by=town.wang_fang, now=NOW)
    looks.show_phone(town.wang_fang, reason="上门前确认", by=town.staff_zhao, now=NOW)
    looks.look_at(town.household, what="住户页", by=town.staff_zheng, now=NOW)
    found = queries.own(town.wang_fang, limit=None)
    data = {one["类别"]: one["内容"] for one in queries.as_data(found, whole=lambda link: f"https://x.test{link}")}
    [agreed] = data["您同意过什么"]
    assert (agreed["项"], agreed["内容"], agreed["时间"]) == (
        "家里的特殊情况", f"同意 · 第 1 版 · {text.purpose}", "2026-09-21T10:00:00+08:00",
    )  # fmt: skip
    assert {one["项"]: one["内容"] for one in data["谁看过您的资料"]} == {
        "管家 赵敏": "看了电话：上门前确认", "小区主任 郑主任": "看了资料，住户页：小区主任可以看",
    }  # fmt: skip
    assert all(one["网址"].startswith("https://x.test/") for some in data.values() for one in some if "网址" in one)


def test_a_kind_with_more_than_a_few_rows_opens_to_all_of_them(town):
    for n in range(7):
        looks.show_phone(town.wang_fang, reason=f"第{n}次", by=town.staff_zhao, now=NOW + timedelta(hours=n))
    visitor = client(town.wang_fang)
    page, whole = (visitor.get(address).content.decode() for address in ("/me/known/", "/me/known/looked/"))
    assert ("第6次" in page, "第0次" in page, "/me/known/looked/" in page) == (True, False, True)
    assert ("第0次" in whole, visitor.get("/me/known/nothing/").status_code) == (True, 404)


def test_two_kinds_cannot_share_a_code():
    with pytest.raises(ValueError, match="told twice"):
        tell(Kept("who", "别的", "", "", "", "", True, lambda person, limit: []))


def test_a_correction_is_asked_answered_and_done(town):
    visitor = client(town.wang_fang)
    assert visitor.post("/me/known/correct/", {"words": ""}).status_code == 422
    assert visitor.post("/me/known/correct/", {"words": "我是租客，不是业主"}).status_code == 302
    wish = Wish.objects.get()
    butler = client(town.zhao_min)
    assert "我是租客，不是业主" in butler.get(f"/projects/{town.project.pk}/wishes/").content.decode()
    assert butler.post(f"/wishes/{wish.pk}/", {"verb": "correct", "answer": ""}).status_code == 422
    assert butler.post(f"/wishes/{wish.pk}/", {"verb": "correct", "answer": "已改成租客"}).status_code == 302
    wish.refresh_from_db()
    assert (wish.state, wish.answered_by, "已改成租客" in visitor.get("/me/known/").content.decode()) == (
        "done", town.staff_zhao, True,
    )  # fmt: skip


def test_an_erasure_shows_what_goes_and_what_stays_and_asked_twice_is_one(town):
    visitor = client(town.wang_fang)
    page = visitor.get("/me/known/erase/").content.decode()
    assert ("删掉姓名、电话、邮箱和头像" in page, "住着的时候不能删：为您服务、结清费用要用" in page) == (True, True)
    visitor.post("/me/known/erase/", {"words": "搬走了"})
    visitor.post("/me/known/erase/", {"words": "搬走了"})
    assert list(Wish.objects.values_list("kind", "state", "words")) == [("erase", "asked", "搬走了")]


@pytest.fixture
def asked(town) -> Wish:
    """王芳, who has moved out, asks to be erased."""
    town.wang_fang.tenures.update(until=NOW.date())
    return actions.ask_erasure(town.wang_fang, town.household, by=town.wang_fang, now=NOW)


@pytest.mark.parametrize("name", STAFF)
def test_who_grants_an_erasure_and_who_answers_a_correction(town, asked, name):
    wrong = actions.ask_correction(town.wang_fang, town.household, words="名字错了", by=town.wang_fang, now=NOW)
    by = getattr(town, name)
    done = []
    for do in (
        lambda: actions.grant(asked, by=by, now=NOW),
        lambda: actions.correct(wrong, answer="改了", by=by, now=NOW),
    ):
        try:
            done.append(do().state)
        except NotAllowed:
            done.append("")
    directs, serves = name in {"staff_zheng", "staff_he"}, name in {"staff_zheng", "staff_he", "staff_zhao"}
    assert done == ["granted" if directs else "", "done" if serves else ""]


def test_who_still_lives_here_is_not_granted_it_and_is_told_why_before(town):
    wish = actions.ask_erasure(town.wang_fang, town.household, by=town.wang_fang, now=NOW)
    with pytest.raises(NotNow, match="王芳还登记在1栋1单元501，先办搬离"):
        actions.grant(wish, by=town.staff_zheng, now=NOW)
    pages = [client(who).get(at).content.decode() for who, at in (
        (town.wang_fang, "/me/known/erase/"), (town.zheng, f"/wishes/{wish.pk}/"),
    )]  # fmt: skip
    assert ["先办搬离" in page for page in pages] == [True, True]


def test_whoever_answers_reads_of_another_how_many_go_and_confirms_and_afterwards_what_went(town, asked):
    director = client(town.zheng)
    page = director.get(f"/wishes/{asked.pk}/").content.decode()
    assert ("您是谁" in page, "住户是谁 · " in page, "同意，永久删除" in page) == (False, True, True)
    actions.grant(asked, by=town.staff_zheng, now=NOW)
    sealing.seal_new(now=NOW)
    actions.carry_out(asked, now=NOW)
    page = director.get(f"/wishes/{asked.pk}/").content.decode()
    assert ["会删掉的" in page, "郑主任同意。" in page, "住户登记 1" in page] == [False, True, True]


def test_while_something_stands_in_the_way_the_director_is_not_offered_to_grant_it_and_what_stands_is_a_link(town):
    wish = actions.ask_erasure(town.wang_fang, town.household, by=town.wang_fang, now=NOW)
    page = client(town.zheng).get(f"/wishes/{wish.pk}/").content.decode()
    assert ("先办搬离" in page, "同意，永久删除" in page) == (True, False)
    assert f'<a href="/rooms/{town.household.room_id}/people/">' in page


def test_what_is_taken_back_is_no_director_s_to_answer_any_more(town, asked):
    waits = [(town.project, 1)]
    assert wishes.waiting(town.staff_zheng, [town.project.pk]) == waits
    assert wishes.waiting(town.staff_zhao, [town.project.pk]) == []
    actions.withdraw(asked, by=town.wang_fang, now=NOW)
    assert wishes.waiting(town.staff_zheng, [town.project.pk]) == []
    assert Fact.objects.filter(kind="people.wish_withdrawn").exists()


def test_carried_out_it_is_done_and_not_twice(town, asked):
    with pytest.raises(NotNow):
        actions.finish(asked, by=SYSTEM, now=NOW)
    actions.grant(asked, by=town.staff_zheng, now=NOW)
    assert (actions.finish(asked, by=SYSTEM, now=NOW).state, Wish.objects.get().done_at) == ("done", NOW)
    with pytest.raises(NotNow):
        actions.finish(asked, by=SYSTEM, now=NOW)


def test_it_is_taken_back_by_its_person_until_it_is_answered(town, asked):
    with pytest.raises(NotAllowed):
        actions.withdraw(asked, by=town.li_qiang, now=NOW)
    assert client(town.li_qiang).post(f"/me/wishes/{asked.pk}/withdraw/").status_code == 404
    assert client(town.wang_fang).post(f"/me/wishes/{asked.pk}/withdraw/").status_code == 302
    with pytest.raises(NotNow, match="已撤回"):
        actions.grant(asked, by=town.staff_zheng, now=NOW)


def test_a_no_says_why(town, asked):
    with pytest.raises(BadInput):
        actions.refuse(asked, answer=" ", by=town.staff_zheng, now=NOW)
    assert actions.refuse(asked, answer="还有一件在办", by=town.staff_zheng, now=NOW).state == "refused"
    assert Entry.objects.get(kind="people.wish_refused").data["answer"] == "还有一件在办"


def test_a_correction_cannot_be_granted_nor_an_erasure_be_called_corrected(town, asked):
    wrong = actions.ask_correction(town.wang_fang, town.household, words="错了", by=town.wang_fang, now=NOW)
    with pytest.raises(NotNow):
        actions.grant(wrong, by=town.staff_zheng, now=NOW)
    with pytest.raises(NotNow):
        actions.correct(asked, answer="改了", by=town.staff_zheng, now=NOW)


def test_a_failed_line_undoes_the_asking(town, monkeypatch):
    monkeypatch.setattr("xiwei.ledger.actions.record", lambda *given, **kept: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        actions.ask_erasure(town.wang_fang, town.household, by=town.wang_fang, now=NOW)
    assert (Wish.objects.count(), Fact.objects.count()) == (0, 0)


def test_one_without_an_account_is_looked_up_for_the_adult_who_answers_for_them(town):
    boy, butler = child(town), client(town.zhao_min)
    page = butler.get(f"/people/{boy.pk}/known/")
    assert (page.status_code, "王小明" in page.content.decode()) == (200, True)
    row = Viewing.objects.get()
    assert (row.person, row.household, row.what) == (boy, town.household, "本人的全部资料")
    sent = {"verb": "correct", "words": "生日错了"}
    assert butler.post(f"/people/{boy.pk}/known/", {**sent, "through": ""}).status_code == 422
    assert butler.post(f"/people/{boy.pk}/known/", {**sent, "through": "王芳"}).status_code == 302
    assert (Wish.objects.get().through, Wish.objects.get().recorded_by) == ("王芳", town.staff_zhao)
    assert butler.post(f"/people/{boy.pk}/known/pdf/").content[:5] == b"%PDF-"


def test_of_one_with_an_account_staff_open_nothing(town):
    page = client(town.zhao_min).get(f"/people/{town.wang_fang.pk}/known/")
    assert (page.status_code, "请本人" in page.content.decode(), Viewing.objects.count()) == (409, True, 0)


def test_staff_write_down_what_a_child_s_mother_signed(town):
    boy = child(town)
    consent_actions.publish_drafts(town.company, by=SYSTEM, now=NOW)
    text = consents.latest_text(town.company.pk, SPECIAL_CARE)
    assert text is not None
    butler, sent = client(town.zhao_min), {"text": text.pk, "given": "1"}
    butler.post(f"/people/{boy.pk}/consents/", {**sent, "how": "spoken"})
    before = consents.may_use(boy, SPECIAL_CARE, company_id=town.company.pk)
    butler.post(f"/people/{boy.pk}/consents/", {**sent, "how": "paper"})
    assert (before, consents.may_use(boy, SPECIAL_CARE, company_id=town.company.pk)) == (False, True)


def test_a_wish_goes_to_the_home_of_now_before_one_left(town):
    town.wang_fang.tenures.update(until=NOW.date())
    Tenure.objects.create(
        company=town.company, household=town.neighbour_household, person=town.wang_fang, relation="tenant", since=NOW
    )
    assert wishes.homes_to_ask(town.wang_fang) == [town.neighbour_household]
    assert (wishes.homes_to_ask(town.sun), actions.home_to_ask(town.wang_fang, None)) == ([], town.neighbour_household)
    with pytest.raises(NotNow):
        actions.home_to_ask(town.sun, None)


def test_one_who_has_moved_out_asks_and_takes_back_though_no_company_is_theirs_any_more(town):
    town.wang_fang.tenures.update(until=NOW.date())
    visitor = client(town.wang_fang)
    for _ in range(2):
        assert visitor.post("/me/known/erase/", {"words": "搬走了", "key": "k1"}).status_code == 302
    wish = Wish.objects.get()
    assert ("搬走了" in visitor.get("/me/known/").content.decode(), wish.company) == (True, town.company)
    assert visitor.post(f"/me/wishes/{wish.pk}/withdraw/", {"key": "k2"}).status_code == 302
    assert visitor.post(f"/me/wishes/{wish.pk}/withdraw/", {"key": "k2"}).status_code == 302
    assert Wish.objects.get().state == "withdrawn"


def test_erased_what_they_asked_answered_and_why_they_were_looked_at_is_gone_and_that_it_was_stays(town):
    consent_actions.publish_drafts(town.company, by=SYSTEM, now=NOW)
    text = consents.latest_text(town.company.pk, SPECIAL_CARE)
    consent_actions.answer(town.wang_fang, text, given=True, by=town.wang_fang, now=NOW)
    looks.show_phone(town.wang_fang, reason="王芳家漏水", by=town.staff_zhao, now=NOW)
    actions.ask_correction(town.wang_fang, town.household, words="我叫王方", by=town.wang_fang, now=NOW)
    moved_out(town.household, by=town.staff_zheng, now=NOW)
    sealing.seal_new(now=NOW + timedelta(hours=1))
    told = {
        "company_id": town.company.pk,
        "by": town.staff_zheng,
        "now": NOW + timedelta(hours=1),
        "reason": "本人要求",
    }
    erasing.erase(town.wang_fang, **told)
    wish, look, consent = Wish.objects.get(), Viewing.objects.get(), Consent.objects.get()
    assert (wish.words, look.why, look.staff, consent.given) == ("", "（已抹去）", town.staff_zhao, True)
    assert {wish.person.name, look.person.name, consent.person.name} == {"（已抹去）"}


def test_a_look_goes_on_saying_whom_it_was_about_though_the_home_goes_by_another_s_name(town):
    other = Person.objects.create(name="陈小云", joined_at=NOW, password="!")
    Tenure.objects.create(company=town.company, household=town.household, person=other, relation="family", since=NOW)
    looks.look_at(town.household, what="住户页", by=town.staff_zhao, now=NOW)
    looks.show_phone(town.wang_fang, reason="上门前确认", by=town.staff_zhao, now=NOW)
    assert {one.whom for one in Viewing.objects.all()} == {"王*"}
    homes.end_tenure(Tenure.objects.get(person=town.wang_fang), by=town.staff_zheng, now=NOW)
    sealing.seal_new(now=NOW)
    erasing.erase(town.wang_fang, company_id=town.company.pk, by=town.staff_zheng, now=NOW, reason="本人要求")
    town.household.refresh_from_db()
    assert town.household.name == "陈小云"
    looks.look_at(town.household, what="住户页", by=town.staff_zheng, now=NOW)
    found = Viewing.objects.order_by("pk").values_list("kind", "why")
    assert [one.whom for one in Viewing.objects.order_by("pk")] == ["（已抹去）", "（已抹去）", "陈**"]
    assert list(found)[1] == ("phone", "上门前确认")


@pytest.mark.parametrize(
    ("kind", "why", "matter", "left"),
    [
        ("phone", "上门前确认", False, "上门前确认"),
        ("phone", "她说厨房漏水", False, "（已抹去）"),
        ("phone", "厨房漏水（CH-12）", False, "CH-12"),
        ("phone", "联系这件事：厨房漏水（CH-12）", True, "联系这件事：CH-12"),
        ("photo", "厨房漏水（CH-12）", True, "CH-12"),
        ("home", "照看这一户", False, "照看这一户"),
        ("export", "她要打官司", False, "（已抹去）"),
        ("home", "", False, ""),
    ],
)
def test_of_why_somebody_looked_what_the_product_said_stays(kind, why, matter, left):
    assert reason_left(kind, why, for_matter=matter) == left


def test_once_they_are_erased_nothing_they_asked_waits_and_no_answer_is_left_to_read(town):
    first = actions.ask_correction(town.wang_fang, town.household, words="我叫王方", by=town.wang_fang, now=NOW)
    actions.refuse(first, answer="和房产证上一样，是王芳", by=town.staff_zhao, now=NOW)
    waits = actions.ask_correction(town.wang_fang, town.household, words="电话也错了", by=town.wang_fang, now=NOW)
    wish = actions.ask_erasure(town.wang_fang, town.household, by=town.wang_fang, now=NOW)
    moved_out(town.household, by=town.staff_zheng, now=NOW)
    actions.grant(wish, by=town.staff_zheng, now=NOW)
    sealing.seal_new(now=NOW)
    actions.carry_out(wish, now=NOW)
    assert dict(Wish.objects.values_list("pk", "state")) == {first.pk: "refused", waits.pk: "lapsed", wish.pk: "done"}
    with pytest.raises(NotNow, match="本人的资料已删，不用再答复"):
        actions.refuse(waits, answer="不改", by=town.staff_zhao, now=NOW)
    refused, lapsed = (Entry.objects.get(kind=f"people.wish_{state}") for state in ("refused", "lapsed"))
    assert (refused.data, refused.subject_label, refused.actor_label) == ({}, "", "管家 赵敏")
    assert (lapsed.data, lapsed.subject_label) == ({"what": "更正"}, "（已抹去） 更正")
    assert ledger.read(refused).sentence == "（内容已按要求抹去）"


def test_in_english_too_whoever_answers_reads_of_the_resident_and_not_of_themself(town, asked):
    page = client(town.zheng).get(f"/wishes/{asked.pk}/", headers={"Accept-Language": "en"}).content.decode()
    rows = re.findall(r'x-row-body--whole"><b>(.*?)</b><small>(.*?)</small>', page)
    assert len(rows) > 5
    assert [row for row in rows if re.search(r"\byou(rs?)?\b", " ".join(row), re.IGNORECASE)] == []
    assert "Messages to them" in page

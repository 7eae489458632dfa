"""The pages of a home that changes hands: steps without JavaScript, what was typed is kept, once for two sendings."""

import re
from datetime import timedelta
from hashlib import sha256

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.cast import cast
from xiwei.ledger.models import Entry, Seen
from xiwei.people.actions import retention
from xiwei.people.models import Household, Paper, Tenure, Transfer, TransferKind
from xiwei.people.queries import retention as retention_queries
from xiwei.people.queries import transfers as queries
from xiwei.people.rules import papers
from xiwei.people.rules import transfers as transfer_rules
from xiwei.service.tests.make import jpeg, ticket, world
from xiwei.shared.refusals import BadInput

pytestmark = pytest.mark.django_db
CARD, VEILED = "110101199003070073", "110****0073"


@pytest.fixture
def c():
    return cast()


def client_of(person):
    client = Client()
    client.force_login(person)
    return client


def filled(c, kind="sold", **said):
    return {
        "key": "one",
        "kind": kind,
        "mark": queries.standing(c.room).mark,
        "name-0": "钱多多",
        "phone-0": "13912345678",
        "relation-0": "owner",
        "seen-identity": "on",
        "number-identity": CARD,
        "seen-sale": "on",
        "sure": "on",
        **said,
    }


def test_each_kind_is_offered_or_says_why_not(c):
    page = client_of(c.zhao_min).get(reverse("transfer_new", args=[c.room.pk])).content.decode()
    offered = re.findall(r'href="\?kind=(\w+)"', page)
    assert (offered, "没有单独登记的租户" in page) == (["sold", "inherited", "given", "let", "moved_out"], True)


def test_a_sale_sent_twice_is_one_and_its_page_says_what_was_decided(c):
    client, address = client_of(c.zhao_min), reverse("transfer_new", args=[c.room.pk])
    scan = SimpleUploadedFile("证.jpg", jpeg(), "image/jpeg")
    sent = [client.post(address, filled(c, **{"scan-title": scan})), client.post(address, filled(c))]
    made = Transfer.objects.get()
    assert [(one.status_code, one["Location"]) for one in sent] == [(302, reverse("transfer", args=[made.pk]))] * 2
    page = client.get(reverse("transfer", args=[made.pk])).content.decode()
    paper = Paper.objects.exclude(scan="").get()
    assert (
        "钱多多户" in page,
        VEILED in page and CARD not in page,
        reverse("paper_scan", args=[paper.pk]) in page,
    ) == (True, True, True)
    shown = [
        client_of(one).get(reverse("paper_scan", args=[paper.pk])).status_code
        for one in (c.zhao_min, c.sun, c.wang_fang)
    ]
    assert (shown, Tenure.objects.filter(household__room=c.room, until=None).get().person.name) == (
        [200, 403, 404],
        "钱多多",
    )


def test_a_refused_form_keeps_what_was_typed(c):
    client, address = client_of(c.zhao_min), reverse("transfer_new", args=[c.room.pk])
    answers = [
        client.post(address, filled(c, mark="9-9")),
        client.post(address, filled(c, day="2020-01-01")),
        client.post(address, {**filled(c), "sure": ""}),
    ]
    kept = ["钱多多" in one.content.decode() and CARD in one.content.decode() for one in answers]
    assert ([one.status_code for one in answers], kept) == ([409, 422, 422], [True] * 3)
    fresh = re.search(r'name="mark" value="([\d-]+)"', answers[0].content.decode())
    assert (fresh and fresh[1], Transfer.objects.count()) == (queries.standing(c.room).mark, 0)


def test_a_household_of_the_estate_takes_a_second_room_by_its_number(c):
    client, address = client_of(c.zheng), reverse("transfer_new", args=[c.room.pk])
    said = filled(c, **{"name-0": "", "phone-0": "", "source": c.neighbour_room.label})
    assert client.post(address, said).status_code == 302
    present = Household.objects.get(room=c.room, until=None)
    assert list(present.tenures.values_list("person", flat=True)) == [c.li_qiang.pk]


def test_only_the_director_and_the_company_find_the_way_back(c):
    client_of(c.zheng).post(reverse("transfer_new", args=[c.room.pk]), filled(c))
    made = Transfer.objects.get()
    offers = {
        one: "撤销这次变更" in client_of(one).get(reverse("transfer", args=[made.pk])).content.decode()
        for one in (c.zhao_min, c.zheng, c.he)
    }
    undone = client_of(c.zheng).post(reverse("transfer_undo", args=[made.pk]), {"why": "录错了", "key": "u"})
    made.refresh_from_db()
    assert (offers, undone.status_code, made.state) == (
        {c.zhao_min: False, c.zheng: True, c.he: True},
        302,
        "undone",
    )


def test_a_room_s_history_names_who_lived_there_and_only_to_those_who_may(c):
    client_of(c.zheng).post(reverse("transfer_new", args=[c.room.pk]), filled(c))
    address = reverse("room_history", args=[c.room.pk])
    page = client_of(c.zhao_min).get(address).content.decode()
    assert (page.index("钱多多") < page.index("王芳")) is True
    denied = [client_of(one).get(address).status_code for one in (c.sun, c.wang_fang, c.li_qiang, c.outsider)]
    assert denied == [403, 404, 404, 404]


def test_who_left_and_has_no_other_home_still_finds_what_they_asked(c):
    client_of(c.zheng).post(reverse("transfer_new", args=[c.room.pk]), filled(c))
    client = client_of(c.wang_fang)
    first, own = client.get("/", follow=True), client.get(reverse("my_tickets"))
    assert (reverse("my_tickets") in first.content.decode(), own.status_code) == (True, 200)


def test_the_changes_of_a_project_are_in_the_bars_of_those_who_may(c):
    way = reverse("transfers", args=[c.project.pk])
    found = {
        name: way in client_of(getattr(c, name)).get(reverse("me")).content.decode()
        for name in ("zhao_min", "zheng", "sun", "wang_fang")
    }
    assert found == {"zhao_min": True, "zheng": True, "sun": False, "wang_fang": False}


def test_a_scan_may_be_a_pdf_which_is_kept_as_it_is_and_handed_over_unopened(c):
    client, address = client_of(c.zhao_min), reverse("transfer_new", args=[c.room.pk])
    content = b"%PDF-1.4\n% a contract\n%%EOF\n"
    scan = SimpleUploadedFile("买卖合同.PDF", content, "application/pdf")
    assert client.post(address, filled(c, **{"scan-sale": scan})).status_code == 302
    paper = Paper.objects.exclude(scan="").get()
    assert (paper.kind, paper.is_pdf, paper.sha256) == ("sale", True, sha256(content).hexdigest())
    got = client.get(reverse("paper_scan", args=[paper.pk]))
    assert b"".join(got.streaming_content) == content
    assert got["Content-Disposition"].startswith("attachment")
    assert "sandbox" in got["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("合同.pdf", b"<html>a page</html>", "里面其实是程序或网页"),
        ("合同.pdf", b"just words", "的内容不是 PDF"),
        ("合同.pdf.exe", b"MZ", "打不开：它不是照片"),
        ("合同.docx", b"PK\x03\x04", "打不开：它不是照片"),
    ],
)
def test_what_is_neither_a_picture_nor_a_pdf_is_named_and_nothing_is_changed(c, name, content, says):
    client, address = client_of(c.zhao_min), reverse("transfer_new", args=[c.room.pk])
    page = client.post(address, filled(c, **{"scan-sale": SimpleUploadedFile(name, content)}))
    assert (page.status_code, says in page.content.decode(), Transfer.objects.count()) == (422, True, 0)
    assert "选过的照片、扫描件要重新选一次；填的字都还在。" in page.content.decode()


def test_all_that_is_lacking_is_said_at_once_beside_its_field(c):
    client, address = client_of(c.zhao_min), reverse("transfer_new", args=[c.room.pk])
    empty = {"key": "two", "kind": "sold", "mark": queries.standing(c.room).mark}
    form = client.post(address, empty).context["form"]
    assert {field: list(errors) for field, errors in form.errors.items()} == {
        "sure": ["请核对一遍，再勾上这一项。"],
        "name-0": ["请至少填一位新住户的姓名，或者选一户已经登记的住户。"],
        "seen-identity": ["请至少核对一样材料，再办变更。没带来的可以写明原因，以后补。"],
    }


@pytest.mark.parametrize(
    ("kind", "fates", "usual"),
    [("sold", ["carry", "keep", "settle"], "carry"), ("let", ["carry", "keep", "settle"], "keep"),
     ("moved_out", ["keep", "settle"], "keep")],
)  # fmt: skip
def test_a_matter_is_handed_on_only_where_somebody_follows_and_not_to_a_tenant_by_itself(kind, fates, usual):
    ticket(c := world())
    page = client_of(c.zhao_min).get(reverse("transfer_new", args=[c.room.pk]), {"kind": kind})
    ((_matter, fate, words),) = page.context["form"].open
    assert ([value for value, _said in fate.field.choices], fate.field.initial) == (fates, usual)
    assert (words.value(), "例如：" in str(words)) == (None, True)


@pytest.mark.parametrize(("fate", "refused"), [("carry", True), ("settle", True), ("keep", False)])
def test_nobody_s_words_are_written_for_the_clerk(fate, refused):
    name = f"ticket-{ticket(c := world()).pk}"
    address = reverse("transfer_new", args=[c.room.pk])
    said = filled(c, **{f"fate-{name}": fate})
    answer = client_of(c.zhao_min).post(address, said)
    assert (answer.status_code, Transfer.objects.count()) == ((422, 0) if refused else (302, 1))
    if refused:
        says = ["请写一句话：转交的写给新住户看，了结的写给报事人看。"]
        assert answer.context["form"].errors == {f"words-{name}": says}
        again = client_of(c.zhao_min).post(address, {**said, "key": "two", f"words-{name}": "水管漏水，接着修"})
        assert (again.status_code, Transfer.objects.count()) == (302, 1)


def test_a_whole_number_is_shown_by_a_button_alone_and_each_look_is_read_by_whom_it_is_about(c):
    address = reverse("transfer_new", args=[c.room.pk])
    client_of(c.zheng).post(address, filled(c, **{"scan-title": SimpleUploadedFile("证.jpg", jpeg(), "image/jpeg")}))
    made, client = Transfer.objects.get(), client_of(c.zhao_min)
    card, scan = made.papers.get(kind="identity"), made.papers.exclude(scan="").get()
    asked = [client.post(reverse("paper_number", args=[made.pk, card.pk])) for _ in range(2)]
    assert [CARD in one.content.decode() for one in asked] == [True, True]
    assert CARD not in client.get(reverse("transfer", args=[made.pk])).content.decode()
    client.get(reverse("paper_scan", args=[scan.pk]))
    lines = Entry.objects.order_by("pk")
    said = [(one.data["paper"], one.data["what"]) for one in lines.filter(kind="people.paper_read")]
    assert said == [("身份证件", "变更材料的编号"), ("不动产权证", "变更材料的扫描件")]
    looked = lines.filter(kind="people.looked_at", household_id=made.coming_id, data__what__startswith="变更材料")
    assert [one.data["what"] for one in looked] == ["变更材料的编号", "变更材料的扫描件"]
    assert {one.seen_by for one in looked} == {Seen.RESIDENT}
    other = reverse("paper_number", args=[made.pk, card.pk + 99])
    refused = [client_of(one).post(other.replace(str(card.pk + 99), str(card.pk))).status_code
               for one in (c.sun, c.wang_fang, c.outsider)]  # fmt: skip
    assert (client.post(other).status_code, refused) == (404, [403, 404, 404])


@pytest.mark.parametrize(("name", "may"), [("zhao_min", False), ("zheng", True), ("he", True)])
def test_the_papers_of_a_change_that_was_undone_are_its_director_s_and_not_for_long(c, name, may):
    address = reverse("transfer_new", args=[c.room.pk])
    client_of(c.zheng).post(address, filled(c, **{"scan-title": SimpleUploadedFile("证.jpg", jpeg(), "image/jpeg")}))
    made = Transfer.objects.get()
    client_of(c.zheng).post(reverse("transfer_undo", args=[made.pk]), {"why": "录错了", "key": "u"})
    card, scan = made.papers.get(kind="identity"), made.papers.exclude(scan="").get()
    client = client_of(getattr(c, name))
    page = client.get(reverse("transfer", args=[made.pk])).content.decode()
    number, picture = reverse("paper_number", args=[made.pk, card.pk]), reverse("paper_scan", args=[scan.pk])
    answers = [client.post(number).status_code, client.get(picture).status_code]
    offered = (number in page, picture in page)
    assert (answers, offered, CARD in page) == ([200 if may else 403] * 2, (may, may), False)


def test_what_came_to_nothing_lets_go_of_its_numbers_and_scans_after_a_month_and_spares_whom_a_hold_names(c):
    address = reverse("transfer_new", args=[c.room.pk])
    client_of(c.zheng).post(address, filled(c, **{"scan-title": SimpleUploadedFile("证.jpg", jpeg(), "image/jpeg")}))
    made = Transfer.objects.get()
    client_of(c.zheng).post(reverse("transfer_undo", args=[made.pk]), {"why": "录错了", "key": "u"})
    made.refresh_from_db()
    buyer = made.coming.tenures.get().person
    later = made.ended_at + timedelta(days=30, minutes=1)
    before = later - timedelta(days=30)
    assert retention_queries.papers_due(c.company.pk, before, {buyer.pk}).count() == 0
    assert retention_queries.papers_due(c.company.pk, before - timedelta(minutes=2), set()).count() == 0
    kept = made.papers.exclude(scan="").get()
    hashed = kept.sha256
    retention.keep_no_longer(c.company, now=later)
    left = set(made.papers.values_list("kind", "seen", "number", "scan"))
    kept.refresh_from_db()
    assert {one for one in left if one[1]} == {(kind, True, "", "") for kind in ("identity", "title", "sale")}
    assert (kept.sha256, retention_queries.papers_due(c.company.pk, later, set()).count()) == (hashed, 0)


def test_a_change_in_effect_keeps_its_papers(c):
    client_of(c.zheng).post(reverse("transfer_new", args=[c.room.pk]), filled(c))
    retention.keep_no_longer(c.company, now=timezone.now() + timedelta(days=400))
    assert Paper.objects.get(kind="identity").number == CARD


@pytest.mark.parametrize(
    ("kind", "seen", "lacks"),
    [
        ("sold", ["identity"], ["不动产权证或买卖合同"]),
        ("sold", ["identity", "sale"], []),
        ("sold", ["identity", "title"], []),
        ("sold", ["title", "sale", "handover"], ["身份证件"]),
        ("sold", ["handover"], ["身份证件", "不动产权证或买卖合同"]),
        ("inherited", ["identity"], ["不动产权证或继承公证书或判决书"]),
        ("given", ["gift", "identity"], []),
        ("let", ["identity"], ["租赁合同"]),
        ("moved_in", ["title"], ["身份证件"]),
        ("lease_ended", ["correction"], []),
        ("moved_out", ["handover"], []),
    ],
)
def test_each_kind_says_what_it_lacks_and_goes_on_only_with_a_reason(kind, seen, lacks):
    assert [one.said for one in papers.lacking(kind, seen)] == lacks
    if lacks:
        with pytest.raises(BadInput, match=f"还缺{lacks[0]}"):
            papers.check_papers(kind, seen)
    papers.check_papers(kind, seen, "证在办，下周带来")


@pytest.mark.parametrize("kind", TransferKind.values)
def test_every_kind_has_rows_with_sources_and_none_goes_on_a_word_alone(kind):
    rows = papers.needs(kind)
    asked = {str(paper) for one in rows for paper in one.papers}
    assert (bool(rows), all(one.source for one in rows)) == (True, True)
    assert asked <= {str(one) for one in transfer_rules.papers_of(kind)}
    for seen in ([], ["gift" if kind != "given" else "lease"]):
        with pytest.raises(BadInput, match="至少核对一样"):
            papers.check_papers(kind, seen, "以后补")


def test_what_comes_later_is_refused_without_a_reason_and_stays_open_in_the_archive_until_it_is_brought(c):
    client, address = client_of(c.zheng), reverse("transfer_new", args=[c.room.pk])
    short = filled(c, **{"seen-sale": ""})
    refused = client.post(address, short)
    says = "还缺不动产权证或买卖合同。请核对；没带来的，在“为什么以后补”里写明原因。"
    assert (refused.status_code, refused.context["form"].errors) == (422, {"later": [says]})
    assert client.post(address, {**short, "key": "two", "later": "证在房管局"}).status_code == 302
    made = Transfer.objects.get()
    missing, page = reverse("archive_missing", args=[c.project.pk]), reverse("transfer", args=[made.pk])
    listed = client.get(missing).content.decode()
    assert (f'href="{page}"' in listed, "证在房管局" in listed, "不动产权证或买卖合同" in listed) == (True, True, True)
    assert "还缺的材料" in client.get(page).content.decode()
    bring = reverse("paper_bring", args=[made.pk])
    assert client.post(bring, {"kind": "lease", "key": "b0"}).status_code == 422
    assert client.post(bring, {"kind": "handover", "key": "b1"}).status_code == 302  # welcome, and not what was lacking
    assert f'href="{page}"' in client.get(missing).content.decode()
    assert client_of(c.sun).post(bring, {"kind": "title", "key": "b2"}).status_code == 403
    brought = [client.post(bring, {"kind": "title", "number": "沪2026-7", "key": "b3"}) for _ in range(2)]
    assert [one.status_code for one in brought] == [302, 302]
    assert f'href="{page}"' not in client.get(missing).content.decode()
    assert "还缺的材料" not in client.get(page).content.decode()
    lines = Entry.objects.filter(subject_id=made.pk, subject_type="people.transfer").order_by("pk")
    said = [(one.kind, one.data.get("papers"), one.data.get("reason")) for one in lines if "paper" in one.kind]
    assert said == [
        ("people.papers_later", "不动产权证或买卖合同", "证在房管局"),
        ("people.paper_brought", "房屋交接单", None),
        ("people.paper_brought", "不动产权证", None),
    ]


def test_what_came_to_nothing_asks_for_no_papers_any_more(c):
    client = client_of(c.zheng)
    client.post(reverse("transfer_new", args=[c.room.pk]), filled(c, **{"seen-sale": "", "later": "证在房管局"}))
    made = Transfer.objects.get()
    client.post(reverse("transfer_undo", args=[made.pk]), {"why": "录错了", "key": "u"})
    assert (
        reverse("transfer", args=[made.pk])
        not in client.get(reverse("archive_missing", args=[c.project.pk])).content.decode()
    )
    assert client.post(reverse("paper_bring", args=[made.pk]), {"kind": "title", "key": "b"}).status_code == 409

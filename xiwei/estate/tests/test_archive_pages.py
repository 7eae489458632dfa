"""The archive's pages: who opens them, what they do, how files are served."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from tests.cast import PEOPLE
from xiwei.estate.actions import bringing, lending, reading
from xiwei.estate.models import Batch, Document, Fate
from xiwei.estate.queries import documents as queries
from xiwei.estate.tests import make, papers
from xiwei.ledger.models import Entry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("store")]
NOW = papers.NOW


@pytest.fixture
def cast():
    return make.cast()


def as_(client, person):
    client.force_login(person)
    return client


def statuses(client, cast, address):
    return {name: as_(client, getattr(cast, name)).get(address).status_code for name in PEOPLE}


def those(found, status=200):
    return {name for name, given in found.items() if given == status}


def test_the_archive_opens_to_those_with_a_drawer_of_it(client, cast):
    found = statuses(client, cast, reverse("archive"))
    assert those(found) == {"zhao_min", "sun", "zheng", "he", "outsider"}
    assert those(found, 403) == set(PEOPLE) - those(found)


def test_a_contract_is_the_keepers_and_nothing_to_strangers(client, cast):
    document = papers.put(cast, "supply_contract")
    for name in ("document", "document_compare"):
        found = statuses(client, cast, reverse(name, args=[document.pk]))
        assert those(found) == {"zheng", "he"}
        assert those(found, 403) == {"zhao_min", "sun", "zhou_yong", "wu", "chen_yuan"}
        assert those(found, 404) == {"wang_fang", "li_qiang", "lin", "outsider"}
    found = statuses(client, cast, reverse("document_file", args=[document.pk, 1]))
    assert those(found) == {"zheng", "he"}


def test_a_residents_paper_is_theirs_and_no_neighbours(client, cast):
    document = papers.resident_paper(cast)
    reading.read_new(now=NOW)
    for address in (
        reverse("document", args=[document.pk]),
        reverse("document_file", args=[document.pk, 1]),
        reverse("document_page", args=[document.pk, 1, 1]),
    ):
        found = statuses(client, cast, address)
        assert those(found) == {"wang_fang", "zhao_min", "zheng", "he"}
    mine = as_(client, cast.wang_fang).get(reverse("my_documents")).content.decode()
    assert "装修申请" in mine
    theirs = as_(client, cast.li_qiang).get(reverse("my_documents"))
    assert (theirs.status_code, list(theirs.context["documents"])) == (200, [])


def test_a_colleagues_look_at_it_is_a_line_and_the_residents_own_is_none(client, cast):
    document = papers.resident_paper(cast)
    address = reverse("document_file", args=[document.pk, 1])
    as_(client, cast.wang_fang).get(address)
    assert Entry.objects.filter(kind="estate.document_looked_at").count() == 0
    as_(client, cast.zhao_min).get(address)
    line = Entry.objects.get(kind="estate.document_looked_at")
    assert (line.actor_staff_id, line.household_id) == (cast.staff_zhao.pk, cast.household.pk)


def test_a_file_is_always_saved_and_never_shown(client, cast):
    document = papers.put(cast, file=papers.sent("3栋 给排水“终”.pdf"))
    answer = as_(client, cast.sun).get(reverse("document_file", args=[document.pk, 1]))
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''3%E6%A0%8B")
    assert (answer["X-Content-Type-Options"], answer["Content-Type"]) == ("nosniff", "application/octet-stream")
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert b"".join(answer.streaming_content) == papers.pdf("3栋 给排水“终”.pdf")


def test_a_page_is_a_picture_we_drew(client, cast):
    document = papers.put(cast)
    reading.read_new(now=NOW)
    answer = as_(client, cast.sun).get(reverse("document_page", args=[document.pk, 1, 1]))
    assert (answer["Content-Type"], next(answer.streaming_content)[:3]) == ("image/jpeg", b"\xff\xd8\xff")
    for page in (0, 2):
        address = reverse("document_page", args=[document.pk, 1, page])
        assert client.get(address).status_code == 404


def test_a_document_is_put_by_hand(client, cast):
    file = papers.sent("消防竣工图.pdf")
    data = {"file": file, "kind": "as_built_fire", "within": f"project:{cast.project.pk}", "of": "1栋", "key": "k1"}
    answer = as_(client, cast.zheng).post(reverse("archive_new"), data)
    document = Document.objects.get()
    assert answer.url == reverse("document", args=[document.pk])
    assert (document.name, document.of_label, document.kind) == ("消防竣工图", "1栋", "as_built_fire")
    again = papers.sent("消防竣工图.pdf")
    client.post(reverse("archive_new"), data | {"file": again})
    assert Document.objects.count() == 1


def test_a_paper_of_a_room_is_its_households(client, cast):
    data = {
        "file": papers.sent("装修.pdf"),
        "kind": "decoration",
        "within": f"project:{cast.project.pk}",
        "of": "1-1-501",
    }
    as_(client, cast.zheng).post(reverse("archive_new"), data)
    document = Document.objects.get()
    assert (document.of_noun, document.household_id, document.room_id) == (
        "household", cast.household.pk, cast.room.pk,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"of": "月球"}, "没找到这一处"),
        ({"kind": "lift_inspection", "of": ""}, "不归在"),
        ({"name": "甲", "file": b"MZ"}, "里面其实是程序"),
        ({"dated_on": "2026-02-01", "expires_on": "2026-01-01"}, "到期日早于文件日期"),
    ],
)
def test_a_refused_document_says_why_with_all_kept(client, cast, changed, says):
    data = {
        "file": papers.pdf("甲"),
        "kind": "as_built_fire",
        "within": f"project:{cast.project.pk}",
        "note": "地暖另册",
    }
    data |= changed
    data["file"] = papers.sent("竣工图.pdf", data["file"])
    answer = as_(client, cast.zheng).post(reverse("archive_new"), data)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert says in page and "地暖另册" in page
    assert Document.objects.count() == 0


def test_all_that_is_wrong_with_a_new_document_is_said_at_once_beside_its_field(client, cast):
    data = {
        "file": papers.sent("竣工图.pdf", b"MZ"), "kind": "lift_inspection", "within": f"project:{cast.project.pk}",
        "of": "", "dated_on": "2026-02-01", "expires_on": "2026-01-01",
    }  # fmt: skip
    answer = as_(client, cast.zheng).post(reverse("archive_new"), data)
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"file", "kind", "expires_on"})
    data["file"] = papers.sent("竣工图.pdf")
    again = client.post(reverse("archive_new"), data).context["form"]
    assert set(again.errors) == {"kind", "expires_on"}


def test_the_list_of_what_must_be_there_links_to_what_is(client, cast):
    whole = papers.put(cast, "as_built_fire", name="消防总图")
    one = papers.put(cast, of=("building", cast.buildings[0]), name="一栋水图")
    page = as_(client, cast.zheng).get(reverse("archive_missing", args=[cast.project.pk])).content.decode()
    assert [reverse("document", args=[paper.pk]) in page for paper in (whole, one)] == [True, True]
    assert "已有 1 处，应有 2 处" in page
    assert f"kind=as_built_water&amp;of=building:{cast.buildings[0].pk}" not in page
    assert f"kind=as_built_water&amp;of=building:{cast.buildings[1].pk}" in page


def test_a_hit_inside_shows_its_words_and_a_sheet_of_words_is_read_on_its_page(client, cast):
    file = papers.sent("规程.docx", papers.docx(["巡查每天两次", "水泵每周试车一次，记在本上"]))
    document = papers.put(cast, "equipment_manual", name="泵房规程", file=file)
    reading.read_new(now=NOW)
    as_(client, cast.zheng)
    row = client.get(reverse("archive"), {"q": "试车"}).content.decode()
    assert "里面写着：" in row and "水泵每周试车一次" in row
    assert "里面写着：" not in client.get(reverse("archive"), {"q": "泵房规程"}).content.decode()
    page = client.get(reverse("document", args=[document.pk])).content.decode()
    assert "水泵每周试车一次，记在本上" in page and "不能在页面上看" not in page


@pytest.mark.parametrize(("name", "says"), [("总图.pdf", "里面的文字稍后就能查到"), ("总图.dwg", "里的字查不到")])
def test_only_of_what_is_read_it_is_said_that_its_words_will_be_found(client, cast, name, says):
    content = b"AC1032" + bytes(60) if name.endswith("dwg") else None
    data = {"file": papers.sent(name, content), "kind": "as_built_fire", "within": f"project:{cast.project.pk}"}
    answer = as_(client, cast.zheng).post(reverse("archive_new"), data, follow=True)
    assert says in answer.content.decode()


def test_the_pages_forms_do_what_they_say(client, cast):
    before = papers.NOW - timedelta(days=2)
    document = papers.put(cast, "supply_contract", name="合同", paper=True, dated_on=date(2010, 1, 1), now=before)
    as_(client, cast.zheng)

    def post(page, **data):
        answer = client.post(reverse(page, args=[document.pk]), data)
        assert answer.status_code == 302, answer.content.decode()

    post("document_version", file=papers.sent("新.pdf"), why="续签", dated_on="2010-01-01")
    post("document_note", name="维保合同", paper="on", dated_on="2010-01-01")
    post("document_borrow", borrower="老钱", due_on=(date.today() + timedelta(days=3)).isoformat())
    post("document_return")
    post("document_hold", why="诉讼")
    post("document_release", why="结案")
    Document.objects.update(timed_at=before)  # the day after a hold has gone by
    post("document_propose", why="要留")
    post("document_withdraw")
    post("document_propose", why="期满")
    refused = client.post(reverse("document_destroy", args=[document.pk]))
    assert (refused.status_code, "要由另一位" in refused.content.decode()) == (403, True)
    as_(client, cast.he)
    assert "期满" in client.get(reverse("document", args=[document.pk])).content.decode()
    post("document_destroy")
    document.refresh_from_db()
    assert (document.latest, document.name, document.destroyed_why) == (2, "维保合同", "期满")
    assert client.get(reverse("document", args=[document.pk])).status_code == 200
    assert client.get(reverse("document_file", args=[document.pk, 1])).status_code == 200  # the commit takes the bytes


def test_the_correction_starts_from_the_days_as_a_browser_takes_them(client, cast):
    document = papers.licence(cast, date(2027, 3, 9), dated_on=date(2026, 3, 9))
    page = as_(client, cast.zheng).get(reverse("document", args=[document.pk])).content.decode()
    assert 'value="2027-03-09"' in page and 'value="2026-03-09"' in page


def test_a_refused_form_comes_back_open_with_its_sentence(client, cast):
    document = papers.put(cast, paper=True)
    data = {"borrower": "老钱", "due_on": "2001-01-01", "purpose": "核对"}
    answer = as_(client, cast.zheng).post(reverse("document_borrow", args=[document.pk]), data)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "一年以内的一天" in page and 'value="核对"' in page


def test_two_versions_are_compared_by_their_words_and_descriptions(client, cast):
    from xiwei.estate.actions import documents as actions
    from xiwei.estate.actions.documents import Described

    document = papers.put(cast, name="甲图", file=papers.sent("a.pdf", papers.pdf("管径 DN100", ["阀门三只"])))
    actions.note(document, said=Described(name="乙图"), by=cast.staff_zheng, now=NOW)
    newer = papers.sent("b.pdf", papers.pdf("管径 DN150", ["阀门三只"]))
    actions.new_version(document, file=newer, why="改管", by=cast.staff_zheng, now=NOW)
    reading.read_new(now=NOW)
    page = as_(client, cast.sun).get(reverse("document_compare", args=[document.pk]), {"a": 1, "b": 2}).content.decode()
    for words in ("甲图", "乙图", "DN100", "DN150", "阀门三只", "a.pdf", "b.pdf"):
        assert words in page, words
    assert client.get(reverse("document_compare", args=[document.pk]), {"a": 9, "b": 2}).status_code == 404


def test_the_list_is_narrowed_by_state(client, cast):
    today = date.today()
    made = {
        "expiring": papers.licence(cast, today + timedelta(days=10)),
        "out": papers.put(cast, paper=True, name="借出的"),
        "overripe": papers.put(cast, "supply_contract", name="期满的", dated_on=date(2001, 1, 1)),
    }
    lending.borrow(
        made["out"], borrower="甲", purpose="", due_on=papers.TODAY, by=cast.staff_zheng, now=NOW
    )  # fmt: skip
    as_(client, cast.zheng)
    for state, document in made.items():
        shown = client.get(reverse("archive"), {"state": state}).context["page"].object_list
        assert list(shown) == [document], state
    assert len(client.get(reverse("archive"), {"kind": "g:contracts"}).context["page"].object_list) == 1
    assert len(client.get(reverse("archive"), {"kind": "no", "noun": "no", "state": "no"}).context["page"]) == 3


def test_what_is_missing_leads_to_a_form_that_knows_it(client, cast):
    page = as_(client, cast.zheng).get(reverse("archive_missing", args=[cast.project.pk])).content.decode()
    way = f"{reverse('archive_new')}?kind=as_built_water&amp;of=building:{cast.buildings[0].pk}"
    assert way in page
    form = client.get(way.replace("&amp;", "&")).context["form"]
    assert (form["kind"].value(), form["of"].value(), form["paper"].value()) == ("as_built_water", "1栋", None)


def test_a_batch_goes_from_sending_to_the_archive(client, cast, monkeypatch):
    monkeypatch.setattr("django.db.transaction.on_commit", lambda do: do())
    as_(client, cast.zheng)
    sent = [papers.sent("消防竣工图.pdf"), papers.sent("合同.pdf.exe", b"MZ")]
    answer = client.post(reverse("archive_bring", args=[cast.project.pk]), {"sent": sent, "paths": "[]"})
    batch = Batch.objects.get()
    assert answer.url == reverse("archive_batch", args=[batch.pk])
    item = batch.items.get(fate=Fate.READY)
    assert "消防竣工图.pdf" in client.get(answer.url).content.decode()
    refused = client.get(answer.url, {"fate": "refused"}).content.decode()
    assert "其实是程序" in refused
    data = {"item": item.pk, f"kind-{item.pk}": "as_built_fire", f"of-{item.pk}": "2栋", f"name-{item.pk}": "消防图"}
    assert client.post(reverse("archive_batch_correct", args=[batch.pk]), data).status_code == 302
    assert client.post(reverse("archive_batch_start", args=[batch.pk])).status_code == 302
    assert "已处理" in client.get(answer.url).content.decode() or "正在打开" in client.get(answer.url).content.decode()
    from xiwei.estate.jobs import carry_batch

    carry_batch.func(batch.pk)
    assert [(one.name, one.of_label) for one in Document.objects.all()] == [("消防图", "2栋")]
    assert "已存入 1 份" in client.get(answer.url).content.decode()


def test_a_stranded_batch_is_taken_up_again(client, cast):
    batch = bringing.take_up(
        cast.project, sent=[papers.sent("包.zip", papers.bag(("a.pdf", papers.pdf("甲"))))], paths=[],
        by=cast.staff_zheng, now=NOW,
    )  # fmt: skip
    as_(client, cast.zheng)
    assert client.post(reverse("archive_batch_go_on", args=[batch.pk])).status_code == 302
    first = Batch.objects.get().job
    Batch.objects.update(job="")
    assert "停在了中途" in client.get(reverse("archive_batch", args=[batch.pk])).content.decode()
    client.post(reverse("archive_batch_go_on", args=[batch.pk]))
    assert Batch.objects.get().job not in ("", first)


@pytest.mark.parametrize("page", ["project", "building", "place_card"])
def test_a_thing_shows_its_documents_on_its_page(client, cast, page):
    things = {"project": cast.project, "building": cast.buildings[0], "place_card": cast.lift}
    noun = {"project": "project", "building": "building", "place_card": "place"}[page]
    kind = "lift_inspection" if noun == "place" else "as_built_water"
    papers.put(cast, kind, of=(noun, things[page]), name="这里的图")
    shown = as_(client, cast.zheng).get(reverse(page, args=[things[page].pk])).content.decode()
    assert "这里的图" in shown and f"of={noun}:{things[page].pk}" in shown


def test_the_search_over_everything_finds_papers_one_may_see(client, cast):
    papers.put(cast, name="化粪池总图")
    papers.put(cast, "supply_contract", name="化粪池清掏合同")
    assert "化粪池清掏合同" in as_(client, cast.zheng).get(reverse("search"), {"words": "化粪池"}).content.decode()
    page = as_(client, cast.sun).get(reverse("search"), {"words": "化粪池"}).content.decode()
    assert ("化粪池总图" in page, "化粪池清掏合同" in page) == (True, False)


def test_a_sending_too_heavy_is_refused_before_it_is_read(client, cast, settings):
    settings.UPLOAD_MAX_BYTES = 2000
    as_(client, cast.zheng)
    answer = client.post(reverse("archive_bring", args=[cast.project.pk]), {"sent": papers.sent("a.txt", b"a" * 3000)})
    assert (answer.status_code, "一次最多" in answer.content.decode()) == (413, True)
    assert Batch.objects.count() == 0


def test_a_list_asks_as_often_for_one_document_as_for_three(client, cast):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    as_(client, cast.zheng)
    addresses = [
        reverse("archive"),
        reverse("archive_missing", args=[cast.project.pk]),
        reverse("project", args=[cast.project.pk]),
    ]
    counts = {}
    for rows in (1, 3):
        while Document.objects.count() < rows:
            papers.put(cast, paper=True, name=f"图{Document.objects.count()}")
        for address in addresses:
            client.get(address)
            with CaptureQueriesContext(connection) as asked:
                client.get(address)
            counts[rows, address] = len(asked)
    assert [counts[1, one] for one in addresses] == [counts[3, one] for one in addresses]


def test_of_subject_gives_only_what_is_that_things(cast):
    mine = papers.put(cast, of=("building", cast.buildings[0]))
    papers.put(cast, of=("building", cast.buildings[1]))
    found = queries.of_subject(papers.asker(cast.zheng), "building", cast.buildings[0].pk, papers.TODAY)
    assert found == [mine]

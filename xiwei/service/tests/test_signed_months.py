"""The month's sign-off as a PDF and as sheets: what was frozen, 未签 on every page while it is not, a line for who took it."""

import io
import zipfile
from datetime import date, datetime, timedelta

import pypdfium2
import pytest
import python_calamine

from tests.cast import SHANGHAI
from xiwei.ledger.models import Entry
from xiwei.ledger.seals import sealing
from xiwei.service.actions import signoffs
from xiwei.service.models import Clock, SignOff
from xiwei.service.monthly import paper, sheet, telling
from xiwei.service.queries import signed_months
from xiwei.service.tests import make
from xiwei.service.tests.test_pages import signed_in
from xiwei.service.tests.test_permissions import may
from xiwei.service.tests.test_signoffs import DAY, _as_staff, late, sign, told

pytestmark = pytest.mark.django_db
FIRST = date(2026, 9, 1)
OCTOBER = datetime(2026, 10, 1, 9, 30, tzinfo=SHANGHAI)


@pytest.fixture
def w():
    return make.world()


def signed_month(w, measure="加一个班", words="都讲过了") -> SignOff:
    """September with one promise broken on its 21st, each day since then signed, and the month."""
    late(w)
    for day in (DAY + timedelta(days=n) for n in range(10)):
        sign(w, day, now=OCTOBER, told=told(w.project, day, measure=measure))
    return signoffs.sign_month(w.project, first=FIRST, by=w.staff_zheng, now=OCTOBER, words=words)


def read(w, now=OCTOBER) -> telling.Told:
    return telling.told(signed_months.gathered(w.project, FIRST, now), now=now)


def table(found: telling.Told, title: str) -> list:
    return next(one.rows for one in found.tables if one.title == title)


def pages(drawn: bytes) -> list[str]:
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(drawn)]


def test_a_signed_month_tells_what_was_frozen_whatever_came_later(w):
    signed = signed_month(w)
    count = signed.content["late"]
    assert count == len(SignOff.objects.get(period="day", day=DAY).content["breaches"]) > 0
    before = read(w)
    Clock.objects.update(breached=False)
    after = read(w)
    assert after.tables == before.tables
    assert table(after, "本月合计") == [("办结", 0, 0), ("超时的承诺", count, 0), ("写明了原因", count, 0)]
    assert table(after, "每一天")[0][4:] == (count, len(signed_day().content["escalated"]), 0, 0, "郑主任", OCTOBER)
    assert {row[6:] for row in table(after, "超时的承诺和原因")} == {("人手不足", "加一个班")}


def signed_day() -> SignOff:
    return SignOff.objects.get(period="day", day=DAY)


def test_an_unsigned_month_is_marked_on_every_page_and_a_signed_one_on_none(w):
    late(w)
    sign(w, DAY, now=OCTOBER)
    unsigned = pages(paper.pdf(read(w)))
    assert len(unsigned) > 1 and all("未签 · 小区主任还没有签收这个月" in one for one in unsigned)
    for day in (DAY + timedelta(days=n) for n in range(1, 10)):
        sign(w, day, now=OCTOBER)
    signoffs.sign_month(w.project, first=FIRST, by=w.staff_zheng, now=OCTOBER)
    assert not any("小区主任还没有签收" in one for one in pages(paper.pdf(read(w))))


def test_the_sheets_hold_the_same_tables_and_each_tab_of_an_unsigned_month_says_so(w):
    signed_month(w)
    found = read(w)
    book = python_calamine.load_workbook(io.BytesIO(sheet.xlsx(found)))
    assert book.sheet_names == ["月结", *(one.title for one in found.tables)]
    rows = [tuple(row) for row in book.get_sheet_by_name("本月合计").to_python()]
    assert rows == [("内容", "本月", "上个月"), *table(found, "本月合计")]
    SignOff.objects.filter(period="month").delete()
    drawn = io.BytesIO(sheet.xlsx(read(w)))
    names = python_calamine.load_workbook(drawn).sheet_names
    assert [name.removesuffix("（未签）") for name in names] == book.sheet_names
    assert all(name.endswith("（未签）") for name in names)
    with zipfile.ZipFile(drawn) as parts:
        printed = [parts.read(name).decode() for name in parts.namelist() if name.startswith("xl/worksheets/sheet")]
    assert len(printed) == len(names) and all("<oddHeader>&amp;C未签 · " in one for one in printed)


def test_a_day_nobody_signed_has_no_figures_and_says_so(w):
    late(w)
    sign(w, DAY, now=OCTOBER)
    rows = table(read(w), "每一天")
    assert (len(rows), rows[1]) == (10, (DAY + timedelta(days=1), *[""] * 7, "未签", ""))
    today = table(read(w, now=datetime(2026, 9, 30, 9, tzinfo=SHANGHAI)), "每一天")
    assert today[-1] == (date(2026, 9, 30), *[""] * 7, "还没有过完", "")


def test_a_phone_that_somebody_wrote_is_not_printed(w):
    signed = signed_month(w, measure="打 138 0000 0001 约好", words="找王芳 13800000001")
    signoffs.supplement(signed, words="又打了 13800000001", by=w.staff_zheng, now=OCTOBER)
    found = read(w)
    printed = "\n".join(pages(paper.pdf(found)))
    assert "13800000001" not in printed and "138 0000 0001" not in printed
    assert [row[1] for row in table(found, "补充说明")] == ["又打了 ***"]
    assert dict(found.facts)["签收时说的"] == "找王芳 ***"


def test_the_seal_and_whether_the_figures_still_are_those_of_the_line_are_told(w):
    signed_month(w)
    assert {row[2:] for row in table(read(w), "封存")} == {("等待封存", "相符")}
    sealing.seal_new(now=OCTOBER)
    found = read(w)
    assert {row[2:] for row in table(found, "封存")} == {("已封存", "相符")}
    assert "月结的签收在第 1 次封存之下" in next(one.says for one in found.tables if one.title == "封存")
    changed = signed_day()
    changed.content["open"] += 1
    changed.save()
    assert [row[3] for row in table(read(w), "封存")] == ["不相符", *["相符"] * 10]


def test_a_signature_whose_line_kept_no_hash_says_so(w):
    signed_month(w)
    month = signed_months.gathered(w.project, FIRST, OCTOBER)
    old = month._replace(lines={pk: one._replace(stands=None) for pk, one in month.lines.items()})
    assert {row[3] for row in table(telling.told(old, now=OCTOBER), "封存")} == {"签收时没有记校验值"}


def test_who_took_it_is_a_line_that_says_in_which_form_and_that_it_was_not_signed(w):
    late(w)
    client = signed_in(w.zheng)
    for how, name in (("paper", "PDF"), ("sheets", "Excel")):
        answer = client.post(f"/projects/{w.project.pk}/months/2026-09/{how}/")
        assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
        line = Entry.objects.filter(kind="service.month_taken").latest("pk")
        assert (line.actor_staff_id, line.project_id) == (w.staff_zheng.pk, w.project.pk)
        assert line.data == {"month": "2026-09", "how": name, "state": "未签"}
    assert client.get(f"/projects/{w.project.pk}/months/2026-09/paper/").status_code == 405


def test_only_the_director_and_the_manager_take_it(w):
    def take(by) -> bytes:
        return _as_staff(by) and signoffs.take_month(w.project, first=FIRST, how="xlsx", by=by, now=OCTOBER)

    assert may(w, take, as_person=False) == "zheng he"
    assert not Entry.objects.filter(kind="service.month_taken").exists()


def test_a_month_costs_as_many_queries_however_many_days_were_signed(w, django_assert_num_queries):
    signed_month(w)
    with django_assert_num_queries(10):
        read(w)
    SignOff.objects.filter(period="day", day__gt=DAY + timedelta(days=5)).delete()
    with django_assert_num_queries(10):
        read(w)

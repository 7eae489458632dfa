"""The pages of the import, as the director walks them and as others meet them."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.cast import Cast, cast
from xiwei.estate.models import Project
from xiwei.ledger.models import Entry
from xiwei.ledger.worker import tasks
from xiwei.people.importing import reading
from xiwei.people.models import Import, ImportState, Person, Tenure
from xiwei.people.tests.sheets_made import row, table

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> Cast:
    return cast()


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def upload(client: Client, made: Cast, path: Path, key: str = "k1"):
    sheet = SimpleUploadedFile(path.name, path.read_bytes())
    return client.post(reverse("import", args=[made.project.pk]), {"sheet": sheet, "key": key})


def a_sheet(tmp_path: Path) -> Path:
    rows = [row("3-1-101", "张三", "13911112222"), row("3-1-102", "李四", "1391")]
    return table(tmp_path / "业主.xlsx", rows)


def address(name: str, sent: Import) -> str:
    return reverse(name, args=[sent.project_id, sent.pk])


def chosen(sent: Import) -> dict[str, str]:
    return {f"column_{place}": field for field, place in sent.mapping.items()}


def test_a_sheet_goes_from_the_upload_to_the_rows_to_mend(made, tmp_path):
    director = signed_in(made.zheng)
    answer = upload(director, made, a_sheet(tmp_path))
    sent = Import.objects.get()
    page = address("import_sheet", sent)
    assert answer.headers["Location"] == page
    columns = director.get(page).content.decode()
    assert ("业主名称" in columns, "张三、李四" in columns, "检查每一行" in columns) == (True, True, True)

    assert director.post(page, {**chosen(sent), "key": "k2"}).headers["Location"] == page
    preview = director.get(page).content.decode()
    assert "将新增 1 行" in preview
    assert "第 3 行「手机号」写的是“1391”" in preview
    assert Tenure.objects.filter(person__name="张三").count() == 0

    assert director.post(address("import_start", sent), {"key": "k3"}).headers["Location"] == page
    assert "可以离开这一页" in director.get(page).content.decode()
    moving = director.get(address("import_progress", sent))
    assert (moving.status_code, b"<html" in moving.content) == (200, False)
    tasks.run_next("test")
    over = director.get(address("import_progress", sent))
    assert (over.status_code, over.headers["HX-Refresh"]) == (204, "true")
    result = director.get(page).content.decode()
    assert ("导入结果" in result, "除了 1 行退回的" in result) == (True, True)
    back = director.get(address("import_refused", sent))
    assert next(reading.open_table(back.content, "a.xlsx").rows()).cells[2] == "102"
    assert "新增 1，更新 0，不变 0，退回 1" in director.get(reverse("import", args=[made.project.pk])).content.decode()


def test_a_double_click_sends_one_sheet_and_starts_one_job(made, tmp_path):
    director = signed_in(made.zheng)
    path = a_sheet(tmp_path)
    assert upload(director, made, path).headers["Location"] == upload(director, made, path).headers["Location"]
    sent = Import.objects.get()
    director.post(address("import_sheet", sent), {**chosen(sent), "key": "k2"})
    for _ in range(2):
        director.post(address("import_start", sent), {"key": "k3"})
    assert (tasks.run_next("test"), tasks.run_next("test")) == (True, False)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.pdf", b"%PDF-1.7 x", "“a.pdf”不是表格文件。请上传 .xlsx、.xls 或 .csv 格式的表。"),
        ("a.csv", b"\n\n", "这个表是空的，没有读到任何内容。"),
        ("a.csv", b"", "这个文件是空的，请重新选择。"),
    ],
)
def test_what_is_no_table_is_refused_with_its_sentence(made, name, content, sentence):
    answer = signed_in(made.zheng).post(
        reverse("import", args=[made.project.pk]), {"sheet": SimpleUploadedFile(name, content), "key": "k"}
    )
    assert (answer.status_code, sentence in answer.content.decode(), Import.objects.count()) == (422, True, 0)


def test_two_columns_for_one_field_are_told_and_the_choice_is_kept(made, tmp_path):
    director = signed_in(made.zheng)
    upload(director, made, a_sheet(tmp_path))
    sent = Import.objects.get()
    choice = chosen(sent) | {"column_1": "building", "key": "k2"}
    answer = director.post(address("import_sheet", sent), choice)
    said = "“楼号”和“单元”都选了“楼号”，请把其中一列改成“不导入”。"
    assert (answer.status_code, said in answer.content.decode()) == (422, True)
    nothing = director.post(address("import_sheet", sent), {"column_5": "name", "key": "k4"})
    assert (nothing.status_code, reading.NO_ROOM in nothing.content.decode()) == (422, True)
    sent.refresh_from_db()
    assert sent.state == ImportState.UPLOADED


def test_columns_can_be_changed_after_the_preview(made, tmp_path):
    director = signed_in(made.zheng)
    upload(director, made, a_sheet(tmp_path))
    sent = Import.objects.get()
    page = address("import_sheet", sent)
    director.post(page, {**chosen(sent), "key": "k2"})
    assert "检查每一行" in director.get(f"{page}?columns").content.decode()
    director.post(page, {**chosen(sent), "column_6": "", "key": "k3"})
    sent.refresh_from_db()
    assert (sent.state, sent.created, sent.refused) == (ImportState.CHECKED, 2, 0)
    director.post(address("import_drop", sent))
    sent.refresh_from_db()
    assert (sent.state, sent.folder, director.get(page).status_code) == (ImportState.DROPPED, "", 200)
    assert director.get(address("import_refused", sent)).status_code == 404


def test_colleagues_without_the_right_are_told_and_strangers_find_nothing(made, tmp_path):
    upload(signed_in(made.zheng), made, a_sheet(tmp_path))
    sent = Import.objects.get()
    reads = [
        reverse("import", args=[made.project.pk]),
        reverse("import_template", args=[made.project.pk]),
        *(address(name, sent) for name in ("import_sheet", "import_progress", "import_refused")),
    ]
    writes = [
        reverse("households_export", args=[made.project.pk]),
        *(address(name, sent) for name in ("import_start", "import_go_on", "import_drop")),
    ]
    for person, expected in ((made.sun, 403), (made.zhao_min, 403), (made.outsider, 404), (made.wang_fang, 404)):
        client = signed_in(person)
        assert [client.get(url).status_code for url in reads] == [expected] * len(reads)
        assert [client.post(url).status_code for url in writes] == [expected] * len(writes)
    assert [Client().get(url).status_code for url in reads] == [302] * len(reads)


def test_an_import_of_one_project_is_not_found_under_another(made, tmp_path):
    upload(signed_in(made.zheng), made, a_sheet(tmp_path))
    sent = Import.objects.get()
    url = reverse("import_sheet", args=[made.other_project.pk, sent.pk])
    assert signed_in(made.outsider).get(url).status_code == 404


def test_the_export_is_a_sheet_and_leaves_a_line(made):
    answer = signed_in(made.zheng).post(reverse("households_export", args=[made.project.pk]))
    exported = reading.open_table(answer.content, "out.xlsx")
    assert exported.headers[:3] == ("楼号", "单元", "房间")
    assert "王芳" in [one.cells[10] for one in exported.rows()]
    line = Entry.objects.get(kind="people.households_exported")
    assert (line.actor_staff_id, line.data) == (made.staff_zheng.pk, {"count": 48})
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_page_of_the_preview_costs_the_same_for_one_row_and_for_many(
    made, tmp_path, django_assert_num_queries, django_assert_max_num_queries
):
    director = signed_in(made.zheng)
    pages = []
    for name, count in (("a", 1), ("b", 120)):
        rows = [row(f"3-1-{n // 4 + 1}{n % 4 + 1:02d}", f"住户{n}") for n in range(count)]
        upload(director, made, table(tmp_path / f"{name}.xlsx", rows), key=name)
        sent = Import.objects.get(filename=f"{name}.xlsx")
        director.post(address("import_sheet", sent), {**chosen(sent), "key": f"{name}2"})
        pages.append(address("import_sheet", sent))
    with django_assert_max_num_queries(20) as first:
        director.get(pages[0])
    with django_assert_num_queries(len(first.captured_queries)):
        second = director.get(f"{pages[1]}?page=3&fate=created").content.decode()
    assert ("第 121 行" in second, "第 101 行" in second) == (True, False)


def checked(made, path: Path) -> str:
    """The preview of a sheet, sent by the company's manager and its columns taken as they were guessed."""
    director = signed_in(made.he)
    upload(director, made, path)
    sent = Import.objects.get()
    director.post(address("import_sheet", sent), {**chosen(sent), "key": "k2"})
    return director.get(address("import_sheet", sent)).content.decode()


def test_what_the_sheet_would_build_beside_what_stands_is_said_above_the_rows(made, tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "BATCH", 1)
    rows = [row("9-1-101"), row("9-2-101"), row("9-2-102"), row("8--101"), row("1-7-101"), row("1-1-501")]
    page = checked(made, table(tmp_path / "a.xlsx", rows))
    assert "将新建：9栋（1单元、2单元）、8栋、1栋7单元。" in page


def test_a_building_called_otherwise_than_it_stands_is_said_once_and_a_bare_number_is_not(made, tmp_path):
    rows = [row("1号楼-1-501"), row("1号楼-1-502"), row("2-1-101"), row("7号楼-1-101")]
    page = checked(made, table(tmp_path / "a.xlsx", rows))
    assert ("按已有的楼读：1号楼 → 1栋。" in page, page.count("1号楼")) == (True, 1)


def test_a_project_that_begins_with_its_sheet_is_told_of_nothing_new(made, tmp_path):
    made.project = Project.objects.create(company=made.company, name="新苑", code="XY", kind="residential")
    page = checked(made, table(tmp_path / "a.xlsx", [row("9-1-101")]))
    assert ("将新增 1 行" in page, "将新建" in page) == (True, False)

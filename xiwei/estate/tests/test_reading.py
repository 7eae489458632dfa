"""Files are read in a child process: words and pages come out, and a hostile file costs only itself."""

import io
import time
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from xiwei.estate import jobs
from xiwei.estate.actions import reading
from xiwei.estate.models import Content, TextState
from xiwei.estate.papers import asking, files, reader
from xiwei.estate.queries import documents as queries
from xiwei.estate.tests import make, papers
from xiwei.shared import sheets

pytestmark = pytest.mark.usefixtures("store")


def stored(name, content):
    return files.keep(papers.sent(name, content), files.fresh_path(1, "0" * 64))


def read(name, content, form):
    return next(asking.read_all([(stored(name, content), form)]))


def picture(form="PNG", size=(1200, 800)):
    out = io.BytesIO()
    Image.new("RGB", size, "white").save(out, form)
    return out.getvalue()


def test_a_pdf_gives_its_words_and_its_pages():
    path = stored("a.pdf", papers.pdf("物业服务合同", ["甲方：业主大会", "水泵房 2024"]))
    [found] = asking.read_all([(path, "pdf")])
    assert found.text.split() == ["物业服务合同", "甲方：业主大会", "水泵房", "2024"]
    assert (found.pages, found.count, found.problem) == (1, 1, "")
    with files.open_kept(files.page_path(path, 1)) as page:
        assert max(Image.open(page).size) == reader.LONG_SIDE


@pytest.mark.parametrize(
    ("content", "form", "text"),
    [
        (papers.docx(["装修协议", "不得拆承重墙"]), "docx", "装修协议\n不得拆承重墙"),
        ("水泵型号：ISG80".encode("gb18030"), "txt", "水泵型号：ISG80"),
        ("水泵".encode("utf-16"), "txt", "水泵"),
        ("\ufeff水泵,1".encode(), "csv", "水泵,1"),
    ],
)
def test_other_files_give_their_words(content, form, text):
    assert read(f"a.{form}", content, form).text == text


def test_a_sheet_gives_its_cells(tmp_path):
    path = tmp_path / "a.xlsx"
    sheets.write(path, ["设备", "编号"], [["生活水泵", "B-1"]])
    assert "生活水泵 B-1" in read("a.xlsx", path.read_bytes(), "xlsx").text


def test_a_picture_is_drawn_anew_and_has_no_words():
    found = read("a.png", picture(), "png")
    assert (found.text, found.pages, found.problem) == ("", 1, "")


def test_what_is_broken_says_so_and_the_next_is_read():
    wanted = [
        (stored("a.pdf", b"%PDF-1.4 nothing more"), "pdf"),
        (stored("b.docx", b"PK\x03\x04word/"), "docx"),
        (stored("c.pdf", papers.pdf("好的")), "pdf"),
    ]
    found = list(asking.read_all(wanted))
    assert [one.problem for one in found] == [reader.BROKEN, reader.BROKEN, ""]
    assert found[2].text == "好的"


def test_a_file_that_never_ends_is_left_after_its_time(monkeypatch):
    monkeypatch.setattr(asking.Child, "ask", lambda self, asked: None)
    began = time.monotonic()
    found = list(asking.read_all([(stored("a.pdf", papers.pdf("甲")), "pdf")], seconds=0.5))
    assert ([one.problem for one in found], time.monotonic() - began < 5) == ([asking.TOO_LONG], True)


def test_a_reader_that_dies_costs_one_file_only(monkeypatch):
    ask = asking.Child.ask

    def dies_at_the_first(self, asked):
        if b"first" in Path(asked["path"]).read_bytes():
            self.process.kill()
        ask(self, asked)

    monkeypatch.setattr(asking.Child, "ask", dies_at_the_first)
    first = papers.pdf("甲").replace(b"%\xe2\xe3\xcf\xd3", b"%first")
    found = list(asking.read_all([(stored("a.pdf", first), "pdf"), (stored("b.pdf", papers.pdf("乙")), "pdf")]))
    assert [(one.problem, one.text) for one in found] == [(asking.DIED, ""), ("", "乙")]


def test_entities_and_oversized_parts_are_not_unpacked():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        bomb = '<!DOCTYPE x [<!ENTITY a "哈哈哈哈">]><w:t xmlns:w="w">&a;</w:t>'
        package.writestr("word/document.xml", bomb)
    assert read("a.docx", out.getvalue(), "docx").problem == reader.BROKEN
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", b" " * (reader.MEMBER + 1))
    assert read("b.docx", out.getvalue(), "docx").problem == reader.HUGE


def test_the_child_knows_no_key_and_no_database(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://secret")
    monkeypatch.setenv("XIWEI_SECRET_KEY", "secret")
    assert {"DATABASE_URL", "XIWEI_SECRET_KEY"} & set(asking._bare_environment()) == set()


@pytest.mark.django_db
def test_the_worker_makes_documents_findable_by_the_words_inside():
    cast = make.cast()
    document = papers.put(cast, name="图一", file=papers.sent("a.pdf", papers.pdf("化粪池检查井")))
    who = papers.asker(cast.zheng)
    assert queries.anything(who, "检查井", papers.TODAY) == []
    assert jobs.read_documents(papers.NOW) == 1
    assert queries.anything(who, "检查井", papers.TODAY) == [document]
    content = Content.objects.get()
    assert (content.text_state, content.pages) == (TextState.READ, 1)
    assert reading.read_new(now=papers.NOW) == 0


@pytest.mark.django_db
def test_a_file_whose_words_are_not_read_is_kept_with_the_reason():
    cast = make.cast()
    papers.put(cast, file=papers.sent("坏.pdf", b"%PDF-1.7\nbroken"))
    reading.read_new(now=papers.NOW)
    content = Content.objects.get()
    assert (content.text_state, content.problem) == (TextState.FAILED, reader.BROKEN)
    with files.open_kept(content.path) as kept:
        assert kept.read() == b"%PDF-1.7\nbroken"

"""What is taken and what is not: names, bytes, sizes; each refusal a sentence that names the file."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiwei.estate.papers import files, formats
from xiwei.estate.tests import papers
from xiwei.shared.refusals import BadInput

PE = b"MZ\x90\x00" + b"\0" * 64


def look(name, content):
    return files.look_at(papers.sent(name, content))


@pytest.mark.parametrize(
    ("name", "content", "found"),
    [
        ("合同.PDF", papers.pdf("合同"), "pdf"),
        ("图.jpeg", b"\xff\xd8\xff\xe0" + b"0" * 20, "jpg"),
        ("总图.dwg", b"AC1032" + b"\0" * 20, "dwg"),
        ("协议.docx", papers.docx(["一"]), "docx"),
        ("旧协议.doc", formats.OLE + b"\0" * 20, "doc"),
        ("说明.txt", "阀门".encode("gbk"), "txt"),
        ("合同.exe.pdf", papers.pdf("其实是合同"), "pdf"),
    ],
)
def test_a_file_that_is_what_it_says_is_taken(name, content, found):
    kept, form, sha256, size = look(name, content)
    assert (kept, form, len(sha256), size) == (name, found, 64, len(content))


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("合同.pdf.exe", PE, "看着像 PDF，其实是程序"),
        ("合同\u202efdp.exe", PE, "是程序、网页或带宏的文件"),
        ("页面.html", b"<html>", "是程序、网页或带宏的文件"),
        ("图标.svg", b"<svg/>", "是程序、网页或带宏的文件"),
        ("报表.xlsm", b"PK\x03\x04", "带宏"),
        ("合同.pdf", PE, "里面其实是程序"),
        ("合同.txt", b"#!/bin/sh\nrm", "里面其实是程序"),
        ("合同.pdf", b"hello", "内容不是 PDF"),
        ("照片.png", b"\xff\xd8\xff\xe0", "内容不是 PNG"),
        ("表.xlsx", papers.docx(["一"]), "内容不是 XLSX"),
        ("表.txt", b"\0\1\2\3", "内容不是 TXT"),
        ("宏.docx", papers.bag(("word/document.xml", b"<a/>"), ("word/vbaProject.bin", b"x")), "带宏"),
        ("包.rar", b"Rar!", "是压缩包"),
        ("无后缀", b"x", "没有后缀的文件"),
        ("影片.mkv", b"x", "这一类档案不收"),
        ("空.pdf", b"", "是空的"),
    ],
)  # fmt: skip
def test_a_file_that_is_not_taken_says_why(name, content, says):
    with pytest.raises(BadInput) as refused:
        look(name, content)
    assert says in refused.value.sentence
    assert formats.clean_name(name) in refused.value.sentence


def test_a_file_too_heavy_is_refused_while_it_is_read(monkeypatch):
    monkeypatch.setattr(formats, "MOST_BYTES", 1024)
    with pytest.raises(BadInput, match="一份文件最多"):
        look("大.txt", b"a" * 2000)


@given(st.text())
def test_a_clean_name_has_no_folder_no_control_sign_and_an_end(name):
    clean = formats.clean_name(name)
    assert clean and len(clean) <= formats.LONGEST
    assert not set(clean) & set('/\\:*?"<>|') and clean.isprintable()
    assert clean not in (".", "..")
    assert formats.clean_name(clean) == clean


@given(st.binary(min_size=1, max_size=300), st.sampled_from(sorted(formats.MARKS)))
def test_whatever_the_bytes_the_answer_is_a_format_or_a_sentence(content, form):
    file = io.BytesIO(content)
    file.name = f"文件.{form}"
    try:
        assert files.look_at(file)[1] == form
    except BadInput as refused:
        assert refused.sentence.endswith("。")

"""Tables of messages are read as they come, and refused in words when they can't be."""

from pathlib import Path

import pytest

from xiwei.service.triage import mailbox
from xiwei.service.triage.mailbox import Row, UnreadableTable


def table(folder: Path, content: bytes) -> Path:
    path = folder / "来信.csv"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_every_usual_encoding_is_read(tmp_path: Path, encoding: str) -> None:
    path = table(tmp_path, "title,text\n灯坏了,三栋的灯坏了\n".encode(encoding))
    assert list(mailbox.rows(path)) == [Row("灯坏了", "三栋的灯坏了")]


def test_extra_columns_in_any_order_are_passed_over(tmp_path: Path) -> None:
    path = table(tmp_path, "编号,Text,时间, title \n7,正文,昨天,标题\n".encode())
    assert list(mailbox.rows(path)) == [Row("标题", "正文")]


def test_a_letter_of_several_lines_is_one_row(tmp_path: Path) -> None:
    path = table(tmp_path, 'title,text\n电梯,"第一行，\n第二行""引号"""\n'.encode())
    assert list(mailbox.rows(path)) == [Row("电梯", '第一行，\n第二行"引号"')]


def test_a_short_row_is_filled_with_nothing(tmp_path: Path) -> None:
    path = table(tmp_path, "title,text,reply\n只有标题\n\n".encode())
    assert list(mailbox.rows(path)) == [Row("只有标题", "")]


def test_a_letter_longer_than_the_usual_limit_is_read(tmp_path: Path) -> None:
    path = table(tmp_path, f"title,text\n长信,{'啊' * 200_000}\n".encode())
    assert len(next(iter(mailbox.rows(path))).text) == 200_000


@pytest.mark.parametrize(
    "content",
    [
        "title,text\r\n门,门坏了\r\n,灯坏了\r\n".encode(),
        "\ufefftitle,text\r\n门,门坏了\r\n,灯坏了".encode(),
        "title,text\r门,门坏了\r,灯坏了\r".encode("gbk"),
        "title\ttext\r\n门\t门坏了\r\n\t灯坏了\r\n".encode("utf-16"),
        "Title;Text\n门;门坏了\n;灯坏了\n".encode(),
        '"title","text"\n"门","门坏了"\n"","灯坏了"\n'.encode("gb18030"),
    ],
)
def test_a_spreadsheet_s_own_ways_of_saving_say_the_same(tmp_path: Path, content: bytes) -> None:
    assert list(mailbox.rows(table(tmp_path, content))) == [Row("门", "门坏了"), Row("", "灯坏了")]


def test_a_row_with_nothing_in_its_cells_is_still_a_row_and_a_blank_line_is_none(tmp_path: Path) -> None:
    path = table(tmp_path, "title,text\n,\n\n一,二\n".encode())
    assert list(mailbox.rows(path)) == [Row("", ""), Row("一", "二")]


def test_text_alone_will_do_and_so_will_title_alone(tmp_path: Path) -> None:
    assert list(mailbox.rows(table(tmp_path, "text\n灯坏了\n".encode()))) == [Row("", "灯坏了")]
    assert list(mailbox.rows(table(tmp_path, "title\n灯坏了\n".encode()))) == [Row("灯坏了", "")]


def test_commas_nobody_quoted_stay_in_the_text_where_it_is_the_last_column(tmp_path: Path) -> None:
    path = table(tmp_path, "title,text\n门,门坏了,关不上,快来\n".encode())
    assert list(mailbox.rows(path)) == [Row("门", "门坏了,关不上,快来")]


def test_a_quote_inside_a_word_is_no_end_of_it(tmp_path: Path) -> None:
    path = table(tmp_path, 'title,text\n门,他说"马上来"却没来\n'.encode())
    assert list(mailbox.rows(path)) == [Row("门", '他说"马上来"却没来')]


def test_ten_thousand_rows_come_in_their_order(tmp_path: Path) -> None:
    path = table(tmp_path, ("title,text\r\n" + "".join(f"第{n}封,灯坏了\r\n" for n in range(10_000))).encode())
    assert [row.title for row in mailbox.rows(path)] == [f"第{n}封" for n in range(10_000)]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "“来信.csv”是空的：第一行应是列名，至少要有 title 和 text 两列。"),
        ("标题,正文\n一,二\n".encode(), "“来信.csv”缺少 title 和 text 列；第一行写的是：标题、正文。"),
        (b"title,body\n1,2\n", "“来信.csv”缺少 text 列；第一行写的是：title、body。"),
        (
            b"title,text\n\xff\xff\xff,\xff\n",
            "“来信.csv”既不是 UTF-8 也不是 GB18030 编码的文字，请用表格软件另存为 CSV（UTF-8）再试。",
        ),
    ],
)
def test_a_table_that_cannot_be_used_is_refused_in_words(tmp_path: Path, content: bytes, sentence: str) -> None:
    with pytest.raises(UnreadableTable) as refused:
        list(mailbox.rows(table(tmp_path, content)))
    assert str(refused.value) == sentence


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableTable) as refused:
        list(mailbox.rows(tmp_path / "没有.csv"))
    assert str(refused.value) == f"找不到文件“{tmp_path / '没有.csv'}”，请检查路径。"

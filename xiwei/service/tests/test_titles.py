"""What a matter without a menu item is called: the beginning of what was said, cut where one would draw breath."""

import pytest

from xiwei.service.models import title_of


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("我想在单元门口加装一个雨棚，下雨天收伞总是淋湿", "我想在单元门口加装一个雨棚"),
        ("厨房水槽下面漏水，拿盆接着呢，下午我都在家", "厨房水槽下面漏水，拿盆接着呢"),
        ("楼道里有股烟味。", "楼道里有股烟味"),
        ("一二三四五六七八九十一二三四五六七八九十", "一二三四五六七八九十一二三四五六七八九十"),
        ("一二三四五六七八九十一二三四五六七八九十。再加一句", "一二三四五六七八九十一二三四五六七八九十"),
        ("您好，一二三四五六七八九十一二三四五六七八九十", "您好，一二三四五六七八九十一二三四五六…"),
        ("？？？", "？？？"),
        ("灯坏了\n请来看看", "灯坏了"),
    ],
)
def test_a_title_ends_at_a_mark_and_not_in_the_middle_of_a_clause(words, title):
    assert title_of(None, words) == title


def test_a_menu_items_name_is_the_title_where_there_is_one():
    assert title_of("换灯", "楼道灯不亮，晚上回来一片黑") == "换灯"

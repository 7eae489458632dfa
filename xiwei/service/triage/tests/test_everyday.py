"""The plainest words of the commonest needs name their item."""

import pytest

from xiwei.service.triage import propose

SAID = [
    ("厨房水槽下面漏水，地板都湿了", "R-WATER-LEAK"),
    ("厨房水槽下面漏水，地上一摊", "R-WATER-LEAK"),
    ("厨房水管在漏水", "R-WATER-LEAK"),
    ("厨房漏水", "R-WATER-LEAK"),
    ("卫生间水管漏水了", "R-WATER-LEAK"),
    ("家里漏水，快看看", "R-WATER-LEAK"),
    ("楼上卫生间漏水到我家", "R-SEEPAGE"),
    ("水龙头滴水关不紧", "R-TAP"),
    ("马桶堵了", "R-TOILET-CLOG"),
    ("地漏不下水", "R-DRAIN-CLOG"),
    ("家里停电了", "R-POWER-HOME"),
    ("门锁打不开", "R-LOCK"),
    ("客厅灯不亮", "R-LIGHT-HOME"),
    ("楼道灯不亮", "R-LIGHT-PUBLIC"),
]


@pytest.mark.parametrize(("words", "item"), SAID, ids=[one[0] for one in SAID])
def test_a_plain_need_names_its_item(words, item):
    assert propose(words).item == item

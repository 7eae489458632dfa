"""The paper of an evidence pack: what its reader is told first, and what its words mean."""

import pytest

from xiwei.service.actions import asking
from xiwei.service.models import Channel, PackFor
from xiwei.service.tests.make import public_need, world
from xiwei.service.tests.test_packs import files_of, leak, packed, paper_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def w():
    return world()


def test_its_paper_says_whose_it_is_what_it_is_and_what_its_words_mean(w):
    ticket = leak(w)
    said = paper_of(files_of(packed(w, ticket)))
    assert f"这是{w.company.name}在{w.project.name}的工作台账里" in said
    assert ["1 张照片，按先后排列" in said, "文中的时刻都是北京时间" in said, "10:00（北京时间）" in said] == [True] * 3
    terms = said[said.index("这里用的词") :]
    means = ("居民最先找到的那位员工", "每做一件事当场写下", "算成一个数", "最后剩下的那个数", "自动报给小区主任")
    assert [mean in terms for mean in means] == [True, True, True, True, False]


def test_its_paper_opens_with_how_much_was_left_out_and_the_root_it_stands_under(w):
    said = paper_of(files_of(pack := packed(w, leak(w))))
    opening, rest = said[: said.index("经办的人")], said[said.index("经办的人") :]
    [[_chain, _number, root]] = pack.seals
    counts = dict(pack.left_out)
    assert (counts["number"] > 0, f"电话、证件或卡号 {counts['number']} 处" in opening, root in opening) == (True,) * 3
    assert "从一行算到根要用的那几个数" in rest
    public_lamp(w)
    whole = paper_of(files_of(packed(w, w.lift, reader=PackFor.OWN)))
    assert "没有略去任何内容" in whole[: whole.index("经办的人")]


def public_lamp(w):
    """A lamp of a public place, told of by 王芳."""
    return asking.take(public_need(w), channel=Channel.PAGE, by=w.wang_fang, now=w.now)

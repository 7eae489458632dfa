"""缺什么: what is lacking stands first and together where it is alike, and one count serves every page."""

import pytest
from django.urls import reverse

from xiwei.estate.queries import needs
from xiwei.estate.tests import make, papers

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("store")]


@pytest.fixture
def cast():
    return make.cast()


def standing(cast):
    return needs.standing(cast.project, papers.asker(cast.zheng), papers.TODAY)


def labels(gap):
    return {subject.label for subject, _ in gap.each}


def test_lifts_that_lack_the_same_are_one_gap_and_one_that_lacks_less_is_another(cast):
    (lifts,) = [gap for gap in standing(cast).gaps() if gap.must == "lift"]
    assert len(lifts.each) == 4
    papers.put(cast, "lift_inspection", of=("place", cast.lift))
    more, one = [gap for gap in standing(cast).gaps() if gap.must == "lift"]
    assert (len(more.each), labels(one)) == (3, {cast.lift.name})
    assert "lift_inspection" not in [kind.code for kind in one.kinds]


def test_the_gaps_and_what_is_there_hold_every_need_once(cast):
    papers.put(cast, "as_built_structure")
    papers.put(cast, of=("building", cast.buildings[0]))
    papers.licence(cast, papers.TODAY.replace(year=2000))
    found = standing(cast)
    gaps = [(need.kind.code, need.subject.pk) for gap in found.gaps() for _, some in gap.each for need in some]
    there = [(need.kind.code, need.subject.pk) for _, some, _ in found.complete() for need in some]
    assert sorted(gaps + there) == sorted((need.kind.code, need.subject.pk) for need in found.needs)
    assert (len(gaps), len(there)) == (len(found.lacks), found.have)
    assert found.gaps()[0].must == "project"


def test_the_archive_and_its_page_of_gaps_tell_one_number(client, cast):
    papers.put(cast, "as_built_structure")
    n = len(standing(cast).lacks)
    client.force_login(cast.zheng)
    whole = client.get(reverse("archive")).content.decode()
    page = client.get(reverse("archive_missing", args=[cast.project.pk])).content.decode()
    assert f"缺 {n} 项" in whole and f"还缺 {n} 项" in page
    assert "电梯 4 部：缺" in page.replace("\n", "")
    assert page.index("电梯 4 部") < page.index("已有 2 项，来自 1 份文件")

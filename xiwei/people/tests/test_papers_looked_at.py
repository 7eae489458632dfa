"""Looks at a home's papers in the archive, told to its people where every look is."""

from datetime import timedelta

import pytest

from xiwei.estate.actions import documents as archive
from xiwei.estate.tests import papers
from xiwei.ledger import queries as ledger
from xiwei.ledger.models import Seen
from xiwei.people.actions import looks
from xiwei.people.queries import known as queries
from xiwei.people.tests.make import NOW, cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    return cast()


def test_a_look_at_a_paper_in_the_archive_is_told_where_every_look_is_and_never_from_before_one_lived_there(town):
    document = papers.resident_paper(town)
    archive.look_at(document, by=town.staff_zhao, now=NOW)
    looks.look_at(town.household, what="住户页", by=town.staff_zheng, now=NOW + timedelta(hours=1))
    archive.look_at(document, by=town.staff_zheng, now=NOW + timedelta(hours=2))
    told = queries.own_part(town.wang_fang, "looked", limit=9)
    assert [(row.label, row.at - NOW) for row in told.rows] == [
        ("小区主任 郑主任", timedelta(hours=2)), ("小区主任 郑主任", timedelta(hours=1)), ("管家 赵敏", timedelta(0)),
    ]  # fmt: skip
    assert document.name in told.rows[0].text and told.rows[2].text.endswith("：管家可以看")
    home = ledger.timeline(household_id=town.household.pk, seen_by=Seen.RESIDENT, limit=60)
    of_home = [(line.actor_label, line.at) for line in home if "查阅" in line.title or "查看" in line.title]
    assert of_home == [(row.label, row.at) for row in told.rows]
    assert [row.at for row in queries.own_part(town.wang_fang, "looked", limit=2).rows] == [
        row.at for row in told.rows[:2]
    ]
    assert queries.own_part(town.li_qiang, "looked", limit=9).rows == []
    town.wang_fang.tenures.update(since=(NOW + timedelta(days=1)).date())
    assert queries.own_part(town.wang_fang, "looked", limit=9).rows == []

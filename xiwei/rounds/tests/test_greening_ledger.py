"""The plant ledger: what each entry must hold (A3), and how it is found and read."""

import tomllib
from collections import Counter
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tests.cast import NOW, cast
from xiwei.rounds import plants
from xiwei.rounds.actions import greening as actions
from xiwei.rounds.rules import flowering
from xiwei.rounds.templatetags.plants import said_months

ROWS = [row for path in sorted(plants.DATA.glob("*.toml")) for row in tomllib.loads(path.read_text("utf-8"))["plant"]]
EACH = pytest.mark.parametrize("row", ROWS, ids=lambda row: row["code"])
WORDS = [
    "code", "name", "english", "latin", "family", "genus", "origin", "water_soil", "colour", "petals",
    "stamens_pistil", "stem_leaf", "propagation", "season", "seed", "seed_keeping", "before_sowing", "source",
]  # fmt: skip


def test_there_are_at_least_120_and_no_two_share_a_code_a_name_or_a_latin_name():
    assert len(ROWS) >= 120
    for name in ("code", "name", "latin"):
        assert [said for said, count in Counter(row[name] for row in ROWS).items() if count > 1] == []


@EACH
def test_every_attribute_is_said_and_none_is_put_off(row: dict):
    assert [name for name in WORDS if not row[name].strip()] == []
    assert [name for name in WORDS if any(word in row[name] for word in ("暂无", "待补", "TODO"))] == []
    assert isinstance(row["grafts_with"], list) and isinstance(row["aliases"], list)
    assert isinstance(row["evergreen"], bool)
    assert row["form"] in plants.FORMS


@EACH
def test_its_months_colours_and_lengths_can_be(row: dict):
    months = [row["bloom"], *(one["months"] for one in [*row["pests"], *row["care"]])]
    assert all(sorted(set(some)) == sorted(some) and set(some) <= set(range(1, 13)) for some in months)
    assert set(row["colours"]) <= set(plants.COLOURS)
    assert (row["bloom_days"] > 0) == bool(row["bloom"])
    assert not row["bloom"] or row["colours"]


@EACH
def test_what_is_toxic_says_which_parts_and_what_to_do(row: dict):
    assert row["toxicity"] in plants.TOXICITY
    assert row["toxicity"] == "none" or len(row["toxic_parts"]) >= 6


@EACH
def test_its_care_can_be_reckoned_and_its_pests_remedied(row: dict):
    assert len(row["care"]) >= 2
    for care in row["care"]:
        assert care["what"] in plants.CARE
        assert ("every_days" in care) != ("times" in care)
        assert care.get("every_days", 1) >= 1 and care.get("times", 1) >= 1 and care["months"]
    assert row["pests"]
    assert len({one["name"] for one in row["pests"]}) == len(row["pests"])
    for pest in row["pests"]:
        assert len(pest["remedy"]) >= 8 and pest["signs"] and pest["months"]
        sprayed = bool(pest["pesticide"])
        assert sprayed == (pest["dilution"] > 0) == (pest["safe_hours"] >= 24) == (pest["beforehand_hours"] >= 24)
        assert not sprayed or pest["wash"]


BANNED = [
    "甲胺磷", "对硫磷", "久效磷", "磷胺", "六六六", "滴滴涕", "毒杀芬", "杀虫脒", "氧乐果", "克百威", "涕灭威",
    "灭多威", "硫丹", "百草枯", "甲拌磷", "敌枯双", "毒鼠强", "三氯杀螨醇", "福美胂", "氟虫腈", "溴甲烷", "毒死蜱",
]  # fmt: skip


@EACH
def test_nothing_banned_is_sprayed(row: dict):
    assert [one["pesticide"] for one in row["pests"] if any(word in one["pesticide"] for word in BANNED)] == []


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ({"words": "木犀"}, "桂花"),
        ({"words": "nerium"}, "夹竹桃"),
        ({"words": "Sweet OSMANTHUS"}, "桂花"),
        ({"words": "夹竹桃", "toxicity": "deadly"}, "夹竹桃"),
    ],
)
def test_a_plant_is_found_by_any_of_its_names(asked: dict, first: str):
    assert first in [one.name for one in plants.found(**asked)]


def test_narrowing_narrows():
    october = plants.found(month=10, colour="yellow")
    assert october and all(10 in one.bloom and "yellow" in one.colours for one in october)
    assert plants.found(words="没有这种植物") == []
    assert [one.code for one in plants.found(codes={"osmanthus-fragrans"})] == ["osmanthus-fragrans"]


@pytest.mark.django_db
def test_anyone_reads_every_attribute_of_a_plant_without_an_account():
    cast()
    page = unescape(Client().get(reverse("plant", args=["osmanthus-fragrans"])).content.decode())
    row = next(row for row in ROWS if row["code"] == "osmanthus-fragrans")
    said = [row[name] for name in WORDS if name not in ("code", "english")] + [row["pests"][0]["name"]]
    assert [one for one in said if one not in page] == []


@pytest.mark.django_db
def test_at_a_walls_code_the_ledger_shows_what_grows_there_and_nothing_else():
    made = cast()
    actions.plant(made.project, place=made.gate, code="osmanthus-fragrans", count=3, by=made.staff_zheng, now=NOW)
    page = Client().get(reverse("plants"), {"at": made.gate.code}).content.decode()
    assert ("桂花" in page, "共 1 种" in page, "夹竹桃" in page) == (True, True, False)


@pytest.mark.django_db
def test_a_plant_that_is_not_in_the_ledger_is_not_found():
    assert Client().get(reverse("plant", args=["nothing-such"])).status_code == 404


months = st.sets(st.integers(1, 12))


@given(months=months)
def test_the_bars_cover_exactly_the_days_of_the_months_in_flower(months: set[int]):
    covered = [day for begin, end in flowering.spans(months) for day in range(begin, end)]
    wanted = [day for one in sorted(months) for day in range(flowering.BEGINS[one - 1], flowering.BEGINS[one])]
    assert covered == wanted


@given(months=months)
def test_said_months_are_the_months(months: set[int]):
    read = set()
    for first, last in flowering.months_said(months):
        month = first
        while True:
            read.add(month)
            if month == last:
                break
            month = month % 12 + 1
    assert read == months


def test_months_over_new_year_are_said_in_one():
    assert said_months((11, 12, 1, 2)) == "11—2月"
    assert said_months((3, 4, 9)) == "3—4月、9月"


@given(day=st.dates())
def test_todays_line_stands_within_its_month(day):
    assert flowering.BEGINS[day.month - 1] <= flowering.day_of(day) < flowering.BEGINS[day.month]

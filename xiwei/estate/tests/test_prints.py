"""The sheets of wall codes: real PDFs with everything on them."""

import re

import pytest

from xiwei.estate import actions, prints
from xiwei.estate.models import Place
from xiwei.estate.tests import make
from xiwei.estate.tests.make import NOW
from xiwei.ledger.models import Entry
from xiwei.shared.refusals import NotNow

pytestmark = pytest.mark.django_db


def pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page[^s]", pdf))


@pytest.mark.parametrize(("per_page", "expected"), [(6, 3), (8, 2)])
def test_codes_fill_pages_of_six_or_eight(per_page, expected):
    made = make.cast()
    places = [Place(name=f"{n}栋电梯", code=f"CH{n:06d}", kind="lift") for n in range(13)]
    sheet = prints.codes_sheet(made.project, places, per_page=per_page)
    assert sheet[:5] == b"%PDF-"
    assert pages(sheet) == expected


def test_two_hundred_codes_fill_twenty_five_pages():
    made = make.cast()
    places = [Place(name=f"{n}栋1单元电梯", code=f"CH{n:06d}", kind="lift") for n in range(200)]
    assert pages(prints.codes_sheet(made.project, places, per_page=8)) == 25


def test_a_name_full_of_markup_is_only_printed():
    made = make.cast()
    places = [Place(name='#read("/etc/passwd") *龘𠮷* $x$ \\', code="CH000001", kind="lift")]
    assert pages(prints.codes_sheet(made.project, places, per_page=6)) == 1


def test_printing_leaves_a_line_with_the_count():
    made = make.cast()
    actions.print_codes(made.project, made.places, per_page=6, by=made.staff_zheng, now=NOW)
    assert Entry.objects.get(kind="estate.codes_printed").data == {"count": len(made.places)}


def test_an_empty_sheet_is_not_printed():
    made = make.cast()
    with pytest.raises(NotNow):
        actions.print_codes(made.project, [], per_page=6, by=made.staff_zheng, now=NOW)

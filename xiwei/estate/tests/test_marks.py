"""What changed on a page is boxed, what did not is not, and where nothing can be compared the page says so."""

import pytest
from django.core.cache import cache
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from xiwei.estate.actions import documents as actions
from xiwei.estate.actions import reading
from xiwei.estate.papers import marks
from xiwei.estate.papers.marks import Found
from xiwei.estate.tests import make, papers

NOW = papers.NOW


def sheet(*black, size=(800, 600)):
    """A white page with black rectangles."""
    page = Image.new("L", size, 255)
    for box in black:
        ImageDraw.Draw(page).rectangle(box, fill=0)
    return page


@given(x=st.integers(0, 740), y=st.integers(0, 560), wide=st.integers(6, 50), high=st.integers(6, 30))
@settings(max_examples=40, deadline=None)
def test_whatever_was_drawn_anew_lies_in_a_box_and_boxes_stay_on_the_page(x, y, wide, high):
    found = marks.compared(sheet((10, 10, 60, 60)), sheet((10, 10, 60, 60), (x, y, x + wide, y + high)))
    inside_old = x >= 10 and x + wide <= 60 and y >= 10 and y + high <= 60
    if inside_old:
        assert found.found == Found.SAME
        return
    for left, top, width, height in found.boxes:
        assert left >= 0 and top >= 0 and left + width <= 800 and top + height <= 600
    if x > 80 or y > 80:
        assert found.found == Found.BOXES
        left, top, width, height = found.boxes[0]
        assert len(found.boxes) == 1
        assert left <= x and top <= y and left + width >= x + wide and top + height >= y + high


def test_noise_is_no_difference():
    faint = sheet().point(lambda _: 235)
    assert marks.compared(sheet(), faint).found == Found.SAME


def test_two_changes_far_apart_are_two_boxes():
    found = marks.compared(sheet(), sheet((20, 20, 60, 40), (600, 500, 650, 520)))
    assert [box[1] < 100 for box in found.boxes] == [True, False]


def test_a_page_drawn_anew_is_said_to_be_so_and_not_boxed_all_over():
    assert marks.compared(sheet(), sheet((0, 0, 800, 500))) == marks.Marks(Found.WHOLE, (), 800, 600)


def test_the_same_page_at_another_scale_is_the_same():
    small = sheet((100, 100, 300, 300))
    assert marks.compared(small, small.resize((1600, 1200))).found == Found.SAME


@pytest.fixture
def cast():
    return make.cast()


def versions(cast, *files):
    document = papers.put(cast, file=files[0])
    for file in files[1:]:
        actions.new_version(document, file=file, why="改管", by=cast.staff_zheng, now=NOW)
    reading.read_new(now=NOW)
    return document


def page_of(client, cast, document, **asked):
    client.force_login(cast.sun)
    return client.get(reverse("document_compare", args=[document.pk]), {"a": 1, "b": 2} | asked)


@pytest.mark.django_db
@pytest.mark.usefixtures("store")
def test_both_pages_bear_the_same_boxes_and_no_style(client, cast):
    cache.clear()
    one = papers.sent("a.pdf", papers.pdf("DN100", ["same line"]))
    document = versions(cast, one, papers.sent("b.pdf", papers.pdf("DN150 CHANGED", ["same line"])))
    answer = page_of(client, cast, document)
    found, page = answer.context["marks"], answer.content.decode()
    assert found.found == Found.BOXES
    assert page.count("<rect x=") == 2 * len(found.boxes) and "处不一样" in page
    assert "style=" not in page[page.index("x-sides") : page.index("</svg>")]


@pytest.mark.django_db
@pytest.mark.usefixtures("store")
def test_what_was_found_is_kept_by_the_two_hashes(client, cast, monkeypatch):
    cache.clear()
    document = versions(cast, papers.sent("a.pdf", papers.pdf("A1")), papers.sent("b.pdf", papers.pdf("B22222")))
    first = page_of(client, cast, document).context["marks"]
    monkeypatch.setattr(marks, "_compared", lambda *_: pytest.fail("compared twice"))
    assert page_of(client, cast, document).context["marks"] == first


@pytest.mark.django_db
@pytest.mark.usefixtures("store")
def test_a_page_one_version_lacks_and_drawings_that_cannot_be_drawn_are_said_to_be_so(client, cast):
    document = versions(cast, papers.sent("a.pdf", papers.pdf("A1")), papers.sent("b.pdf", papers.pdf("B22222")))
    assert "没有可比的" in page_of(client, cast, document, page=9).content.decode()
    dwg = versions(cast, papers.sent("a.dwg", b"AC1032 one"), papers.sent("b.dwg", b"AC1032 two"))
    page = page_of(client, cast, dwg).content.decode()
    assert "系统比不出图上的差别" in page and "<rect x=" not in page

"""The pages in English: for each face, a refusal, and what stays as it was written."""

import html
import re
from datetime import timedelta
from typing import Any

import polib
import pytest
from django.test import Client

from xiwei.estate.models import Place
from xiwei.ledger.models import Entry
from xiwei.notices.models import Message
from xiwei.service.actions import ending, ordering, promising
from xiwei.service.models import Ticket
from xiwei.service.tests import make
from xiwei.service.tests.test_pages import signed_in
from xiwei.shared import catalogue, moment

pytestmark = pytest.mark.django_db
HAN = re.compile(r"[\u3400-\u9fff]")
CHINESE = {one.msgid for one in polib.pofile(str(catalogue.source()), encoding="utf-8") if HAN.search(one.msgid)}


def reading(person: Any) -> Client:
    """Someone who chose English, signed in."""
    person.language = "en"
    person.save()
    return signed_in(person)


def texts(answer: Any) -> list[str]:
    """What stands between the tags of a page, piece by piece."""
    plain = re.sub(r"<(script|style)\b.*?</\1>|<!--.*?-->", "", answer.content.decode(), flags=re.S)
    return [piece for found in re.split(r"<[^>]*>", plain) if (piece := html.unescape(found).strip())]


PAGES = {
    "wang_fang": ["/home/", "/report/", "/my/tickets/", "/menu/", "/inbox/", "/me/", "/my/home/", "/t/{ticket}/"],
    "sun": ["/today/", "/take/", "/scan/", "/leave/", "/orders/{order}/", "/me/notices/"],
    "zhao_min": ["/morning/", "/tickets/", "/projects/{project}/households/", "/households/{household}/"],
    "zheng": ["/board/", "/projects/{project}/buildings/", "/staff/", "/projects/{project}/roster/", "/projects/"],
    "he": ["/company/", "/company/menu/", "/company/promises/", "/company/channels/", "/projects/{project}/places/"],
    "lin": ["/association/"],
}


def addresses(w: make.World) -> dict[str, int]:
    ticket = make.ticket(w, now=moment.now())
    order = ticket.orders.get()
    return {"ticket": ticket.pk, "order": order.pk, "project": w.project.pk, "household": w.household.pk}


@pytest.mark.parametrize("who", PAGES)
def test_a_page_in_english_leaves_no_sentence_of_ours_in_chinese(who):
    w = make.world()
    at = addresses(w)
    client = reading(getattr(w, who))
    named = {place.name for place in Place.objects.all()}  # data: some are called by what they are
    for page in PAGES[who]:
        answer = client.get(page.format(**at))
        assert answer.status_code == 200, page
        assert '<html lang="en"' in answer.content.decode(), page
        ours = [text for text in texts(answer) if text in CHINESE and text not in named]
        assert ours == [], page


def test_a_resident_reads_her_ticket_in_english_and_her_own_words_as_she_wrote_them():
    w = make.world()
    ticket = make.ticket(w, now=moment.now())
    promising.promise(
        ticket, by=w.staff_zhao, now=moment.now(), moment=moment.now().replace(hour=23, minute=59), words=""
    )
    said = texts(reading(w.wang_fang).get(f"/t/{ticket.pk}/"))
    assert "Promised" in said
    assert "厨房水槽下面漏水，地上一摊" in said


def test_a_line_is_kept_in_chinese_by_whoever_reads_english_and_read_in_either():
    from django.utils import translation

    from xiwei.ledger import queries

    w = make.world()
    ticket = make.ticket(w, now=moment.now())
    with translation.override("en"):
        ordering.assign(ticket, to=w.staff_sun, by=w.staff_zheng, now=moment.now())
    entry = Entry.objects.filter(kind="service.order_offered").latest("pk")
    assert entry.data["line"] == "维修"
    with translation.override("en"):
        assert queries.read(entry).sentence.startswith("孙师傅 was asked to do it (Repair, ")
    assert queries.read(entry).sentence.startswith("请孙师傅去办（维修，")


def test_a_message_is_kept_in_chinese_whoever_did_the_deed():
    w = make.world()
    Message.objects.all().delete()
    form = {
        "words": "厨房水槽下面漏水",
        "where": f"home-{w.household.pk}",
        "line": "repair",
        "urgency": "ordinary",
        "key": "1",
    }
    assert reading(w.wang_fang).post("/report/", form).status_code == 302
    titles = set(Message.objects.values_list("title", flat=True))
    assert titles and all(HAN.search(title.split("：")[0]) for title in titles)


def test_a_refusal_is_said_in_english():
    w = make.world()
    answer = reading(w.sun).get("/company/")
    assert answer.status_code == 403
    assert "This page is for the company manager." in texts(answer)


def test_a_forms_refusal_is_said_in_english():
    w = make.world()
    form = {"words": "", "where": f"home-{w.household.pk}", "key": "1"}
    answer = reading(w.wang_fang).post("/report/", form)
    assert answer.status_code == 422
    assert "Almost there: please see what is marked in red below. What you filled in is still there." in texts(answer)


def test_a_line_s_post_is_read_in_english_and_its_name_as_it_is():
    w = make.world()
    ticket = make.ticket(w)
    ordering.accept(ticket.orders.get(), by=w.staff_sun, now=w.now)
    page = reading(w.wang_fang).get(f"/t/{ticket.pk}/").content.decode()
    by = re.findall(r'<p class="x-timeline-by">([^<]*)</p>', page)
    assert by == ["Repairer 孙师傅", "王芳"]


def test_sentences_of_a_page_in_english_stand_apart_and_days_are_small_within_them(monkeypatch):
    w = make.world()
    at = w.now
    monkeypatch.setattr(moment, "now", lambda: at)
    ticket = make.ticket(w)
    promising.promise(ticket, by=w.staff_zhao, now=at, moment=at + timedelta(hours=1))
    order = ordering.arrive(ordering.accept(ticket.orders.get(), by=w.staff_sun, now=at), by=w.staff_sun, now=at)
    ordering.tick(order, by=w.staff_sun, now=at, steps=[0, 1], before=[make.picture()])
    ordering.finish(order, by=w.staff_sun, now=at, note="换了接头", pictures=[make.picture()])
    client = reading(w.wang_fang)
    done = " ".join(texts(client.get(f"/t/{ticket.pk}/")))
    assert "Pictures from before the work." in done
    ending.reopen(Ticket.objects.get(pk=ticket.pk), by=w.wang_fang, now=at, words="又漏了")
    again = re.sub(r"<[^>]*>", "", client.get(f"/t/{ticket.pk}/").content.decode())
    assert "Sorry it was not done right the first time. It has been given out again;" in again
    assert (" to the end. 孙师傅 was asked to come and look again. By to" in again, "By To" in again) == (True, False)
    inbox = client.get("/inbox/").content.decode()
    assert ("“Not fixed” and it is done again." in inbox, "点一下就会重新处理" in inbox) == (True, False)

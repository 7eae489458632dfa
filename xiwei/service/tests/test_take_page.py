"""业主找我 has one button to press, and says what it does; hearing it right asks for none."""

import re

import pytest
from django.urls import reverse

from xiwei.service.models import Ticket
from xiwei.service.tests import make

pytestmark = pytest.mark.django_db


def buttons(page, kind):
    return re.findall(rf'<button[^>]*type="{kind}"[^>]*>(?:<svg.*?</svg>)?([^<]*)</button>', page, re.S)


def test_what_was_heard_offers_only_the_quiet_way_out(client):
    w = make.world()
    client.force_login(w.zhao_min)
    sent = {"words": "厨房水管漏水", "project": str(w.project.pk)}
    heard = client.post(reverse("take_proposal"), sent).content.decode()
    assert (buttons(heard, "submit"), buttons(heard, "button")) == ([], ["不是这个"])
    assert "最后点“记下，我来跟”，就照这个派人" in heard


def test_the_page_has_one_button_that_sends_it_and_says_what_comes_of_it(client):
    w = make.world()
    client.force_login(w.zhou_yong)
    page = client.get(reverse("take")).content.decode()
    form = page[page.index('data-draft="take"') :]
    assert buttons(form[: form.index("</form>")], "submit") == ["记下，我来跟"]
    assert "活当场派给该去的人；您是首问人" in form


def test_a_resident_reads_nothing_of_the_staff_s_button(client):
    w = make.world()
    client.force_login(w.wang_fang)
    heard = client.post(
        reverse("report_proposal"), {"words": "厨房水管漏水", "where": f"home-{w.household.pk}"}
    ).content.decode()
    assert (buttons(heard, "button"), "记下，我来跟" in heard) == (["不是这个"], False)


def test_another_company_s_project_is_refused_and_nothing_is_written_down_at_home(client):
    w = make.world()
    client.force_login(w.zhao_min)
    sent = {"words": "厨房水管漏水", "project": str(w.other_project.pk), "key": "one", "channel": "phone"}
    answers = [client.post(reverse(page), sent).status_code for page in ("take", "take_proposal")]
    assert (answers, Ticket.objects.count()) == ([404, 404], 0)


def test_a_price_note_speaks_to_the_resident_and_names_them_to_the_guard(client):
    w = make.world()
    w.leak.price_note = "先报价，您同意再动手"
    w.leak.save()
    heard = []
    for person, page, where in (
        (w.zhou_yong, "take_proposal", {"project": str(w.project.pk)}),
        (w.wang_fang, "report_proposal", {"where": f"home-{w.household.pk}"}),
    ):
        client.force_login(person)
        heard.append(client.post(reverse(page), {"words": "厨房水管漏水"} | where).content.decode())
    assert ["住户同意再动手" in one for one in heard] == [True, False]
    assert ["您同意再动手" in one for one in heard] == [False, True]

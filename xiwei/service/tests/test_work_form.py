"""One form for the work: its steps, photos, reading and signature; what a worker brought stands whatever is lacking."""

import re
from datetime import timedelta
from html.parser import HTMLParser
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from tests.cast import NOW
from xiwei.ledger import queries as ledger
from xiwei.ledger.models import Entry, Seen
from xiwei.service.actions import ending, handing, ordering, waiting
from xiwei.service.models import OrderState, PhotoStage
from xiwei.service.tests import make
from xiwei.shared import moment
from xiwei.shared.refusals import NotNow

pytestmark = pytest.mark.django_db
ALL = ["before", "after", "reading", "signature"]


@pytest.fixture
def w(monkeypatch):
    monkeypatch.setattr(moment, "now", lambda: NOW)
    return make.world()


@pytest.fixture
def order(w):
    """孙师傅 stands before 王芳's leak; the item demands all four kinds of evidence and two steps."""
    w.leak.evidence, w.leak.reading = ALL, "水表读数（吨）"
    w.leak.save()
    order = make.ticket(w).orders.get()
    ordering.accept(order, by=w.staff_sun, now=w.now)
    return ordering.arrive(order, by=w.staff_sun, now=w.now)


def file(name="a.jpg"):
    drawn = BytesIO()
    Image.new("RGB", (8, 6), "white").save(drawn, "JPEG")
    return SimpleUploadedFile(name, drawn.getvalue(), "image/jpeg")


def after(minutes):
    return NOW + timedelta(minutes=minutes)


def post(w, order, verb="finish", key="k", **data):
    client = Client()
    client.force_login(w.sun)
    return client.post(f"/orders/{order.pk}/{verb}/", {f"finish-{name}": value for name, value in data.items()} | {
        "finish-key": key})  # fmt: skip


def whole():
    return {
        "steps": ["0", "1"], "before": file(), "photos": file(), "reading": "35.2", "signed_by": "王芳", "signed": "on",
        "note": "换了软管",
    }  # fmt: skip


class Drawn(HTMLParser):
    """The fields of the work's form as a page draws them: what a browser would send if it were sent untouched."""

    def __init__(self, page):
        super().__init__()
        self.inside, self.values, self.boxes = False, {}, {}
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        if tag == "form":
            self.inside = "/finish/" in found.get("action", "")
        name = found.get("name")
        if not (self.inside and name) or found.get("type") == "file":
            return
        if found.get("type") == "checkbox":
            self.boxes.setdefault(name, []).append(found["value"])
            if "checked" not in found:
                return
        self.values.setdefault(name, []).append(found.get("value", ""))

    def handle_endtag(self, tag):
        if tag == "form":
            self.inside = False


def stages(order):
    return sorted(order.photos.values_list("stage", flat=True))


def test_all_of_it_together_finishes_in_one_tap(w, order):
    assert post(w, order, **whole()).status_code == 302
    order.refresh_from_db()
    assert (order.state, order.ticked, order.signed_by, order.reading) == (OrderState.FINISHED, [0, 1], "王芳", "35.2")
    assert stages(order) == [PhotoStage.AFTER, PhotoStage.BEFORE]


@pytest.mark.parametrize(
    ("left_out", "says"),
    [
        (["before"], "施工前照片"),
        (["photos"], "完工照片"),
        (["reading"], "水表读数（吨）"),
        (["signed_by", "signed"], "住户签名"),
        (["steps"], "步骤“关阀止水”"),
    ],
)
def test_what_is_lacking_is_named_and_what_was_brought_is_kept(w, order, left_out, says):
    answer = post(w, order, **{name: value for name, value in whole().items() if name not in left_out})
    order.refresh_from_db()
    assert (answer.status_code, order.state) == (409, OrderState.ARRIVED)
    words = answer.content.decode()
    assert f"完工还差：{says}" in words and "换了软管" in words
    kept = {"before": PhotoStage.BEFORE, "photos": PhotoStage.AFTER}
    assert stages(order) == sorted(stage for name, stage in kept.items() if name not in left_out)
    assert order.ticked == ([] if "steps" in left_out else [0, 1])
    assert order.signed_by == ("" if "signed_by" in left_out else "王芳")


def test_what_was_lacking_is_added_and_nothing_is_asked_twice(w, order):
    post(w, order, key="first", **{name: value for name, value in whole().items() if name != "reading"})
    answer = post(w, order, key="second", steps=["0", "1"], reading="35.2", signed_by="王芳", note="换了软管")
    order.refresh_from_db()
    assert (answer.status_code, order.state, stages(order)) == (302, OrderState.FINISHED, ["after", "before"])


def test_a_form_refused_and_sent_again_keeps_its_photos_once(w, order):
    for _ in range(2):
        post(w, order, photos=file(), steps=["0"])
    assert stages(order) == [PhotoStage.AFTER]
    assert list(Entry.objects.order_by("pk").values_list("kind", flat=True))[-2:] == [
        "service.order_ticked", "service.order_shown",
    ]  # fmt: skip


def test_who_is_refused_reads_that_the_photos_are_kept_and_is_not_asked_for_them_again(w, order):
    page = post(w, order, photos=file()).content.decode()
    assert ("选好的照片已经存下了，不用再选。" in page, "浏览器没有留住" in page) == (True, False)


def test_what_is_saved_with_nothing_new_is_no_line_and_the_resident_reads_of_steps_at_the_end_alone(w, order):
    ordering.tick(order, by=w.staff_sun, now=w.now, steps=[])
    assert not Entry.objects.filter(kind__in=["service.order_ticked", "service.order_shown"]).exists()
    ordering.tick(order, by=w.staff_sun, now=w.now, steps=[0])
    ordering.tick(order, by=w.staff_sun, now=w.now, steps=[0], before=[make.picture()])
    assert post(w, order, **whole()).status_code == 302
    read = ledger.timeline(subject=order.ticket, seen_by=Seen.RESIDENT)
    assert [line.entry.kind for line in read if "ticked" in line.entry.kind] == []
    assert [line.sentence for line in read if line.entry.kind == "service.order_finished"] == [
        "换了软管。35.2。步骤都做完了。",
    ]  # fmt: skip


def test_on_the_very_page_that_was_refused_the_rest_is_ticked_and_photographed_and_the_work_ends(w, order):
    w.leak.evidence = ["before", "after"]
    w.leak.save()
    refused = post(w, order, note="换了软管")
    assert refused.status_code == 409
    drawn = Drawn(refused.content.decode())
    sent = drawn.values | {
        "finish-steps": drawn.boxes["finish-steps"],
        "finish-before": file(),
        "finish-photos": file(),
    }
    client = Client()
    client.force_login(w.sun)
    answer = client.post(f"/orders/{order.pk}/finish/", sent)
    order.refresh_from_db()
    assert (answer.status_code, order.state, order.ticked) == (302, OrderState.FINISHED, [0, 1])
    assert stages(order) == [PhotoStage.AFTER, PhotoStage.BEFORE]


def test_a_page_gone_back_to_saves_what_was_ticked_since(w, order):
    for steps in (["0"], ["0", "1"]):
        assert post(w, order, "tick", steps=steps).status_code == 302
    order.refresh_from_db()
    assert order.ticked == [0, 1]


def test_saved_on_the_way_the_work_goes_on(w, order):
    assert post(w, order, "tick", steps=["0"], before=file()).status_code == 302
    order.refresh_from_db()
    assert (order.state, order.ticked, stages(order)) == (OrderState.ARRIVED, [0], [PhotoStage.BEFORE])


def test_who_takes_the_work_over_need_not_photograph_again_and_who_comes_again_must(w, order):
    w.leak.evidence = ["before"]
    w.leak.save()
    order = ordering.tick(order, by=w.staff_sun, now=w.now, steps=[0, 1], before=[make.picture()])
    asked = handing.offer(order, to=w.staff_wu, by=w.staff_sun, now=after(1), reason="去抢修总阀")
    order = handing.take_over(asked, by=w.staff_wu, now=after(2))
    order = ordering.arrive(order, by=w.staff_wu, now=after(3))
    ordering.finish(order, by=w.staff_wu, now=after(4))
    ticket = ending.reopen(order.ticket, by=w.wang_fang, now=after(60), words="又漏了")
    again = ticket.orders.get(ended_at=None)
    again = ordering.arrive(ordering.accept(again, by=again.worker, now=after(61)), by=again.worker, now=after(62))
    again = ordering.tick(again, by=again.worker, now=after(63), steps=[0, 1])
    with pytest.raises(NotNow, match="施工前照片"):
        ordering.finish(again, by=again.worker, now=after(64))


def test_how_it_looked_before_may_be_shown_before_the_price_is_agreed_and_no_step_done(w, order):
    ordering.quote(order, by=w.staff_sun, now=w.now, fen=8000)
    assert post(w, order, "tick", before=file()).status_code == 302
    answer = post(w, order, "tick", key="k2", steps=["0"])
    order.refresh_from_db()
    assert (answer.status_code, order.ticked, stages(order)) == (409, [], [PhotoStage.BEFORE])


def test_a_name_is_no_signature_without_hand_or_word_and_a_hand_none_without_a_name(w, order):
    named = post(w, order, "tick", signed_by="王芳")
    drawn = post(w, order, "tick", key="k2", signature=file("signature.png"))
    assert (named.status_code, drawn.status_code) == (422, 422)
    assert "请住户在上面签名" in named.content.decode() and "请写上签名住户的姓名" in drawn.content.decode()
    order.refresh_from_db()
    assert (order.signed_by, stages(order)) == ("", [])


def test_a_signature_is_a_line_the_resident_reads(w, order):
    post(w, order, "tick", signed_by="王芳", signature=file("signature.png"))
    line = Entry.objects.get(kind="service.order_shown")
    assert (line.seen_by, line.data["signed"], [one["stage"] for one in line.evidence]) == (
        Seen.RESIDENT, "住户王芳签名", ["signed"],
    )  # fmt: skip


@pytest.mark.parametrize("shown", [{"photos": True}, {"note": "换了软管"}])
def test_work_that_no_item_describes_ends_with_a_photo_or_a_sentence_of_it(w, shown):
    order = make.ticket(w, item=None).orders.get()
    order = ordering.arrive(ordering.accept(order, by=w.staff_sun, now=w.now), by=w.staff_sun, now=w.now)
    refused = post(w, order, key="one")
    assert (refused.status_code, "完工还差：完工照片，或写一句做了什么" in refused.content.decode()) == (409, True)
    assert (
        post(w, order, **{name: file() if value is True else value for name, value in shown.items()}).status_code == 302
    )
    order.refresh_from_db()
    assert order.state == OrderState.FINISHED


def test_of_a_priced_service_the_quote_comes_first_from_the_arrival_on_and_goes_once_it_is_agreed(w, order):
    w.leak.price_fen, w.leak.price_unit, w.leak.evidence = 8000, "次", ["after"]
    w.leak.save()
    sun = Client()
    sun.force_login(w.sun)

    def page():
        return sun.get(f"/orders/{order.pk}/").content.decode()

    def todo(page):
        return re.findall(r"<span class=\"x-tag x-tag--amber\">.*?</svg>(.*?)</span>", page, re.DOTALL)

    first = page()
    assert todo(first) == ["报价并取得同意", "完工照片", "步骤还差 2 步"]
    assert first.index('id="do-quote"') < first.index('id="do-finish"') and first.count("/quote/") == 1
    ordering.quote(order, by=w.staff_sun, now=w.now, fen=8000)
    assert "等业主同意报价，再动手" in page()
    ordering.agree(order, by=w.wang_fang, now=w.now, fen=8000)
    assert (todo(page()), "先报价" in page()) == (["完工照片", "步骤还差 2 步"], False)


def test_a_matter_that_waits_says_what_for(w, order):
    waiting.wait(order.ticket, by=w.staff_sun, now=w.now, reason="parts", waits_for="角阀", until=after(60), words="")
    sun = Client()
    sun.force_login(w.sun)
    pages = [sun.get(at).content.decode() for at in (f"/orders/{order.pk}/", "/today/")]
    assert ["等配件：角阀，预计" in one and "继续，先不算超时" in one for one in pages] == [True, True]


def test_the_worker_reads_of_the_resident_where_the_menu_speaks_to_them(w, order):
    w.leak.price_note = "需要换件的先报价，您同意再动手"
    w.leak.save()
    sun = Client()
    sun.force_login(w.sun)
    assert "（需要换件的先报价，住户同意再动手）" in sun.get(f"/orders/{order.pk}/").content.decode()

"""The main job, walked by hand: a need seen through from the first word to the last."""

from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image

from xiwei.ledger.models import Entry
from xiwei.service import jobs
from xiwei.service.models import Ticket, TicketState

from .conftest import DESK, PHONE


@pytest.fixture
def photo(tmp_path: Path) -> str:
    """A picture as a phone would take one."""
    path = tmp_path / "漏水.jpg"
    Image.new("RGB", (1200, 900), "#6b8ba4").save(path, "JPEG")
    return str(path)


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_wang_fang_reports_a_leak_with_a_photo_and_follows_it_to_her_rating(w, opens, sound, photo, size):
    hers = opens("wang_fang", "/home/", size)
    sound(hers)
    hers.locator("a.x-big--accent").click()
    hers.get_by_label("什么事").fill("厨房水槽下面漏水，地上一摊")
    hers.locator("#proposal .x-card--pine").first.wait_for()
    hers.set_input_files("#photos", photo)
    sound(hers)
    hers.get_by_role("button", name="提交").click()
    hers.get_by_text("收到了，编号").wait_for()
    ticket = Ticket.objects.get()
    assert (ticket.channel, ticket.photos.count(), ticket.asker) == ("page", 1, w.wang_fang)

    zhao = opens("zhao_min", f"/t/{ticket.pk}/", size)
    sound(zhao)
    zhao.locator("#do-promise").get_by_role("button", name="作承诺").click()
    zhao.get_by_text("承诺已告诉业主").wait_for()

    sun = opens("sun", "/today/", size)
    sound(sun)
    sun.get_by_role("link", name="看看，接单").click()
    for verb in ("接单", "出发", "到场"):
        sun.get_by_role("button", name=verb, exact=True).click()
        sun.wait_for_load_state()
    for step in sun.locator("#do-tick input[type=checkbox]").all():  # what was understood may have no steps to tick
        step.check()
    sound(sun)
    sun.set_input_files("#finish-photos", photo)
    sun.locator("#do-finish").get_by_label("说明").fill("换了软管，试水十分钟不漏")
    sun.locator("#do-finish").get_by_role("button", name="完工", exact=True).click()
    sun.get_by_text("已完工，辛苦了").wait_for()

    hers.reload()
    hers.get_by_role("button", name="办好了").click()
    hers.get_by_text("谢谢您的确认").wait_for()
    hers.locator("label[for$=stars-5]").click()
    hers.get_by_label("来得快").check()
    hers.locator("#do-rate button[type=submit]").click()
    hers.get_by_text("谢谢您的评价").wait_for()
    sound(hers)
    ticket.refresh_from_db()
    assert (ticket.state, ticket.stars, ticket.outcome) == (TicketState.CLOSED, 5, "confirmed")


def test_zhou_yong_takes_a_need_at_the_gate_hands_it_over_hears_of_the_delay_and_has_the_last_word(
    w, opens, sound, ahead
):
    zhou = opens("zhou_yong", "/take/")
    sound(zhou)
    zhou.get_by_label("什么事（说或写）").fill("大门口的路灯不亮了，晚上看不见")
    zhou.get_by_label("哪一户或哪里").fill("出入口")
    zhou.get_by_role("button", name="记下，我来跟").click()
    zhou.get_by_text("您是首问人").wait_for()
    ticket = Ticket.objects.get()
    assert (ticket.first_contact, ticket.asker) == (w.staff_zhou, None)

    order = ticket.orders.get()
    names = {staff.pk: who for who, staff in (("sun", w.staff_sun), ("zhou_yong", w.staff_zhou), ("wu", w.staff_wu))}
    giver = opens(names[order.worker_id], f"/orders/{order.pk}/")
    giver.locator("#do-offer_hand_over summary").click()
    giver.locator("#do-offer_hand_over select").select_option(str(w.staff_chen.pk))
    giver.locator("#do-offer_hand_over textarea").fill("我在抢修总阀")
    giver.locator("#do-offer_hand_over button[type=submit]").click()
    giver.get_by_text("已请对方接手").wait_for()
    taker = opens("chen_yuan", "/today/")
    taker.get_by_role("link", name="看看，答复他").click()
    taker.get_by_role("button", name="我来接手").click()
    taker.get_by_text("已由您接手").wait_for()

    jobs.speak_clocks(ahead(60 * 24 * 7))
    inbox = opens("zhou_yong", "/inbox/")
    assert inbox.get_by_text("超时").count() > 0

    taker = opens("chen_yuan", f"/orders/{ticket.orders.last().pk}/")
    taker.get_by_role("button", name="出发", exact=True).click()
    taker.get_by_role("button", name="到场", exact=True).click()
    taker.locator("#do-finish textarea").fill("拧紧了水槽下的接头，试水不漏")
    taker.locator("#do-finish").get_by_role("button", name="完工", exact=True).click()
    taker.get_by_text("已完工，辛苦了").wait_for()
    last = opens("zhou_yong", f"/t/{ticket.pk}/")
    last.get_by_label("已解决").check()
    last.locator("#do-call_back button[type=submit]").click()
    last.get_by_text("回访已记下").wait_for()
    ticket.refresh_from_db()
    kinds = set(Entry.objects.filter(subject_id=ticket.pk).values_list("kind", flat=True))
    assert (ticket.state, ticket.outcome) == (TicketState.CLOSED, "called_back")
    assert {"service.hand_over_offered", "service.hand_over_accepted", "service.clock_escalated"} <= kinds


def test_a_declined_wish_is_answered_courteously(w, opens, sound):
    hers = opens("wang_fang", "/report/")
    hers.get_by_label("什么事").fill("想在天台上装一个太阳能热水器")
    hers.get_by_role("button", name="提交").click()
    hers.get_by_text("收到了，编号").wait_for()
    ticket = Ticket.objects.get()
    zhao = opens("zhao_min", f"/t/{ticket.pk}/")
    zhao.locator("#do-ask_decline").click()
    form = zhao.locator("#do-ask_decline")
    form.get_by_label("为什么办不到").fill("天台是公共部位，荷载和防水不允许")
    form.get_by_label("可以怎么替代").fill("可装壁挂式，装在自家阳台")
    form.get_by_label("给业主的回复").fill("王女士您好，谢谢您提出来。天台属于全体业主，装设备会破坏防水。")
    form.locator("button[type=submit]").click()
    zhao.get_by_text("已提请主任答复").wait_for()
    zheng = opens("zheng", "/board/", DESK)
    sound(zheng)
    zheng.get_by_role("link", name="天台").first.click()
    zheng.locator("#do-decline button[type=submit]").click()
    zheng.get_by_text("业主会收到回复").wait_for()
    hers.goto(hers.url)
    assert hers.get_by_text("可装壁挂式").count() >= 1
    sound(hers)


def test_not_fixed_twice_brings_the_director(w, opens):
    ticket = _told(w, kind="inquiry", item=None)
    for _ in range(2):
        zhao = opens("zhao_min", f"/t/{ticket.pk}/")
        if zhao.locator("a#do-answer").count():
            zhao.locator("a#do-answer").click()
        zhao.locator("#do-answer").get_by_label("答复（业主会看到）").fill("押金凭验收单到客服中心退")
        zhao.locator("#do-answer button[type=submit]").click()
        zhao.get_by_text("答复已告诉业主").wait_for()
        hers = opens("wang_fang", f"/t/{ticket.pk}/")
        hers.locator("#do-reopen summary").click()
        hers.locator("#do-reopen button[type=submit]").click()
        hers.get_by_text("已经重新交办").first.wait_for()
    ticket.refresh_from_db()
    assert (ticket.reopened, ticket.answering) == (2, w.staff_zheng)


def test_an_urgent_need_at_two_in_the_night_is_warned_breached_and_escalated_in_time(w, opens, settings):
    from django.utils import timezone

    from xiwei.shared import moment

    today = timezone.localtime(moment.now())
    night = (today + timedelta(days=1)).replace(hour=2, minute=0, second=0, microsecond=0)
    settings.CLOCK_AHEAD_SECONDS = int((night - today).total_seconds())
    hers = opens("wang_fang", "/report/")
    hers.get_by_label("什么事").fill("水管爆了，水往外喷，楼下要淹了")
    hers.locator(".x-danger").wait_for()
    hers.get_by_role("button", name="提交").click()
    hers.get_by_text("收到了，编号").wait_for()
    ticket = Ticket.objects.get()
    assert (ticket.urgency, ticket.orders.get().worker) == ("urgent", w.staff_sun)
    for minutes, said in ((8, 1), (11, 2), (16, 3)):
        jobs.speak_clocks(ticket.asked_at + timedelta(minutes=minutes))
        assert Entry.objects.filter(kind__startswith="service.clock_", subject_id=ticket.pk).count() == said
    manager = opens("he", "/inbox/", DESK)
    assert manager.get_by_text("超时升级").count() >= 1


def _told(w, **changed) -> Ticket:
    from xiwei.service.tests import make
    from xiwei.shared import moment

    return make.ticket(w, now=moment.now(), **changed)

"""What stands around the main job: a stranger's code, a stand-in, neighbours, and one from another company."""

from datetime import timedelta

from xiwei.people.models import Leave, LeaveState, Line
from xiwei.service.models import GroupMember, Ticket
from xiwei.service.tests import make
from xiwei.shared import moment

from .conftest import DESK


def test_a_stranger_scans_a_lift_s_code_reports_and_follows(w, opens, sound):
    page = opens("", f"/p/{w.lift.code}/")
    sound(page)
    page.get_by_label("什么事").fill("电梯里的灯一直闪，还有异响")
    page.get_by_role("button", name="提交").click()
    page.get_by_text("收藏这一页").wait_for()
    sound(page)
    ticket = Ticket.objects.get()
    assert (ticket.place, ticket.first_contact, ticket.asker) == (w.lift, w.staff_zhao, None)


def test_while_the_repairer_is_away_the_stand_in_serves_and_the_household_sees_it(w, opens):
    GroupMember.objects.filter(line=Line.REPAIR).update(stand_in=w.staff_chen)
    now = moment.now()
    Leave.objects.create(
        company=w.company, staff=w.staff_sun, state=LeaveState.GRANTED, reason="探亲",
        starts_at=now - timedelta(hours=1), ends_at=now + timedelta(days=2),
    )  # fmt: skip
    hers = opens("wang_fang", "/home/")
    assert hers.get_by_text("代孙师傅").count() == 1
    ticket = make.ticket(w, now=now)
    assert ticket.orders.get().worker == w.staff_chen


def test_three_neighbours_report_one_broken_lamp(w, opens):
    first = opens("wang_fang", f"/report/?place={w.lift.code}")
    first.get_by_label("什么事").fill("电梯里的灯不亮")
    first.get_by_role("button", name="提交").click()
    first.get_by_text("收到了，编号").wait_for()
    second = opens("li_qiang", f"/report/?place={w.lift.code}")
    second.get_by_label("什么事").fill("电梯灯坏了黑乎乎的")
    second.get_by_role("button", name="就是这件，关注").click()
    second.get_by_text("已关注").wait_for()
    third = opens("", f"/p/{w.lift.code}/")
    assert third.get_by_text("您看到的如果就是这件，不用再报").count() == 1
    assert Ticket.objects.count() == 1


def test_one_from_another_company_sees_nothing_by_any_address(w, opens):
    ticket = make.ticket(w, now=moment.now())
    page = opens("outsider", "/", DESK)
    for path in (
        f"/t/{ticket.pk}/", f"/orders/{ticket.orders.get().pk}/", f"/households/{w.household.pk}/",
        f"/projects/{w.project.pk}/buildings/", f"/projects/{w.project.pk}/groups/",
        f"/projects/{w.project.pk}/households/", f"/projects/{w.project.pk}/import/",
    ):  # fmt: skip
        base = page.url.split("/", 3)
        answer = page.request.get(f"{base[0]}//{base[2]}{path}")
        assert answer.status == 404, path
        assert "王芳" not in answer.text()
    found = page.request.get(f"{page.url.split('/', 3)[0]}//{page.url.split('/', 3)[2]}/search/?words=王芳").text()
    assert f"/t/{ticket.pk}/" not in found


def test_in_large_letters_an_arrow_stays_beside_its_row_and_a_number_on_one_line(w, opens):
    w.project.duty_phone = "0574-55550001"
    w.project.save()
    w.wang_fang.look = "large"
    w.wang_fang.save()
    make.ticket(w, now=moment.now())
    page = opens("wang_fang", "/home/")
    row = page.locator("a.x-row:has(> .icon:last-child)").last.bounding_box()
    arrow = page.locator("a.x-row > .icon:last-child").last.bounding_box()
    middle = (row["y"] + row["height"] / 2) - (arrow["y"] + arrow["height"] / 2)
    assert abs(middle) < 2
    number = page.locator(".x-call .x-nowrap")
    lines = number.evaluate("part => part.getClientRects().length")
    assert (number.inner_text(), lines) == ("0574-55550001", 1)


def test_a_picture_is_named_below_it_where_it_can_be_read(w, opens):
    ticket = make.ticket(w, now=moment.now(), pictures=[make.picture()])
    page = opens("wang_fang", f"/t/{ticket.pk}/")
    frame, picture = page.locator(".x-photo--named"), page.locator(".x-photo--named img")
    name = page.locator(".x-photo-name").bounding_box()
    assert page.locator(".x-photo-name").inner_text() == "报事时"
    assert name["y"] >= picture.bounding_box()["y"] + picture.bounding_box()["height"]
    assert name["y"] + name["height"] <= frame.bounding_box()["y"] + frame.bounding_box()["height"]

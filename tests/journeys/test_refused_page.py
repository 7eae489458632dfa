"""The page of a refusal is worked on as the first one was: what is ticked and photographed there counts."""

from pathlib import Path

from PIL import Image

from xiwei.service.actions import ordering
from xiwei.service.models import OrderState
from xiwei.service.tests import make
from xiwei.shared import moment


def test_what_was_lacking_is_ticked_and_photographed_on_the_refused_page_and_the_work_ends(
    w, opens, sound, tmp_path: Path
):
    picture = tmp_path / "管子.jpg"
    Image.new("RGB", (1200, 900), "#6b8ba4").save(picture, "JPEG")
    w.leak.evidence = ["before", "after"]
    w.leak.steps = ["进门穿鞋套、铺垫布，关用水点查水表是否还走，再看接口和软管有没有渗水", "开阀试水十五分钟"]
    w.leak.save()
    order = make.ticket(w, now=moment.now()).orders.get()
    ordering.arrive(ordering.accept(order, by=w.staff_sun, now=moment.now()), by=w.staff_sun, now=moment.now())
    sun = opens("sun", f"/orders/{order.pk}/")
    sound(sun)
    work = sun.locator("#do-finish")
    work.get_by_label("说明").fill("换了软管")
    work.get_by_role("button", name="完工", exact=True).click()
    sun.get_by_text("完工还差").first.wait_for()
    sound(sun)
    for step in sun.locator("#do-tick input[type=checkbox]").all():
        step.check()
    sun.set_input_files("#finish-before", str(picture))
    sun.set_input_files("#finish-photos", str(picture))
    sun.locator("#do-finish").get_by_role("button", name="完工", exact=True).click()
    sun.get_by_text("已完工，辛苦了").wait_for()
    order.refresh_from_db()
    assert (order.state, order.ticked, order.photos.count()) == (OrderState.FINISHED, [0, 1], 2)

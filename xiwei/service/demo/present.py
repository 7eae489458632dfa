"""What is going on just now, for each of the cast to find: told by hand, in 翠湖花园."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from xiwei.ledger.models import Actor
from xiwei.people.models import Person, Staff
from xiwei.service.actions.asking import Need
from xiwei.service.demo.deeds import asking as deeds
from xiwei.service.demo.deeds import declining, ending, handing, ordering, promising, waiting
from xiwei.service.demo.deeds.tale import Cut, Tale
from xiwei.service.demo.ground import Site, World
from xiwei.service.demo.history import Told
from xiwei.service.demo.phrases import words
from xiwei.service.demo.pictures import Album
from xiwei.service.models import CallBackAnswer, Channel
from xiwei.standards.models import NeedKind, Urgency

WANG, LI = "1栋1单元501", "1栋1单元502"
LIFT = "1栋1单元电梯"


class Stage:
    """翠湖花园 with its people at hand, and the moment so many hours ago."""

    def __init__(self, world: World, site: Site, album: Album):
        self.world, self.site, self.album = world, site, album
        self.now, self.cast = world.scale.now, world.cast
        self.chance = world.scale.chance("present")

    def ago(self, hours: float) -> datetime:
        return self.now - timedelta(hours=hours)

    def home(self, number: int) -> Any:
        """Some home of the estate; of a small one, as many are taken round."""
        return self.site.homes[number % len(self.site.homes)]

    def take(
        self, said: str, *, hours: float, by: Person | Staff | Actor, channel: str, item: str = "", home: str = "",
        place: str = "", scene: str = "", **more: Any,
    ) -> Tale:  # fmt: skip
        """A need told so many hours ago."""
        found = self.site.items.get(item)
        lived = self.site.by_label[home] if home else None
        fields: dict[str, Any] = {
            "kind": found.kind if found else NeedKind.REPAIR,
            "line": found.done_by if found else "repair",
            "urgency": found.urgency if found else Urgency.ORDINARY,
            "asker": by if isinstance(by, Person) else None,
            **more,
        }
        need = Need(
            project=self.site.project, words=said, item=found, room=lived.room if lived else None,
            household=lived.household if lived else None, place=self.site.by_name[place] if place else None, **fields,
        )  # fmt: skip
        at = self.ago(hours)
        return deeds.take(
            self.site, need, scale=self.world.scale, chance=self.chance, heard_by=self.world.heard_by, channel=channel,
            by=by, at=at, prints=self.album.show(scene, at, fixed=False) if scene else [],
        )  # fmt: skip

    def told(self, tale: Tale, *steps: Callable[[], object]) -> Tale:
        """Take the steps that have happened by now, and let the clocks speak up to the present."""
        with suppress(Cut):
            for step in steps:
                step()
            tale.until(self.now + timedelta(seconds=1))
        return tale

    def done(self, tale: Tale, *, hours: float, note: str, scene: str = "") -> None:
        """Accepted, gone to and finished, within an hour from so many hours ago."""
        worker, begin = tale.order.worker, max(self.ago(hours), tale.cursor)
        ordering.accept(tale, by=worker, at=begin)
        ordering.set_out(tale, by=worker, at=begin + timedelta(minutes=8))
        ordering.arrive(tale, by=worker, at=begin + timedelta(minutes=17))
        item = tale.ticket.item
        steps, demanded = (len(item.steps), item.evidence) if item else (0, [])
        if "before" in demanded:
            before = self.album.show(scene or "floor", begin, fixed=False)
            ordering.tick(tale, by=worker, at=begin + timedelta(minutes=18), steps=(), before=before)
        if steps or "signature" in demanded:
            signed_by = ordering.signer(tale.ticket) if "signature" in demanded else ""
            ordering.tick(tale, by=worker, at=begin + timedelta(minutes=40), steps=range(steps), signed_by=signed_by)
        prints = self.album.show(scene or "floor", begin, fixed=True) if scene or "after" in demanded else []
        reading = "正常" if "reading" in demanded else ""
        ordering.finish(tale, by=worker, at=begin + timedelta(minutes=48), note=note, prints=prints, reading=reading)


def _leak_today(on: Stage) -> list[Tale]:
    """王芳's: promised for today, 孙师傅 is there."""
    tale = on.take("厨房水槽下面漏水，拿盆接着呢，下午我都在家", hours=3.2, by=on.cast["wang_fang"],
                   channel=Channel.PAGE, item="R-WATER-LEAK", home=WANG, spot="厨房水槽下", scene="leak")  # fmt: skip
    worker = tale.order.worker
    promise = partial(
        promising.promise, tale, by=tale.ticket.answering, at=on.ago(2.8), moment=on.now + timedelta(hours=4),
        words="已约好师傅，到之前会给您打电话",
    )  # fmt: skip
    accept = partial(ordering.accept, tale, by=worker, at=on.ago(2.5))
    set_out = partial(ordering.set_out, tale, by=worker, at=on.ago(0.6))
    return [on.told(tale, promise, accept, set_out, partial(ordering.arrive, tale, by=worker, at=on.ago(0.3)))]


def _to_confirm(on: Stage) -> list[Tale]:
    """王芳's: done yesterday, waits for her word."""
    tale = on.take("卫生间灯一闪一闪的，晚上晃眼睛", hours=27, by=on.cast["wang_fang"], channel=Channel.PAGE,
                   item="R-LIGHT-HOME", home=WANG, spot="主卫", scene="lamp")  # fmt: skip
    return [on.told(tale, partial(on.done, tale, hours=25, note="镇流器老化，换了一只，试了十分钟不闪", scene="lamp"))]


def _rated(on: Stage) -> list[Tale]:
    """王芳's of last month: confirmed, five stars, and a thank-you for who came."""
    wang = on.cast["wang_fang"]
    tale = on.take("龙头关不严，一夜滴到天亮", hours=24 * 26, by=wang, channel=Channel.PAGE, item="R-TAP", home=WANG,
                   spot="厨房", scene="tap")  # fmt: skip

    def ends() -> None:
        on.done(tale, hours=24 * 26 - 2, note="换陶瓷阀芯一只，关严不滴", scene="tap")
        at = tale.cursor + timedelta(hours=3)
        ending.confirm(tale, by=wang, at=at)
        at += timedelta(minutes=1)
        ending.rate(tale, by=wang, at=at, stars=5, chips=["quick", "clean"], words="师傅套了鞋套，修完把地擦了")
        thanks = "谢谢您大热天跑两趟，水都没喝一口"
        ending.thank(tale, by=wang, at=at + timedelta(minutes=1), staff=tale.order.worker, words=thanks)

    return [on.told(tale, ends)]


def _urgent(on: Stage) -> list[Tale]:
    """An urgent one of the last minutes: its clocks run on every board."""
    home = on.home(-3)
    tale = on.take("水管爆了，水往外喷，快来人", hours=0.15, by=home.contact, channel=Channel.PAGE, item="R-PIPE-BURST",
                   home=home.room.label, danger="water", scene="flood")  # fmt: skip
    return [on.told(tale, partial(ordering.accept, tale, by=tale.order.worker, at=on.ago(0.1)))]


def _lamp(on: Stage) -> list[Tale]:
    """One broken lamp in the lift: 王芳 told it, 李强 follows, a third was merged into it."""
    first = on.take("电梯里的灯一半不亮，晚上黑乎乎的", hours=9, by=on.cast["wang_fang"], channel=Channel.PAGE,
                    place=LIFT, scene="lamp")  # fmt: skip
    second = on.take("1栋电梯灯坏了", hours=6, by=on.home(6).contact, channel=Channel.PAGE, place=LIFT)
    with suppress(Cut):
        deeds.follow(first, by=on.cast["li_qiang"], at=on.ago(7))
        declining.merge(second, into=first, by=second.ticket.answering, at=on.ago(5))
    return [on.told(first), second]


def _wish(on: Stage) -> list[Tale]:
    """李强's wish that cannot be met: 郑主任's consent is asked for."""
    tale = on.take("我想在单元门口加装一个雨棚，下雨天收伞总是淋湿", hours=30, by=on.cast["li_qiang"],
                   channel=Channel.PAGE, home=LI, kind=NeedKind.SUGGESTION, line="butler")  # fmt: skip
    said = words()["decline"][0]
    return [on.told(tale, partial(declining.ask_decline, tale, by=tale.ticket.answering, at=on.ago(4), **said))]


def _handed(on: Stage) -> list[Tale]:
    """周勇 was asked at the gate; the repairer asks a colleague to take it over."""
    home = on.home(20)
    tale = on.take("王大爷在门口说他家跳闸，一屋子没电", hours=1.6, by=on.site.staff["guard1"], channel=Channel.GATE,
                   item="R-POWER-HOME", home=home.room.label, asker=home.contact)  # fmt: skip
    giver = tale.order.worker
    other = next(one for key, one in on.site.staff.items() if key.startswith("repair") and one.pk != giver.pk)
    accept = partial(ordering.accept, tale, by=giver, at=on.ago(1.4))
    return [
        on.told(
            tale, accept, partial(handing.offer, tale, to=other, by=giver, at=on.ago(0.5), reason="临时被叫去抢修总阀")
        )
    ]


def _twice(on: Stage) -> list[Tale]:
    """Not fixed twice: 郑主任 answers for it."""
    home = on.home(33)
    tale = on.take("阳台顶上渗水，墙皮都掉了", hours=24 * 6, by=home.contact, channel=Channel.PHONE, item="R-WATER-LEAK",
                   home=home.room.label, scene="stain")  # fmt: skip
    again = partial(ending.reopen, tale, by=home.contact)
    return [
        on.told(
            tale,
            partial(on.done, tale, hours=24 * 5, note="重新打胶", scene="stain"),
            partial(again, at=on.ago(24 * 4), words="只好了一天，又渗了"),
            partial(on.done, tale, hours=24 * 3, note="换了密封条", scene="stain"),
            partial(again, at=on.ago(20), words="还是老样子，麻烦找懂的人来"),
        )
    ]


def _waiting(on: Stage) -> list[Tale]:
    """Waits for a part: the clock goes on, the resident reads why."""
    home = on.home(47)
    tale = on.take("入户门锁转不动，怕哪天进不了家", hours=50, by=home.contact, channel=Channel.PAGE, item="R-LOCK",
                   home=home.room.label, scene="door")  # fmt: skip
    by = tale.ticket.answering
    moment, until = on.now + timedelta(hours=20), on.now + timedelta(hours=18)
    waits = partial(
        waiting.wait, tale, by=by, reason="parts", waits_for="同型号锁芯", words="厂家明天到货，到了先给您换"
    )
    return [
        on.told(
            tale,
            partial(promising.promise, tale, by=by, at=on.ago(48), moment=moment),
            partial(ordering.accept, tale, by=tale.order.worker, at=on.ago(47)),
            partial(waits, at=on.ago(26), until=until),
        )
    ]


def _question(on: Stage) -> list[Tale]:
    """赵敏's to answer: not yet promised."""
    tale = on.take("想问一下装修押金怎么退，要带什么材料", hours=0.8, by=on.cast["li_qiang"], channel=Channel.PAGE, home=LI,
                   kind=NeedKind.INQUIRY, line="butler")  # fmt: skip
    return [on.told(tale)]


def _rung(on: Stage) -> list[Tale]:
    """Done, and the call-back found nobody: one attempt of two."""
    tale = on.take("楼道里有股烟味", hours=40, by=on.home(12).contact, channel=Channel.PHONE, place=LIFT, line="order",
                   kind=NeedKind.COMPLAINT)  # fmt: skip
    answer = CallBackAnswer.NO_ANSWER
    rings = partial(ending.call_back, tale, by=tale.ticket.answering, at=on.ago(22), answer=answer, words="响铃无人接")
    return [on.told(tale, partial(on.done, tale, hours=36, note="已劝离，加贴提示"), rings)]


# Each with how many hours ago it begins, the longest ago first: the year's other stories are told between them.
STORIES: list[tuple[float, Callable[[Stage], list[Tale]]]] = [
    (24 * 26, _rated), (24 * 6, _twice), (50, _waiting), (40, _rung), (30, _wish), (27, _to_confirm), (9, _lamp),
    (3.2, _leak_today), (1.6, _handed), (0.8, _question), (0.15, _urgent),
]  # fmt: skip


def stories(world: World, album: Album) -> Iterator[tuple[datetime, Told]]:
    """When each story of the present begins, and how to tell it; in order."""
    stage = Stage(world, world.sites["CH"], album)
    for hours, story in STORIES:
        yield stage.ago(hours), partial(story, stage)

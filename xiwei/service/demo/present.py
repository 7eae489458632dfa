"""What is going on just now, for each of the cast to find: told by hand, whatever the hour."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial

from xiwei.service.demo.deeds import asking as deeds
from xiwei.service.demo.deeds import declining, ending, handing, ordering, promising, waiting
from xiwei.service.demo.deeds.tale import Cut, Tale
from xiwei.service.demo.ground import World
from xiwei.service.demo.history import Told
from xiwei.service.demo.phrases import declines
from xiwei.service.demo.pictures import Album
from xiwei.service.demo.stage import Stage
from xiwei.service.models import CallBackAnswer, Channel
from xiwei.standards.models import NeedKind

WANG, LI = "1栋1单元501", "1栋1单元502"
LIFT, STAIR, LOBBY = "1栋1单元电梯", "1栋1单元楼梯间", "1栋2单元大堂"
DAY = timedelta(days=1)


def _leak_today(on: Stage) -> list[Tale]:
    """王芳's: promised; 孙师傅 is there, or, after hours, has stopped the water and comes again."""
    home, wang = on.site.by_label[WANG], on.cast["wang_fang"]
    tale = on.take("厨房水槽下面漏水，拿盆接着呢", at=on.ago(3.2), by=wang, channel=Channel.PAGE, item="R-WATER-LEAK",
                   home=home, spot="厨房水槽下", scene="leak")  # fmt: skip
    worker, by, moment = on.give(tale, "repair1"), tale.ticket.answering, on.ahead(2)
    first = moment if on.at_work else on.ago(0)  # after hours it was to be done before closing
    steps = [
        partial(promising.promise, tale, by=by, at=on.ago(2.8), moment=first,
                words=f"已约好孙师傅，到之前给您打电话，{on.spoken(first)}前修好"),
        partial(ordering.accept, tale, by=worker, at=on.ago(2.5)),
        partial(ordering.set_out, tale, by=worker, at=on.ago(0.6)),
        partial(ordering.arrive, tale, by=worker, at=on.ago(0.3)),
    ]  # fmt: skip
    if not on.at_work:
        reason = f"先关角阀止住了水，差一只同规格的存水弯，{on.spoken(moment)}前带来装好"
        steps.append(partial(promising.move_promise, tale, by=by, at=on.ago(0.1), moment=moment, reason=reason))
    return [on.told(tale, *steps)]


def _to_confirm(on: Stage) -> list[Tale]:
    """王芳's: done the day before, waits for her word."""
    home = on.site.by_label[WANG]
    tale = on.take("卫生间灯不亮了，换了灯泡也不行", at=on.ago(13), by=on.cast["wang_fang"], channel=Channel.PAGE,
                   item="R-LIGHT-HOME", home=home, spot="主卫", scene="homelamp")  # fmt: skip
    on.give(tale, "repair1")
    note = "防潮灯座进水氧化，换灯座一只，开关十次都亮"
    return [on.told(tale, partial(on.done, tale, at=on.ago(8), note=note, scene="homelamp"))]


def _rated(on: Stage) -> list[Tale]:
    """王芳's of last month: confirmed, five stars, and a thank-you for 孙师傅."""
    wang = on.cast["wang_fang"]
    tale = on.take("厨房龙头关不严，一夜滴到天亮", at=on.ago(9 * 26 + 3.2), by=wang, channel=Channel.PAGE, item="R-TAP",
                   home=on.site.by_label[WANG], spot="厨房", scene="tap")  # fmt: skip
    worker = on.give(tale, "repair1")

    def ends() -> None:
        on.done(tale, at=on.ago(9 * 26 + 1.5), note="换陶瓷阀芯一只，冷热各开关五次不滴", scene="tap")
        at = tale.cursor + timedelta(hours=1)
        ending.confirm(tale, by=wang, at=at)
        at += timedelta(minutes=1)
        ending.rate(tale, by=wang, at=at, stars=5, chips=["clean", "quick"], words="师傅套了鞋套，修完把灶台擦了")
        thanks = "孙师傅手艺好，人也和气，谢谢您"
        ending.thank(tale, by=wang, at=at + timedelta(minutes=1), staff=worker, words=thanks)

    return [on.told(tale, ends)]


def _quiet_again(on: Stage) -> list[Tale]:
    """李强's of some weeks ago: a neighbour's noise, settled by 周勇."""
    li = on.cast["li_qiang"]
    tale = on.take("楼上小孩在家里跑跳，天天这样，说了几次没用", at=on.ago(9 * 17 + 6.4), by=li, channel=Channel.PAGE,
                   item="O-NOISE-NEIGHBOUR", home=on.site.by_label[LI], spot="楼上")  # fmt: skip
    worker = on.give(tale, "guard1")

    def ends() -> None:
        on.done(tale, at=on.ago(9 * 17 + 6), note="上门劝说，对方铺了地垫，答应九点后不跑跳", scene="quiet")
        at = tale.cursor + timedelta(minutes=40)
        ending.confirm(tale, by=li, at=at)
        ending.rate(tale, by=li, at=at + timedelta(minutes=1), stars=4, chips=["kind"], words="说话得体，没伤和气")
        thanks = f"没伤邻里和气，谢谢{worker.name}"
        ending.thank(tale, by=li, at=at + timedelta(minutes=2), staff=worker, words=thanks)

    return [on.told(tale, ends)]


def _shelf(on: Stage) -> list[Tale]:
    """李强's: 孙师傅 comes at the agreed hour of the next days."""
    begins = (on.ahead(0) + DAY).replace(hour=10, minute=0)
    tale = on.take("客厅要装一排搁板，尺寸都量好了", at=on.ago(7), by=on.cast["li_qiang"], channel=Channel.PAGE,
                   item="R-HANG", home=on.site.by_label[LI], spot="客厅",
                   wanted=(begins, begins + timedelta(hours=2)))  # fmt: skip
    worker = on.give(tale, "repair1")
    promise = partial(
        promising.promise, tale, by=tale.ticket.answering, at=on.ago(6.5), moment=begins + timedelta(hours=4),
        words="按约好的时间上门，孙师傅带电锤来",
    )  # fmt: skip
    return [on.told(tale, promise, partial(ordering.accept, tale, by=worker, at=on.ago(6.2)))]


def _urgent(on: Stage) -> list[Tale]:
    """An urgent one of the last minutes: whoever is on shift is there already."""
    home, minute = on.home(21, 6), timedelta(minutes=1)
    tale = on.take("厨房软管崩了，水一直往外喷，快来人", at=on.now - 14 * minute, by=home.contact, channel=Channel.PHONE,
                   item="R-PIPE-BURST", home=home, spot="厨房", danger="water")  # fmt: skip
    worker, by = tale.order.worker, tale.ticket.answering
    moment = (on.now + timedelta(minutes=150)).replace(minute=0)
    words = "人已经出发，请先关总阀、离开有水的插座"
    return [
        on.told(
            tale,
            partial(ordering.accept, tale, by=worker, at=on.now - 12 * minute),
            partial(promising.promise, tale, by=by, at=on.now - 11 * minute, moment=moment, words=words),
            partial(ordering.set_out, tale, by=worker, at=on.now - 10 * minute),
            partial(ordering.arrive, tale, by=worker, at=on.now - 3 * minute),
        )
    ]


def _lamp(on: Stage) -> list[Tale]:
    """One dim lift: 王芳 told it, 李强 follows, a third was merged into it."""
    first = on.take("轿厢里的灯坏了一个，有点暗", at=on.ago(6), by=on.cast["wang_fang"], channel=Channel.PAGE,
                    item="R-LIFT-PARTS", place=LIFT, scene="liftlamp")  # fmt: skip
    neighbour = on.home(6, 1).contact
    second = on.take("1栋1单元电梯里灯灭了一个", at=on.ago(5.3), by=neighbour, channel=Channel.PAGE, item="R-LIFT-PARTS",
                     place=LIFT)  # fmt: skip
    by, moment = first.ticket.answering, on.ahead(5)
    words = f"师傅今天排上了，{on.spoken(moment)}前换好"
    with suppress(Cut):
        promising.promise(first, by=by, at=on.ago(5.8), moment=moment, words=words)
        deeds.follow(first, by=on.cast["li_qiang"], at=on.ago(5.5))
        declining.merge(second, into=first, by=second.ticket.answering, at=on.ago(5))
        ordering.accept(first, by=first.order.worker, at=on.ago(4.8))
    return [on.told(first), second]


def _wish(on: Stage) -> list[Tale]:
    """李强's wish that cannot be met: 郑主任's consent is asked for."""
    tale = on.take("单元门口能不能装个雨棚，收伞总淋湿", at=on.ago(5), by=on.cast["li_qiang"], channel=Channel.PAGE,
                   home=on.site.by_label[LI], kind=NeedKind.SUGGESTION, line="butler")  # fmt: skip
    by, moment = tale.ticket.answering, on.ahead(8)
    words = f"记下了，和主任商量后{on.spoken(moment)}前答复"
    return [
        on.told(
            tale,
            partial(promising.promise, tale, by=by, at=on.ago(4.6), moment=moment, words=words),
            partial(declining.ask_decline, tale, by=by, at=on.ago(1.2), **declines()["canopy"]),
        )
    ]


def _space(on: Stage) -> list[Tale]:
    """Another wish for 郑主任, of another butler's household."""
    home = on.home(9, 4)
    tale = on.take("我想再租一个固定车位，家里两辆车", at=on.ago(8.5), by=home.contact, channel=Channel.PAGE, home=home,
                   kind=NeedKind.SUGGESTION, line="butler")  # fmt: skip
    by, moment = tale.ticket.answering, on.ahead(6)
    words = f"我去问问能不能办，{on.spoken(moment)}前回您"
    return [
        on.told(
            tale,
            partial(promising.promise, tale, by=by, at=on.ago(8), moment=moment, words=words),
            partial(declining.ask_decline, tale, by=by, at=on.ago(3), **declines()["parking"]),
        )
    ]


def _handed(on: Stage) -> list[Tale]:
    """周勇 was asked at the gate; the repairer asks 孙师傅 to take it over."""
    home = on.home(20, 3)
    said = f"{home.contact.name[0]}大爷在门口说他家厨房插座松了，插头插不稳"
    tale = on.take(said, at=on.ago(1.6), by=on.site.staff["guard1"], channel=Channel.GATE, item="R-SOCKET", home=home,
                   spot="厨房", asker=home.contact)  # fmt: skip
    giver, moment = on.give(tale, "repair3"), on.ahead(4)
    words = f"何师傅{on.spoken(moment)}前到，去之前给您打电话"
    hand = partial(
        handing.offer, tale, to=on.site.staff["repair1"], by=giver, at=on.ago(0.5), reason="临时被叫去抢修总阀"
    )
    return [
        on.told(
            tale,
            partial(promising.promise, tale, by=tale.ticket.answering, at=on.ago(1.5), moment=moment, words=words),
            partial(ordering.accept, tale, by=giver, at=on.ago(1.4)),
            hand,
        )
    ]


def _twice(on: Stage) -> list[Tale]:
    """Not fixed twice: 郑主任 answers for it, and a word is due."""
    home = on.home(33, 2)
    tale = on.take("阳台水管接头一直滴，地上总是湿的", at=on.ago(50), by=home.contact, channel=Channel.PHONE,
                   item="R-WATER-LEAK", home=home, spot="阳台", scene="leak")  # fmt: skip
    on.give(tale, "repair1")
    again = partial(ending.reopen, tale, by=home.contact)
    return [
        on.told(
            tale,
            partial(on.done, tale, at=on.ago(46), note="接头松动，重新缠生料带拧紧", scene="leak"),
            partial(again, at=on.ago(34), words="只好了一天，又渗出来了"),
            partial(on.done, tale, at=on.ago(29), note="垫片老化，换了一只，试水十五分钟", scene="leak"),
            partial(again, at=on.ago(1.4), words="还在滴，慢一点而已，麻烦找懂的人来"),
        )
    ]


def _let_down(on: Stage) -> list[Tale]:
    """A bad rating of this week: the promise was missed, and they said so."""
    home = on.home(14, 3)
    tale = on.take("洗菜池下水很慢，快堵死了", at=on.ago(31), by=home.contact, channel=Channel.PAGE, item="R-DRAIN-CLOG",
                   home=home, spot="厨房", scene="drain")  # fmt: skip
    by, promised = tale.ticket.answering, on.ago(22)

    def ends() -> None:
        promising.promise(tale, by=by, at=on.ago(30.5), moment=promised, words="马师傅下午到，今天通开")
        on.done(tale, at=on.ago(17), note="存水弯油脂结块，拆洗后下水正常", scene="drain")
        at = on.ago(12)
        ending.confirm(tale, by=home.contact, at=at)
        words = "说好的时间没来，也没个电话，白请了半天假"
        ending.rate(tale, by=home.contact, at=at + timedelta(minutes=3), stars=2, chips=["slow", "untold"], words=words)

    return [on.told(tale, ends)]


def _waiting(on: Stage) -> list[Tale]:
    """Waits for a part: the resident reads why, and until when."""
    home = on.home(17, 1)
    tale = on.take("锁转不动，开了半小时，怕哪天进不了家", at=on.ago(11), by=home.contact, channel=Channel.PAGE,
                   item="R-LOCK", home=home, spot="入户门", scene="lock")  # fmt: skip
    worker, by = on.give(tale, "repair1"), tale.ticket.answering
    until, moment = on.ahead(3), on.ahead(7)
    words = f"同型号锁芯厂家在发，{on.spoken(until)}到，到了先给您换；这两天门先别反锁"
    return [
        on.told(
            tale,
            partial(promising.promise, tale, by=by, at=on.ago(10.5), moment=moment, words="孙师傅先来看锁，再定怎么换"),
            partial(ordering.accept, tale, by=worker, at=on.ago(10)),
            partial(ordering.arrive, tale, by=worker, at=on.ago(9.5)),
            partial(
                waiting.wait,
                tale,
                by=by,
                at=on.ago(9),
                reason="parts",
                waits_for="同型号锁芯",
                until=until,
                words=words,
            ),
        )
    ]


def _question(on: Stage) -> list[Tale]:
    """赵敏's to answer: not yet promised."""
    tale = on.take("装修押金怎么退，要带什么材料", at=on.ago(0.8), by=on.cast["li_qiang"], channel=Channel.PAGE,
                   home=on.site.by_label[LI], kind=NeedKind.INQUIRY, line="butler")  # fmt: skip
    return [on.told(tale)]


def _rung(on: Stage) -> list[Tale]:
    """Done, and the call-back found nobody: one attempt of two."""
    tale = on.take("楼梯间有人抽烟，烟味飘到家里", at=on.ago(15), by=on.home(12, 1).contact, channel=Channel.PHONE,
                   place=STAIR, line="order", kind=NeedKind.COMPLAINT)  # fmt: skip
    rings = partial(
        ending.call_back,
        tale,
        by=tale.ticket.answering,
        at=on.ago(4),
        answer=CallBackAnswer.NO_ANSWER,
        words="响铃无人接",
    )
    note = "找到抽烟的住户，当面说好去楼下，墙上加贴提示"
    return [on.told(tale, partial(on.done, tale, at=on.ago(13), note=note), rings)]


def _corridor(on: Stage) -> list[Tale]:
    """周勇's: boxes on the stairs, their owner not yet found."""
    tale = on.take("楼道里堆了一堆纸箱，走路都要侧身", at=on.ago(4), by=on.home(25, 1).contact, channel=Channel.CODE,
                   item="O-CORRIDOR", place=STAIR, scene="boxes")  # fmt: skip
    worker, moment = on.give(tale, "guard1"), on.ahead(6)
    words = f"周勇今天上门去说，{on.spoken(moment)}前给结果"
    return [
        on.told(
            tale,
            partial(promising.promise, tale, by=tale.ticket.answering, at=on.ago(3.6), moment=moment, words=words),
            partial(ordering.accept, tale, by=worker, at=on.ago(3.4)),
        )
    ]


def _stains(on: Stage) -> list[Tale]:
    """吴姐's: one in hand, one new."""
    first = on.take("大堂地上有口香糖，踩得黑乎乎", at=on.ago(2.4), by=on.home(30, 1).contact, channel=Channel.PAGE,
                    item="C-CORRIDOR", place=LOBBY, scene="floor")  # fmt: skip
    second = on.take("电梯地上有汤水，谁家垃圾漏的", at=on.ago(0.6), by=on.site.staff["guard1"], channel=Channel.ROUND,
                     item="C-LIFT-CLEAN", place=LIFT, scene="liftcar")  # fmt: skip
    worker, moment = on.give(first, "clean1"), on.ahead(2.5)
    on.give(second, "clean1")
    words = f"吴姐这一圈就带到，{on.spoken(moment)}前弄干净"
    promise = partial(promising.promise, first, by=first.ticket.answering, at=on.ago(2.1), moment=moment, words=words)
    return [on.told(first, promise, partial(ordering.accept, first, by=worker, at=on.ago(1.9))), on.told(second)]


def _hedge(on: Stage) -> list[Tale]:
    """陈园's: a hedge at the bend."""
    tale = on.take("绿篱太高，转弯看不见车", at=on.ago(7.5), by=on.home(40, 2).contact, channel=Channel.PAGE,
                   item="G-PRUNE-ROAD", place="环湖路", scene="hedge")  # fmt: skip
    worker, moment = on.give(tale, "green1"), on.ahead(3)
    words = f"陈园去看过，{on.spoken(moment)}前修到看得见来车"
    return [
        on.told(
            tale,
            partial(promising.promise, tale, by=tale.ticket.answering, at=on.ago(7), moment=moment, words=words),
            partial(ordering.accept, tale, by=worker, at=on.ago(6.6)),
        )
    ]


# ---- 安居苑, the other company's

AJ_STAIR = "1栋1单元楼梯间"


def _aj_lamp(on: Stage) -> list[Tale]:
    """Promised, and in hand."""
    tale = on.take("楼梯间灯不亮，晚上下楼一片黑", at=on.ago(6), by=on.home(3, 1).contact, channel=Channel.PAGE,
                   item="R-LIGHT-PUBLIC", place=AJ_STAIR, scene="stairlamp")  # fmt: skip
    moment = on.ahead(3)
    promise = partial(promising.promise, tale, by=tale.ticket.answering, at=on.ago(5.5), moment=moment,
                      words=f"史师傅{on.spoken(moment)}前修好")  # fmt: skip
    return [on.told(tale, promise, partial(ordering.accept, tale, by=tale.order.worker, at=on.ago(5)))]


def _aj_bins(on: Stage) -> list[Tale]:
    """New, not yet answered."""
    tale = on.take("垃圾桶满了，袋子堆到地上", at=on.ago(0.7), by=on.home(8, 2).contact, channel=Channel.PAGE,
                   item="C-BIN-FULL", place="1号垃圾投放点", scene="bins")  # fmt: skip
    return [on.told(tale)]


def _aj_done(on: Stage) -> list[Tale]:
    """Done, waits for the resident's word."""
    home = on.home(12, 3)
    tale = on.take("马桶冲水没劲，要按两三次", at=on.ago(14), by=home.contact, channel=Channel.PHONE, item="R-TOILET-FLUSH",
                   home=home, spot="主卫")  # fmt: skip
    note = "水位偏低，浮球调高三公分，一次冲净"
    return [on.told(tale, partial(on.done, tale, at=on.ago(10), note=note, scene="cistern"))]


Story = Callable[[Stage], list[Tale]]
# Each with how many hours of work ago it begins; the year's other stories are told between them.
STORIES: dict[str, list[tuple[float, Story]]] = {
    "CH": [
        (9 * 26 + 3.2, _rated), (9 * 17 + 6.4, _quiet_again), (50, _twice), (31, _let_down), (15, _rung), (13, _to_confirm),
        (11, _waiting), (8.5, _space), (7.5, _hedge), (7, _shelf), (6, _lamp), (5, _wish), (4, _corridor),
        (3.2, _leak_today), (2.4, _stains), (1.6, _handed), (0.8, _question),
    ],
    "AJ": [(14, _aj_done), (6, _aj_lamp), (0.7, _aj_bins)],
}  # fmt: skip


def stories(world: World, album: Album) -> Iterator[tuple[datetime, Told]]:
    """When each story of the present begins, and how to tell it; in order."""
    stages = {code: Stage(world, world.sites[code], album) for code in STORIES}
    found: list[tuple[datetime, Told]] = [
        (stages[code].ago(hours), partial(story, stages[code]))
        for code, some in STORIES.items()
        for hours, story in some
    ]
    found.append((world.scale.now - timedelta(minutes=14), partial(_urgent, stages["CH"])))
    yield from sorted(found, key=lambda one: one[0])

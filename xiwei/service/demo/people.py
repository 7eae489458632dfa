"""Who is in the demo: the cast, their colleagues, and how names and phones are made."""

import random
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count
from pathlib import Path

from xiwei.estate.models import Company, Project
from xiwei.ledger.models import SYSTEM
from xiwei.people.actions import staff as actions
from xiwei.people.actions.people import prove_phone
from xiwei.people.models import Line, Role, Staff

# The sign-in page of the demo offers these phones, in this order (settings.DEMO_PHONES).
CAST = {
    "wang_fang": ("王芳", "13800000001"),
    "li_qiang": ("李强", "13800000002"),
    "zhao_min": ("赵敏", "13800000003"),
    "sun": ("孙师傅", "13800000004"),
    "zhou_yong": ("周勇", "13800000005"),
    "wu": ("吴姐", "13800000006"),
    "chen_yuan": ("陈园", "13800000007"),
    "zheng": ("郑主任", "13800000008"),
    "he": ("何经理", "13800000009"),
    "lin": ("林秘书", "13800000010"),
    "outsider": ("外人", "13800000011"),
}
SAID_OF = {
    "wang_fang": "业主，翠湖花园 1栋1单元501",
    "li_qiang": "邻居，翠湖花园 1栋1单元502",
    "zhao_min": "管家",
    "sun": "维修工",
    "zhou_yong": "秩序维护员",
    "wu": "保洁员",
    "chen_yuan": "绿化员",
    "zheng": "小区主任",
    "he": "公司经理",
    "lin": "协会秘书",
    "outsider": "另一家公司（安居物业）的经理",
}
PASSWORD = "ruhuxinweier2026"  # noqa: S105  (the demo's, told to everyone by README)
# Colleagues and residents have numbers nobody was ever given: 1380000 and 1380001 followed by a count.
STAFF_PHONES, HOME_PHONES = 13800000100, 13800010000

NAMES = tomllib.loads((Path(__file__).parent / "data" / "names.toml").read_text(encoding="utf-8"))


def names(chance: random.Random) -> Iterator[tuple[str, bool]]:
    """People's names without end, each with whether it is a woman's; common surnames come more often."""
    surnames, known = NAMES["surnames"], set(NAMES["known"])
    weights = [1 / (place + 8) for place in range(len(surnames))]
    while True:
        surname = chance.choices(surnames, weights)[0]
        woman = chance.random() < 0.5
        name = surname + chance.choice(NAMES["women" if woman else "men"])
        if name not in known:
            yield name, woman


@dataclass(frozen=True)
class Post:
    """One colleague to be: key, name, line, role, title, how they are rostered, and what they are certified for."""

    key: str
    name: str
    line: str
    role: str
    title: str
    beat: str
    offset: int = 0
    cast: str = ""
    certificates: tuple[str, ...] = ()


B, R, S, C, G, M = Line.BUTLER, Line.REPAIR, Line.ORDER, Line.CLEANING, Line.GREENING, Line.MANAGEMENT
_HANDS = ("electric", "fire_control", "locksmith")


def _butler(key: str, name: str, beat: str, offset: int, cast: str = "") -> Post:
    title = "值班管家" if beat == "watch" else "管家"
    return Post(key, name, B, "butler", title, beat, offset, cast)


def _repairer(key: str, name: str, beat: str, offset: int, more: tuple[str, ...] = (), cast: str = "") -> Post:
    return Post(key, name, R, "repairer", "维修工", beat, offset, cast, _HANDS + more)


def _guard(key: str, name: str, beat: str, offset: int, cast: str = "") -> Post:
    return Post(key, name, S, "guard", "秩序维护员", beat, offset, cast, ("guard",))


def _cleaner(key: str, name: str, offset: int, more: tuple[str, ...] = (), cast: str = "", beat: str = "early") -> Post:
    return Post(key, name, C, "cleaner", "保洁员", beat, offset, cast, ("health", *more))


def _gardener(key: str, name: str, offset: int, cast: str = "", more: tuple[str, ...] = ("height",)) -> Post:
    return Post(key, name, G, "gardener", "绿化员", "day", offset, cast, ("pest", *more))


def _director(name: str, cast: str = "") -> Post:
    return Post("director", name, M, "director", "小区主任", "day", 0, cast)


# A beat's offset says where in its turn the person stands today; 0 is a working day for the cast (see rosters).
POSTS: dict[str, list[Post]] = {
    "CH": [
        _director("郑主任", "zheng"),
        _butler("butler1", "赵敏", "long", 0, "zhao_min"),
        _butler("butler2", "钱晓雯", "long", 2),
        _butler("butler3", "冯佳怡", "long", 3),
        _butler("butler4", "韩璐", "long", 1),
        _butler("watch1", "吕晓东", "watch", 0),
        _butler("watch2", "唐静怡", "watch", 1),
        _repairer("repair1", "孙师傅", "day", 0, ("height", "gas"), "sun"),
        _repairer("repair2", "马志强", "day", 1, ("lift",)),
        _repairer("repair3", "何水根", "day", 3, ("welding", "confined")),
        _repairer("repair4", "邓海涛", "day", 4, ("height", "lift")),
        _repairer("night1", "罗永福", "watch", 0, ("lift", "gas")),
        _repairer("night2", "梁建军", "watch", 1, ("lift", "height")),
        _guard("guard1", "周勇", "eight", 0, "zhou_yong"),
        *(_guard(f"guard{n}", name, "eight", n - 1) for n, name in enumerate(
            ("彭国平", "曾志远", "田长林", "袁庆丰", "潘大海", "蒋保华", "余云龙"), start=2)),
        _cleaner("clean1", "吴姐", 0, cast="wu"),
        _cleaner("clean2", "许桂英", 2), _cleaner("clean3", "谢秀兰", 4, ("pest", "confined")),
        _cleaner("clean4", "宋彩霞", 5),
        _cleaner("clean5", "董月娥", 0, beat="noon"), _cleaner("clean6", "叶金凤", 1, ("pest",), beat="noon"),
        _gardener("green1", "陈园", 0, "chen_yuan", ()),
        _gardener("green2", "杜根发", 3),
    ],
    "YF": [
        _director("苏主任"),
        _butler("butler1", "程思雨", "long", 0),
        _butler("watch1", "魏文斌", "watch", 0),
        _butler("watch2", "丁倩", "watch", 1),
        _repairer("repair1", "任立新", "day", 0, ("lift", "height")),
        _repairer("repair2", "沈俊杰", "day", 3),
        _repairer("night1", "姚新民", "watch", 0, ("lift",)),
        _repairer("night2", "卢春生", "watch", 1, ("lift",)),
        *(_guard(f"guard{n}", name, "four", n - 1) for n, name in enumerate(
            ("姜晓东", "崔鹏", "钟亮", "谭凯"), start=1)),
        _cleaner("clean1", "陆翠萍", 0), _cleaner("clean2", "汪素芬", 1, ("pest",), beat="noon"), _cleaner("clean3", "范巧云", 5),
        _gardener("green1", "金明远", 0),
    ],
    "SD": [
        _director("石主任"),
        _butler("butler1", "廖晓彤", "long", 0),
        _butler("watch1", "贾浩", "watch", 0),
        _butler("watch2", "夏惠芳", "watch", 1),
        _repairer("repair1", "韦阿宝", "day", 0), _repairer("repair2", "方刚", "day", 3),
        _repairer("night1", "常春生", "watch", 0), _repairer("night2", "史根发", "watch", 1),
        *(_guard(f"guard{n}", name, "four", n - 1) for n, name in enumerate(
            ("白少华", "邹勇", "孟斌", "熊波"), start=1)),
        _cleaner("clean1", "秦爱华", 0, ("pest",)), _cleaner("clean2", "邱玉梅", 1, beat="noon"),
        _gardener("green1", "江德明", 0), _gardener("green2", "尹水生", 2), _gardener("green3", "薛桂花", 4),
    ],
    "AJ": [
        _director("段主任"),
        _butler("butler1", "雷婷婷", "long", 0),
        _butler("watch1", "侯磊", "watch", 0),
        _butler("watch2", "龙艳", "watch", 1),
        _repairer("repair1", "史国强", "day", 0, ("lift", "height")), _repairer("repair2", "陶健", "day", 3, ("lift",)),
        _repairer("night1", "安水根", "watch", 0, ("lift",)), _repairer("night2", "向新民", "watch", 1),
        *(_guard(f"guard{n}", name, "four", n - 1) for n, name in enumerate(
            ("黎军", "贺平", "顾超", "毛辉"), start=1)),
        _cleaner("clean1", "郝雪梅", 0, ("pest",)), _cleaner("clean2", "龚春梅", 1, beat="noon"),
        _gardener("green1", "邵卫东", 0),
    ],
}  # fmt: skip
# Whole-company posts by company's code: the cast member, or a name.
OFFICES = {
    "cuihu": [
        Post("manager", "何经理", M, "manager", "公司经理", "", cast="he"),
        Post("deputy", "万总助", M, "manager", "总经理助理", ""),
    ],
    "anju": [Post("manager", "外人", M, "manager", "公司经理", "", cast="outsider")],
    "binhai": [Post("secretary", "林秘书", M, "secretary", "协会秘书", "", cast="lin")],
}


@dataclass
class Hiring:
    """Takes people on, one after another, with phones and numbers in a row."""

    roles: dict[str, Role]
    today: date
    phones: Iterator[int] = field(default_factory=lambda: count(STAFF_PHONES))
    numbers: Iterator[int] = field(default_factory=lambda: count(101))

    def hire(self, company: Company, post: Post, project: Project | None, *, now: datetime) -> Staff:
        """Take one on, with their certificates."""
        number = next(self.numbers)
        staff = actions.hire(
            company, phone=CAST[post.cast][1] if post.cast else str(next(self.phones)), name=post.name,
            role=self.roles[post.role], line=post.line, project=project, title=post.title, number=f"{number:03d}",
            joined_on=now.date(), by=SYSTEM, now=now,
        )  # fmt: skip
        if post.cast:  # what their one tap on the sign-in page takes for granted
            prove_phone(staff.person, phone=CAST[post.cast][1], now=now)
        for place, kind in enumerate(post.certificates):
            self._certify(staff, kind, number * 7 + place, now)
        return staff

    def _certify(self, staff: Staff, kind: str, mark: int, now: datetime) -> None:
        """Most are good for a year and more; 孙师傅's 登高证 ends in three weeks, guard 白少华's is over."""
        ends = self.today + timedelta(days=240 + mark * 37 % 700)
        if (staff.name, kind) == ("孙师傅", "height"):
            ends = self.today + timedelta(days=20)
        if (staff.name, kind) == ("白少华", "guard"):
            ends = self.today - timedelta(days=12)
        actions.hold_credential(
            staff, kind=kind, number=f"滨培{2020 + mark % 5}{mark:04d}", issued_on=ends - timedelta(days=3 * 365),
            expires_on=ends, by=SYSTEM, now=now,
        )  # fmt: skip

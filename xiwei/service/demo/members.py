"""The association's other members: registers only, of all ten kinds of project, so that its page has figures (B1)."""

import random
from datetime import datetime, timedelta

from xiwei.estate.models import Company, PlaceKind, ProjectKind, RoomKind
from xiwei.service.demo import estate
from xiwei.service.demo.estate import Block, Plot

K, R, P = ProjectKind, RoomKind, PlaceKind
# Company: code, name; its projects: code, name, kind, buildings, floors, units, doors on a floor.
MEMBERS: list[tuple[str, str, list[tuple[str, str, str, int, int, int, int]]]] = [
    ("haitang", "海棠物业", [("HT", "海棠湾", K.RESIDENTIAL, 6, 18, 2, 2), ("HTX", "海棠实验学校", K.SCHOOL, 4, 5, 0, 8)]),
    ("qinghe", "青禾物业", [("QH", "青禾里", K.RESIDENTIAL, 9, 11, 2, 2), ("QHJ", "青禾集市", K.MALL, 1, 4, 0, 40)]),
    ("yunxiu", "云岫物业", [("YX", "云岫国际中心", K.OFFICE, 2, 32, 0, 8)]),
    ("tingsong", "听松物业", [("TS", "听松医院", K.HOSPITAL, 3, 12, 0, 16), ("TSY", "听松雅苑", K.RESIDENTIAL, 4, 26, 1, 4)]),
    ("wangchao", "望潮物业", [("WC", "望潮体育馆", K.STADIUM, 1, 3, 0, 20), ("WCT", "望潮台", K.RESIDENTIAL, 5, 24, 2, 2)]),
    ("yinxing", "银杏里物业", [("YL", "银杏里", K.RESIDENTIAL, 12, 6, 4, 2)]),
    ("qingchuan", "晴川物业", [("QC", "晴川路", K.ROAD, 0, 0, 0, 0), ("QCP", "晴川公园", K.PARK, 1, 1, 0, 3)]),
    ("bailu", "白鹭物业", [("BL", "白鹭洲公园", K.PARK, 2, 2, 0, 4), ("BLW", "白鹭湾", K.RESIDENTIAL, 8, 17, 2, 2)]),
    ("dukou", "渡口物业", [("DK", "渡口客运站", K.STATION, 2, 3, 0, 22)]),
    ("mailang", "麦浪物业", [("ML", "麦浪科创园", K.INDUSTRIAL, 10, 6, 0, 8), ("MLG", "麦浪公寓", K.RESIDENTIAL, 3, 15, 1, 10)]),
    ("shiliu", "石榴物业", [("SL", "石榴新村", K.RESIDENTIAL, 20, 6, 3, 2)]),
    ("liuyue", "六月物业", [("LY", "六月广场", K.MALL, 1, 6, 0, 60)]),
    ("hefeng", "和风物业", [("HF", "和风大学城", K.SCHOOL, 7, 6, 0, 18), ("HFR", "和风人家", K.RESIDENTIAL, 6, 28, 1, 4)]),
    ("changting", "长汀物业", [("CT", "长汀工业区", K.INDUSTRIAL, 14, 4, 0, 6)]),
    ("qiaotou", "桥头物业", [("QT", "桥头站前广场", K.STATION, 1, 2, 0, 12), ("QTL", "桥头大道", K.ROAD, 0, 0, 0, 0)]),
]  # fmt: skip
COMMON = [
    (P.GATE, "主出入口"),
    (P.GARDEN, "绿地"),
    (P.BINS, "垃圾投放点"),
    (P.OFFICE, "服务中心"),
    (P.PLANT_ROOM, "配电房"),
]
_OF_ROOMS = {K.RESIDENTIAL: R.HOME, K.MALL: R.SHOP, K.STATION: R.SHOP}


def found_members(association: Company, *, chance: random.Random, today: datetime) -> list[Company]:
    """Fifteen companies with twenty-four projects."""
    made = []
    for rank, (code, name, projects) in enumerate(MEMBERS):
        now = estate.founded(today, 1 + rank % 5) + timedelta(days=rank * 3)
        company = estate.found(code, name, now=now, over=association)
        for nth, project in enumerate(projects, start=1):
            phone = f"0574-5556{rank:02d}{nth:02d}"
            estate.open_project(company, _plot(*project, phone), chance=chance, now=now + timedelta(days=2 * nth))
        made.append(company)
    return made


def _plot(code: str, name: str, kind: str, buildings: int, floors: int, units: int, doors: int, phone: str) -> Plot:
    rooms = _OF_ROOMS.get(K(kind), R.OFFICE)
    blocks = [Block(f"{n}栋", floors, units, doors, rooms) for n in range(1, buildings + 1)]
    area = buildings * floors * max(units, 1) * doors * 95 or 36_000
    return Plot(code, name, kind, f"滨海市{name}", phone, blocks, COMMON, area=area)

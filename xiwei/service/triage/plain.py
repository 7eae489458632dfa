"""The commonest troubles by what they are made of: what stands where (a lamp, in a passage) and what is wrong with it.

A menu item's own phrases (menu.named) must stand word for word; people say the same in any order: 五楼过道的灯不亮了. The
patterns are in data/plain.toml, in the order in which they are tried.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from . import menu

DATA = Path(__file__).resolve().parent / "data" / "plain.toml"
MOST = 60  # characters beyond which a message tells a story, in which such words prove nothing


@dataclass(frozen=True)
class Told:
    """One trouble: its item, where it may be ("" anywhere), what must be said of it and what must not."""

    item: str
    at: re.Pattern[str]
    all: tuple[re.Pattern[str], ...]
    none: re.Pattern[str]
    at_home: bool


@cache
def known() -> tuple[Told, ...]:
    """All of them, in the order in which they are tried."""
    homes = {one["code"] for one in menu.items() if one["place"] == "home"}
    return tuple(
        Told(
            one["item"],
            re.compile(one.get("at", "")),
            tuple(re.compile(pattern) for pattern in one["all"]),
            re.compile(one.get("not", r"(?!)")),
            one["item"] in homes,
        )
        for one in tomllib.loads(DATA.read_text("utf-8"))["told"]
    )


def item(text: str, at: str = "") -> str:
    """The item these words name, at the public place of this name where one is known; "" where none is meant.

    At a public place no item for homes is meant, whatever is said.
    """
    if len(text) > MOST:
        return ""
    meant = (one.item for one in known() if not (at and one.at_home) and _says(one, text, at))
    return next(meant, "")


def _says(one: Told, text: str, at: str) -> bool:
    here = one.at.search(at + text)
    return bool(here) and not one.none.search(text) and all(pattern.search(text) for pattern in one.all)


ASKS = re.compile(
    r"(?:建议|希望|想|盼|能不能|能否|可不可以|可以(?=.{0,14}[吗么])|最好能?|要是|是否可以|请求?|有没有可能|何时能|什么时候能)"
    r"(?:小区|物业|你们|咱们|我们)?.{0,14}?(?:加装|安装|增设|增加|新建|添置?|装|建|设|修建|加|多放|放|种|开|配|摆|多)"
    r"|(?:要是|如果).{0,10}(?:有|装|建).{0,8}就好了"
)
THINGS = re.compile(
    r"充电|快递柜|监控|摄像|篮球场|球场|垃圾桶|扶手|坡道|减速带|椅|凳|门禁|雨棚|电梯|路灯|灯|晾衣|滑梯|健身|巡逻|箱|柜|栏杆|护栏"
    r"|车位|车棚|花|树|草|座|镜|标识|指示牌|宣传栏|直饮水|食堂|图书|游乐|充气|厕所|道闸|岗亭|桌|棚|设施|器材"
)
OWN = re.compile(
    r"我家|家里|家中|自家|自己|我的|屋里|室内|客厅|厨房|卧室|卫生间|阳台|师傅|上门|多少钱|手续|申请|流程|坏|不亮|漏|堵|修|破|断|松|没反应"
)


def wishes(text: str) -> bool:
    """Whether it is wished that something be put up or added for all (想在楼下装一个充电桩): to be answered, not mended."""
    return len(text) <= MOST and bool(ASKS.search(text) and THINGS.search(text)) and not OWN.search(text)

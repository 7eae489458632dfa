"""Finds where a need is: building, unit, floor, room, and the common place, as people write them."""

from __future__ import annotations

import re

NUMBER = r"(?:[0-9０-９]{1,4}|[A-Za-z][0-9]{0,2}|[一二三四五六七八九十百两]{1,4})"
BUILDING = rf"{NUMBER}(?:号楼|栋|幢|座|号院)"
UNIT = rf"{NUMBER}(?:单元|门栋|梯)"
FLOOR = rf"(?:负|地下|B)?{NUMBER}(?:楼|层)"
ROOM = r"(?:[0-9]{3,4})(?:室|号房|房|号)?(?![0-9元年月米户平万])"
COMMON = (
    "电梯轿厢|货梯|电梯厅|电梯口|电梯井|电梯机房|电梯|楼梯间|楼道|走廊|过道|大堂|单元门口|单元门|入户门|防火门|消防通道|消防栓|"
    "地下车库|地下停车场|地下室|车库入口|车库|地库|停车场|停车位|车位|道闸|岗亭|东门|南门|西门|北门|大门口|大门|侧门|后门|"
    "儿童乐园|游乐场|滑梯|健身区|健身器材|篮球场|泳池|游泳池|水景|喷泉|人工湖|中心花园|花园|凉亭|草坪|绿化带|花坛|"
    "垃圾房|垃圾站|垃圾桶|化粪池|污水井|配电房|配电间|水泵房|水箱|楼顶|天台|屋面|外墙|架空层|连廊|会所|快递柜|充电桩|"
    "厨房|卫生间|洗手间|厕所|阳台|客厅|主卧|次卧|卧室|飘窗|书房|餐厅"
)
PLACE = re.compile(
    rf"(?:{BUILDING})(?:[-—－ ]?(?:{UNIT}))?(?:[-—－ ]?(?:{ROOM}|{FLOOR}))?(?:的)?(?:{COMMON})?"
    rf"|(?:{UNIT})(?:{ROOM}|{FLOOR})?(?:的)?(?:{COMMON})?"
    rf"|[0-9]{{1,2}}[-—－][0-9](?:[-—－][0-9]{{3,4}})"
    rf"|(?:{FLOOR})(?:的)?(?:{COMMON})?"
    rf"|(?:{COMMON})"
)
MOST = 5


def find(text: str, title: str = "") -> tuple[str, ...]:
    """Places named in the message, the fullest first ("3栋2单元电梯"), each once, five at most."""
    found: list[str] = []
    for match in PLACE.finditer(f"{title} {text}"[:1000]):
        if match[0] not in found:
            found.append(match[0])
    kept = [one for one in found if not any(one != other and one in other for other in found)]
    return tuple(sorted(kept, key=len, reverse=True)[:MOST])

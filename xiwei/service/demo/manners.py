"""How people of the demo call one another, and how they say a moment."""

from datetime import datetime
from zlib import crc32

from xiwei.people.models import Line, Person, Staff
from xiwei.shared.worktime import SHANGHAI

HOURS = ("十二", "一", "两", "三", "四", "五", "六", "七", "八", "九", "十", "十一")
WEEKDAYS = "一二三四五六日"
# In a hundred askers, so many speak like elders; of complaints, so many are angry.
OLD, ANGRY = 12, 40


def spoken(moment: datetime, at: datetime) -> str:
    """A moment as people say it at `at`: 今天下午四点半, 明天上午十点, 周三上午九点, 12月3日上午九点."""
    local, here = moment.astimezone(SHANGHAI), at.astimezone(SHANGHAI)
    ahead = (local.date() - here.date()).days
    if 0 <= ahead < 3:
        day = ("今天", "明天", "后天")[ahead]
    else:
        day = f"周{WEEKDAYS[local.weekday()]}" if 0 < ahead < 7 else f"{local.month}月{local.day}日"
    half = "半" if local.minute >= 30 else ""
    return f"{day}{_part(local.hour)}{HOURS[local.hour % 12]}点{half}"


def _part(hour: int) -> str:
    """The part of the day an hour belongs to."""
    ends = ((6, "凌晨"), (9, "早上"), (12, "上午"), (13, "中午"), (18, "下午"))
    return next((part for end, part in ends if hour < end), "晚上")


def called(staff: Staff, line: str) -> str:
    """What residents call a colleague: 孙师傅, 许姐, 小赵, 周勇."""
    name = staff.name
    if name.endswith(("师傅", "姐", "主任", "经理")):
        return name
    by_line = {
        Line.REPAIR: f"{name[0]}师傅", Line.GREENING: f"{name[0]}师傅", Line.CLEANING: f"{name[0]}姐",
        Line.BUTLER: f"小{name[0]}",
    }  # fmt: skip
    return by_line.get(Line(line), name)


def voice(person: Person | None, *, complains: bool) -> set[str]:
    """How a person speaks; the same one always the same way."""
    if person is None:
        return set()
    mark = crc32(person.name.encode()) % 100
    if mark < OLD:
        return {"old"}
    return {"angry"} if complains and mark > 100 - ANGRY else set()

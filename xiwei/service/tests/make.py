"""Builders for the heart's tests: the cast in a whole service group, and needs to tell."""

from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tests.cast import Cast, cast
from xiwei.people.models import Line
from xiwei.service.actions import asking
from xiwei.service.models import Channel, GroupArea, GroupMember, ServiceGroup, Ticket
from xiwei.shared import pictures
from xiwei.shared.pictures import Picture
from xiwei.standards.models import MenuItem


@dataclass
class World:
    """The cast, the group that serves 1栋 and 2栋, and a menu item."""

    cast: Cast
    group: ServiceGroup
    leak: MenuItem

    def __getattr__(self, name: str) -> Any:
        return getattr(self.cast, name)


def world() -> World:
    """翠湖花园 with one group for both buildings; 郑主任 stands in for nobody, so gaps reach the director."""
    made = cast()
    group = ServiceGroup.objects.create(company=made.company, project=made.project, name="一组")
    GroupArea.objects.bulk_create(
        GroupArea(company=made.company, group=group, building=building) for building in made.buildings
    )
    serving = [
        (Line.BUTLER, made.staff_zhao),
        (Line.REPAIR, made.staff_sun),
        (Line.ORDER, made.staff_zhou),
        (Line.CLEANING, made.staff_wu),
        (Line.GREENING, made.staff_chen),
    ]
    GroupMember.objects.bulk_create(
        GroupMember(company=made.company, group=group, line=line, staff=staff) for line, staff in serving
    )
    return World(made, group, leak_item(made))


def leak_item(made: Cast, **changed: Any) -> MenuItem:
    """水管漏水, with two steps and a photo demanded at the end."""
    fields: dict[str, Any] = {
        "code": "R-WATER-LEAK",
        "name": "水管漏水",
        "line": "repair",
        "done_by": "repair",
        "kind": "repair",
        "setting": "home",
        "urgency": "ordinary",
        "covers": "家中明装水管、阀门、软管的渗漏",
        "duration_minutes": 60,
        "steps": ["关阀止水", "更换或紧固"],
        "evidence": ["after"],
    }
    return MenuItem.objects.create(company=made.company, since=made.now, **{**fields, **changed})


def need(w: World, **changed: Any) -> asking.Need:
    """王芳's kitchen leaks."""
    fields: dict[str, Any] = {
        "project": w.project,
        "words": "厨房水槽下面漏水，地上一摊",
        "kind": "repair",
        "line": "repair",
        "urgency": "ordinary",
        "room": w.room,
        "household": w.household,
        "item": w.leak,
        "asker": w.wang_fang,
    }
    return asking.Need(**{**fields, **changed})


def ticket(w: World, *, now: datetime | None = None, **changed: Any) -> Ticket:
    """王芳's leak, reported from her page: offered to 孙师傅, first contact 赵敏."""
    return asking.take(need(w, **changed), channel=Channel.PAGE, by=w.wang_fang, now=now or w.now)


def public_need(w: World, **changed: Any) -> asking.Need:
    """The lift's lamp is out, told by 王芳."""
    return need(
        w, **{"words": "电梯里的灯不亮", "room": None, "household": None, "item": None, "place": w.lift, **changed}
    )


def jpeg() -> bytes:
    """A file as a phone sends it, drawn here: 4 × 3 grey."""
    drawn = BytesIO()
    Image.new("RGB", (4, 3), "grey").save(drawn, "JPEG")
    return drawn.getvalue()


def picture() -> Picture:
    """The same as intake gives it."""
    return pictures.take(SimpleUploadedFile("完工.jpg", jpeg(), "image/jpeg"))

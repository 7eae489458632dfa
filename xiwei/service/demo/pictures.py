"""Pictures drawn by the program: two dozen plain scenes, before and after, each stamped with its year."""

from collections.abc import Callable
from datetime import datetime
from io import BytesIO

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw, ImageFont

from xiwei.service.demo.deeds.photos import Print
from xiwei.shared import pictures
from xiwei.shared.worktime import SHANGHAI

FOLDER = "tickets/demo"
WIDE, HIGH = 800, 600
Pen = ImageDraw.ImageDraw
WALL, FLOOR, WATER, METAL, WOOD, DARK, LEAF, GLOW = (
    "#e9e4d8", "#c9bfae", "#6fa8c9", "#a9b0b5", "#b98a5b", "#33383d", "#6f9a5a", "#ffe9a8",
)  # fmt: skip


def _room(pen: Pen, wall: str = WALL, floor: str = FLOOR) -> None:
    pen.rectangle((0, 0, WIDE, 420), fill=wall)
    pen.rectangle((0, 420, WIDE, HIGH), fill=floor)


def _pool(pen: Pen, left: int, top: int, right: int, bottom: int) -> None:
    pen.ellipse((left, top, right, bottom), fill=WATER)
    pen.ellipse((left + 40, top + 14, right - 60, bottom - 26), fill="#8fbfd8")


def leak(pen: Pen, fixed: bool) -> None:
    """Under a sink: the trap, and the puddle that is there no longer."""
    _room(pen, "#d8cbb4", "#a98f6b")
    pen.rectangle((150, 60, 650, 110), fill="#f4f4f0")
    pen.line((400, 110, 400, 230, 470, 290, 540, 250, 540, 420), fill=METAL, width=34)
    pen.rectangle((372, 150, 428, 190), fill="#d3d9dd" if fixed else "#7d5a3c")
    if not fixed:
        for drop in (320, 365, 405):
            pen.ellipse((388, drop, 410, drop + 30), fill=WATER)
        _pool(pen, 210, 440, 640, 560)


def tap(pen: Pen, fixed: bool) -> None:
    """A tap over a basin."""
    _room(pen, "#dfe7ea", "#b9c4c9")
    pen.rounded_rectangle((120, 380, 680, 540), 60, fill="#fafafa")
    pen.rectangle((380, 180, 420, 390), fill=METAL)
    pen.rounded_rectangle((380, 170, 560, 210), 18, fill=METAL)
    pen.rectangle((530, 200, 560, 250), fill=METAL)
    pen.ellipse((352, 130, 448, 180), fill="#8d979d")
    if not fixed:
        for drop in (270, 320, 365):
            pen.ellipse((534, drop, 556, drop + 34), fill=WATER)


def toilet(pen: Pen, fixed: bool) -> None:
    """A bowl, full to the brim or clear."""
    _room(pen, "#e3ebe8", "#bcc8c4")
    pen.rounded_rectangle((290, 90, 510, 280), 20, fill="#ffffff")
    pen.ellipse((230, 270, 570, 520), fill="#ffffff")
    pen.ellipse((275, 305, 525, 440), fill=WATER if fixed else "#9a8156")
    if not fixed:
        _pool(pen, 130, 490, 670, 580)


def sink(pen: Pen, fixed: bool) -> None:
    """A floor drain."""
    _room(pen, "#e8e8e2", "#cfd3d0")
    for x in range(0, WIDE, 100):
        pen.line((x, 420, x - 60, HIGH), fill="#b5bab7", width=3)
    if not fixed:
        _pool(pen, 160, 430, 660, 580)
    pen.ellipse((340, 470, 470, 540), fill="#7f878b")
    for x in range(360, 460, 20):
        pen.line((x, 480, x, 530), fill=DARK, width=6)


def stain(pen: Pen, fixed: bool) -> None:
    """A corner of a ceiling."""
    pen.rectangle((0, 0, WIDE, HIGH), fill="#f2efe8")
    pen.polygon([(0, 0), (WIDE, 0), (560, 230), (240, 230)], fill="#fbfaf6")
    pen.line((240, 230, 240, HIGH), fill="#d9d4c8", width=4)
    if fixed:
        pen.rectangle((250, 60, 420, 210), fill="#f7f4ec", outline="#e4dfd2", width=3)
    else:
        for grow, tone in ((0, "#e2d2a9"), (30, "#d3bd86"), (60, "#c2a76a")):
            pen.ellipse((230 + grow, 60 + grow // 2, 520 - grow, 290 - grow), fill=tone)


def radiator(pen: Pen, fixed: bool) -> None:
    """A radiator with its thermometer."""
    _room(pen)
    for n in range(8):
        pen.rounded_rectangle((170 + n * 58, 220, 218 + n * 58, 470), 20, fill="#f7f7f4" if fixed else "#dfe6ea")
    pen.rectangle((680, 120, 706, 330), fill="#ffffff", outline=DARK, width=3)
    pen.rectangle((686, 190 if fixed else 280, 700, 326), fill="#c94f3d" if fixed else "#5b86ad")
    if fixed:
        for x in (220, 360, 500):
            pen.arc((x, 130, x + 60, 210), 20, 200, fill="#e8a48f", width=6)


def meterbox(pen: Pen, fixed: bool) -> None:
    """Breakers in a box: one is down."""
    _room(pen)
    pen.rounded_rectangle((180, 90, 620, 400), 16, fill="#f5f5f2", outline="#b5b5ae", width=5)
    for n in range(6):
        down = n == 3 and not fixed
        pen.rectangle((215 + n * 64, 170, 260 + n * 64, 320), fill="#dfe3e6")
        pen.rectangle(
            (225 + n * 64, 250 if down else 190, 250 + n * 64, 290 if down else 230), fill="#b6463a" if down else DARK
        )


def lamp(pen: Pen, fixed: bool) -> None:
    """A stairwell by night, dark or lit."""
    pen.rectangle((0, 0, WIDE, HIGH), fill="#cfc7b2" if fixed else "#23262b")
    if fixed:
        pen.polygon([(400, 70), (60, HIGH), (740, HIGH)], fill="#efe3bd")
    for n in range(6):
        pen.rectangle((120 + n * 90, 540 - n * 62, WIDE, 602 - n * 62), fill="#a79f8c" if fixed else "#2f3339")
    pen.ellipse((350, 30, 450, 100), fill=GLOW if fixed else "#4a4e55")


def lift(pen: Pen, fixed: bool) -> None:
    """A lift's door and its display."""
    _room(pen, "#d5d9dc", "#9ea6ab")
    pen.rectangle((230, 90, 570, 520), fill="#b9c1c6")
    gap = 0 if fixed else 46
    pen.rectangle((240, 100, 398 - gap, 516), fill="#dfe4e7")
    pen.rectangle((402 + gap, 100, 560, 516), fill="#dfe4e7")
    if not fixed:
        pen.rectangle((354, 100, 446, 516), fill=DARK)
    pen.rectangle((350, 40, 450, 76), fill="#1f2a22")
    pen.polygon([(385, 68), (400, 48), (415, 68)], fill="#6fe08a" if fixed else "#e0705f")


def door(pen: Pen, fixed: bool) -> None:
    """A door, ajar or shut."""
    _room(pen)
    pen.rectangle((250, 70, 560, 500), fill="#6b5540")
    if fixed:
        pen.rectangle((262, 82, 548, 500), fill="#9a7a58")
    else:
        pen.rectangle((262, 82, 548, 500), fill=DARK)
        pen.polygon([(262, 82), (430, 120), (430, 540), (262, 500)], fill="#9a7a58")
    pen.ellipse((500, 290, 526, 316) if fixed else (398, 310, 420, 332), fill="#e0c27a")


def barrier(pen: Pen, fixed: bool) -> None:
    """A gate's bar, up or stuck."""
    _room(pen, "#cfe0ea", "#8f9499")
    pen.rectangle((120, 250, 200, 500), fill="#e0b23c")
    line = (160, 280, 640, 90) if fixed else (160, 290, 720, 310)
    pen.line(line, fill="#f4f4f4", width=30)
    x1, y1, x2, y2 = line
    for n in range(1, 8, 2):
        a, b = n / 8, (n + 1) / 8
        pen.line(
            (x1 + (x2 - x1) * a, y1 + (y2 - y1) * a, x1 + (x2 - x1) * b, y1 + (y2 - y1) * b), fill="#c9483a", width=30
        )


def flood(pen: Pen, fixed: bool) -> None:
    """A garage's floor, under water or dry."""
    _room(pen, "#c5c9c8", "#9ba19f")
    for x in (60, 380, 700):
        pen.rectangle((x, 60, x + 50, 470), fill="#e4d9b8")
    for x in (150, 470):
        pen.line((x, 440, x - 60, HIGH), fill="#f1f1ea", width=8)
    if not fixed:
        pen.rectangle((0, 470, WIDE, HIGH), fill=WATER)
        for y in (495, 530, 565):
            pen.line((60, y, 740, y), fill="#9cc6da", width=4)


def meter(pen: Pen, fixed: bool) -> None:
    """A gauge: the hand in the red or in the green."""
    _room(pen, "#dde3e0", "#b4bcb8")
    pen.ellipse((220, 70, 580, 430), fill="#fbfbf8", outline="#6d767b", width=14)
    pen.arc((260, 110, 540, 390), 180, 250, fill="#c9483a", width=22)
    pen.arc((260, 110, 540, 390), 250, 360, fill=LEAF, width=22)
    pen.line((400, 250, 500, 190) if fixed else (400, 250, 290, 215), fill=DARK, width=10)
    pen.ellipse((382, 232, 418, 268), fill=DARK)


def tile(pen: Pen, fixed: bool) -> None:
    """Paving, broken or whole."""
    pen.rectangle((0, 0, WIDE, HIGH), fill="#bdb6a8")
    for y in range(0, HIGH, 120):
        for x in range(0, WIDE, 160):
            pen.rectangle((x + 4, y + 4, x + 156, y + 116), fill="#d3ccbd")
    if not fixed:
        pen.polygon([(320, 240), (470, 250), (450, 350), (340, 340)], fill="#5d564b")
        pen.line((320, 240, 250, 180), fill="#6d665a", width=6)
        pen.line((450, 350, 560, 420), fill="#6d665a", width=6)


def swing(pen: Pen, fixed: bool) -> None:
    """A slide in a sandpit."""
    _room(pen, "#cfe6ef", "#e3cf9d")
    pen.rectangle((180, 160, 300, 470), fill="#e0863c")
    pen.polygon([(300, 190), (340, 190), (640, 480), (580, 490)], fill="#4f9ac0")
    if not fixed:
        pen.line((430, 290, 500, 380), fill=DARK, width=8)
        pen.rectangle((360, 500, 700, 530), fill="#d9483a")


def cars(pen: Pen, fixed: bool) -> None:
    """A lane with a yellow field: parked on or free."""
    _room(pen, "#cddbd2", "#7e8488")
    pen.polygon([(180, 560), (300, 440), (560, 440), (660, 560)], outline="#f0cf4a", width=10)
    if not fixed:
        pen.rounded_rectangle((280, 370, 590, 490), 30, fill="#5a6f8f")
        pen.polygon([(340, 370), (390, 310), (500, 310), (550, 370)], fill="#a9c3d6")
        for x in (330, 510):
            pen.ellipse((x, 455, x + 66, 521), fill=DARK)


def boxes(pen: Pen, fixed: bool) -> None:
    """A corridor, with and without what was left in it."""
    _room(pen)
    pen.polygon([(0, HIGH), (300, 300), (500, 300), (WIDE, HIGH)], fill="#ded6c4")
    pen.rectangle((330, 120, 470, 300), fill="#8d9aa2")
    if not fixed:
        for x, y in ((90, 380), (200, 380), (140, 280)):
            pen.rectangle((x, y, x + 110, y + 100), fill=WOOD, outline="#8f6840", width=4)
            pen.line((x, y + 50, x + 110, y + 50), fill="#d8b98d", width=8)


def wall(pen: Pen, fixed: bool) -> None:
    """A bare wall, then a shelf on it."""
    _room(pen)
    if fixed:
        pen.rectangle((220, 220, 580, 244), fill=WOOD)
        pen.rectangle((300, 150, 350, 220), fill="#c05f4a")
        pen.ellipse((440, 150, 510, 220), fill=LEAF)
    else:
        for x in (250, 550):
            pen.ellipse((x, 226, x + 12, 238), fill=DARK)


def floor(pen: Pen, fixed: bool) -> None:
    """A hall's floor: trodden or shining."""
    _room(pen, "#e6e2d8", "#d9d4c8")
    if fixed:
        for x in (150, 420):
            pen.polygon([(x, 600), (x + 90, 430), (x + 140, 430), (x + 60, 600)], fill="#eeeae0")
    else:
        for x, y in ((180, 470), (300, 520), (430, 460), (560, 540), (250, 560)):
            pen.ellipse((x, y, x + 80, y + 34), fill="#8a7a5f")


def bins(pen: Pen, fixed: bool) -> None:
    """Four bins, overflowing or emptied."""
    _room(pen, "#d6dfd2", "#a7aca6")
    for n, tone in enumerate(("#4d7fa6", "#5a9b62", "#8a6f57", "#6d757a")):
        left = 90 + n * 165
        if not fixed:
            pen.ellipse((left - 12, 190, left + 90, 290), fill="#3f4246")
            pen.ellipse((left + 50, 200, left + 150, 290), fill="#d8d3c6")
        pen.rectangle((left, 260, left + 130, 480), fill=tone)
        if fixed:
            pen.rectangle((left - 8, 240, left + 138, 268), fill=DARK)
    if not fixed:
        pen.ellipse((300, 480, 420, 560), fill="#3f4246")


def branch(pen: Pen, fixed: bool) -> None:
    """A path under trees: blocked by a bough, or swept."""
    _room(pen, "#cfe2ea", "#9fb286")
    pen.polygon([(260, HIGH), (370, 400), (450, 400), (600, HIGH)], fill="#d5cfc2")
    pen.rectangle((120, 160, 160, 460), fill="#6e5238")
    pen.ellipse((40, 50, 250, 260), fill=LEAF)
    if not fixed:
        pen.line((200, 500, 640, 440), fill="#6e5238", width=26)
        for x in (300, 420, 540):
            pen.ellipse((x, 400, x + 120, 500), fill="#5f8a4b")


def leaves(pen: Pen, fixed: bool) -> None:
    """An avenue in autumn."""
    _room(pen, "#dbe6ea", "#c4bfb4")
    for x in (110, 620):
        pen.rectangle((x, 160, x + 34, 450), fill="#6e5238")
        pen.ellipse((x - 80, 40, x + 120, 240), fill="#d7a63c")
    for n in range(12 if fixed else 130):
        x, y = (n * 197) % WIDE, 430 + (n * 83) % 160
        pen.ellipse((x, y, x + 20, y + 12), fill=("#d7a63c", "#b9772f", "#c9912f")[n % 3])


def lawn(pen: Pen, fixed: bool) -> None:
    """A lawn: bare and weedy, or even."""
    _room(pen, "#cfe6ef", "#86ad66" if fixed else "#a7a45f")
    for n in range(60):
        x, y = (n * 131) % WIDE, 430 + (n * 47) % 150
        tall = 10 if fixed else 34
        pen.line((x, y, x + 6, y - tall), fill="#5f8a4b", width=4)
    if not fixed:
        pen.ellipse((300, 470, 520, 560), fill="#b59b6b")


def snow(pen: Pen, fixed: bool) -> None:
    """Steps under ice, then clear."""
    _room(pen, "#dfe8ee", "#eef2f4")
    for n in range(4):
        pen.rectangle((160 - n * 30, 300 + n * 66, 640 + n * 30, 366 + n * 66), fill="#c3bcae" if fixed else "#e8f1f6",
                      outline="#a9b6bd", width=4)  # fmt: skip


SCENES: dict[str, Callable[[Pen, bool], None]] = {
    one.__name__: one
    for one in (leak, tap, toilet, sink, stain, radiator, meterbox, lamp, lift, door, barrier, flood, meter, tile, swing,
                cars, boxes, wall, floor, bins, branch, leaves, lawn, snow)
}  # fmt: skip


class Album:
    """Draws and keeps each picture when it is first asked for."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, bool, str], Print] = {}

    def show(self, scene: str, at: datetime, *, fixed: bool) -> list[Print]:
        """The picture of a scene in the year of `at`; none for what nobody would photograph."""
        if scene not in SCENES:
            return []
        year = f"{at.astimezone(SHANGHAI):%Y}"
        key = (scene, fixed, year)
        if key not in self.kept:
            self.kept[key] = _kept(scene, fixed, year)
        return [self.kept[key]]


def _kept(scene: str, fixed: bool, year: str) -> Print:
    drawn = BytesIO()
    draw(scene, fixed, year).save(drawn, "PNG", compress_level=1)
    picture = pictures.take(ContentFile(drawn.getvalue(), name=f"{scene}.png"))
    path = pictures.keep(picture, FOLDER)
    return Print(path, picture.sha256, picture.width, picture.height)


def draw(scene: str, fixed: bool, year: str) -> Image.Image:
    """One scene, with its year in the corner as cameras write it."""
    image = Image.new("RGB", (WIDE, HIGH), WALL)
    pen = ImageDraw.Draw(image)
    SCENES[scene](pen, fixed)
    # Pillow's own letters: no font need be installed.
    pen.text((WIDE - 110, HIGH - 48), year, font=ImageFont.load_default(28), fill="#e88a2c")
    return image

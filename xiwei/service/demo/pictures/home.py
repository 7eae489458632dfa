"""Scenes in the rooms of a home, each before and after."""

from xiwei.service.demo.pictures.brush import (
    AMBER,
    AMBER_SOFT,
    CARD,
    EDGE,
    GLOW,
    HIGH,
    HORIZON,
    INK,
    INK2,
    LEAF,
    LINE,
    METAL,
    METAL2,
    NIGHT,
    PAPER2,
    PERSIMMON,
    PERSIMMON_SOFT,
    PINE,
    PINE_SOFT,
    RED,
    SKY,
    SKY_SOFT,
    WIDE,
    WOOD,
    WOOD2,
    Brush,
)  # fmt: skip


def warmth(p: Brush, fixed: bool) -> None:
    """A room's thermostat and the pipes of the floor's heating: cold or warm."""
    p.room("#f1ebdf", "#d9b98c" if fixed else "#c3ccd0")
    tone = PERSIMMON if fixed else SKY
    for y in (362, 396, 430):
        p.line([(60, y), (580, y)], PERSIMMON_SOFT if fixed else "#aebfca", 10)
    p.box(210, 80, 220, 170, CARD, r=18, edge=LINE)
    p.box(240, 110, 160, 76, NIGHT, r=8)
    digits = ((1, 0, 1, 1, 1, 0, 1), (0, 0, 1, 0, 0, 1, 0)) if fixed else ((0, 0, 1, 0, 0, 1, 0), (1, 0, 1, 1, 0, 1, 1))
    for place, lit in enumerate(digits):
        _digit(p, 268 + place * 62, 120, lit, tone if fixed else "#8fc2e0")
    for x in (290, 350):
        p.oval(x, 218, 12, LINE)


def _digit(p: Brush, x: float, y: float, lit: tuple[int, ...], tone: str) -> None:
    """Seven strokes: top, upper left, upper right, middle, lower left, lower right, bottom."""
    strokes = [((0, 0), (34, 0)), ((0, 0), (0, 27)), ((34, 0), (34, 27)), ((0, 27), (34, 27)), ((0, 27), (0, 54)),
               ((34, 27), (34, 54)), ((0, 54), (34, 54))]  # fmt: skip
    for on, ((ax, ay), (bx, by)) in zip(lit, strokes, strict=True):
        if on:
            p.line([(x + ax, y + ay), (x + bx, y + by)], tone, 6)


def breaker(p: Brush, fixed: bool) -> None:
    """Breakers in a box: one is down, or all stand."""
    p.room()
    p.box(120, 70, 400, 230, CARD, r=14, edge=LINE)
    for n in range(6):
        down = n == 3 and not fixed
        p.box(150 + n * 58, 120, 46, 130, "#dfe3e0", r=5)
        p.box(160 + n * 58, 192 if down else 136, 26, 42, RED if down else INK2, r=4)
    p.oval(490, 92, 9, LEAF if fixed else LINE)


def socket(p: Brush, fixed: bool) -> None:
    """A socket in the wall: burnt and loose, or new."""
    p.room()
    if not fixed:
        p.oval(330, 190, 120, "#d9c8a8", 90)
        p.oval(332, 185, 70, "#8d7a5e", 52)
        p.poly([(236, 122), (404, 140), (392, 276), (222, 256)], "#e9e1c9")
    else:
        p.box(230, 110, 180, 170, CARD, r=14, edge=LINE)
    for x, y in ((290, 165), (350, 165)):
        p.box(x - 5, y - 14, 10, 30, INK2, r=3)
    for x, y, d in ((290, 225, -1), (350, 225, 1), (320, 212, 0)):
        p.line([(x, y), (x + 8 * d, y + 22)], INK2, 9)


def homelamp(p: Brush, fixed: bool) -> None:
    """A room's ceiling lamp, dark or lit."""
    wall = "#f4ead0" if fixed else "#6d7672"
    p.room(wall, "#dcc9a0" if fixed else "#535b57", "#cdb98e" if fixed else "#464d4a")
    if fixed:
        p.poly([(240, 60), (400, 60), (600, HORIZON), (40, HORIZON)], "#fbf3da")
    p.oval(320, 56, 110, GLOW if fixed else "#9aa29d", 26)
    sofa = PINE_SOFT if fixed else "#5a6d64"
    p.box(110, 250, 300, 90, sofa, r=22)
    p.box(90, 290, 340, 76, "#9cc2ae" if fixed else "#4c5f56", r=20)
    p.box(480, 240, 8, 110, WOOD2)
    p.oval(484, 226, 34, LEAF if fixed else "#46533f", 30)


def newlamp(p: Brush, fixed: bool) -> None:
    """Bare wires in a ceiling, then the new lamp."""
    p.room("#f6efdf" if fixed else "#e3ddd0", PAPER2)
    p.box(0, 0, WIDE, 70, CARD)
    if fixed:
        p.line([(320, 70), (320, 130)], INK2, 5)
        p.poly([(240, 220), (400, 220), (360, 130), (280, 130)], PINE)
        p.oval(320, 222, 70, GLOW, 18)
        p.poly([(250, 236), (390, 236), (520, HORIZON), (120, HORIZON)], "#fbf3da")
    else:
        p.oval(320, 70, 30, LINE, 10)
        for x, tone in ((306, RED), (320, SKY), (334, LEAF)):
            p.line([(x, 70), (x - 10, 110), (x + 8, 150)], tone, 5)
        p.box(210, 250, 220, 80, WOOD, r=4)
        p.line([(210, 290), (430, 290)], AMBER_SOFT, 10)
    p.box(190, 340, 260, 18, WOOD, r=4)
    for x in (210, 420):
        p.box(x, 356, 14, 90, WOOD2)


def intercom(p: Brush, fixed: bool) -> None:
    """A screen beside the door: blank, or showing who rings."""
    p.room()
    p.box(190, 60, 260, 240, CARD, r=20, edge=LINE)
    p.box(215, 85, 210, 130, SKY_SOFT if fixed else NIGHT, r=8)
    if fixed:
        p.oval(320, 138, 26, PERSIMMON_SOFT)
        p.box(276, 166, 88, 49, PINE, r=20)
    else:
        p.line([(280, 120), (360, 180)], METAL2, 5)
        p.line([(360, 120), (280, 180)], METAL2, 5)
    for n, tone in enumerate((PINE, LINE, PERSIMMON)):
        p.oval(265 + n * 55, 255, 17, tone)


def window(p: Brush, fixed: bool) -> None:
    """A window that stands ajar with its curtain blowing, or shuts."""
    p.room()
    p.box(150, 40, 340, 250, "#f4f1e8", r=6, edge=EDGE)
    p.box(168, 58, 304, 214, SKY_SOFT)
    p.oval(400, 120, 40, CARD, 18)
    p.box(314, 58, 14, 214, "#f4f1e8")
    if fixed:
        p.box(290, 160, 14, 46, METAL2, r=5)
    else:
        p.poly([(328, 58), (472, 58), (540, 96), (540, 300), (472, 272), (328, 272)], "#b9cfdd")
        p.line([(328, 58), (540, 96), (540, 300), (328, 272)], "#f4f1e8", 12)
        p.line([(300, 175), (286, 215)], METAL2, 10)
        p.poly([(150, 40), (210, 40), (300, 220), (240, 300), (190, 290)], PERSIMMON_SOFT)
    p.box(130, 286, 380, 18, WOOD, r=4)


def lock(p: Brush, fixed: bool) -> None:
    """A door's lock: the key broken in it, or a new one turning."""
    p.box(0, 0, WIDE, HIGH, "#8d6b48")
    for x in (40, 600):
        p.line([(x, 0), (x, HIGH)], "#7a5b3c", 6)
    p.box(230, 60, 180, 360, METAL, r=26)
    p.box(290, 130, 210, 36, METAL2, r=18)
    p.oval(320, 300, 48, "#d8dcda" if fixed else "#9a9384")
    p.box(314, 280, 12, 40, INK, r=4)
    if fixed:
        p.line([(320, 300), (320, 372)], AMBER, 10)
        p.oval(320, 396, 30, AMBER)
        p.oval(320, 396, 12, "#8d6b48")
    else:
        p.line([(320, 300), (334, 322)], AMBER, 10)
        p.line([(440, 420), (500, 440)], AMBER, 10)
        p.oval(522, 446, 24, AMBER)


def shelf(p: Brush, fixed: bool) -> None:
    """A bare wall with its marks, then what was hung."""
    p.room()
    if fixed:
        p.box(170, 190, 300, 16, WOOD, r=3)
        p.box(215, 120, 34, 70, PERSIMMON, r=3)
        p.box(254, 138, 24, 52, PINE, r=3)
        p.oval(400, 160, 30, LEAF)
        p.box(380, 172, 40, 20, WOOD2, r=4)
    else:
        for x in (200, 440):
            p.line([(x - 10, 198), (x + 10, 198)], INK2, 3)
            p.line([(x, 188), (x, 208)], INK2, 3)
        p.line([(200, 198), (440, 198)], EDGE, 2)
        p.box(190, 380, 260, 22, WOOD, r=3)
        p.box(60, 350, 80, 50, PERSIMMON, r=6)


def rack(p: Brush, fixed: bool) -> None:
    """A drying rack under a balcony's ceiling: one end down, or level."""
    p.room("#e7eee9", "#d5d9d0")
    p.box(0, 0, WIDE, 30, CARD)
    p.box(40, 90, 560, 190, SKY_SOFT)
    p.line([(320, 90), (320, 280)], CARD, 10)
    left, right = 120, 120 if fixed else 270
    p.line([(130, 30), (130, left)], METAL2, 4)
    if fixed:
        p.line([(510, 30), (510, right)], METAL2, 4)
    else:
        p.line([(510, 30), (500, 90), (520, 130)], METAL2, 4)
    p.line([(90, left), (550, right)], METAL, 12)
    if fixed:
        for x, tone in ((180, PERSIMMON_SOFT), (290, PINE_SOFT), (400, AMBER_SOFT)):
            p.box(x, 126, 70, 110, tone, r=6)
    p.box(0, HORIZON - 40, WIDE, 40, CARD)


def parcel(p: Brush, fixed: bool) -> None:
    """A home's door, and the parcels before it."""
    p.room("#e9e2d2", "#cfc6b4")
    p.box(220, 40, 200, 290, "#8d6b48", r=4)
    p.box(238, 60, 164, 252, "#a17c55", r=4)
    p.oval(384, 190, 10, AMBER)
    if fixed:
        p.box(140, 350, 130, 90, WOOD, r=4)
        p.line([(140, 392), (270, 392)], AMBER_SOFT, 12)
        p.box(280, 376, 90, 64, "#c79e70", r=4)
        p.line([(325, 376), (325, 440)], AMBER_SOFT, 10)


def quiet(p: Brush, fixed: bool) -> None:
    """A neighbour's door with a note about quiet hours."""
    p.room("#e9e2d2", "#cfc6b4")
    p.box(190, 40, 220, 290, "#6d5b49", r=4)
    p.box(206, 56, 188, 268, "#85705a", r=4)
    p.oval(376, 200, 10, AMBER)
    p.box(440, 120, 110, 140, CARD, r=6, edge=LINE)
    p.oval(495, 168, 26, PINE)
    p.oval(506, 160, 22, CARD)
    for y, end in ((212, 530), (230, 520)):
        p.line([(462, y), (end, y)], LINE, 6)
    p.box(220, 352, 160, 30, PERSIMMON_SOFT, r=8)


def visit(p: Brush, fixed: bool) -> None:
    """A home where somebody looked in: two chairs, a lamp, a cup of tea."""
    p.room("#f4ead6", "#d8c4a2")
    p.box(380, 60, 180, 150, SKY_SOFT, edge=CARD)
    p.line([(470, 60), (470, 210)], CARD, 8)
    for x, tone in ((90, PINE_SOFT), (350, PERSIMMON_SOFT)):
        p.box(x, 220, 150, 110, tone, r=26)
        p.box(x - 14, 290, 178, 70, tone, r=18)
    p.oval(295, 330, 62, WOOD, 16)
    p.box(288, 336, 14, 90, WOOD2)
    p.box(270, 296, 30, 26, CARD, r=5)
    p.line([(285, 288), (280, 274), (290, 262)], LINE, 4)


def sofa(p: Brush, fixed: bool) -> None:
    """An old sofa in the passage, then the free passage."""
    p.room("#e6dfd0", "#cfc6b4")
    p.box(460, 60, 130, 270, METAL, r=4)
    p.line([(525, 60), (525, 330)], METAL2, 5)
    if not fixed:
        p.box(90, 240, 310, 90, "#a9836a", r=20)
        p.box(70, 300, 350, 90, "#967157", r=18)
        p.box(60, 270, 50, 120, "#8a664d", r=14)
        p.box(380, 270, 50, 120, "#8a664d", r=14)
        p.poly([(180, 310), (240, 316), (220, 350), (190, 340)], "#d9c6ae")


def bags(p: Brush, fixed: bool) -> None:
    """Sacks of rubble by the wall, then a swept floor."""
    p.room("#e6dfd0", "#cfc6b4")
    if fixed:
        p.poly([(90, 400), (230, 350), (470, 350), (560, 400)], "#dbd4c5")
        p.line([(500, 120), (470, 360)], WOOD, 10)
        p.box(436, 356, 70, 24, AMBER, r=5)
        return
    for x, y in ((80, 350), (190, 350), (300, 350), (410, 350), (135, 270), (245, 270), (355, 270)):
        p.box(x, y, 104, 86, CARD, r=22, edge=LINE)
        p.line([(x + 38, y + 6), (x + 66, y + 6)], RED, 6)
    for x in (70, 520, 560):
        p.oval(x, 446, 16, "#b0684c", 10)


def crack(p: Brush, fixed: bool) -> None:
    """A wall with a crack, then painted over."""
    p.room("#f1ebdd", "#cdb48f")
    p.box(60, 40, 130, 170, SKY_SOFT, edge=CARD)
    if fixed:
        p.box(300, 30, 250, 270, "#f7f3e8", r=4)
        p.box(470, 260, 60, 22, PINE, r=4)
        p.line([(500, 282), (500, 322)], WOOD2, 8)
        return
    p.line([(330, 0), (352, 60), (330, 110), (372, 170), (356, 230), (396, 324)], "#8c8272", 6)
    p.line([(372, 170), (430, 200), (446, 240)], "#a79d8b", 4)


HOME = (
    warmth, breaker, socket, homelamp, newlamp, intercom, window, lock, shelf, rack, parcel, quiet, visit, sofa,
    bags, crack,
)  # fmt: skip

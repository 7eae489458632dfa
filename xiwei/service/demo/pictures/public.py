"""Scenes in stairs, lifts, halls, garages and at gates, each before and after."""

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
    PERSIMMON,
    PERSIMMON_SOFT,
    PINE,
    PINE2,
    RED,
    SKY,
    SKY_SOFT,
    STONE,
    STONE2,
    WATER,
    WATER2,
    WIDE,
    WOOD,
    WOOD2,
    Brush,
)  # fmt: skip


def stairlamp(p: Brush, fixed: bool) -> None:
    """A stairwell, dark or lit."""
    p.box(0, 0, WIDE, HIGH, "#efe4c4" if fixed else NIGHT)
    if fixed:
        p.poly([(290, 60), (350, 60), (620, HIGH), (20, HIGH)], "#f8f0d5")
    for n in range(6):
        p.box(
            80 + n * 84,
            430 - n * 56,
            WIDE,
            60,
            ("#cdbf9c", "#c2b38f")[n % 2] if fixed else ("#343d39", "#2f3733")[n % 2],
        )
    p.line([(60, 330), (480, 50)], WOOD if fixed else "#3d4642", 10)
    p.oval(320, 50, 46, GLOW if fixed else "#4a534f", 22)


def streetlamp(p: Brush, fixed: bool) -> None:
    """A path by night, its lamps dark or lit."""
    p.box(0, 0, WIDE, HIGH, "#3d5561" if fixed else "#26302f")
    p.oval(540, 70, 26, "#e9ecd8")
    p.box(0, 350, WIDE, 130, "#41503f" if fixed else "#262e29")
    p.poly([(250, 350), (330, 350), (520, HIGH), (120, HIGH)], "#8f8a78" if fixed else "#333a36")
    for x, foot, high in ((170, 400, 250), (420, 370, 180)):
        if fixed:
            p.poly(
                [(x - 20, foot - high), (x + 20, foot - high), (x + 120, foot + 40), (x - 120, foot + 40)], "#a59d78"
            )
        p.box(x - 5, foot - high, 10, high, "#1b2320")
        p.oval(x, foot - high - 8, 24, GLOW if fixed else "#4a534f", 18)


def liftdoor(p: Brush, fixed: bool) -> None:
    """A lift on its floor: stuck ajar with a sign before it, or in service."""
    p.room("#e4dfd2", "#bdb7aa")
    p.box(170, 60, 300, 270, METAL2)
    gap = 0 if fixed else 46
    p.box(184, 74, 272, 256, "#3a423f")
    p.box(184, 74, 134 - gap, 256, "#c9cfce")
    p.box(322 + gap, 74, 134 - gap, 256, "#c9cfce")
    p.box(270, 20, 100, 32, NIGHT, r=5)
    if fixed:
        p.poly([(306, 44), (320, 26), (334, 44)], "#7fd79a")
    else:
        p.line([(300, 28), (340, 46)], "#ee8b72", 5)
        p.line([(340, 28), (300, 46)], "#ee8b72", 5)
        p.poly([(250, 440), (390, 440), (360, 300), (280, 300)], AMBER_SOFT)
        p.line([(320, 330), (320, 380)], INK, 10)
        p.oval(320, 406, 7, INK)
    p.box(500, 190, 34, 70, METAL, r=6)
    p.oval(517, 212, 9, AMBER if fixed else LINE)
    p.oval(517, 238, 9, LINE)


def liftpanel(p: Brush, fixed: bool) -> None:
    """A lift's panel of buttons: one dead, or all well."""
    p.box(0, 0, WIDE, HIGH, "#c3c9c7")
    for x in (40, 600):
        p.line([(x, 0), (x, HIGH)], METAL, 6)
    p.box(200, 30, 240, 420, "#dfe3e1", r=14)
    p.box(240, 55, 160, 66, NIGHT, r=6)
    p.poly([(300, 106), (320, 70), (340, 106)], "#7fd79a" if fixed else "#ee8b72")
    for n in range(8):
        x, y = 270 + n % 2 * 100, 165 + n // 2 * 66
        dead = n == 3 and not fixed
        p.oval(x, y, 25, "#8a8a82" if dead else GLOW if n == 3 else CARD, edge=METAL2)
        if dead:
            p.line([(x - 12, y - 12), (x + 12, y + 12)], INK, 5)


def liftcar(p: Brush, fixed: bool) -> None:
    """Inside a lift: a spill and finger marks, or clean."""
    p.box(0, 0, WIDE, HIGH, "#aeb6b4")
    p.poly([(0, 0), (160, 60), (160, 330), (0, HIGH)], "#b9c0be")
    p.poly([(WIDE, 0), (480, 60), (480, 330), (WIDE, HIGH)], "#b9c0be")
    p.box(160, 60, 320, 270, "#d7dcda")
    p.line([(320, 60), (320, 330)], METAL, 4)
    p.poly([(160, 330), (480, 330), (WIDE, HIGH), (0, HIGH)], "#cbc2ae")
    p.box(180, 210, 280, 10, METAL2, r=5)
    p.box(250, 0, 140, 22, GLOW)
    if fixed:
        p.poly([(230, 90), (270, 90), (220, 320), (180, 320)], "#e6eae8")
        return
    p.oval(300, 412, 110, "#b3834f", 30)
    p.oval(420, 440, 40, "#b3834f", 12)
    p.poly([(350, 380), (400, 372), (414, 410), (366, 420)], CARD)
    for x, y in ((210, 130), (250, 165), (410, 120), (380, 260)):
        p.oval(x, y, 13, "#b4a893", 18)


def unitdoor(p: Brush, fixed: bool) -> None:
    """A building's door: standing open, or shut with its lamp green."""
    p.box(0, 0, WIDE, HIGH, "#d9cfba")
    p.box(0, 400, WIDE, 80, STONE)
    p.box(130, 50, 380, 350, PINE2)
    p.box(150, 70, 340, 330, NIGHT if not fixed else "#9db7ae")
    if fixed:
        p.line([(320, 70), (320, 400)], PINE2, 12)
        for x in (240, 400):
            p.box(x - 60, 100, 120, 260, "#c7dcd4")
        p.line([(300, 220), (300, 290)], AMBER, 8)
        p.line([(340, 220), (340, 290)], AMBER, 8)
    else:
        p.poly([(150, 70), (250, 100), (250, 440), (150, 400)], "#c7dcd4")
        p.line([(150, 70), (250, 100), (250, 440)], PINE2, 10)
        p.box(320, 70, 170, 330, "#c7dcd4")
        p.line([(320, 70), (320, 400)], PINE2, 12)
    p.box(545, 180, 50, 90, CARD, r=8)
    p.oval(570, 205, 10, LEAF if fixed else RED)


def barrier(p: Brush, fixed: bool) -> None:
    """A gate's bar: bent across the lane, or up."""
    p.outside("#b9b8ae")
    p.box(0, 350, WIDE, 130, "#9d9f98")
    p.box(90, 220, 70, 190, AMBER, r=10)
    p.box(104, 240, 42, 26, NIGHT, r=4)
    ends = [(125, 240), (320, 70), (430, -20)] if fixed else [(125, 250), (330, 256), (540, 300)]
    p.line(ends, CARD, 22)
    (ax, ay), (bx, by) = ends[0], ends[1]
    for n in (0.2, 0.6, 1.0):
        x, y = ax + (bx - ax) * n, ay + (by - ay) * n
        p.line([(x, y), (x + (bx - ax) * 0.18, y + (by - ay) * 0.18)], RED, 22)
    if not fixed:
        p.car(330, 440, "#8a93a0", 0.85)


def vent(p: Brush, fixed: bool) -> None:
    """A grille in an office's ceiling: still, or blowing cool."""
    p.room("#ece9df", "#b8c0b6")
    p.box(0, 0, WIDE, 90, CARD)
    p.box(200, 30, 240, 44, "#dfe3e0", r=4, edge=METAL)
    for x in range(220, 430, 24):
        p.line([(x, 38), (x, 66)], METAL2, 4)
    if fixed:
        for x in (250, 320, 390):
            p.line([(x, 100), (x - 16, 135), (x + 12, 165), (x - 6, 200)], "#9cc4dc", 7)
    else:
        p.oval(470, 150, 34, AMBER)
        for dx, dy in ((0, -56), (48, -26), (48, 30), (0, 58), (-48, 30), (-48, -26)):
            p.line([(470 + dx * 0.8, 150 + dy * 0.8), (470 + dx, 150 + dy)], AMBER, 6)
    p.box(90, 270, 460, 16, WOOD, r=3)
    for x in (130, 300, 450):
        p.box(x, 200, 84, 58, INK2, r=5)
        p.box(x + 36, 258, 12, 14, METAL2)


def garageleak(p: Brush, fixed: bool) -> None:
    """A garage's ceiling, dripping or mended."""
    p.garage()
    p.line([(0, 62), (WIDE, 62)], METAL2, 14)
    if fixed:
        p.box(205, 50, 60, 26, PINE, r=5)
        return
    p.oval(232, 40, 110, "#9b9788", 16)
    for y in (110, 190, 270):
        p.drop(236, y, 10)
    p.pool(236, 400, 120, 24)


def pipewell(p: Brush, fixed: bool) -> None:
    """A shaft of pipes by the stairs: water on the landing, or dry."""
    p.room("#e4dccb", STONE)
    p.box(210, 30, 220, 300, "#8f8b7e")
    for x, tone in ((260, METAL), (320, "#9fb8ae"), (380, METAL)):
        p.line([(x, 30), (x, 330)], tone, 24)
    p.box(300, 150, 40, 34, PINE if fixed else "#a4683f", r=6)
    if not fixed:
        for y in (215, 260, 305):
            p.drop(336, y, 9)
        p.pool(330, 410, 230, 40)


def flood(p: Brush, fixed: bool) -> None:
    """A garage under water, or pumped dry behind its sandbags."""
    p.garage()
    if fixed:
        for n in range(7):
            p.box(60 + n * 76, 420, 80, 36, "#d6c49c", r=14)
        p.line([(560, 440), (600, 300), (640, 280)], AMBER, 14)
        return
    p.car(210, 400, "#8795a3", 0.9)
    p.box(0, 362, WIDE, 118, WATER)
    for y in (378, 405, 440):
        p.line([(40, y), (230, y)], WATER2, 5)
        p.line([(330, y + 10), (600, y + 10)], WATER2, 5)


def rooftop(p: Brush, fixed: bool) -> None:
    """A flat roof: standing water by a choked outlet, or clear."""
    p.box(0, 0, WIDE, 210, SKY_SOFT)
    p.box(0, 190, WIDE, 60, "#d3cab6")
    p.box(0, 250, WIDE, 230, "#bdb6a4")
    for x in (160, 320, 480):
        p.line([(x, 250), (x + (x - 320) * 0.5, HIGH)], "#aea793", 4)
    if not fixed:
        p.pool(320, 370, 250, 74)
        for x, y in ((300, 345), (345, 360), (322, 385), (370, 352), (275, 372)):
            p.oval(x, y, 18, "#9c7a3c", 8)
        return
    p.oval(320, 380, 52, METAL2, 30)
    for x in (290, 310, 330, 350):
        p.line([(x, 362), (x, 398)], INK2, 5)


def paving(p: Brush, fixed: bool) -> None:
    """A path's slabs, broken or laid anew."""
    p.box(0, 0, WIDE, HIGH, STONE2)
    for row, y in enumerate(range(0, HIGH, 96)):
        for x in range(-64 * (row % 2), WIDE, 128):
            p.box(x + 3, y + 3, 122, 90, STONE, r=3)
    if fixed:
        p.box(259, 195, 122, 90, "#dcd6c8", r=3)
        return
    p.poly([(256, 190), (386, 196), (380, 290), (300, 280), (262, 292)], "#7a7061")
    p.poly([(270, 200), (330, 205), (320, 250), (276, 262)], "#c3bbab")
    p.line([(380, 290), (470, 340), (520, 330)], "#8c8272", 5)
    p.line([(256, 190), (190, 150)], "#8c8272", 5)


def manhole(p: Brush, fixed: bool) -> None:
    """A manhole open behind cones, or covered."""
    p.box(0, 0, WIDE, HIGH, "#a7a89f")
    p.line([(0, 60), (WIDE, 60)], CARD, 10)
    p.oval(320, 270, 150, "#8b8c84", 96)
    if fixed:
        p.oval(320, 268, 132, METAL2, 82)
        for x in range(230, 420, 36):
            p.line([(x, 240), (x, 296)], "#6c7573", 6)
        return
    p.oval(320, 270, 128, INK, 78)
    p.oval(320, 286, 100, "#0f1613", 50)
    p.cone(120, 400)
    p.cone(520, 400)
    p.line([(120, 350), (520, 350)], AMBER, 8)


def firebox(p: Brush, fixed: bool) -> None:
    """A fire cabinet: extinguisher's needle in the red, or checked and tagged."""
    p.room("#e9e2d2", STONE)
    p.box(150, 50, 220, 270, RED, r=8)
    p.box(166, 66, 188, 238, "#f3e4dd" if fixed else "#c9867a", r=5)
    p.box(220, 120, 76, 170, RED, r=24)
    p.box(240, 96, 36, 30, INK2, r=5)
    p.arc(258, 180, 24, 180, 260, LEAF_OK if fixed else RED, 8)
    p.line([(258, 180), (264, 160) if fixed else (238, 178)], CARD, 5)
    if fixed:
        p.check(440, 130, 40)
        p.box(400, 190, 84, 100, CARD, r=5)
        for y in (215, 240, 265):
            p.line([(416, y), (468, y)], LINE, 6)
    else:
        p.poly([(354, 66), (440, 100), (440, 330), (354, 304)], "#93291f")


LEAF_OK = "#7fd79a"


def charger(p: Brush, fixed: bool) -> None:
    """A charging post: red lamp and dark screen, or charging."""
    p.garage()
    p.box(110, 130, 120, 260, CARD, r=16)
    p.box(130, 155, 80, 60, "#1f3a31" if fixed else NIGHT, r=6)
    if fixed:
        p.poly([(174, 162), (152, 190), (168, 190), (164, 208), (188, 180), (172, 180)], "#7fd79a")
    p.oval(170, 240, 10, LEAF if fixed else RED)
    p.car(330, 420, PINE, 1.0)
    if fixed:
        p.line([(220, 280), (270, 360), (320, 372)], INK2, 9)
    else:
        p.line([(220, 280), (260, 380), (240, 430)], INK2, 9)


def facade(p: Brush, fixed: bool) -> None:
    """Below an outer wall: fallen tiles inside a cordon, or swept and repaired."""
    p.box(0, 0, WIDE, 360, "#dcc9ae")
    for y in range(0, 360, 60):
        for x in range(-40 * (y // 60 % 2), WIDE, 80):
            p.box(x + 2, y + 2, 76, 56, "#e3d3bb", r=2)
    p.box(0, 360, WIDE, 120, STONE)
    if fixed:
        p.box(242, 122, 156, 116, "#ead9bf", r=2)
        return
    p.poly([(240, 120), (400, 125), (390, 236), (300, 244), (236, 200)], "#a08b6e")
    for x, y in ((250, 420), (310, 440), (360, 412), (290, 400)):
        p.poly([(x, y), (x + 34, y - 10), (x + 44, y + 12), (x + 10, y + 20)], "#e3d3bb")
    p.cone(100, 450)
    p.cone(540, 450)
    p.line([(100, 400), (540, 400)], RED, 8)


def firelane(p: Brush, fixed: bool) -> None:
    """The yellow field of a fire lane: parked on, or free."""
    p.outside("#a3a69d")
    p.poly([(110, 460), (200, 350), (470, 350), (560, 460)], AMBER)
    p.poly([(130, 452), (210, 358), (460, 358), (540, 452)], "#a3a69d")
    for x in (220, 300, 380):
        p.line([(x, 360), (x - 50, 450)], AMBER, 6)
    if not fixed:
        p.car(200, 430, SKY, 1.05)


def parking(p: Brush, fixed: bool) -> None:
    """A bay under ground: a stranger's car stands askew, or it is free."""
    p.garage()
    if not fixed:
        p.car(230, 410, "#9a6250", 1.0)
        return
    p.box(250, 390, 150, 50, "#b6bab3", r=6)
    p.poly([(310, 400), (340, 400), (325, 430)], CARD)


def moved(p: Brush, fixed: bool) -> None:
    """A drive: a car stands across it, or the way is free."""
    p.outside("#a3a69d")
    p.poly([(60, HIGH), (240, HORIZON), (400, HORIZON), (580, HIGH)], "#b4b7ae")
    for y, wide in ((350, 5), (390, 7), (440, 10)):
        p.line([(320, y), (320, y + 22)], CARD, wide)
    if not fixed:
        p.car(190, 430, "#c4bfae", 1.15)


def scrape(p: Brush, fixed: bool) -> None:
    """A car's door with its scratch, measured and noted."""
    p.box(0, 0, WIDE, HIGH, "#a9ada6")
    p.box(30, 110, 580, 260, "#3f6f96", r=40)
    p.box(70, 20, 220, 110, SKY_SOFT, r=20)
    p.box(310, 20, 240, 110, SKY_SOFT, r=20)
    p.line([(300, 20), (300, 350)], "#2f5878", 6)
    p.box(220, 190, 60, 14, METAL, r=7)
    for n in range(3):
        p.line([(340, 250 + n * 16), (500, 232 + n * 16)], "#c9d6df", 5)
    p.box(330, 310, 190, 26, AMBER_SOFT, r=4)
    for x in range(340, 520, 20):
        p.line([(x, 310), (x, 322)], INK2, 3)


def boxes(p: Brush, fixed: bool) -> None:
    """A corridor, with and without what was left in it."""
    p.box(0, 0, WIDE, HIGH, "#e9e2d2")
    p.poly([(0, HIGH), (240, 240), (400, 240), (WIDE, HIGH)], STONE)
    p.poly([(0, 0), (240, 90), (240, 240), (0, HIGH)], "#ded5c2")
    p.poly([(WIDE, 0), (400, 90), (400, 240), (WIDE, HIGH)], "#ded5c2")
    p.box(262, 110, 116, 130, "#9db7ae")
    p.box(280, 70, 80, 22, LEAF, r=4)
    if not fixed:
        for x, y, s in ((70, 330, 120), (180, 350, 100), (100, 230, 100)):
            p.box(x, y, s, s * 0.85, WOOD, r=3, edge=WOOD2)
            p.line([(x, y + s * 0.42), (x + s, y + s * 0.42)], AMBER_SOFT, 8)
        p.box(430, 300, 110, 130, "#a5805f", r=4)
        for y in (340, 385):
            p.line([(436, y), (534, y)], WOOD2, 5)


def ebike(p: Brush, fixed: bool) -> None:
    """A scooter in the hall before the lift, or outside in its shed."""
    if fixed:
        p.outside("#b7b9ae")
        p.poly([(40, 190), (600, 150), (600, 180), (40, 220)], PINE)
        for x in (70, 560):
            p.box(x, 190, 12, 230, METAL2)
    else:
        p.room("#e4dfd2", STONE)
        p.box(60, 60, 200, 270, METAL2)
        p.box(74, 74, 84, 256, "#c9cfce")
        p.box(162, 74, 84, 256, "#c9cfce")
    x, y = 300, 420
    for wheel in (0, 190):
        p.oval(x + wheel, y, 42, INK)
        p.oval(x + wheel, y, 20, METAL)
    p.poly([(x + 20, y - 10), (x + 60, y - 80), (x + 170, y - 80), (x + 190, y - 20), (x + 60, y + 6)], PERSIMMON)
    p.box(x + 70, y - 104, 110, 26, INK2, r=12)
    p.line([(x, y), (x + 14, y - 120), (x - 14, y - 136)], METAL2, 10)


def loud(p: Brush, fixed: bool) -> None:
    """A loudspeaker in the square, its measure turned down."""
    p.outside("#c9c6b4")
    p.box(90, 240, 130, 190, INK2, r=12)
    p.oval(155, 290, 34, METAL2)
    p.oval(155, 375, 44, METAL2)
    p.oval(155, 375, 16, INK)
    p.box(380, 150, 170, 250, CARD, r=18, edge=EDGE)
    p.box(400, 175, 130, 80, NIGHT, r=6)
    for n in range(6):
        lit = n < 3
        p.box(410 + n * 19, 235 - n * 9, 13, 12 + n * 9, "#7fd79a" if lit else "#3d4642")
    p.check(465, 320, 34)
    p.arc(240, 300, 40, -40, 40, EDGE, 7)


def firework(p: Brush, fixed: bool) -> None:
    """The ground where crackers were let off, swept, a bucket of water by it."""
    p.outside("#c9c6b4")
    p.poly([(330, 330), (470, 330), (450, 430), (350, 430)], SKY)
    p.oval(400, 330, 70, WATER2, 12)
    p.line([(180, 120), (210, 390)], WOOD, 10)
    p.poly([(170, 380), (250, 380), (272, 440), (150, 440)], AMBER)
    for x, y in ((290, 450), (306, 440), (320, 452)):
        p.box(x, y, 12, 6, RED, r=2)


def dog(p: Brush, fixed: bool) -> None:
    """A dog on its lead."""
    p.outside("#b9c99a")
    p.line([(270, 260), (180, 190), (120, 150)], PERSIMMON, 6)
    p.oval(370, 340, 96, WOOD, 52)
    p.oval(285, 285, 44, WOOD)
    p.oval(256, 300, 24, "#cda377", 18)
    p.oval(304, 262, 16, WOOD2, 26)
    p.oval(276, 276, 5, INK)
    p.oval(236, 294, 7, INK)
    for x in (310, 340, 410, 440):
        p.box(x, 370, 18, 70, WOOD2, r=8)
    p.line([(458, 320), (500, 280)], WOOD, 14)
    p.line([(268, 318), (310, 316)], PERSIMMON, 8)


def gate(p: Brush, fixed: bool) -> None:
    """A gate's booth with its lamp on: somebody watches."""
    p.outside("#b7b9ae")
    p.box(210, 120, 220, 290, PINE, r=6)
    p.poly([(180, 130), (460, 130), (430, 90), (210, 90)], PINE2)
    p.box(235, 160, 170, 120, "#fbeec4", r=4)
    p.oval(320, 212, 26, "#e0b48f")
    p.box(282, 192, 76, 14, INK, r=6)
    p.box(270, 238, 100, 42, SKY, r=18)
    p.box(60, 360, 120, 14, CARD, r=5)
    p.box(460, 360, 120, 14, CARD, r=5)


def floor(p: Brush, fixed: bool) -> None:
    """A stair's landing: stained and littered, or mopped."""
    p.room("#e9e2d2", STONE)
    p.box(440, 80, 130, 250, "#a3bdb2", r=3)
    p.line([(40, 120), (360, 300)], WOOD, 10)
    for x in range(60, 360, 60):
        p.line([(x, 120 + (x - 40) * 0.56), (x, HORIZON)], METAL2, 5)
    if fixed:
        for x in (120, 340):
            p.poly([(x, 470), (x + 70, 345), (x + 110, 345), (x + 60, 470)], "#e3ddd0")
        return
    for x, y, r in ((150, 400, 70), (330, 440, 50), (470, 390, 44)):
        p.oval(x, y, r, "#8f8268", r * 0.35)
    for x, y in ((240, 380), (400, 450), (90, 450)):
        p.poly([(x, y), (x + 26, y - 6), (x + 30, y + 12)], CARD)
    p.box(540, 400, 60, 46, INK2, r=16)


def bins(p: Brush, fixed: bool) -> None:
    """Four bins, running over or emptied."""
    p.outside("#c3c4b8")
    for n, tone in enumerate((SKY, LEAF, "#8a6f57", "#6d757a")):
        left = 60 + n * 136
        if not fixed:
            p.oval(left + 34, 236, 40, INK2, 34)
            p.oval(left + 84, 240, 36, "#d9d2c3", 30)
        p.poly([(left, 250), (left + 112, 250), (left + 100, 430), (left + 12, 430)], tone)
        if fixed:
            p.box(left - 6, 232, 124, 22, INK2, r=8)
        p.oval(left + 56, 330, 16, CARD)
    if not fixed:
        for x, y, tone in ((130, 430, INK2), (250, 438, "#d9d2c3"), (420, 432, INK2), (520, 440, "#d9d2c3")):
            p.oval(x, y, 44, tone, 32)


def spill(p: Brush, fixed: bool) -> None:
    """Something spilt on a hall's floor, or the floor wiped with its sign."""
    p.room("#ece6d8", "#d8d0c0")
    for x in range(0, WIDE, 160):
        p.line([(x, HORIZON), (x - 60, HIGH)], "#c9c0ae", 3)
    p.box(60, 80, 120, 244, "#b7cdc3", r=4)
    if fixed:
        p.poly([(300, 450), (330, 340), (350, 340), (420, 450)], AMBER)
        p.line([(340, 380), (352, 430)], INK, 7)
        return
    p.oval(340, 405, 150, "#e6cf9f", 34)
    p.oval(470, 432, 54, "#e6cf9f", 16)
    p.poly([(210, 380), (270, 360), (290, 400), (226, 420)], CARD)
    p.oval(214, 400, 12, PERSIMMON_SOFT, 20)


def puddle(p: Brush, fixed: bool) -> None:
    """A doorstep under rain water, or pushed dry with a mat."""
    p.box(0, 0, WIDE, 330, "#d9cfba")
    p.box(200, 50, 240, 280, PINE2)
    p.box(216, 66, 208, 264, "#b7cdc3")
    p.line([(320, 66), (320, 330)], PINE2, 8)
    p.box(0, 330, WIDE, 150, STONE)
    if fixed:
        p.box(220, 350, 200, 70, "#6e7f63", r=6)
        for x in range(236, 410, 22):
            p.line([(x, 358), (x, 412)], "#7f9173", 4)
        return
    p.pool(320, 405, 250, 44)
    for x in (180, 300, 430):
        p.oval(x, 400, 26, "#c9e2ee", 7)


def bugs(p: Brush, fixed: bool) -> None:
    """Ground sprayed against flies and mosquitoes: the sprayer and its notice."""
    p.outside("#a9b98a")
    for x in (80, 180, 480, 580):
        p.oval(x, 350, 70, LEAF, 50)
    p.box(300, 240, 90, 150, AMBER, r=18)
    p.box(322, 214, 46, 30, INK2, r=6)
    p.line([(390, 280), (450, 330), (500, 300)], INK2, 8)
    for n in range(5):
        p.oval(524 + n * 18, 290 - n * 8, 8 + n * 2, "#dfeee6")
    p.box(120, 130, 120, 90, CARD, r=6)
    p.line([(180, 220), (180, 340)], WOOD2, 8)
    p.line([(142, 158), (218, 158)], RED, 7)
    p.line([(142, 184), (200, 184)], LINE, 7)


def rats(p: Brush, fixed: bool) -> None:
    """A bait station set by the wall."""
    p.room("#cfd0c8", "#a9ada6")
    p.box(220, 330, 200, 80, INK2, r=14)
    p.oval(260, 384, 20, "#0f1613")
    p.box(300, 346, 96, 40, AMBER, r=5)
    p.line([(316, 366), (380, 366)], INK, 6)
    p.box(80, 150, 110, 60, METAL, r=4)
    for x in (98, 122, 146, 170):
        p.line([(x, 158), (x, 202)], METAL2, 5)


def washroom(p: Brush, fixed: bool) -> None:
    """A public washroom: wet floor and no paper, or clean and filled."""
    p.tiled("#e3ece8", "#cbd4cf")
    p.box(60, 210, 300, 40, CARD, r=12)
    for x in (130, 280):
        p.oval(x, 214, 44, "#dfe6e4", 12)
        p.line([(x, 206), (x, 170), (x + 26, 170), (x + 26, 186)], METAL2, 8)
    p.box(60, 50, 300, 100, SKY_SOFT, r=8)
    p.box(440, 120, 120, 110, CARD, r=12, edge=METAL)
    if fixed:
        p.poly([(470, 230), (530, 230), (524, 280), (478, 280)], CARD)
        p.box(400, 180, 26, 60, PINE, r=6)
        return
    p.oval(500, 178, 26, "#b5ad9d")
    p.pool(230, 420, 200, 32)
    for x, y in ((430, 420), (500, 446), (120, 380)):
        p.poly([(x, y), (x + 40, y - 8), (x + 44, y + 14), (x + 8, y + 18)], CARD)


def glass(p: Brush, fixed: bool) -> None:
    """A hall's glass door, covered in hands or clear."""
    p.box(0, 0, WIDE, HIGH, "#d9cfba")
    p.box(0, 420, WIDE, 60, STONE)
    p.box(110, 40, 420, 380, METAL2)
    for x in (124, 326):
        p.box(x, 54, 190, 366, "#c3dde0" if fixed else "#b9c2b8")
    p.line([(306, 220), (306, 300)], INK2, 8)
    p.line([(334, 220), (334, 300)], INK2, 8)
    if fixed:
        for x in (150, 360):
            p.poly([(x, 80), (x + 50, 80), (x + 10, 260), (x - 10, 260)], "#dcf0f0")
        return
    for x, y in ((190, 200), (240, 260), (380, 190), (440, 250), (400, 320), (210, 340)):
        p.oval(x, y, 18, "#94998c", 20)
        for d in (-15, -5, 6, 16):
            p.line([(x + d, y - 18), (x + d * 1.3, y - 38)], "#94998c", 6)


def scuff(p: Brush, fixed: bool) -> None:
    """A stair's wall, scratched and stuck over, or painted anew."""
    p.room("#ece5d6", STONE)
    p.box(0, 210, WIDE, 120, "#b9cfc4" if fixed else "#b3c6bb")
    p.box(480, 50, 110, 274, "#a3bdb2", r=3)
    if fixed:
        p.box(60, 300, 70, 60, CARD, r=6)
        p.line([(95, 200), (95, 300)], WOOD, 8)
        p.box(62, 176, 66, 30, "#bcd8c9", r=6)
        return
    for n in range(4):
        p.line([(70, 150 + n * 22), (240, 128 + n * 26), (400, 160 + n * 20)], "#8c8272", 4)
    p.poly([(120, 250), (210, 244), (220, 290), (140, 300)], "#d9d0bd")
    for x, y in ((300, 60), (350, 90), (250, 80)):
        p.box(x, y, 40, 28, PERSIMMON_SOFT, r=2)


def liftlamp(p: Brush, fixed: bool) -> None:
    """Inside a lift: dim, or lit."""
    tones = ("#c3c9c7", "#d7dcda", "#cbc2ae") if fixed else ("#565e5b", "#646c69", "#5d594f")
    p.box(0, 0, WIDE, HIGH, tones[0])
    p.box(160, 60, 320, 270, tones[1])
    p.line([(320, 60), (320, 330)], METAL2, 4)
    p.poly([(160, 330), (480, 330), (WIDE, HIGH), (0, HIGH)], tones[2])
    for x in (220, 340):
        p.box(x, 6, 80, 20, GLOW if fixed else "#3b423f", r=8)
    p.box(180, 210, 280, 10, METAL2, r=5)
    p.box(500, 150, 34, 120, METAL, r=6)


def firedoor(p: Brush, fixed: bool) -> None:
    """A stair's fire door: hanging ajar under a dark sign, or shut under a lit one."""
    p.room("#e9e2d2", STONE)
    p.box(230, 16, 180, 42, "#3f8f5a" if fixed else "#4b544f", r=4)
    p.poly([(290, 37), (316, 24), (316, 50)], CARD if fixed else METAL2)
    p.line([(316, 37), (356, 37)], CARD if fixed else METAL2, 8)
    p.box(180, 76, 280, 254, "#8f9c96")
    if fixed:
        for x in (192, 324):
            p.box(x, 88, 124, 242, "#b2473a", r=2)
            p.box(x + 36, 120, 52, 66, SKY_SOFT, r=3)
        p.line([(210, 100), (300, 96)], METAL2, 8)
        return
    p.box(192, 88, 256, 242, NIGHT)
    p.box(324, 88, 124, 242, "#b2473a", r=2)
    p.poly([(192, 88), (272, 116), (272, 380), (192, 330)], "#b2473a")
    p.line([(240, 106), (262, 150), (250, 196)], METAL2, 8)


def oil(p: Brush, fixed: bool) -> None:
    """A garage's floor: oil on it, or scrubbed."""
    p.garage()
    if fixed:
        p.poly([(250, 400), (300, 350), (360, 350), (420, 400)], "#b8bcb4")
        p.cone(500, 440)
        return
    p.oval(320, 410, 130, "#3d403b", 30)
    p.oval(420, 440, 50, "#3d403b", 13)
    p.oval(300, 402, 50, "#6a6f7d", 10)


def roadpuddle(p: Brush, fixed: bool) -> None:
    """A path after rain: under water, or pushed dry."""
    p.outside("#a9b98a", "#c9d3d6")
    p.poly([(90, HIGH), (250, HORIZON), (390, HORIZON), (560, HIGH)], "#d8d2c4" if fixed else "#c3bfb2")
    if fixed:
        p.box(420, 430, 70, 22, METAL2, r=4)
        for x in (432, 450, 468):
            p.line([(x, 434), (x, 448)], INK, 4)
        return
    p.pool(320, 420, 200, 44)
    for x, y in ((250, 410), (350, 430), (400, 405)):
        p.oval(x, y, 24, "#c9e2ee", 7)


def litter(p: Brush, fixed: bool) -> None:
    """A path, littered or swept."""
    p.outside("#b9c99a")
    p.poly([(90, HIGH), (250, HORIZON), (390, HORIZON), (560, HIGH)], "#d8d2c4")
    p.box(540, 300, 60, 110, PINE, r=8)
    p.box(534, 290, 72, 18, PINE2, r=6)
    if fixed:
        return
    for x, y, tone in ((220, 440, CARD), (300, 380, AMBER_SOFT), (380, 450, CARD), (330, 420, SKY_SOFT)):
        p.poly([(x, y), (x + 36, y - 10), (x + 44, y + 12), (x + 8, y + 18)], tone)
    p.box(420, 410, 60, 20, SKY, r=9)
    p.box(476, 414, 16, 12, RED, r=3)


def bugsin(p: Brush, fixed: bool) -> None:
    """A landing sprayed against flies and mosquitoes."""
    p.room("#e9e2d2", STONE)
    p.box(430, 60, 130, 270, "#a3bdb2", r=3)
    p.box(180, 270, 90, 150, AMBER, r=18)
    p.box(202, 244, 46, 30, INK2, r=6)
    p.line([(270, 310), (330, 360), (380, 320)], INK2, 8)
    for n in range(5):
        p.oval(402 + n * 16, 312 - n * 8, 8 + n * 2, "#cfe3d8")
    p.box(60, 110, 110, 80, CARD, r=6, edge=LINE)
    p.line([(82, 136), (148, 136)], RED, 7)
    p.line([(82, 162), (130, 162)], LINE, 7)


PUBLIC = (stairlamp, streetlamp, liftdoor, liftpanel, liftcar, unitdoor, barrier, vent, garageleak, pipewell, flood, rooftop,
          paving, manhole, firebox, charger, facade, firelane, parking, moved, scrape, boxes, ebike, loud, firework, dog,
          gate, floor, bins, spill, puddle, bugs, rats, washroom, glass, scuff,
          liftlamp, firedoor, oil, roadpuddle, litter, bugsin)  # fmt: skip

"""Scenes at gates, in garages and on the roads, each before and after."""

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


GROUNDS = (
    streetlamp, barrier, garageleak, flood, rooftop, paving, manhole, charger, facade, firelane, parking, moved,
    scrape, loud, firework, dog, gate, bins, bugs, rats, oil, roadpuddle, litter,
)  # fmt: skip

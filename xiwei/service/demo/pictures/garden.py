"""Scenes in the open: paths, lawns, trees and the playground, each before and after."""

from xiwei.service.demo.pictures.brush import (
    AMBER,
    CARD,
    DIRT,
    HIGH,
    HORIZON,
    INK2,
    LEAF,
    LEAF_SOFT,
    METAL2,
    PERSIMMON,
    PINE,
    PINE2,
    RED,
    SKY,
    SKY_SOFT,
    STONE,
    STONE2,
    WATER2,
    WIDE,
    WOOD,
    WOOD2,
    Brush,
)  # fmt: skip

GOLD, GOLD2, RUST = "#d7a63c", "#c98f2c", "#b9772f"


def _path(p: Brush) -> None:
    p.outside("#b9c99a")
    p.poly([(150, HIGH), (280, HORIZON), (360, HORIZON), (500, HIGH)], "#ddd6c6")


def _slide(p: Brush) -> None:
    p.outside("#e3d2a4")
    p.box(130, 150, 90, 240, PERSIMMON, r=8)
    p.poly([(110, 150), (240, 150), (175, 90)], PINE)
    p.poly([(216, 190), (250, 190), (520, 400), (540, 430), (470, 430)], SKY)
    for y in (230, 280, 330):
        p.line([(100, y), (135, y)], WOOD2, 8)


def slide(p: Brush, fixed: bool) -> None:
    """A slide, cracked and closed off, or open."""
    _slide(p)
    if not fixed:
        p.line([(350, 290), (380, 300), (392, 334), (420, 346)], INK2, 6)
        p.line([(70, 440), (600, 440)], RED, 8)
        p.cone(70, 462)
        p.cone(590, 462)


def slideclean(p: Brush, fixed: bool) -> None:
    """A slide, dirty or wiped."""
    _slide(p)
    if fixed:
        p.line([(270, 214), (420, 330)], SKY_SOFT, 8)
        return
    for x, y in ((290, 240), (340, 280), (400, 325), (450, 380), (165, 200), (180, 260)):
        p.oval(x, y, 15, "#efe9dc", 10)
        p.oval(x + 8, y + 6, 6, DIRT, 5)


def swing(p: Brush, fixed: bool) -> None:
    """A swing with one rope worn through, or two new ones."""
    p.outside("#e3d2a4")
    for x, tilt in ((120, -30), (520, 30)):
        p.line([(x, 90), (x + tilt, 430)], PINE, 14)
        p.line([(x, 90), (x - tilt, 430)], PINE, 14)
    p.line([(120, 90), (520, 90)], PINE2, 14)
    if fixed:
        for x in (270, 370):
            p.line([(x, 96), (x, 330)], WOOD2, 6)
        p.box(250, 326, 140, 18, PERSIMMON, r=6)
    else:
        p.line([(270, 96), (270, 330)], WOOD2, 5)
        p.line([(370, 96), (372, 190)], WOOD2, 5)
        for d in (-10, 0, 10):
            p.line([(372, 190), (372 + d, 214)], WOOD2, 3)
        p.line([(268, 326), (350, 410)], PERSIMMON, 18)


def fallen(p: Brush, fixed: bool) -> None:
    """A path blocked by a fallen bough, or cleared."""
    _path(p)
    p.tree(90, 360, 80)
    if fixed:
        for n in range(4):
            p.oval(560, 420 - n * 24, 24, WOOD)
            p.oval(560, 420 - n * 24, 11, "#d9b98c")
        return
    p.line([(110, 330), (300, 400), (560, 440)], WOOD2, 24)
    for x, y in ((350, 380), (430, 400), (500, 410), (560, 424), (400, 440)):
        p.oval(x, y, 52, LEAF, 38)
    p.line([(300, 400), (340, 330)], WOOD2, 12)
    p.oval(350, 322, 36, "#4f7a35", 28)


def shade(p: Brush, fixed: bool) -> None:
    """A tree before the windows: over them, or thinned."""
    p.box(0, 0, WIDE, 400, "#e3d8c4")
    p.box(0, 400, WIDE, 80, "#a9b98a")
    for x in (60, 260, 460):
        for y in (40, 200):
            p.box(x, y, 120, 110, "#fbeec4" if fixed else "#8fa4a0", edge=CARD)
            p.line([(x + 60, y), (x + 60, y + 110)], CARD, 6)
    p.box(308, 240, 24, 190, WOOD2)
    if fixed:
        for x, y, r in ((320, 230, 56), (280, 262, 40), (362, 262, 40)):
            p.oval(x, y, r, LEAF)
    else:
        for x, y, r in (
            (320, 110, 110),
            (210, 180, 96),
            (430, 180, 96),
            (320, 220, 110),
            (130, 130, 60),
            (510, 120, 60),
        ):
            p.oval(x, y, r, LEAF)


def hedge(p: Brush, fixed: bool) -> None:
    """A hedge at a bend: over the path, or cut so that one sees."""
    _path(p)
    high = 70 if fixed else 210
    for n in range(5):
        p.oval(430 + n * 50, 400 - high * 0.5, 60, LEAF, high * 0.62)
    p.box(400, 400 - high * 0.5, 240, high * 0.5 + 40, LEAF, r=20)
    if not fixed:
        for x, y in ((400, 300), (390, 350), (380, 400)):
            p.line([(430, y), (x - 40, y + 10)], "#4f7a35", 9)
            p.oval(x - 46, y + 8, 22, LEAF, 14)
    else:
        p.line([(410, 352), (630, 352)], LEAF_SOFT, 8)
    p.tree(90, 360, 60)


def blight(p: Brush, fixed: bool) -> None:
    """Rose leaves, spotted and eaten, or clean with a bloom."""
    p.box(0, 0, WIDE, HIGH, "#e3ecd6")
    p.line([(320, HIGH), (312, 300), (330, 120)], "#5c7a3f", 12)
    for y, d in ((340, -1), (300, 1), (220, -1), (180, 1)):
        p.poly([(320, y + 10), (320 + d * 60, y - 50), (320 + d * 170, y - 20), (320 + d * 90, y + 40)], LEAF)
        p.line([(320, y + 10), (320 + d * 150, y - 16)], "#4f7a35", 4)
        if not fixed:
            for dx, dy, r in ((60, -12, 14), (100, -10, 18), (90, 14, 10)):
                p.oval(320 + d * dx, y + dy, r, "#e3ecd6" if r == 18 else CARD)
    if fixed:
        for r, tone in ((60, "#d9765f"), (42, "#e4947f"), (22, "#d9765f")):
            p.oval(330, 100, r, tone)
    else:
        p.oval(330, 106, 34, "#9c7a5c")


def caterpillar(p: Brush, fixed: bool) -> None:
    """A trunk with caterpillars, or limed white."""
    p.outside("#b9c99a")
    p.box(250, 0, 140, 440, WOOD2)
    for x in (275, 320, 360):
        p.line([(x, 0), (x - 6, 430)], "#84582f", 5)
    if fixed:
        p.box(250, 210, 140, 230, "#f2efe6")
        p.line([(250, 210), (390, 210)], RED, 8)
        return
    for x, y in ((280, 120), (340, 200), (290, 300), (350, 370)):
        for n in range(5):
            p.oval(x + n * 14, y + (n % 2) * 5, 11, LEAF if n else "#3c5a26")


def droop(p: Brush, fixed: bool) -> None:
    """A flower bed in the heat: drooping, or watered."""
    p.outside("#a9b98a" if fixed else "#cfc08d")
    p.box(60, 370, 520, 70, "#8a6a48" if not fixed else "#6d5238", r=20)
    for n in range(6):
        x = 110 + n * 84
        if fixed:
            p.line([(x, 390), (x, 260)], LEAF, 9)
            p.oval(x, 244, 30, (PERSIMMON, AMBER, "#d9765f")[n % 3])
            p.oval(x, 244, 12, "#f7dd9c")
            p.oval(x - 20, 330, 20, LEAF, 10)
        else:
            p.line([(x, 390), (x, 320), (x + 34, 310), (x + 44, 350)], "#9a8f4f", 9)
            p.oval(x + 44, 362, 22, "#b58a68", 18)
    if not fixed:
        p.oval(540, 70, 40, AMBER)


def lawn(p: Brush, fixed: bool) -> None:
    """A lawn, grown wild or mown in stripes."""
    p.outside("#9cba74" if fixed else "#a3a660")
    p.tree(560, 350, 60)
    if fixed:
        for n in range(6):
            p.poly([(n * 120 - 60, HIGH), (n * 90 + 60, HORIZON), (n * 90 + 105, HORIZON), (n * 120, HIGH)], "#b2ca8c")
        return
    for n in range(110):
        x, y = (n * 131) % WIDE, HORIZON + 20 + (n * 47) % 130
        p.line([(x, y), (x + (n % 5 - 2) * 5, y - 34 - n % 4 * 8)], ("#6d8f45", "#84974a", "#5d7d3c")[n % 3], 4)


def sprinkler(p: Brush, fixed: bool) -> None:
    """A sprinkler: a jet onto the path, or a fan over the grass."""
    p.outside("#9cba74")
    p.poly([(420, HIGH), (450, HORIZON), (560, HORIZON), (640, 420), (640, HIGH)], "#ddd6c6")
    p.box(210, 350, 22, 60, INK2, r=5)
    p.box(200, 338, 42, 18, METAL2, r=6)
    if fixed:
        for d in (-150, -100, -50, 0, 50, 100):
            p.line([(221, 338), (221 + d * 0.6, 260), (221 + d * 1.1, 300)], WATER2, 5)
    else:
        p.line([(221, 340), (330, 230), (460, 270), (540, 400)], WATER2, 16)
        p.oval(540, 430, 90, "#b9ccd2", 22)


def sapling(p: Brush, fixed: bool) -> None:
    """A dead tree in its pit, or a new one with its props."""
    p.outside("#b9c99a")
    p.oval(320, 420, 110, "#7d6143", 26)
    if fixed:
        p.box(313, 220, 14, 200, WOOD2)
        for x, y, r in ((320, 180, 64), (270, 220, 46), (372, 220, 46)):
            p.oval(x, y, r, LEAF)
        p.line([(220, 420), (316, 270)], WOOD, 9)
        p.line([(420, 420), (324, 270)], WOOD, 9)
        return
    p.box(310, 170, 18, 250, "#8c7a66")
    for ax, ay, bx, by in ((318, 260, 240, 190), (320, 220, 400, 150), (318, 300, 400, 260), (320, 180, 300, 100)):
        p.line([(ax, ay), (bx, by)], "#8c7a66", 9)
    for x, y in ((240, 190), (400, 150)):
        p.oval(x, y + 10, 12, RUST, 8)


def leaves(p: Brush, fixed: bool) -> None:
    """An avenue in autumn, covered or swept."""
    p.outside("#c5c19a")
    p.poly([(100, HIGH), (260, HORIZON), (380, HORIZON), (540, HIGH)], "#d8d2c4")
    for x, y, size in ((80, 380, 84), (570, 380, 84), (210, 345, 46), (430, 345, 46)):
        p.tree(x, y, size, GOLD)
    if fixed:
        p.poly([(500, 440), (600, 440), (550, 376)], GOLD2)
        return
    for n in range(170):
        x, y = (n * 197 + n * n * 13) % WIDE, HORIZON + 10 + (n * 83 + n * n * 7) % 140
        p.oval(x, y, 11, (GOLD, RUST, GOLD2)[n % 3], 6)


def snow(p: Brush, fixed: bool) -> None:
    """Steps to a door, under snow or cleared."""
    p.box(0, 0, WIDE, 240, "#d6cdbb")
    p.box(230, 30, 180, 210, PINE2)
    p.box(246, 46, 148, 194, "#b7cdc3")
    p.box(0, 240, WIDE, 240, "#f3f6f7")
    for n in range(4):
        x, y, wide = 170 - n * 34, 240 + n * 54, 300 + n * 68
        p.box(x, y, wide, 54, STONE if fixed else "#e8eff2")
        p.box(x, y + 42, wide, 12, STONE2 if fixed else "#cddbe2")
    if fixed:
        p.line([(560, 180), (530, 430)], WOOD, 10)
        p.box(490, 410, 90, 44, SKY, r=6)
    else:
        for x, y in ((300, 300), (360, 330), (290, 400), (350, 440)):
            p.oval(x, y, 16, "#b9cbd4", 8)


def droppings(p: Brush, fixed: bool) -> None:
    """A lawn's edge: what a dog left, or clean beside a box of bags."""
    p.outside("#a6bd80")
    p.box(0, 440, WIDE, 40, "#ddd6c6")
    if fixed:
        p.box(430, 200, 100, 120, PINE, r=8)
        p.box(470, 320, 18, 110, METAL2)
        p.box(452, 236, 56, 12, CARD, r=6)
        p.poly([(462, 248), (500, 248), (494, 286), (468, 286)], LEAF_SOFT)
        return
    for x, y in ((220, 410), (400, 390)):
        p.oval(x, y, 40, "#6d5238", 15)
        p.oval(x, y - 16, 28, "#7a5d40", 13)
        p.oval(x + 3, y - 30, 14, "#6d5238", 10)


def planks(p: Brush, fixed: bool) -> None:
    """A boardwalk, with a broken plank or whole."""
    p.box(0, 0, WIDE, 210, SKY_SOFT)
    p.box(0, 170, WIDE, 310, "#a9c4b4")
    for x in range(20, WIDE, 46):
        p.line([(x, 230), (x + 8, 130)], "#8a9c5c", 6)
    p.poly([(60, HIGH), (240, 200), (400, 200), (580, HIGH)], WOOD)
    for n in range(7):
        y = 205 + n * n * 5.6 + n * 8
        p.line([(240 - (y - 200) * 0.64, y), (400 + (y - 200) * 0.64, y)], WOOD2, 5)
    if fixed:
        p.poly([(151, 338), (489, 338), (512, 372), (128, 372)], "#cfa374")
    else:
        p.poly([(230, 336), (360, 336), (400, 376), (240, 380)], "#3d4a40")
        p.line([(220, 330), (260, 360)], WOOD2, 7)


def gym(p: Brush, fixed: bool) -> None:
    """A walker on the fitness ground: one handle gone, or whole."""
    p.outside("#c9b58d")
    for x in (210, 430):
        p.box(x - 9, 180, 18, 250, PINE, r=6)
    p.line([(210, 190), (430, 190)], PINE2, 16)
    for x, swing in ((270, -30), (370, 30)):
        p.line([(x, 190), (x + swing, 400)], METAL2, 12)
        p.box(x + swing - 36, 398, 72, 16, INK2, r=6)
    p.line([(210, 180), (180, 120)], PERSIMMON, 14)
    if fixed:
        p.line([(430, 180), (460, 120)], PERSIMMON, 14)
    else:
        p.line([(500, 446), (570, 430)], PERSIMMON, 14)
        p.oval(430, 180, 12, RED)


GARDEN = (
    slide, slideclean, swing, fallen, shade, hedge, blight, caterpillar, droop, lawn, sprinkler, sapling, leaves,
    snow, droppings, planks, gym,
)  # fmt: skip

"""Scenes of pipes, drains, kitchens and bathrooms, each before and after."""

from xiwei.service.demo.pictures.brush import (
    AMBER,
    CARD,
    DIRT,
    EDGE,
    HIGH,
    INK,
    INK2,
    LEAF,
    LINE,
    METAL,
    METAL2,
    PAPER2,
    PERSIMMON,
    PINE,
    RED,
    SKY,
    SKY_SOFT,
    WATER,
    WATER2,
    WIDE,
    Brush,
)  # fmt: skip


def leak(p: Brush, fixed: bool) -> None:
    """Under a sink: the trap drips into a basin, or hangs dry."""
    p.room("#d9c9ac", "#c2a982", "#b3966b")
    p.box(60, 30, 520, 26, METAL, r=6)
    p.box(150, 56, 340, 40, "#c7cccb", r=8)
    p.line([(320, 96), (320, 190), (350, 230), (400, 230), (430, 190), (430, 150), (620, 150)], "#e9ebe8", 26)
    p.box(300, 150, 40, 22, PINE if fixed else METAL2, r=4)
    p.line([(230, 96), (230, 300)], METAL, 8)
    if fixed:
        p.box(90, 380, 120, 60, CARD, r=8)
        return
    for y in (262, 300, 345):
        p.drop(372, y, 8)
    p.pool(330, 440, 210, 28)
    p.poly([(290, 370), (455, 370), (435, 440), (310, 440)], SKY)
    p.oval(372, 370, 82, WATER2, 12)


def tap(p: Brush, fixed: bool) -> None:
    """A tap over a basin, dripping or shut."""
    p.tiled()
    p.box(70, 330, 500, 120, CARD, r=50)
    p.oval(320, 352, 200, "#dfe6e4", 20)
    p.box(300, 150, 34, 190, METAL, r=10)
    p.line([(316, 165), (430, 165), (446, 210)], METAL, 26)
    p.box(262, 118, 110, 22, METAL2, r=11)
    if not fixed:
        for y in (245, 290, 330):
            p.drop(446, y, 9)
        p.oval(430, 356, 50, WATER2, 8)


def toilet(p: Brush, fixed: bool) -> None:
    """A bowl, brimming or clear."""
    p.tiled()
    p.box(230, 60, 180, 150, CARD, r=14)
    p.box(300, 48, 40, 14, METAL, r=6)
    p.oval(320, 310, 150, CARD, 120)
    p.oval(320, 290, 112, "#e7ecea", 74)
    p.oval(320, 300, 86, WATER2 if fixed else DIRT, 50 if fixed else 62)
    if fixed:
        p.oval(300, 290, 30, CARD, 8)
    else:
        p.pool(180, 448, 130, 22)


def cistern(p: Brush, fixed: bool) -> None:
    """A cistern with its lid off: running over, or still at the mark."""
    p.tiled()
    p.box(120, 120, 400, 260, CARD, r=18)
    p.box(150, 150, 340, 200, "#e3eae8", r=10)
    p.box(150, 160 if not fixed else 210, 340, 190 if not fixed else 140, WATER2, r=8)
    p.box(300, 130, 40, 210, METAL, r=8)
    p.line([(340, 200), (430, 200 if not fixed else 226)], METAL2, 8)
    p.oval(440, 205 if not fixed else 230, 26, PERSIMMON if not fixed else PINE)
    if not fixed:
        for x in (170, 250, 470):
            p.drop(x, 410, 9)
        p.pool(320, 450, 220, 20)


def drain(p: Brush, fixed: bool) -> None:
    """A floor drain, under water or open."""
    p.box(0, 0, WIDE, HIGH, "#d6dcd6")
    for x in range(0, WIDE, 128):
        p.line([(x, 0), (x, HIGH)], "#c3cbc4", 3)
    for y in range(0, HIGH, 120):
        p.line([(0, y), (WIDE, y)], "#c3cbc4", 3)
    if not fixed:
        p.oval(320, 250, 270, WATER2, 170)
        p.oval(320, 250, 200, WATER, 120)
        p.oval(350, 235, 26, DIRT, 8)
        p.oval(270, 280, 20, DIRT, 7)
        return
    p.oval(320, 240, 104, METAL2)
    p.oval(320, 240, 92, METAL)
    for x in range(250, 400, 28):
        p.line([(x, 190), (x, 290)], INK2, 8)


def odor(p: Brush, fixed: bool) -> None:
    """A floor drain that smells, then with a new sealed core."""
    p.box(0, 0, WIDE, HIGH, "#d6dcd6")
    for x in range(0, WIDE, 128):
        p.line([(x, 0), (x, HIGH)], "#c3cbc4", 3)
    for y in range(0, HIGH, 120):
        p.line([(0, y), (WIDE, y)], "#c3cbc4", 3)
    p.oval(320, 300, 104, METAL2, 84)
    p.oval(320, 300, 92, METAL if fixed else "#77715f", 72)
    if fixed:
        p.oval(320, 300, 44, PINE, 34)
        p.oval(320, 300, 26, METAL, 20)
        return
    for x in (270, 320, 370):
        p.line([(x, 210), (x - 18, 176), (x + 16, 140), (x - 8, 96)], "#a59a62", 9)


def seep(p: Brush, fixed: bool) -> None:
    """A corner of a ceiling, stained or dry."""
    p.box(0, 0, WIDE, HIGH, "#ece6d8")
    p.poly([(0, 0), (WIDE, 0), (450, 170), (190, 170)], CARD)
    p.line([(190, 170), (190, HIGH)], LINE, 4)
    p.line([(450, 170), (450, HIGH)], LINE, 4)
    if fixed:
        p.poly([(220, 40), (400, 40), (380, 130), (240, 130)], "#f7f3e8")
        return
    for grow, tone in ((0, "#e8d9b4"), (26, "#dbc48f"), (54, "#cbae6e")):
        p.oval(320, 130, 150 - grow, tone, 100 - grow)
    for y in (270, 340, 410):
        p.drop(318, y, 8)


def gauge(p: Brush, fixed: bool) -> None:
    """A pressure gauge: its hand low, or in the green."""
    p.room("#dde5df", "#c6cfc8")
    p.line([(0, 380), (WIDE, 380)], METAL, 40)
    p.box(300, 300, 40, 80, METAL2)
    p.oval(320, 190, 140, CARD, edge=METAL2)
    p.arc(320, 190, 108, 140, 220, RED, 16)
    p.arc(320, 190, 108, 220, 400, LEAF, 16)
    p.line([(320, 190), (380, 130) if fixed else (238, 214)], INK, 8)
    p.oval(320, 190, 14, INK)


def gas(p: Brush, fixed: bool) -> None:
    """A stove and its hose: cracked, or new with the valve shut."""
    p.tiled("#eef0ea", "#d9d3c4")
    p.box(60, 210, 520, 20, METAL2)
    p.box(90, 160, 300, 50, METAL, r=8)
    for x in (160, 310):
        p.oval(x, 160, 44, INK2, 10)
    p.box(60, 230, 520, 200, "#e2d6bd")
    p.line([(470, 60), (470, 250), (360, 300), (300, 250)], AMBER if fixed else "#a88f5d", 16)
    p.box(446, 110, 48, 20, METAL2, r=4)
    p.line([(470, 120), (510, 120) if fixed else (470, 84)], RED, 10)
    if not fixed:
        p.line([(404, 268), (420, 296)], INK, 5)
        for r in (24, 40, 56):
            p.arc(410, 282, r, 200, 280, AMBER, 4)


def kitchen(p: Brush, fixed: bool) -> None:
    """A kitchen, greasy or shining."""
    p.tiled("#f2efe4" if fixed else "#ddd2b6", "#d8cdb6")
    p.box(230, 0, 180, 60, METAL)
    p.poly([(200, 100), (440, 100), (410, 60), (230, 60)], METAL2)
    p.box(40, 240, 560, 24, CARD)
    p.box(40, 264, 560, 160, "#b9d2c4" if fixed else "#a9ab95")
    for x in (180, 320, 460):
        p.line([(x, 264), (x, 424)], CARD, 4)
    p.oval(320, 238, 60, INK2, 10)
    if fixed:
        p.oval(520, 214, 18, PERSIMMON)
        p.box(500, 226, 40, 14, CARD, r=4)
    else:
        for x, y, r in ((150, 160, 34), (260, 190, 22), (480, 150, 40), (120, 300, 26), (420, 320, 30)):
            p.oval(x, y, r, "#b79a5c", r * 0.5)


def acdrip(p: Brush, fixed: bool) -> None:
    """An outdoor unit over a window: dripping on the sill, or led away by a hose."""
    p.box(0, 0, WIDE, HIGH, "#e3dac6")
    p.box(120, 40, 260, 150, CARD, r=10, edge=EDGE)
    p.oval(210, 115, 56, METAL)
    p.oval(210, 115, 16, METAL2)
    for x in (300, 325, 350):
        p.line([(x, 70), (x, 160)], LINE, 6)
    p.box(110, 190, 280, 12, METAL2)
    p.box(140, 300, 300, 180, SKY_SOFT, edge=CARD)
    p.box(110, 288, 360, 16, CARD, r=3)
    p.box(560, 0, 26, HIGH, METAL)
    if fixed:
        p.line([(380, 180), (470, 190), (500, 230), (566, 240)], CARD, 12)
    else:
        for y in (225, 258, 282):
            p.drop(330, y, 8)
        p.oval(320, 296, 70, WATER, 8)
        p.oval(300, 330, 90, LEAF, 10)


def acwash(p: Brush, fixed: bool) -> None:
    """An air conditioner's filter, grey or clean."""
    p.room("#eaf0ec", PAPER2)
    p.box(110, 50, 420, 120, CARD, r=24, edge=LINE)
    p.box(140, 140, 360, 12, LINE, r=6)
    p.box(170, 210, 300, 150, "#d6ebe2" if fixed else "#8d8577", r=10, edge=METAL2)
    for x in range(200, 470, 30):
        p.line([(x, 218), (x, 352)], "#b3d5c6" if fixed else "#6f685c", 3)
    for y in range(240, 352, 30):
        p.line([(178, y), (462, y)], "#b3d5c6" if fixed else "#6f685c", 3)
    if not fixed:
        for x, y in ((230, 250), (300, 300), (390, 262), (340, 330)):
            p.oval(x, y, 26, "#5f594e", 12)


WATERY = (
    leak, tap, toilet, cistern, drain, odor, seep, gauge, gas, kitchen, acdrip, acwash,
)  # fmt: skip

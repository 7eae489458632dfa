"""Scenes in stairs, lifts, halls and offices, each before and after."""

from xiwei.service.demo.pictures.brush import (
    AMBER,
    AMBER_SOFT,
    CARD,
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
    SKY_SOFT,
    STONE,
    WIDE,
    WOOD,
    WOOD2,
    Brush,
)  # fmt: skip

LEAF_OK = "#7fd79a"


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


HALLS = (
    stairlamp, liftdoor, liftpanel, liftcar, liftlamp, unitdoor, pipewell, firebox, firedoor, boxes, ebike, floor,
    spill, puddle, bugsin, washroom, glass, scuff, vent,
)  # fmt: skip

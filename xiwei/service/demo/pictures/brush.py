"""What every picture is drawn with: one calm palette beside static/css/tokens.css, and shapes on a field of 640 by 480."""

from collections.abc import Sequence

from PIL import Image, ImageDraw

WIDE, HIGH = 640, 480
# Drawn twice as large and reduced, so that edges are smooth.
TWICE = 2
HORIZON = 330
PAPER, PAPER2, CARD, LINE, EDGE, INK, INK2 = "#f6f2ea", "#e6decd", "#fffdfa", "#d8cfbf", "#928a78", "#1d2823", "#4a554f"
PINE, PINE2, PINE_SOFT, PERSIMMON, PERSIMMON_SOFT = "#1b6550", "#124a3a", "#bcd8c9", "#bb4718", "#f0b690"
SKY, SKY_SOFT, AMBER, AMBER_SOFT, RED, LEAF, LEAF_SOFT = (
    "#275b8c", "#cfe0ec", "#c98a1b", "#f7dd9c", "#b0241c", "#5d8a3f", "#a9c48d",
)  # fmt: skip
WATER, WATER2, METAL, METAL2, WOOD, WOOD2, STONE, STONE2, GLOW, DIRT, NIGHT = (
    "#7fb0cd", "#a8cde0", "#aeb6b6", "#7f8988", "#b88a5c", "#94683f", "#cfc8ba", "#b5ad9d", "#ffe7a3", "#8b7752", "#2a322f",
)  # fmt: skip
Point = tuple[float, float]


class Brush:
    """Shapes by their corners or middles; every measure is in points of the field."""

    def __init__(self, ground: str = PAPER):
        self.image = Image.new("RGB", (WIDE * TWICE, HIGH * TWICE), ground)
        self.pen = ImageDraw.Draw(self.image)

    def box(self, x: float, y: float, wide: float, high: float, fill: str, *, r: float = 0, edge: str = "") -> None:
        """A rectangle, its corners rounded by r."""
        corners = [x * TWICE, y * TWICE, (x + wide) * TWICE - 1, (y + high) * TWICE - 1]
        self.pen.rounded_rectangle(corners, r * TWICE, fill=fill, outline=edge or None, width=3 * TWICE)

    def oval(self, x: float, y: float, rx: float, fill: str, ry: float = 0, edge: str = "") -> None:
        """An ellipse around its middle; a circle where ry is left out."""
        ry = ry or rx
        corners = [(x - rx) * TWICE, (y - ry) * TWICE, (x + rx) * TWICE, (y + ry) * TWICE]
        self.pen.ellipse(corners, fill=fill, outline=edge or None, width=3 * TWICE)

    def poly(self, points: Sequence[Point], fill: str) -> None:
        """A filled outline."""
        self.pen.polygon([(x * TWICE, y * TWICE) for x, y in points], fill=fill)

    def line(self, points: Sequence[Point], fill: str, wide: float = 4) -> None:
        """A stroke with round ends and joints."""
        flat = [(x * TWICE, y * TWICE) for x, y in points]
        self.pen.line(flat, fill=fill, width=round(wide * TWICE), joint="curve")
        r = wide * TWICE / 2 - 0.5
        for x, y in (flat[0], flat[-1]):
            self.pen.ellipse((x - r, y - r, x + r, y + r), fill=fill)

    def arc(self, x: float, y: float, r: float, start: float, end: float, fill: str, wide: float = 4) -> None:
        """Part of a circle's edge, in degrees from three o'clock."""
        corners = [(x - r) * TWICE, (y - r) * TWICE, (x + r) * TWICE, (y + r) * TWICE]
        self.pen.arc(corners, start, end, fill=fill, width=round(wide * TWICE))

    # ---- what many scenes share

    def room(self, wall: str = PAPER, floor: str = PAPER2, skirting: str = LINE) -> None:
        """A wall, a skirting and a floor."""
        self.box(0, 0, WIDE, HORIZON, wall)
        self.box(0, HORIZON, WIDE, HIGH - HORIZON, floor)
        self.box(0, HORIZON - 6, WIDE, 8, skirting)

    def tiled(self, wall: str = "#e6ece7", floor: str = "#d3dad4") -> None:
        """A bathroom or kitchen: tiles on the wall."""
        self.room(wall, floor, "#c3ccc5")
        for x in range(0, WIDE, 80):
            self.line([(x, 0), (x, HORIZON - 6)], "#d6dfd8", 2)
        for y in range(40, HORIZON - 20, 80):
            self.line([(0, y), (WIDE, y)], "#d6dfd8", 2)

    def outside(self, ground: str = "#cdd6b4", sky: str = SKY_SOFT) -> None:
        """Open air: sky, a far row of houses, the ground."""
        self.box(0, 0, WIDE, HORIZON, sky)
        for x, high in ((20, 130), (130, 180), (250, 110), (380, 160), (510, 140)):
            self.box(x, HORIZON - high, 90, high, "#dfe3dc")
            for step in range(20, high - 20, 34):
                self.box(x + 18, HORIZON - high + step, 16, 16, "#cbd6d4")
                self.box(x + 54, HORIZON - high + step, 16, 16, "#cbd6d4")
        self.box(0, HORIZON, WIDE, HIGH - HORIZON, ground)

    def garage(self) -> None:
        """Underground: pillars with a green band, marked bays."""
        self.box(0, 0, WIDE, HORIZON, "#d3d5cf")
        self.box(0, 0, WIDE, 40, "#bfc3bd")
        self.box(0, HORIZON, WIDE, HIGH - HORIZON, "#a9ada6")
        for x in (60, 300, 540):
            self.box(x, 40, 44, HORIZON - 30, "#e8e6dd")
            self.box(x, 200, 44, 40, PINE_SOFT)
        for x in (180, 420):
            self.poly([(x, HORIZON), (x + 8, HORIZON), (x - 52, HIGH), (x - 68, HIGH)], CARD)

    def drop(self, x: float, y: float, size: float = 9) -> None:
        """A falling drop of water."""
        self.poly([(x, y - size * 1.7), (x - size * 0.8, y), (x + size * 0.8, y)], WATER)
        self.oval(x, y + size * 0.2, size * 0.85, WATER)

    def pool(self, x: float, y: float, rx: float, ry: float = 26) -> None:
        """Standing water."""
        self.oval(x, y, rx, WATER, ry)
        self.oval(x - rx * 0.2, y - ry * 0.15, rx * 0.55, WATER2, ry * 0.45)

    def tree(self, x: float, y: float, size: float = 70, leaf: str = LEAF) -> None:
        """A round tree whose foot stands at x, y."""
        self.box(x - 7, y - size * 1.4, 14, size * 1.4, WOOD2)
        for dx, dy, r in ((-0.45, -1.5, 0.6), (0.45, -1.5, 0.6), (0, -2, 0.7)):
            self.oval(x + dx * size, y + dy * size, r * size, leaf)

    def car(self, x: float, y: float, body: str = SKY, scale: float = 1.0) -> None:
        """A car from its side; x, y is the front wheel's foot on the left."""
        s = scale
        roof = ((20, -62), (62, -108), (158, -108), (204, -62))
        self.poly([(x + dx * s, y + dy * s) for dx, dy in roof], SKY_SOFT)
        self.line([(x + 108 * s, y - 108 * s), (x + 108 * s, y - 60 * s)], body, 8 * s)
        self.box(x - 22 * s, y - 68 * s, 268 * s, 48 * s, body, r=16 * s)
        for wheel in (38, 182):
            self.oval(x + wheel * s, y - 18 * s, 24 * s, INK)
            self.oval(x + wheel * s, y - 18 * s, 11 * s, METAL)

    def cone(self, x: float, y: float) -> None:
        """A warning cone; its foot at x, y."""
        self.poly([(x, y - 74), (x - 26, y), (x + 26, y)], PERSIMMON)
        self.poly([(x - 9, y - 50), (x + 9, y - 50), (x + 15, y - 32), (x - 15, y - 32)], CARD)
        self.box(x - 34, y - 6, 68, 10, PERSIMMON, r=4)

    def check(self, x: float, y: float, r: float = 26) -> None:
        """A tag on what was put right."""
        self.oval(x, y, r, PINE)
        self.line([(x - r * 0.45, y), (x - r * 0.1, y + r * 0.38), (x + r * 0.5, y - r * 0.38)], CARD, 6)

"""Pictures drawn by the program: some ninety plain scenes, before and after, for what people would photograph."""

from collections.abc import Callable
from io import BytesIO

from django.core.files.base import ContentFile
from PIL import Image

from xiwei.service.demo.deeds.photos import Print
from xiwei.service.demo.pictures.brush import TWICE, Brush
from xiwei.service.demo.pictures.garden import GARDEN
from xiwei.service.demo.pictures.grounds import GROUNDS
from xiwei.service.demo.pictures.halls import HALLS
from xiwei.service.demo.pictures.home import HOME
from xiwei.service.demo.pictures.water import WATERY
from xiwei.shared import pictures

FOLDER = "tickets/demo"
# What these show is how it was left; nobody sends them with a wish.
AFTER_ONLY = {"quiet", "visit", "gate", "loud", "firework", "dog", "bugs", "bugsin", "rats", "parcel"}
SCENES: dict[str, Callable[[Brush, bool], None]] = {
    one.__name__: one for one in (*WATERY, *HOME, *HALLS, *GROUNDS, *GARDEN)
}


class Album:
    """Draws and keeps each picture when it is first asked for."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, bool], Print] = {}

    def show(self, scene: str, *, fixed: bool) -> list[Print]:
        """The picture of a scene before or after; none for what nobody would photograph."""
        if scene not in SCENES:
            return []
        key = (scene, fixed)
        if key not in self.kept:
            self.kept[key] = _kept(scene, fixed)
        return [self.kept[key]]


def _kept(scene: str, fixed: bool) -> Print:
    drawn = BytesIO()
    draw(scene, fixed).save(drawn, "PNG", compress_level=1)
    picture = pictures.take(ContentFile(drawn.getvalue(), name=f"{scene}.png"))
    path = pictures.keep(picture, FOLDER)
    return Print(path, picture.sha256, picture.width, picture.height)


def draw(scene: str, fixed: bool) -> Image.Image:
    """One scene."""
    brush = Brush()
    SCENES[scene](brush, fixed)
    return brush.image.reduce(TWICE)

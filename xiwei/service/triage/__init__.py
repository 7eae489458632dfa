"""Understanding what is written: proposes line, urgency, kind, menu item, danger and place of a told need.

`propose(text, title)` answers in a few milliseconds with numpy alone and no network; a person confirms or corrects.
`python -m xiwei.service.triage.train` makes the model again from data/ and the menu; its figures are in docs/triage.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from . import dangers, english, menu, places, plain, retelling

if TYPE_CHECKING:
    from .model import Model

LINES = ("维修", "秩序", "保洁", "绿化", "管家", "非物业")
URGENCIES = ("急", "一般", "投诉")
SURE = 0.6  # of a wish's line: "多放几个垃圾桶" is the cleaners', a charger might be anybody's
KINDS = ("报修", "投诉", "求助", "建议", "咨询")


@dataclass(frozen=True)
class Proposal:
    """What a message seems to ask. `confidence` (0 to 1) is the line's; `item` is None below its measured threshold."""

    line: str
    urgency: str
    kind: str
    item: str | None
    confidence: float
    danger: str
    place_words: tuple[str, ...]
    pressing: bool = False  # words that can't wait were heard, of a danger or not


NOTHING_SAID = Proposal("管家", "一般", "咨询", None, 0.0, "", ())

# In a tongue we do not read: somebody of the house reads it, and is told nothing of what it may be.
NOT_UNDERSTOOD = Proposal("管家", "一般", "求助", None, 0.0, "", ())


def propose(text: str, title: str = "", *, at: str = "") -> Proposal:
    """Proposes for one message, told of the public place named `at` if any: no item for homes is meant there.

    An empty one gets the butler and no confidence; a danger word always makes it 急.
    """
    from . import installed  # numpy and the model are loaded when first asked, not when Django starts

    return proposal(installed.current(), text, title, at=at)


def proposal(trained: Model, text: str, title: str = "", *, at: str = "") -> Proposal:
    """Proposes with this model; `propose` does so with the one that answers here (installed.py)."""
    if not (text.strip() or title.strip()):
        return NOTHING_SAID
    if english.is_english(title + text):
        text, title = english.in_chinese(f"{title} {text}"), ""
        if not text:
            return NOT_UNDERSTOOD
    seen = trained.vector(retelling.matter(text), title)
    line, confidence = trained.heads["line"].answer(*seen)
    danger = dangers.find(text, title)
    pressing = dangers.pressing(text, title)
    kind, _ = trained.heads["kind"].answer(*seen)
    if kind == "咨询" and retelling.grumbles(text):
        kind = "投诉"
    if plain.wishes(text) and not pressing:
        return _wish(line, confidence, places.find(text, title))
    said_whole, known = _said_whole(text, line, kind, at)
    line = menu.line_of(said_whole) if known else line
    item = said_whole or (trained.item(*seen) if line != "非物业" else "")
    item = "" if at and menu.at_home(item or "") else item
    urgency = "急" if pressing else "一般" if known else _urgency(trained, seen, text, title, line, kind)
    if kind == "投诉" and (known or menu.is_repair(said_whole)) and not retelling.cross(text):
        # A fault told without a word of blame: neither a complaint, nor promised as one.
        kind, urgency = "报修" if menu.is_repair(said_whole) else "求助", "一般" if urgency == "投诉" else urgency
    if pressing and not item and line != "非物业":
        item = trained.likeliest(*seen, among=menu.answering(danger))
    if danger == "fire" and not said_whole and menu.is_repair(item or "") and not dangers.at_fitting(text):
        # What burns is not the house's wiring (a bicycle, a bin): guards come with extinguishers, not a repairer.
        item = trained.likeliest(*seen, among=tuple(one for one in menu.answering(danger) if not menu.is_repair(one)))
    return Proposal(line, urgency, kind, item or None, confidence, danger, places.find(text, title), pressing)


def _said_whole(text: str, line: str, kind: str, at: str) -> tuple[str, bool]:
    """The item these words name outright, and whether what they are made of is known so well that the line follows."""
    if dangers.praises(text):
        return "", False
    if kind not in ("咨询", "建议") and (matter := plain.item(text, at)):
        return matter, True
    named = "" if line == "非物业" else menu.named(text)
    return ("" if at and menu.at_home(named) else named), False


def _wish(line: str, confidence: float, where: tuple[str, ...]) -> Proposal:
    """That something be put up or added: answered by the line the model is sure of, else by the butler."""
    ours = line if confidence >= SURE else "管家"
    return Proposal(ours, "一般", "建议", None, confidence, "", where)


def _urgency(trained: Model, seen: tuple[Any, Any], text: str, title: str, line: str, kind: str) -> str:
    """How pressing, where no word tells of danger: a question, a wish, thanks or what is long over is never 急.

    Nor is a letter, but for lasting harm: whoever has time to write one is not calling for help.
    """
    if line != "非物业" and dangers.lasting(text, title):
        return "急"
    head, whole = trained.heads["urgency"], f"{title}。{text}"
    calm = kind in ("咨询", "建议") or dangers.asks_of_the_past(whole) or dangers.dismissed(text, title)
    return head.otherwise(*seen) if calm or dangers.is_letter(text, title) else head.decide(*seen)


def answer_to(danger: str, text: str) -> str:
    """The menu item that answers a danger ("": what is pressing without being one), as these words tell of it."""
    from . import installed

    trained = installed.current()
    return trained.likeliest(*trained.vector(english.in_chinese(text)), among=menu.answering(danger))

"""What is meant by what was written: the proposal a person confirms with one tap (heart.md)."""

from dataclasses import dataclass
from typing import Any

from xiwei.estate.models import Project
from xiwei.people.models import Line
from xiwei.standards import catalogue
from xiwei.standards.models import MenuItem, NeedKind, Urgency

LINES = {
    "维修": Line.REPAIR,
    "秩序": Line.ORDER,
    "保洁": Line.CLEANING,
    "绿化": Line.GREENING,
    "管家": Line.BUTLER,
    "非物业": Line.BUTLER,
}
KINDS = {label: code for code, label in NeedKind.choices}
# The model says how pressing a text sounds; the promise it comes under follows the item, unless danger or complaint.
SURE = 0.5


@dataclass(frozen=True)
class Understood:
    """A proposal in the product's own codes; `item` is a code of the company's menu or empty."""

    line: str
    kind: str
    urgency: str
    item: str
    danger: str
    confidence: float
    ours: bool
    place_words: str

    def as_data(self) -> dict[str, Any]:
        """As a form's hidden field and a correction keep it."""
        return {"line": self.line, "kind": self.kind, "urgency": self.urgency, "item": self.item or None}


def understand(words: str, *, company_id: int) -> tuple[Understood, MenuItem | None]:
    """The proposal for a text, with the menu item where it is on this company's menu today."""
    from xiwei.service.triage import propose  # here, because reading the model takes a moment and some memory

    said = propose(words)
    item = None
    if said.item:
        item = MenuItem.objects.filter(company_id=company_id, code=said.item, until__isnull=True).first()
    kind = KINDS.get(said.kind, NeedKind.REPAIR)
    return (
        Understood(
            line=item.done_by if item else LINES[said.line],
            kind=kind,
            urgency=_urgency(said.urgency, said.danger, kind, item),
            item=item.code if item else "",
            danger=said.danger,
            confidence=said.confidence,
            ours=said.line != "非物业",
            place_words=" ".join(said.place_words),
        ),
        item,
    )


def _urgency(said: str, danger: str, kind: str, item: MenuItem | None) -> str:
    # The model hears haste in a wish now and then ("想在天台上装…"); a question or a suggestion is never an emergency.
    if danger or (said == "急" and kind not in (NeedKind.INQUIRY, NeedKind.SUGGESTION)):
        return Urgency.URGENT
    if kind == NeedKind.COMPLAINT or said == "投诉":
        return Urgency.COMPLAINT
    return item.urgency if item else Urgency.ORDINARY


def danger_in(words: str) -> str:
    """The danger the words name, or "": it always raises the urgency, whatever else is proposed."""
    from xiwei.service.triage import dangers

    return dangers.find(words)


def danger_now(code: str, project: Project) -> dict[str, Any] | None:
    """What to do now and whom to ring, before any form is filled.

    A number of the project's own is its duty phone; one that it has not registered (the gas company's) is left out:
    the duty phone under that name would send someone to the wrong people.
    """
    danger = catalogue.dangers().get(code)
    if danger is None:
        return None
    calls: dict[str, str] = {}
    for one in danger["ring"]:
        number = _number(one["phone"], project)
        if number and number not in calls.values():
            calls[one["who"]] = number
    return {"name": danger["name"], "now": danger["now"], "calls": calls}


def _number(phone: str, project: Project) -> str:
    """A number as the danger names it: plain, or one of the project's."""
    if not phone.startswith("project:"):
        return phone
    return project.duty_phone if phone == "project:duty" else ""

"""What is meant by what was written: the proposal a person confirms with one tap (heart.md)."""

from dataclasses import dataclass
from typing import Any

from xiwei.estate.models import Place
from xiwei.ledger import editions
from xiwei.people.models import Line
from xiwei.standards.models import MenuItem, NeedKind, Urgency

LINES = {
    "维修": Line.REPAIR,
    "秩序": Line.ORDER,
    "保洁": Line.CLEANING,
    "绿化": Line.GREENING,
    "管家": Line.BUTLER,
    "非物业": Line.BUTLER,
}
KINDS = {
    "报修": NeedKind.REPAIR,
    "投诉": NeedKind.COMPLAINT,
    "求助": NeedKind.HELP,
    "建议": NeedKind.SUGGESTION,
    "咨询": NeedKind.INQUIRY,
}


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


def understand(words: str, *, company_id: int, at: str = "") -> tuple[Understood, MenuItem | None]:
    """The proposal for a text, with the menu item where it is on this company's menu today.

    `at` names the public place it was told of, if it was: nothing done in homes is meant there.
    """
    from xiwei.service.triage import (  # here, because reading the model takes a moment and some memory
        answer_to,
        propose,
    )

    said = propose(words, at=at)
    # In danger somebody comes, even where the model thinks it is another's business (a fire in the road).
    item = on_menu(said.item or (answer_to(said.danger, words) if said.danger else ""), company_id)
    kind = item.kind if item and said.pressing else KINDS.get(said.kind, NeedKind.REPAIR)
    return (
        Understood(
            line=item.done_by if item else LINES[said.line],
            kind=kind,
            urgency=_urgency(said.urgency, said.pressing, kind, item),
            item=item.code if item else "",
            danger=said.danger,
            confidence=said.confidence,
            ours=said.line != "非物业" or bool(item),
            place_words=" ".join(said.place_words),
        ),
        item,
    )


def public_at(place: Place | None) -> str:
    """How a public place is named to `understand`; one that has no row of its own is the common parts."""
    return place.name if place else "公共区域"


def on_menu(code: str, company_id: int) -> MenuItem | None:
    """The item of that code on this company's menu today; None for no code or one it does not offer."""
    if not code:
        return None
    rows = MenuItem.objects.filter(company_id=company_id, code=code, until__isnull=True)
    return editions.kept(editions.company(company_id), ("menu", code), rows.first)


def _urgency(said: str, pressing: bool, kind: str, item: MenuItem | None) -> str:
    # The promise follows the item, unless it can't wait or is a complaint. The model hears haste in a wish now and then
    # ("想在天台上装…"); a question or a suggestion is never an emergency.
    if pressing or (said == "急" and kind not in (NeedKind.INQUIRY, NeedKind.SUGGESTION)):
        return Urgency.URGENT
    if kind == NeedKind.COMPLAINT or said == "投诉":
        return Urgency.COMPLAINT
    return item.urgency if item else Urgency.ORDINARY


def heard(words: str) -> tuple[str, bool]:
    """The danger the words name, or "", and whether they tell of what can't wait: that is urgent whatever is chosen."""
    from xiwei.service.triage import dangers, english

    words = english.in_chinese(words)
    return dangers.find(words), dangers.pressing(words)

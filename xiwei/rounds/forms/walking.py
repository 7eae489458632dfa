"""Understand what a point's form brings: answers by stop and check, the code, the phone's two moments, the pictures."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from xiwei.ledger.posting import KeyedForm
from xiwei.rounds.actions.doing import Deed
from xiwei.rounds.models import Stop, Via
from xiwei.rounds.rules.doing import BAD, OK
from xiwei.shared.fields import PicturesField, long_words
from xiwei.standards.rules.standards import asked
from xiwei.standards.saying_standards import said_limits

HASH = re.compile(r"[0-9a-f]{64}")


@dataclass
class Question:
    """One line of the checklist as the page asks it."""

    name: str
    text: str
    kind: str
    unit: str = ""
    limits: str = ""
    value: str = ""


class PhoneMomentField(forms.CharField):
    """A moment as a phone's script writes it (ISO 8601 with its offset), or nothing; what cannot be read is nothing."""

    def __init__(self) -> None:
        super().__init__(required=False, max_length=40, widget=forms.HiddenInput)

    def clean(self, value: Any) -> datetime | None:
        """The moment, aware; a phone whose script failed gives none and its deed counts as done now."""
        try:
            moment = parse_datetime(super().clean(value))
        except ValueError:
            return None
        return moment if moment and moment.tzinfo else None


class PointForm(KeyedForm):
    """Everything of one point of a round: `stops` are those that wait there. `skip` is its second button."""

    via = forms.ChoiceField(choices=Via.choices, required=False, widget=forms.HiddenInput)
    at = PhoneMomentField()
    sent_at = PhoneMomentField()
    hashes = forms.CharField(required=False, max_length=700, widget=forms.HiddenInput)
    code = forms.CharField(
        label=_("墙码上的字"),
        required=False,
        max_length=12,
        widget=forms.TextInput(attrs={"autocapitalize": "characters", "autocomplete": "off"}),
    )
    photos = PicturesField(label=_("照片"))
    note = long_words(_("记一句"), required=False, most=300, rows=2)
    report = forms.BooleanField(label=_("有问题的，报上去派人处理"), required=False, initial=True)

    def __init__(self, *args: Any, position: int, stops: Sequence[Stop], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.position, self.stops = position, stops

    def questions(self) -> list[tuple[Stop, list[Question]]]:
        """The checklist of each stop, with what was typed."""
        return [
            (stop, [self._question(stop, row) for row in asked(stop.standard.checks, stop.grade)])
            for stop in self.stops
        ]

    def _question(self, stop: Stop, row: Mapping[str, Any]) -> Question:
        name = self.add_prefix(f"c-{stop.pk}-{row['key']}")
        return Question(
            name, row["text"], row["kind"], row.get("unit", ""), said_limits(row), str(self.data.get(name, ""))
        )

    @property
    def wants_photo(self) -> bool:
        """Whether a check of these stops asks for a picture."""
        return any(row["kind"] == "photo" for stop in self.stops for row in asked(stop.standard.checks, stop.grade))

    @property
    def skips(self) -> bool:
        """Whether it was sent by the button that says it could not be done."""
        return "skip" in self.data

    def deed(self) -> Deed:
        """What was done, as the domain takes it; only of a valid form."""
        data = self.cleaned_data
        answers = {
            stop.pk: {
                row["key"]: str(self.data.get(self.add_prefix(f"c-{stop.pk}-{row['key']}"), ""))[:300]
                for row in stop.standard.checks
            }
            for stop in self.stops
        }
        code = data["code"].strip()
        via = data["via"] if code and data["via"] else (Via.TYPED if code else Via.NONE)
        hashes = [one if HASH.fullmatch(one) else "" for one in data["hashes"].split(",")] if data["hashes"] else []
        return Deed(
            position=self.position, answers=answers, via=via, code=code, note=data["note"], skip=self.skips,
            report=data["report"], moment=data["at"], sent_at=data["sent_at"], taken=data["photos"],
            originals=[one for one in hashes if one][: len(data["photos"])],
        )  # fmt: skip


CHOICES = [(OK, _("好")), (BAD, _("有问题"))]

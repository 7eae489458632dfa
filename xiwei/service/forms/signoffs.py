"""Understand why promises were broken, and the word a day or a month is signed with."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xiwei.ledger.posting import KeyedForm
from xiwei.service.models import Cause
from xiwei.service.queries.days import Proposal, was_promised
from xiwei.service.rules.signoffs import MEASURE, WORDS, Told

CAUSES = [("", _("请选原因")), *Cause.choices]


class WordsForm(KeyedForm):
    """A month's signature: a word, or none."""

    words = forms.CharField(
        label=_("要说的话"), max_length=WORDS, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class SupplementForm(KeyedForm):
    """What is to be added to something signed."""

    words = forms.CharField(label=_("补充说明"), max_length=WORDS, widget=forms.Textarea(attrs={"rows": 2}))


class DayForm(WordsForm):
    """A day's: for each broken promise a cause and a measure, each begun with what the record proposes.

    The same for several at once: `same_cause` and `same_measure` are laid on those ticked (`filled`), and nothing is signed.
    """

    knowing = forms.BooleanField(label=_("我知道前面的还没有签，先签这一天"), required=False)
    same_cause = forms.ChoiceField(label=_("给勾选的填原因"), choices=CAUSES, required=False)
    same_measure = forms.CharField(label=_("给勾选的填措施"), max_length=MEASURE, required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        breaches: Iterable[Mapping[str, Any]],
        proposed: Mapping[int, Proposal],
        **kwargs: Any,
    ):
        super().__init__(data, **kwargs)
        self.breaches, self.proposed = list(breaches), proposed
        for one in self.breaches:
            clock = one["clock"]
            initial = proposed[clock].cause if clock in proposed else ""
            self.fields[f"cause_{clock}"] = forms.ChoiceField(
                label=_("原因"), choices=CAUSES, initial=initial, error_messages={"required": _("请选原因。")}
            )
            self.fields[f"measure_{clock}"] = forms.CharField(
                label=_("措施"), max_length=MEASURE, required=False,
                widget=forms.TextInput(attrs={"placeholder": _("怎样不再这样")}),
            )  # fmt: skip
            self.fields[f"tick_{clock}"] = forms.BooleanField(label=one["number"], required=False)

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Each broken promise with its fields, and what the record says of it."""
        return [
            {
                **one,
                "tick": self[f"tick_{one['clock']}"],
                "cause": self[f"cause_{one['clock']}"],
                "measure": self[f"measure_{one['clock']}"],
                "because": self.proposed[one["clock"]].because if one["clock"] in self.proposed else "",
            }
            for one in self.breaches
        ]

    @property
    def parts(self) -> list[tuple[bool, list[dict[str, Any]]]]:
        """The rows apart: promises that were broken, and limits that ran out before anybody had promised; none is empty."""
        apart = [(is_so, [one for one in self.rows if was_promised(one) == is_so]) for is_so in (True, False)]
        return [(is_so, rows) for is_so, rows in apart if rows]

    def told(self) -> dict[int, Told]:
        """By clock: why, and what is done about it."""
        data = self.cleaned_data
        return {
            one["clock"]: Told(data[f"cause_{one['clock']}"], data[f"measure_{one['clock']}"]) for one in self.breaches
        }

    def in_words(self) -> str:
        """All that was typed as one text, for a supplement: where another signed first, the causes have no place else."""
        causes = {value: str(label) for value, label in CAUSES if value}
        said = [str(self["words"].value() or "").strip()]
        for one in self.breaches:
            cause, measure = (self[f"{part}_{one['clock']}"].value() or "" for part in ("cause", "measure"))
            told = [part for part in (causes.get(cause, ""), measure.strip()) if part]
            said += [f"{one['number']} {'，'.join(told)}"] if told else []
        return "\n".join(part for part in said if part)

    def filled(self, posted: Mapping[str, Any]) -> "DayForm | None":
        """The form with the same cause and measure in all that are ticked, and all else as it was; None where none is."""
        ticked = [one["clock"] for one in self.breaches if posted.get(f"tick_{one['clock']}")]
        if not ticked or not posted.get("same_cause"):
            return None
        kept = {name: posted.get(name, "") for name in self.fields if not name.startswith(("tick_", "same_"))}
        for clock in ticked:
            kept |= {f"cause_{clock}": posted["same_cause"], f"measure_{clock}": posted.get("same_measure", "")}
        return DayForm(breaches=self.breaches, proposed=self.proposed, initial=kept)

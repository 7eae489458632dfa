"""Understand a spot check: the answers, what is to be put right, by whom and until when."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xiwei.ledger.posting import KeyedForm
from xiwei.people.models import Staff
from xiwei.rounds.actions.checking import Looked
from xiwei.rounds.forms.walking import Question
from xiwei.shared.fields import PicturesField, long_words
from xiwei.standards.models import Standard
from xiwei.standards.rules.standards import asked
from xiwei.standards.saying_standards import said_limits


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label, required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class CheckForm(KeyedForm):
    """A check against one standard; what is to be put right is asked for only where something is wrong."""

    photos = PicturesField(label=_("照片"))
    note = long_words(_("记一句"), required=False, most=300, rows=2)
    wanted = long_words(_("要整改什么"), required=False, most=300, rows=2)
    due_on = _day(_("什么时候以前"))
    answering = forms.ModelChoiceField(label=_("谁负责"), queryset=None, required=False, empty_label=_("请选一位同事"))

    def __init__(self, *args: Any, standard: Standard, grade: int, colleagues: Sequence[Staff], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.standard, self.grade = standard, grade
        field = self.fields["answering"]
        field.queryset = Staff.objects.filter(pk__in=[one.pk for one in colleagues])
        field.choices = [("", _("请选一位同事")), *((one.pk, f"{one.name}（{one.title}）") for one in colleagues)]
        self.colleagues = {one.pk: one for one in colleagues}

    def questions(self) -> list[Question]:
        """The checklist, with what was typed."""
        return [
            Question(
                name := f"c-{row['key']}", row["text"], row["kind"], row.get("unit", ""), said_limits(row),
                str(self.data.get(name, "")),
            )
            for row in asked(self.standard.checks, self.grade)
        ]  # fmt: skip

    @property
    def wants_photo(self) -> bool:
        """Whether a check asks for a picture."""
        return any(one.kind == "photo" for one in self.questions())

    def looked(self) -> Looked:
        """What was seen, as the action takes it; only of a valid form."""
        data, chosen = self.cleaned_data, self.cleaned_data["answering"]
        return Looked(
            answers={row["key"]: str(self.data.get(f"c-{row['key']}", ""))[:300] for row in self.standard.checks},
            note=data["note"], taken=data["photos"], wanted=data["wanted"], due_on=data["due_on"],
            answering=self.colleagues.get(chosen.pk) if chosen else None,
        )  # fmt: skip


class AnswerForm(KeyedForm):
    """It is put right."""

    words = long_words(_("怎么整改的"), most=300, rows=2)
    photos = PicturesField(label=_("照片"))


class SendBackForm(KeyedForm):
    """It is not right yet."""

    reason = long_words(_("哪里还没整改好"), most=300, rows=2)
    due_on = _day(_("新的期限"))


class CloseForm(KeyedForm):
    """It is right now."""

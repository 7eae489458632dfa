"""Understand what a role is to say."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xiwei.ledger.posting import KeyedForm
from xiwei.people.rules.roles import GROUPS, SAID


class RoleForm(KeyedForm):
    """Its name, a sentence, and what its bearers may see and do."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    title = forms.CharField(label=_("名称"), max_length=30)
    description = forms.CharField(
        label=_("管什么"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("一两句话，任命时给人看"),
    )
    permissions = forms.MultipleChoiceField(
        label=_("能看什么、办什么"), choices=list(SAID.items()), required=False, widget=forms.CheckboxSelectMultiple
    )

    @property
    def groups(self) -> list[tuple[Any, list[tuple[str, Any, bool]]]]:
        """Each group with its sentences, and whether each is chosen: for the page."""
        chosen = set(self["permissions"].value() or [])
        return [
            (title, [(str(name), said, str(name) in chosen) for name, said in sentences.items()])
            for title, sentences in GROUPS
        ]


class CopyForm(KeyedForm):
    """A new role by another's example."""

    title = forms.CharField(label=_("新角色的名称"), max_length=30)

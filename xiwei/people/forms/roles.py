"""Understand what a role is to say."""

import hashlib
import json
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xiwei.estate.models import Project
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

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def said(self) -> str:
        """What it would say, as a digest: what was shown and what is sent to be done are the same where this is (`seen`)."""
        data = self.cleaned_data
        told = [data["title"], data["description"], sorted(data["permissions"]), data["version"]]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()

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


class TryForm(forms.Form):
    """Where a role is tried on: `project` as chosen, None for the whole company."""

    project = forms.ChoiceField(label=_("看哪个小区"))

    def __init__(self, *args: Any, projects: list[Project], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self._projects = {str(one.pk): one for one in projects}
        choices = [*((key, one.name) for key, one in self._projects.items()), (WHOLE, _("全公司"))]
        self.fields["project"].choices = choices

    def clean_project(self) -> Project | None:
        """The project itself."""
        return self._projects.get(self.cleaned_data["project"])


WHOLE = "all"

"""Understand a route as it is typed: a number beside each place says where on the way it comes; none leaves it out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import time
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xiwei.ledger.posting import KeyedForm
from xiwei.people.models import Staff
from xiwei.rounds.models import Route
from xiwei.rounds.queries.routes import kind_of
from xiwei.rounds.rules.fitting import Spot, Wanted, by_spot, key_of
from xiwei.shared.tongue import Said

ALL, SOME = "all", "some"
DAY = {"type": "date"}


@dataclass(frozen=True)
class Choice:
    """One place or piece of equipment as the form offers it: its number on the way, and what is due there."""

    spot: Spot
    name: str
    number: str
    wanted: Sequence[Wanted]
    where: str
    code: str
    kind: Said


@dataclass
class Group:
    """Those of one kind that are not on the way yet."""

    code: str
    label: Said
    choices: list[Choice] = field(default_factory=list)

    @property
    def fits(self) -> bool:
        """Whether a standard wants anything there."""
        return any(one.wanted for one in self.choices)


class RouteForm(KeyedForm):
    """A route of one line: `spots` are all it could lead to, `led` those it leads to now, in order."""

    name = forms.CharField(
        label=_("路线名称"),
        max_length=40,
        widget=forms.TextInput(attrs={"placeholder": _("例如：1–4 栋电梯大堂保洁")}),
        error_messages={"required": _("请给路线起个名称。")},
    )
    worker = forms.ModelChoiceField(
        Staff.objects.none(),
        label=_("平常由谁走"),
        required=False,
        empty_label=_("不定人，按当天的班次分"),
        help_text=_("他（她）不在班时，系统会改派同一条线上当天活最少的人。"),
    )
    starts = forms.TimeField(
        label=_("出发时间"),
        initial=time(8, 30),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=_("标准里写明钟点的按标准走；没写钟点的，这个时间出发。"),
        error_messages={"required": _("请填出发时间。"), "invalid": _("时间请写成 08:30 这样。")},
    )
    begins_on = forms.DateField(
        label=_("从哪天起"),
        widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"),
        error_messages={"required": _("请选哪天起走。"), "invalid": _("日期请从日历里选。")},
    )
    follows = forms.ChoiceField(
        label=_("按哪些标准走"),
        choices=[(ALL, _("这条线上合适的都做")), (SOME, _("只做勾选的"))],
        initial=ALL,
        widget=forms.RadioSelect,
    )
    codes = forms.MultipleChoiceField(
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("勾选的标准里有一条现在不用了，请重新勾。")},
    )

    def __init__(
        self, *args: Any, spots: Sequence[Spot], walkers: Any, wanted: Sequence[Wanted], led: Sequence[Spot] = (),
        drawn: bool = False, **kwargs: Any,
    ):  # fmt: skip
        super().__init__(*args, **kwargs)
        self.wanted, self.led, self.spots = wanted, led, spots
        self.fields["worker"].queryset = walkers
        self.fields["codes"].choices = [(one.standard.code, one.standard.name) for one in wanted]
        if drawn:
            del self.fields["begins_on"]

    def clean(self) -> dict[str, Any]:
        """The spots in their order; two with one number stand as the page has them."""
        data = super().clean() or self.cleaned_data
        numbered, wrong = [], []
        for rank, spot in enumerate(self.spots):
            typed = self._typed(spot)
            if typed and not (typed.isdecimal() and len(typed) <= 4):
                wrong.append(str(spot))
            elif typed:
                numbered.append((int(typed), rank, spot))
        if wrong:
            self.add_error(None, gettext("“{spot}”的顺序请填数字，不去的留空。").format(spot=wrong[0]))
        data["spots"] = [spot for _, _, spot in sorted(numbered, key=lambda one: one[:2])]
        if data.get("follows") == ALL:
            data["codes"] = []
        elif data.get("follows") == SOME and not data.get("codes") and "codes" not in self.errors:
            self.add_error(None, gettext("选了“只做勾选的”，请至少勾一条标准。"))
        return data

    def _typed(self, spot: Spot) -> str:
        return str(self.data.get(f"at-{key_of(spot)}", "")).strip()

    def _numbers(self) -> Mapping[str, str]:
        if self.is_bound:
            return {key_of(spot): self._typed(spot) for spot in self.spots}
        return {key_of(spot): str(rank) for rank, spot in enumerate(self.led, start=1)}

    def _choices(self, wanted: Sequence[Wanted]) -> list[Choice]:
        numbers, fitting = self._numbers(), by_spot(wanted)
        return [
            Choice(spot, f"at-{key_of(spot)}", numbers.get(key_of(spot), ""), fitting.get(key_of(spot), []),
                   _where(spot), *kind_of(spot))
            for spot in self.spots
        ]  # fmt: skip

    def on_the_way(self) -> list[Choice]:
        """Those that have a number, in its order, each with what the route does there."""
        chosen = [one for one in self._choices(self._followed()) if one.number]
        return sorted(
            chosen, key=lambda one: (not one.number.isdecimal(), int(one.number) if one.number.isdecimal() else 0)
        )

    def groups(self) -> list[Group]:
        """The others by kind; kinds at which a standard wants something come first."""
        made: dict[str, Group] = {}
        for one in self._choices(self.wanted):
            if not one.number:
                code, label = kind_of(one.spot)
                made.setdefault(code, Group(code, label)).choices.append(one)
        return sorted(made.values(), key=lambda group: not group.fits)

    def _followed(self) -> Sequence[Wanted]:
        if self["follows"].value() != SOME:
            return self.wanted
        return [one for one in self.wanted if one.standard.code in self.chosen_codes]

    def ranked(self) -> list[Wanted]:
        """The standards, those that the route follows first, then those that fit a place of it."""
        chosen, led = set(self.chosen_codes), {key_of(spot) for spot in self.led}
        return sorted(
            self.wanted,
            key=lambda one: (one.standard.code not in chosen, not led & {key_of(spot) for spot in one.spots}),
        )

    def route(self, kept: Route) -> Route:
        """The route as typed, not written; only of a valid form."""
        data = self.cleaned_data
        return Route(
            company_id=kept.company_id, project=kept.project, line=kept.line, name=data["name"], codes=data["codes"],
            starts=data["starts"], worker=data["worker"], ends_on=kept.ends_on,
            begins_on=data.get("begins_on") or kept.begins_on,
        )  # fmt: skip

    @property
    def chosen_codes(self) -> Iterable[str]:
        """Codes ticked, as typed or kept."""
        return self["codes"].value() or []


def _where(spot: Spot) -> str:
    place = getattr(spot, "place", None)
    return str(place) if place else ""


class EndForm(KeyedForm):
    """A route's last day, and why it is walked no more."""

    last = forms.DateField(
        label=_("最后一天"),
        widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"),
        error_messages={"required": _("请选最后一天。"), "invalid": _("日期请从日历里选。")},
    )
    reason = forms.CharField(
        label=_("为什么停用"), max_length=120, error_messages={"required": _("请写明停用的原因。")}
    )

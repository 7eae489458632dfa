"""Understand a new need, as its teller typed it: a resident, a stranger at a wall code, or staff for anyone."""

import json
from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xiwei.estate.models import Building, Place, PlaceKind, Project, Room
from xiwei.estate.spoken import past_building
from xiwei.people.models import Line, Tenure
from xiwei.service.actions.asking import Need
from xiwei.service.forms.fields import KeyedForm, MomentField, PicturesField, long_words
from xiwei.service.models import Channel
from xiwei.service.queries import spots, understanding
from xiwei.service.triage import places
from xiwei.shared.tongue import Said
from xiwei.standards.models import MenuItem, NeedKind, Urgency

LINES = [choice for choice in Line.choices if choice[0] != Line.MANAGEMENT]


class NeedForm(KeyedForm):
    """What every teller gives: words, pictures, and what was understood of them."""

    words = long_words(_("什么事"), most=2000, rows=4, placeholder=_("例如：厨房水槽下面漏水，地上一摊"))
    spot = forms.CharField(label=_("具体位置"), max_length=60, required=False)
    photos = PicturesField(label=_("照片"))
    # No page asks these at first: what the words mean is proposed, and corrected where it is wrong.
    kind = forms.ChoiceField(choices=NeedKind.choices, required=False, widget=forms.HiddenInput)
    line = forms.ChoiceField(choices=LINES, required=False, widget=forms.HiddenInput)
    urgency = forms.ChoiceField(choices=Urgency.choices, required=False, widget=forms.HiddenInput)
    item = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)
    proposed = forms.CharField(max_length=400, required=False, widget=forms.HiddenInput)
    cleared = forms.BooleanField(required=False, widget=forms.HiddenInput)  # "不是这个": the teller knows better

    def clean_proposed(self) -> dict[str, Any]:
        """What the page had proposed; anything else than that is nothing."""
        try:
            kept = json.loads(self.cleaned_data["proposed"] or "{}")
        except json.JSONDecodeError:
            return {}
        return kept if isinstance(kept, dict) else {}

    def item_of(self, company_id: int) -> MenuItem | None:
        """The menu item by its code, today's version; a forged code is none."""
        code = self.cleaned_data.get("item")
        return understanding.on_menu(code or "", company_id)


class ResidentForm(NeedForm):
    """王芳 at home: her home, or a public place of her estate."""

    where = forms.ChoiceField(label=_("哪里"), widget=forms.RadioSelect)
    wanted_from = MomentField(label=_("希望几点以后来"), required=False)
    wanted_until = MomentField(label=_("几点以前"), required=False)
    taken_for = ""  # the stair it was taken to be at, where nothing was said of it

    def __init__(self, *args: Any, tenures: list[Tenure], place: Place | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.tenures, self.place = tenures, place
        homes = [
            (f"home-{one.household_id}", gettext("家里 {room}").format(room=one.household.room.label))
            for one in tenures
        ]
        projects = {one.household.project_id: one.household.project for one in tenures}
        public = [
            (f"public-{pk}", gettext("{project}公共区域").format(project=project.name) + self._found_from(pk))
            for pk, project in projects.items()
        ]
        here = [(f"place-{place.pk}", place.name)] if place else []
        if place:
            self.fields["words"].widget.attrs["placeholder"] = example_at(place)
        self.fields["where"].choices = here + homes + public
        self.fields["where"].initial = (here + homes + public)[0][0] if here or homes else None

    def _found_from(self, project_id: int) -> str:
        unit = own_unit(self._home(lambda one: one.household.project_id == project_id))
        return gettext("（没写在哪，就从您家的{unit}找起）").format(unit=unit) if unit else ""

    def _home(self, meant: Callable[[Tenure], bool]) -> Tenure:
        return next(one for one in self.tenures if meant(one))

    def stand(self) -> dict[str, Any]:
        """Project, room, household and place of the choice; a choice not offered never gets here."""
        kind, _, pk = self.cleaned_data["where"].partition("-")
        if kind == "place" and self.place:
            return {"project": self.place.project, "place": self.place}
        if kind == "home":
            household = self._home(lambda one: str(one.household_id) == pk).household
            return {"project": household.project, "room": household.room, "household": household}
        return self._in_public(self._home(lambda one: str(one.household.project_id) == pk))

    def _in_public(self, tenure: Tenure) -> dict[str, Any]:
        """Where the words say it is; at the stair of their own home where they say nothing of it."""
        project, home = tenure.household.project, tenure.household.room
        said = places.find(f"{self.cleaned_data['words']} {self.cleaned_data['spot']}")
        stood = spots.heard(project, said)
        if isinstance(stood, Place):
            return {"project": project, "place": stood}
        if not self.cleaned_data["spot"].strip() and not spots.elsewhere(said) and home.unit:
            self.cleaned_data["spot"] = self.taken_for = str(home.unit)
        return {"project": project, "building": stood if isinstance(stood, Building) else home.building}


EXAMPLES = {
    PlaceKind.LIFT: _("例如：电梯里的灯不亮了，按钮按不动"),
    PlaceKind.STAIR: _("例如：五楼过道的灯不亮了"),
    PlaceKind.GARAGE: _("例如：B区的灯不亮，地上有积水"),
    PlaceKind.GARDEN: _("例如：树枝断了挂在路上"),
    PlaceKind.BINS: _("例如：垃圾桶满了，地上有汤水"),
    PlaceKind.PLAYGROUND: _("例如：滑梯的螺丝松了"),
}


def example_at(place: Place) -> Said:
    """What might be told of such a place."""
    return EXAMPLES.get(PlaceKind(place.kind), _("例如：灯不亮了，地上有水，门关不上"))


class StrangerForm(NeedForm):
    """Someone at a wall code, without an account; a name and a phone are theirs to give or not."""

    spot = forms.CharField(max_length=60, required=False, widget=forms.HiddenInput)  # the code says where

    asker_name = forms.CharField(label=_("怎么称呼您"), max_length=40, required=False)
    asker_phone = forms.CharField(label=_("电话（方便回话）"), max_length=20, required=False)

    def __init__(self, *args: Any, place: Place, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["words"].widget.attrs["placeholder"] = example_at(place)


class StaffForm(NeedForm):
    """周勇 at the gate: a need for anyone, in twenty seconds."""

    channel = forms.ChoiceField(
        label=_("怎么知道的"),
        choices=[
            (one.value, one.label)
            for one in (Channel.GATE, Channel.PHONE, Channel.VISIT, Channel.MESSAGE, Channel.ROUND)
        ],
        widget=forms.RadioSelect,
        initial=Channel.GATE,
    )
    room_words = forms.CharField(label=_("哪一户或哪里"), max_length=60, required=False)
    room = forms.ModelChoiceField(queryset=None, required=False, widget=forms.HiddenInput)
    place = forms.ModelChoiceField(queryset=None, required=False, widget=forms.HiddenInput)
    building = forms.ModelChoiceField(queryset=None, required=False, widget=forms.HiddenInput)
    heard = forms.CharField(max_length=30, required=False, widget=forms.HiddenInput)  # where the words say it is
    asker_name = forms.CharField(label=_("怎么称呼"), max_length=40, required=False)
    asker_phone = forms.CharField(label=_("电话"), max_length=20, required=False)
    asked_at = MomentField(label=_("什么时候说的"), required=False)

    def __init__(self, *args: Any, project_id: int, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.project_id = project_id
        self.fields["room"].queryset = Room.objects.filter(project_id=project_id)
        self.fields["place"].queryset = Place.objects.filter(project_id=project_id)
        self.fields["building"].queryset = Building.objects.filter(project_id=project_id)

    def clean(self) -> dict[str, Any]:
        """What the words say of the place counts where nothing else was said of it."""
        data = super().clean() or self.cleaned_data
        if not any(data.get(name) for name in STOOD):
            stood = self._said(data)
            data |= {name: stood if isinstance(stood, kind) else None for name, kind in STOOD.items()}
        return data

    def _said(self, data: dict[str, Any]) -> Room | Place | Building | None:
        """Where it is by the words alone: the chip left ticked, what was typed for the place, then the matter itself."""
        typed, project = data.get("room_words", ""), Project(pk=self.project_id)
        if typed:
            if many := too_many_doors(project, typed):
                self.add_error("room_words", many)
            stood = spots.heard(project, [typed])
            data["room_words"] = past_building(typed) if isinstance(stood, Building) else typed
            return stood
        if data.get("heard"):
            return spots.of_code(self.project_id, data["heard"])
        words = places.find(data.get("words", ""))
        heard = None if self.data.get("heard_offered") else spots.heard(project, words)
        return heard or (None if spots.elsewhere(words) else spots.building_said(project, ""))


def too_many_doors(project: Project, typed: str) -> str:
    """What is wrong with a door's number said alone, where it is not the only such door; "" else."""
    doors = spots.doors_of(project, typed)
    if doors is None or doors == 1:
        return ""
    if doors == 0:
        return gettext("没有 {number} 这个房号，请写上楼栋，比如 1-1-{number}。您写的都还在。").format(
            number=typed.strip()
        )
    sentence = gettext("{number} 有 {doors} 处，请在下面点一处，或写上楼栋，比如 1-1-{number}。您写的都还在。")
    return sentence.format(number=typed.strip(), doors=doors)


STOOD: dict[str, type[Room | Place | Building]] = {"room": Room, "place": Place, "building": Building}


def own_unit(tenure: Tenure) -> str:
    """The stair a home is reached by, as it is said: 1栋1单元; "" where the home stands in none."""
    room = tenure.household.room
    return f"{room.building}{room.unit}" if room.building and room.unit else ""


def need_from(form: NeedForm, stand: dict[str, Any], **more: Any) -> Need:
    """The need a valid form tells; what the teller left open is what the words were understood to mean.

    Words that can't wait make it urgent whatever was chosen, and choose the item that answers them where none was.
    """
    data = form.cleaned_data
    danger, pressing = understanding.heard(data["words"])
    proposed, item = _meant(form, stand, pressing)
    line = data["line"] or (item.done_by if item else "" if data["cleared"] else proposed.get("line"))
    kind = data["kind"] or (NeedKind.HELP if data["cleared"] else proposed.get("kind"))
    urgency = data["urgency"] or ("" if data["cleared"] else proposed.get("urgency"))
    return Need(
        words=data["words"],
        spot=data["spot"],
        pictures=data["photos"],
        kind=_one_of(kind, NeedKind.values, NeedKind.HELP),
        line=_one_of(line, [code for code, _label in LINES], Line.BUTLER),
        urgency=Urgency.URGENT if pressing else _one_of(urgency, Urgency.values, Urgency.ORDINARY),
        item=item,
        danger=danger,
        proposed=proposed,
        **stand,
        **more,
    )


def _meant(form: NeedForm, stand: dict[str, Any], pressing: bool) -> tuple[dict[str, Any], MenuItem | None]:
    """What the page had proposed and the item of it; understood here where the page could not ask, or asked too early.

    No script, no signal, or the words of danger came after the page had last asked.
    """
    data, company_id = form.cleaned_data, stand["project"].company_id
    public = stand.get("place") or (stand.get("building") and not stand.get("room"))
    at = understanding.public_at(stand.get("place")) if public else ""
    proposed, item = data["proposed"], form.item_of(company_id)
    late = pressing and item is None and not data["cleared"]
    if proposed and not late:
        return proposed, item
    meant, understood = understanding.understand(data["words"], company_id=company_id, at=at)
    return meant.as_data(), item or (None if data["cleared"] else understood)


def _one_of(given: Any, known: Sequence[str], otherwise: str) -> str:
    """A code that came back through a hidden field, if it is one of ours."""
    return given if given in known else otherwise

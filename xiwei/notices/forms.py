"""Understand what is chosen and pasted."""

from collections.abc import Collection
from datetime import time
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xiwei.ledger.posting import KeyedForm
from xiwei.notices.models import ChannelKind, KeeperWay, Preference
from xiwei.notices.topics import Topic

CLOCK = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class PreferenceForm(KeyedForm):
    """How to be told. What is not offered here (a way no company of theirs has on) is left as it was."""

    ways = forms.MultipleChoiceField(
        label=_("除了消息箱，还用这些方式告诉我"), required=False, widget=forms.CheckboxSelectMultiple
    )
    wanted = forms.MultipleChoiceField(
        label=_("这些事要提醒我"),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
        help_text=_("没选的事也都在消息箱里，只是不另外提醒。"),
    )
    quiet = forms.BooleanField(label=_("夜里别打扰：静默时段里的消息，等时段结束再提醒"), required=False)
    quiet_from = forms.TimeField(label=_("从"), widget=CLOCK, initial=time(22))
    quiet_until = forms.TimeField(label=_("到"), widget=CLOCK, initial=time(7))

    def __init__(self, *args: Any, ways: Collection[str], topics: Collection[Topic], wish: Preference, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name in ("quiet_from", "quiet_until"):
            self.fields[name].error_messages["required"] = _("请选一个时间，例如 22:00。")
            self.fields[name].required = not self.is_bound or bool(self.data.get("quiet"))
        self.wish, self.offered_ways, self.offered_topics = wish, list(ways), list(topics)
        self._offer("ways", [(kind, ChannelKind(kind).label) for kind in ways])
        self._offer(
            "wanted",
            [(topic.code, gettext("{title}：{help}").format(title=topic.title, help=topic.help)) for topic in topics],
        )

    def _offer(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = choices
        if not choices:
            del self.fields[name]

    def chosen(self) -> dict[str, Any]:
        """What prefer() takes, once the form is valid."""
        data = self.cleaned_data
        unwanted = [topic.code for topic in self.offered_topics if topic.code not in data.get("wanted", [])]
        return {
            "ways": [*data.get("ways", []), *_beyond(self.wish.ways, self.offered_ways)],
            "muted": [*unwanted, *_beyond(self.wish.muted, [topic.code for topic in self.offered_topics])],
            "quiet_from": _minute(data["quiet_from"]) if data["quiet"] else 0,
            "quiet_until": _minute(data["quiet_until"]) if data["quiet"] else 0,
        }


def _beyond(kept: list[str], offered: Collection[str]) -> list[str]:
    return [one for one in kept if one not in offered]


def _minute(at: time) -> int:
    return at.hour * 60 + at.minute


def at_minute(minute: int) -> time:
    """A minute of the day as a time: 1320 → 22:00."""
    return time(minute // 60, minute % 60)


class ChannelForm(KeyedForm):
    """Where a company's messages go out. What is kept is never shown again, so empty means: as it is."""

    address = forms.CharField(
        label=_("地址"), required=False, max_length=500, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    secret = forms.CharField(
        label=_("加签密钥"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("机器人开启“加签”时才有，一般以 SEC 开头"),
    )

    def __init__(self, *args: Any, kind: str, kept: bool, **kwargs: Any):
        super().__init__(*args, **{**kwargs, "prefix": kind})
        self.fields["address"].required = not kept
        if kind == ChannelKind.EMAIL:
            del self.fields["address"]
        if kind not in (ChannelKind.DINGTALK, ChannelKind.FEISHU):
            del self.fields["secret"]

    def clean(self) -> dict[str, Any]:
        """A key without its address has nothing to stand behind."""
        data = super().clean() or {}
        if data.get("secret") and not data.get("address"):
            self.add_error("address", _("改加签密钥时，请把机器人的地址也一起粘贴。"))
        return data

    def sealed_whole(self) -> str:
        """The address with its key behind a #, as outward.py reads it; empty to keep what there is."""
        address, secret = self.cleaned_data.get("address", "").strip(), self.cleaned_data.get("secret", "").strip()
        return f"{address}#{secret}" if secret else address


class KeeperForm(KeyedForm):
    """Who keeps the roots, and how they get them."""

    name = forms.CharField(
        label=_("请谁保管"), max_length=40, widget=forms.TextInput(attrs={"placeholder": _("例如：业委会 王老师")})
    )
    way = forms.ChoiceField(
        label=_("怎么送"), choices=KeeperWay.choices, initial=KeeperWay.MAIL, widget=forms.RadioSelect
    )
    address = forms.CharField(
        label=_("邮箱或网址"), max_length=500, widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("加密保存，以后不再显示。"),
    )  # fmt: skip

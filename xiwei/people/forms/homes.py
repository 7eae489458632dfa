"""Who lives in a room, and as what."""

from django import forms
from django.utils.translation import gettext_lazy as _

from xiwei.ledger.posting import KeyedForm
from xiwei.people.forms.doors import PhoneField
from xiwei.people.models import Relation


class RegisterForm(KeyedForm):
    """Someone to register in a room."""

    name = forms.CharField(
        label=_("姓名"), max_length=40, error_messages={"required": _("请填写姓名或称呼，例如：刘奶奶。")}
    )
    phone = PhoneField(required=False, help_text=_("本人用它登录；老人孩子没有手机就空着"))
    relation = forms.ChoiceField(label=_("关系"), choices=Relation.choices, widget=forms.RadioSelect, initial="owner")
    since = forms.DateField(
        label=_("从哪天起"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("不填就从今天起"),
        error_messages={"invalid": _("日期没有看懂。请写成 2026-05-01 这样，或者空着。")},
    )


class RelationForm(KeyedForm):
    """What someone is to the household."""

    relation = forms.ChoiceField(label=_("关系"), choices=Relation.choices)


class CorrectionForm(KeyedForm):
    """What is registered of a person of a home, to be put right; and the answer, where they asked for it."""

    name = forms.CharField(
        label=_("姓名"), max_length=40, error_messages={"required": _("请填写姓名或称呼。还没有改。")}
    )
    phone = PhoneField(required=False, help_text=_("不改就空着"))
    relation = forms.ChoiceField(label=_("关系"), choices=Relation.choices, widget=forms.RadioSelect)
    since = forms.DateField(
        label=_("从哪天起"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("不改就照原样"),
        error_messages={"invalid": _("日期没有看懂。请写成 2026-05-01 这样，或者空着。")},
    )
    answer = forms.CharField(
        label=_("答复本人"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("写了，这条请求就算办好；空着只改登记，请求还等答复"),
    )

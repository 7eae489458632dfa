"""One small form for each thing that may be done to a work order."""

from datetime import datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xiwei.service.forms.fields import HandsField, KeyedForm, MomentField, PicturesField, long_words
from xiwei.service.models import WaitReason, WorkOrder
from xiwei.service.rules import checks
from xiwei.shared.money import fen
from xiwei.shared.refusals import BadInput


class OrderForm(KeyedForm):
    """Knows the order it is about."""

    def __init__(self, *args: Any, order: WorkOrder, now: datetime, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.order, self.now = order, now
        self.prepare()

    def prepare(self) -> None:
        """Fill choices and first values from the order."""

    def key_for(self, part: str = "") -> str:
        """The key under which a part of what this form asks is done once; "" where it carries none."""
        key: str = self.cleaned_data["key"]
        return key and key + part


class TapForm(OrderForm):
    """A verb that needs no more than a tap."""


class ReasonForm(OrderForm):
    reason = long_words(_("原因"), most=200, rows=2)


class GiveUpForm(OrderForm):
    reason = long_words(_("为什么没能完成"), most=200, rows=2)
    needs = long_words(_("接下来需要什么"), most=200, rows=2, placeholder=_("例如：配件周四到货，再约上门"))
    waits = forms.ChoiceField(label=_("怎么接着办"), required=False, widget=forms.RadioSelect)
    until = MomentField(label=_("要等的，预计什么时候继续"), required=False)

    def prepare(self) -> None:
        """Another may come at once, or it waits for what only time brings."""
        waits = [one for one in WaitReason.choices if one[0] != WaitReason.HANDS]
        self.fields["waits"].choices = [("", _("不用等，请别人接着来")), *waits]


class HandOverForm(OrderForm):
    to = HandsField(label=_("请谁接手"))
    reason = long_words(_("原因"), most=200, rows=2)

    def prepare(self) -> None:
        """Everyone who works here but the one who has it."""
        self.fields["to"].offer(self.order.ticket, self.now, without=self.order.worker_id)


class MoneyField(forms.CharField):
    """Yuan as typed, fen as kept."""

    def __init__(self, **kwargs: Any):
        super().__init__(max_length=16, widget=forms.TextInput(attrs={"inputmode": "decimal"}), **kwargs)

    def clean(self, value: Any) -> int:
        """Fen. Raises ValidationError with the sentence of what is wrong."""
        try:
            return fen(super().clean(value) or "0")
        except BadInput as refused:
            raise forms.ValidationError(refused.sentence) from refused


class AgreeForm(OrderForm):
    """The yes of a resident, to the price their page showed."""

    fen = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=10_000_000)


class QuoteForm(OrderForm):
    fen = MoneyField(label=_("一共多少元"))
    words = long_words(_("包括什么"), required=False, most=200, rows=2)


class BookForm(OrderForm):
    kind = forms.ChoiceField(label=_("种类"), choices=[("material", _("材料")), ("labour", _("人工"))])
    name = forms.CharField(label=_("名称"), max_length=60)
    quantity = forms.DecimalField(
        label=_("数量"), max_digits=9, decimal_places=3, min_value=Decimal("0.001"), initial=1
    )
    unit = forms.CharField(label=_("单位"), max_length=10, initial=_("个"))
    price = MoneyField(label=_("单价（元）"))


class WorkForm(OrderForm):
    """The work itself: its steps, what shows it, and how it ended; saved on the way, or with the end of it."""

    steps = forms.TypedMultipleChoiceField(
        label=_("步骤"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
    )
    before = PicturesField(label=_("施工前照片"))
    photos = PicturesField(label=_("完工照片"))
    reading = forms.CharField(label=_("读数"), max_length=40, required=False)
    signed_by = forms.CharField(
        label=_("签名的住户"), max_length=40, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    signature = PicturesField(label=_("签名"))
    signed = forms.BooleanField(label=_("住户本人在场，看过并确认"), required=False)
    note = long_words(_("说明"), required=False, rows=2, placeholder=_("换了什么、要注意什么，业主会看到"))

    def prepare(self) -> None:
        """The steps of the item the ticket was promised under, and the evidence it demands; nothing it does not."""
        item = self.order.ticket.item
        demanded = checks.demanded(self.order.ticket)
        self.fields["steps"].choices = list(enumerate(item.steps)) if item else []
        self.fields["steps"].initial = self.order.ticked
        self.fields["signed_by"].initial = self.order.signed_by
        if item and "reading" in demanded:
            self.fields["reading"].label = item.reading
        unasked = {"before": ["before"], "reading": ["reading"], "signature": ["signed_by", "signature", "signed"]}
        for kind, names in unasked.items():
            for name in names if kind not in demanded else ():
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """A name is a signature only with the resident's hand or their word; a hand only with a name."""
        data = super().clean()
        name, confirmed = data.get("signed_by", ""), data.get("signed") or data.get("signature")
        if name and name != self.order.signed_by and not confirmed:
            self.add_error("signed", _("请住户在上面签名，或者勾选“住户本人在场，看过并确认”。"))
        if confirmed and not name and "signed_by" in self.fields:
            self.add_error("signed_by", _("请写上签名住户的姓名。"))
        return data

    def key_for(self, part: str = "") -> str:
        """The same for what was brought: the form is sent again, and again, as the work goes on.

        A page that was refused, or gone back to, is drawn with the key it had: what is ticked or photographed since is
        another deed, not a repeat of the first.
        """
        key, data = self.cleaned_data["key"], self.cleaned_data
        photos = [one.sha256 for name in ("before", "photos", "signature") for one in data.get(name) or []]
        brought = repr([key, part, sorted(data["steps"]), data.get("signed_by"), photos])
        return key and sha256(brought.encode()).hexdigest()

"""One small form for each thing that may be done to a work order."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xiwei.service.forms.fields import KeyedForm, PicturesField, long_words
from xiwei.service.models import WorkOrder
from xiwei.service.queries import duty
from xiwei.shared.money import fen
from xiwei.shared.refusals import BadInput


class OrderForm(KeyedForm):
    """Knows the order it is about."""

    def __init__(self, *args: Any, order: WorkOrder, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.order = order
        self.prepare()

    def prepare(self) -> None:
        """Fill choices and first values from the order."""


class TapForm(OrderForm):
    """A verb that needs no more than a tap."""


class ReasonForm(OrderForm):
    reason = long_words(_("原因"), most=200, rows=2)


class GiveUpForm(OrderForm):
    reason = long_words(_("为什么没能完成"), most=200, rows=2)
    needs = long_words(_("接下来需要什么"), most=200, rows=2, placeholder=_("例如：配件周四到货，再约上门"))


class HandOverForm(OrderForm):
    to = forms.ModelChoiceField(label=_("请谁接手"), queryset=None, empty_label=None)
    reason = long_words(_("原因"), most=200, rows=2)

    def prepare(self) -> None:
        """Everyone who works here but the one who has it."""
        self.fields["to"].queryset = duty.assignable(self.order.ticket).exclude(pk=self.order.worker_id)


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


class TickForm(OrderForm):
    steps = forms.TypedMultipleChoiceField(
        label=_("做完的步骤"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
    )

    def prepare(self) -> None:
        """The steps of the item the ticket was promised under."""
        item = self.order.ticket.item
        self.fields["steps"].choices = list(enumerate(item.steps)) if item else []
        self.fields["steps"].initial = self.order.ticked


class BookForm(OrderForm):
    kind = forms.ChoiceField(label=_("种类"), choices=[("material", _("材料")), ("labour", _("人工"))])
    name = forms.CharField(label=_("名称"), max_length=60)
    quantity = forms.DecimalField(
        label=_("数量"), max_digits=9, decimal_places=3, min_value=Decimal("0.001"), initial=1
    )
    unit = forms.CharField(label=_("单位"), max_length=10, initial="个")
    price = MoneyField(label=_("单价（元）"))


class FinishForm(OrderForm):
    photos = PicturesField(label=_("完工照片"))
    reading = forms.CharField(label=_("读数"), max_length=40, required=False)
    note = long_words(_("说明"), required=False, rows=2, placeholder=_("换了什么、要注意什么，业主会看到"))

    def prepare(self) -> None:
        """The reading is asked by its own name, and only where the item wants one."""
        item = self.order.ticket.item
        if item and "reading" in item.evidence:
            self.fields["reading"].label = item.reading
        else:
            del self.fields["reading"]

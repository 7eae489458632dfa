"""A posted form: understood, done once, and given back with its sentence when it is refused (law 8)."""

from collections.abc import Callable
from typing import Any, TypeVar
from uuid import uuid4

from django import forms
from django.core.exceptions import ObjectDoesNotExist
from django.db import models

from xiwei.ledger import actions
from xiwei.ledger.models import Once
from xiwei.shared.refusals import BadInput, Refused

M = TypeVar("M", bound=models.Model)


def fresh_key() -> str:
    """A key for one drawing of one form."""
    return uuid4().hex


class KeyedForm(forms.Form):
    """A form that can be sent twice and is done once: it carries the key made when it was drawn.

    `status` is what its page answers with: 200 as drawn, the refusal's own once refused.
    """

    key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64, initial=fresh_key)
    status = 200


def submit(request: Any, form: KeyedForm, *, do: Callable[[dict[str, Any]], M], again: Callable[[int], M]) -> M | None:
    """Do what the form asks, once; None where it is refused, with the sentence on the form and all kept in it.

    `do` takes the cleaned data; `again` finds the first result by id when the same form comes a second time.
    """
    if not form.is_valid():
        form.status = BadInput.status
        return None
    try:
        return actions.once(
            form.cleaned_data["key"],
            owner=_form_s(request, form),
            at=request.now,
            do=lambda: do(form.cleaned_data),
            again=again,
        )
    except Refused as refused:
        form.add_error(None, refused.sentence)
        form.status = refused.status
        return None


def _form_s(request: Any, form: KeyedForm) -> str:
    """Whose form: a key of another form is another deed."""
    return f"person:{request.user.pk}:{type(form).__name__}"


def repeated(request: Any, form: KeyedForm, again: Callable[[int], M]) -> M | None:
    """What this form led to the first time it came, where what it brought is used up and it cannot be read anew; else None."""
    key = request.POST.get("key", "").replace("\0", "")[:64]
    kept = Once.objects.filter(owner=_form_s(request, form), key=key).exclude(key="")
    first = kept.values_list("result_id", flat=True).first()
    try:
        return None if first is None else again(first)
    except ObjectDoesNotExist:
        return None


def once(request: Any, *, do: Callable[[], M], again: Callable[[int], M]) -> M:
    """For a button without a form: do it once for the key it carries; refusals pass through to their page."""
    key = request.POST.get("key", "").replace("\0", "")
    return actions.once(key, owner=_button_s(request), at=request.now, do=do, again=again)


def done_before(request: Any) -> int | None:
    """What this button's key led to the first time, where its thing is no longer there to be found."""
    key = request.POST.get("key", "").replace("\0", "")[:64]
    kept = Once.objects.filter(owner=_button_s(request), key=key).exclude(key="")
    return kept.values_list("result_id", flat=True).first()


def _button_s(request: Any) -> str:
    """Who pressed which button: a key that came with another thing's does not stand for this one's."""
    return f"person:{request.user.pk}:{request.resolver_match.url_name}"


def done_already(one: M, first: int) -> M:
    """The `again` of a deed done to `one`: the key's first deed (its id) was done to it, and this is its repeat.

    Raises ObjectDoesNotExist where the key came with another's form: nothing was done here, and nobody is told it was.
    """
    if one.pk != first:
        raise ObjectDoesNotExist
    return one

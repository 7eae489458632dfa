"""A chosen file outlives the refusal of its form: taken once, it waits under a token that the page carries."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.db import models
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext

from xiwei.estate.actions import staging
from xiwei.estate.queries import staging as queries
from xiwei.ledger.posting import KeyedForm, repeated

M = TypeVar("M", bound=models.Model)
FIELD = "staged"


def sent(request: Any) -> MultiValueDict:
    """The file that was chosen now, else the one that was taken before."""
    token = request.POST.get(FIELD, "")
    if request.FILES.get("file") or not token:
        return request.FILES
    found = queries.by_token(token, person_id=request.user.pk, now=request.now)
    return MultiValueDict({"file": [found]} if found else {})


def repeat(request: Any, form: KeyedForm, again: Callable[[int], M]) -> M | None:
    """The first result of a form that came twice, whose file the first one used up; None for every other."""
    if not request.POST.get(FIELD) or form.files.get("file"):
        return None
    return repeated(request, form, again)


def keep(request: Any, form: KeyedForm, company_id: int) -> None:
    """Refused for something else than its file: the file waits, and the page says so."""
    file = form.files.get("file")
    if file is None or "file" in form.errors:
        return
    staged = staging.stage(file, company_id=company_id, person_id=request.user.pk, now=request.now)
    form.staged, form.staged_token = staged, queries.token_of(staged)  # type: ignore[attr-defined]
    form.fields["file"].required = False
    form["file"].label = gettext("换一份文件")

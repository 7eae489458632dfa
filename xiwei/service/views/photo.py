"""Serve a picture to those who may see it, and to nobody else."""

from django.http import FileResponse, Http404, HttpResponseBase
from django.shortcuts import redirect
from django.templatetags.static import static
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_safe

from xiwei.people.middleware import PersonRequest
from xiwei.service.actions import looking
from xiwei.service.models import Photo
from xiwei.service.queries import photos
from xiwei.service.rules.parties import is_theirs
from xiwei.shared import pictures


@require_safe
def photo(request: PersonRequest, pk: int, key: str = "") -> HttpResponseBase:
    """The picture, or its thumbnail with ?size=small. A stranger's is 404, as if it were not.

    What was done in a public place opens to anyone with the key that its page gives: by numbers alone nobody counts
    through what was ever done. The key opens nothing else.
    """
    found = photos.public(pk) if constant_time_compare(key, pictures.key_of(pk)) else None
    if found is None:
        try:
            found = photos.for_person(request.who, pk)
        except Photo.DoesNotExist as error:
            raise Http404 from error
        _note(request, found)
    return sent(request, found)


def _note(request: PersonRequest, found: Photo) -> None:
    """Staff who open the whole picture of somebody's home leave a line there; those it concerns look at their own."""
    staff = request.who.staff_in(found.company_id)
    if found.ticket is None:
        return
    mine = is_theirs(found.ticket, request.who.person, request.who.household_ids) if request.who.person else False
    if staff and not mine and request.GET.get("size") != "small":
        looking.open_picture(found, by=staff, now=request.now)


def sent(request: PersonRequest, found: Photo) -> HttpResponseBase:
    """The file itself, for one whose right to it has been found; of one that was erased a picture that says so."""
    if not found.path:
        return redirect(static("img/erased.svg"))
    try:
        kept = pictures.open_kept(found.path, small=request.GET.get("size") == "small")
    except FileNotFoundError as gone:
        raise Http404 from gone
    response = FileResponse(kept, content_type="image/jpeg")
    # What was kept never changes under its id, but a person's right to see it may: the browser keeps it, no proxy does.
    response["Cache-Control"] = "private, max-age=86400"
    return response

"""How I wish to be told."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from xiwei.ledger.posting import submit
from xiwei.notices import queries, rules, topics
from xiwei.notices.actions import reading
from xiwei.notices.forms import PreferenceForm, at_minute
from xiwei.notices.models import ChannelKind, Preference
from xiwei.people.middleware import PersonRequest


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def notice_settings(request: PersonRequest) -> HttpResponse:
    """Which ways, which matters, which hours; what a company has not set up is not offered."""
    open_kinds = queries.open_kinds(request.who.companies)
    usable = rules.usable_ways(request.user, sorted(open_kinds), is_staff=bool(request.who.staff))
    form = _form(request, usable)
    if request.method == "POST" and submit(request, form, do=lambda _: _prefer(request, form), again=_again):
        messages.success(request, gettext("已保存，从下一条消息起就按这个来。"))
        return redirect("notice_settings")
    context = {"form": form, "missing": _missing(request, open_kinds), "person": request.user}
    return render(request, "notices/settings.html", context, status=form.status)


def _form(request: PersonRequest, usable: list[str]) -> PreferenceForm:
    offered = topics.offered(to_staff=bool(request.who.staff))
    wish = queries.preference_of(request.user)
    known = wish or Preference(person=request.user, ways=rules.ways_out(rules.Weight.PLAIN, None, usable))
    quiet = known.quiet_from != known.quiet_until
    initial = {
        "ways": known.ways,
        "wanted": [topic.code for topic in offered if topic.code not in known.muted],
        "quiet": quiet,
        **({"quiet_from": at_minute(known.quiet_from), "quiet_until": at_minute(known.quiet_until)} if quiet else {}),
    }
    return PreferenceForm(request.POST or None, ways=usable, topics=offered, wish=known, initial=initial)


def _prefer(request: PersonRequest, form: PreferenceForm) -> Preference:
    return reading.prefer(request.user, **form.chosen(), companies=request.who.companies, now=request.now)


def _again(pk: int) -> Preference:
    return Preference.objects.get(pk=pk)


def _missing(request: PersonRequest, open_kinds: set[str]) -> list[str]:
    """What this person lacks for a way that is open to them."""
    lacks = [(ChannelKind.EMAIL, gettext("邮箱"), bool(request.user.email))]
    lacks += [(ChannelKind.SMS, gettext("手机号"), bool(request.user.phone) and request.user.phone_verified)]
    return [what for kind, what, has in lacks if kind in open_kinds and not has]

"""May it? Putting right where a need is."""

from django.utils.translation import gettext

from xiwei.estate.models import Building, Place, Room
from xiwei.service.models import Channel, Ticket
from xiwei.service.rules.asking import check_spot
from xiwei.shared.refusals import BadInput, NotNow, may

Stood = Room | Place | Building
TOLD_TO_STAFF = (Channel.GATE, Channel.PHONE, Channel.VISIT, Channel.MESSAGE)


def check_may_locate(ticket: Ticket) -> None:
    """Raises NotNow for what a resident told of their own home: they know where they live, and it is theirs to see."""
    if ticket.household_id is not None and ticket.channel not in TOLD_TO_STAFF:
        raise NotNow(gettext("这是住户自己报的家里的事，地点以住户说的为准。要改，请住户在“补充说明”里写一句。"))


may_locate = may(check_may_locate)


def check_stood(ticket: Ticket, stood: Stood | None, spot: str, *, spoken: bool) -> None:
    """Raises BadInput where nobody could find it, NotNow where others would read what was said inside a home.

    Only what was told to staff may turn out to be a home's: a resident's own report stays theirs, and a stranger's words
    at a wall are no household's. `spoken`: somebody of the household it stands at has said something of it since; then it
    is theirs, whatever the gate wrote.
    """
    if stood is None:
        check_spot(spot)
    elif stood.project_id != ticket.project_id:
        raise BadInput(gettext("地点和小区对不上，请重新选择地点。"))
    elif isinstance(stood, Room) and ticket.channel not in TOLD_TO_STAFF:
        raise BadInput(gettext("这件事报的是公共地方，不能改到某一户家里。请写公共地方，或在说明里写房号。"))
    if ticket.room_id is None or (isinstance(stood, Room) and stood.pk == ticket.room_id):
        return
    if not isinstance(stood, Room):
        raise NotNow(gettext("这件事已经记在一户名下，改成公共地方，邻居就看得到家里的事。请办结它，另记一件。"))
    if spoken:
        raise NotNow(gettext("这一户已经为这件事说过话，不能再改到别人家。请办结它，另记一件。"))

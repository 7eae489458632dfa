"""A company sets up, tries and switches the ways its messages go out."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from xiwei.ledger import actions as ledger
from xiwei.notices import queries, rules
from xiwei.notices.actions.telling import tell
from xiwei.notices.models import Channel, ChannelKind, Delivery, Message, Weight
from xiwei.people.models import Staff
from xiwei.shared import secrets
from xiwei.shared.refusals import BadInput
from xiwei.shared.tongue import kept


@transaction.atomic
def set_up(company_id: int, kind: str, *, address: str, by: Staff, now: datetime) -> Channel:
    """Keep the channel's address, sealed, and switch it on; messages said from now on go out by it.

    An empty address keeps the one there is. Raises NotAllowed, or BadInput where the address cannot be used.
    """
    rules.check_may_manage_channels(by, company_id=company_id)
    address = address.strip()
    channel = Channel.objects.select_for_update().filter(company_id=company_id, kind=kind).first()
    channel = channel or Channel(company_id=company_id, kind=kind, name=kept(ChannelKind(kind).label))
    if address or not channel.address:
        rules.check_address(kind, address)
        channel.address = secrets.seal(address)
    channel.on = True
    channel.save()
    ledger.record("notices.channel_changed", channel, by=by, at=now, name=channel.name, what="已设置并启用")
    return channel


@transaction.atomic
def switch(channel: Channel, *, on: bool, by: Staff, now: datetime) -> Channel:
    """Messages stop, or start again, going out by it; what waits for a channel that is off is not sent."""
    rules.check_may_manage_channels(by, company_id=channel.company_id)
    if channel.on != on:
        channel.on = on
        channel.save(update_fields=["on"])
        what = "已启用" if on else "已停用"
        ledger.record("notices.channel_changed", channel, by=by, at=now, name=channel.name, what=what)
    return channel


@transaction.atomic
def try_out(channel: Channel, *, key: str, by: Staff, now: datetime) -> Delivery:
    """Send a test to the one who asks, by this channel alone; its fate shows on the channels' page.

    Raises NotAllowed, or NotNow where it could reach nobody.
    """
    rules.check_may_manage_channels(by, company_id=channel.company_id)
    rules.check_can_try(channel, by=by.person)
    message = tell(
        by.person,
        company_id=channel.company_id,
        project_id=None,
        about=queries.TRIAL,
        title=f"{channel.name}试发",
        body="收到这条，说明渠道已经接通。",
        weight=Weight.QUIET,
        key=f"trial:{key}",
        now=now,
    )
    if message is None:
        return _earlier_trial(channel, by, key)
    ledger.record("notices.channel_changed", channel, by=by, at=now, name=channel.name, what="试发了一条")
    return Delivery.objects.create(company_id=channel.company_id, message=message, kind=channel.kind, due_at=now)


def _earlier_trial(channel: Channel, by: Staff, key: str) -> Delivery:
    message = Message.objects.get(person=by.person, key=f"trial:{key}")
    found = Delivery.objects.filter(message=message, kind=channel.kind).first()
    if found is None:
        raise BadInput(gettext("这一页已经用过了。请刷新页面，再试发一次。"))
    return found


@transaction.atomic
def reseal_all() -> tuple[int, list[Channel]]:
    """Seal every channel's address with today's first key; how many were, and those no key opens any more."""
    done, lost = 0, []
    for channel in Channel.objects.select_for_update().exclude(address=""):
        try:
            channel.address = secrets.reseal(channel.address)
        except secrets.Unreadable:
            lost.append(channel)
            continue
        channel.save(update_fields=["address"])
        done += 1
    return done, lost

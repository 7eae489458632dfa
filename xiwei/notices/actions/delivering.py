"""Carry messages out: claim one, send it with no transaction open, write down what became of it.

A claim is committed before the sending, with the next try already set: a worker killed at any instant leaves a row
that comes due again by itself. What was cut short is sent again, except ordinary text messages (rules.may_repeat).
"""

import logging
from collections.abc import Collection
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext

from xiwei.ledger import actions as ledger
from xiwei.ledger.models import SYSTEM
from xiwei.notices import outward, queries, rules
from xiwei.notices.heard import heard
from xiwei.notices.models import Channel, ChannelKind, Delivery, DeliveryState
from xiwei.shared import secrets
from xiwei.shared.tongue import kept_choice

log = logging.getLogger("xiwei.notices")


# durable: inside another transaction the claim would not stand when the worker dies.
@transaction.atomic(durable=True)
def claim(*, now: datetime, resting: Collection[tuple[int, str]] = ()) -> Delivery | None:
    """Take the delivery that has waited longest and count a try; None when nothing is due.

    Deliveries that need not or must not be sent any more are ended on the way.
    """
    while delivery := queries.due(now, resting).first():
        if rules.is_needless(delivery, now):
            _end(delivery, DeliveryState.NEEDLESS)
        elif delivery.trying_since and not rules.may_repeat(delivery):
            _give_up(delivery, "发送时程序中断，不知是否送到；为免重复不再发", now)
        elif rules.is_last(delivery.tries):
            _give_up(delivery, "每次发送时程序都中断，不再发", now)
        else:
            delivery.tries += 1
            delivery.trying_since = now
            delivery.due_at = now + rules.pause_after(delivery.tries)
            delivery.save(update_fields=["tries", "trying_since", "due_at"])
            return delivery
    return None


def carry(delivery: Delivery, *, now: datetime) -> bool:
    """Send a claimed delivery and write down what became of it; False where it did not go out.

    A failed try comes due again after its pause; the last one, or a hopeless one, is a line in the ledger.
    """
    try:
        outward.send(delivery.kind, _address(delivery), _letter(delivery))
    except outward.Unsent as unsent:
        _failed(delivery, unsent, now)
        return False
    except Exception as error:
        # A fault of ours or of a library: it must not stop the other deliveries, nor come back for ever.
        log.exception("delivery %s could not be sent", delivery.pk)
        _failed(delivery, outward.Unsent(f"发送时程序出错（{type(error).__name__}）"), now)
        return False
    delivery.sent_at, delivery.error = now, ""
    _end(delivery, DeliveryState.SENT)
    return True


def _address(delivery: Delivery) -> str:
    """The channel's address, unsealed; raises Unsent where the channel is gone, off, or sealed with a lost key."""
    channel = Channel.objects.filter(company_id=delivery.company_id, kind=delivery.kind, on=True).first()
    if channel is None:
        raise outward.Unsent(gettext("公司已停用这个渠道"), hopeless=True)
    try:
        return secrets.unseal(channel.address)
    except secrets.Unreadable as error:
        raise outward.Unsent(gettext("密钥已更换，渠道的地址要重新填写"), hopeless=True) from error


def _letter(delivery: Delivery) -> outward.Letter:
    """To one person alone: in the tongue they chose, as their inbox has it; in Chinese, as it is kept, for who chose none.

    DANGER: what a group of colleagues reads stays Chinese. By the colon of its title whose and what is cut off
    (outward._group_text), and in English there is no such colon.
    """
    message = delivery.message
    alone = delivery.kind in (ChannelKind.EMAIL, ChannelKind.SMS)
    with translation.override((alone and message.person.language) or settings.LANGUAGE_CODE):
        title, body, foot = heard(message.title), heard(message.body), gettext(outward.FOOT)
    return outward.Letter(
        title=title,
        body=body,
        foot=foot,
        link=f"{settings.BASE_URL}{message.link}" if message.link else settings.BASE_URL,
        sign=message.company.short_name,
        name=message.person.name,
        phone=message.person.phone or "",
        email=message.person.email,
    )


@transaction.atomic
def _failed(delivery: Delivery, unsent: outward.Unsent, now: datetime) -> None:
    if unsent.hopeless or rules.is_last(delivery.tries):
        _give_up(delivery, str(unsent), now)
        return
    delivery.error, delivery.trying_since = str(unsent), None
    delivery.save(update_fields=["error", "trying_since"])


@transaction.atomic
def _give_up(delivery: Delivery, reason: str, now: datetime) -> None:
    delivery.error = reason[:200]
    _end(delivery, DeliveryState.FAILED)
    ledger.record(
        "notices.delivery_failed",
        delivery,
        by=SYSTEM,
        at=now,
        person=delivery.message.person,
        channel=kept_choice(delivery, "kind"),
        reason=delivery.error,
    )


def _end(delivery: Delivery, state: DeliveryState) -> None:
    delivery.state, delivery.trying_since = state, None
    delivery.save(update_fields=["state", "trying_since", "sent_at", "error"])

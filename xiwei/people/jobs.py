"""Doors for the worker."""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django_tasks import task

from xiwei.estate.models import Company
from xiwei.ledger.models import SYSTEM
from xiwei.ledger.seals import sealing
from xiwei.ledger.seals.erasing import NotYetSealed
from xiwei.ledger.worker import tries
from xiwei.people.actions import oddities, retention, transfers, wishes
from xiwei.people.actions.importing import running, sheets
from xiwei.people.actions.transfers.deciding import halt
from xiwei.people.models import Import, Transfer, Wish
from xiwei.people.queries import looks
from xiwei.people.queries import transfers as transfer_queries
from xiwei.people.queries import wishes as wish_queries
from xiwei.shared import moment, scope, sms
from xiwei.shared.refusals import NotNow, Refused

log = logging.getLogger("xiwei.people.jobs")
SINCE = timedelta(hours=26)  # a worker that was down for a day catches up


@task()
@tries(1)
def send_code(phone: str, code: str) -> None:
    """Send a sign-in code; without a phone (nobody has that number) do nothing. Not tried again: people ask anew."""
    if phone:
        sms.send(phone, f"【{settings.SMS_SIGN}】您的验证码是 {code}，5 分钟内有效。请勿告诉任何人。")


@task()
def tell_old_phone(phone: str) -> None:
    """Say to the number that was given up that it was: its holder may not be the one who did it."""
    text = "您的登录手机号刚刚换成了别的号码，其他设备已退出登录。不是您本人办的，请马上联系物业服务中心。"
    sms.send(phone, f"【{settings.SMS_SIGN}】{text}")


@task()
def check_import(pk: int) -> None:
    """Work out what a long sheet would change."""
    running.check(Import.objects.select_related("project", "by").get(pk=pk), now=moment.now())


@task()
def run_import(pk: int) -> None:
    """Carry a sheet in, or go on where a worker left off."""
    running.run(Import.objects.select_related("project", "by").get(pk=pk), now=moment.now())


def notice_looks(now: datetime) -> int:
    """Note unusual looking of yesterday and today: the clock's."""
    with scope.everywhere("the clock looks at every company's looks"):
        return sum(oddities.notice(staff, project, now=now) for staff, project in looks.lookers(now - SINCE))


def keep_no_longer(now: datetime) -> int:
    """Let go of what is past its period, company by company: the clock's."""
    with scope.everywhere("the clock keeps every company's periods"):
        return sum(retention.keep_no_longer(company, now=now) for company in Company.objects.all())


def forget_sheets(now: datetime) -> int:
    """Let go of sheets that have served: the clock's."""
    return sheets.forget_old(now=now)


def erase_granted(now: datetime) -> int:
    """Carry out the erasures that were granted: the clock's. What is written is sealed first, so that it can be erased."""
    with scope.everywhere("the erasures every company granted"):
        granted = wish_queries.granted_erasures()
        if granted:
            sealing.seal_new(now=now)
        return sum(_erased(wish, now) for wish in granted)


def _erased(wish: Wish, now: datetime) -> bool:
    """One that cannot be yet waits for the next turn, and holds up no other."""
    try:
        wishes.carry_out(wish, now=now)
    except (NotNow, NotYetSealed) as waits:
        log.info("erasure %s waits: %s", wish.pk, waits)
        return False
    except Exception:
        log.exception("erasure %s failed and is tried again at the next turn; the rest go on", wish.pk)
        return False
    return True


def carry_out_transfers(now: datetime) -> int:
    """The clock's: changes of homes whose day has come take effect, each on its own; one that cannot is halted and told."""
    return sum(_carried_out(transfer, now) for transfer in transfer_queries.due(now))


def _carried_out(transfer: Transfer, now: datetime) -> bool:
    try:
        transfers.take_effect(transfer, by=SYSTEM, now=now)
    except Refused as refused:
        try:
            halt(transfer, why=refused.sentence, by=SYSTEM, now=now)
        except NotNow:  # another worker, or a clerk, was there first
            return False
        return False
    except Exception:
        log.exception("failed for %s; the rest go on", transfer.pk)
        return False
    return True

"""Doors for the worker."""

import logging

from django.conf import settings
from django_tasks import task

from xiwei.ledger.worker import tries
from xiwei.shared import sms

log = logging.getLogger("xiwei.people.jobs")


@task()
@tries(1)
def send_code(phone: str, code: str) -> None:
    """Send a sign-in code; without a phone (nobody has that number) do nothing. Not tried again: people ask anew."""
    if phone:
        sms.send(phone, f"【{settings.SMS_SIGN}】您的验证码是 {code}，5 分钟内有效。请勿告诉任何人。")

"""One text to one phone, by the gateway the operator has set. docs/howto/sign-in.md tells how to set it."""

import json
import logging
from urllib import error, request

from django.conf import settings

from xiwei.shared import phones

log = logging.getLogger("xiwei.sms")
SECONDS = 8


class NotSent(Exception):
    """The text did not leave: no gateway is set, or it would not take it."""


def ready() -> bool:
    """Whether a gateway is set at all."""
    return bool(settings.SMS_URL)


def send(phone: str, text: str) -> None:
    """Hand the text over. An http(s) address gets {"phone", "text"} by POST with the token as bearer, and must
    answer 2xx; any other is taken as an Apprise address, {phone} standing for the number.

    Raises NotSent, and the log says why without the text: a code in a log is a key under the mat.
    """
    if not ready():
        log.error("no SMS leaves: XIWEI_SMS_URL is not set; %s waits in vain", phones.masked(phone))
        raise NotSent("XIWEI_SMS_URL is not set")
    by = _post if settings.SMS_URL.startswith(("http://", "https://")) else _apprise
    try:
        by(phone, text)
    except NotSent as reason:
        log.error("the SMS gateway did not take a text for %s: %s", phones.masked(phone), reason)
        raise


def _post(phone: str, text: str) -> None:
    headers = {"Content-Type": "application/json", "User-Agent": "xiwei"}
    if settings.SMS_TOKEN:
        headers["Authorization"] = f"Bearer {settings.SMS_TOKEN}"
    body = json.dumps({"phone": phone, "text": text}, ensure_ascii=False).encode()
    asked = request.Request(settings.SMS_URL, body, headers)  # noqa: S310  (http and https only, see send)
    try:
        with request.urlopen(asked, timeout=SECONDS):  # noqa: S310
            return
    except (error.URLError, OSError) as reason:
        raise NotSent(str(reason)) from reason


def _apprise(phone: str, text: str) -> None:
    import apprise  # 20 MB of memory, for those alone who use it

    sender = apprise.Apprise()
    if not sender.add(settings.SMS_URL.replace("{phone}", phone)) or not sender.notify(body=text):
        raise NotSent("Apprise refused the address or the text")

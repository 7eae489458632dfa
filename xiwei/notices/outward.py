"""How a message leaves the house: by Django's mail, by a group's robot, by Apprise. Knows no database.

Each sender returns when the other side took the message, and raises Unsent with a plain reason when it did not.
Apprise, and what it brings, takes 40 MB: it is loaded with the first text message, in the worker, never by a page.
"""

import base64
import hashlib
import hmac
import ipaddress
import json
import re
import socket
import time
from dataclasses import dataclass
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote, quote_plus, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.translation import gettext_noop

from xiwei.notices.models import ChannelKind, KeeperWay
from xiwei.notices.rules import GATEWAYS

SECONDS = 5


class Unsent(Exception):
    """It did not go out. `str()` is a plain reason; `hopeless` where trying again would change nothing."""

    def __init__(self, reason: str, *, hopeless: bool = False):
        super().__init__(reason)
        self.hopeless = hopeless


FOOT = gettext_noop("在“我的 → 消息提醒”里可以改接收方式。")


@dataclass(frozen=True)
class Letter:
    """What is to be said to whom; `link` is absolute. `sign` is the company's short name."""

    title: str
    body: str
    link: str
    sign: str
    name: str
    phone: str
    email: str
    foot: str = FOOT


def send(kind: str, address: str, letter: Letter) -> None:
    """Send by this kind of channel; `address` is the channel's, unsealed. Raises Unsent."""
    if kind == ChannelKind.EMAIL:
        _mail(letter)
    elif urlsplit(address).scheme in ("https", "http"):
        _robot(kind, address, letter)
    else:
        _apprise(kind, address, letter)


def _mail(letter: Letter) -> None:
    if not letter.email:
        raise Unsent("收信人没有登记邮箱", hopeless=True)
    lines = [letter.body, letter.link, letter.foot]
    text = "\n\n".join(line for line in [letter.title, *lines] if line)
    # A line break in a subject would let whoever wrote the title add headers of their own.
    subject = f"[{letter.sign}] {' '.join(letter.title.split())}"
    try:
        EmailMessage(subject, text, settings.DEFAULT_FROM_EMAIL, [letter.email]).send()
    except OSError as error:  # smtplib's errors are OSErrors, as are a refused or silent connection
        raise Unsent(f"邮件服务器没有收下（{type(error).__name__}）") from error


def _group_text(letter: Letter) -> str:
    """For a group of colleagues: that there is something, for whom, where to read it; never whose and what.

    What follows a title's colon is what a resident said, and the group stands on another's servers.
    """
    return f"@{letter.name} {letter.title.partition('：')[0]}\n{letter.link}"


def _robot(kind: str, address: str, letter: Letter) -> None:
    """Post to a group's webhook. They answer 200 to everything: only `errcode` or `code` 0 means it was taken."""
    url, _, secret = address.partition("#")
    text = _group_text(letter)
    if kind == ChannelKind.FEISHU:
        payload: dict[str, Any] = {"msg_type": "text", "content": {"text": text}}
    else:
        payload = {"msgtype": "text", "text": {"content": text}}
    if kind == ChannelKind.DINGTALK:
        payload["at"] = {"atMobiles": [letter.phone] if letter.phone else []}
    if secret:
        url = _signed(kind, url, secret, payload)
    answer = _post(url, payload)
    code = answer.get("errcode", answer.get("code"))
    if code != 0:
        raise Unsent(f"群机器人没有收下：{answer.get('errmsg') or answer.get('msg') or code}"[:200])


def _signed(kind: str, url: str, secret: str, payload: dict[str, Any]) -> str:
    """Their signatures (加签): DingTalk's in the address, in milliseconds; Feishu's in the body, in seconds.

    https://open.dingtalk.com/document/robots/customize-robot-security-settings
    https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot
    """
    seconds = time.time()
    if kind == ChannelKind.FEISHU:
        stamp = str(int(seconds))
        mac = hmac.new(f"{stamp}\n{secret}".encode(), b"", hashlib.sha256).digest()
        payload |= {"timestamp": stamp, "sign": base64.b64encode(mac).decode()}
        return url
    stamp = str(round(seconds * 1000))
    mac = hmac.new(secret.encode(), f"{stamp}\n{secret}".encode(), hashlib.sha256).digest()
    return f"{url}&timestamp={stamp}&sign={quote_plus(base64.b64encode(mac))}"


def hand_roots(way: str, address: str, *, sign: str, text: str) -> None:
    """Give the roots of a company's seals, a JSON line each, to whoever keeps them. Raises Unsent.

    A webhook takes the lines as they are and answers with any 2xx; a mail has them as a file, for `verify_ledger --against`.
    """
    if way == KeeperWay.WEBHOOK:
        _hand_over(address, text.encode(), "application/x-ndjson")
        return
    body = "请保管附件，不用回复。以后怀疑物业改动过记录时，用它和台账比对：改动过就对不上。"
    mail = EmailMessage(f"[{sign}] 台账封存的根", body, settings.DEFAULT_FROM_EMAIL, [address])
    mail.attach("roots.jsonl", text, "application/x-ndjson")
    try:
        mail.send()
    except OSError as error:
        raise Unsent(f"邮件服务器没有收下（{type(error).__name__}）") from error


def _hand_over(url: str, content: bytes, kind: str) -> bytes:
    """POST it and give the answer's beginning; nobody sends us elsewhere, nor inside our own network."""
    _check_outside(urlsplit(url).hostname or "")
    request = Request(url, content, {"Content-Type": f"{kind}; charset=utf-8"})  # noqa: S310
    try:
        with build_opener(_NoRedirects).open(request, timeout=SECONDS) as response:
            return bytes(response.read(100_000))
    except HTTPError as error:
        raise Unsent(f"对方网关答复 {error.code}") from error
    except OSError as error:
        raise Unsent("对方网关连接不上") from error


class _NoRedirects(HTTPRedirectHandler):
    """A gateway that sends us elsewhere could send us inside our own network."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


def _post(url: str, payload: dict[str, Any]) -> dict[str, Any]:
    try:
        answer = json.loads(_hand_over(url, json.dumps(payload).encode(), "application/json"))
    except ValueError as error:
        raise Unsent("对方网关的答复看不懂") from error
    return answer if isinstance(answer, dict) else {}


def _check_outside(host: str) -> None:
    """Raises Unsent for a host inside the network that whoever runs this server has not allowed.

    A company's manager sets the address: without this, a channel would be a probe of our own network. A name that
    changes its meaning between this look and the call is not caught; a firewall should stand behind.
    """
    if host in settings.CHANNEL_PRIVATE_HOSTS:
        return
    try:
        found = {ipaddress.ip_address(row[4][0]) for row in socket.getaddrinfo(host, None)}
    except (OSError, ValueError) as error:
        raise Unsent("对方网关的域名解析不了") from error
    if not all(one.is_global for one in found):
        raise Unsent("网关地址在内部网络里，本服务器没有放行", hopeless=True)


def _apprise(kind: str, address: str, letter: Letter) -> None:
    """By an Apprise address: `{phone}` in it becomes the receiver's; text messages carry the sign SMS law demands."""
    if kind == ChannelKind.SMS and not letter.phone:
        raise Unsent("收信人没有登记手机号", hopeless=True)
    import apprise

    url = address.replace("{phone}", quote(letter.phone, safe=""))
    plugin = apprise.Apprise.instantiate(url)
    if plugin is None:
        raise Unsent("渠道的地址不能用，请重新设置", hopeless=True)
    if urlsplit(url).scheme in GATEWAYS:
        # Its own reading of the address, not ours: of json://a@b@c we would look at c, and it would call b.
        _check_outside(str(plugin.host or "").strip("[]"))
    # Whatever the address asks for: a slow gateway must not hold the worker, nor send it elsewhere.
    plugin.socket_connect_timeout = plugin.socket_read_timeout = float(SECONDS)
    plugin.redirects = False
    plugin.request_rate_per_sec = 0
    text = f"【{letter.sign}】{letter.title} {letter.link}" if kind == ChannelKind.SMS else _group_text(letter)
    with apprise.LogCapture(level=apprise.logging.WARNING) as log:
        taken = plugin.notify(body=text, title="")
        said = log.getvalue()
    if not taken:
        code = re.search(r"error=(\d+)", said)
        raise Unsent(f"对方网关答复 {code[1]}" if code else "对方网关连接不上")

"""Carrying messages out, against a real server in this process and Django's own outbox."""

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from django.core import mail
from django.utils import translation

from tests.cast import NOW, Cast
from xiwei.ledger.models import Entry
from xiwei.notices import jobs, outward
from xiwei.notices.actions import delivering, reading
from xiwei.notices.heard import heard
from xiwei.notices.models import Channel, Delivery, DeliveryState, Weight
from xiwei.notices.tests.make import channel, said, wishes, with_email
from xiwei.people.models import Person
from xiwei.shared import secrets

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


class Gateway(HTTPServer):
    """Keeps what it is sent, and answers as it is told to."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.got: list[dict[str, Any]] = []
        self.paths: list[str] = []
        self.status = 200
        self.answer: Any = {"errcode": 0, "code": 0}

    def at(self, rest: str = "", scheme: str = "json") -> str:
        return f"{scheme}://127.0.0.1:{self.server_port}{rest}"


class Answer(BaseHTTPRequestHandler):
    server: Gateway

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        lines = "ndjson" in self.headers["Content-Type"]
        self.server.got.append([json.loads(line) for line in body.splitlines()] if lines else json.loads(body))
        self.server.paths.append(self.path)
        self.send_response(self.server.status)
        if self.server.status == 302:
            self.send_header("Location", "http://127.0.0.1:1/inside")
        self.end_headers()
        self.wfile.write(json.dumps(self.server.answer).encode())

    def log_message(self, *args: Any) -> None:
        """Tests are quiet."""


@pytest.fixture
def gateway(settings: Any) -> Iterator[Gateway]:
    settings.CHANNEL_PRIVATE_HOSTS = ["127.0.0.1"]
    server = Gateway()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def run(now: datetime) -> tuple[int, list[tuple[str, int]]]:
    """One turn of the clock: how many went out, and how each delivery stands."""
    sent = jobs.deliver(now)
    return sent, list(Delivery.objects.order_by("pk").values_list("state", "tries"))


def letter(**other: str) -> outward.Letter:
    plain = {"title": "新工单", "body": "501 漏水", "link": "https://x.cn/t/7/", "sign": "翠湖物业", "name": "孙师傅"}
    return outward.Letter(**{**plain, "phone": "13800000004", "email": "sun@example.com", **other})


def test_an_email_goes_out_with_its_words_and_its_link(cast: Cast, settings: Any) -> None:
    settings.BASE_URL = "https://cuihu.example.cn"
    channel(cast, "email")
    said(cast, with_email(cast.wang_fang), "师傅已接单", body="孙师傅 15:00 前到", link="/t/7/")
    assert run(NOW) == (1, [("sent", 1)])
    [sent] = mail.outbox
    assert (sent.subject, sent.to) == ("[翠湖物业] 师傅已接单", [cast.wang_fang.email])
    parts = [
        "师傅已接单",
        "孙师傅 15:00 前到",
        "https://cuihu.example.cn/t/7/",
        "在“我的 → 消息提醒”里可以改接收方式。",
    ]
    assert sent.body == "\n\n".join(parts)
    assert Delivery.objects.get().sent_at == NOW
    assert run(NOW + HOUR) == (0, [("sent", 1)])


def test_a_line_break_in_a_title_adds_no_header(cast: Cast) -> None:
    channel(cast, "email")
    said(cast, with_email(cast.wang_fang), "漏水\nBcc: all@example.com")
    assert run(NOW) == (1, [("sent", 1)])
    assert mail.outbox[0].subject == "[翠湖物业] 漏水 Bcc: all@example.com"
    assert mail.outbox[0].recipients() == [cast.wang_fang.email]


def test_nothing_leaves_before_its_moment(cast: Cast) -> None:
    channel(cast, "email")
    wishes(with_email(cast.wang_fang), "email", quiet=(9 * 60, 12 * 60))
    said(cast, cast.wang_fang)
    assert run(NOW) == (0, [("waiting", 0)])
    assert run(NOW + 2 * HOUR) == (1, [("sent", 1)])


def test_a_text_message_goes_to_the_persons_phone_through_the_gateway(cast: Cast, gateway: Gateway) -> None:
    channel(cast, "sms", gateway.at("/send?:mobile={phone}&-sign=ok"))
    said(cast, cast.wang_fang, "师傅已接单", body="不在短信里", link="/t/7/")
    assert run(NOW) == (1, [("sent", 1)])
    [got] = gateway.got
    assert got["mobile"] == "13800000001"
    assert got["message"] == "【翠湖物业】师傅已接单 http://127.0.0.1:8000/t/7/"
    assert gateway.paths == ["/send?sign=ok"]


@pytest.mark.parametrize(
    ("kind", "payload"),
    [
        ("wecom", {"msgtype": "text", "text": {"content": "@孙师傅 新工单\nhttps://x.cn/t/7/"}}),
        (
            "dingtalk",
            {
                "msgtype": "text",
                "text": {"content": "@孙师傅 新工单\nhttps://x.cn/t/7/"},
                "at": {"atMobiles": ["13800000004"]},
            },
        ),
        ("feishu", {"msg_type": "text", "content": {"text": "@孙师傅 新工单\nhttps://x.cn/t/7/"}}),
    ],
)
def test_a_groups_robot_says_that_there_is_work_and_not_whose(
    gateway: Gateway, kind: str, payload: dict[str, Any]
) -> None:
    outward.send(kind, gateway.at("/hook", "http"), letter())
    assert gateway.got == [payload]


def test_what_a_resident_said_stays_out_of_the_group(gateway: Gateway) -> None:
    outward.send("wecom", gateway.at("/hook", "http"), replace(letter(), title="新报事：王芳家漏水，501"))
    assert gateway.got[0]["text"]["content"] == "@孙师傅 新报事\nhttps://x.cn/t/7/"


def test_a_robots_signature_is_made_as_its_maker_says(gateway: Gateway, monkeypatch: Any) -> None:
    monkeypatch.setattr(outward.time, "time", lambda: 1_700_000_000.0)
    outward.send("dingtalk", gateway.at("/robot?access_token=a#SECx", "http"), letter())
    outward.send("feishu", gateway.at("/hook#secret", "http"), letter())
    # openssl: printf '1700000000000\nSECx' | openssl dgst -sha256 -hmac SECx -binary | base64
    assert (
        gateway.paths[0]
        == "/robot?access_token=a&timestamp=1700000000000&sign=rgcjbH%2ByFyES%2BS0llX%2BcAPCwVRpsr7sbiX5Lnyo%2FocU%3D"
    )
    # openssl: printf '' | openssl dgst -sha256 -hmac "$(printf '1700000000\nsecret')" -binary | base64
    assert (gateway.got[1]["timestamp"], gateway.got[1]["sign"]) == (
        "1700000000",
        "fiWS2+gh28DOydAv7hzONH/mDn9+b1Y4Y5ivXWXy8vA=",
    )


def test_a_robot_that_answers_200_and_an_error_did_not_take_it(gateway: Gateway) -> None:
    gateway.answer = {"errcode": 93000, "errmsg": "invalid webhook url"}
    with pytest.raises(outward.Unsent, match="群机器人没有收下：invalid webhook url"):
        outward.send("wecom", gateway.at("/hook", "http"), letter())
    gateway.answer = "ok"
    with pytest.raises(outward.Unsent, match="群机器人没有收下"):
        outward.send("wecom", gateway.at("/hook", "http"), letter())


@pytest.mark.parametrize(("kind", "scheme"), [("sms", "json"), ("wecom", "http")])
def test_a_gateway_that_sends_us_elsewhere_is_not_followed(gateway: Gateway, kind: str, scheme: str) -> None:
    gateway.status = 302
    with pytest.raises(outward.Unsent, match="对方网关答复 302"):
        outward.send(kind, gateway.at("/x?redirect=yes", scheme), letter())
    assert len(gateway.got) == 1


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "10.0.0.8", "[::1]", "169.254.169.254"])
@pytest.mark.parametrize(("kind", "scheme"), [("sms", "json"), ("sms", "forms"), ("wecom", "http")])
def test_a_channel_is_no_probe_of_our_own_network(host: str, kind: str, scheme: str) -> None:
    with pytest.raises(outward.Unsent, match="内部网络") as unsent:
        outward.send(kind, f"{scheme}://{host}:9/x", letter())
    assert unsent.value.hopeless


@pytest.mark.parametrize("shape", ["json://u:p@{inner}@8.8.8.8/x", "json:///{inner}/x", "JSON://u:p@{inner}@8.8.8.8/x"])
def test_the_host_that_would_be_called_is_the_one_looked_at(gateway: Gateway, settings: Any, shape: str) -> None:
    settings.CHANNEL_PRIVATE_HOSTS = []
    inner = gateway.at("", "json").removeprefix("json://")
    with pytest.raises(outward.Unsent, match="内部网络"):
        outward.send("sms", shape.format(inner=inner), letter())
    assert gateway.got == []


def test_a_failing_gateway_is_tried_again_with_growing_pauses_and_then_given_up(cast: Cast, gateway: Gateway) -> None:
    gateway.status = 500
    channel(cast, "sms", gateway.at("/?:m={phone}"))
    said(cast, cast.wang_fang)
    at, tried = NOW, []
    for pause in (1, 5, 30, 120):
        assert run(at)[0] == 0
        assert run(at + timedelta(minutes=pause, seconds=-1))[0] == 0
        at += timedelta(minutes=pause)
        tried.append(len(gateway.got))
    assert tried == [1, 2, 3, 4]
    assert Delivery.objects.get().error == "对方网关答复 500"
    assert run(at) == (0, [("failed", 5)])
    line = Entry.objects.get(kind="notices.delivery_failed")
    assert (line.data, line.person_id, line.company_id, line.actor_label) == (
        {"channel": "短信", "reason": "对方网关答复 500"},
        cast.wang_fang.pk,
        cast.company.pk,
        "系统",
    )
    assert run(at + 24 * HOUR) == (0, [("failed", 5)])


def test_a_gateway_that_recovers_takes_it_at_the_next_try(cast: Cast, gateway: Gateway) -> None:
    gateway.status = 503
    channel(cast, "sms", gateway.at("/?:m={phone}"))
    said(cast, cast.wang_fang)
    run(NOW)
    gateway.status = 200
    assert run(NOW + timedelta(minutes=1)) == (1, [("sent", 2)])
    assert Delivery.objects.get().error == ""


def test_one_dead_gateway_does_not_hold_up_the_others(cast: Cast, gateway: Gateway) -> None:
    gateway.status = 500
    channel(cast, "sms", gateway.at("/?:m={phone}"))
    channel(cast, "email")
    wishes(with_email(cast.wang_fang), "sms", "email")
    for _ in range(3):
        said(cast, cast.wang_fang)
    assert run(NOW)[0] == 3
    assert len(gateway.got) == 1


def test_a_worker_killed_while_sending_an_email_leaves_it_to_be_sent_again(cast: Cast) -> None:
    channel(cast, "email")
    said(cast, with_email(cast.wang_fang))
    assert delivering.claim(now=NOW) is not None  # and the worker dies here
    assert run(NOW + timedelta(seconds=59)) == (0, [("waiting", 1)])
    assert run(NOW + timedelta(minutes=1)) == (1, [("sent", 2)])


def test_an_ordinary_text_message_cut_short_is_not_sent_twice_but_an_urgent_one_is(
    cast: Cast, gateway: Gateway
) -> None:
    channel(cast, "sms", gateway.at("/?:m={phone}"))
    said(cast, cast.wang_fang, "一般")
    said(cast, cast.wang_fang, "急", weight=Weight.LOUD)
    assert [delivering.claim(now=NOW) is not None for _ in range(3)] == [True, True, False]
    assert run(NOW + timedelta(minutes=1)) == (1, [("failed", 1), ("sent", 2)])
    assert [got["message"].split("】")[1].split()[0] for got in gateway.got] == ["急"]
    assert Delivery.objects.get(state="failed").error == "发送时程序中断，不知是否送到；为免重复不再发"


def test_a_delivery_that_kills_its_worker_each_time_is_given_up_at_last(cast: Cast) -> None:
    channel(cast, "email")
    said(cast, with_email(cast.wang_fang))
    deaths, at = 0, NOW
    while delivering.claim(now=at) is not None:
        deaths += 1
        at += 2 * HOUR
    assert deaths == 5
    assert Delivery.objects.get().error == "每次发送时程序都中断，不再发"


def test_a_fault_of_ours_is_written_down_and_ends_at_the_last_try(cast: Cast, settings: Any) -> None:
    settings.EMAIL_BACKEND = "no.such.backend"
    channel(cast, "email")
    said(cast, with_email(cast.wang_fang))
    turns = [run(NOW + 2 * hours * HOUR)[1] for hours in range(5)]
    assert turns == [[("waiting", 1)], [("waiting", 2)], [("waiting", 3)], [("waiting", 4)], [("failed", 5)]]
    assert Delivery.objects.get().error == "发送时程序出错（ModuleNotFoundError）"


def test_what_was_read_already_is_not_sent_after_the_night(cast: Cast) -> None:
    channel(cast, "email")
    wishes(with_email(cast.wang_fang), "email", quiet=(9 * 60, 12 * 60))
    message = said(cast, cast.wang_fang)
    assert message is not None
    reading.read(message, by=cast.wang_fang, now=NOW + HOUR)
    assert run(NOW + 2 * HOUR) == (0, [("needless", 0)])
    assert mail.outbox == []


def test_after_a_day_of_outage_yesterdays_messages_are_not_sent(cast: Cast) -> None:
    channel(cast, "email")
    said(cast, with_email(cast.wang_fang))
    assert run(NOW + 20 * HOUR + timedelta(seconds=1)) == (0, [("needless", 0)])


def failed_at_once(cast: Cast) -> str:
    """The reason the only delivery failed at its first try, for good."""
    assert run(NOW) == (0, [(DeliveryState.FAILED, 1)])
    assert Entry.objects.filter(kind="notices.delivery_failed").count() == 1
    return Delivery.objects.get().error


def test_a_channel_switched_off_meanwhile_is_not_tried_again(cast: Cast) -> None:
    way = channel(cast, "email")
    said(cast, with_email(cast.wang_fang))
    Channel.objects.filter(pk=way.pk).update(on=False)
    assert failed_at_once(cast) == "公司已停用这个渠道"


def test_a_channel_sealed_with_a_lost_key_says_so(cast: Cast, settings: Any) -> None:
    channel(cast, "email")
    said(cast, with_email(cast.wang_fang))
    settings.SECRET_KEY = "another"
    assert failed_at_once(cast) == "密钥已更换，渠道的地址要重新填写"


def test_an_address_taken_off_meanwhile_is_not_tried_again(cast: Cast) -> None:
    channel(cast, "email")
    said(cast, with_email(cast.wang_fang))
    cast.wang_fang.email = ""
    cast.wang_fang.save()
    assert failed_at_once(cast) == "收信人没有登记邮箱"


def test_a_mail_server_that_does_not_answer_is_tried_again(cast: Cast, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    channel(cast, "email")
    said(cast, with_email(cast.wang_fang))
    assert run(NOW) == (0, [("waiting", 1)])
    assert Delivery.objects.get().error == "邮件服务器没有收下（ConnectionRefusedError）"


def test_resealing_moves_every_address_to_the_new_key_and_names_the_lost(cast: Cast, settings: Any) -> None:
    from xiwei.notices.actions import channels

    kept = channel(cast, "sms", "jsons://a/{phone}")
    lost = channel(cast, "wecom", "x")
    Channel.objects.filter(pk=lost.pk).update(address="gAAAAnonsense")
    settings.ENCRYPTION_KEYS = ["a-new-key"]
    assert channels.reseal_all() == (1, [lost])
    settings.SECRET_KEY = "another"
    kept.refresh_from_db()
    assert secrets.unseal(kept.address) == "jsons://a/{phone}"


def chose(person: Person, language: str) -> Person:
    person.language = language
    person.save(update_fields=["language"])
    return person


@pytest.mark.parametrize("language", ["en", "zh-hans", ""])
def test_an_email_is_written_in_the_tongue_its_reader_chose(cast: Cast, language: str) -> None:
    channel(cast, "email")
    told = said(cast, chose(with_email(cast.wang_fang), language), "您的假批了", body="10月1日 08:00，由吴姐代班。")
    assert run(NOW) == (1, [("sent", 1)])
    [sent] = mail.outbox
    with translation.override(language or "zh-hans"):
        assert (sent.subject, heard(told.body) in sent.body) == (f"[翠湖物业] {heard('您的假批了')}", True)
    assert (sent.subject == "[翠湖物业] 您的假批了") == (language != "en")
    assert ("由吴姐代班" in sent.body) == (language != "en")


def test_a_text_message_is_written_in_the_tongue_its_reader_chose(cast: Cast, gateway: Gateway) -> None:
    channel(cast, "sms", gateway.at("/send?:mobile={phone}&-sign=ok"))
    said(cast, chose(cast.wang_fang, "en"), "已收到：户内水管渗漏", link="/t/7/")
    assert run(NOW) == (1, [("sent", 1)])
    assert gateway.got[0]["message"] == "【翠湖物业】Received: Leaking pipe at home http://127.0.0.1:8000/t/7/"


@pytest.mark.parametrize("kind", ["wecom", "dingtalk", "feishu"])
def test_a_group_reads_neither_whose_nor_what_whatever_tongue_one_of_them_chose(
    cast: Cast, gateway: Gateway, kind: str
) -> None:
    channel(cast, kind, gateway.at(""))
    wishes(cast.sun, kind)
    said(cast, chose(cast.sun, "en"), "已收到：户内水管渗漏", link="/t/7/")
    run(NOW)
    assert (
        gateway.got
        and "pipe" not in json.dumps(gateway.got)
        and "水管" not in json.dumps(gateway.got, ensure_ascii=False)
    )

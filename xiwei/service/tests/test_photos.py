"""Photos: only what is a picture, drawn anew, and served to those who may see it; wall-code pages show nobody's data."""

import html
import io
import struct
import zlib
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from tests.cast import PEOPLE
from xiwei.service.actions import asking, ending, ordering, photos, promising
from xiwei.service.models import Channel, Photo, Ticket
from xiwei.service.tests import make
from xiwei.service.tests.test_pages import signed_in
from xiwei.shared import moment
from xiwei.shared.pictures import key_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def w():
    return make.world()


def jpeg(size: tuple[int, int] = (40, 30), **options: Any) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, "JPEG", **options)
    return out.getvalue()


def sent(name: str, content: bytes, kind: str = "image/jpeg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, kind)


def bomb() -> bytes:
    """A PNG of a few bytes that says it is 60,000 pixels square."""
    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(b"\0" * 1000)), (b"IEND", b"")]
    framed = [
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in chunks
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(framed)


def report(w, *files: SimpleUploadedFile, **form: Any) -> Any:
    data = {"words": "厨房水槽下面漏水", "where": f"home-{w.household.pk}", "key": "k", "photos": list(files), **form}
    return signed_in(w.wang_fang).post("/report/", data)


def read(answer: Any) -> str:
    return html.unescape(answer.content.decode())


# ── what is taken ────────────────────────────────────────────────────────────────────────────────────────────────────

NOT_PICTURES = [
    ("看.jpg", b"<html><script>alert(1)</script></html>", "照片“看.jpg”打不开"),
    ("看.svg", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "照片“看.svg”打不开"),
    ("看.pdf", b"%PDF-1.4\n%%EOF", "照片“看.pdf”打不开"),
    ("半张.jpg", jpeg((400, 300))[:900], "照片“半张.jpg”打不开"),
    ("空.jpg", b"", "空"),
    ("炸弹.png", bomb(), "像素太多"),
]


@pytest.mark.parametrize(("name", "content", "says"), NOT_PICTURES)
def test_what_is_no_picture_is_named_and_nothing_is_written_though_others_were_sound(w, name, content, says):
    answer = report(w, sent("好的.jpg", jpeg()), sent(name, content))
    assert (answer.status_code, Ticket.objects.count(), Photo.objects.count()) == (422, 0, 0)
    assert says in read(answer) and "厨房水槽下面漏水" in read(answer)


def test_too_heavy_or_too_many_are_refused_in_a_sentence(w, settings):
    settings.PHOTO_MAX_BYTES = 2 * 1024 * 1024
    heavy = report(w, sent("大.jpg", jpeg() + b"\0" * settings.PHOTO_MAX_BYTES))
    many = report(w, *(sent(f"{n}.jpg", jpeg()) for n in range(10)))
    assert (heavy.status_code, "照片“大.jpg”超过 2 MB" in read(heavy)) == (422, True)
    assert (many.status_code, "最多 9 张照片" in read(many)) == (422, True)
    assert Ticket.objects.count() == 0


def test_the_limit_is_fifteen_megabytes(settings):
    assert settings.PHOTO_MAX_BYTES == 15 * 1024 * 1024


def test_a_form_drawn_again_says_truly_that_its_photos_are_gone(w):
    for words in ("漏" * 2001, "漏"):  # refused by a field, and by the action
        answer = report(w, sent("好的.jpg", jpeg()), words=words)
        assert (answer.status_code, "请重新选一次" in read(answer)) == (422, True)
        assert words in read(answer)
    assert "请重新选一次" not in read(report(w, words="漏"))


def test_what_is_kept_is_drawn_anew_and_carries_nothing_of_what_was_sent(w):
    exif = Image.Exif()
    exif[0x010F], exif[0x8825] = "PhoneMaker", {1: "N", 2: (30.0, 15.0, 0.0)}
    polyglot = jpeg(exif=exif, comment=b"secret") + b"PK\x03\x04<script>alert(1)</script>"
    assert report(w, sent("带位置.jpg", polyglot)).status_code == 302
    kept = b"".join(signed_in(w.wang_fang).get(f"/photos/{Photo.objects.get().pk}/").streaming_content)
    assert [word in kept for word in (b"PhoneMaker", b"Exif", b"secret", b"script", b"PK\x03\x04")] == [False] * 5
    assert Image.open(io.BytesIO(kept)).size == (40, 30)


def test_a_picture_is_sent_as_a_picture_to_be_kept_by_its_browser_alone(w):
    report(w, sent("好的.jpg", jpeg()))
    for size in ("", "?size=small"):
        answer = signed_in(w.wang_fang).get(f"/photos/{Photo.objects.get().pk}/{size}")
        given = {name: answer[name] for name in ("Content-Type", "Cache-Control", "X-Content-Type-Options")}
        assert given == {
            "Content-Type": "image/jpeg", "Cache-Control": "private, max-age=86400", "X-Content-Type-Options": "nosniff",
        }  # fmt: skip


def test_a_picture_whose_file_is_gone_is_not_found(w):
    report(w, sent("好的.jpg", jpeg()))
    photo = Photo.objects.get()
    Photo.objects.update(path="tickets/gone.jpg")
    assert signed_in(w.wang_fang).get(f"/photos/{photo.pk}/").status_code == 404


# ── who sees it ──────────────────────────────────────────────────────────────────────────────────────────────────────

NAMES = ["stranger", *PEOPLE]
# stranger 王芳 李强 赵敏 孙师傅 周勇 吴姐 陈园 郑主任 何经理 林秘书 外人; 李强 follows the lamp, 吴姐 is asked to take it over.
SEEN = {
    ("home", "asked"): [0, 1, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0],
    ("home", "before"): [0, 1, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0],
    ("home", "after"): [0, 1, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0],
    ("lamp", "asked"): [0, 1, 0, 1, 1, 0, 1, 0, 1, 1, 0, 0],
    ("lamp", "before"): [0, 1, 0, 1, 1, 0, 1, 0, 1, 1, 0, 0],
    ("lamp", "after"): [0, 1, 0, 1, 1, 0, 1, 0, 1, 1, 0, 0],
}


@pytest.mark.parametrize(("what", "stage"), SEEN)
def test_each_of_the_cast_sees_the_photos_that_are_theirs_to_see(w, what, stage):
    now = moment.now()
    if what == "home":
        ticket = make.ticket(w, now=now)
    else:
        ticket = asking.take(make.public_need(w), channel=Channel.PAGE, by=w.wang_fang, now=now)
        asking.follow(ticket, by=w.li_qiang, now=now)
        ordering.assign(ticket, to=w.staff_wu, by=w.staff_zhao, now=now)
    [photo] = photos.keep_all(ticket, [make.picture()], stage=stage, by=w.staff_sun, now=now)
    clients = {name: Client() if name == "stranger" else signed_in(getattr(w, name)) for name in NAMES}
    rights = {name: 200 if may else 404 for name, may in zip(NAMES, SEEN[what, stage], strict=True)}
    public = (what, stage) == ("lamp", "after")
    expected = {
        "": rights,
        "0" * 20 + "/": rights,
        f"{key_of(photo.pk)}/": dict.fromkeys(NAMES, 200) if public else rights,
    }
    for key, answers in expected.items():
        given = {name: client.get(f"/photos/{photo.pk}/{key}").status_code for name, client in clients.items()}
        assert given == answers, key


def test_the_key_of_one_picture_opens_no_other(w):
    ticket = asking.take(make.public_need(w), channel=Channel.PAGE, by=w.wang_fang, now=moment.now())
    one, other = photos.keep_all(ticket, [make.picture()] * 2, stage="after", by=w.staff_sun, now=moment.now())
    answers = [Client().get(f"/photos/{one.pk}/{key_of(which.pk)}/").status_code for which in (one, other)]
    assert answers == [200, 404]


def test_a_colleague_who_merely_follows_sees_neither_its_photos_nor_its_notes(w):
    """陈园 lives here too: as a neighbour she follows the lamp, and her post gives her no more to read of it."""
    from xiwei.people.models import Household, Tenure

    now = moment.now()
    home = Household.objects.create(
        company=w.company, project=w.project, room=w.rooms[0], name="陈园", since=w.household.since
    )
    Tenure.objects.create(company=w.company, household=home, person=w.chen_yuan, relation="owner", since=home.since)
    ticket = asking.take(make.public_need(w, pictures=[make.picture()]), channel=Channel.PAGE, by=w.wang_fang, now=now)
    promising.note(ticket, by=w.staff_zhao, now=now, words="业主很着急，先安抚")
    asking.follow(ticket, by=w.chen_yuan, now=now)
    chen = signed_in(w.chen_yuan)
    page = read(chen.get(f"/t/{ticket.pk}/"))
    assert ("先安抚" in page, "王芳" in page, "内部备注" in page) == (False, False, False)
    assert chen.get(f"/photos/{ticket.photos.get().pk}/").status_code == 404
    assert chen.post(f"/t/{ticket.pk}/note/", {"note-words": "我也看看"}).status_code == 403


# ── wall codes ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_a_worker_notes_of_public_work_is_read_without_numbers(w):
    now = moment.now()
    ticket = asking.take(make.public_need(w), channel=Channel.PAGE, by=w.wang_fang, now=now)
    asking.follow(ticket, by=w.li_qiang, now=now)
    order = ordering.arrive(ordering.accept(ticket.orders.get(), by=w.staff_sun, now=now), by=w.staff_sun, now=now)
    ordering.finish(order, by=w.staff_sun, now=now, note="换了灯管，王芳 138 0000 0001 已看过")
    pages = [
        read(client.get(address))
        for client, address in (
            (Client(), f"/p/{w.lift.code}/"),
            (signed_in(w.li_qiang), f"/t/{ticket.pk}/"),
            (signed_in(w.sun), f"/t/{ticket.pk}/"),
        )
    ]
    assert [("换了灯管" in page, "138 0000 0001" in page) for page in pages] == [
        (True, False),
        (True, False),
        (True, True),
    ]


def at_the_lift(w, key: str, words: str = "电梯里的灯不亮了", **extra: Any) -> Any:
    return Client().post(f"/p/{w.lift.code}/", {"words": words, "key": key, **extra})


def test_the_seventh_report_in_an_hour_from_one_address_is_refused_with_its_words_kept(w):
    taken = [at_the_lift(w, f"k{n}").status_code for n in range(6)]
    seventh = at_the_lift(w, "k6", words="电梯按钮也坏了")
    assert (taken, seventh.status_code, Ticket.objects.count()) == ([302] * 6, 422, 6)
    assert "一小时内报得有点多了" in read(seventh) and w.project.duty_phone in read(seventh)
    assert "电梯按钮也坏了" in read(seventh)


def test_the_same_form_again_is_not_counted_and_writes_nothing(w):
    answers = {at_the_lift(w, "same")["Location"] for _ in range(9)}
    assert (len(answers), Ticket.objects.count()) == (1, 1)


def test_a_form_without_its_key_is_counted_each_time(w):
    taken = [at_the_lift(w, "").status_code for _ in range(7)]
    assert (taken, Ticket.objects.count()) == ([302] * 6 + [422], 6)


def test_photos_in_a_flood_are_left_and_the_words_still_taken(w):
    def sent(words: str) -> Any:
        return at_the_lift(w, "", words=words, photos=SimpleUploadedFile("a.jpg", b"no picture", "image/jpeg"))

    doubted = [sent("电梯里的灯不亮了").status_code for _ in range(30)]
    left = Client(REMOTE_ADDR="127.0.0.1").get(sent("有人被困在电梯里了")["Location"])
    assert (set(doubted), left.status_code, Ticket.objects.get().photos.count()) == ({422}, 200, 0)


def test_a_danger_is_never_refused(w):
    for n in range(6):
        at_the_lift(w, f"k{n}")
    answer = at_the_lift(w, "danger", words="有人被困在电梯里了")
    assert (answer.status_code, Ticket.objects.latest("pk").urgency) == (302, "urgent")


def test_another_address_and_one_who_is_signed_in_are_counted_apart(w):
    for n in range(6):
        at_the_lift(w, f"k{n}")
    again = at_the_lift(w, "again")
    other = Client(REMOTE_ADDR="10.0.0.9").post(f"/p/{w.lift.code}/", {"words": "电梯里的灯不亮了", "key": "o"})
    li = signed_in(w.li_qiang).post(f"/p/{w.lift.code}/", {"words": "电梯里的灯不亮了", "key": "l"})
    assert (again.status_code, other.status_code, li.status_code) == (422, 302, 302)


def test_no_page_without_an_account_shows_who_asked_or_what_they_said_of_themselves(w):
    """王芳 tells a matter of the lift, staff write of her, she adds a word, it is done and confirmed."""
    now = moment.now()
    told = make.public_need(
        w, words="电梯里的灯不亮，我是王芳，打我 13800000001", asker_phone="13800000001", asker_name="王芳"
    )
    ticket = asking.take(told, channel=Channel.PAGE, by=w.wang_fang, now=now)
    ending.remark(ticket, by=w.wang_fang, now=now, words="王芳再说一句：13800000001")
    promising.note(ticket, by=w.staff_zhao, now=now, words="王芳住 501")
    order = ordering.arrive(ordering.accept(ticket.orders.get(), by=w.staff_sun, now=now), by=w.staff_sun, now=now)
    ordering.finish(order, by=w.staff_sun, now=now, note="换了灯管，已告诉业主 13800000001", pictures=[make.picture()])
    pages = {"open": read(Client().get(f"/p/{w.lift.code}/"))}
    ending.confirm(ticket, by=w.wang_fang, now=now)
    ending.rate(ticket, by=w.wang_fang, now=now, stars=5, words="王芳很满意")
    pages["ended"] = read(Client().get(f"/p/{w.lift.code}/"))
    pages["follow"] = read(Client().get(f"/f/{ticket.follow_code}/"))
    for name, page in pages.items():
        heading = page.split("<h1", 1)[-1]
        assert [word in heading for word in ("王芳", "1380000", "住 501")] == [False] * 3, name
    assert "换了灯管" in pages["ended"] and "孙师傅" in pages["ended"]


def test_a_stranger_s_own_name_and_phone_are_read_by_those_who_serve_and_by_nobody_else(w):
    at_the_lift(w, "k", asker_name="刘先生", asker_phone="13912345678")
    ticket = Ticket.objects.get()
    strangers = [read(Client().get(address)) for address in (f"/p/{w.lift.code}/", f"/f/{ticket.follow_code}/")]
    asking.follow(ticket, by=w.li_qiang, now=moment.now())
    neighbour = read(signed_in(w.li_qiang).get(f"/t/{ticket.pk}/"))
    zhao = signed_in(w.zhao_min)
    butler = read(zhao.get(f"/t/{ticket.pk}/"))
    assert "13912345678" in read(zhao.post(f"/t/{ticket.pk}/call/"))
    assert [("刘先生" in page, "13912345678" in page) for page in (*strangers, neighbour, butler)] == [
        (False, False), (False, False), (False, False), (True, False)
    ]  # fmt: skip


def test_one_key_sent_to_several_walls_is_counted_at_each(w):
    places = [place for place in w.places if place.project_id == w.project.pk]
    walls = [place.code for place in (places * 7)[:7]]
    keys = {code: f"same{n // len(places)}" for n, code in enumerate(walls)}
    taken = []
    for n, code in enumerate(walls):
        key = f"same{n // len(places)}"
        taken.append(Client().post(f"/p/{code}/", {"words": "这里的灯不亮了", "key": key}).status_code)
    assert (len(places) > 1, len(keys) > 1, taken) == (True, True, [302] * 6 + [422])


@pytest.mark.parametrize(("who", "bound"), [("outsider", True), ("wang_fang", False), ("sun", False)])
def test_an_account_of_elsewhere_is_bound_like_a_stranger_and_one_of_the_estate_is_not(w, who, bound):
    client = signed_in(getattr(w, who))
    form = {"words": "电梯里的灯不亮了"}
    taken = [client.post(f"/p/{w.lift.code}/", form | {"key": f"k{n}"}).status_code for n in range(7)]
    assert taken == [302] * 6 + [422 if bound else 302]

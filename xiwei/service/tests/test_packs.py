"""Evidence packs: put together, verified by plain Python alone, and found out after one changed byte."""

import io
import json
import subprocess
import sys
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from django.core.files.storage import default_storage
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from xiwei.ledger.models import Entry, Leaf, Seen
from xiwei.ledger.seals import erasing, leaves, sealing
from xiwei.people.actions import homes as homes_actions
from xiwei.people.actions import looks
from xiwei.service.actions import asking, calling, ending, following, packs
from xiwei.service.evidence import verify
from xiwei.service.models import Channel, Pack, PackFor, PackState, Photo
from xiwei.service.queries import packs as queries
from xiwei.service.tests.make import need, picture, public_need, world
from xiwei.shared.refusals import BadInput, NotAllowed, NotNow

pytestmark = pytest.mark.django_db
PURPOSE = "向住建局说明漏水处理经过"


@pytest.fixture
def w():
    return world()


def leak(w):
    """王芳's leak with a picture; a repairer looked up her number; she gave a word with it herself."""
    ticket = asking.take(
        need(w, words="厨房漏水，打我 13912345678", pictures=[picture()]),
        channel=Channel.PAGE,
        by=w.wang_fang,
        now=w.now,
    )
    calling.show_number_of(ticket, by=w.staff_zhao, now=w.now)
    ending.remark(ticket, by=w.wang_fang, words="下午都在家", now=w.now + timedelta(minutes=5))
    return ticket


def packed(w, subject, *, reader=PackFor.AUTHORITY, by=None, **asked: Any) -> Pack:
    pack = packs.ask(subject, reader=reader, purpose=PURPOSE, by=by or w.staff_zheng, now=w.now, **asked)
    sealing.seal_new(now=w.now)
    return packs.make(Pack.objects.get(pk=pack.pk), now=w.now)


def files_of(pack: Pack) -> dict[str, bytes]:
    with default_storage.open(pack.path) as kept, zipfile.ZipFile(io.BytesIO(kept.read())) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def lay_out(files: dict[str, bytes], at: Path) -> Path:
    for name, content in files.items():
        path = at / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return at


def run(at: Path, *more: str) -> tuple[int, str]:
    """As whoever got it does: Python alone, isolated from ours, in the folder it was unpacked into."""
    done = subprocess.run(
        [sys.executable, "-I", "-B", str(at / "verify.py"), *more], capture_output=True, text=True, check=False, cwd=at
    )
    return done.returncode, done.stdout + done.stderr


def paper_of(files: dict[str, bytes]) -> str:
    pages = pypdfium2.PdfDocument(files["证据.pdf"])
    return "".join(page.get_textpage().get_text_range() for page in pages).replace("\r\n", "")


def lines_of(files: dict[str, bytes]) -> dict[str, dict[str, Any]]:
    entries = json.loads(files["entries.json"])
    return {line["kind"]: line for chain in entries["chains"] for line in chain["lines"]}


def test_a_pack_verifies_with_python_alone(w, tmp_path):
    ticket = leak(w)
    pack = packed(w, ticket)
    assert (pack.state, pack.photos, pack.problem) == (PackState.DONE, 1, "")
    files = files_of(pack)
    assert sorted(files) == sorted([
        "读我.txt", "证据.pdf", "entries.json", "略去清单.json", "verify.py", "manifest.json", "manifest.sha256",
        f"photos/{Photo.objects.get().pk}.jpg",
    ])  # fmt: skip
    code, said = run(lay_out(files, tmp_path))
    assert code == 0, said
    assert f"✓ {pack.lines} 行台账、1 张照片都和当初一样，没有改动（没有核对“证据.pdf”里写的是不是这些行）。" in said
    assert "事后少放一行，这里看不出来；请拿压缩包的 SHA-256 同证据包页面上的比" in said
    assert files["证据.pdf"].startswith(b"%PDF")
    assert f"2026-09-21 10:05:00  王芳  业主补充  {ticket}  下午都在家" in run(tmp_path, "--show")[1]


def test_in_a_zip_every_file_is_its_own(w, tmp_path):
    path = tmp_path / "包.zip"
    with zipfile.ZipFile(path, "w") as made:
        for name, content in {**files_of(packed(w, leak(w))), "添的.txt": b"x"}.items():
            made.writestr(name, content)
    assert verify.main([str(path)]) == 1


def test_a_pack_verifies_unopened_too(w, tmp_path):
    files = files_of(pack := packed(w, leak(w)))
    (tmp_path / "verify.py").write_bytes(files["verify.py"])
    with default_storage.open(pack.path) as kept:
        (tmp_path / "证据包.zip").write_bytes(kept.read())
    assert run(tmp_path, str(tmp_path / "证据包.zip"))[0] == 0


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_one_changed_byte_anywhere_is_found(data, w, tmp_path_factory):
    if not hasattr(w, "files"):
        w.files = files_of(packed(w, leak(w)))
    name = data.draw(st.sampled_from(sorted(w.files)))
    content = bytearray(w.files[name])
    at, flip = data.draw(st.integers(0, len(content) - 1)), data.draw(st.integers(1, 255))
    content[at] ^= flip
    folder = lay_out({**w.files, name: bytes(content)}, tmp_path_factory.mktemp("pack"))
    assert verify.main([str(folder)]) == 1


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda files: files.pop("证据.pdf"), "文件“证据.pdf”打不开，或者不见了。"),
        (lambda files: files.update({"photos/9.jpg": b"x"}), "多出了文件“photos/9.jpg”，它不是证据包里的。"),
        (
            lambda files: files.update({"manifest.sha256": b"0" * 64 + b"\n"}),
            "清单“manifest.json”与打包时不一样，它被改过。",
        ),
    ],
)
def test_a_file_lost_put_in_or_a_changed_list_is_named(w, tmp_path, change, says):
    files = files_of(packed(w, leak(w)))
    change(files)
    assert (1, f"✗ 不相符：{says}\n") == run_sealed(files, tmp_path)


def run_sealed(files: dict[str, bytes], at: Path) -> tuple[int, str]:
    return run(lay_out(files, at))


def reseal(files: dict[str, bytes], entries: Any) -> dict[str, bytes]:
    """Somebody who can write JSON and hashes makes the list fit what they changed."""
    import hashlib

    made = {**files, "entries.json": leaves.canonical(entries).encode()}
    manifest = json.loads(made["manifest.json"])
    manifest["files"] = {name: hashlib.sha256(made[name]).hexdigest() for name in manifest["files"]}
    made["manifest.json"] = leaves.canonical(manifest).encode()
    made["manifest.sha256"] = f"{hashlib.sha256(made['manifest.json']).hexdigest()}\n".encode()
    return made


@pytest.mark.parametrize("part", ["subject_label", "actor_label", "said", "told"])
def test_words_changed_with_all_lists_made_to_fit_are_named(w, tmp_path, part):
    files = files_of(packed(w, leak(w), reader=PackFor.OWN))
    entries = json.loads(files["entries.json"])
    line = next(one for one in entries["chains"][0]["lines"] if one["parts"][part].get("text"))
    line["parts"][part]["text"] = "改过的"
    code, said = run_sealed(reseal(files, entries), tmp_path)
    assert (code, said) == (1, f"✗ 不相符：第 {line['id']} 行不在封存里：它被改过，或者是后来添的。\n")


@pytest.mark.parametrize("column", ["kind", "actor_staff_id", "at", "position", "seen_by", "evidence"])
def test_whatever_else_of_a_line_is_changed_is_named(w, tmp_path, column):
    files = files_of(packed(w, leak(w)))
    entries = json.loads(files["entries.json"])
    line = entries["chains"][0]["lines"][0]
    line[column] = {"position": line["position"] + 1, "evidence": []}.get(column, "x")
    code, said = run_sealed(reseal(files, entries), tmp_path)
    assert code == 1 and "✗" in said


def test_a_photo_swapped_with_all_lists_made_to_fit_is_named(w, tmp_path):
    files = files_of(packed(w, leak(w)))
    name = next(name for name in files if name.startswith("photos/"))
    files[name] = b"another"
    code, said = run_sealed(reseal(files, json.loads(files["entries.json"])), tmp_path)
    assert (code, said) == (1, f"✗ 不相符：照片“{name}”不是台账里记下的那一张。\n")


def test_numbers_stay_out_for_whoever_is_outside_and_are_listed(w):
    ticket = leak(w)
    files = files_of(packed(w, ticket))
    told = lines_of(files)["service.received"]["parts"]
    assert (set(told["said"]), set(told["told"])) == ({"stands"}, {"salt", "text"})
    assert all(
        b"13912345678" not in content and w.wang_fang.phone.encode() not in content for content in files.values()
    )
    left = json.loads(files["略去清单.json"])["lines"]
    received = Entry.objects.get(kind="service.received", subject_id=ticket.pk).pk
    assert {"line": received, "part": "said", "reason": "电话、证件或卡号"} in left
    assert "13912345678" in files_of(packed(w, ticket, reader=PackFor.OWN))["entries.json"].decode()


def test_a_neighbour_s_name_stays_out_and_a_resident_gets_no_inner_record(w):
    lamp = asking.take(public_need(w), channel=Channel.PAGE, by=w.wang_fang, now=w.now)
    asking.follow(lamp, by=w.li_qiang, now=w.now)
    following.add_word(lamp, by=w.li_qiang, words="我家门口也黑", now=w.now)
    outside = lines_of(files_of(packed(w, lamp)))["service.neighbour_remarked"]["parts"]
    assert ("stands" in outside["actor_label"], "我家门口也黑" in outside["said"]["text"]) == (True, True)
    given = lines_of(files_of(packed(w, lamp, reader=PackFor.RESIDENT)))["service.neighbour_remarked"]["parts"]
    assert ("stands" in given["actor_label"], "stands" in given["said"]) == (True, True)
    own = lines_of(files_of(packed(w, lamp, by=w.wang_fang)))
    assert {line["seen_by"] for line in own.values()} <= {Seen.RESIDENT, Seen.PUBLIC}
    assert "service.neighbour_remarked" not in own


def test_what_was_erased_is_told_as_erased(w, tmp_path):
    ticket = leak(w)
    sealing.seal_new(now=w.now)
    line = Entry.objects.get(kind="service.remarked", subject_id=ticket.pk)
    with transaction.atomic():
        erasing.erase({line.pk: {leaves.SAID}}, by=w.staff_zheng, now=w.now, reason="本人要求")
    files = files_of(packed(w, ticket))
    assert {"line": line.pk, "part": "said", "reason": "已按要求抹去"} in json.loads(files["略去清单.json"])["lines"]
    assert run(lay_out(files, tmp_path))[0] == 0


def test_a_home_s_pack_has_its_own_lines_and_no_other_home_s(w):
    leak(w)
    asking.take(
        need(w, asker=w.li_qiang, room=w.neighbour_room, household=w.neighbour_household, words="我家也漏"),
        channel=Channel.PAGE, by=w.li_qiang, now=w.now,
    )  # fmt: skip
    looks.look_at(w.household, what="住户页", by=w.staff_zhao, now=w.now)
    files = files_of(packed(w, w.household))
    lines = [line for chain in json.loads(files["entries.json"])["chains"] for line in chain["lines"]]
    assert {line["household_id"] for line in lines} == {w.household.pk}
    assert {"service.received", "people.looked_at"} <= {line["kind"] for line in lines}


def test_a_place_s_pack_has_nothing_of_any_home(w):
    asking.take(public_need(w), channel=Channel.PAGE, by=w.wang_fang, now=w.now)
    leak(w)
    lines = lines_of(files_of(packed(w, w.lift))).values()
    assert {(line["place_id"], line["household_id"]) for line in lines} == {(w.lift.pk, None)}


def test_a_period_has_its_days_and_hides_who_moved_in(w):
    leak(w)
    homes_actions.register(
        w.rooms[-1], phone="13700000001", name="新住户", relation="owner", by=w.staff_zheng, now=w.now
    )  # fmt: skip
    late = leak(w)
    day = w.now.replace(hour=0, minute=0)
    pack = packed(w, w.project, since=day, until=day + timedelta(days=1))
    lines = [line for chain in json.loads(files_of(pack)["entries.json"])["chains"] for line in chain["lines"]]
    assert late.pk in {line["subject_id"] for line in lines if line["subject_type"] == "service.ticket"}
    moved = next(line for line in lines if line["kind"] == "people.tenure_opened")
    assert ("stands" in moved["parts"]["said"], "stands" in moved["parts"]["subject_label"]) == (True, True)
    assert "新住户".encode() not in files_of(pack)["entries.json"]


def test_the_same_is_proved_whatever_is_sealed_later(w, tmp_path):
    ticket = leak(w)
    packed(w, ticket)
    for n in range(9):
        ending.remark(ticket, by=w.wang_fang, words=f"第{n}句", now=w.now + timedelta(minutes=n))
        sealing.seal_new(now=w.now + timedelta(minutes=n))
    assert run(lay_out(files_of(packed(w, ticket)), tmp_path))[0] == 0


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("staff_zheng", True), ("staff_he", True), ("staff_zhao", False), ("staff_sun", False), ("staff_zhou", False),
        ("staff_wu", False), ("staff_chen", False), ("staff_lin", False), ("staff_outsider", False), ("wang_fang", True),
        ("li_qiang", False), ("outsider", False),
    ],
)  # fmt: skip
def test_who_may_have_a_pack_of_a_home_s_matter(w, who, may):
    ticket = leak(w)
    if may:
        assert packed(w, ticket, by=getattr(w, who)).state == PackState.DONE
    else:
        with pytest.raises(NotAllowed):
            packs.ask(ticket, reader=PackFor.AUTHORITY, purpose=PURPOSE, by=getattr(w, who), now=w.now)


def test_a_resident_s_pack_is_for_the_resident_whatever_was_posted(w):
    assert packed(w, leak(w), by=w.wang_fang, reader=PackFor.OWN).reader == PackFor.RESIDENT


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"purpose": "要"}, "请写明用途，4 到 200 个字，会印在证据包里。"),
        ({"days": (2, 1)}, "起止日期反了：开始要在结束之前。请改一改，其他内容都还在。"),
        ({"whole": True}, "整个项目的证据包要选起止日期。"),
        ({"whole": True, "days": (0, 400)}, "一个证据包最多一年。请把日期缩短一些，或分几个做。"),
    ],
)
def test_what_cannot_be_asked_is_said(w, asked, says):
    subject = w.project if asked.get("whole") else leak(w)
    since, until = (w.now + timedelta(days=day) for day in asked["days"]) if "days" in asked else (None, None)
    with pytest.raises(BadInput) as refused:
        packs.ask(subject, reader=PackFor.OWN, purpose=asked.get("purpose", PURPOSE), by=w.staff_zheng, now=w.now,
                  since=since, until=until)  # fmt: skip
    assert (refused.value.sentence, Pack.objects.count()) == (says, 0)


def test_nothing_to_pack_and_too_much_end_in_a_sentence(w, monkeypatch):
    ticket = leak(w)
    empty = packed(w, ticket, since=w.now + timedelta(days=9))
    assert (empty.state, empty.problem) == (
        PackState.FAILED,
        "这段时间没有任何记录，证据包没有内容可放。请换一段时间。",
    )
    monkeypatch.setattr(queries, "MOST_LINES", 2)
    much = packed(w, ticket)
    assert (much.state, much.path, much.problem) == (
        PackState.FAILED,
        "",
        "内容太多：超过 2 行。请缩短时间范围，分几个做。",
    )


def test_a_full_disk_leaves_no_half_file_and_the_pack_can_be_made_again(w, monkeypatch):
    import errno

    ticket = leak(w)

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("xiwei.service.evidence.bundle._zip", full)
        pack = packed(w, ticket)
    assert (pack.state, pack.path) == (PackState.FAILED, "")
    assert pack.problem.startswith("服务器的磁盘满了，证据包没有做成")
    packs.again(pack, by=w.staff_zheng, now=w.now)
    assert packs.make(Pack.objects.get(pk=pack.pk), now=w.now).state == PackState.DONE


def test_a_job_that_comes_twice_makes_one_file(w):
    pack = packed(w, leak(w))
    again = packs.make(pack, now=w.now)
    assert (again.path, Entry.objects.filter(kind="service.pack_made").count()) == (pack.path, 1)
    with pytest.raises(NotNow, match="正在整理或已经整理好了"):
        packs.again(pack, by=w.staff_zheng, now=w.now)


def test_a_photo_whose_file_is_gone_is_told_and_the_pack_goes_on(w, tmp_path):
    ticket = leak(w)
    default_storage.delete(Photo.objects.get(ticket=ticket).path)
    pack = packed(w, ticket)
    assert (pack.state, pack.photos, ["photo_gone", 1] in pack.left_out) == (PackState.DONE, 0, True)
    assert "0 张照片，按先后排列" in paper_of(files_of(pack))
    assert run(lay_out(files_of(pack), tmp_path))[0] == 0


def test_every_taking_is_a_line_the_resident_reads_and_the_file_goes_after_a_month(w):
    ticket = leak(w)
    pack = packed(w, ticket)
    packs.fetch(pack, by=w.staff_zheng, now=w.now)
    lines = Entry.objects.filter(subject_id=ticket.pk, kind__startswith="service.pack_").order_by("pk")
    assert list(lines.values_list("kind", "seen_by", "actor_label")) == [
        (f"service.pack_{verb}", Seen.RESIDENT, "小区主任 郑主任") for verb in ("asked", "made", "fetched")
    ]
    assert packs.forget_old(now=w.now + timedelta(days=29)) == 0
    assert packs.forget_old(now=w.now + timedelta(days=31)) == 1
    pack.refresh_from_db()
    assert (pack.state, pack.path, pack.lines > 0) == (PackState.GONE, "", True)
    with pytest.raises(NotNow, match="文件已经清理"):
        packs.fetch(pack, by=w.staff_zheng, now=w.now)


def test_every_line_of_a_pack_is_sealed_first(w):
    pack = packs.ask(leak(w), reader=PackFor.OWN, purpose=PURPOSE, by=w.staff_zheng, now=w.now)
    assert Leaf.objects.count() == 0
    with pytest.raises(erasing.NotYetSealed):
        packs.make(Pack.objects.get(pk=pack.pk), now=w.now)

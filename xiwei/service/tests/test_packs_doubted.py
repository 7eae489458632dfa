"""A pack somebody made up: compared with what was published, and looked through for two of a thing."""

import json
import subprocess
import sys
import warnings
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from xiwei.ledger.models import Seal
from xiwei.ledger.seals import sealing
from xiwei.service.actions import ending
from xiwei.service.evidence import verify
from xiwei.service.tests.make import world
from xiwei.service.tests.test_packs import files_of, lay_out, leak, packed, reseal, run, run_sealed

pytestmark = pytest.mark.django_db


@pytest.fixture
def w():
    return world()


def _published(at: Path, *known: dict[str, Any]) -> str:
    path = at.parent / f"{at.name}.published.jsonl"
    path.write_text("".join(json.dumps(one) + "\n" for one in known))
    return str(path)


def test_a_seal_made_up_is_named_and_one_that_was_published_is_compared(w, tmp_path):
    files = files_of(packed(w, leak(w)))
    entries = json.loads(files["entries.json"])
    chain = entries["chains"][0]
    known = {"chain": chain["chain"], "number": chain["seal"][2], "hash": chain["hash"]}
    at = lay_out(files, tmp_path)
    assert verify.ALONE in run(at)[1]
    code, said = run(at, "--against", _published(at, known))
    assert (code, said.splitlines()[-1]) == (
        0, f"✓ 链 {chain['chain']}：公布过的第 {known['number']} 次封存，是接着包里这一次的。",
    )  # fmt: skip
    code, said = run(at, "--against", _published(at, {**known, "hash": "0" * 64}))
    assert (code, "与公布过的不一样" in said) == (1, True)
    code, said = run(at, "--against", _published(at, {**known, "number": known["number"] - 1}))
    assert (code, "连不到公布过的任何一次" in said) == (1, True)
    chain["seal"][1] += 1
    assert "的封存对不上自己的哈希，它被改过。" in run_sealed(reseal(files, entries), tmp_path)[1]


def test_a_seal_published_later_is_reached_from_the_pack_s_own_over_those_between(w, client, tmp_path):
    pack = packed(w, ticket := leak(w))
    files = files_of(pack)
    ((name, number, _root),) = pack.seals
    for minute in range(3):
        at = w.now + timedelta(minutes=10 + minute)
        ending.remark(ticket, words=f"再补充 {minute}", by=w.wang_fang, now=at)
        sealing.seal_new(now=at)
    last = Seal.objects.filter(company_id=pack.company_id).order_by("-pk")[0]
    client.force_login(w.zheng)
    got = client.get(f"/packs/{pack.pk}/links/")
    links = got.content.decode().splitlines(keepends=True)
    assert [json.loads(one)["seal"][2] for one in links] == [number + 1, number + 2, number + 3]
    at = lay_out(files, tmp_path)
    published = _published(at, {"chain": name, "number": last.number, "hash": last.hash})
    kept = at.parent / f"{at.name}.links.jsonl"
    kept.write_text("".join(links))
    code, said = run(at, "--against", published, "--links", str(kept))
    assert (code, said.splitlines()[-1]) == (0, f"✓ 链 {name}：公布过的第 {number + 3} 次封存，是接着包里这一次的。")
    assert run(at, "--against", published)[0] == 1
    made_up = json.loads(links[1])
    made_up["seal"][6] = "0" * 64
    for text, why in (
        ([links[0], json.dumps(made_up) + "\n", links[2]], "与前一次连不上"),
        (links[1:], "连不到公布过的任何一次"),
    ):
        kept.write_text("".join(text))
        code, said = run(at, "--against", published, "--links", str(kept))
        assert (code, why in said) == (1, True)


def test_another_tree_beside_the_true_one_and_a_chain_without_lines_are_named(w, tmp_path):
    files = files_of(packed(w, leak(w)))
    entries = json.loads(files["entries.json"])
    twice = {**entries, "chains": [*entries["chains"], entries["chains"][0]]}
    assert "出现了两次。" in run_sealed(reseal(files, twice), tmp_path / "twice")[1]
    empty = {**entries, "chains": [{**entries["chains"][0], "lines": []}], "photos": []}
    assert "没有一行台账。" in run_sealed(reseal(files, empty), tmp_path / "empty")[1]


def test_two_files_of_one_name_in_a_zip_are_named(w, tmp_path):
    path = tmp_path / "包.zip"
    with zipfile.ZipFile(path, "w") as made, warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        made.writestr("证据.pdf", b"%PDF of another hand")
        for name, content in files_of(packed(w, leak(w))).items():
            made.writestr(name, content)
    with pytest.raises(verify.Wrong, match=r"有两个文件都叫“证据\.pdf”。"):
        verify.check(verify.Folder(path))


def test_a_program_planted_beside_the_verifier_is_not_run(w, tmp_path):
    at = lay_out(files_of(packed(w, leak(w))), tmp_path)
    (at / "json.py").write_text("raise SystemExit('planted')")
    done = subprocess.run([sys.executable, "-B", "verify.py"], capture_output=True, text=True, check=False, cwd=at)
    assert (done.returncode, "没有改动" in done.stdout) == (0, True)


def test_a_paper_forged_with_all_lists_made_to_fit_is_never_called_checked(w, tmp_path):
    files = files_of(packed(w, leak(w)))
    forged = reseal({**files, "证据.pdf": b"%PDF forged"}, json.loads(files["entries.json"]))
    code, said = run_sealed(forged, tmp_path)
    [verdict] = [line for line in said.splitlines() if "没有改动" in line]
    assert (code, "没有核对“证据.pdf”里写的是不是这些行" in verdict) == (0, True)


@pytest.mark.parametrize("asked", [["-h"], ["--help"], ["--show", "-h"]])
def test_help_is_given_and_is_no_finding(w, tmp_path, asked):
    files = {"verify.py": Path(verify.__file__).read_bytes()}
    code, said = run(lay_out(files, tmp_path), *asked)
    assert (code, "python3 verify.py --show" in said, "✗" in said) == (0, True, False)


@pytest.mark.parametrize(("asked", "named"), [(["--shwo"], "--shwo"), (["--against"], "--against"),
                                              (["--links", "--show"], "--links")])  # fmt: skip
def test_what_is_typed_wrong_is_said_and_is_no_finding(w, tmp_path, asked, named):
    code, said = run(lay_out({"verify.py": Path(verify.__file__).read_bytes()}, tmp_path), *asked)
    assert (code, said) == (2, f"没有“{named}”这个写法，还没有核对。python3 verify.py --help 看怎样用。\n")


def test_lines_are_read_out_under_the_name_of_their_clock(w, tmp_path):
    at = lay_out(files_of(packed(w, leak(w))), tmp_path)
    said = run(at, "--show")[1]
    assert "时刻都是北京时间：\n2026-09-21 10:00:00  " in said
    assert "时刻都是北京时间" not in run(at)[1]

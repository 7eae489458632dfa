"""Many files at once: zips read with suspicion, names sorted, what is there skipped, all of it safe to run twice."""

import io
import stat
import zipfile
from datetime import timedelta

import pytest

from xiwei.estate.actions import bringing, carrying
from xiwei.estate.models import Batch, BatchState, Document, Fate
from xiwei.estate.papers import bags, formats, sorting
from xiwei.estate.queries import batches as queries
from xiwei.estate.queries import documents, subjects
from xiwei.estate.tests import make, papers
from xiwei.ledger.models import Entry
from xiwei.shared.refusals import BadInput, NotAllowed, NotNow

pytestmark = [pytest.mark.django_db(transaction=False), pytest.mark.usefixtures("store")]
NOW = papers.NOW


@pytest.fixture
def cast():
    return make.cast()


@pytest.fixture
def told(monkeypatch):
    """What is done after the commit is done at once: a test has no commit of its own."""
    monkeypatch.setattr("django.db.transaction.on_commit", lambda do: do())


def take(cast, *sent, paths=()):
    return bringing.take_up(cast.project, sent=sent, paths=paths, by=cast.staff_zheng, now=NOW)


def take_bag(cast, content, name="档案.zip"):
    return bringing.read_bags(take(cast, papers.sent(name, content)))


def fates(batch):
    return {one.filename: (one.fate, one.problem) for one in batch.items.all()}


def put_in(cast, batch):
    bringing.start(batch, by=cast.staff_zheng, now=NOW)
    return carrying.carry(Batch.objects.select_related("project").get(pk=batch.pk), now=NOW)


def stored(store):
    return [path for path in store.rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("3栋/竣工图/给排水竣工图.dwg", "as_built_water"),
        ("竣工图/消防/喷淋图.pdf", "as_built_fire"),
        ("合同/电梯维保合同2024.pdf", "supply_contract"),
        ("物业服务合同.pdf", "service_contract"),
        ("水泵合格证.jpg", "equipment_manual"),
        ("1-1-501装修申请.pdf", "decoration"),
        ("承接查验记录表.xlsx", "takeover_record"),
        ("人事/李四劳动合同.pdf", "staff_contract"),
        ("张三电工证.jpg", "staff_certificate"),
        ("2026年3月会议纪要.docx", "minutes"),
        ("业委会会议纪要.docx", "owners_decision"),
        ("业主资料/业主名册.xlsx", "owners_roll"),
        ("IMG_0032.jpg", None),
    ],
)
def test_a_name_tells_its_drawer(path, kind):
    found = sorting.kind_of(path)
    assert (found.code if found else None) == kind


@pytest.mark.parametrize(
    ("path", "label"),
    [
        ("1栋/给排水.dwg", "1栋"),
        ("二号楼结构图.pdf", "2栋"),
        ("1-1-501装修申请.pdf", "1栋1单元501"),
        ("住户/1栋1单元502 委托书.pdf", "1栋1单元502"),
        ("1栋1单元电梯检验报告.pdf", "1栋1单元电梯"),
        ("东门道闸说明书.pdf", "东门"),
        ("总平面图.pdf", "翠湖花园"),
        ("9栋结构.pdf", "翠湖花园"),
    ],
)
def test_a_name_tells_where_it_belongs(cast, path, label):
    assert subjects.Ground(cast.project).of_path(path)[0].label == label


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("", ("project", "翠湖花园")),
        ("2栋", ("building", "2栋")),
        ("1-1-501", ("room", "1栋1单元501")),
        ("1栋1单元501", ("room", "1栋1单元501")),
        ("东门", ("place", "东门")),
        ("501", None),
        ("月球", None),
    ],
)
def test_a_typed_place_is_found(cast, words, found):
    subject = subjects.by_words(cast.project, words)
    assert (subject and (subject.noun, subject.label)) == found


def test_files_are_looked_at_sorted_and_put(cast, told, store):
    batch = take(
        cast,
        papers.sent("给排水竣工图.pdf"),
        papers.sent("装修申请.pdf"),
        papers.sent("合同.pdf.exe", b"MZ"),
        papers.sent("IMG_1.pdf"),
        papers.sent("电梯检验报告.pdf"),
        paths=[
            "柜一/1栋/给排水竣工图.pdf",
            "住户/1-1-501/装修申请.pdf",
            "x/合同.pdf.exe",
            "IMG_1.pdf",
            "电梯检验报告.pdf",
        ],
    )
    placed = {one.filename: (one.kind, one.of_noun, one.of_label, one.guessed) for one in batch.items.all()}
    assert placed == {
        "给排水竣工图.pdf": ("as_built_water", "building", "1栋", False),
        "装修申请.pdf": ("decoration", "household", "1栋1单元501", False),
        "合同.pdf.exe": ("", "", "", True),
        "IMG_1.pdf": ("other", "project", "翠湖花园", True),
        "电梯检验报告.pdf": ("lift_inspection", "", "", False),
    }
    assert {name: fate for name, (fate, _) in fates(batch).items()} == {
        "给排水竣工图.pdf": Fate.READY, "装修申请.pdf": Fate.READY, "合同.pdf.exe": Fate.REFUSED,
        "IMG_1.pdf": Fate.READY, "电梯检验报告.pdf": Fate.LEFT,
    }  # fmt: skip
    assert Document.objects.count() == 0
    done = put_in(cast, batch)
    assert (done.state, done.done) == (BatchState.DONE, 3)
    assert sorted(Document.objects.values_list("name", flat=True)) == ["IMG_1", "给排水竣工图", "装修申请"]
    assert Entry.objects.filter(kind="estate.document_put").count() == 3
    line = Entry.objects.get(kind="estate.documents_brought")
    assert (line.data, line.actor_staff_id) == ({"taken": 3, "known": 0, "refused": 1}, cast.staff_zheng.pk)
    assert documents.anything(papers.asker(cast.zheng), "给排水竣工图 1栋", papers.TODAY) != []


def test_what_is_there_already_is_skipped_when_it_is_sent_again(cast, told, store):
    put_in(cast, take(cast, papers.sent("消防竣工图.pdf"), papers.sent("弱电竣工图.pdf")))
    kept = len(stored(store))
    again = take(cast, papers.sent("消防竣工图.pdf"), papers.sent("弱电竣工图.pdf"), papers.sent("总平面图.pdf"))
    assert [fate for fate, _ in fates(again).values()] == [Fate.KNOWN, Fate.KNOWN, Fate.READY]
    put_in(cast, again)
    assert (Document.objects.count(), len(stored(store))) == (3, kept + 1)


def test_the_same_file_twice_in_one_batch_is_put_once(cast, told, store):
    one = papers.pdf("总图")
    batch = take(cast, papers.sent("总平面图.pdf", one), papers.sent("总平面图(1).pdf", one))
    put_in(cast, batch)
    assert (Document.objects.count(), len(stored(store))) == (1, 1)


def test_a_run_cut_off_goes_on_and_puts_nothing_twice(cast, told, monkeypatch):
    monkeypatch.setattr(carrying, "SLICE", 2)
    batch = take(cast, *(papers.sent(f"图{n}.pdf") for n in range(5)))
    bringing.start(batch, by=cast.staff_zheng, now=NOW)
    batch = Batch.objects.select_related("project").get(pk=batch.pk)
    assert carrying._carry_some(batch, NOW) == 2
    carrying.carry(batch, now=NOW)
    carrying.carry(batch, now=NOW)
    assert Document.objects.count() == 5
    assert Entry.objects.filter(kind="estate.documents_brought").count() == 1


def test_two_batches_with_the_same_file_put_it_once(cast, told):
    first, second = (take(cast, papers.sent("总平面图.pdf")) for _ in range(2))
    put_in(cast, first)
    done = put_in(cast, second)
    assert Document.objects.count() == 1
    assert [fate for fate, _ in fates(done).values()] == [Fate.KNOWN]


def test_a_zip_of_chinese_windows_keeps_its_names(cast, told):
    batch = take_bag(cast, papers.gbk_bag("一栋/给排水竣工图.pdf", papers.pdf("图")))
    [item] = batch.items.all()
    assert (item.sent_as, item.kind, item.of_label, item.fate) == (
        "一栋/给排水竣工图.pdf", "as_built_water", "1栋", Fate.READY,
    )  # fmt: skip


def dangerous() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("../../etc/外面.pdf", papers.pdf("甲"))
        package.writestr("C:\\windows\\盘符.pdf", papers.pdf("甲"))
        package.writestr("里面.zip", papers.bag(("a.pdf", papers.pdf("甲"))))
        package.writestr("炸弹.txt", b"0" * (formats.MOST_BYTES // 20))
        package.writestr("合同.pdf.exe", b"MZ")
        package.writestr("假的.pdf", b"not a pdf")
        link = zipfile.ZipInfo("链接.pdf")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        package.writestr(link, "/etc/passwd")
        package.writestr("__MACOSX/._好的.pdf", b"x")
        package.writestr("Thumbs.db", b"x")
        package.writestr("好的.pdf", papers.pdf("好的"))
    return out.getvalue()


def test_whatever_is_in_a_zip_the_rest_is_taken(cast, told, store):
    found = fates(take_bag(cast, dangerous()))
    says = {
        "外面.pdf": "指向文件夹外面", "盘符.pdf": "指向文件夹外面", "里面.zip": "套在里面的压缩包",
        "炸弹.txt": "压得不正常", "合同.pdf.exe": "其实是程序", "假的.pdf": "内容不是 PDF", "链接.pdf": "指向文件夹外面",
    }  # fmt: skip
    assert set(found) == {*says, "好的.pdf"}
    assert {name for name, (fate, _) in found.items() if fate == Fate.READY} == {"好的.pdf"}
    assert [name for name, words in says.items() if words not in found[name][1]] == []
    assert len(stored(store)) == 1


def test_a_locked_entry_is_refused_by_name(cast, told):
    content = bytearray(papers.bag(("锁.pdf", papers.pdf("甲"))))
    at = content.rfind(b"PK\x01\x02")
    content[at + 8] |= 1
    content[6] |= 1
    assert "加了密码" in fates(take_bag(cast, bytes(content)))["锁.pdf"][1]


def test_an_entry_that_lies_of_its_size_or_is_torn_is_refused(cast, told):
    whole = papers.bag(("a.pdf", papers.pdf("甲" * 200)))
    torn = whole.replace(whole[60:70], b"\xff" * 10, 1)
    assert fates(take_bag(cast, torn))["a.pdf"][0] == Fate.REFUSED


def test_what_is_no_zip_says_so(cast, told):
    batch = take_bag(cast, b"PK\x03\x04 nothing")
    assert (batch.state, batch.items.count()) == (BatchState.READY, 0)
    assert "打不开" in batch.problem


@pytest.mark.parametrize(("what", "most", "says"), [("MOST_FILES", 1, "一次最多 1 份"), ("MOST_UNPACKED", 900, "4 GB")])
def test_a_zip_has_bounds(cast, told, monkeypatch, what, most, says):
    monkeypatch.setattr(bags, what, most)
    batch = take_bag(cast, papers.bag(("a.pdf", papers.pdf("甲")), ("b.pdf", papers.pdf("乙"))))
    assert says in batch.problem + "".join(problem for _, problem in fates(batch).values())


def test_a_zip_read_twice_is_read_once(cast, told, store):
    batch = take(cast, papers.sent("包.zip", papers.bag(("总平面图.pdf", papers.pdf("甲")))))
    bringing._read_bag(batch, bags.Bag(io.BytesIO(papers.bag(("总平面图.pdf", papers.pdf("甲")))), "包.zip"), "包.zip")
    done = bringing.read_bags(batch)
    assert ([one.filename for one in done.items.all()], done.bags) == (["总平面图.pdf"], [])


def test_a_batch_may_have_plain_files_and_zips(cast, told):
    batch = take(
        cast, papers.sent("总平面图.pdf"), papers.sent("包.zip", papers.bag(("弱电竣工图.pdf", papers.pdf("乙"))))
    )
    assert batch.state == BatchState.READING
    assert list(fates(bringing.read_bags(batch))) == ["总平面图.pdf", "弱电竣工图.pdf"]


def test_the_keeper_puts_right_where_a_file_goes(cast, told):
    batch = take(cast, papers.sent("IMG_1.pdf"), papers.sent("IMG_2.pdf"), papers.sent("IMG_3.pdf"))
    one, two, three = batch.items.all()
    said = {
        one.pk: bringing.Correction("as_built_fire", "2栋", "消防图"),
        two.pk: bringing.Correction("other", "月球", "甲"),
        three.pk: bringing.Correction("other", "翠湖花园", "乙", leave=True),
    }
    wrong = bringing.correct(batch, said=said, by=cast.staff_zheng, now=NOW)
    assert wrong == ["IMG_2.pdf：没找到“月球”，请写楼栋、房号或地点的名称。"]
    placed = [(x.name, x.kind, x.of_label, x.fate) for x in batch.items.all()]
    assert placed == [
        ("消防图", "as_built_fire", "2栋", Fate.READY),
        ("甲", "other", "翠湖花园", Fate.LEFT),
        ("乙", "other", "翠湖花园", Fate.LEFT),
    ]
    assert [x.of_shown for x in batch.items.all()] == ["2栋", "月球", "翠湖花园"]
    put_in(cast, batch)
    assert [one.name for one in Document.objects.all()] == ["消防图"]


def test_a_batch_that_is_refused_whole_leaves_no_file(cast, store, monkeypatch):
    monkeypatch.setattr(bags, "MOST_BYTES", 100)
    with pytest.raises(BadInput, match="一个 zip 最多"):
        take(cast, papers.sent("总平面图.pdf"), papers.sent("包.zip", papers.bag(("a.pdf", papers.pdf("甲")))))
    assert (Batch.objects.count(), stored(store)) == (0, [])


def test_a_batch_given_up_leaves_nothing(cast, store, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        batch = take(cast, papers.sent("总平面图.pdf"), papers.sent("包.zip", papers.bag(("a.pdf", papers.pdf("甲")))))
        bringing.give_up(batch, by=cast.staff_zheng, now=NOW)
    assert (batch.items.count(), stored(store)) == (0, [])
    with pytest.raises(NotNow):
        bringing.start(batch, by=cast.staff_zheng, now=NOW)


def test_a_batch_nobody_started_is_forgotten_after_a_week(cast, store, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        take(cast, papers.sent("总平面图.pdf"))
        assert bringing.forget_old(now=NOW + timedelta(days=6)) == 0
        assert bringing.forget_old(now=NOW + timedelta(days=8)) == 1
    assert stored(store) == []


def test_only_those_who_keep_the_archive_bring(cast):
    for staff in (cast.staff_zhao, cast.staff_sun, cast.staff_outsider):
        with pytest.raises(NotAllowed):
            bringing.take_up(cast.project, sent=[papers.sent("a.pdf")], paths=[], by=staff, now=NOW)
    with pytest.raises(BadInput, match="还没有选文件"):
        take(cast)


def test_a_batch_is_no_way_to_put_what_one_may_not_read(cast, told):
    batch = take(cast, papers.sent("物业服务合同.pdf"))
    role = cast.staff_zheng.posts.get().role
    role.permissions = [one for one in role.permissions if one != "archive.secret"]
    role.save()
    staff = papers.asker(cast.zheng).staff_in(cast.company.pk)
    with pytest.raises(NotAllowed):
        bringing.start(batch, by=staff, now=NOW)
    assert queries.counts(batch)[Fate.READY] == 1

"""The menu a new company starts with (D5), its dangers, certificates and time promises: what the data must hold."""

import re
import tomllib
from collections import Counter
from pathlib import Path

import pytest

from xiwei.standards import catalogue

DATA = Path(__file__).parents[1] / "data"
LINES = ["repair", "order", "cleaning", "greening", "butler", "home"]
FIELDS = {
    "code": str,
    "name": str,
    "english": str,
    "line": str,
    "done_by": str,
    "kind": str,
    "place": str,
    "urgency": str,
    "covers": str,
    "excludes": str,
    "duration_minutes": int,
    "price_fen": int,
    "price_unit": str,
    "price_note": str,
    "steps": list,
    "evidence": list,
    "reading": str,
    "certificate": str,
    "words": list,
    "goes_with": list,
    "danger": str,
    "source": str,
}
# Urgent although no first-aid page belongs to them: someone or everyone is in need at once.
# A spill on a common floor makes people slip: it cannot wait till tomorrow.
URGENT_WITHOUT_A_PAGE = {"C-SPILL", "C-WASP", "O-INTRUDER", "O-LOST-PERSON", "R-LIFT-ODD", "R-MANHOLE", "R-WATER-OFF"}
# Said of work that can wait, yet raised: the words are those of a real spill or fall, so a false alarm is the cheaper error.
RAISED_ALTHOUGH_ORDINARY = {"化粪池冒粪", "楼下粪水外溢", "楼上扔的垃圾在雨棚"}


def read(name: str) -> dict:
    return tomllib.loads((DATA / name).read_text(encoding="utf-8"))


ITEMS = [item for line in LINES for item in read(f"menu/{line}.toml")["item"]]
CODES = {item["code"] for item in ITEMS}
DANGERS = {danger["code"]: danger for danger in read("dangers.toml")["danger"]}
ALSO_URGENT = read("dangers.toml")["also_urgent"]
CERTIFICATES = read("certificates.toml")["certificate"]
PROMISES = read("time_promises.toml")["promise"]


def offenders(wrong) -> list[str]:
    """The codes of the items of which `wrong` holds; a test wants none."""
    return [item["code"] for item in ITEMS if wrong(item)]


def bare(text: str) -> str:
    return re.sub(r"[\W_]", "", text).lower()


def said(text: str, phrases: dict) -> bool:
    """Whether the text holds one of the words once the harmless phrases are blanked: the check the file describes."""
    rest = bare(text)
    for harmless in sorted(phrases["not_words"], key=len, reverse=True):
        rest = rest.replace(bare(harmless), " ")
    return any(bare(word) in rest for word in phrases["words"])


def dangers_in(text: str) -> set[str]:
    return {code for code, danger in DANGERS.items() if said(text, danger)}


def raised(text: str) -> bool:
    return bool(dangers_in(text)) or said(text, ALSO_URGENT)


def overlaps(phrase: str, word: str) -> bool:
    """Whether blanking the phrase can hide the word: it holds it, or shares an end with it."""
    a, b = bare(phrase), bare(word)
    return b in a or any(a.endswith(b[:n]) or a.startswith(b[n:]) for n in range(1, len(b)))


# The items


def test_there_are_more_than_a_hundred_and_forty_items_and_twelve_or_more_in_each_line():
    per_line = Counter(item["line"] for item in ITEMS)
    assert len(ITEMS) >= 140
    assert [line for line in LINES if per_line[line] < 12] == []


def test_every_item_has_all_the_fields_of_the_right_type_and_no_other():
    assert offenders(lambda i: {field: type(value) for field, value in i.items()} != FIELDS) == []


def test_codes_and_names_are_unique():
    assert [code for code, n in Counter(i["code"] for i in ITEMS).items() if n > 1] == []
    assert [name for name, n in Counter(i["name"] for i in ITEMS).items() if n > 1] == []


def test_an_english_name_is_english_fits_on_a_button_and_is_no_others():
    assert offenders(lambda i: not re.fullmatch(r"[A-Z][ -~]{2,59}", i["english"])) == []
    assert [name for name, n in Counter(i["english"] for i in ITEMS).items() if n > 1] == []


def test_a_code_is_the_letter_of_its_line_and_words():
    assert offenders(lambda i: not re.fullmatch(r"[ROCGBH](-[A-Z]+)+", i["code"])) == []
    assert offenders(lambda i: i["code"][0] != i["line"][0].upper() or len(i["code"]) > 40) == []


def test_a_name_fits_on_a_button():
    assert offenders(lambda i: not 2 <= len(i["name"]) <= 14) == []


@pytest.mark.parametrize(
    ("field", "choices"),
    [
        ("line", LINES),
        ("kind", ["repair", "complaint", "help", "suggestion", "inquiry"]),
        ("place", ["home", "public", "either"]),
        ("urgency", ["urgent", "ordinary", "planned", "complaint"]),
        ("danger", ["", *DANGERS]),
        ("certificate", ["", *(certificate["code"] for certificate in CERTIFICATES)]),
    ],
)
def test_a_choice_is_one_of_the_known(field, choices):
    assert offenders(lambda i: i[field] not in choices) == []


def test_help_at_home_is_carried_out_by_one_of_the_other_lines():
    assert offenders(lambda i: i["line"] == "home" and i["done_by"] not in LINES[:-1]) == []
    assert offenders(lambda i: i["line"] != "home" and i["done_by"] != i["line"]) == []


def test_every_item_says_what_it_covers_and_what_it_does_not_in_whole_sentences():
    assert offenders(lambda i: len(i["covers"]) < 12 or not i["covers"].endswith("。")) == []
    assert offenders(lambda i: len(i["excludes"]) < 6 or not i["excludes"].endswith("。")) == []


def test_an_item_named_in_what_is_not_covered_exists():
    names = {item["name"] for item in ITEMS}
    assert [n for i in ITEMS for n in re.findall("“([^”]+)”", i["excludes"] + i["covers"]) if n not in names] == []


def test_every_item_has_three_to_seven_steps_none_a_mere_word():
    assert offenders(lambda i: not 3 <= len(i["steps"]) <= 7) == []
    assert [step for i in ITEMS for step in i["steps"] if len(step) < 4] == []
    assert offenders(lambda i: len(set(i["steps"])) < len(i["steps"])) == []


def test_evidence_is_known_and_a_reading_is_named_exactly_when_one_is_taken():
    assert offenders(lambda i: not set(i["evidence"]) <= {"before", "after", "reading", "signature"}) == []
    assert offenders(lambda i: len(set(i["evidence"])) < len(i["evidence"])) == []
    assert offenders(lambda i: bool(i["reading"]) != ("reading" in i["evidence"])) == []
    assert offenders(lambda i: bool(i["reading"]) and not re.search(r"\([^)]+\)$", i["reading"])) == []


def test_a_price_is_whole_fen_with_a_unit_and_a_paid_item_explains_itself():
    assert offenders(lambda i: i["price_fen"] < 0 or not 1 <= len(i["price_unit"]) <= 10) == []
    assert offenders(lambda i: i["price_fen"] > 0 and not i["price_note"]) == []


def test_the_price_note_of_a_paid_item_names_the_price():
    """A price on the page and another in the note would both be promises (民法典 938)."""

    def yuan(item: dict) -> str:
        return f"{item['price_fen'] / 100:g} 元"

    assert offenders(lambda i: i["price_fen"] > 0 and yuan(i) not in i["price_note"]) == []


def test_an_item_takes_between_five_minutes_and_a_day():
    assert offenders(lambda i: not 5 <= i["duration_minutes"] <= 480) == []


def test_repairs_of_public_places_cost_the_resident_nothing():
    assert offenders(lambda i: i["line"] == "repair" and i["place"] == "public" and i["price_fen"] > 0) == []


def test_every_item_has_the_words_residents_use_and_no_word_stands_for_two_items():
    assert offenders(lambda i: not 6 <= len(i["words"]) <= 15) == []
    owners = Counter(bare(word) for item in ITEMS for word in item["words"])
    assert [word for word, n in owners.items() if n > 1] == []


def test_what_goes_with_an_item_exists_and_is_another():
    assert [(i["code"], code) for i in ITEMS for code in i["goes_with"] if code not in CODES] == []
    assert offenders(lambda i: i["code"] in i["goes_with"] or len(set(i["goes_with"])) < len(i["goes_with"])) == []


def test_texts_fit_the_columns_they_are_kept_in():
    widths = {"name": 30, "reading": 40, "certificate": 30, "danger": 20, "price_note": 200, "source": 200}
    assert [(i["code"], f) for i in ITEMS for f, width in widths.items() if len(i[f]) > width] == []


def test_text_on_screen_keeps_chinese_punctuation():
    texts = [t for i in ITEMS for t in (i["covers"], i["excludes"], i["price_note"], *i["steps"])]
    assert [text for text in texts if re.search(r"[一-鿿][,;:?!]|[,;:?!][一-鿿]", text)] == []


# Urgency, danger, certificates


def test_an_item_is_urgent_exactly_when_danger_or_a_sore_need_calls_for_it():
    pressing = {i["code"] for i in ITEMS if i["danger"]} | URGENT_WITHOUT_A_PAGE
    assert {i["code"] for i in ITEMS if i["urgency"] == "urgent"} == pressing


def test_each_danger_has_an_item_that_answers_it():
    assert set(DANGERS) - {item["danger"] for item in ITEMS} == set()


def test_work_that_the_law_reserves_names_its_certificate():
    reserved = {
        "R-LIFT-TRAPPED": "lift",
        "R-POWER-HOME": "electric",
        "R-SOCKET": "electric",
        "R-FALLING": "height",
        "H-WINDOW-HIGH": "height",
        "R-RAIL": "welding",
        "R-GAS-HOSE": "gas",
        "O-FIRE-ALARM": "fire_control",
        "C-SEPTIC": "confined",
        "C-MOSQUITO": "pest",
        "H-COOK": "health",
    }
    held = {item["code"]: item["certificate"] for item in ITEMS}
    assert {code: held[code] for code in reserved} == reserved


def test_each_certificate_is_whole_and_asked_for_by_some_item():
    keys = {"code", "name", "issuer", "valid_years", "review_years", "source"}
    assert [c["code"] for c in CERTIFICATES if set(c) != keys or not (c["name"] and c["issuer"])] == []
    assert [c["code"] for c in CERTIFICATES if not 0 <= c["review_years"] <= max(c["valid_years"], 0) <= 10] == []
    assert len({c["code"] for c in CERTIFICATES}) == len(CERTIFICATES)
    assert {c["code"] for c in CERTIFICATES} == {i["certificate"] for i in ITEMS if i["certificate"]}


def test_every_danger_says_what_to_do_now_and_whom_to_ring():
    assert set(DANGERS) == {"lift_trapped", "gas", "fire", "injury", "water", "power", "falling"}
    for danger in DANGERS.values():
        assert 3 <= len(danger["now"]) <= 6
        assert [s for s in danger["now"] if not s.endswith("。") or len(s) > 45] == []
        assert danger["ring"] != []
        assert [
            r for r in danger["ring"] if not re.fullmatch(r"\d{3,5}|project:(duty|gas|lift|power)", r["phone"])
        ] == []
        assert "project:duty" in [r["phone"] for r in danger["ring"]]


def test_a_number_nobody_registered_is_not_shown_under_another_s_name():
    assert catalogue.danger_now("gas", "0571-88001234")["calls"] == {"火警": "119", "物业值班室": "0571-88001234"}
    assert catalogue.danger_now("gas", "")["calls"] == {"火警": "119"}
    assert catalogue.danger_now("no such danger", "0571-88001234") is None


def test_every_danger_stands_before_the_form_with_its_steps_and_a_number():
    told = catalogue.dangers_now("0571-88001234")
    assert [one["code"] for one in told] == list(DANGERS)
    assert [one["code"] for one in told if not one["now"] or "0571-88001234" not in one["calls"].values()] == []


def test_the_item_a_danger_names_answers_that_danger():
    named = {code: danger["item"] for code, danger in DANGERS.items() if "item" in danger}
    assert named == {"lift_trapped": "R-LIFT-TRAPPED"}
    assert [i["danger"] for i in ITEMS if i["code"] in named.values()] == list(named)


def test_the_emergency_number_of_each_danger_stands_on_its_page():
    numbers = {"gas": "119", "fire": "119", "injury": "120", "power": "95598", "falling": "110", "lift_trapped": "119"}
    assert {c for c, n in numbers.items() if n not in [r["phone"] for r in DANGERS[c]["ring"]]} == set()


def test_no_harmless_phrase_is_idle_and_none_hides_a_danger_word_whole():
    for phrases in [*DANGERS.values(), ALSO_URGENT]:
        words, harmless = phrases["words"], phrases["not_words"]
        assert len(set(words)) == len(words)
        assert len(set(harmless)) == len(harmless)
        assert [p for p in harmless if not any(overlaps(p, word) for word in words)] == []
        assert [(p, w) for p in harmless for w in words if bare(p) in bare(w)] == []


@pytest.mark.parametrize(
    ("text", "danger"),
    [
        ("我家厨房着火了！！快来人", "fire"),
        ("楼下电动车在冒烟", "fire"),
        ("消防通道那边起火了", "fire"),
        ("热水器冒烟了怎么办", "fire"),
        ("火锅店着火了", "fire"),
        ("插座有焦糊味，烫手", "fire"),
        ("进门就闻到一股煤气味", "gas"),
        ("天 然 气 漏 了", "gas"),
        ("3号楼2单元有人困在电梯里", "lift_trapped"),
        ("电梯困人，里面有老人", "lift_trapped"),
        ("怕困在电梯，结果真的被困电梯了", "lift_trapped"),
        ("我妈晕倒了叫不醒", "injury"),
        ("小孩反锁在家里了", "injury"),
        ("被狗咬了流血", "injury"),
        ("楼上爆管，水漫到客厅", "water"),
        ("马桶反水，粪水都冒出来了", "water"),
        ("车库进水快淹到车了", "water"),
        ("家里没电了，跳闸推不上去", "power"),
        ("热水器漏电，摸着麻手", "power"),
        ("小孩触电了", "power"),
        ("楼上扔下来一个酒瓶", "falling"),
        ("外墙瓷砖掉下来砸到车", "falling"),
        ("大风把树刮倒了，树压到车", "falling"),
    ],
)
def test_a_cry_of_danger_is_heard(text, danger):
    assert danger in dangers_in(text)


@pytest.mark.parametrize(
    "text",
    [
        "消防通道被占了没人管",
        "楼下火锅店油烟太大",
        "热水器打不着火",
        "灭火器过期了换一个",
        "电动车上楼充电容易起火，管管吧",
        "楼道堆物有火灾隐患",
        "什么时候消防演练",
        "手机没电了借个充电宝",
        "智能锁没电了怎么换电池",
        "明天停电通知发一下",
        "装个漏电保护器多少钱",
        "小区关停电梯检修到几号",
        "油烟倒灌，厕所都是烟味",
        "喷水池好久没开了",
        "雨水管落水管松了",
        "地砖松动怕摔，老人容易摔",
        "邻居打架子鼓太吵",
        "禁止高空抛物的牌子掉了漆",
        "电梯卡在哪里办",
        "办一张门禁卡",
        "物业费多少钱一平",
        "想预约擦玻璃",
    ],
)
def test_a_harmless_message_raises_no_alarm(text):
    assert (dangers_in(text), raised(text)) == (set(), False)


def test_most_of_what_is_said_of_a_dangerous_item_raises_its_danger():
    def share(item: dict) -> float:
        return sum(item["danger"] in dangers_in(word) for word in item["words"]) / len(item["words"])

    assert offenders(lambda i: i["danger"] and share(i) < 0.6) == []


def test_most_of_what_is_said_of_an_urgent_item_is_raised():
    words = [word for i in ITEMS if i["urgency"] == "urgent" for word in i["words"]]
    assert sum(map(raised, words)) / len(words) >= 0.9


def test_what_is_said_of_work_that_can_wait_is_not_raised():
    waiting = [word for i in ITEMS if i["urgency"] != "urgent" for word in i["words"]]
    assert {word for word in waiting if raised(word)} == RAISED_ALTHOUGH_ORDINARY


# Time promises


def test_the_time_promises_are_those_of_the_table():
    kept = {
        (p["urgency"], p["clock"]): (p.get("minutes"), p.get("days"), p.get("agreed"), p["business"]) for p in PROMISES
    }
    assert kept == {
        ("urgent", "response"): (10, None, None, False),
        ("urgent", "arrival"): (30, None, None, False),
        ("urgent", "resolution"): (24 * 60, None, None, False),
        ("ordinary", "response"): (120, None, None, True),
        ("ordinary", "arrival"): (None, 1, None, True),
        ("ordinary", "resolution"): (None, 3, None, True),
        ("planned", "response"): (240, None, None, True),
        ("planned", "arrival"): (None, None, "window", False),
        ("planned", "resolution"): (None, None, "day", False),
        ("complaint", "response"): (None, 1, None, True),
        ("complaint", "resolution"): (None, 10, None, False),
    }
    assert len(PROMISES) == len(kept)
    assert [p for p in PROMISES if not p["source"]] == []

"""Chinese first, English second: what is on the screen goes through gettext, and each sentence has its English.

Each rule is a function from a text to what is wrong in it, and is first shown a wrong text: a rule that finds nothing
anywhere proves nothing.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest

from tests.house.code import ROOT, named, product, room_of
from xiwei.shared import catalogue
from xiwei.shared.management.commands import messages

HAN = re.compile(r"[\u3400-\u9fff]")
GETTEXT = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "pgettext_lazy"}
# Rooms that write what is kept for others to read: ledger lines and messages are Chinese, whoever does the deed.
KEEPERS = {"actions", "jobs", "listeners"}

# ---- templates

TEMPLATES = sorted(
    path
    for folder in (ROOT / "templates", ROOT / "xiwei")
    for path in folder.rglob("*")
    if path.suffix in (".html", ".txt") and "templates" in path.parts
)
SAID = re.compile(
    r"""\{%\s*comment.*?\{%\s*endcomment\s*%\}|\{\#.*?\#\}|\{%\s*blocktrans\b.*?\{%\s*endblocktrans\s*%\}"""
    r"""|\{%\s*trans\s+(?:"[^"]*"|'[^']*').*?%\}|_\("[^"]*"\)""",
    re.S,
)
# What stays Chinese on an English page, each with its reason.
STAYS = {
    "templates/parts/language.html": {"中文"},  # a tongue is named in itself
    "templates/parts/language_other.html": {"用中文看这个网站", "中文"},
    "templates/parts/who_menu.html": {"中文"},
    "xiwei/standards/templates/standards/menu_item.html": {"免费"},  # compared with what the menu's data says
}


def bare_in_template(text: str) -> list[str]:
    """Each run of Chinese that neither trans nor blocktrans nor _() wraps."""
    return re.findall(r"[\u3400-\u9fff]+", SAID.sub(" ", text))


def test_a_bare_word_in_a_template_is_found():
    text = (
        '<p>{% trans "好" %}{% comment %}不显示{% endcomment %}没包<b title="也没包">{{ x|default:_("包了") }}</b></p>'
    )
    assert bare_in_template(text) == ["没包", "也没包"]


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_a_template_says_nothing_past_gettext(path: Path):
    bare = bare_in_template(path.read_text(encoding="utf-8"))
    assert [words for words in bare if words not in STAYS.get(named(path), set())] == []


def test_nothing_stays_chinese_that_is_no_longer_said():
    gone = {
        f"{name}: {words}"
        for name, kept in STAYS.items()
        for words in kept
        if words not in bare_in_template((ROOT / name).read_text(encoding="utf-8"))
    }
    assert gone == set()


# ---- Python

# Files and folders whose Chinese is data or is for whoever runs the server, each with its reason.
DATA = {
    "xiwei/ledger/backups/": "said at the server's keyboard, as commands are",
    "xiwei/people/importing/": "names of columns and cells as sheets write them; what it finds is kept with the sheet",
    "xiwei/rounds/demo": "the routes of the demo",
    "xiwei/service/demo/": "the demo's people and what they say",
    "xiwei/service/evidence/": "a pack is Chinese, whoever asks for it: courts and offices read it",
    "xiwei/service/monthly/": "a signed month is Chinese, whoever asks for it: it is filed and handed in",
    "xiwei/service/triage/": "what residents say, and how it is understood",
    "xiwei/shared/sheets/cells.py": "what cells say for yes, no and nothing",
    "xiwei/shared/sheets/files.py": "the name of a sheet that has none, and separators",
    "xiwei/shared/sheets/headers.py": "numerals in headings",
    "xiwei/shared/sheets/mapping.py": "words that headings add",
    "xiwei/shared/sheets/rows.py": "how a row is called in what is kept with its sheet",
    "xiwei/shared/sheets/writing.py": "a sheet is Chinese, whoever asks for it: it is read back",
    "xiwei/standards/sheet.py": "a sheet is Chinese, whoever asks for it: it is read back",
    "xiwei/shared/money.py": "the sign people write behind an amount",
    "xiwei/shared/names.py": "how people are called behind their family name",
    "xiwei/shared/phones.py": "separators people type in a number",
    "xiwei/shared/search.py": "classes of characters",
    "xiwei/shared/tongue.py": "moments as they are kept",
    "xiwei/service/queries/spots.py": "how places are spoken of",
    "xiwei/estate/spoken.py": "how doors are spoken of",
    "xiwei/service/queries/understanding.py": "the words of the triage's answers",
    "xiwei/service/queries/duty.py": "why someone was sent: kept with the work order, put in the reader's tongue when read",
    "xiwei/service/rules/discretion.py": "what stands for a name in a kept message",
    "xiwei/service/rules/moves.py": "what clocks do is the diagram's; what residents are told is kept",
    "xiwei/rounds/rules/moves.py": "what the diagram says of late and of early; what the worker is told is kept",
    "xiwei/service/rules/parties.py": "the name a line keeps for a visitor",
    "xiwei/notices/outward.py": "letters that leave, and why one did not: kept with the delivery",
    "xiwei/ledger/worker/": "the log of whoever runs the server",
}
# Words of otherwise wrapped files that stay as they are, each with its reason.
WORDS = {
    "xiwei/ledger/models.py": {"系统", "访客"},  # the names a line keeps for who did it
    "xiwei/people/adapter.py": {"细微"},  # the name a device keeps with a passkey
    "xiwei/people/rules/rosters.py": set("早中夜白")
    | {"白" * 6 + "休", "白" * 5 + "休休", "早中夜休", "早早中中夜夜休休"},
    "xiwei/shared/sheets/table.py": {"工作表"},  # the heading of a column
    "xiwei/people/views/rooms.py": {"住户登记"},  # what a line keeps as looked at
    "xiwei/people/views/corrections.py": {"住户登记"},
    "xiwei/people/views/transfers.py": {"住户登记"},
    "xiwei/service/views/morning.py": {"住户页"},
    "xiwei/service/rules/promises.py": {"%m月%d日 %H:%M", " 至 "},  # moments as lines and messages keep them
    "xiwei/standards/models.py": {"次"},  # a column's default: data
    "xiwei/standards/views/keeping.py": {"次"},  # the same, offered
}
# Shapes of what people write, in a regular expression, are data wherever they stand.
EXPRESSIONS = {"compile", "search", "fullmatch", "match", "sub"}


def _docstrings(tree: ast.AST) -> set[int]:
    stated = (node.value for node in ast.walk(tree) if isinstance(node, ast.Expr))
    return {id(value) for value in stated if isinstance(value, ast.Constant)}


def _wrapped(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in GETTEXT


def _expression(node: ast.AST) -> bool:
    """re.compile("…"): the shape of what people write."""
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in EXPRESSIONS


def _strings(node: ast.AST, skip: set[int], *, only_raised: bool, raised: bool = False) -> Iterator[ast.Constant]:
    """Each bare Chinese string below a node; with `only_raised`, only those of refusals."""
    if _wrapped(node) or id(node) in skip or _expression(node):
        return
    if isinstance(node, ast.Constant):
        if isinstance(node.value, str) and HAN.search(node.value) and (raised or not only_raised):
            yield node
        return
    raised = raised or isinstance(node, ast.Raise)
    for child in ast.iter_child_nodes(node):
        if not (isinstance(node, ast.keyword) and node.arg == "help_text" and isinstance(child, ast.Constant)):
            yield from _strings(child, skip, only_raised=only_raised, raised=raised)


def bare_in_python(source: str, *, only_raised: bool = False) -> list[str]:
    """Each Chinese string of a module that is no docstring, no column's help and not wrapped by gettext."""
    tree = ast.parse(source)
    return [node.value for node in _strings(tree, _docstrings(tree), only_raised=only_raised)]


def test_a_bare_word_in_python_is_found():
    source = '''
"""说明不算。"""
WORDS = {"a": "没包", "b": _("包了")}
def f():
    ledger.record(name="记下的")
    raise NotNow(f"没包也{x}" + gettext("包了"))
'''
    assert bare_in_python(source) == ["没包", "记下的", "没包也"]
    assert bare_in_python(source, only_raised=True) == ["没包也"]


PYTHON = [
    path
    for path in product()
    if "management" not in path.parts and not any(named(path).startswith(data) for data in DATA)
]


@pytest.mark.parametrize("path", PYTHON, ids=named)
def test_the_code_says_nothing_past_gettext(path: Path):
    bare = bare_in_python(path.read_text(encoding="utf-8"), only_raised=room_of(path) in KEEPERS)
    assert [words for words in bare if words not in WORDS.get(named(path), set())] == []


def test_no_exception_outlives_its_reason():
    assert [name for name in DATA if not any(named(path).startswith(name) for path in product())] == []
    unsaid = {
        f"{name}: {words}"
        for name, kept in WORDS.items()
        for words in kept
        if words not in bare_in_python((ROOT / name).read_text(encoding="utf-8"))
    }
    assert unsaid == set()


# ---- when and where words are put into a tongue


def too_early(source: str) -> list[str]:
    """gettext at import, which would keep the tongue of whoever asked first: only lazy words may stand there.

    A form's field is made at import, so its __init__ runs then too.
    """
    tree = ast.parse(source)
    found: list[str] = []

    def look(node: ast.AST, running: bool, field: bool = False) -> None:
        if isinstance(node, ast.Call) and not running:
            name, inner = getattr(node.func, "id", ""), getattr(node.func, "value", None)
            # A lazy word is lazy no more once it is filled in.
            if name in ("gettext", "ngettext") or (inner is not None and _wrapped(inner)):
                found.append(ast.unparse(node))
        if isinstance(node, ast.FunctionDef | ast.Lambda):
            body = node.body if isinstance(node.body, list) else [node.body]
            for child in [*node.args.defaults, *node.args.kw_defaults, *getattr(node, "decorator_list", [])]:
                if child is not None:
                    look(child, running)
            for child in body:
                look(child, getattr(node, "name", "") != "__init__" or not field)
            return
        field = isinstance(node, ast.ClassDef) and node.name.endswith("Field")
        for child in ast.iter_child_nodes(node):
            look(child, running, field)

    look(tree, False)
    return found


def test_words_put_into_a_tongue_at_import_are_found():
    source = """
A = gettext("早")
def f(b=gettext("也早")):
    return gettext("正好")
B = {one: _("第 {n} 个").format(n=one) for one in "12"}
class AField:
    def __init__(self):
        self.label = gettext("还早")
    def clean(self):
        return gettext("正好")
"""
    assert too_early(source) == [
        "gettext('早')",
        "gettext('也早')",
        "_('第 {n} 个').format(n=one)",
        "gettext('还早')",
    ]


@pytest.mark.parametrize("path", product(), ids=named)
def test_no_word_is_put_into_a_tongue_too_early(path: Path):
    assert too_early(path.read_text(encoding="utf-8")) == []


def unkept(source: str) -> list[str]:
    """In what keeps words for others: a choice said in the tongue of whoever is at work. Refusals are theirs to read."""
    tree = ast.parse(source)
    raised = {id(node) for one in ast.walk(tree) if isinstance(one, ast.Raise) for node in ast.walk(one)}
    return [
        ast.unparse(node)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and id(node) not in raised
        and re.fullmatch(r"get_\w+_display", getattr(node.func, "attr", ""))
    ]


def test_a_choice_said_in_the_workers_tongue_is_found():
    source = "record(line=order.get_line_display())\nraise NotNow(order.get_state_display())\n"
    assert unkept(source) == ["order.get_line_display()"]


@pytest.mark.parametrize("path", [path for path in product() if room_of(path) in KEEPERS], ids=named)
def test_what_is_kept_is_kept_in_chinese(path: Path):
    """`tongue.kept` and `tongue.kept_choice` say a choice as it is kept."""
    assert unkept(path.read_text(encoding="utf-8")) == []


# ---- scripts

SCRIPTS = sorted(path for path in (ROOT / "static" / "js").glob("*.js") if path.name != "tongue.js")
ENGLISH = dict(
    re.findall(r'^    "([^"]+)": "([^"]+)",$', (ROOT / "static/js/tongue.js").read_text(encoding="utf-8"), re.MULTILINE)
)


def bare_in_script(text: str) -> list[str]:
    """Each Chinese string of a script that is not said through inTongue."""
    plain = re.sub(r'/\*.*?\*/|inTongue\("[^"]*"', "", text, flags=re.S)
    return re.findall(r"[\u3400-\u9fff]+", plain)


def test_a_bare_word_in_a_script_is_found():
    assert bare_in_script('/* 不算 */ say(inTongue("包了"), "没包");') == ["没包"]


@pytest.mark.parametrize("path", SCRIPTS, ids=named)
def test_a_script_says_nothing_that_has_no_english(path: Path):
    text = path.read_text(encoding="utf-8")
    assert bare_in_script(text) == []
    assert set(re.findall(r'inTongue\("([^"]*)"', text)) - set(ENGLISH) == set()


def test_no_english_of_a_script_is_left_over_or_has_other_places():
    said = {words for path in SCRIPTS for words in re.findall(r'inTongue\("([^"]*)"', path.read_text(encoding="utf-8"))}
    assert set(ENGLISH) - said == set()
    assert {words for words, english in ENGLISH.items() if places(words) != places(english)} == set()


# ---- the catalogue

CATALOGUE = polib.pofile(str(catalogue.source()), encoding="utf-8")


def places(said: str) -> list[str]:
    """The names a sentence leaves open: %(count)s and {count:%H:%M} alike."""
    return sorted(set(re.findall(r"%\(\w+\)[sd]|%%|(?:\{)\w*(?:![rst])?(?=[:}])", said)))


def english_of(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def wrong_in(entries: list[polib.POEntry]) -> list[str]:
    """The entries without English, in doubt, or whose English leaves other places open."""
    return [
        entry.msgid
        for entry in entries
        if entry.fuzzy
        or any(not said.strip() and entry.msgid.strip() for said in english_of(entry))
        or any(places(said) != places(entry.msgid) for said in english_of(entry))
    ]


def test_an_entry_without_its_english_or_with_another_place_is_found():
    entries = [
        polib.POEntry(msgid="好", msgstr=""),
        polib.POEntry(msgid="共 {count} 件", msgstr="{n} in all"),
        polib.POEntry(msgid="猜的", msgstr="guessed", flags=["fuzzy"]),
        polib.POEntry(msgid="第 %(n)s 行", msgstr="Row %(n)s"),
    ]
    assert wrong_in(entries) == ["好", "共 {count} 件", "猜的"]


def test_every_sentence_of_the_source_is_in_the_catalogue_and_no_other():
    """`make messages` gathers them."""
    said = set(messages.gathered())
    there = {(entry.msgctxt, entry.msgid) for entry in CATALOGUE if not entry.obsolete}
    assert (said - there, there - said) == (set(), set())


def wrapped_in(source: str) -> set[str]:
    """The first words of each gettext call as Python reads them, those inside an f-string too."""
    calls = (node for node in ast.walk(ast.parse(source)) if _wrapped(node) and node.args)
    texts = (call.args[1] if call.func.id.startswith("pgettext") else call.args[0] for call in calls)
    return {text.value for text in texts if isinstance(text, ast.Constant)}


def test_no_word_is_wrapped_where_it_cannot_be_gathered():
    """What stands inside an f-string is hidden from whoever gathers."""
    assert wrapped_in('f"{gettext(\'藏着\')}" + _("露着")') == {"藏着", "露着"}
    there = {entry.msgid for entry in CATALOGUE}
    paths = [path for path in product() if "demo" not in path.parts]
    assert {text for path in paths for text in wrapped_in(path.read_text(encoding="utf-8"))} - there == set()


def test_every_sentence_has_its_english():
    assert wrong_in(list(CATALOGUE)) == []

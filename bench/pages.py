"""What pages cost: `python -m bench.pages [--tickets N] [--rounds N]` on SQLite, and on PostgreSQL where DATABASE_URL is one.

One client, warm, in one process: each page is a WSGI call of the whole application, from the environ to the last byte.
The pages take turns, so that what else the machine does falls on all alike. "CPU" is this process's own time: it has the
whole cost on SQLite, and leaves PostgreSQL's out. The bare page: bench/bare.py.
"""

import io
import re
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlsplit

from bench import common

MOST_MS = {"worklist 25": 10, "worklist 50": 10, "search words": 10, "worklist words": 10, "board": 10, "ticket": 8}
TIMES_BARE = 3
TOKEN = "x" * 32  # a browser sends the one it was given with its first page
WORDS = ("漏水", "厨房水管漏水", "电梯", "老人不方便", "2栋1单元", "儿童滑梯有裂缝")


@dataclass
class Page:
    """One page with what each call of it took."""

    name: str
    paths: list[str]
    cookie: str
    walls: list[float] = field(default_factory=list)
    cpus: list[float] = field(default_factory=list)
    queries: int = 0
    size: int = 0

    def path(self, turn: int) -> str:
        return self.paths[turn % len(self.paths)]


def environ(path: str, cookie: str) -> dict[str, Any]:
    """The request as a server hands it over."""
    parts = urlsplit(path)
    return {
        "REQUEST_METHOD": "GET", "SCRIPT_NAME": "", "PATH_INFO": parts.path, "QUERY_STRING": parts.query,
        "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "8000", "SERVER_PROTOCOL": "HTTP/1.1", "HTTP_HOST": "127.0.0.1:8000",
        "REMOTE_ADDR": "127.0.0.1", "HTTP_COOKIE": f"sessionid={cookie}; csrftoken={TOKEN}",
        "HTTP_ACCEPT_LANGUAGE": "zh-CN,zh;q=0.9",
        "wsgi.version": (1, 0), "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(), "wsgi.errors": sys.stderr,
        "wsgi.multithread": True, "wsgi.multiprocess": True, "wsgi.run_once": False,
    }  # fmt: skip


def call(application: Callable[..., Any], path: str, cookie: str) -> bytes:
    """One request; AssertionError where the answer is not 200."""
    told: list[str] = []
    answer = application(environ(path, cookie), lambda status, headers, *_: told.append(status))
    body = b"".join(answer)
    if hasattr(answer, "close"):
        answer.close()
    assert told[0].startswith("200"), f"{path}: {told[0]}"
    return body


def sign_in(phone: str) -> str:
    """The key of a session of whoever has this phone."""
    from xiwei.people.models import Person

    return sign_in_as(Person.objects.get(phone=phone))


def sign_in_as(person: Any) -> str:
    """The key of a session of this person."""
    from django.conf import settings
    from django.test import Client

    client = Client()
    client.force_login(person)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def pages() -> list[Page]:
    """Those measured: 郑主任's, and 王芳's own."""
    from xiwei.service.models import Ticket

    boss, wang = sign_in("13800000008"), sign_in("13800000001")
    garden = Ticket.objects.filter(project__code="CH")
    some = [*garden.filter(closed_at=None)[:40], *garden.filter(closed_at__isnull=False)[:40]]
    return [
        Page("worklist 25", ["/tickets/"], boss),
        Page("worklist 50", ["/tickets/?size=50"], boss),
        Page("all, page 3", ["/tickets/?state=all&page=3"], boss),
        Page("worklist words", [f"/tickets/?state=all&words={quote(one)}" for one in WORDS], boss),
        Page("search words", [f"/search/?words={quote(one)}" for one in WORDS], boss),
        Page("board", ["/board/"], boss),
        Page("ticket", [f"/t/{one.pk}/" for one in some], boss),
        Page("home", ["/home/"], wang),
    ]


def measure(rounds: int) -> list[Page]:
    """Each page in turn, `rounds` times, after as many as warm them."""
    from django.core.wsgi import get_wsgi_application
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from bench.bare import Bare
    from xiwei.shared import scope

    application, bare = get_wsgi_application(), Bare()
    with scope.everywhere("the measure of pages"):
        asked = pages()
    empty = Page("bare", ["/bare/"], asked[0].cookie)
    for turn in range(-max(8, rounds // 10), rounds):
        for page in [*asked, empty]:
            took = timed(bare if page is empty else application, page, turn)
            if turn >= 0:
                page.walls.append(took[0])
                page.cpus.append(took[1])
    for page in [*asked, empty]:
        with CaptureQueriesContext(connection) as told:
            page.size = len(call(bare if page is empty else application, page.paths[0], page.cookie))
        page.queries = len([one for one in told if not re.match(r"(BEGIN|COMMIT|SAVEPOINT|RELEASE)", one["sql"])])
    return [empty, *asked]


def timed(application: Callable[..., Any], page: Page, turn: int) -> tuple[float, float]:
    """Milliseconds by the wall and of this process."""
    path = page.path(turn)
    wall, cpu = time.perf_counter(), time.process_time()
    call(application, path, page.cookie)
    return 1000 * (time.perf_counter() - wall), 1000 * (time.process_time() - cpu)


def table(found: list[Page]) -> None:
    """A line a page; what misses a target says so."""
    bare = common.percentile(found[0].walls, 0.5)
    bare_cpu = common.percentile(found[0].cpus, 0.5)
    print(f"{'':16}{'p50 ms':>8}{'p95 ms':>8}{'× bare':>8}{'CPU ms':>8}{'× bare':>8}{'queries':>9}{'KB':>7}")
    for page in found:
        half, most = common.percentile(page.walls, 0.5), common.percentile(page.walls, 0.95)
        cpu = common.percentile(page.cpus, 0.5)
        target = MOST_MS.get(page.name)
        missed = target and (half > target or half > TIMES_BARE * bare)
        print(
            f"{page.name:16}{half:8.2f}{most:8.2f}{half / bare:8.1f}{cpu:8.2f}{cpu / bare_cpu:8.1f}{page.queries:9}"
            f"{page.size / 1024:7.0f}{'   over' if missed else ''}"
        )


def main() -> None:
    """On each database."""
    parser = common.arguments(__doc__ or "")
    parser.add_argument("--rounds", type=int, default=200)
    args = parser.parse_args()
    if not args.on:
        common.each_database("bench.pages", args, ["--rounds", str(args.rounds)])
        return
    common.setup()
    print(f"\n{args.on}, {args.tickets:,} tickets, {args.rounds} rounds")
    table(measure(args.rounds))


if __name__ == "__main__":
    main()

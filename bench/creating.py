"""What asking costs: `python -m bench.creating [--tickets N] [--clients N] [--seconds N]`, tickets by 报事's form.

The server is started as bin/serve.py starts it, on a copy of the filled database that is thrown away afterwards. Each
client is a resident at home with a connection of their own, who sends the form as a browser does (its token, a key of
its own, a part for photos, what the page had proposed) and is led to the new ticket's page. In the same run, and in turns
with it, the bare page of bench/bare.py takes as many small forms, each of which inserts one row and leads on.
"""

import argparse
import os
import random
import re
import runpy
import secrets
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from bench import common

LEAST = 350
TURNS = 3
PORT, BARE_PORT = 8950, 8951
BOUNDARY = "bench-of-xiwei"
TEXTS = 200


@dataclass
class Client:
    """A resident with a session, a connection, and what each of their forms took."""

    port: int
    page: str
    cookies: str
    token: str = ""
    where: str = ""
    walls: list[float] = field(default_factory=list)
    wire: socket.socket | None = None

    def ask(self, method: str, body: bytes = b"") -> tuple[str, bytes]:
        """Send one request on the kept connection; the answer's status and headers, and its body."""
        if self.wire is None:
            self.wire = socket.create_connection(("127.0.0.1", self.port))
            self.wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        head = (
            f"{method} {self.page} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nCookie: {self.cookies}\r\n"
            f"Accept-Language: zh-CN,zh;q=0.9\r\nContent-Length: {len(body)}\r\n"
            f"Content-Type: multipart/form-data; boundary={BOUNDARY}\r\n\r\n"
        )
        self.wire.sendall(head.encode() + body)
        return answer(self.wire)

    def draw(self) -> None:
        """Fetch the form once, for its token and its first choice of where."""
        head, body = self.ask("GET")
        cookie = re.search(r"set-cookie: *(csrftoken=[^;]+)", head, re.IGNORECASE)
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', body.decode())
        assert head.startswith("HTTP/1.1 200") and cookie and token, head
        self.cookies, self.token = f"{self.cookies}; {cookie[1]}", token[1]
        where = re.search(r'name="where" value="(home-\d+)"', body.decode())
        self.where = where[1] if where else ""

    def send(self, said: dict[str, str]) -> None:
        """Send the form; AssertionError unless it leads on."""
        parts = {"csrfmiddlewaretoken": self.token, "key": secrets.token_hex(16), "where": self.where, **said}
        body = multipart(parts)
        began = time.perf_counter()
        head, page = self.ask("POST", body)
        self.walls.append(1000 * (time.perf_counter() - began))
        assert head.startswith("HTTP/1.1 302"), head + page.decode()[:2000]


def answer(wire: socket.socket) -> tuple[str, bytes]:
    """Read one answer that says its length."""
    got = b""
    while b"\r\n\r\n" not in got:
        got += _more(wire)
    head, _, body = got.partition(b"\r\n\r\n")
    length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
    while length and len(body) < int(length[1]):
        body += _more(wire)
    return head.decode(), body


def _more(wire: socket.socket) -> bytes:
    more = wire.recv(65536)
    assert more, "the server closed the connection"
    return more


def multipart(parts: dict[str, str]) -> bytes:
    """A form as a browser sends it, with no photo chosen."""
    lines = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{parts[name]}\r\n' for name in parts
    ]
    photo = 'Content-Disposition: form-data; name="photos"; filename=""\r\nContent-Type: application/octet-stream'
    return f"{''.join(lines)}--{BOUNDARY}\r\n{photo}\r\n\r\n\r\n--{BOUNDARY}--\r\n".encode()


@contextmanager
def copied(vendor: str, url: str) -> Iterator[str]:
    """A copy of the filled database, gone afterwards."""
    other, parts = f"{url}_copy", urlsplit(url)
    if vendor == "sqlite":
        shutil.copyfile(parts.path, f"{parts.path}_copy")
        os.sync()  # else the measure waits for the copy to reach the disk
        try:
            yield other
        finally:
            for end in ("", "-wal", "-shm"):
                Path(f"{parts.path}_copy{end}").unlink(missing_ok=True)
        return
    import psycopg

    name = parts.path.lstrip("/")
    with psycopg.connect(urlunsplit(parts._replace(path="/postgres")), autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}_copy" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}_copy" TEMPLATE "{name}" STRATEGY file_copy')
        os.sync()
        try:
            yield other
        finally:
            connection.execute(f'DROP DATABASE "{name}_copy" WITH (FORCE)')


@contextmanager
def served(application: str, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """The web server as bin/serve.py runs it, for this application, until the block ends."""
    os.environ["PORT"] = str(port)
    command = runpy.run_path(str(common.ROOT / "bin" / "serve.py"))["commands"]()["web"]
    command[command.index("config.wsgi:application")] = application
    server = subprocess.Popen(command, cwd=common.ROOT)
    try:
        until_heard(port)
        yield server
    finally:
        server.terminate()
        server.wait(30)


def until_heard(port: int) -> None:
    """Wait until somebody listens."""
    for _ in range(300):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise SystemExit("the server did not come up")


def residents(count: int) -> list[str]:
    """Sessions of so many who live in the first estate, spread over its buildings."""
    from bench.pages import sign_in_as
    from xiwei.people.models import Tenure

    homes = Tenure.objects.filter(
        household__project__code="CH", until=None, household__until=None, person__is_active=True
    )
    found = list(homes.select_related("person").order_by("pk"))
    step = max(1, len(found) // count)
    return [sign_in_as(one.person) for one in found[::step][:count]]


def sayings() -> list[dict[str, str]]:
    """What is said, with what the page proposes while it is typed."""
    import json

    from bench.filling import said
    from xiwei.estate.models import Project
    from xiwei.service.queries import understanding

    company_id = Project.objects.get(code="CH").company_id
    chance = random.Random(7)
    found = []
    for _ in range(TEXTS):
        words = said(chance)
        understood, _item = understanding.understand(words, company_id=company_id)
        found.append({"words": words, "item": understood.item, "proposed": json.dumps(understood.as_data())})
    return found


def drive(clients: list[Client], texts: list[dict[str, str]], seconds: float) -> float:
    """All clients at once for so long; how many forms a second were taken."""
    end = time.perf_counter() + seconds
    before = sum(len(client.walls) for client in clients)

    def run(client: Client, chance: random.Random) -> None:
        while time.perf_counter() < end:
            client.send(chance.choice(texts))

    began = time.perf_counter()
    everyone([lambda one=one, seed=seed: run(one, random.Random(seed)) for seed, one in enumerate(clients)])
    return (sum(len(client.walls) for client in clients) - before) / (time.perf_counter() - began)


def everyone(deeds: list[Callable[[], None]]) -> None:
    """Each in a thread of its own, to the end; what one raises is raised here."""
    failed: list[BaseException] = []

    def run(deed: Callable[[], None]) -> None:
        try:
            deed()
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=run, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]


def measure(vendor: str, args: argparse.Namespace) -> None:
    """Both servers on one copy, in turns."""
    from xiwei.ledger.models import Entry
    from xiwei.service.models import Ticket
    from xiwei.shared import scope

    with scope.everywhere("the measure of asking"):
        keys = residents(args.clients)
        texts = sayings()
        before = (Ticket.objects.count(), Entry.objects.count())
    ours = [Client(PORT, "/report/", f"sessionid={key}") for key in keys]
    bares = [Client(BARE_PORT, "/bare/insert/", f"sessionid={key}") for key in keys]
    rates: dict[int, list[float]] = {PORT: [], BARE_PORT: []}
    with served("config.wsgi:application", PORT), served("bench.bare:application", BARE_PORT):
        for clients in (ours, bares):
            everyone([client.draw for client in clients])
            drive(clients, texts, 2)  # warm
            for client in clients:
                client.walls.clear()
        for _ in range(TURNS):
            for clients in (ours, bares):
                rates[clients[0].port].append(drive(clients, texts, args.seconds / TURNS))
    with scope.everywhere("the measure of asking"):
        tickets, lines = Ticket.objects.count() - before[0], Entry.objects.count() - before[1]
    _say(vendor, ours, bares, rates)
    print(f"  {tickets:,} tickets and {lines:,} lines written")


def _say(vendor: str, ours: list[Client], bares: list[Client], rates: dict[int, list[float]]) -> None:
    bare = common.percentile(rates[BARE_PORT], 0.5)
    for name, clients in (("ticket by form", ours), ("bare, one row", bares)):
        walls = [wall for client in clients for wall in client.walls]
        rate = common.percentile(rates[clients[0].port], 0.5)
        short = "   under" if clients is ours and rate < LEAST else ""
        print(
            f"  {name:16}{rate:8.0f} a second   p50 {common.percentile(walls, 0.5):6.1f} ms   "
            f"p95 {common.percentile(walls, 0.95):6.1f} ms   {bare / rate:5.1f} × bare{short}"
        )


def main() -> None:
    """On each database."""
    parser = common.arguments(__doc__ or "")
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=12, help="of each")
    args = parser.parse_args()
    if not args.on:
        common.each_database("bench.creating", args, ["--clients", str(args.clients), "--seconds", str(args.seconds)])
        return
    with copied(args.on, os.environ["BENCH_URL"]) as url:
        common.setup(url)
        print(f"\n{args.on}, {args.tickets:,} tickets, {args.clients} clients", flush=True)
        measure(args.on, args)
        sys.stdout.flush()
        from django.db import connection

        connection.close()


if __name__ == "__main__":
    main()

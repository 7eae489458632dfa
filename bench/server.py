"""What the server weighs: `python -m bench.server [--tickets N] [--on sqlite|postgresql]`.

bin/serve.py is started as anybody starts it, with two workers, on a copy of the filled database that is thrown away
afterwards. Told are the time until the first page answers, what a browser fetches for a first page (the page and all it
names, compressed as they are served), and what each process holds once it has drawn pages: RSS counts what processes
share in each of them, PSS divides it among them, USS leaves it out. Processes and memory are read as Linux tells them.
"""

import os
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urljoin

from bench import common
from bench.creating import copied

MOST_KB, MOST_MB, MOST_SECONDS = 150, 250, 3
PORT, WORKERS = 8952, 2
ROUNDS = 40
NAMED = re.compile(r'<(?:link|script|img)\b[^>]*?(?:href|src)="([^"]+)"')
PAGES = ("/home/", "/my/tickets/", "/menu/", "/report/", "/inbox/")


@contextmanager
def serving(url: str) -> Iterator[tuple[subprocess.Popen[bytes], float]]:
    """The whole product on this database until the block ends, and the seconds it took to answer."""
    env = {**os.environ, "DATABASE_URL": url, "PORT": str(PORT), "WEB_WORKERS": str(WORKERS)}
    began = time.perf_counter()
    server = subprocess.Popen([sys.executable, "bin/serve.py"], cwd=common.ROOT, env=env, stdout=subprocess.DEVNULL)
    try:
        while not answers(server):
            time.sleep(0.02)
        yield server, time.perf_counter() - began
    finally:
        server.terminate()
        server.wait(60)


def answers(server: subprocess.Popen[bytes]) -> bool:
    """Whether the first page comes already; SystemExit where the server has ended instead."""
    if server.poll() is not None:
        raise SystemExit("the server did not come up")
    try:
        return bool(get("/"))
    except OSError:
        return False


def get(path: str, cookies: str = "") -> tuple[bytes, str]:
    """The body as it travels, and how it was compressed."""
    headers = {"Accept-Encoding": "br, gzip", "Cookie": cookies, "Accept-Language": "zh-CN,zh;q=0.9"}
    asked = urllib.request.Request(urljoin(f"http://127.0.0.1:{PORT}/", path), headers=headers)
    with urllib.request.urlopen(asked, timeout=30) as answer:
        return answer.read(), answer.headers.get("Content-Encoding", "plain")


def weigh(name: str, path: str, cookies: str = "") -> None:
    """One page with all it names, its heaviest files apart."""
    page, how = get(path, cookies)
    found = {one: get(one, cookies) for one in dict.fromkeys(NAMED.findall(text(path, cookies))) if one.startswith("/")}
    sizes = {path: (len(page), how)} | {one: (len(body), way) for one, (body, way) in found.items()}
    total = sum(size for size, _ in sizes.values()) / 1024
    over = "   over" if total >= MOST_KB else ""
    print(f"{name}: {len(sizes)} files, {total:.0f} KB; at most {MOST_KB}{over}")
    for one, (size, way) in sorted(sizes.items(), key=lambda pair: -pair[1][0])[:6]:
        print(f"    {size / 1024:6.1f} KB  {way:6} {one}")


def text(path: str, cookies: str) -> str:
    """The page as a browser reads it."""
    asked = urllib.request.Request(f"http://127.0.0.1:{PORT}{path}", headers={"Cookie": cookies})
    with urllib.request.urlopen(asked, timeout=30) as answer:
        return str(answer.read().decode())


def children(pid: int) -> list[int]:
    """A process and all that came of it."""
    below = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(one for child in below for one in children(int(child)))]


def memory(pid: int) -> dict[str, float]:
    """RSS, PSS and USS of a process in MB."""
    lines = re.findall(r"^(\w+):\s+(\d+) kB", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE)
    kept = {name: int(kb) / 1024 for name, kb in lines}
    return {"RSS": kept["Rss"], "PSS": kept["Pss"], "USS": kept["Private_Clean"] + kept["Private_Dirty"]}


def told(server: subprocess.Popen[bytes]) -> None:
    """Each process, and the web server's together against the target."""
    print(f"{'MB':38}{'RSS':>8}{'PSS':>8}{'USS':>8}")
    web = dict.fromkeys(("RSS", "PSS", "USS"), 0.0)
    for pid in children(server.pid):
        words = Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ").split()
        name, held = " ".join(words[1:4])[:36], memory(pid)
        print(f"  {name:36}" + "".join(f"{held[kind]:8.0f}" for kind in web))
        if "granian" in words or "multiprocessing" in " ".join(words):
            web = {kind: web[kind] + held[kind] for kind in web}
    over = "   over" if web["RSS"] >= MOST_MB else ""
    line = "".join(f"{web[kind]:8.0f}" for kind in web)
    print(f"  {f'web server with {WORKERS} workers':36}{line}   at most {MOST_MB} RSS{over}")


def measure(url: str) -> None:
    """Start, weigh, and draw pages enough for both workers to have what they will hold."""
    from bench.pages import sign_in
    from xiwei.shared import scope

    with scope.everywhere("the measure of the server"):
        cookies = f"sessionid={sign_in('13800000001')}"
    with serving(url) as (server, seconds):
        over = "   over" if seconds >= MOST_SECONDS else ""
        print(f"ready after {seconds:.1f} s; at most {MOST_SECONDS}{over}")
        weigh("signed out, /", "/")
        weigh("resident's home", "/home/", cookies)
        for _ in range(ROUNDS):
            for path in PAGES:
                get(path, cookies)
        told(server)


def main() -> None:
    """On each database."""
    args = common.arguments(__doc__ or "").parse_args()
    if not args.on:
        common.each_database("bench.server", args)
        return
    with copied(args.on, os.environ["BENCH_URL"]) as url:
        common.setup(url)
        common.collect()
        print(f"\n{args.on}, {args.tickets:,} tickets")
        measure(url)


if __name__ == "__main__":
    main()

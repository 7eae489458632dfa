#!/usr/bin/env python
"""The web server and the worker, as one: started together, and when either ends the other is taken down too.

The environment says where: HOST (127.0.0.1), PORT (8000), WEB_WORKERS (2), WEB_THREADS (4).
"""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOST, PORT = os.environ.get("HOST", "127.0.0.1"), os.environ.get("PORT", "8000")
HERE = f"http://{'127.0.0.1' if HOST in ('0.0.0.0', '::') else HOST}:{PORT}"  # noqa: S104  (compared, not bound)
PATIENCE = 40.0
COLLECT = "python manage.py collectstatic --no-input"
PR_SET_PDEATHSIG = 1


def commands() -> dict[str, list[str]]:
    """What is run, by name."""
    web = [
        *(sys.executable, "-m", "granian", "config.wsgi:application"),
        *("--interface", "wsgi", "--no-ws", "--host", HOST, "--port", PORT),
        *("--workers", os.environ.get("WEB_WORKERS", "2")),
        *("--blocking-threads", os.environ.get("WEB_THREADS", "4")),
        *("--respawn-failed-workers", "--log-level", "warning"),
    ]
    return {"web": web, "worker": [sys.executable, "manage.py", "worker"]}


def die_with_parent() -> None:
    """On Linux the kernel ends the child when this process is killed outright; elsewhere Ctrl-C must do."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def answers(url: str) -> bool:
    """Whether a page comes; a refusal is a page too."""
    try:
        with urllib.request.urlopen(url, timeout=2):  # noqa: S310  (our own address)
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


def taken() -> bool:
    """Whether somebody listens there already: granian would try again and again, and say little."""
    with socket.socket(socket.AF_INET6 if ":" in HOST else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, int(PORT)))
        except OSError:
            return True
    return False


def uncollected() -> tuple[str, bool]:
    """What is to be done about the looks and scripts of the pages, as a sentence, and whether no page can be drawn before.

    Without their list (staticfiles.json) every page ends in an error; with an old one the new looks are missing.
    """
    if os.environ.get("XIWEI_DEBUG", "0") not in ("", "0"):  # Django's own server of files needs no list
        return "", False
    listed = Path(os.environ.get("XIWEI_VAR") or ROOT / "var") / "static" / "staticfiles.json"
    if not listed.is_file():
        return f"还没有收集页面的样式和脚本（没有 {listed}），打不开页面。先运行：{COLLECT}", True
    newest = max((one.stat().st_mtime for one in (ROOT / "static").rglob("*") if one.is_file()), default=0.0)
    if newest > listed.stat().st_mtime:
        return f"样式或脚本比收集的新，页面上可能还是旧的。请运行：{COLLECT}，再重新启动。", False
    return "", False


def stop(children: dict[str, subprocess.Popen[bytes]]) -> None:
    """Ask all to end what they have in hand; whoever has not after PATIENCE is killed."""
    for child in children.values():
        if child.poll() is None:
            child.terminate()
    end = time.monotonic() + PATIENCE
    for name, child in children.items():
        try:
            child.wait(max(0.1, end - time.monotonic()))
        except subprocess.TimeoutExpired:
            print(f"{name} 没有按时停下，强制结束。", flush=True)
        with suppress(ProcessLookupError):  # what a child left behind, had it been killed itself
            os.killpg(child.pid, signal.SIGKILL)


def main() -> int:
    """Start both, say the address once it answers, and wait; returns 0 when told to stop, 1 when one fell."""
    if taken():
        print(f"{HOST} 的 {PORT} 端口已被占用。换一个端口，例如：PORT=8001 make run", flush=True)
        return 1
    lacking, barred = uncollected()
    if lacking:
        print(lacking, flush=True)
    if barred:
        return 1
    env = {"XIWEI_BASE_URL": HERE, **os.environ}
    told: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda got, _: told.append(got))
    children = {
        # In sessions of their own: a Ctrl-C that reached granian's workers beside granian itself left it waiting for ever.
        name: subprocess.Popen(words, cwd=ROOT, env=env, preexec_fn=die_with_parent, start_new_session=True)
        for name, words in commands().items()
    }
    said = False
    while not told and all(child.poll() is None for child in children.values()):
        if not said and answers(f"{HERE}/"):
            said = True
            print(f"\n  细微已就绪：{HERE}\n  按 Ctrl-C 停止。\n", flush=True)
        time.sleep(0.2)
    fallen = [] if told else [name for name, child in children.items() if child.poll() is not None]
    for name in fallen:
        print(f"{name} 意外停止（退出码 {children[name].returncode}），其余一并停下。", flush=True)
    stop(children)
    return 1 if fallen else 0


if __name__ == "__main__":
    sys.exit(main())

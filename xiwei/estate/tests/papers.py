"""Builders for the archive's tests: small real files, and documents of the cast."""

import io
import zipfile
from datetime import date
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.cast import NOW
from xiwei.estate.actions import documents as actions
from xiwei.estate.actions.documents import Described
from xiwei.estate.models import Document
from xiwei.estate.papers import nouns
from xiwei.people.queries.who import Who, who
from xiwei.service.demo.papers import docx, pdf

TODAY = NOW.date()
__all__ = ["NOW", "TODAY", "docx", "pdf"]


def sent(name: str, content: bytes | None = None) -> SimpleUploadedFile:
    """An uploaded file; without content a PDF that bears its name."""
    return SimpleUploadedFile(name, pdf(name) if content is None else content)


def asker(person: Any) -> Who:
    """As the middleware makes one."""
    return who(person, day=TODAY)


def put(cast: Any, kind: str = "as_built_water", *, of: Any = None, by: Any = None, **said: Any) -> Document:
    """A document of the project, or of `of` given as (noun, row)."""
    noun, thing = of or ("project", cast.project)
    subject = nouns.subject(noun, thing.pk)
    described = Described(**({"name": f"{kind}一份"} | {k: v for k, v in said.items() if k not in ("file", "now")}))
    return actions.put(
        subject, kind=kind, said=described, file=said.get("file") or sent(f"{described.name}.pdf"),
        by=by or cast.staff_zheng, now=said.get("now", NOW),
    )  # fmt: skip


def resident_paper(cast: Any, **said: Any) -> Document:
    """王芳's."""
    return put(cast, "decoration", of=("household", cast.household), **({"name": "装修申请"} | said))


def licence(cast: Any, expires_on: date, **said: Any) -> Document:
    """One that ends."""
    return put(cast, "fire_test", name="消防检测报告", expires_on=expires_on, **said)


def bag(*entries: tuple[str, bytes], **how: Any) -> bytes:
    """A zip of these."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in entries:
            package.writestr(name, content)
    return out.getvalue()


def gbk_bag(name: str, content: bytes) -> bytes:
    """A zip as Chinese Windows writes it: the name in GBK, and no mark that says so."""
    raw = name.encode("gbk")
    made = bag(("x" * len(raw), content))
    return made.replace(b"x" * len(raw), raw)

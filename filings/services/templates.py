"""The shipped texts, adopted as versions that never change."""

from __future__ import annotations

import hashlib
from functools import cache

from django.conf import settings
from django.db import IntegrityError, transaction

from casefile import audit, clock
from casefile.acts import Act
from casefile.errors import Missing
from casefile.models import Staff
from filings.models import TemplateVersion
from filings.press import texts
from filings.press.texts import PaperText


@cache
def shipped() -> tuple[PaperText, ...]:
    """Every text that comes with casefile, read and checked."""
    folder = settings.ROOT / "templates" / "papers" / "texts"
    return tuple(texts.read(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.md")))


@transaction.atomic
def adopt_shipped(*, actor: Staff) -> list[TemplateVersion]:
    """Make a version of every shipped text that differs from its newest one."""
    return [_adopt(text, actor=actor) for text in shipped()]


def current(code: str, *, actor: Staff) -> TemplateVersion:
    """The newest version of a text, adopted on first use; raises Missing for a code that casefile does not ship."""
    text = next((text for text in shipped() if text.code == code), None)
    if text is None:
        raise Missing(f"There is no paper called {code}. There are: {', '.join(one.code for one in shipped())}.")
    with transaction.atomic():
        return _adopt(text, actor=actor)


def text_of(version: TemplateVersion) -> PaperText:
    return texts.read(version.text)


def _adopt(text: PaperText, *, actor: Staff) -> TemplateVersion:
    sha256 = hashlib.sha256(text.source.encode()).hexdigest()
    known = TemplateVersion.objects.filter(code=text.code, sha256=sha256).first()
    if known:
        return known
    try:
        with transaction.atomic():
            return _next_version(text, sha256=sha256, actor=actor)
    except IntegrityError:  # two first presses of one text: the other one has adopted it
        return TemplateVersion.objects.get(code=text.code, sha256=sha256)


def _next_version(text: PaperText, *, sha256: str, actor: Staff) -> TemplateVersion:
    last = TemplateVersion.objects.filter(code=text.code).order_by("-number").values_list("number", flat=True).first()
    version = TemplateVersion.objects.create(
        code=text.code,
        number=(last or 0) + 1,
        title=text.title,
        text=text.source,
        sha256=sha256,
        adopted_at=clock.now(),
    )
    audit.record(actor, Act.TEMPLATE_ADOPTED, version, code=text.code, number=version.number)
    return version

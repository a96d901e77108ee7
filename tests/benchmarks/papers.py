"""The same papers by the plain library, by the press alone, and by the whole walk from facts to stored document."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import cycle
from pathlib import Path
from typing import Any
from unittest import mock

import weasyprint
from django.conf import settings

from casefile import clock
from casefile.models import BatchItem, ItemState, Lawsuit, Role, Staff
from filings.press import paper, pdf, read_back
from filings.press.texts import PaperText
from filings.queries import facts as facts_of
from filings.services import batches, issue, templates
from plaintiffs.leakguard import guard
from plaintiffs.models import Plaintiff
from tests.benchmarks.pairs import Stopwatch

PLAIN, PLAIN_TAGGED, PLAIN_BARE, PRESS, WALK = (
    "plain",
    "plain, tagged",
    "plain, no numbers",
    "press alone",
    "whole walk",
)
MARGINS = Path(__file__).with_name("margins.css")
PARTS = (  # what the walk does one after the other, and where it is done
    ("facts", facts_of, "paper_facts"),
    ("press", paper, "press"),
    ("read back", read_back, "read"),
    ("form", issue, "_check_form"),
    ("net", issue, "current_net"),
    ("guard", guard, "release"),
    ("store", issue, "_store"),
)


@dataclass(frozen=True, slots=True)
class Papers:
    """Papers of one text: the HTML of each, and items of the ledger that ask for them."""

    text: PaperText
    pages: tuple[str, ...]
    items: Iterator[int]

    @property
    def sheet(self) -> str:
        return f"{self.text.shell}.css"


def papers_of(code: str, lawsuit: Lawsuit, *, count: int, times: int) -> Papers:
    """`count` papers for as many plaintiffs, over again where there are fewer, each to be walked `times` times."""
    actor = Staff.objects.filter(memberships__lawsuit=lawsuit, role=Role.ATTORNEY).order_by("pk")[0]
    text = templates.text_of(templates.current(code, actor=actor))
    people = list(
        Plaintiff.objects.unscoped("test").filter(lawsuit=lawsuit).in_suit().select_related("client").order_by("number")
    )
    each = text.cardinality == "per_plaintiff"
    whom = [one for one, _ in zip(cycle(people), range(count), strict=False)] if each else [None] * count
    pages = tuple(_page(text, lawsuit, plaintiffs=people, alone=one) for one in whom)
    wanted = count * times
    items: list[int] = []
    while len(items) < wanted:
        batch = batches.open_batch(code, lawsuit=lawsuit, plaintiffs=people, options={}, actor=actor)
        items += batch.items.order_by("position").values_list("pk", flat=True)
    return Papers(text, pages, iter(items))


def plain(html: str, *, sheets: Sequence[str], **options: Any) -> bytes:
    """As the library's first page of documentation has it; only fonts are found by our names."""
    source = weasyprint.HTML(string=html, base_url=pdf.SCHEME, url_fetcher=pdf._fetcher())
    told = [weasyprint.CSS(string=words, base_url=pdf.SCHEME, url_fetcher=pdf._fetcher()) for words in sheets]
    printed: bytes = source.write_pdf(stylesheets=told, **options)
    return printed


def own_sheet(papers: Papers) -> str:
    return (Path(settings.ROOT) / "static" / "css" / "papers" / papers.sheet).read_text(encoding="utf-8")


def sheets_of(papers: Papers) -> list[str]:
    """The sheets that make the same pages: where the press stamps its numbers, style sheets set them."""
    numbers = [MARGINS.read_text(encoding="utf-8")] if papers.text.shell == "pleading" else []
    return [own_sheet(papers), *numbers]


def walk(papers: Papers, *, count: int) -> None:
    """Work the next items of the ledger, and see that each came to a document."""
    worked = [number for _, number in zip(range(count), papers.items, strict=False)]
    for number in worked:
        batches.press_item(number)
    undone = BatchItem.objects.filter(pk__in=worked).exclude(state=ItemState.DONE)
    if why := [f"{item.state}: {item.outcome}" for item in undone]:
        raise RuntimeError(f"{len(why)} of {count} papers came to nothing, and nothing was measured: {why}")


@contextmanager
def empty_shelf() -> Iterator[None]:
    """Bytes that lie on the shelf already would cost nothing to store."""
    Path(settings.MEDIA).mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=settings.MEDIA) as folder, mock.patch.object(settings, "MEDIA", Path(folder)):
        yield


@contextmanager
def parts_timed() -> Iterator[Stopwatch]:
    """Each part of the walk goes through the watch while this lasts."""
    watch = Stopwatch()
    with ExitStack() as patched:
        for what, where, name in PARTS:
            patched.enter_context(mock.patch.object(where, name, watch.around(what, getattr(where, name))))
        yield watch


def _page(text: PaperText, lawsuit: Lawsuit, *, plaintiffs: list[Plaintiff], alone: Plaintiff | None) -> str:
    facts = facts_of.paper_facts(lawsuit, plaintiffs=plaintiffs, plaintiff=alone, options={}, today=clock.today())
    blocks, _ = paper.blocks_of(text, facts)
    return paper.set_pages(text, facts, blocks)


def press_alone(papers: Papers, pages: Sequence[str]) -> None:
    for html in pages:
        pdf.print_pdf(html, css=papers.sheet)


def plain_all(papers: Papers, pages: Sequence[str], **options: Any) -> None:
    for html in pages:
        plain(html, sheets=sheets_of(papers), **options)


def walk_all(papers: Papers, pages: Sequence[str]) -> None:
    with empty_shelf():
        walk(papers, count=len(pages))


def plain_bare(papers: Papers, pages: Sequence[str]) -> None:
    for html in pages:
        plain(html, sheets=[own_sheet(papers)])


def ways_of(papers: Papers) -> dict[str, Any]:
    """The ways of pressing, each a function of some pages."""
    ways: dict[str, Callable[..., None]] = {
        PLAIN: plain_all,
        PLAIN_TAGGED: partial(plain_all, pdf_variant="pdf/ua-1"),
        PRESS: press_alone,
    }
    if papers.text.shell == "pleading":
        ways[PLAIN_BARE] = plain_bare
    ways[WALK] = walk_all
    return {name: partial(way, papers) for name, way in ways.items()}

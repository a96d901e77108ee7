"""A long list page against the least that could be done for it: one statement, and its rows joined to a string."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from django.db import connection
from django.test.utils import CaptureQueriesContext

from casefile.models import Lawsuit, Role, Staff
from tests.signing_in import let_in

ROWS = """
SELECT p.style, p.number, c.code, c.duty, c.covert_role, p.joined_on, min(e."on"), max(e."on")
FROM plaintiffs_plaintiff p JOIN plaintiffs_client c ON c.id = p.client_id
LEFT JOIN filings_governmentclaim g ON g.client_id = c.id LEFT JOIN filings_claimevent e ON e.claim_id = g.id
WHERE p.lawsuit_id = %s AND p.dismissed_on IS NULL GROUP BY p.id, c.id ORDER BY p.number LIMIT 200
"""


def raw_list(lawsuit: Lawsuit) -> Callable[[], str]:
    def act() -> str:
        with connection.cursor() as cursor:
            cursor.execute(ROWS, [lawsuit.pk])
            rows = cursor.fetchall()
        cells = ("".join(f"<td>{escape(str(cell))}</td>" for cell in row) for row in rows)
        return "<table>" + "".join(f"<tr>{row}</tr>" for row in cells) + "</table>"

    return act


def roster_page(lawsuit: Lawsuit) -> tuple[Callable[[], object], int, int]:
    """Asking for the roster as somebody who has signed in; its queries, and its bytes."""
    browser = let_in(Staff.objects.filter(memberships__lawsuit=lawsuit, role=Role.ATTORNEY).order_by("pk")[0])

    def act() -> object:
        return browser.get(f"/{lawsuit.slug}/plaintiffs", headers={"host": "localhost"})

    act()
    with CaptureQueriesContext(connection) as asked:
        answer = browser.get(f"/{lawsuit.slug}/plaintiffs", headers={"host": "localhost"})
    if answer.status_code != 200:
        raise RuntimeError(f"the roster answers {answer.status_code}: nothing was measured")
    return act, len(asked), len(answer.content)

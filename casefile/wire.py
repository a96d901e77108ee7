"""What goes over the API's wire: JSON in, JSON out, whatever else is said."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.request import Request

from casefile.problems import TooLarge

LONGEST_BODY = 256 * 1024


class JsonAlways(BaseContentNegotiation):
    """One form of answer, whatever the client says it prefers."""

    def select_parser(self, request: Request, parsers: Iterable[BaseParser]) -> BaseParser | None:
        sent = request.content_type.partition(";")[0].strip().lower()
        return next((one for one in parsers if one.media_type == sent), None)

    def select_renderer(self, request: Request, renderers: Any, format_suffix: Any = None) -> Any:
        return renderers[0], renderers[0].media_type


class Json(BaseParser):
    """Strict: UTF-8, of a size that a person's program may need, and told by line and column what is wrong."""

    media_type = "application/json"

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        content = stream.read(LONGEST_BODY + 1)
        if len(content) > LONGEST_BODY:
            raise TooLarge
        try:
            return json.loads(content.decode("utf-8"), parse_constant=_no_number)
        except json.JSONDecodeError as wrong:
            where = {"line": wrong.lineno, "column": wrong.colno}
            raise ParseError(_("The body is no JSON: line %(line)s, column %(column)s.") % where) from wrong
        except RecursionError as wrong:
            raise ParseError(_("The body is nested too deeply.")) from wrong
        except ValueError as wrong:
            raise ParseError(_("The body is no JSON in UTF-8.")) from wrong


def _no_number(word: str) -> float:
    raise ValueError(word)

"""The models of the papers and the clock, listed once."""

from filings.models.claim import EVENT_WORDS, METHOD_WORDS, ClaimEvent, GovernmentClaim
from filings.models.document import Audience, Document, Finding
from filings.models.template import TemplateVersion

__all__ = [
    "EVENT_WORDS",
    "METHOD_WORDS",
    "Audience",
    "ClaimEvent",
    "Document",
    "Finding",
    "GovernmentClaim",
    "TemplateVersion",
]

"""What becomes of an article after it was published: which edits, by whom signed, taken down, put back. PURE.

facets, kinds_between, is_silent    two records in short -> the kinds of edit between them
compare                             two records -> field by field, paragraph by paragraph, word by word
leads_up                            two addresses -> whether the one, redirected, leads to a page above it
turns                               the looks at one address -> when it was taken down, and when put back
"""

from scraper.changes.address import leads_up
from scraper.changes.comparing import Edit, FieldEdit, LineEdit, compare
from scraper.changes.kinds import FIELDS, PAGED, ChangeKind, facets, is_partial, is_silent, kinds_between
from scraper.changes.presence import GONE, RECHECK, Look, Turn, missing_since, turns
from scraper.changes.words import Op, Span, diff_words

__all__ = [
    "FIELDS",
    "GONE",
    "PAGED",
    "RECHECK",
    "ChangeKind",
    "Edit",
    "FieldEdit",
    "LineEdit",
    "Look",
    "Op",
    "Span",
    "Turn",
    "compare",
    "diff_words",
    "facets",
    "is_partial",
    "is_silent",
    "kinds_between",
    "leads_up",
    "missing_since",
    "turns",
]

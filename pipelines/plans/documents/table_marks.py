"""What tells a table in plain text: heads of columns, ordinals of rows, names of groups, titles of annexes.

What belongs here: words and marks that a table is known by, one question each. What does not: putting rows together
(text_tables, cell_streams, bare_tables), what a column holds (tables).
"""

from __future__ import annotations

import re

from pipelines.plans.documents.lines import plain
from pipelines.plans.lexicon.line_words import line_words

_ORDINAL_HEADS = frozenset(line_words("ordinal_heads"))
_HEADS, _TITLES = line_words("column_heads"), line_words("annex_titles")
# «3», «3.», «IV», «B.», «2.1», «I.2»; and the same before words: «3. Rà soát …», «VII. Cải cách …».
_ORDINAL = re.compile(r"(?:(\d{1,3})|[IVX]{1,5}|[A-HĐa-zđ]|(?:\d{1,2}|[IVX]{1,5})(?:\.\d{1,2})+)[.)]?")
_NUMBERED = re.compile(r"(?:(\d{1,3})\s*[.)]|([IVX]{1,6})\s*\.)(?:\s+\S|[^\W\d])")
LONGEST_HEAD = 80


def is_ordinal_head(words: str) -> bool:
    """Whether a cell heads the column of ordinals («STT», «Số TT»)."""
    return len(words) < 20 and plain(words).lower() in _ORDINAL_HEADS


def is_known_head(words: str) -> bool:
    """Whether a cell is a column head that plans use."""
    return len(words) < 60 and plain(words).lower().startswith(_HEADS)


def may_be_head(words: str) -> bool:
    """Whether a cell can head a column: short words that are no figure, no item of a list and no group."""
    return 0 < len(words) <= LONGEST_HEAD and not words.isdigit() and _NUMBERED.match(words) is None


def is_title(words: str) -> bool:
    """Whether a cell is the title of an annex, which ends the table before it."""
    return plain(words).startswith(_TITLES)


def ordinal(words: str) -> str:
    """The ordinal that a cell is («3.» -> «3», «I.2» -> «I.2»); empty where it is none."""
    words = plain(words)
    return words.rstrip(".)") if len(words) < 12 and _ORDINAL.fullmatch(words) else ""


def number_of(words: str) -> int:
    """The number of an ordinal cell («12.» -> 12); 0 where it is none or counts in another way."""
    found = ordinal(words)
    return int(found) if found.isdecimal() else 0


def is_numbered(words: str) -> bool:
    """Whether a cell opens a row by its own number: «3. Rà soát …»."""
    match = _NUMBERED.match(words)
    return match is not None and match.group(1) is not None


def is_group(words: str) -> bool:
    """Whether a cell names a group of rows: «VII. Cải cách tài chính công»."""
    match = _NUMBERED.match(plain(words))
    return match is not None and match.group(2) is not None


def begins_with_words(text: str) -> bool:
    """Whether a cell holds words, not a figure: what tells an ordinal from a value before it."""
    words = plain(text)
    return len(words) > 3 and words[0].isalpha()

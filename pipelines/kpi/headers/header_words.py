"""The language of headers: keys under which wordings meet, opposites, fillers, units of measure. Pure.

What belongs here: reading layouts/_words.yml, keys, units. What does not: how well two pieces of a header fit
(segments.py), which column of which layout a header is (matching.py), words of rows (row_kinds.py).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TypedDict

from pipelines.abbreviations import in_heads
from pipelines.reference.unit_types import level_of_word
from pipelines.vietnamese import ascii_fold, fold, name_key
from pipelines.yaml_files import read_yaml

FOLDER = Path(__file__).parents[1] / "layouts"
WORDS_FILE = "pipelines/kpi/layouts/_words.yml"
BRACKETS = re.compile(r"\([^()]*\)")
IN_BRACKETS = re.compile(r"\(([^()]*)\)")
# «1. Tiếp nhận», «(2) Đã giải quyết», «II. Kết quả», «a) Trực tuyến», «Chỉ số thành phần 3: Tính minh bạch»
NUMBERING = re.compile(
    r"^\s*(?:(?:(?:chỉ số|trục|trụ cột|yếu tố|thành phần|nội dung|lĩnh vực)\s+){1,2}(?:số\s+)?\d{1,2}\s*[:.\-]"
    r"|\(?\d{1,2}(?:\.\d{1,2})*[.)]|\(?[IVX]{1,4}[.)]|[a-h]\))\s*(?=[^\W\d]|%)",
    re.IGNORECASE,
)
_SHARE_SIGN = re.compile(r"^\s*%\s*(?=[^\W\d])")  # «% hồ sơ trực tuyến»
Sense = tuple[str, re.Pattern[str]]
Senses = tuple[frozenset[str], ...]  # for each pair of opposites, which of its words a key holds


@dataclass(frozen=True)
class Words:
    """layouts/_words.yml as keys; see the comments there."""

    short: tuple[tuple[re.Pattern[str], str], ...]
    short_plain: tuple[tuple[re.Pattern[str], str], ...] = ()
    opposites: tuple[tuple[Sense, ...], ...] = ()
    ignored: frozenset[str] = frozenset()
    fillers: tuple[str, ...] = ()
    heads: frozenset[str] = frozenset()
    units: tuple[tuple[str, frozenset[str]], ...] = ()
    scales: re.Pattern[str] = re.compile(r"(?!)")
    no_names: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()
    unit_names: frozenset[str] = frozenset()
    above: frozenset[str] = frozenset()
    communes: frozenset[str] = frozenset()


class Content(TypedDict):
    """layouts/_words.yml as it is written."""

    english: dict[str, str]
    opposites: list[dict[str, list[str]]]
    ignored_columns: list[str]
    fillers: list[str]
    heads: list[str]
    unit_columns: list[str]
    columns_of_units_above: list[str]
    columns_of_communes: list[str]
    number_columns: list[str]
    period_columns: list[str]
    units: dict[str, list[str]]
    scales: list[str]
    no_names: list[str]


@lru_cache(maxsize=1)
def load_words(folder: Path = FOLDER) -> Words:
    """The words file.

    Raises:
        FileNotFoundError: the package was installed without its layouts.
    """
    content = read_yaml(folder / "_words.yml", Content)
    pairs = sorted({**in_heads(), **content["english"]}.items(), key=lambda pair: -len(pair[0]))
    short = tuple((re.compile(_whole_words(_base(a))), _base(b)) for a, b in pairs)
    short_plain = tuple((re.compile(_whole_words(ascii_fold(_base(a)))), ascii_fold(_base(b))) for a, b in pairs)
    bare = Words(short)
    opposites = tuple(
        tuple((label, re.compile(_whole_words("|".join(_base(w) for w in words)))) for label, words in group.items())
        for group in content["opposites"]
    )
    units = tuple(
        (kind, frozenset(_key(word, bare) or word for word in words)) for kind, words in content["units"].items()
    )
    scales = re.compile(_whole_words("|".join(_base(word) for word in content["scales"])))
    return Words(
        short,
        short_plain,
        opposites,
        frozenset(_key(word, bare) for word in content["ignored_columns"]),
        tuple(sorted((_base(word) for word in content["fillers"]), key=len, reverse=True)),
        frozenset(_base(" ".join(content["heads"])).split()),
        units,
        scales,
        frozenset(content["no_names"]),
        frozenset(content["number_columns"]),
        frozenset(content["unit_columns"]),
        frozenset(_key(word, bare) for word in content["columns_of_units_above"]),
        frozenset(_key(word, bare) for word in content["columns_of_communes"]),
    )


_ARTICLE = re.compile(
    r"\s*(?:(?:tên|các|danh sách|ten|cac|danh sach)\s+|(?:ubnd|ủy ban nhân dân|uy ban nhan dan)\s+(?:(?:cấp|cap)\s+)?)+"
    r"(?=[^\W\d])",
    re.IGNORECASE,
)
_CITY = "thành phố"  # of a province or of a district: it says no level
_OF_THE_CENTRE = re.compile(r"\s+trực thuộc (?:trung ương|tw)|\s+truc thuoc (?:trung uong|tw)")
_BETWEEN_TYPES = re.compile(r"\s*(?:[,;/–-]|(?<!\w)(?:và|va)(?!\w))\s*")


def without_article(text: str) -> str:
    """«xã, phường» of «Tên xã, phường», «UBND các xã, phường»: what the head of a column of units names them by."""
    return _ARTICLE.sub("", text, count=1) if text else text


@lru_cache(maxsize=20_000)
def levels_of_head(text: str) -> frozenset[str]:
    """The levels of the types of units that a head lists and says nothing beside («Huyện, thị xã, thành phố»)."""
    listed = _OF_THE_CENTRE.sub("", without_article(fold(text)).strip(" .:"))
    known = _levels_of_types(text.isascii())
    levels = [known.get(part) for part in _BETWEEN_TYPES.split(listed) if part]
    return frozenset(filter(None, levels)) if all(level is not None for level in levels) else frozenset()


@lru_cache(maxsize=2)
def _levels_of_types(is_plain: bool) -> dict[str, str]:
    """Each type of unit, with tone marks or without -> its level, «» for a city."""
    levels = {**level_of_word(), _CITY: "", "tp": ""}
    return {ascii_fold(word) if is_plain else word: level for word, level in levels.items()}


def level_of_header(text: str) -> str | None:
    """The level of the units below a header that names it («Tỉnh/Thành phố»); None for «Đơn vị», «Địa phương»."""
    levels = levels_of_head(text)
    return next(iter(levels)) if len(levels) == 1 else None


def _whole_words(pattern: str) -> str:
    """The pattern between spaces; a word boundary would fail, since keys end in combining tone marks."""
    return rf"(?<!\S)(?:{pattern})(?!\S)"


# «lí» and «lý», «tỉ» and «tỷ», «kì» and «kỳ» are both right spellings.
_Y = re.compile(r"(?<!\S)([hklmstv])y(?=[\u0300-\u0323]?(?!\S))")


def _base(text: str) -> str:
    return _Y.sub(r"\1i", name_key(text))


def _key(text: str, words: Words, *, plain: bool = False) -> str:
    key = _base(_SHARE_SIGN.sub("tỷ lệ ", NUMBERING.sub("", text)))
    for short, whole in words.short_plain if plain else words.short:
        key = short.sub(whole, key)
    return _once(key)


def _once(key: str) -> str:
    """«tiếp nhận tiếp nhận» (from «Tiếp nhận / Received») -> «tiếp nhận»."""
    parts = key.split(" ")
    half = len(parts) // 2
    return " ".join(parts[:half]) if parts and len(parts) % 2 == 0 and parts[:half] == parts[half:] else key


@lru_cache(maxsize=20_000)
def segment_key(text: str) -> str:
    """The key of a header segment: abbreviations written out, numbering and punctuation gone, brackets kept."""
    return _key(text, load_words())


@lru_cache(maxsize=20_000)
def bare_key(text: str) -> str:
    """The same without what stands in brackets."""
    return segment_key(BRACKETS.sub(" ", text)) or segment_key(text)


@lru_cache(maxsize=20_000)
def is_ignored(text: str) -> bool:
    """Whether a column may stand anywhere and carries no figure («Ghi chú», «ma_don_vi»)."""
    known = load_words().ignored
    return bare_key(text) in known or (text.isascii() and bare_key(text) in {ascii_fold(word) for word in known})


@lru_cache(maxsize=20_000)
def senses(key: str) -> Senses:
    """What a key says of each pair of opposites («trong hạn», «trực tuyến»)."""
    return tuple(
        frozenset(label for label, pattern in group if pattern.search(key)) for group in load_words().opposites
    )


# What opposites of _words.yml call the state of dossiers, and whether they are in time.
STATES, TIMES = frozenset({"received", "resolved", "pending"}), frozenset({"within", "late"})


@lru_cache(maxsize=20_000)
def said_of(text: str) -> frozenset[str]:
    """All that a header cell says of opposites."""
    return frozenset().union(*senses(segment_key(text)))


def are_opposed(one: str, other: str) -> bool:
    """Whether two keys differ in a word that turns the meaning («trong hạn»/«quá hạn», «có»/«chưa số hóa»)."""
    return senses(one) != senses(other)


def has_sense(key: str) -> bool:
    """Whether a key holds a word that has an opposite."""
    return any(senses(key))


@lru_cache(maxsize=20_000)
def whole_plain_key(text: str) -> str:
    """The key without marks, brackets kept; abbreviations of a text without marks are written out without any."""
    return _key(text, load_words(), plain=True) if text.isascii() else ascii_fold(segment_key(text))


@lru_cache(maxsize=20_000)
def plain_key(text: str) -> str:
    """The key without marks and brackets, for headers typed without any."""
    bare = BRACKETS.sub(" ", text)
    return whole_plain_key(bare if bare.strip() else text)


# --- units of measure and heads without meaning ----------------------------------------------------------------------

# Which units a column of a role may hold; a role that is not named holds no figures.
UNITS_OF_ROLE = {
    "count": frozenset({"count"}),
    "rate": frozenset({"percent", "share"}),
    "rank": frozenset({"rank"}),
    "score": frozenset({"points", "percent"}),
    # A part of an index has points of its own: «17,5» of 18; a percentage of it is the share of them.
    "points": frozenset({"points"}),
}


@lru_cache(maxsize=20_000)
def units_in(text: str) -> frozenset[str]:
    """The units of measure a header cell names: in brackets, by «%», or by a scale such as «nghìn» anywhere."""
    found = {unit for inner in IN_BRACKETS.findall(text) for unit in units_of(inner)} - {"unknown"}
    if load_words().scales.search(segment_key(text)):
        found.add("scaled")
    return frozenset(found | ({"percent"} if "%" in text else set()))


@lru_cache(maxsize=5_000)
def units_of(text: str) -> frozenset[str]:
    """What a unit line («hồ sơ, %») means: `count | percent | points | rank | scaled`, `unknown` for any other part."""
    words = load_words()
    whole = segment_key(text)
    if words.scales.search(whole) or re.search(r"\b1\.?000\b", text):
        return frozenset({"scaled"})
    parts = [segment_key(part) or part.strip() for part in re.split(r"[,;/]|\bvà\b", text) if part.strip(" .")]
    kinds = {next((kind for kind, known in words.units if part in known), "unknown") for part in parts}
    kinds = next(({kind} for kind, known in words.units if whole in known), kinds)
    return frozenset(kinds | ({"percent"} if "%" in text else set()))


_QUARTERS = frozenset({"i", "ii", "iii", "iv"})


@lru_cache(maxsize=20_000)
def is_empty_head(text: str) -> bool:
    """Whether a head over many columns says nothing about them («KẾT QUẢ TRONG KỲ BÁO CÁO», «Quý II/2024»)."""
    known = load_words().heads
    words = [word for word in bare_key(text).split() if not word.isdigit() and word not in _QUARTERS]
    plain = {ascii_fold(word) for word in known}
    return all(word in known or (word.isascii() and word in plain) for word in words)

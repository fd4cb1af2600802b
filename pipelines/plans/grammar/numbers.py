"""Numbers in a sentence that may be targets: percentages, ranks, points, counts, durations.

What belongs here: silencing numbers that never are targets (noise.yml) and finding those that may be (counts.yml).
What does not: deciding whether a number is promised, and for whom and when (statements).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from pipelines.plans.lexicon.loading import NUMBER, compiled_lower, expand, load, lowered
from pipelines.vietnamese import fold

_DIGITS = re.compile(r"[\d%]")
_FRACTION = (
    r"(?:(?<=giảm )|(?<=ngắn )|(?<=kiệm )|(?<=nhất )|(?<=thiểu )|(?<=hơn )|(?<=trên )|(?<=đạt )|(?<=còn )|(?<=quá )|(?<=được )|(?<=khoảng )|(?<=^))"  # noqa: E501
    r"(?:(?P<top>[1-9])\s*/\s*(?P<bottom>[2-5])(?=\s+(?:thời|số|tổng|chi|thủ|hồ sơ|biên|khối|quy))|(?:một|hai|ba)\s+phần\s+(?:ba|tư|năm|mười)(?!\w)|(?:một\s+)?nửa(?=\s+(?:thời|số|tổng|chi|thủ|hồ|biên|khối|quy)))"  # noqa: E501
)
_PARTS = {"một": 1, "hai": 2, "ba": 3, "tư": 4, "năm": 5, "mười": 10}
_PERCENT = re.compile(
    rf"(?<![\w.,])(?<!\d/)(?P<num>{NUMBER})\s*(?:%|phần trăm)?\s*(?:-|–|—|đến|tới)\s*(?:dưới\s+)?(?P<hi>{NUMBER})\s*(?:%|(?:điểm\s+)?phần trăm|điểm %)"  # noqa: E501
    rf"|(?<![\w.,])(?<!\d/)(?P<one>{NUMBER})\s*(?:%|(?:điểm\s+)?phần trăm|điểm %)"
    rf"|{_FRACTION}",
    re.IGNORECASE,
)
_WORDS = {"một": 1, "hai": 2, "ba": 3, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9, "mười": 10}
# «từ 80% đến 90%» is a range; «tăng từ 80% đến 90%» is not: a movement (none goes down from 20 to 30).
_MOVES = re.compile(r"(?:tăng|nâng)(?! thêm)[^,;.]{0,60}\btừ\s*$", re.IGNORECASE)
_TO = re.compile(r"đến|tới", re.IGNORECASE)
_SCALES = {"nghìn": 1_000, "ngàn": 1_000, "vạn": 10_000, "triệu": 1_000_000}
WINDOW = 160
_RULE_BEFORE, _RULE_AFTER = 170, 130


@dataclass(frozen=True)
class Number:
    """A number that may be a target: its place in the sentence, value(s), unit, and the rule that found it.

    `span` covers the words of the rule (for a rank: «tăng từ 02 bậc»); `start`, `end` the number with its sign.
    """

    start: int
    end: int
    value: float
    value_high: float | None
    unit: str
    form: str
    span: tuple[int, int]
    kind: str | None = None
    op: str | None = None
    needs: str = "none"


def parse_number(text: str) -> float:
    """A Vietnamese number: dots between thousands, a comma before decimals; «43.5» with one or two digits is a decimal."""  # noqa: E501
    words = text.strip().lower()
    if words in _WORDS:
        return float(_WORDS[words])
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?", words):
        words = words.replace(".", "")
    return float(words.replace(",", "."))


@dataclass(frozen=True)
class Mark:
    """A date, year, document number or other mark that never is a target, and the rule of noise.yml that knows it."""

    start: int
    end: int
    rule: str


def silence(flat: str) -> str:
    """The same text in lower case, with the digits of noise (dates, document numbers …) as «·»; same length."""
    return silenced(flat)[0]


def silenced(flat: str) -> tuple[str, list[Mark]]:
    """The text as `silence` gives it, and the marks whose digits went."""
    flat = lowered(flat)
    marks = [
        Mark(*match.span(), match.lastgroup or "")
        for start, end in _windows(flat, _NOISE_BEFORE, _NOISE_AFTER)
        for match in _noise().finditer(flat, start, end)
    ]
    pieces: list[str] = []
    at = 0
    for mark in marks:
        pieces += [flat[at : mark.start], _DIGITS.sub("·", flat[mark.start : mark.end])]
        at = mark.end
    return "".join([*pieces, flat[at:]]), marks


def _windows(text: str, before: int, after: int, taken: bytearray | None = None) -> list[tuple[int, int]]:
    """Places around the digits of a text that are not taken, overlapping ones joined: so that time follows digits."""
    windows: list[tuple[int, int]] = []
    for match in _DIGIT_RUN.finditer(text):
        if taken and taken[match.start()]:
            continue
        start, end = max(match.start() - before, 0), min(match.end() + after, len(text))
        if windows and start <= windows[-1][1]:
            windows[-1] = (windows[-1][0], end)
        else:
            windows.append((start, end))
    return windows


_PER = re.compile(r"/\s*$")
_HAS_DIGIT = re.compile(r"\d")
# Rules are only tried where a word or number begins: an alternation tried at every letter costs five times as much.
_AT_WORD = r"(?:(?<!\w)|(?=\[))"
_DIGIT_RUN = re.compile(r"\d+")
_NOISE_BEFORE, _NOISE_AFTER = 60, 90
_NUMBER_WORD = re.compile(r" (?:một|hai|ba|bốn|sáu|bảy|tám|chín|mười|nửa) ")
_IN_WORDS = re.compile(
    r"(?:\bnửa|\bphần (?:ba|tư|năm|mười))\s|(?:ít nhất|tối thiểu|tối đa|không quá|chỉ)\s[^.;%]{0,60}?\b(?:một|hai|ba|bốn|sáu|bảy|tám|chín|mười)\s",  # noqa: E501
    re.IGNORECASE,
)


def may_hold_target(flat: str) -> bool:
    """A quick look: whether a sentence can hold a target at all."""
    return _HAS_DIGIT.search(flat) is not None or (
        _NUMBER_WORD.search(flat) is not None and _IN_WORDS.search(flat) is not None
    )


def find_numbers(text: str, is_output: bool = False) -> list[Number]:
    """Candidate numbers of a silenced text in reading order, none overlapping.

    Args:
        text: words with noise silenced.
        is_output: whether the text is an output cell of an annex, where a bare count is a target.
    """
    found: list[Number] = [_percent(text, match) for match in _PERCENT.finditer(text)]
    taken = bytearray(len(text))
    for number in found:
        taken[number.start : number.end] = b"\x01" * (number.end - number.start)
    spans = _windows(text, _RULE_BEFORE, _RULE_AFTER, taken)
    if _NUMBER_WORD.search(text):
        spans += [m.span() for m in _IN_WORDS.finditer(text)]
    if not spans:
        return sorted(found, key=lambda number: number.start)
    rules = [(rule, pattern) for rule, words, pattern in _count_rules() if _may_match(rule, words, text, is_output)]
    for begin, stop in sorted(spans):
        for rule, pattern in rules:
            for match in pattern.finditer(text, begin, min(stop + _RULE_AFTER, len(text))):
                place = match.span("num")
                if any(taken[place[0] : place[1]]):
                    continue
                if place[0] and (
                    text[place[0] - 1].isalnum()
                    or text[place[0] - 1] == "·"
                    or (rule["needs"] != "output" and _PER.search(text, max(place[0] - 3, 0), place[0]))
                ):
                    continue
                if text[place[1] : place[1] + 1] == "%" or not _whole(text, place):
                    continue
                found.append(_count(text, rule, match))
                taken[place[0] : place[1]] = b"\x01" * (place[1] - place[0])
    return sorted(found, key=lambda number: number.start)


def _whole(text: str, place: tuple[int, int]) -> bool:
    """Whether the match is a whole number, not a piece of «1.600» or «12/2021»."""
    after = text[place[1] : place[1] + 2]
    before = text[max(place[0] - 2, 0) : place[0]]
    return not re.match(r"\d|[.,]\d|·", after) and not re.search(r"\d[.,/]$|·$", before)


def _percent(text: str, match: re.Match[str]) -> Number:
    start, end = match.span()
    if match.group("one"):
        return Number(start, end, parse_number(match.group("one")), None, "percent", "percent", (start, end))
    if match.group("num") is None:
        return Number(start, end, _fraction(match), None, "percent", "percent", (start, end))
    low, high = parse_number(match.group("num")), parse_number(match.group("hi"))
    moves = _MOVES.search(text[max(0, start - WINDOW) : start]) and _TO.search(match.group())
    if moves or high <= low:
        begin = match.start("hi")
        return Number(begin, end, high, None, "percent", "percent", (begin, end))
    return Number(start, end, low, high, "percent", "percent", (start, end))


def _fraction(match: re.Match[str]) -> float:
    """«1/3», «một phần ba», «một nửa» as a percentage, two decimals."""
    if match.group("top"):
        return round(100 * int(match.group("top")) / int(match.group("bottom")), 2)
    words = match.group().split()
    return round(100 * _PARTS[words[0]] / _PARTS[words[-1]], 2) if len(words) == 3 else 50.0


def _count(text: str, rule: dict[str, Any], match: re.Match[str]) -> Number:
    groups = match.groupdict()
    start = match.start("num")
    scale = _SCALES.get(groups.get("scale") or "", 1)
    value = parse_number(groups["num"]) * scale
    high = parse_number(groups["hi"]) * scale if groups.get("hi") else None
    end = match.end("hi") if high is not None else match.end("num")
    unit, end = _unit(rule, match, end, text)
    return Number(
        start, end, value, high, unit, rule["name"], match.span(), rule.get("kind"), rule.get("op"), rule["needs"]
    )


def _unit(rule: dict[str, Any], match: re.Match[str], end: int, text: str) -> tuple[str, int]:
    unit = rule["unit"]
    if unit == "{duration}":
        return unit_of(match.group("unit")), match.end("unit")
    if unit == "{noun}":
        return unit_of(match.group("noun")), match.end("noun")
    if unit == "{dossiers}":
        per_staff = re.search(
            r"nhân sự|năng suất|một cửa", text[max(0, match.start() - 400) : match.start()], re.IGNORECASE
        )
        return ("dossiers_per_staff_year" if per_staff else "dossiers"), match.end()
    if unit in ("rank_positions", "points"):
        tail = re.match(
            r"\s*(?:/\s*\d+\s*)?(?:bậc|hạng|thứ hạng|vị trí|thứ bậc|điểm)", text[end : end + 20], re.IGNORECASE
        )
        return unit, end + (tail.end() if tail else 0)
    return unit, end


@cache
def unit_of(noun: str) -> str:
    """The unit code of a counted noun; `items` where none is known."""
    folded = fold(noun)
    return next((rule["unit"] for rule in load("units") if folded.startswith(rule["noun"].lower())), "items")


@cache
def _noise() -> re.Pattern[str]:
    joined = "|".join(f"(?P<{rule['name']}>{expand(rule['pattern'])})" for rule in load("noise"))
    return compiled_lower(rf"{_AT_WORD}(?:{joined})")


def _may_match(rule: dict[str, Any], words: tuple[str, ...], text: str, is_output: bool) -> bool:
    if rule["needs"] == "output" and not is_output:
        return False
    return not words or any(word in text for word in words)


@cache
def _count_rules() -> tuple[tuple[dict[str, Any], tuple[str, ...], re.Pattern[str]], ...]:
    return tuple(
        (
            rule,
            tuple(filter(None, rule.get("words", "").split("|"))),
            compiled_lower(f"{_AT_WORD}(?:{rule['pattern']})"),
        )
        for rule in load("counts")
    )

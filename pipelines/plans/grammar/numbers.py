"""Numbers in a sentence that may be targets: percentages, ranks, points, counts, durations.

What belongs here: silencing numbers that never are targets (noise.yml) and finding those that may be (counts.yml).
What does not: deciding whether a number is promised, and for whom and when (statements).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from pipelines.number_words import content, scales
from pipelines.plans.lexicon.file_shapes import Noun, Rule, Rules
from pipelines.plans.lexicon.loading import compiled_lower, expand, holds_one, load, lowered, signs_of
from pipelines.plans.lexicon.phrase_sets import PhraseSet
from pipelines.plans.lexicon.phrases import phrase
from pipelines.plans.lexicon.words import one_of, rests_of
from pipelines.vietnamese import fold

_WHOLE = 100
_DIGITS = re.compile(r"[\d%]")
_WORDS = content()["numbers"]
_ENDS = {**_WORDS, **content()["ends"]}
WINDOW = 160
_NOUNS = ("noun", "was", "what")
PER_MILLE, MONEY, FRACTION = "per_mille", "amount_of_money", "bare_fraction"
PLACE_IN_WORDS = "place_in_words"
_MINUS = ("-", "–", "−")
_BEFORE_MINUS = ("đạt ", "là ", "còn ", "bằng ", "mức ", "dưới ", "trên ")
_RULE_BEFORE, _RULE_AFTER = 170, 130


@dataclass(slots=True)
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

    @property
    def is_whole(self) -> bool:
        """100% or «18/18»: no comparator of another number holds for it."""
        return self.value == _WHOLE if self.unit == "percent" else self.needs == "none" and self.form == "part_of_total"


def parse_number(text: str) -> float:
    """A Vietnamese number: dots between thousands, a comma before decimals; «43.5», one or two digits, is a decimal."""
    words = text.strip().lower()
    if words[:1].isalpha():
        return float(_in_words(words.split()))
    if _THOUSANDS.fullmatch(words):
        words = words.replace(".", "")
    return float(words.replace(",", "."))


def _in_words(words: list[str]) -> int:
    """«ba», «mười hai», «hai mươi lăm»."""
    first, *rest = words
    tens = _WORDS[first] * (10 if rest and rest[0] == content()["tens"] else 1)
    return tens + sum(_ENDS[word] for word in rest if word != content()["tens"])


class Mark(NamedTuple):
    """A date, year, document number or other mark that never is a target, and the rule of noise.yml that knows it."""

    start: int
    end: int
    rule: str


def silence(flat: str) -> str:
    """The same text in lower case, with the digits of noise (dates, document numbers …) as «·»; same length."""
    return silenced(flat)[0]


@lru_cache(maxsize=256)
def silenced(flat: str) -> tuple[str, list[Mark]]:
    """The text as `silence` gives it, and the marks whose digits went."""
    flat = lowered(flat)
    marks = [
        Mark(*match.span(), rule)
        for start, end in _windows(flat, _NOISE_BEFORE, _NOISE_AFTER)
        for match in _noise().finditer(flat, start, end)
        if (rule := str(match.lastgroup).rpartition("_")[0]) != "money" or not _is_earned(flat, match.start())
    ]
    pieces: list[str] = []
    at = 0
    for mark in marks:
        pieces += [flat[at : mark.start], _DIGITS.sub("·", flat[mark.start : mark.end])]
        at = mark.end
    return "".join([*pieces, flat[at:]]), marks


def _is_earned(flat: str, start: int) -> bool:
    """«Doanh thu … đạt 350 tỷ đồng»: an amount that is to be reached, not money to be spent."""
    return _shape("earned").search(flat, max(0, start - WINDOW), start) is not None


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


# Rules are only tried where a word or number begins: an alternation tried at every letter costs five times as much.
_AT_WORD = r"(?:(?<!\w)|(?=\[))(?:…)"
_AT_SIGN = r"(?:(?<!\w)(?=[\w(\[+])|(?=\[))(?:…)"
_OPENS = {"letter": r"(?=[^\W\d])", "digit": r"(?=\d)", "sign": r"(?=\W)"}
_OPENS_ANYHOW = "digit|letter|sign"
_QUARTER = "quý "
# Digits, or a quarter, which may have none near («Trong quý I, …»); it opens with a class of letters, to which the
# engine runs: half the cost of «\d+|\bquý [ivx]».
_DIGIT_RUN = re.compile(r"[\dq](?:(?<=\d)\d*|(?<!\wq)uý [ivx])")
_NOISE_BEFORE, _NOISE_AFTER = 60, 90
_PER_MILLE_SIGNS = ("‰", "phần")
_THOUSANDS = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?")
_FIRST_NUMBER = re.compile(r"\d+(?:,\d+)?")
_STAFF_REACH = 400
_BASE_REACH = 60
# A share has one of these: a cheap look before its pattern is tried.
_SHARE_SIGNS = ("%", "phần trăm", "phần ba", "phần tư", "phần năm", "phần mười", "nửa", "/")
_GROUPS, _SECOND = ("nhóm ", "tốp ", "top "), ("trung bình", "khá")
_NUMBER_WORDS = (*(f" {word} " for word in _WORDS if word != "năm"), " nửa", "gấp ")
_OVER = ("/",)


def per_mille(flat: str) -> list[Number]:
    """Numbers told per mille in text of `silence`: none is a percentage, so none becomes a target by itself."""
    return [
        Number(*match.span(), parse_number(match["value"]) / 10, None, "percent", PER_MILLE, match.span())
        for match in (_shape("per_mille").finditer(flat) if _has_one(_PER_MILLE_SIGNS, flat) else ())
    ]


def told_otherwise(flat: str, text: str, marks: list[Mark]) -> list[Number]:
    """Numbers in a form that no target is read from: per mille, money saved, «giảm 4/10»; `text` as `silenced`."""
    before = _shape("before_money_promised")
    money = (mark for mark in marks if mark.rule == "money" and before.search(text, 0, mark.start))
    return [
        *per_mille(text),
        *(Number(m.start, m.end, _amount(flat[m.start : m.end]), None, "vnd", MONEY, (m.start, m.end)) for m in money),
        *(_told_fraction(match) for match in _fractions(text) if int(match["whole"])),
        *_places_in_words(text),
    ]


def _places_in_words(text: str) -> list[Number]:
    """«Chỉ số PAPI thuộc nhóm cao nhất»: no number at all, so a person says which group is meant (here 1 or 2)."""
    if not holds_one(_GROUPS, text):
        return []
    spans = (match.span("place") for match in _shape("place_in_words").finditer(text))
    groups = ((span, 2.0 if holds_one(_SECOND, text[slice(*span)]) else 1.0) for span in spans)
    return [Number(*span, group, None, "group", PLACE_IN_WORDS, span) for span, group in groups]


def _fractions(text: str) -> Iterable[re.Match[str]]:
    return _shape("bare_fraction").finditer(text) if _has_one(_OVER, text) else ()


def _amount(told: str) -> float:
    """«20 tỷ đồng» in dong."""
    number = _THOUSANDS.match(told) or _FIRST_NUMBER.match(told)
    return parse_number(number.group()) * _scale(lowered(told[number.end() :])) if number else 0.0


def _scale(words: str) -> int:
    """«triệu», «nghìn tỷ»: what words behind a number multiply it by."""
    return math.prod(scales().get(word, 1) for word in words.replace("tỉ", "tỷ").split())


def _told_fraction(match: re.Match[str]) -> Number:
    start, end = match.start("part"), match.end("whole")
    share = round(int(match["part"]) / int(match["whole"]) * 100, 2)
    return Number(start, end, share, None, "percent", FRACTION, (start, end))


@lru_cache(maxsize=4_096)
def may_hold_target(flat: str) -> bool:
    """A quick look: whether a sentence can hold a target at all. Asked of a paragraph by its outline and its reader."""
    if _FIRST_NUMBER.search(flat) or (_QUARTER in flat and _DIGIT_RUN.search(flat)) or _places_in_words(lowered(flat)):
        return True
    return holds_one(_NUMBER_WORDS, flat) and _shape("in_words").search(flat) is not None


def _shape(name: str) -> re.Pattern[str]:
    return phrase("shapes", name)


def find_numbers(text: str, is_output: bool = False) -> list[Number]:
    """Candidate numbers of a silenced text in reading order, none overlapping.

    Args:
        text: words with noise silenced.
        is_output: whether the text is an output cell of an annex, where a bare count is a target.
    """
    shares = _shape("percent").finditer(text) if _has_one(_SHARE_SIGNS, text) else ()
    found = [_percent(text, match) for match in shares]
    taken = bytearray(len(text))
    for number in found:
        _take(taken, number.start, number.end)
    places = _places_of_counts(text, taken)
    rules = _rules_for(text, is_output) if places else ()
    for begin, end in places:
        for rule, pattern in rules:
            for match in pattern.finditer(text, begin, end):
                start, stop = match.span("num")
                if not any(taken[start:stop]) and _stands_alone(text, start, stop, rule["needs"] == "output"):
                    found.append(_count(text, rule, match))
                    _take(taken, start, stop)
    return sorted(found, key=lambda number: number.start)


def told_dossiers(text: str, found: list[Number]) -> list[Number]:
    """Numbers of dossiers without their noun, as reports tell them («(trước hạn 8.911, đúng hạn 889)»)."""
    if "hồ sơ" not in text:
        return []
    taken = {number.start for number in found}
    places = (match.span("num") for match in _shape("told_dossiers").finditer(text))
    return [
        Number(start, end, parse_number(text[start:end]), None, "dossiers", "dossiers", (start, end))
        for start, end in places
        if start not in taken and _stands_alone(text, start, end, False)
    ]


def _take(taken: bytearray, start: int, end: int) -> None:
    taken[start:end] = b"\x01" * (end - start)


def _places_of_counts(text: str, taken: bytearray) -> list[tuple[int, int]]:
    """Where rules of counts are tried: around free digits, and where a number stands in words."""
    spans = _windows(text, _RULE_BEFORE, _RULE_AFTER, taken)
    if _has_one(_NUMBER_WORDS, text):
        spans += [match.span() for match in _shape("in_words").finditer(text)]
    return [(start, min(end + _RULE_AFTER, len(text))) for start, end in sorted(spans)]


def _stands_alone(text: str, start: int, end: int, is_output: bool) -> bool:
    """Whether the match is a whole number: no piece of «1.600», «12/2021», «80%», of a word or of a date."""
    before, after = text[max(start - 3, 0) : start], text[end : end + 2]
    if before[-1:].isalnum() or before[-1:] == "·" or (not is_output and before.rstrip().endswith("/")):
        return False
    if after[:1] in ("%", "·") or after[:1].isdigit() or (after[:1] in (".", ",") and after[1:].isdigit()):
        return False
    return not (before[-2:-1].isdigit() and before[-1:] in (".", ",", "/"))


def _percent(text: str, match: re.Match[str]) -> Number:
    start, end = match.span()
    if match.group("one"):
        value = parse_number(match.group("one"))
        if text[start - 1 : start] in _MINUS and text.endswith(_BEFORE_MINUS, 0, start - 1):
            start, value = start - 1, -value  # «đạt -5%»: below 0, which a person must see
        return Number(start, end, value, None, "percent", "percent", (start, end))
    if match.group("num") is None:
        return Number(start, end, _fraction(match), None, "percent", "percent", (start, end))
    low, high = parse_number(match.group("num")), parse_number(match.group("hi"))
    to = "đến" in match.group() or "tới" in match.group()
    moved = to and _moves(text[max(0, start - WINDOW) : start])
    # «tăng từ 5% đến 10% so với năm 2021» is a rise of so much; without a base it is a move to the second number.
    if high <= low or (moved and "so với" not in text[end : end + _BASE_REACH]):
        begin = match.start("hi")
        return Number(begin, end, high, None, "percent", "percent", (begin, end))
    return Number(start, end, low, high, "percent", "percent", (start, end))


def _moves(before: str) -> bool:
    """«nâng tỷ lệ từ 45% đến 60%» goes to 60; «hằng năm tăng từ 1% đến 2%» rises by 1 to 2 each year."""
    return _shape("moves_from").search(before) is not None and _shape("each_year").search(before) is None


def _fraction(match: re.Match[str]) -> float:
    """«1/3», «một phần ba», «một nửa» as a percentage, two decimals."""
    if match.group("top"):
        return round(100 * int(match.group("top")) / int(match.group("bottom")), 2)
    words = match.group().split()
    return round(100 * _ENDS[words[0]] / _ENDS[words[-1]], 2) if len(words) == 3 else 50.0


def _count(text: str, rule: Rule, match: re.Match[str]) -> Number:
    groups = match.groupdict()
    start = match.start("num")
    scale = _scale(groups.get("scale") or "")
    value = parse_number(groups["num"]) * scale
    high = parse_number(groups["hi"]) * scale if groups.get("hi") else None
    end = max(match.end(name) for name in ("num", "hi", "of") if groups.get(name))
    unit, end = _unit(rule, match, end, text)
    return Number(
        start, end, value, high, unit, rule["name"], match.span(), rule.get("kind"), rule.get("op"), rule["needs"]
    )


def _unit(rule: Rule, match: re.Match[str], end: int, text: str) -> tuple[str, int]:
    unit = rule["unit"]
    if unit == "{duration}":
        return unit_of(match.group("unit")), match.end("unit")
    if unit == "{noun}":
        said = next((name for name in _NOUNS if match.groupdict().get(name)), "noun")
        return unit_of(match[said]), max(end, match.end("noun"))
    if unit == "{dossiers}":
        per_staff = _shape("of_staff").search(text, max(0, match.start() - _STAFF_REACH), match.start())
        return ("dossiers_per_staff_year" if per_staff else "dossiers"), match.end()
    if unit in ("rank_positions", "points"):
        tail = _shape("rank_or_points").match(text[end : end + 20])
        return unit, end + (tail.end() if tail else 0)
    return unit, end


@cache
def unit_of(noun: str) -> str:
    """The unit code of a counted noun; `items` where none is known."""
    folded = fold(noun)
    return next(
        (rule["unit"] for rule in load("units", list[Noun]) if folded.startswith(rule["noun"].lower())), "items"
    )


@cache
def _noise() -> re.Pattern[str]:
    """The rules by what they open with: where no word of theirs begins, which is most of a text, few are tried."""
    opens = [(rule, frozenset(rule.get("opens", _OPENS_ANYHOW).split("|"))) for rule in load("noise", Rules)]
    words = frozenset().union(*(openings for _, openings in opens)) - _OPENS.keys()
    groups = [(f"(?={one_of(rests_of(words))})", "word", words)]
    groups += [(ahead, name, frozenset({name})) for name, ahead in _OPENS.items()]
    joined = (
        f"{ahead}(?:{_joined([rule for rule, openings in opens if not openings.isdisjoint(those)], name)})"
        for ahead, name, those in groups
    )
    return compiled_lower(_AT_SIGN.replace("…", "|".join(joined)))


def _joined(rules: list[Rule], opens: str) -> str:
    # The name is an empty group behind its pattern: a group round it would hide its first letter from the engine.
    return "|".join(f"(?:{expand(rule['pattern'])})(?P<{rule['name']}_{opens}>)" for rule in rules)


def _rules_for(text: str, is_output: bool) -> tuple[tuple[Rule, re.Pattern[str]], ...]:
    """The rules of counts that a text may hold: those one of whose words stands in it, and those that name none."""
    return _rules_with(_signs_of_counts() & _signs_in(text), is_output)


@lru_cache(maxsize=2_048)
def _rules_with(present: frozenset[str], is_output: bool) -> tuple[tuple[Rule, re.Pattern[str]], ...]:
    return tuple(
        (rule, _pattern_of(rule))
        for rule, words in _count_rules()
        if (is_output or rule["needs"] != "output") and (not words or not present.isdisjoint(words))
    )


def _pattern_of(rule: Rule) -> re.Pattern[str]:
    return compiled_lower(_AT_WORD.replace("…", rule["pattern"]))


def compile_rules() -> None:
    """Compile what is else compiled when a text first has one of its words."""
    for rule, _ in _count_rules():
        _pattern_of(rule)


def _has_one(signs: tuple[str, ...], text: str) -> bool:
    return not _signs_in(text).isdisjoint(signs)


@lru_cache(maxsize=256)
def _signs_in(text: str) -> set[str]:
    """All signs of this module's patterns that stand in a text, found in one pass."""
    return _signs().said_in(text)


@cache
def _signs() -> PhraseSet:
    return PhraseSet({*_PER_MILLE_SIGNS, *_SHARE_SIGNS, *_NUMBER_WORDS, *_OVER, *_signs_of_counts()})


@cache
def _signs_of_counts() -> frozenset[str]:
    return frozenset(word for _, words in _count_rules() for word in words)


@cache
def _count_rules() -> tuple[tuple[Rule, tuple[str, ...]], ...]:
    return tuple((rule, signs_of(rule)) for rule in load("counts", Rules))

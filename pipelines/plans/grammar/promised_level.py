"""The administrative level that words name, and the level a number is promised for.

What belongs here: names of levels (levels.yml), the subject they stand in, inheritance from list and heading. What does
not: which words belong to a number (chunks).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal, get_args

from pipelines.plans.grammar.modifiers import Claim
from pipelines.plans.grammar.prose import Chunk, Prose, Reading, Span, has_words
from pipelines.plans.grammar.resolve import Candidate, resolve
from pipelines.plans.grammar.series import (
    aligned,
    bracket_follows,
    echoed,
    first_of_series,
    last_of_series,
    words_after,
)
from pipelines.plans.grammar.tokens import Token
from pipelines.plans.lexicon.file_shapes import LevelsFile
from pipelines.plans.lexicon.loading import compiled_lower, holds_one, load, lowered, signs_of
from pipelines.plans.lexicon.phrase_sets import Triggered

LEVEL_ORDER = ("province", "district", "commune", "village")
Levels = tuple[str, ...]
_LONGEST_SUBJECT = 260
_BELONGS = " thuộc "
_ENDS_SUBJECT = frozenset({"predicate", "colon", "stop", "ranked"})
_LONGEST_NAME = 30
_NO_OWN_WORDS = 2
_RIGHT_BEFORE = 70
_IN_INDEX = "cấp "  # stands in every name of an index that has a level in it
# Province, district and commune named together are all levels together.
_ALL_TOGETHER = 3


@lru_cache(maxsize=4_096)
def find_levels(words: str, ordered: bool = False) -> Levels:
    """The levels that words name: each once, highest first; `ordered`: in the order of the words."""
    rules = _rules()
    words = lowered(words)
    if not holds_one(rules.signs, words):
        return ()
    found = _found(rules, rules.silenced.sub(" ", words))
    if ordered:
        return tuple(sorted(found, key=lambda level: found[level]))
    return tuple(level for level in LEVEL_ORDER if level in found)


def names_departments(words: str) -> bool:
    """Whether words name the departments of a province, whatever level they name beside them."""
    low = lowered(words)
    return any(compiled_lower(name.pattern).search(low) for name in _rules().phrases.by(low) if name.alone)


def levels_of_name(name: str) -> Levels:
    """The levels that the name of a measure names; «… cấp tỉnh» in the name of an index is none of them."""
    return find_levels(_without_indices(lowered(name)))


def levels_of_cell(words: str) -> Levels:
    """The levels that a cell of a column of levels names, also by one word: «Thành phố», «Tỉnh, xã»."""
    return find_levels(words) or (find_levels(f"cấp {words}") if len(words) < _LONGEST_NAME else ())


def _without_indices(words: str) -> str:
    return _rules().index_name.sub(" ", words) if _IN_INDEX in words else words


def _found(rules: LevelRules, words: str) -> dict[str, int]:
    """The levels that words name and where each is first named."""
    found: dict[str, int] = {}
    for listed in rules.listed.finditer(words):
        for name in rules.names.finditer(words, *listed.span()):
            found.setdefault(rules.level_of[name.group()], name.start())
    for rule in rules.phrases.by(words):
        match = compiled_lower(rule.pattern).search(words)
        if match and not (rule.alone and found):
            found.setdefault(rule.level, match.start())
    return found


def levels_of(prose: Prose, chunks: list[Chunk], index: int, done: list[Reading], trace: list[str]) -> Levels:
    """The levels a number is promised for: none (all together), one, or several where one number serves several."""
    best = resolve("level", _candidates(prose, chunks, index, done), trace, ", ".join)
    if best is None:
        trace.append("level none from nothing")
        return ()
    return best.value if len(best.value) < _ALL_TOGETHER else ()


def _candidates(prose: Prose, chunks: list[Chunk], index: int, done: list[Reading]) -> Iterator[Candidate[Levels]]:
    named = _may_name_one(prose.text)
    if named:
        yield from _of_list(prose, chunks, index)
    echo = echoed(prose, chunks, index, done)
    if echo is not None and echo.level:
        yield Candidate("clause", (echo.level,), "the list in the clause before")
    if named and (own := _own(prose, chunks, index)):
        yield Candidate("own", own, "the subject")
        return
    if named:
        yield from _of_tail(prose, chunks, index)
        yield from _of_head(prose, chunks, index)
    before = done[-1] if done and done[-1].quote[0] >= chunks[index].sentence[0] else None
    if before is not None and before.level and _continues(prose, chunks, index):
        yield Candidate("clause", (before.level,), "the number before it, whose subject goes on")
    above = (prose.context.head_level,) if prose.context.head_level else prose.context.head_levels
    if above:
        yield Candidate("context", above, "the heading above")


@lru_cache(maxsize=64)
def _may_name_one(text: str) -> bool:
    """Whether a paragraph, in lower case, has a word of a level: half of them have none, for all their numbers."""
    return holds_one(_rules().signs, text)


def _of_list(prose: Prose, chunks: list[Chunk], index: int) -> Iterator[Candidate[Levels]]:
    """«cấp tỉnh, cấp huyện, cấp xã … lần lượt 80%, 75%, 70%»: the k-th number belongs to the k-th level."""
    place = aligned(chunks, index)
    if place is None:
        return
    first, size = place
    begin = max([chunks[first].sentence[0], *(chunk.number.end for chunk in chunks[:first])])
    spans = ((begin, chunks[first].number.start), chunks[first + size - 1].post)
    for start, end in spans:
        named = _listed(prose.flat[start:end].split(";")[-1 if start < chunks[first].number.start else 0], size)
        if named:
            yield Candidate("fixed", named[index - first], "the list of levels")


def _listed(words: str, size: int) -> tuple[Levels, ...]:
    """The levels of a list in the order of its words, where there are `size`; «trung ương» opens it without a level."""
    named = tuple((level,) for level in find_levels(words, ordered=True))
    if len(named) == size - 1 and _rules().above_all.search(lowered(words)):
        return ((), *named)
    return named if len(named) == size else ()


def _own(prose: Prose, chunks: list[Chunk], index: int) -> Levels:
    chunk = chunks[index]
    ranked = chunk.number.form.startswith("rank") and chunk.number.form != "rank_gain"
    behind = () if ranked else _levels_of(_subject_behind(prose, chunk))
    if behind:
        return behind
    near = _right_before(prose, chunk)
    if near or (chunk.joined and index != first_of_series(chunks, index)):
        return near
    return find_levels(_subject_before(prose, chunk.pre))


def _levels_of(subject: str) -> Levels:
    """«60% số thôn thuộc các xã …»: the level of what is counted; else of what it belongs to («đơn vị thuộc huyện»)."""
    head, belongs, _ = subject.partition(_BELONGS)
    return (find_levels(head) if belongs else ()) or find_levels(subject)


def _subject_behind(prose: Prose, chunk: Chunk) -> str:
    """The words behind a number up to their verb: «100% xã, phường được …», or to the parts it is the sum of."""
    end = min(chunk.post[1], chunk.number.start + _LONGEST_SUBJECT)
    opened = prose.tokens.first(chunk.number.end, end, "open")
    inside = prose.tokens.first(opened.end, end, "num", "close") if opened else None
    if opened and inside and "num" in inside.classes:
        end = opened.start
    cut = prose.tokens.first(chunk.number.end, end, *_ENDS_SUBJECT)
    return prose.flat[chunk.number.start : cut.start if cut else end]


def _right_before(prose: Prose, chunk: Chunk) -> Levels:
    """«…, cấp huyện» in «tại cấp tỉnh 84%, cấp huyện 68%»; a bare name in «tỉnh 98%; huyện 92%»."""
    said = prose.low[slice(*chunk.pre)][-_RIGHT_BEFORE:]
    if not holds_one(_rules().signs, said):  # whatever the patterns find there, it names no level
        return ()
    listed = _rules().listed_before.search(said)
    if listed:
        named = {_rules().level_of[name.group()] for name in _rules().names.finditer(listed["names"])}
        return tuple(level for level in LEVEL_ORDER if level in named)
    match = _rules().right_before.search(said)
    if match is None:
        return ()
    bare = match.group("bare") or match.group("centre")
    if bare:
        return (_rules().level_of[bare],)
    words = _without_indices(match.group())
    others = find_levels(prose.flat[chunk.number.end : chunk.clause[1]])
    return find_levels(words) or _body_named(words, prose.context.issuer_level, contrasted=bool(others))


def _body_named(words: str, issuer: str | None, contrasted: bool) -> Levels:
    """«UBND xã đạt 65%» in a province's plan: a body right before its number, below the one that issued the text.

    `contrasted`: levels follow («UBND huyện 75%, UBND các xã 65%»), so that the issuer's own is named for itself.
    """
    body = _rules().body.search(words) if issuer in LEVEL_ORDER else None
    level = _rules().level_of[body.group(1)] if body else None
    rank = LEVEL_ORDER.index(str(issuer)) + (0 if contrasted else 1) if level else 0
    return (level,) if level and LEVEL_ORDER.index(level) >= rank else ()


def _subject_before(prose: Prose, pre: Span) -> str:
    """The words before a number without whom it addresses and the systems by which it is done."""
    return _without_indices(_rules().no_subject.sub(" ", prose.low[slice(*pre)]))


def _of_tail(prose: Prose, chunks: list[Chunk], index: int) -> Iterator[Candidate[Levels]]:
    chunk, last = chunks[index], words_after(prose, chunks, index)
    post = prose.text[slice(*chunk.post)]
    listed = chunk.number.form == "counted" and len(post.split()) <= _NO_OWN_WORDS  # «240 máy, 78 máy cho cấp xã»
    measured = prose.tokens.has(*chunk.pre, "measure") and not listed  # «giảm tỷ lệ hộ nghèo 1%, 15% số xã đạt chuẩn»
    parts = ":" in post or chunks[last].number.form.startswith("rank")  # «09 cơ quan: 05 sở, 04 huyện»
    bare = (listed or not has_words(post)) and not measured and not parts
    bare = bare and not bracket_follows(prose, chunks, index)  # «tối thiểu 80% (100% đối với cấp tỉnh)»
    if last != index and bare and (later := find_levels(_subject_behind(prose, chunks[last]))):
        yield Candidate("tail", later, "the words that follow the list")
    placed = find_levels(" ".join(m.group() for m in _rules().placed.finditer(prose.low[slice(*chunk.post)])))
    alone = index == last_of_series(chunks, index) == first_of_series(chunks, index)
    if placed and alone:
        yield Candidate("tail", placed, "words after the verb («tại cấp …»)")


def _of_head(prose: Prose, chunks: list[Chunk], index: int) -> Iterator[Candidate[Levels]]:
    chunk, first = chunks[index], first_of_series(chunks, index)
    said = prose.flat[prose.sentences[0][0] : chunk.number.start]
    clauses = reversed(said.split(";")) if ":" in said else ()  # «cấp tỉnh: 85%; cấp xã: 75%, thanh toán 80%»
    labelled = prose.flat[slice(*chunk.pre)].rstrip().endswith(":")
    heads = (m for clause in clauses if (m := _rules().colon_head.match(clause)) and not (labelled and _labels(m)))
    named = next((levels for head in heads if (levels := find_levels(head.group(1)))), ())
    if named:
        yield Candidate("head", named, "the head of the bullet")
    whole = _whole_before(prose, chunks, index)
    if whole:
        yield Candidate("head", whole, "the whole of which it is a part")
    yield from _of_opener(prose, chunk)
    lead = find_levels(_subject_before(prose, chunks[first].pre)) if index != first else ()
    if lead:
        yield Candidate("head", lead, "the head of the list")


def _labels(head: re.Match[str]) -> bool:
    """«Tỷ lệ thôn văn hóa: 100%; hộ gia đình: 80%»: what a number labels heads no other labelled number."""
    return head.string[head.end() :].lstrip()[:1].isdigit()


def _of_opener(prose: Prose, chunk: Chunk) -> Iterator[Candidate[Levels]]:
    """«Đối với cấp xã, a đạt 70% và b đạt 65%»; «UBND cấp xã bố trí 02 …; cử 100% …», where a deed goes on."""
    if _rules().whole.search(prose.low[slice(*chunk.pre)]):
        return
    opener = _rules().clause_opener.match(prose.low[chunk.clause[0] : chunk.number.start])
    if opener is None and chunk.clause[0] > chunk.sentence[0] and _deed_opens(prose, chunk.clause[0]):
        opener = _rules().clause_opener.match(prose.low[chunk.sentence[0] : chunk.clause[0]])
        opener = opener if opener and opener["actor"] else None
    if opener and (named := find_levels(opener.group())):
        yield Candidate("clause", named, "whose the clause is")


def _deed_opens(prose: Prose, place: int) -> bool:
    index = prose.tokens.at(place)
    index += index < len(prose.tokens) and "stop" in prose.tokens[index].classes
    return index < len(prose.tokens) and "deed" in prose.tokens[index].classes


def _whole_before(prose: Prose, chunks: list[Chunk], index: int) -> Levels:
    """«Số hóa toàn bộ hồ sơ cấp xã, trong đó năm 2026 hoàn thành 40%»: a whole without a number names the level."""
    if "among" not in prose.tokens.signature:
        return ()
    first = next(i for i in range(index + 1) if chunks[i].sentence == chunks[index].sentence)
    start, end = chunks[first].sentence[0], chunks[first].pre[0]
    said = prose.tokens.last(start, chunks[first].number.start, "among")
    alike = chunks[index].clause == chunks[first].clause
    return find_levels(_subject_before(prose, (start, end))) if said and alike else ()


_ELLIPTIC = frozenset({"up", "predicate", "among", "=số"})
_DATED = frozenset(
    {
        "by",
        "since",
        "year",
        "yearword",
        "period",
        "filler",
        "aim",
        "and",
        "comma",
        "predicate",
        "up_to",
        "down_to",
        "rise",
        "ge",
        "gt",
        "le",
        "lt",
        "sign",
        "must",
        "listing",
    }
)
_PART = Claim(
    frozenset({"among"}),
    over=frozenset({"filler", "ge", "gt", "le", "comma", "predicate", "aim", "year", "by", "=riêng"}),
    reach=8,
)


def _continues(prose: Prose, chunks: list[Chunk], index: int) -> bool:
    """Whether a number says nothing of its own subject: a verb at once, a part of the last, or only another year."""
    chunk = chunks[index]
    tokens = prose.tokens
    behind = tokens.within(*chunk.post)
    # «100% thôn có …, tỷ lệ gia đình văn hóa đạt 85% trở lên»; in brackets it is a measure of what stands before them
    bracket = tokens.last(chunk.sentence[0], chunk.number.start, "open", "close")
    inside = bracket is not None and "open" in bracket.classes
    measured = not inside and tokens.has(*chunk.pre, "measure")
    if chunk.number.form == "percent" and not measured and behind and not behind[0].classes.isdisjoint(_ELLIPTIC):
        return True
    if _PART.of(tokens, tokens.at(chunk.number.start), tokens.at(chunk.sentence[0])):
        return True
    same = index > 0 and chunks[index - 1].sentence == chunk.sentence
    return same and _only_dated(tokens.within(*chunk.pre)) and not any("word" in t.classes for t in behind)


def _only_dated(before: list[Token]) -> bool:
    return all(not token.classes.isdisjoint(_DATED) for token in before)


@dataclass(frozen=True, slots=True)
class LevelName:
    """A phrase that names a level; `alone`: only where no other is named beside it («100% sở, UBND cấp huyện»)."""

    level: str
    signs: tuple[str, ...]
    pattern: str
    alone: bool


@dataclass(frozen=True, slots=True)
class LevelRules:
    """levels.yml: phrases that name a level, bare names, and what is left out before they are sought.

    `signs`: words without one of which a text names no level at all; `phrases`: compiled when first tried, those that
    hold alone last.
    """

    signs: tuple[str, ...]
    phrases: Triggered[LevelName]
    level_of: dict[str, str]
    names: re.Pattern[str]
    silenced: re.Pattern[str]
    listed: re.Pattern[str]
    above_all: re.Pattern[str]
    right_before: re.Pattern[str]
    no_subject: re.Pattern[str]
    index_name: re.Pattern[str]
    placed: re.Pattern[str]
    colon_head: re.Pattern[str]
    body: re.Pattern[str]
    listed_before: re.Pattern[str]
    clause_opener: re.Pattern[str]
    whole: re.Pattern[str]


_PatternName = Literal[
    "silenced",
    "listed",
    "above_all",
    "right_before",
    "no_subject",
    "index_name",
    "placed",
    "colon_head",
    "body",
    "listed_before",
    "clause_opener",
    "whole",
]
_PATTERNS: tuple[_PatternName, ...] = get_args(_PatternName)


@cache
def _rules() -> LevelRules:
    data = load("levels", LevelsFile)
    names = [LevelName(n["level"], signs_of(n), n["pattern"], bool(n.get("alone"))) for n in data["names"]]
    phrases = tuple(sorted(names, key=lambda name: name.alone))
    level_of = {name: rule["level"] for rule in data["bare"] for name in rule["names"]}
    return LevelRules(
        signs=tuple(dict.fromkeys([*level_of, *(sign for name in phrases for sign in name.signs)])),
        phrases=Triggered([(name, name.signs) for name in phrases]),
        level_of=level_of,
        names=compiled_lower("|".join(level_of)),
        **{str(name): compiled_lower(data[name]) for name in _PATTERNS},
    )


def compile_rules() -> None:
    """Compile what is else compiled when a text first has one of its words."""
    for name in load("levels", LevelsFile)["names"]:
        compiled_lower(name["pattern"])

"""Whose a told number is: of the teller or somebody else, of which level of its administration. Pure.

What belongs here: the words of units, counters and levels round a number. What does not: cutting sentences, aims and
periods (sentence.py), what is loaded (results.py).
"""

from __future__ import annotations

import re
from itertools import takewhile

from pipelines.kpi.told.patterns import said
from pipelines.kpi.told.sentence import Words
from pipelines.vietnamese import fold

_LEVELS = said("levels")
_OWN_LEVEL = {
    "province": said("own_level_of_a_province"),
    "district": said("own_level_of_a_district"),
}
_OFFICES = {
    "province": said("offices_of_a_province"),
    "district": said("offices_of_a_district"),
}
_OF_DOSSIERS = said("of_dossiers")
_LEVELS_BELOW = said("levels_below")
_NAMED_LEVELS = (
    ("province", said("names_the_province")),
    ("district", said("names_the_districts")),
    ("commune", said("names_the_communes")),
    # A city is a province or a district, whoever tells.
    (None, said("names_the_city")),
)
_OWN_OFFICES = {
    "province": said("own_offices_of_a_province"),
    "district": said("own_offices_of_a_district"),
}
_WHOLE = said("the_whole")
_BOTH_LEVELS_SAID = said("both_levels_said")
_BOTH_LEVELS = said("both_levels")
# What is joined with the levels below for the whole of a teller.
_OWN_KINDS = {
    "province": said("kinds_of_a_province"),
    "district": said("kinds_of_a_district"),
    "commune": _LEVELS_BELOW,
}
_BEHIND = said("level_behind")
_OPENS_WITH = said("opens_with")
_CLOSED = said("closed_bracket")
_ASIDE = said("aside")
_ISSUES = said("office_that_issues")
_SHARED_OUT = said("shared_out")
_FIGURE = said("figure")
_UP_TO_COMMA = re.compile(r"[^,;.(\d]*")
_NAMED = said("named")
_OWN_COUNTER = said("own_counter")
_ONE_COUNTER = said("one_counter")
# «của tỉnh là 90,2%», «bình quân cả nước đạt 70%»: a unit above, by the teller's level.
_OF_ABOVE = (
    (said("of_the_nation"), frozenset({"province", "district", "commune"})),
    (said("of_the_province"), frozenset({"district", "commune"})),
    (said("of_the_district"), frozenset({"commune"})),
)


def is_of_others(unit_name: str, unit_level: str, words: Words) -> bool:
    """Whether the sentence names another unit or an office: a type and a name in capitals that is not the teller's.

    A later clause goes on about whom an earlier one names, unless it says that it means the whole.
    """
    if unit_level != "commune" and not means_the_whole(unit_level, words) and _is_of_one_counter(words):
        return not is_of_own_counter(unit_name, unit_level, words)
    if _is_of_those_above(unit_level, words):
        return True
    begins = words.at - len(words.clause_before) if _WHOLE.search(fold(words.clause)) else _last_level(words)
    said = f"{words.sentence[begins : words.end]}{_ASIDE.sub(' ', words.clause_after)}"
    is_own = unit_level == "commune" or _BOTH_LEVELS_SAID.search(words.line)
    text = _OWN_COUNTER.sub("", said) if is_own else said
    own = fold(unit_name)
    names = [_name(match.group(1)) for match in _NAMED.finditer(text)]
    return any(name and fold(name) not in own for name in names)


def _last_level(words: Words) -> int:
    """Where the last words before the number that name a level begin: whoever is named before them is done with."""
    return max((match.start() for match in _LEVELS.finditer(words.before)), default=0)


def _is_of_those_above(unit_level: str, words: Words) -> bool:
    """«…; của tỉnh là 90,2%» in a commune's report: the figure of a unit above the teller's."""
    return any(unit_level in below and form.search(words.before) for form, below in _OF_ABOVE)


def _is_of_one_counter(words: Words) -> bool:
    """Whether the paragraph so far speaks of one counter, and since then of no level or whole."""
    said = f"{words.opening.lower()}{words.before}"
    last = [match.end() for match in _ONE_COUNTER.finditer(said)]
    since = said[last[-1] :] if last else ""
    return bool(last) and not (_LEVELS.search(since) or _WHOLE.search(since) or _BOTH_LEVELS_SAID.search(said))


def is_of_own_counter(unit_name: str, unit_level: str, words: Words) -> bool:
    """Whether the sentence tells of the counter of the district that tells: the one place for dossiers of its level.

    A province has more of them than its centre, so its centre's figures are no figures of a level.
    """
    counters = [match["whose"] for match in _ONE_COUNTER.finditer(words.before)]
    if unit_level != "district" or not counters or not _is_of_one_counter(words):
        return False
    return fold(unit_name).startswith(counters[-1])


def _name(words: str) -> str:
    """The words in capitals that a text begins with; «» where it begins small."""
    return " ".join(takewhile(lambda word: word[0].isupper(), words.split()))


def means_the_whole(unit_level: str, words: Words) -> bool:
    """Whether the words before the number say «toàn tỉnh», or name its own level and those below for one number."""
    joined = _joined(words)
    return bool(_WHOLE.search(words.before[-120:])) or bool(joined and _OWN_KINDS[unit_level].search(joined.group()))


def says_the_whole_itself(words: Words) -> bool:
    """Whether «toàn tỉnh» stands between the figure before and the number: its level is not that of the one before."""
    last = [match.end() for match in _FIGURE.finditer(words.before)]
    return bool(_WHOLE.search(words.before, last[-1] if last else 0))


def joins_levels(words: Words) -> bool:
    """Whether several levels are named for one number («cấp huyện và cấp xã»), and do not share out several."""
    return _joined(words) is not None


def _joined(words: Words) -> re.Match[str] | None:
    return None if _SHARED_OUT.search(words.line) else _BOTH_LEVELS.search(words.before[-160:])


def names_levels(words: Words) -> bool:
    """Whether the words right round the number, from the number before to the next comma, speak of levels."""
    tail = _UP_TO_COMMA.match(words.line, words.end)
    return bool(_LEVELS.search(f"{words.before[_since_figure(words) :]} {tail.group() if tail else ''}"))


def _since_figure(words: Words) -> int:
    """Where the words since the figure before the number begin, or since the semicolon behind it."""
    last = [match.end() for match in _FIGURE.finditer(words.before)]
    return max(last[-1] if last else 0, words.before.rfind("; ") + 1)


def own_level(unit_level: str, words: Words) -> str | None:
    """The teller's own level where its offices are named and, beside them, those of a level below.

    «các phòng, ban 96%; các xã 85%», «thị xã 68%, xã, phường 35%», «UBND quận tiếp nhận …; UBND các phường …».
    """
    form = _OWN_LEVEL.get(unit_level)
    if form is None or not _LEVELS_BELOW.search(words.line, words.end):
        return None
    return unit_level if form.search(words.before) or _is_of_offices(unit_level, words) else None


def _is_of_offices(unit_level: str, words: Words) -> bool:
    """Whether the clause is about the teller's offices and names no level or whole since."""
    form, clause = _OFFICES.get(unit_level), words.clause_before.lower()
    named = form.search(clause) if form else None
    since = clause[named.end() :] if named else ""
    return named is not None and not (_LEVELS_BELOW.search(since) or _WHOLE.search(since))


def level_since_figure(unit_level: str, words: Words) -> str | None:
    """The one level that is named right behind the number, else between the figure before it in the clause and it."""
    if behind := _BEHIND.match(words.line, words.end):
        return _only_level(unit_level, behind.group())
    start = _since_figure(words)
    of_the_figure_before = _BEHIND.match(words.before, start)
    return _only_level(unit_level, words.before[of_the_figure_before.end() if of_the_figure_before else start :])


def level_going_on(unit_level: str, last: str | None, words: Words) -> str | None:
    """The level of the number before in the clause, unless only a bracket that is closed by now named it."""
    clause = words.clause_before.lower()
    if ")" not in clause:
        return last
    return _only_level(unit_level, _CLOSED.sub(" ", clause))


def level_of_opening(unit_level: str, words: Words) -> str | None:
    """The one level that the sentence opens with and tells all its figures of, if no other is named since."""
    opens = _OPENS_WITH.match(words.before)
    if opens is None or _says_whose(words.before[opens.end() :]):
        return None
    return _only_level(unit_level, opens.group())


def is_level_unsure(unit_level: str, words: Words) -> bool:
    """Whether an earlier clause or sentence is of one level, and nothing says that the number is not.

    «trong đó cấp tỉnh …, cấp xã …» and levels in brackets only share out what is told of the whole; «UBND huyện tiếp
    nhận …» may mean its own offices or all of the district.
    """
    if joins_levels(words):
        return not means_the_whole(unit_level, words)
    if _is_of_offices(unit_level, words) and _OF_DOSSIERS.search(words.clause_before.lower()):
        return True
    if _says_whose(words.clause_before.lower()) or _BOTH_LEVELS_SAID.search(words.before):
        return False
    earlier = _ASIDE.sub(" ", words.before[: len(words.before) - len(words.clause_before)])
    opens = _OPENS_WITH.match(words.opening.lower())
    of_paragraph = opens is not None and _only_level(unit_level, opens.group()) is not None
    return _only_level(unit_level, earlier) is not None or (of_paragraph and not _says_whose(words.before))


def _says_whose(said: str) -> bool:
    return bool(_LEVELS.search(said) or _WHOLE.search(said))


def _only_level(unit_level: str, said: str) -> str | None:
    """The level that words name, if it is one; an office that issues or orders something names none."""
    said = _ISSUES.sub(" ", said)
    named = {name or unit_level for name, form in _NAMED_LEVELS if form.search(said)}
    if (offices := _OWN_OFFICES.get(unit_level)) and offices.search(said):
        named.add(unit_level)
    return named.pop() if len(named) == 1 else None

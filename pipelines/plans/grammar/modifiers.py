"""The one engine that lets a word claim a number: from which side, over which words, up to where.

What belongs here: looking outward from a number for a word of a class, over words that may stand between, until words
that end its scope (after the manner of clinical ConText: a modifier with direction, scope and terminators). What does
not: what a claimed number then means (comparators, years, change, levels, acts), the words themselves (lexicon).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from pipelines.plans.grammar.tokens import Token, Tokens
from pipelines.plans.lexicon.file_shapes import ClaimRule, ModifierRule, Side
from pipelines.plans.lexicon.loading import load
from pipelines.plans.lexicon.words import NO_CLASSES

REACH = 40
_STOP = frozenset({"stop"})


@dataclass(frozen=True, slots=True)
class Claim:
    """Which token may claim a number, and over what.

    `names`: classes, or words written «=bị». `over`: classes that may stand between, None for any; `until`: classes
    that end the search (a stop always does); `reach`: how many tokens at most.
    """

    names: frozenset[str]
    side: Side = "before"
    over: frozenset[str] | None = None
    until: frozenset[str] = _STOP
    reach: int = REACH
    behind: frozenset[str] | None = None

    def of(self, tokens: Tokens, index: int, low: int = 0, high: int | None = None) -> Token | None:
        """The nearest token that claims the number at `index`, within tokens low to high; None where none does."""
        if tokens.signature.isdisjoint(self.names):
            return None
        if self.side == "clause":
            return self._anywhere(tokens, index, low, len(tokens) if high is None else high)
        step = -1 if self.side == "before" else 1
        end = low - 1 if step < 0 else (len(tokens) if high is None else high)
        for place in range(index + step, end, step):
            token = tokens[place]
            if not token.names.isdisjoint(self.names) and (self.behind is None or self._follows(tokens, place)):
                return token
            if abs(place - index) > self.reach or not token.names.isdisjoint(self.until):
                return None
            if self.over is not None and token.names.isdisjoint(self.over):
                return None
        return None

    def _follows(self, tokens: Tokens, place: int) -> bool:
        """Whether the token before is one of `behind`; «start» stands for none before."""
        behind = self.behind or frozenset()
        return not tokens[place - 1].names.isdisjoint(behind) if place else "start" in behind

    def _anywhere(self, tokens: Tokens, index: int, low: int, high: int) -> Token | None:
        """The first such token of the clause, on either side."""
        for side in (range(index - 1, low - 1, -1), range(index + 1, high)):
            for place in side:
                token = tokens[place]
                if not token.names.isdisjoint(self.names) and (self.behind is None or self._follows(tokens, place)):
                    return token
                if not token.classes.isdisjoint(self.until):
                    break
        return None


def claim_of(rule: ClaimRule) -> Claim:
    """A claim as the lexicon writes it: `is`, `side`, `over`, `until`, `reach`, `behind`, `over_clauses`."""
    over = rule.get("over")
    return Claim(
        names=frozenset(rule["is"]),
        side=rule.get("side", "before"),
        over=None if over is None else frozenset(over),
        until=frozenset(rule.get("until", ())) | (NO_CLASSES if rule.get("over_clauses") else _STOP),
        reach=rule.get("reach", REACH),
        behind=frozenset(rule["behind"]) if "behind" in rule else None,
    )


@dataclass(frozen=True, slots=True)
class Modifier:
    """One rule of modifiers.yml: the value a claimed number takes; all claims must hold, none of `unless` may.

    `chain`: each claim after the first looks on from the token that the one before found. `local`: not in what a
    national body says, which asks those below it.
    """

    id: str
    value: str
    claims: tuple[Claim, ...]
    unless: tuple[Claim, ...]
    forms: frozenset[str]
    sections: frozenset[str]
    words: tuple[str, ...]
    chain: bool
    local: bool
    needed: tuple[frozenset[str], ...]

    def may_hold(self, signature: frozenset[str]) -> bool:
        """Whether a text has what every claim asks for, before any place is looked at."""
        return not any(map(signature.isdisjoint, self.needed))  # half the cost of `all` over a generator

    def says(self, number: str) -> bool:
        """Whether the words of a number are those the rule is limited to."""
        if not self.words:
            return True
        return any(number.startswith(word[1:]) if word.startswith("^") else word in number for word in self.words)

    def takes(self, tokens: Tokens, index: int, low: int, high: int) -> Token | None:
        """The token that claims the number at `index`; None where the rule does not hold."""
        first: Token | None = None
        place = index
        for claim in self.claims:
            token = claim.of(tokens, place, low, high)
            if token is None:
                return None
            first = first or token
            place = tokens.at(token.start) if self.chain else index
        return None if any(claim.of(tokens, index, low, high) for claim in self.unless) else first


@cache
def modifiers(facet: str) -> tuple[Modifier, ...]:
    """The modifiers of one facet (`op`, `act`, …), in the order of the file."""
    return tuple(_modifier(rule) for rule in load("modifiers", dict[str, list[ModifierRule]])[facet])


def modifiers_for(facet: str, tokens: Tokens) -> tuple[Modifier, ...]:
    """The modifiers of a facet that may claim any number of a text."""
    known = tokens.modifiers.get(facet)
    if known is None:
        signature = tokens.signature
        index = _by_name(facet)
        places = sorted({place for name in signature & index.keys() for place in index[name]})
        listed = modifiers(facet)
        known = tokens.modifiers[facet] = tuple(listed[p] for p in places if listed[p].may_hold(signature))
    return known


@cache
def _by_name(facet: str) -> dict[str, list[int]]:
    """The places of a facet's modifiers by the names of that claim of theirs which names fewest."""
    index: dict[str, list[int]] = {}
    for place, modifier in enumerate(modifiers(facet)):
        fewest = sorted(modifier.needed, key=len)[0]
        for name in sorted(fewest):
            index.setdefault(name, []).append(place)
    return index


def _modifier(rule: ModifierRule) -> Modifier:
    claims = tuple(claim_of(claim) for claim in rule["claims"])
    return Modifier(
        id=rule["id"],
        value=rule["value"],
        claims=claims,
        unless=tuple(claim_of(claim) for claim in rule.get("unless", ())),
        forms=frozenset(rule.get("forms", ())),
        sections=frozenset(rule.get("sections", ())),
        words=tuple(rule.get("words", ())),
        chain=rule.get("chain", False),
        local=rule.get("local", False),
        needed=tuple(claim.names for claim in claims),
    )


def first_claim(facet: str, tokens: Tokens, index: int, low: int, high: int) -> tuple[Modifier, Token] | None:
    """The first modifier of a facet that claims the number at `index`, and the token by which it does."""
    for modifier in modifiers_for(facet, tokens):
        number = tokens[index].number
        if modifier.forms and (number is None or number.form not in modifier.forms):
            continue
        token = modifier.takes(tokens, index, low, high)
        if token is not None:
            return modifier, token
    return None

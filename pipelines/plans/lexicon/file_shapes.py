"""What the entries of the lexicon's files hold, key by key; a test holds every file to its shape.

What belongs here: keys and their types. What does not: entries (YAML beside this file), what they mean (their readers).

`example` is a text that an entry is about, `counter` (`counter_example`) one that it is not about.
"""

from __future__ import annotations

from typing import Literal, NotRequired, TypedDict


class Rule(TypedDict, total=False):
    """An entry with one pattern: its name, what it gives where the pattern is found, and what shows it."""

    name: str
    pattern: str
    words: str
    opens: str
    example: str
    counter: str | None
    counter_example: str
    cased: bool
    lower: bool
    area: str
    kind: str
    level: str
    needs: str
    op: str
    role: str
    says: str
    tail: str | None
    unit: str
    title: bool
    alone: bool
    genre: str


class Mark(Rule, total=False):
    """A mark before a paragraph, with its rank in the outline."""

    rank: float
    titled: bool


class DocumentType(TypedDict):
    """A type of document: the words of its title (`capitals`: only in capitals), the letters of its number."""

    type: str
    words: str
    letters: str
    capitals: NotRequired[bool]
    example: str


class RaisedCity(TypedDict):
    """A city that became a province: its name, the first day (ISO), the province it lay in until then."""

    city: str
    since: str
    province: str


class WordSet(TypedDict):
    """A set of words with its name."""

    name: str
    words: list[str]
    example: str
    counter: str


class Spelling(TypedDict):
    """A syllable in its other spelling, and the one under which it is looked up."""

    also: str
    one: str
    example: str
    counter: str


class Noun(TypedDict):
    """A counted noun and the code of its unit."""

    noun: str
    unit: str


class LicenceRule(TypedDict, total=False):
    """What licenses a count as a target: words on its left and right, its noun, section and form."""

    name: str
    word: bool
    left: str
    right: str
    noun: str
    section: list[str]
    form: str
    aimed: bool
    example: str


Side = Literal["before", "after", "clause"]
ClaimRule = TypedDict(
    "ClaimRule",
    {
        "is": list[str],
        "side": Side,
        "over": list[str] | None,
        "until": list[str],
        "reach": int,
        "behind": list[str],
        "over_clauses": bool,
    },
    total=False,
)


class ModifierRule(TypedDict, total=False):
    """A value that words give to a number which they claim."""

    id: str
    value: str
    claims: list[ClaimRule]
    unless: list[ClaimRule]
    forms: list[str]
    sections: list[str]
    words: list[str]
    chain: bool
    local: bool
    example: str
    counter: str


class IndicatorRule(TypedDict, total=False):
    """Words by which a statement is of an indicator."""

    code: str
    all: list[str]
    any: list[str]
    none: list[str]
    unit: str
    area: str
    kind: str
    example: str
    counter_example: str


class IndicatorsFile(TypedDict):
    """indicators.yml."""

    stop_words: list[str]
    rules: list[IndicatorRule]


class MeasureRule(TypedDict, total=False):
    """What an indicator counts, and words it needs or never has."""

    code: str
    counts: list[str]
    needs: list[list[str]]
    says: list[str]
    never: list[str]
    units: list[str]
    kinds: list[str]
    named: dict[str, list[str]]
    counter_example: str


class MeasuresFile(TypedDict):
    """measures.yml."""

    nouns: dict[str, list[str]]
    alone: dict[str, list[str]]
    fillers: list[str]
    measures: list[MeasureRule]


class DeedRule(TypedDict):
    """Verbs of one deed; `bare`: they open a predicate by themselves; `also`: indicators that are told with it too."""

    name: str
    bare: NotRequired[bool]
    forms: list[str]
    also: list[str]
    of: str
    example: str
    counter_example: str


class FieldRule(TypedDict):
    """Words of a field of life, and the classes of what is counted that belong to it as well."""

    name: str
    counts: list[str]
    forms: list[str]
    of: str
    example: str
    counter_example: str


class ChangeRule(TypedDict):
    """Words of a change, in targets of some `kinds` (none: of all); names with one of `own` measure just that."""

    name: str
    kinds: list[str]
    own: list[str]
    forms: list[str]
    of: str
    example: str
    counter_example: str


class SayingsFile(TypedDict):
    """sayings.yml."""

    opens: list[str]
    between: list[str]
    ends: list[str]
    plain: list[str]
    deeds: list[DeedRule]
    home: list[str]
    fields: list[FieldRule]
    changes: list[ChangeRule]


class PoleRule(TypedDict):
    """Words of one polarity, and the indicators that measure the opposite."""

    id: str
    forms: list[str]
    against: list[str]
    undone_by: list[str]
    of_aims: NotRequired[list[str]]
    example: str
    counter_example: str


class CatalogueScope(TypedDict):
    """A part of an indicator that has figures of its own."""

    indicator: str
    words: list[str]
    scope_code: str
    example: str
    counter_example: str


class RestrictionRule(TypedDict, total=False):
    """Words that restrict a statement to a part, or that look so and don't."""

    name: str
    words: str
    restricts: bool
    within: list[str]
    named_by: str
    pattern: str
    issuer: bool
    opens: bool
    period: bool
    cased: bool
    spares: list[str]
    unless_after: list[str]
    kinds: list[str]
    of: str
    example: str
    counter_example: str


class ScopesFile(TypedDict):
    """scopes.yml."""

    fields: list[str]
    catalogue: list[CatalogueScope]
    restrictions: list[RestrictionRule]


class AsideRule(TypedDict):
    """A clause of explained.yml that says nothing of what is measured."""

    name: str
    words: str
    pattern: str
    of: str
    example: str
    counter_example: str


class ExplainedRule(TypedDict, total=False):
    """Words of explained.yml that narrow nothing; for all indicators where neither `counts` nor `codes` is given."""

    name: str
    tells: bool
    counts: list[str]
    codes: list[str]
    forms: list[str]
    of: str
    example: str
    counter_example: str


class ExplainedFile(TypedDict):
    """explained.yml."""

    shorthand: dict[str, str]
    asides: list[AsideRule]
    explained: list[ExplainedRule]


class BareLevels(TypedDict):
    """Names that say a level by themselves."""

    level: str
    names: list[str]


class LevelsFile(TypedDict):
    """levels.yml."""

    names: list[Rule]
    bare: list[BareLevels]
    silenced: str
    listed: str
    above_all: str
    right_before: str
    no_subject: str
    index_name: str
    placed: str
    colon_head: str
    body: str
    listed_before: str
    clause_opener: str
    whole: str


class SubjectsFile(TypedDict):
    """subjects.yml."""

    narrowing: str
    mark: str
    patterns: list[Rule]
    purpose: Rule
    names_a_measure: Rule
    names_a_subject: Rule
    indices: list[list[str]]


class FiguresFile(TypedDict):
    """figures.yml: parts with rules, and two patterns."""

    shapes: list[Rule]
    heads: list[Rule]
    unit_cells: list[Rule]
    unit_words: list[Rule]
    counted: str
    things: str
    kinds: list[Rule]
    moves: list[Rule]
    base: str
    comparators: list[Rule]
    scale: list[Rule]
    bodies: list[Rule]


Rules = list[Rule]
Parts = dict[str, list[Rule]]
SHAPES: dict[str, object] = {
    "amending": Rules,
    "area_words": Rules,
    "columns": Rules,
    "counts": Rules,
    "documents": list[DocumentType],
    "explained": ExplainedFile,
    "dues": Rules,
    "figures": FiguresFile,
    "genres": Rules,
    "heads": Rules,
    "headings": Parts,
    "indicators": IndicatorsFile,
    "levels": LevelsFile,
    "licences": list[LicenceRule],
    "line_words": list[WordSet],
    "marks": list[Mark],
    "measures": MeasuresFile,
    "modifiers": dict[str, list[ModifierRule]],
    "neighbours": Rules,
    "noise": Rules,
    "notes": Rules,
    "parts": Rules,
    "polarity": list[PoleRule],
    "raised": list[RaisedCity],
    "sayings": SayingsFile,
    "scopes": ScopesFile,
    "shapes": Rules,
    "spellings": list[Spelling],
    "subjects": SubjectsFile,
    "timings": Rules,
    "units": list[Noun],
    "words": dict[str, str],
    "years": Rules,
}

"""Getting a process ready to read plans: what it would else load in the middle of its first files is loaded before.

What belongs here: which patterns and words those are. What does not: who asks for it (readers.warm_up).
"""

from __future__ import annotations

from pathlib import Path

from pipelines.plans import phrasing, scopes, subjects
from pipelines.plans.grammar import numbers, promised_count, promised_level
from pipelines.plans.lexicon.file_shapes import Rules
from pipelines.plans.lexicon.files import load
from pipelines.plans.lexicon.phrases import FILES, phrase
from pipelines.plans.reader import targets_of
from pipelines.plans.tables import rule_words

# A plan of our own with one of each kind of statement and table: reading it loads rules and compiles patterns.
SAMPLE = Path(__file__).with_name("sample.txt")


def get_ready() -> None:
    """Compile the patterns of the lexicon and read the sample, so that rules and words are loaded.

    Raises:
        FileNotFoundError: the package was installed without its data.
    """
    for file in FILES:
        for entry in load(file, Rules):
            phrase(file, entry["name"])
    for part in (numbers, promised_level, promised_count, scopes, subjects, phrasing, rule_words):
        part.compile_rules()
    targets_of(SAMPLE)

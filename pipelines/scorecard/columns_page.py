"""What stands on the page of the dictionary: every mart with its grain, key and columns. Pure.

What belongs here: choosing the texts of one language. What does not: the texts (dbt_project/dictionary.yml).
"""

from __future__ import annotations

from pipelines.publishing.dictionary import Dictionary
from pipelines.scorecard.speech import Speech


def dictionary(words: Dictionary, speech: Speech) -> list[dict[str, object]]:
    """The marts in the order of the dictionary, each with (name, type, meaning) of its columns."""
    return [
        {
            "name": model.name,
            "grain": model.vi if speech.lang == "vi" else model.en,
            "key": model.key,
            "columns": [
                (column.name, column.type, column.vi if speech.lang == "vi" else column.en)
                for column in model.columns.values()
            ],
        }
        for model in words.models.values()
    ]

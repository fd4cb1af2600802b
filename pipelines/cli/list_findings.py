"""`cchc findings`: what is wrong in the inputs and what to do, one kind of finding after another, errors first.

What belongs here: laying out and bounding lines. What does not: raising and grouping findings (readers, dbt), the words
of a finding (finding_rules.csv) and those around it (findings_words.yml).
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipelines import wording
from pipelines.cli.choice_of_language import lang_option
from pipelines.cli.first_screen import clip, line_width
from pipelines.cli.published_marts import published_mart, settings_of, tell_if_synthetic
from pipelines.finding_rules import FindingRule, load_finding_rules
from pipelines.found_words import found_in_words, own_expectation, remedy_in_vietnamese, with_names
from pipelines.language import Language, language, place_said
from pipelines.terminal import json_text, visible
from pipelines.yaml_files import Texts, read_yaml

if TYPE_CHECKING:
    import polars as pl

    from pipelines.publishing.said import Row
    from pipelines.settings import Settings

SEVERITIES = ("error", "warning", "info")
COLOURS = {"error": "red", "warning": "yellow", "info": "cyan"}
# «(row 2, column C)» within what was found.
_PLACE = re.compile(r"(?<=\()(?:sheet|row|table|page) [^()]+(?=\))")
MOST_FILES = 3
MOST_LINES = {"found": 2, "text": 4}


def register(group: click.Group) -> None:
    """Add this module's command to the group."""
    group.add_command(findings)


@click.command()
@click.option("--severity", type=click.Choice(SEVERITIES), default=None, help="Only these.")
@click.option("--file", "file", default=None, help="Part of a file's name below raw/.")
@click.option("--all", "everything", is_flag=True, help="Every file and every place, not only the first of each kind.")
@click.option("--json", "as_json", is_flag=True, help="Every place as JSON.")
@lang_option
def findings(severity: str | None, file: str | None, everything: bool, as_json: bool, lang: str | None) -> None:
    """List what was found wrong in the inputs and what to do about it, errors first."""
    settings = settings_of()
    if file and not _is_known(settings, file):
        raise click.ClickException(
            f"no input that is published has «{file}» in its name; a new file is read by the next `cchc run`"
        )
    places = everything or as_json
    rows = _chosen(settings, "mart_finding_places" if places else "mart_quality_findings", severity, file)
    tell_if_synthetic(settings, lang, beside=as_json)
    if as_json:
        click.echo(json_text(rows))
        return
    counted = rows if not everything else _chosen(settings, "mart_quality_findings", severity, file)
    from pipelines.publishing.finding_names import finding_names

    spoken = language(lang)
    names = finding_names(published_mart(settings, "dim_indicator"), published_mart(settings, "dim_admin_unit"), spoken)
    words = FindingWords(published_mart(settings, "dim_term"), spoken, names)
    for line in listing(rows, counted, words, everything=everything):
        click.echo(line)  # texts of inputs went through `visible`; the colours are ours


def _chosen(settings: Settings, mart: str, severity: str | None, file: str | None) -> Sequence[Row]:
    import polars as pl

    data: pl.DataFrame = published_mart(settings, mart)
    data = data.filter(pl.col("severity") == severity) if severity else data
    return data.filter(pl.col("file").str.contains(file, literal=True)).to_dicts() if file else data.to_dicts()


def _is_known(settings: Settings, part: str) -> bool:
    """Whether a file is called so: a misspelt name would look as if its file were whole."""
    files = (
        *published_mart(settings, "dim_source_file")["source_file"],
        *published_mart(settings, "mart_finding_places")["file"],
    )
    return any(part in name for name in files)


class FindingWords:
    """Words of the closed lists and of findings_words.yml in one language."""

    def __init__(self, terms: pl.DataFrame, lang: Language, names: Mapping[str, str] | None = None) -> None:
        """Args: `terms`: dim_term; `lang`: the language of everything said; `names`: of codes and ids."""
        from pipelines.publishing.said import Words

        self.lang: Language = lang
        self.names = names or {}
        self.term = Words(terms, lang).term

    def found(self, text: str) -> str:
        """What was found, with codes named and the places in it said in the language."""
        said = with_names(found_in_words(text, self.lang), self.names)
        return _PLACE.sub(lambda match: place_said(match.group(), self.lang), said)

    def text(self, key: str, **filled: object) -> str:
        """A text of findings_words.yml with its places filled."""
        return str(_texts()[key][self.lang]).format(**filled)


@cache
def _texts() -> Texts:
    return read_yaml(Path(__file__).with_name("findings_words.yml"), Texts)


def listing(
    rows: Sequence[Row], counted: Sequence[Row], words: FindingWords, everything: bool = False
) -> Iterator[str]:
    """The lines, each of at most `line_width()` columns.

    Args:
        rows: what is listed, of mart_quality_findings or (`everything`) of mart_finding_places.
        counted: rows of mart_quality_findings that the totals count.
        words: the language.
        everything: every row, not only the first files of each kind.
    """
    if not rows:
        yield words.text("none")
        return
    for severity in SEVERITIES:
        some = [row for row in rows if row["severity"] == severity]
        if some:
            causes = sum(row["severity"] == severity for row in counted)
            heading = words.text("heading", severity=words.term("severity_of_finding", severity).upper(), n=causes)
            yield click.style(heading, fg=COLOURS[severity], bold=True)
            for code in _by_size(some):
                yield from _kind([row for row in some if row["rule"] == code], words, everything)
            yield ""
    numbers = {name: sum(row["severity"] == name for row in counted) for name in SEVERITIES}
    errors, warnings = (wording.counted(numbers[name], name, words.lang) for name in ("error", "warning"))
    yield words.text("total", errors=errors, warnings=warnings, infos=numbers["info"])
    yield words.text("next")


def _by_size(rows: Sequence[Row]) -> list[str]:
    """The kinds of finding, the one in most files first."""
    files: dict[str, set[str]] = {}
    for row in rows:
        files.setdefault(row["rule"], set()).add(row["file"])
    return sorted(files, key=lambda code: (-len(files[code]), code))


def _kind(rows: Sequence[Row], words: FindingWords, everything: bool) -> Iterator[str]:
    """One kind of finding: its title, where it stands, what is expected, what to do and who can."""
    rule = load_finding_rules().get(rows[0]["rule"])
    yield click.style(_title(rows, rule, words), bold=True)
    shown = rows if everything else rows[:MOST_FILES]
    for row in shown:
        yield from _wrapped(_place(row, words), "    ", "      ", MOST_LINES["text" if everything else "found"])
    if len(shown) < len(rows):
        yield "    " + words.text("more", n=len(rows) - len(shown))
    for key, text in _advice(rows, rule, words):
        yield from _wrapped(words.text(key) + text, "    ", "      ", MOST_LINES["text"])


def _title(rows: Sequence[Row], rule: FindingRule | None, words: FindingWords) -> str:
    code = rows[0]["rule"]
    parts = [f"  {rule.titles[words.lang] if rule else code.replace('_', ' ')}"]
    times, files = sum(row["occurrences"] for row in rows), len({row["file"] for row in rows})
    parts += [words.text("times", n=times)] if times > 1 else []
    parts += [words.text("files", n=files)] if files > 1 else []
    line = f"{', '.join(parts)}  [{code}]"
    return clip(line)


def _place(row: Row, words: FindingWords) -> str:
    where = f"{row['file']} ({place_said(row.get('places') or row['locator'] or '', words.lang)})"
    times = f", {words.text('times', n=row['occurrences'])}" if row["occurrences"] > 1 else ""
    return f"{where}{times}: {words.found(row['found'] or '')}"


def _advice(rows: Sequence[Row], rule: FindingRule | None, words: FindingWords) -> Iterator[tuple[str, str]]:
    """What is expected, what to do, who can: of the finding where it is one and has the words, else of its kind."""
    first, is_one = rows[0], len({row["remedy"] for row in rows}) == 1
    if rule is None:
        yield from (("expected", first["expected"]), ("remedy", first["remedy"]))
        return
    own = first["remedy"] if is_one else None
    said = own if words.lang == "en" else own and remedy_in_vietnamese(own)
    named = own_expectation(first["expected"], words.lang) if words.lang == "vi" else first["expected"]
    yield "expected", (named if is_one else None) or rule.expectations[words.lang]
    yield "remedy", said or rule.remedies[words.lang]
    if rule.has_detail and own and not said and own != rule.remedies["en"]:
        yield "detail", own
    yield "owner", words.term("finding_owner", rule.owner)


def _wrapped(text: str, first: str, further: str, most: int) -> list[str]:
    """A text of inputs safe to print, in at most `most` lines; what is left out is marked «…»."""
    return textwrap.wrap(
        visible(" ".join(text.split())),
        line_width(),
        initial_indent=first,
        subsequent_indent=further,
        max_lines=most,
        placeholder=" …",
    )

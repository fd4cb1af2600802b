"""One plan file to what it holds: document, mentions, tasks, findings. Never raises on what a file holds.

What belongs here: putting the parts together, sidecars, the issuing unit. What does not: how any part reads, the shape
of rows (rows), reviewers' decisions (deciding).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.findings import Finding
from pipelines.level_codes import PLAN_LEVELS
from pipelines.plans.documents.model import Document
from pipelines.plans.documents.opening import open_document
from pipelines.plans.indicators import IndicatorMatcher
from pipelines.plans.keys import document_key_of, plan_id_of
from pipelines.plans.mentions import SHARE_OUT_OF_RANGE
from pipelines.plans.outline.issuer import (
    city_below,
    era_of_plan,
    is_city,
    level_of_city,
    level_of_stated,
    resolve_issuer,
)
from pipelines.plans.outline.metadata import Metadata, read_metadata
from pipelines.plans.rows import AmendmentRow, MentionRow, PlanRow, TargetRow, TaskRow, mention_rows, target_json
from pipelines.plans.targets import Found, find_targets
from pipelines.plans.unread import Unread, column_findings, genre_findings, unread_numbers
from pipelines.sidecar import read_sidecar
from pipelines.source import Source, read_source

if TYPE_CHECKING:
    from pipelines.reference.units import UnitResolver

_OFFICIAL = "official"


@dataclass
class PlanReading:
    """What one file gave: its row of plan_documents (None where it can't be read), and what belongs to it.

    `unread` are the refused numbers a person should look at.
    """

    document: PlanRow | None = None
    amendments: list[AmendmentRow] = field(default_factory=list)
    mentions: list[MentionRow] = field(default_factory=list)
    tasks: list[TaskRow] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)

    @property
    def statement_keys(self) -> set[str]:
        """All that a decision may be about."""
        return {row["statement_key"] for row in self.mentions} | {one.key for one in self.unread}


def read_plan(source: Source, units: UnitResolver | None, matcher: IndicatorMatcher) -> PlanReading:
    """Everything one plan file holds, as it was read: no decision is applied.

    Args:
        source: the file; ids come from its name below raw.
        units: resolver of the issuer's name; None leaves the issuer's unit open.
        matcher: knows the indicators of the world's catalogue.

    Returns:
        The rows and findings; a file that can't be read gives no document and the finding that says why.
    """
    from pipelines.plans.amended import amendment_rows

    sidecar, findings = read_sidecar(source, "plan")
    document, problems = open_document(source)
    if document is None:
        return PlanReading(findings=[*findings, *problems])
    metadata = _stated(read_metadata(document), sidecar, units)
    found = find_targets(document, metadata, matcher)
    unit_id, issues = _issuer_unit(metadata, units, source.name, _era(metadata, found))
    plan = _plan_row(source, metadata, sidecar, unit_id)
    mentions = mention_rows(document, found.mentions, plan)
    told = [*findings, *problems, *issues, *_level_findings(metadata, source.name)]
    return PlanReading(
        document=plan,
        amendments=amendment_rows(document, mentions, plan, sidecar, matcher),
        mentions=mentions,
        tasks=_tasks(document, found, plan),
        findings=[*told, *_range_findings(mentions), *_notes(document, found, source.name)],
        unread=unread_numbers(document, found, plan["document_key"]),
    )


def targets_of(path: Path) -> tuple[list[TargetRow], str]:
    """Mentions of a file in the shape of `cchc targets`, and the text that their offsets count in.

    Raises:
        ValueError: the file can't be read; the text of the finding.
    """
    document, found = read_targets(path)
    text = document.raw if document.raw is not None else document.text
    return [target_json(path.name, document, found.mentions, mention) for mention in found.mentions], text


def targets_and_notes(path: Path) -> tuple[list[TargetRow], list[str]]:
    """Mentions of a file in the shape of `cchc targets`, and what a person must know where a text promises nothing.

    Raises:
        ValueError: the file can't be read; the text of the finding.
    """
    document, found = read_targets(path)
    rows = [target_json(path.name, document, found.mentions, mention) for mention in found.mentions]
    return rows, [f"{told.found}; {told.remedy}" for told in genre_findings(found, path.name)]


def read_targets(path: Path) -> tuple[Document, Found]:
    """The document and everything found in it, without files beside it and without a catalogue given.

    Raises:
        ValueError: the file can't be read; the text of the finding.
    """
    source = _read(path)
    document, problems = open_document(source)
    if document is None:
        worst = problems[-1]
        raise ValueError(f"{worst.rule}: found {worst.found}, expected {worst.expected}; {worst.remedy}")
    read, sidecar = read_metadata(document), read_sidecar(source, "plan")[0]
    metadata = _stated(read, sidecar, _units_asked_for(read, sidecar))
    return document, find_targets(document, metadata, default_matcher())


def tasks_of(path: Path) -> list[dict[str, object]]:
    """The tasks of a file, in the shape of plan_tasks without ids of a world.

    Raises:
        ValueError: the file can't be read; the text of the finding.
    """
    from pipelines.plans.tables.tasks import task_rows

    document, found = read_targets(path)
    rows = task_rows(document, found.outline, {"plan_id": "", "source_file": path.name})
    return [{key: value for key, value in row.items() if key not in ("task_id", "plan_id")} for row in rows]


@cache
def default_matcher() -> IndicatorMatcher:
    """The matcher of this project's own catalogue."""
    from pipelines.reference.indicators import IndicatorCatalogue

    return IndicatorMatcher(IndicatorCatalogue.of(()).indicators.values())


def _units_asked_for(read: Metadata, sidecar: Mapping[str, object]) -> UnitResolver | None:
    """What tells the level of an issuer that a person states, or of a city; no unit is loaded where neither asks."""
    if not sidecar.get("issuer"):
        return _cities() if is_city(read.issuer_name, read.level) else None
    from pipelines.reference.units import UnitResolver

    return UnitResolver.load()


@cache
def _cities() -> UnitResolver:
    """What tells the level of a city, without the ten thousand communes."""
    from pipelines.reference.units import UnitResolver

    return UnitResolver.above_communes()


def _read(path: Path) -> Source:
    try:
        return read_source(path, path.name)
    except OSError as error:
        raise ValueError(f"file_unreadable: found {error.strerror}, expected a file that may be read") from error


def _notes(document: Document, found: Found, source_file: str) -> list[Finding]:
    """What the numbers left unread of this kind of text, and of its columns, tell a person."""
    return [*genre_findings(found, source_file), *column_findings(document, found, source_file)]


def _tasks(document: Document, found: Found, plan: PlanRow) -> list[TaskRow]:
    from pipelines.plans.tables.tasks import task_rows

    return task_rows(document, found.outline, plan)


def _era(metadata: Metadata, found: Found) -> str | None:
    first_promised = min((mention.year for mention in found.mentions if mention.year), default=None)
    return era_of_plan(metadata.issued_on, metadata.period_from or first_promised)


def _with_level_of_city(metadata: Metadata, units: UnitResolver | None) -> Metadata:
    """«Thành phố Lào Cai» is of a district's level, «Thành phố Hải Phòng» of a province's."""
    if metadata.issuer_name is None or not is_city(metadata.issuer_name, metadata.level):
        return metadata
    below = city_below(metadata.issuer_name, metadata.issued_on, metadata.period_from)
    if below:
        return replace(metadata, issuer_name=below, level="district")
    if units is None:
        return metadata
    era = era_of_plan(metadata.issued_on, metadata.period_from)
    return replace(metadata, level=level_of_city(units, metadata.issuer_name, era) or metadata.level)


def _stated(read: Metadata, sidecar: Mapping[str, object], units: UnitResolver | None) -> Metadata:
    """What was read and what the sidecar states; a stated issuer brings its own level, unless one is stated too."""
    stated = with_sidecar(_with_level_of_city(read, units), sidecar)
    if sidecar.get("level") or not sidecar.get("issuer") or stated.issuer_name is None or units is None:
        return stated
    era = era_of_plan(stated.issued_on, stated.period_from)
    level = level_of_stated(units, stated.issuer_name, era) or stated.level
    return _with_level_of_city(replace(stated, level=level), units)


def with_sidecar(metadata: Metadata, sidecar: Mapping[str, object]) -> Metadata:
    """What the sidecar states wins over what was read."""
    issued_on, level = sidecar.get("issued_on"), _text(sidecar, "level", metadata.level)
    return replace(
        metadata,
        document_number=_text(sidecar, "document_number", metadata.document_number),
        document_type=_text(sidecar, "document_type", metadata.document_type),
        title=_text(sidecar, "title", metadata.title),
        signer=_text(sidecar, "signer", metadata.signer),
        issuer_name=_text(sidecar, "issuer", metadata.issuer_name),
        genre=_text(sidecar, "genre", metadata.genre),
        level=level if level in PLAN_LEVELS else metadata.level,
        issued_on=issued_on if isinstance(issued_on, date) else metadata.issued_on,
        period_from=_year(sidecar, "period_from", metadata.period_from),
        period_to=_year(sidecar, "period_to", metadata.period_to),
    )


def _text(sidecar: Mapping[str, object], key: str, read: str | None = None) -> str | None:
    return read if sidecar.get(key) is None else str(sidecar[key])


def _year(sidecar: Mapping[str, object], key: str, read: int | None) -> int | None:
    text = str(sidecar.get(key) or "")
    return int(text) if text.isdecimal() else read


def _plan_row(source: Source, metadata: Metadata, sidecar: Mapping[str, object], unit_id: str | None) -> PlanRow:
    received_at = sidecar.get("received_at")
    return {
        "plan_id": plan_id_of(source.name),
        "source_file": source.name,
        "sha256": source.content.sha256,
        "document_number": metadata.document_number,
        "document_key": document_key_of(metadata.document_number, unit_id, source.name),
        "document_type": metadata.document_type,
        "title": metadata.title,
        "issuer_name": metadata.issuer_name,
        "issuer_unit_id": unit_id,
        "level": metadata.level,
        "issued_on": metadata.issued_on,
        "period_from": metadata.period_from,
        "period_to": metadata.period_to,
        "signer": metadata.signer,
        "origin": _text(sidecar, "origin") or _OFFICIAL,
        "source_url": _text(sidecar, "source_url"),
        "received_at": received_at if isinstance(received_at, date) else None,
    }


def _range_findings(mentions: list[MentionRow]) -> list[Finding]:
    """A finding for each target that is a share above 100 % or below 0."""
    return [
        Finding(
            "plan",
            row["source_file"],
            row["locator"],
            SHARE_OUT_OF_RANGE,
            "warning",
            f"{row['number_text']}: {row['quote']}",
            "a share from 0 to 100 %, or a rise that says so",
            f"look at the sentence: cchc review --decide {row['statement_key']} --set value=…, or --not-a-target",
        )
        for row in mentions
        if SHARE_OUT_OF_RANGE in row["flags"].split("|")
    ]


def _level_findings(metadata: Metadata, source_file: str) -> list[Finding]:
    if metadata.level is not None:
        return []
    key = "level: province | district | commune | national"
    return [_metadata_finding(source_file, "level_unknown", "no administrative level", key)]


def _issuer_unit(
    metadata: Metadata, units: UnitResolver | None, source_file: str, era: str | None
) -> tuple[str | None, list[Finding]]:
    if metadata.issuer_name is None:
        return None, [_metadata_finding(source_file, "issuer_unknown", "no issuer", "issuer: Tỉnh …")]
    if units is None:
        return None, []
    answer = resolve_issuer(units, metadata.issuer_name, metadata.level, era)
    if answer.unit_id is not None:
        return answer.unit_id, []
    found = f"{metadata.issuer_name} ({answer.reason}; candidates: {', '.join(answer.likely()[:8]) or 'none'})"
    return None, [_metadata_finding(source_file, "issuer_unresolved", found, "issuer: the unit's full name")]


def _metadata_finding(source_file: str, rule: str, found: str, key: str) -> Finding:
    expected, remedy = "an issuing administrative unit", f"add to {source_file}.meta.yml: {key}"
    return Finding("plan", source_file, "metadata", rule, "warning", found, expected, remedy)

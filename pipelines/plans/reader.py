"""One plan file to rows of the raw tables: document, mentions, tasks, findings. Never raises on what a file holds.

What belongs here: putting the parts together, ids, sidecars, decisions. What does not: how any part reads.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from pipelines.findings import Finding
from pipelines.plans.decisions import apply_decisions, decisions_of
from pipelines.plans.documents.model import Document
from pipelines.plans.documents.opening import open_document
from pipelines.plans.grammar.timing import due_day, repeats
from pipelines.plans.indicators import IndicatorMatcher
from pipelines.plans.mentions import Mention
from pipelines.plans.outline.issuer import UnitResolver, era_of_plan, resolve_issuer
from pipelines.plans.outline.metadata import Metadata, read_metadata
from pipelines.plans.outline.supersession import Supersession, read_supersession
from pipelines.plans.phrasing import normalise
from pipelines.plans.targets import Found, find_targets
from pipelines.plans.unread import (
    Unread,
    column_findings,
    decided_mentions,
    genre_findings,
    unread_findings,
    unread_numbers,
)
from pipelines.sidecar import read_sidecar
from pipelines.source import Source, read_source

LEVELS = frozenset({"national", "province", "district", "commune", "village"})


@dataclass
class PlanReading:
    """What one file gave: rows of plan_documents (one mapping), plan_mentions, plan_tasks, and findings.

    `unread` are the refused numbers a person should look at; `statement_keys` all that a decision may be about.
    """

    document: dict[str, Any] = field(default_factory=dict)
    mentions: list[dict[str, Any]] = field(default_factory=list)
    tasks: list[dict[str, Any]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    statement_keys: set[str] = field(default_factory=set)


def read_plan(
    source: Source,
    units: UnitResolver | None,
    matcher: IndicatorMatcher,
    decisions: Any = None,
) -> PlanReading:
    """Everything one plan file holds, as rows of the raw tables.

    Args:
        source: the file; ids come from its name below raw.
        units: resolver of the issuer's name; None leaves the issuer's unit open.
        matcher: knows the indicators of the world's catalogue.
        decisions: rows of target_decisions (list or frame); they win over what is read.

    Returns:
        The rows and findings; a file that can't be read gives an empty document and the finding that says why.
    """
    source_file = source.name
    sidecar, findings = read_sidecar(source, "plan")
    document, problems = open_document(source)
    reading = PlanReading(findings=[*findings, *problems])
    if document is None:
        return reading
    metadata = read_metadata(document)
    _apply_sidecar(metadata, sidecar)
    found = find_targets(document, metadata, matcher)
    first_promised = min((mention.year for mention in found.mentions if mention.year), default=None)
    era = era_of_plan(metadata.issued_on, metadata.period_from or first_promised)
    own = read_supersession(document, metadata.document_number)
    reading.document, issues = _document_row(source, metadata, sidecar, units, era, own)
    reading.findings += issues
    reading.mentions = mention_rows(document, found.mentions, reading.document)
    reading.unread = unread_numbers(document, found, str(reading.document["document_key"]))
    reading.statement_keys = {row["statement_key"] for row in reading.mentions} | {one.key for one in reading.unread}
    decided = decisions_of(decisions, reading.document)
    added = decided_mentions(document, found, reading.unread, decided, matcher)
    reading.mentions = apply_decisions([*reading.mentions, *_added_rows(document, added, reading.document)], decided)
    reading.findings += genre_findings(found, source_file)
    reading.findings += column_findings(document, found, source_file)
    reading.findings += unread_findings(reading.unread, decided, source_file)
    from pipelines.plans.tables.tasks import task_rows

    reading.tasks = task_rows(document, found.outline, reading.document)
    return reading


def targets_of(path: Path) -> tuple[list[dict[str, Any]], str]:
    """Mentions of a file in the shape of `cchc targets`, and the text that their offsets count in.

    Raises:
        ValueError: the file can't be read; the text of the finding.
    """
    document, found = read_targets(path)
    text = document.raw if document.raw is not None else document.text
    return [target_json(path.name, document, found, mention) for mention in found.mentions], text


def targets_and_notes(path: Path) -> tuple[list[dict[str, Any]], list[str]]:
    """Mentions of a file in the shape of `cchc targets`, and what a person must know where a text promises nothing.

    Raises:
        ValueError: the file can't be read; the text of the finding.
    """
    document, found = read_targets(path)
    rows = [target_json(path.name, document, found, mention) for mention in found.mentions]
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
    metadata = read_metadata(document)
    sidecar, _ = read_sidecar(source, "plan")
    _apply_sidecar(metadata, sidecar)
    return document, find_targets(document, metadata, default_matcher())


def target_json(name: str, document: Document, found: Found, mention: Mention) -> dict[str, Any]:
    """One mention as `cchc targets` prints it (DESIGN: targets)."""
    earlier = None if mention.repeat_of is None else document.offset(found.mentions[mention.repeat_of].number_start)
    return {
        "doc": name,
        "number_start": document.offset(mention.number_start),
        "number_text": mention.number_text,
        "quote": mention.quote,
        "area": mention.area,
        "year": mention.year,
        "year_from": mention.year_from,
        "level": mention.level,
        "op": mention.op,
        "value": mention.value,
        "value_high": mention.value_high,
        "unit": mention.unit,
        "kind": mention.kind,
        "baseline_year": mention.baseline_year,
        "scope": mention.scope,
        "scope_code": mention.scope_code,
        "indicator": mention.match.code,
        "indicator_score": mention.match.score,
        "repeat_of": earlier,
        "flags": mention.flags,
    }


def mention_rows(document: Document, mentions: list[Mention], plan: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Rows of plan_mentions in the order given; `repeat_of` and `parent` are places in that order."""
    plan_id, key = str(plan["plan_id"]), str(plan["document_key"])
    ids = _mention_ids(mentions, plan_id)
    keys = statement_keys(mentions, key)
    targets = [_target_id(plan_id, keys[_origin(mentions, i)]) for i in range(len(mentions))]
    return [
        {
            "mention_id": ids[i],
            "plan_id": plan_id,
            "target_id": targets[i],
            "statement_key": keys[i],
            "source_file": plan["source_file"],
            "number_start": document.offset(m.number_start),
            "number_text": m.number_text,
            "quote": m.quote,
            "quote_start": document.offset(m.quote_start),
            "locator": document.locator(m.number_start),
            "outline_path": m.outline_path,
            "section_kind": m.section_kind,
            "area": m.area,
            "year": m.year,
            "year_from": m.year_from,
            "level": m.level,
            "op": m.op,
            "value": m.value,
            "value_high": m.value_high,
            "unit": m.unit,
            "kind": m.kind,
            "baseline_year": m.baseline_year,
            "scope": m.scope,
            "scope_code": m.scope_code,
            "indicator_code": m.match.code,
            "indicator_score": m.match.score,
            "indicator_phrase": m.match.phrase,
            "candidates": json.dumps([{"code": c.code, "score": c.score} for c in m.match.candidates]),
            "repeat_of_mention_id": None if m.repeat_of is None else ids[m.repeat_of],
            "parent_target_id": None if m.parent is None else targets[m.parent],
            "relation": m.relation,
            "flags": "|".join(m.flags),
            "due_on": due_day(m.quote, m.number_start - m.quote_start, m.year),
            "repeats": repeats(m.quote, m.kind),
        }
        for i, m in enumerate(mentions)
    ]


def _added_rows(
    document: Document, added: Sequence[tuple[Unread, Mention]], plan: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """Rows of plan_mentions for refused numbers that a reviewer made targets, under their own statement keys."""
    plan_id = str(plan["plan_id"])
    rows = mention_rows(document, [mention for _, mention in added], plan)
    for row, (one, _) in zip(rows, added, strict=True):
        row["statement_key"], row["target_id"] = one.key, _target_id(plan_id, one.key)
        row["mention_id"] = _target_id(plan_id, f"{one.key} mention")
    return rows


def statement_keys(mentions: list[Mention], document_key: str) -> list[str]:
    """For each mention the key a decision is kept under: document, words, level, year, value; stable across re-parsing."""  # noqa: E501
    keys: list[str] = []
    seen: dict[str, int] = {}
    for m in mentions:
        words = normalise(m.quote)[:400]
        body = "\x1f".join(str(part) for part in (document_key, words, m.number_text, m.level, m.year))
        digest = hashlib.sha256(body.encode()).hexdigest()[:16]
        seen[digest] = seen.get(digest, 0) + 1
        keys.append(digest if seen[digest] == 1 else f"{digest}-{seen[digest]}")
    return keys


def _origin(mentions: list[Mention], index: int) -> int:
    while True:
        earlier = mentions[index].repeat_of
        if earlier is None:
            return index
        index = earlier


def _target_id(plan_id: str, key: str) -> str:
    return hashlib.sha256(f"{plan_id}\x1f{key}".encode()).hexdigest()[:16]


def _mention_ids(mentions: list[Mention], plan_id: str) -> list[str]:
    return [
        hashlib.sha256(f"{plan_id}\x1f{m.number_start}\x1f{m.level}\x1f{i}".encode()).hexdigest()[:16]
        for i, m in enumerate(mentions)
    ]


def _read(path: Path) -> Source:
    try:
        return read_source(path, path.name)
    except OSError as error:
        raise ValueError(f"file_unreadable: found {error.strerror}, expected a file that may be read") from error


def _apply_sidecar(metadata: Metadata, sidecar: Mapping[str, Any]) -> None:
    """What the sidecar states wins over what was read."""
    names = {"document_number": str, "document_type": str, "title": str, "signer": str, "issuer": str,
             "level": str, "genre": str}  # fmt: skip
    for key, kind in names.items():
        if sidecar.get(key) is not None and (key != "level" or sidecar[key] in LEVELS):
            setattr(metadata, "issuer_name" if key == "issuer" else key, kind(sidecar[key]))
    if isinstance(sidecar.get("issued_on"), date):
        metadata.issued_on = sidecar["issued_on"]
    for key in ("period_from", "period_to"):
        if str(sidecar.get(key) or "").isdigit():
            setattr(metadata, key, int(str(sidecar[key])))


def _document_row(
    source: Source,
    metadata: Metadata,
    sidecar: Mapping[str, Any],
    units: UnitResolver | None,
    era: str | None,
    own: Supersession,
) -> tuple[dict[str, Any], list[Finding]]:
    findings: list[Finding] = []
    source_file = source.name
    unit_id = _issuer_unit(metadata, units, source_file, era, findings)
    if metadata.level is None:
        findings.append(
            _metadata_finding(
                source_file,
                "level_unknown",
                "no administrative level",
                "level: province | district | commune | national",
            )
        )
    number = metadata.document_number
    return {
        "plan_id": hashlib.sha256(source_file.encode()).hexdigest()[:12],
        "source_file": source_file,
        "sha256": source.content.sha256,
        "document_number": number,
        "document_key": _document_key(metadata, unit_id) or source_file,
        "document_type": metadata.document_type,
        "title": metadata.title,
        "issuer_name": metadata.issuer_name,
        "issuer_unit_id": unit_id,
        "level": metadata.level,
        "issued_on": metadata.issued_on,
        "period_from": metadata.period_from,
        "period_to": metadata.period_to,
        "signer": metadata.signer,
        "supersedes": "|".join(_listed(sidecar.get("supersedes")) or own.replaces) or None,
        "amends": "|".join(own.amends) or None,
        "origin": sidecar.get("origin") or "official",
        "source_url": sidecar.get("source_url"),
        "received_at": sidecar.get("received_at"),
    }, findings


def _document_key(metadata: Metadata, unit_id: str | None) -> str | None:
    """Number, issuer and year of issue: numbers restart every year. None where number or issuer is not known."""
    if not metadata.document_number or not unit_id:
        return None
    year = [str(metadata.issued_on.year)] if metadata.issued_on else []
    return "|".join([metadata.document_number, unit_id, *year])


def _listed(stated: Any) -> list[str]:
    return [str(one) for one in stated] if isinstance(stated, list) else [str(stated)] if stated else []


def _issuer_unit(
    metadata: Metadata, units: UnitResolver | None, source_file: str, era: str | None, findings: list[Finding]
) -> str | None:
    if metadata.issuer_name is None:
        findings.append(_metadata_finding(source_file, "issuer_unknown", "no issuer", "issuer: Tỉnh …"))
        return None
    if units is None:
        return None
    answer = resolve_issuer(units, metadata.issuer_name, metadata.level, era)
    if answer.unit_id is None:
        found = f"{metadata.issuer_name} ({answer.reason}; candidates: {', '.join(answer.candidates[:8]) or 'none'})"
        findings.append(_metadata_finding(source_file, "issuer_unresolved", found, "issuer: the unit's full name"))
    return answer.unit_id


def _metadata_finding(source_file: str, rule: str, found: str, key: str) -> Finding:
    return Finding(
        "plan",
        source_file,
        "metadata",
        rule,
        "warning",
        found,
        "an issuing administrative unit",
        f"add to {source_file}.meta.yml: {key}",
    )


@cache
def default_matcher() -> IndicatorMatcher:
    """The matcher of this project's own catalogue."""
    from pipelines.reference.indicators import IndicatorCatalogue

    return IndicatorMatcher(IndicatorCatalogue.of(()).indicators.values())


def tasks_of(path: Path) -> list[dict[str, Any]]:
    """The tasks of a file, in the shape of plan_tasks without ids of a world.

    Raises:
        ValueError: the file can't be read; the text of the finding.
    """
    from pipelines.plans.tables.tasks import task_rows

    document, found = read_targets(path)
    rows = task_rows(document, found.outline, {"plan_id": "", "source_file": path.name})
    return [{key: value for key, value in row.items() if key not in ("task_id", "plan_id")} for row in rows]

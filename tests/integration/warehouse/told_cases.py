"""Cases told in YAML: sentences of plans, rows of tidy files, a day, and what must be said of each promise.

What belongs here: the form of a case (README.md in adversarial/ describes it), writing its files, packing cases that do
not touch into one world, and comparing. What does not: the cases themselves and the readers.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from pipelines.yaml_files import read_yaml

from .worlds import Warehouse

STATUSES = {"met", "missed", "on_track", "behind", "no_data", "not_assessable", "absent"}
CASE_KEYS = {
    "name",
    "kind",
    "why",
    "as_of",
    "plans",
    "figures",
    "reports",
    "origins",
    "reference",
    "expect",
    "alone",
    "known_failure",
}
REPORT_KEYS = {"issuer", "number", "issued", "title", "lines"}
PLAN_KEYS = {"issuer", "number", "issued", "years", "heading", "sentences", "closing", "sidecar", "carrier"}
EXPECT_KEYS = {
    "plan",
    "value",
    "due_year",
    "unit",
    "status",
    "reason",
    "never",
    "flags",
    "not_flags",
    "gap",
    "actual",
    "counted",
    "verdict_at_end",
    "held_at",
    "severity",
    "has",
    "mart",
    "where",
    "rows",
}
_FIGURE_NAMES = {"unit": "unit_name", "level": "unit_level"}
_HEAD = """ỦY BAN NHÂN DÂN
{issuer}
-------
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
---------------
Số: {number}
{place}, ngày {day:02d} tháng {month:02d} năm {year}
KẾ HOẠCH
Cải cách hành chính nhà nước {issuer_words} {span}

I. {heading}

"""


_REPORT = """ỦY BAN NHÂN DÂN
{issuer}
-------
Số: {number}
{place}, ngày {day:02d} tháng {month:02d} năm {year}
BÁO CÁO
{title}

I. KẾT QUẢ THỰC HIỆN

{lines}
"""


@dataclass(frozen=True)
class Told:
    """One case as it is told; `as_of` may hold several days, each with its expectations."""

    file: str
    name: str
    as_of: date
    plans: tuple[dict[str, Any], ...]
    figures: tuple[dict[str, Any], ...]
    reports: tuple[dict[str, Any], ...]
    origins: dict[str, str]
    reference: dict[str, list[dict[str, Any]]]
    expect: tuple[dict[str, Any], ...]
    alone: bool = False
    known_failure: str | None = None

    @property
    def id(self) -> str:
        return f"{self.file}-{self.name}-{self.as_of}"

    @cached_property
    def units(self) -> set[str]:
        """Provinces that the case touches: two cases of one world may not share one."""
        named = [text["issuer"].rpartition(", ")[2] for text in (*self.plans, *self.reports)]
        named += [row.get("parent") or row["unit"] for row in self.figures]
        return {bare(name) for name in named}


@dataclass
class Packed:
    """Cases of one day that fit into one world."""

    as_of: date
    cases: list[Told] = field(default_factory=list)


def bare(name: str) -> str:
    """«UBND tỉnh Sơn La», «Tỉnh Sơn La», «Sơn La» -> «sơn la»."""
    words = name.lower().replace("ubnd ", "").replace("ủy ban nhân dân ", "").split()
    return " ".join(words[1:] if words[0] in {"tỉnh", "huyện", "xã", "phường"} else words).removeprefix("thành phố ")


def load(folder: Path) -> list[Told]:
    """Every case of every file, one per day it is told for.

    Raises:
        ValueError: a key or a status is not known, or a name stands twice.
    """
    told = [case for path in sorted(folder.glob("*.yml")) for case in _of_file(path)]
    ids = [case.id for case in told]
    if twice := {name for name in ids if ids.count(name) > 1}:
        raise ValueError(f"told twice: {sorted(twice)}")
    return told


def _of_file(path: Path) -> list[Told]:
    return [case for raw in read_yaml(path, list[dict[str, Any]]) or [] for case in _days(path.stem, raw)]


def _days(file: str, raw: dict[str, Any]) -> list[Told]:
    _known(raw, CASE_KEYS, f"{file}: {raw.get('name')}")
    for plan in raw["plans"]:
        _known(plan, PLAN_KEYS, f"{file}: {raw['name']}: a plan")
    for report in raw.get("reports") or ():
        _known(report, REPORT_KEYS, f"{file}: {raw['name']}: a report")
    by_day = raw["expect"] if isinstance(raw["expect"], dict) else {raw["as_of"]: raw["expect"]}
    return [_told(file, raw, _day(day), expect) for day, expect in by_day.items()]


def _told(file: str, raw: dict[str, Any], as_of: date, expect: list[dict[str, Any]]) -> Told:
    for one in expect:
        _known(one, EXPECT_KEYS, f"{file}: {raw['name']}: an expectation")
        if unknown := {*_listed(one.get("status")), *_listed(one.get("never"))} - STATUSES:
            raise ValueError(f"{file}: {raw['name']}: no status {sorted(unknown)}")
    return Told(
        file,
        raw["name"],
        as_of,
        tuple(raw["plans"]),
        tuple(raw.get("figures") or ()),
        tuple(raw.get("reports") or ()),
        raw.get("origins") or {},
        raw.get("reference") or {},
        tuple(expect),
        bool(raw.get("alone")),
        raw.get("known_failure"),
    )


def _known(given: dict[str, Any], keys: set[str], where: str) -> None:
    if unknown := set(given) - keys:
        raise ValueError(f"{where}: no key {sorted(unknown)}; there are {sorted(keys)}")


def _day(value: date | str) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def packed(cases: list[Told]) -> list[Packed]:
    """Each case in the first world of its day whose provinces it does not touch."""
    worlds: list[Packed] = []
    for case in cases:
        fit = (w for w in worlds if w.as_of == case.as_of and not case.alone and _fits(w, case))
        world = next(fit, None)
        if world is None:
            world = Packed(case.as_of)
            worlds.append(world)
        world.cases.append(case)
    return worlds


def _fits(world: Packed, case: Told) -> bool:
    return not any(other.alone or other.units & case.units for other in world.cases)


def write(world: Packed, raw: Path) -> None:
    """The world's files: a text per plan and per report, a tidy file per case and source."""
    (raw / "plans").mkdir(parents=True)
    (raw / "kpi").mkdir()
    for case in world.cases:
        for number, plan in enumerate(case.plans, start=1):
            path = raw / "plans" / plan_file(case, number)
            path.write_text(plan_text(plan), encoding="utf-8")
            # A district's or commune's name alone is not unique.
            said = {"issuer": plan["issuer"]} if ", " in plan["issuer"] else {}
            if said := {**said, **(plan.get("sidecar") or {})}:
                lines = (f"{key}: {value}\n" for key, value in said.items())
                path.with_name(f"{path.name}.meta.yml").write_text("".join(lines), encoding="utf-8")
        for number, report in enumerate(case.reports, start=1):
            (raw / "reports").mkdir(exist_ok=True)
            path = raw / "reports" / f"{case.file}-{case.name}-{number}.txt"
            path.write_text(report_text(report), encoding="utf-8")
        for source, rows in _by_source(case).items():
            _write_tidy(raw / "kpi" / f"{case.file}-{case.name}-{source}.csv", rows, case.origins.get(source))
        for kind, rows in case.reference.items():
            (raw / "reference").mkdir(exist_ok=True)
            _write_tidy(raw / "reference" / f"{kind}_{case.name}.csv", rows, None)


def plan_file(case: Told, number: int) -> str:
    return f"{case.file}-{case.name}-{number}.{case.plans[number - 1].get('carrier', 'txt')}"


def plan_text(plan: dict[str, Any]) -> str:
    """A plan as it is printed: head, title, one section of objectives, what closes it."""
    first, last = plan["years"]
    span = f"năm {first}" if first == last else f"giai đoạn {first} - {last}"
    heading = plan.get("heading") or (f"MỤC TIÊU NĂM {first}" if first == last else f"MỤC TIÊU ĐẾN NĂM {last}")
    issuer = plan["issuer"].removeprefix("UBND ").partition(", ")[0]
    head = _HEAD.format(**_signed(plan, issuer), issuer_words=issuer, span=span, heading=heading)
    body = "\n\n".join(f"- {sentence}" for sentence in plan["sentences"])
    closing = f"\n\nIII. TỔ CHỨC THỰC HIỆN\n\n{plan['closing']}" if plan.get("closing") else ""
    return f"{head}{body}{closing}\n"


def _signed(document: dict[str, Any], issuer: str) -> dict[str, Any]:
    """Who, number, place and day, as every head prints them."""
    issued = _day(document["issued"])
    said = {"issuer": issuer.upper(), "number": document["number"], "place": issuer.partition(" ")[2]}
    return {**said, "day": issued.day, "month": issued.month, "year": issued.year}


def report_text(report: dict[str, Any]) -> str:
    """A report as it is printed: head, title (holds the period), what was reached; a line with «|» is a table's row."""
    return _REPORT.format(
        **_signed(report, report["issuer"].removeprefix("UBND ")),
        title=report["title"],
        lines="\n\n".join(line if "|" in line else f"- {line}" for line in report["lines"]),
    )


def _by_source(case: Told) -> dict[str, list[dict[str, Any]]]:
    sources: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in case.figures:
        cells = {_FIGURE_NAMES.get(key, key): value for key, value in row.items() if key != "file"}
        sources[row.get("file", "a")].append({"unit_level": "province", **_renamed_parent(cells)})
    return sources


def _renamed_parent(cells: dict[str, Any]) -> dict[str, Any]:
    return {("parent_name" if key == "parent" else key): value for key, value in cells.items()}


def _write_tidy(path: Path, rows: list[dict[str, Any]], origin: str | None) -> None:
    columns = list(dict.fromkeys(name for row in rows for name in row))
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, columns)
        writer.writeheader()
        writer.writerows(rows)
    if origin:
        path.with_name(f"{path.name}.meta.yml").write_text(f"origin: {origin}\n", encoding="utf-8")


def broken(case: Told, warehouse: Warehouse) -> list[str]:
    """What the built world says otherwise than the case asks; empty where all holds."""
    return [problem for wanted in case.expect for problem in _broken(case, wanted, warehouse)]


def _broken(case: Told, wanted: dict[str, Any], warehouse: Warehouse) -> list[str]:
    if "mart" in wanted:
        return _broken_rows(case, wanted, warehouse)
    file = f"plans/{plan_file(case, wanted.get('plan', 1))}"
    sql, parameters = "select * from marts.mart_gap_latest where target_source_file = ?", [file]
    for key, column in (("value", "stated_value"), ("due_year", "due_year")):
        if key in wanted:
            sql, parameters = f"{sql} and {column} = ?", [*parameters, wanted[key]]
    if "unit" in wanted:
        sql, parameters = f"{sql} and unit_name_vi ilike ?", [*parameters, f"%{bare(wanted['unit'])}"]
    else:
        sql += " and basis = 'own'"
    rows = warehouse.query(sql, *parameters)
    # «absent»: a reading that is refused stands nowhere, which is honest too.
    if not rows:
        return [] if "absent" in _listed(wanted.get("status")) or "status" not in wanted else [f"{wanted}: no row"]
    return [f"{wanted}: {problem}" for row in rows for problem in _unlike(wanted, row)]


def _broken_rows(case: Told, wanted: dict[str, Any], warehouse: Warehouse) -> list[str]:
    """Rows of any mart: `where` picks them (text by its part), `rows` counts them, `has` holds for each."""
    conditions, parameters = ["true"], []
    for column, value in (wanted.get("where") or {}).items():
        conditions.append(f"{column} ilike ?" if isinstance(value, str) else f"{column} = ?")
        parameters.append(f"%{value}%" if isinstance(value, str) else value)
    if "plan" in wanted:
        conditions.append(f"{'source_file' if wanted['mart'] == 'fct_target' else 'target_source_file'} = ?")
        parameters.append(f"plans/{plan_file(case, wanted['plan'])}")
    rows = warehouse.query(f"select * from marts.{wanted['mart']} where {' and '.join(conditions)}", *parameters)
    if len(rows) != wanted.get("rows", len(rows) or 1):
        return [f"{wanted}: {len(rows)} rows"]
    return [f"{wanted}: {said}" for row in rows for said in _unlike_columns(wanted.get("has") or {}, row)]


def _unlike_columns(wanted: dict[str, Any], row: dict[str, Any]) -> list[str]:
    return [f"{name} is {row[name]!r}" for name, value in wanted.items() if not _same(value, row[name])]


def _same(wanted: Any, found: Any) -> bool:
    if isinstance(wanted, int | float) and not isinstance(wanted, bool) and found is not None:
        return abs(float(found) - wanted) < 1e-4
    return found == wanted if not isinstance(found, date) else str(found) == str(wanted)


def _unlike(wanted: dict[str, Any], row: dict[str, Any]) -> list[str]:
    flags = set((row["flags"] or "").split("|"))
    said = f"{row['status']}, {row['reason']}, {row['severity']}, actual {row['actual']}, gap {row['gap']}"
    said = f"{said}, flags {row['flags']!r}"
    checks = {
        "status": "status" not in wanted or row["status"] in _listed(wanted["status"]),
        "never": row["status"] not in _listed(wanted.get("never")),
        "reason": "reason" not in wanted or row["reason"] in (_listed(wanted["reason"]) or [None]),
        "flags": set(_listed(wanted.get("flags"))) <= flags,
        "not_flags": not set(_listed(wanted.get("not_flags"))) & flags,
        "gap": _near(wanted, "gap", row["gap"]),
        "actual": _near(wanted, "actual", row["actual"]),
        "counted": "counted" not in wanted or row["is_counted"] == wanted["counted"],
        "severity": "severity" not in wanted or row["severity"] == wanted["severity"],
        "has": not _unlike_columns(wanted.get("has") or {}, row),
        "held_at": "held_at" not in wanted or str(row["held_back_at"]).endswith(f": {wanted['held_at']}"),
        "verdict_at_end": "verdict_at_end" not in wanted or row.get("verdict_at_end") == wanted["verdict_at_end"],
    }
    return [
        f"{key}: {said} {_unlike_columns(wanted.get('has') or {}, row)}" for key, holds in checks.items() if not holds
    ]


def _near(wanted: dict[str, Any], key: str, value: float | None) -> bool:
    if key not in wanted:
        return True
    if wanted[key] is None or value is None:
        return wanted[key] is value
    return abs(float(value) - wanted[key]) < 1e-6

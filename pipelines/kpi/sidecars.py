"""What a KPI file's sidecar says of period and unit, checked before any row uses it. Pure.

What belongs here: values that only this stage can judge. What does not: reading the sidecar (pipelines/sidecar.py).
"""

from __future__ import annotations

from collections.abc import Mapping

from pipelines.contracts.raw_models import PERIOD_KINDS
from pipelines.findings import Finding
from pipelines.kpi.headers.periods import parse_period
from pipelines.level_codes import UNIT_LEVELS
from pipelines.reference.units import UnitResolver, level_of
from pipelines.source import SIDECAR_SUFFIX
from pipelines.vietnamese import parse_date

_SHEET_KEYS = frozenset(
    {"period", "period_kind", "period_start", "period_end", "unit_name", "unit_level", "coverage_level"}
)
_REMEDY = "mend the sidecar; until then what the file itself says is used"


def checked_sidecar(
    sidecar: Mapping[str, object], source_file: str, units: UnitResolver
) -> tuple[dict[str, object], list[Finding]]:
    """The sidecar without the keys that can't be used, and one finding for each of those."""
    wrong: dict[str, str] = {}
    period, level = sidecar.get("period"), level_of(str(sidecar.get("unit_level") or "province"))
    if (
        period
        and not sidecar.get("period_end")
        and sidecar.get("period_kind") != "unknown"
        and not parse_period(str(period))
    ):
        wrong["period"] = "2024, 2024-Q3, 2024-07, 2024-H1 or 2024-9M; other periods by period_start and period_end"
    if sidecar.get("period_kind") and sidecar["period_kind"] not in PERIOD_KINDS:
        wrong["period_kind"] = " | ".join(PERIOD_KINDS)
    if level not in UNIT_LEVELS:
        wrong["unit_level"] = " | ".join(UNIT_LEVELS)
    elif sidecar.get("unit_name"):
        parent = sidecar.get("parent_name")
        found = units.resolve(str(sidecar["unit_name"]), level, None, None if parent is None else str(parent))
        if found.unit_id is None and found.reason in ("unknown_name", "other_level"):
            near = ", ".join(units.unit(unit).name_vi for unit in found.likely()[:3])
            wrong["unit_name"] = f"a {level} of the register" + (f", such as {near}" if near else "")
    wrong |= _wrong_sheets(sidecar.get("sheets"))
    findings = [
        Finding(
            "kpi",
            source_file + SIDECAR_SUFFIX,
            "sidecar",
            "sidecar_bad_value",
            "error",
            f"{key}: {sidecar[key]}"[:300],
            expected,
            _REMEDY,
        )
        for key, expected in wrong.items()
    ]
    return {key: value for key, value in sidecar.items() if key not in wrong}, findings


def _wrong_sheets(sheets: object) -> dict[str, str]:
    """What `sheets` may say: for each name of a sheet a period, a unit or a coverage."""
    expected = f"sheets: {{name of the sheet: {{{', '.join(sorted(_SHEET_KEYS))}}}}}"
    if sheets is None:
        return {}
    if not isinstance(sheets, dict) or any(not isinstance(said, dict) for said in sheets.values()):
        return {"sheets": expected}
    return {"sheets": expected} if any(set(map(str, said)) - _SHEET_KEYS for said in sheets.values()) else {}


def sidecar_of_sheet(sidecar: Mapping[str, object], name: str) -> dict[str, object]:
    """What the sidecar says of one sheet: its own words there, over those for the whole file."""
    said = sidecar.get("sheets")
    sheets = {str(key).strip(): one for key, one in said.items()} if isinstance(said, dict) else {}
    own: Mapping[str, object] = sheets.get(name.strip(), {})
    dated = bool({"period", "period_end"} & set(own))
    rest = {
        key: value for key, value in sidecar.items() if key != "sheets" and not (dated and key.startswith("period"))
    }
    return {**rest, **{str(key): _as_date(key, value) for key, value in own.items()}, "own_period": dated}


def _as_date(key: str, value: object) -> object:
    return parse_date(str(value)) if key in ("period_start", "period_end") else value

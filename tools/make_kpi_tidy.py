"""Write data/raw/kpi from the collections of published figures: one tidy file per family and kind of source.

What belongs here: bringing each row of the first collection into the tidy form (docs/design.md, section 3) with its
true period, coverage and denominator, and writing the rows of all three. What does not: any figure; all come from the
collections and none is changed; the second and third collection (more_figures.py).

Run from the repository root: python -m tools.make_kpi_tidy [folder]. The first two collections are not in the
repository; they are looked for in $CCHC_SHARED/data or ../shared/data.
"""

from __future__ import annotations

import csv
import os
import sys
from collections import defaultdict
from pathlib import Path

from tools import more_figures

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "data" / "raw" / "kpi"
COLUMNS = (
    "indicator",
    "unit_name",
    "unit_code",
    "unit_level",
    "parent_name",
    "geo_era",
    "coverage_level",
    "period",
    "period_kind",
    "period_start",
    "period_end",
    "value",
    "value_as_printed",
    "value_bound",
    "unit",
    "scope_code",
    "source_variant",
    "numerator",
    "denominator",
    "published_at",
    "source_title",
    "source_url",
    "note",
)

# Series of the collection that no alias of the catalogue covers, or that mean more than a code:
# series -> (indicator, scope, variant). Unlisted series go by their own name, an alias in the seed indicator_alias.
SERIES: dict[str, tuple[str, str, str]] = {
    "CCHC_DISTRICT": ("par_index_score", "", "provincial_assessment"),
    "CCHC_COMMUNE": ("par_index_score", "", "provincial_assessment"),
    "SIPAS_DISTRICT": ("local_satisfaction_score_10", "", ""),
    "DIGIT_RATE": ("result_digitization_rate", "", "dossiers_and_results"),
    "ONLINE_FULL_RATE_PROVINCES": ("full_online_dossier_rate", "provincial_bloc", ""),
    "TTHC_RECEIVED_ONLINE": ("dossiers_received_count", "online", ""),
    "TTHC_RECEIVED_DIRECT": ("dossiers_received_count", "direct", ""),
    "TTHC_RESOLVED_ONTIME": ("dossiers_resolved_on_time_count", "", ""),
    # Totals of Vĩnh Phúc and Bến Tre contain what was carried over (4.131 + 2.171; 4.561 + 1.089); where a
    # source doesn't say, the count that is never summed over periods is the safe one.
    "TTHC_RECEIVED": ("dossiers_to_process_count", "", ""),
}
# Exceptions by series and place, each told by the source itself.
EXCEPTIONS: dict[tuple[str, str], tuple[str, str, str]] = {
    # 15.41 is above the 12 points of the online group: online services and payment together (maximum 22).
    ("Q766_ONLINE", "Lào Cai"): ("service_quality_766_score", "online_payment", ""),
    # 2.387 online + 3.393 at the counter = 5.780: what came in, split by channel.
    ("TTHC_RECEIVED", "Phường Điện Biên Phủ"): ("dossiers_received_count", "", ""),
    ("TTHC_RECEIVED", "Xã Mường Mùn"): ("dossiers_received_count", "", ""),
    # «Đúng hạn» there is «giải quyết đúng hạn» beside «trước hạn» (2.199 + 3.353).
    ("TTHC_RESOLVED_ONTIME", "Phường Điện Biên Phủ"): ("dossiers_resolved_punctual_count", "", ""),
    # Denominators: on time / resolved (Lâm Đồng, Bến Tre), on time / due in the period (Vĩnh Phúc).
    ("TTHC_ONTIME_RATE", "Lâm Đồng"): ("on_time_dossier_rate", "", "per_resolved"),
    ("TTHC_ONTIME_RATE", "Bến Tre"): ("on_time_dossier_rate", "", "per_resolved"),
    ("TTHC_ONTIME_RATE", "Vĩnh Phúc"): ("on_time_dossier_rate", "", "per_due"),
}
# A phrase in the note -> true period: (label, kind, first day, last day).
PERIODS: dict[str, tuple[str, str, str, str]] = {
    "quý I/2020 tính từ 1/12/2019": ("", "period", "2019-12-01", "2020-02-29"),
    "kỳ 21/7-20/8/2021": ("", "period", "2021-07-21", "2021-08-20"),
    "kỳ 01/7-14/9/2025": ("", "period", "2025-07-01", "2025-09-14"),
    "kỳ 6 tháng đầu năm 2023": ("2023-H1", "", "", ""),
    "từ 01/7/2025 đến ngày viết bài": ("2025", "unknown", "", ""),
    "kỳ số liệu không nêu rõ": ("2023", "unknown", "", ""),
    "kỳ không nêu rõ": ("2024", "unknown", "", ""),
}
# A collected unit name that is a part of a province -> (coverage level, scope).
PARTS: dict[str, tuple[str, str]] = {
    "Toàn tỉnh (3 cấp)": ("all", ""),
    "Cấp tỉnh": ("province", ""),
    "Cấp huyện (toàn tỉnh)": ("district", ""),
    "Cấp xã (toàn tỉnh)": ("commune", ""),
    "Cấp huyện + cấp xã (toàn tỉnh)": ("all", "district_and_commune"),
}
# Words in note or title that say the figure covers provincial agencies only.
PROVINCIAL_ONLY = ("chỉ Trung tâm PVHCC cấp tỉnh", "Trung tâm Phục vụ hành chính công giải quyết hơn 4,5 ngàn hồ sơ")
PUBLISHED = {"tin ngày 02/08/2023": "2023-08-02"}
BOUND_WORDS = (">", "over ", "more than ")
OFFICIAL = (".gov.vn", "pcivietnam.vn")
TITLES = {
    "published_indices": "Chỉ số công bố: PAR INDEX, SIPAS, PAPI, PCI, DTI, ICT Index",
    "qd766": "Điểm và thứ hạng Bộ chỉ số theo QĐ 766/QĐ-TTg",
    "online_services": "Hồ sơ trực tuyến, đúng hạn, đồng bộ, công khai",
    "digitisation": "Số hóa hồ sơ, kết quả giải quyết TTHC",
    "dossiers": "Số hồ sơ tiếp nhận, giải quyết",
    "other": "Tài khoản ngân hàng, văn bản điện tử, đơn vị sự nghiệp, kiểm tra cải cách hành chính",
}


def collections_folder() -> Path:
    """Where the collections lie: $CCHC_SHARED or ../shared beside the repository."""
    shared = Path(os.environ.get("CCHC_SHARED") or ROOT.parent / "shared")
    return shared / "data"


def read_collection(path: Path) -> list[dict[str, str]]:
    """The collected rows in their order, all text."""
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def tidy_row(row: dict[str, str]) -> dict[str, str]:
    """One collected row in the tidy form; nothing is dropped and no figure is changed."""
    place = row["unit_name"] or row["province"]
    indicator, scope, variant = EXCEPTIONS.get(
        (row["indicator"], place),
        EXCEPTIONS.get((row["indicator"], row["province"]), SERIES.get(row["indicator"], (row["indicator"], "", ""))),
    )
    label, kind, start, end = _period(row)
    part = PARTS.get(row["unit_name"])
    tidy = dict.fromkeys(COLUMNS, "")
    tidy.update(
        indicator=indicator,
        period=label,
        period_kind=kind,
        period_start=start,
        period_end=end,
        scope_code=scope or (part[1] if part else ""),
        source_variant=variant,
        coverage_level=_coverage(row),
        value=row["value"],
        value_as_printed=row["value_as_printed"],
        unit=row["unit"],
        geo_era=row["geo_era"],
        value_bound=">" if row["value_as_printed"].startswith(BOUND_WORDS) else "",
        published_at=next((day for words, day in PUBLISHED.items() if words in row["note"]), ""),
        source_title=row["source_title"],
        source_url=row["source_url"],
        note=row["note"],
    )
    tidy.update(_unit(row, is_part=part is not None))
    return tidy


def _unit(row: dict[str, str], *, is_part: bool) -> dict[str, str]:
    if row["level"] == "national":
        return {"unit_name": row["province"], "unit_level": "national"}
    if is_part or not row["unit_name"]:
        return {"unit_name": row["province"], "unit_code": row["province_code"], "unit_level": "province"}
    return {"unit_name": row["unit_name"], "unit_level": row["level"], "parent_name": row["province"]}


def _period(row: dict[str, str]) -> tuple[str, str, str, str]:
    for words, period in PERIODS.items():
        if words in row["note"]:
            label, kind, start, end = period
            return label or f"{start}/{end}", kind, start, end
    return row["period"], "", "", ""


def _coverage(row: dict[str, str]) -> str:
    if row["unit_name"] in PARTS:
        return PARTS[row["unit_name"]][0]
    only_provincial = any(words in row["note"] or words in row["source_title"] for words in PROVINCIAL_ONLY)
    if row["indicator"] == "DIGIT_RATE" or only_provincial:
        return "province"
    return "all"


def attach_counts(rows: list[dict[str, str]]) -> None:
    """Numerator and denominator of an on-time rate where the same source prints both counts for the same place."""

    def key(row: dict[str, str]) -> tuple[str, ...]:
        names = ("unit_name", "coverage_level", "scope_code", "period", "source_url")
        return tuple(row[name] for name in names)

    counts: dict[tuple[tuple[str, ...], str], str] = {(key(row), row["indicator"]): row["value"] for row in rows}
    for row in rows:
        if row["indicator"] == "on_time_dossier_rate" and row["source_variant"] == "per_resolved":
            top = counts.get((key(row), "dossiers_resolved_on_time_count"))
            bottom = counts.get((key(row), "TTHC_RESOLVED"))
            if top and bottom:
                row["numerator"], row["denominator"] = top, bottom


def family(series: str) -> str:
    """The file a series goes to."""
    if series.startswith("Q766"):
        return "qd766"
    if series.startswith(("ONLINE", "SYNC", "TTHC_ONTIME", "TTHC_PUBLISHED")):
        return "online_services"
    if series.startswith("DIGIT"):
        return "digitisation"
    return "dossiers" if series.startswith("TTHC") else "published_indices"


def origin(url: str) -> str:
    """`official` for sites of the state and of the index's own publisher, else `press`."""
    host = url.split("/")[2].lower()
    return "official" if host.endswith(OFFICIAL) else "press"


def convert(collected: list[dict[str, str]]) -> dict[str, list[dict[str, str]]]:
    """File stem -> tidy rows in the order of the collection; every collected row is in exactly one file."""
    files: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in collected:
        files[f"{family(row['indicator'])}_{origin(row['source_url'])}"].append(tidy_row(row))
    for rows in files.values():
        attach_counts(rows)
    return dict(sorted(files.items()))


def convert_all(first: list[dict[str, str]], second: list[dict[str, str]]) -> dict[str, list[dict[str, str]]]:
    """File stem -> tidy rows: the first collection, then the second but for what it leaves out, then the third."""
    files = convert(first)
    added: dict[str, list[dict[str, str]]] = {}
    for row in second:
        if not more_figures.reason_left_out(row):
            added.setdefault(more_figures.stem(row), []).append(more_figures.tidy_row(row, COLUMNS))
    for stem, rows in more_figures.found_rows(COLUMNS).items():
        added.setdefault(stem, []).extend(rows)
    for stem, rows in added.items():
        known = files.setdefault(stem, [])
        known.extend(more_figures.without_repeats(rows, known))
    return dict(sorted(files.items()))


def write(files: dict[str, list[dict[str, str]]], folder: Path) -> None:
    """The tidy files and their sidecars."""
    folder.mkdir(parents=True, exist_ok=True)
    for stem, rows in files.items():
        with (folder / f"{stem}.csv").open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, COLUMNS, lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
        kind, _, source = stem.rpartition("_")
        sidecar = (
            f"title: {TITLES[kind]}\n".replace(": ", ": '", 1).replace("\n", "'\n")
            + f"origin: {source}\n"
            + "licence: 'Figures are facts; each row names the page that printed it (source_url).'\n"
        )
        (folder / f"{stem}.csv.meta.yml").write_text(sidecar, encoding="utf-8")


def main(arguments: list[str]) -> int:
    """Convert the collections; returns 1 where they are not there."""
    folder = Path(arguments[0]) if arguments else collections_folder()
    paths = [folder / name for name in ("published_figures.csv", "more_published_figures.csv")]
    missing = [path for path in paths if not path.is_file()]
    if missing:
        print(f"{missing[0]}: not found; name the folder of the collections as the first argument", file=sys.stderr)
        return 1
    first, second = map(read_collection, paths)
    files = convert_all(first, second)
    write(files, OUT)
    for stem, rows in files.items():
        print(f"{len(rows):6d}  {stem}.csv")
    for reason, count in sorted(more_figures.counted_reasons(second).items()):
        print(f"{count:6d}  left out: {reason}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

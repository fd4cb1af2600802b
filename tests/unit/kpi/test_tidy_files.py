"""The tidy file, revisions by file, and the figures that ship with the repository."""

from __future__ import annotations

import os
from collections import Counter
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from pipelines.contracts.raw_models import frame, validate
from pipelines.ingest import read_kpi_folder
from pipelines.inputs import find_inputs
from pipelines.kpi import tidy
from pipelines.kpi.file_context import TEXT_COLUMNS
from pipelines.kpi.reader import read_kpi
from pipelines.reference.indicators import IndicatorCatalogue
from pipelines.settings import PROJECT_ROOT, Settings
from pipelines.source import source_below
from tests.unit.kpi import forms

RAW = PROJECT_ROOT / "data" / "raw"
HEADER = "indicator,unit_name,unit_level,period,value"


@pytest.fixture(scope="module")
def shipped() -> pl.DataFrame:
    inputs, findings = find_inputs(RAW, "kpi")
    assert not findings
    readings = [read_kpi(source_below(item.path, RAW), forms.units(), IndicatorCatalogue.load()) for item in inputs]
    errors = [finding for reading in readings for finding in reading.findings if finding.severity == "error"]
    assert not errors
    return validate("kpi_observations", pl.concat([reading.observations for reading in readings]))


def read_text(tmp_path: Path, text: str, name: str = "a.csv", **sidecar: str) -> pl.DataFrame:
    (tmp_path / "kpi").mkdir(exist_ok=True)
    path = tmp_path / "kpi" / name
    path.write_text(text, encoding="utf-8")
    return forms.read(path, **sidecar).observations


def test_every_shipped_figure_loads_once_with_its_source(shipped: pl.DataFrame) -> None:
    rows = sum(path.read_text(encoding="utf-8").count("\n") - 1 for path in (RAW / "kpi").glob("*.csv"))
    assert shipped.height == shipped["observation_id"].n_unique() == rows > 2500
    assert shipped.select(pl.col("source_url", "source_title").null_count()).row(0) == (0, 0)


def test_every_collected_row_is_in_exactly_one_tidy_file() -> None:
    shared = Path(os.environ.get("CCHC_SHARED") or PROJECT_ROOT.parent / "shared")
    paths = [shared / "data" / name for name in ("published_figures.csv", "more_published_figures.csv")]
    if not all(path.is_file() for path in paths):
        pytest.skip(f"{paths} are not here")
    from tools import make_kpi_tidy, more_figures

    collected, more = map(make_kpi_tidy.read_collection, paths)
    files = make_kpi_tidy.convert(collected)
    given = Counter((row["value"], row["value_as_printed"], row["source_url"], row["note"]) for row in collected)
    kept = Counter(
        (row["value"], row["value_as_printed"], row["source_url"], row["note"])
        for rows in files.values()
        for row in rows
    )
    assert given == kept
    files = make_kpi_tidy.convert_all(collected, more)
    pages = {row["source_url"] for rows in files.values() for row in rows}
    assert {row["source_url"] for row in more if not more_figures.reason_left_out(row)} <= pages
    committed = {path.stem: path.read_text(encoding="utf-8").count("\n") - 1 for path in (RAW / "kpi").glob("*.csv")}
    assert committed == {stem: len(rows) for stem, rows in files.items()}


def test_printed_bounds_are_kept(shipped: pl.DataFrame) -> None:
    bounds = shipped.filter(pl.col("value_bound") == ">")
    assert {">80%", ">90%", "more than 163,000", "over 99.4%"} <= set(bounds["value_as_printed"])


def test_unknown_periods_stay_unknown_and_odd_ones_have_their_dates(shipped: pl.DataFrame) -> None:
    unknown = shipped.filter(period_kind="unknown")
    assert unknown.height > 17
    assert unknown["period_end"].null_count() == unknown.height
    odd = shipped.filter(unit_id="P68-63", indicator_code="on_time_dossier_rate")
    assert {(str(a), str(b)) for a, b in odd.select("period_start", "period_end").iter_rows()} == {
        ("2019-12-01", "2020-02-29")
    }
    assert set(odd["coverage_level"]) == {"all", "province", "district", "commune"}


def test_conflicting_sources_both_stay(shipped: pl.DataFrame) -> None:
    both = shipped.filter(indicator_code="par_index_score", unit_id="P31-63", period_label="2023")
    assert {91.81, 91.87} <= set(both["value"])


def test_digitisation_of_a_province_covers_provincial_agencies_only(shipped: pl.DataFrame) -> None:
    rows = shipped.filter(indicator_code="result_digitization_rate")
    assert sorted(rows["coverage_level"]) == ["commune", "district", "province"]
    assert set(rows["unit_id"]) == {"P11-63"}


def test_indices_are_always_for_the_whole_unit(shipped: pl.DataFrame) -> None:
    whole = [code for code, i in IndicatorCatalogue.load().indicators.items() if not i.level_split]
    assert set(shipped.filter(pl.col("indicator_code").is_in(whole))["coverage_level"]) == {"all"}


def test_rates_are_computed_from_counts_and_zero_denominators_are_null(tmp_path: Path) -> None:
    rows = "online_dossier_rate,Điện Biên,province,2024,,80,160\non_time_dossier_rate,Điện Biên,province,2024,0,0,0\n"
    read = read_text(tmp_path, f"{HEADER},numerator,denominator\n{rows}")
    assert read.select("value", "is_derived").rows() == [(50.0, True), (None, False)]


def test_a_printed_rate_is_kept_where_it_rounds_its_counts(tmp_path: Path) -> None:
    rows = "on_time_dossier_rate,Lâm Đồng,province,2020,98.81,635593,643272\n"
    read = read_text(tmp_path, f"{HEADER},numerator,denominator\n{rows}")
    assert read.select("value", "value_decimals", "is_derived").rows() == [(98.81, 2, False)]


@pytest.mark.parametrize(
    ("printed", "used"), [("82.5", 82.5), ("83", 83.0), ("82.6", 82.5), ("82.49", 82.5), ("82.50", 82.5)]
)
def test_a_printed_rate_that_is_no_rounding_of_its_counts_is_named_and_the_counts_hold(
    printed: str, used: float, tmp_path: Path
) -> None:
    (tmp_path / "kpi").mkdir()
    row = f"online_dossier_rate,Thanh Hóa,province,Quý III/2024,{printed},165,200"
    (tmp_path / "kpi" / "a.csv").write_text(f"{HEADER},numerator,denominator\n{row}\n", encoding="utf-8")
    reading = forms.read(tmp_path / "kpi" / "a.csv")
    differs = printed in ("82.6", "82.49")
    assert reading.observations.select("value", "is_derived", "period_label").rows() == [(used, differs, "2024-Q3")]
    assert forms.rules(reading) == ({"rate_differs_from_counts"} if differs else set())


def test_aliases_of_the_catalogue_carry_their_scope(tmp_path: Path) -> None:
    read = read_text(tmp_path, f"{HEADER}\nPCI_S03,Điện Biên,province,2021,6.1\n")
    assert read.select("indicator_code", "scope_code").rows() == [("pci_score", "sub_index_03")]


def test_method_versions_follow_the_year(tmp_path: Path) -> None:
    rows = "PAPI_TOTAL,Điện Biên,province,2017,35.1\nPAPI_TOTAL,Điện Biên,province,2018,43.9\n"
    read = read_text(tmp_path, f"{HEADER}\n{rows}")
    assert read["method_version"].to_list() == ["6_dimensions", "8_dimensions"]


def test_the_same_name_is_another_unit_after_the_merger(tmp_path: Path) -> None:
    rows = "pci_score,Lào Cai,province,2024,66\npci_score,Lào Cai,province,2026,67\n"
    read = read_text(tmp_path, f"{HEADER}\n{rows}")
    assert read["unit_id"].to_list() == ["P10-63", "P15-34"]


def test_town_and_province_of_one_name_are_told_apart_by_level(tmp_path: Path) -> None:
    rows = "par_index_score,Yên Bái,province,2021,86\npar_index_score,Thành phố Yên Bái,district,2021,95\n"
    read = read_text(tmp_path, f"{HEADER}\n{rows}")
    assert read["unit_id"].to_list() == ["P15-63", "D132-63"]


def test_redelivery_changes_nothing_but_the_file_named(tmp_path: Path) -> None:
    text = f"{HEADER}\npci_score,Điện Biên,province,2023,65.1\n"
    first, second = read_text(tmp_path, text), read_text(tmp_path, text, "b.csv")
    drop = ["observation_id", "source_file"]
    assert first.drop(drop).equals(second.drop(drop))
    assert first["observation_id"][0] != second["observation_id"][0]


def test_a_restatement_is_a_second_file_with_its_own_date(tmp_path: Path) -> None:
    text = f"{HEADER}\npci_score,Điện Biên,province,2023,65.1\n"
    read_text(tmp_path, text)
    restated = read_text(
        tmp_path, text.replace("65.1", "65.4"), "b.csv", published_at="2024-09-01", received_at="2024-09-02"
    )
    assert restated.select("value").item() == 65.4
    assert (str(restated["published_at"][0]), str(restated["received_at"][0])) == ("2024-09-01", "2024-09-02")


def test_a_sidecar_supplies_what_the_rows_leave_out(tmp_path: Path) -> None:
    text = "indicator,period,value\npci_score,2023,65.1\n"
    read = read_text(tmp_path, text, unit_name="Điện Biên", unit_level="province", origin="press", title="Bài báo")
    assert read.select("unit_id", "origin", "source_title").rows() == [("P11-63", "press", "Bài báo")]


def test_a_file_without_rows_is_empty_not_broken(tmp_path: Path) -> None:
    (tmp_path / "kpi").mkdir()
    path = tmp_path / "kpi" / "a.csv"
    path.write_text(HEADER + "\n", encoding="utf-8")
    reading = forms.read(path)
    assert (reading.status, reading.observations.schema) == ("empty", frame("kpi_observations", []).schema)


def test_dropping_mending_and_deleting_a_file_do_what_a_person_expects(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, as_of=date(2025, 12, 31))
    folder = settings.raw / "kpi"
    folder.mkdir(parents=True)

    def read() -> tuple[list[float], list[str]]:
        stage = read_kpi_folder(settings)
        return stage.tables["kpi_observations"]["value"].to_list(), [row["status"] for row in stage.files]

    assert read() == ([], [])
    (folder / "a.csv").write_text(
        f"{HEADER}\npci_score,Điện Biên,province,2023,65.1\npci_score,Yên Bái,province,2023,cao\n", encoding="utf-8"
    )
    assert read() == ([65.1], ["partly_loaded"])
    (folder / "a.csv").write_text(
        f"{HEADER}\npci_score,Điện Biên,province,2023,65.1\npci_score,Yên Bái,province,2023,66\n", encoding="utf-8"
    )
    assert read() == ([65.1, 66.0], ["loaded"])
    (folder / "b.csv").write_text(f"{HEADER}\npci_score,Điện Biên,province,2023,65.4\n", encoding="utf-8")
    assert read() == ([65.1, 66.0, 65.4], ["loaded", "loaded"])
    (folder / "a.csv").unlink()
    assert read() == ([65.4], ["loaded"])
    assert read() == ([65.4], ["loaded"])


def test_periods_after_the_as_of_date_are_named(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, as_of=date(2023, 6, 30))
    (settings.raw / "kpi").mkdir(parents=True)
    (settings.raw / "kpi" / "a.csv").write_text(f"{HEADER}\npci_score,Điện Biên,province,2023,65.1\n", encoding="utf-8")
    assert [finding.rule for finding in read_kpi_folder(settings).findings] == ["future_period"]


def test_a_header_on_every_page_costs_no_table_of_its_own_and_is_no_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cut: list[int] = []
    long = tidy._long
    monkeypatch.setattr(tidy, "_long", lambda *args: cut.append(1) or long(*args))
    pages = [f"{HEADER}\nonline_dossier_rate,Điện Biên,province,{2000 + page},{page}\n" for page in range(25)]
    other = "period,value,indicator,unit_name,unit_level\n2025,77,online_dossier_rate,Điện Biên,province\n"
    rows = read_text(tmp_path, "".join([*pages, other, *pages[:2]]).replace("2000,0", "1999,50", 1))
    years = {day.year: value for day, value in rows.select("period_end", "value").iter_rows()}
    assert years == {1999: 50, **{2000 + page: page for page in range(25)}, 2025: 77}
    assert len(cut) == 3


SEEN_AS_FIFTY = (
    *("<s>7</s>50", "<del>7</del>50", "50<sup>1</sup>", "<ruby>50<rt>7</rt></ruby>", "<template>7</template>50"),
    *('<span style="text-decoration:line-through">7</span>50', '<b style="display:none">7</b>50', "50％"),
)


@pytest.mark.parametrize("cell", SEEN_AS_FIFTY)
def test_a_cell_of_a_page_is_what_a_reader_reads_in_it(tmp_path: Path, cell: str) -> None:
    head = "".join(f"<th>{name}" for name in HEADER.split(","))
    row = "".join(f"<td>{text}" for text in ("online_dossier_rate", "Điện Biên", "province", "2024", cell))
    rows = read_text(tmp_path, f"<table><tr>{head}</tr><tr>{row}</tr></table>", "a.html")
    assert rows["value"].to_list() == [50.0]


@pytest.mark.parametrize("header", tidy.tidy_headings()["examples"])
def test_a_tidy_header_is_known_in_vietnamese(header: list[str]) -> None:
    assert {"indicator", "unit_name", "unit_level", "period", "value"} <= set(tidy.column_names(tuple(header)))


@pytest.mark.parametrize("header", tidy.tidy_headings()["counter_examples"])
def test_the_header_of_a_form_is_no_tidy_one(header: list[str]) -> None:
    assert not {"indicator", "value"} <= set(tidy.column_names(tuple(header)))


def test_no_vietnamese_heading_means_two_columns() -> None:
    words = [word for words in tidy.tidy_headings()["headings"].values() for word in words]
    assert len(words) == len({word.lower() for word in words})
    assert set(tidy.tidy_headings()["headings"]) <= set(TEXT_COLUMNS)


VIETNAMESE = "STT;Chỉ tiêu;Đơn vị;Cấp;Kỳ;Giá trị"


def test_a_tidy_file_headed_in_vietnamese_loads_by_codes_and_by_names_in_full(tmp_path: Path) -> None:
    (tmp_path / "kpi").mkdir()
    path = tmp_path / "kpi" / "a.csv"
    lines = [
        "1;online_dossier_rate;Thanh Hóa;tỉnh;2024-Q3;82,5 %",
        "2;Tỷ lệ hồ sơ giải quyết đúng hạn;Huyện Yên Định;huyện;Quý III/2024;99,1",
        "3;Tỷ lệ hồ sơ trực tuyến lĩnh vực đất đai;Huyện Yên Định;huyện;Quý III/2024;70",
    ]
    path.write_text("\n".join([VIETNAMESE, *lines]), encoding="utf-8")
    reading = forms.read(path)
    assert reading.observations.select("indicator_code", "unit_level", "value").rows() == [
        ("online_dossier_rate", "province", 82.5),
        ("on_time_dossier_rate", "district", 99.1),
    ]
    (finding,) = reading.findings
    assert (finding.rule, finding.locator) == ("unknown_indicator", "row 4, column indicator")


@pytest.mark.parametrize(
    ("header", "row", "rule", "told"),
    [
        ("Chỉ tiêu;Đơn vị;Kỳ;Giá trị", "pci_score;Thanh Hóa;2024;66", "missing_column", "unit_level (Cấp)"),
        ("Chỉ tiêu;Đơn vị;Cấp;Quý;Năm;Giá trị", "pci_score;Thanh Hóa;tỉnh;I;2024;66", "repeated_column", "period (Kỳ)"),
        (
            "Chỉ tiêu;Đơn vị;Cấp;Lĩnh vực;Kỳ;Giá trị",
            "online_dossier_rate;Thanh Hóa;tỉnh;Đất đai;2024;66",
            "unknown_scope",
            "scope_code",
        ),
    ],
)
def test_a_vietnamese_tidy_file_that_is_wanting_says_in_which_column(
    tmp_path: Path, header: str, row: str, rule: str, told: str
) -> None:
    (tmp_path / "kpi").mkdir()
    path = tmp_path / "kpi" / "a.csv"
    path.write_text(f"{header}\n{row}", encoding="utf-8")
    reading = forms.read(path)
    assert reading.observations.is_empty()
    (finding,) = reading.findings
    assert finding.rule == rule
    assert told in finding.remedy


def test_a_level_that_is_none_is_told_at_its_own_column(tmp_path: Path) -> None:
    (tmp_path / "kpi").mkdir()
    path = tmp_path / "kpi" / "a.csv"
    path.write_text(f"{HEADER}\npci_score,Thanh Hóa,vùng,2024,66\npci_score,Xứ Lạ,province,2024,66", encoding="utf-8")
    told = [(one.rule, one.locator) for one in forms.read(path).findings]
    assert told == [
        ("unknown_unit_level", "row 2, column unit_level"),
        ("unit_unknown_name", "row 3, column unit_name"),
    ]

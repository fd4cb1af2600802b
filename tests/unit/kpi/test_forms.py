"""Every known shape loads, in each format portals hand out, with the figures a person reads off it."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines import vietnamese
from pipelines.contracts.raw_models import validate
from tests.unit.kpi import forms

WRITERS = {".xlsx": forms.write_xlsx, ".xls": forms.write_html, ".csv": forms.write_csv}
LAYOUT_OF = {"ii06a_first": "ii06a", "ii06a_second": "ii06a", "hanoi_b": "ii06a"}
YEN_DINH, NGHI_SON, THANH_HOA = "D394-63", "D407-63", "P38-63"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "kpi").mkdir()
    return tmp_path / "kpi"


@pytest.mark.parametrize("name", sorted(forms.FORMS))
def test_a_known_form_loads_without_a_finding_and_with_the_same_figures_in_every_format(
    name: str, folder: Path
) -> None:
    figures = []
    for ending, write in WRITERS.items():
        reading = forms.read(write(forms.FORMS[name](), folder / f"export{ending}"))
        assert (reading.layout, reading.status, reading.findings) == (LAYOUT_OF.get(name, name), "loaded", []), ending
        validate("kpi_observations", reading.observations)
        columns = ("indicator_code", "scope_code", "unit_id", "coverage_level", "value")
        figures.append(reading.observations.select(columns).rows())
    assert figures[0] == figures[1] == figures[2]


def test_both_wordings_of_ii06a_give_the_same_figures(folder: Path) -> None:
    first, second = (
        forms.read(forms.write_xlsx(forms.ii06a(n), folder / f"{n}.xlsx")).observations.drop(
            "observation_id", "source_file", "sha256"
        )
        for n in (1, 2)
    )
    assert first.equals(second)


def test_ii06a_tells_the_three_totals_and_both_overdues_apart(folder: Path) -> None:
    reading = forms.read(forms.write_xlsx(forms.ii06a(), folder / "a.xlsx"))
    district = {"unit_level": "district"}
    assert forms.values(reading, "dossiers_to_process_count", **district) == {YEN_DINH: 550, NGHI_SON: 660}
    assert forms.values(reading, "dossiers_resolved_count", **district) == {YEN_DINH: 500, NGHI_SON: 600}
    assert forms.values(reading, "dossiers_pending_count", **district) == {YEN_DINH: 50, NGHI_SON: 60}
    assert forms.values(reading, "dossiers_resolved_overdue_count", **district) == {YEN_DINH: 5, NGHI_SON: 10}
    overdue = forms.values(reading, "dossiers_pending_count", scope_code="overdue", **district)
    assert overdue == {YEN_DINH: 5, NGHI_SON: 5}


def test_received_in_the_period_leaves_out_what_was_carried_over(folder: Path) -> None:
    reading = forms.read(forms.write_xlsx(forms.ii06a(), folder / "a.xlsx"))
    received = forms.values(reading, "dossiers_received_count", unit_level="district")
    assert received == {YEN_DINH: 500, NGHI_SON: 600}


def test_agencies_are_summed_to_provincial_coverage_and_the_total_row_covers_all(folder: Path) -> None:
    reading = forms.read(forms.write_xlsx(forms.ii06a(), folder / "a.xlsx"))
    agencies = forms.values(reading, "dossiers_resolved_count", unit_level="province", coverage_level="province")
    whole = forms.values(reading, "dossiers_resolved_count", unit_level="province", coverage_level="all")
    assert (agencies, whole) == ({THANH_HOA: 1300}, {THANH_HOA: 2400})
    rate = reading.observations.filter(indicator_code="on_time_dossier_rate", coverage_level="province")
    assert rate["value"].to_list() == [pytest.approx(100 * 1288 / 1300)]
    assert rate["source_variant"].to_list() == ["per_resolved"]


def test_the_cell_a_figure_came_from_is_kept(folder: Path) -> None:
    reading = forms.read(forms.write_xlsx(forms.ii06a(), folder / "a.xlsx"))
    row = reading.observations.filter(indicator_code="dossiers_resolved_early_count", unit_id=YEN_DINH).to_dicts()[0]
    assert (row["sheet"], row["row_no"], row["column_name"], row["value_as_printed"]) == ("Sheet1", 13, "H", "100")
    assert (row["period_label"], str(row["period_start"]), str(row["period_end"])) == (
        "2024-Q2",
        "2024-04-01",
        "2024-06-30",
    )


def test_hanoi_a_stores_on_time_and_early_as_one(folder: Path) -> None:
    reading = forms.read(forms.write_html(forms.hanoi_a(), folder / "a.xls"))
    assert forms.values(reading, "dossiers_resolved_on_time_count", unit_level="district") == {
        "D001-63": 88,
        "D002-63": 180,
    }
    assert not forms.values(reading, "dossiers_resolved_early_count")


def test_year_to_date_is_known_by_its_dates(folder: Path) -> None:
    reading = forms.read(forms.write_html(forms.qd766_3a(), folder / "a.xls"))
    assert set(reading.observations["period_kind"]) == {"year_to_date"}
    assert {str(day) for day in reading.observations["period_end"]} == {"2024-07-15"}


def test_an_empty_percent_cell_is_the_zero_its_counts_give(folder: Path) -> None:
    reading = forms.read(forms.write_html(forms.qd766_3a(), folder / "a.xls"))
    paid = forms.values(reading, "online_payment_transaction_rate")
    assert paid == {YEN_DINH: 0.0, NGHI_SON: None, THANH_HOA: 80.0}


def test_3d_keeps_two_columns_apart_that_differ_in_a_bracket(folder: Path) -> None:
    reading = forms.read(forms.write_xlsx(forms.qd766_3d(), folder / "a.xlsx"))
    assert forms.values(reading, "dossiers_pending_count", scope_code="overdue") == {YEN_DINH: 3, NGHI_SON: 0}


def test_survey_shares_carry_their_respondents(folder: Path) -> None:
    reading = forms.read(forms.write_csv(forms.survey_respondents(), folder / "a.csv"))
    rows = reading.observations.filter(scope_code="all").sort("unit_id").to_dicts()
    assert [(r["unit_id"], r["value"], r["numerator"], r["respondents"], r["source_variant"]) for r in rows] == [
        (YEN_DINH, 60.0, 6, 10, "survey"),
        (NGHI_SON, 100.0, 5, 5, "survey"),
    ]
    land = forms.values(reading, "citizen_satisfaction_tthc_rate", scope_code="land_construction_investment")
    assert land == {YEN_DINH: 60.0}


def test_service_levels_are_summed_and_3_and_4_are_online(folder: Path) -> None:
    reading = forms.read(forms.write_csv(forms.service_levels(), folder / "a.csv"))
    assert forms.values(reading, "online_dossier_rate") == {THANH_HOA: 50.0}
    assert forms.values(reading, "on_time_dossier_rate") == {THANH_HOA: pytest.approx(100 * 1653 / 1800)}


def test_the_sidecar_wins_over_the_title(folder: Path) -> None:
    path = forms.write_xlsx(forms.qd766_3c(), folder / "a.xlsx")
    reading = forms.read(path, period="2024-Q3", unit_name="Tỉnh Thanh Hóa", unit_level="province")
    assert set(reading.observations["period_label"]) == {"2024-Q3"}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le"])
def test_a_csv_is_read_in_the_encodings_offices_use(encoding: str, folder: Path) -> None:
    reading = forms.read(forms.write_csv(forms.qd766_3c(), folder / "a.csv", encoding, ";"))
    assert (reading.status, reading.observations.height) == ("loaded", 6)


def test_blank_cells_beside_a_group_head_mean_the_same_as_left(folder: Path) -> None:
    plain = forms.read(forms.write_xlsx(forms.ii06a(), folder / "plain.xlsx", merged=False))
    assert (plain.status, plain.findings, plain.observations.height) == ("loaded", [], 60)


def test_the_sheet_with_the_table_is_chosen_and_the_others_are_named(folder: Path) -> None:
    path = forms.write_xlsx(forms.qd766_3c(), folder / "a.xlsx", lead_sheets=("Ghi chú", "Bìa"))
    reading = forms.read(path)
    assert reading.observations.height == 6
    assert [(f.rule, f.found) for f in reading.findings] == [
        ("sheet_not_read", "sheet Ghi chú"),
        ("sheet_not_read", "sheet Bìa"),
    ]


def test_furniture_and_notes_around_the_table_change_nothing(folder: Path) -> None:
    form = forms.ii06a()
    form.title = [["VĂN PHÒNG UBND"], [None], *form.title, [None]]
    form.foot = [*form.foot, [None], ["Nơi nhận:", "- Như trên;"], ["- Lưu: VT"]]
    reading = forms.read(forms.write_xlsx(form, folder / "a.xlsx"))
    assert (reading.findings, reading.observations.height) == ([], 60)


def in_tcvn3(text: str) -> bytes:
    """Text as a TCVN3 font stores it; capitals with marks have no code there and are written small, as offices do."""
    codes = {letter: byte for byte, letter in sorted(vietnamese._TCVN3_TABLE.items(), reverse=True) if byte >= 0xA1}
    small = "".join(ch if ch in codes or ch.isascii() else ch.lower() for ch in text)
    return bytes(codes.get(ch, ord(ch) if ord(ch) < 128 else 0x3F) for ch in small)


def test_a_csv_in_tcvn3_gives_the_same_figures_and_says_that_it_was_guessed(folder: Path) -> None:
    plain = forms.write_csv(forms.qd766_3c(), folder / "plain.csv")
    old = folder / "old.csv"
    old.write_bytes(in_tcvn3(plain.read_text(encoding="utf-8")))
    reading = forms.read(old)
    assert reading.observations["value"].to_list() == forms.read(plain).observations["value"].to_list()
    assert [(f.rule, f.found) for f in reading.findings] == [("encoding_guessed", "tcvn3")]


def test_no_sum_of_agencies_is_built_while_one_of_them_can_not_be_read(folder: Path) -> None:
    form = forms.ii06a()
    agency = next(row for row in form.body if len(row) > 2 and str(row[1]).startswith("Sở ") and row[2] is not None)
    agency[2] = "1.0x0"
    reading = forms.read(forms.write_xlsx(form, folder / "a.xlsx"))
    assert forms.values(reading, "dossiers_resolved_count", unit_level="province", coverage_level="province") == {}
    assert {"not_a_number", "sum_held_back"} <= forms.rules(reading, "error")
    assert forms.values(reading, "dossiers_resolved_count", unit_level="district") == {YEN_DINH: 500, NGHI_SON: 600}


def test_signer_and_dateline_side_by_side_are_no_row(folder: Path) -> None:
    form = forms.ii06a()
    form.foot = [[None], ["Người làm báo cáo", *[None] * 8, "Thanh Hóa, ngày 02 tháng 7 năm 2024"], ["Lê Văn A"]]
    reading = forms.read(forms.write_xlsx(form, folder / "a.xlsx"))
    assert (reading.status, reading.findings) == ("loaded", [])


def test_a_group_row_that_spans_from_the_code_column_opens_its_group(folder: Path) -> None:
    """«III | Cấp huyện» stands under «Mã định danh»; without the group «Quận 7» of a later year has no level."""
    form = forms.qd766_3a()
    form.title[1:] = [["ỦY BAN NHÂN DÂN THÀNH PHỐ HỒ CHÍ MINH"], ["Từ ngày 01/10/2025 đến ngày 31/10/2025"]]
    form.body = [["III", "Cấp huyện"], ["1", "H29.07", "Quận 7", *form.body[-1][3:]]]
    reading = forms.read(forms.write_xlsx(form, folder / "a.xlsx"))
    assert [finding.rule for finding in reading.findings] == ["unit_other_era"]

"""Whole worlds from a plan's sentence and a tidy file to a status: the real readers, the real units, the real models.

What belongs here: cases in the two forms a user has, with what must be said on two days. What does not: rules one by
one (dbt unit tests, test_rules.py) and the run itself (test_pipeline.py). The expected columns were written before the
first run, from the design's sections 4 to 7.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest

from .project import CompiledProject
from .reading import build, read_tables
from .worlds import Warehouse

AUTUMN, SUMMER = date(2025, 9, 30), date(2026, 6, 30)
WORK, PUBLISHED, ONLINE = "e_work_dossier_rate", "internal_procedure_publication_rate", "online_dossier_rate"
PAYROLL, WAIT, SIPAS = "public_service_payroll_count", "onestop_waiting_minutes", "sipas_index"
WORK_80 = "hồ sơ công việc được xử lý trên môi trường mạng"
PUBLISHED_80 = "thủ tục hành chính nội bộ được công bố, công khai"
Said = tuple[str, str | None, str | None, float | None]


@dataclass(frozen=True)
class Case:
    """One sentence of one plan, figures of a tidy file, and status, reason, severity and gap on two days."""

    name: str
    issuer: str
    sentence: str
    figures: list[dict[str, object]]
    autumn: Said
    summer: Said
    years: tuple[int, int] = (2021, 2025)
    level: str = "province"
    issued: str | None = None
    flags: frozenset[str] = field(default_factory=frozenset)


def _f(indicator: str, unit: str, period: str, value: object, **more: object) -> dict[str, object]:
    return {
        "indicator": indicator,
        "unit_name": unit,
        "unit_level": "province",
        "period": period,
        "value": value,
        **more,
    }


def _counts(unit: str, done: int, all_of: int, period: str = "2024", **more: object) -> dict[str, object]:
    return _f(WORK, unit, period, 100 * done / all_of, numerator=done, denominator=all_of, **more)


def _month_online(unit: str, month: int) -> dict[str, object]:
    counts = {"numerator": month * 10, "denominator": 200 - month * 5, "source_variant": "per_received"}
    return _f(ONLINE, unit, f"2024-{month:02d}", "", **counts)


def _both(*said: object) -> dict[str, Said]:
    return {"autumn": said, "summer": said}  # type: ignore[dict-item]


DISSOLVED = "Ủy ban nhân dân tỉnh Nam Định"
CASES = [
    Case(
        "a_level_compares_with_its_own_coverage",
        "UBND tỉnh Sơn La",
        "Đến năm 2025, tối thiểu 80% hồ sơ công việc tại cấp tỉnh được xử lý trên môi trường mạng.",
        [
            _f(WORK, "Sơn La", "2020", 40, coverage_level="province"),
            _f(WORK, "Sơn La", "2024", 70, coverage_level="province"),
            _f(WORK, "Sơn La", "2024", 99),
        ],
        # (30 / 4) / (40 / 5) = 0.94
        ("behind", None, "accelerate", -10),
        ("no_data", "overdue_publication", None, -10),
    ),
    Case(
        "above_90_is_missed_at_90_exactly",
        "UBND tỉnh Sơn La",
        "Đến năm 2023, Chỉ số hài lòng của người dân đối với sự phục vụ của cơ quan hành chính nhà nước (SIPAS) đạt"
        " trên 90%.",
        [_f(SIPAS, "Sơn La", "2023", "90,00")],
        **_both("missed", None, None, 0),
        flags=frozenset({"strict_boundary"}),
    ),
    Case(
        "a_later_figure_sets_a_flag_and_no_verdict",
        "UBND tỉnh Sơn La",
        f"Đến năm 2024, tối thiểu 80% {PUBLISHED_80}.",
        [_f(PUBLISHED, "Sơn La", "2023", 85), _f(PUBLISHED, "Sơn La", "2025-06", 90)],
        **_both("no_data", "overdue_publication", None, 5),
        flags=frozenset({"met_late", "last_known"}),
    ),
    Case(
        "twelve_months_are_a_ratio_of_sums",
        "UBND tỉnh Sơn La",
        "Đến năm 2024, tối thiểu 60% hồ sơ thủ tục hành chính được giải quyết trực tuyến.",
        [_month_online("Sơn La", month) for month in range(1, 13)],
        # 780 of 2,010, not the mean of twelve rates
        **_both("missed", None, None, -21.19),
    ),
    Case(
        "a_reduction_of_payroll_against_2021",
        "UBND tỉnh Sơn La",
        "Đến năm 2025, giảm tối thiểu 10% biên chế sự nghiệp hưởng lương từ ngân sách nhà nước so với năm 2021.",
        [_f(PAYROLL, "Sơn La", "2021", 20000), _f(PAYROLL, "Sơn La", "2024", 18400)],
        autumn=("on_track", None, None, -2),
        summer=("no_data", "overdue_publication", None, -2),
    ),
    Case(
        "a_reduction_without_its_base",
        "UBND tỉnh Sơn La",
        "Đến năm 2025, giảm tối thiểu 10% số lượng đơn vị sự nghiệp công lập so với năm 2021.",
        [],
        **_both("not_assessable", "base_missing", None, None),
    ),
    Case(
        "nine_months_are_not_the_year",
        "UBND tỉnh Lai Châu",
        f"Đến năm 2024, tối thiểu 80% {WORK_80}.",
        [_counts("Lai Châu", 85, 100, "2024-9M")],
        **_both("no_data", "final_figure_pending", None, 5),
        flags=frozenset({"provisional", "last_known"}),
    ),
    Case(
        "a_printed_bound_that_implies_the_answer",
        "UBND tỉnh Lai Châu",
        f"Đến năm 2024, tối thiểu 90% {PUBLISHED_80}.",
        [_f(PUBLISHED, "Lai Châu", "2024", 90, value_as_printed=">90%", value_bound=">")],
        **_both("met", None, None, 0),
        flags=frozenset({"bounded"}),
    ),
    Case(
        "lower_is_better_and_met_early",
        "UBND tỉnh Lai Châu",
        "Đến năm 2025, thời gian chờ đợi trung bình mỗi lần giao dịch tối đa 15 phút.",
        [_f(WAIT, "Lai Châu", "2020", 40), _f(WAIT, "Lai Châu", "2024", 14)],
        autumn=("met", None, None, 1),
        summer=("no_data", "overdue_publication", None, 1),
    ),
    Case(
        "beyond_the_far_end_of_a_range",
        "UBND tỉnh Lai Châu",
        "Đến năm 2024, từ 25% đến 35% hồ sơ thủ tục hành chính được giải quyết trực tuyến.",
        [_f(ONLINE, "Lai Châu", "2024", 41, source_variant="per_received")],
        **_both("met", None, None, 16),
        flags=frozenset({"over_range"}),
    ),
    Case(
        "a_gain_in_rank_among_63_and_then_among_34",
        "UBND tỉnh Lai Châu",
        "Đến năm 2025, Chỉ số cải cách hành chính (PAR INDEX) tăng 5 bậc xếp hạng so với năm 2020.",
        [
            _f("par_index_rank", "Lai Châu", "2020", 40),
            _f("par_index_rank", "Lai Châu", "2024", 37),
            _f("par_index_rank", "Lai Châu", "2025", 30, published_at="2026-04-20"),
        ],
        # (3 / 4) / (5 / 5) = 0.75
        autumn=("behind", None, "accelerate", -2),
        summer=("not_assessable", "ranked_population_changed", None, 5),
    ),
    Case(
        "an_annual_plan_expects_nothing_before_its_end",
        "UBND tỉnh Điện Biên",
        f"Năm 2025, tối thiểu 80% {WORK_80}.",
        [_f(WORK, "Điện Biên", "2024", 60), _counts("Điện Biên", 66, 100, "2025-Q1")],
        autumn=("not_assessable", "step_not_due", None, -14),
        summer=("no_data", "final_figure_pending", None, -14),
        years=(2025, 2025),
    ),
    Case(
        "a_stocks_point_of_june_is_not_the_years_final_one",
        "UBND tỉnh Điện Biên",
        f"Năm 2025, tối thiểu 70% {PUBLISHED_80}.",
        [_f(PUBLISHED, "Điện Biên", "2025-06", 75)],
        autumn=("met", None, None, 5),
        summer=("no_data", "final_figure_pending", None, 5),
        years=(2025, 2025),
    ),
    Case(
        "a_dissolved_province_keeps_no_promise_due_after_its_end",
        DISSOLVED,
        f"Đến năm 2025, tối thiểu 80% {WORK_80}.",
        [_counts("Nam Định", 70, 100), _counts("Hà Nam", 30, 100), _counts("Ninh Bình", 66, 100, "2025-07")],
        **_both("not_assessable", "unit_dissolved", None, -10),
        flags=frozenset({"last_known"}),
    ),
    Case(
        "a_verdict_due_before_the_end_stays",
        DISSOLVED,
        f"Đến năm 2024, tối thiểu 80% {PUBLISHED_80}.",
        [_f(PUBLISHED, "Nam Định", "2024", 81, published_at="2025-08-01")],
        **_both("met", None, None, 1),
    ),
    Case(
        "a_province_that_grew_under_its_name",
        "UBND tỉnh Ninh Bình",
        f"Đến năm 2025, tối thiểu 80% {WORK_80}.",
        [_counts("Ninh Bình", 50, 200)],
        **_both("not_assessable", "territory_changed", None, -55),
    ),
    Case(
        "the_new_province_stands_on_the_counts_of_the_old_ones",
        "UBND tỉnh Ninh Bình",
        f"Đến năm 2030, tối thiểu 90% {WORK_80}.",
        [],
        # Base (70 + 30 + 50) / 400 = 37.5 in 2024, 66 by the end of July 2025.
        **_both("on_track", None, None, -24),
        years=(2025, 2030),
        issued="2025-08-01",
        flags=frozenset({"reconstructed"}),
    ),
    Case(
        "a_districts_promise_ends_with_the_level",
        "UBND huyện Mường Nhé, tỉnh Điện Biên",
        f"Đến năm 2025, tối thiểu 80% {WORK_80}.",
        [_f(WORK, "Mường Nhé", "2024", 75, unit_level="district", parent_name="Điện Biên")],
        **_both("not_assessable", "level_abolished", None, -5),
        level="district",
    ),
    Case(
        "a_districts_verdict_of_2024_stays",
        "UBND huyện Mường Nhé, tỉnh Điện Biên",
        f"Đến năm 2024, tối thiểu 80% {PUBLISHED_80}.",
        [_f(PUBLISHED, "Mường Nhé", "2024", 79, unit_level="district", parent_name="Điện Biên")],
        **_both("missed", None, None, -1),
        level="district",
    ),
    Case(
        "a_commune_that_keeps_its_name_over_a_larger_area",
        "UBND xã Nguyên Giáp, huyện Tứ Kỳ, tỉnh Hải Dương",
        f"Đến năm 2025, tối thiểu 80% {WORK_80}.",
        [_f(WORK, "Nguyên Giáp", "2024", 75, unit_level="commune", parent_name="Tứ Kỳ")],
        **_both("not_assessable", "territory_changed", None, -5),
        level="commune",
    ),
    Case(
        "a_restatement_known_in_june",
        "UBND tỉnh Lạng Sơn",
        f"Đến năm 2024, tối thiểu 80% {WORK_80}.",
        [
            _f(WORK, "Lạng Sơn", "2024", 79, published_at="2025-01-15"),
            _f(WORK, "Lạng Sơn", "2024", 81, published_at="2025-06-15"),
        ],
        **_both("met", None, None, 1),
    ),
    Case(
        "a_figure_published_after_the_day_is_not_known",
        "UBND tỉnh Lạng Sơn",
        f"Đến năm 2024, tối thiểu 80% {PUBLISHED_80}.",
        [_f(PUBLISHED, "Lạng Sơn", "2024", 85, published_at="2025-11-01")],
        autumn=("no_data", "never_reported", None, None),
        summer=("met", None, None, 5),
    ),
    Case(
        "level_4_is_answered_by_end_to_end",
        "UBND tỉnh Lạng Sơn",
        "Đến năm 2024, tối thiểu 80% thủ tục hành chính đủ điều kiện được cung cấp trực tuyến mức độ 4.",
        [_f("online_service_full_provision_rate", "Lạng Sơn", "2024", 82)],
        **_both("met", None, None, 2),
        flags=frozenset({"bridged"}),
    ),
    Case(
        "sipas_before_and_after_2022_make_no_line",
        "UBND tỉnh Lạng Sơn",
        "Đến năm 2025, SIPAS đạt tối thiểu 90%.",
        [_f(SIPAS, "Lạng Sơn", "2020", 84), _f(SIPAS, "Lạng Sơn", "2023", 85.5)],
        autumn=("not_assessable", "no_observation_after_base", None, -4.5),
        summer=("no_data", "overdue_publication", None, -4.5),
    ),
    Case(
        "base_82_target_80_now_78",
        "UBND tỉnh Cao Bằng",
        f"Đến năm 2030, tối thiểu 80% {WORK_80}.",
        [_f(WORK, "Cao Bằng", "2020", 82), _f(WORK, "Cao Bằng", "2024", 78)],
        **_both("behind", "baseline_met_then_fell", "reversing", -2),
        years=(2021, 2030),
    ),
    Case(
        "early_met_then_fallen_back",
        "UBND tỉnh Cao Bằng",
        f"Đến năm 2030, tối thiểu 80% {PUBLISHED_80}.",
        [_f(PUBLISHED, "Cao Bằng", str(y), v) for y, v in ((2020, 60), (2022, 85), (2024, 78))],
        **_both("on_track", None, None, -2),
        years=(2021, 2030),
        flags=frozenset({"fell_back"}),
    ),
    Case(
        "a_plan_to_come_is_measured_from_the_last_figure_before_it",
        "UBND tỉnh Quảng Ninh",
        f"Đến năm 2030, tối thiểu 90% {PUBLISHED_80}.",
        [_f(PUBLISHED, "Quảng Ninh", "2024", 70), _f(PUBLISHED, "Quảng Ninh", "2026-03", 75)],
        autumn=("not_assessable", "no_observation_after_base", None, -20),
        # (5 / 1.25) / (20 / 6) = 1.2
        summer=("on_track", None, None, -15),
        years=(2026, 2030),
        issued="2025-08-20",
    ),
    Case(
        "a_portal_month_says_nothing_final",
        "UBND tỉnh Quảng Ninh",
        f"Đến năm 2024, tối thiểu 80% {WORK_80}.",
        [_f(WORK, "Quảng Ninh", "", 85, period_start="2024-07-21", period_end="2024-08-20")],
        **_both("no_data", "final_figure_pending", None, 5),
    ),
    Case(
        "a_zero_denominator_is_no_figure",
        "UBND tỉnh Thanh Hóa",
        f"Đến năm 2024, tối thiểu 80% {WORK_80}.",
        [_f(WORK, "Thanh Hóa", "2024", 100, numerator=0, denominator=0)],
        **_both("no_data", "zero_denominator", None, None),
    ),
    Case(
        "a_period_nobody_knows_carries_no_status",
        "UBND tỉnh Thanh Hóa",
        f"Đến năm 2024, tối thiểu 80% {PUBLISHED_80}.",
        [_f(PUBLISHED, "Thanh Hóa", "2024", 90, period_kind="unknown")],
        **_both("no_data", "never_reported", None, None),
    ),
    Case(
        "at_least_30_minutes_of_waiting_is_a_conflict",
        "UBND tỉnh Thanh Hóa",
        "Đến năm 2025, thời gian chờ đợi trung bình mỗi lần giao dịch tối thiểu 30 phút.",
        [_f(WAIT, "Thanh Hóa", "2024", 20)],
        **_both("not_assessable", "comparator_conflict", None, 10),
    ),
    Case(
        "two_of_many_communes_are_partial_coverage",
        "UBND tỉnh Hà Tĩnh",
        "Đến năm 2024, tối thiểu 60% hồ sơ công việc tại cấp xã được xử lý trên môi trường mạng.",
        [
            _counts("Xã Sơn Hồng", 70, 100, unit_level="commune", parent_name="Hương Sơn"),
            _counts("Xã Sơn Tiến", 80, 100, unit_level="commune", parent_name="Hương Sơn"),
        ],
        **_both("not_assessable", "partial_coverage", None, None),
    ),
]


def _write(raw: Path) -> None:
    (raw / "plans").mkdir(parents=True)
    (raw / "kpi").mkdir()
    rows = [figure for case in CASES for figure in case.figures]
    columns = sorted({name for row in rows for name in row})
    with (raw / "kpi" / "figures.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, columns)
        writer.writeheader()
        writer.writerows(rows)
    for number, case in enumerate(CASES, start=1):
        first, last = case.years
        span = f"năm {first}" if first == last else f"giai đoạn {first} - {last}"
        text = (
            f"# KẾ HOẠCH\n\nCải cách hành chính {span}\n\n## I. MỤC TIÊU\n\n"
            f"### 2. Cải cách thủ tục hành chính\n\n- {case.sentence}\n"
        )
        (raw / "plans" / f"{number:02d}.md").write_text(text, encoding="utf-8")
        sidecar = (
            f"title: Kế hoạch {span}\nissuer: {case.issuer}\nlevel: {case.level}\ndocument_number: {number}/KH-UBND\n"
            f"issued_on: {case.issued or f'{first}-01-05'}\nperiod_from: {first}\nperiod_to: {last}\norigin: official\n"
        )
        (raw / "plans" / f"{number:02d}.md.meta.yml").write_text(sidecar, encoding="utf-8")


@pytest.fixture(scope="module")
def days(project: CompiledProject, tmp_path_factory: pytest.TempPathFactory) -> dict[date, Warehouse]:
    data = tmp_path_factory.mktemp("tidy") / "data"
    _write(data / "raw")
    worlds = {}
    for as_of in (AUTUMN, SUMMER):
        worlds[as_of] = build(project, read_tables(data, as_of), as_of, data.parent / as_of.isoformat())
    return worlds


@pytest.mark.parametrize("as_of", [AUTUMN, SUMMER], ids=["autumn_2025", "summer_2026"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_status_of_a_sentence_and_a_tidy_file(days: dict[date, Warehouse], case: Case, as_of: date) -> None:
    number = f"{CASES.index(case) + 1}/KH-UBND"
    row = days[as_of].one("select * from marts.mart_gap_latest where document_number = ? and basis = 'own'", number)
    status, reason, severity, gap = case.autumn if as_of == AUTUMN else case.summer
    assert (row["status"], row["reason"], row["severity"]) == (status, reason, severity), row
    assert row["gap"] == (None if gap is None else pytest.approx(gap))
    assert case.flags <= set(row["flags"].split("|"))


def test_the_successors_figure_stands_beside_the_dissolved_provinces_promise(days: dict[date, Warehouse]) -> None:
    number = [case.name for case in CASES].index("a_dissolved_province_keeps_no_promise_due_after_its_end") + 1
    row = days[SUMMER].one("select * from marts.mart_gap_latest where document_number = ?", f"{number}/KH-UBND")
    assert (row["successor_unit_id"], row["successor_actual"]) == ("P37-34", 66)

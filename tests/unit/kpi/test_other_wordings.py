"""Files of a known family with other order and wording: the same figures, or a refusal that says what to add."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from pipelines.kpi.headers.header_words import are_opposed, bare_key, load_words, segment_key
from pipelines.kpi.headers.layouts import load_layouts
from tests.unit.kpi import forms

# Layouts that say what their columns measure; those with one indicator a row say it by rows (test_report_forms.py).
BY_COLUMN = [layout for layout in load_layouts() if layout.spec.get("rows") not in ("indicators", "named")]
SHUFFLED = sorted(set(forms.FORMS) - {"service_levels", "survey_respondents", "index_rows"})
KEY = [
    "indicator_code",
    "scope_code",
    "source_variant",
    "unit_id",
    "coverage_level",
    "value",
    "numerator",
    "denominator",
]


def figures(path: Path) -> tuple[str, list[tuple[object, ...]], set[str]]:
    reading = forms.read(path)
    return reading.status, reading.observations.select(KEY).sort(KEY).rows(), forms.rules(reading)


def unmerged(form: forms.Form) -> forms.Form:
    """The form with every header path flattened into one row, as converted sheets have it."""
    width = len(form.header[0])
    owner = {(r, c): (t, x) for t, x, b, y in form.merges for r in range(t, b + 1) for c in range(x, y + 1)}
    rows = [row for row in form.header if not str(row[0]).startswith("(")]
    flat: list[forms.Cell] = []
    for column in range(width):
        parts: list[str] = []
        for place, row in enumerate(rows):
            top, left = owner.get((place, column), (place, column))
            text = form.header[top][left] if left < len(form.header[top]) else None
            if text and str(text) not in parts:
                parts.append(str(text))
            del row
        flat.append(" - ".join(parts) or None)
    form.header, form.merges = [flat], []
    return form


def reordered(form: forms.Form, seed: int) -> forms.Form:
    """Measure columns of a flattened form in another order."""
    flat = unmerged(form)
    width = len(flat.header[0])
    first = (
        next(
            place
            for place, text in enumerate(flat.header[0])
            if (text and "ơn vị" in str(text)) or "ĩnh vực" in str(text) or "ỉnh" in str(text)
        )
        + 1
    )
    order = list(range(first, width))
    random.Random(seed).shuffle(order)
    order = [*range(first), *order]
    for row in [*flat.header, *flat.body]:
        full = [*row, *[None] * (width - len(row))]
        row[:] = [full[place] for place in order]
    return flat


@pytest.mark.parametrize("name", SHUFFLED)
def test_another_order_of_columns_gives_the_same_figures(name: str, tmp_path: Path) -> None:
    (tmp_path / "kpi").mkdir()
    good = figures(forms.write_xlsx(forms.FORMS[name](), tmp_path / "kpi" / "good.xlsx"))
    for seed in range(2):
        twin = reordered(forms.FORMS[name]().copy(), seed)
        assert figures(forms.write_xlsx(twin, tmp_path / "kpi" / f"{seed}.xlsx")) == good


@pytest.mark.parametrize("name", sorted(forms.FORMS))
def test_a_slip_in_a_header_loads_the_same_figures_or_nothing(name: str, tmp_path: Path) -> None:
    slip_in_every(4, name, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(forms.FORMS))
def test_a_slip_in_any_header_loads_the_same_figures_or_nothing(name: str, tmp_path: Path) -> None:
    slip_in_every(1, name, tmp_path)


def slip_in_every(step: int, name: str, tmp_path: Path) -> None:
    (tmp_path / "kpi").mkdir()
    _, good, _ = figures(forms.write_csv(forms.FORMS[name](), tmp_path / "kpi" / "good.csv"))
    form = forms.FORMS[name]()
    cells = [(r, c) for r, row in enumerate(form.header) for c, text in enumerate(row) if text and len(str(text)) > 4]
    for number, (row, column) in enumerate(cells[::step]):
        twin = forms.FORMS[name]().copy()
        text = str(twin.header[row][column])
        place = random.Random(number).randrange(1, len(text) - 1)
        twin.header[row][column] = text[:place] + text[place + 1 :]
        status, found, rules = figures(forms.write_csv(twin, tmp_path / "kpi" / f"{number}.csv"))
        if status == "refused":
            assert rules & {"missing_header", "unknown_header", "unknown_layout", "no_period"}
        else:
            assert set(found) <= set(good), (name, text, twin.header[row][column])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Trong hạn", "Quá hạn"),
        ("Trực tuyến", "Trực tiếp"),
        ("Có số hóa TPHS", "Chưa số hóa TPHS"),
        ("Đã số hóa", "Chưa số hóa"),
        ("Trước hạn", "Đúng hạn"),
        ("Hài lòng", "Không hài lòng"),
        ("Hài lòng", "Rất hài lòng"),
        ("Tổng số", "Quá hạn"),
        ("Kỳ trước", "Trong kỳ"),
        ("Toàn trình", "Một phần"),
        ("Đúng và trước hạn", "Đúng hạn"),
        ("Tỷ lệ TTTT (%)", "Số HS đã TTTT"),
        ("Đã giải quyết", "Đang giải quyết"),
        ("Có tái sử dụng thành phần", "Có tái sử dụng thành phần từ cổng DVC quốc gia"),
    ],
)
def test_opposites_are_never_near(one: str, other: str) -> None:
    assert are_opposed(bare_key(one), bare_key(other))


def test_abbreviations_are_written_out() -> None:
    assert segment_key("Số HS đã TTTT Cổng DVCQG") == segment_key(
        "Số hồ sơ đã thanh toán trực tuyến cổng dịch vụ công quốc gia"
    )


def test_every_layout_says_what_its_columns_and_measures_are() -> None:
    assert load_words().ignored
    for layout in BY_COLUMN:
        ids = {column.id for column in layout.columns}
        assert layout.title and layout.spec["measures"]
        assert {column.role for column in layout.columns} & {"unit", "group", "part"}
        for measure in layout.spec["measures"]:
            names = [n for part in ("value", "numerator", "denominator", "respondents") for n in measure.get(part, [])]
            assert {name.removesuffix("?").split(":")[-1] for name in names} <= ids, layout.name
            assert measure.get("printed", next(iter(ids))) in ids
        for identity in layout.spec.get("identities", []):
            assert {name.removesuffix("?") for name in [*identity["left"], *identity["right"]]} <= ids


def test_every_measure_names_an_indicator_scope_and_variant_of_the_catalogue() -> None:
    catalogue = forms.IndicatorCatalogue.load()
    for layout in BY_COLUMN:
        for measure in layout.spec["measures"]:
            indicator = catalogue.indicators[measure["indicator"]]
            assert measure.get("scope", "all") in indicator.scopes, (layout.name, measure)
            variant = measure.get("variant", indicator.source_variants[0])
            assert variant in indicator.source_variants, (layout.name, measure)

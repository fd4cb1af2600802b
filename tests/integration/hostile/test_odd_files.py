"""Odd files that end no reader: what each gives, told without the fence."""

from pathlib import Path

import pytest

from pipelines import readers
from pipelines.findings import Stage
from pipelines.reading import Context, Task
from pipelines.settings import parse_as_of
from tests.integration.hostile.odd_files import ODD
from tests.integration.shipped import AS_OF


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("plans/says-encrypted.docx", "broken_docx"),
        ("kpi/untrue-size.xlsx", "file_unreadable"),
        ("plans/twin.docx", "broken_docx"),
        ("reports/twin.docx", "broken_docx"),
        ("kpi/twin.xlsx", "unknown_content"),
        ("kpi/first-day.csv", "bad_date"),
        ("kpi/nobody-knows.csv", "unit_unknown_name"),
    ],
)
def test_a_file_that_says_two_things_or_none_gives_no_row_and_says_why(tmp_path: Path, name: str, rule: str) -> None:
    place = tmp_path / Path(name).name
    place.write_bytes(ODD[name][0]())
    stage: Stage = "plan" if name.startswith("plans") else "kpi"
    readers.prepare(Context(parse_as_of(AS_OF)))
    reading = readers.work(Task(stage, name, place))
    assert (reading.rows, {finding.rule for finding in reading.findings}) == (0, {rule})

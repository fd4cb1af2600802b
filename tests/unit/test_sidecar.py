from datetime import date
from pathlib import Path

import pytest

from pipelines.sidecar import read_sidecar
from pipelines.source import read_source, source_of


def _read(tmp_path: Path, text: str, stage: str = "plan") -> tuple[dict[str, object], list[str]]:
    plan = tmp_path / "a.txt"
    plan.write_text("x", encoding="utf-8")
    (tmp_path / "a.txt.meta.yml").write_text(text, encoding="utf-8")
    values, findings = read_sidecar(read_source(plan, "plans/a.txt"), stage)  # type: ignore[arg-type]
    return values, [finding.rule for finding in findings]


def test_known_keys_are_read_and_dates_are_dates(tmp_path: Path) -> None:
    values, rules = _read(tmp_path, "issuer: Tỉnh Sông Lam\nissued_on: 2021-09-15\nreceived_at: '2022-01-02'\n")
    assert values == {"issuer": "Tỉnh Sông Lam", "issued_on": date(2021, 9, 15), "received_at": date(2022, 1, 2)}
    assert rules == []


def test_no_sidecar_is_no_finding(tmp_path: Path) -> None:
    assert read_sidecar(source_of("plans/b.txt", b""), "plan") == ({}, [])


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("colour: blue\n", "sidecar_unknown_key"),
        ("origin: hearsay\n", "sidecar_bad_value"),
        ("issued_on: tomorrow\n", "sidecar_bad_value"),
        ("a: [1, 2\n", "sidecar_unreadable"),
        ("- just\n- a list\n", "sidecar_unreadable"),
        ("period: 2024\n", "sidecar_unknown_key"),
        ("!!python/object/apply:os.system ['true']\n", "sidecar_unreadable"),
        ("title: x\n" + "# " + "y" * 200_000, "sidecar_too_large"),
    ],
)
def test_a_bad_sidecar_is_a_finding_and_nothing_else_is_lost(tmp_path: Path, text: str, rule: str) -> None:
    assert _read(tmp_path, text)[1] == [rule]


def test_a_bad_value_leaves_the_good_ones(tmp_path: Path) -> None:
    values, rules = _read(tmp_path, "issued_on: tomorrow\nissuer: Tỉnh Sông Lam\n")
    assert values == {"issuer": "Tỉnh Sông Lam"}
    assert rules == ["sidecar_bad_value"]

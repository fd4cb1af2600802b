from datetime import date
from pathlib import Path

import pytest

from pipelines import sidecar
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


def test_a_level_may_be_said_in_vietnamese(tmp_path: Path) -> None:
    assert _read(tmp_path, "level: Cấp tỉnh\n") == ({"level": "province"}, [])
    assert _read(tmp_path, "level: xã\n") == ({"level": "commune"}, [])


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('title: a\nissuer: "UBND\nlevel: province\n', ("line 2", 'issuer: "UBND')),
        ("title: Kế hoạch: năm 2024\n", ("line 1", "title: Kế hoạch: năm 2024")),
        ("title: a\n\tlevel: x\n", ("line 2", "level: x")),
    ],
)
def test_a_sidecar_that_is_no_yaml_is_told_by_its_line(text: str, place: tuple[str, str]) -> None:
    findings = read_sidecar(source_of("plans/a.txt", b"x", text.encode()), "plan")[1]
    assert [(one.locator, one.found) for one in findings] == [place]


def test_a_bad_value_leaves_the_good_ones(tmp_path: Path) -> None:
    values, rules = _read(tmp_path, "issued_on: tomorrow\nissuer: Tỉnh Sông Lam\n")
    assert values == {"issuer": "Tỉnh Sông Lam"}
    assert rules == ["sidecar_bad_value"]


def test_a_half_of_a_letter_is_a_bad_value_and_ends_nobody(tmp_path: Path) -> None:
    """YAML's own escape makes one of six letters that any file may hold; no table and no page can."""
    text = 'title: "a\\ud800"\n"k\\udfff": x\nissuer: Tỉnh Sông Lam\nsupersedes: ["\\udc00"]\n'
    plan = tmp_path / "a.txt"
    plan.write_text("x", encoding="utf-8")
    (tmp_path / "a.txt.meta.yml").write_text(text, encoding="utf-8")
    values, findings = read_sidecar(read_source(plan, "plans/a.txt"), "plan")
    assert values == {"issuer": "Tỉnh Sông Lam"}
    assert [(one.rule, one.found) for one in findings] == [
        ("sidecar_bad_value", "title: a\\ud800"),
        ("sidecar_unknown_key", "k\\udfff"),
        ("sidecar_bad_value", "supersedes: a list of 1"),
    ]


def _findings(tmp_path: Path, text: str, stage: str = "plan") -> dict[str, tuple[str, str]]:
    source = source_of("plans/a.txt", b"x", text.encode())
    return {f.found.partition(":")[0]: (f.rule, f.locator) for f in read_sidecar(source, stage)[1]}  # type: ignore[arg-type]


def test_each_bad_key_is_named_with_its_line_and_the_good_ones_count(tmp_path: Path) -> None:
    text = "title: Kế hoạch\nissued_on: 31/13/2025\nissuer: [a, b]\nperiod_from: soon\nperiod_to: 2025\nlevel: king\n"
    assert _findings(tmp_path, text) == {
        "issued_on": ("sidecar_bad_value", "line 2"),
        "issuer": ("sidecar_bad_value", "line 3"),
        "period_from": ("sidecar_bad_value", "line 4"),
        "level": ("sidecar_bad_value", "line 6"),
    }
    values, _ = read_sidecar(source_of("a", b"", text.encode()), "plan")
    assert values == {"title": "Kế hoạch", "period_to": 2025}


def test_links_to_links_are_never_followed(tmp_path: Path) -> None:
    lines = ["a: &a [x, x]"] + [f"{c}: &{c} [*{chr(ord(c) - 1)}, *{chr(ord(c) - 1)}]" for c in "bcdefghijklmnop"]
    found = _findings(tmp_path, "\n".join([*lines, "title: *p", "issuer: &r [*r]", "signer: Nguyễn Văn A"]))
    assert found["title"] == ("sidecar_bad_value", "line 17")
    assert found["issuer"] == ("sidecar_bad_value", "line 18")


def test_what_yaml_would_guess_stays_as_it_was_written() -> None:
    text = "unit_name: No\nparent_name: 010\nsource_title: 2024-01-02\nperiod: 2024\nperiod_kind: ~\n"
    values, findings = read_sidecar(source_of("a.csv", b"", text.encode()), "kpi")
    assert findings == []
    assert values == {"unit_name": "No", "parent_name": "010", "source_title": "2024-01-02", "period": "2024"}


def test_a_key_said_twice_is_told_and_the_first_holds(tmp_path: Path) -> None:
    text = "title: one\ntitle: two\n"
    assert _findings(tmp_path, text) == {"title": ("sidecar_repeated_key", "line 2")}
    assert read_sidecar(source_of("a", b"", text.encode()), "plan")[0] == {"title": "one"}


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-07-31", date(2024, 7, 31)),
        ("31/7/2024", date(2024, 7, 31)),
        ("2024-07-31 23:59:00", date(2024, 7, 31)),
        ("2024-12-31T17:30:00Z", date(2025, 1, 1)),
    ],
)
def test_a_date_may_be_written_in_several_ways_and_is_the_day_in_viet_nam(text: str, day: date) -> None:
    values, findings = read_sidecar(source_of("a", b"", f"published_at: {text}\n".encode()), "kpi")
    assert (values, findings) == ({"published_at": day}, [])


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_a_moment_that_no_calendar_holds_is_a_bad_value(tmp_path: Path, text: str) -> None:
    assert _findings(tmp_path, f"issued_on: {text}\n") == {"issued_on": ("sidecar_bad_value", "line 1")}


@pytest.mark.parametrize("text", ["[" * 50_000, "{" * 50_000, "? " * 20_000, "\x00", "a: b: c", "&a *a", "- " * 30_000])
def test_text_that_is_no_sidecar_is_one_finding(text: str) -> None:
    values, findings = read_sidecar(source_of("a", b"", text.encode()), "plan")
    assert values == {}
    assert [finding.rule for finding in findings] == ["sidecar_unreadable"]


def test_a_sidecar_is_read_once_and_each_asker_has_its_own_copy(monkeypatch: pytest.MonkeyPatch) -> None:
    composed: list[str] = []
    compose = sidecar.yaml.compose
    monkeypatch.setattr(sidecar.yaml, "compose", lambda text, **how: composed.append(text) or compose(text, **how))
    source = source_of("plans/read-once.txt", b"x", b"title: A plan\n")
    first, _ = read_sidecar(source, "plan")
    first["title"] = "spoilt"
    assert read_sidecar(source, "plan")[0] == {"title": "A plan"}
    assert len(composed) == 1

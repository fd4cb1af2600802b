"""What a sidecar's issuer says of the level: the unit's own, whatever the head of the text names."""

from pathlib import Path

import pytest

from pipelines.plans.reader import default_matcher, read_plan, read_targets
from pipelines.reference.units import UnitResolver
from pipelines.source import read_source

UNITS = UnitResolver.load()
BODY = "Cải cách hành chính năm 2024\nMục tiêu năm 2024\nTỷ lệ hồ sơ trực tuyến đạt tối thiểu 70%.\n"
HEADS = {"no head": "KẾ HOẠCH\n", "a commune's head": "ỦY BAN NHÂN DÂN\nXÃ HÒA BÌNH\nKẾ HOẠCH\n"}


def plan(folder: Path, head: str, sidecar: str) -> Path:
    path = folder / "plan.txt"
    path.write_text(HEADS[head] + BODY, encoding="utf-8")
    (folder / "plan.txt.meta.yml").write_text(sidecar, encoding="utf-8")
    return path


@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize(
    ("issuer", "level", "unit"),
    [
        ("Tỉnh Quảng Ninh", "province", "P22-63"),
        ("UBND tỉnh Quảng Ninh", "province", "P22-63"),
        ("Thành phố Lào Cai, tỉnh Lào Cai", "district", "D080-63"),
        ("Xã Nguyên Giáp, huyện Tứ Kỳ, tỉnh Hải Dương", "commune", "C11146-63"),
        ("Bộ Nội vụ", "national", "VN"),
        ("Chính phủ", "national", "VN"),
    ],
)
def test_a_stated_issuer_brings_its_level(head: str, issuer: str, level: str, unit: str, tmp_path: Path) -> None:
    path = plan(tmp_path, head, f"issuer: {issuer}\n")
    read = read_plan(read_source(path, "plans/plan.txt"), UNITS, default_matcher())
    assert read.document is not None
    assert (read.document["level"], read.document["issuer_unit_id"]) == (level, unit)
    assert not [told for told in read.findings if told.rule in ("level_unknown", "issuer_unresolved")]
    assert read_targets(path)[1].mentions


@pytest.mark.parametrize(
    ("sidecar", "rules"),
    [
        ("issuer: Quảng Ninh\n", ["issuer_unresolved", "level_unknown"]),  # a province's name and a commune's
        ("issuer: Xã Không Đâu\n", ["issuer_unresolved", "level_unknown"]),
        ("issuer: Tỉnh Quảng Ninh\nlevel: commune\n", ["issuer_unresolved"]),  # both are stated: a person mends one
    ],
)
def test_a_name_that_leaves_the_level_open_is_a_finding(sidecar: str, rules: list[str], tmp_path: Path) -> None:
    read = read_plan(read_source(plan(tmp_path, "no head", sidecar), "plans/plan.txt"), UNITS, default_matcher())
    assert [told.rule for told in read.findings if told.rule in ("level_unknown", "issuer_unresolved")] == rules

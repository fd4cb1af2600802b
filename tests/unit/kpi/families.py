"""Tables of every KPI family as plain data, with the figures a person reads off them, worked out without any layout.

What belongs here: headers as paths, rows as numbers, the right answers by hand-written formulas. What does not: how a
table is varied and written (variants.py), what the reader makes of it (test_variants.py).
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass, field

Path_ = tuple[str, ...]
Values = dict[str, float]
Figure = tuple[str, str, str, float]  # indicator, scope, source variant, value


@dataclass
class Row:
    """One body row: kind `unit | agency | group | total | blank | answer`, its name, unit id and numbers."""

    kind: str
    name: str = ""
    unit: str = ""
    values: Values = field(default_factory=dict)
    number: str = ""
    texts: dict[str, str] = field(default_factory=dict)


@dataclass
class Table:
    """A table before it is written: columns as (id, header path), rows, lines above and below."""

    family: str
    columns: list[tuple[str, Path_]]
    rows: list[Row]
    title: list[list[str | None]]
    figures: Callable[[Values], list[Figure]]
    period: str
    percents: frozenset[str] = frozenset()
    reporter: str = "P38-63"
    foot: list[list[str | None]] = field(default_factory=list)
    numbers_row: bool = False

    def copy(self) -> Table:
        """A twin to change."""
        return copy.deepcopy(self)

    def expected(self) -> dict[tuple[str, str, str, str, str], float]:
        """(indicator, scope, variant, unit, coverage) -> value of every figure the table holds."""
        found: dict[tuple[str, str, str, str, str], float] = {}
        agencies: Values = {}
        for row in self.rows:
            if row.kind == "agency":
                for name, value in row.values.items():
                    agencies[name] = agencies.get(name, 0) + value
            elif row.kind in ("unit", "total"):
                unit = row.unit or self.reporter
                found.update({(i, s, v, unit, "all"): value for i, s, v, value in self.figures(row.values)})
        if agencies:
            found.update({(i, s, v, self.reporter, "province"): value for i, s, v, value in self.figures(agencies)})
        return found


YEN_DINH, NGHI_SON, HOANG_HOA = "D394-63", "D407-63", "D399-63"


def counts(text: str, names: list[str]) -> Values:
    """Numbers of one row by column id."""
    return {name: float(part) for name, part in zip(names, text.split(), strict=True)}


def _units(names: list[str], lines: dict[str, str], units: dict[str, str]) -> list[Row]:
    return [
        Row("unit" if name in units else "agency", name, units.get(name, ""), counts(text, names), str(n))
        for n, (name, text) in enumerate(lines.items(), start=1)
    ]


def _share(top: float, bottom: float) -> float | None:
    return 100 * top / bottom if bottom else None


# --- II.06a ----------------------------------------------------------------------------------------------------------

II06A_IDS = ["rec", "online", "direct", "carried", "res", "early", "punctual", "late", "pen", "within", "over"]


def _ii06a_figures(v: Values) -> list[Figure]:
    return [
        ("dossiers_to_process_count", "all", "", v["rec"]),
        ("dossiers_received_count", "all", "", v["online"] + v["direct"]),
        ("dossiers_received_count", "online", "", v["online"]),
        ("dossiers_received_count", "direct_postal", "", v["direct"]),
        ("dossiers_carried_over_count", "all", "", v["carried"]),
        ("dossiers_resolved_count", "all", "", v["res"]),
        ("dossiers_resolved_on_time_count", "all", "", v["early"] + v["punctual"]),
        ("dossiers_resolved_early_count", "all", "", v["early"]),
        ("dossiers_resolved_punctual_count", "all", "", v["punctual"]),
        ("dossiers_resolved_overdue_count", "all", "", v["late"]),
        ("dossiers_pending_count", "all", "", v["pen"]),
        ("dossiers_pending_count", "in_time", "", v["within"]),
        ("dossiers_pending_count", "overdue", "", v["over"]),
        ("online_dossier_rate", "all", "per_received", 100 * v["online"] / (v["online"] + v["direct"])),
        ("on_time_dossier_rate", "all", "per_resolved", 100 * (v["early"] + v["punctual"]) / v["res"]),
    ]


_BODY = {
    "Sở Nội vụ": "110 80 20 10 100 60 38 2 10 9 1",
    "Sở Tư pháp": "1220 1000 200 20 1200 700 490 10 20 20 0",
    "Huyện Yên Định": "1550 1300 200 50 1500 1100 395 5 50 45 5",
    "Thị xã Nghi Sơn": "660 400 200 60 600 200 390 10 60 55 5",
    "Huyện Hoằng Hóa": "3440 2340 700 400 2400 1234 1100 66 1040 1000 40",
}
_DISTRICTS = {"Huyện Yên Định": YEN_DINH, "Thị xã Nghi Sơn": NGHI_SON, "Huyện Hoằng Hóa": HOANG_HOA}


def _grouped(rows: list[Row], ids: list[str]) -> list[Row]:
    """Agencies and districts under group rows, numbering restarted, and a total row."""
    agencies, districts = [r for r in rows if r.kind == "agency"], [r for r in rows if r.kind == "unit"]
    for block in (agencies, districts):
        for n, row in enumerate(block, start=1):
            row.number = str(n)
    total = {name: sum(row.values[name] for row in rows) for name in ids}
    return [
        Row("group", "Sở, ban, ngành", number="I"),
        *agencies,
        Row("group", "Cấp huyện", number="II"),
        *districts,
        Row("total", "Tổng cộng", values=total),
    ]


def ii06a(wording: int = 1) -> Table:
    """Form II.06a in the two wordings met in print."""
    first = wording == 1
    inside, carried = ("Trong đó", "Từ kỳ trước") if first else ("Trong kỳ", "Kỳ trước")
    punctual = "Đúng hạn (Bao gồm cả hồ sơ chờ Bổ sung và Trả lại/Xin rút)" if first else "Đúng hạn"
    pending = "Số lượng hồ sơ đang giải quyết" if first else "Hồ sơ đang xử lý"
    within = "Trong hạn (Bao gồm cả hồ sơ chờ bổ sung và hồ sơ khác)" if first else "Đúng hạn"
    done = "Số lượng hồ sơ đã giải quyết"
    columns: list[tuple[str, Path_]] = [
        ("#", ("TT",)),
        ("unit", ("Lĩnh vực, công việc giải quyết theo cấp" if first else "Đơn vị",)),
        ("rec", ("Tiếp nhận", "Tổng số")),
        ("online", ("Tiếp nhận", inside, "Trực tuyến")),
        ("direct", ("Tiếp nhận", inside, "Trực tiếp, dịch vụ bưu chính")),
        ("carried", ("Tiếp nhận", carried)),
        ("res", (done, "Tổng số")),
        ("early", (done, "Trước hạn")),
        ("punctual", (done, punctual)),
        ("late", (done, "Quá hạn")),
        ("pen", (pending, "Tổng số")),
        ("within", (pending, within)),
        ("over", (pending, "Quá hạn")),
    ]
    rows = _grouped(_units(II06A_IDS, _BODY, _DISTRICTS), II06A_IDS)
    title: list[list[str | None]] = [
        [
            "Biểu số II.06a/VPCP/KSTT",
            None,
            None,
            "TÌNH HÌNH, KẾT QUẢ GIẢI QUYẾT THỦ TỤC HÀNH CHÍNH",
            None,
            "- Đơn vị báo cáo: UBND tỉnh Thanh Hóa",
        ],
        [None, None, None, "Kỳ báo cáo: Quý II/2024"],
        [None, None, None, "(Từ ngày 01/04/2024 đến ngày 30/06/2024)"],
    ]
    return Table(f"ii06a_{wording}", columns, rows, title, _ii06a_figures, "2024-Q2", numbers_row=True)


# --- Hà Nội families -------------------------------------------------------------------------------------------------

HANOI = {"Quận Ba Đình": "D001-63", "Quận Hoàn Kiếm": "D002-63", "Quận Đống Đa": "D006-63"}
HANOI_A_IDS = ["rec", "direct", "online", "post", "res", "ontime", "late", "pen", "within", "over"]
HANOI_C_IDS = ["rec", "direct", "online", "post", "res", "early", "punctual", "late", "pen", "within", "over"]


def _hanoi_common(v: Values) -> list[Figure]:
    return [
        ("dossiers_to_process_count", "all", "", v["rec"]),
        ("dossiers_received_count", "online", "", v["online"]),
        ("dossiers_received_count", "direct", "", v["direct"]),
        ("dossiers_received_count", "postal", "", v["post"]),
        ("dossiers_resolved_count", "all", "", v["res"]),
        ("dossiers_resolved_overdue_count", "all", "", v["late"]),
        ("dossiers_pending_count", "all", "", v["pen"]),
        ("dossiers_pending_count", "in_time", "", v["within"]),
        ("dossiers_pending_count", "overdue", "", v["over"]),
        ("online_dossier_rate", "all", "per_received", 100 * v["online"] / (v["online"] + v["direct"] + v["post"])),
    ]


def _hanoi_a_figures(v: Values) -> list[Figure]:
    return [
        *_hanoi_common(v),
        ("dossiers_resolved_on_time_count", "all", "", v["ontime"]),
        ("on_time_dossier_rate", "all", "per_resolved", 100 * v["ontime"] / v["res"]),
    ]


def _hanoi_c_figures(v: Values) -> list[Figure]:
    return [
        *_hanoi_common(v),
        ("dossiers_resolved_on_time_count", "all", "", v["early"] + v["punctual"]),
        ("dossiers_resolved_early_count", "all", "", v["early"]),
        ("dossiers_resolved_punctual_count", "all", "", v["punctual"]),
        ("on_time_dossier_rate", "all", "per_resolved", 100 * (v["early"] + v["punctual"]) / v["res"]),
    ]


def hanoi_a() -> Table:
    """Family A: on time and early in one column."""
    columns: list[tuple[str, Path_]] = [
        ("#", ("STT",)),
        ("unit", ("Đơn vị",)),
        ("rec", ("Tiếp nhận", "Tổng số")),
        ("direct", ("Tiếp nhận", "Trực tiếp")),
        ("online", ("Tiếp nhận", "Trực tuyến")),
        ("post", ("Tiếp nhận", "BCCI")),
        ("res", ("Đã giải quyết", "Tổng số")),
        ("ontime", ("Đã giải quyết", "Đúng và trước hạn")),
        ("late", ("Đã giải quyết", "Quá hạn")),
        ("pen", ("Đang giải quyết", "Tổng số")),
        ("within", ("Đang giải quyết", "Trong hạn")),
        ("over", ("Đang giải quyết", "Quá hạn")),
    ]
    body = {
        "Quận Ba Đình": "1100 30 1060 10 1090 1088 2 10 9 1",
        "Quận Hoàn Kiếm": "200 50 150 0 180 180 0 20 20 0",
        "Quận Đống Đa": "300 100 150 50 250 230 20 50 45 5",
    }
    rows = _units(HANOI_A_IDS, body, HANOI)
    total = {name: sum(row.values[name] for row in rows) for name in HANOI_A_IDS}
    title: list[list[str | None]] = [
        ["TỔNG HỢP KẾT QUẢ GIẢI QUYẾT TTHC THEO ĐƠN VỊ"],
        ["THÀNH PHỐ HÀ NỘI - Tháng 5 năm 2024"],
    ]
    return Table(
        "hanoi_a",
        columns,
        [*rows, Row("total", "Tổng cộng", values=total)],
        title,
        _hanoi_a_figures,
        "2024-05",
        reporter="P01-63",
    )


def hanoi_b() -> Table:
    """Family B: the columns of II.06a."""
    table = ii06a(2)
    body = {"Quận Ba Đình": _BODY["Huyện Yên Định"], "Quận Đống Đa": _BODY["Thị xã Nghi Sơn"]}
    table.family, table.rows, table.reporter, table.period = (
        "hanoi_b",
        _units(II06A_IDS, body, HANOI),
        "P01-63",
        "2024-05",
    )
    table.title = [["II.06a/VPCP - THÀNH PHỐ HÀ NỘI"], ["Tháng 5/2024"]]
    return table


def hanoi_c() -> Table:
    """Family C (07a/BTP): an empty first column, early and on time apart."""
    done, open_ = "Đã giải quyết", "Đang giải quyết"
    columns: list[tuple[str, Path_]] = [
        ("empty", ()),
        ("#", ("STT",)),
        ("unit", ("Đơn vị",)),
        ("rec", ("Tiếp nhận", "Tổng số")),
        ("direct", ("Tiếp nhận", "Trực tiếp")),
        ("online", ("Tiếp nhận", "Trực tuyến")),
        ("post", ("Tiếp nhận", "BCCI")),
        ("res", (done, "Tổng số")),
        ("early", (done, "Trước hạn")),
        ("punctual", (done, "Đúng hạn")),
        ("late", (done, "Quá hạn")),
        ("pen", (open_, "Tổng số")),
        ("within", (open_, "Trong hạn")),
        ("over", (open_, "Quá hạn")),
    ]
    body = {
        "Quận Ba Đình": "100 30 60 10 90 48 40 2 10 9 1",
        "Quận Đống Đa": "2000 500 1500 0 1800 1000 800 0 200 200 0",
    }
    title: list[list[str | None]] = [[None, "07a/BTP", "Thành phố Hà Nội"], [None, "6 tháng đầu năm 2024"]]
    return Table(
        "hanoi_c", columns, _units(HANOI_C_IDS, body, HANOI), title, _hanoi_c_figures, "2024-H1", reporter="P01-63"
    )


# --- QĐ 766 ----------------------------------------------------------------------------------------------------------

Q3A_IDS = ["online", "direct", "post", "ok", "late", "sync", "due", "paid"]


def _3a_figures(v: Values) -> list[Figure]:
    received = v["online"] + v["direct"] + v["post"]
    found: list[Figure] = [
        ("dossiers_received_count", "all", "qd766", received),
        ("dossiers_received_count", "online", "qd766", v["online"]),
        ("dossiers_received_count", "direct", "qd766", v["direct"]),
        ("dossiers_received_count", "postal", "qd766", v["post"]),
        ("online_dossier_rate", "all", "qd766", 100 * v["online"] / received),
        ("on_time_dossier_rate", "online", "qd766", 100 * v["ok"] / (v["ok"] + v["late"])),
        ("dossier_status_sync_rate", "all", "qd766", 100 * v["sync"] / received),
        ("online_payment_transaction_rate", "all", "qd766", 100 * v["paid"] / v["due"]),
    ]
    return found


def qd766_3a() -> Table:
    """The dashboard of online services; the percent columns are worked out from the counts when written."""
    got, rate = "Số hồ sơ nhận giải quyết", "Tỷ lệ nộp hồ sơ trực tuyến"
    done, pay = (
        "Kết quả xử lý hồ sơ nộp trực tuyến với hồ sơ đang xử lý",
        "Thanh toán trực tuyến trên Cổng DVC Quốc gia",
    )
    columns: list[tuple[str, Path_]] = [
        ("#", ("STT",)),
        ("code", ("Mã định danh",)),
        ("unit", ("Tên đơn vị",)),
        ("online", (got, "Số mới tiếp nhận trực tuyến")),
        ("direct", (got, "Số mới tiếp nhận trực tiếp")),
        ("post", (got, "Số mới tiếp nhận qua BCCI")),
        ("%online", (rate, "trực tuyến (%)")),
        ("%direct", (rate, "trực tiếp (%)")),
        ("%post", (rate, "BCCI (%)")),
        ("ok", (done, "HS xử lý đúng hạn")),
        ("late", (done, "HS xử lý quá hạn")),
        ("%ok", (done, "Tỷ lệ đúng hạn (%)")),
        ("%late", (done, "Tỷ lệ quá hạn (%)")),
        ("sync", ("Số lượng hồ sơ Đã đồng bộ về cổng DVC QG",)),
        ("due", ("Tổng HS có nghĩa vụ tài chính",)),
        ("paid", (pay, "Số HS đã TTTT cổng DVC QG")),
        ("%paid", (pay, "Tỷ lệ TTTT (%)")),
        ("%cash", (pay, "Tỷ lệ TT trực tiếp (%)")),
    ]
    body = {
        "Sở Xây dựng": "90 10 0 88 2 100 50 40",
        "Sở Y tế": "1900 100 0 1880 20 1990 500 450",
        "Huyện Yên Định": "300 100 0 299 1 390 200 100",
        "Thị xã Nghi Sơn": "1970 20 10 1960 10 1990 200 0",
        "Huyện Hoằng Hóa": "500 300 200 490 10 800 400 1",
    }
    rows = [row for row in _grouped(_units(Q3A_IDS, body, _DISTRICTS), Q3A_IDS) if row.kind != "total"]
    for row in rows:
        if v := row.values:
            n, done_n = v["online"] + v["direct"] + v["post"], v["ok"] + v["late"]
            shares = {
                "%online": _share(v["online"], n),
                "%direct": _share(v["direct"], n),
                "%post": _share(v["post"], n),
                "%ok": _share(v["ok"], done_n),
                "%late": _share(v["late"], done_n),
                "%paid": _share(v["paid"], v["due"]),
            }
            row.texts = {name: f"{value:.2f}".rstrip("0").rstrip(".") + "%" for name, value in shares.items() if value}
            row.texts["code"] = "H56.31"
    title: list[list[str | None]] = [
        ["THEO DÕI CHỈ TIÊU DVC TRỰC TUYẾN - THEO QUYẾT ĐỊNH SỐ 766/QĐ-TTG NGÀY 23/06/2022"],
        ["ỦY BAN NHÂN DÂN TỈNH THANH HÓA"],
        ["Từ ngày 01/01/2024 đến ngày 15/07/2024"],
    ]
    return Table("qd766_3a", columns, rows, title, _3a_figures, "2024-01-01/2024-07-15")


def qd766_3b() -> Table:
    """The dashboard of online payment."""
    pay = "Thanh toán trực tuyến trên Cổng DVC Quốc gia"
    columns: list[tuple[str, Path_]] = [
        ("#", ("STT",)),
        ("code", ("Mã định danh",)),
        ("unit", ("Tên đơn vị",)),
        ("due", ("Tổng HS có nghĩa vụ tài chính",)),
        ("paid", (pay, "Số HS đã TTTT")),
        ("%paid", (pay, "Tỷ lệ TTTT (%)")),
        ("%cash", (pay, "Tỷ lệ TT trực tiếp (%)")),
    ]
    rows = _units(["due", "paid"], {"Huyện Yên Định": "200 150", "Thị xã Nghi Sơn": "1250 1000"}, _DISTRICTS)
    for row in rows:
        paid = 100 * row.values["paid"] / row.values["due"]
        row.texts = {"code": "H56.31", "%paid": f"{paid:g}%", "%cash": f"{100 - paid:g}%"}
    title: list[list[str | None]] = [
        ["THEO DÕI CHỈ TIÊU THANH TOÁN TRỰC TUYẾN CÁC ĐƠN VỊ TỈNH THANH HÓA"],
        ["Tháng 06/2024"],
    ]
    return Table(
        "qd766_3b",
        columns,
        rows,
        title,
        lambda v: [("online_payment_transaction_rate", "all", "qd766", 100 * v["paid"] / v["due"])],
        "2024-06",
    )


def _3c_figures(v: Values) -> list[Figure]:
    return [
        ("dossier_digitization_rate", "all", "qd766", 100 * v["has"] / v["rec"]),
        ("data_reuse_dossier_rate", "all", "per_received", 100 * v["reuse"] / v["rec"]),
        ("resolved_dossier_result_digitization_rate", "all", "qd766", 100 * v["rhas"] / v["res"]),
    ]


def qd766_3c() -> Table:
    """The dashboard of digitisation: counts only."""
    parts, results = "Số hóa hồ sơ TTHC khi tiếp nhận", "Số hóa kết quả giải quyết"
    columns: list[tuple[str, Path_]] = [
        ("#", ("STT",)),
        ("unit", ("Đơn vị",)),
        ("rec", ("Tiếp nhận",)),
        ("no", (parts, "Chưa số hóa TPHS")),
        ("has", (parts, "Có số hóa TPHS")),
        ("reuse", (parts, "Có tái sử dụng thành phần")),
        ("nreuse", (parts, "Có tái sử dụng thành phần từ cổng DVC quốc gia")),
        ("res", ("Đã giải quyết",)),
        ("rno", (results, "Chưa số hóa")),
        ("rhas", (results, "Đã số hóa")),
    ]
    ids = ["rec", "no", "has", "reuse", "nreuse", "res", "rno", "rhas"]
    rows = _units(
        ids,
        {"Huyện Yên Định": "400 100 300 80 20 350 50 300", "Thị xã Nghi Sơn": "1000 0 1000 500 0 900 0 900"},
        _DISTRICTS,
    )
    title: list[list[str | None]] = [
        ["THEO DÕI MỨC ĐỘ SỐ HÓA CÁC ĐƠN VỊ"],
        ["Tỉnh Thanh Hóa"],
        ["9 tháng đầu năm 2024"],
    ]
    return Table("qd766_3c", columns, rows, title, _3c_figures, "2024-9M")


def _3d_figures(v: Values) -> list[Figure]:
    return [
        ("dossiers_received_count", "all", "provincial_portal", v["rec"]),
        ("on_time_dossier_rate", "all", "qd766", 100 * v["ok"] / v["rec"]),
        ("dossiers_pending_count", "overdue", "provincial_portal", v["over"]),
    ]


def qd766_3d() -> Table:
    """Dossiers from the provincial portal: two columns that differ only in a bracket."""
    columns: list[tuple[str, Path_]] = [
        ("#", ("STT",)),
        ("unit", ("Đơn vị",)),
        ("rec", ("Tổng tiếp nhận",)),
        ("ok", ("xử lý đúng hạn",)),
        ("slow", ("chậm được tiếp nhận",)),
        ("over", ("quá hạn đang xử lý",)),
        ("overc", ("quá hạn đang xử lý (Tính lũy kế từ kỳ trước)",)),
    ]
    rows = _units(
        ["rec", "ok", "slow", "over", "overc"],
        {"Huyện Yên Định": "400 380 5 3 7", "Thị xã Nghi Sơn": "1100 1099 0 0 1"},
        _DISTRICTS,
    )
    title: list[list[str | None]] = [
        ["DANH SÁCH TỔNG HỢP KẾT QUẢ TIẾP NHẬN, GIẢI QUYẾT HỒ SƠ NỘP TỪ CỔNG DỊCH VỤ CÔNG TỈNH"],
        ["Tỉnh Thanh Hóa - Quý 3/2024"],
    ]
    return Table("qd766_3d", columns, rows, title, _3d_figures, "2024-Q3")


SCORE_IDS = ["transparency", "progress", "online", "payment", "digitized", "satisfaction", "total", "rank"]


def _score_figures(v: Values) -> list[Figure]:
    groups: list[Figure] = [("service_quality_766_score", name, "", v[name]) for name in SCORE_IDS[:6]]
    return [
        *groups,
        ("service_quality_766_score", "all", "", v["total"]),
        ("service_quality_766_rank", "all", "", v["rank"]),
    ]


def qd766_scores() -> Table:
    """Scores by group."""
    names = [
        "Công khai, minh bạch",
        "Tiến độ, kết quả giải quyết",
        "Cung cấp dịch vụ trực tuyến",
        "Thanh toán trực tuyến",
        "Số hóa hồ sơ",
        "Mức độ hài lòng",
        "Tổng điểm",
        "Xếp hạng",
    ]
    columns: list[tuple[str, Path_]] = [
        ("#", ("STT",)),
        ("unit", ("Đơn vị",)),
        *[(i, (n,)) for i, n in zip(SCORE_IDS, names, strict=True)],
    ]
    rows = _units(
        SCORE_IDS,
        {"Tỉnh Thanh Hóa": "17.1 18.9 9.5 6.2 15 17.5 84.2 1", "Tỉnh Nghệ An": "16 18 8 5 14.25 17 78.25 2"},
        {f"Tỉnh {name}": unit for name, unit in PROVINCES.items()},
    )
    return Table(
        "qd766_scores",
        columns,
        rows,
        [["ĐIỂM BỘ CHỈ SỐ PHỤC VỤ NGƯỜI DÂN, DOANH NGHIỆP"], ["Tháng 7 năm 2024"]],
        _score_figures,
        "2024-07",
        reporter="",
    )


# --- indices and surveys ---------------------------------------------------------------------------------------------

PROVINCES = {"Thanh Hóa": "P38-63", "Nghệ An": "P40-63", "Điện Biên": "P11-63", "Hà Nội": "P01-63"}


def sipas() -> Table:
    """SIPAS by province, with the five factors."""
    columns: list[tuple[str, Path_]] = [
        ("#", ("STT",)),
        ("unit", ("Tỉnh, thành phố",)),
        ("access", ("Tiếp cận dịch vụ",)),
        ("procedures", ("Thủ tục hành chính",)),
        ("staff", ("Công chức",)),
        ("results", ("Kết quả dịch vụ",)),
        ("feedback", ("Tiếp nhận, xử lý góp ý, phản ánh, kiến nghị",)),
        ("index", ("Chỉ số hài lòng",)),
        ("rank", ("Xếp hạng",)),
    ]
    ids = ["access", "procedures", "staff", "results", "feedback", "index", "rank"]
    body = {
        "Thanh Hóa": "84.5 85.1 86.2 87.3 80.4 84.53 20",
        "Nghệ An": "80.1 81.2 82.3 83.4 79.5 81.12 40",
        "Điện Biên": "85.6 85 86 88 84 85.72 7",
    }
    factors = ids[:5]
    return Table(
        "sipas",
        columns,
        _units(ids, body, PROVINCES),
        [["CHỈ SỐ SIPAS NĂM 2023"]],
        lambda v: [
            *[("sipas_index", f"factor_{f}", "", v[f]) for f in factors],
            ("sipas_index", "all", "", v["index"]),
            ("sipas_rank", "all", "", v["rank"]),
        ],
        "2023",
        frozenset({*factors, "index"}),
        reporter="",
    )


def _index_and_rank(family: str, head: str, title: str, codes: tuple[str, str], cells: dict[str, str]) -> Table:
    """An index and its rank by province."""
    columns: list[tuple[str, Path_]] = [
        ("#", ("STT",)),
        ("unit", ("Tỉnh, thành phố",)),
        ("index", (head,)),
        ("rank", ("Xếp hạng",)),
    ]
    return Table(
        family,
        columns,
        _units(["index", "rank"], cells, PROVINCES),
        [[title]],
        lambda v: [(codes[0], "all", "", v["index"]), (codes[1], "all", "", v["rank"])],
        "2023",
        frozenset({"index"}),
        reporter="",
    )


def par_index() -> Table:
    """PAR INDEX by province."""
    cells = {"Thanh Hóa": "89.53 14", "Nghệ An": "88.91 18", "Điện Biên": "87.25 25"}
    codes = ("par_index_score", "par_index_rank")
    return _index_and_rank("par_index", "Chỉ số CCHC", "KẾT QUẢ CHỈ SỐ CCHC NĂM 2023", codes, cells)


def dti() -> Table:
    """DTI by province, with a tie."""
    cells = {"Thanh Hóa": "0.6915 15", "Nghệ An": "0.6915 15", "Điện Biên": "0.6204 41"}
    return _index_and_rank(
        "dti", "Chỉ số DTI", "CHỈ SỐ CHUYỂN ĐỔI SỐ CẤP TỈNH NĂM 2023", ("dti_score", "dti_rank"), cells
    )


STEPS = {"vs": "Rất hài lòng", "s": "Hài lòng", "n": "Bình thường", "d": "Không hài lòng", "vd": "Rất không hài lòng"}


def survey_aggregate() -> Table:
    """A survey counted by unit in five steps."""
    columns: list[tuple[str, Path_]] = [
        ("#", ("STT",)),
        ("unit", ("Đơn vị",)),
        ("people", ("Số phiếu",)),
        *[(i, ("Mức độ đánh giá", w)) for i, w in STEPS.items()],
    ]
    rows = _units(
        ["people", *STEPS],
        {
            "Huyện Yên Định": "200 100 80 10 8 2",
            "Thị xã Nghi Sơn": "1100 550 495 55 0 0",
            "Huyện Hoằng Hóa": "50 10 20 15 3 2",
        },
        _DISTRICTS,
    )
    return Table(
        "survey_aggregate",
        columns,
        rows,
        [["KẾT QUẢ KHẢO SÁT HÀI LÒNG TỈNH THANH HÓA NĂM 2024"]],
        lambda v: [
            ("citizen_satisfaction_tthc_rate", "all", "survey", 100 * (v["vs"] + v["s"]) / sum(v[i] for i in STEPS))
        ],
        "2024",
    )


def survey_respondents() -> Table:
    """One row a respondent: 6 of 10 and 5 of 5 are satisfied."""
    answers = ["Rất hài lòng", "Hài lòng", "Hài lòng", "Bình thường", "Không hài lòng"]
    columns: list[tuple[str, Path_]] = [
        ("#", ("STT",)),
        ("unit", ("Đơn vị",)),
        ("field", ("Lĩnh vực",)),
        ("answer", ("Mức độ hài lòng",)),
    ]
    rows = [
        Row("answer", "Huyện Yên Định", YEN_DINH, {}, str(n), {"field": "Hộ tịch", "answer": answers[n % 5]})
        for n in range(10)
    ]
    rows += [
        Row("answer", "Thị xã Nghi Sơn", NGHI_SON, {}, str(n + 10), {"field": "Hộ tịch", "answer": "Hài lòng"})
        for n in range(5)
    ]
    return Table(
        "survey_respondents",
        columns,
        rows,
        [["Phiếu khảo sát tỉnh Thanh Hóa, quý IV năm 2024"]],
        lambda v: [],
        "2024-Q4",
    )


RESPONDENT_FIGURES = {
    ("citizen_satisfaction_tthc_rate", "all", "survey", YEN_DINH, "all"): 60.0,
    ("citizen_satisfaction_tthc_rate", "all", "survey", NGHI_SON, "all"): 100.0,
}

DIMENSIONS = [
    "Tham gia của người dân ở cấp cơ sở",
    "Công khai, minh bạch",
    "Trách nhiệm giải trình với người dân",
    "Kiểm soát tham nhũng trong khu vực công",
    "Thủ tục hành chính công",
    "Cung ứng dịch vụ công",
    "Quản trị môi trường",
    "Quản trị điện tử",
]


def papi() -> Table:
    """PAPI of a year with eight dimensions, as a plain table."""
    ids = [f"dimension_{n}" for n in range(1, 9)] + ["total"]
    columns: list[tuple[str, Path_]] = [
        ("#", ("Mã tỉnh",)),
        ("unit", ("Tỉnh",)),
        *[(i, (w,)) for i, w in zip(ids, [*DIMENSIONS, "Chỉ số PAPI (không có trọng số)"], strict=True)],
    ]
    body = {
        "Thanh Hóa": "5.11 5.22 4.33 6.94 7.25 7.86 3.47 3.08 43.26",
        "Nghệ An": "4.91 5.12 4.13 6.74 7.15 7.66 3.27 2.98 41.96",
    }
    return Table(
        "papi",
        columns,
        _units(ids, body, PROVINCES),
        [["CHỈ SỐ PAPI NĂM 2021"]],
        lambda v: [*[("papi_score", i, "", v[i]) for i in ids[:8]], ("papi_score", "all", "", v["total"])],
        "2021",
        reporter="",
    )


SUB = [
    "Gia nhập thị trường",
    "Tiếp cận đất đai",
    "Tính minh bạch",
    "Chi phí thời gian",
    "Chi phí không chính thức",
    "Cạnh tranh bình đẳng",
    "Tính năng động",
    "Hỗ trợ doanh nghiệp",
    "Đào tạo lao động",
    "Thiết chế pháp lý",
]


def pci(subs: int = 10) -> Table:
    """PCI of a year in one row a province."""
    ids = [f"sub_index_{n:02d}" for n in range(1, subs + 1)] + ["total", "rank"]
    columns: list[tuple[str, Path_]] = [
        ("#", ("STT",)),
        ("unit", ("Tỉnh",)),
        *[(i, (w,)) for i, w in zip(ids, [*SUB[:subs], "PCI 2021", "Xếp hạng"], strict=True)],
    ]
    base = {"Thanh Hóa": 0.0, "Nghệ An": 0.3}
    rows = [
        Row(
            "unit",
            name,
            PROVINCES[name],
            {i: round(5.5 + n / 7 + shift, 2) for n, i in enumerate(ids[:-2])}
            | {"total": 63.21 + shift, "rank": 43 - 2 * (shift > 0)},
            str(k),
        )
        for k, (name, shift) in enumerate(base.items(), 1)
    ]
    return Table(
        "pci",
        columns,
        rows,
        [["CHỈ SỐ NĂNG LỰC CẠNH TRANH CẤP TỈNH PCI NĂM 2021"]],
        lambda v: [
            *[("pci_score", i, "", v[i]) for i in ids[:-2]],
            ("pci_score", "all", "", v["total"]),
            ("pci_rank", "all", "", v["rank"]),
        ],
        "2021",
        reporter="",
    )


def service_levels() -> Table:
    """A portal's table by service level; only the whole is a figure."""
    columns: list[tuple[str, Path_]] = [
        ("unit", ("Mức độ",)),
        ("rec", ("Tổng",)),
        ("res", ("Đã xử lý",)),
        ("pen", ("Chưa xử lý",)),
        ("early", ("Trước hạn", "Tổng")),
        ("%early", ("Trước hạn", "%")),
        ("ok", ("Đúng hạn", "Tổng")),
        ("%ok", ("Đúng hạn", "%")),
        ("late", ("Trễ hạn", "Tổng")),
        ("%late", ("Trễ hạn", "%")),
    ]
    ids = ["rec", "res", "pen", "early", "ok", "late"]
    lines = {"Mức 1, 2": "1000 900 100 450 360 90", "Mức 3": "1600 1500 100 1243 200 57", "Mức 4": "400 400 0 400 0 0"}
    rows = [Row("level", name, "", counts(text, ids)) for name, text in lines.items()]
    for row in rows:
        row.texts = {
            f"%{i}": f"{100 * row.values[i] / row.values['res']:.1f}".replace(".0", "").replace(".", ",") + "%"
            for i in ("early", "ok", "late")
        }
    return Table(
        "service_levels", columns, rows, [["Thống kê hồ sơ tỉnh Thanh Hóa"], ["Năm 2023"]], lambda v: [], "2023"
    )


LEVEL_FIGURES = {
    (i, "all", v, "P38-63", "all"): value
    for i, v, value in (
        ("dossiers_to_process_count", "", 3000.0),
        ("dossiers_resolved_count", "", 2800.0),
        ("dossiers_pending_count", "", 200.0),
        ("dossiers_resolved_early_count", "", 2093.0),
        ("dossiers_resolved_punctual_count", "", 560.0),
        ("dossiers_resolved_overdue_count", "", 147.0),
        ("online_dossier_rate", "per_received", 100 * 2000 / 3000),
        ("on_time_dossier_rate", "per_resolved", 100 * 2653 / 2800),
    )
}

FAMILIES: dict[str, Callable[[], Table]] = {
    "ii06a_1": ii06a,
    "ii06a_2": lambda: ii06a(2),
    "hanoi_a": hanoi_a,
    "hanoi_b": hanoi_b,
    "hanoi_c": hanoi_c,
    "qd766_3a": qd766_3a,
    "qd766_3b": qd766_3b,
    "qd766_3c": qd766_3c,
    "qd766_3d": qd766_3d,
    "qd766_scores": qd766_scores,
    "service_levels": service_levels,
    "sipas": sipas,
    "par_index": par_index,
    "dti": dti,
    "survey_aggregate": survey_aggregate,
    "survey_respondents": survey_respondents,
    "papi": papi,
    "pci": pci,
}


def right_answers(table: Table) -> dict[tuple[str, str, str, str, str], float]:
    """What a person reads off the table; families whose rows are no units have their answers written out."""
    own = {"survey_respondents": RESPONDENT_FIGURES, "service_levels": LEVEL_FIGURES}
    return own.get(table.family) or table.expected()

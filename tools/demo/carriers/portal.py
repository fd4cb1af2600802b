"""Dashboards of a provincial portal under QĐ 766: 3a and 3c each month, 3b and 3d for the years before the months.

3a is online services, 3b payments, 3c digitisation, 3d dossiers from the portal.

What belongs here: their headers, rows and figures. What does not: counts. Neither has a row of totals; percent cells
are text with a point, and empty where the numerator is 0.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tools.demo.books import Cell, HeaderPath, Row, Table
from tools.demo.calendar_of import FIRST_YEAR, Period, year
from tools.demo.carriers.desk_rows import GROUPS
from tools.demo.country import Province
from tools.demo.dossiers import Counts, added
from tools.demo.ledger import Figure
from tools.demo.world import Delivery, World, published

ENDINGS = ("xlsx", "xls")
Share = tuple[str, str, str, int, int]
_GOT, _RATE = "Số hồ sơ nhận giải quyết", "Tỷ lệ nộp hồ sơ trực tuyến"
_DONE = "Kết quả xử lý hồ sơ nộp trực tuyến với hồ sơ đang xử lý"
_PAY = "Thanh toán trực tuyến trên Cổng DVC Quốc gia"
_IN, _OUT = "Số hóa hồ sơ TTHC khi tiếp nhận", "Số hóa kết quả giải quyết"


def percent(top: int, bottom: int) -> str | None:
    """As the dashboards print a share: «98.5%», nothing for a numerator of 0."""
    return f"{100 * top / bottom:.2f}".rstrip("0").rstrip(".") + "%" if top and bottom else None


def online_cells(c: Counts) -> list[Cell]:
    """Columns of 3a behind the unit."""
    ok = c.online - c.online_late
    shares = [percent(top, c.received) for top in (c.online, c.direct, c.postal)]
    done = [ok, c.online_late, percent(ok, c.online), percent(c.online_late, c.online)]
    paid = [c.fee, c.paid, percent(c.paid, c.fee), percent(c.fee - c.paid, c.fee)]
    return [c.online, c.direct, c.postal, *shares, *done, c.synced, *paid]


def online_counts(c: Counts) -> list[tuple[str, str, str, int]]:
    """Counts that 3a measures."""
    counts = {"all": c.received, "online": c.online, "direct": c.direct, "postal": c.postal}
    return [("dossiers_received_count", scope, "qd766", value) for scope, value in counts.items()]


def online_shares(c: Counts) -> list[Share]:
    """Shares that 3a measures."""
    return [
        ("online_dossier_rate", "all", "qd766", c.online, c.received),
        ("on_time_dossier_rate", "online", "qd766", c.online - c.online_late, c.online),
        ("dossier_status_sync_rate", "all", "qd766", c.synced, c.received),
        ("online_payment_transaction_rate", "all", "qd766", c.paid, c.fee),
    ]


def digital_cells(c: Counts) -> list[Cell]:
    """Columns of 3c behind the unit."""
    first: list[Cell] = [c.received, c.received - c.digitised, c.digitised, c.reused, c.reused_national]
    return [*first, c.resolved, c.resolved - c.result_digitised, c.result_digitised]


def digital_shares(c: Counts) -> list[Share]:
    """Shares that 3c measures."""
    return [
        ("dossier_digitization_rate", "all", "qd766", c.digitised, c.received),
        ("data_reuse_dossier_rate", "all", "per_received", c.reused, c.received),
        ("resolved_dossier_result_digitization_rate", "all", "qd766", c.result_digitised, c.resolved),
    ]


def payment_cells(c: Counts) -> list[Cell]:
    """Columns of 3b behind the unit."""
    return [c.fee, c.paid, percent(c.paid, c.fee), percent(c.fee - c.paid, c.fee)]


def payment_shares(c: Counts) -> list[Share]:
    """Shares that 3b measures."""
    return [("online_payment_transaction_rate", "all", "qd766", c.paid, c.fee)]


def from_portal_cells(c: Counts) -> list[Cell]:
    """Columns of 3d behind the unit."""
    return [c.online, c.online - c.online_late, c.online_late // 4, c.pending_late, c.pending_late + c.online_late // 8]


def from_portal_shares(c: Counts) -> list[Share]:
    """Shares that 3d measures."""
    return [("on_time_dossier_rate", "all", "qd766", c.online - c.online_late, c.online)]


def from_portal_counts(c: Counts) -> list[tuple[str, str, str, int]]:
    """Counts that 3d measures."""
    return [
        ("dossiers_received_count", "all", "provincial_portal", c.online),
        ("dossiers_pending_count", "overdue", "provincial_portal", c.pending_late),
    ]


@dataclass(frozen=True)
class Dashboard:
    """One dashboard: its folder, title, header and what its cells mean."""

    folder: str
    title: str
    header: list[HeaderPath]
    has_code: bool
    cells: Callable[[Counts], list[Cell]]
    shares: Callable[[Counts], list[Share]]
    counts: Callable[[Counts], list[tuple[str, str, str, int]]] = lambda _: []
    printed: tuple[str, ...] = ()  # indicators whose share the unit's row prints


DASHBOARDS = (
    Dashboard(
        "qd766-dvc",
        "THEO DÕI CHỈ TIÊU DVC TRỰC TUYẾN - THEO QUYẾT ĐỊNH SỐ 766/QĐ-TTG NGÀY 23/06/2022",
        [
            ("STT",),
            ("Mã định danh",),
            ("Tên đơn vị",),
            (_GOT, "Số mới tiếp nhận trực tuyến"),
            (_GOT, "Số mới tiếp nhận trực tiếp"),
            (_GOT, "Số mới tiếp nhận qua BCCI"),
            (_RATE, "trực tuyến (%)"),
            (_RATE, "trực tiếp (%)"),
            (_RATE, "BCCI (%)"),
            (_DONE, "HS xử lý đúng hạn"),
            (_DONE, "HS xử lý quá hạn"),
            (_DONE, "Tỷ lệ đúng hạn (%)"),
            (_DONE, "Tỷ lệ quá hạn (%)"),
            ("Số lượng hồ sơ Đã đồng bộ về cổng DVC QG",),
            ("Tổng HS có nghĩa vụ tài chính",),
            (_PAY, "Số HS đã TTTT cổng DVC QG"),
            (_PAY, "Tỷ lệ TTTT (%)"),
            (_PAY, "Tỷ lệ TT trực tiếp (%)"),
        ],
        True,
        online_cells,
        online_shares,
        online_counts,
        ("online_dossier_rate", "on_time_dossier_rate", "online_payment_transaction_rate"),
    ),
    Dashboard(
        "qd766-sohoa",
        "THEO DÕI MỨC ĐỘ SỐ HÓA CÁC ĐƠN VỊ",
        [
            ("STT",),
            ("Đơn vị",),
            ("Tiếp nhận",),
            (_IN, "Chưa số hóa TPHS"),
            (_IN, "Có số hóa TPHS"),
            (_IN, "Có tái sử dụng thành phần"),
            (_IN, "Có tái sử dụng thành phần từ cổng DVC quốc gia"),
            ("Đã giải quyết",),
            (_OUT, "Chưa số hóa"),
            (_OUT, "Đã số hóa"),
        ],
        False,
        digital_cells,
        digital_shares,
    ),
)


YEARLY = (
    Dashboard(
        "766-thanh-toan",
        "THEO DÕI CHỈ TIÊU THANH TOÁN TRỰC TUYẾN CÁC ĐƠN VỊ",
        [
            ("STT",),
            ("Mã định danh",),
            ("Tên đơn vị",),
            ("Tổng HS có nghĩa vụ tài chính",),
            (_PAY, "Số HS đã TTTT"),
            (_PAY, "Tỷ lệ TTTT (%)"),
            (_PAY, "Tỷ lệ TT trực tiếp (%)"),
        ],
        True,
        payment_cells,
        payment_shares,
        printed=("online_payment_transaction_rate",),
    ),
    Dashboard(
        "766-cong-tinh",
        "DANH SÁCH TỔNG HỢP KẾT QUẢ TIẾP NHẬN, GIẢI QUYẾT HỒ SƠ NỘP TỪ CỔNG DỊCH VỤ CÔNG TỈNH",
        [
            ("STT",),
            ("Đơn vị",),
            ("Tổng tiếp nhận",),
            ("xử lý đúng hạn",),
            ("chậm được tiếp nhận",),
            ("quá hạn đang xử lý",),
            ("quá hạn đang xử lý (Tính lũy kế từ kỳ trước)",),
        ],
        False,
        from_portal_cells,
        from_portal_shares,
        from_portal_counts,
    ),
)


def table(world: World, board: Dashboard, province: Province, period: Period) -> Table:
    """The dashboard's export before it is written; numbering starts again in each group."""
    code: list[Cell] = [f"H{world.chance.whole(10, 63, 'code', province.unit_id)}"] if board.has_code else []
    names = {unit.unit_id: unit.name_vi for unit in province.below(period.end)}
    body: list[Row] = [("I", "Sở, ban, ngành")]
    for n, (name, counts) in enumerate(world.agency_counts(province, period).items(), 1):
        body.append((n, *code, name, *board.cells(counts)))
    body.append(("II", GROUPS[province.level_below(period.end)]))
    for n, (unit_id, counts) in enumerate(world.counts_below(province, period).items(), 1):
        body.append((n, *code, names[unit_id], *board.cells(counts)))
    days = f"Từ ngày {period.start:%d/%m/%Y} đến ngày {period.end:%d/%m/%Y}"
    title: list[Row] = [(board.title,), (f"ỦY BAN NHÂN DÂN {province.unit.name_vi.upper()}",), (days,)]
    return Table(title, board.header, body)


def figures(world: World, board: Dashboard, province: Province, period: Period, name: str) -> Iterator[Figure]:
    """What a correct reader takes: the offices' sum as the province's own part, each unit below."""
    every = [(province.unit_id, "province", added(world.agency_counts(province, period).values()))]
    every += [(unit_id, "all", counts) for unit_id, counts in world.counts_below(province, period).items()]
    known = published(period, 3)
    for unit_id, coverage, counts in every:
        place = (unit_id, coverage)
        for indicator, scope, variant, value in board.counts(counts):
            start, kind = (period.end, "point") if indicator == "dossiers_pending_count" else (period.start, "period")
            yield Figure(name, indicator, *place, scope, variant, start, period.end, kind, value, known_from=known)
        for share in board.shares(counts):
            indicator, scope, variant, top, bottom = share
            shown = percent(top, bottom) if coverage == "all" and indicator in board.printed else None
            number = float(shown.rstrip("%")) if shown else 100 * top / bottom
            digits = len(shown.rstrip("%").partition(".")[2]) if shown else None
            yield Figure(
                name,
                indicator,
                *place,
                scope,
                variant,
                period.start,
                period.end,
                "period",
                number,
                top,
                bottom,
                decimals=digits,
                known_from=known,
            )


def deliveries(world: World, province: Province) -> Iterator[Delivery]:
    """One file a monthly dashboard and month, one a yearly dashboard and year before the months, of the lifetime."""
    for period in filter(province.exists, world.monthly):
        for board in DASHBOARDS:
            yield delivery(world, board, province, period)
    before = (year(number) for number in range(FIRST_YEAR, world.monthly[0].year))
    for period in filter(province.exists, before):
        for board in YEARLY:
            yield delivery(world, board, province, period)


def delivery(world: World, board: Dashboard, province: Province, period: Period) -> Delivery:
    """One export."""
    ending = world.chance.pick(ENDINGS, board.folder, province.unit_id, period.code)
    name = f"kpi/{board.folder}/{province.slug}-{period.code}.{ending}"
    content = table(world, board, province, period)
    sidecar = {"published_at": published(period, 3).isoformat()}
    return Delivery(name, content, sidecar, tuple(figures(world, board, province, period, name)))

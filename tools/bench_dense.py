"""A plan of which nearly every line promises numbers, none twice alike: where the reader has most to do.

What belongs here: making that text, always the same. What does not: reading and timing it (bench_plans).
"""

from __future__ import annotations

from collections.abc import Iterator

DENSE_SIZE = 200_000
_HEAD = "KẾ HOẠCH\nCải cách hành chính giai đoạn 2026 - 2030\n\nI. MỤC TIÊU\n\n"
_SHARES = (
    "hồ sơ thủ tục hành chính được tiếp nhận trực tuyến",
    "thủ tục hành chính đủ điều kiện được cung cấp dịch vụ công trực tuyến toàn trình",
    "hồ sơ được giải quyết đúng hạn hoặc trước hạn",
    "kết quả giải quyết thủ tục hành chính được số hóa",
    "văn bản đi giữa các cơ quan được ký số",
    "người dân hài lòng về sự phục vụ của cơ quan hành chính nhà nước",
    "cán bộ, công chức được bồi dưỡng kỹ năng số",
    "giao dịch nghĩa vụ tài chính được thanh toán không dùng tiền mặt",
    "báo cáo định kỳ được gửi qua hệ thống thông tin báo cáo",
    "văn bản quy phạm pháp luật được rà soát sau khi ban hành",
    "cuộc họp được tổ chức theo hình thức không giấy tờ",
)
_BOUNDS = ("tối thiểu", "ít nhất", "trên", "phấn đấu đạt", "từ", "đạt", "không dưới")
_BODIES = (
    "sở, ban, ngành",
    "Ủy ban nhân dân cấp xã",
    "các phòng chuyên môn",
    "bộ phận một cửa",
    "đơn vị sự nghiệp công lập",
)
_COUNTED = ("lớp bồi dưỡng", "cuộc kiểm tra", "hội nghị đối thoại", "sáng kiến", "mô hình điểm")
_SHAPES = (
    "- Đến năm {year}, {bound} {a}% {share}; {b}% {other} tại {body}.",
    "- Tỷ lệ {share} năm {year} {bound} {a}%, trong đó cấp tỉnh đạt {b}%, cấp xã đạt {c}%.",
    "- Hằng năm {body} tổ chức ít nhất {d} {counted}; {bound} {a}% {share} vào năm {year}.",
    "- Năm {year} {bound} {a}% và năm {later} {bound} {b}% {share} của {body}.",
    "- Giảm {d}% thời gian giải quyết so với quy định; mức độ hài lòng {bound} {a}%, {b}% {other}.",
    "- 100% {body} thực hiện đúng quy trình, có {bound} {a}% {share} trong năm {year}.",
)


def dense_plan(size: int = DENSE_SIZE) -> str:
    """The text, of about so many bytes: no sentence of it stands there twice."""
    lines, length = [_HEAD], len(_HEAD.encode())
    for line in _lines():
        lines.append(line)
        length += len(line.encode())
        if length >= size:
            break
    return "".join(lines)


def _lines() -> Iterator[str]:
    """Lines whose parts change at different paces, so that a sentence only returns after thousands."""
    place = 0
    while True:
        turn = place // len(_SHAPES)
        year = 2026 + turn % 4
        yield (
            _SHAPES[place % len(_SHAPES)].format(
                year=year,
                later=year + 1,
                bound=_BOUNDS[(place + turn) % len(_BOUNDS)],
                share=_SHARES[turn % len(_SHARES)],
                other=_SHARES[(turn // len(_SHARES) + turn + 1) % len(_SHARES)],
                body=_BODIES[(place + turn // 7) % len(_BODIES)],
                counted=_COUNTED[turn % len(_COUNTED)],
                a=50 + turn % 47,
                b=40 + turn % 53,
                c=30 + turn % 59,
                d=2 + turn % 29,
            )
            + "\n"
        )
        place += 1

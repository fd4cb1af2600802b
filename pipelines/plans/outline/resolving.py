"""The Context of every node of an outline: resolved once from its ancestors, the document's dates and its title.

What belongs here: which heading, bullet or date above governs a statement. What does not: headings themselves (tree),
the words of the statement (grammar).
"""

from __future__ import annotations

import re

from pipelines.plans.documents.model import Paragraph
from pipelines.plans.grammar.levels import find_levels
from pipelines.plans.lexicon.loading import compiled
from pipelines.plans.outline.context import Context, Horizon
from pipelines.plans.outline.metadata import Metadata
from pipelines.plans.outline.tree import Node, Outline, horizon_above, kind_above, kind_of, years_of

_NO_TARGETS_IN = ("results", "scoring")
# Who a letter or telegram is sent to: a list that stands before its opening words.
_ADDRESSEE = re.compile(
    r"(?:các đồng chí |các |đồng chí )?(?:giám đốc|chủ tịch|thủ trưởng|bí thư|sở|ban|ngành|văn phòng|ủy ban nhân dân|UBND|đảng ủy|như trên)\b[^%]{0,110}$",  # noqa: E501
    re.IGNORECASE,
)
_TOP_RANK = 5.0
_YEAR_TOLD = re.compile(
    r"^(?:công tác|kết quả|thực hiện|đánh giá|tình hình|việc|về|cải cách|các)\b.*\bnăm (20[1-6]\d)$", re.IGNORECASE
)
_AHEAD = re.compile(
    r"mục tiêu|chỉ tiêu|nhiệm vụ|giải pháp|khắc phục|nâng|cải thiện|duy trì|so với|phương hướng|chỉ số", re.IGNORECASE
)
_FUNDING = re.compile(r"kinh phí", re.IGNORECASE)


def resolve_contexts(outline: Outline, metadata: Metadata) -> None:
    """Give every node of the outline its Context."""
    horizon = document_horizon(metadata, outline)
    plan_from = metadata.period_from or (metadata.issued_on.year if metadata.issued_on else None)
    in_preamble = True
    for node in outline.nodes:
        if (node.mark and not _ADDRESSEE.match(node.title)) or (node.is_heading and node.kind is not None):
            in_preamble = False
        kind = kind_above(node)
        node.context = Context(
            horizon=_bullet_horizon(node) or horizon_above(node) or horizon,
            plan_from=plan_from,
            annual=metadata.annual,
            head_level=_head_level(node),
            head_op=_head_op(node),
            kind="preamble" if in_preamble else kind,
            blocked=_blocked(node, kind, plan_from),
        )


def _blocked(node: Node, kind: str, plan_from: int | None) -> str | None:
    """The kind of part that promises nothing, where the node stands in one."""
    if isinstance(node.block, Paragraph):
        kind = "results" if _looks_back(node, plan_from) else kind
        if kind != "objective":
            kind = _inline_kind(node.block.flat) or kind
    if kind in _NO_TARGETS_IN:
        return kind
    return "funding" if isinstance(node.block, Paragraph) and _is_funding(node) else None


def _inline_kind(flat: str) -> str | None:
    """«1. Về kết quả: …»: a paragraph that is its own heading."""
    head = re.match(r"\s*(?:[-–+•*]\s*|\(?\w{1,3}[.)]\s*)*([^:.;%]{4,60}):", flat)
    return (
        "results"
        if head and kind_of(re.sub(r"^về\s+", "", head.group(1).strip(), flags=re.IGNORECASE)) == "results"
        else None
    )


def document_horizon(metadata: Metadata, outline: Outline) -> Horizon | None:
    """The single horizon of a document: its year, or the only year that title and headings give; else None."""
    if metadata.annual and metadata.period_to is not None:
        return Horizon(metadata.period_to)
    years = set(outline.horizons) | ({metadata.period_to} if metadata.period_to else set())
    begins = metadata.period_from or 0
    if len(years) != 1 or {year for year in outline.openings if year >= begins} - years:
        return None
    year = years.pop()
    return Horizon(year, metadata.period_from if metadata.period_to == year else None)


def _looks_back(node: Node, plan_from: int | None) -> bool:
    """Whether a heading above tells of a year before the plan («I. CÔNG TÁC CẢI CÁCH HÀNH CHÍNH NĂM 2024»)."""
    if plan_from is None:
        return False
    for above in node.ancestors():
        told = _YEAR_TOLD.search(above.title) if above.is_heading and above.rank <= _TOP_RANK else None
        if told and int(told.group(1)) < plan_from and not _AHEAD.search(above.title):
            return True
    return False


def _is_funding(node: Node) -> bool:
    return any(n.is_heading and n.rank <= 5 and _FUNDING.search(n.title) and n.kind == "implementation"
               and not re.search(r"tổ chức thực hiện", n.title, re.IGNORECASE) for n in [node, *node.ancestors()][:3])  # fmt: skip  # noqa: E501


def _bullet_horizon(node: Node) -> Horizon | None:
    """The years a bullet right above opens with («- Đến năm 2025, tỷ lệ … đạt:» / «+ Cấp tỉnh: 80%»)."""
    above = node.parent
    if above is None or above.horizon is not None or not above.title.endswith(":"):
        return None
    return (
        years_of(above.title)
        if re.match(r"(?:phấn đấu,?\s+)?(?:đến|năm|giai đoạn|trong năm|hết năm)\b", above.title, re.IGNORECASE)
        else None
    )


def _head_level(node: Node) -> str | None:
    """The level a heading right above names («+ Cấp tỉnh:», «Đối với cấp xã»)."""
    for above in node.ancestors()[:2]:
        words = above.title
        if (
            above.is_heading
            and len(words) < 60
            and re.match(
                r"(?:\d+\.\s*)?(?:đối với|tại|ở|khối|về phía)?\s*(?:các\s+)?(?:cấp |UBND |sở, |huyện, |xã, |đơn vị cấp |cơ quan cấp )"  # noqa: E501
                r"|(?:đối với|khối|về phía)\s[^:]{3,50}\scấp (?:tỉnh|huyện|xã)",
                words,
                re.IGNORECASE,
            )
        ):
            named = find_levels(words)
            if len(named) == 1:
                return named[0]
    return None


def _head_op(node: Node) -> str | None:
    """The comparator that ends a bullet above («… đạt tối thiểu:»)."""
    above = node.parent
    if above is None or not above.title.endswith(":"):
        return None
    for op, words in ((">=", "{GE}"), ("<=", "{LE}"), (">", "trên")):
        if compiled(words + r"\s*(?:là|đạt|như sau|các tỷ lệ|sau)?\s*:$").search(above.title):
            return op
    return None

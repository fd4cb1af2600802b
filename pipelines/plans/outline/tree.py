"""Blocks to an outline: which headings stand above a paragraph, and what they say about it.

What belongs here: list and heading marks, their nesting, and the area, years, section kind that a heading gives. What
does not: numbers and targets.

Numbering may be missing, repeated or restart: a mark only says how deep a paragraph stands, never which number must
come next.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache, lru_cache

from pipelines.plans.documents.model import Block, Document, Paragraph, Table
from pipelines.plans.lexicon.loading import compiled, load
from pipelines.plans.outline.context import Context, Horizon
from pipelines.vietnamese import fold, squeeze

_MARKS: tuple[tuple[float, str, re.Pattern[str]], ...] = tuple(
    (float(rank), name, re.compile(pattern))
    for rank, name, pattern in (
        (0, "annex", r"\s*(?:PHỤ LỤC|Phụ lục|PHỤ BIỂU|Phụ biểu|BIỂU SỐ|Biểu số)\b(?!\s+(?:kèm theo|\w+\s+kèm))"),
        (1, "part", r"\s*(?:PHẦN|Phần)\s+(?:thứ\s+|THỨ\s+)?(?:[IVX]+|\d+|[A-ZĐa-zđà-ỹ]+)\b"),
        (2, "chapter", r"\s*(?:CHƯƠNG|Chương|MỤC|Mục)\s+(?:[IVX]+|\d+)\b"),
        (3, "roman", r"\s*(?=[IVX])[IVX]{1,6}\s*[.)/\-–:]\s*(?=\S)"),
        (3, "letter_capital", r"\s*[A-HĐ]\s*[.)/]\s+(?=\S)"),
        (4, "article", r"\s*(?:ĐIỀU|Điều)\s+\d+\s*[.:]?"),
        (4.5, "clause", r"\s*Khoản\s+\d+\s*[.:]"),
        (7, "arabic4", r"\s*\d{1,2}\.\d{1,2}\.\d{1,2}\.\d{1,2}\.?\s*(?=[^\d%])"),
        (6, "arabic3", r"\s*\d{1,2}\.\d{1,2}\.\d{1,2}\.?\s*(?=[^\d%.,])"),
        (5.5, "arabic2", r"\s*\d{1,2}\.\d{1,2}\.?\s*(?=[^\d%.,\s])"),
        (5, "arabic", r"\s*\d{1,2}\s*[.)]\s*(?=[^\d\s])"),
        (5, "arabic", r"\s*\d{1,2}\s*[.)]\s+(?=\d)"),
        (5, "arabic", r"\s*\d{1,2}\s*[-–]\s+(?=[A-ZÀ-ỸĐ])"),
        (8, "letter", r"\s*[a-zđ]\s*[.)]\s*(?=\S)|\s*\([a-zđ]\)\s*"),
        (9, "enumerated", r"\s*\(\d{1,2}\)\s*"),
        (11, "plus", r"\s*(?:[-–—]\s*)?\+\s*(?=\S)"),
        (10, "dash", r"\s*[-–—•●▪◦*\uf02d\uf0b7]\s*(?=\S)"),
    )
)
PLAIN_RANK = 13.0
_HEAD_RANK = 9.5
_YEARS = r"20[1-6]\d"
_PERIOD = re.compile(
    rf"(?:giai đoạn|thời kỳ|năm)\s+(?:từ\s+)?(?:năm\s+)?({_YEARS})\s*[-–—]\s*(?:năm\s+)?({_YEARS})",
    re.IGNORECASE,
)
_BY_YEAR = re.compile(
    rf"(?:đến|tới|vào|trong|hết|cuối)\s+(?:hết\s+|cuối\s+|ngày\s+31/12/)?(?:năm\s+)?({_YEARS})|(?:^|[\s(])năm\s+({_YEARS})",
    re.IGNORECASE,
)
_BARE_PERIOD = re.compile(rf"^({_YEARS})\s*[-–—]\s*({_YEARS})$")
# A heading that gives a horizon is little more than the horizon itself.
_HORIZON_HEAD = re.compile(
    r"(?:(?:các |một số |những )?(?:tầm nhìn|định hướng|mục tiêu|chỉ tiêu|kế hoạch|lộ trình|mốc|nhiệm vụ)(?:,? chỉ tiêu)?(?: chung| cụ thể| cơ bản| chủ yếu| tổng quát)?"  # noqa: E501
    r"(?: và nhiệm vụ)?(?: phấn đấu| cần đạt| thực hiện)?\s*)?[:\-–(]?\s*(?:phấn đấu\s+)?(?:trong\s+)?"
    r"(?:(?:đến|tới|vào|trong|hết|giai đoạn|thời kỳ|cuối)\s+(?:hết\s+|cuối\s+|ngày\s+)?(?:năm\s+)?|năm\s+)\d[\d/\s\-–]*"
    r"(?:năm\s+\d{4})?[\s)]*(?:(?:và\s+)?(?:định hướng|tầm nhìn).*|phấn đấu.{0,30}|\(giai đoạn.{0,12}\))?[\s:.*]*$",
    re.IGNORECASE,
)
_OBJECTIVE_HORIZON = re.compile(
    r"(?:mục tiêu|chỉ tiêu|^định hướng|^tầm nhìn|^lộ trình).{0,80}(?:đến (?:hết )?năm|giai đoạn|năm)\s+\d",
    re.IGNORECASE,
)
# «a) Đến năm 2025: nâng cao chất lượng …»: a numbered paragraph that opens with years heads the bullets below it.
_OPENING_HORIZON = re.compile(
    r"((?:đến|giai đoạn|trong|năm)\s(?:[^:;.,%]{1,40}?)?\d{4}(?:\s*[-–]\s*\d{4})?)\s*:", re.IGNORECASE
)
_OF_STAFF = re.compile(r"công vụ|cán bộ|công chức", re.IGNORECASE)
_STAFF = re.compile(
    r"công chức|viên chức|cán bộ|đào tạo|bồi dưỡng|tập huấn|công vụ|học viên|vị trí việc làm", re.IGNORECASE
)
_BODIES = re.compile(r"biên chế|đơn vị sự nghiệp|đầu mối|sắp xếp|sáp nhập|bộ máy|phòng chuyên môn", re.IGNORECASE)
_TITLE_LEAD = re.compile(
    r"^\s*(?:KẾ HOẠCH|CHƯƠNG TRÌNH(?: HÀNH ĐỘNG)?|ĐỀ ÁN|CHỈ THỊ|NGHỊ QUYẾT|QUYẾT ĐỊNH)?\s*(?:BAN HÀNH|PHÊ DUYỆT|VỀ(?: VIỆC)?|TRIỂN KHAI)?\s*(?:KẾ HOẠCH|CHƯƠNG TRÌNH|ĐỀ ÁN)?\s*",  # noqa: E501
    re.IGNORECASE,
)
# A heading that lost its number: «Cải cách thủ tục hành chính».
_BARE_AREA = re.compile(
    r"(?:Cải cách (?:thể chế|thủ tục|tổ chức|bộ máy|chế độ|công vụ|tài chính|TTHC)|(?:Xây dựng(?:,|và|\s)*(?:và )?(?:phát triển )?|Phát triển )?(?:Chính quyền|Chính phủ) (?:điện tử|số)"  # noqa: E501
    r"|Hiện đại hóa (?:nền )?hành chính|Chuyển đổi số|Công tác chỉ đạo)[^.;:%\d]{0,70}$",
    re.IGNORECASE,
)
_MARK_WORDS = re.compile(r"(?:phần|chương|mục(?!\s+(?:tiêu|đích))|điều)\s+(?:thứ\s+)?\S+?\s*[:.\-–]\s*", re.IGNORECASE)
_TRAILING = re.compile(r"[\s:.;*]+$")
_END_OF_BODY = re.compile(r"\./\.")


@dataclass
class Node:
    """One paragraph or table of the outline and everything that stands above it.

    `title` is the text without its mark; `horizon`, `area`, `kind` are what this very node says (None: nothing).
    """

    block: Block
    rank: float
    mark: str
    title: str
    mark_length: int
    is_heading: bool
    parent: Node | None = None
    horizon: Horizon | None = None
    area: str | None = None
    kind: str | None = None
    first_child_rank: float | None = None
    after_body: bool = False
    context: Context = field(default_factory=Context)

    def ancestors(self) -> list[Node]:
        """From the node's parent up to the top."""
        chain = []
        node = self.parent
        while node is not None:
            chain.append(node)
            node = node.parent
        return chain


@dataclass
class Outline:
    """All nodes in reading order; the years that headings give, and those that other paragraphs open with."""

    nodes: list[Node]
    horizons: tuple[int, ...]
    openings: tuple[int, ...] = ()


@cache
def _heading_rules() -> tuple[tuple[tuple[str, re.Pattern[str]], ...], tuple[tuple[str, re.Pattern[str]], ...]]:
    rules = load("headings")
    areas = tuple((rule["area"], compiled(rule["pattern"])) for rule in rules["areas"])
    kinds = tuple((rule["kind"], compiled(rule["pattern"])) for rule in rules["kinds"])
    return areas, kinds


def find_mark(text: str) -> tuple[float, str, int]:
    """Rank, name and length of the mark a paragraph begins with; (PLAIN_RANK, "", 0) where there is none."""
    head = text[:40]
    if not head.lstrip()[:1] or (head.lstrip()[:1].islower() and not re.match(r"\s*[a-zđ]\s*[.)]", head)):
        return PLAIN_RANK, "", 0
    for rank, name, pattern in _MARKS:
        match = pattern.match(head)
        if match:
            return rank, name, match.end() if name not in ("annex", "part", "chapter", "article", "clause") else 0
    return PLAIN_RANK, "", 0


@lru_cache(maxsize=4_096)
def area_of(text: str) -> str | None:
    """The reform area a heading names; None where it names none, or several («trên cả 6 lĩnh vực: …»)."""
    folded = fold(text)
    found = [area for area, pattern in _heading_rules()[0] if pattern.search(folded)]
    reforms = [area for area in found if area != "steering"]
    if len(reforms) > 1:
        first = min(reforms, key=lambda area: _first_place(area, folded))
        return first if len(reforms) == 2 and _first_place(first, folded) < 25 else None
    return found[0] if found else None


def _first_place(area: str, folded: str) -> int:
    return min(
        m.start() for name, pattern in _heading_rules()[0] if name == area for m in [pattern.search(folded)] if m
    )


def names_area(head: str) -> bool:
    """Whether words before a colon are the name of an area («Về cải cách thể chế», «Cải cách tài chính công»)."""
    words = head.strip()
    return bool(re.match(r"(?:về|công tác|đối với|lĩnh vực|trong)\s", words, re.IGNORECASE) or _BARE_AREA.match(words))


@lru_cache(maxsize=4_096)
def kind_of(text: str) -> str | None:
    """The kind of section a heading opens: results, annex, scoring, objective, implementation, task; else None."""
    folded = fold(text)
    return next((kind for kind, pattern in _heading_rules()[1] if pattern.search(folded)), None)


def horizon_of(title: str) -> Horizon | None:
    """The horizon a heading gives («a) Đến năm 2025», «Giai đoạn 2026 - 2030», «Mục tiêu đến năm 2030»)."""
    text = _TRAILING.sub("", squeeze(title))
    if len(text) > 130 or not (_HORIZON_HEAD.match(text) or _OBJECTIVE_HORIZON.search(text)):
        return None
    return years_of(text)


def years_of(text: str) -> Horizon | None:
    """The first horizon in a text: a period, else a year; orientations («định hướng đến …») are left out."""
    parts = re.split(r"(?:,|;|và)?\s*(?:có tính đến|định hướng|tầm nhìn)", text, maxsplit=1, flags=re.IGNORECASE)
    text = parts[0] if parts[0].strip() else parts[-1]
    period = _PERIOD.search(text) or _BARE_PERIOD.match(text.strip())
    if period:
        return Horizon(int(period.group(2)), int(period.group(1)))
    year = _BY_YEAR.search(text)
    return Horizon(int(year.group(1) or year.group(2))) if year else None


def read_outline(document: Document) -> Outline:
    """The outline of a document; every block becomes one node."""
    nodes: list[Node] = []
    stack: list[Node] = []
    after_body = False
    for block in document.blocks:
        node = _node(block)
        node.after_body = after_body
        if isinstance(block, Paragraph) and _END_OF_BODY.search(block.flat):
            after_body = True
            node_reset = True
        else:
            node_reset = False
        _place(node, stack)
        nodes.append(node)
        if node_reset:
            stack.clear()
    dated = [node for node in nodes if node.horizon is not None]
    horizons = tuple(sorted({node.horizon.year for node in dated if node.horizon and node.is_heading}))
    openings = tuple(sorted({node.horizon.year for node in dated if node.horizon and not node.is_heading}))
    return Outline(nodes, horizons, openings)


def _node(block: Block) -> Node:
    if isinstance(block, Table):
        return Node(block, 99.0, "table", "", 0, False)
    rank, mark, length = find_mark(block.flat)
    title = squeeze(block.flat[length:])
    heading = _is_heading(block, mark, title)
    if block.heading and rank >= _HEAD_RANK:
        rank = 2.5 + block.heading / 10
    elif heading and mark == "":
        rank = _plain_heading_rank(title)
    node = Node(block, rank, mark, title, length, heading)
    opening = None if heading or rank >= _HEAD_RANK else _OPENING_HORIZON.match(title)
    if opening:
        node.horizon = years_of(opening.group(1))
    if heading:
        node.horizon = horizon_of(title)
        node.area = area_of(title)
        node.kind = kind_of(_MARK_WORDS.sub("", title))
        if mark == "annex":
            node.kind = "annex"
    return node


def _plain_heading_rank(title: str) -> float:
    """How deep a heading without a mark stands: a date phrase just above lists, capitals near the top."""
    if title.upper() == title and kind_of(title) not in (None, "annex"):
        return 2.8  # «MỤC TIÊU NĂM 2024»
    if horizon_of(title):
        return _HEAD_RANK
    if kind_of(title) == "annex":
        return 0.0
    if title.upper() == title:
        return 2.8
    return 9.0 if area_of(title) else 9.3  # «Cải cách thể chế:» holds «Mục tiêu:» and «Nhiệm vụ:»


def _is_heading(block: Paragraph, mark: str, title: str) -> bool:
    """Whether a paragraph only announces what follows: short, no full sentence, no number with a unit."""
    if not title or len(title) > 220 or re.search(r"\d\s*(?:%|điểm\b|bậc\b)", title):
        return False
    if block.heading or mark in ("annex", "part", "chapter", "roman", "letter_capital"):
        return True
    if title.endswith(":"):
        return len(title) < 160
    if mark in ("dash", "plus", "enumerated"):
        return horizon_of(title) is not None
    if title[-1] in ".;,!?":
        return mark.startswith("arabic") and len(title) < 80
    if mark == "":
        return len(title) < 110 and (title.upper() == title or horizon_of(title) is not None
                                     or _BARE_AREA.match(title) is not None
                                     or (kind_of(title) in ("objective", "task", "implementation", "annex", "results")
                                         and len(title) < 60))  # fmt: skip
    return len(title) < 150


def _place(node: Node, stack: list[Node]) -> None:
    """Put the node under the right parent: the nearest above that stands higher, or a date heading of the same rank."""
    if node.mark == "table" or (node.rank == PLAIN_RANK and not node.is_heading):
        node.parent = _holder(stack)
        if node.parent is not None and node.parent.first_child_rank is None:
            node.parent.first_child_rank = node.rank
        return
    while stack and stack[-1].rank >= node.rank and not _adopts(stack[-1], node):
        stack.pop()
    parent = stack[-1] if stack else None
    node.parent = parent
    if parent is not None and parent.first_child_rank is None:
        parent.first_child_rank = node.rank
    if parent is not None and node.rank == parent.rank:
        return  # an adopted sibling is no parent of what follows on its own rank
    stack.append(node)


def _holder(stack: list[Node]) -> Node | None:
    """What a paragraph without a mark belongs to: the innermost heading; a finished bullet holds nothing."""
    while stack and not stack[-1].is_heading and stack[-1].horizon is None and stack[-1].rank >= _HEAD_RANK - 1.6:
        stack.pop()
    return stack[-1] if stack else None


def _adopts(head: Node, node: Node) -> bool:
    """A heading «- Đến năm 2025:» followed by «- 80 % …» of its own rank holds it, if nothing deeper came first."""
    if not head.is_heading or node.is_heading or head.rank != node.rank:
        return False
    opens = head.horizon is not None or head.title.endswith(":")
    return opens and head.first_child_rank in (None, node.rank) and head.rank >= _HEAD_RANK - 1.6


def horizon_above(node: Node) -> Horizon | None:
    """The horizon of the nearest heading above (or of the node itself)."""
    return next((n.horizon for n in [node, *node.ancestors()] if n.horizon is not None), None)


def area_above(node: Node, default: str) -> str:
    """The area of the nearest heading above that names one."""
    return next((n.area for n in [node, *node.ancestors()] if n.area is not None), default)


def area_at(node: Node, text: str, default: str) -> str:
    """The area of a statement: its heading's; under «bộ máy, công vụ» what it speaks of decides."""
    head = next((n for n in [node, *node.ancestors()] if n.area is not None), None)
    if head is None or head.area is None:
        return default
    if head.area == "apparatus" and _OF_STAFF.search(head.title) and _STAFF.search(text) and not _BODIES.search(text):
        return "civil_service"
    return head.area


def area_of_title(title: str) -> str:
    """The area of a plan for one area only, where no heading names one; steering for reform as a whole."""
    words = _TITLE_LEAD.sub("", title)
    rules = load("headings")["titles"]
    return next((rule["area"] for rule in rules if compiled(rule["pattern"]).search(words)), "steering")


def kind_above(node: Node) -> str:
    """The kind of section a node stands in; `other` where no heading says."""
    kinds = [n.kind for n in [node, *node.ancestors()] if n.kind is not None]
    if "annex" in kinds:
        return "annex"
    return kinds[0] if kinds else ("annex" if node.after_body and node.mark == "table" else "other")


def path_of(node: Node) -> str:
    """The headings from the top down to the node's own, joined by « › »; bullets above are cut to 80 characters."""
    chain = [node, *node.ancestors()] if node.is_heading else node.ancestors()
    return " › ".join(_shown(n) for n in reversed(chain))


def _shown(node: Node) -> str:
    words = squeeze(node.block.flat) if isinstance(node.block, Paragraph) else "table"
    return words if len(words) <= 80 else words[:77] + "…"

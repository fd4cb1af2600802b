"""What a text does with its numbers: commit to them, report, set norms, list procedures, publish scores, retell.

What belongs here: the genre of a document, and which of its parts commit all the same. What does not: what a single
number is (grammar), sections of a plan that look back (resolving).

A prior, not a switch: a report's «phương hướng, nhiệm vụ năm sau» commits; a sidecar (`genre: commits`) overrules all.
Source of the rule: the labelling rules, «kinds of text» and «secondary text».
"""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.plans.documents.model import Document, Paragraph
from pipelines.plans.lexicon.file_shapes import Rules
from pipelines.plans.lexicon.loading import load
from pipelines.plans.lexicon.phrases import phrase
from pipelines.plans.outline.context import GENRES
from pipelines.plans.outline.headings import without_number
from pipelines.plans.outline.metadata import Metadata
from pipelines.plans.outline.stated_years import all_years, years_of
from pipelines.plans.outline.tree import Node
from pipelines.vietnamese import fold, squeeze

# Genres that yield no target outside their own objectives or next tasks, in words.
YIELD_NONE = {
    "results": "a report of results",
    "norms": "a text that sets norms",
    "procedures": "a list of procedures",
    "scores": "a decision that publishes scores",
    "proposals": "a proposal to a body above",
    "dealings": "a tender, a contract or an invitation",
}
# A plan approved by a decision stays a plan, whatever number the decision has.
_COMMITTING_TYPES = ("plan", "programme", "scheme", "directive", "conclusion")
_HEAD = 6_000
_LONGEST_TITLE = 250
_SCALE = 6  # lines with points: fewer may be an example
_QUESTION_END = 8  # a question mark may have quotes and stars behind it
_LONGEST_HEADLINE = 140
_CAPTION_MORE = 60  # a repeat of the title may say «(Hình từ Internet)»
_SHORTEST_TITLE = 4  # words: a date or a section's name above it is none
_TOP_LINES = 8  # where a page says when it was put up
_LONGEST_RUBRIC = 5  # words: «Khoa học công nghệ»


@dataclass(frozen=True)
class Genre:
    """The genre of a document and what it was told by, in words for a person."""

    name: str
    told_by: str = ""
    title: str = ""  # of an article, which has no title in its head
    about: str = ""  # the plan an article tells of: its title, else what it says was issued
    tells: bool = False  # an article that tells results more than aims

    @property
    def yields_none(self) -> bool:
        """Whether its numbers are no targets but under a heading of objectives or next tasks."""
        return self.name in YIELD_NONE


def genre_of(document: Document, metadata: Metadata) -> Genre:
    """The genre of a document: of its sidecar, else told by number, title, head, in this order."""
    if metadata.genre in GENRES:
        return Genre(str(metadata.genre), "the sidecar")
    named = _by_number(document, metadata) or _by_title(metadata) or _by_scale(document, metadata)
    return named or _by_head(document) or Genre("commits")


def _by_number(document: Document, metadata: Metadata) -> Genre | None:
    """A legal normative text shows the year inside its number; a plan, programme or single decision never does."""
    if metadata.document_type in _COMMITTING_TYPES:
        return None
    number = metadata.document_number or ""
    if any(phrase("genres", name).search(number) for name in ("normative_number", "decree_number")):
        return Genre("norms", f"its number {number}")
    draft = None if number else phrase("genres", "normative_head").search(document.text, 0, _HEAD)
    return Genre("norms", f"its number «{squeeze(draft[0])}»") if draft else None


def _by_title(metadata: Metadata) -> Genre | None:
    """What its title says, or the «V/v …» of a letter."""
    title = squeeze(metadata.title or "")
    commits = metadata.document_type in _COMMITTING_TYPES and not phrase("genres", "inspected").search(title)
    return _titled(title) if title and not commits else None


def _titled(title: str) -> Genre | None:
    rules = (rule for rule in load("genres", Rules) if rule.get("title"))
    found = next((rule for rule in rules if phrase("genres", rule["name"]).search(title)), None)
    return Genre(found["genre"], f"its title «{title[:120]}»") if found else None


def _by_scale(document: Document, metadata: Metadata) -> Genre | None:
    """A scoring scale, whatever its title: most of its lines with figures give points for what is reached."""
    if metadata.document_type in _COMMITTING_TYPES:
        return None
    lines = [block.words for block in document.blocks if isinstance(block, Paragraph)]
    figures = [line for line in lines if phrase("years", "figure").search(line)]
    scored = sum(1 for line in figures if phrase("genres", "scored_line").search(line))
    return Genre("norms", "its lines, which give points") if scored >= _SCALE and 2 * scored > len(figures) else None


def _by_head(document: Document) -> Genre | None:
    """A text without a document's head retells: an article about a plan, or about results."""
    if phrase("genres", "head").search(document.text, 0, _HEAD):
        return None
    lines = [block.words for block in document.blocks if isinstance(block, Paragraph)]
    title = _article_title(lines)
    reports = _titled(title) if title else None
    if reports and reports.yields_none:
        return reports
    told, aimed = _weights(lines)
    if told and not aimed:
        return Genre("results", "an article that tells what was reached and names no aim", title)
    return Genre("secondary", "no document's head (number, issuer)", title, _told_of(title, lines), told > aimed)


def _told_of(title: str, lines: list[str]) -> str:
    """The words of an article that name its plan: the title where it names years, else «… ban hành Kế hoạch …»."""
    if years_of(title):
        return title
    issued = (phrase("genres", "issues_plan").search(line) for line in lines)
    named = {
        str(match["year"]): str(match[0]) for line in lines for match in phrase("genres", "names_plan").finditer(line)
    }
    only = next(iter(named.values())) if len(named) == 1 else title
    return next((str(match["title"]) for match in issued if match), only)


def _weights(lines: list[str]) -> tuple[int, int]:
    """How many lines with figures tell what was reached; how many of them, or of headings, name an aim."""
    figures = [line for line in lines if phrase("years", "figure").search(line)]
    heads = [line for line in lines if line and line[-1] not in ".;,…" and line not in figures]
    told = sum(1 for line in figures if phrase("genres", "told").search(line))
    return told, sum(1 for line in [*figures, *heads] if _names("aimed", line))


def _article_title(lines: list[str]) -> str:
    """The line above an article's text: some words without full stop or list mark, no section's name; a text below."""
    heads = [line for line in lines if len(line.split()) >= _SHORTEST_TITLE and not _of_portal(line)]
    if len(heads) > 1 and _is_rubric(heads[0], heads[1]):
        heads.pop(0)
    first = _above_the_day(lines) or (heads[0] if heads else "")
    words = first.strip(" *#")
    closed = words[-1:] in ".;:,…" or len(words) > _LONGEST_TITLE or not words[:1].isalnum()
    return "" if closed or first == lines[-1] else words


def _above_the_day(lines: list[str]) -> str:
    """The line above «Thứ năm, 25/07/2019, 04:10» at the top of a page, unless a title follows the day."""
    posted = phrase("heads", "posted")
    day = next((place for place, line in enumerate(lines[:_TOP_LINES]) if posted.match(line)), 0)
    above, below = lines[day - 1] if day else "", lines[day + 1] if day + 1 < len(lines) else ""
    named = len(above.split()) > _LONGEST_RUBRIC and len(above) <= _LONGEST_HEADLINE and not _of_portal(above)
    titled = len(below.split()) > _LONGEST_RUBRIC and len(below) <= _LONGEST_HEADLINE and below[-1:] not in ".;:,…"
    return above if named and not titled else ""


def _is_rubric(line: str, below: str) -> bool:
    """«Khoa học công nghệ» above the title: few words without a figure, below them a longer line without full stop."""
    few = len(line.split()) <= _LONGEST_RUBRIC and not any(letter.isdigit() for letter in line)
    return (
        few and len(below.split()) > len(line.split()) and len(below) <= _LONGEST_HEADLINE and below[-1] not in ".;:,…"
    )


def _of_portal(line: str) -> bool:
    """«Cổng thông tin điện tử …», «Trang chủ > Tin tức», «Thứ 4, 18/05/2022 | 20:33»: where an article stands."""
    return phrase("genres", "portal").search(line) is not None or phrase("heads", "posted").match(line) is not None


def is_furniture(node: Node, genre: Genre) -> bool:
    """Whether a paragraph asks; or, of an article, is its title, a repeat of it or a picture's caption."""
    if not isinstance(node.block, Paragraph):
        return False
    words = node.block.words.strip(" *#")
    if "?" in words[-_QUESTION_END:] and phrase("genres", "question").search(words):
        return True
    if genre.name != "secondary":
        return False
    if genre.title and words.startswith(genre.title):
        return len(words) < len(genre.title) + _CAPTION_MORE
    return phrase("genres", "caption").search(words) is not None


def is_headline(node: Node, below: Node | None, genre: Genre) -> bool:
    """Whether a line of an article only heads the paragraph below, which says its figures again."""
    if genre.name != "secondary" or below is None or node.mark:
        return False
    if not isinstance(node.block, Paragraph) or not isinstance(below.block, Paragraph):
        return False
    words = node.block.words.strip(" *#")
    if len(words) > _LONGEST_HEADLINE or words[-1:] in ".;:,!…" or len(below.block.words) < 2 * len(words):
        return False
    figures, told = (set(phrase("genres", "said_figure").findall(said)) for said in (words, below.block.words))
    said_again = set(fold(words).split()) & set(fold(below.block.words).split())
    return bool(figures) and figures <= told and 3 * len(said_again) > 2 * len(set(fold(words).split()))


def tells_only(node: Node, genre: Genre, telling: bool) -> bool:
    """Whether a paragraph of an article names no aim, and tells news of a day, work done or stands among results.

    Args:
        node: the paragraph.
        genre: the document's.
        telling: whether the article looks back there (`looks_back_on`).
    """
    if genre.name != "secondary" or telling:
        return telling
    if _is_in_a_part(node, genre):
        return False
    tells = genre.tells or phrase("genres", "dateline").match(node.title) is not None
    tells = tells or phrase("genres", "tells_work").search(node.title) is not None
    return tells and not _names("aimed", node.title)


def looks_back_on(node: Node, genre: Genre, telling: bool) -> bool:
    """Whether an article looks back from a paragraph on: from «Nhiệm kỳ qua, …», «ước đạt …» until one names an aim."""
    if genre.name != "secondary" or not isinstance(node.block, Paragraph):
        return False
    if any(head.kind and head.title != genre.title for head in node.ancestors):
        return False
    if phrase("genres", "looks_back").search(node.title):
        return not _names("aims_ahead", node.title)
    tells = not node.mark and phrase("genres", "told").search(node.title) is not None
    return (telling or tells) and not _names("aimed", node.title)


def _is_in_a_part(node: Node, genre: Genre) -> bool:
    """Whether a paragraph stands below a heading of an article; its title is none, whatever it speaks of."""
    return node.parent is not None and node.parent.title != genre.title


def _names(aim: str, words: str) -> bool:
    """Whether a paragraph names an aim of its own; a goal that something is measured by is none."""
    names = phrase("genres", aim).search
    return names(words) is not None and names(phrase("genres", "of_the_goal").sub(" ", words)) is not None


def commits_here(node: Node, genre: Genre, title: str) -> bool:
    """Whether a part of a text that else promises nothing commits: under its objectives or its next tasks.

    Args:
        node: a node of the outline.
        genre: the document's.
        title: the document's title, whose lines are no headings of parts.
    """
    heads = [n for n in [node, *node.ancestors] if n.is_heading and not is_of_title(n, title)]
    if any(n.kind in ("results", "scoring") for n in heads):
        return False
    return any(_commits_below(n, genre, title) for n in heads)


def _commits_below(head: Node, genre: Genre, title: str) -> bool:
    """Whether a heading opens objectives, or a report's next tasks; goals of the year it tells of are no promise."""
    words = without_number(head.title)
    if genre.name != "results":
        return phrase("genres", "own_objectives").match(words) is not None
    if phrase("genres", "ahead").match(words):
        return True
    told, named = all_years(title), all_years(words)
    return phrase("genres", "own_objectives").match(words) is not None and bool(
        named and (not told or named[-1] > told[0])
    )


def is_of_title(node: Node, title: str) -> bool:
    """Whether a line is one of the title's."""
    words = node.block.words.strip(" *") if isinstance(node.block, Paragraph) else ""
    return len(words) > 5 and words in title

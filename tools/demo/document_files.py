"""Plans and reports of a demo world as files: text in the encoding and with the line ends that its source asks for.

What belongs here: the bytes of a document. What does not: its words (plans, carriers), what spoils it
(document_messes).
"""

from __future__ import annotations

from tools import make_labelled_plans as labelled
from tools import plan_markup
from tools.plan_markup import Source


def document(source: Source) -> bytes:
    """The file's bytes: text in the encoding, and torn at the width, that the source's front matter asks for."""
    content = plan_markup.render(source)
    if not source.file.endswith((".txt", ".md")):
        return content
    text = labelled.wrapped(labelled.stored(content.decode(), source), int(source.front.get("wrap", 0)))
    return labelled.encoded(text, source)

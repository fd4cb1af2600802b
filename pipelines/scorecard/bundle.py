"""The script that draws charts: Vega, Vega-Lite and Vega-Embed in one file, with no network. Pure.

What belongs here: taking it from the package that ships it, and keeping it between runs, for it costs over a second.
What does not: the charts.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path


def chart_script(cache: Path) -> str:
    """The script, from `cache` where a whole copy of this version lies there, else made and kept there."""
    made_by = version("vl-convert-python")
    for kept in sorted(cache.glob(f"vega-{made_by}-*.js")):
        with suppress(OSError):
            text = kept.read_text(encoding="utf-8")
            if kept.stem.endswith(_digest(text)):
                return text
    text = _made()
    with suppress(OSError):
        cache.mkdir(parents=True, exist_ok=True)
        (cache / f"vega-{made_by}-{_digest(text)}.js").write_text(text, encoding="utf-8")
    return text


def _made() -> str:
    import vl_convert

    script = vl_convert.javascript_bundle()  # type: ignore[call-arg]  # its stub asks for what it has a default for
    # Its names are short and would stand beside the pages' own.
    return f'(function(){{"use strict";{script}}})();\n'


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]

"""The script that draws charts: Vega, Vega-Lite and Vega-Embed in one file, with no network. Pure.

What belongs here: taking it from the package that ships it, and keeping it between runs, for it costs over a second.
What does not: the charts.
"""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path

from pipelines.scorecard.kept import kept_or_made


def chart_script(cache: Path) -> str:
    """The script, from `cache` where a whole copy of this version lies there, else made and kept there."""
    return kept_or_made(cache, "vega", ".js", version("vl-convert-python"), _made).decode("utf-8")


def _made() -> bytes:
    import vl_convert

    script = vl_convert.javascript_bundle()  # type: ignore[call-arg]  # its stub asks for what it has a default for
    # Its names are short and would stand beside the pages' own.
    return f'(function(){{"use strict";{script}}})();\n'.encode()

"""Cuts the scorecard's font down to the letters of Vietnamese and English: python -m tools.make_scorecard_font.

Be Vietnam Pro (SIL Open Font License 1.1, pipelines/scorecard/static/fonts/OFL.txt) ships in a development package; the
subset is kept in the repo, so that a build needs neither that package nor a font tool.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path

from fontTools import subset

FONTS = Path(__file__).resolve().parents[1] / "pipelines/scorecard/static/fonts"
WEIGHTS = ("Regular", "SemiBold")
# Latin, Vietnamese (with marks that stand alone), punctuation, arrows, signs of comparison.
LETTERS = (
    "U+0020-007E,U+00A0-017F,U+01A0-01B0,U+0300-0303,U+0309,U+0323,U+1EA0-1EF9,U+2010-2026,U+2032,U+2033,U+20AB,"
    "U+2190-2193,U+2212,U+2260,U+2264,U+2265,U+2030"
)


def main() -> None:
    """Write one file a weight."""
    found = importlib.util.find_spec("fontpkg_be_vietnam_pro")
    assert found and found.origin, "install the development packages first: make setup"
    for weight in WEIGHTS:
        source = Path(found.origin).parent / "files" / f"BeVietnamPro-{weight}.ttf"
        target = FONTS / source.name
        subset.main(
            [
                str(source),
                f"--unicodes={LETTERS}",
                "--no-hinting",
                f"--output-file={target}",
                "--layout-features=kern,mark,mkmk,ccmp,tnum,locl",
            ]
        )
        print(f"{target.name}: {target.stat().st_size} of {source.stat().st_size} bytes")


if __name__ == "__main__":
    main()

"""Write the plan extracts of `data/raw/plans`, with their sidecars, from the text sources in `tools/extracts`.

What belongs here: which folder is read and which is written. What does not: the markup and its writers
(`tools/plan_markup.py`) or any wording.

Run `python -m tools.make_plan_extracts [folder]` from the repository's root; the same sources give the same bytes.
"""

from __future__ import annotations

import sys
from pathlib import Path

import yaml

from tools import plan_markup

ROOT = Path(__file__).parent.parent
SOURCES = ROOT / "tools" / "extracts"
TARGET = ROOT / "data" / "raw" / "plans"


def extract_files() -> dict[str, bytes]:
    """Every file to ship, by name: each document and its sidecar `<file>.meta.yml`."""
    files: dict[str, bytes] = {}
    for path in sorted(SOURCES.glob("*.md")):
        source = plan_markup.parse(path.read_text(encoding="utf-8"))
        files[source.file] = plan_markup.render(source)
        meta = yaml.safe_dump(source.front["meta"], allow_unicode=True, sort_keys=False, width=200)
        files[source.file + ".meta.yml"] = meta.encode()
    return files


def main(target: Path) -> None:
    """Write all files into `target`."""
    target.mkdir(parents=True, exist_ok=True)
    for name, content in extract_files().items():
        (target / name).write_bytes(content)
        print(f"{target / name}: {len(content)} bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET)

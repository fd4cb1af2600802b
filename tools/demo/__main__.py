"""`python -m tools.demo FOLDER`: write a demo world; `make demo` runs `cchc run` on it afterwards.

What belongs here: options and the line that says what was made. What does not: making.
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

from tools.demo.books import SIMULATED
from tools.demo.country import SCALES
from tools.demo.ledger import FILE
from tools.demo.making import NotADemoError, make
from tools.demo.world import SEED, World


def main() -> None:
    """Write the world and say what it holds."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="world to write: raw/ in it is made anew")
    parser.add_argument("--scale", choices=SCALES, default="province")
    parser.add_argument("--months", type=int, default=30, help="months of monthly workbooks, up to the as-of date")
    parser.add_argument("--seed", type=int, default=SEED)
    options = parser.parse_args()
    world = World(options.scale, options.months, options.seed)
    try:
        ledger = make(world, options.folder)
    except NotADemoError as error:
        parser.error(str(error))
    kinds = Counter(mess.kind for mess in ledger.messes)
    files = len({one.source_file for one in ledger.figures})
    print(
        f"{SIMULATED}: {options.scale} as of {world.as_of}. {files:,} files with {len(ledger.figures):,} figures, "
        f"{len(ledger.promises):,} promises, {sum(kinds.values())} planted messes of {len(kinds)} kinds.\n"
        f"The truth behind it: {options.folder / FILE}"
    )


if __name__ == "__main__":
    main()

"""Read real documents against their labels and write the scores down.

`python -m tools.read_real --half all [--stage NAME]` or with names of documents: `plans_real/001.txt`.

What belongs here: which documents of tests/data/plans_real_split.csv are read, and the log of what each scored. What
does not: reading and counting (pipelines.plans.measure).

The texts and labels lie beside the repo (CCHC_SHARED, else ../shared) and are never part of it. The proof half was
closed until its last first reading (stage `final-closed` of the log); since then what differs is printed of both
halves, and no later score of it is one at first sight (tests/data/README.md).
"""

from __future__ import annotations

import argparse
import csv
import os
import subprocess
import sys
from pathlib import Path

from pipelines.plans.measure import Score, confusions, measure_file

ROOT = Path(__file__).resolve().parent.parent
SPLIT = ROOT / "tests" / "data" / "plans_real_split.csv"
LOG = ROOT / "tests" / "data" / "plans_real_log.csv"
COLUMNS = ("document", "commit", "stage", "f1", "full", "year")


def main(arguments: list[str] | None = None) -> int:
    """Command line; exit code 2 where no document is found."""
    options = _options(arguments)
    shared = Path(os.environ.get("CCHC_SHARED") or ROOT.parent / "shared")
    chosen = [row for row in _split() if _wanted(row, options) and (shared / row["folder"] / row["document"]).exists()]
    if not chosen:
        sys.stderr.write(f"no such document below {shared}\n")
        return 2
    scores = [(row, _read(shared, row)) for row in chosen]
    _print(scores)
    if options.stage:
        _log(scores, options.commit or _commit(), options.stage)
    return 0


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("documents", nargs="*", help="plans_real/001.txt …, or --half")
    parser.add_argument("--half", choices=("work", "proof", "all"), help="all documents of one half, or of both")
    parser.add_argument("--stage", help="write the scores to tests/data/plans_real_log.csv under this name")
    parser.add_argument("--commit", help="commit the scores belong to (default: HEAD)")
    return parser.parse_args(arguments)


def _split() -> list[dict[str, str]]:
    with SPLIT.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _name(row: dict[str, str]) -> str:
    return f"{row['folder']}/{row['document']}"


def _wanted(row: dict[str, str], options: argparse.Namespace) -> bool:
    return options.half in ("all", row["half"]) or _name(row) in options.documents


def _read(shared: Path, row: dict[str, str]) -> Score:
    folder = shared / row["folder"]
    return measure_file(folder / row["document"], folder / "labels" / f"{Path(row['document']).stem}.jsonl")


def _print(scores: list[tuple[dict[str, str], Score]]) -> None:
    """A line a document, the totals, and what differs."""
    total = Score()
    for row, score in scores:
        total.add(score)
        print(f"{_name(row)}: {_figures(score)}")
    print(f"TOTAL of {len(scores)}: {_figures(total)}")
    silent = [score for _, score in scores if not score.labels]
    if silent:
        print(f"false promises in {len(silent)} documents without targets: {sum(score.mentions for score in silent)}")
    print("\n".join(["", *confusions(total), "", *total.differing]))


def _figures(score: Score) -> str:
    return (
        f"labels={score.labels} read={score.mentions} F1={score.f1:.3f} full={score.share(score.full):.3f} "
        f"year={score.share(score.exact['year']):.3f} level={score.share(score.exact['level']):.3f} "
        f"op={score.share(score.exact['op']):.3f} kind={score.share(score.exact['kind']):.3f}"
    )


def _log(scores: list[tuple[dict[str, str], Score]], commit: str, stage: str) -> None:
    """Append one line a document; a stage already written for it is written again, not twice."""
    rows: dict[tuple[str, str], dict[str, str]] = {}
    if LOG.exists():
        with LOG.open(encoding="utf-8", newline="") as stream:
            rows = {(row["document"], row["stage"]): row for row in csv.DictReader(stream)}
    for row, score in scores:
        figures = (score.f1, score.share(score.full), score.share(score.exact["year"]))
        texts = (_name(row), commit, stage, *(f"{figure:.3f}" for figure in figures))
        rows[_name(row), stage] = dict(zip(COLUMNS, texts, strict=True))
    with LOG.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows.values())


def _commit() -> str:
    """The short name of HEAD: the reader that was measured must be committed."""
    answer = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return answer.stdout.strip()


if __name__ == "__main__":
    sys.exit(main())

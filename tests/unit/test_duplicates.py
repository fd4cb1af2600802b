"""What is written twice: hardly any run of lines of the pipeline stands in it a second time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SHORTEST_RUN = 6
MOST_RUNS = 3
Line = tuple[int, str]


def telling_lines(text: str) -> list[Line]:
    """Numbered lines without blanks, comments, imports and lone brackets: what a person would have to write again."""
    lines = ((number, " ".join(line.split())) for number, line in enumerate(text.splitlines(), start=1))
    thin = ("#", "import ", "from ")
    return [(n, line) for n, line in lines if any(ch.isalnum() for ch in line) and not line.startswith(thin)]


def runs_written_twice(files: dict[str, str]) -> Iterator[str]:
    """Pairs of places that share a run of lines, each run once, at its beginning."""
    lines = {name: telling_lines(text) for name, text in files.items()}
    places: dict[tuple[str, ...], list[tuple[str, int]]] = defaultdict(list)
    for name, told in lines.items():
        for at in range(len(told) - SHORTEST_RUN + 1):
            places[tuple(line for _, line in told[at : at + SHORTEST_RUN])].append((name, at))
    for found in places.values():
        for (one, a), (other, b) in combinations(found, 2):
            begins = not a or not b or lines[one][a - 1][1] != lines[other][b - 1][1]
            if begins:
                yield f"{one}:{lines[one][a][0]} and {other}:{lines[other][b][0]}"


def test_hardly_a_run_of_six_lines_is_written_twice():
    paths = (ROOT / "pipelines").rglob("*.py")
    files = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in paths}
    found = sorted(runs_written_twice(files))
    assert len(found) <= MOST_RUNS, "give these one owner:\n" + "\n".join(found)


def test_a_run_of_six_lines_in_two_files_is_named_once():
    run = "\n".join(f"step_{n}()" for n in range(8))
    found = list(runs_written_twice({"a.py": f"import x\n\n{run}\n", "b.py": f"# told\n{run}\nmore()\n"}))
    assert found == ["a.py:3 and b.py:2"]

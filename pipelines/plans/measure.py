"""How well the reader reads: its mentions against labels. `python -m pipelines.plans.measure --labels … --plans …`.

What belongs here: matching mentions with labels and counting. What does not: reading.

Labels are JSONL files named like their plan (`name.jsonl` for `name.txt`), fields as in the labelling rules; an empty
file asks for no mention at all. A mention and a label match when their number spans overlap. A label without
`number_start` (formats without a decoded file to count in) is placed by its `quote` and `number_text`. A label with
`ambiguous: true` counts neither for nor against: a mention that overlaps it and matches no other label is left out.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

SCORED = ("value", "value_high", "op", "year", "year_from", "level", "unit", "kind", "baseline_year", "area")
FULL = tuple(name for name in SCORED if name not in ("year_from", "area"))
# Fields whose confusions are printed: what the label says -> what was read, how often.
FACETS = ("year", "level", "op", "kind")
_MOST = 12


@dataclass
class Score:
    """Counts of one document or of all: detection, fields, full records, indicators.

    `confused` counts (field, label, read) of FACETS that differ; `acts` counts (act of the label, act read): labels
    are promises or nothing, a refused number is named by the rule or act that refused it.
    """

    labels: int = 0
    mentions: int = 0
    matched: int = 0
    exact: dict[str, int] = field(default_factory=lambda: dict.fromkeys(SCORED, 0))
    full: int = 0
    with_indicator: int = 0
    indicator_right: int = 0
    abstained: int = 0
    confused: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    acts: Counter[tuple[str, str]] = field(default_factory=Counter)
    differing: list[str] = field(default_factory=list)

    def add(self, other: Score) -> None:
        """Add another document's counts."""
        for name in ("labels", "mentions", "matched", "full", "with_indicator", "indicator_right", "abstained"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for name in SCORED:
            self.exact[name] += other.exact[name]
        self.confused += other.confused
        self.acts += other.acts
        self.differing += other.differing

    @property
    def precision(self) -> float:
        """Share of mentions that match a label; 1 where there is no mention."""
        return self.matched / self.mentions if self.mentions else 1.0

    @property
    def recall(self) -> float:
        """Share of labels that are found; 1 where there is no label."""
        return self.matched / self.labels if self.labels else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0

    def share(self, count: int) -> float:
        """A count over the matched records; 1 where nothing matched and nothing was asked."""
        return count / self.matched if self.matched else 1.0

    @property
    def indicator_accuracy(self) -> float:
        """Share of labels with an indicator whose mention names it."""
        return self.indicator_right / self.with_indicator if self.with_indicator else 1.0


def field_equal(name: str, label: Mapping[str, object], mention: Mapping[str, object]) -> bool:
    """Whether a scored field agrees; `unit` only as percent or not, years and bases as text."""
    want, got = label.get(name), mention.get(name)
    if name == "unit":
        return (want == "percent") == (got == "percent")
    if name in ("value", "value_high"):
        return (want is None) == (got is None) and (want is None or abs(_number(want) - _number(got)) < 1e-9)
    return (None if want is None else str(want)) == (None if got is None else str(got))


def _number(value: object) -> float:
    return float(value) if isinstance(value, (int, float)) else 0.0


def _place(record: Mapping[str, object], name: str = "number_start") -> int:
    """A place in the text, or a length, of a label or a mention."""
    return int(_number(record[name]))


def compare(
    labels: Sequence[Mapping[str, object]],
    mentions: Sequence[Mapping[str, object]],
    name: str,
    text: str = "",
    refused: Sequence[Mapping[str, object]] = (),
) -> Score:
    """The score of one document; each label takes the overlapping mention that agrees best, each mention once.

    Args:
        labels: with `number_start`, `number_text` and the scored fields; those marked `ambiguous` only excuse mentions.
        mentions: as `cchc targets` prints them.
        name: the document's, for the records that differ.
        text: the text that places count in.
        refused: numbers looked at and refused, which name what a miss was taken for: `number_start`, `number_text`,
            `rule`.
    """
    asked = [label for label in labels if not label.get("ambiguous")]
    score = Score(labels=len(asked))
    free = list(range(len(mentions)))
    for label in asked:
        near = [i for i in free if _overlap(label, mentions[i])]
        if near:
            best = max(near, key=lambda i: (sum(field_equal(f, label, mentions[i]) for f in SCORED), -i))
            free.remove(best)
            _count(score, label, mentions[best], name, text)
        else:
            _missed(score, label, name, text, refused)
    doubtful = [label for label in labels if label.get("ambiguous")]
    extra = [mentions[i] for i in free if not any(_overlap(label, mentions[i]) for label in doubtful)]
    for mention in extra:
        score.acts["none", "promise"] += 1
        score.differing.append(
            f"{name}:{mention['number_start']} EXTRA «{mention['number_text']}» in «{str(mention['quote'])[:200]}»"
        )
    score.mentions = score.matched + len(extra)
    return score


def _overlap(one: Mapping[str, object], other: Mapping[str, object]) -> bool:
    first, second = _place(one), _place(other)
    return first < second + len(str(other["number_text"])) and second < first + len(str(one["number_text"]))


def _missed(
    score: Score, label: Mapping[str, object], name: str, text: str, refused: Sequence[Mapping[str, object]]
) -> None:
    rule = next((str(item["rule"]) for item in refused if _overlap(label, item)), "not seen")
    score.acts["promise", rule] += 1
    words = f"«{label['number_text']}» ({rule}) in «{_sentence(label, text)}»"
    score.differing.append(f"{name}:{label['number_start']} MISSED {words}")


def _count(score: Score, label: Mapping[str, object], mention: Mapping[str, object], name: str, text: str) -> None:
    score.matched += 1
    score.acts["promise", "promise"] += 1
    wrong = [f for f in SCORED if not field_equal(f, label, mention)]
    for f in SCORED:
        score.exact[f] += f not in wrong
    score.confused.update((f, str(label.get(f)), str(mention.get(f))) for f in FACETS if f in wrong)
    score.full += not any(f in FULL for f in wrong)
    if label.get("indicator"):
        score.with_indicator += 1
        score.indicator_right += label["indicator"] == mention.get("indicator")
        score.abstained += mention.get("indicator") is None
        if label["indicator"] != mention.get("indicator"):
            wrong.append("indicator")
    if wrong:
        pairs = ", ".join(f"{f}: label {label.get(f)!r}, read {mention.get(f)!r}" for f in wrong)
        score.differing.append(f"{name}:{label['number_start']} {pairs} in «{_sentence(label, text)}»")


def _sentence(label: Mapping[str, object], text: str) -> str:
    if label.get("quote"):
        return str(label["quote"])[:200]
    start = _place(label, "start" if "start" in label else "number_start")
    length = _place(label, "length") if "length" in label else 120
    return text[start : start + length][:200].replace("\n", " ")


def place_labels(labels: Sequence[Mapping[str, object]], text: str) -> list[Mapping[str, object]]:
    """Labels with `number_start`: given, or found from the quote, each occurrence used once, in order.

    `number_offset` (the number's place in the quote) is used where the label gives it. White space, bars and emphasis
    are left out of the search: readers differ in them. One number that serves two levels has two labels at one place.
    """
    placed: list[Mapping[str, object]] = []
    used: set[tuple[int, object]] = set()
    squeezed, positions = _squeeze(text)
    for label in labels:
        if label.get("number_start") is not None:
            placed.append(label)
            continue
        level = label.get("level") if label.get("number_offset") is not None else None
        at = _free_place(label, squeezed, positions, {place for place, of in used if level is None or of == level})
        used.add((at if at is not None else -1, level))
        placed.append({**label, "number_start": len(text) + 10 * len(placed) if at is None else at})
    return placed


def _free_place(label: Mapping[str, object], squeezed: str, positions: list[int], used: set[int]) -> int | None:
    words = str(label["quote"])
    quote = _squeeze(words)[0]
    before = None
    if label.get("number_offset") is not None:
        before = len(_squeeze(words[: _place(label, "number_offset")])[0])
    number = _squeeze(str(label["number_text"]))[0]
    at = squeezed.find(quote)
    while at >= 0:
        inside = at + before if before is not None else squeezed.find(number, at, at + len(quote))
        while before is None and inside >= 0 and positions[inside] in used:
            inside = squeezed.find(number, inside + 1, at + len(quote))
        if inside >= 0 and positions[inside] not in used:
            return positions[inside]
        at = squeezed.find(quote, at + 1)
    return None


def _squeeze(text: str) -> tuple[str, list[int]]:
    kept = [(i, ch) for i, ch in enumerate(text) if not ch.isspace() and ch not in "|*_"]
    return "".join(ch for _, ch in kept), [i for i, _ in kept]


def measure_file(plan: Path, labels_path: Path) -> Score:
    """The score of one plan file against its labels."""
    from pipelines.plans.reader import read_targets
    from pipelines.plans.rows import target_json

    labels = [json.loads(line) for line in labels_path.read_text(encoding="utf-8").splitlines() if line.strip()]
    document, found = read_targets(plan)
    rows = [target_json(plan.name, document, found.mentions, mention) for mention in found.mentions]
    text = document.raw if document.raw is not None else document.text
    if document.raw is None:  # no person counts characters in such a file: labels are placed in the reader's text
        rows = [
            {**row, "number_start": mention.number_start} for row, mention in zip(rows, found.mentions, strict=True)
        ]
    refused = [
        {
            "number_start": document.offset(item.start) if document.raw is not None else item.start,
            "number_text": document.text[item.start : item.end],
            "rule": item.rule,
        }
        for item in found.refused
    ]
    return compare(place_labels(labels, text), rows, plan.name, text, refused)


def measure_folder(labels: Path, plans: Path) -> dict[str, Score]:
    """Scores by plan name, for every label file that has a plan beside it or in `plans`."""
    return {plan.name: measure_file(plan, path) for plan, path in labelled(labels, plans)}


def labelled(labels: Path, plans: Path) -> Iterator[tuple[Path, Path]]:
    """Every plan that has a label file, with it, in the order of the label files."""
    for path in sorted(labels.rglob("*.jsonl")):
        found = sorted(
            p
            for p in plans.rglob(f"{path.stem}*")
            if p.suffix in (".txt", ".md", ".html", ".htm", ".docx", ".pdf")
            and p.name in (path.stem, path.stem + p.suffix)
        )
        for plan in sorted(found, key=lambda p: (len(p.parts), p.as_posix()))[:1]:
            yield plan, path


def report(scores: Mapping[str, Score]) -> str:
    """The scores as text: one line a document, the total, what was confused with what, then every differing record."""
    total = Score()
    for score in scores.values():
        total.add(score)
    lines = [_line(name, score) for name, score in scores.items()]
    return "\n".join([*lines, _line("TOTAL", total), "", *confusions(total), "", *total.differing])


def confusions(score: Score) -> list[str]:
    """«year: 2030 -> None 12, …» for each of FACETS that differs anywhere, and what missed and extra numbers were."""
    lines = []
    for name in FACETS:
        pairs = [(f"{label} -> {read}", n) for (facet, label, read), n in score.confused.items() if facet == name]
        lines += [f"{name}: {_most(pairs)}"] if pairs else []
    acts = [(f"{label} -> {read}", n) for (label, read), n in score.acts.items() if (label, read) != _RIGHT]
    return [*lines, *([f"act: {_most(acts)}"] if acts else [])]


_RIGHT = ("promise", "promise")


def _most(pairs: list[tuple[str, int]]) -> str:
    """The most frequent pairs first, the rest as a count."""
    ranked = sorted(pairs, key=lambda pair: (-pair[1], pair[0]))
    shown = [f"{words} {count}" for words, count in ranked[:_MOST]]
    rest = sum(count for _, count in ranked[_MOST:])
    return ", ".join([*shown, *([f"{rest} others"] if rest else [])])


def _line(name: str, score: Score) -> str:
    fields = " ".join(f"{f}={score.share(score.exact[f]):.3f}" for f in SCORED)
    return (
        f"{name}: labels={score.labels} read={score.mentions} P={score.precision:.3f} R={score.recall:.3f} "
        f"F1={score.f1:.3f} full={score.share(score.full):.3f} indicator={score.indicator_accuracy:.3f} "
        f"abstained={score.abstained} | {fields}"
    )


def main(arguments: list[str] | None = None) -> int:
    """Command line; exit code 2 where no label file has its plan."""
    parser = argparse.ArgumentParser(
        prog="python -m pipelines.plans.measure", description="Score the plan reader against labels."
    )
    parser.add_argument("--labels", type=Path, required=True, help="folder of <plan>.jsonl")
    parser.add_argument("--plans", type=Path, required=True, help="folder of the plans")
    options = parser.parse_args(arguments)
    scores = measure_folder(options.labels, options.plans)
    if not scores:
        sys.stderr.write(f"no label file in {options.labels} has its plan in {options.plans}\n")
        return 2
    from pipelines.plans.gauge import decided

    plans = [plan for plan, _ in labelled(options.labels, options.plans)]
    sys.stdout.write("\n".join([report(scores), "", *decided(plans)]) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""How shares move over the years: believable shapes drawn by province and measure.

What belongs here: the share of a measure of a unit in a month. What does not: counts (dossiers) and carriers.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from math import exp, pi, sin
from pathlib import Path
from typing import Any

import yaml

from tools.demo.chance import Chance

_START = 2021.0
_FLOOR, _CEILING = 0.004, 0.995


@cache
def rules() -> dict[str, Any]:
    """What share_paths.yml says."""
    text = Path(__file__).with_name("share_paths.yml").read_text(encoding="utf-8")
    return dict(yaml.safe_load(text))


@dataclass(frozen=True)
class Trajectories:
    """The shares of a world; the same names give the same course."""

    chance: Chance

    def share(self, measure: str, line: str, unit: str, year: int, month: int) -> float:
        """The share of a measure (0 to 1) of a unit in a month; `line` is the province whose course it follows."""
        spread = float(rules()["spread"])
        beside = self.chance.between(-spread, spread, "beside", measure, unit) if unit != line else 0.0
        wobble = self.chance.between(-0.006, 0.006, "wobble", measure, unit, year, month)
        course = self._course(measure, line, year + (month - 0.5) / 12)
        return min(_CEILING, max(_FLOOR, course + beside * min(1.0, course * 4) + wobble))

    def _course(self, measure: str, line: str, t: float) -> float:
        shape, turn = self._shape(measure, line), self.chance.between(2022.8, 2024.6, "turn", measure, line)
        start, limit, rate = self._range(measure, line)
        gone = min(t, turn) if shape in ("stalling", "reversing") else t
        value = limit + (start - limit) * exp(-rate * (gone - _START))
        if shape == "reversing" and t > turn:
            value -= (limit - start) * 0.22 * (1 - exp(-(t - turn)))
        if shape == "seasonal":
            value += 0.04 * (limit - start) * sin(2 * pi * t)
        return value

    def _range(self, measure: str, line: str) -> tuple[float, float, float]:
        known = {**rules()["shares"], **rules()["indices"]}[measure]
        start = self.chance.between(*known["start"], "start", measure, line)
        limit = self.chance.between(*known["limit"], "limit", measure, line)
        return start, limit, self.chance.between(0.3, 0.7, "rate", measure, line)

    def _shape(self, measure: str, line: str) -> str:
        drawn = self.chance.share("shape", measure, line)
        for shape, share in rules()["shapes"].items():
            drawn -= share
            if drawn < 0:
                return str(shape)
        return "saturating"

"""What every office did with its dossiers, month by month: the counts behind all carriers of online services.

What belongs here: counts of one office in one month, and their sums. What does not: how a carrier prints them.

Stocks are drawn, flows follow: what is pending at a month's end is a draw of its own, so that what was resolved is what
was carried over, plus what came, less what is left; sums over any months keep the identities of form II.06a.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from functools import cache

from tools.demo.calendar_of import Period
from tools.demo.chance import Chance
from tools.demo.share_paths import Trajectories


@dataclass(frozen=True)
class Counts:
    """Counts of dossiers; all but `carried` and `pending*` are flows of the period."""

    online: int = 0
    direct: int = 0
    postal: int = 0
    carried: int = 0
    early: int = 0
    punctual: int = 0
    late: int = 0
    pending: int = 0
    pending_late: int = 0
    online_late: int = 0
    digitised: int = 0
    reused: int = 0
    reused_national: int = 0
    result_digitised: int = 0
    synced: int = 0
    fee: int = 0
    paid: int = 0
    full: int = 0
    full_online: int = 0

    @property
    def received(self) -> int:
        """New in the period."""
        return self.online + self.direct + self.postal

    @property
    def resolved(self) -> int:
        """Resolved in the period."""
        return self.early + self.punctual + self.late

    @property
    def to_process(self) -> int:
        """Carried over and new."""
        return self.received + self.carried


STOCKS = ("carried", "pending", "pending_late")


def added(parts: Iterable[Counts]) -> Counts:
    """The counts of several offices in one period."""
    some = list(parts)
    return Counts(**{one.name: sum(getattr(part, one.name) for part in some) for one in fields(Counts)})


def in_sequence(months: list[Counts]) -> Counts:
    """The counts of one office over months in order: flows added, stocks of the first and the last month."""
    total = added(months)
    flows = {one.name: getattr(total, one.name) for one in fields(Counts) if one.name not in STOCKS}
    last = months[-1]
    return Counts(**flows, carried=months[0].carried, pending=last.pending, pending_late=last.pending_late)


@dataclass(frozen=True)
class Dossiers:
    """The counts of a world."""

    chance: Chance
    shares: Trajectories

    def of(self, line: str, office: str, size: int, period: Period) -> Counts:
        """An office's counts of a period; `size` is about how many dossiers come in a month."""
        return in_sequence([self.month(line, office, size, *one) for one in period.months])

    @cache  # noqa: B019 - one world per process; quarters and months ask for the same counts
    def month(self, line: str, office: str, size: int, year: int, month: int) -> Counts:
        """An office's counts of one month."""

        def share(measure: str) -> float:
            return self.shares.share(measure, line, office, year, month)

        received = int(size * self.chance.between(0.8, 1.2, "size", office, year, month))
        online = round(received * share("online"))
        postal = min(received - online, round(received * share("postal")))
        carried, pending = self._stock(office, size, year, month - 1), self._stock(office, size, year, month)
        resolved = carried + received - pending
        late = round(resolved * share("late"))
        early = round((resolved - late) * share("early"))
        digitised, fee, full = (round(received * share(name)) for name in ("digitised", "fee", "full_service"))
        reused = min(digitised, round(digitised * share("reused")))
        return Counts(
            online,
            received - online - postal,
            postal,
            carried,
            early,
            resolved - late - early,
            late,
            pending,
            min(pending, round(pending * share("late"))),
            round(online * share("late")),
            digitised,
            reused,
            reused // 3,
            round(resolved * share("result_digitised")),
            round(received * share("synced")),
            fee,
            round(fee * share("paid")),
            full,
            round(full * share("full_online")),
        )

    def _stock(self, office: str, size: int, year: int, month: int) -> int:
        return self.chance.whole(size // 20, size // 8, "stock", office, year * 12 + month)

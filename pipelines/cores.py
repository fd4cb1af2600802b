"""How many cores DuckDB works with in a world: one where there is little, or they cost more than they do.

What belongs here: when a world is small, how many models dbt builds side by side then. What does not: the connections
(dbt_runner.py, publishing/build.py).

DuckDB hands a core a row group of 122,880 rows at a time. In a world whose tables have fewer, a second one has nothing
to do but take its own buffers for every column of every sort and every write, which took dbt an eighth and publication
a third of their computing.
"""

from __future__ import annotations

from pathlib import Path

# Bytes of all raw tables together. The units of the country are 0.6 million of them; a figure takes 16 or more.
SMALL = 2_000_000

# More than two wait for one another: half of a small model is dbt's own Python, of which one thread runs at a time.
SIDE_BY_SIDE = 2


def cores_for(tables: Path) -> int:
    """One in a world of small raw tables, else what DuckDB takes by itself.

    Args:
        tables: the folder of the world's raw tables; one that is not there yet is small.
    """
    import duckdb

    if sum(path.lstat().st_size for path in tables.glob("*.parquet")) < SMALL:
        return 1
    with duckdb.connect() as db:
        (cores,) = db.execute("select current_setting('threads')").fetchone() or (1,)
    return int(cores)


def models_at_once(cores: int) -> int:
    """How many models dbt builds side by side: several only where DuckDB gives each of them one core.

    Large ones would have to share the memory, and each uses every core by itself.
    """
    return SIDE_BY_SIDE if cores == 1 else 1

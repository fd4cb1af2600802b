"""Whether a published build is of a simulated world. Pure: files only.

What belongs here: the one rule, the few words that files of such a build bear. What does not: which inputs are
simulated (synthetic.py), sentences of the terminal and of pages.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.publishing.parquet import read_mart

if TYPE_CHECKING:
    import polars as pl

LABEL = "dữ liệu mô phỏng / synthetic"


def are_simulated(files: pl.DataFrame) -> bool:
    """Whether any file of dim_source_file that was read says that its numbers are made up; a refused one gave none."""
    return bool(files.filter(files["load_status"] != "refused")["is_synthetic"].any())


def is_simulated_build(build: Path) -> bool:
    """The same of a build's files."""
    return are_simulated(read_mart(build, "dim_source_file", ["load_status", "is_synthetic"]))


def labelled(title: str, build: Path) -> str:
    """A title, with the label where the build is of a simulated world."""
    return f"{title} ({LABEL})" if is_simulated_build(build) else title

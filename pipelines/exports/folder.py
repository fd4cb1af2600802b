"""Everything that other tools open, in one folder. Pure.

What belongs here: the forms and their names. What does not: how a form is written.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from pipelines.exports.comma_files import write_comma_files
from pipelines.exports.descriptions import write_descriptions
from pipelines.exports.dictionary_page import DICTIONARY_PAGE, write_dictionary_page
from pipelines.exports.mart_workbooks import write_workbooks
from pipelines.exports.sqlite_file import FILE, write_sqlite
from pipelines.publishing.dictionary import Dictionary
from pipelines.publishing.layout import COMMITMENTS, WORKBOOKS

FORMS = ("commitments", "csv", "dictionary", "xlsx")
# Only where asked for: it repeats what current.duckdb holds, for tools that open nothing else.
ASKED_FOR = ("sqlite",)


def export(build: Path, folder: Path, words: Dictionary, forms: tuple[str, ...] = FORMS) -> Iterator[str]:
    """Write the forms into `folder`, over what lies there; yields a line for each as it stands.

    Args:
        build: a published build.
        folder: made where it is not there.
        words: the marts and their meanings.
        forms: of FORMS and ASKED_FOR; CSV comes with its datapackage.json and JSON Schemas.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if "commitments" in forms:
        shutil.copyfile(build / WORKBOOKS / COMMITMENTS, folder / COMMITMENTS)
        yield f"{COMMITMENTS}: every promise, one line each, in Vietnamese"
    if "csv" in forms:
        write_comma_files(build, folder, list(words.models))
        write_descriptions(build, folder, words)
        yield f"csv/, csv-excel/, schema/, datapackage.json: {len(words.models)} marts"
    if "dictionary" in forms:
        write_dictionary_page(folder, words)
        yield f"{DICTIONARY_PAGE}: what every mart and column means"
    if "xlsx" in forms:
        for group, left_out in write_workbooks(build, folder / "xlsx", words):
            more = f" (too long for a sheet: {', '.join(left_out)})" if left_out else ""
            yield f"xlsx/{group}.xlsx{more}"
    if "sqlite" in forms:
        write_sqlite(build, folder, words)
        yield f"{FILE}: {len(words.models)} marts and the views; `make serve` shows them in a browser"

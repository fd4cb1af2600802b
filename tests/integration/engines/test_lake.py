"""Many worlds, one lake: writers at once, readers meanwhile, writers that are killed; a real PostgreSQL below."""

from __future__ import annotations

import itertools
import random
import signal
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from pipelines.lake.connection import LakeError, missing_extensions, open_lake
from pipelines.lake.lake_contents import current_builds, publications, wrong_counts
from pipelines.lake.place import LakePlace
from pipelines.lake.publication import Publication, publish_to_lake
from pipelines.lake.tidying import tidy
from tests.integration.engines import lots
from tests.integration.engines.postgres import Server, needs_postgres, server
from tests.integration.shipped import cchc, shipped_world

SHARED = LakePlace("postgres:", "", "")
pytestmark = [
    pytest.mark.slow,
    needs_postgres,
    pytest.mark.skipif(bool(missing_extensions(SHARED)), reason="DuckLake is not installed (`make lake-setup`)"),
]
HA_GIANG, KON_TUM = "ha-giang", "kon-tum"
COUNT = itertools.count()


@pytest.fixture(scope="module")
def database() -> Iterator[Server]:
    with server() as running:
        yield running


@pytest.fixture
def lake(database, tmp_path) -> LakePlace:
    """A new shared lake that Ha Giang publishes into."""
    return LakePlace(f"postgres:{database.database(f'lake_{next(COUNT)}')}", str(tmp_path / "files"), HA_GIANG)


def publish(place: LakePlace, folder: Path, number: int, *more: pl.Expr) -> Publication:
    with open_lake(place) as db:
        return publish_to_lake(db, lots.make_lot(folder, number, *more), place.publisher)


def numbers_seen(db) -> dict[str, set[tuple[str, int, int]]]:
    """By publisher: mart, number of the build, rows; all of one snapshot."""
    found: dict[str, set[tuple[str, int, int]]] = {}
    db.execute("begin")
    for mart in lots.MARTS:
        rows = db.execute(f"select publisher, number, count(*) from {mart} group by all").fetchall()
        for who, number, count in rows:
            found.setdefault(who, set()).add((mart, number, count))
    db.execute("rollback")
    return found


def whole(number: int) -> set[tuple[str, int, int]]:
    """What a reader must see of a publisher whose current build has this number."""
    return {(mart, number, lots.ROWS + number) for mart in lots.MARTS if mart != "mart_empty"}


def is_whole(seen: set[tuple[str, int, int]]) -> bool:
    return any(seen == whole(number) for _, number, _ in seen)


def test_two_provinces_publish_at_once_a_reader_follows_and_nothing_is_lost(lake, tmp_path):
    other = replace(lake, publisher=KON_TUM)
    publish(lake, tmp_path / "a", 0)
    writers = [
        lots.publishing(tmp_path / "a", lake, 1, 2, 3, 4, 5),
        lots.publishing(tmp_path / "b", other, 11, 12, 13, 14, 15),
    ]
    looks = []
    with open_lake(lake, read_only=True) as reader:
        while any(writer.poll() is None for writer in writers):
            looks.append(numbers_seen(reader))
        for writer in writers:
            assert writer.returncode == 0, writer.communicate()
        looks.append(numbers_seen(reader))
        assert all(is_whole(seen) for look in looks for seen in look.values()), "a reader saw half a publication"
        assert looks[-1] == {HA_GIANG: whole(5), KON_TUM: whole(15)}
        assert len({str(look) for look in looks}) > 3, "the reader did not follow"
        assert not wrong_counts(reader)
        kept = [(one.publisher, one.build_id) for one in publications(reader)]
        wanted = [(HA_GIANG, f"build-{n:03}") for n in range(6)] + [(KON_TUM, f"build-{n:03}") for n in range(11, 16)]
        assert sorted(kept) == wanted, "every publication is a snapshot, and none was made twice"


def test_time_travel_reads_every_publication_as_it_was(lake, tmp_path):
    snapshots = {number: publish(lake, tmp_path, number).snapshot for number in (1, 2, 3)}
    with open_lake(lake, read_only=True) as db:
        for number, snapshot in snapshots.items():
            past = f"select distinct number, count(*) over () from mart_gap_latest at (version => {snapshot})"
            assert db.execute(past).fetchall() == [(number, lots.ROWS + number)]


def test_two_processes_of_one_publisher_leave_one_whole_build(lake, tmp_path):
    writers = [lots.publishing(tmp_path / str(n), lake, n, n + 10) for n in (1, 2)]
    for writer in writers:
        assert writer.wait() == 0, writer.communicate()
    with open_lake(lake, read_only=True) as db:
        assert numbers_seen(db)[HA_GIANG] in (whole(11), whole(12))
        assert not wrong_counts(db)


@pytest.mark.parametrize("statement", ["delete", 'insert into "mart_gap_latest"', "call", "commit"])
def test_a_writer_killed_before_its_commit_changes_nothing(lake, tmp_path, statement):
    publish(lake, tmp_path, 1)
    assert lots.killed_at(tmp_path, lake, 2, statement) == -signal.SIGKILL
    with open_lake(lake) as db:
        assert numbers_seen(db) == {HA_GIANG: whole(1)}
        assert not wrong_counts(db)
        assert len(publications(db)) == 1
        publish_to_lake(db, lots.make_lot(tmp_path, 2), HA_GIANG)
        tidied = tidy(db, keep_days=0, grace_hours=0)
        assert numbers_seen(db) == {HA_GIANG: whole(2)}
    kept = list(Path(lake.files).rglob("*.parquet"))
    assert len(kept) == 5, f"one file a mart that has rows and two of the lake's own: {tidied}"


def test_a_writer_killed_after_its_commit_has_published_all(lake, tmp_path):
    publish(lake, tmp_path, 1)
    assert lots.killed_at(tmp_path, lake, 2, "after commit") == -signal.SIGKILL
    with open_lake(lake, read_only=True) as db:
        assert numbers_seen(db) == {HA_GIANG: whole(2)}
        assert not wrong_counts(db)


def test_writers_killed_at_any_moment_leave_whole_publications_of_all(lake, tmp_path):
    other = replace(lake, publisher=KON_TUM)
    publish(lake, tmp_path / "a", 0)
    chosen, ended = random.Random(18), 0
    for number in range(1, 7):
        writer = lots.publishing(tmp_path / "a", lake, number, number + 100, number + 200)
        calm = lots.publishing(tmp_path / "b", other, number)
        time.sleep(chosen.uniform(0.5, 2.0))
        writer.kill()
        writer.wait()
        ended += writer.returncode == 0
        assert calm.wait() == 0, calm.communicate()
        with open_lake(lake, read_only=True) as db:
            seen = numbers_seen(db)
            assert is_whole(seen[HA_GIANG]), "half a publication of the killed writer"
            assert seen[KON_TUM] == whole(number), "the other writer lost something"
            assert not wrong_counts(db)
    assert ended < 6, "no writer was killed in its work"


def test_the_same_build_again_makes_no_snapshot_and_the_same_bytes_are_not_written_again(lake, tmp_path):
    assert publish(lake, tmp_path, 1).snapshot is not None
    assert publish(lake, tmp_path, 1).snapshot is None
    again = publish(lake, tmp_path, 2)
    assert again.written == tuple(mart for mart in lots.MARTS if mart != "mart_empty")
    assert again.unchanged == ("mart_empty",)


def test_a_new_column_is_added_for_all_and_another_type_is_refused(lake, tmp_path):
    other = replace(lake, publisher=KON_TUM)
    publish(other, tmp_path / "b", 7)
    publish(lake, tmp_path / "a", 1, pl.lit("mới").alias("note"))
    with open_lake(lake, read_only=True) as db:
        notes = db.execute("select distinct publisher, note from mart_gap_latest order by all").fetchall()
    assert notes == [(HA_GIANG, "mới"), (KON_TUM, None)]
    with pytest.raises(LakeError, match=r"number is VARCHAR in the build and BIGINT in the lake"):
        publish(lake, tmp_path / "c", 2, pl.lit("hai").alias("number"))
    with open_lake(lake, read_only=True) as db:
        assert numbers_seen(db) == {HA_GIANG: whole(1), KON_TUM: whole(7)}


def test_old_snapshots_go_and_the_current_one_stays(lake, tmp_path):
    sizes = []
    for number in range(1, 6):
        publish(lake, tmp_path, number)
        with open_lake(lake) as db:
            tidy(db, keep_days=0, grace_hours=0)
        sizes.append(len(list(Path(lake.files).rglob("*.parquet"))))
    assert len(set(sizes)) == 1, f"the lake grows: {sizes}"
    with open_lake(lake, read_only=True) as db:
        assert numbers_seen(db) == {HA_GIANG: whole(5)}
        assert current_builds(db) == {HA_GIANG: "build-005"}


def test_a_person_publishes_a_finished_build_and_looks_at_the_lake(database, tmp_path, tmp_path_factory):
    data = shipped_world(tmp_path_factory)
    around = {
        "CCHC_LAKE": f"postgres:{database.database('person')} password=hidden",
        "CCHC_LAKE_FILES": str(tmp_path / "files"),
        "CCHC_PUBLISHER": HA_GIANG,
    }
    first, again = (cchc(data, "lake", "publish", **around) for _ in range(2))
    assert first.returncode == 0, first.stderr
    how_many = len(list((data / "marts/parquet").iterdir()))
    assert f"{how_many} marts written" in first.stdout and "hidden" not in first.stdout
    assert "already" in again.stdout
    checked = cchc(data, "lake", "check", **around)
    assert (checked.returncode, checked.stdout) == (0, "1 publishers, every mart whole: ha-giang\n")
    assert HA_GIANG in cchc(data, "lake", "log", **around).stdout
    place = LakePlace(around["CCHC_LAKE"], around["CCHC_LAKE_FILES"], HA_GIANG)
    for mart in ("mart_gap_latest", "mart_gap_to_target", "dim_admin_unit"):
        published = pl.read_parquet(data / f"marts/parquet/{mart}.parquet")
        with open_lake(place, read_only=True) as db:
            rows = db.execute(f"select * exclude (publisher) from {mart}").pl()
        assert rows.select(published.columns).equals(published), f"{mart} in the lake is the published one, row by row"

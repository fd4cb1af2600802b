"""What the same models cost on Spark as observations grow: processor seconds and memory of its Java process, by size.

What belongs here: sizes, the table, how the cost grows. What does not: the generated world (bench_generate.py), the
engine (pipelines/engines). A size is one session of its own. The exponent is that of what lies above the smallest size,
whose cost stands for what observations do not cause.

    .venv/bin/python -m tools.bench_spark --sizes 50000 200000 800000
"""

from __future__ import annotations

import argparse
import json
import math
import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from tools.bench import WORLDS, generate
from tools.bench_generate import AS_OF

SIZES = (50_000, 200_000, 800_000)
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Cost:
    """Seconds by the clock and of processors, and the most memory in megabytes, of one build."""

    wall_s: float
    cpu_s: float
    peak_mb: float
    slowest: dict[str, float]  # seconds by the clock of the five slowest models


def main() -> None:
    """Build every size on Spark, a process each, and say how the cost grows."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--one", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(vars(build(options.one))))
        return
    found = {size: measure(size) for size in sorted(options.sizes)}
    print(f"{'observations':>14}{'wall s':>10}{'CPU s':>10}{'peak MB':>10}  slowest models, wall s")
    for size, cost in found.items():
        slowest = ", ".join(f"{name} {seconds:.0f}" for name, seconds in cost.slowest.items())
        print(f"{size:>14,}{cost.wall_s:>10.0f}{cost.cpu_s:>10.0f}{cost.peak_mb:>10.0f}  {slowest}")
    print_growth({size: cost.cpu_s for size, cost in found.items()})


def measure(size: int) -> Cost:
    """One size in a process of its own, on a world made for it and removed after."""
    world = WORLDS / f"spark_{size}"
    shutil.rmtree(world, ignore_errors=True)
    generate(world, size)
    command = [sys.executable, "-m", "tools.bench_spark", "--one", str(world)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    shutil.rmtree(world)
    return Cost(**json.loads(done.stdout.splitlines()[-1]))


def build(world: Path) -> Cost:
    """All models of one world on Spark in this process."""
    from pipelines.engines.spark_build import build_on_spark
    from pipelines.settings import Settings

    models, java = dict[str, float](), list[tuple[float, float]]()

    def tell(event: dict[str, object]) -> None:
        data = event.get("data")
        if isinstance(data, dict) and data.get("execution_time"):
            models[data["node_info"]["node_name"]] = round(data["execution_time"], 1)
            java[:] = [cost_of_java()]

    began = time.monotonic()
    build_on_spark(Settings(data=world, as_of=AS_OF), tell)
    slowest = dict(sorted(models.items(), key=lambda item: (-item[1], item[0]))[:5])
    return Cost(time.monotonic() - began, *java[0], slowest)


def cost_of_java() -> tuple[float, float]:
    """Processor seconds and peak megabytes so far of the Java process that this one started (Linux)."""
    own = str(os.getpid())
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            name, after = (folder / "stat").read_text().rsplit(")", 1)
            fields = after.split()
            if fields[1] == own and name.endswith("(java"):
                status = dict(line.split(":", 1) for line in (folder / "status").read_text().splitlines())
                return (int(fields[11]) + int(fields[12])) / _TICKS, int(status["VmHWM"].split()[0]) / 1024
        except OSError:  # ended while it was looked at
            continue
    raise LookupError("no Java process below this one")


def print_growth(cpu: dict[int, float]) -> None:
    """The cost of a million observations more, by the two largest sizes, and the exponent where there are three."""
    if len(cpu) < 2:
        return
    small, *_, middle, large = sorted(cpu) if len(cpu) > 2 else [min(cpu), *sorted(cpu)]
    a_million = 1e6 * (cpu[large] - cpu[middle]) / (large - middle)
    print(f"from {middle:,} to {large:,}: {a_million:.0f} CPU s a million more")
    low, high = cpu[middle] - cpu[small], cpu[large] - cpu[small]
    if low > 0 and high > 0 and middle > small:
        print(f"exponent above {small:,}: {math.log(high / low) / math.log((large - small) / (middle - small)):.2f}")


if __name__ == "__main__":
    main()

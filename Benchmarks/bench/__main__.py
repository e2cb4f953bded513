"""python3 -m bench: runs every contestant that is there; scripts/bench prepares them and calls this."""

import argparse
import os
import sys
import tempfile
from pathlib import Path

from . import dataset, plot, report
from .contestant import Contestant
from .workloads import BY_NAME, WORKLOADS

HERE = Path(__file__).resolve().parent.parent


def contestants(tools: dict[str, str]) -> list[Contestant]:
    """Those whose tools were found; `tools` comes from scripts/bench, by name."""
    build = tools["build"]
    node_environment = {"NOORMME_PACKAGE": tools["package"], "NODE_NO_WARNINGS": "1", "NODE_ENV": "production"}
    library = {"NOORMME_LIBRARY": tools["library"]}
    found = [Contestant("c", [f"{build}/sqlite"]), Contestant("noormme c", [f"{build}/noormme"], library)]
    node = [tools["node"], str(HERE / "node/contestants.mjs")]
    names = ["noormme", "noormme sync", "node:sqlite", "node:sqlite raw", "better-sqlite3", "kysely", "drizzle", "prisma"]
    found += [Contestant(name, [*node, name], node_environment) for name in names]
    if tools.get("bun"):
        found.append(Contestant("bun:sqlite", [tools["bun"], str(HERE / "bun/contestant.mjs")]))
    if tools.get("swift"):
        found.append(Contestant("noormme swift", [tools["swift"], "noormme"]))
        found.append(Contestant("grdb", [tools["swift"], "grdb"]))
    if tools.get("python"):
        for name in ("django", "sqlalchemy", "peewee"):
            found.append(Contestant(name, [tools["python"], str(HERE / f"python/{name}_orm.py")]))
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description="Measures Noormme beside its peers.")
    parser.add_argument("--rounds", type=int, default=7, help="samples of each workload and contestant")
    parser.add_argument("--only", action="append", default=[], metavar="WORKLOAD", choices=list(BY_NAME))
    parser.add_argument("--contestant", action="append", default=[], metavar="NAME")
    parser.add_argument("--sample", type=float, default=1, help="times as long a sample as each workload has")
    parser.add_argument("--output", type=Path, default=HERE / "results")
    arguments = parser.parse_args()
    tools = {key[6:].lower(): value for key, value in os.environ.items() if key.startswith("BENCH_") and value}

    results = report.Results()
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        database = folder / "bench.sqlite"
        dataset.create(database)
        playing: list[Contestant] = []
        for contestant in contestants(tools):
            if arguments.contestant and contestant.name not in arguments.contestant:
                continue
            try:
                reason = contestant.start(database, folder)
            except (OSError, RuntimeError, ValueError) as error:
                reason = str(error).splitlines()[0]
            if reason:
                results.skipped[contestant.name] = reason
                print(f"{contestant.name}: not run, {reason}", file=sys.stderr)
            else:
                results.versions[contestant.name] = contestant.version
                playing.append(contestant)
        for workload in WORKLOADS:
            if arguments.only and workload.name not in arguments.only:
                continue
            measure(workload, playing, results, arguments, database)
        for contestant in playing:
            contestant.stop()

    text = report.markdown(results, arguments.rounds)
    arguments.output.mkdir(parents=True, exist_ok=True)
    (arguments.output / "results.md").write_text(text)
    (arguments.output / "results.svg").write_text(plot.svg(results))
    print(text)
    # Who was asked for by name must have been measured.
    missing = bool(arguments.contestant) and bool(results.skipped)
    return 1 if missing or results.disagreements() else 0


def measure(workload, playing, results, arguments, database) -> None:
    print(f"{workload.title} …", file=sys.stderr)
    taking_part = list(playing)
    sample = int(workload.sample * arguments.sample)
    for round_number in range(-1, arguments.rounds):
        # The first round warms up. The order turns, so that nobody always runs behind the same neighbour.
        offset = round_number % max(1, len(taking_part))
        for contestant in taking_part[offset:] + taking_part[:offset]:
            try:
                answer = (
                    contestant.cold(database)
                    if workload.cold
                    else contestant.run(workload.name, sample if round_number >= 0 else sample // 3)
                )
            except (RuntimeError, ValueError, OSError) as error:
                # It takes no further part; what it has done so far stands, and the report says where it stopped.
                reason = str(error).splitlines()[0]
                print(f"{contestant.name}: {reason}", file=sys.stderr)
                results.skipped[f"{contestant.name}, from {workload.title} on"] = reason
                contestant.stop()
                playing.remove(contestant)
                answer = {"skip": reason}
            if "skip" in answer:
                taking_part = [other for other in taking_part if other is not contestant]
                continue
            if round_number < 0:
                if "check" in answer:
                    results.checks.setdefault(workload.name, {})[contestant.name] = answer["check"]
            elif "figures" in answer:
                results.figures.setdefault(workload.name, {}).setdefault(contestant.name, []).append(answer["figures"])
            else:
                samples = results.times.setdefault(workload.name, {}).setdefault(contestant.name, [])
                samples.append(answer["ns"] / answer["runs"])


if __name__ == "__main__":
    sys.exit(main())

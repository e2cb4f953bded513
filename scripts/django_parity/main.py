"""The command: arguments, workers, report, exit code."""

import argparse
import multiprocessing.pool
import re
import sys
from pathlib import Path

from .cases import files
from .report import Report
from .selftest import self_test
from .workers import run_module

ROOT = Path(__file__).resolve().parents[2]


def arguments(argv):
    parser = argparse.ArgumentParser(prog="scripts/django-parity", description=__doc__)
    parser.add_argument("folder", nargs="?", default=ROOT.parent / "shared" / "data" / "django-cases",
                        help="folder of recorded cases")  # fmt: skip
    parser.add_argument("--library", default=ROOT / "build" / "libnoormme.so")
    parser.add_argument("--case", action="append", default=[], metavar="ID", help="only this case; may be repeated")
    parser.add_argument("--module", action="append", default=[], metavar="NAME", help="only this file of cases")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--min-percent", type=float, default=None, help="exit with 1 when fewer pass")
    parser.add_argument("--group", choices=("reason", "feature", "operation", "test"), help="gather failures")
    parser.add_argument("--list", action="store_true", help="one line per case that did not pass")
    parser.add_argument("-v", "--verbose", action="store_true", help="show failing cases in full")
    parser.add_argument("--limit", type=int, default=None, help="show at most so many failing cases")
    parser.add_argument("--self-test", action="store_true", help="try this script itself, without the library")
    return parser.parse_args(argv)


def main(argv=None):
    options = arguments(argv)
    paths = files(options.folder)
    if not paths:
        print(f"skipped: shared data absent ({options.folder})")
        return 0
    if options.self_test:
        return 0 if self_test(paths) else 1
    if not Path(options.library).exists():
        print(f"{options.library} is missing: scripts/build-so makes it", file=sys.stderr)
        return 2
    wanted = set(options.module) | {re.sub(r"-\d+$", "", case) for case in options.case}
    jobs = [
        (str(options.library), str(path), set(options.case), options.verbose)
        for path in paths
        if not wanted or path.stem in wanted
    ]
    jobs.sort(key=lambda job: -Path(job[1]).stat().st_size)
    report = Report()
    with multiprocessing.pool.ThreadPool(max(1, options.jobs)) as pool:
        for module, outcomes in pool.imap_unordered(run_module, jobs):
            report.add(module, outcomes)
    show(report, options)
    total = len(report.outcomes)
    percent = 100 * report.count("passed") / total if total else 0
    print(f"{percent:.2f} % of {total} cases passed")
    report.last_line()
    return 1 if options.min_percent is not None and percent < options.min_percent else 0


def show(report, options):
    if options.verbose:
        report.failures(options.limit)
        print()
    if options.list:
        for _, _, outcome in report.outcomes:
            if outcome.status != "passed":
                print(f"{outcome.status} {outcome.id}: {outcome.reason[:300]}")
    if options.group:
        report.groups(options.group)
    report.table()
    report.skips()

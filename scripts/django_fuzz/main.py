"""The command: makes specs, compares, prints differences that are small enough to read."""

import argparse
import json
import multiprocessing
import multiprocessing.pool
import os
import sys
import tempfile
import time
from pathlib import Path

from django_parity.library import Library
from django_parity.report import statements

from . import environment
from .session import Broken, Session
from .shrink import shrink

ROOT = Path(__file__).resolve().parents[2]
CASES_PER_SCHEMA = 50
# Errors Django raises where its own SQL or code breaks on a query that means something, or is yet to be written, and
# ours where it would give wrong rows (oracle/mistakes.py).
DJANGO_BUGS = (
    "OperationalError", "AttributeError", "AssertionError", "KeyError", "NotImplementedError", "FullResultSet",
    "DjangoMistake",
)  # fmt: skip


def arguments(argv):
    parser = argparse.ArgumentParser(prog="scripts/django-fuzz", description=__doc__)
    parser.add_argument("count", nargs="?", type=int, default=1000, help="how many specs")
    parser.add_argument("--seed", type=int, default=1, help="number of the first schema")
    parser.add_argument("--only", metavar="SCHEMA:CASE", help="replay one spec, in full")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--library", default=str(ROOT / "build" / "libnoormme.so"))
    parser.add_argument("--python", help="a Python that has Django; else one is made under build/tools")
    parser.add_argument("--rows-only", action="store_true", help="do not compare the classes of errors")
    parser.add_argument("--limit", type=int, default=10, help="print at most so many differences in full")
    parser.add_argument("--dry", action="store_true", help="ask Django only, and say how many specs it takes")
    return parser.parse_args(argv)


def main(argv=None):
    options = arguments(argv)
    python = environment.find(ROOT, options.python)
    if python is None:
        return 0
    if not options.dry and not Path(options.library).exists():
        print(f"{options.library} is missing: scripts/build-so makes it", file=sys.stderr)
        return 2
    began = time.monotonic()
    if options.only:
        schema, case = (int(part) for part in options.only.split(":"))
        batches = [(schema, [case], python, options)]
    else:
        batches = [
            (options.seed + start // CASES_PER_SCHEMA,
             range(min(CASES_PER_SCHEMA, options.count - start)), python, options)
            for start in range(0, options.count, CASES_PER_SCHEMA)
        ]  # fmt: skip
    asked, refused, skipped, found, broken = 0, 0, 0, [], []
    context = multiprocessing.get_context("spawn")
    with context.Pool(options.jobs, maxtasksperchild=8) as pool:
        for result in pool.imap_unordered(run_batch, batches):
            asked += result["asked"]
            refused += result["refused"]
            skipped += result["skipped"]
            found += result["found"]
            broken += result["broken"]
    for text in found[: options.limit]:
        print(text)
    for text in broken[:5]:
        print("broken:", text)
    print(f"{asked} specs (Django refuses {refused}, {skipped} cannot be said in JSON) in {time.monotonic() - began:.0f} s")
    print(f"{asked - len(found)} alike, {len(found)} differ, {len(broken)} broken")
    return 1 if found or broken else 0


def run_batch(batch):
    seed, numbers, python, options = batch
    result = {"asked": 0, "refused": 0, "skipped": 0, "found": [], "broken": []}
    base = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="noormme-fuzz-", dir=base) as folder:
        library = None if options.dry else Library(options.library)
        try:
            session = Session(seed, python, library, folder)
        except Broken as error:
            result["broken"].append(f"schema {seed}: {error}")
            return result
        for number in numbers:
            try:
                one(session, number, options, result)
            except Broken as error:
                result["broken"].append(f"{seed}:{number}: {error}")
        session.close()
    return result


def one(session, number, options, result):
    spec, op = session.make(number)
    result["asked"] += 1
    if options.dry:
        answer = session.oracle.ask(do="run", spec=spec, op=op)
        result["refused"] += "raises" in answer
        if options.only or "raises" in answer:
            print(f"{session.seed}:{number}", json.dumps([spec, op]), str(answer.get("raises", answer))[:300])
        return
    case, outcome = session.judge(number, spec, op)
    result["refused"] += "raises" in case
    result["skipped"] += outcome.status == "skipped"
    if not differs(case, outcome, options) and not options.only:
        return

    def still(smaller_spec, smaller_op):
        try:
            smaller, judged = session.judge(number, smaller_spec, smaller_op)
        except Broken:
            return False
        if judged.kind == "translation":
            return False
        return differs(smaller, judged, options) and ("raises" in smaller) == ("raises" in case)

    if differs(case, outcome, options):
        spec, op = shrink(spec, op, still)
    case, outcome = session.judge(number, spec, op, verbose=True)
    result["found"].append(describe(session, number, case, outcome))


def differs(case, outcome, options):
    """Whether a case counts as a difference; with --rows-only two errors are alike whatever their class."""
    if outcome.status != "failed" or case.get("raises", ("",))[0] in DJANGO_BUGS:
        return False
    if "raises" in case and outcome.answer is None and outcome.kind.startswith("raised"):
        return not options.rows_only
    return True


def describe(session, number, case, outcome):
    lines = [f"--- {session.seed}:{number}  {outcome.reason}"]
    lines.append(f"recorded {json.dumps(case['spec'])}")
    lines.append(f"         {json.dumps(case['op'])}")
    lines.append(f"spec     {json.dumps(outcome.request)}")
    for statement in statements(outcome.plan):
        lines.append(f"SQL      {statement}")
    for statement in case["sql"]:
        lines.append(f"Django   {statement}")
    lines.append(f"ours     {json.dumps(outcome.answer)[:1500]}")
    lines.append(f"Django   {json.dumps(case['raises'] if 'raises' in case else case['result'])[:1500]}")
    return "\n".join(lines) + "\n"

"""Runs the steps and sums what they say."""

import argparse
import os
import subprocess
import sys
import threading
import time

from . import counts
from .steps import ROOT, steps

LOGS = ROOT / "build" / "check"


class Report:
    """What was run, printed as it happens; one line per step."""

    def __init__(self):
        self.lock = threading.Lock()
        self.counts = counts.Counts()
        self.failed = []
        # Of each step that failed, what it says of its tests.
        self.failures = []
        self.passed = set()

    def say(self, text):
        with self.lock:
            print(text, flush=True)

    def done(self, step, ok, seconds, output, reason=""):
        found = counts.Counts() if step.is_measure else counts.read(output)
        detail = str(found) if found.total else reason or last_line(output)
        if not found.total or not ok and not found.failed:
            # A step without tests of its own is one test.
            found += counts.Counts(passed=int(ok), failed=int(not ok))
        with self.lock:
            self.counts += found
            if ok and not found.failed:
                self.passed.add(step.name)
            else:
                self.failed.append(step.name)
            print(f"{'ok    ' if ok else 'FAILED'} {step.name:<14} {seconds:7.1f} s  {detail}", flush=True)
            if not ok:
                self.failures += [f"{step.name}: {test}" for test in counts.failures(output)]
                for line in output.splitlines()[-80:]:
                    print("       | " + line)
                print(f"       whole output: {log(step).relative_to(ROOT)}", flush=True)


def log(step):
    return LOGS / (step.name.replace(" ", "-").replace(",", "") + ".log")


def last_line(output):
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    return lines[-1][:110] if lines else ""


def run(step, report, asked):
    script = step.script()
    if script and not (ROOT / script).exists():
        report.done(step, False, 0, "", f"missing: {script}")
        return
    if step.after and step.after in asked and step.after not in report.passed:
        report.done(step, False, 0, "", f"not run: {step.after} failed")
        return
    report.say(f"...    {step.name}")
    start = time.monotonic()
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "scripts")}
    with open(log(step), "w+", encoding="utf-8", errors="replace") as out:
        code = subprocess.run(
            step.command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT, env=environment, check=False
        ).returncode
        out.seek(0)
        output = out.read()
    report.done(step, code == 0, time.monotonic() - start, output)


def main(arguments):
    parser = argparse.ArgumentParser(prog="scripts/check", description="Everything that must hold, in one command.")
    parser.add_argument("--full", action="store_true", help="long runs too: sanitizers, big fuzzes, static SQLite")
    parser.add_argument("--list", action="store_true", help="name the steps")
    parser.add_argument("steps", nargs="*", help="run only these")
    options = parser.parse_args(arguments)
    chosen = steps(options.full)
    unknown = set(options.steps) - {step.name for step in chosen}
    if unknown:
        parser.error(f"no such step: {', '.join(sorted(unknown))}")
    if options.steps:
        chosen = [step for step in chosen if step.name in options.steps]
    if options.list:
        for step in chosen:
            print(f"{step.name:<14} {' '.join(step.command)}")
        return 0
    LOGS.mkdir(parents=True, exist_ok=True)
    report, start = Report(), time.monotonic()
    asked = {step.name for step in chosen}
    lanes = []
    for lane in dict.fromkeys(step.lane for step in chosen):
        mine = [step for step in chosen if step.lane == lane]
        lanes.append(threading.Thread(target=lambda mine=mine: [run(step, report, asked) for step in mine]))
    for lane in lanes:
        lane.start()
    for lane in lanes:
        lane.join()
    # Last, since the middle of a long log is the first to be cut.
    for test in report.failures[:40]:
        print(test)
    print(f"scripts/check: {len(chosen)} steps in {time.monotonic() - start:.0f} s" + (
        f"; failed: {', '.join(report.failed)}" if report.failed else ""))
    print(f"{report.counts.passed} passed, {report.counts.failed} failed, {report.counts.skipped} skipped")
    return 1 if report.failed or not report.counts.passed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

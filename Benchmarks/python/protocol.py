"""Lines of JSON in, lines of JSON out; bench/contestant.py describes them."""

import json
import sys
import time


class Work:
    """One workload: `run` is timed, `check` and `undo` are not."""

    def __init__(self, run, check=lambda answer: answer, undo=None):
        self.run, self.check, self.undo = run, check, undo

    def measure(self, least: int) -> dict:
        runs = spent = 0
        answer = None
        while spent < least:
            begin = time.perf_counter_ns()
            answer = self.run()
            spent += time.perf_counter_ns() - begin
            runs += 1
            if self.undo:
                self.undo()
        return {"runs": runs, "ns": spent, "check": self.check(answer)}


def serve(version: str, open_database, works) -> None:
    """Answers requests until told to quit.

    `open_database(path)` opens; `works()` makes the workloads afterwards.
    """
    if sys.argv[1:2] == ["--cold"]:
        # The modules are loaded by now; their time is what the interpreter says it has used.
        begin = time.perf_counter_ns()
        open_database(sys.argv[2])
        works()["get_pk"].run()
        loading = time.process_time_ns()
        print(json.dumps({"runs": 1, "ns": max(loading, time.perf_counter_ns() - begin), "check": 1}))
        return
    known: dict = {}
    for line in sys.stdin:
        request = json.loads(line)
        if "quit" in request:
            print("{}", flush=True)
            return
        if "open" in request:
            open_database(request["open"])
            known = works()
            answer = {"version": version}
        elif request["run"] in known:
            answer = known[request["run"]].measure(request["ns"])
        else:
            answer = {"skip": "not offered"}
        print(json.dumps(answer), flush=True)


PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = NORMAL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA busy_timeout = 5000",
)
NOTE = {"kind": "click", "amount": 7, "ratio": 0.5, "note": "a note of some length"}


def keys():
    """Primary keys of users, one after the other, without end."""
    number = 0
    while True:
        yield number % 100_000 + 1
        number += 1

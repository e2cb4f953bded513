"""Runs one case: translate, send, compare."""

import copy
import traceback

from .compare import Comparison, Mismatch
from .databases import written_rows
from .failure import compare_error
from .library import Failure
from .operations import Operations
from .skips import REASONS, Skip
from .ties import check_ties
from .values import SnapshotRows
from .written import compare_written

READS = {
    "list", "get", "count", "exists", "aggregate", "first", "last", "earliest", "latest", "in_bulk", "contains",
    "getitem", "build", "slice_step",
}  # fmt: skip


class Outcome:
    """What became of a case: `status` is passed, failed or skipped; `reason` says why not passed, `kind` is the
    short form under which failures are grouped."""

    def __init__(self, case, status, reason="", kind=""):
        self.id = case["id"]
        self.tier = case["tier"]
        self.status = status
        self.reason = reason
        self.kind = kind
        self.request = None
        self.plan = None
        self.answer = None


class CaseRunner:
    def __init__(self, module, databases):
        self.module = module
        self.databases = databases

    def run(self, case, verbose=False):
        try:
            request = Operations(
                self.module.schema, SnapshotRows(self.module.snapshots[case["pre"]])
            ).request(case)
        except Skip as skip:
            return Outcome(case, "skipped", REASONS[skip.reason], skip.reason)
        except Exception:  # a construct the translator does not know is a failure with its trace
            return Outcome(case, "failed", traceback.format_exc(limit=-3), "translation")
        is_write = case["op"]["m"] not in READS
        path = None
        try:
            if is_write:
                connection, path = self.databases.writer(case["pre"], case["env"])
            else:
                connection = self.databases.reader(case["pre"], case["env"])
        except Failure as failure:
            return Outcome(case, "failed", f"open: {failure} {failure.path}", f"open: {failure}")
        try:
            return self.judge(case, request, connection, path, verbose)
        finally:
            if is_write:
                connection.close()

    def judge(self, case, request, connection, path, verbose):
        outcome = Outcome(case, "passed")
        outcome.request = request.spec
        if verbose:
            try:
                outcome.plan = connection.compile(request.spec)
            except Failure as failure:
                outcome.plan = str(failure)
        try:
            answer = self.ask(request, connection)
        except Failure as failure:
            return self.raised(case, outcome, failure)
        outcome.answer = answer
        if "raises" in case:
            outcome.status = "failed"
            outcome.kind = f"no error; Django: {case['raises'][0]}: {case['raises'][1]}"
            outcome.reason = outcome.kind
            return outcome
        try:
            self.compare(case, request, connection, answer)
            if path is not None:
                connection.close()
                if "post" in case:
                    compare_written(
                        self.module.schema, self.module.snapshots[case["post"]], written_rows(path, self.module.schema)
                    )
        except Mismatch as mismatch:
            outcome.status, outcome.reason = "failed", str(mismatch)
            outcome.kind = "rows differ"
        except Failure as failure:
            outcome.status, outcome.reason, outcome.kind = "failed", f"asked again: {failure}", str(failure)
        return outcome

    def raised(self, case, outcome, failure):
        if "raises" in case:
            difference = compare_error(case["raises"], failure.name, failure.message)
            outcome.kind = difference or ""
        else:
            difference = f"{failure} {failure.path}"
            outcome.kind = str(failure)
        if difference:
            outcome.status, outcome.reason = "failed", difference
        return outcome

    def ask(self, request, connection):
        spec = request.spec
        for place, pending in request.pending:
            spec = copy.deepcopy(spec)
            spec["get"][place] = connection.execute(pending)
        answer = connection.execute(spec)
        return answer[:: request.step] if request.step else answer

    def compare(self, case, request, connection, answer):
        is_write = case["op"]["m"] not in READS
        comparison = Comparison(self.module.schema, case, written=is_write)
        expected = case["result"]
        if case["op"]["m"] == "bulk_create":
            return comparison.created(expected, answer)
        if not isinstance(expected, list) or case["op"]["m"] not in ("list", "slice_step"):
            try:
                return comparison.result(expected, answer)
            except Mismatch:
                if case.get("total") or not self.cut(case):
                    raise
                return self.among_all(case, request, connection, comparison, [answer], expected is not None)
        try:
            comparison.rows(expected, answer)
            if case["order"] == "ordered-with-ties":
                check_ties(case, request, connection, comparison, expected, answer)
        except Mismatch:
            if case.get("total") or not self.cut(case):
                raise
            if len(answer) != len(expected):
                raise
            self.among_all(case, request, connection, comparison, answer, True)

    def cut(self, case):
        """Whether the operation takes some rows of an order."""
        takes = case["op"]["m"] in ("first", "last", "getitem")
        return takes or any(step["m"] == "slice" for step in case["spec"].get("steps", []))

    def among_all(self, case, request, connection, comparison, answer, expected_some):
        """An order that is not total leaves the choice of rows to the plan: they must be of the whole."""
        if (answer != [None]) != expected_some:
            raise Mismatch("a row where there should be none, or none where there should be one")
        whole = copy.deepcopy(request.spec)
        whole["steps"] = [step for step in whole["steps"] if step[0] != "slice"]
        whole["get"] = "all"
        rows = connection.execute(whole)
        for row in answer:
            if row is not None and row not in rows:
                raise Mismatch(f"{row} is no row of the query without its slice")
            if row is not None:
                rows.remove(row)

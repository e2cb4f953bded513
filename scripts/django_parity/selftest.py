"""Tries the script itself, without the library: every snapshot loads as recorded, every case translates or names
its reason, and the comparison takes each recorded result in our form and refuses it with one value changed."""

import copy
import json
import random
import sqlite3

from .cases import Module
from .compare import Comparison, Mismatch
from .operations import Operations
from .runner import READS
from .skips import Skip
from .storage import load_snapshot, quote, stored
from .values import SnapshotRows, tag_of
from .wanted import wanted_relations

# Shares of mutated results that may pass: columns filled by a clock or at random are not compared.
MOST_UNNOTICED = 0.005
MOST_SKIPPED = 0.01


def self_test(paths):
    """Prints what was tried; returns whether all of it held."""
    problems, cases, skipped, unnoticed = [], 0, 0, 0
    rng = random.Random(1)
    for path in paths:
        module = Module(path)
        problems += [f"{module.name}: snapshot {name}" for name in module.snapshots if not loads(module, name)]
        for case in module.cases:
            cases += 1
            try:
                rows = SnapshotRows(module.snapshots[case["pre"]])
                json.dumps(Operations(module.schema, rows).request(case).spec, allow_nan=False)
            except Skip:
                skipped += 1
            except Exception as error:  # any construct that is not known
                problems.append(f"{case['id']}: {type(error).__name__}: {error}")
            if "result" in case:
                found = compared(module.schema, case, rng)
                problems += found[0]
                unnoticed += found[1]
    if skipped > MOST_SKIPPED * cases:
        problems.append(f"{skipped} of {cases} cases are skipped")
    if unnoticed > MOST_UNNOTICED * cases:
        problems.append(f"{unnoticed} of {cases} mutated results pass")
    for problem in problems[:20]:
        print(problem)
    print(f"self-test: {cases} cases, {skipped} skipped, {unnoticed} mutations unnoticed, {len(problems)} problems")
    return not problems


def loads(module, name):
    """Whether the rows of a snapshot come back as they were recorded."""
    connection = sqlite3.connect(":memory:")
    load_snapshot(connection, module.schema, module.snapshots[name])
    for table, content in module.snapshots[name].items():
        if table == "$seq":
            continue
        columns = ", ".join(quote(column) for column in content["cols"])
        rows = sorted(map(repr, connection.execute(f"SELECT {columns} FROM {quote(table)}").fetchall()))
        if rows != sorted(repr(tuple(stored(value) for value in row)) for row in content["rows"]):
            return False
    return True


def compared(schema, case, rng):
    """(problems, mutations that went unnoticed)"""
    answer = as_answer(case)
    problems = [] if accepts(schema, case, answer) else [f"{case['id']}: the recorded result is refused"]
    changed = mutated(answer, rng)
    return problems, int(changed is not None and accepts(schema, case, changed))


def accepts(schema, case, answer):
    kind = case["op"]["m"]
    comparison = Comparison(schema, case, written=kind not in READS)
    try:
        if kind == "bulk_create":
            comparison.created(case["result"], answer)
        elif kind == "list":
            comparison.rows(case["result"], answer)
        else:
            comparison.result(case["result"], answer)
        return True
    except Mismatch:
        return False


def as_answer(case):
    """The recorded result as our library would write it."""
    result, wanted = case["result"], wanted_relations(case["spec"])
    if case["op"]["m"] == "in_bulk":
        return [[encoded(key, {}), encoded(row, wanted)] for key, row in result["$dict"]]
    if case["op"]["m"].endswith("delete"):
        total, counts = result["$tuple"]
        return [total, {label.rsplit(".", 1)[-1]: number for label, number in counts["$dict"]}]
    return encoded(result, wanted)


def encoded(value, wanted):
    tag = tag_of(value)
    if tag == "$row" or (tag is None and isinstance(value, dict) and {"pk", "f"} <= set(value)):
        row = {name: encoded(inner, {}) for name, inner in value["f"].items()}
        for name, inner in value.get("x", {}).items():
            row[name] = encoded(inner, wanted.get(name, {}))
        for name, inner in {**value.get("rel", {}), **value.get("pre", {})}.items():
            if name in wanted:
                row[name] = {"id": inner} if isinstance(inner, (int, str)) else encoded(inner, wanted[name])
        return row
    if tag == "$dict":
        return {str(key): encoded(inner, wanted) for key, inner in value["$dict"]}
    if tag == "$named":
        return [encoded(inner, {}) for inner in value["v"]]
    if tag in ("$tuple", "$set"):
        return [encoded(inner, wanted) for inner in value[tag]]
    if tag == "$datetime":
        return value[tag].replace("+00:00", "")
    if tag == "$bytes":
        return {"$blob": value[tag]}
    if tag in ("$e", "$f"):
        return None
    if tag == "$float":
        return float(value[tag])
    if tag == "$obj":
        return value["pk"]
    if tag is not None:
        return int(value[tag]) if tag == "$int" else value[tag]
    if isinstance(value, list):
        return [encoded(inner, wanted) for inner in value]
    if isinstance(value, dict):
        return {key: encoded(inner, {}) for key, inner in value.items()}
    return value


def mutated(answer, rng):
    """A copy with one value changed; None when there is no value."""
    box = [copy.deepcopy(answer)]
    places = list(leaves(box))
    if not places:
        return None
    holder, key = rng.choice(places)
    holder[key] = "zz" if holder[key] != "zz" else "y"
    return box[0]


def leaves(value):
    entries = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in list(entries):
        if isinstance(inner, (dict, list)):
            yield from leaves(inner)
        else:
            yield value, key

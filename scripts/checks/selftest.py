"""Tries the scripts themselves: the reading of counts, the rules of check-layers, the corpus' comparisons."""

import importlib.machinery
import importlib.util
import sys
from pathlib import Path

from corpus.native import statements
from corpus.run import same

from .counts import Counts, failures, read

SCRIPTS = Path(__file__).resolve().parents[1]


def load(name):
    loader = importlib.machinery.SourceFileLoader(name.replace("-", "_"), str(SCRIPTS / name))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(loader.name, loader))
    loader.exec_module(module)
    return module


def words(module, code, rules):
    module.failures.clear()
    module.check_words(SCRIPTS / "check", module.code_only(code), rules)
    return len(module.failures)


def imports(module, code, target):
    module.failures.clear()
    module.check_imports(SCRIPTS / "check", module.code_only(code), target)
    return len(module.failures)


XCTEST = """Test Case 'A.testOne' failed (0.1 seconds)
Test Suite 'All tests' failed
	 Executed 3 tests, with 1 test skipped and 2 failures (0 unexpected) in 0.1 (0.1) seconds
"""
SWIFT_TESTING = """✘ Test "reads" recorded an issue at Reading.swift:5:6: Expectation failed: 1 == 2
✘ Test "reads" failed after 0.002 seconds with 1 issue.
➜ Test writes() skipped: "shared data absent"
✘ Suite Reading failed after 0.2 seconds with 1 issue.
✘ Test run with 5 tests in 2 suites failed after 0.3 seconds with 1 issue.
"""
NODE_FAILED = """✖ reads (1.2ms)
ℹ fail 1

✖ failing tests:

test at bindings/node/test/a.test.mjs:5:1
✖ reads (1.2ms)
  AssertionError: 3 turns
"""
NODE = "ℹ tests 4\nℹ pass 2\nℹ fail 1\nℹ cancelled 0\nℹ skipped 1\nℹ todo 0\n"


def checks():
    yield "XCTest", read(XCTEST), Counts(1, 1, 1)
    yield "Swift Testing", read(SWIFT_TESTING), Counts(3, 1, 1)
    yield "node", read(NODE + NODE), Counts(4, 2, 2)
    yield "plain", read("corpus: 3 passed, 1 failed\n12 passed, 2 skipped\n"), Counts(15, 1, 2)
    failed = failures(NODE_FAILED + SWIFT_TESTING)
    yield "failed in Node", failed[-1:], ["bindings/node/test/a.test.mjs:5:1\n✖ reads (1.2ms)\n  AssertionError: 3 turns"]
    yield "failed tests", len(failed), 2
    yield "nothing failed", failures("✔ reads (1.2ms)\n"), []
    yield "no tests", read("4 things were passed over"), Counts()

    layers = load("check-layers")
    path = layers.IN_COMPILE_PATH
    for code, complaints in [
        ("func f() throws { }", 1), ("func f() throws(E) { }", 0), ("let x: any P", 1), ("case .any: x", 0), ("x as Any", 1),
        ("// any Any weak\nlet a = \"throws Any\"", 0), ("weak var x: T?", 1), ("let s: String", 1), ("let s: StaticString", 0),
        ("x[keyPath: \\.name]", 1), ("struct S: Codable {}", 1), ("Mirror(reflecting: x)", 1), ("let t: T.Type", 1),
        ("/* Any\n any P */ let s = \"\"\"\n weak Any\n \"\"\"", 0),
    ]:
        yield f"compile path: {code!r}", words(layers, code, path), complaints
    for code, complaints in [("try! f()", 1), ("try? f()", 0), ("fatalError()", 1), ("x as! T", 1), ("a != b", 0)]:
        yield f"everywhere: {code!r}", words(layers, code, layers.EVERYWHERE), complaints
    yield "concurrency", words(layers, "func f() async {}", layers.IN_LIBRARY), 1
    for code, target, complaints in [
        ("import NoormmeText", "NoormmeSQL", 0), ("import NoormmeCore", "NoormmeSQL", 1), ("import Foundation", "NoormmeCore", 1),
        ("@testable import NoormmeRuntime", "NoormmeSQLite", 1), ("public import NoormmeCore", "NoormmeRuntime", 0),
        ("import struct Foundation.Date", "NoormmeRuntime", 1), ("import Glibc", "NoormmeJSON", 1),
    ]:
        yield f"import: {code!r} in {target}", imports(layers, code, target), complaints

    yield "an integer is no float", same("1", 1.0, False), False
    yield "true is no integer", same("true", 1, False), False
    yield "the order of keys", same('{"a":1,"b":2}', {"b": 2, "a": 1}, False), False
    yield "the order of rows", same("[1,2]", [2, 1], False), False
    yield "any order of rows", same("[1,2]", [2, 1], True), True
    yield "a multiset is no set", same("[1,1,2]", [1, 2, 2], True), False
    plan = {
        "operation": "delete", "sql": "A", "parameters": [1], "answer": {"sql": "no"},
        "nodes": [{"delete": "B", "edges": [{"select": "C", "update": ""}]}], "prefetches": [{"sql": "D", "parameters": []}],
    }
    yield "statements of a plan", statements(plan), [("A", [1]), ("B", []), ("C", []), ("D", [])]


def main():
    passed = failed = 0
    for name, got, wanted in checks():
        if got == wanted:
            passed += 1
        else:
            failed += 1
            print(f"FAILED {name}: wanted {wanted}, got {got}")
    print(f"self-test: {passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

"""Runs the cases of Tests/Corpus through libnoormme.so and a real SQLite."""

import argparse
import json
import shutil
import sqlite3
import sys
import tempfile
from pathlib import Path

from . import files
from .form import Form
from .native import Database, Failure, Library, statements


class Number:
    """A JSON number as it was written, so that 1, 1.0 and true differ."""

    def __init__(self, text):
        self.text = text

    def __eq__(self, other):
        return isinstance(other, Number) and self.text == other.text

    def __hash__(self):
        return hash(self.text)

    def __repr__(self):
        return self.text


def exact(text):
    """JSON as values whose equality is the corpus': objects are lists of pairs."""
    return json.loads(text, parse_int=Number, parse_float=Number, object_pairs_hook=lambda pairs: ("object", pairs))


def same(got, wanted, unordered):
    got, wanted = exact(got), exact(json.dumps(wanted))
    if unordered and isinstance(got, list) and isinstance(wanted, list):
        return sorted(map(repr, got)) == sorted(map(repr, wanted))
    return got == wanted


class Runner:
    def __init__(self, library, folder, update):
        self.library = Library(str(library))
        self.folder = folder
        self.update = update
        self.changed = False
        self.made = {}
        self.form = Form()

    def pristine(self, name):
        if name not in self.made:
            self.made[name] = self.folder / f"{name}.sqlite"
            files.build(name, self.made[name])
        return self.made[name]

    def differences(self, name, case):
        """Runs a case; what is wrong with it, line by line."""
        path = self.folder / "case.sqlite"
        for leftover in self.folder.glob("case.sqlite*"):
            leftover.unlink()
        shutil.copy(self.pristine(name), path)
        database = Database(self.library, str(path), files.options(name) | case.get("options", {}))
        try:
            return self.form.differences(case) + self.compiled(database, case) + self.answered(database, case) + self.stored(path, case)
        finally:
            database.close()

    def compiled(self, database, case):
        try:
            plan = json.loads(database.ask("compile", files.spec_bytes(case)))
        except Failure as failure:
            # What an error says is compared where the request is run.
            if "sql" not in case and ("error" in case or self.update):
                return []
            return [f"does not compile: {failure.details}"]
        got = statements(plan)
        sql, parameters = [item[0] for item in got], [item[1] for item in got]
        if self.update and (case.get("sql"), case.get("parameters")) != (sql, parameters):
            case["sql"], case["parameters"] = sql, parameters
            self.changed = True
        wrong = []
        if case.get("sql") != sql:
            wrong += ["sql wanted:"] + ["  " + text for text in case.get("sql", ["(none stated)"])]
            wrong += ["sql got:"] + ["  " + text for text in sql]
        if files.line(case.get("parameters")) != files.line(parameters):
            wrong += [f"parameters wanted: {files.line(case.get('parameters'))}", f"parameters got: {files.line(parameters)}"]
        return wrong

    def answered(self, database, case):
        try:
            answer = database.ask("execute", files.spec_bytes(case)).decode()
        except Failure as failure:
            if "error" not in case:
                if self.update and "answer" not in case:
                    case["error"] = {key: failure.details[key] for key in ("code", "message", "path")}
                    self.changed = True
                    return []
                return [f"fails: {failure.details}"]
            return [
                f"error's {key} wanted: {value!r}, got: {failure.details.get(key)!r}"
                for key, value in case["error"].items()
                if failure.details.get(key) != value
            ]
        if self.update and "answer" not in case and "error" not in case:
            case["answer"] = json.loads(answer)
            self.changed = True
        if "answer" not in case:
            return [f"answered, where the case has no answer: {answer}"]
        if same(answer, case["answer"], case.get("unordered", False)):
            return []
        return [f"answer wanted: {files.line(case['answer'])}", f"answer got: {answer}"]

    def stored(self, path, case):
        wrong = []
        connection = sqlite3.connect(path)
        for question in case.get("after", []):
            rows = [list(row) for row in connection.execute(question["sql"])]
            if self.update and rows != question.get("rows"):
                question["rows"] = rows
                self.changed = True
            if rows != question.get("rows"):
                wrong += [f"{question['sql']}: wanted {question['rows']}", f"  got {rows}"]
        connection.close()
        return wrong


def main(arguments):
    parser = argparse.ArgumentParser(prog="scripts/test-corpus", description=__doc__)
    parser.add_argument("topics", nargs="*", help="names of case files; all when none is given")
    parser.add_argument("--update", action="store_true", help="write what was got into the files, for review")
    parser.add_argument("--library", default=files.ROOT / "build" / "libnoormme.so", type=Path)
    parser.add_argument("-v", action="store_true", dest="verbose", help="name every case")
    options = parser.parse_args(arguments)
    passed = failed = 0
    with tempfile.TemporaryDirectory(prefix="noormme-corpus-") as folder:
        runner = Runner(options.library, Path(folder), options.update)
        for path in files.topics(options.topics):
            content = files.read(path)
            runner.changed = False
            for case in content["cases"]:
                wrong = runner.differences(content["database"], case)
                passed, failed = passed + (not wrong), failed + bool(wrong)
                if wrong:
                    print(f"FAILED {path.stem}: {case['name']}\n  spec: {files.line(case['spec'])}")
                    print("\n".join("  " + text for text in wrong))
                elif options.verbose:
                    print(f"ok {path.stem}: {case['name']}")
            if runner.changed:
                files.write(path, content)
                print(f"wrote {path.relative_to(files.ROOT)}")
    if not runner.form.is_checked:
        print("Python has no jsonschema: the form of the requests was not checked")
    print(f"corpus: {passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""One random schema with its rows, in Django and in our library."""

import json
import os
import random
import subprocess
from pathlib import Path

from django_parity.databases import Databases
from django_parity.runner import CaseRunner
from django_parity.schema import Schema

from .definitions import definition
from .rows import snapshot
from .specs import SpecMaker

ZONES = (None, None, None, "UTC", "Europe/Rome", "America/St_Johns", "Asia/Kathmandu")
ORACLE = Path(__file__).resolve().parent / "oracle"


class Broken(Exception):
    """Django, or the way to it, could not be asked."""


class Oracle:
    """A process that answers with what Django does."""

    def __init__(self, python, zone):
        environment = {**os.environ, "PYTHONWARNINGS": "ignore", **({"FUZZ_ZONE": zone} if zone else {})}
        self.process = subprocess.Popen(
            [python, str(ORACLE)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
        )

    def ask(self, **request):
        try:
            self.process.stdin.write(json.dumps(request) + "\n")
            self.process.stdin.flush()
            line = self.process.stdout.readline()
        except OSError as error:
            raise Broken(str(error)) from error
        if not line:
            raise Broken("Django's process ended")
        answer = json.loads(line)
        if "broken" in answer:
            raise Broken(answer["broken"])
        return answer

    def close(self):
        try:
            self.process.stdin.close()
        except OSError:
            pass
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class FuzzModule:
    """What CaseRunner needs of a file of recorded cases."""

    def __init__(self, name, schema, rows):
        self.name = name
        self.schema = schema
        self.snapshots = {"rows": rows}


class Session:
    """A schema made from `seed`; cases are numbered, and each has a random source of its own."""

    def __init__(self, seed, python, library, folder):
        self.seed = seed
        # None: dates and times are as they are stored.
        self.zone = random.Random(f"zone {seed}").choice(ZONES)
        self.oracle = Oracle(python, self.zone)
        rng = random.Random(f"schema {seed}")
        self.definition = definition(rng)
        self.schema = Schema(self.oracle.ask(do="make", definition=self.definition)["schema"])
        self.rows = snapshot(rng, self.schema)
        self.oracle.ask(do="load", snapshot=self.rows)
        self.databases = None
        if library is not None:
            module = FuzzModule(f"fuzz{seed}", self.schema, self.rows)
            self.databases = Databases(library, module, folder)
            self.runner = CaseRunner(module, self.databases)

    def make(self, number):
        """The spec and operation of a number."""
        return SpecMaker(self.schema, self.rows, random.Random(f"case {self.seed} {number}"), self.zone is not None).make()

    def case(self, number, spec, op):
        """Django's answer as a recorded case."""
        answer = self.oracle.ask(do="run", spec=spec, op=op)
        case = {"id": f"{self.seed}:{number}", "test": "", "tier": "A", "feats": [],
                "env": {"use_tz": self.zone is not None, "tz": self.zone or "UTC"},
                "pre": "rows", "spec": spec, "op": op, **answer}  # fmt: skip
        if "post" in answer:
            self.runner.module.snapshots["post"] = answer["post"]
            case["post"] = "post"
        return case

    def judge(self, number, spec, op, verbose=False):
        """(recorded case, outcome)."""
        case = self.case(number, spec, op)
        return case, self.runner.run(case, verbose)

    def close(self):
        if self.databases:
            self.databases.close()
        self.oracle.close()

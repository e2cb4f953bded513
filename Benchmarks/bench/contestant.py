"""A contestant is a process that answers JSON lines.

    {"open": path}                        -> {"version": text}
    {"run": workload, "ns": least time}   -> {"runs": n, "ns": time, "check": number}
                                             {"figures": {name: number}, "check": number}
                                             {"skip": reason}
    {"quit": true}

`check` is a number computed from the answer of one run (rows, or a sum over them). All contestants must report
the same one: who does less work than the others is not measured, but reported as wrong.
"""

import json
import os
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Contestant:
    name: str
    command: list[str]
    environment: dict[str, str] = field(default_factory=dict)
    version: str = ""
    _process: subprocess.Popen | None = None

    def _spawn(self, *arguments: str) -> subprocess.Popen:
        return subprocess.Popen(
            [*self.command, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, **self.environment},
        )

    def _ask(self, request: dict) -> dict:
        process = self._process
        assert process is not None and process.stdin and process.stdout
        process.stdin.write(json.dumps(request) + "\n")
        process.stdin.flush()
        line = process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self.name} ended with status {process.wait()} on {request}")
        answer = json.loads(line)
        if "error" in answer:
            raise RuntimeError(f"{self.name}: {answer['error']}")
        return answer

    def start(self, database: Path, folder: Path) -> str | None:
        """Gives the contestant a copy of the database; answers why it cannot take part, if so."""
        own = folder / (self.name.replace(" ", "-").replace(":", "-") + ".sqlite")
        shutil.copy(database, own)
        self._process = self._spawn()
        answer = self._ask({"open": str(own)})
        self.version = answer.get("version", "")
        return answer.get("skip")

    def run(self, workload: str, milliseconds: int) -> dict:
        return self._ask({"run": workload, "ns": milliseconds * 1_000_000})

    def cold(self, database: Path) -> dict:
        """A process that opens the database, asks one query and says what that took."""
        process = self._spawn("--cold", str(database))
        output, _ = process.communicate()
        if process.returncode != 0:
            return {"skip": "cannot start"}
        return json.loads(output.splitlines()[-1])

    def stop(self) -> None:
        if self._process is None:
            return
        try:
            self._ask({"quit": True})
        except (RuntimeError, BrokenPipeError, json.JSONDecodeError):
            pass
        self._process.kill()
        self._process.wait()
        self._process = None

"""What is checked, in which order, and by which command."""

import os
import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Step:
    name: str
    command: list
    # Steps of one lane run one after another, lanes side by side.
    lane: str
    # Passes by a threshold of its own: its tests are not counted one by one.
    is_measure: bool = False
    # A script, relative to the root, without which the step is missing.
    needs: str = ""
    # Another step that must have passed.
    after: str = ""
    full_only: bool = False

    def script(self):
        return self.needs or (self.command[0] if self.command[0].startswith("scripts/") else "")


def limits():
    """scripts/limits as numbers."""
    text = (ROOT / "scripts" / "limits").read_text()
    return {name: float(value) for name, value in re.findall(r"^(\w+)=([\d.]+)$", text, re.M)}


def swift(*arguments):
    scratch = os.environ.get("NOORMME_SCRATCH", ".build")
    return ["swift", arguments[0], "--scratch-path", scratch, *arguments[1:]]


def steps(full):
    percent = f"{limits()['django_percent']:g}"
    everything = [
        Step("format", ["swift", "format", "lint", "--strict", "--recursive", "Package.swift", "Sources", "Tests", "examples", "cli/Package.swift", "cli/Sources"], "swift"),
        Step("layers", ["scripts/check-layers"], "swift"),
        Step("self-test", ["python3", "-m", "checks.selftest"], "swift", needs="scripts/checks/selftest.py"),
        Step("build", swift("build", "--build-tests"), "swift"),
        Step("swift", swift("test", "--skip-build"), "swift", after="build"),
        Step("swift docs", ["scripts/build-docs", "--no-build"], "swift", is_measure=True, after="build"),
        Step("swift example", ["scripts/test-swift-example"], "swift", after="build"),
        Step("library", ["scripts/build-so"], "library"),
        Step("symbols", ["scripts/check-symbols"], "library", after="library"),
        Step("capi", ["scripts/test-capi", "--no-build"], "library", after="library"),
        Step("instructions", ["scripts/test-instructions"], "library", after="library"),
        Step("robustness", ["scripts/test-robustness", *(["--full"] if full else [])], "library", after="library"),
        Step("corpus", ["scripts/test-corpus"], "library", after="library"),
        Step("injection", ["scripts/test-injection", *(["--all"] if full else [])], "library", after="library"),
        Step("lookups page", ["scripts/generate-lookups", "--check"], "library"),
        Step("wasm", ["scripts/build-wasm"], "library", is_measure=True),
        Step("wasm equality", ["scripts/test-wasm", *(["--mutants", "200000"] if full else [])], "library", after="wasm"),
        Step("node", ["scripts/test-node"], "library", after="library"),
        Step("memory", ["scripts/test-memory", *(["--full"] if full else [])], "library", after="node"),
        Step("command", ["scripts/build-cli"], "library", is_measure=True),
        Step("cli", ["scripts/test-cli"], "library", after="command"),
        Step("generate fuzz", ["scripts/generate-fuzz", "400" if full else "40", "--swift"], "library", after="command"),
        Step("npm package", ["scripts/test-npm", "--no-build"], "library", after="node"),
        Step("types", ["scripts/check-types"], "library", is_measure=True, after="node"),
        Step("demo", ["scripts/test-demo"], "library", after="node"),
        Step(
            "bench",
            ["scripts/bench", "--rounds", "1", "--sample", "0.05", "--output", "build/bench",
             *(part for name in ("c", "noormme c", "noormme", "noormme sync", "node:sqlite") for part in ("--contestant", name))],
            "library", is_measure=True, after="node",
        ),
        Step(
            "django", ["scripts/django-parity", "--jobs", "2", "--min-percent", percent], "library", is_measure=True, after="library"
        ),
        Step("capi, all", ["scripts/test-capi", "--fuzz-count", "500000"], "library", after="capi", full_only=True),
        Step("sanitizers", ["scripts/test-capi-sanitized"], "library", after="capi", full_only=True),
        Step(
            "swift, threads sanitized",
            [
                "swift", "test", "--scratch-path", ".build-san-thread", "--sanitize=thread", "-Xswiftc", "-use-ld=lld",
                "--filter", "NoormmeSQLiteTests|NoormmeRuntimeTests|NoormmeTests",
            ],
            "library", after="sanitizers", full_only=True,
        ),
        Step("django fuzz", ["scripts/django-fuzz", "5000"], "library", after="library", full_only=True),
    ]
    return [step for step in everything if full or not step.full_only]

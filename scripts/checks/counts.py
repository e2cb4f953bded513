"""How many tests a step's output says it ran."""

import re
from dataclasses import dataclass


@dataclass
class Counts:
    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __add__(self, other):
        return Counts(self.passed + other.passed, self.failed + other.failed, self.skipped + other.skipped)

    def __str__(self):
        skipped = f", {self.skipped} skipped" if self.skipped else ""
        return f"{self.passed} passed, {self.failed} failed{skipped}"

    @property
    def total(self):
        return self.passed + self.failed + self.skipped


COLORS = re.compile(r"\x1b\[[0-9;]*m")


def failures(output):
    """What the runners met in the output say of each test that failed: its name, and a few lines where they follow it."""
    output = COLORS.sub("", output)
    found = re.findall(r"^(?:✘ .+ recorded an issue .*|\(fail\) .*|FAILED .*)$", output, re.M)
    # Node's reporter tells them again when all have run.
    for part in re.split(r"^✖ failing tests:$", output, flags=re.M)[1:]:
        found += [test.rstrip() for test in re.findall(r"^test at (.+\n✖ .+\n(?: .*\n){0,9})", part, re.M)]
    return found


def read(output):
    """Sums the closing lines of every runner met in the output."""
    output = COLORS.sub("", output)
    return xctest(output) + swift_testing(output) + node(output) + plain(output)


def xctest(output):
    found = re.findall(r"Executed (\d+) tests?, with (?:(\d+) tests? skipped and )?(\d+) failures?", output)
    if not found:
        return Counts()
    # The last line is the sum of those before it. A test may fail more than once.
    ran, skipped = int(found[-1][0]), int(found[-1][1] or 0)
    failed = len(set(re.findall(r"Test Case '([^']+)' failed", output)))
    return Counts(ran - failed - skipped, failed, skipped)


def swift_testing(output):
    total = Counts()
    for run in re.findall(r"Test run with (\d+) tests?(?: in \d+ suites?)? (passed|failed)", output):
        total.passed += int(run[0])
    if not total.passed:
        return total
    # Suites fail and are skipped in lines of another form.
    failed = len(re.findall(r"^\S+ +Test (?!run\b).+ failed after ", output, re.M))
    skipped = len(re.findall(r"^\S+ +Test (?!run\b).+ skipped", output, re.M))
    return Counts(total.passed - failed - skipped, failed, skipped)


def node(output):
    def number(word):
        return sum(int(found) for found in re.findall(rf"^(?:ℹ|#) {word} (\d+)$", output, re.M))

    return Counts(number("pass"), number("fail") + number("cancelled"), number("skipped") + number("todo"))


def plain(output):
    """`name: N passed, N failed, N skipped`, where failed and skipped may be missing."""
    total = Counts()
    pattern = r"^(?:[\w.-]+: )?(\d+) passed(?:, (\d+) failed)?(?:, (\d+) skipped)?$"
    for found in re.findall(pattern, output, re.M):
        total += Counts(*(int(number or 0) for number in found))
    return total

"""Medians and ratios, a Markdown table and a plot."""

from __future__ import annotations

import platform
from dataclasses import dataclass, field
from statistics import median

from .workloads import BY_NAME, WORKLOADS, Workload


@dataclass
class Results:
    """Times of one run, in nanoseconds for one operation: `times[workload][contestant][round]`."""

    times: dict[str, dict[str, list[float]]] = field(default_factory=dict)
    figures: dict[str, dict[str, list[dict[str, float]]]] = field(default_factory=dict)
    checks: dict[str, dict[str, float]] = field(default_factory=dict)
    skipped: dict[str, str] = field(default_factory=dict)
    versions: dict[str, str] = field(default_factory=dict)

    def median(self, workload: str, contestant: str) -> float | None:
        samples = self.times.get(workload, {}).get(contestant)
        return median(samples) if samples else None

    def ratio(self, workload: str, contestant: str, versus: str, versus_workload: str | None = None) -> float | None:
        """Median of the ratios of samples taken in the same round."""
        own = self.times.get(workload, {}).get(contestant)
        other = self.times.get(versus_workload or workload, {}).get(versus)
        if not own or not other:
            return None
        return median(a / b for a, b in zip(own, other))

    def figure(self, workload: str, contestant: str, name: str) -> float | None:
        samples = self.figures.get(workload, {}).get(contestant)
        return median(sample[name] for sample in samples if name in sample) if samples else None

    def disagreements(self) -> list[str]:
        """Workloads whose contestants did not come to the same answer."""
        found = []
        for workload, checks in self.checks.items():
            expected = median(checks.values())
            for contestant, value in checks.items():
                if abs(value - expected) > 1e-6 * max(1, abs(expected)):
                    found.append(f"{workload}: {contestant} answers {value:g}, others {expected:g}")
        return found


def duration(nanoseconds: float) -> str:
    for unit, size in (("s", 1e9), ("ms", 1e6), ("µs", 1e3)):
        if nanoseconds >= size:
            return f"{nanoseconds / size:.3g} {unit}"
    return f"{nanoseconds:.0f} ns"


@dataclass
class Verdict:
    text: str
    target: float
    reached: float | None
    larger_is_better: bool = False

    @property
    def passed(self) -> bool | None:
        if self.reached is None:
            return None
        return self.reached >= self.target if self.larger_is_better else self.reached <= self.target


def verdicts(results: Results) -> list[Verdict]:
    found = []
    for workload in WORKLOADS:
        for target in workload.targets:
            versus = target.versus
            if target.versus_workload:
                versus += f", {BY_NAME[target.versus_workload].title}"
            found.append(
                Verdict(
                    f"{workload.title}: {target.contestant} / {versus}",
                    target.ratio,
                    results.ratio(workload.name, target.contestant, target.versus, target.versus_workload),
                )
            )
        for contestant, limits in workload.limits.items():
            for name, limit, larger in limits:
                reached = (
                    results.figure(workload.name, contestant, name)
                    if workload.figures
                    else (results.median(workload.name, contestant) or 0) / 1e6 or None
                )
                found.append(Verdict(f"{workload.title}: {contestant}, {name}", limit, reached, larger))
    return found


def markdown(results: Results, rounds: int) -> str:
    contestants = list(results.versions)
    lines = [
        "# Benchmarks",
        "",
        f"`make bench`, {rounds} interleaved rounds, {platform.machine()}, {platform.system()} {platform.release()}. "
        "A cell is the median time of one operation, and in parentheses its ratio to the reference of the row "
        "(node:sqlite, prepared statements, unless the row says otherwise): the median of the ratios within each "
        "round. Smaller is better.",
        "",
        "| workload | " + " | ".join(contestants) + " |",
        "|---|" + "---:|" * len(contestants),
    ]
    for workload in WORKLOADS:
        if workload.figures or workload.name not in results.times:
            continue
        cells = []
        for contestant in contestants:
            value = results.median(workload.name, contestant)
            ratio = results.ratio(workload.name, contestant, workload.reference)
            cells.append("" if value is None else duration(value) + ("" if ratio is None else f" ({ratio:.2f})"))
        lines.append(f"| {workload.title} | " + " | ".join(cells) + " |")
    for workload in WORKLOADS:
        if not results.figures.get(workload.name):
            continue
        lines += ["", f"## {workload.title}", ""]
        names = sorted({name for samples in results.figures[workload.name].values() for name in samples[0]})
        lines += ["| | " + " | ".join(names) + " |", "|---|" + "---:|" * len(names)]
        for contestant in results.figures[workload.name]:
            values = (results.figure(workload.name, contestant, name) for name in names)
            lines.append(f"| {contestant} | " + " | ".join("" if v is None else f"{v:,.1f}" for v in values) + " |")
    lines += ["", "## Targets", "", "| target | at most | reached | |", "|---|---:|---:|---|"]
    for verdict in verdicts(results):
        word = {True: "met", False: "**missed**", None: "not measured"}[verdict.passed]
        reached = "" if verdict.reached is None else f"{verdict.reached:,.3g}"
        bound = ("at least " if verdict.larger_is_better else "") + f"{verdict.target:,g}"
        lines.append(f"| {verdict.text} | {bound} | {reached} | {word} |")
    lines += ["", "## Contestants", ""]
    lines += [f"- {name} {version}" for name, version in results.versions.items()]
    lines += [f"- {name}: not run, {reason}" for name, reason in results.skipped.items()]
    wrong = results.disagreements()
    if wrong:
        lines += ["", "## Answers that differ", ""] + [f"- {line}" for line in wrong]
    return "\n".join(lines) + "\n"


def shown(workload: Workload, results: Results) -> bool:
    return not workload.figures and len(results.times.get(workload.name, {})) > 1

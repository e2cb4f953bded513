"""Prints what became of the cases."""

import collections
import json
import re

TIERS = ("A", "B", "C")
STATUSES = ("passed", "failed", "skipped")


class Report:
    def __init__(self):
        self.counts = collections.Counter()
        self.outcomes = []

    def add(self, module, outcomes):
        for case, outcome in outcomes:
            self.counts[module, outcome.tier, outcome.status] += 1
            self.outcomes.append((module, case, outcome))

    def count(self, status, module=None, tier=None):
        return sum(
            number
            for (name, level, state), number in self.counts.items()
            if state == status and module in (None, name) and tier in (None, level)
        )

    def table(self):
        modules = sorted({module for module, _, _ in self.counts})
        width = max([len(module) for module in modules] + [5])
        print(f"{'module':<{width}}" + "".join(f"  {tier:>16}" for tier in TIERS) + f"  {'total':>16}")
        for module in modules + [None]:
            cells = [self.cell(module, tier) for tier in TIERS] + [self.cell(module, None)]
            print(f"{module or 'all':<{width}}" + "".join(f"  {cell:>16}" for cell in cells))
        print("Each cell: passed failed skipped.")

    def cell(self, module, tier):
        numbers = [self.count(status, module, tier) for status in STATUSES]
        return " ".join(str(number) for number in numbers) if any(numbers) else "-"

    def groups(self, key):
        """Failures gathered by what they say, the largest first; skips by reason."""
        found = collections.defaultdict(list)
        for _, case, outcome in self.outcomes:
            if outcome.status == "failed":
                found[self.group(key, case, outcome)].append(outcome)
        for name, outcomes in sorted(found.items(), key=lambda item: -len(item[1])):
            ids = " ".join(outcome.id for outcome in outcomes[:6])
            print(f"{len(outcomes):5}  {name}\n       {ids}")

    def group(self, key, case, outcome):
        if key == "test":
            return case["test"]
        if key == "feature":
            return " ".join(case["feats"])
        if key == "operation":
            return case["op"]["m"]
        words = outcome.kind.splitlines()[-1] if outcome.kind else outcome.reason
        return re.sub(r"/\S+", "…", words)[:200]

    def skips(self):
        found = collections.Counter(outcome.reason for _, _, outcome in self.outcomes if outcome.status == "skipped")
        for reason, number in found.most_common():
            print(f"skipped {number}: {reason}")

    def failures(self, limit=None):
        shown = 0
        for _, case, outcome in self.outcomes:
            if outcome.status != "failed":
                continue
            if limit is not None and shown >= limit:
                return
            shown += 1
            self.failure(case, outcome)

    def failure(self, case, outcome):
        print(f"\n--- {outcome.id} ({case['test']})")
        print(f"why      {outcome.reason}")
        print(f"recorded {json.dumps(case['spec'])}\n         {json.dumps(case['op'])[:2000]}")
        print(f"spec     {json.dumps(outcome.request)[:3000]}")
        for statement in statements(outcome.plan):
            print(f"SQL      {statement}")
        if isinstance(outcome.plan, str):
            print(f"plan     {outcome.plan}")
        print(f"ours     {json.dumps(outcome.answer)[:2000]}")
        print(f"Django   {json.dumps(case['raises'] if 'raises' in case else case['result'])[:2000]}")

    def last_line(self):
        print(", ".join(f"{self.count(status)} {status}" for status in STATUSES))


def statements(plan):
    """SQL texts anywhere in a plan, with their parameters."""
    if isinstance(plan, dict):
        text = plan.get("sql")
        if isinstance(text, str):
            parameters = plan.get("parameters", plan.get("params"))
            yield f"{text} {json.dumps(parameters)}" if parameters else text
        for value in plan.values():
            yield from statements(value)
    elif isinstance(plan, list):
        for value in plan:
            yield from statements(value)

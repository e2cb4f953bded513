"""What is measured, and what it is held to."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Target:
    """`contestant` takes at most `ratio` times what `versus` takes."""

    contestant: str
    versus: str
    ratio: float
    #: The workload of `versus`, where it is another.
    versus_workload: str | None = None


@dataclass(frozen=True)
class Workload:
    name: str
    title: str
    #: Contestants are put in relation to this one in the report.
    reference: str = "node:sqlite"
    targets: tuple[Target, ...] = ()
    #: Milliseconds one sample takes at least; several runs, where collecting garbage can double one.
    sample: int = 100
    #: Runs once in a process of its own.
    cold: bool = False
    #: Contestants do as much work as they please, and report figures of their own.
    figures: bool = False
    #: Contestant -> (figure, bound, whether more is better).
    limits: dict[str, list[tuple[str, float, bool]]] = field(default_factory=dict)


WORKLOADS = [
    Workload(
        "get_pk",
        "one row by primary key",
        targets=(
            Target("noormme sync", "node:sqlite", 0.95),
            Target("noormme", "noormme sync", 1.5),
        ),
    ),
    Workload("get_unique", "one row by unique text"),
    Workload(
        "page",
        "page of 10: filter, join, order",
        targets=(Target("noormme", "django", 0.1), Target("noormme", "sqlalchemy", 0.15)),
    ),
    Workload(
        "rows_1k",
        "1,000 rows as objects",
        targets=(Target("noormme sync", "node:sqlite", 0.6), Target("noormme swift", "grdb", 0.7)),
    ),
    Workload(
        "rows_100k",
        "100,000 rows as objects",
        sample=600,
        targets=(Target("noormme sync", "node:sqlite", 0.6), Target("noormme swift", "grdb", 0.7)),
    ),
    Workload(
        "json_1k",
        "1,000 rows as JSON text",
        targets=(Target("noormme sync", "node:sqlite", 0.35),),
    ),
    Workload(
        "json_100k",
        "100,000 rows as JSON text",
        sample=600,
        targets=(Target("noormme sync", "node:sqlite", 0.35),),
    ),
    # The limit and what the encoder adds to it, side by side: ratios between workloads suffer from what happens between.
    Workload(
        "encode_1k",
        "1,000 rows, in C: read (c), encoded as JSON text (noormme c)",
        reference="c",
        sample=200,
        targets=(Target("noormme c", "c", 1.5),),
    ),
    Workload(
        "encode_100k",
        "100,000 rows, in C: read (c), encoded as JSON text (noormme c)",
        reference="c",
        sample=600,
        targets=(Target("noormme c", "c", 1.5),),
    ),
    Workload(
        "sql_1k",
        "1,000 rows of SQL text",
        targets=(Target("noormme sync", "node:sqlite", 0.6),),
    ),
    Workload(
        "sql_100k",
        "100,000 rows of SQL text",
        sample=600,
        targets=(Target("noormme sync", "node:sqlite", 0.6),),
    ),
    Workload("sql_get", "one row by primary key, SQL text"),
    Workload("prefetch", "100 parents with 10 children each"),
    Workload("count", "count by an indexed filter"),
    Workload("aggregate", "sum, average, maximum over 20,000 rows"),
    Workload("create", "create one row"),
    Workload("sql_create", "create one row, SQL text"),
    Workload(
        "bulk_create",
        "create 10,000 rows in one transaction",
        sample=150,
        targets=(Target("noormme sync", "node:sqlite", 1.2),),
    ),
    Workload("update", "update about 1,700 rows by filter"),
    Workload("readers_1", "1 reading thread, a get", sample=300),
    Workload("readers_2", "2 reading threads, a get", sample=300),
    Workload("readers_4", "4 reading threads, a get", sample=300),
    Workload("readers_1_writer", "1 reading thread beside a writer, a get", sample=300),
    Workload("readers_2_writer", "2 reading threads beside a writer, a get", sample=300),
    Workload("readers_4_writer", "4 reading threads beside a writer, a get", sample=300),
    Workload(
        "creates_256_full",
        "256 concurrent creates, synchronous FULL, each",
        sample=400,
        targets=(Target("noormme", "noormme", 0.1, "creates_1_full"),),
    ),
    Workload("creates_1_full", "creates one by one, synchronous FULL, each", sample=400),
    Workload(
        "cold",
        "load, open, first query",
        cold=True,
        limits={"noormme c": [("ms", 10.0, False)]},
    ),
    Workload("stall", "longest event-loop stall during a 200 ms query", figures=True),
    Workload(
        "mixed",
        "8 clients that get, beside 80 ms scans",
        figures=True,
        limits={"noormme": [("gets_per_s", 50_000, True), ("p99_us", 100, False), ("stall_ms", 15, False)]},
    ),
]

BY_NAME = {workload.name: workload for workload in WORKLOADS}

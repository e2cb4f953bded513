"""The database every contestant works on.

users     100,000 rows, 8 columns
posts     20,000 rows, 10 for each of the first 2,000 users
events    empty; written by the workloads that insert

The rows come from a seeded generator: two runs of one SQLite version make the same file.
"""

import random
import sqlite3
from pathlib import Path

USERS = 100_000
AUTHORS = 2_000
POSTS_EACH = 10

SCHEMA = """
CREATE TABLE users (
  id INTEGER PRIMARY KEY,
  email TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  age INTEGER NOT NULL,
  is_active BOOLEAN NOT NULL,
  balance REAL NOT NULL,
  joined TEXT NOT NULL,
  bio TEXT
);
CREATE INDEX users_age ON users (age);
CREATE TABLE posts (
  id INTEGER PRIMARY KEY,
  author_id INTEGER NOT NULL REFERENCES users (id),
  title TEXT NOT NULL,
  body TEXT NOT NULL,
  likes INTEGER NOT NULL,
  published TEXT NOT NULL
);
CREATE INDEX posts_author ON posts (author_id);
CREATE INDEX posts_likes ON posts (likes);
CREATE TABLE events (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  amount INTEGER NOT NULL,
  ratio REAL NOT NULL,
  note TEXT
);
"""

WORDS = (
    "quick brown fox jumps over lazy dog while seven wizards brew fresh coffee beneath quiet northern stars "
    "and engineers measure everything twice"
).split()


def text(source: random.Random, words: int) -> str:
    return " ".join(source.choice(WORDS) for _ in range(words))


def create(path: Path) -> None:
    """Writes the database to `path`, in WAL mode and analysed, replacing what is there."""
    path.unlink(missing_ok=True)
    source = random.Random(1)
    connection = sqlite3.connect(path)
    connection.executescript("PRAGMA journal_mode = WAL;" + SCHEMA)
    connection.executemany(
        "INSERT INTO users VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (
                number,
                f"user{number}@example.com",
                text(source, 2).title(),
                source.randrange(18, 78),
                source.random() < 0.8,
                round(source.random() * 10_000, 2),
                f"20{source.randrange(10, 26)}-{source.randrange(1, 13):02}-{source.randrange(1, 29):02}T08:30:00Z",
                text(source, 8) if source.random() < 0.9 else None,
            )
            for number in range(1, USERS + 1)
        ),
    )
    connection.executemany(
        "INSERT INTO posts VALUES (?, ?, ?, ?, ?, ?)",
        (
            (
                number,
                (number - 1) // POSTS_EACH + 1,
                text(source, 4),
                text(source, 20),
                source.randrange(0, 1_000),
                f"2025-{source.randrange(1, 13):02}-{source.randrange(1, 29):02}T12:00:00Z",
            )
            for number in range(1, AUTHORS * POSTS_EACH + 1)
        ),
    )
    connection.commit()
    connection.execute("ANALYZE")
    connection.commit()
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()

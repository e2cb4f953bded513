"""Databases for cases: one file per snapshot, shared by the cases that read, copied for each that writes."""

import shutil
import sqlite3
from pathlib import Path

from .configuration import configuration
from .library import Connection
from .storage import load_snapshot, quote, tables

OPEN_READERS = 8


class Databases:
    def __init__(self, library, module, folder):
        self.library = library
        self.module = module
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.templates = {}
        self.readers = {}
        self.configuration = configuration(module.schema)

    def template(self, snapshot):
        """A file with the tables and rows of a snapshot."""
        path = self.templates.get(snapshot)
        if path is None:
            path = self.folder / f"{self.module.name}-{snapshot}.sqlite"
            path.unlink(missing_ok=True)
            connection = sqlite3.connect(path)
            connection.execute("PRAGMA journal_mode=OFF")
            connection.execute("PRAGMA synchronous=OFF")
            load_snapshot(connection, self.module.schema, self.module.snapshots[snapshot])
            connection.close()
            self.templates[snapshot] = path
        return path

    def options(self, env):
        return {
            "allow_raw": True,
            "time_zone": env.get("tz", "UTC") if env.get("use_tz", True) else "UTC",
            "models": self.configuration,
            "journal_mode": "memory",
            "synchronous": "off",
            "readers": 1,
        }

    def reader(self, snapshot, env):
        """A shared connection for cases that change nothing."""
        options = self.options(env)
        key = (snapshot, options["time_zone"])
        connection = self.readers.pop(key, None)
        if connection is None:
            if len(self.readers) >= OPEN_READERS:
                oldest = next(iter(self.readers))
                self.readers.pop(oldest).close()
            connection = Connection(self.library, str(self.template(snapshot)), options)
        self.readers[key] = connection
        return connection

    def writer(self, snapshot, env):
        """A connection to a fresh copy, and the copy's path."""
        path = self.folder / f"{self.module.name}-work.sqlite"
        for suffix in ("", "-journal", "-wal", "-shm"):
            Path(str(path) + suffix).unlink(missing_ok=True)
        shutil.copyfile(self.template(snapshot), path)
        return Connection(self.library, str(path), self.options(env)), path

    def close(self):
        for connection in self.readers.values():
            connection.close()
        self.readers.clear()


def written_rows(path, schema):
    """All rows after a write: {table: {"cols": [...], "rows": [...]}}."""
    connection = sqlite3.connect(path)
    found = {}
    for table, columns in tables(schema).items():
        names = ", ".join(quote(column) for column in columns)
        rows = connection.execute(f"SELECT {names} FROM {quote(table)}").fetchall()
        found[table] = {"cols": list(columns), "rows": rows}
    connection.close()
    return found

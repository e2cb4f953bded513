"""What SQLite's PRAGMAs say of a database, in the JSON of docs/schema-json.md: what a remote host would send."""

import sqlite3

TABLES = """
    SELECT l.name, l.type, l.wr, l.strict, coalesce(s.sql, '') FROM pragma_table_list AS l
    LEFT JOIN sqlite_schema AS s ON s.name = l.name AND s.type IN ('table', 'view')
    WHERE l.schema = 'main' AND substr(l.name, 1, 7) <> 'sqlite_' ORDER BY l.name"""
COLUMNS = 'SELECT name, type, "notnull", dflt_value, pk, hidden FROM pragma_table_xinfo(?) ORDER BY cid'
FOREIGN_KEYS = """
    SELECT id, "table", "from", "to", on_update, on_delete FROM pragma_foreign_key_list(?) ORDER BY id DESC, seq"""
INDEXES = 'SELECT name, "unique", origin, partial FROM pragma_index_list(?) ORDER BY seq DESC'


def describe(path):
    connection = sqlite3.connect(path)
    try:
        tables = connection.execute(TABLES).fetchall()
        return {"tables": [table(connection, *row) for row in tables]}
    finally:
        connection.close()


def table(connection, name, kind, without_rowid, strict, sql):
    keys = {}
    for id, target, column, to, on_update, on_delete in connection.execute(FOREIGN_KEYS, [name]):
        key = keys.setdefault(
            id, {"table": target, "columns": [], "to": [], "on_update": on_update, "on_delete": on_delete}
        )
        key["columns"].append(column)
        if to is not None:
            key["to"].append(to)
    return {
        "name": name,
        "kind": kind,
        "sql": sql,
        "without_rowid": bool(without_rowid),
        "strict": bool(strict),
        "columns": [
            {"name": row[0], "type": row[1], "not_null": bool(row[2]), "default": row[3], "key": row[4], "hidden": row[5]}
            for row in connection.execute(COLUMNS, [name])
        ],
        "foreign_keys": list(keys.values()),
        "indexes": [
            {
                "name": row[0],
                "unique": bool(row[1]),
                "origin": row[2],
                "partial": bool(row[3]),
                "columns": [
                    column
                    for (column,) in connection.execute(
                        'SELECT name FROM pragma_index_xinfo(?) WHERE "key" = 1 ORDER BY seqno', [row[0]]
                    )
                ],
            }
            for row in connection.execute(INDEXES, [name]).fetchall()
        ],
    }

"""A database of many tables as `noormme generate` describes it, and queries on it that use much of the query set."""

TABLES = 60
QUERIES = 300
# Name, TypeScript type and type on the wire of the columns every table has beside its key and foreign keys.
COLUMNS = [
    ("name", "string", "text"), ("email", "string | null", "text"), ("status", '"open" | "closed" | "late"', "text"),
    ("age", "number", "integer"), ("count", "number | null", "integer"), ("score", "number", "real"),
    ("price", "string", "decimal(10,2)"), ("is_active", "boolean", "boolean"), ("born", "string | null", "date"),
    ("created_at", "Date", "datetime"), ("seen_at", "Date | null", "datetime"), ("data", "Json | null", "json"),
    ("file", "Uint8Array | null", "blob"), ("uid", "string", "uuid"), ("note", "string | null", "text"), ("wakes", "string | null", "time"),
]


def targets(table):
    """Three foreign keys: to the next table, to one further on, and to itself."""
    return [("parent", table, True), ("near", (table + 1) % TABLES, False), ("far", (table * 7 + 3) % TABLES, True)]


def database():
    """The descriptor."""
    back = {table: [] for table in range(TABLES)}
    for table in range(TABLES):
        for name, target, _ in targets(table):
            back[target].append((f"{name}_of_t{table}", table))
    lines = ['import type { Json } from "noormme";', ""]
    for table in range(TABLES):
        keys = [(f"{name}_id", "number | null" if null else "number", "integer") for name, _, null in targets(table)]
        columns = [("id", "number", "integer"), *COLUMNS, *keys]
        lines += [f"export interface T{table} {{", *[f"  {name}: {type};" for name, type, _ in columns], "}"]
        lines += [f"export interface T{table}Insert {{"]
        lines += [f"  {name}{'?' if name == 'id' or 'null' in type else ''}: {type};" for name, type, _ in columns]
        lines += ["}", f"export type T{table}Update = Partial<T{table}>;"]
    lines.append("export interface DB {")
    for table in range(TABLES):
        keys = [f"{name}_id" for name, _, _ in targets(table)]
        kinds = "; ".join([f'{name}: "{kind}"' for name, _, kind in [("id", "", "integer"), *COLUMNS]] + [f'{key}: "integer"' for key in keys])
        lines += [f"  t{table}: {{", f"    row: T{table}; insert: T{table}Insert; update: T{table}Update; pk: \"id\";", f"    kinds: {{ {kinds} }};", "    relations: {"]
        for name, target, null in targets(table):
            lines.append(f'      {name}: {{ model: "t{target}"; many: false; nullable: {str(null).lower()}; column: "{name}_id" }};')
        for name, source in back[table]:
            lines.append(f'      {name}: {{ model: "t{source}"; many: true; nullable: false; column: never }};')
        lines += ["    };", "  };"]
    return "\n".join([*lines, "}", ""])


def query(number):
    """One of six kinds of chain, on one of the tables."""
    table = number % TABLES
    before = (table - 1) % TABLES
    model = f'db.model("t{table}").objects'
    many = f"near_of_t{before}"
    kind = number % 6
    where = [
        f'age__gte: {number}, email__endswith: "@x", near__name__startswith: "a", {many}__created_at__year__gt: 2020',
        f'status: "open", seen_at__isnull: true, near__near__count__in: [1, 2], {many}__data__a__0__b: "x"',
        f'id: {number}, is_active: true, far__parent__near__name__icontains: "x", price__lt: "5.00"',
        f'name__lower__contains: "x", score__range: [1, 2], {many}__status__in: ["open"], born__month: 3',
        f'pk: {number}, age: F("count"), near__uid: "u", far__isnull: false',
        f'created_at__gte: new Date(), note: null, near: {number}, {many}__far__near__age__gt: 5',
    ][kind]
    rest = [
        f'.prefetch("{many}", "{many}.near").orderBy("-created_at", "name").limit(10).all()',
        f'.annotate({{ n: Count("{many}"), top: Max("{many}__score") }}).filter({{ n__gt: 1 }}).orderBy("-n").all()',
        '.values("id", "name", "near__name", "far__near__age").orderBy("near__name").all()',
        '.only("name", "age").exclude({ status: "late" }).first()',
        '.selectRelated("near__far", "parent").filter(Q({ age: 1 }).or({ name: "x" })).get()',
        f'.annotate({{ m: Coalesce("count", "age") }}).prefetch("{many}").valuesList("id", "m").all()',
    ][kind]
    return f"export const q{number} = {model}.filter({{ {where} }}){rest};"


def queries(count):
    head = ['import { Coalesce, Count, F, Max, NOORMME, Q } from "noormme";', 'import type { DB } from "./database.mjs";', "", 'export const db = new NOORMME<DB>("app.db");']
    return "\n".join([*head, *[query(number) for number in range(count)], ""])

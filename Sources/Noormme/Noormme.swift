// The Swift door. A query set is a value: a model's name and steps, written as the JSON of
// docs/wire-format.md as they are chained. A terminal adds what to get, and the runtime, which knows no
// Swift models, answers JSON that rows are read from where they lie. So this door has no rule of its own:
// names, lookups and types are checked where every other language's are.
//
// Calls with `await` run on threads of the database's own, never on the caller's executor. In a transaction, which a
// task-local value remembers, they join it.

@_exported import enum NoormmeCore.ErrorCode
@_exported import struct NoormmeCore.NoormmeError

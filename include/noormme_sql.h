/* noormme_sql.h - SQL text, on a database's connections and on connections of one's own. Part of noormme.h, which
 * includes it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef NOORMME_SQL_H
#define NOORMME_SQL_H

#include "noormme.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ----------------------------------------------------------------------------------------------- SQL -- */

/* SQL text on the database's own connections. It is the program's: whoever passes text that a client sent
 * hands over the database. Values travel beside the text, as parameters. Since ABI 1. */

/* Runs one statement; a statement that only reads runs on a reading connection, any other on the writer.
 *
 * `parameters` is NULL, 0, or JSON: an array for ?1, ?2 … in their order, or an object for :name, @name and $name,
 * keys without the sign. Values are JSON scalars or tagged as in docs/wire-format.md. `answer` receives
 *   {"columns":[name,…],"types":[declared type or null,…],"rows":[[value,…],…],"changes":n,"last_insert_rowid":n}
 * where `columns` is empty for a statement without rows, `changes` counts rows inserted, updated or deleted by this
 * statement (0 when it only read), and `last_insert_rowid` is the writing connection's (0 when it only read).
 *
 * The connections serve others too: BEGIN, COMMIT, ROLLBACK, SAVEPOINT, RELEASE, ATTACH, DETACH and pragmas that set
 * something on the connection are NOORMME_PROGRAMMING_ERROR; so are a text with no statement or more than one, and
 * parameters that are too few, too many or unknown. Any 400, any 500. */
NOORMME_API noormme_status noormme_db_sql(noormme_db *db, const char *sql, size_t sql_size, const char *parameters,
                                          size_t parameters_size, noormme_buffer *answer, noormme_error **error);

/* The same; `answer` receives a row block (docs/row-block.md). `options` may be NULL. With a budget, what reads is begun,
 * and INSERT, UPDATE, DELETE and REPLACE where a commit does not wait for the disk (WAL, synchronous NORMAL or OFF). */
NOORMME_API noormme_status noormme_db_sql_rows(noormme_db *db, const char *sql, size_t sql_size,
                                               const char *parameters, size_t parameters_size,
                                               const noormme_rows_options *options, noormme_buffer *answer,
                                               noormme_error **error);

/* Runs every statement of a text on the writer, one after the other, without parameters; rows are dropped. It may hold
 * whole transactions, BEGIN to COMMIT; one left open at the end is rolled back and NOORMME_PROGRAMMING_ERROR. Without
 * them each statement stands for itself, and those before a failed one are done. PRAGMA foreign_keys lasts to the end
 * of the text; ATTACH, DETACH and other settings are refused as in noormme_db_sql. Any 400, any 500. */
NOORMME_API noormme_status noormme_db_script(noormme_db *db, const char *sql, size_t sql_size, noormme_error **error);

/* Says what a statement is, without running it: `answer` receives
 *   {"readonly":bool,"returns_rows":bool,"columns":[{"name","column","table","database","type"},…],
 *    "parameters":[name with its sign or null,…]}
 * where all but a column's name are null for an expression. NOORMME_PROGRAMMING_ERROR, any 500. */
NOORMME_API noormme_status noormme_db_describe(noormme_db *db, const char *sql, size_t sql_size,
                                               noormme_buffer *answer, noormme_error **error);

/* The same in the background: see noormme_db_submit. A script has the writer for itself; its answer is null. */
NOORMME_API noormme_status noormme_db_submit_sql(noormme_db *db, const char *sql, size_t sql_size,
                                                 const char *parameters, size_t parameters_size,
                                                 const noormme_call_options *options, noormme_callback callback,
                                                 void *context, uint64_t *ticket, noormme_error **error);
NOORMME_API noormme_status noormme_db_submit_script(noormme_db *db, const char *sql, size_t sql_size,
                                                    const noormme_call_options *options, noormme_callback callback,
                                                    void *context, uint64_t *ticket, noormme_error **error);

/* The same in a transaction, where PRAGMA defer_foreign_keys is taken too. A script is done whole or not at all, and
 * neither begins nor ends a transaction or savepoint. NOORMME_CONCURRENT_USE. */
NOORMME_API noormme_status noormme_tx_sql(noormme_tx *tx, const char *sql, size_t sql_size, const char *parameters,
                                          size_t parameters_size, noormme_buffer *answer, noormme_error **error);
NOORMME_API noormme_status noormme_tx_sql_rows(noormme_tx *tx, const char *sql, size_t sql_size,
                                               const char *parameters, size_t parameters_size,
                                               const noormme_rows_options *options, noormme_buffer *answer,
                                               noormme_error **error);
NOORMME_API noormme_status noormme_tx_script(noormme_tx *tx, const char *sql, size_t sql_size, noormme_error **error);
NOORMME_API noormme_status noormme_tx_submit_sql(noormme_tx *tx, const char *sql, size_t sql_size,
                                                 const char *parameters, size_t parameters_size,
                                                 const noormme_call_options *options, noormme_callback callback,
                                                 void *context, uint64_t *ticket, noormme_error **error);
NOORMME_API noormme_status noormme_tx_submit_script(noormme_tx *tx, const char *sql, size_t sql_size,
                                                    const noormme_call_options *options, noormme_callback callback,
                                                    void *context, uint64_t *ticket, noormme_error **error);

/* Rows of one statement, some at a time, in a transaction. Owned; noormme_stream_free. */
typedef struct noormme_stream noormme_stream;

/* Makes a stream of a statement that only reads, which runs when its first rows are asked for. The transaction's other
 * calls may come between. NOORMME_PROGRAMMING_ERROR. */
NOORMME_API noormme_status noormme_tx_stream(noormme_tx *tx, const char *sql, size_t sql_size, const char *parameters,
                                             size_t parameters_size, noormme_stream **stream, noormme_error **error);

/* The next rows, at most `count` (1 or more):
 *   {"columns":[…],"types":[…],"rows":[[…],…],"done":bool}
 * After the last ones, an error, or the transaction's end: NOORMME_PROGRAMMING_ERROR, NOORMME_TRANSACTION_ENDED.
 * Any 500. */
NOORMME_API noormme_status noormme_stream_next(noormme_stream *stream, int64_t count, noormme_buffer *answer,
                                               noormme_error **error);
NOORMME_API noormme_status noormme_stream_submit_next(noormme_stream *stream, int64_t count,
                                                      const noormme_call_options *options, noormme_callback callback,
                                                      void *context, uint64_t *ticket, noormme_error **error);

/* Gives it up: its statement ends after the call that runs in the transaction, if one does. NULL and the address of
 * NULL are fine. */
NOORMME_API noormme_status noormme_stream_free(noormme_stream **stream);

/* ---------------------------------------------------------------------------------------- connections -- */

/* One connection to SQLite, held by the host alone. Owned; noormme_connection_close. */
typedef struct noormme_connection noormme_connection;
/* One prepared statement of a noormme_connection. Owned; noormme_statement_free. */
typedef struct noormme_statement noormme_statement;

/* A connection of one's own, outside of any noormme_db: SQL as SQLite has it, BEGIN and PRAGMA and all, and functions
 * written by the host. What is called blocks, on the caller's thread. Any thread may use it, one at a time: a call that
 * comes while another runs, on another thread or from a function of the host that the other one calls, gives
 * NOORMME_CONCURRENT_USE. Errors carry SQLite's extended code (noormme_error_sqlite_code). */

/* Opens a file or `:memory:`, with the options of noormme_db_open; those about models and pools mean nothing.
 * Any 500, NOORMME_INVALID_OPTION. */
NOORMME_API noormme_status noormme_connection_open(const char *path, size_t path_size, const char *options,
                                                   size_t options_size, noormme_connection **connection,
                                                   noormme_error **error);

/* Closes it and sets *connection to NULL; an open transaction is rolled back, and its statements give NOORMME_CLOSED.
 * NOORMME_CONCURRENT_USE leaves everything as it is. NULL and the address of NULL are fine. */
NOORMME_API noormme_status noormme_connection_close(noormme_connection **connection);

/* Runs every statement of a text; rows are dropped. Stops at the first error; what was done before stays done. */
NOORMME_API noormme_status noormme_connection_script(noormme_connection *connection, const char *sql,
                                                     size_t sql_size, noormme_error **error);

/* Stops what runs, from any thread; that call gives NOORMME_INTERRUPTED. */
NOORMME_API noormme_status noormme_connection_interrupt(noormme_connection *connection, noormme_error **error);

/* Whether SQL may do what can ruin the file: write to the schema's table (PRAGMA writable_schema), or go without a
 * journal. It may not at first (SQLITE_DBCONFIG_DEFENSIVE). */
NOORMME_API noormme_status noormme_connection_permit_dangerous_sql(noormme_connection *connection, int32_t permit,
                                                                   noormme_error **error);

typedef struct noormme_connection_state {
    /* sizeof(noormme_connection_state), set by the caller. */
    size_t struct_size;
    /* Rows changed by the last INSERT, UPDATE or DELETE, and by all since it was opened. */
    int64_t changes;
    int64_t total_changes;
    int64_t last_insert_rowid;
    int32_t in_transaction;
    int32_t read_only;
} noormme_connection_state;

NOORMME_API noormme_status noormme_connection_read_state(noormme_connection *connection,
                                                         noormme_connection_state *state, noormme_error **error);

/* What a column, a parameter, an argument or a result holds. */
enum {
    NOORMME_VALUE_NULL = 0,
    NOORMME_VALUE_INTEGER = 1,
    NOORMME_VALUE_REAL = 2,
    NOORMME_VALUE_TEXT = 3,
    NOORMME_VALUE_BLOB = 4
};

/* `integer`, `real`, or `bytes` and `size` hold the value, as `type` says. */
typedef struct noormme_value {
    int32_t type;
    int32_t reserved;
    int64_t integer;
    double real;
    const void *bytes;
    size_t size;
} noormme_value;

/* A function of the host, called by SQLite on the thread that runs the statement. It fills `result` (given as NULL;
 * its bytes are copied when it returns) and returns 0, or puts a message there as text and returns another number: the
 * statement then fails with it. It must not use the connection. */
typedef int (*noormme_function)(void *context, const noormme_value *arguments, size_t count, noormme_value *result);
/* Called once, when the function is replaced or the connection closed. */
typedef void (*noormme_release)(void *context);

enum {
    /* The same arguments give the same result: it may stand in indexes and is called once for constants. */
    NOORMME_FUNCTION_DETERMINISTIC = 1,
    /* Not from triggers, views and the like. */
    NOORMME_FUNCTION_DIRECT_ONLY = 2
};

/* Makes an SQL function. `arguments` is their number, -1 for any. When it fails, `release` has been called. */
NOORMME_API noormme_status noormme_connection_function(noormme_connection *connection, const char *name,
                                                       size_t name_size, int32_t arguments, int32_t flags,
                                                       noormme_function function, void *context,
                                                       noormme_release release, noormme_error **error);

/* One phase of an aggregate. `group` is a number that tells one group's calls from another's, 0 in `final` when the
 * group had no row. Returns and results are as a function's; step and inverse have no result but a message. */
typedef int (*noormme_aggregate_function)(void *context, uint64_t group, const noormme_value *arguments, size_t count,
                                          noormme_value *result);
typedef struct noormme_aggregate {
    /* sizeof(noormme_aggregate), set by the caller. */
    size_t struct_size;
    noormme_aggregate_function step;
    /* Undoes a step, and the result so far: NULL both when the aggregate is no window function. */
    noormme_aggregate_function inverse;
    noormme_aggregate_function value;
    /* The result; always called for a group that had a step, also when the statement is given up. */
    noormme_aggregate_function final;
} noormme_aggregate;

NOORMME_API noormme_status noormme_connection_aggregate(noormme_connection *connection, const char *name,
                                                        size_t name_size, int32_t arguments, int32_t flags,
                                                        const noormme_aggregate *aggregate, void *context,
                                                        noormme_release release, noormme_error **error);

/* A table whose rows the host makes, read-only: SQLite calls these functions on the thread that runs the statement, and
 * none of them may use the connection. Those that give an int return 0, or put a message into `result` as text and
 * return another number: the statement then fails with it. Bytes in `result` are copied when the function returns. */
typedef struct noormme_table_shape {
    /* sizeof(noormme_table_shape), set by the library. */
    size_t struct_size;
    /* What the table's functions are called with. */
    void *table;
    /* So many columns, the first ones, are the table's arguments, 0 to 32: declare them HIDDEN. */
    int32_t parameters;
    /* NOORMME_FUNCTION_DIRECT_ONLY, or 0. */
    int32_t flags;
} noormme_table_shape;

/* Makes a table. `arguments` are texts: the name of the module, of the schema, of the table, and those that CREATE
 * VIRTUAL TABLE has. It fills `shape`, and `result` with a CREATE TABLE statement as text, for the columns. */
typedef int (*noormme_table_connect)(void *context, const noormme_value *arguments, size_t count,
                                     noormme_table_shape *shape, noormme_value *result);
/* Begins to read. `arguments` has a value for each parameter, `given` a bit (1 << n) for those that were given. Without
 * rows also for an argument that is NULL, for which it is not called. */
typedef int (*noormme_table_open)(void *table, uint32_t given, const noormme_value *arguments, size_t count,
                                  void **cursor, noormme_value *result);
/* Moves to the first row, then on; *has_row stays 0 at the end. */
typedef int (*noormme_table_next)(void *cursor, int32_t *has_row, noormme_value *result);
/* The value of a column of the row, parameters counted. */
typedef int (*noormme_table_column)(void *cursor, int32_t column, noormme_value *result);

typedef struct noormme_module {
    /* sizeof(noormme_module), set by the caller. */
    size_t struct_size;
    noormme_table_connect connect;
    /* The table is needed no more. */
    noormme_release disconnect;
    noormme_table_open open;
    noormme_table_next next;
    noormme_table_column column;
    /* The cursor is needed no more, at the end or before. */
    noormme_release close;
} noormme_module;

enum {
    /* There is one table of the module, called as it is; without, CREATE VIRTUAL TABLE makes them. */
    NOORMME_TABLE_EPONYMOUS = 1
};

/* Makes a module. When it fails, `release` has been called; no function of the module may be NULL. */
NOORMME_API noormme_status noormme_connection_table(noormme_connection *connection, const char *name, size_t name_size,
                                                    int32_t flags, const noormme_module *module, void *context,
                                                    noormme_release release, noormme_error **error);

/* Loads a library of SQL functions with sqlite3_load_extension, which then runs as a part of the program: never a path
 * that a client sent. `entry` is the function it begins with, NULL for SQLite's choice. SQL cannot load any. Any 500. */
NOORMME_API noormme_status noormme_connection_load_extension(noormme_connection *connection, const char *path,
                                                             size_t path_size, const char *entry, size_t entry_size,
                                                             noormme_error **error);

/* The bytes that a file of the database would have; `schema` is "main", "temp", or what it was attached as. */
NOORMME_API noormme_status noormme_connection_serialize(noormme_connection *connection, const char *schema,
                                                        size_t schema_size, noormme_buffer *answer,
                                                        noormme_error **error);

/* Puts a database in memory, a copy of the bytes of a file, in the place of the connection's own. Bytes that are no
 * database, any 500; the connection is of no use then. */
NOORMME_API noormme_status noormme_connection_deserialize(noormme_connection *connection, const void *image,
                                                          size_t image_size, int32_t read_only, noormme_error **error);

/* A copy that is being made. Owned; noormme_backup_free. */
typedef struct noormme_backup noormme_backup;

typedef struct noormme_backup_progress {
    /* sizeof(noormme_backup_progress), set by the caller. */
    size_t struct_size;
    /* Pages still to be copied, and all of them, at the time of the step. */
    int64_t remaining;
    int64_t total;
    /* 1 when the copy is whole. */
    int32_t done;
    int32_t reserved;
} noormme_backup_progress;

/* Begins to copy a database into a file, which has all of it once a step says so. The connection may be used meanwhile,
 * and what it writes goes into the copy; when somebody else writes, the copy begins anew. Any 500. */
NOORMME_API noormme_status noormme_connection_backup(noormme_connection *connection, const char *schema,
                                                     size_t schema_size, const char *path, size_t path_size,
                                                     noormme_backup **backup, noormme_error **error);

/* Copies so many pages; -1 is all that are left. What somebody has locked is no error: the next step tries again. After
 * an error, the last step, or the end of the connection: NOORMME_PROGRAMMING_ERROR, NOORMME_CLOSED. */
NOORMME_API noormme_status noormme_backup_step(noormme_backup *backup, int32_t pages,
                                               noormme_backup_progress *progress, noormme_error **error);

/* Gives up what is not done, with the file that was made for it. NOORMME_CONCURRENT_USE leaves everything as it is. NULL
 * and the address of NULL are fine. */
NOORMME_API noormme_status noormme_backup_free(noormme_backup **backup);

/* Compiles one statement. NOORMME_PROGRAMMING_ERROR for a text with none, or more than one; any 500. */
NOORMME_API noormme_status noormme_connection_prepare(noormme_connection *connection, const char *sql,
                                                      size_t sql_size, noormme_statement **statement,
                                                      noormme_error **error);

/* What the statement is, as noormme_db_describe has it. */
NOORMME_API noormme_status noormme_statement_describe(noormme_statement *statement, noormme_buffer *answer,
                                                      noormme_error **error);

/* Back to the start, with values for parameters 1 to `count`; others are NULL. Bytes are copied. More values than
 * parameters are NOORMME_PROGRAMMING_ERROR, a value that is too big NOORMME_DATA_ERROR. */
NOORMME_API noormme_status noormme_statement_bind(noormme_statement *statement, const noormme_value *values,
                                                  size_t count, noormme_error **error);

/* What a step came to. */
typedef struct noormme_row {
    /* sizeof(noormme_row), set by the caller. */
    size_t struct_size;
    /* The caller's room for columns; may be NULL, 0. Bytes put there are SQLite's, valid until the next step, bind,
     * reset or free. */
    noormme_value *values;
    size_t capacity;
    /* How many columns there are, of which `values` has the first `capacity`; 0 at the end. */
    size_t count;
    /* 1 on a row, 0 at the end. */
    int32_t has_row;
    /* 1 when the statement was compiled anew since it was described, for the schema changed: see its columns again. */
    int32_t recompiled;
} noormme_row;

/* Moves to the next row. Call noormme_statement_reset before the statement runs again, and when rows are left that
 * nobody wants: until then it holds its locks. Any 400, any 500. */
NOORMME_API noormme_status noormme_statement_step(noormme_statement *statement, noormme_row *row,
                                                  noormme_error **error);

/* Back to the start; bindings stay. */
NOORMME_API noormme_status noormme_statement_reset(noormme_statement *statement, noormme_error **error);

/* The statement's text with its values written in; for a developer's eyes, never for logs. */
NOORMME_API noormme_status noormme_statement_expanded(noormme_statement *statement, noormme_buffer *answer,
                                                      noormme_error **error);

/* Frees the handle. NULL and the address of NULL are fine. */
NOORMME_API noormme_status noormme_statement_free(noormme_statement **statement);

/* SQLite's name of a result code, such as "SQLITE_CONSTRAINT_UNIQUE". Static, nul-terminated. */
NOORMME_API const char *noormme_sqlite_code_name(int32_t code);

#ifdef __cplusplus
}
#endif

#endif

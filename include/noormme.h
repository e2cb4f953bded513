/* noormme.h - NOORMME, Django's query sets on SQLite, as a C library.
 *
 * SPDX-License-Identifier: Apache-2.0
 *
 * OVERVIEW
 *
 *   noormme_db *db = NULL;
 *   noormme_error *error = NULL;
 *   noormme_queryset *users = NULL, *active = NULL;
 *   noormme_buffer rows = NOORMME_BUFFER_INIT;
 *   if (noormme_db_open("app.sqlite", 10, NULL, 0, &db, &error) == NOORMME_OK &&
 *       noormme_queryset_new(db, "users", 5, &users, &error) == NOORMME_OK &&
 *       noormme_queryset_filter(users, "{\"is_active\":true}", 18, &active, &error) == NOORMME_OK &&
 *       noormme_queryset_all(active, &rows, &error) == NOORMME_OK)
 *       fwrite(rows.data, 1, rows.size, stdout);
 *   else
 *       fprintf(stderr, "%s\n", noormme_error_message(error, NULL));
 *   noormme_buffer_dispose(&rows);
 *   noormme_queryset_free(&active);
 *   noormme_queryset_free(&users);
 *   noormme_error_free(&error);
 *   noormme_db_close(&db);
 *
 * Requests and answers are JSON, described in docs/wire-format.md.
 *
 * Bytes. Text goes in as a pointer and a size in bytes, UTF-8, never nul-terminated. It is read during the
 *   call and not kept. NULL with size 0 is empty text; NULL with another size is NOORMME_MISUSE.
 *
 * Handles. noormme_db, noormme_queryset, noormme_tx and noormme_error are handles: tokens the library looks up,
 *   never addresses it follows. NULL, a stale handle or any other bits in a handle's place give NOORMME_MISUSE
 *   or NOORMME_CLOSED. Whoever receives a handle owns it and gives it back once, with noormme_db_close,
 *   noormme_queryset_free, noormme_tx_free or noormme_error_free; these take the address of the handle, set it to NULL, and
 *   accept NULL and the address of NULL. Pointers to data (text, out parameters) must be valid or NULL.
 *
 * Lifetime. Children keep what they need alive: a query set may outlive the query set it was derived from,
 *   and closing a database leaves its query sets usable as values; their terminals then give NOORMME_CLOSED.
 *
 * Errors. A function that can fail returns a noormme_status and takes a noormme_error ** as its last
 *   parameter. When it is not NULL it is always written: an owned error on failure, NULL on success. What it
 *   held before is not freed. Out parameters are set to NULL, 0 or an empty buffer on failure. There is no
 *   error state on a thread or a database. Any function that takes an error parameter may return
 *   NOORMME_MISUSE, NOORMME_OUT_OF_MEMORY or NOORMME_INTERNAL; comments name what else to expect.
 *   docs/errors.md lists every code.
 *
 * Threads. Every function may be called from any thread. Databases and query sets may be used from many
 *   threads at once; a transaction from one at a time. A buffer and an error belong to one thread at a time:
 *   do not dispose of one while another thread reads it.
 *
 * Versions. Everything below is there since ABI 1 unless it says otherwise. Functions are added, never
 *   changed; codes are appended, never given a new meaning.
 */
#ifndef NOORMME_H
#define NOORMME_H

#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__) || defined(__clang__)
#define NOORMME_API __attribute__((visibility("default")))
#else
#define NOORMME_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* ------------------------------------------------------------------------------------------- version -- */

/* The binary interface. A host that loads the library at run time compares this with noormme_version_abi()
 * and refuses another number. */
#define NOORMME_ABI_VERSION 1
/* `v` of the wire format. */
#define NOORMME_WIRE_VERSION 1
/* The library, as semantic versioning has it. */
#define NOORMME_VERSION "0.1.0"

/* The versions of the library in use. The text is static and nul-terminated. */
NOORMME_API int32_t noormme_version_abi(void);
NOORMME_API int32_t noormme_version_wire(void);
NOORMME_API const char *noormme_version(void);
/* The version of the SQLite in use, such as "3.40.1"; static, nul-terminated. */
NOORMME_API const char *noormme_version_sqlite(void);

/* -------------------------------------------------------------------------------------------- status -- */

/* One of the NOORMME_ codes below. The hundreds say whose turn it is. */
typedef int32_t noormme_status;

enum {
    NOORMME_OK = 0,

    /* 100: the host misused the interface */
    NOORMME_MISUSE = 100,
    NOORMME_CLOSED = 101,
    NOORMME_CONCURRENT_USE = 102,
    NOORMME_INVALID_OPTION = 103,
    NOORMME_VERSION_MISMATCH = 104,
    NOORMME_TRANSACTION_ENDED = 105,

    /* 200: the query is wrong */
    NOORMME_MALFORMED_JSON = 200,
    NOORMME_MALFORMED_SPEC = 201,
    NOORMME_UNKNOWN_MODEL = 202,
    NOORMME_FIELD_ERROR = 203,
    NOORMME_UNSUPPORTED_LOOKUP = 204,
    NOORMME_VALUE_ERROR = 205,
    NOORMME_TYPE_ERROR = 206,
    NOORMME_NOT_SUPPORTED = 207,
    NOORMME_RAW_REFUSED = 208,
    NOORMME_TOO_COMPLEX = 209,
    NOORMME_FIELD_DOES_NOT_EXIST = 210,
    NOORMME_ATTRIBUTE_ERROR = 211,
    NOORMME_INDEX_ERROR = 212,
    NOORMME_NOT_IMPLEMENTED = 213,
    NOORMME_VALIDATION_ERROR = 214,
    NOORMME_PROGRAMMING_ERROR = 215,

    /* 300: the data is not what was demanded */
    NOORMME_DOES_NOT_EXIST = 300,
    NOORMME_MULTIPLE_OBJECTS_RETURNED = 301,
    NOORMME_NOT_UPDATED = 302,

    /* 400: the data refuses the write */
    NOORMME_INTEGRITY = 400,
    NOORMME_UNIQUE = 401,
    NOORMME_FOREIGN_KEY = 402,
    NOORMME_NOT_NULL = 403,
    NOORMME_CHECK = 404,
    NOORMME_PROTECTED = 405,
    NOORMME_RESTRICTED = 406,
    NOORMME_DATA_ERROR = 407,

    /* 500: the database cannot now */
    NOORMME_OPERATIONAL = 500,
    NOORMME_BUSY = 501,
    NOORMME_READ_ONLY = 502,
    NOORMME_FULL = 503,
    NOORMME_CANNOT_OPEN = 504,
    NOORMME_NOT_A_DATABASE = 505,
    NOORMME_CORRUPT = 506,
    NOORMME_INTERRUPTED = 507,
    NOORMME_TIMEOUT = 508,
    NOORMME_OUT_OF_MEMORY = 509,
    NOORMME_INPUT_OUTPUT = 510,
    NOORMME_DATABASE_ERROR = 511,
    NOORMME_TRANSACTION_ABORTED = 512,

    /* 600: migrations */

    /* 900: a bug of ours */
    NOORMME_INTERNAL = 900
};

/* The class bindings give errors of this code, such as "IntegrityError"; Django's name where Django has one.
 * Static, nul-terminated; "OK" for NOORMME_OK, "UnknownError" for a number that is no code. */
NOORMME_API const char *noormme_status_name(noormme_status status);
/* The code's own name without its prefix, such as "UNIQUE". Static, nul-terminated; "UNKNOWN" for a number
 * that is no code. */
NOORMME_API const char *noormme_status_symbol(noormme_status status);

/* --------------------------------------------------------------------------------------------- types -- */

/* A database: one file (or memory) with its connections. Owned; noormme_db_close. */
typedef struct noormme_db noormme_db;
/* A query set: a model and an immutable list of steps. Owned; noormme_queryset_free. */
typedef struct noormme_queryset noormme_queryset;
/* A transaction. Owned; noormme_tx_free, which rolls back what was not committed. */
typedef struct noormme_tx noormme_tx;
/* What went wrong. Owned; noormme_error_free. */
typedef struct noormme_error noormme_error;

/* Bytes the library made for the caller. `data` holds `size` bytes of UTF-8 (not counting a nul byte that
 * follows them) and stays valid, unmoved, until noormme_buffer_dispose. `owner` is the library's. */
typedef struct noormme_buffer {
    const char *data;
    size_t size;
    uintptr_t owner;
} noormme_buffer;

#define NOORMME_BUFFER_INIT {NULL, 0, 0}

/* ------------------------------------------------------------------------------------------- buffers -- */

/* Frees the bytes and empties the struct. NULL and an empty buffer are fine. A buffer whose bytes are gone
 * already (a copy of the struct) or that never came from the library gives NOORMME_MISUSE. */
NOORMME_API noormme_status noormme_buffer_dispose(noormme_buffer *buffer);

/* -------------------------------------------------------------------------------------------- errors -- */

/* Accessors borrow from the error: texts stay valid until noormme_error_free. Each text is followed by a nul
 * byte; `size`, when not NULL, receives its length without it (a text may hold nul bytes of its own). For
 * NULL or a stale handle the numbers are 0 and the texts "". */

/* The code, the same number the failing function returned. */
NOORMME_API noormme_status noormme_error_code(const noormme_error *error);
/* The class bindings give the error: noormme_status_name of its code. */
NOORMME_API const char *noormme_error_name(const noormme_error *error, size_t *size);
/* One line of English. It never carries values the caller passed. */
NOORMME_API const char *noormme_error_message(const noormme_error *error, size_t *size);
/* Where in the request, as a JSON path such as $.steps[0][1].email; "" when it has no place. */
NOORMME_API const char *noormme_error_path(const noormme_error *error, size_t *size);
/* The extended SQLite result code; 0 when SQLite was not involved. */
NOORMME_API int32_t noormme_error_sqlite_code(const noormme_error *error);
/* The model, and the field, column or constraint, that the error speaks of; "" when there is none. */
NOORMME_API const char *noormme_error_model(const noormme_error *error, size_t *size);
NOORMME_API const char *noormme_error_field(const noormme_error *error, size_t *size);
/* The rows that forbid a deletion (NOORMME_PROTECTED, NOORMME_RESTRICTED), as JSON:
 * [{"foreign_key": "posts.author", "keys": [1, 2], "more": false}], with up to 20 keys for each foreign key;
 * "" for other errors. */
NOORMME_API const char *noormme_error_rows(const noormme_error *error, size_t *size);
/* All of it as one JSON object: code, symbol, name, message, path, sqlite_code, model, field, rows. */
NOORMME_API const char *noormme_error_json(const noormme_error *error, size_t *size);

/* Frees the error. NULL, and the address of NULL, are fine; a stale handle gives NOORMME_MISUSE. */
NOORMME_API noormme_status noormme_error_free(noormme_error **error);

/* ------------------------------------------------------------------------------------------ database -- */

/* Makes a database handle. `path` is a path, a `file:` or `sqlite:` URL, or `:memory:`; `options` is a JSON
 * object (docs/c-api.md lists its keys) or NULL, 0. Nothing is touched until first use, so that errors of the
 * file itself come from noormme_db_initialize or from the first query.
 * NOORMME_INVALID_OPTION, NOORMME_MALFORMED_JSON. */
NOORMME_API noormme_status noormme_db_open(const char *path, size_t path_size, const char *options,
                                           size_t options_size, noormme_db **db, noormme_error **error);

/* Opens the file and reads its schema now. Doing it again is harmless.
 * NOORMME_CLOSED, NOORMME_CANNOT_OPEN, NOORMME_NOT_A_DATABASE, NOORMME_CORRUPT, NOORMME_READ_ONLY,
 * NOORMME_BUSY, NOORMME_INVALID_OPTION (a configured model does not fit the schema). */
NOORMME_API noormme_status noormme_db_initialize(noormme_db *db, noormme_error **error);

/* Runs a whole spec; `answer` receives JSON. Blocks until it is done. Rows to be created may stand behind the spec's text
 * as a block of values (docs/row-block.md), here and wherever a spec is taken.
 * NOORMME_CLOSED, any 200 (the spec), 300 (the rows), 400 (the write) or 500 (the database). */
NOORMME_API noormme_status noormme_db_execute(noormme_db *db, const char *spec, size_t spec_size,
                                              noormme_buffer *answer, noormme_error **error);

/* Compiles a spec without running it; `plan` receives the plan as JSON: statements with their SQL, parameters,
 * and the shape of the answer. Opens the database to know its schema. NOORMME_CLOSED, any 200 or 500. */
NOORMME_API noormme_status noormme_db_compile(noormme_db *db, const char *spec, size_t spec_size,
                                              noormme_buffer *plan, noormme_error **error);

/* Explains the first statement that a spec would run: `answer` receives SQLite's query plan, one JSON string,
 * empty where no statement is needed. Nothing is read or written. NOORMME_CLOSED, any 200 or 500. */
NOORMME_API noormme_status noormme_db_explain(noormme_db *db, const char *spec, size_t spec_size,
                                              noormme_buffer *answer, noormme_error **error);

/* --- answers for hosts that make objects of rows: a row block instead of JSON, docs/row-block.md --- */

/* What may come with such a request. */
typedef struct noormme_rows_options {
    /* sizeof(noormme_rows_options) */
    size_t struct_size;
    /* The description the caller has already (the number in an answer's header); 0 for none. */
    uint32_t known;
    uint32_t reserved;
    /* Memory of the caller's, for small answers: `answer` then has the owner 0, and its bytes are here. */
    char *space;
    size_t space_size;
    /* Nanoseconds that the request may take, for a thread that must not wait; 0 for any time. It is then run only
     * if it is a read, or a write of one row or by one statement where a commit does not wait for the disk (WAL,
     * synchronous NORMAL or OFF), a connection lies idle and no lock is in the way; when it takes longer, it is undone.
     * One operation of SQLite's (a count, a step of a sort) can outlast it. */
    int64_t budget_ns;
    /* Receives 1 with an answer or an error. Otherwise the request has to be sent again without a budget: 0 when it
     * took longer, -1 when it could not be run without waiting. May be NULL without a budget. */
    int32_t *finished;
    /* May be NULL. Takes the rows of a large answer as they come, so that it is never in memory as a whole: called with
     * `part_context` on the calling thread, before the function returns, each time with a row block, which is in `space`
     * where it fits and else only there until `part` returns. `answer` is the last of these blocks. The header says how
     * many rows are in front of a block: what came before and does not lie in front of it is void, because the request
     * was run again, and all is when the function fails. Anything but 0 makes it fail with NOORMME_INTERRUPTED. `part`
     * must not call the database. Not called with a budget, nor while somebody listens to the database's statements. */
    int32_t (*part)(void *part_context, const char *block, size_t size);
    void *part_context;
} noormme_rows_options;

/* As noormme_db_execute; `answer` receives a row block. `options` may be NULL. */
NOORMME_API noormme_status noormme_db_rows(noormme_db *db, const char *spec, size_t spec_size,
                                           const noormme_rows_options *options, noormme_buffer *answer,
                                           noormme_error **error);

/* A request whose literals come with each call. Owned; noormme_shape_free. May be used from many threads. */
typedef struct noormme_shape noormme_shape;

/* One literal. */
enum { NOORMME_LITERAL_TEXT = 1, NOORMME_LITERAL_INTEGER = 2, NOORMME_LITERAL_REAL = 3 };
typedef struct noormme_literal {
    /* NOORMME_LITERAL_TEXT (`text`, `size`; UTF-8), NOORMME_LITERAL_INTEGER (`integer`) or NOORMME_LITERAL_REAL
     * (`real`, finite) */
    int32_t kind;
    int32_t reserved;
    int64_t integer;
    double real;
    const char *text;
    size_t size;
} noormme_literal;

/* Prepares requests that differ in literals alone. `text` is a spec in which a byte of value 1, 2 or 3
 * (NOORMME_LITERAL_TEXT, …) stands in the place of each literal that is left out: strings, integers and fractions
 * where a value stands, no names and no keys. Nothing is checked but that; errors come with the first call.
 * NOORMME_CLOSED, NOORMME_TOO_COMPLEX (more than 4096 literals). */
NOORMME_API noormme_status noormme_shape_new(noormme_db *db, const char *text, size_t text_size,
                                             noormme_shape **shape, noormme_error **error);

/* Runs the request with these literals, as many as were left out and in their order; the answer and the errors are
 * those of noormme_db_rows with the whole text. NOORMME_MISUSE for other numbers or kinds of values. */
NOORMME_API noormme_status noormme_shape_rows(noormme_shape *shape, const noormme_literal *values, size_t count,
                                              const noormme_rows_options *options, noormme_buffer *answer,
                                              noormme_error **error);

/* Frees the handle. NULL, and the address of NULL, are fine; a stale handle gives NOORMME_MISUSE. */
NOORMME_API noormme_status noormme_shape_free(noormme_shape **shape);

/* Describes the models: `schema` receives JSON (docs/schema-json.md). NOORMME_CLOSED, any 500. */
NOORMME_API noormme_status noormme_db_introspect(noormme_db *db, noormme_buffer *schema, noormme_error **error);

/* Stops what runs on the database now; those calls give NOORMME_INTERRUPTED. Calls that begin later are not
 * concerned. Does nothing when nothing runs. NOORMME_CLOSED. */
NOORMME_API noormme_status noormme_db_interrupt(noormme_db *db, noormme_error **error);

/* How many SQL statements have run for requests on this database, transactions' own and the schema's not counted:
 * for tests that hold a program to a number of queries. NOORMME_CLOSED, NOORMME_MISUSE. */
NOORMME_API noormme_status noormme_db_statement_count(noormme_db *db, int64_t *count, noormme_error **error);

/* Waits for the calls that run and for their callbacks, closes the file, ends the library's threads for it, and
 * sets *db to NULL. Open transactions are rolled back. Calls that wait in a queue, come meanwhile, or come later
 * with a copy of the handle or with its query sets or transactions, give NOORMME_CLOSED, and so does closing a
 * copy again. In a callback of the same database it does not wait for that callback.
 * NULL and the address of NULL are fine. A handle that never was one gives NOORMME_MISUSE. */
NOORMME_API noormme_status noormme_db_close(noormme_db **db);

/* -------------------------------------------------------------------------------------------- schema -- */

/* Writes a schema as source text: `schema` is what noormme_db_introspect answers, `options` a JSON object
 * (docs/generate.md lists its keys) or NULL, 0: {"language": "typescript" | "swift" | "json-schema" | "mermaid" |
 * "dot" | "svg", ...}. `text` receives UTF-8. Knows no database; the same arguments give the same bytes.
 * NOORMME_MALFORMED_JSON, NOORMME_TOO_COMPLEX, NOORMME_INVALID_OPTION (the schema, or an option). */
NOORMME_API noormme_status noormme_schema_generate(const char *schema, size_t schema_size, const char *options,
                                                   size_t options_size, noormme_buffer *text,
                                                   noormme_error **error);

/* -------------------------------------------------------------------------------- submitted calls -- */

/* A submitted call runs on a thread of the library, and a callback receives what became of it. Calls that read
 * and calls that write stand in one queue each, first come, first served, together with the threads that wait
 * in blocking calls. Writes that wait are committed together, each in a savepoint of its own and none
 * acknowledged before the COMMIT; reads that wait may share one read transaction. docs/transactions.md says
 * what that guarantees.
 *
 * The callback is called exactly once for each call that was taken (NOORMME_OK), on a thread of the library,
 * perhaps before the submitting function has returned, and never holds a connection: it may call any function,
 * also blocking ones and noormme_db_close. It owns what it receives: `error` (NULL on success) and what
 * `answer` points at (never NULL, empty on failure); the struct itself is gone when the callback returns, so
 * keep a copy of it. The threads block all signals. */
typedef void (*noormme_callback)(void *context, noormme_status status, noormme_buffer *answer,
                                 noormme_error *error);

/* What a call may ask for besides its request. NULL stands for NOORMME_CALL_OPTIONS_INIT. */
typedef struct noormme_call_options {
    /* sizeof(noormme_call_options) */
    size_t struct_size;
    /* How long the call may take from its submission, waiting included; then it gives NOORMME_TIMEOUT.
     * 0 for as long as it takes. */
    int64_t timeout_ms;
    /* NOORMME_FORM_JSON, or NOORMME_FORM_BLOCK for the answer of noormme_db_rows or noormme_db_sql_rows. */
    int32_t form;
    int32_t reserved;
} noormme_call_options;

enum { NOORMME_FORM_JSON = 0, NOORMME_FORM_BLOCK = 1 };

#define NOORMME_CALL_OPTIONS_INIT {sizeof(noormme_call_options), 0, NOORMME_FORM_JSON, 0}

/* Runs a whole spec in the background; the answer is that of noormme_db_execute. `ticket`, when not NULL,
 * receives a number for noormme_db_cancel before the callback can be called. What is wrong with the spec comes
 * to the callback. A write that waits while one transaction keeps the database for the whole busy_timeout gives
 * NOORMME_BUSY.
 * NOORMME_CLOSED, NOORMME_OPERATIONAL (no thread could be started): the call was not taken. */
NOORMME_API noormme_status noormme_db_submit(noormme_db *db, const char *spec, size_t spec_size,
                                             const noormme_call_options *options, noormme_callback callback,
                                             void *context, uint64_t *ticket, noormme_error **error);

/* Stops a submitted call. One that waits is called back with NOORMME_INTERRUPTED; one that runs is interrupted,
 * which may come too late. Nothing happens for one that is done, or a ticket that never was. NOORMME_CLOSED. */
NOORMME_API noormme_status noormme_db_cancel(noormme_db *db, uint64_t ticket, noormme_error **error);

/* How many calls wait for a connection that reads, and for the one that writes. Calls that run are not counted;
 * a database in memory has one queue, that of the writes. NULL for a number not wanted. NOORMME_CLOSED. */
NOORMME_API noormme_status noormme_db_queue_length(noormme_db *db, int64_t *reads, int64_t *writes,
                                                   noormme_error **error);

/* --------------------------------------------------------------------------------------- diagnostics -- */

/* How many databases, query sets, transactions, errors and buffers the process holds and has not given back yet: a test
 * that ends with the number it began with has leaked none. */
NOORMME_API int64_t noormme_handle_count(void);

#ifdef __cplusplus
}
#endif

/* Transactions, and rows some at a time. */
#include "noormme_transactions.h"
/* Query sets. */
#include "noormme_querysets.h"
/* SQL text, on a database's connections and on connections of one's own. */
#include "noormme_sql.h"
/* What runs, told statement by statement. */
#include "noormme_events.h"

#endif

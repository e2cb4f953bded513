/* noormme_events.h - what runs on a database, told statement by statement. Part of noormme.h, which includes it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef NOORMME_EVENTS_H
#define NOORMME_EVENTS_H

#include "noormme.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ------------------------------------------------------------------------------------------- events -- */

/* Where a statement ran: on the connection that writes (a database in memory has no other), or on one that reads. */
enum { NOORMME_CONNECTION_WRITER = 1, NOORMME_CONNECTION_READER = 2 };

/* One SQL statement that has run. Texts are UTF-8, followed by a nul byte, and gone when the listener returns.
 * docs/events.md says which statements are told. Since ABI 1. */
typedef struct noormme_query_event {
    /* sizeof(noormme_query_event) in the library: a later one may have more behind what is here. */
    size_t struct_size;
    /* The model the request is about; "" for SQL text and for transactions. */
    const char *model;
    size_t model_size;
    /* "select", "count", "exists", "explain", "insert", "update", "delete", "save", "get_or_create", "prefetch", "sql",
     * "script", "begin", "commit", "rollback", "savepoint", "release"; static, nul-terminated. */
    const char *operation;
    /* With placeholders; a script as a whole. */
    const char *sql;
    size_t sql_size;
    /* The placeholders' values as a JSON array, of the last run where a statement ran several times; NULL unless asked
     * for. */
    const char *parameters;
    size_t parameters_size;
    /* When it began, on the monotonic clock; how long it took until its last row was written, compiling included; how
     * long its call had waited for a connection, told with the call's first statement. Nanoseconds. */
    int64_t began_ns;
    int64_t duration_ns;
    int64_t waited_ns;
    /* Rows it gave; rows it inserted, updated and deleted, those of triggers and cascades included. */
    int64_t rows;
    int64_t changes;
    /* What it came to: NOORMME_OK, or a code, and SQLite's extended code or 0. */
    noormme_status status;
    int32_t sqlite_code;
    /* NOORMME_CONNECTION_WRITER or _READER, and which connection of the database, counted from 1. */
    int32_t role;
    int32_t connection;
    /* 1 or 0: the request's plan came from the cache; the statement was prepared already; it ran in a transaction of
     * the host's; it ran on a thread of the host's. */
    int32_t plan_cached;
    int32_t statement_cached;
    int32_t in_transaction;
    int32_t on_calling_thread;
} noormme_query_event;

/* Is told of a statement, on the thread that ran it: a submitted call's before its callback is called. No connection is
 * held but a transaction's, so it may call any function; it may be called on several threads at once. */
typedef void (*noormme_query_listener)(void *context, const noormme_query_event *event);

typedef struct noormme_query_options {
    /* sizeof(noormme_query_options) */
    size_t struct_size;
    /* Only statements that took so many nanoseconds, and those that failed; 0 for all. */
    int64_t slower_than_ns;
    /* Not 0: with parameters. They may be secrets. */
    int32_t parameters;
    int32_t reserved;
} noormme_query_options;

#define NOORMME_QUERY_OPTIONS_INIT {sizeof(noormme_query_options), 0, 0, 0}

/* Tells `listener` of every statement from now on; there may be several. `options` may be NULL. `number`, when not
 * NULL, receives what noormme_db_off_query takes. While nobody listens, a statement costs nothing more.
 * NOORMME_CLOSED. */
NOORMME_API noormme_status noormme_db_on_query(noormme_db *db, noormme_query_listener listener, void *context,
                                               const noormme_query_options *options, uint64_t *number,
                                               noormme_error **error);

/* Ends that: waits for the listener where it runs on other threads, and it is not called any more when this returns.
 * It may be called by the listener itself. A number that is none, or none any more, is left alone. noormme_db_close
 * ends all listening in the same way. NOORMME_CLOSED. */
NOORMME_API noormme_status noormme_db_off_query(noormme_db *db, uint64_t number, noormme_error **error);

#ifdef __cplusplus
}
#endif

#endif

/* noormme_transactions.h - transactions, and the rows of a request some at a time. Part of noormme.h, which includes it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef NOORMME_TRANSACTIONS_H
#define NOORMME_TRANSACTIONS_H

#include "noormme.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ----------------------------------------------------------------------------------- transactions -- */

/* A transaction has a connection for itself until it ends, by commit, rollback, noormme_tx_free,
 * noormme_db_close, or by SQLite itself (RAISE(ROLLBACK), a full disk, an interrupted write). Whatever comes
 * after the end gives NOORMME_TRANSACTION_ENDED, after SQLite ended it NOORMME_TRANSACTION_ABORTED, after
 * noormme_db_close NOORMME_CLOSED. A request that fails undoes what it did itself; the transaction goes on.
 *
 * One call runs in a transaction at a time: a blocking one beside another gives NOORMME_CONCURRENT_USE.
 * Submitted ones stand in a queue of the transaction.
 *
 * Only one transaction at a time writes. Calls on the database, not the transaction, wait for it if they write
 * and give NOORMME_BUSY after busy_timeout: a thread that has a transaction open must not make such calls.
 * (On a database in memory that is true of calls that read, too.) */

/* Begins a transaction. `options` is a JSON object or NULL, 0: {"mode": "immediate" (the default), "deferred",
 * "exclusive" or "read", "timeout_ms": n}. A "read" transaction takes no writes, sees one state of the database,
 * and keeps nobody waiting. `timeout_ms` limits how long it waits to begin; without it, busy_timeout does.
 * NOORMME_CLOSED, NOORMME_BUSY, NOORMME_TIMEOUT, NOORMME_READ_ONLY, NOORMME_INVALID_OPTION, any 500. */
NOORMME_API noormme_status noormme_tx_begin(noormme_db *db, const char *options, size_t options_size,
                                            noormme_tx **tx, noormme_error **error);

/* Receives a transaction, which the callback owns, or an error and NULL. */
typedef void (*noormme_tx_callback)(void *context, noormme_status status, noormme_tx *tx, noormme_error *error);

/* Begins a transaction in the background: it waits in the queue of the writes. `ticket` is for noormme_db_cancel
 * while it waits there. See noormme_db_submit and noormme_tx_begin. */
NOORMME_API noormme_status noormme_tx_submit_begin(noormme_db *db, const char *options, size_t options_size,
                                                   noormme_tx_callback callback, void *context,
                                                   uint64_t *ticket, noormme_error **error);

/* Runs a spec in the transaction. See noormme_db_execute. NOORMME_CONCURRENT_USE. */
NOORMME_API noormme_status noormme_tx_execute(noormme_tx *tx, const char *spec, size_t spec_size,
                                              noormme_buffer *answer, noormme_error **error);

/* Runs a spec in the transaction, in the background, after what was submitted to it before. See
 * noormme_db_submit. */
NOORMME_API noormme_status noormme_tx_submit(noormme_tx *tx, const char *spec, size_t spec_size,
                                             const noormme_call_options *options, noormme_callback callback,
                                             void *context, uint64_t *ticket, noormme_error **error);

/* The same with the answer of noormme_db_rows. `options` may be NULL; a budget is not looked at. */
NOORMME_API noormme_status noormme_tx_rows(noormme_tx *tx, const char *spec, size_t spec_size,
                                           const noormme_rows_options *options, noormme_buffer *answer,
                                           noormme_error **error);

/* Sets a savepoint; `savepoint` receives its number. They nest. NOORMME_CONCURRENT_USE. */
NOORMME_API noormme_status noormme_tx_savepoint(noormme_tx *tx, int64_t *savepoint, noormme_error **error);
/* Takes a savepoint away and keeps what was done since; those set later go with it. One that is not there gives
 * NOORMME_MISUSE. NOORMME_CONCURRENT_USE. */
NOORMME_API noormme_status noormme_tx_release(noormme_tx *tx, int64_t savepoint, noormme_error **error);
/* Undoes what was done since a savepoint, which stays; those set later go. NOORMME_MISUSE,
 * NOORMME_CONCURRENT_USE. */
NOORMME_API noormme_status noormme_tx_rollback_to(noormme_tx *tx, int64_t savepoint, noormme_error **error);

/* Ends the transaction with COMMIT. If it fails, the transaction is rolled back and over: NOORMME_BUSY after
 * busy_timeout, NOORMME_FOREIGN_KEY (a deferred one), any 500. NOORMME_CONCURRENT_USE: it goes on. */
NOORMME_API noormme_status noormme_tx_commit(noormme_tx *tx, noormme_error **error);
/* Undoes everything and ends the transaction. NOORMME_CONCURRENT_USE. */
NOORMME_API noormme_status noormme_tx_rollback(noormme_tx *tx, noormme_error **error);

/* The five above in the background, after what was submitted before. `savepoint` is for RELEASE and ROLLBACK_TO.
 * The answer is the number of the new savepoint, else null. */
enum {
    NOORMME_TX_COMMIT = 1,
    NOORMME_TX_ROLLBACK = 2,
    NOORMME_TX_SAVEPOINT = 3,
    NOORMME_TX_RELEASE = 4,
    NOORMME_TX_ROLLBACK_TO = 5
};
NOORMME_API noormme_status noormme_tx_submit_action(noormme_tx *tx, int action, int64_t savepoint,
                                                    const noormme_call_options *options,
                                                    noormme_callback callback, void *context, uint64_t *ticket,
                                                    noormme_error **error);

/* ----------------------------------------------------------------------------------------- cursors -- */

/* Rows of a request, some at a time, in a transaction: one of the mode "read" has a connection of its own, so that
 * nobody waits for it. Owned; noormme_cursor_free. */
typedef struct noormme_cursor noormme_cursor;

/* Makes a cursor; nothing runs before the first rows are asked for. */
NOORMME_API noormme_status noormme_cursor_new(noormme_tx *tx, const char *spec, size_t spec_size,
                                              noormme_cursor **cursor, noormme_error **error);
/* The next rows, `count` at most, as a row block (docs/row-block.md): fewer than `count` are the last, and asking once
 * more gives NOORMME_PROGRAMMING_ERROR. The description comes with the first. Prefetched rows are fetched for these.
 * NOORMME_NOT_SUPPORTED: what is asked for is no list of rows, or one whose order is followed backwards.
 * NOORMME_CONCURRENT_USE, NOORMME_TRANSACTION_ENDED, any 200 or 500. */
NOORMME_API noormme_status noormme_cursor_next(noormme_cursor *cursor, int64_t count, noormme_buffer *answer,
                                               noormme_error **error);
/* The same in the background, after what was submitted to the transaction before. */
NOORMME_API noormme_status noormme_cursor_submit_next(noormme_cursor *cursor, int64_t count,
                                                      const noormme_call_options *options, noormme_callback callback,
                                                      void *context, uint64_t *ticket, noormme_error **error);
/* Frees the handle and lets go of the statement, in the background: a call in the transaction right after it may give
 * NOORMME_CONCURRENT_USE. NULL, and the address of NULL, are fine; a stale handle gives
 * NOORMME_MISUSE. */
NOORMME_API noormme_status noormme_cursor_free(noormme_cursor **cursor);

/* Frees the handle. A transaction that is not over is rolled back: at once, or when the call that runs in it is
 * done; calls that wait in its queue give NOORMME_TRANSACTION_ENDED. NULL, and the address of NULL, are fine; a
 * stale handle gives NOORMME_MISUSE. */
NOORMME_API noormme_status noormme_tx_free(noormme_tx **tx);

#ifdef __cplusplus
}
#endif

#endif

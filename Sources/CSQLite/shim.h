#ifndef NOORMME_CSQLITE_SHIM_H
#define NOORMME_CSQLITE_SHIM_H

#include <sqlite3.h>
#include <stdint.h>

/* Swift cannot call variadic C functions: one inline function per use. */

static inline int noormme_sqlite3_db_config_flag(sqlite3 *db, int operation, int on, int *now) {
    return sqlite3_db_config(db, operation, on, now);
}

static inline int noormme_sqlite3_config_memstatus(int on) {
    return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, on);
}

static inline int noormme_sqlite3_vtab_direct_only(sqlite3 *db) {
    return sqlite3_vtab_config(db, SQLITE_VTAB_DIRECTONLY);
}

/* The first copy of the header of a write-ahead log's index (https://sqlite.org/walformat.html, 2.1), which other
 * processes write to: six words, read anew each time. */
static inline void noormme_log_index_read(const void *index, uint64_t words[6]) {
    const volatile uint64_t *header = (const volatile uint64_t *)index;
    for (int word = 0; word < 6; word++) words[word] = header[word];
}

#endif

#ifndef NOORMME_CSQLITE_SHIM_H
#define NOORMME_CSQLITE_SHIM_H

#include <sqlite3.h>

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

#endif

/* The connections behind `noormme/sqlite`: SQLite on the environment's own thread, one connection each, with
 * functions written in JavaScript.
 *
 * Everything here runs on that thread. A function SQLite calls runs inside the step that an exported function
 * here is in; what it throws is kept and thrown again when that step has failed. */
#ifndef NOORMME_ADDON_SQLITE_H
#define NOORMME_ADDON_SQLITE_H

#include "addon.h"

/* A connection as JavaScript holds it. Counted: statements and functions point to it. */
typedef struct SqlConnection {
    size_t references;
    napi_env env;
    noormme_connection *handle;
    /* What a JavaScript function threw while SQLite was calling it. */
    napi_ref exception;
    /* The bytes of the result a function gave last. */
    char *scratch;
    size_t scratch_size;
} SqlConnection;

void sqlite_register(napi_env env, napi_value exports);
void sql_connection_release(SqlConnection *connection);
SqlConnection *sql_connection_get(napi_env env, napi_value value);

/* Throws what a function threw, else the error, which it frees. */
void sql_throw(napi_env env, SqlConnection *connection, noormme_error **error);
/* Keeps the pending exception; true when there was one. */
bool sql_keep_exception(napi_env env, SqlConnection *connection);

/* Memory for the texts of one call. */
typedef struct Arena {
    struct ArenaBlock *blocks;
    size_t used;
    char first[2048];
} Arena;

void arena_free(Arena *arena);

/* What a JavaScript value is to SQLite. Text is copied to the arena. */
typedef enum Conversion { CONVERTED, NOT_A_VALUE, TOO_BIG, NO_MEMORY } Conversion;
Conversion sql_from_js(napi_env env, napi_value value, Arena *arena, noormme_value *out);
/* NULL when memory is short. */
napi_value sql_to_js(napi_env env, const noormme_value *value, bool big_integers);

/* Makes the connection's scratch so large; false when memory is short. */
bool sql_scratch(SqlConnection *connection, size_t size);
/* What JavaScript gave as a result; its bytes stay in the scratch until the next one. 1 when it is no value, and keeps
 * an exception that says so of `who`. */
int sql_result(napi_env env, SqlConnection *connection, napi_value answer, const char *who, noormme_value *result);

napi_value sql_define(napi_env env, napi_callback_info info);
napi_value sql_define_table(napi_env env, napi_callback_info info);
napi_value sql_serialize(napi_env env, napi_callback_info info);
napi_value sql_deserialize(napi_env env, napi_callback_info info);
napi_value sql_load_extension(napi_env env, napi_callback_info info);
napi_value sql_permit_dangerous(napi_env env, napi_callback_info info);
napi_value sql_backup(napi_env env, napi_callback_info info);
napi_value sql_backup_step(napi_env env, napi_callback_info info);
napi_value sql_backup_free(napi_env env, napi_callback_info info);
void sql_register_statements(napi_env env, napi_value exports);

#endif

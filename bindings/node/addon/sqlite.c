#include "sqlite.h"

#include <stdlib.h>
#include <string.h>

static const napi_type_tag CONNECTION_TAG = {0x6e6f6f726d6d6563ULL, 0x3d5a10c47be24f97ULL};

void sql_connection_release(SqlConnection *connection) {
    if (--connection->references > 0) return;
    free(connection->scratch);
    free(connection);
}

/* Closing calls the release functions of what was defined, which need the struct: it is counted. */
static void connection_finalize(napi_env env, void *data, void *hint) {
    (void)env;
    (void)hint;
    SqlConnection *connection = data;
    noormme_connection_close(&connection->handle);
    sql_connection_release(connection);
}

SqlConnection *sql_connection_get(napi_env env, napi_value value) {
    bool ours = false;
    SqlConnection *connection = NULL;
    napi_valuetype type;
    if (napi_typeof(env, value, &type) == napi_ok && type == napi_object &&
        napi_check_object_type_tag(env, value, &CONNECTION_TAG, &ours) == napi_ok && ours)
        napi_unwrap(env, value, (void **)&connection);
    if (!connection) error_throw(env, error_of_ours(env, NOORMME_MISUSE, "not a connection handle"));
    return connection;
}

bool sql_keep_exception(napi_env env, SqlConnection *connection) {
    bool pending = false;
    napi_value thrown = NULL, holder = NULL;
    if (napi_is_exception_pending(env, &pending) != napi_ok || !pending) return false;
    if (napi_get_and_clear_last_exception(env, &thrown) != napi_ok) return true;
    if (connection->exception) return true;
    /* Anything may be thrown, and a reference holds objects only. */
    if (napi_create_array_with_length(env, 1, &holder) == napi_ok && napi_set_element(env, holder, 0, thrown) == napi_ok)
        napi_create_reference(env, holder, 1, &connection->exception);
    return true;
}

void sql_throw(napi_env env, SqlConnection *connection, noormme_error **error) {
    napi_value holder = NULL, thrown = NULL, name = NULL;
    if (connection->exception) {
        napi_get_reference_value(env, connection->exception, &holder);
        napi_delete_reference(env, connection->exception);
        connection->exception = NULL;
        noormme_error_free(error);
        if (holder && napi_get_element(env, holder, 0, &thrown) == napi_ok) napi_throw(env, thrown);
        return;
    }
    int32_t code = noormme_error_sqlite_code(*error);
    thrown = error_object(env, error);
    if (thrown && napi_create_string_utf8(env, noormme_sqlite_code_name(code), NAPI_AUTO_LENGTH, &name) == napi_ok)
        napi_set_named_property(env, thrown, "sqliteName", name);
    error_throw(env, thrown);
}

/* connectionOpen(path: string, options: string): handle */
static napi_value connection_open(napi_env env, napi_callback_info info) {
    size_t count = 2, path_size = 0, options_size = 0;
    napi_value arguments[2], object = NULL;
    char *path = NULL, *options = NULL;
    napi_get_cb_info(env, info, &count, arguments, NULL, NULL);
    SqlConnection *connection = calloc(1, sizeof *connection);
    if (!connection) {
        error_throw(env, error_of_ours(env, NOORMME_OUT_OF_MEMORY, "out of memory"));
        return NULL;
    }
    connection->references = 1;
    connection->env = env;
    if (text_copy(env, arguments[0], &path, &path_size) && text_copy(env, arguments[1], &options, &options_size)) {
        noormme_error *error = NULL;
        if (noormme_connection_open(path, path_size, options, options_size, &connection->handle, &error) != NOORMME_OK)
            sql_throw(env, connection, &error);
    }
    free(path);
    free(options);
    if (!connection->handle) {
        sql_connection_release(connection);
        return NULL;
    }
    if (napi_create_object(env, &object) != napi_ok ||
        napi_wrap(env, object, connection, connection_finalize, NULL, NULL) != napi_ok) {
        connection_finalize(env, connection, NULL);
        error_throw(env, error_of_ours(env, NOORMME_INTERNAL, "cannot make a handle"));
        return NULL;
    }
    napi_type_tag_object(env, object, &CONNECTION_TAG);
    return object;
}

/* connectionClose(handle): void */
static napi_value connection_close(napi_env env, napi_callback_info info) {
    size_t count = 1;
    napi_value argument;
    napi_get_cb_info(env, info, &count, &argument, NULL, NULL);
    SqlConnection *connection = sql_connection_get(env, argument);
    if (!connection) return NULL;
    noormme_status status = noormme_connection_close(&connection->handle);
    if (status != NOORMME_OK)
        error_throw(env, error_of_ours(env, status, "the connection is busy with a query"));
    return NULL;
}

/* connectionScript(handle, sql: string): void */
static napi_value connection_script(napi_env env, napi_callback_info info) {
    size_t count = 2, size = 0;
    napi_value arguments[2];
    char *sql = NULL;
    napi_get_cb_info(env, info, &count, arguments, NULL, NULL);
    SqlConnection *connection = sql_connection_get(env, arguments[0]);
    if (!connection || !text_copy(env, arguments[1], &sql, &size)) return NULL;
    noormme_error *error = NULL;
    if (noormme_connection_script(connection->handle, sql, size, &error) != NOORMME_OK)
        sql_throw(env, connection, &error);
    free(sql);
    return NULL;
}

/* connectionInTransaction(handle), connectionReadOnly(handle): boolean */
static napi_value connection_flag(napi_env env, napi_callback_info info) {
    size_t count = 1;
    napi_value argument, value = NULL;
    void *data = NULL;
    napi_get_cb_info(env, info, &count, &argument, NULL, &data);
    SqlConnection *connection = sql_connection_get(env, argument);
    if (!connection) return NULL;
    noormme_connection_state state = {.struct_size = sizeof state};
    noormme_error *error = NULL;
    if (noormme_connection_read_state(connection->handle, &state, &error) != NOORMME_OK) {
        sql_throw(env, connection, &error);
        return NULL;
    }
    napi_get_boolean(env, (data ? state.read_only : state.in_transaction) != 0, &value);
    return value;
}

void sqlite_register(napi_env env, napi_value exports) {
    const napi_property_descriptor functions[] = {
        {"connectionOpen", NULL, connection_open, NULL, NULL, NULL, napi_enumerable, NULL},
        {"connectionClose", NULL, connection_close, NULL, NULL, NULL, napi_enumerable, NULL},
        {"connectionScript", NULL, connection_script, NULL, NULL, NULL, napi_enumerable, NULL},
        {"connectionInTransaction", NULL, connection_flag, NULL, NULL, NULL, napi_enumerable, NULL},
        {"connectionReadOnly", NULL, connection_flag, NULL, NULL, NULL, napi_enumerable, (void *)1},
        {"connectionFunction", NULL, sql_define, NULL, NULL, NULL, napi_enumerable, NULL},
        {"connectionAggregate", NULL, sql_define, NULL, NULL, NULL, napi_enumerable, (void *)1},
        {"connectionTable", NULL, sql_define_table, NULL, NULL, NULL, napi_enumerable, NULL},
        {"connectionSerialize", NULL, sql_serialize, NULL, NULL, NULL, napi_enumerable, NULL},
        {"connectionDeserialize", NULL, sql_deserialize, NULL, NULL, NULL, napi_enumerable, NULL},
        {"connectionLoadExtension", NULL, sql_load_extension, NULL, NULL, NULL, napi_enumerable, NULL},
        {"connectionPermitDangerousSQL", NULL, sql_permit_dangerous, NULL, NULL, NULL, napi_enumerable, NULL},
        {"connectionBackup", NULL, sql_backup, NULL, NULL, NULL, napi_enumerable, NULL},
        {"backupStep", NULL, sql_backup_step, NULL, NULL, NULL, napi_enumerable, NULL},
        {"backupFree", NULL, sql_backup_free, NULL, NULL, NULL, napi_enumerable, NULL},
    };
    napi_define_properties(env, exports, sizeof functions / sizeof *functions, functions);
    sql_register_statements(env, exports);
}

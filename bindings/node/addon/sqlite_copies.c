#include "sqlite.h"

#include <stdlib.h>
#include <string.h>

/* Databases as bytes, backups, extensions. */

static const napi_type_tag BACKUP_TAG = {0x6e6f6f726d6d6562ULL, 0x91c6e5708d1f4ab3ULL};

typedef struct SqlBackup {
    SqlConnection *connection;
    noormme_backup *handle;
} SqlBackup;

/* connectionSerialize(handle, schema: string): Buffer */
napi_value sql_serialize(napi_env env, napi_callback_info info) {
    size_t count = 2, size = 0;
    napi_value arguments[2], bytes = NULL;
    char *schema = NULL;
    napi_get_cb_info(env, info, &count, arguments, NULL, NULL);
    SqlConnection *connection = sql_connection_get(env, arguments[0]);
    if (!connection || !text_copy(env, arguments[1], &schema, &size)) return NULL;
    noormme_buffer answer = NOORMME_BUFFER_INIT;
    noormme_error *error = NULL;
    if (noormme_connection_serialize(connection->handle, schema, size, &answer, &error) != NOORMME_OK)
        sql_throw(env, connection, &error);
    else napi_create_buffer_copy(env, answer.size, answer.data ? answer.data : "", NULL, &bytes);
    noormme_buffer_dispose(&answer);
    free(schema);
    return bytes;
}

/* connectionDeserialize(handle, bytes: Uint8Array, isReadOnly: boolean): void */
napi_value sql_deserialize(napi_env env, napi_callback_info info) {
    size_t count = 3, size = 0;
    napi_value arguments[3];
    napi_typedarray_type type;
    void *data = NULL;
    bool is_read_only = false;
    napi_get_cb_info(env, info, &count, arguments, NULL, NULL);
    SqlConnection *connection = sql_connection_get(env, arguments[0]);
    if (!connection) return NULL;
    if (napi_get_typedarray_info(env, arguments[1], &type, &size, &data, NULL, NULL) != napi_ok ||
        type != napi_uint8_array) {
        error_throw(env, error_of_ours(env, NOORMME_MISUSE, "a Uint8Array is wanted"));
        return NULL;
    }
    napi_get_value_bool(env, arguments[2], &is_read_only);
    noormme_error *error = NULL;
    if (noormme_connection_deserialize(connection->handle, data, size, is_read_only, &error) != NOORMME_OK)
        sql_throw(env, connection, &error);
    return NULL;
}

/* connectionLoadExtension(handle, path: string, entry?: string): void */
napi_value sql_load_extension(napi_env env, napi_callback_info info) {
    size_t count = 3, path_size = 0, entry_size = 0;
    napi_value arguments[3];
    napi_valuetype type = napi_undefined;
    char *path = NULL, *entry = NULL;
    napi_get_cb_info(env, info, &count, arguments, NULL, NULL);
    SqlConnection *connection = sql_connection_get(env, arguments[0]);
    if (!connection || !text_copy(env, arguments[1], &path, &path_size)) return NULL;
    napi_typeof(env, arguments[2], &type);
    if (type == napi_undefined || text_copy(env, arguments[2], &entry, &entry_size)) {
        noormme_error *error = NULL;
        if (noormme_connection_load_extension(connection->handle, path, path_size, entry, entry_size, &error) != NOORMME_OK)
            sql_throw(env, connection, &error);
    }
    free(path);
    free(entry);
    return NULL;
}

/* connectionPermitDangerousSQL(handle, permit: boolean): void */
napi_value sql_permit_dangerous(napi_env env, napi_callback_info info) {
    size_t count = 2;
    napi_value arguments[2];
    bool permit = false;
    napi_get_cb_info(env, info, &count, arguments, NULL, NULL);
    SqlConnection *connection = sql_connection_get(env, arguments[0]);
    if (!connection) return NULL;
    napi_get_value_bool(env, arguments[1], &permit);
    noormme_error *error = NULL;
    if (noormme_connection_permit_dangerous_sql(connection->handle, permit, &error) != NOORMME_OK)
        sql_throw(env, connection, &error);
    return NULL;
}

static void backup_finalize(napi_env env, void *data, void *hint) {
    (void)env;
    (void)hint;
    SqlBackup *backup = data;
    noormme_backup_free(&backup->handle);
    sql_connection_release(backup->connection);
    free(backup);
}

static SqlBackup *backup_get(napi_env env, napi_value value) {
    bool ours = false;
    SqlBackup *backup = NULL;
    napi_valuetype type;
    if (napi_typeof(env, value, &type) == napi_ok && type == napi_object &&
        napi_check_object_type_tag(env, value, &BACKUP_TAG, &ours) == napi_ok && ours)
        napi_unwrap(env, value, (void **)&backup);
    if (!backup) error_throw(env, error_of_ours(env, NOORMME_MISUSE, "not a backup handle"));
    return backup;
}

/* connectionBackup(handle, schema: string, path: string): handle */
napi_value sql_backup(napi_env env, napi_callback_info info) {
    size_t count = 3, schema_size = 0, path_size = 0;
    napi_value arguments[3], object = NULL;
    char *schema = NULL, *path = NULL;
    napi_get_cb_info(env, info, &count, arguments, NULL, NULL);
    SqlConnection *connection = sql_connection_get(env, arguments[0]);
    if (!connection) return NULL;
    SqlBackup *backup = calloc(1, sizeof *backup);
    if (!backup) {
        error_throw(env, error_of_ours(env, NOORMME_OUT_OF_MEMORY, "out of memory"));
        return NULL;
    }
    backup->connection = connection;
    connection->references++;
    if (text_copy(env, arguments[1], &schema, &schema_size) && text_copy(env, arguments[2], &path, &path_size)) {
        noormme_error *error = NULL;
        if (noormme_connection_backup(connection->handle, schema, schema_size, path, path_size, &backup->handle, &error) !=
            NOORMME_OK)
            sql_throw(env, connection, &error);
    }
    free(schema);
    free(path);
    if (!backup->handle) {
        backup_finalize(env, backup, NULL);
        return NULL;
    }
    if (napi_create_object(env, &object) != napi_ok ||
        napi_wrap(env, object, backup, backup_finalize, NULL, NULL) != napi_ok) {
        backup_finalize(env, backup, NULL);
        error_throw(env, error_of_ours(env, NOORMME_INTERNAL, "cannot make a handle"));
        return NULL;
    }
    napi_type_tag_object(env, object, &BACKUP_TAG);
    return object;
}

/* backupStep(handle, pages: number): [remaining, total, isDone] */
napi_value sql_backup_step(napi_env env, napi_callback_info info) {
    size_t count = 2;
    int32_t pages = 0;
    napi_value arguments[2], list = NULL, value = NULL;
    napi_get_cb_info(env, info, &count, arguments, NULL, NULL);
    SqlBackup *backup = backup_get(env, arguments[0]);
    if (!backup) return NULL;
    napi_get_value_int32(env, arguments[1], &pages);
    noormme_backup_progress progress = {.struct_size = sizeof progress};
    noormme_error *error = NULL;
    if (noormme_backup_step(backup->handle, pages, &progress, &error) != NOORMME_OK) {
        sql_throw(env, backup->connection, &error);
        return NULL;
    }
    napi_create_array_with_length(env, 3, &list);
    napi_create_int64(env, progress.remaining, &value);
    napi_set_element(env, list, 0, value);
    napi_create_int64(env, progress.total, &value);
    napi_set_element(env, list, 1, value);
    napi_get_boolean(env, progress.done != 0, &value);
    napi_set_element(env, list, 2, value);
    return list;
}

/* backupFree(handle): void */
napi_value sql_backup_free(napi_env env, napi_callback_info info) {
    size_t count = 1;
    napi_value argument;
    napi_get_cb_info(env, info, &count, &argument, NULL, NULL);
    SqlBackup *backup = backup_get(env, argument);
    if (backup) noormme_backup_free(&backup->handle);
    return NULL;
}

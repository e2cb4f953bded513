#include "sqlite.h"

#include <stdlib.h>
#include <string.h>

/* Virtual tables whose rows JavaScript makes. Like functions, they are called inside a step, or while a statement is
 * compiled, on the environment's thread. */

typedef struct Module {
    SqlConnection *connection;
    napi_ref connect;
} Module;

typedef struct Table {
    Module *module;
    /* Gives a function that gives the next row: an array with a value for each column, undefined at the end. */
    napi_ref open;
    bool big_integers;
} Table;

typedef struct Cursor {
    Table *table;
    napi_ref next;
    /* The row it stands on. */
    napi_ref row;
} Cursor;

static void reference_delete(napi_env env, napi_ref *reference) {
    if (*reference) napi_delete_reference(env, *reference);
    *reference = NULL;
}

static void module_release(void *context) {
    Module *module = context;
    reference_delete(module->connection->env, &module->connect);
    sql_connection_release(module->connection);
    free(module);
}

static void table_release(void *context) {
    Table *table = context;
    if (!table) return;
    reference_delete(table->module->connection->env, &table->open);
    free(table);
}

static void cursor_release(void *context) {
    Cursor *cursor = context;
    if (!cursor) return;
    napi_env env = cursor->table->module->connection->env;
    reference_delete(env, &cursor->next);
    reference_delete(env, &cursor->row);
    free(cursor);
}

/* Calls a function that is kept; NULL when it threw, which is kept, too. */
static napi_value call_kept(SqlConnection *connection, napi_ref function, const napi_value *arguments, size_t count) {
    napi_env env = connection->env;
    napi_value callback = NULL, receiver = NULL, answer = NULL;
    if (napi_get_reference_value(env, function, &callback) == napi_ok && callback &&
        napi_get_undefined(env, &receiver) == napi_ok &&
        napi_call_function(env, receiver, callback, count, arguments, &answer) == napi_ok)
        return answer;
    sql_keep_exception(env, connection);
    return NULL;
}

static int table_connect(Module *module, const noormme_value *arguments, size_t count, noormme_table_shape *shape,
                         noormme_value *result) {
    SqlConnection *connection = module->connection;
    napi_env env = connection->env;
    napi_value answer = NULL, part = NULL;
    napi_value *values = malloc((count ? count : 1) * sizeof *values);
    Table *table = calloc(1, sizeof *table);
    size_t size = 0;
    bool done = values && table;
    for (size_t i = 0; i < count && done; i++) done = (values[i] = sql_to_js(env, &arguments[i], false)) != NULL;
    if (done) answer = call_kept(connection, module->connect, values, count);
    free(values);
    /* [declaration, parameters, flags, bigIntegers, open] */
    if (!answer || napi_get_element(env, answer, 0, &part) != napi_ok ||
        napi_get_value_string_utf8(env, part, NULL, 0, &size) != napi_ok || !sql_scratch(connection, size + 1) ||
        napi_get_value_string_utf8(env, part, connection->scratch, size + 1, &size) != napi_ok ||
        napi_get_element(env, answer, 1, &part) != napi_ok ||
        napi_get_value_int32(env, part, &shape->parameters) != napi_ok ||
        napi_get_element(env, answer, 2, &part) != napi_ok || napi_get_value_int32(env, part, &shape->flags) != napi_ok ||
        napi_get_element(env, answer, 3, &part) != napi_ok ||
        napi_get_value_bool(env, part, &table->big_integers) != napi_ok ||
        napi_get_element(env, answer, 4, &part) != napi_ok ||
        napi_create_reference(env, part, 1, &table->open) != napi_ok) {
        free(table);
        return 1;
    }
    table->module = module;
    shape->table = table;
    result->type = NOORMME_VALUE_TEXT;
    result->bytes = connection->scratch;
    result->size = size;
    return 0;
}

static int table_open(Table *table, uint32_t given, const noormme_value *arguments, size_t count, void **out) {
    SqlConnection *connection = table->module->connection;
    napi_env env = connection->env;
    napi_value answer = NULL, values[32];
    Cursor *cursor = calloc(1, sizeof *cursor);
    bool done = cursor && count <= 32;
    for (size_t i = 0; i < count && done; i++)
        done = given >> i & 1 ? (values[i] = sql_to_js(env, &arguments[i], table->big_integers)) != NULL
                              : napi_get_undefined(env, &values[i]) == napi_ok;
    if (done) answer = call_kept(connection, table->open, values, count);
    if (!answer || napi_create_reference(env, answer, 1, &cursor->next) != napi_ok) {
        free(cursor);
        return 1;
    }
    cursor->table = table;
    *out = cursor;
    return 0;
}

static int cursor_next(Cursor *cursor, int32_t *has_row) {
    SqlConnection *connection = cursor->table->module->connection;
    napi_env env = connection->env;
    napi_valuetype type;
    reference_delete(env, &cursor->row);
    napi_value answer = call_kept(connection, cursor->next, NULL, 0);
    if (!answer || napi_typeof(env, answer, &type) != napi_ok) return 1;
    if (type == napi_undefined) return 0;
    if (napi_create_reference(env, answer, 1, &cursor->row) != napi_ok) return 1;
    *has_row = 1;
    return 0;
}

static int cursor_column(Cursor *cursor, int32_t column, noormme_value *result) {
    SqlConnection *connection = cursor->table->module->connection;
    napi_env env = connection->env;
    napi_value row = NULL, value = NULL;
    if (!cursor->row) return 0;
    if (napi_get_reference_value(env, cursor->row, &row) != napi_ok || !row ||
        napi_get_element(env, row, (uint32_t)column, &value) != napi_ok) {
        sql_keep_exception(env, connection);
        return 1;
    }
    return sql_result(env, connection, value, "Virtual table module yielded", result);
}

/* Each of SQLite's calls has its own scope, and none reaches JavaScript once a call has thrown. */

static int call_connect(void *context, const noormme_value *arguments, size_t count, noormme_table_shape *shape,
                        noormme_value *result) {
    Module *module = context;
    napi_handle_scope scope;
    if (module->connection->exception || napi_open_handle_scope(module->connection->env, &scope) != napi_ok) return 1;
    int failed = table_connect(module, arguments, count, shape, result);
    napi_close_handle_scope(module->connection->env, scope);
    return failed;
}

static int call_open(void *context, uint32_t given, const noormme_value *arguments, size_t count, void **cursor,
                     noormme_value *result) {
    (void)result;
    SqlConnection *connection = ((Table *)context)->module->connection;
    napi_handle_scope scope;
    if (connection->exception || napi_open_handle_scope(connection->env, &scope) != napi_ok) return 1;
    int failed = table_open(context, given, arguments, count, cursor);
    napi_close_handle_scope(connection->env, scope);
    return failed;
}

static int call_next(void *context, int32_t *has_row, noormme_value *result) {
    (void)result;
    SqlConnection *connection = ((Cursor *)context)->table->module->connection;
    napi_handle_scope scope;
    if (connection->exception || napi_open_handle_scope(connection->env, &scope) != napi_ok) return 1;
    int failed = cursor_next(context, has_row);
    napi_close_handle_scope(connection->env, scope);
    return failed;
}

static int call_column(void *context, int32_t column, noormme_value *result) {
    SqlConnection *connection = ((Cursor *)context)->table->module->connection;
    napi_handle_scope scope;
    if (connection->exception || napi_open_handle_scope(connection->env, &scope) != napi_ok) return 1;
    int failed = cursor_column(context, column, result);
    napi_close_handle_scope(connection->env, scope);
    return failed;
}

/* connectionTable(handle, name, isEponymous, connect): void. `connect` gets the texts of CREATE VIRTUAL TABLE and gives
 * [declaration, parameters, flags, bigIntegers, open]. */
napi_value sql_define_table(napi_env env, napi_callback_info info) {
    size_t count = 4, size = 0;
    napi_value arguments[4];
    char *name = NULL;
    bool is_eponymous = false;
    napi_get_cb_info(env, info, &count, arguments, NULL, NULL);
    SqlConnection *connection = sql_connection_get(env, arguments[0]);
    if (!connection || !text_copy(env, arguments[1], &name, &size)) return NULL;
    Module *module = calloc(1, sizeof *module);
    if (!module) {
        free(name);
        error_throw(env, error_of_ours(env, NOORMME_OUT_OF_MEMORY, "out of memory"));
        return NULL;
    }
    module->connection = connection;
    connection->references++;
    napi_get_value_bool(env, arguments[2], &is_eponymous);
    napi_create_reference(env, arguments[3], 1, &module->connect);
    const noormme_module functions = {sizeof functions, call_connect, table_release, call_open,
                                      call_next,        call_column,  cursor_release};
    noormme_error *error = NULL;
    noormme_status status = noormme_connection_table(connection->handle, name, size,
                                                     is_eponymous ? NOORMME_TABLE_EPONYMOUS : 0, &functions, module,
                                                     module_release, &error);
    free(name);
    if (status != NOORMME_OK) sql_throw(env, connection, &error);
    return NULL;
}

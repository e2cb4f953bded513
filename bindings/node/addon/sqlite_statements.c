#include "sqlite.h"

#include <stdlib.h>
#include <string.h>

/* Statements. A row becomes a JavaScript value by its mode; objects are made by a function that TypeScript
 * generates once per list of columns and that takes several rows' values at a time, which is several times
 * faster than setting properties from here. */

static const napi_type_tag STATEMENT_TAG = {0x6e6f6f726d6d6573ULL, 0xb0c79e2184d5436aULL};

enum { MODE_OBJECT = 0, MODE_FIRST = 1, MODE_ARRAY = 2 };

/* Parameters that need no memory of their own. */
enum { MOST_ARGUMENTS = 16 };

/* Values handed to the generated function in one call. */
enum { BATCH = 256 };

typedef struct SqlStatement {
    SqlConnection *connection;
    noormme_statement *handle;
    /* The generated function, how many columns it takes and how many rows at a time. */
    napi_ref factory;
    uint32_t columns;
    uint32_t rows;
} SqlStatement;

static void statement_finalize(napi_env env, void *data, void *hint) {
    (void)hint;
    SqlStatement *statement = data;
    noormme_statement_free(&statement->handle);
    if (statement->factory) napi_delete_reference(env, statement->factory);
    sql_connection_release(statement->connection);
    free(statement);
}

static SqlStatement *statement_get(napi_env env, napi_value value) {
    bool ours = false;
    SqlStatement *statement = NULL;
    napi_valuetype type;
    if (napi_typeof(env, value, &type) == napi_ok && type == napi_object &&
        napi_check_object_type_tag(env, value, &STATEMENT_TAG, &ours) == napi_ok && ours)
        napi_unwrap(env, value, (void **)&statement);
    if (!statement) error_throw(env, error_of_ours(env, NOORMME_MISUSE, "not a statement handle"));
    return statement;
}

/* statementPrepare(connection, sql: string): handle */
static napi_value statement_prepare(napi_env env, napi_callback_info info) {
    size_t count = 2, size = 0;
    napi_value arguments[2], object = NULL;
    char *sql = NULL;
    napi_get_cb_info(env, info, &count, arguments, NULL, NULL);
    SqlConnection *connection = sql_connection_get(env, arguments[0]);
    if (!connection || !text_copy(env, arguments[1], &sql, &size)) return NULL;
    SqlStatement *statement = calloc(1, sizeof *statement);
    noormme_error *error = NULL;
    if (!statement) {
        error_throw(env, error_of_ours(env, NOORMME_OUT_OF_MEMORY, "out of memory"));
    } else if (noormme_connection_prepare(connection->handle, sql, size, &statement->handle, &error) != NOORMME_OK) {
        sql_throw(env, connection, &error);
        free(statement);
    } else {
        statement->connection = connection;
        connection->references++;
        if (napi_create_object(env, &object) != napi_ok ||
            napi_wrap(env, object, statement, statement_finalize, NULL, NULL) != napi_ok) {
            statement_finalize(env, statement, NULL);
            error_throw(env, error_of_ours(env, NOORMME_INTERNAL, "cannot make a handle"));
            object = NULL;
        } else {
            napi_type_tag_object(env, object, &STATEMENT_TAG);
        }
    }
    free(sql);
    return object;
}

/* statementDescribe(handle), statementExpanded(handle): string */
static napi_value statement_text(napi_env env, napi_callback_info info) {
    size_t count = 1;
    napi_value argument, value = NULL;
    void *is_expanded = NULL;
    napi_get_cb_info(env, info, &count, &argument, NULL, &is_expanded);
    SqlStatement *statement = statement_get(env, argument);
    if (!statement) return NULL;
    noormme_buffer text = NOORMME_BUFFER_INIT;
    noormme_error *error = NULL;
    noormme_status status = is_expanded ? noormme_statement_expanded(statement->handle, &text, &error)
                                        : noormme_statement_describe(statement->handle, &text, &error);
    if (status != NOORMME_OK) sql_throw(env, statement->connection, &error);
    else napi_create_string_utf8(env, text.data, text.size, &value);
    noormme_buffer_dispose(&text);
    return value;
}

static void throw_conversion(napi_env env, Conversion conversion) {
    if (conversion == TOO_BIG)
        napi_throw_range_error(env, NULL, "The bound string, buffer, or bigint is too big");
    else if (conversion == NO_MEMORY) napi_throw_error(env, NULL, "Out of memory");
    else
        napi_throw_type_error(env, NULL,
                              "SQLite3 can only bind numbers, strings, bigints, buffers, booleans, and null");
}

/* Binds values. */
static bool statement_bind_values(napi_env env, SqlStatement *statement, const napi_value *elements, size_t count) {
    noormme_value stack[MOST_ARGUMENTS], *values = stack;
    if (count > MOST_ARGUMENTS && !(values = malloc(count * sizeof *values))) {
        throw_conversion(env, NO_MEMORY);
        return false;
    }
    Arena arena;
    arena.blocks = NULL;
    arena.used = 0;
    bool done = true;
    for (size_t i = 0; i < count && done; i++) {
        Conversion conversion = sql_from_js(env, elements[i], &arena, &values[i]);
        if (conversion != CONVERTED) {
            throw_conversion(env, conversion);
            done = false;
        }
    }
    noormme_error *error = NULL;
    if (done && noormme_statement_bind(statement->handle, values, count, &error) != NOORMME_OK) {
        sql_throw(env, statement->connection, &error);
        done = false;
    }
    arena_free(&arena);
    if (values != stack) free(values);
    return done;
}

/* Binds an array's elements; undefined in place of the array leaves what was bound. */
static bool statement_bind(napi_env env, SqlStatement *statement, napi_value parameters) {
    napi_valuetype type;
    uint32_t count = 0;
    if (napi_typeof(env, parameters, &type) != napi_ok || type == napi_undefined) return true;
    if (napi_get_array_length(env, parameters, &count) != napi_ok) {
        error_throw(env, error_of_ours(env, NOORMME_MISUSE, "an array is wanted"));
        return false;
    }
    napi_value stack[MOST_ARGUMENTS], *elements = stack;
    if (count > MOST_ARGUMENTS && !(elements = malloc(count * sizeof *elements))) {
        throw_conversion(env, NO_MEMORY);
        return false;
    }
    bool done = true;
    for (uint32_t i = 0; i < count && done; i++) done = napi_get_element(env, parameters, i, &elements[i]) == napi_ok;
    done = done && statement_bind_values(env, statement, elements, count);
    if (elements != stack) free(elements);
    return done;
}

/* statementBind(handle, parameters): void */
static napi_value statement_bind_only(napi_env env, napi_callback_info info) {
    size_t count = 2;
    napi_value arguments[2];
    napi_get_cb_info(env, info, &count, arguments, NULL, NULL);
    SqlStatement *statement = statement_get(env, arguments[0]);
    if (statement) statement_bind(env, statement, arguments[1]);
    return NULL;
}

static void statement_reset(SqlStatement *statement) { noormme_statement_reset(statement->handle, NULL); }

/* Runs to the end, and puts the changes and the last rowid where JavaScript reads them. */
static bool statement_execute(napi_env env, SqlStatement *statement, void *out) {
    SqlConnection *connection = statement->connection;
    noormme_connection_state before = {.struct_size = sizeof before}, after = {.struct_size = sizeof after};
    noormme_row row = {.struct_size = sizeof row};
    noormme_error *error = NULL;
    noormme_status status = noormme_connection_read_state(connection->handle, &before, &error);
    /* Every row, for what comes after the first may be left undone otherwise. */
    if (status == NOORMME_OK)
        do status = noormme_statement_step(statement->handle, &row, &error);
        while (status == NOORMME_OK && row.has_row);
    statement_reset(statement);
    if (status == NOORMME_OK) status = noormme_connection_read_state(connection->handle, &after, &error);
    if (status != NOORMME_OK) {
        sql_throw(env, connection, &error);
        return false;
    }
    double numbers[2] = {after.total_changes == before.total_changes ? 0 : (double)after.changes,
                         (double)after.last_insert_rowid};
    memcpy(out, numbers, sizeof numbers);
    memcpy((char *)out + sizeof numbers, &after.last_insert_rowid, sizeof after.last_insert_rowid);
    return true;
}

/* Where the numbers go: a Float64Array of three, of which the last one is read as a BigInt64Array. */
static void *results(napi_env env, napi_value array) {
    napi_typedarray_type type;
    size_t length = 0;
    void *data = NULL;
    if (napi_get_typedarray_info(env, array, &type, &length, &data, NULL, NULL) == napi_ok &&
        type == napi_float64_array && length == 3)
        return data;
    error_throw(env, error_of_ours(env, NOORMME_MISUSE, "a Float64Array of three is wanted"));
    return NULL;
}

/* statementRun(handle, results, parameters): void. */
static napi_value statement_run(napi_env env, napi_callback_info info) {
    size_t count = 3;
    napi_value arguments[3];
    napi_get_cb_info(env, info, &count, arguments, NULL, NULL);
    SqlStatement *statement = statement_get(env, arguments[0]);
    void *out = statement ? results(env, arguments[1]) : NULL;
    if (out && statement_bind(env, statement, arguments[2])) statement_execute(env, statement, out);
    return NULL;
}

/* statementRunValues(handle, results, ...values): void. At most 16 values: an array costs more to read. */
static napi_value statement_run_values(napi_env env, napi_callback_info info) {
    size_t count = 2 + MOST_ARGUMENTS;
    napi_value arguments[2 + MOST_ARGUMENTS];
    napi_get_cb_info(env, info, &count, arguments, NULL, NULL);
    SqlStatement *statement = statement_get(env, arguments[0]);
    void *out = statement ? results(env, arguments[1]) : NULL;
    if (out && count <= 2 + MOST_ARGUMENTS && statement_bind_values(env, statement, arguments + 2, count - 2))
        statement_execute(env, statement, out);
    return NULL;
}

/* How rows of one call are read. */
typedef struct Reader {
    SqlStatement *statement;
    int32_t mode;
    bool big;
    napi_value refresh;
    napi_value receiver;
    napi_value factory;
    noormme_row row;
    noormme_value room[64];
} Reader;

/* Asks TypeScript for the generated function: at first, and when the columns may be others. */
static bool reader_refresh(napi_env env, Reader *reader) {
    SqlStatement *statement = reader->statement;
    napi_value answer, element;
    if (statement->factory) napi_delete_reference(env, statement->factory);
    statement->factory = NULL;
    /* [factory, columns, rows at a time] */
    if (napi_call_function(env, reader->receiver, reader->refresh, 0, NULL, &answer) != napi_ok) return false;
    if (napi_get_element(env, answer, 1, &element) != napi_ok ||
        napi_get_value_uint32(env, element, &statement->columns) != napi_ok ||
        napi_get_element(env, answer, 2, &element) != napi_ok ||
        napi_get_value_uint32(env, element, &statement->rows) != napi_ok ||
        napi_get_element(env, answer, 0, &reader->factory) != napi_ok ||
        napi_create_reference(env, reader->factory, 1, &statement->factory) != napi_ok)
        return false;
    if (statement->rows < 1 || (statement->rows > 1 && statement->rows * statement->columns > BATCH)) statement->rows = 1;
    return true;
}

static void reader_free(Reader *reader) {
    if (reader->row.values != reader->room) free(reader->row.values);
}

/* Moves to the next row. *done is set at the end; false with an exception pending. */
static bool reader_step(napi_env env, Reader *reader, bool *done) {
    noormme_error *error = NULL;
    if (noormme_statement_step(reader->statement->handle, &reader->row, &error) != NOORMME_OK) {
        sql_throw(env, reader->statement->connection, &error);
        return false;
    }
    *done = !reader->row.has_row;
    return true;
}

/* The first row: knows the columns now. */
static bool reader_start(napi_env env, Reader *reader, bool *done) {
    SqlStatement *statement = reader->statement;
    napi_get_undefined(env, &reader->receiver);
    reader->row.values = reader->room;
    /* Before the first step, for that may write. */
    if (!statement->factory && !reader_refresh(env, reader)) return false;
    size_t wanted = statement->columns;
    reader->row.struct_size = sizeof reader->row;
    reader->row.capacity = sizeof reader->room / sizeof *reader->room;
    if (wanted > reader->row.capacity) {
        noormme_value *grown = malloc(wanted * sizeof *grown);
        if (!grown) {
            throw_conversion(env, NO_MEMORY);
            return false;
        }
        reader->row.values = grown;
        reader->row.capacity = wanted;
    }
    if (!reader_step(env, reader, done)) return false;
    if (*done) return true;
    if (reader->row.recompiled || reader->row.count != statement->columns) {
        if (!reader_refresh(env, reader)) return false;
        if (reader->row.count > reader->row.capacity) {
            napi_throw_error(env, NULL, "The statement's columns changed while it ran; run it again");
            return false;
        }
    } else if (napi_get_reference_value(env, statement->factory, &reader->factory) != napi_ok) {
        return false;
    }
    return true;
}

static bool reader_values(napi_env env, const Reader *reader, napi_value *values) {
    for (size_t i = 0; i < reader->row.count; i++)
        if (!(values[i] = sql_to_js(env, &reader->row.values[i], reader->big))) {
            napi_throw_error(env, NULL, "Out of memory");
            return false;
        }
    return true;
}

/* The row as its mode has it. */
static napi_value reader_row(napi_env env, Reader *reader) {
    napi_value stack[64], *values = stack, result = NULL;
    size_t count = reader->row.count;
    if (reader->mode == MODE_FIRST) return sql_to_js(env, &reader->row.values[0], reader->big);
    if (count > 64 && !(values = malloc(count * sizeof *values))) {
        throw_conversion(env, NO_MEMORY);
        return NULL;
    }
    if (reader_values(env, reader, values)) {
        if (reader->mode == MODE_ARRAY) {
            napi_create_array_with_length(env, count, &result);
            for (size_t i = 0; i < count; i++) napi_set_element(env, result, (uint32_t)i, values[i]);
        } else {
            napi_value list;
            napi_create_array_with_length(env, 0, &list);
            napi_value all[65], *handed = all;
            if (count + 1 > 65) handed = malloc((count + 1) * sizeof *handed);
            if (handed) {
                handed[0] = list;
                memcpy(handed + 1, values, count * sizeof *values);
                if (napi_call_function(env, reader->receiver, reader->factory, count + 1, handed, NULL) == napi_ok)
                    napi_get_element(env, list, 0, &result);
            }
            if (handed != all) free(handed);
        }
    }
    if (values != stack) free(values);
    return result;
}

/* (handle, parameters, mode, bigIntegers, refresh) */
static bool reader_prepare(napi_env env, napi_callback_info info, Reader *reader) {
    size_t count = 5;
    napi_value arguments[5];
    memset(reader, 0, offsetof(Reader, room));
    napi_get_cb_info(env, info, &count, arguments, NULL, NULL);
    reader->statement = statement_get(env, arguments[0]);
    if (!reader->statement) return false;
    napi_get_value_int32(env, arguments[2], &reader->mode);
    napi_get_value_bool(env, arguments[3], &reader->big);
    reader->refresh = arguments[4];
    return statement_bind(env, reader->statement, arguments[1]);
}

/* statementGet: the first row, or undefined. */
static napi_value statement_get_row(napi_env env, napi_callback_info info) {
    Reader reader;
    napi_value result = NULL;
    bool done = false;
    if (!reader_prepare(env, info, &reader)) return NULL;
    if (reader_start(env, &reader, &done)) result = done ? reader.receiver : reader_row(env, &reader);
    statement_reset(reader.statement);
    reader_free(&reader);
    return result;
}

/* statementNext: the next row, or undefined at the end; the caller resets. Bound before. */
static napi_value statement_next(napi_env env, napi_callback_info info) {
    Reader reader;
    napi_value result = NULL;
    bool done = false;
    if (!reader_prepare(env, info, &reader)) return NULL;
    if (reader_start(env, &reader, &done)) result = done ? reader.receiver : reader_row(env, &reader);
    reader_free(&reader);
    return result;
}

/* Objects of all rows, several of them with each call of the generated function. */
static bool read_objects(napi_env env, Reader *reader, napi_value list) {
    size_t columns = reader->row.count, batch = columns <= BATCH ? reader->statement->rows : 1;
    napi_value stack[BATCH + 1], *values = stack;
    bool done = false, failed = false;
    if (columns > BATCH && !(values = malloc((columns + 1) * sizeof *values))) {
        throw_conversion(env, NO_MEMORY);
        return false;
    }
    while (!done && !failed) {
        napi_handle_scope scope;
        size_t rows = 0;
        napi_open_handle_scope(env, &scope);
        values[0] = list;
        do {
            failed = !reader_values(env, reader, values + 1 + rows * columns);
            rows++;
            if (!failed) failed = !reader_step(env, reader, &done);
        } while (!failed && !done && rows < batch);
        if (!failed)
            failed = napi_call_function(env, reader->receiver, reader->factory, 1 + rows * columns, values, NULL) !=
                     napi_ok;
        napi_close_handle_scope(env, scope);
    }
    if (values != stack) free(values);
    return !failed;
}

static bool read_others(napi_env env, Reader *reader, napi_value list) {
    bool done = false;
    for (uint32_t index = 0; !done; index++) {
        napi_handle_scope scope;
        napi_open_handle_scope(env, &scope);
        napi_value row = reader_row(env, reader);
        bool failed = !row || napi_set_element(env, list, index, row) != napi_ok;
        napi_close_handle_scope(env, scope);
        if (failed || !reader_step(env, reader, &done)) return false;
    }
    return true;
}

/* statementAll: an array. */
static napi_value statement_all(napi_env env, napi_callback_info info) {
    Reader reader;
    napi_value list = NULL;
    bool done = false, complete = false;
    if (!reader_prepare(env, info, &reader)) return NULL;
    napi_create_array_with_length(env, 0, &list);
    if (reader_start(env, &reader, &done)) {
        if (done) complete = true;
        else if (reader.mode == MODE_OBJECT) complete = read_objects(env, &reader, list);
        else complete = read_others(env, &reader, list);
    }
    statement_reset(reader.statement);
    reader_free(&reader);
    return complete ? list : NULL;
}

/* statementReset(handle): void */
static napi_value statement_reset_only(napi_env env, napi_callback_info info) {
    size_t count = 1;
    napi_value argument;
    napi_get_cb_info(env, info, &count, &argument, NULL, NULL);
    SqlStatement *statement = statement_get(env, argument);
    if (statement) statement_reset(statement);
    return NULL;
}

void sql_register_statements(napi_env env, napi_value exports) {
    const napi_property_descriptor functions[] = {
        {"statementPrepare", NULL, statement_prepare, NULL, NULL, NULL, napi_enumerable, NULL},
        {"statementDescribe", NULL, statement_text, NULL, NULL, NULL, napi_enumerable, NULL},
        {"statementExpanded", NULL, statement_text, NULL, NULL, NULL, napi_enumerable, (void *)1},
        {"statementBind", NULL, statement_bind_only, NULL, NULL, NULL, napi_enumerable, NULL},
        {"statementRun", NULL, statement_run, NULL, NULL, NULL, napi_enumerable, NULL},
        {"statementRunValues", NULL, statement_run_values, NULL, NULL, NULL, napi_enumerable, NULL},
        {"statementGet", NULL, statement_get_row, NULL, NULL, NULL, napi_enumerable, NULL},
        {"statementAll", NULL, statement_all, NULL, NULL, NULL, napi_enumerable, NULL},
        {"statementNext", NULL, statement_next, NULL, NULL, NULL, napi_enumerable, NULL},
        {"statementReset", NULL, statement_reset_only, NULL, NULL, NULL, napi_enumerable, NULL},
    };
    napi_define_properties(env, exports, sizeof functions / sizeof *functions, functions);
}

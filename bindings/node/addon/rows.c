#include "submitted.h"

#include <stdlib.h>
#include <string.h>

/* Row blocks (docs/row-block.md) on their way to JavaScript.
 *
 * A small answer is written by the library straight into an ArrayBuffer that the environment keeps for this, the
 * space; what is returned then is one string, the text of its only chunk, or the JSON. A larger one becomes an array:
 * an ArrayBuffer, and the text of each chunk. An answer from another thread is always an array: others may come
 * before it is read.
 *
 * Of a large answer on JavaScript's thread, most rows are given to a function of the caller's before it is complete,
 * some at a time, in the same form: so it is never in memory as a whole. */

enum { SPACE = 1 << 16, MOST_VALUES = 64, STACK_TEXT = 2048, HEADER = 32 };
static const uint32_t BLOCK = 0x3142524E;

/* A prepared request. Functions of JavaScript's stand for it, and each keeps it alive. */
typedef struct Shape {
    size_t references;
    Handle *handle;
    /* The handle's object. */
    napi_ref reference;
    noormme_shape *shape;
    size_t count;
    uint8_t kinds[MOST_VALUES];
} Shape;

/* rowsSpace(): ArrayBuffer */
napi_value rows_space(napi_env env, napi_callback_info info) {
    (void)info;
    State *state = NULL;
    napi_value buffer = NULL;
    napi_get_instance_data(env, (void **)&state);
    if (state->space_reference) {
        napi_get_reference_value(env, state->space_reference, &buffer);
    } else if (napi_create_arraybuffer(env, SPACE, (void **)&state->space, &buffer) != napi_ok ||
               napi_create_reference(env, buffer, 1, &state->space_reference) != napi_ok) {
        state->space = NULL;
        error_throw(env, error_of_ours(env, NOORMME_OUT_OF_MEMORY, "out of memory"));
    }
    return buffer;
}

static uint32_t word(const char *data, size_t offset) {
    uint32_t value;
    memcpy(&value, data + offset, sizeof value);
    return value;
}

static size_t padded(size_t size) { return (size + 7) & ~(size_t)7; }

static napi_status make_text(napi_env env, const char *text, size_t size, bool ascii, napi_value *value) {
    return ascii ? napi_create_string_latin1(env, text, size, value) : napi_create_string_utf8(env, text, size, value);
}

/* Where the first chunk (or the JSON) begins. */
static size_t body(const char *data) { return HEADER + padded(word(data, 16)); }

/* The text of the chunk at *offset, which moves on to the next one. */
static napi_status chunk_text(napi_env env, const char *data, size_t *offset, napi_value *value) {
    size_t cells = (size_t)word(data, 4) * word(data, *offset);
    size_t text = *offset + 16 + cells * 8 + padded(cells);
    size_t size = word(data, *offset + 4);
    napi_status status = make_text(env, data + text, size, word(data, *offset + 12) == 1, value);
    *offset = text + padded(size) + padded(word(data, *offset + 8));
    return status;
}

static void buffer_finalize(napi_env env, void *data, void *hint) {
    (void)env;
    (void)data;
    noormme_buffer *buffer = hint;
    noormme_buffer_dispose(buffer);
    free(buffer);
}

/* An ArrayBuffer of the first `size` bytes; it takes a large answer over instead of copying it. */
static napi_status make_buffer(napi_env env, noormme_buffer *answer, size_t size, napi_value *value) {
    if (answer->owner && size > SPACE) {
        noormme_buffer *kept = malloc(sizeof *kept);
        if (kept) {
            *kept = *answer;
            if (napi_create_external_arraybuffer(env, (void *)kept->data, size, buffer_finalize, kept, value) ==
                napi_ok) {
                *answer = (noormme_buffer)NOORMME_BUFFER_INIT;
                return napi_ok;
            }
            free(kept);
        }
    }
    void *copy;
    napi_status status = napi_create_arraybuffer(env, size, &copy, value);
    if (status == napi_ok) memcpy(copy, answer->data, size);
    return status;
}

static napi_value too_long(napi_env env, napi_value *error) {
    *error = error_of_ours(env, NOORMME_OUT_OF_MEMORY,
                           "the answer is longer than a JavaScript string can be; ask for fewer rows at a time");
    return NULL;
}

/* The answer as JavaScript takes it; NULL with *error set. `in_space` says that the space still holds it. */
napi_value rows_value(napi_env env, noormme_buffer *answer, bool in_space, napi_value *error) {
    napi_value value = NULL, array, text;
    const char *data = answer->data;
    size_t offset = body(data);
    if (word(data, 0) != BLOCK) {
        size_t size = answer->size - offset;
        if (text_new(env, data + offset, size, &text) != napi_ok) return too_long(env, error);
        if (in_space) return text;
        if (napi_create_array_with_length(env, 2, &array) != napi_ok ||
            make_buffer(env, answer, offset, &value) != napi_ok)
            return too_long(env, error);
        napi_set_element(env, array, 0, value);
        napi_set_element(env, array, 1, text);
        return array;
    }
    uint32_t chunks = word(data, 12);
    if (in_space && chunks <= 1) {
        if (chunks == 0) return napi_create_string_latin1(env, "", 0, &text) == napi_ok ? text : too_long(env, error);
        return chunk_text(env, data, &offset, &text) == napi_ok ? text : too_long(env, error);
    }
    if (napi_create_array_with_length(env, chunks + 1, &array) != napi_ok) return too_long(env, error);
    for (uint32_t index = 0; index < chunks; index++) {
        napi_handle_scope scope;
        bool scoped = napi_open_handle_scope(env, &scope) == napi_ok;
        napi_status status = chunk_text(env, data, &offset, &text);
        if (status == napi_ok) napi_set_element(env, array, index + 1, text);
        if (scoped) napi_close_handle_scope(env, scope);
        if (status != napi_ok) return too_long(env, error);
    }
    if (make_buffer(env, answer, answer->size, &value) != napi_ok) return too_long(env, error);
    napi_set_element(env, array, 0, value);
    return array;
}

/* Who takes the rows of an answer as they come. */
typedef struct Parts {
    napi_env env;
    State *state;
    /* part(answer): void */
    napi_value function;
} Parts;

static int32_t take_part(void *context, const char *block, size_t size) {
    Parts *parts = context;
    napi_env env = parts->env;
    napi_handle_scope scope;
    napi_value value, receiver, error = NULL;
    if (napi_open_handle_scope(env, &scope) != napi_ok) return 1;
    noormme_buffer answer = NOORMME_BUFFER_INIT;
    answer.data = block;
    answer.size = size;
    value = rows_value(env, &answer, block == parts->state->space, &error);
    /* What is thrown here is thrown when the call has ended. */
    if (!value) error_throw(env, error);
    bool goes_on = value && napi_get_undefined(env, &receiver) == napi_ok &&
                   napi_call_function(env, receiver, parts->function, 1, &value, NULL) == napi_ok;
    napi_close_handle_scope(env, scope);
    return goes_on ? 0 : 1;
}

static noormme_rows_options options_of(napi_env env, State *state, napi_value known, napi_value budget,
                                       Parts *parts, int32_t *finished) {
    noormme_rows_options options = {0};
    int64_t microseconds = 0;
    napi_get_value_int64(env, budget, &microseconds);
    napi_get_value_uint32(env, known, &options.known);
    options.budget_ns = microseconds > 0 && microseconds < 1000000 ? microseconds * 1000 : 0;
    options.finished = finished;
    options.struct_size = sizeof options;
    options.space = state->space;
    options.space_size = state->space ? SPACE : 0;
    if (!options.budget_ns) options.part = take_part;
    options.part_context = parts;
    return options;
}

/* What a call on this thread came to; undefined when its budget did not suffice, null when it would have waited. */
static napi_value finish(napi_env env, noormme_status status, int32_t finished, noormme_buffer *answer,
                         noormme_error **failure) {
    napi_value value = NULL, error = NULL;
    bool thrown = false;
    napi_is_exception_pending(env, &thrown);
    if (thrown) {
        noormme_buffer_dispose(answer);
        noormme_error_free(failure);
        return NULL;
    }
    if (status == NOORMME_OK && finished != 1) {
        if (finished == 0) napi_get_undefined(env, &value);
        else napi_get_null(env, &value);
        return value;
    }
    if (status == NOORMME_OK) value = rows_value(env, answer, answer->owner == 0, &error);
    else error = *failure ? error_object(env, failure) : error_of_ours(env, status, noormme_status_name(status));
    noormme_buffer_dispose(answer);
    if (!value) error_throw(env, error);
    return value;
}

static bool array_of(napi_env env, napi_value block, uint32_t index, napi_typedarray_type type, const void **data,
                     size_t *count) {
    napi_value array;
    bool is_array = false;
    napi_typedarray_type found;
    void *start = NULL;
    if (napi_get_element(env, block, index, &array) != napi_ok ||
        napi_is_typedarray(env, array, &is_array) != napi_ok || !is_array ||
        napi_get_typedarray_info(env, array, &found, count, &start, NULL, NULL) != napi_ok || found != type)
        return false;
    *data = start;
    return true;
}

bool request_copy(napi_env env, napi_value value, napi_value block, char **text, size_t *size) {
    napi_valuetype type;
    if (napi_typeof(env, block, &type) != napi_ok || type == napi_undefined) return text_copy(env, value, text, size);
    const void *numbers, *kinds;
    size_t cells, known, spec, values;
    uint32_t width = 0;
    napi_value string, element;
    if (!array_of(env, block, 0, napi_float64_array, &numbers, &cells) ||
        !array_of(env, block, 1, napi_uint8_array, &kinds, &known) || known != cells ||
        napi_get_element(env, block, 2, &string) != napi_ok || napi_get_element(env, block, 3, &element) != napi_ok ||
        napi_get_value_uint32(env, element, &width) != napi_ok || width == 0 || cells % width != 0 ||
        napi_get_value_string_utf8(env, value, NULL, 0, &spec) != napi_ok ||
        napi_get_value_string_utf8(env, string, NULL, 0, &values) != napi_ok || values > INT32_MAX) {
        error_throw(env, error_of_ours(env, NOORMME_MISUSE, "a request and a block of values are wanted"));
        return false;
    }
    size_t start = padded(spec + 1), texts = start + 16 + cells * 8 + padded(cells);
    /* One more for the zero that is written behind a string. */
    char *made = calloc(1, texts + values + 1);
    if (!made) {
        error_throw(env, error_of_ours(env, NOORMME_OUT_OF_MEMORY, "out of memory"));
        return false;
    }
    const uint32_t head[4] = {(uint32_t)(cells / width), width, (uint32_t)values, 0};
    napi_get_value_string_utf8(env, value, made, spec + 1, &spec);
    memcpy(made + start, head, sizeof head);
    if (cells > 0) {
        memcpy(made + start + 16, numbers, cells * 8);
        memcpy(made + start + 16 + cells * 8, kinds, cells);
    }
    napi_get_value_string_utf8(env, string, made + texts, values + 1, &values);
    *text = made;
    *size = texts + values;
    return true;
}

/* rowsSync(on, spec, known, budget, part, block?): string | array | undefined | null. The budget is in microseconds; 0
 * for none, and then `part` is given rows before. `on` is a database or a transaction. */
napi_value rows_sync(napi_env env, napi_callback_info info) {
    size_t count = 6, size = 0;
    napi_value arguments[6];
    int32_t finished = 1;
    char *spec = NULL;
    napi_get_cb_info(env, info, &count, arguments, NULL, NULL);
    Handle *handle = NULL;
    noormme_tx *tx = transaction_get(env, arguments[0], &handle);
    if (!tx && !handle) handle = handle_get(env, arguments[0]);
    if (!handle || !request_copy(env, arguments[1], arguments[5], &spec, &size)) return NULL;
    if (handle->closing) {
        free(spec);
        error_throw(env, error_of_ours(env, NOORMME_CLOSED, "the database is closed"));
        return NULL;
    }
    Parts parts = {env, handle->state, arguments[4]};
    noormme_rows_options options = options_of(env, handle->state, arguments[2], arguments[3], &parts, &finished);
    noormme_buffer answer = NOORMME_BUFFER_INIT;
    noormme_error *error = NULL;
    noormme_status status = tx ? noormme_tx_rows(tx, spec, size, &options, &answer, &error)
                               : noormme_db_rows(handle->db, spec, size, &options, &answer, &error);
    free(spec);
    return finish(env, status, finished, &answer, &error);
}

/* sqlRowsSync(on, sql, parameters, known, budget, part): as rowsSync. */
napi_value sql_rows_sync(napi_env env, napi_callback_info info) {
    size_t count = 6;
    napi_value arguments[6], value = NULL;
    int32_t finished = 1;
    napi_get_cb_info(env, info, &count, arguments, NULL, NULL);
    Request request = {0};
    if (request_read(env, arguments, NULL, &request)) {
        Parts parts = {env, request.handle->state, arguments[5]};
        noormme_rows_options options =
            options_of(env, request.handle->state, arguments[3], arguments[4], &parts, &finished);
        noormme_buffer answer = NOORMME_BUFFER_INIT;
        noormme_error *error = NULL;
        noormme_status status =
            request.tx ? noormme_tx_sql_rows(request.tx, request.first, request.first_size, request.second,
                                             request.second_size, &options, &answer, &error)
                       : noormme_db_sql_rows(request.handle->db, request.first, request.first_size, request.second,
                                             request.second_size, &options, &answer, &error);
        value = finish(env, status, finished, &answer, &error);
    }
    request_free(&request);
    return value;
}

/* The literals of a call, in memory of their own when they are large. */
typedef struct Values {
    noormme_literal list[MOST_VALUES];
    char small[STACK_TEXT];
    char *large;
} Values;

static void values_dispose(Values *values) { free(values->large); }

/* Reads the arguments by the shape's kinds; false with an exception pending. */
static bool values_read(napi_env env, Shape *shape, const napi_value *arguments, Values *values) {
    size_t used = 0, total = 0;
    char *text = values->small;
    size_t room = STACK_TEXT;
    values->large = NULL;
    for (size_t index = 0; index < shape->count; index++) {
        noormme_literal *value = &values->list[index];
        value->kind = shape->kinds[index];
        value->reserved = 0;
        napi_status status = napi_ok;
        if (value->kind == NOORMME_LITERAL_TEXT) {
            size_t size = 0;
            /* A character is at most 3 bytes (a pair of surrogates 4): a text that may have been cut is measured. */
            status = napi_get_value_string_utf8(env, arguments[index], text + used, room - used, &size);
            if (status == napi_ok && size + 4 >= room - used) {
                for (size_t each = index; each < shape->count; each++) {
                    size_t length = 0;
                    if (shape->kinds[each] == NOORMME_LITERAL_TEXT &&
                        napi_get_value_string_utf8(env, arguments[each], NULL, 0, &length) == napi_ok)
                        total += length + 8;
                }
                /* Texts read before stay where they are, in `small`: this happens once. */
                if (!values->large) values->large = malloc(total + 8);
                if (!values->large) {
                    error_throw(env, error_of_ours(env, NOORMME_OUT_OF_MEMORY, "out of memory"));
                    return false;
                }
                text = values->large;
                room = total + 8;
                used = 0;
                status = napi_get_value_string_utf8(env, arguments[index], text, room, &size);
            }
            value->text = text + used;
            value->size = size;
            used += size;
        } else {
            double number = 0;
            status = napi_get_value_double(env, arguments[index], &number);
            if (value->kind == NOORMME_LITERAL_INTEGER) value->integer = (int64_t)number;
            else value->real = number;
        }
        if (status != napi_ok) {
            error_throw(env, error_of_ours(env, NOORMME_MISUSE, "a value is of another kind than the literal's"));
            return false;
        }
    }
    return true;
}

/* run(known, budget, part, ...values): string | array | undefined, as rowsSync. */
static napi_value shape_run(napi_env env, napi_callback_info info) {
    size_t count = MOST_VALUES + 3;
    napi_value arguments[MOST_VALUES + 3];
    int32_t finished = 1;
    Shape *shape = NULL;
    napi_get_cb_info(env, info, &count, arguments, NULL, (void **)&shape);
    Values values;
    if (!values_read(env, shape, arguments + 3, &values)) {
        values_dispose(&values);
        return NULL;
    }
    Parts parts = {env, shape->handle->state, arguments[2]};
    noormme_rows_options options =
        options_of(env, shape->handle->state, arguments[0], arguments[1], &parts, &finished);
    noormme_buffer answer = NOORMME_BUFFER_INIT;
    noormme_error *error = NULL;
    noormme_status status = noormme_shape_rows(shape->shape, values.list, shape->count, &options, &answer, &error);
    values_dispose(&values);
    return finish(env, status, finished, &answer, &error);
}

static void shape_finalize(napi_env env, void *data, void *hint) {
    (void)hint;
    Shape *shape = data;
    if (--shape->references > 0) return;
    noormme_shape_free(&shape->shape);
    if (shape->reference) napi_delete_reference(env, shape->reference);
    free(shape);
}

static napi_value shape_function(napi_env env, Shape *shape, napi_callback callback) {
    napi_value function = NULL;
    if (napi_create_function(env, NULL, 0, callback, shape, &function) != napi_ok ||
        napi_add_finalizer(env, function, shape, shape_finalize, NULL, NULL) != napi_ok)
        return NULL;
    shape->references++;
    return function;
}

/* shape(handle, text): run */
napi_value shape_new(napi_env env, napi_callback_info info) {
    size_t count = 2, size = 0;
    napi_value arguments[2];
    char *text = NULL;
    napi_get_cb_info(env, info, &count, arguments, NULL, NULL);
    Handle *handle = handle_get(env, arguments[0]);
    if (!handle || !text_copy(env, arguments[1], &text, &size)) return NULL;
    Shape *shape = calloc(1, sizeof *shape);
    noormme_error *error = NULL;
    napi_value function = NULL;
    if (!shape) {
        error_throw(env, error_of_ours(env, NOORMME_OUT_OF_MEMORY, "out of memory"));
        free(text);
        return NULL;
    }
    for (size_t index = 0; index < size; index++) {
        if (text[index] < NOORMME_LITERAL_TEXT || text[index] > NOORMME_LITERAL_REAL) continue;
        if (shape->count < MOST_VALUES) shape->kinds[shape->count] = (uint8_t)text[index];
        shape->count++;
    }
    shape->handle = handle;
    shape->references = 1;
    if (shape->count > MOST_VALUES)
        error_throw(env, error_of_ours(env, NOORMME_TOO_COMPLEX, "a shape may leave out 64 literals"));
    else if (noormme_shape_new(handle->db, text, size, &shape->shape, &error) != NOORMME_OK)
        error_throw(env, error_object(env, &error));
    else if (napi_create_reference(env, arguments[0], 1, &shape->reference) != napi_ok ||
             !(function = shape_function(env, shape, shape_run)))
        error_throw(env, error_of_ours(env, NOORMME_INTERNAL, "cannot make a shape"));
    free(text);
    shape_finalize(env, shape, NULL);
    return function;
}

#include "sqlite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Values between JavaScript and SQLite, by the rules better-sqlite3's users know: a number is a REAL, which a
 * column of INTEGER affinity turns into an integer; a bigint is an integer; bytes are a BLOB. true and false are
 * 1 and 0. */

typedef struct ArenaBlock {
    struct ArenaBlock *next;
    char bytes[];
} ArenaBlock;

static char *arena_take(Arena *arena, size_t size) {
    if (sizeof arena->first - arena->used >= size) {
        char *start = arena->first + arena->used;
        arena->used += size;
        return start;
    }
    ArenaBlock *block = malloc(sizeof *block + size);
    if (!block) return NULL;
    block->next = arena->blocks;
    arena->blocks = block;
    return block->bytes;
}

void arena_free(Arena *arena) {
    while (arena->blocks) {
        ArenaBlock *next = arena->blocks->next;
        free(arena->blocks);
        arena->blocks = next;
    }
}

static size_t element_size(napi_typedarray_type type) {
    switch (type) {
    case napi_int16_array:
    case napi_uint16_array:
        return 2;
    case napi_int32_array:
    case napi_uint32_array:
    case napi_float32_array:
        return 4;
    case napi_float64_array:
    case napi_bigint64_array:
    case napi_biguint64_array:
        return 8;
    default:
        return 1;
    }
}

static Conversion from_object(napi_env env, napi_value value, noormme_value *out) {
    bool is = false;
    void *data = NULL;
    size_t size = 0;
    if (napi_is_typedarray(env, value, &is) == napi_ok && is) {
        napi_typedarray_type type;
        if (napi_get_typedarray_info(env, value, &type, &size, &data, NULL, NULL) != napi_ok) return NOT_A_VALUE;
        size *= element_size(type);
    } else if (napi_is_dataview(env, value, &is) == napi_ok && is) {
        if (napi_get_dataview_info(env, value, &size, &data, NULL, NULL) != napi_ok) return NOT_A_VALUE;
    } else if (napi_is_arraybuffer(env, value, &is) == napi_ok && is) {
        if (napi_get_arraybuffer_info(env, value, &data, &size) != napi_ok) return NOT_A_VALUE;
    } else {
        return NOT_A_VALUE;
    }
    out->type = NOORMME_VALUE_BLOB;
    out->bytes = size ? data : NULL;
    out->size = size;
    return CONVERTED;
}

Conversion sql_from_js(napi_env env, napi_value value, Arena *arena, noormme_value *out) {
    napi_valuetype type;
    bool flag = false;
    if (napi_typeof(env, value, &type) != napi_ok) return NOT_A_VALUE;
    memset(out, 0, sizeof *out);
    switch (type) {
    case napi_undefined:
    case napi_null:
        return CONVERTED;
    case napi_number:
        out->type = NOORMME_VALUE_REAL;
        napi_get_value_double(env, value, &out->real);
        /* SQLite has no NaN: as its own interface does, NULL is stored. */
        if (out->real != out->real) out->type = NOORMME_VALUE_NULL;
        return CONVERTED;
    case napi_boolean:
        napi_get_value_bool(env, value, &flag);
        out->type = NOORMME_VALUE_INTEGER;
        out->integer = flag;
        return CONVERTED;
    case napi_bigint:
        out->type = NOORMME_VALUE_INTEGER;
        napi_get_value_bigint_int64(env, value, &out->integer, &flag);
        return flag ? CONVERTED : TOO_BIG;
    case napi_string: {
        size_t size = 0;
        if (napi_get_value_string_utf8(env, value, NULL, 0, &size) != napi_ok) return NOT_A_VALUE;
        char *text = arena_take(arena, size + 1);
        if (!text) return NO_MEMORY;
        napi_get_value_string_utf8(env, value, text, size + 1, &out->size);
        out->type = NOORMME_VALUE_TEXT;
        out->bytes = text;
        return CONVERTED;
    }
    case napi_object:
        return from_object(env, value, out);
    default:
        return NOT_A_VALUE;
    }
}

napi_value sql_to_js(napi_env env, const noormme_value *value, bool big_integers) {
    napi_value result = NULL;
    switch (value->type) {
    case NOORMME_VALUE_INTEGER:
        if (big_integers) napi_create_bigint_int64(env, value->integer, &result);
        else napi_create_double(env, (double)value->integer, &result);
        break;
    case NOORMME_VALUE_REAL:
        napi_create_double(env, value->real, &result);
        break;
    case NOORMME_VALUE_TEXT:
        napi_create_string_utf8(env, value->bytes ? value->bytes : "", value->size, &result);
        break;
    case NOORMME_VALUE_BLOB:
        napi_create_buffer_copy(env, value->size, value->bytes ? value->bytes : "", NULL, &result);
        break;
    default:
        napi_get_null(env, &result);
        break;
    }
    return result;
}

bool sql_scratch(SqlConnection *connection, size_t size) {
    if (connection->scratch && connection->scratch_size >= size) return true;
    char *grown = realloc(connection->scratch, size);
    if (!grown) return false;
    connection->scratch = grown;
    connection->scratch_size = size;
    return true;
}

int sql_result(napi_env env, SqlConnection *connection, napi_value answer, const char *who, noormme_value *result) {
    char message[80];
    Arena arena;
    arena.blocks = NULL;
    arena.used = 0;
    Conversion conversion = sql_from_js(env, answer, &arena, result);
    if (conversion == CONVERTED && (result->type == NOORMME_VALUE_TEXT || result->type == NOORMME_VALUE_BLOB)) {
        if (!sql_scratch(connection, result->size + 1)) conversion = NO_MEMORY;
        else {
            if (result->size) memcpy(connection->scratch, result->bytes, result->size);
            result->bytes = connection->scratch;
        }
    }
    arena_free(&arena);
    switch (conversion) {
    case CONVERTED:
        return 0;
    case TOO_BIG:
        snprintf(message, sizeof message, "%s a bigint that was too big", who);
        napi_throw_range_error(env, NULL, message);
        break;
    case NOT_A_VALUE:
        snprintf(message, sizeof message, "%s an invalid value", who);
        napi_throw_type_error(env, NULL, message);
        break;
    case NO_MEMORY:
        napi_throw_error(env, NULL, "Out of memory");
        break;
    }
    sql_keep_exception(env, connection);
    return 1;
}

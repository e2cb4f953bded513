#include "sqlite.h"

#include <stdlib.h>
#include <string.h>

/* SQL functions written in JavaScript. SQLite calls them inside a step, on the environment's thread. */

typedef struct Function {
    SqlConnection *connection;
    napi_ref callback;
    bool big_integers;
} Function;

static void function_release(void *context) {
    Function *function = context;
    if (function->callback) napi_delete_reference(function->connection->env, function->callback);
    sql_connection_release(function->connection);
    free(function);
}

/* Calls back with `lead` first, then the arguments. */
static int function_call(Function *function, const napi_value *lead, size_t leading, const noormme_value *arguments,
                         size_t count, noormme_value *result) {
    SqlConnection *connection = function->connection;
    napi_env env = connection->env;
    napi_value stack[18], *values = stack, callback = NULL, receiver = NULL, answer = NULL;
    int failed = 1;
    if (leading + count > sizeof stack / sizeof *stack) values = malloc((leading + count) * sizeof *values);
    if (!values) return 1;
    for (size_t i = 0; i < leading; i++) values[i] = lead[i];
    bool complete = true;
    for (size_t i = 0; i < count; i++)
        if (!(values[leading + i] = sql_to_js(env, &arguments[i], function->big_integers))) complete = false;
    if (complete && napi_get_reference_value(env, function->callback, &callback) == napi_ok && callback &&
        napi_get_undefined(env, &receiver) == napi_ok) {
        if (napi_call_function(env, receiver, callback, leading + count, values, &answer) == napi_ok)
            failed = sql_result(env, connection, answer, "User-defined function returned", result);
        else sql_keep_exception(env, connection);
    }
    if (values != stack) free(values);
    return failed;
}

static int call_function(void *context, const noormme_value *arguments, size_t count, noormme_value *result) {
    Function *function = context;
    napi_handle_scope scope;
    /* A call after one that threw: SQLite is on its way out. */
    if (function->connection->exception || napi_open_handle_scope(function->connection->env, &scope) != napi_ok) return 1;
    int failed = function_call(function, NULL, 0, arguments, count, result);
    napi_close_handle_scope(function->connection->env, scope);
    return failed;
}

static int call_phase(void *context, int phase, uint64_t group, const noormme_value *arguments, size_t count,
                      noormme_value *result) {
    Function *function = context;
    napi_env env = function->connection->env;
    napi_handle_scope scope;
    napi_value lead[2];
    if (napi_open_handle_scope(env, &scope) != napi_ok) return 1;
    /* The end of a group is told also after an exception, so that JavaScript forgets it. */
    bool skip = function->connection->exception && phase != 3;
    int failed = 1;
    if (!skip && napi_create_int32(env, phase, &lead[0]) == napi_ok &&
        napi_create_double(env, (double)group, &lead[1]) == napi_ok)
        failed = function_call(function, lead, 2, arguments, count, result);
    napi_close_handle_scope(env, scope);
    return failed;
}

static int call_step(void *context, uint64_t group, const noormme_value *arguments, size_t count,
                     noormme_value *result) {
    return call_phase(context, 0, group, arguments, count, result);
}

static int call_inverse(void *context, uint64_t group, const noormme_value *arguments, size_t count,
                        noormme_value *result) {
    return call_phase(context, 1, group, arguments, count, result);
}

static int call_value(void *context, uint64_t group, const noormme_value *arguments, size_t count,
                      noormme_value *result) {
    return call_phase(context, 2, group, arguments, count, result);
}

static int call_final(void *context, uint64_t group, const noormme_value *arguments, size_t count,
                      noormme_value *result) {
    return call_phase(context, 3, group, arguments, count, result);
}

/* connectionFunction(handle, name, arguments, flags, bigIntegers, callback), connectionAggregate(the same): void.
 * Flags: NOORMME_FUNCTION_…, and 4 for an aggregate that is a window function. An aggregate's callback gets the phase
 * (0 step, 1 inverse, 2 value, 3 final) and the group first. */
napi_value sql_define(napi_env env, napi_callback_info info) {
    size_t count = 6, size = 0;
    napi_value arguments[6];
    void *is_aggregate = NULL;
    char *name = NULL;
    int32_t number = 0, flags = 0;
    napi_get_cb_info(env, info, &count, arguments, NULL, &is_aggregate);
    SqlConnection *connection = sql_connection_get(env, arguments[0]);
    if (!connection || !text_copy(env, arguments[1], &name, &size)) return NULL;
    Function *function = calloc(1, sizeof *function);
    if (!function) {
        free(name);
        error_throw(env, error_of_ours(env, NOORMME_OUT_OF_MEMORY, "out of memory"));
        return NULL;
    }
    function->connection = connection;
    connection->references++;
    napi_get_value_int32(env, arguments[2], &number);
    napi_get_value_int32(env, arguments[3], &flags);
    napi_get_value_bool(env, arguments[4], &function->big_integers);
    napi_create_reference(env, arguments[5], 1, &function->callback);
    noormme_error *error = NULL;
    noormme_status status;
    if (is_aggregate) {
        bool is_window = flags & 4;
        noormme_aggregate aggregate = {sizeof aggregate, call_step, is_window ? call_inverse : NULL,
                                       is_window ? call_value : NULL, call_final};
        status = noormme_connection_aggregate(connection->handle, name, size, number, flags & 3, &aggregate, function,
                                              function_release, &error);
    } else {
        status = noormme_connection_function(connection->handle, name, size, number, flags & 3, call_function,
                                             function, function_release, &error);
    }
    free(name);
    if (status != NOORMME_OK) sql_throw(env, connection, &error);
    return NULL;
}

#include "addon.h"

#include <stdlib.h>

/* Transactions on the calling thread. */

/* actionSync(transaction, action, savepoint): number */
napi_value action_sync(napi_env env, napi_callback_info info) {
    size_t count = 3;
    napi_value arguments[3], value = NULL;
    int32_t action = 0;
    int64_t savepoint = 0;
    napi_get_cb_info(env, info, &count, arguments, NULL, NULL);
    Handle *database = NULL;
    noormme_tx *handle = transaction_get(env, arguments[0], &database);
    napi_get_value_int32(env, arguments[1], &action);
    napi_get_value_int64(env, arguments[2], &savepoint);
    noormme_error *error = NULL;
    noormme_status status = NOORMME_MISUSE;
    switch (action) {
    case NOORMME_TX_COMMIT: status = noormme_tx_commit(handle, &error); break;
    case NOORMME_TX_ROLLBACK: status = noormme_tx_rollback(handle, &error); break;
    case NOORMME_TX_SAVEPOINT: status = noormme_tx_savepoint(handle, &savepoint, &error); break;
    case NOORMME_TX_RELEASE: status = noormme_tx_release(handle, savepoint, &error); break;
    case NOORMME_TX_ROLLBACK_TO: status = noormme_tx_rollback_to(handle, savepoint, &error); break;
    }
    if (status != NOORMME_OK)
        error_throw(env, error ? error_object(env, &error) : error_of_ours(env, status, "no such action"));
    else napi_create_int64(env, savepoint, &value);
    return value;
}

/* textSync(on, spec): string */
napi_value text_sync(napi_env env, napi_callback_info info) {
    size_t count = 3;
    napi_value arguments[3], value = NULL;
    napi_get_cb_info(env, info, &count, arguments, NULL, NULL);
    Handle *handle = NULL;
    noormme_tx *tx = transaction_get(env, arguments[0], &handle);
    char *spec = NULL;
    size_t size = 0;
    if (!tx) handle = handle_get(env, arguments[0]);
    if (!handle || !text_copy(env, arguments[1], &spec, &size)) return NULL;
    noormme_buffer answer = NOORMME_BUFFER_INIT;
    noormme_error *error = NULL;
    noormme_status status = tx                ? noormme_tx_execute(tx, spec, size, &answer, &error)
                            : handle->closing ? NOORMME_CLOSED
                                              : noormme_db_execute(handle->db, spec, size, &answer, &error);
    if (status != NOORMME_OK)
        error_throw(env, error ? error_object(env, &error) : error_of_ours(env, status, "the database is closed"));
    else if (text_new(env, answer.data, answer.size, &value) != napi_ok)
        error_throw(env, error_of_ours(env, NOORMME_OUT_OF_MEMORY,
                                       "the answer is longer than a JavaScript string can be; ask for fewer rows"));
    noormme_buffer_dispose(&answer);
    free(spec);
    return value;
}

#include "submitted.h"

/* SQL text on the calling thread, but for its rows (rows.c). */

/* scriptSync(on, sql), describeSync(database, sql): string or undefined. */
napi_value blocking_call(napi_env env, napi_callback_info info) {
    size_t count = 3;
    napi_value arguments[3], value = NULL;
    void *data = NULL;
    napi_get_cb_info(env, info, &count, arguments, NULL, &data);
    Request request = {0};
    noormme_buffer answer = NOORMME_BUFFER_INIT;
    noormme_error *error = NULL;
    noormme_status status = NOORMME_MISUSE;
    bool is_read = request_read(env, arguments, NULL, &request);
    if (is_read) {
        noormme_db *db = request.handle->db;
        const char *sql = request.first;
        size_t size = request.first_size;
        if ((Kind)(uintptr_t)data == SCRIPT)
            status = request.tx ? noormme_tx_script(request.tx, sql, size, &error)
                                : noormme_db_script(db, sql, size, &error);
        else status = noormme_db_describe(db, sql, size, &answer, &error);
    }
    if (is_read && status != NOORMME_OK) error_throw(env, error_object(env, &error));
    else if (answer.data && text_new(env, answer.data, answer.size, &value) != napi_ok)
        error_throw(env, error_of_ours(env, NOORMME_OUT_OF_MEMORY,
                                       "the answer is longer than a JavaScript string can be; ask for fewer rows"));
    noormme_buffer_dispose(&answer);
    request_free(&request);
    return value;
}

#include "submitted.h"

#include <stdlib.h>

/* Rows some at a time, as JavaScript holds them. */

static const napi_type_tag STREAM_TAG = {0x6e6f6f726d6d6572ULL, 0xe2760f4bc5398d1aULL};

static void stream_finalize(napi_env env, void *data, void *hint) {
    (void)hint;
    Stream *stream = data;
    noormme_stream_free(&stream->stream);
    noormme_cursor_free(&stream->cursor);
    if (stream->reference) napi_delete_reference(env, stream->reference);
    free(stream);
}

Stream *stream_get(napi_env env, napi_value value) {
    bool ours = false;
    Stream *stream = NULL;
    napi_valuetype type;
    if (napi_typeof(env, value, &type) == napi_ok && type == napi_object &&
        napi_check_object_type_tag(env, value, &STREAM_TAG, &ours) == napi_ok && ours)
        napi_unwrap(env, value, (void **)&stream);
    return stream;
}

/* stream(transaction, sql, parameters?), cursor(transaction, spec): stream */
napi_value stream_new(napi_env env, napi_callback_info info) {
    size_t count = 3;
    napi_value arguments[3], object = NULL;
    void *data = NULL;
    napi_get_cb_info(env, info, &count, arguments, NULL, &data);
    Request request = {0};
    noormme_error *error = NULL;
    Stream *stream = calloc(1, sizeof *stream);
    if (!stream) {
        error_throw(env, error_of_ours(env, NOORMME_OUT_OF_MEMORY, "out of memory"));
    } else if (!request_read(env, arguments, NULL, &request)) {
        free(stream);
    } else if (((Kind)(uintptr_t)data == SPEC
                    ? noormme_cursor_new(request.tx, request.first, request.first_size, &stream->cursor, &error)
                    : noormme_tx_stream(request.tx, request.first, request.first_size, request.second,
                                        request.second_size, &stream->stream, &error)) != NOORMME_OK) {
        error_throw(env, error_object(env, &error));
        free(stream);
    } else {
        stream->handle = request.handle;
        if (napi_create_reference(env, arguments[0], 1, &stream->reference) != napi_ok ||
            napi_create_object(env, &object) != napi_ok ||
            napi_wrap(env, object, stream, stream_finalize, NULL, NULL) != napi_ok) {
            stream_finalize(env, stream, NULL);
            error_throw(env, error_of_ours(env, NOORMME_INTERNAL, "cannot make a handle"));
            object = NULL;
        } else {
            napi_type_tag_object(env, object, &STREAM_TAG);
        }
    }
    request_free(&request);
    return object;
}

/* streamFree(stream): void */
napi_value stream_free(napi_env env, napi_callback_info info) {
    size_t count = 1;
    napi_value argument;
    napi_get_cb_info(env, info, &count, &argument, NULL, NULL);
    Stream *stream = stream_get(env, argument);
    if (stream) noormme_stream_free(&stream->stream);
    if (stream) noormme_cursor_free(&stream->cursor);
    return NULL;
}

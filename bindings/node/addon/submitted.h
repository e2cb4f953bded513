/* What the files share that make calls: submitted.c, blocking.c, streams.c. */
#ifndef NOORMME_SUBMITTED_H
#define NOORMME_SUBMITTED_H

#include "addon.h"

/* Rows of a statement of a transaction, whose object the reference keeps. */
typedef struct Stream {
    noormme_stream *stream;
    /* Instead, for the rows of a request. */
    noormme_cursor *cursor;
    Handle *handle;
    napi_ref reference;
} Stream;

/* The stream an argument wraps, or NULL. */
Stream *stream_get(napi_env env, napi_value value);

/* What a call is made on, and its texts. */
typedef struct Request {
    Handle *handle;
    noormme_tx *tx;
    noormme_stream *stream;
    noormme_cursor *cursor;
    char *first, *second;
    size_t first_size, second_size;
} Request;

typedef enum Kind { SQL, SCRIPT, SPEC, BEGIN, ACTION, NEXT, SPEC_ROWS } Kind;

/* Reads (database, transaction or stream; text; text or undefined); false with an exception pending. */
bool request_read(napi_env env, napi_value *arguments, napi_value block, Request *request);
void request_free(Request *request);

/* Functions JavaScript calls; `data` of each is a Kind where it needs one. */
napi_value sql_rows_sync(napi_env env, napi_callback_info info);
napi_value blocking_call(napi_env env, napi_callback_info info);
napi_value stream_new(napi_env env, napi_callback_info info);
napi_value stream_free(napi_env env, napi_callback_info info);

#endif

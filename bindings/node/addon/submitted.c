#include "submitted.h"

#include <pthread.h>
#include <stdlib.h>

/* Calls that run on other threads, most on the library's: requests, SQL text, transactions. What became of one comes back
 * through one threadsafe function for each environment; while none is under way, it does not keep the process alive. */

typedef struct Completions {
    /* Guards what is below it, for callbacks come on other threads. */
    pthread_mutex_t lock;
    napi_threadsafe_function function;
    /* The environment ends: nobody is left to hear. */
    bool closed;
    size_t references;
    /* Calls under way; touched on the environment's thread only. */
    size_t pending;
} Completions;

/* One call under way. */
typedef struct Submitted {
    Completions *completions;
    napi_deferred deferred;
    /* Keeps the database's object, and the transaction's, until the call is done. */
    napi_ref reference;
    Handle *handle;
    bool is_begin, is_rows;
    noormme_status status;
    noormme_buffer answer;
    noormme_tx *tx;
    noormme_error *error;
} Submitted;

/* A transaction as JavaScript holds it. */
typedef struct Tx {
    noormme_tx *tx;
    Handle *handle;
    napi_ref reference;
} Tx;

static const napi_type_tag TX_TAG = {0x6e6f6f726d6d6578ULL, 0x51c3a0d7e96b8f24ULL};

static void completions_release(Completions *completions) {
    pthread_mutex_lock(&completions->lock);
    bool last = --completions->references == 0;
    pthread_mutex_unlock(&completions->lock);
    if (!last) return;
    pthread_mutex_destroy(&completions->lock);
    free(completions);
}

static void submitted_free(Submitted *call) {
    noormme_buffer_dispose(&call->answer);
    noormme_error_free(&call->error);
    noormme_tx_free(&call->tx);
    completions_release(call->completions);
    free(call);
}

/* On a thread of the library. */
static void submitted_done(Submitted *call) {
    Completions *completions = call->completions;
    pthread_mutex_lock(&completions->lock);
    bool told = !completions->closed &&
                napi_call_threadsafe_function(completions->function, call, napi_tsfn_nonblocking) == napi_ok;
    pthread_mutex_unlock(&completions->lock);
    if (!told) submitted_free(call);
}

static void on_answer(void *context, noormme_status status, noormme_buffer *answer, noormme_error *error) {
    Submitted *call = context;
    call->status = status;
    call->answer = *answer;
    call->error = error;
    submitted_done(call);
}

static void on_begun(void *context, noormme_status status, noormme_tx *tx, noormme_error *error) {
    Submitted *call = context;
    call->status = status;
    call->tx = tx;
    call->error = error;
    submitted_done(call);
}

static void tx_finalize(napi_env env, void *data, void *hint) {
    (void)hint;
    Tx *tx = data;
    noormme_tx_free(&tx->tx);
    if (tx->reference) napi_delete_reference(env, tx->reference);
    free(tx);
}

/* A transaction's object, which keeps its database's. */
static napi_value tx_object(napi_env env, Submitted *call) {
    napi_value object = NULL, database = NULL;
    Tx *tx = calloc(1, sizeof *tx);
    if (!tx) return NULL;
    tx->tx = call->tx;
    tx->handle = call->handle;
    call->tx = NULL;
    if (napi_get_reference_value(env, call->reference, &database) != napi_ok || !database ||
        napi_create_reference(env, database, 1, &tx->reference) != napi_ok ||
        napi_create_object(env, &object) != napi_ok ||
        napi_wrap(env, object, tx, tx_finalize, NULL, NULL) != napi_ok) {
        tx_finalize(env, tx, NULL);
        return NULL;
    }
    napi_type_tag_object(env, object, &TX_TAG);
    return object;
}

/* On the environment's thread; env is NULL when it ends. */
static void deliver(napi_env env, napi_value function, void *context, void *data) {
    (void)function;
    (void)context;
    Submitted *call = data;
    if (env) {
        napi_value value = NULL, error = NULL;
        Completions *completions = call->completions;
        events_hold(call->handle->state);
        if (call->status != NOORMME_OK) {
            error = call->error ? error_object(env, &call->error)
                                : error_of_ours(env, call->status, noormme_status_name(call->status));
        } else if (call->is_begin) {
            if (!(value = tx_object(env, call))) error = error_of_ours(env, NOORMME_OUT_OF_MEMORY, "out of memory");
        } else if (call->is_rows) {
            value = rows_value(env, &call->answer, false, &error);
        } else if (!call->answer.data) {
            napi_get_undefined(env, &value);
        } else if (text_new(env, call->answer.data, call->answer.size, &value) != napi_ok) {
            error = error_of_ours(env, NOORMME_OUT_OF_MEMORY,
                                  "the answer is longer than a JavaScript string can be; ask for fewer rows at a time");
        }
        if (error) napi_reject_deferred(env, call->deferred, error);
        else napi_resolve_deferred(env, call->deferred, value);
        call->handle->running--;
        handle_completed(env, call->handle);
        if (--completions->pending == 0) napi_unref_threadsafe_function(env, completions->function);
        napi_delete_reference(env, call->reference);
    }
    submitted_free(call);
}

/* The environment ends; what still comes is freed where it comes. */
static void completions_end(void *data) {
    Completions *completions = data;
    pthread_mutex_lock(&completions->lock);
    completions->closed = true;
    pthread_mutex_unlock(&completions->lock);
    completions_release(completions);
}

static Completions *completions_get(napi_env env, State *state) {
    if (state->completions) return state->completions;
    Completions *completions = calloc(1, sizeof *completions);
    napi_value name;
    if (!completions) return NULL;
    pthread_mutex_init(&completions->lock, NULL);
    completions->references = 1;
    if (napi_create_string_utf8(env, "noormme", NAPI_AUTO_LENGTH, &name) != napi_ok ||
        napi_create_threadsafe_function(env, NULL, NULL, name, 0, 1, NULL, NULL, NULL, deliver,
                                        &completions->function) != napi_ok) {
        completions_release(completions);
        return NULL;
    }
    napi_unref_threadsafe_function(env, completions->function);
    /* Hooks run last first: this one before the function's own. */
    napi_add_env_cleanup_hook(env, completions_end, completions);
    return state->completions = completions;
}

/* A blocking call and who waits for it. */
typedef struct Errand {
    Work work;
    Submitted *call;
} Errand;

static void *errand_run(void *data) {
    Errand *errand = data;
    Work *work = &errand->work;
    work_run(work);
    on_answer(errand->call, work->status, &work->answer, work->error);
    free(work->text);
    free(errand);
    return NULL;
}

bool work_start(napi_env env, Handle *handle, const Work *work, napi_deferred deferred, napi_ref reference) {
    Completions *completions = completions_get(env, handle->state);
    Submitted *call = completions ? calloc(1, sizeof *call) : NULL;
    Errand *errand = call ? malloc(sizeof *errand) : NULL;
    pthread_attr_t attributes;
    if (!errand || pthread_attr_init(&attributes) != 0) {
        free(call);
        free(errand);
        return false;
    }
    call->completions = completions;
    call->handle = handle;
    call->deferred = deferred;
    call->reference = reference;
    errand->work = *work;
    errand->call = call;
    pthread_mutex_lock(&completions->lock);
    completions->references++;
    pthread_mutex_unlock(&completions->lock);
    handle->running++;
    if (completions->pending++ == 0) napi_ref_threadsafe_function(env, completions->function);
    pthread_t thread;
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    /* Where no thread can be had, here: late is better than never. */
    if (pthread_create(&thread, &attributes, errand_run, errand) != 0) errand_run(errand);
    pthread_attr_destroy(&attributes);
    return true;
}

static Tx *tx_get(napi_env env, napi_value value) {
    bool ours = false;
    Tx *tx = NULL;
    napi_valuetype type;
    if (napi_typeof(env, value, &type) == napi_ok && type == napi_object &&
        napi_check_object_type_tag(env, value, &TX_TAG, &ours) == napi_ok && ours)
        napi_unwrap(env, value, (void **)&tx);
    return tx;
}

noormme_tx *transaction_get(napi_env env, napi_value value, Handle **handle) {
    Tx *tx = tx_get(env, value);
    if (!tx) return NULL;
    *handle = tx->handle;
    return tx->tx;
}

static bool optional_text(napi_env env, napi_value value, char **text, size_t *size) {
    napi_valuetype type;
    if (napi_typeof(env, value, &type) == napi_ok && (type == napi_undefined || type == napi_null)) return true;
    return text_copy(env, value, text, size);
}

/* (database or transaction, text, text or undefined), or a text and a block of values; false with an exception pending. */
bool request_read(napi_env env, napi_value *arguments, napi_value block, Request *request) {
    Tx *tx = tx_get(env, arguments[0]);
    Stream *stream = tx ? NULL : stream_get(env, arguments[0]);
    if (tx) {
        request->tx = tx->tx;
        request->handle = tx->handle;
    } else if (stream) {
        request->stream = stream->stream;
        request->cursor = stream->cursor;
        request->handle = stream->handle;
    } else if (!(request->handle = handle_get(env, arguments[0]))) {
        return false;
    }
    if (request->handle->closing) {
        error_throw(env, error_of_ours(env, NOORMME_CLOSED, "the database is closed"));
        return false;
    }
    if (block) return request_copy(env, arguments[1], block, &request->first, &request->first_size);
    return optional_text(env, arguments[1], &request->first, &request->first_size) &&
           optional_text(env, arguments[2], &request->second, &request->second_size);
}

void request_free(Request *request) {
    free(request->first);
    free(request->second);
}

static noormme_status submit(const Request *request, Kind kind, Submitted *call, int32_t action, int64_t savepoint,
                             int64_t timeout, uint64_t *ticket, noormme_error **error) {
    noormme_db *db = request->handle->db;
    noormme_call_options plain = NOORMME_CALL_OPTIONS_INIT, block = NOORMME_CALL_OPTIONS_INIT;
    block.form = NOORMME_FORM_BLOCK;
    plain.timeout_ms = block.timeout_ms = timeout;
    switch (kind) {
    case SPEC_ROWS:
        return request->tx ? noormme_tx_submit(request->tx, request->first, request->first_size, &block, on_answer,
                                               call, ticket, error)
                           : noormme_db_submit(db, request->first, request->first_size, &block, on_answer, call, ticket,
                                               error);
    case SQL:
        return request->tx ? noormme_tx_submit_sql(request->tx, request->first, request->first_size, request->second,
                                                   request->second_size, &block, on_answer, call, ticket, error)
                           : noormme_db_submit_sql(db, request->first, request->first_size, request->second,
                                                   request->second_size, &block, on_answer, call, ticket, error);
    case SCRIPT:
        return request->tx ? noormme_tx_submit_script(request->tx, request->first, request->first_size, &plain,
                                                      on_answer, call, ticket, error)
                           : noormme_db_submit_script(db, request->first, request->first_size, &plain, on_answer, call,
                                                      ticket, error);
    case SPEC:
        return request->tx ? noormme_tx_submit(request->tx, request->first, request->first_size, &plain, on_answer,
                                               call, ticket, error)
                           : noormme_db_submit(db, request->first, request->first_size, &plain, on_answer, call, ticket,
                                               error);
    case BEGIN:
        return noormme_tx_submit_begin(db, request->first, request->first_size, on_begun, call, ticket, error);
    case NEXT:
        if (request->cursor)
            return noormme_cursor_submit_next(request->cursor, savepoint, &plain, on_answer, call, ticket, error);
        return noormme_stream_submit_next(request->stream, savepoint, &plain, on_answer, call, ticket, error);
    default:
        return noormme_tx_submit_action(request->tx, action, savepoint, &plain, on_answer, call, ticket, error);
    }
}

/* submitSql(on, sql, parameters?), submitScript(on, sql), submitSpec(on, spec), submitRows(on, spec, block?),
 * submitBegin(database, options?), submitAction(transaction, undefined, undefined, action, savepoint),
 * submitNext(stream, undefined, undefined, undefined, count): Promise. `on` is a database or a transaction. The sixth
 * argument is a time limit in milliseconds, the seventh an object whose property `ticket` receives the call's number. */
static napi_value submitted_call(napi_env env, napi_callback_info info) {
    size_t count = 7;
    napi_value arguments[7], promise = NULL, number;
    napi_valuetype type;
    void *data = NULL;
    int32_t action = 0;
    int64_t savepoint = 0, timeout = 0;
    uint64_t ticket = 0;
    State *state = NULL;
    napi_get_cb_info(env, info, &count, arguments, NULL, &data);
    napi_get_instance_data(env, (void **)&state);
    Kind kind = (Kind)(uintptr_t)data;
    Request request = {0};
    if (!request_read(env, arguments, kind == SPEC_ROWS ? arguments[2] : NULL, &request)) {
        request_free(&request);
        return NULL;
    }
    napi_get_value_int32(env, arguments[3], &action);
    napi_get_value_int64(env, arguments[4], &savepoint);
    napi_get_value_int64(env, arguments[5], &timeout);
    Completions *completions = completions_get(env, state);
    Submitted *call = completions ? calloc(1, sizeof *call) : NULL;
    noormme_error *error = NULL;
    if (!call || napi_create_promise(env, &call->deferred, &promise) != napi_ok ||
        napi_create_reference(env, arguments[0], 1, &call->reference) != napi_ok) {
        free(call);
        error_throw(env, error_of_ours(env, NOORMME_OUT_OF_MEMORY, "out of memory"));
        promise = NULL;
    } else {
        call->completions = completions;
        call->handle = request.handle;
        call->is_begin = kind == BEGIN;
        call->is_rows = kind == SPEC_ROWS || kind == SQL || (kind == NEXT && request.cursor);
        pthread_mutex_lock(&completions->lock);
        completions->references++;
        pthread_mutex_unlock(&completions->lock);
        /* Before the call is made: it may be done before that returns. */
        request.handle->running++;
        if (completions->pending++ == 0) napi_ref_threadsafe_function(env, completions->function);
        noormme_status status = submit(&request, kind, call, action, savepoint, timeout, &ticket, &error);
        /* Not taken: nobody else has it. */
        if (status != NOORMME_OK) {
            call->status = status;
            call->error = error;
            deliver(env, NULL, NULL, call);
        } else if (napi_typeof(env, arguments[6], &type) == napi_ok && type == napi_object &&
                   napi_create_int64(env, (int64_t)ticket, &number) == napi_ok) {
            napi_set_named_property(env, arguments[6], "ticket", number);
        }
    }
    request_free(&request);
    return promise;
}

/* cancel(database, ticket): void */
static napi_value call_cancel(napi_env env, napi_callback_info info) {
    size_t count = 2;
    napi_value arguments[2];
    int64_t ticket = 0;
    napi_get_cb_info(env, info, &count, arguments, NULL, NULL);
    Handle *handle = handle_get(env, arguments[0]);
    napi_get_value_int64(env, arguments[1], &ticket);
    /* Of a database that closes, every call ends. */
    if (handle && ticket > 0) noormme_db_cancel(handle->db, (uint64_t)ticket, NULL);
    return NULL;
}

/* transactionFree(transaction): void. Rolls back what is not over. */
static napi_value transaction_free(napi_env env, napi_callback_info info) {
    size_t count = 1;
    napi_value argument;
    napi_get_cb_info(env, info, &count, &argument, NULL, NULL);
    Tx *tx = tx_get(env, argument);
    if (tx) noormme_tx_free(&tx->tx);
    return NULL;
}

/* beginSync(database, options): transaction */
static napi_value begin_sync(napi_env env, napi_callback_info info) {
    size_t count = 2, size = 0;
    napi_value arguments[2], object = NULL;
    char *options = NULL;
    napi_get_cb_info(env, info, &count, arguments, NULL, NULL);
    Submitted call = {0};
    call.handle = handle_get(env, arguments[0]);
    if (!call.handle || !text_copy(env, arguments[1], &options, &size)) return NULL;
    if (call.handle->closing) {
        error_throw(env, error_of_ours(env, NOORMME_CLOSED, "the database is closed"));
    } else if (noormme_tx_begin(call.handle->db, options, size, &call.tx, &call.error) != NOORMME_OK) {
        error_throw(env, error_object(env, &call.error));
    } else {
        if (napi_create_reference(env, arguments[0], 1, &call.reference) == napi_ok) {
            object = tx_object(env, &call);
            napi_delete_reference(env, call.reference);
        }
        if (!object) error_throw(env, error_of_ours(env, NOORMME_OUT_OF_MEMORY, "out of memory"));
        noormme_tx_free(&call.tx);
    }
    free(options);
    return object;
}

void submitted_register(napi_env env, napi_value exports) {
    const napi_property_descriptor functions[] = {
        {"submitSql", NULL, submitted_call, NULL, NULL, NULL, napi_enumerable, (void *)SQL},
        {"submitScript", NULL, submitted_call, NULL, NULL, NULL, napi_enumerable, (void *)SCRIPT},
        {"submitSpec", NULL, submitted_call, NULL, NULL, NULL, napi_enumerable, (void *)SPEC},
        {"submitRows", NULL, submitted_call, NULL, NULL, NULL, napi_enumerable, (void *)SPEC_ROWS},
        {"submitBegin", NULL, submitted_call, NULL, NULL, NULL, napi_enumerable, (void *)BEGIN},
        {"submitAction", NULL, submitted_call, NULL, NULL, NULL, napi_enumerable, (void *)ACTION},
        {"submitNext", NULL, submitted_call, NULL, NULL, NULL, napi_enumerable, (void *)NEXT},
        {"cancel", NULL, call_cancel, NULL, NULL, NULL, napi_enumerable, NULL},
        {"stream", NULL, stream_new, NULL, NULL, NULL, napi_enumerable, (void *)SQL},
        {"cursor", NULL, stream_new, NULL, NULL, NULL, napi_enumerable, (void *)SPEC},
        {"beginSync", NULL, begin_sync, NULL, NULL, NULL, napi_enumerable, NULL},
        {"actionSync", NULL, action_sync, NULL, NULL, NULL, napi_enumerable, NULL},
        {"textSync", NULL, text_sync, NULL, NULL, NULL, napi_enumerable, NULL},
        {"streamFree", NULL, stream_free, NULL, NULL, NULL, napi_enumerable, NULL},
        {"sqlRowsSync", NULL, sql_rows_sync, NULL, NULL, NULL, napi_enumerable, NULL},
        {"scriptSync", NULL, blocking_call, NULL, NULL, NULL, napi_enumerable, (void *)SCRIPT},
        {"describeSync", NULL, blocking_call, NULL, NULL, NULL, napi_enumerable, (void *)SPEC},
        {"transactionFree", NULL, transaction_free, NULL, NULL, NULL, napi_enumerable, NULL},
    };
    napi_define_properties(env, exports, sizeof functions / sizeof *functions, functions);
}

#include "addon.h"

#include <stdlib.h>

/* Calls, on the caller's thread or on one of libuv's.
 *
 * A call reads one text and gives one. close() is a call as well: it may have to wait for a checkpoint. It
 * starts when the calls asked for before it have completed, so none of them finds the database closed. */

bool text_copy(napi_env env, napi_value value, char **text, size_t *size) {
    napi_status status = napi_get_value_string_utf8(env, value, NULL, 0, size);
    if (status != napi_ok) {
        error_throw(env, error_of_ours(env, NOORMME_MISUSE, "a string is wanted"));
        return false;
    }
    *text = malloc(*size + 1);
    if (!*text) {
        error_throw(env, error_of_ours(env, NOORMME_OUT_OF_MEMORY, "out of memory"));
        return false;
    }
    return napi_get_value_string_utf8(env, value, *text, *size + 1, size) == napi_ok;
}

void work_run(Work *work) {
    switch (work->operation) {
    case EXECUTE:
        work->status = noormme_db_execute(work->db, work->text, work->text_size, &work->answer, &work->error);
        break;
    case COMPILE:
        work->status = noormme_db_compile(work->db, work->text, work->text_size, &work->answer, &work->error);
        break;
    case INTROSPECT:
        work->status = noormme_db_introspect(work->db, &work->answer, &work->error);
        break;
    case INITIALIZE:
        work->status = noormme_db_initialize(work->db, &work->error);
        break;
    case CLOSE:
        work->status = noormme_db_close(&work->db);
        break;
    }
}

void work_dispose(Work *work) {
    noormme_buffer_dispose(&work->answer);
    noormme_error_free(&work->error);
    free(work->text);
}

static bool takes_text(Operation operation) {
    return operation == EXECUTE || operation == COMPILE;
}

/* The answer as a string, undefined where there is none; NULL with *error set. */
static napi_value work_answer(napi_env env, Work *work, napi_value *error) {
    napi_value value = NULL;
    if (work->status != NOORMME_OK) {
        *error = work->error ? error_object(env, &work->error)
                             : error_of_ours(env, work->status, noormme_status_name(work->status));
        return NULL;
    }
    if (!work->answer.data) {
        napi_get_undefined(env, &value);
    } else if (napi_create_string_utf8(env, work->answer.data, work->answer.size, &value) != napi_ok) {
        *error = error_of_ours(env, NOORMME_OUT_OF_MEMORY,
                               "the answer is longer than a JavaScript string can be; ask for fewer rows at a time");
        return NULL;
    }
    return value;
}

/* Fills a Work from (handle, text); false with an exception pending. */
static bool work_prepare(napi_env env, napi_callback_info info, Work *work, napi_value *object) {
    size_t count = 2;
    napi_value arguments[2];
    void *data = NULL;
    napi_get_cb_info(env, info, &count, arguments, NULL, &data);
    work->operation = (Operation)(uintptr_t)data;
    work->handle = handle_get(env, arguments[0]);
    if (!work->handle) return false;
    if (work->handle->closing) {
        error_throw(env, error_of_ours(env, NOORMME_CLOSED, "the database is closed"));
        return false;
    }
    work->db = work->handle->db;
    *object = arguments[0];
    return !takes_text(work->operation) || text_copy(env, arguments[1], &work->text, &work->text_size);
}

napi_value call_sync(napi_env env, napi_callback_info info) {
    Work work = {0};
    napi_value object, value = NULL, error = NULL;
    if (work_prepare(env, info, &work, &object)) {
        work_run(&work);
        value = work_answer(env, &work, &error);
        if (!value) error_throw(env, error);
    }
    work_dispose(&work);
    return value;
}

static void on_thread(napi_env env, void *data) {
    (void)env;
    work_run(data);
}

static void work_free(napi_env env, Work *work) {
    if (work->reference) napi_delete_reference(env, work->reference);
    if (work->work) napi_delete_async_work(env, work->work);
    work_dispose(work);
    free(work);
}

/* Back on the environment's thread. While the environment ends JavaScript may not run: then every napi call
 * fails and only the memory is left to give back. */
static void on_complete(napi_env env, napi_status status, void *data) {
    Work *work = data;
    Handle *handle = work->handle;
    napi_handle_scope scope;
    bool scoped = napi_open_handle_scope(env, &scope) == napi_ok;
    if (status == napi_cancelled) work->status = NOORMME_INTERRUPTED;
    napi_value error = NULL;
    napi_value value = work_answer(env, work, &error);
    if (value) napi_resolve_deferred(env, work->deferred, value);
    else if (error) napi_reject_deferred(env, work->deferred, error);
    /* The promise's reactions run after this returns; the reference below keeps the handle until here. */
    if (work->operation != CLOSE) {
        handle->running--;
        handle_completed(env, handle);
    }
    work_free(env, work);
    if (scoped) napi_close_handle_scope(env, scope);
}

/* Hands the work to a thread. On failure the work is freed and an exception is pending. */
static bool work_start(napi_env env, Work *work) {
    napi_value name;
    if (napi_create_string_utf8(env, "noormme", NAPI_AUTO_LENGTH, &name) == napi_ok &&
        napi_create_async_work(env, NULL, name, on_thread, on_complete, work, &work->work) == napi_ok &&
        napi_queue_async_work(env, work->work) == napi_ok)
        return true;
    work_free(env, work);
    error_throw(env, error_of_ours(env, NOORMME_INTERNAL, "cannot start a call"));
    return false;
}

napi_value call_async(napi_env env, napi_callback_info info) {
    napi_value object, promise = NULL;
    Work *work = calloc(1, sizeof *work);
    if (!work) {
        error_throw(env, error_of_ours(env, NOORMME_OUT_OF_MEMORY, "out of memory"));
        return NULL;
    }
    if (!work_prepare(env, info, work, &object) ||
        napi_create_reference(env, object, 1, &work->reference) != napi_ok ||
        napi_create_promise(env, &work->deferred, &promise) != napi_ok) {
        work_free(env, work);
        error_throw(env, error_of_ours(env, NOORMME_INTERNAL, "cannot start a call"));
        return NULL;
    }
    Handle *handle = work->handle;
    if (!work_start(env, work)) return NULL;
    handle->running++;
    return promise;
}

/* close(handle): Promise<void>. TypeScript calls it once. */
napi_value handle_close(napi_env env, napi_callback_info info) {
    size_t count = 1;
    napi_value argument, promise = NULL;
    napi_get_cb_info(env, info, &count, &argument, NULL, NULL);
    Handle *handle = handle_get(env, argument);
    if (!handle) return NULL;
    if (handle->closing) {
        error_throw(env, error_of_ours(env, NOORMME_CLOSED, "the database is closed"));
        return NULL;
    }
    if (napi_create_promise(env, &handle->close_deferred, &promise) != napi_ok ||
        napi_create_reference(env, argument, 1, &handle->close_reference) != napi_ok) {
        error_throw(env, error_of_ours(env, NOORMME_INTERNAL, "cannot start a call"));
        return NULL;
    }
    handle->closing = true;
    handle_completed(env, handle);
    return promise;
}

void handle_completed(napi_env env, Handle *handle) {
    if (!handle->close_deferred || handle->running > 0) return;
    Work *work = calloc(1, sizeof *work);
    if (!work) return; /* the finalizer or the environment's end closes the database */
    work->operation = CLOSE;
    work->handle = handle;
    work->db = handle->db;
    work->deferred = handle->close_deferred;
    work->reference = handle->close_reference;
    handle->db = NULL;
    handle->close_deferred = NULL;
    handle->close_reference = NULL;
    work_start(env, work);
}

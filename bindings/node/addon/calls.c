#include "addon.h"

#include <stdlib.h>
#include <string.h>

/* Calls that the library offers blocking only, on the caller's thread or on one of their own: they open a file, read its
 * schema or close it, once in a program's life.
 *
 * A call reads one text and gives one. close() is a call as well: it may have to wait for a checkpoint. It
 * starts when the calls asked for before it have completed, so none of them finds the database closed. */

napi_status text_new(napi_env env, const char *text, size_t size, napi_value *value) {
    /* Text that is ASCII alone, as most JSON is, is copied as it is; UTF-8 is read twice, unit by unit. */
    uint64_t words[4], all = 0;
    size_t index = 0;
    for (; index + sizeof words <= size; index += sizeof words) {
        memcpy(words, text + index, sizeof words);
        all |= words[0] | words[1] | words[2] | words[3];
    }
    for (; index < size; index++) all |= (uint64_t)(unsigned char)text[index];
    return (all & 0x8080808080808080) == 0 ? napi_create_string_latin1(env, text, size, value)
                                            : napi_create_string_utf8(env, text, size, value);
}

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
    } else if (text_new(env, work->answer.data, work->answer.size, &value) != napi_ok) {
        *error = error_of_ours(env, NOORMME_OUT_OF_MEMORY,
                               "the answer is longer than a JavaScript string can be; ask for fewer rows at a time");
        return NULL;
    }
    return value;
}

/* Fills a Work from (handle, text); false with an exception pending. */
static bool work_prepare(napi_env env, napi_callback_info info, Work *work, Handle **handle, napi_value *object) {
    size_t count = 2;
    napi_value arguments[2];
    void *data = NULL;
    napi_get_cb_info(env, info, &count, arguments, NULL, &data);
    work->operation = (Operation)(uintptr_t)data;
    *handle = handle_get(env, arguments[0]);
    if (!*handle) return false;
    if ((*handle)->closing) {
        error_throw(env, error_of_ours(env, NOORMME_CLOSED, "the database is closed"));
        return false;
    }
    work->db = (*handle)->db;
    *object = arguments[0];
    return work->operation != COMPILE || text_copy(env, arguments[1], &work->text, &work->text_size);
}

napi_value call_sync(napi_env env, napi_callback_info info) {
    Work work = {0};
    Handle *handle;
    napi_value object, value = NULL, error = NULL;
    if (work_prepare(env, info, &work, &handle, &object)) {
        work_run(&work);
        value = work_answer(env, &work, &error);
        if (!value) error_throw(env, error);
    }
    work_dispose(&work);
    return value;
}

napi_value call_async(napi_env env, napi_callback_info info) {
    Work work = {0};
    Handle *handle;
    napi_deferred deferred;
    napi_ref reference = NULL;
    napi_value object, promise = NULL;
    if (!work_prepare(env, info, &work, &handle, &object)) {
        work_dispose(&work);
        return NULL;
    }
    if (napi_create_reference(env, object, 1, &reference) == napi_ok &&
        napi_create_promise(env, &deferred, &promise) == napi_ok && work_start(env, handle, &work, deferred, reference))
        return promise;
    if (reference) napi_delete_reference(env, reference);
    work_dispose(&work);
    error_throw(env, error_of_ours(env, NOORMME_INTERNAL, "cannot start a call"));
    return NULL;
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
    Work work = {0};
    work.operation = CLOSE;
    work.db = handle->db;
    napi_deferred deferred = handle->close_deferred;
    handle->close_deferred = NULL;
    /* Should it not start, the finalizer or the environment's end closes the database. */
    if (!work_start(env, handle, &work, deferred, handle->close_reference)) return;
    handle->db = NULL;
    handle->close_reference = NULL;
}

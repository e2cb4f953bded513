#include "addon.h"

#include <stdlib.h>

/* Tells our objects from any other addon's: a wrapped pointer is followed only where this tag is. */
static const napi_type_tag HANDLE_TAG = {0x6e6f6f726d6d6564ULL, 0x8f1b7c02d94e4a65ULL};

void state_release(State *state) {
    if (--state->references == 0) free(state);
}

static void handle_unlink(Handle *handle) {
    if (handle->previous) handle->previous->next = handle->next;
    else handle->state->handles = handle->next;
    if (handle->next) handle->next->previous = handle->previous;
}

/* The object was collected, or the environment ends. Calls that run hold a reference to the object, so none
 * do when it is collected. */
static void handle_finalize(napi_env env, void *data, void *hint) {
    (void)env;
    (void)hint;
    Handle *handle = data;
    noormme_db_close(&handle->db);
    observers_free(handle->orphans);
    handle_unlink(handle);
    state_release(handle->state);
    free(handle);
}

void handle_environment_end(void *data) {
    State *state = data;
    for (Handle *handle = state->handles; handle; handle = handle->next) {
        /* Nobody is left to hear the answer of what still runs; close waits for it. */
        if (handle->running > 0) noormme_db_interrupt(handle->db, NULL);
        if (handle->db) {
            noormme_db_close(&handle->db);
            observers_silence(state, handle);
        }
        handle->closing = true;
    }
    state->ended = true;
}

Handle *handle_get(napi_env env, napi_value value) {
    napi_valuetype type;
    bool ours = false;
    Handle *handle = NULL;
    if (napi_typeof(env, value, &type) == napi_ok && type == napi_object &&
        napi_check_object_type_tag(env, value, &HANDLE_TAG, &ours) == napi_ok && ours)
        napi_unwrap(env, value, (void **)&handle);
    if (!handle) error_throw(env, error_of_ours(env, NOORMME_MISUSE, "not a database handle"));
    return handle;
}

/* open(path: string, options: string): Handle */
napi_value handle_open(napi_env env, napi_callback_info info) {
    size_t count = 2;
    napi_value arguments[2], object = NULL;
    State *state = NULL;
    napi_get_cb_info(env, info, &count, arguments, NULL, NULL);
    napi_get_instance_data(env, (void **)&state);

    char *path = NULL, *options = NULL;
    size_t path_size = 0, options_size = 0;
    Handle *handle = calloc(1, sizeof *handle);
    if (!handle) {
        error_throw(env, error_of_ours(env, NOORMME_OUT_OF_MEMORY, "out of memory"));
        return NULL;
    }
    if (!text_copy(env, arguments[0], &path, &path_size) || !text_copy(env, arguments[1], &options, &options_size))
        goto failed;

    noormme_error *error = NULL;
    if (noormme_db_open(path, path_size, options, options_size, &handle->db, &error) != NOORMME_OK) {
        error_throw(env, error_object(env, &error));
        goto failed;
    }
    if (napi_create_object(env, &object) != napi_ok ||
        napi_wrap(env, object, handle, handle_finalize, NULL, NULL) != napi_ok) {
        noormme_db_close(&handle->db);
        error_throw(env, error_of_ours(env, NOORMME_INTERNAL, "cannot make a handle"));
        goto failed;
    }
    handle->state = state;
    state->references++;
    handle->next = state->handles;
    if (handle->next) handle->next->previous = handle;
    state->handles = handle;
    napi_type_tag_object(env, object, &HANDLE_TAG);
    free(path);
    free(options);
    return object;

failed:
    free(path);
    free(options);
    free(handle);
    return NULL;
}

/* interrupt(handle): void */
napi_value handle_interrupt(napi_env env, napi_callback_info info) {
    size_t count = 1;
    napi_value argument;
    napi_get_cb_info(env, info, &count, &argument, NULL, NULL);
    Handle *handle = handle_get(env, argument);
    noormme_error *error = NULL;
    if (handle && noormme_db_interrupt(handle->db, &error) != NOORMME_OK) error_throw(env, error_object(env, &error));
    return NULL;
}

/* statementCount(handle): number */
napi_value handle_statement_count(napi_env env, napi_callback_info info) {
    size_t count = 1;
    napi_value argument, value = NULL;
    napi_get_cb_info(env, info, &count, &argument, NULL, NULL);
    Handle *handle = handle_get(env, argument);
    noormme_error *error = NULL;
    int64_t statements = 0;
    if (handle && noormme_db_statement_count(handle->db, &statements, &error) != NOORMME_OK) {
        error_throw(env, error_object(env, &error));
        return NULL;
    }
    napi_create_int64(env, statements, &value);
    return value;
}

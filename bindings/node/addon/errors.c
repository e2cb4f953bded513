#include "addon.h"

/* Errors leave as plain objects: TypeScript makes its classes of them, where a stack can be added. */

static void set_text(napi_env env, napi_value object, const char *key, const char *text, size_t size) {
    napi_value value;
    if (napi_create_string_utf8(env, text, size, &value) == napi_ok)
        napi_set_named_property(env, object, key, value);
}

static void set_number(napi_env env, napi_value object, const char *key, int32_t number) {
    napi_value value;
    if (napi_create_int32(env, number, &value) == napi_ok) napi_set_named_property(env, object, key, value);
}

napi_value error_object(napi_env env, noormme_error **error) {
    napi_value object = NULL;
    if (napi_create_object(env, &object) == napi_ok) {
        noormme_status status = noormme_error_code(*error);
        size_t size = 0;
        const char *text;
        set_number(env, object, "errno", status);
        set_text(env, object, "code", noormme_status_symbol(status), NAPI_AUTO_LENGTH);
        text = noormme_error_name(*error, &size);
        set_text(env, object, "name", text, size);
        text = noormme_error_message(*error, &size);
        set_text(env, object, "message", text, size);
        text = noormme_error_path(*error, &size);
        set_text(env, object, "path", text, size);
        text = noormme_error_model(*error, &size);
        set_text(env, object, "model", text, size);
        text = noormme_error_field(*error, &size);
        set_text(env, object, "field", text, size);
        text = noormme_error_rows(*error, &size);
        if (size > 0) set_text(env, object, "rows", text, size);
        set_number(env, object, "sqliteCode", noormme_error_sqlite_code(*error));
    }
    noormme_error_free(error);
    return object;
}

napi_value error_of_ours(napi_env env, noormme_status status, const char *message) {
    napi_value object = NULL;
    if (napi_create_object(env, &object) == napi_ok) {
        set_number(env, object, "errno", status);
        set_text(env, object, "code", noormme_status_symbol(status), NAPI_AUTO_LENGTH);
        set_text(env, object, "name", noormme_status_name(status), NAPI_AUTO_LENGTH);
        set_text(env, object, "message", message, NAPI_AUTO_LENGTH);
        set_text(env, object, "path", "", 0);
        set_text(env, object, "model", "", 0);
        set_text(env, object, "field", "", 0);
        set_number(env, object, "sqliteCode", 0);
    }
    return object;
}

void error_throw(napi_env env, napi_value error) {
    bool pending = false;
    if (napi_is_exception_pending(env, &pending) == napi_ok && !pending && error) napi_throw(env, error);
}

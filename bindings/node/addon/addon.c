#include "addon.h"
#include "sqlite.h"

#include <stdio.h>
#include <stdlib.h>

static void state_finalize(napi_env env, void *data, void *hint) {
    (void)env;
    (void)hint;
    state_release(data);
}

/* versions(): {abi, wire, library, sqlite} */
static napi_value versions(napi_env env, napi_callback_info info) {
    (void)info;
    napi_value object, value;
    napi_create_object(env, &object);
    napi_create_int32(env, noormme_version_abi(), &value);
    napi_set_named_property(env, object, "abi", value);
    napi_create_int32(env, noormme_version_wire(), &value);
    napi_set_named_property(env, object, "wire", value);
    napi_create_string_utf8(env, noormme_version(), NAPI_AUTO_LENGTH, &value);
    napi_set_named_property(env, object, "library", value);
    napi_create_string_utf8(env, noormme_version_sqlite(), NAPI_AUTO_LENGTH, &value);
    napi_set_named_property(env, object, "sqlite", value);
    return object;
}

/* handleCount(): number, for tests that look for leaks */
static napi_value handle_count(napi_env env, napi_callback_info info) {
    (void)info;
    napi_value value;
    napi_create_int64(env, noormme_handle_count(), &value);
    return value;
}

#define FUNCTION(name, callback, data) \
    {name, NULL, callback, NULL, NULL, NULL, napi_enumerable, (void *)(uintptr_t)(data)}

static const napi_property_descriptor FUNCTIONS[] = {
    FUNCTION("versions", versions, 0),
    FUNCTION("handleCount", handle_count, 0),
    FUNCTION("generate", schema_generate, 0),
    FUNCTION("open", handle_open, 0),
    FUNCTION("close", handle_close, 0),
    FUNCTION("interrupt", handle_interrupt, 0),
    FUNCTION("statementCount", handle_statement_count, 0),
    FUNCTION("observe", events_observe, 0),
    FUNCTION("unobserve", events_unobserve, 0),
    FUNCTION("takeEvents", events_take, 0),
    FUNCTION("rowsSpace", rows_space, 0),
    FUNCTION("rowsSync", rows_sync, 0),
    FUNCTION("shape", shape_new, 0),
    FUNCTION("compile", call_async, COMPILE),
    FUNCTION("introspect", call_async, INTROSPECT),
    FUNCTION("initialize", call_async, INITIALIZE),
    FUNCTION("compileSync", call_sync, COMPILE),
    FUNCTION("introspectSync", call_sync, INTROSPECT),
    FUNCTION("initializeSync", call_sync, INITIALIZE),
};

static napi_value addon_init(napi_env env, napi_value exports) {
    /* The addon and the library are two files, and one may have been replaced alone. */
    int32_t abi = noormme_version_abi();
    if (abi != NOORMME_ABI_VERSION) {
        char message[160];
        snprintf(message, sizeof message,
                 "noormme.node was built for ABI %d of libnoormme, but ABI %d (version %.20s) was loaded; "
                 "build both from one source",
                 NOORMME_ABI_VERSION, (int)abi, noormme_version());
        napi_throw_error(env, "VERSION_MISMATCH", message);
        return NULL;
    }
    State *state = calloc(1, sizeof *state);
    if (!state) {
        napi_throw_error(env, "OUT_OF_MEMORY", "out of memory");
        return NULL;
    }
    state->references = 1;
    if (napi_set_instance_data(env, state, state_finalize, NULL) != napi_ok ||
        napi_add_env_cleanup_hook(env, handle_environment_end, state) != napi_ok ||
        napi_define_properties(env, exports, sizeof FUNCTIONS / sizeof *FUNCTIONS, FUNCTIONS) != napi_ok)
        napi_throw_error(env, "INTERNAL", "cannot set up noormme.node");
    sqlite_register(env, exports);
    submitted_register(env, exports);
    return exports;
}

NAPI_MODULE(noormme, addon_init)

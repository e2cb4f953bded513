#include "addon.h"

#include <stdlib.h>

/* Schemas as source text: needs no database, so no handle. */

napi_value schema_generate(napi_env env, napi_callback_info info) {
    size_t count = 2, schema_size = 0, options_size = 0;
    napi_value arguments[2], value = NULL;
    char *schema = NULL, *options = NULL;
    napi_get_cb_info(env, info, &count, arguments, NULL, NULL);
    if (text_copy(env, arguments[0], &schema, &schema_size) &&
        text_copy(env, arguments[1], &options, &options_size)) {
        noormme_buffer text = NOORMME_BUFFER_INIT;
        noormme_error *error = NULL;
        if (noormme_schema_generate(schema, schema_size, options, options_size, &text, &error) != NOORMME_OK)
            error_throw(env, error_object(env, &error));
        else if (napi_create_string_utf8(env, text.data, text.size, &value) != napi_ok)
            error_throw(env, error_of_ours(env, NOORMME_OUT_OF_MEMORY, "the text is too long"));
        noormme_buffer_dispose(&text);
        noormme_error_free(&error);
    }
    free(schema);
    free(options);
    return value;
}

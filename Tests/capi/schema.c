/* noormme_schema_generate: text made of what noormme_db_introspect answers. */
#include "support.h"

static int has(const noormme_buffer *text, const char *part) {
    /* A nul byte follows the text. */
    return strstr(text->data, part) != NULL;
}

int main(int argc, char **argv) {
    noormme_error *error = NULL;
    noormme_db *db = NULL;
    noormme_buffer schema = NOORMME_BUFFER_INIT, text = NOORMME_BUFFER_INIT, again = NOORMME_BUFFER_INIT;
    const char *path = make_database(argc, argv);
    OK(noormme_db_open(path, strlen(path), NULL, 0, &db, &error));
    OK(noormme_db_introspect(db, &schema, &error));
    CHECK(noormme_db_close(&db) == NOORMME_OK);

    OK(noormme_schema_generate(schema.data, schema.size, NULL, 0, &text, &error));
    CHECK(has(&text, "export interface Author {"));
    OK(noormme_schema_generate(schema.data, schema.size, TEXT("{\"language\":\"typescript\"}"), &again, &error));
    CHECK(text.size == again.size && memcmp(text.data, again.data, text.size) == 0);
    noormme_buffer_dispose(&again);
    noormme_buffer_dispose(&text);

    FAILS(NOORMME_MALFORMED_JSON, noormme_schema_generate(TEXT("{"), NULL, 0, &text, &error));
    FAILS(NOORMME_MALFORMED_JSON, noormme_schema_generate(NULL, 0, NULL, 0, &text, &error));
    FAILS(NOORMME_INVALID_OPTION, noormme_schema_generate(TEXT("{}"), NULL, 0, &text, &error));
    FAILS(NOORMME_INVALID_OPTION, noormme_schema_generate(schema.data, schema.size, TEXT("[]"), &text, &error));
    FAILS(NOORMME_INVALID_OPTION,
          noormme_schema_generate(schema.data, schema.size, TEXT("{\"language\":\"cobol\"}"), &text, &error));
    FAILS(NOORMME_MISUSE, noormme_schema_generate(NULL, 7, NULL, 0, &text, &error));
    FAILS(NOORMME_MISUSE, noormme_schema_generate(schema.data, schema.size, NULL, 0, NULL, &error));
    CHECK(text.data == NULL && text.size == 0);
    noormme_buffer_dispose(&schema);
    CHECK(noormme_handle_count() == 0);
    return 0;
}

/* noormme_schema_generate: text made of what noormme_db_introspect answers. */
#include <time.h>

#include "support.h"

static int has(const noormme_buffer *text, const char *part) {
    /* A nul byte follows the text. */
    return strstr(text->data, part) != NULL;
}

/* 200 tables of 8 columns, each with a foreign key, an index and a CHECK. */
static void make_tables(const char *path) {
    char sql[1024];
    remove(path);
    run_sql(path, "CREATE TABLE t0 (id INTEGER PRIMARY KEY, name TEXT NOT NULL)");
    for (int number = 1; number < 200; number++) {
        snprintf(sql, sizeof sql,
                 "CREATE TABLE t%d (id INTEGER PRIMARY KEY, name TEXT NOT NULL, status TEXT CHECK (status IN ('a', 'b')),"
                 "  price DECIMAL(10, 2), made DATETIME DEFAULT CURRENT_TIMESTAMP, data JSON, flag BOOLEAN NOT NULL,"
                 "  parent_id INTEGER REFERENCES t%d (id), UNIQUE (name, status));"
                 "CREATE INDEX i%d ON t%d (parent_id)", number, number - 1, number, number);
        run_sql(path, sql);
    }
}

/* Reading a schema of 200 tables takes less than 20 ms of the processor: the promise of the first query. A busy machine
 * gets more tries. */
static void check_speed(const char *path) {
    noormme_error *error = NULL;
    double best = 1e9;
    make_tables(path);
    for (int round = 0; round < rounds(60) && (round < 5 || best >= 20); round++) {
        noormme_db *db = NULL;
        clock_t start = clock();
        OK(noormme_db_open(path, strlen(path), NULL, 0, &db, &error));
        OK(noormme_db_initialize(db, &error));
        double spent = (double)(clock() - start) * 1000 / CLOCKS_PER_SEC;
        if (spent < best) best = spent;
        CHECK(noormme_db_close(&db) == NOORMME_OK);
    }
    printf("200 tables: %.1f ms\n", best);
    /* Under valgrind there are fewer rounds, and no promise. */
    CHECK(best < 20 || rounds(60) < 60);
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
    check_speed(path);
    CHECK(noormme_handle_count() == 0);
    return 0;
}

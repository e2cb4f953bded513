/* What comes back when a query, the data or the database is wrong. */
#include <sys/stat.h>
#include <unistd.h>

#include "support.h"

static noormme_error *error;

static void accessors(noormme_db *db) {
    noormme_buffer answer = NOORMME_BUFFER_INIT;
    noormme_error *stale;
    size_t size = 99;
    CHECK(noormme_db_execute(db, TEXT("{\"v\":1,\"model\":\"authors\",\"steps\":[[\"filter\",{\"emial\":\"x@y\"}]]}"),
                             &answer, &error) == NOORMME_FIELD_ERROR);
    CHECK(noormme_error_code(error) == NOORMME_FIELD_ERROR);
    CHECK(strcmp(noormme_error_name(error, &size), "FieldError") == 0 && size == 10);
    CHECK(strstr(noormme_error_message(error, &size), "emial") != NULL);
    CHECK(size == strlen(noormme_error_message(error, NULL)));
    CHECK(strstr(noormme_error_message(error, NULL), "email") != NULL);
    CHECK(strstr(noormme_error_message(error, NULL), "x@y") == NULL);
    CHECK(strchr(noormme_error_message(error, NULL), '\n') == NULL);
    CHECK(strcmp(noormme_error_path(error, &size), "$.steps[0][1].emial") == 0 && size == 19);
    CHECK(noormme_error_sqlite_code(error) == 0);
    CHECK(strstr(noormme_error_json(error, &size), "\"code\":203,\"symbol\":\"FIELD_ERROR\",\"name\":\"FieldError\""));
    CHECK(size == strlen(noormme_error_json(error, NULL)));
    stale = error;
    CHECK(noormme_error_free(&error) == NOORMME_OK && error == NULL);
    CHECK(noormme_error_free(&error) == NOORMME_OK);
    CHECK(noormme_error_code(stale) == 0);
    CHECK(noormme_error_message(stale, &size)[0] == 0 && size == 0);
    CHECK(noormme_error_free(&stale) == NOORMME_MISUSE && stale == NULL);
    /* Nobody has to take the error. */
    CHECK(noormme_db_execute(db, TEXT("["), &answer, NULL) == NOORMME_MALFORMED_JSON);
}

/* An error that is written about a field names it. */
static void data_refuses(noormme_db *db) {
    noormme_buffer row = NOORMME_BUFFER_INIT;
    noormme_queryset *authors = NULL, *posts = NULL, *ada = NULL;
    int64_t rows = 0;
    OK(noormme_queryset_new(db, TEXT("authors"), &authors, &error));
    OK(noormme_queryset_new(db, TEXT("posts"), &posts, &error));
    CHECK(noormme_queryset_create(authors, TEXT("{\"name\":\"Eve\",\"email\":\"ada@example.org\"}"), &row, &error) ==
          NOORMME_UNIQUE);
    CHECK(strcmp(noormme_error_name(error, NULL), "IntegrityError") == 0);
    CHECK(strcmp(noormme_error_model(error, NULL), "authors") == 0);
    CHECK(strcmp(noormme_error_field(error, NULL), "email") == 0);
    CHECK(noormme_error_sqlite_code(error) == SQLITE_CONSTRAINT_UNIQUE);
    CHECK(strstr(noormme_error_json(error, NULL), "ada@example.org") == NULL);
    noormme_error_free(&error);
    FAILS(NOORMME_NOT_NULL, noormme_queryset_create(authors, TEXT("{\"name\":null}"), &row, &error));
    FAILS(NOORMME_CHECK, noormme_queryset_create(authors, TEXT("{\"name\":\"E\",\"age\":-1}"), &row, &error));
    FAILS(NOORMME_FOREIGN_KEY,
          noormme_queryset_create(posts, TEXT("{\"title\":\"T\",\"author_id\":99}"), &row, &error));
    OK(noormme_queryset_filter(authors, TEXT("{\"id\":1}"), &ada, &error));
    FAILS(NOORMME_NOT_NULL, noormme_queryset_update(ada, TEXT("{\"name\":null}"), &rows, &error));
    FAILS(NOORMME_DOES_NOT_EXIST, noormme_queryset_get(authors, TEXT("{\"id\":99}"), &row, &error));
    CHECK(noormme_queryset_get(posts, NULL, 0, &row, &error) == NOORMME_MULTIPLE_OBJECTS_RETURNED);
    CHECK(strncmp(noormme_error_message(error, NULL), TEXT("Multiple objects returned: ")) == 0);
    noormme_error_free(&error);
    CHECK(row.data == NULL && row.size == 0);
    noormme_queryset_free(&ada);
    noormme_queryset_free(&authors);
    noormme_queryset_free(&posts);
}

static void wrong_specs(noormme_db *db) {
    static const struct {
        noormme_status code;
        const char *spec;
    } cases[] = {
        {NOORMME_MALFORMED_JSON, ""},
        {NOORMME_MALFORMED_JSON, "{"},
        {NOORMME_MALFORMED_JSON, "\xff"},
        {NOORMME_MALFORMED_SPEC, "null"},
        {NOORMME_MALFORMED_SPEC, "[]"},
        {NOORMME_MALFORMED_SPEC, "{}"},
        {NOORMME_MALFORMED_SPEC, "{\"v\":1,\"model\":\"authors\",\"stpes\":[]}"},
        {NOORMME_MALFORMED_SPEC, "{\"v\":1,\"model\":\"authors\",\"steps\":[[\"fliter\",{}]]}"},
        {NOORMME_MALFORMED_SPEC, "{\"v\":1,\"model\":\"authors\",\"get\":\"everything\"}"},
        {NOORMME_UNKNOWN_MODEL, "{\"v\":1,\"model\":\"author\"}"},
        {NOORMME_FIELD_ERROR, "{\"v\":1,\"model\":\"authors\",\"steps\":[[\"order_by\",[\"nope\"]]]}"},
        {NOORMME_RAW_REFUSED, "{\"v\":1,\"model\":\"authors\",\"get\":[\"raw\",\"SELECT 1\",[]]}"},
    };
    noormme_buffer answer = NOORMME_BUFFER_INIT;
    size_t index;
    for (index = 0; index < sizeof cases / sizeof cases[0]; index++) {
        FAILS(cases[index].code,
              noormme_db_execute(db, cases[index].spec, strlen(cases[index].spec), &answer, &error));
        CHECK(answer.data == NULL);
    }
}

static void opening_fails(noormme_status code, const char *path, const char *options) {
    noormme_db *db = NULL;
    noormme_buffer answer = NOORMME_BUFFER_INIT;
    OK(noormme_db_open(path, strlen(path), options, strlen(options), &db, &error));
    FAILS(code, noormme_db_initialize(db, &error));
    FAILS(code, noormme_db_introspect(db, &answer, &error));
    OK(noormme_db_close(&db));
}

static void bad_files(const char *path) {
    static const char *const options[] = {"{\"nope\":1}", "{\"busy_timeout\":\"x\"}", "{\"read_only\":1}",
                                          "{\"models\":[]}", "[]", "3"};
    char other[4096];
    noormme_db *db = NULL;
    size_t index;
    FILE *file;
    opening_fails(NOORMME_CANNOT_OPEN, "/", "{}");
    opening_fails(NOORMME_CANNOT_OPEN, "/no/such/folder/app.sqlite", "{}");
    snprintf(other, sizeof other, "%s.text", path);
    file = fopen(other, "wb");
    CHECK(file != NULL);
    for (index = 0; index < 4096; index++) fputs("this is no database. ", file);
    fclose(file);
    opening_fails(NOORMME_NOT_A_DATABASE, other, "{}");
    remove(other);
    opening_fails(NOORMME_CANNOT_OPEN, other, "{\"read_only\":true}");
    CHECK(access(other, F_OK) != 0);
    for (index = 0; index < sizeof options / sizeof options[0]; index++) {
        FAILS(NOORMME_INVALID_OPTION,
              noormme_db_open(path, strlen(path), options[index], strlen(options[index]), &db, &error));
        CHECK(db == NULL);
    }
    FAILS(NOORMME_MALFORMED_JSON, noormme_db_open(path, strlen(path), TEXT("{"), &db, &error));
}

static void read_only(const char *path) {
    noormme_db *db = NULL;
    noormme_queryset *authors = NULL;
    noormme_buffer row = NOORMME_BUFFER_INIT;
    int64_t count = 0;
    OK(noormme_db_open(path, strlen(path), TEXT("{\"read_only\":true}"), &db, &error));
    OK(noormme_queryset_new(db, TEXT("authors"), &authors, &error));
    OK(noormme_queryset_count(authors, &count, &error));
    CHECK(count == 2);
    FAILS(NOORMME_READ_ONLY, noormme_queryset_create(authors, TEXT("{\"name\":\"E\"}"), &row, &error));
    noormme_queryset_free(&authors);
    OK(noormme_db_close(&db));
}

/* Another process holds the file: the wait ends with a code. */
static void busy(const char *path) {
    noormme_db *db = NULL;
    noormme_queryset *authors = NULL;
    noormme_buffer row = NOORMME_BUFFER_INIT;
    sqlite3 *other = NULL;
    OK(noormme_db_open(path, strlen(path), TEXT("{\"busy_timeout\":50}"), &db, &error));
    OK(noormme_queryset_new(db, TEXT("authors"), &authors, &error));
    OK(noormme_db_initialize(db, &error));
    CHECK(sqlite3_open(path, &other) == SQLITE_OK);
    CHECK(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL) == SQLITE_OK);
    FAILS(NOORMME_BUSY, noormme_queryset_create(authors, TEXT("{\"name\":\"E\"}"), &row, &error));
    CHECK(sqlite3_exec(other, "ROLLBACK", NULL, NULL, NULL) == SQLITE_OK);
    sqlite3_close(other);
    OK(noormme_queryset_create(authors, TEXT("{\"name\":\"E\"}"), &row, &error));
    OK(noormme_buffer_dispose(&row));
    noormme_queryset_free(&authors);
    OK(noormme_db_close(&db));
}

int main(int argc, char **argv) {
    noormme_db *db = NULL;
    const char *path = make_database(argc, argv);
    OK(noormme_db_open(path, strlen(path), NULL, 0, &db, &error));
    accessors(db);
    wrong_specs(db);
    data_refuses(db);
    OK(noormme_db_close(&db));
    bad_files(path);
    read_only(path);
    busy(path);
    CHECK(noormme_handle_count() == 0);
    return 0;
}

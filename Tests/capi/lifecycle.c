/* The road of a C program: open, query, read, write, close. */
#include "noormme.h"
#include "noormme.h" /* twice is once */

#include "support.h"

static void versions(void) {
    CHECK(noormme_version_abi() == NOORMME_ABI_VERSION);
    CHECK(noormme_version_wire() == NOORMME_WIRE_VERSION);
    CHECK(strcmp(noormme_version(), NOORMME_VERSION) == 0);
    CHECK(noormme_version_sqlite()[0] == '3');
    CHECK(strcmp(noormme_status_name(NOORMME_OK), "OK") == 0);
    CHECK(strcmp(noormme_status_name(NOORMME_UNIQUE), "IntegrityError") == 0);
    CHECK(strcmp(noormme_status_symbol(NOORMME_UNIQUE), "UNIQUE") == 0);
    CHECK(strcmp(noormme_status_name(-7), "UnknownError") == 0);
    CHECK(strcmp(noormme_status_symbol(99), "UNKNOWN") == 0);
}

static void whole_specs(noormme_db *db) {
    noormme_error *error = NULL;
    noormme_buffer answer = NOORMME_BUFFER_INIT;
    OK(noormme_db_execute(db, TEXT("{\"v\":1,\"model\":\"authors\",\"steps\":[[\"order_by\",[\"name\"]],"
                                   "[\"values_list\",[\"name\"],{\"flat\":true}]]}"),
                          &answer, &error));
    ANSWERS("[\"Ada\",\"Bob\"]", answer);
    OK(noormme_db_compile(db, TEXT("{\"v\":1,\"model\":\"authors\",\"get\":\"count\"}"), &answer, &error));
    CHECK(strstr(answer.data, "SELECT") != NULL);
    OK(noormme_buffer_dispose(&answer));
    OK(noormme_db_explain(db, TEXT("{\"v\":1,\"model\":\"authors\",\"steps\":[[\"filter\",{\"id\":1}]],"
                                   "\"get\":\"count\"}"),
                          &answer, &error));
    CHECK(answer.data[0] == '"' && strstr(answer.data, "SEARCH") != NULL);
    OK(noormme_buffer_dispose(&answer));
    /* What `get` asks for is explained, and not done. */
    OK(noormme_db_explain(db, TEXT("{\"v\":1,\"model\":\"authors\",\"get\":[\"update\",{\"name\":\"x\"}]}"), &answer,
                          &error));
    CHECK(strstr(answer.data, "SCAN") != NULL);
    OK(noormme_buffer_dispose(&answer));
    OK(noormme_db_explain(db, TEXT("{\"v\":1,\"model\":\"authors\",\"get\":[\"explain\"]}"), &answer, &error));
    CHECK(strstr(answer.data, "SCAN") != NULL);
    OK(noormme_buffer_dispose(&answer));
    FAILS(NOORMME_MALFORMED_SPEC,
          noormme_db_explain(db, TEXT("{\"v\":1,\"model\":\"authors\",\"get\":\"nothing\"}"), &answer, &error));
    OK(noormme_db_introspect(db, &answer, &error));
    CHECK(strstr(answer.data, "\"posts\"") != NULL && strstr(answer.data, "\"author_id\"") != NULL);
    OK(noormme_buffer_dispose(&answer));
}

static void reading(noormme_db *db) {
    noormme_error *error = NULL;
    noormme_buffer answer = NOORMME_BUFFER_INIT;
    noormme_queryset *authors = NULL, *named = NULL, *ordered = NULL, *posts = NULL, *arrays = NULL;
    int64_t count = -1;
    int exists = -1;
    OK(noormme_queryset_new(db, TEXT("authors"), &authors, &error));
    OK(noormme_queryset_filter(authors, TEXT("{\"posts__title__startswith\":\"Nu\"}"), &named, &error));
    OK(noormme_queryset_all(named, &answer, &error));
    ANSWERS("[{\"id\":2,\"name\":\"Bob\",\"email\":\"bob@example.org\",\"age\":null,\"active\":false}]", answer);
    OK(noormme_queryset_count(authors, &count, &error));
    CHECK(count == 2);
    OK(noormme_queryset_count(named, &count, &error));
    CHECK(count == 1);
    OK(noormme_queryset_exists(named, &exists, &error));
    CHECK(exists == 1);
    OK(noormme_queryset_get(authors, TEXT("{\"id\":1}"), &answer, &error));
    ANSWERS("{\"id\":1,\"name\":\"Ada\",\"email\":\"ada@example.org\",\"age\":36,\"active\":true}", answer);
    OK(noormme_queryset_get(named, NULL, 0, &answer, &error));
    OK(noormme_buffer_dispose(&answer));
    OK(noormme_queryset_order_by(authors, TEXT("[\"-name\"]"), &ordered, &error));
    OK(noormme_queryset_free(&named));
    OK(noormme_queryset_values(ordered, TEXT("[\"name\"]"), &named, &error));
    OK(noormme_queryset_first(named, &answer, &error));
    ANSWERS("{\"name\":\"Bob\"}", answer);
    OK(noormme_queryset_last(named, &answer, &error));
    ANSWERS("{\"name\":\"Ada\"}", answer);
    OK(noormme_queryset_rows(named, NOORMME_ROWS_ARRAYS, &arrays, &error));
    OK(noormme_queryset_all(arrays, &answer, &error));
    CHECK(strstr(answer.data, "\"rows\":[[\"Bob\"],[\"Ada\"]]") != NULL);
    OK(noormme_buffer_dispose(&answer));
    OK(noormme_queryset_new(db, TEXT("posts"), &posts, &error));
    OK(noormme_queryset_aggregate(posts, TEXT("{\"n\":{\"$func\":\"Sum\",\"args\":[\"views\"]}}"), &answer, &error));
    ANSWERS("{\"n\":10}", answer);
    OK(noormme_queryset_explain(posts, &answer, &error));
    CHECK(strstr(answer.data, "SCAN") != NULL);
    OK(noormme_buffer_dispose(&answer));
    OK(noormme_queryset_compile(posts, TEXT("count"), NULL, 0, &answer, &error));
    CHECK(strstr(answer.data, "COUNT(") != NULL);
    OK(noormme_buffer_dispose(&answer));
    OK(noormme_queryset_compile(posts, NULL, 0, NULL, 0, &answer, &error));
    CHECK(strstr(answer.data, "posts") != NULL);
    OK(noormme_buffer_dispose(&answer));
    noormme_queryset_free(&authors);
    noormme_queryset_free(&named);
    noormme_queryset_free(&ordered);
    noormme_queryset_free(&posts);
    noormme_queryset_free(&arrays);
}

static void writing(noormme_db *db) {
    noormme_error *error = NULL;
    noormme_buffer answer = NOORMME_BUFFER_INIT;
    noormme_queryset *posts = NULL, *new_ones = NULL;
    int64_t rows = -1;
    OK(noormme_queryset_new(db, TEXT("posts"), &posts, &error));
    OK(noormme_queryset_create(posts, TEXT("{\"title\":\"New\",\"author_id\":2}"), &answer, &error));
    ANSWERS("{\"id\":4,\"title\":\"New\",\"author_id\":2,\"views\":0}", answer);
    OK(noormme_queryset_filter(posts, TEXT("{\"title\":\"New\"}"), &new_ones, &error));
    OK(noormme_queryset_update(new_ones, TEXT("{\"views\":5}"), &rows, &error));
    CHECK(rows == 1);
    OK(noormme_queryset_delete(new_ones, &answer, &error));
    ANSWERS("[1,{\"posts\":1}]", answer);
    OK(noormme_queryset_terminal(posts, TEXT("contains"), TEXT("[3]"), &answer, &error));
    ANSWERS("true", answer);
    OK(noormme_queryset_count(posts, &rows, &error));
    CHECK(rows == 3);
    noormme_queryset_free(&posts);
    noormme_queryset_free(&new_ones);
}

/* Query sets outlive those they came from, the handle of the database, and the database itself. */
static void lifetimes(const char *path) {
    noormme_error *error = NULL;
    noormme_buffer answer = NOORMME_BUFFER_INIT;
    noormme_db *db = NULL, *copy;
    noormme_queryset *all = NULL, *one = NULL, *more = NULL;
    int64_t count = -1;
    OK(noormme_db_open(path, strlen(path), NULL, 0, &db, &error));
    OK(noormme_db_initialize(db, &error));
    OK(noormme_db_initialize(db, &error));
    OK(noormme_queryset_new(db, TEXT("posts"), &all, &error));
    OK(noormme_queryset_filter(all, TEXT("{\"id\":1}"), &one, &error));
    OK(noormme_queryset_free(&all));
    CHECK(all == NULL);
    OK(noormme_queryset_count(one, &count, &error));
    CHECK(count == 1);
    copy = db;
    OK(noormme_db_close(&db));
    CHECK(db == NULL);
    OK(noormme_db_close(&db));
    OK(noormme_queryset_exclude(one, TEXT("{\"id\":2}"), &more, &error));
    OK(noormme_queryset_spec(more, &answer, &error));
    ANSWERS("{\"v\":1,\"model\":\"posts\",\"steps\":[[\"filter\",{\"id\":1}],[\"exclude\",{\"id\":2}]]}", answer);
    count = 7;
    FAILS(NOORMME_CLOSED, noormme_queryset_count(more, &count, &error));
    CHECK(count == 0);
    FAILS(NOORMME_CLOSED, noormme_queryset_all(one, &answer, &error));
    CHECK(answer.data == NULL && answer.size == 0);
    FAILS(NOORMME_CLOSED, noormme_db_execute(copy, TEXT("{}"), &answer, &error));
    FAILS(NOORMME_CLOSED, noormme_queryset_new(copy, TEXT("posts"), &all, &error));
    CHECK(noormme_db_close(&copy) == NOORMME_CLOSED);
    CHECK(copy == NULL);
    OK(noormme_queryset_free(&one));
    OK(noormme_queryset_free(&more));
}

/* Opening touches nothing. */
static void laziness(const char *path) {
    noormme_error *error = NULL;
    noormme_db *db = NULL;
    char missing[4096];
    FILE *file;
    snprintf(missing, sizeof missing, "%s.missing", path);
    remove(missing);
    OK(noormme_db_open(missing, strlen(missing), TEXT("{\"create\":false}"), &db, &error));
    CHECK((file = fopen(missing, "rb")) == NULL);
    FAILS(NOORMME_CANNOT_OPEN, noormme_db_initialize(db, &error));
    CHECK((file = fopen(missing, "rb")) == NULL);
    OK(noormme_db_close(&db));
}

/* Two databases in one process have nothing to do with each other. */
static void two_databases(const char *path) {
    noormme_error *error = NULL;
    noormme_db *file = NULL, *memory = NULL;
    noormme_queryset *here = NULL, *there = NULL, *both = NULL;
    int64_t count = -1;
    OK(noormme_db_open(path, strlen(path), NULL, 0, &file, &error));
    OK(noormme_db_open(TEXT(":memory:"), NULL, 0, &memory, &error));
    OK(noormme_queryset_new(file, TEXT("posts"), &here, &error));
    OK(noormme_queryset_new(memory, TEXT("posts"), &there, &error));
    OK(noormme_queryset_count(here, &count, &error));
    FAILS(NOORMME_UNKNOWN_MODEL, noormme_queryset_count(there, &count, &error));
    FAILS(NOORMME_MISUSE, noormme_queryset_union(here, there, 0, &both, &error));
    CHECK(both == NULL);
    noormme_queryset_free(&here);
    noormme_queryset_free(&there);
    OK(noormme_db_close(&memory));
    OK(noormme_db_close(&file));
}

static void statement_counts(noormme_db *db) {
    noormme_error *error = NULL;
    noormme_buffer answer = NOORMME_BUFFER_INIT;
    int64_t before = -1, after = -1;
    OK(noormme_db_initialize(db, &error));
    OK(noormme_db_statement_count(db, &before, &error));
    OK(noormme_db_execute(db, TEXT("{\"v\":1,\"model\":\"authors\",\"steps\":[[\"prefetch_related\",[\"posts\"]]]}"),
                          &answer, &error));
    noormme_buffer_dispose(&answer);
    OK(noormme_db_statement_count(db, &after, &error));
    CHECK(after == before + 2);
}

int main(int argc, char **argv) {
    noormme_error *error = NULL;
    noormme_db *db = NULL;
    const char *path = make_database(argc, argv);
    int64_t handles = noormme_handle_count();
    CHECK(handles == 0);
    versions();
    OK(noormme_db_open(path, strlen(path), TEXT("{\"busy_timeout\":1000}"), &db, &error));
    CHECK(noormme_handle_count() == 1);
    statement_counts(db);
    whole_specs(db);
    reading(db);
    writing(db);
    OK(noormme_db_interrupt(db, &error));
    OK(noormme_db_close(&db));
    lifetimes(path);
    laziness(path);
    two_databases(path);
    CHECK(noormme_handle_count() == handles);
    return 0;
}

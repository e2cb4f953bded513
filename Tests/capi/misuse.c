/* Whatever stands in a handle's place, the process lives. */
#include "support.h"

static noormme_error *error;

#define MISUSED(call) FAILS(NOORMME_MISUSE, call)

/* Every function that takes a database, given `db`. */
static void databases(noormme_db *db, noormme_status code) {
    noormme_buffer answer = NOORMME_BUFFER_INIT;
    noormme_queryset *out = NULL;
    int64_t statements = -1;
    FAILS(code, noormme_db_initialize(db, &error));
    FAILS(code, noormme_db_execute(db, TEXT("{}"), &answer, &error));
    FAILS(code, noormme_db_compile(db, TEXT("{}"), &answer, &error));
    FAILS(code, noormme_db_explain(db, TEXT("{}"), &answer, &error));
    FAILS(code, noormme_db_introspect(db, &answer, &error));
    FAILS(code, noormme_db_interrupt(db, &error));
    FAILS(code, noormme_db_statement_count(db, &statements, &error));
    CHECK(statements == -1);
    FAILS(code, noormme_queryset_new(db, TEXT("authors"), &out, &error));
    CHECK(answer.data == NULL && out == NULL);
    code = db == NULL ? NOORMME_OK : code;
    CHECK(noormme_db_close(&db) == code);
    CHECK(db == NULL);
}

/* Every function that takes a query set, given `qs`. */
static void query_sets(const noormme_queryset *qs) {
    noormme_buffer answer = NOORMME_BUFFER_INIT;
    noormme_queryset *out = NULL;
    int64_t number = 0;
    int truth = 0;
    MISUSED(noormme_queryset_spec(qs, &answer, &error));
    MISUSED(noormme_queryset_rows(qs, NOORMME_ROWS_ARRAYS, &out, &error));
    MISUSED(noormme_queryset_step(qs, TEXT("reverse"), NULL, 0, &out, &error));
    MISUSED(noormme_queryset_filter(qs, TEXT("{}"), &out, &error));
    MISUSED(noormme_queryset_exclude(qs, TEXT("{}"), &out, &error));
    MISUSED(noormme_queryset_annotate(qs, TEXT("{}"), &out, &error));
    MISUSED(noormme_queryset_alias(qs, TEXT("{}"), &out, &error));
    MISUSED(noormme_queryset_order_by(qs, TEXT("[]"), &out, &error));
    MISUSED(noormme_queryset_reverse(qs, &out, &error));
    MISUSED(noormme_queryset_distinct(qs, &out, &error));
    MISUSED(noormme_queryset_values(qs, TEXT("[]"), &out, &error));
    MISUSED(noormme_queryset_values_list(qs, TEXT("[]"), 0, &out, &error));
    MISUSED(noormme_queryset_only(qs, TEXT("[]"), &out, &error));
    MISUSED(noormme_queryset_defer(qs, TEXT("[]"), &out, &error));
    MISUSED(noormme_queryset_select_related(qs, TEXT("[]"), &out, &error));
    MISUSED(noormme_queryset_prefetch_related(qs, TEXT("[]"), &out, &error));
    MISUSED(noormme_queryset_slice(qs, 0, 1, &out, &error));
    MISUSED(noormme_queryset_none(qs, &out, &error));
    MISUSED(noormme_queryset_related(qs, TEXT("1"), TEXT("posts"), &out, &error));
    MISUSED(noormme_queryset_union(qs, qs, 0, &out, &error));
    MISUSED(noormme_queryset_intersection(qs, qs, &out, &error));
    MISUSED(noormme_queryset_difference(qs, qs, &out, &error));
    MISUSED(noormme_queryset_and(qs, qs, &out, &error));
    MISUSED(noormme_queryset_or(qs, qs, &out, &error));
    MISUSED(noormme_queryset_xor(qs, qs, &out, &error));
    MISUSED(noormme_queryset_terminal(qs, TEXT("all"), NULL, 0, &answer, &error));
    MISUSED(noormme_queryset_all(qs, &answer, &error));
    MISUSED(noormme_queryset_get(qs, NULL, 0, &answer, &error));
    MISUSED(noormme_queryset_first(qs, &answer, &error));
    MISUSED(noormme_queryset_last(qs, &answer, &error));
    MISUSED(noormme_queryset_count(qs, &number, &error));
    MISUSED(noormme_queryset_exists(qs, &truth, &error));
    MISUSED(noormme_queryset_aggregate(qs, TEXT("{}"), &answer, &error));
    MISUSED(noormme_queryset_create(qs, TEXT("{}"), &answer, &error));
    MISUSED(noormme_queryset_update(qs, TEXT("{}"), &number, &error));
    MISUSED(noormme_queryset_delete(qs, &answer, &error));
    MISUSED(noormme_queryset_explain(qs, &answer, &error));
    MISUSED(noormme_queryset_compile(qs, NULL, 0, NULL, 0, &answer, &error));
    CHECK(answer.data == NULL && out == NULL);
}

static void errors(noormme_error *handle) {
    noormme_status expected;
    size_t size = 9;
    CHECK(noormme_error_code(handle) == 0);
    CHECK(noormme_error_sqlite_code(handle) == 0);
    CHECK(noormme_error_name(handle, &size)[0] == 0 && size == 0);
    CHECK(noormme_error_message(handle, NULL)[0] == 0);
    CHECK(noormme_error_path(handle, NULL)[0] == 0);
    CHECK(noormme_error_model(handle, NULL)[0] == 0);
    CHECK(noormme_error_field(handle, NULL)[0] == 0);
    CHECK(noormme_error_json(handle, NULL)[0] == 0);
    expected = handle == NULL ? NOORMME_OK : NOORMME_MISUSE;
    CHECK(noormme_error_free(&handle) == expected);
}

/* Every out parameter NULL; every text NULL with a size, or of an impossible size. */
static void parameters(noormme_db *db, const noormme_queryset *qs) {
    noormme_buffer answer = NOORMME_BUFFER_INIT;
    noormme_queryset *out = NULL;
    noormme_db *other = NULL;
    MISUSED(noormme_db_open(TEXT(":memory:"), NULL, 0, NULL, &error));
    MISUSED(noormme_db_open(NULL, 1, NULL, 0, &other, &error));
    MISUSED(noormme_db_open("", SIZE_MAX, NULL, 0, &other, &error));
    MISUSED(noormme_db_open(TEXT(":memory:"), NULL, 5, &other, &error));
    MISUSED(noormme_db_execute(db, TEXT("{}"), NULL, &error));
    MISUSED(noormme_db_statement_count(db, NULL, &error));
    MISUSED(noormme_db_execute(db, NULL, 1, &answer, &error));
    MISUSED(noormme_db_execute(db, "{}", SIZE_MAX, &answer, &error));
    MISUSED(noormme_db_compile(db, TEXT("{}"), NULL, &error));
    MISUSED(noormme_db_compile(db, NULL, 1, &answer, &error));
    MISUSED(noormme_db_explain(db, TEXT("{}"), NULL, &error));
    MISUSED(noormme_db_explain(db, NULL, 1, &answer, &error));
    MISUSED(noormme_db_introspect(db, NULL, &error));
    MISUSED(noormme_queryset_new(db, TEXT("authors"), NULL, &error));
    MISUSED(noormme_queryset_new(db, NULL, 7, &out, &error));
    MISUSED(noormme_queryset_spec(qs, NULL, &error));
    MISUSED(noormme_queryset_filter(qs, TEXT("{}"), NULL, &error));
    MISUSED(noormme_queryset_filter(qs, NULL, 2, &out, &error));
    MISUSED(noormme_queryset_filter(qs, "{}", (size_t)1 << 63, &out, &error));
    MISUSED(noormme_queryset_step(qs, NULL, 3, NULL, 0, &out, &error));
    MISUSED(noormme_queryset_step(qs, TEXT("filter"), NULL, 3, &out, &error));
    MISUSED(noormme_queryset_slice(qs, 0, 1, NULL, &error));
    MISUSED(noormme_queryset_reverse(qs, NULL, &error));
    MISUSED(noormme_queryset_union(qs, qs, 0, NULL, &error));
    MISUSED(noormme_queryset_union(qs, NULL, 0, &out, &error));
    MISUSED(noormme_queryset_related(qs, TEXT("1"), NULL, 1, &out, &error));
    MISUSED(noormme_queryset_all(qs, NULL, &error));
    MISUSED(noormme_queryset_terminal(qs, TEXT("all"), NULL, 0, NULL, &error));
    MISUSED(noormme_queryset_count(qs, NULL, &error));
    MISUSED(noormme_queryset_exists(qs, NULL, &error));
    MISUSED(noormme_queryset_update(qs, TEXT("{}"), NULL, &error));
    MISUSED(noormme_queryset_update(qs, NULL, 2, NULL, &error));
    CHECK(noormme_db_execute(NULL, NULL, 1, NULL, NULL) == NOORMME_MISUSE);
    CHECK(noormme_queryset_all(NULL, NULL, NULL) == NOORMME_MISUSE);
}

static void destructors(void) {
    noormme_db *db = NULL;
    noormme_queryset *qs = NULL;
    CHECK(noormme_db_close(NULL) == NOORMME_OK && noormme_db_close(&db) == NOORMME_OK);
    CHECK(noormme_queryset_free(NULL) == NOORMME_OK && noormme_queryset_free(&qs) == NOORMME_OK);
    CHECK(noormme_error_free(NULL) == NOORMME_OK && noormme_error_free(&error) == NOORMME_OK);
    CHECK(noormme_buffer_dispose(NULL) == NOORMME_OK);
}

static void buffers(const noormme_queryset *qs) {
    noormme_buffer buffer = NOORMME_BUFFER_INIT, copy;
    CHECK(noormme_buffer_dispose(&buffer) == NOORMME_OK);
    OK(noormme_queryset_spec(qs, &buffer, &error));
    copy = buffer;
    CHECK(noormme_buffer_dispose(&buffer) == NOORMME_OK);
    CHECK(noormme_buffer_dispose(&copy) == NOORMME_MISUSE);
    CHECK(copy.data == NULL && copy.owner == 0);
    memset(&buffer, 0xA5, sizeof buffer);
    CHECK(noormme_buffer_dispose(&buffer) == NOORMME_MISUSE);
    CHECK(buffer.data == NULL && buffer.size == 0);
}

/* Bits that no table ever gave out, from a fixed generator, so that a failure can be replayed. */
static void garbage(noormme_db *db, noormme_queryset *qs) {
    uint64_t state = 0x9E3779B97F4A7C15u;
    uintptr_t real[2];
    int index;
    real[0] = (uintptr_t)db;
    real[1] = (uintptr_t)qs;
    for (index = 0; index < rounds(2000); index++) {
        uintptr_t bits;
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        /* whole words, small numbers, and real handles with a bit turned */
        bits = index % 3 == 0 ? (uintptr_t)state
               : index % 3 == 1 ? (uintptr_t)(state >> 56)
                                : real[index & 1] ^ (uintptr_t)1 << (state >> 58);
        /* A turned bit of a real handle can name a freed one of the same kind: that is CLOSED, as it should be. */
        if (bits != 0) {
            noormme_db *wrong = (noormme_db *)bits;
            noormme_status status = noormme_db_interrupt(wrong, &error);
            CHECK(status == NOORMME_MISUSE || status == NOORMME_CLOSED);
            noormme_error_free(&error);
            databases(wrong, status);
        }
        query_sets((const noormme_queryset *)bits);
        errors((noormme_error *)bits);
    }
}

int main(int argc, char **argv) {
    noormme_db *db = NULL, *closed;
    noormme_queryset *qs = NULL, *freed;
    char bytes[256];
    const char *path = make_database(argc, argv);
    memset(bytes, 0x5A, sizeof bytes);
    OK(noormme_db_open(path, strlen(path), NULL, 0, &db, &error));
    closed = db;
    OK(noormme_db_close(&db));
    OK(noormme_db_open(path, strlen(path), NULL, 0, &db, &error));
    OK(noormme_queryset_new(db, TEXT("authors"), &qs, &error));
    freed = qs;
    OK(noormme_queryset_free(&qs));
    OK(noormme_queryset_new(db, TEXT("authors"), &qs, &error));

    databases(NULL, NOORMME_MISUSE);
    databases(closed, NOORMME_CLOSED);
    databases((noormme_db *)(void *)bytes, NOORMME_MISUSE);
    databases((noormme_db *)(uintptr_t)1, NOORMME_MISUSE);
    databases((noormme_db *)UINTPTR_MAX, NOORMME_MISUSE);
    databases((noormme_db *)(void *)qs, NOORMME_MISUSE);
    query_sets(NULL);
    query_sets(freed);
    query_sets((noormme_queryset *)(void *)bytes);
    query_sets((noormme_queryset *)(void *)db);
    CHECK(noormme_queryset_free(&freed) == NOORMME_MISUSE && freed == NULL);
    errors(NULL);
    errors((noormme_error *)(void *)bytes);
    errors((noormme_error *)(void *)db);
    parameters(db, qs);
    destructors();
    buffers(qs);
    garbage(db, qs);

    OK(noormme_queryset_free(&qs));
    OK(noormme_db_close(&db));
    CHECK(noormme_handle_count() == 0);
    return 0;
}

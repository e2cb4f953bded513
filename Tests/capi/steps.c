/* Each step writes what the wire format says, and leaves the query set it was given as it was. */
#include "support.h"

static noormme_error *error;
static noormme_queryset *base;

/* The spec of `made` is the model with these steps; frees it. */
static void has_steps(noormme_queryset *made, const char *steps, int line) {
    char expected[1024];
    noormme_buffer spec = NOORMME_BUFFER_INIT;
    CHECK(made != NULL);
    snprintf(expected, sizeof expected, "{\"v\":1,\"model\":\"posts\",\"steps\":[%s]}", steps);
    OK(noormme_queryset_spec(made, &spec, &error));
    check_answer(&spec, expected, __FILE__, line);
    OK(noormme_queryset_free(&made));
    OK(noormme_queryset_spec(base, &spec, &error));
    ANSWERS("{\"v\":1,\"model\":\"posts\",\"steps\":[]}", spec);
}

#define STEP(steps, call)                  \
    do {                                   \
        noormme_queryset *out = NULL;      \
        OK(call);                          \
        has_steps(out, (steps), __LINE__); \
    } while (0)

static void rows_and_shape(void) {
    STEP("[\"filter\",{\"id\":1}]", noormme_queryset_filter(base, TEXT(" {\"id\":1}\n"), &out, &error));
    STEP("[\"exclude\",{\"id\":1}]", noormme_queryset_exclude(base, TEXT("{\"id\":1}"), &out, &error));
    STEP("[\"annotate\",{\"n\":{\"$f\":\"id\"}}]",
         noormme_queryset_annotate(base, TEXT("{\"n\":{\"$f\":\"id\"}}"), &out, &error));
    STEP("[\"alias\",{\"n\":1}]", noormme_queryset_alias(base, TEXT("{\"n\":1}"), &out, &error));
    STEP("[\"order_by\",[\"-id\"]]", noormme_queryset_order_by(base, TEXT("[\"-id\"]"), &out, &error));
    STEP("[\"reverse\"]", noormme_queryset_reverse(base, &out, &error));
    STEP("[\"distinct\"]", noormme_queryset_distinct(base, &out, &error));
    STEP("[\"none\"]", noormme_queryset_none(base, &out, &error));
    STEP("[\"values\",[\"id\"]]", noormme_queryset_values(base, TEXT("[\"id\"]"), &out, &error));
    STEP("[\"values\"]", noormme_queryset_values(base, NULL, 0, &out, &error));
    STEP("[\"values_list\",[\"id\"]]", noormme_queryset_values_list(base, TEXT("[\"id\"]"), 0, &out, &error));
    STEP("[\"values_list\",[\"id\"],{\"flat\":true}]",
         noormme_queryset_values_list(base, TEXT("[\"id\"]"), 1, &out, &error));
    STEP("[\"values_list\"]", noormme_queryset_values_list(base, NULL, 0, 0, &out, &error));
    STEP("[\"values_list\",[],{\"flat\":true}]", noormme_queryset_values_list(base, NULL, 0, 1, &out, &error));
    STEP("[\"only\",[\"id\"]]", noormme_queryset_only(base, TEXT("[\"id\"]"), &out, &error));
    STEP("[\"defer\",[\"id\"]]", noormme_queryset_defer(base, TEXT("[\"id\"]"), &out, &error));
    STEP("[\"defer\",null]", noormme_queryset_defer(base, NULL, 0, &out, &error));
    STEP("[\"select_related\",[\"author\"]]",
         noormme_queryset_select_related(base, TEXT("[\"author\"]"), &out, &error));
    STEP("[\"select_related\",null]", noormme_queryset_select_related(base, NULL, 0, &out, &error));
    STEP("[\"prefetch_related\",[\"tags\"]]",
         noormme_queryset_prefetch_related(base, TEXT("[\"tags\"]"), &out, &error));
    STEP("[\"prefetch_related\",null]", noormme_queryset_prefetch_related(base, NULL, 0, &out, &error));
    STEP("[\"slice\",0,10]", noormme_queryset_slice(base, 0, 10, &out, &error));
    STEP("[\"slice\",5000000000,null]", noormme_queryset_slice(base, 5000000000, NOORMME_SLICE_END, &out, &error));
    STEP("[\"slice\",-9223372036854775808,-1]", noormme_queryset_slice(base, INT64_MIN, -1, &out, &error));
    STEP("[\"related\",[1,\"a\"],\"ta\\\"gs\"]",
         noormme_queryset_related(base, TEXT("[1,\"a\"]"), TEXT("ta\"gs"), &out, &error));
}

static void named_steps(void) {
    STEP("[\"dates\",\"created_at\",\"year\"]",
         noormme_queryset_step(base, TEXT("dates"), TEXT("[\"created_at\", \"year\"]"), &out, &error));
    STEP("[\"all\"]", noormme_queryset_step(base, TEXT("all"), NULL, 0, &out, &error));
    STEP("[\"all\"]", noormme_queryset_step(base, TEXT("all"), TEXT("[ ]"), &out, &error));
    STEP("[\"\\\"],[\\\"delete\"]", noormme_queryset_step(base, TEXT("\"],[\"delete"), NULL, 0, &out, &error));
}

static void operators(void) {
    noormme_queryset *one = NULL, *nested = NULL;
    OK(noormme_queryset_filter(base, TEXT("{\"id\":1}"), &one, &error));
#define ONE "{\"model\":\"posts\",\"steps\":[[\"filter\",{\"id\":1}]]}"
    STEP("[\"union\",[" ONE "]]", noormme_queryset_union(base, one, 0, &out, &error));
    STEP("[\"union\",[" ONE "],{\"all\":true}]", noormme_queryset_union(base, one, 1, &out, &error));
    STEP("[\"intersection\",[" ONE "]]", noormme_queryset_intersection(base, one, &out, &error));
    STEP("[\"difference\",[" ONE "]]", noormme_queryset_difference(base, one, &out, &error));
    STEP("[\"and\"," ONE "]", noormme_queryset_and(base, one, &out, &error));
    STEP("[\"or\"," ONE "]", noormme_queryset_or(base, one, &out, &error));
    STEP("[\"xor\"," ONE "]", noormme_queryset_xor(base, one, &out, &error));
    OK(noormme_queryset_or(base, one, &nested, &error));
    OK(noormme_queryset_free(&one));
    STEP("[\"and\",{\"model\":\"posts\",\"steps\":[[\"or\"," ONE "]]}]",
         noormme_queryset_and(base, nested, &out, &error));
    OK(noormme_queryset_free(&nested));
}

/* Every way a step's argument can be no JSON, or reach beyond its place. */
static void malformed(void) {
    static const char *const bad[] = {"",     " ",    "{",      "}",          "{\"a\":1}}", "1]",      "1,2",
                                      "nul",  "\"",   "[1,]",   "{\"a\":1,}", "'a'",        "\"\\x\"", "\"\\ud800\"",
                                      "\xff", "\"\xc3\"", "NaN", "01",         "{a:1}",      "/**/1",   "1 // x"};
    noormme_queryset *out = NULL;
    size_t index;
    char deep[2000];
    for (index = 0; index < sizeof bad / sizeof bad[0]; index++) {
        FAILS(NOORMME_MALFORMED_JSON,
              noormme_queryset_filter(base, bad[index], strlen(bad[index]), &out, &error));
        CHECK(out == NULL);
        if (bad[index][0] == 0) continue;
        FAILS(NOORMME_MALFORMED_JSON,
              noormme_queryset_step(base, TEXT("filter"), bad[index], strlen(bad[index]), &out, &error));
    }
    FAILS(NOORMME_MALFORMED_JSON, noormme_queryset_filter(base, "1\0", 2, &out, &error));
    FAILS(NOORMME_MALFORMED_SPEC, noormme_queryset_step(base, TEXT("filter"), TEXT("{}"), &out, &error));
    FAILS(NOORMME_MALFORMED_SPEC, noormme_queryset_step(base, TEXT("filter"), TEXT("1"), &out, &error));
    memset(deep, '[', sizeof deep);
    FAILS(NOORMME_TOO_COMPLEX, noormme_queryset_filter(base, deep, sizeof deep, &out, &error));
    FAILS(NOORMME_VALUE_ERROR, noormme_queryset_step(base, TEXT("f\xff"), NULL, 0, &out, &error));
    FAILS(NOORMME_MISUSE, noormme_queryset_rows(base, 2, &out, &error));
    FAILS(NOORMME_MISUSE, noormme_queryset_rows(base, -1, &out, &error));
}

/* What grows without end is refused, or costs nothing. */
static void growth(void) {
    noormme_queryset *chain = NULL, *next = NULL;
    noormme_buffer spec = NOORMME_BUFFER_INIT;
    noormme_status status = NOORMME_OK;
    int index;
    /* A long chain: letting go of it must not use a stack frame for each step. */
    OK(noormme_queryset_reverse(base, &chain, &error));
    for (index = 0; index < 200000; index++) {
        OK(noormme_queryset_reverse(chain, &next, &error));
        OK(noormme_queryset_free(&chain));
        chain = next;
    }
    OK(noormme_queryset_spec(chain, &spec, &error));
    CHECK(spec.size > 200000 * sizeof("[\"reverse\"]"));
    OK(noormme_buffer_dispose(&spec));
    OK(noormme_queryset_free(&chain));
    /* A query set combined with itself doubles its text each time. */
    OK(noormme_queryset_reverse(base, &chain, &error));
    for (index = 0; index < 100; index++) {
        status = noormme_queryset_and(chain, chain, &next, &error);
        if (status != NOORMME_OK) break;
        OK(noormme_queryset_free(&chain));
        chain = next;
    }
    FAILS(NOORMME_TOO_COMPLEX, status);
    CHECK(next == NULL);
    FAILS(NOORMME_TOO_COMPLEX, noormme_queryset_spec(chain, &spec, &error));
    FAILS(NOORMME_TOO_COMPLEX, noormme_queryset_all(chain, &spec, &error));
    OK(noormme_queryset_free(&chain));
}

int main(void) {
    noormme_db *db = NULL;
    noormme_queryset *quoted = NULL;
    noormme_buffer spec = NOORMME_BUFFER_INIT;
    OK(noormme_db_open(TEXT(":memory:"), NULL, 0, &db, &error));
    OK(noormme_queryset_new(db, TEXT("posts"), &base, &error));
    rows_and_shape();
    named_steps();
    operators();
    malformed();
    growth();
    OK(noormme_queryset_new(db, TEXT("a\"b\n\0c"), &quoted, &error));
    OK(noormme_queryset_spec(quoted, &spec, &error));
    ANSWERS("{\"v\":1,\"model\":\"a\\\"b\\n\\u0000c\",\"steps\":[]}", spec);
    OK(noormme_queryset_free(&quoted));
    OK(noormme_queryset_rows(base, NOORMME_ROWS_ARRAYS, &quoted, &error));
    OK(noormme_queryset_spec(quoted, &spec, &error));
    ANSWERS("{\"v\":1,\"model\":\"posts\",\"steps\":[],\"rows\":\"arrays\"}", spec);
    OK(noormme_queryset_free(&quoted));
    OK(noormme_queryset_free(&base));
    OK(noormme_db_close(&db));
    CHECK(noormme_handle_count() == 0);
    return 0;
}

/* libnoormme.so as a C program uses it. The library is loaded at run time, so that a cold start includes it:
 * NOORMME_LIBRARY names its file. */
#include "protocol.h"

#include <dlfcn.h>
#include <noormme.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct {
    __typeof__(&noormme_version) version;
    __typeof__(&noormme_db_open) open;
    __typeof__(&noormme_db_close) close;
    __typeof__(&noormme_db_execute) execute;
    __typeof__(&noormme_buffer_dispose) dispose;
    __typeof__(&noormme_error_message) message;
} library;

typedef struct {
    noormme_db *db;
    noormme_buffer answer;
    int64_t next;
    char spec[1 << 10];
} Bench;

#define LOAD(field, name) library.field = (__typeof__(library.field))dlsym(file, #name)

static void load(void) {
    if (library.open) return;
    void *file = dlopen(getenv("NOORMME_LIBRARY"), RTLD_NOW);
    if (!file) fail(dlerror());
    LOAD(version, noormme_version);
    LOAD(open, noormme_db_open);
    LOAD(close, noormme_db_close);
    LOAD(execute, noormme_db_execute);
    LOAD(dispose, noormme_buffer_dispose);
    LOAD(message, noormme_error_message);
}

static void *open_bench(const char *path) {
    load();
    Bench *bench = calloc(1, sizeof *bench);
    noormme_error *error = NULL;
    if (!bench || library.open(path, strlen(path), NULL, 0, &bench->db, &error) != NOORMME_OK)
        fail(library.message(error, NULL));
    return bench;
}

static void close_bench(void *context) { library.close(&((Bench *)context)->db); }
static const char *version(void) { return library.version(); }

static void forget(void *context) { library.dispose(&((Bench *)context)->answer); }

/* The answer stays in the bench until the next request, or `forget`. */
static void execute(Bench *bench, const char *spec) {
    noormme_error *error = NULL;
    forget(bench);
    if (library.execute(bench->db, spec, strlen(spec), &bench->answer, &error) != NOORMME_OK)
        fail(library.message(error, NULL));
}

static int64_t get_pk(void *context) {
    Bench *bench = context;
    snprintf(bench->spec, sizeof bench->spec,
             "{\"v\":1,\"model\":\"users\",\"get\":[\"get\",{\"id\":%lld}]}", (long long)(bench->next++ % 100000 + 1));
    execute(bench, bench->spec);
    return 1;
}

static int64_t get_unique(void *context) {
    Bench *bench = context;
    snprintf(bench->spec, sizeof bench->spec,
             "{\"v\":1,\"model\":\"users\",\"get\":[\"get\",{\"email\":\"user%lld@example.com\"}]}",
             (long long)(bench->next++ % 100000 + 1));
    execute(bench, bench->spec);
    return 1;
}

/* Rows are counted by a column's name, once: counting is no part of the work. */
static int64_t counted(Bench *bench, const char *spec, const char *key, int64_t known) {
    execute(bench, spec);
    static int64_t checked[8];
    if (checked[known] == 0) {
        const char *at = bench->answer.data, *end = at + bench->answer.size;
        while ((at = memmem(at, end - at, key, strlen(key)))) checked[known]++, at++;
    }
    return checked[known];
}

static int64_t json_1k(void *context) {
    return counted(context,
                   "{\"v\":1,\"model\":\"users\",\"steps\":[[\"order_by\",[\"id\"]],[\"slice\",0,1000]],\"get\":\"all\"}",
                   "\"email\"", 0);
}

static int64_t json_100k(void *context) {
    return counted(
        context,
        "{\"v\":1,\"model\":\"users\",\"steps\":[[\"order_by\",[\"id\"]],[\"slice\",0,100000]],\"get\":\"all\"}",
        "\"email\"", 1);
}

static int64_t page(void *context) {
    return counted(context,
                   "{\"v\":1,\"model\":\"posts\",\"steps\":[[\"filter\",{\"author__is_active\":true,\"likes__gte\":900}],"
                   "[\"select_related\",[\"author\"]],[\"order_by\",[\"-likes\",\"id\"]],[\"slice\",0,10]],\"get\":\"all\"}",
                   "\"title\"", 2);
}

static int64_t prefetch(void *context) {
    return 100 + counted(context,
                         "{\"v\":1,\"model\":\"users\",\"steps\":[[\"order_by\",[\"id\"]],[\"slice\",0,100],"
                         "[\"prefetch_related\",[\"posts\"]]],\"get\":\"all\"}",
                         "\"title\"", 3);
}

static int64_t count(void *context) {
    Bench *bench = context;
    execute(bench, "{\"v\":1,\"model\":\"users\",\"steps\":[[\"filter\",{\"age__gte\":60}]],\"get\":\"count\"}");
    return strtoll(bench->answer.data, NULL, 10);
}

static int64_t create(void *context) {
    execute(context, "{\"v\":1,\"model\":\"events\",\"get\":[\"create\",{\"kind\":\"click\",\"amount\":7,\"ratio\":0.5,"
                     "\"note\":\"a note of some length\"}]}");
    return 1;
}

static int64_t update(void *context) {
    Bench *bench = context;
    execute(bench, "{\"v\":1,\"model\":\"users\",\"steps\":[[\"filter\",{\"age\":30}]],\"get\":[\"update\",{\"balance\":"
                   "{\"$op\":\"+\",\"args\":[{\"$f\":\"balance\"},1]}}]}");
    return strtoll(bench->answer.data, NULL, 10);
}

static int64_t cold(const char *path) { return get_pk(open_bench(path)); }

static const Work WORKS[] = {
    {"get_pk", get_pk, NULL, 0},
    {"get_unique", get_unique, NULL, 0},
    {"page", page, forget, 0},
    {"json_1k", json_1k, forget, 0},
    {"json_100k", json_100k, forget, 0},
    {"encode_1k", json_1k, forget, 0},
    {"encode_100k", json_100k, forget, 0},
    {"prefetch", prefetch, forget, 0},
    {"count", count, NULL, 0},
    {"create", create, NULL, 0},
    {"update", update, NULL, 0},
    {NULL, NULL, NULL, 0},
};

int main(int count, char **arguments) {
    static const Contestant contestant = {open_bench, version, WORKS, close_bench, cold};
    return protocol_main(count, arguments, &contestant);
}

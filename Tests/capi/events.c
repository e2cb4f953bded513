/* Query events: what is told of each statement, and that nothing is told after a listener was removed. */
#define _POSIX_C_SOURCE 200809L

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <time.h>

#include "support.h"

#define MOST 64
#define SPECS 4

/* Events of one listener, kept. */
typedef struct kept {
    int count;
    struct {
        char model[40], operation[20], sql[200], parameters[200];
        bool has_parameters;
        noormme_query_event event;
    } list[MOST];
} kept;

static void keep(void *context, const noormme_query_event *event) {
    kept *all = context;
    CHECK(event->struct_size == sizeof *event);
    CHECK(all->count < MOST);
    CHECK(strlen(event->sql) == event->sql_size && strlen(event->model) == event->model_size);
    CHECK(event->duration_ns > 0 && event->began_ns > 0 && event->waited_ns >= 0);
    snprintf(all->list[all->count].model, 40, "%s", event->model);
    snprintf(all->list[all->count].operation, 20, "%s", event->operation);
    snprintf(all->list[all->count].sql, 200, "%s", event->sql);
    snprintf(all->list[all->count].parameters, 200, "%s", event->parameters ? event->parameters : "");
    all->list[all->count].has_parameters = event->parameters != NULL;
    all->list[all->count++].event = *event;
}

static void run(noormme_db *db, const char *spec) {
    noormme_buffer answer = NOORMME_BUFFER_INIT;
    noormme_error *error = NULL;
    noormme_db_execute(db, spec, strlen(spec), &answer, &error);
    noormme_buffer_dispose(&answer);
    noormme_error_free(&error);
}

/* One event, which is taken off the front of the list. */
#define TOLD(wanted_operation, wanted_model)                                                                     \
    do {                                                                                                         \
        if (next >= all.count || strcmp(all.list[next].operation, wanted_operation) != 0 ||                      \
            strcmp(all.list[next].model, wanted_model) != 0) {                                                   \
            fprintf(stderr, "line %d: event %d of %d is %s of '%s': %s\n", __LINE__, next, all.count,            \
                    all.list[next].operation, all.list[next].model, all.list[next].sql);                         \
            exit(1);                                                                                             \
        }                                                                                                        \
        event = &all.list[next++].event;                                                                         \
    } while (0)

static void requests(noormme_db *db) {
    static kept all;
    noormme_error *error = NULL;
    noormme_query_options options = NOORMME_QUERY_OPTIONS_INIT;
    const noormme_query_event *event;
    uint64_t number = 0;
    int next = 0;
    OK(noormme_db_initialize(db, &error));
    options.parameters = 1;
    OK(noormme_db_on_query(db, keep, &all, &options, &number, &error));
    CHECK(number != 0);

    run(db, "{\"v\":1,\"model\":\"posts\",\"steps\":[[\"filter\",{\"author__name\":\"Ada\"}]],\"get\":\"all\"}");
    TOLD("select", "posts");
    CHECK(event->rows == 2 && event->changes == 0 && event->status == NOORMME_OK);
    CHECK(event->role == NOORMME_CONNECTION_READER && event->connection >= 1);
    CHECK(!event->plan_cached && !event->statement_cached && !event->in_transaction && event->on_calling_thread);
    CHECK(strcmp(all.list[0].parameters, "[\"Ada\"]") == 0);
    CHECK(strstr(all.list[0].sql, "?1") && !strstr(all.list[0].sql, "Ada"));
    CHECK(event->waited_ns == 0);

    run(db, "{\"v\":1,\"model\":\"posts\",\"steps\":[[\"filter\",{\"author__name\":\"Bob\"}]],\"get\":\"all\"}");
    TOLD("select", "posts");
    CHECK(event->rows == 1 && event->plan_cached && event->statement_cached);

    run(db, "{\"v\":1,\"model\":\"authors\",\"steps\":[[\"prefetch_related\",[\"posts\"]]],\"get\":\"all\"}");
    TOLD("begin", "");
    TOLD("select", "authors");
    TOLD("prefetch", "posts");
    CHECK(event->rows == 3);
    TOLD("commit", "");

    run(db, "{\"v\":1,\"model\":\"authors\",\"get\":\"count\"}");
    TOLD("count", "authors");
    run(db, "{\"v\":1,\"model\":\"authors\",\"get\":[\"create\",{\"name\":\"Eve\",\"email\":\"eve@x.org\"}]}");
    TOLD("insert", "authors");
    CHECK(event->role == NOORMME_CONNECTION_WRITER && event->changes == 1 && event->rows == 0);
    CHECK(strstr(all.list[next - 1].parameters, "\"Eve\""));
    run(db, "{\"v\":1,\"model\":\"authors\",\"get\":[\"create\",{\"id\":1,\"name\":\"Eve\",\"email\":\"x@x.org\"}]}");
    TOLD("insert", "authors");
    CHECK(event->status == NOORMME_UNIQUE && event->sqlite_code == SQLITE_CONSTRAINT_PRIMARYKEY);
    CHECK(event->changes == 0);
    run(db, "{\"v\":1,\"model\":\"authors\",\"get\":[\"get\",{\"id\":99}]}");
    TOLD("select", "authors");
    CHECK(event->status == NOORMME_DOES_NOT_EXIST && event->sqlite_code == 0);
    /* What is wrong before a statement runs is no event. */
    run(db, "{\"v\":1,\"model\":\"nothing\",\"get\":\"all\"}");
    CHECK(next == all.count);

    noormme_buffer answer = NOORMME_BUFFER_INIT;
    OK(noormme_db_sql(db, TEXT("SELECT ?, ?, ?, ?"), TEXT("[null, 1.5, {\"$blob\":\"AQI=\"}, 9007199254740993]"),
                      &answer, &error));
    noormme_buffer_dispose(&answer);
    TOLD("sql", "");
    CHECK(strcmp(all.list[next - 1].parameters, "[null,1.5,{\"$blob\":\"AQI=\"},{\"$int\":\"9007199254740993\"}]") == 0);
    FAILS(NOORMME_OPERATIONAL, noormme_db_sql(db, TEXT("SELECT * FROM nothing"), NULL, 0, &answer, &error));
    TOLD("sql", "");
    CHECK(event->status == NOORMME_OPERATIONAL && event->rows == 0);
    OK(noormme_db_script(db, TEXT("UPDATE posts SET views = 1; UPDATE posts SET views = 2"), &error));
    TOLD("script", "");
    CHECK(event->changes == 6);
    OK(noormme_db_describe(db, TEXT("SELECT 1"), &answer, &error));
    noormme_buffer_dispose(&answer);
    CHECK(next == all.count);

    noormme_tx *tx = NULL;
    noormme_cursor *cursor = NULL;
    int64_t savepoint = 0;
    OK(noormme_tx_begin(db, NULL, 0, &tx, &error));
    TOLD("begin", "");
    CHECK(event->in_transaction);
    OK(noormme_tx_savepoint(tx, &savepoint, &error));
    TOLD("savepoint", "");
    const char *spec = "{\"v\":1,\"model\":\"posts\",\"get\":[\"update\",{\"views\":5}]}";
    OK(noormme_tx_execute(tx, spec, strlen(spec), &answer, &error));
    noormme_buffer_dispose(&answer);
    TOLD("update", "posts");
    CHECK(event->in_transaction && event->changes == 3);
    OK(noormme_tx_release(tx, savepoint, &error));
    TOLD("release", "");
    OK(noormme_cursor_new(tx, TEXT("{\"v\":1,\"model\":\"posts\",\"get\":\"all\"}"), &cursor, &error));
    for (int chunk = 0; chunk < 2; chunk++) {
        OK(noormme_cursor_next(cursor, 2, &answer, &error));
        noormme_buffer_dispose(&answer);
    }
    TOLD("select", "posts");
    CHECK(event->rows == 3 && event->in_transaction);
    noormme_cursor_free(&cursor);
    OK(noormme_tx_rollback(tx, &error));
    TOLD("rollback", "");
    noormme_tx_free(&tx);
    CHECK(next == all.count);

    OK(noormme_db_off_query(db, number, &error));
    run(db, "{\"v\":1,\"model\":\"authors\",\"get\":\"count\"}");
    CHECK(next == all.count);
    OK(noormme_db_off_query(db, number, &error));
    OK(noormme_db_off_query(db, 4711, &error));

    /* Two listeners, each with what it asked for; only what took long, or failed. */
    static kept plain, slow;
    OK(noormme_db_on_query(db, keep, &plain, NULL, NULL, &error));
    options.slower_than_ns = 60000000000;
    OK(noormme_db_on_query(db, keep, &slow, &options, NULL, &error));
    run(db, "{\"v\":1,\"model\":\"authors\",\"get\":[\"get\",{\"id\":1}]}");
    run(db, "{\"v\":1,\"model\":\"authors\",\"get\":[\"get\",{\"id\":99}]}");
    CHECK(plain.count == 2 && !plain.list[0].has_parameters && !plain.list[1].has_parameters);
    CHECK(slow.count == 1 && slow.list[0].has_parameters && slow.list[0].event.status == NOORMME_DOES_NOT_EXIST);

    FAILS(NOORMME_MISUSE, noormme_db_on_query(db, NULL, NULL, NULL, NULL, &error));
    options.struct_size = 4;
    FAILS(NOORMME_MISUSE, noormme_db_on_query(db, keep, NULL, &options, NULL, &error));
    options.struct_size = sizeof options;
    options.slower_than_ns = -1;
    FAILS(NOORMME_MISUSE, noormme_db_on_query(db, keep, NULL, &options, NULL, &error));
    FAILS(NOORMME_MISUSE, noormme_db_on_query(NULL, keep, NULL, NULL, NULL, &error));
    FAILS(NOORMME_MISUSE, noormme_db_off_query(NULL, 1, &error));
}

typedef struct counts {
    int told, compiled;
} counts;

static void count(void *context, const noormme_query_event *event) {
    counts *all = context;
    if (event->model_size == 0) return;
    all->told++;
    if (!event->plan_cached) all->compiled++;
}

/* Requests that differ in values alone are compiled once, whatever the values stand in. */
static void a_thousand_values(noormme_db *db) {
    static const char *shapes[] = {
        "{\"v\":1,\"model\":\"posts\",\"steps\":[[\"filter\",{\"id\":%d}]],\"get\":\"all\"}",
        "{\"v\":1,\"model\":\"posts\",\"steps\":[[\"filter\",{\"title__icontains\":\"t%d\",\"views__gte\":%d}],"
        "[\"exclude\",{\"author__name\":\"n%d\"}],[\"order_by\",[\"-id\"]],[\"slice\",0,10]],\"get\":\"all\"}",
        "{\"v\":1,\"model\":\"posts\",\"steps\":[[\"filter\",{\"id__in\":[%d,%d,%d]}]],\"get\":\"count\"}",
        "{\"v\":1,\"model\":\"posts\",\"steps\":[[\"annotate\",{\"x\":{\"$op\":\"+\",\"args\":[{\"$f\":\"views\"},"
        "{\"$value\":%d}]}}],[\"filter\",{\"x__range\":[%d,%d]}]],\"get\":[\"aggregate\",{\"y\":{\"$func\":\"Max\",\"args\":[\"x\"]}}]}",
        "{\"v\":1,\"model\":\"posts\",\"steps\":[[\"filter\",{\"id\":%d}]],\"get\":[\"update\",{\"title\":\"t%d\",\"views\":%d}]}",
        "{\"v\":1,\"model\":\"authors\",\"get\":[\"create\",{\"name\":\"n%d\",\"email\":\"e%d@x.org\"}]}",
    };
    noormme_error *error = NULL;
    char spec[400];
    for (size_t shape = 0; shape < sizeof shapes / sizeof *shapes; shape++) {
        counts all = {0, 0};
        uint64_t number = 0;
        OK(noormme_db_on_query(db, count, &all, NULL, &number, &error));
        for (int value = 0; value < 1000; value++) {
            snprintf(spec, sizeof spec, shapes[shape], value + 10, value + 20, value + 30);
            run(db, spec);
        }
        OK(noormme_db_off_query(db, number, &error));
        if (all.told != 1000 || all.compiled != 1) {
            fprintf(stderr, "%d told, %d compiled: %s\n", all.told, all.compiled, spec);
            exit(1);
        }
    }
}

/* What a listener that comes and goes holds: gone as soon as it has been removed. */
typedef struct visitor {
    int alive;
    atomic_int told;
} visitor;

static atomic_int is_over, submitted, answers;
static noormme_db *shared;

static void visit(void *context, const noormme_query_event *event) {
    visitor *mine = context;
    CHECK(mine->alive == 4711);
    CHECK(event->sql_size > 0);
    atomic_fetch_add(&mine->told, 1);
}

static void answered(void *context, noormme_status status, noormme_buffer *answer, noormme_error *error) {
    (void)context;
    (void)status;
    noormme_buffer kept = *answer;
    noormme_buffer_dispose(&kept);
    noormme_error_free(&error);
    atomic_fetch_add(&answers, 1);
}

static void *work(void *context) {
    static const char *specs[SPECS] = {
        "{\"v\":1,\"model\":\"posts\",\"get\":\"all\"}",
        "{\"v\":1,\"model\":\"authors\",\"steps\":[[\"prefetch_related\",[\"posts\"]]],\"get\":\"all\"}",
        "{\"v\":1,\"model\":\"posts\",\"get\":[\"update\",{\"views\":7}]}",
        "{\"v\":1,\"model\":\"posts\",\"get\":\"count\"}",
    };
    noormme_error *error = NULL;
    (void)context;
    for (int round = 0; !atomic_load(&is_over); round++) {
        const char *spec = specs[round % SPECS];
        run(shared, spec);
        if (round % 8 == 0) {
            atomic_fetch_add(&submitted, 1);
            OK(noormme_db_submit(shared, spec, strlen(spec), NULL, answered, NULL, NULL, &error));
        }
    }
    return NULL;
}

static void coming_and_going(noormme_db *db) {
    noormme_error *error = NULL;
    pthread_t threads[3];
    int count = rounds(400), told = 0;
    shared = db;
    for (int index = 0; index < 3; index++) CHECK(pthread_create(&threads[index], NULL, work, NULL) == 0);
    for (int round = 0; round < count || told == 0; round++) {
        uint64_t number = 0;
        visitor *mine = calloc(1, sizeof *mine);
        CHECK(mine);
        mine->alive = 4711;
        OK(noormme_db_on_query(db, visit, mine, NULL, &number, &error));
        run(db, "{\"v\":1,\"model\":\"posts\",\"get\":\"count\"}");
        OK(noormme_db_off_query(db, number, &error));
        CHECK(atomic_load(&mine->told) >= 1);
        told += atomic_load(&mine->told);
        memset(mine, 0, sizeof *mine);
        free(mine);
    }
    atomic_store(&is_over, 1);
    for (int index = 0; index < 3; index++) pthread_join(threads[index], NULL);
    /* What is still to run would be told to the next listener. */
    const struct timespec moment = {0, 1000000};
    while (atomic_load(&answers) < atomic_load(&submitted)) nanosleep(&moment, NULL);
}

static uint64_t own;
static int depth;

/* Asks the database itself, and removes itself. */
static void ask_back(void *context, const noormme_query_event *event) {
    noormme_error *error = NULL;
    int *calls = context;
    ++*calls;
    CHECK(event->sql_size > 0);
    if (depth > 0) return;
    depth++;
    run(shared, "{\"v\":1,\"model\":\"posts\",\"get\":[\"update\",{\"views\":8}]}");
    OK(noormme_db_off_query(shared, own, &error));
    run(shared, "{\"v\":1,\"model\":\"posts\",\"get\":\"count\"}");
    depth--;
}

static void close_there(void *context, const noormme_query_event *event) {
    (void)event;
    int *calls = context;
    ++*calls;
    noormme_db *copy = shared;
    CHECK(noormme_db_close(&copy) == NOORMME_OK);
}

int main(int argc, char **argv) {
    const char *path = make_database(argc, argv);
    noormme_db *db = NULL;
    noormme_error *error = NULL;
    int64_t before = noormme_handle_count();
    OK(noormme_db_open(path, strlen(path), NULL, 0, &db, &error));
    requests(db);
    CHECK(noormme_db_close(&db) == NOORMME_OK);
    OK(noormme_db_open(path, strlen(path), NULL, 0, &db, &error));
    a_thousand_values(db);
    coming_and_going(db);
    int calls = 0;
    OK(noormme_db_on_query(db, ask_back, &calls, NULL, &own, &error));
    run(db, "{\"v\":1,\"model\":\"posts\",\"get\":\"count\"}");
    CHECK(calls == 2);
    /* The prefetch's other events are not told any more. */
    calls = 0;
    OK(noormme_db_on_query(db, close_there, &calls, NULL, NULL, &error));
    run(db, "{\"v\":1,\"model\":\"authors\",\"steps\":[[\"prefetch_related\",[\"posts\"]]],\"get\":\"all\"}");
    CHECK(calls == 1);
    FAILS(NOORMME_CLOSED, noormme_db_on_query(db, close_there, &calls, NULL, NULL, &error));
    FAILS(NOORMME_CLOSED, noormme_db_off_query(db, 1, &error));
    CHECK(noormme_db_close(&db) == NOORMME_CLOSED);
    CHECK(noormme_handle_count() == before);
    puts("events: ok");
    return 0;
}

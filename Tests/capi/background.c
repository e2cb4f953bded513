/* Submitted calls: order, answers, cancelling, time limits, closing, and callbacks that call back. */
#define _POSIX_C_SOURCE 200809L

#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

#include "support.h"

#define CALLS 300

static noormme_db *db;
static const char *path;

static void pause_ms(long ms) {
    struct timespec time;
    time.tv_sec = ms / 1000;
    time.tv_nsec = ms % 1000 * 1000000;
    nanosleep(&time, NULL);
}

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* What became of one call. */
typedef struct outcome {
    atomic_int calls;
    noormme_status status;
    char text[200];
} outcome;

/* Keeps what the callback received and gives it back. */
static void note(void *context, noormme_status status, noormme_buffer *answer, noormme_error *error) {
    outcome *mine = context;
    noormme_buffer kept = *answer;
    mine->status = status;
    CHECK((status == NOORMME_OK) == (error == NULL));
    CHECK(noormme_error_code(error) == status);
    if (status == NOORMME_OK) {
        snprintf(mine->text, sizeof mine->text, "%.*s", (int)kept.size, kept.data);
    } else {
        CHECK(kept.data == NULL && kept.size == 0);
        snprintf(mine->text, sizeof mine->text, "%s", noormme_error_message(error, NULL));
    }
    CHECK(noormme_buffer_dispose(&kept) == NOORMME_OK);
    CHECK(noormme_error_free(&error) == NOORMME_OK);
    atomic_fetch_add(&mine->calls, 1);
}

static void wait_for(outcome *mine) {
    double end = now() + 30;
    while (atomic_load(&mine->calls) == 0) {
        CHECK(now() < end);
        pause_ms(1);
    }
    CHECK(atomic_load(&mine->calls) == 1);
}

static void submit(const char *spec, const noormme_call_options *options, outcome *mine, uint64_t *ticket) {
    noormme_error *error = NULL;
    memset(mine, 0, sizeof *mine);
    OK(noormme_db_submit(db, spec, strlen(spec), options, note, mine, ticket, &error));
}

static void expect(outcome *mine, noormme_status status, const char *text) {
    wait_for(mine);
    if (mine->status != status || (text && strcmp(mine->text, text) != 0)) {
        fprintf(stderr, "expected %d %s\n  got %d %s\n", (int)status, text ? text : "", (int)mine->status, mine->text);
        exit(1);
    }
}

static void open_it(void) {
    noormme_error *error = NULL;
    OK(noormme_db_open(path, strlen(path), TEXT("{\"readers\":2,\"busy_timeout\":800}"), &db, &error));
}

static const char create[] = "{\"v\":1,\"model\":\"posts\",\"get\":[\"create\",{\"title\":\"x\",\"author_id\":1}]}";
static const char count[] = "{\"v\":1,\"model\":\"posts\",\"get\":\"count\"}";
static const char endless[] =
    "{\"v\":1,\"model\":\"posts\",\"steps\":[[\"filter\",{\"author__posts__views__gte\":0}],"
    "[\"filter\",{\"author__posts__views__gte\":0}],[\"filter\",{\"author__posts__views__gte\":0}]],"
    "\"get\":\"count\"}";

static void answers(void) {
    outcome mine;
    uint64_t first = 0, second = 0;
    submit(count, NULL, &mine, &first);
    expect(&mine, NOORMME_OK, "3");
    submit("{\"v\":1,\"model\":\"posts\",\"steps\":[[\"filter\",{\"id\":4}],[\"values_list\",[\"id\"]]]}", NULL, &mine,
           &second);
    expect(&mine, NOORMME_OK, "[]");
    CHECK(first != 0 && second != 0 && first != second);
    submit("{\"v\":1,\"model\":\"posts\",\"get\":[\"create\",{\"title\":\"t\",\"author_id\":2}]}", NULL, &mine, NULL);
    expect(&mine, NOORMME_OK, "{\"id\":4,\"title\":\"t\",\"author_id\":2,\"views\":0}");
    submit("{\"v\":1,\"model\":\"posts\",\"get\":[\"get_or_create\",{\"id\":4}]}", NULL, &mine, NULL);
    expect(&mine, NOORMME_OK, "[{\"id\":4,\"title\":\"t\",\"author_id\":2,\"views\":0},false]");
    submit("{\"v\":1,\"model\":\"posts\",\"get\":[\"get_or_create\",{\"id\":5},{\"title\":\"u\",\"author_id\":2}]}", NULL,
           &mine, NULL);
    expect(&mine, NOORMME_OK, "[{\"id\":5,\"title\":\"u\",\"author_id\":2,\"views\":0},true]");
    /* A word that only looks like a terminal, and spaces where they may be. */
    submit("{\"v\":1, \"model\":\"posts\", \"steps\":[[\"filter\",{\"title\":\"\\\"get\\\":\\\"delete\\\"\"}]],"
           " \"get\" : [ \"count\" ] }", NULL, &mine, NULL);
    expect(&mine, NOORMME_OK, "0");
    submit("{\"v\":1,\"model\":\"posts\",\"steps\":[[\"filter\",{\"id__in\":[4,5]}]], \"get\" : \"delete\"}", NULL, &mine,
           NULL);
    expect(&mine, NOORMME_OK, "[2,{\"posts\":2}]");
    submit("nonsense", NULL, &mine, NULL);
    expect(&mine, NOORMME_MALFORMED_JSON, NULL);
    submit("{\"v\":1,\"model\":\"nobody\"}", NULL, &mine, NULL);
    expect(&mine, NOORMME_UNKNOWN_MODEL, NULL);
    submit("{\"v\":1,\"model\":\"posts\",\"get\":[\"create\",{\"title\":\"t\",\"author_id\":99}]}", NULL, &mine, NULL);
    expect(&mine, NOORMME_FOREIGN_KEY, NULL);
}

static void misuse(void) {
    noormme_error *error = NULL;
    noormme_call_options options = NOORMME_CALL_OPTIONS_INIT;
    uint64_t ticket = 7;
    int64_t reads = 7, writes = 7;
    noormme_db *none = NULL;
    FAILS(NOORMME_MISUSE, noormme_db_submit(db, TEXT(count), NULL, NULL, NULL, &ticket, &error));
    CHECK(ticket == 0);
    FAILS(NOORMME_MISUSE, noormme_db_submit(NULL, TEXT(count), NULL, note, NULL, NULL, &error));
    FAILS(NOORMME_MISUSE, noormme_db_submit(db, NULL, 5, NULL, note, NULL, NULL, &error));
    options.struct_size = 8;
    FAILS(NOORMME_MISUSE, noormme_db_submit(db, TEXT(count), &options, note, NULL, NULL, &error));
    options.struct_size = sizeof options;
    options.timeout_ms = -1;
    FAILS(NOORMME_MISUSE, noormme_db_submit(db, TEXT(count), &options, note, NULL, NULL, &error));
    FAILS(NOORMME_MISUSE, noormme_db_cancel(none, 1, &error));
    OK(noormme_db_cancel(db, 0, &error));
    OK(noormme_db_cancel(db, UINT64_MAX, &error));
    OK(noormme_db_queue_length(db, &reads, &writes, &error));
    CHECK(reads == 0 && writes == 0);
    OK(noormme_db_queue_length(db, NULL, NULL, &error));
}

/* Writes come in the order of their submission, whatever shares a transaction with what. */
static void order(void) {
    static outcome mine[CALLS];
    int index, id = -1, last = -1, calls = rounds(CALLS);
    for (index = 0; index < calls; index++) submit(create, NULL, &mine[index], NULL);
    for (index = 0; index < calls; index++) {
        wait_for(&mine[index]);
        CHECK(mine[index].status == NOORMME_OK);
        CHECK(sscanf(mine[index].text, "{\"id\":%d", &id) == 1 && id > last);
        last = id;
    }
}

static void cancel(void) {
    noormme_error *error = NULL;
    noormme_tx *tx = NULL;
    noormme_call_options options = NOORMME_CALL_OPTIONS_INIT;
    outcome running, waiting, other, late;
    uint64_t ticket = 0, second = 0;
    int64_t writes = 0;
    double start;
    run_sql(path, "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)"
                  "  INSERT INTO posts (title, author_id) SELECT 'T', 1 FROM n");
    /* One that runs, whenever it comes to that. */
    submit(endless, NULL, &running, &ticket);
    while (atomic_load(&running.calls) == 0) {
        OK(noormme_db_cancel(db, ticket, &error));
        pause_ms(1);
    }
    expect(&running, NOORMME_INTERRUPTED, NULL);
    OK(noormme_db_cancel(db, ticket, &error));
    /* A time limit that passes while it runs. */
    options.timeout_ms = 50;
    start = now();
    submit(endless, &options, &running, NULL);
    expect(&running, NOORMME_TIMEOUT, "the call's time limit has passed");
    CHECK(now() - start < 10);
    /* Those that wait for a transaction: cancelled, out of time, out of patience. */
    OK(noormme_tx_begin(db, NULL, 0, &tx, &error));
    submit(create, NULL, &waiting, &ticket);
    submit(create, NULL, &other, &second);
    OK(noormme_db_queue_length(db, NULL, &writes, &error));
    CHECK(writes == 2);
    submit(create, &options, &late, NULL);
    OK(noormme_db_cancel(db, ticket, &error));
    expect(&waiting, NOORMME_INTERRUPTED, "the call was cancelled");
    expect(&late, NOORMME_TIMEOUT, NULL);
    expect(&other, NOORMME_BUSY, NULL);
    OK(noormme_db_queue_length(db, NULL, &writes, &error));
    CHECK(writes == 0);
    submit(create, NULL, &other, NULL);
    OK(noormme_tx_rollback(tx, &error));
    expect(&other, NOORMME_OK, NULL);
    OK(noormme_tx_free(&tx));
    /* Another process's lock: waiting for it ends with the call's time. */
    {
        sqlite3 *stranger = NULL;
        CHECK(sqlite3_open(path, &stranger) == SQLITE_OK);
        CHECK(sqlite3_exec(stranger, "BEGIN IMMEDIATE", NULL, NULL, NULL) == SQLITE_OK);
        start = now();
        submit(create, &options, &late, NULL);
        submit(create, NULL, &other, &ticket);
        submit(create, NULL, &waiting, NULL);
        expect(&late, NOORMME_TIMEOUT, NULL);
        OK(noormme_db_cancel(db, ticket, &error));
        expect(&other, NOORMME_INTERRUPTED, NULL);
        CHECK(sqlite3_exec(stranger, "COMMIT", NULL, NULL, NULL) == SQLITE_OK);
        wait_for(&waiting);
        CHECK(waiting.status == NOORMME_OK || waiting.status == NOORMME_BUSY);
        sqlite3_close(stranger);
    }
}

/* Callbacks that block on calls, more of them at once than there are connections. */
static atomic_int nested;

static void ask_again(void *context, noormme_status status, noormme_buffer *answer, noormme_error *error) {
    noormme_buffer kept = *answer;
    (void)context;
    CHECK(status == NOORMME_OK && error == NULL);
    OK(noormme_buffer_dispose(&kept));
    OK(noormme_db_execute(db, TEXT(create), &kept, &error));
    OK(noormme_buffer_dispose(&kept));
    OK(noormme_db_execute(db, TEXT(count), &kept, &error));
    OK(noormme_buffer_dispose(&kept));
    atomic_fetch_add(&nested, 1);
}

static void nesting(void) {
    noormme_error *error = NULL;
    int index, calls = rounds(100);
    atomic_store(&nested, 0);
    for (index = 0; index < calls; index++)
        OK(noormme_db_submit(db, index % 2 ? create : count, strlen(index % 2 ? create : count), NULL, ask_again, NULL,
                             NULL, &error));
    while (atomic_load(&nested) < calls) pause_ms(1);
}

/* Closing, from outside and from a callback: every callback comes, once. */
static void close_it(void *context, noormme_status status, noormme_buffer *answer, noormme_error *error) {
    noormme_db *copy = db;
    noormme_status closed = noormme_db_close(&copy);
    CHECK(closed == NOORMME_OK || closed == NOORMME_CLOSED);
    note(context, status, answer, error);
}

static void closing(void) {
    static outcome mine[CALLS];
    noormme_error *error = NULL;
    noormme_buffer answer = NOORMME_BUFFER_INIT;
    int round, index, done, calls = rounds(CALLS);
    for (round = 0; round < rounds(20); round++) {
        noormme_db *same;
        noormme_tx *tx = NULL;
        open_it();
        same = db;
        if (round % 3 == 0) OK(noormme_tx_begin(db, NULL, 0, &tx, &error));
        for (index = 0; index < calls; index++) {
            const char *spec = index % 3 ? create : count;
            noormme_callback callback = round % 2 && index == calls / 2 ? close_it : note;
            noormme_status status;
            memset(&mine[index], 0, sizeof mine[index]);
            status = noormme_db_submit(db, spec, strlen(spec), NULL, callback, &mine[index], NULL, &error);
            if (status == NOORMME_CLOSED) {
                CHECK(noormme_error_free(&error) == NOORMME_OK);
                break;
            }
            OK(status);
        }
        pause_ms(round % 5);
        /* When a callback of this database closes it, another close does not wait. */
        noormme_db_close(&same);
        for (done = 0; done < index; done++) {
            wait_for(&mine[done]);
            CHECK(mine[done].status == NOORMME_OK || mine[done].status == NOORMME_CLOSED);
        }
        if (tx) {
            FAILS(NOORMME_CLOSED, noormme_tx_execute(tx, TEXT(count), &answer, &error));
            OK(noormme_tx_free(&tx));
        }
        FAILS(NOORMME_CLOSED, noormme_db_submit(db, TEXT(count), NULL, note, NULL, NULL, &error));
        FAILS(NOORMME_CLOSED, noormme_db_cancel(db, 1, &error));
        FAILS(NOORMME_CLOSED, noormme_db_queue_length(db, NULL, NULL, &error));
    }
}

int main(int argc, char **argv) {
    noormme_error *error = NULL;
    path = make_database(argc, argv);
    open_it();
    answers();
    misuse();
    order();
    cancel();
    nesting();
    OK(noormme_db_close(&db));
    path = make_database(argc, argv);
    closing();
    while (noormme_handle_count() != 0) pause_ms(1);
    return 0;
}

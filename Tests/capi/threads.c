/* Eight threads share a database, its query sets, and the end of it. */
#define _POSIX_C_SOURCE 200809L

#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

#include "support.h"

#define THREADS 8

static noormme_db *db;
static noormme_queryset *authors;
static atomic_int go_on;

static void pause_ms(long ms) {
    struct timespec time;
    time.tv_sec = ms / 1000;
    time.tv_nsec = ms % 1000 * 1000000;
    nanosleep(&time, NULL);
}

static void run(void *(*body)(void *), pthread_t *threads) {
    intptr_t index;
    for (index = 0; index < THREADS; index++)
        CHECK(pthread_create(&threads[index], NULL, body, (void *)index) == 0);
}

static void join(pthread_t *threads) {
    int index;
    for (index = 0; index < THREADS; index++) CHECK(pthread_join(threads[index], NULL) == 0);
}

/* Derives from a shared query set, reads, writes, fails. */
static void *work(void *argument) {
    int thread = (int)(intptr_t)argument, round, count = rounds(200);
    noormme_error *error = NULL;
    for (round = 0; round < count; round++) {
        noormme_queryset *mine = NULL, *found = NULL;
        noormme_buffer answer = NOORMME_BUFFER_INIT;
        char json[200];
        int64_t rows = 0;
        snprintf(json, sizeof json, "{\"name\":\"thread %d\",\"email\":\"%d.%d@example.org\"}", thread, thread, round);
        OK(noormme_queryset_create(authors, json, strlen(json), &answer, &error));
        OK(noormme_buffer_dispose(&answer));
        snprintf(json, sizeof json, "{\"name\":\"thread %d\"}", thread);
        OK(noormme_queryset_filter(authors, json, strlen(json), &mine, &error));
        OK(noormme_queryset_count(mine, &rows, &error));
        CHECK(rows == round + 1);
        OK(noormme_queryset_order_by(mine, TEXT("[\"-id\"]"), &found, &error));
        OK(noormme_queryset_first(found, &answer, &error));
        CHECK(strstr(answer.data, "@example.org") != NULL);
        OK(noormme_buffer_dispose(&answer));
        FAILS(NOORMME_FIELD_ERROR,
              noormme_db_execute(db, TEXT("{\"v\":1,\"model\":\"authors\",\"steps\":[[\"filter\",{\"x\":1}]]}"), &answer,
                                 &error));
        OK(noormme_queryset_free(&mine));
        OK(noormme_queryset_free(&found));
    }
    return NULL;
}

/* Queries until the database is closed, which must be all that ever goes wrong. */
static void *until_closed(void *argument) {
    noormme_error *error = NULL;
    (void)argument;
    for (;;) {
        noormme_buffer answer = NOORMME_BUFFER_INIT;
        noormme_status status = noormme_queryset_all(authors, &answer, &error);
        if (status != NOORMME_OK) {
            FAILS(NOORMME_CLOSED, status);
            return NULL;
        }
        CHECK(answer.size > 2);
        OK(noormme_buffer_dispose(&answer));
        status = noormme_queryset_create(authors, TEXT("{\"name\":\"last\"}"), &answer, &error);
        if (status != NOORMME_OK) {
            FAILS(NOORMME_CLOSED, status);
            return NULL;
        }
        OK(noormme_buffer_dispose(&answer));
    }
}

/* Only one of many copies of a handle closes. */
static atomic_int closed_by;
static void *close_copy(void *argument) {
    noormme_db *copy = db;
    noormme_status status = noormme_db_close(&copy);
    (void)argument;
    CHECK(status == NOORMME_OK || status == NOORMME_CLOSED);
    if (status == NOORMME_OK) atomic_fetch_add(&closed_by, 1);
    return NULL;
}

/* Every post of every author four times over: longer than any test lives, unless it is stopped. */
static void *endless(void *argument) {
    noormme_error *error = NULL;
    noormme_buffer answer = NOORMME_BUFFER_INIT;
    (void)argument;
    FAILS(NOORMME_INTERRUPTED,
          noormme_db_execute(db, TEXT("{\"v\":1,\"model\":\"authors\",\"steps\":["
                                      "[\"filter\",{\"posts__views__gte\":0}],[\"filter\",{\"posts__views__gte\":0}],"
                                      "[\"filter\",{\"posts__views__gte\":0}],[\"filter\",{\"posts__views__gte\":0}]],"
                                      "\"get\":\"count\"}"),
                             &answer, &error));
    atomic_store(&go_on, 0);
    return NULL;
}

int main(int argc, char **argv) {
    noormme_error *error = NULL;
    noormme_db *same;
    pthread_t threads[THREADS];
    const char *path = make_database(argc, argv);
    int64_t count = 0;
    int round;

    OK(noormme_db_open(path, strlen(path), NULL, 0, &db, &error));
    OK(noormme_queryset_new(db, TEXT("authors"), &authors, &error));
    run(work, threads);
    join(threads);
    OK(noormme_queryset_count(authors, &count, &error));
    CHECK(count == 2 + THREADS * rounds(200));

    run_sql(path, "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)"
                  "  INSERT INTO posts (title, author_id) SELECT 'T', 1 FROM n");
    atomic_store(&go_on, 1);
    CHECK(pthread_create(&threads[0], NULL, endless, NULL) == 0);
    while (atomic_load(&go_on)) {
        pause_ms(5);
        OK(noormme_db_interrupt(db, &error));
    }
    CHECK(pthread_join(threads[0], NULL) == 0);
    OK(noormme_queryset_count(authors, &count, &error));
    OK(noormme_queryset_free(&authors));
    OK(noormme_db_close(&db));

    for (round = 0; round < rounds(20); round++) {
        path = make_database(argc, argv);
        OK(noormme_db_open(path, strlen(path), NULL, 0, &db, &error));
        OK(noormme_queryset_new(db, TEXT("authors"), &authors, &error));
        same = db;
        run(until_closed, threads);
        pause_ms(round);
        OK(noormme_db_close(&same));
        join(threads);
        OK(noormme_queryset_free(&authors));
    }

    OK(noormme_db_open(path, strlen(path), NULL, 0, &db, &error));
    OK(noormme_db_initialize(db, &error));
    run(close_copy, threads);
    join(threads);
    CHECK(atomic_load(&closed_by) == 1);
    CHECK(noormme_handle_count() == 0);
    return 0;
}

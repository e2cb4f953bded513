/* Transactions: what they keep and undo, who may use them when, and how they end. */
#define _POSIX_C_SOURCE 200809L

#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

#include "support.h"

static noormme_db *db;

#define CREATE(name) "{\"v\":1,\"model\":\"authors\",\"get\":[\"create\",{\"name\":\"" name "\"}]}"
#define NAMES "{\"v\":1,\"model\":\"authors\",\"steps\":[[\"order_by\",[\"id\"]],[\"values_list\",[\"name\"],{\"flat\":true}]]}"

static void pause_ms(long ms) {
    struct timespec time;
    time.tv_sec = ms / 1000;
    time.tv_nsec = ms % 1000 * 1000000;
    nanosleep(&time, NULL);
}

/* Runs a spec on the transaction, or on the database when that is NULL. */
static void answers(noormme_tx *tx, const char *spec, const char *text) {
    noormme_error *error = NULL;
    noormme_buffer answer = NOORMME_BUFFER_INIT;
    if (tx)
        OK(noormme_tx_execute(tx, spec, strlen(spec), &answer, &error));
    else
        OK(noormme_db_execute(db, spec, strlen(spec), &answer, &error));
    if (text)
        ANSWERS(text, answer);
    else
        OK(noormme_buffer_dispose(&answer));
}

static void fails(noormme_tx *tx, const char *spec, noormme_status code) {
    noormme_error *error = NULL;
    noormme_buffer answer = NOORMME_BUFFER_INIT;
    FAILS(code, tx ? noormme_tx_execute(tx, spec, strlen(spec), &answer, &error)
                   : noormme_db_execute(db, spec, strlen(spec), &answer, &error));
}

static noormme_tx *begin(const char *options) {
    noormme_error *error = NULL;
    noormme_tx *tx = NULL;
    OK(noormme_tx_begin(db, options, options ? strlen(options) : 0, &tx, &error));
    CHECK(tx != NULL);
    return tx;
}

static void basics(void) {
    noormme_error *error = NULL;
    noormme_tx *tx = begin(NULL);
    answers(tx, CREATE("Cy"), "{\"id\":3,\"name\":\"Cy\",\"email\":null,\"age\":null,\"active\":true}");
    answers(tx, NAMES, "[\"Ada\",\"Bob\",\"Cy\"]");
    /* Nobody else sees it, and who wants to write waits in vain. */
    answers(NULL, NAMES, "[\"Ada\",\"Bob\"]");
    fails(NULL, CREATE("no"), NOORMME_BUSY);
    OK(noormme_tx_commit(tx, &error));
    answers(NULL, NAMES, "[\"Ada\",\"Bob\",\"Cy\"]");
    fails(tx, NAMES, NOORMME_TRANSACTION_ENDED);
    FAILS(NOORMME_TRANSACTION_ENDED, noormme_tx_commit(tx, &error));
    FAILS(NOORMME_TRANSACTION_ENDED, noormme_tx_rollback(tx, &error));
    OK(noormme_tx_free(&tx));
    CHECK(tx == NULL);
    OK(noormme_tx_free(&tx));
    OK(noormme_tx_free(NULL));

    tx = begin("{\"mode\":\"deferred\"}");
    answers(tx, CREATE("Di"), NULL);
    OK(noormme_tx_rollback(tx, &error));
    OK(noormme_tx_free(&tx));
    tx = begin("{\"mode\":\"exclusive\",\"timeout_ms\":100}");
    answers(tx, CREATE("Di"), NULL);
    OK(noormme_tx_free(&tx));
    answers(NULL, NAMES, "[\"Ada\",\"Bob\",\"Cy\"]");

    FAILS(NOORMME_INVALID_OPTION, noormme_tx_begin(db, TEXT("{\"mode\":\"soon\"}"), &tx, &error));
    FAILS(NOORMME_INVALID_OPTION, noormme_tx_begin(db, TEXT("{\"timeout_ms\":-1}"), &tx, &error));
    FAILS(NOORMME_INVALID_OPTION, noormme_tx_begin(db, TEXT("{\"x\":1}"), &tx, &error));
    FAILS(NOORMME_MALFORMED_JSON, noormme_tx_begin(db, TEXT("{"), &tx, &error));
    FAILS(NOORMME_MISUSE, noormme_tx_begin(db, NULL, 0, NULL, &error));
    FAILS(NOORMME_MISUSE, noormme_tx_commit((noormme_tx *)db, &error));
    FAILS(NOORMME_MISUSE, noormme_tx_commit(NULL, &error));
}

static void savepoints(void) {
    noormme_error *error = NULL;
    noormme_tx *tx = begin(NULL);
    int64_t outer = 0, inner = 0, third = 0;
    answers(tx, CREATE("one"), NULL);
    OK(noormme_tx_savepoint(tx, &outer, &error));
    answers(tx, CREATE("two"), NULL);
    OK(noormme_tx_savepoint(tx, &inner, &error));
    CHECK(inner != outer);
    answers(tx, CREATE("three"), NULL);
    OK(noormme_tx_rollback_to(tx, inner, &error));
    answers(tx, NAMES, "[\"Ada\",\"Bob\",\"Cy\",\"one\",\"two\"]");
    OK(noormme_tx_rollback_to(tx, inner, &error));
    OK(noormme_tx_savepoint(tx, &third, &error));
    OK(noormme_tx_rollback_to(tx, outer, &error));
    FAILS(NOORMME_MISUSE, noormme_tx_release(tx, inner, &error));
    FAILS(NOORMME_MISUSE, noormme_tx_rollback_to(tx, third, &error));
    answers(tx, NAMES, "[\"Ada\",\"Bob\",\"Cy\",\"one\"]");
    OK(noormme_tx_release(tx, outer, &error));
    FAILS(NOORMME_MISUSE, noormme_tx_rollback_to(tx, outer, &error));
    FAILS(NOORMME_MISUSE, noormme_tx_savepoint(tx, NULL, &error));
    /* A request of many rows that fails leaves nothing of itself, and the transaction goes on. */
    fails(tx, "{\"v\":1,\"model\":\"authors\",\"get\":[\"bulk_create\",[{\"name\":\"a\"},{\"name\":\"b\",\"age\":-1}]]}",
          NOORMME_CHECK);
    answers(tx, NAMES, "[\"Ada\",\"Bob\",\"Cy\",\"one\"]");
    OK(noormme_tx_rollback(tx, &error));
    OK(noormme_tx_free(&tx));
}

static void reading(void) {
    noormme_error *error = NULL;
    noormme_tx *first = begin("{\"mode\":\"read\"}"), *many[20];
    int index;
    answers(NULL, CREATE("later"), NULL);
    answers(first, NAMES, "[\"Ada\",\"Bob\",\"Cy\"]");
    answers(NULL, NAMES, "[\"Ada\",\"Bob\",\"Cy\",\"later\"]");
    fails(first, CREATE("no"), NOORMME_READ_ONLY);
    answers(first, NAMES, "[\"Ada\",\"Bob\",\"Cy\"]");
    /* However many there are, other readers do not wait. */
    for (index = 0; index < 20; index++) many[index] = begin("{\"mode\":\"read\"}");
    answers(NULL, NAMES, "[\"Ada\",\"Bob\",\"Cy\",\"later\"]");
    for (index = 0; index < 20; index++) OK(noormme_tx_free(&many[index]));
    OK(noormme_tx_commit(first, &error));
    OK(noormme_tx_free(&first));
    answers(NULL, "{\"v\":1,\"model\":\"authors\",\"steps\":[[\"filter\",{\"name\":\"later\"}]],\"get\":\"delete\"}", NULL);
}

/* SQLite ends it: the call says why, those after it that it is so. */
static void aborted(void) {
    noormme_error *error = NULL;
    noormme_tx *tx = begin(NULL);
    int64_t savepoint = 0;
    answers(tx, CREATE("lost"), NULL);
    OK(noormme_tx_savepoint(tx, &savepoint, &error));
    fails(tx, CREATE("rollback"), NOORMME_INTEGRITY);
    fails(tx, NAMES, NOORMME_TRANSACTION_ABORTED);
    FAILS(NOORMME_TRANSACTION_ABORTED, noormme_tx_release(tx, savepoint, &error));
    FAILS(NOORMME_TRANSACTION_ABORTED, noormme_tx_commit(tx, &error));
    FAILS(NOORMME_TRANSACTION_ABORTED, noormme_tx_rollback(tx, &error));
    /* The connection is free again. */
    answers(NULL, CREATE("Em"), NULL);
    OK(noormme_tx_free(&tx));
    /* A deferred constraint shows itself at the end. */
    tx = begin(NULL);
    answers(tx, "{\"v\":1,\"model\":\"notes\",\"get\":[\"create\",{\"author_id\":77}]}", NULL);
    FAILS(NOORMME_FOREIGN_KEY, noormme_tx_commit(tx, &error));
    FAILS(NOORMME_TRANSACTION_ENDED, noormme_tx_rollback(tx, &error));
    OK(noormme_tx_free(&tx));
    answers(NULL, "{\"v\":1,\"model\":\"notes\",\"get\":\"count\"}", "0");
    answers(NULL, "{\"v\":1,\"model\":\"authors\",\"steps\":[[\"filter\",{\"name\":\"Em\"}]],\"get\":\"delete\"}", NULL);
}

/* Submitted calls run one after the other; a blocking one beside them is refused. */
static atomic_int done;
static noormme_tx *shared_tx;

static void finish(void *context, noormme_status status, noormme_buffer *answer, noormme_error *error) {
    noormme_buffer kept = *answer;
    const char *expected = context;
    if (expected && (status != NOORMME_OK || strcmp(kept.data, expected) != 0)) {
        fprintf(stderr, "expected %s, got %d %s\n", expected, (int)status, status ? noormme_error_json(error, NULL) : kept.data);
        exit(1);
    }
    CHECK(noormme_buffer_dispose(&kept) == NOORMME_OK);
    CHECK(noormme_error_free(&error) == NOORMME_OK);
    atomic_fetch_add(&done, 1);
}

static void begun(void *context, noormme_status status, noormme_tx *tx, noormme_error *error) {
    CHECK(status == *(noormme_status *)context);
    CHECK((tx != NULL) == (status == NOORMME_OK));
    CHECK(noormme_error_free(&error) == NOORMME_OK);
    shared_tx = tx;
    atomic_fetch_add(&done, 1);
}

static void wait_for(int number) {
    while (atomic_load(&done) < number) pause_ms(1);
    CHECK(atomic_load(&done) == number);
    atomic_store(&done, 0);
}

#define SUBMIT(spec, expected) OK(noormme_tx_submit(tx, TEXT(spec), NULL, finish, expected, NULL, &error))
#define ACTION(action, savepoint, expected) \
    OK(noormme_tx_submit_action(tx, action, savepoint, NULL, finish, expected, NULL, &error))

static void submitted(void) {
    noormme_error *error = NULL;
    noormme_status wanted = NOORMME_OK;
    noormme_tx *tx;
    uint64_t ticket = 0;
    int index;
    OK(noormme_tx_submit_begin(db, NULL, 0, begun, &wanted, &ticket, &error));
    wait_for(1);
    CHECK(ticket != 0);
    tx = shared_tx;
    /* A second one waits, and is cancelled, or runs out of time. */
    wanted = NOORMME_INTERRUPTED;
    OK(noormme_tx_submit_begin(db, NULL, 0, begun, &wanted, &ticket, &error));
    OK(noormme_db_cancel(db, ticket, &error));
    wait_for(1);
    wanted = NOORMME_TIMEOUT;
    OK(noormme_tx_submit_begin(db, TEXT("{\"timeout_ms\":20}"), begun, &wanted, NULL, &error));
    wait_for(1);
    for (index = 0; index < 50; index++) SUBMIT(CREATE("s"), NULL);
    ACTION(NOORMME_TX_SAVEPOINT, 0, "1");
    SUBMIT(CREATE("t"), NULL);
    ACTION(NOORMME_TX_ROLLBACK_TO, 1, "null");
    ACTION(NOORMME_TX_RELEASE, 1, "null");
    SUBMIT("{\"v\":1,\"model\":\"authors\",\"steps\":[[\"filter\",{\"name__in\":[\"s\",\"t\"]}]],\"get\":\"count\"}", "50");
    wait_for(55);
    FAILS(NOORMME_MISUSE, noormme_tx_submit_action(tx, 9, 0, NULL, finish, NULL, NULL, &error));
    FAILS(NOORMME_MISUSE, noormme_tx_submit(tx, TEXT(NAMES), NULL, NULL, NULL, NULL, &error));
    ACTION(NOORMME_TX_ROLLBACK, 0, "null");
    wait_for(1);
    FAILS(NOORMME_TRANSACTION_ENDED, noormme_tx_submit(tx, TEXT(NAMES), NULL, finish, NULL, NULL, &error));
    OK(noormme_tx_free(&tx));
    /* Freed with calls in its queue: each is called back. */
    tx = begin(NULL);
    for (index = 0; index < 50; index++) SUBMIT(CREATE("s"), NULL);
    OK(noormme_tx_free(&tx));
    wait_for(50);
    answers(NULL, NAMES, "[\"Ada\",\"Bob\",\"Cy\"]");
    /* A read transaction in the background. */
    wanted = NOORMME_OK;
    OK(noormme_tx_submit_begin(db, TEXT("{\"mode\":\"read\"}"), begun, &wanted, NULL, &error));
    wait_for(1);
    tx = shared_tx;
    SUBMIT(NAMES, "[\"Ada\",\"Bob\",\"Cy\"]");
    ACTION(NOORMME_TX_COMMIT, 0, "null");
    wait_for(2);
    OK(noormme_tx_free(&tx));
}

/* Two threads in one transaction: each call succeeds or is refused, and nothing is half done. */
static atomic_int created;

static void *intrude(void *argument) {
    noormme_tx *tx = argument;
    noormme_error *error = NULL;
    int round;
    for (round = 0; round < rounds(300); round++) {
        noormme_buffer answer = NOORMME_BUFFER_INIT;
        noormme_status status = noormme_tx_execute(tx, TEXT(CREATE("two")), &answer, &error);
        if (status == NOORMME_OK) {
            atomic_fetch_add(&created, 1);
            OK(noormme_buffer_dispose(&answer));
        } else {
            FAILS(NOORMME_CONCURRENT_USE, status);
        }
    }
    return NULL;
}

static void concurrent(void) {
    noormme_error *error = NULL;
    noormme_tx *tx = begin(NULL);
    pthread_t threads[4];
    char text[20];
    int index;
    for (index = 0; index < 4; index++) CHECK(pthread_create(&threads[index], NULL, intrude, tx) == 0);
    for (index = 0; index < 4; index++) CHECK(pthread_join(threads[index], NULL) == 0);
    snprintf(text, sizeof text, "%d", atomic_load(&created) + 3);
    answers(tx, "{\"v\":1,\"model\":\"authors\",\"get\":\"count\"}", text);
    OK(noormme_tx_rollback(tx, &error));
    OK(noormme_tx_free(&tx));
}

static void in_memory(void) {
    noormme_error *error = NULL;
    noormme_db *file = db;
    noormme_tx *tx;
    OK(noormme_db_open(TEXT(":memory:"), TEXT("{\"busy_timeout\":50,\"allow_raw\":true}"), &db, &error));
    tx = begin("{\"mode\":\"read\"}");
    /* The only connection is taken. */
    fails(NULL, "{\"v\":1,\"model\":\"sqlite_schema\"}", NOORMME_BUSY);
    OK(noormme_tx_rollback(tx, &error));
    OK(noormme_tx_free(&tx));
    tx = begin(NULL);
    OK(noormme_db_close(&db));
    FAILS(NOORMME_CLOSED, noormme_tx_commit(tx, &error));
    OK(noormme_tx_free(&tx));
    db = file;
}

int main(int argc, char **argv) {
    noormme_error *error = NULL;
    noormme_tx *tx;
    const char *path = make_database(argc, argv);
    run_sql(path, "CREATE TABLE notes (id INTEGER PRIMARY KEY, author_id INTEGER"
                  "  REFERENCES authors (id) DEFERRABLE INITIALLY DEFERRED);"
                  "CREATE TRIGGER no_rollback BEFORE INSERT ON authors WHEN new.name = 'rollback'"
                  "  BEGIN SELECT RAISE(ROLLBACK, 'not that name'); END;");
    OK(noormme_db_open(path, strlen(path), TEXT("{\"busy_timeout\":300}"), &db, &error));
    basics();
    savepoints();
    reading();
    aborted();
    submitted();
    concurrent();
    in_memory();
    /* Closing ends what is open. */
    tx = begin(NULL);
    answers(tx, CREATE("gone"), NULL);
    OK(noormme_db_close(&db));
    fails(tx, NAMES, NOORMME_CLOSED);
    FAILS(NOORMME_CLOSED, noormme_tx_commit(tx, &error));
    OK(noormme_tx_free(&tx));
    OK(noormme_db_open(path, strlen(path), NULL, 0, &db, &error));
    answers(NULL, NAMES, "[\"Ada\",\"Bob\",\"Cy\"]");
    OK(noormme_db_close(&db));
    while (noormme_handle_count() != 0) pause_ms(1);
    return 0;
}

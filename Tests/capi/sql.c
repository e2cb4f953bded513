/* SQL text on a database, in a transaction, streamed and submitted. */
#include <pthread.h>

#include "support.h"

/* Waits for one submitted call. */
typedef struct Wait {
    pthread_mutex_t lock;
    pthread_cond_t signal;
    int done;
    noormme_status status;
    noormme_buffer answer;
    noormme_error *error;
} Wait;

static void wait_begin(Wait *wait) {
    memset(wait, 0, sizeof *wait);
    pthread_mutex_init(&wait->lock, NULL);
    pthread_cond_init(&wait->signal, NULL);
}

static void on_done(void *context, noormme_status status, noormme_buffer *answer, noormme_error *error) {
    Wait *wait = (Wait *)context;
    pthread_mutex_lock(&wait->lock);
    wait->status = status;
    wait->answer = *answer;
    wait->error = error;
    wait->done = 1;
    pthread_cond_signal(&wait->signal);
    pthread_mutex_unlock(&wait->lock);
}

static noormme_status wait_end(Wait *wait) {
    pthread_mutex_lock(&wait->lock);
    while (!wait->done) pthread_cond_wait(&wait->signal, &wait->lock);
    pthread_mutex_unlock(&wait->lock);
    noormme_error_free(&wait->error);
    pthread_mutex_destroy(&wait->lock);
    pthread_cond_destroy(&wait->signal);
    return wait->status;
}

int main(int argc, char **argv) {
    noormme_error *error = NULL;
    noormme_db *db = NULL;
    noormme_tx *tx = NULL;
    noormme_stream *stream = NULL, *other = NULL;
    noormme_buffer answer = NOORMME_BUFFER_INIT;
    Wait wait;
    const char *path = make_database(argc, argv);
    OK(noormme_db_open(path, strlen(path), NULL, 0, &db, &error));

    OK(noormme_db_sql(db, TEXT("SELECT id, name AS who, NULL FROM authors WHERE id < ? ORDER BY id"), TEXT("[3]"),
                      &answer, &error));
    ANSWERS("{\"columns\":[\"id\",\"who\",\"NULL\"],\"types\":[\"INTEGER\",\"TEXT\",null],"
            "\"rows\":[[1,\"Ada\",null],[2,\"Bob\",null]],\"changes\":0,\"last_insert_rowid\":0}", answer);
    OK(noormme_db_sql(db, TEXT("INSERT INTO authors (name) VALUES (:n), (@n) RETURNING id"), TEXT("{\"n\":\"Cid\"}"),
                      &answer, &error));
    ANSWERS("{\"columns\":[\"id\"],\"types\":[\"INTEGER\"],\"rows\":[[3],[4]],\"changes\":2,"
            "\"last_insert_rowid\":4}", answer);
    OK(noormme_db_sql(db, TEXT("SELECT ?, ?, ?, ?, typeof(?)"),
                      TEXT("[{\"$int\":\"9007199254740993\"},{\"$blob\":\"AAE=\"},{\"$float\":\"inf\"},true,1.0]"),
                      &answer, &error));
    ANSWERS("{\"columns\":[\"?\",\"?\",\"?\",\"?\",\"typeof(?)\"],\"types\":[null,null,null,null,null],"
            "\"rows\":[[{\"$int\":\"9007199254740993\"},{\"$blob\":\"AAE=\"},{\"$float\":\"inf\"},1,\"real\"]],"
            "\"changes\":0,\"last_insert_rowid\":0}", answer);
    FAILS(NOORMME_PROGRAMMING_ERROR, noormme_db_sql(db, TEXT("SELECT 1; SELECT 2"), NULL, 0, &answer, &error));
    FAILS(NOORMME_PROGRAMMING_ERROR, noormme_db_sql(db, TEXT(""), NULL, 0, &answer, &error));
    FAILS(NOORMME_PROGRAMMING_ERROR, noormme_db_sql(db, TEXT("SELECT ?"), NULL, 0, &answer, &error));
    FAILS(NOORMME_PROGRAMMING_ERROR, noormme_db_sql(db, TEXT("/**/ ; begin"), NULL, 0, &answer, &error));
    FAILS(NOORMME_PROGRAMMING_ERROR, noormme_db_sql(db, TEXT("PRAGMA query_only=1"), NULL, 0, &answer, &error));
    FAILS(NOORMME_TYPE_ERROR, noormme_db_sql(db, TEXT("SELECT ?"), TEXT("[[1]]"), &answer, &error));
    FAILS(NOORMME_TYPE_ERROR, noormme_db_sql(db, TEXT("SELECT ?"), TEXT("5"), &answer, &error));
    FAILS(NOORMME_MALFORMED_JSON, noormme_db_sql(db, TEXT("SELECT ?"), TEXT("["), &answer, &error));
    FAILS(NOORMME_DATA_ERROR,
          noormme_db_sql(db, TEXT("SELECT ?"), TEXT("[{\"$int\":\"9223372036854775808\"}]"), &answer, &error));
    FAILS(NOORMME_OPERATIONAL, noormme_db_sql(db, TEXT("SELECT nothing"), NULL, 0, &answer, &error));
    FAILS(NOORMME_MISUSE, noormme_db_sql(db, NULL, 3, NULL, 0, &answer, &error));
    FAILS(NOORMME_MISUSE, noormme_db_sql(db, TEXT("SELECT 1"), NULL, 0, NULL, &error));

    OK(noormme_db_script(db, TEXT("BEGIN; CREATE TABLE t (a); INSERT INTO t VALUES (1); COMMIT"), &error));
    FAILS(NOORMME_PROGRAMMING_ERROR, noormme_db_script(db, TEXT("BEGIN; INSERT INTO t VALUES (2)"), &error));
    OK(noormme_db_describe(db, TEXT("DELETE FROM t WHERE a = :a"), &answer, &error));
    ANSWERS("{\"readonly\":false,\"returns_rows\":false,\"columns\":[],\"parameters\":[\":a\"]}", answer);

    wait_begin(&wait);
    OK(noormme_db_submit_sql(db, TEXT("WITH x AS (SELECT 5 AS a) INSERT INTO t SELECT a FROM x"), NULL, 0, NULL, on_done,
                             &wait, NULL, &error));
    CHECK(wait_end(&wait) == NOORMME_OK);
    ANSWERS("{\"columns\":[],\"types\":[],\"rows\":[],\"changes\":1,\"last_insert_rowid\":2}", wait.answer);
    noormme_call_options block = NOORMME_CALL_OPTIONS_INIT;
    block.form = NOORMME_FORM_BLOCK;
    wait_begin(&wait);
    OK(noormme_db_submit_sql(db, TEXT("SELECT a FROM t"), NULL, 0, &block, on_done, &wait, NULL, &error));
    CHECK(wait_end(&wait) == NOORMME_OK && memcmp(wait.answer.data, "NRB1", 4) == 0);
    noormme_buffer_dispose(&wait.answer);
    wait_begin(&wait);
    OK(noormme_db_submit_sql(db, TEXT("SELECT 1; SELECT 2"), NULL, 0, NULL, on_done, &wait, NULL, &error));
    CHECK(wait_end(&wait) == NOORMME_PROGRAMMING_ERROR);
    wait_begin(&wait);
    OK(noormme_db_submit_script(db, TEXT("INSERT INTO t VALUES (6); VACUUM"), NULL, on_done, &wait, NULL, &error));
    CHECK(wait_end(&wait) == NOORMME_OK);
    noormme_buffer_dispose(&wait.answer);

    OK(noormme_tx_begin(db, NULL, 0, &tx, &error));
    OK(noormme_tx_sql(tx, TEXT("UPDATE t SET a = a + 1"), NULL, 0, &answer, &error));
    noormme_buffer_dispose(&answer);
    FAILS(NOORMME_PROGRAMMING_ERROR, noormme_tx_sql(tx, TEXT("COMMIT"), NULL, 0, &answer, &error));
    /* Whole or not at all. */
    FAILS(NOORMME_OPERATIONAL, noormme_tx_script(tx, TEXT("INSERT INTO t VALUES (9); SELEC"), &error));
    OK(noormme_tx_script(tx, TEXT("INSERT INTO t VALUES (10); INSERT INTO t VALUES (11)"), &error));
    OK(noormme_tx_stream(tx, TEXT("SELECT a FROM t ORDER BY a"), NULL, 0, &stream, &error));
    OK(noormme_stream_next(stream, 3, &answer, &error));
    ANSWERS("{\"columns\":[\"a\"],\"types\":[null],\"rows\":[[2],[6],[7]],\"done\":false}", answer);
    OK(noormme_tx_sql(tx, TEXT("SELECT count(*) FROM t"), NULL, 0, &answer, &error));
    noormme_buffer_dispose(&answer);
    wait_begin(&wait);
    OK(noormme_stream_submit_next(stream, 100, NULL, on_done, &wait, NULL, &error));
    CHECK(wait_end(&wait) == NOORMME_OK);
    CHECK(strstr(wait.answer.data, "\"rows\":[[10],[11]],\"done\":true}") != NULL);
    noormme_buffer_dispose(&wait.answer);
    FAILS(NOORMME_PROGRAMMING_ERROR, noormme_stream_next(stream, 1, &answer, &error));
    FAILS(NOORMME_MISUSE, noormme_stream_next(stream, 0, &answer, &error));
    OK(noormme_tx_stream(tx, TEXT("SELECT a FROM t"), NULL, 0, &other, &error));
    OK(noormme_stream_next(other, 1, &answer, &error));
    noormme_buffer_dispose(&answer);
    CHECK(noormme_stream_free(&stream) == NOORMME_OK && stream == NULL);
    OK(noormme_tx_commit(tx, &error));
    FAILS(NOORMME_TRANSACTION_ENDED, noormme_stream_next(other, 1, &answer, &error));
    CHECK(noormme_stream_free(&other) == NOORMME_OK);
    CHECK(noormme_stream_free(&other) == NOORMME_OK);
    noormme_tx_free(&tx);

    OK(noormme_tx_begin(db, TEXT("{\"mode\":\"read\"}"), &tx, &error));
    FAILS(NOORMME_READ_ONLY, noormme_tx_sql(tx, TEXT("DELETE FROM t"), NULL, 0, &answer, &error));
    OK(noormme_tx_stream(tx, TEXT("DELETE FROM t RETURNING a"), NULL, 0, &stream, &error));
    FAILS(NOORMME_PROGRAMMING_ERROR, noormme_stream_next(stream, 1, &answer, &error));
    /* Left in the middle, and its transaction with it. */
    OK(noormme_tx_stream(tx, TEXT("SELECT a FROM t"), NULL, 0, &other, &error));
    OK(noormme_stream_next(other, 1, &answer, &error));
    noormme_buffer_dispose(&answer);
    CHECK(noormme_db_close(&db) == NOORMME_OK);
    FAILS(NOORMME_CLOSED, noormme_stream_next(other, 1, &answer, &error));
    noormme_stream_free(&other);
    noormme_stream_free(&stream);
    noormme_tx_free(&tx);
    FAILS(NOORMME_MISUSE, noormme_db_sql(db, TEXT("SELECT 1"), NULL, 0, &answer, &error));
    CHECK(noormme_handle_count() == 0);
    return 0;
}

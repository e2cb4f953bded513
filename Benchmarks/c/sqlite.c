/* The limit: prepared statements in a plain C loop over sqlite3.h. */
#include "protocol.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#define USER "id, email, name, age, is_active, balance, joined, bio"

typedef struct {
    sqlite3 *db;
    char path[4096];
    sqlite3_stmt *get_pk, *get_unique, *page, *rows, *posts, *count, *aggregate, *create, *event, *update;
    int64_t next;
} Bench;

static sqlite3_stmt *prepare(sqlite3 *db, const char *sql) {
    sqlite3_stmt *statement;
    if (sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL) != SQLITE_OK)
        fail(sqlite3_errmsg(db));
    return statement;
}

static sqlite3 *open_file(const char *path, int flags) {
    sqlite3 *db;
    if (sqlite3_open_v2(path, &db, flags | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK) fail("cannot open");
    sqlite3_exec(db, "PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON", NULL, NULL, NULL);
    sqlite3_busy_timeout(db, 5000);
    return db;
}

static void *open_bench(const char *path) {
    Bench *bench = calloc(1, sizeof *bench);
    if (!bench) fail("out of memory");
    snprintf(bench->path, sizeof bench->path, "%s", path);
    sqlite3 *db = bench->db = open_file(path, SQLITE_OPEN_READWRITE);
    bench->get_pk = prepare(db, "SELECT " USER " FROM users WHERE id = ?1");
    bench->get_unique = prepare(db, "SELECT " USER " FROM users WHERE email = ?1");
    bench->page = prepare(db,
                          "SELECT p.id, p.author_id, p.title, p.body, p.likes, p.published, u.id, u.email, u.name, "
                          "u.age, u.is_active, u.balance, u.joined, u.bio FROM posts p JOIN users u ON u.id = "
                          "p.author_id WHERE u.is_active = ?1 AND p.likes >= ?2 ORDER BY p.likes DESC, p.id LIMIT 10");
    bench->rows = prepare(db, "SELECT " USER " FROM users ORDER BY id LIMIT ?1");
    bench->posts = prepare(db,
                           "SELECT id, author_id, title, body, likes, published FROM posts WHERE author_id IN "
                           "(SELECT value FROM json_each(?1))");
    bench->count = prepare(db, "SELECT count(*) FROM users WHERE age >= ?1");
    bench->aggregate = prepare(db, "SELECT sum(likes), avg(likes), max(likes) FROM posts");
    bench->create =
        prepare(db, "INSERT INTO events (kind, amount, ratio, note) VALUES (?1, ?2, ?3, ?4) RETURNING id");
    bench->event = prepare(db, "INSERT INTO events (kind, amount, ratio, note) VALUES (?1, ?2, ?3, ?4)");
    bench->update = prepare(db, "UPDATE users SET balance = balance + ?1 WHERE age = ?2");
    return bench;
}

static void close_bench(void *context) { sqlite3_close_v2(((Bench *)context)->db); }

/* Reads every column of the row as what it is. */
static int64_t read_row(sqlite3_stmt *statement) {
    int64_t sum = 0;
    int columns = sqlite3_column_count(statement);
    for (int column = 0; column < columns; column++) {
        sqlite3_value *value = sqlite3_column_value(statement, column);
        switch (sqlite3_value_type(value)) {
        case SQLITE_INTEGER: sum += sqlite3_value_int64(value); break;
        case SQLITE_FLOAT: sum += sqlite3_value_double(value) > 0; break;
        case SQLITE_TEXT: sum += (sqlite3_value_text(value) != NULL) + sqlite3_value_bytes(value); break;
        default: break;
        }
    }
    return sum;
}

static volatile int64_t sink;

/* How many rows there are. */
static int64_t drain(sqlite3_stmt *statement) {
    int64_t rows = 0;
    while (sqlite3_step(statement) == SQLITE_ROW) {
        sink += read_row(statement);
        rows++;
    }
    sqlite3_reset(statement);
    return rows;
}

static int64_t get_pk(void *context) {
    Bench *bench = context;
    sqlite3_bind_int64(bench->get_pk, 1, bench->next++ % 100000 + 1);
    return drain(bench->get_pk);
}

static int64_t get_unique(void *context) {
    Bench *bench = context;
    char email[64];
    int size = snprintf(email, sizeof email, "user%d@example.com", (int)(bench->next++ % 100000 + 1));
    sqlite3_bind_text(bench->get_unique, 1, email, size, SQLITE_TRANSIENT);
    return drain(bench->get_unique);
}

static int64_t page(void *context) {
    Bench *bench = context;
    sqlite3_bind_int(bench->page, 1, 1);
    sqlite3_bind_int(bench->page, 2, 900);
    return drain(bench->page);
}

static int64_t rows(Bench *bench, int count) {
    sqlite3_bind_int(bench->rows, 1, count);
    return drain(bench->rows);
}

static int64_t rows_1k(void *context) { return rows(context, 1000); }
static int64_t rows_100k(void *context) { return rows(context, 100000); }

static int64_t prefetch(void *context) {
    Bench *bench = context;
    static char keys[1024];
    int size = 0;
    sqlite3_bind_int(bench->rows, 1, 100);
    while (sqlite3_step(bench->rows) == SQLITE_ROW) {
        sink += read_row(bench->rows);
        size += snprintf(keys + size, sizeof keys - size, "%c%lld", size ? ',' : '[',
                         sqlite3_column_int64(bench->rows, 0));
    }
    sqlite3_reset(bench->rows);
    keys[size++] = ']';
    sqlite3_bind_text(bench->posts, 1, keys, size, SQLITE_STATIC);
    return 100 + drain(bench->posts);
}

static int64_t count(void *context) {
    Bench *bench = context;
    sqlite3_bind_int(bench->count, 1, 60);
    sqlite3_step(bench->count);
    int64_t number = sqlite3_column_int64(bench->count, 0);
    sqlite3_reset(bench->count);
    return number;
}

static int64_t aggregate(void *context) {
    Bench *bench = context;
    sqlite3_step(bench->aggregate);
    int64_t sum = sqlite3_column_int64(bench->aggregate, 0);
    sqlite3_reset(bench->aggregate);
    return sum;
}

static void insert(sqlite3_stmt *statement, int64_t number) {
    sqlite3_bind_text(statement, 1, "click", 5, SQLITE_STATIC);
    sqlite3_bind_int64(statement, 2, number);
    sqlite3_bind_double(statement, 3, 0.5);
    sqlite3_bind_text(statement, 4, "a note of some length", 21, SQLITE_STATIC);
    while (sqlite3_step(statement) == SQLITE_ROW) sink += sqlite3_column_int64(statement, 0);
    if (sqlite3_reset(statement) != SQLITE_OK) fail("cannot insert");
}

static int64_t create(void *context) {
    Bench *bench = context;
    insert(bench->create, 7);
    return 1;
}

static int64_t bulk_create(void *context) {
    Bench *bench = context;
    sqlite3_exec(bench->db, "BEGIN IMMEDIATE", NULL, NULL, NULL);
    for (int number = 0; number < 10000; number++) insert(bench->event, number);
    sqlite3_exec(bench->db, "COMMIT", NULL, NULL, NULL);
    return 10000;
}

static void clear_events(void *context) {
    sqlite3_exec(((Bench *)context)->db, "DELETE FROM events", NULL, NULL, NULL);
}

static int64_t update(void *context) {
    Bench *bench = context;
    sqlite3_bind_int(bench->update, 1, 1);
    sqlite3_bind_int(bench->update, 2, 30);
    sqlite3_step(bench->update);
    sqlite3_reset(bench->update);
    return sqlite3_changes(bench->db);
}

/* Threads that get rows, each on a connection of its own, and perhaps one that writes: 20,000 gets in all. */
enum { GETS = 20000 };

typedef struct {
    const char *path;
    int gets;
    atomic_bool *stop;
} Thread;

static void *reader_thread(void *argument) {
    Thread *thread = argument;
    Bench *bench = open_bench(thread->path);
    for (int number = 0; number < thread->gets; number++) get_pk(bench);
    close_bench(bench);
    free(bench);
    return NULL;
}

static void *writer_thread(void *argument) {
    Thread *thread = argument;
    Bench *bench = open_bench(thread->path);
    while (!atomic_load(thread->stop)) create(bench);
    close_bench(bench);
    free(bench);
    return NULL;
}

static int64_t readers(Bench *bench, int count, bool writes) {
    pthread_t threads[4], writer;
    atomic_bool stop = false;
    Thread reading = {bench->path, GETS / count, &stop};
    if (writes) pthread_create(&writer, NULL, writer_thread, &reading);
    for (int number = 0; number < count; number++) pthread_create(&threads[number], NULL, reader_thread, &reading);
    for (int number = 0; number < count; number++) pthread_join(threads[number], NULL);
    atomic_store(&stop, true);
    if (writes) pthread_join(writer, NULL);
    return GETS;
}

static int64_t readers_1(void *context) { return readers(context, 1, false); }
static int64_t readers_2(void *context) { return readers(context, 2, false); }
static int64_t readers_4(void *context) { return readers(context, 4, false); }
static int64_t readers_1_writer(void *context) { return readers(context, 1, true); }
static int64_t readers_2_writer(void *context) { return readers(context, 2, true); }
static int64_t readers_4_writer(void *context) { return readers(context, 4, true); }

static int64_t cold(const char *path) {
    Bench bench = {.db = open_file(path, SQLITE_OPEN_READWRITE)};
    bench.get_pk = prepare(bench.db, "SELECT " USER " FROM users WHERE id = ?1");
    return get_pk(&bench);
}

static const Work WORKS[] = {
    {"get_pk", get_pk, NULL, 0},
    {"get_unique", get_unique, NULL, 0},
    {"page", page, NULL, 0},
    {"rows_1k", rows_1k, NULL, 0},
    {"rows_100k", rows_100k, NULL, 0},
    {"encode_1k", rows_1k, NULL, 0},
    {"encode_100k", rows_100k, NULL, 0},
    {"prefetch", prefetch, NULL, 0},
    {"count", count, NULL, 0},
    {"aggregate", aggregate, NULL, 0},
    {"create", create, NULL, 0},
    {"bulk_create", bulk_create, clear_events, 0},
    {"update", update, NULL, 0},
    {"readers_1", readers_1, NULL, GETS},
    {"readers_2", readers_2, NULL, GETS},
    {"readers_4", readers_4, NULL, GETS},
    {"readers_1_writer", readers_1_writer, NULL, GETS},
    {"readers_2_writer", readers_2_writer, NULL, GETS},
    {"readers_4_writer", readers_4_writer, NULL, GETS},
    {NULL, NULL, NULL, 0},
};

int main(int count, char **arguments) {
    static const Contestant contestant = {open_bench, sqlite3_libversion, WORKS, close_bench, cold};
    return protocol_main(count, arguments, &contestant);
}

/* Work in rounds, for scripts/test-instructions to count what one round costs.
 *
 *   instructions DATABASE compile|known|rows ROUNDS
 *
 * compile: a typical request that no plan is kept of; its plan as JSON.
 * known:   one row by its key, from bytes to bytes.
 * rows:    1,000 rows of eight columns. */
#include "support.h"

#define GAPS 12

static void fill(const char *path) {
    sqlite3 *db = NULL;
    remove(path);
    CHECK(sqlite3_open(path, &db) == SQLITE_OK);
    CHECK(sqlite3_exec(
              db,
              "CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT NOT NULL, name TEXT, age INTEGER, score REAL,"
              " is_active BOOLEAN NOT NULL, joined DATETIME NOT NULL, note TEXT);"
              "CREATE TABLE posts (id INTEGER PRIMARY KEY, author_id INTEGER NOT NULL REFERENCES users(id),"
              " title TEXT NOT NULL, likes INTEGER NOT NULL);"
              "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)"
              " INSERT INTO users SELECT i, 'user' || i || '@example.com', 'Name of ' || i, i % 90, i / 8.0, i % 2,"
              " '2024-05-06 07:08:09', NULL FROM n;"
              "INSERT INTO posts SELECT id, id, 'Post ' || id, id % 50 FROM users;",
              NULL, NULL, NULL) == SQLITE_OK);
    CHECK(sqlite3_close(db) == SQLITE_OK);
}

/* The request with a space in those of its gaps, marked `~`, that the bits of the round choose: to the plan cache it
 * is another request each time, and its length hardly changes. */
static size_t spaced(char *out, const char *request, int round) {
    size_t size = 0;
    int gap = 0;
    for (const char *at = request; *at; at++) {
        if (*at != '~') {
            out[size++] = *at;
        } else if (round >> gap++ & 1) {
            out[size++] = ' ';
        }
    }
    CHECK(gap == GAPS);
    return size;
}

int main(int count, char **arguments) {
    CHECK(count == 4);
    const char *path = arguments[1];
    const char *work = arguments[2];
    int rounds = atoi(arguments[3]);
    noormme_db *db = NULL;
    noormme_error *error = NULL;
    noormme_buffer answer = {0};
    char request[1024];
    fill(path);
    OK(noormme_db_open(path, strlen(path), NULL, 0, &db, &error));
    OK(noormme_db_initialize(db, &error));
    for (int round = 1; round <= rounds; round++) {
        if (strcmp(work, "compile") == 0) {
            CHECK(round < 1 << GAPS);
            size_t size = spaced(request,
                                 "{\"v\":1,~\"model\":~\"posts\",~\"steps\":~[[\"filter\",~{\"author__email__endswith\":"
                                 "\"@example.com\",~\"likes__gte\":10,~\"title__contains\":\"5\"}],~[\"order_by\",~"
                                 "[\"-id\"]],~[\"slice\",0,10]],~\"get\":~\"all\"}",
                                 round);
            OK(noormme_db_compile(db, request, size, &answer, &error));
            CHECK(answer.size > 400);
        } else if (strcmp(work, "known") == 0) {
            int size = snprintf(request, sizeof request,
                                "{\"v\":1,\"model\":\"users\",\"steps\":[[\"filter\",{\"id\":%d}]],\"get\":\"get\"}",
                                round % 900 + 100);
            OK(noormme_db_execute(db, request, (size_t)size, &answer, &error));
            CHECK(answer.size > 100 && answer.data[0] == '{');
        } else {
            CHECK(strcmp(work, "rows") == 0);
            OK(noormme_db_execute(db, TEXT("{\"v\":1,\"model\":\"users\",\"steps\":[]}"), &answer, &error));
            CHECK(answer.size > 100000 && answer.data[0] == '[');
        }
        CHECK(noormme_buffer_dispose(&answer) == NOORMME_OK);
    }
    CHECK(noormme_db_close(&db) == NOORMME_OK);
    return 0;
}

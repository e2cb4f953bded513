/* What the C programs of this folder share: checks that stop at the first failure, and a small database. */
#ifndef CAPI_SUPPORT_H
#define CAPI_SUPPORT_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sqlite3.h>

#include "noormme.h"

/* A literal as a pointer and a size. */
#define TEXT(literal) (literal), (sizeof(literal) - 1)

#define CHECK(condition)                                                                \
    do {                                                                                \
        if (!(condition)) {                                                             \
            fprintf(stderr, "%s:%d: failed: %s\n", __FILE__, __LINE__, #condition);     \
            exit(1);                                                                    \
        }                                                                               \
    } while (0)

/* The call succeeds. */
#define OK(call) check_ok((call), &error, __FILE__, __LINE__, #call)

/* The call fails with a code, and its error says so too. */
#define FAILS(code, call) check_fails((call), (code), &error, __FILE__, __LINE__, #call)

/* The bytes of a buffer, which is disposed of. */
#define ANSWERS(text, buffer) check_answer(&(buffer), (text), __FILE__, __LINE__)

static inline void check_ok(noormme_status status, noormme_error **error, const char *file, int line,
                            const char *call) {
    if (status != NOORMME_OK || *error != NULL) {
        fprintf(stderr, "%s:%d: %s gave %d: %s\n", file, line, call, (int)status, noormme_error_json(*error, NULL));
        exit(1);
    }
}

static inline void check_fails(noormme_status status, noormme_status code, noormme_error **error, const char *file,
                               int line, const char *call) {
    if (status != code || noormme_error_code(*error) != code) {
        fprintf(stderr, "%s:%d: %s gave %d, not %d: %s\n", file, line, call, (int)status, (int)code,
                noormme_error_json(*error, NULL));
        exit(1);
    }
    CHECK(noormme_error_free(error) == NOORMME_OK);
    CHECK(*error == NULL);
}

static inline void check_answer(noormme_buffer *buffer, const char *text, const char *file, int line) {
    if (buffer->size != strlen(text) || memcmp(buffer->data, text, buffer->size) != 0) {
        fprintf(stderr, "%s:%d: expected %s\n  got %.*s\n", file, line, text, (int)buffer->size, buffer->data);
        exit(1);
    }
    CHECK(buffer->data[buffer->size] == 0);
    CHECK(noormme_buffer_dispose(buffer) == NOORMME_OK);
    CHECK(buffer->data == NULL && buffer->size == 0 && buffer->owner == 0);
}

static inline void run_sql(const char *path, const char *sql) {
    sqlite3 *file = NULL;
    char *message = NULL;
    CHECK(sqlite3_open(path, &file) == SQLITE_OK);
    if (sqlite3_exec(file, sql, NULL, NULL, &message) != SQLITE_OK) {
        fprintf(stderr, "%s\n", message);
        exit(1);
    }
    sqlite3_close(file);
}

/* Makes the file named in the first argument of a program anew: two authors, three posts. */
static inline const char *make_database(int argc, char **argv) {
    const char *path = argc > 1 ? argv[1] : "capi-test.sqlite";
    char side[4096];
    remove(path);
    snprintf(side, sizeof side, "%s-wal", path);
    remove(side);
    snprintf(side, sizeof side, "%s-shm", path);
    remove(side);
    run_sql(path, "CREATE TABLE authors (id INTEGER PRIMARY KEY, name TEXT NOT NULL, email TEXT UNIQUE,"
                  "  age INTEGER CHECK (age >= 0), active BOOLEAN NOT NULL DEFAULT 1);"
                  "CREATE TABLE posts (id INTEGER PRIMARY KEY, title TEXT NOT NULL,"
                  "  author_id INTEGER NOT NULL REFERENCES authors (id), views INTEGER NOT NULL DEFAULT 0);"
                  "CREATE INDEX posts_author ON posts (author_id);"
                  "INSERT INTO authors VALUES (1, 'Ada', 'ada@example.org', 36, 1),"
                  "  (2, 'Bob', 'bob@example.org', NULL, 0);"
                  "INSERT INTO posts VALUES (1, 'Notes', 1, 7), (2, 'More notes', 1, 0), (3, 'Nuts', 2, 3);");
    return path;
}

/* How often to repeat what is repeated; smaller under valgrind. */
static inline int rounds(int usual) {
    const char *text = getenv("CAPI_ROUNDS");
    int wanted = text ? atoi(text) : 0;
    return wanted > 0 && wanted < usual ? wanted : usual;
}

#endif

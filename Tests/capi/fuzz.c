/* Sends mutated specs through noormme_db_execute: each must give an answer or a coded error, never the end of the
 * process, a bug code, or a change of the data by a spec that reads.
 *
 *   fuzz DATABASE [SEED [COUNT [ONLY]]]
 *
 * Every spec follows from the seed and its number alone. ONLY replays one and prints it. In the environment,
 * FUZZ_SHOW=CODE prints the specs that get that code, and FUZZ_SKIP=TEXT passes over those that hold the text. */
#define _POSIX_C_SOURCE 200809L

#include <ctype.h>
#include <inttypes.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

#include "fuzz_words.h"
#include "support.h"

#define LIMIT 8192

typedef struct {
    char bytes[LIMIT];
    size_t size;
} spec;

static uint64_t state;
static uint64_t next_random(void) {
    uint64_t z = (state += 0x9E3779B97F4A7C15u);
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return z ^ z >> 31;
}
static size_t below(size_t bound) { return bound ? (size_t)(next_random() % bound) : 0; }

/* Puts `size` bytes in the place of `length` bytes at `at`; nothing when it would not fit. */
static void replace(spec *s, size_t at, size_t length, const char *bytes, size_t size) {
    if (at + length > s->size || s->size - length + size > LIMIT) return;
    memmove(s->bytes + at + size, s->bytes + at + length, s->size - at - length);
    memcpy(s->bytes + at, bytes, size);
    s->size = s->size - length + size;
}

/* A token chosen at random: a string, or a bare word or number; not a key unless `keys`. */
static size_t token(const spec *s, int keys, size_t *at) {
    size_t index = 0, found = 0, length = 0;
    while (index < s->size) {
        size_t end = index + 1;
        char first = s->bytes[index];
        if (first == '"') {
            while (end < s->size && s->bytes[end] != '"') end += s->bytes[end] == '\\' ? 2 : 1;
            if (end < s->size) end++;
        } else if (isalnum((unsigned char)first) || first == '-') {
            while (end < s->size && (isalnum((unsigned char)s->bytes[end]) || strchr("+-.", s->bytes[end]))) end++;
        } else {
            index = end;
            continue;
        }
        if (end > s->size) end = s->size;
        /* Each with the same chance, in one pass. */
        if ((keys || end == s->size || s->bytes[end] != ':') && below(++found) == 0) {
            *at = index;
            length = end - index;
        }
        index = end;
    }
    if (found == 0) *at = 0;
    return length;
}

/* A word to put in a token's place: three times out of four one of the list it stands in. */
static const char *word_like(const char *bytes, size_t size) {
    const word_list *list = &lists[below(COUNT(lists))];
    size_t index, word;
    if (below(4) > 0)
        for (index = 0; index < COUNT(lists); index++)
            for (word = 0; word < lists[index].count; word++)
                if (strlen(lists[index].words[word]) == size && memcmp(lists[index].words[word], bytes, size) == 0)
                    list = &lists[index];
    return list->words[below(list->count)];
}

static void mutate(spec *s, const char *const *seeds, size_t seed_count) {
    char piece[LIMIT];
    size_t at, length, other;
    const char *text;
    char byte;
    switch (below(48)) {
    case 0: /* one byte */
        byte = (char)below(256);
        replace(s, below(s->size), s->size ? 1 : 0, &byte, 1);
        break;
    case 1: /* a bracket or comma */
        byte = "[]{},:\""[below(7)];
        replace(s, below(s->size + 1), 0, &byte, 1);
        break;
    case 2: /* a range goes */
        at = below(s->size);
        replace(s, at, below(s->size - at) / 4, "", 0);
        break;
    case 3: /* a range twice */
        at = below(s->size);
        length = below(s->size - at);
        memcpy(piece, s->bytes + at, length);
        replace(s, below(s->size), 0, piece, length);
        break;
    case 4: /* the end goes */
        s->size = below(s->size + 1);
        break;
    case 5: /* a part of another spec */
        text = seeds[below(seed_count)];
        other = below(strlen(text));
        length = below(strlen(text) - other);
        replace(s, below(s->size + 1), 0, text + other, length);
        break;
    case 6: /* deep */
        memset(piece, "[{"[below(2)], 1000);
        replace(s, below(s->size + 1), 0, piece, 1000);
        break;
    case 7:
    case 8: /* a whole spec in a value's place */
        length = token(s, 0, &at);
        text = seeds[below(seed_count)];
        replace(s, at, length, text, strlen(text));
        break;
    case 9:
    case 10:
    case 11: /* one token in another's place */
        length = token(s, 1, &at);
        memcpy(piece, s->bytes + at, length);
        other = token(s, piece[0] == '"', &at);
        replace(s, at, other, piece, length);
        break;
    case 12:
    case 13:
    case 14:
    case 15: /* another value */
        length = token(s, 0, &at);
        text = values[below(COUNT(values))];
        replace(s, at, length, text, strlen(text));
        break;
    default: /* another word */
        length = token(s, 1, &at);
        text = word_like(s->bytes + at, length);
        replace(s, at, length, text, strlen(text));
        break;
    }
}

static void make(spec *s, uint64_t seed, uint64_t number, const char *const *seeds, size_t seed_count) {
    const char *text;
    size_t times;
    state = seed * 0x100000001B3u ^ number;
    text = seeds[below(seed_count)];
    s->size = strlen(text);
    memcpy(s->bytes, text, s->size);
    for (times = 1 + below(2) * below(3); times > 0; times--) mutate(s, seeds, seed_count);
}

/* Everything stored, as one number. */
static uint64_t contents(const char *path) {
    static const char *const queries[] = {"SELECT type, name, sql FROM sqlite_schema ORDER BY 1, 2",
                                          "SELECT * FROM authors ORDER BY id", "SELECT * FROM posts ORDER BY id"};
    uint64_t hash = 0xCBF29CE484222325u;
    sqlite3 *file = NULL;
    size_t query;
    CHECK(sqlite3_open(path, &file) == SQLITE_OK);
    for (query = 0; query < COUNT(queries); query++) {
        sqlite3_stmt *statement = NULL;
        CHECK(sqlite3_prepare_v2(file, queries[query], -1, &statement, NULL) == SQLITE_OK);
        while (sqlite3_step(statement) == SQLITE_ROW) {
            int column;
            for (column = 0; column < sqlite3_column_count(statement); column++) {
                const unsigned char *text = sqlite3_column_text(statement, column);
                hash = (hash ^ (uint64_t)sqlite3_column_type(statement, column)) * 0x100000001B3u;
                for (; text != NULL && *text != 0; text++) hash = (hash ^ *text) * 0x100000001B3u;
            }
        }
        CHECK(sqlite3_finalize(statement) == SQLITE_OK);
    }
    sqlite3_close(file);
    return hash;
}

static sqlite3_stmt *valid;
static int is_json(const char *bytes, size_t size) {
    int result;
    sqlite3_bind_text64(valid, 1, bytes, size, SQLITE_STATIC, SQLITE_UTF8);
    CHECK(sqlite3_step(valid) == SQLITE_ROW);
    result = sqlite3_column_int(valid, 0);
    sqlite3_reset(valid);
    return result;
}

static spec current;
static uint64_t current_seed, current_number;

static void died(int number) {
    char line[200];
    int length = snprintf(line, sizeof line, "\nfuzz: signal %d, replay with seed %" PRIu64 " number %" PRIu64 ": ",
                          number, current_seed, current_number);
    if (write(2, line, (size_t)length) < 0 || write(2, current.bytes, current.size) < 0) _exit(2);
    _exit(1);
}

static int holds(const spec *s, const char *text) {
    size_t size = strlen(text), at;
    for (at = 0; at + size <= s->size; at++)
        if (memcmp(s->bytes + at, text, size) == 0) return 1;
    return 0;
}

static void wrong(const char *what, noormme_error *error) {
    fprintf(stderr, "fuzz: %s, replay with seed %" PRIu64 " number %" PRIu64 ":\n%.*s\n%s\n", what, current_seed,
            current_number, (int)current.size, current.bytes, noormme_error_json(error, NULL));
    exit(1);
}

static int64_t codes[1000];
static noormme_status shown = -1;

/* What SQLite says of SQL that should never have been written. */
static int is_bad_sql(const char *message) {
    static const char *const signs[] = {"syntax error", "misused", "misuse of", "no such", "ambiguous",
                                        "wrong number of arguments", "same number of result columns", "ORDER BY term",
                                        "sub-select returns", "HAVING clause", "unrecognized token", "incomplete input"};
    size_t index;
    for (index = 0; index < COUNT(signs); index++)
        if (strstr(message, signs[index]) != NULL) return 1;
    return 0;
}

static void send(noormme_db *db) {
    noormme_error *error = NULL;
    noormme_buffer answer = NOORMME_BUFFER_INIT;
    struct timespec before, after;
    noormme_status status;
    size_t size;
    const char *text;
    clock_gettime(CLOCK_MONOTONIC, &before);
    status = noormme_db_execute(db, current.bytes, current.size, &answer, &error);
    clock_gettime(CLOCK_MONOTONIC, &after);
    if (after.tv_sec - before.tv_sec > 20) wrong("took longer than 20 seconds", error);
    if (status != noormme_error_code(error)) wrong("the error has another code", error);
    if (status < 0 || status >= 1000 || strcmp(noormme_status_symbol(status), "UNKNOWN") == 0)
        wrong("no such code", error);
    if (status == NOORMME_INTERNAL || (status < 200 && status != NOORMME_OK && status != NOORMME_VERSION_MISMATCH))
        wrong("not the caller's fault", error);
    codes[status]++;
    if (status == shown)
        fprintf(stderr, "number %" PRIu64 ": %.*s\n  %s\n", current_number, (int)current.size, current.bytes,
                status == NOORMME_OK ? answer.data : noormme_error_json(error, NULL));
    if (status == NOORMME_OK) {
        if (!is_json(answer.data, answer.size)) wrong("the answer is no JSON", error);
    } else {
        if (answer.data != NULL) wrong("an answer beside an error", error);
        text = noormme_error_message(error, &size);
        if (size == 0) wrong("an error without a message", error);
        if (noormme_error_sqlite_code(error) != 0 && is_bad_sql(text)) wrong("SQLite refused the SQL", error);
        for (; size > 0; size--, text++)
            if ((unsigned char)*text < 0x20) wrong("the message is not one line", error);
        text = noormme_error_json(error, &size);
        if (!is_json(text, size)) wrong("the error is no JSON", error);
    }
    noormme_error_free(&error);
    noormme_buffer_dispose(&answer);
}

int main(int argc, char **argv) {
    const char *path = make_database(argc, argv);
    uint64_t seed = argc > 2 ? strtoull(argv[2], NULL, 10) : 1;
    uint64_t count = argc > 3 ? strtoull(argv[3], NULL, 10) : 12000;
    uint64_t only = argc > 4 ? strtoull(argv[4], NULL, 10) : UINT64_MAX, number, total = 0, before;
    static const int signals[] = {SIGSEGV, SIGILL, SIGABRT, SIGBUS, SIGFPE, SIGTRAP, SIGALRM};
    noormme_error *error = NULL;
    noormme_db *db = NULL;
    const char *skipped = getenv("FUZZ_SKIP");
    sqlite3 *memory = NULL;
    size_t index;
    int reached = 0;
    if (getenv("FUZZ_SHOW") != NULL) shown = atoi(getenv("FUZZ_SHOW"));
    for (index = 0; index < COUNT(signals); index++) signal(signals[index], died);
    CHECK(sqlite3_open(":memory:", &memory) == SQLITE_OK);
    CHECK(sqlite3_prepare_v2(memory, "SELECT json_valid(?)", -1, &valid, NULL) == SQLITE_OK);
    OK(noormme_db_open(path, strlen(path), NULL, 0, &db, &error));
    OK(noormme_db_initialize(db, &error));
    before = contents(path);
    current_seed = seed;
    /* Every fifth spec writes; the rest must leave everything as it is, which is looked at before each write. */
    for (number = 0; number < count; number++) {
        int writes = number % 5 == 4;
        if (only != UINT64_MAX && number != only) continue;
        current_number = number;
        if (writes)
            make(&current, seed, number, writing, COUNT(writing));
        else
            make(&current, seed, number, reading, COUNT(reading));
        if (skipped != NULL && holds(&current, skipped)) continue;
        if (only != UINT64_MAX) fprintf(stderr, "%.*s\n", (int)current.size, current.bytes);
        alarm(120);
        if (writes && contents(path) != before) wrong("one of the four specs before this one changed the data", NULL);
        send(db);
        if (writes) {
            run_sql(path, "DELETE FROM posts WHERE id > 40; DELETE FROM authors WHERE id > 40 AND id NOT IN"
                          " (SELECT author_id FROM posts)");
            before = contents(path);
        }
        total++;
    }
    if (contents(path) != before) wrong("the last specs changed the data", NULL);
    OK(noormme_db_close(&db));
    run_sql(path, "PRAGMA integrity_check");
    sqlite3_finalize(valid);
    sqlite3_close(memory);
    printf("fuzz: seed %" PRIu64 ", %" PRIu64 " specs:", seed, total);
    for (index = 0; index < COUNT(codes); index++) {
        if (codes[index] == 0) continue;
        printf(" %s %" PRId64, noormme_status_symbol((noormme_status)index), codes[index]);
        reached++;
    }
    printf("\n");
    /* Mutations that never got past the JSON reader would prove little. */
    if (only == UINT64_MAX && count >= 1000) CHECK(reached >= 5 && codes[NOORMME_OK] * 20 > (int64_t)total);
    CHECK(noormme_handle_count() == 0);
    return 0;
}

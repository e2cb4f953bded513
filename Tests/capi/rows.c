/* Row blocks, prepared requests and cursors: what they hold, and misuse. */
#include "support.h"

static noormme_db *db;

#define GET "{\"v\":1,\"model\":\"authors\",\"get\":[\"get\",{\"id\":\x02}]}"
#define NAMED "{\"v\":1,\"model\":\"authors\",\"get\":[\"get\",{\"name\":\x01}]}"
#define ALL "{\"v\":1,\"model\":\"authors\",\"steps\":[[\"order_by\",[\"id\"]]]}"

static uint32_t word(const char *data, size_t offset) {
    uint32_t value;
    memcpy(&value, data + offset, sizeof value);
    return value;
}

/* The first chunk of a block, and where its parts are. */
typedef struct Chunk {
    uint32_t cells, rows;
    const char *numbers, *kinds, *text;
} Chunk;

static Chunk chunk_of(const noormme_buffer *answer) {
    const char *data = answer->data;
    Chunk chunk = {0};
    CHECK(answer->size >= 32);
    CHECK(word(data, 0) == 0x3142524E);
    const char *start = data + 32 + ((word(data, 16) + 7) & ~7u);
    chunk.cells = word(data, 4);
    chunk.rows = word(start, 0);
    chunk.numbers = start + 16;
    chunk.kinds = chunk.numbers + (size_t)chunk.rows * chunk.cells * 8;
    chunk.text = chunk.kinds + (((size_t)chunk.rows * chunk.cells + 7) & ~(size_t)7);
    return chunk;
}

static double number(Chunk chunk, size_t cell) {
    double value;
    memcpy(&value, chunk.numbers + cell * 8, sizeof value);
    return value;
}

static noormme_literal integer(int64_t value) {
    noormme_literal literal = {0};
    literal.kind = NOORMME_LITERAL_INTEGER;
    literal.integer = value;
    return literal;
}

/* What has come of an answer. */
typedef struct Taken {
    const char *space;
    uint32_t rows, blocks, described, most;
} Taken;

static int32_t take(void *context, const char *block, size_t size) {
    Taken *taken = context;
    CHECK(size >= 32 && word(block, 0) == 0x3142524E && word(block, 28) == taken->rows);
    CHECK(size > 4096 || block == taken->space);
    if (word(block, 16)) taken->described++;
    taken->rows += word(block, 8);
    taken->blocks++;
    return taken->blocks == taken->most;
}

static void answer_in_parts(void) {
    noormme_error *error = NULL;
    noormme_buffer answer = NOORMME_BUFFER_INIT;
    const char *fill = "INSERT INTO notes (body) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
                       "WHERE i < 1000) SELECT printf('%0*d', i % 60, i) FROM n";
    const char *notes = "{\"v\":1,\"model\":\"notes\"}";
    OK(noormme_db_script(db, TEXT("CREATE TABLE notes (id INTEGER PRIMARY KEY, body TEXT)"), &error));
    OK(noormme_db_script(db, fill, strlen(fill), &error));
    char space[4096];
    Taken taken = {space, 0, 0, 0, 0};
    noormme_rows_options options = {0};
    options.struct_size = sizeof options;
    options.space = space;
    options.space_size = sizeof space;
    options.part = take;
    options.part_context = &taken;
    OK(noormme_db_rows(db, notes, strlen(notes), &options, &answer, &error));
    CHECK(taken.blocks == 7 && taken.described == 1 && word(answer.data, 16) == 0);
    CHECK(word(answer.data, 28) == 7 * 128 && word(answer.data, 8) == 1000 - 7 * 128);
    OK(noormme_buffer_dispose(&answer));
    /* Stopped by who takes them. */
    taken = (Taken){space, 0, 0, 0, 2};
    FAILS(NOORMME_INTERRUPTED, noormme_db_rows(db, notes, strlen(notes), &options, &answer, &error));
    CHECK(taken.blocks == 2);
    /* A prepared request, and one in a transaction. */
    noormme_shape *shape = NULL;
    noormme_tx *tx = NULL;
    taken = (Taken){space, 0, 0, 0, 0};
    OK(noormme_shape_new(db, notes, strlen(notes), &shape, &error));
    OK(noormme_shape_rows(shape, NULL, 0, &options, &answer, &error));
    CHECK(taken.rows + word(answer.data, 8) == 1000);
    OK(noormme_buffer_dispose(&answer));
    OK(noormme_shape_free(&shape));
    taken = (Taken){space, 0, 0, 0, 0};
    OK(noormme_tx_begin(db, NULL, 0, &tx, &error));
    OK(noormme_tx_rows(tx, notes, strlen(notes), &options, &answer, &error));
    CHECK(taken.rows + word(answer.data, 8) == 1000);
    OK(noormme_buffer_dispose(&answer));
    OK(noormme_tx_free(&tx));
    /* With a budget the answer comes as a whole. */
    int32_t finished = 0;
    taken = (Taken){space, 0, 0, 0, 0};
    options.budget_ns = 60000000000;
    options.finished = &finished;
    OK(noormme_db_rows(db, notes, strlen(notes), &options, &answer, &error));
    CHECK(taken.blocks == 0 && (!finished || word(answer.data, 8) == 1000));
    OK(noormme_buffer_dispose(&answer));
}

/* The two numbers behind the rows of SQL text. */
static void check_outcome(const noormme_buffer *answer, int64_t changes, int64_t row) {
    int64_t said[2];
    CHECK(answer->size % 8 == 0);
    memcpy(said, answer->data + answer->size - sizeof said, sizeof said);
    CHECK(said[0] == changes && said[1] == row);
}

static int64_t count_notes(void) {
    noormme_error *error = NULL;
    noormme_buffer answer = NOORMME_BUFFER_INIT;
    OK(noormme_db_sql_rows(db, TEXT("SELECT count(*) FROM notes"), NULL, 0, NULL, &answer, &error));
    int64_t count = (int64_t)number(chunk_of(&answer), 0);
    OK(noormme_buffer_dispose(&answer));
    return count;
}

static void rows_of_sql(void) {
    noormme_error *error = NULL;
    noormme_buffer answer = NOORMME_BUFFER_INIT;
    noormme_tx *tx = NULL;
    char space[4096];
    int32_t finished = 5;
    Taken taken = {space, 0, 0, 0, 0};
    noormme_rows_options options = {0};
    options.struct_size = sizeof options;
    options.space = space;
    options.space_size = sizeof space;
    options.finished = &finished;
    OK(noormme_db_sql_rows(db, TEXT("SELECT 9007199254740993 AS big, id, 'x' || :s AS t, NULL, x'00ff' FROM notes LIMIT 1"),
                           TEXT("{\"s\":\"\\u00e9\"}"), &options, &answer, &error));
    const char *said = "{\"answer\":\"statement\",\"types\":[null,\"INTEGER\",null,null,null],\"shape\":{\"form\":\"object\","
                       "\"columns\":[[\"big\",\"stored\"],[\"id\",\"stored\"],[\"t\",\"stored\"],[\"NULL\",\"stored\"],"
                       "[\"x'00ff'\",\"stored\"]]}}";
    CHECK(answer.owner == 0 && word(answer.data, 16) == strlen(said) && memcmp(answer.data + 32, said, strlen(said)) == 0);
    Chunk chunk = chunk_of(&answer);
    CHECK(chunk.cells == 5 && chunk.rows == 1 && memcmp(chunk.kinds, "\5\0\1\2\6", 5) == 0);
    CHECK(number(chunk, 1) == 1 && number(chunk, 2) == 2 && memcmp(chunk.text, "x\xc3\xa9", 3) == 0);
    check_outcome(&answer, 0, 0);
    /* In parts. */
    options.part = take;
    options.part_context = &taken;
    OK(noormme_db_sql_rows(db, TEXT("SELECT * FROM notes"), NULL, 0, &options, &answer, &error));
    CHECK(taken.blocks == 7 && taken.described == 1 && word(answer.data, 28) == 7 * 128);
    check_outcome(&answer, 0, 0);
    OK(noormme_buffer_dispose(&answer));
    taken = (Taken){space, 0, 0, 0, 2};
    FAILS(NOORMME_INTERRUPTED, noormme_db_sql_rows(db, TEXT("SELECT * FROM notes"), NULL, 0, &options, &answer, &error));
    /* A write, whose rows nobody can stop half-way. */
    taken = (Taken){space, 0, 0, 0, 1};
    OK(noormme_db_sql_rows(db, TEXT("INSERT INTO notes (body) SELECT body FROM notes RETURNING id"), NULL, 0, &options,
                           &answer, &error));
    CHECK(taken.blocks == 0 && word(answer.data, 8) == 1000);
    check_outcome(&answer, 1000, 2000);
    OK(noormme_buffer_dispose(&answer));
    CHECK(count_notes() == 2000);
    /* With a budget: a read, one that takes too long, a write that does, and one whose head does not tell that it is one. */
    options.budget_ns = 50000000;
    OK(noormme_db_sql_rows(db, TEXT("SELECT 1"), NULL, 0, &options, &answer, &error));
    CHECK(finished == 1 && number(chunk_of(&answer), 0) == 1);
    options.budget_ns = 1000000;
    OK(noormme_db_sql_rows(db, TEXT("SELECT count(*) FROM notes a, notes b, notes c"), NULL, 0, &options, &answer, &error));
    CHECK(finished == 0);
    OK(noormme_db_sql_rows(db, TEXT("UPDATE notes SET body = (SELECT count(*) FROM notes a, notes b, notes c)"), NULL, 0,
                           &options, &answer, &error));
    CHECK(finished == 0 && count_notes() == 2000);
    options.budget_ns = 5000000000;
    OK(noormme_db_sql_rows(db, TEXT("DELETE FROM notes WHERE id = ?"), TEXT("[2000]"), &options, &answer, &error));
    CHECK(finished == 1);
    check_outcome(&answer, 1, 2000);
    OK(noormme_db_sql_rows(db, TEXT("INSERT INTO notes (id, body) VALUES (2000, 'x') RETURNING id"), NULL, 0, &options,
                           &answer, &error));
    CHECK(finished == 1 && number(chunk_of(&answer), 0) == 2000);
    FAILS(NOORMME_UNIQUE, noormme_db_sql_rows(db, TEXT("INSERT INTO notes (id, body) VALUES (2000, 'x')"), NULL, 0, &options,
                                              &answer, &error));
    CHECK(finished == 1);
    OK(noormme_db_sql_rows(db, TEXT("WITH n AS (SELECT 1 AS i) DELETE FROM notes WHERE id IN n"), NULL, 0, &options, &answer,
                           &error));
    CHECK(finished == -1 && count_notes() == 2000);
    FAILS(NOORMME_OPERATIONAL, noormme_db_sql_rows(db, TEXT("SELECT nothing"), NULL, 0, &options, &answer, &error));
    /* In a transaction. */
    options.budget_ns = 0;
    options.part = NULL;
    OK(noormme_tx_begin(db, NULL, 0, &tx, &error));
    OK(noormme_tx_sql_rows(tx, TEXT("DELETE FROM notes WHERE id > ?"), TEXT("[500]"), &options, &answer, &error));
    check_outcome(&answer, 1500, 2000);
    OK(noormme_tx_sql_rows(tx, TEXT("SELECT count(*) FROM notes"), NULL, 0, &options, &answer, &error));
    CHECK(number(chunk_of(&answer), 0) == 500);
    OK(noormme_tx_rollback(tx, &error));
    FAILS(NOORMME_TRANSACTION_ENDED, noormme_tx_sql_rows(tx, TEXT("SELECT 1"), NULL, 0, &options, &answer, &error));
    OK(noormme_tx_free(&tx));
    CHECK(count_notes() == 2000);
    OK(noormme_db_script(db, TEXT("DROP TABLE notes"), &error));
    FAILS(NOORMME_MISUSE, noormme_db_sql_rows(db, NULL, 3, NULL, 0, NULL, &answer, &error));
    FAILS(NOORMME_PROGRAMMING_ERROR, noormme_db_sql_rows(db, TEXT("BEGIN"), NULL, 0, NULL, &answer, &error));
}

static void blocks(void) {
    noormme_error *error = NULL;
    noormme_buffer answer = NOORMME_BUFFER_INIT;
    OK(noormme_db_rows(db, ALL, strlen(ALL), NULL, &answer, &error));
    Chunk chunk = chunk_of(&answer);
    CHECK(chunk.cells == 5 && chunk.rows == 2 && word(answer.data, 8) == 2);
    CHECK(chunk.kinds[0] == 0 && number(chunk, 0) == 1);
    CHECK(chunk.kinds[1] == 1 && number(chunk, 1) == 3 && memcmp(chunk.text, "Ada", 3) == 0);
    /* active */
    CHECK(chunk.kinds[4] == 4 || chunk.kinds[4] == 3);
    OK(noormme_buffer_dispose(&answer));

    /* In the caller's memory; without a description that is known. */
    char space[4096];
    noormme_rows_options options = {0};
    options.struct_size = sizeof options;
    options.space = space;
    options.space_size = sizeof space;
    OK(noormme_db_rows(db, ALL, strlen(ALL), &options, &answer, &error));
    CHECK(answer.data == space && answer.owner == 0);
    CHECK(word(space, 16) > 0);
    OK(noormme_buffer_dispose(&answer));

    const char *count = "{\"v\":1,\"model\":\"authors\",\"get\":\"count\"}";
    OK(noormme_db_rows(db, count, strlen(count), &options, &answer, &error));
    CHECK(word(space, 0) == 0x314A524E);
    CHECK(answer.data[answer.size - 1] == '2');
    answer_in_parts();
    rows_of_sql();
    options.struct_size = 1;
    FAILS(NOORMME_MISUSE, noormme_db_rows(db, ALL, strlen(ALL), &options, &answer, &error));
    options.struct_size = sizeof options;
    options.budget_ns = 1000;
    FAILS(NOORMME_MISUSE, noormme_db_rows(db, ALL, strlen(ALL), &options, &answer, &error));
}

static void shapes(void) {
    noormme_error *error = NULL;
    noormme_buffer answer = NOORMME_BUFFER_INIT;
    noormme_shape *shape = NULL;
    OK(noormme_shape_new(db, GET, strlen(GET), &shape, &error));
    uint32_t known = 0;
    for (int64_t id = 1; id <= 2; id++) {
        noormme_literal value = integer(id);
        noormme_rows_options options = {0};
        options.struct_size = sizeof options;
        options.known = known;
        OK(noormme_shape_rows(shape, &value, 1, &options, &answer, &error));
        CHECK((word(answer.data, 16) > 0) == (known == 0));
        known = word(answer.data, 24);
        Chunk chunk = chunk_of(&answer);
        CHECK(chunk.rows == 1 && number(chunk, 0) == (double)id);
        OK(noormme_buffer_dispose(&answer));
    }
    noormme_literal value = integer(99);
    FAILS(NOORMME_DOES_NOT_EXIST, noormme_shape_rows(shape, &value, 1, NULL, &answer, &error));
    FAILS(NOORMME_MISUSE, noormme_shape_rows(shape, &value, 0, NULL, &answer, &error));
    FAILS(NOORMME_MISUSE, noormme_shape_rows(shape, NULL, 1, NULL, &answer, &error));
    value.kind = NOORMME_LITERAL_REAL;
    FAILS(NOORMME_MISUSE, noormme_shape_rows(shape, &value, 1, NULL, &answer, &error));
    value.kind = 77;
    FAILS(NOORMME_MISUSE, noormme_shape_rows(shape, &value, 1, NULL, &answer, &error));
    OK(noormme_shape_free(&shape));
    CHECK(shape == NULL);
    OK(noormme_shape_free(&shape));
    FAILS(NOORMME_MISUSE, noormme_shape_rows((noormme_shape *)0x1234, &value, 1, NULL, &answer, &error));

    OK(noormme_shape_new(db, NAMED, strlen(NAMED), &shape, &error));
    noormme_literal text = {0};
    text.kind = NOORMME_LITERAL_TEXT;
    text.text = "Bob";
    text.size = 3;
    OK(noormme_shape_rows(shape, &text, 1, NULL, &answer, &error));
    CHECK(number(chunk_of(&answer), 0) == 2);
    OK(noormme_buffer_dispose(&answer));
    /* A quote is a character like others. */
    text.text = "x\"}]}";
    text.size = 5;
    FAILS(NOORMME_DOES_NOT_EXIST, noormme_shape_rows(shape, &text, 1, NULL, &answer, &error));
    OK(noormme_shape_free(&shape));

    char many[5000];
    memset(many, 2, sizeof many);
    FAILS(NOORMME_TOO_COMPLEX, noormme_shape_new(db, many, sizeof many, &shape, &error));
}

static void cursors(void) {
    noormme_error *error = NULL;
    noormme_buffer answer = NOORMME_BUFFER_INIT;
    noormme_tx *tx = NULL;
    noormme_cursor *cursor = NULL;
    const char *mode = "{\"mode\":\"read\"}";
    OK(noormme_tx_begin(db, mode, strlen(mode), &tx, &error));
    OK(noormme_tx_rows(tx, ALL, strlen(ALL), NULL, &answer, &error));
    CHECK(chunk_of(&answer).rows == 2);
    OK(noormme_buffer_dispose(&answer));
    OK(noormme_cursor_new(tx, ALL, strlen(ALL), &cursor, &error));
    for (int row = 1; row <= 2; row++) {
        OK(noormme_cursor_next(cursor, 1, &answer, &error));
        CHECK(number(chunk_of(&answer), 0) == row);
        CHECK((word(answer.data, 16) > 0) == (row == 1));
        OK(noormme_buffer_dispose(&answer));
    }
    OK(noormme_cursor_next(cursor, 1, &answer, &error));
    CHECK(word(answer.data, 8) == 0);
    OK(noormme_buffer_dispose(&answer));
    FAILS(NOORMME_PROGRAMMING_ERROR, noormme_cursor_next(cursor, 1, &answer, &error));
    FAILS(NOORMME_MISUSE, noormme_cursor_next(cursor, 0, &answer, &error));
    OK(noormme_cursor_free(&cursor));

    /* One that is open when its transaction ends. */
    OK(noormme_cursor_new(tx, ALL, strlen(ALL), &cursor, &error));
    /* The one before is let go of in the background. */
    while (noormme_cursor_next(cursor, 1, &answer, &error) == NOORMME_CONCURRENT_USE) noormme_error_free(&error);
    CHECK(error == NULL);
    OK(noormme_buffer_dispose(&answer));
    OK(noormme_tx_free(&tx));
    FAILS(NOORMME_TRANSACTION_ENDED, noormme_cursor_next(cursor, 1, &answer, &error));
    OK(noormme_cursor_free(&cursor));
    OK(noormme_cursor_free(&cursor));
    FAILS(NOORMME_MISUSE, noormme_cursor_new((noormme_tx *)0x1234, ALL, strlen(ALL), &cursor, &error));
}

int main(int argc, char **argv) {
    noormme_error *error = NULL;
    const char *path = make_database(argc, argv);
    OK(noormme_db_open(path, strlen(path), NULL, 0, &db, &error));
    blocks();
    shapes();
    cursors();
    noormme_shape *shape = NULL;
    noormme_buffer answer = NOORMME_BUFFER_INIT;
    OK(noormme_shape_new(db, GET, strlen(GET), &shape, &error));
    OK(noormme_db_close(&db));
    noormme_literal value = integer(1);
    FAILS(NOORMME_CLOSED, noormme_shape_rows(shape, &value, 1, NULL, &answer, &error));
    OK(noormme_shape_free(&shape));
    CHECK(noormme_handle_count() == 0);
    return 0;
}

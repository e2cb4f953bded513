/* Connections of one's own: statements, values, functions and aggregates of the host. */
#include "support.h"

static int released;

static void release(void *context) {
    (void)context;
    released++;
}

/* twice(x) */
static int twice(void *context, const noormme_value *arguments, size_t count, noormme_value *result) {
    noormme_connection *connection = *(noormme_connection **)context;
    noormme_connection_state state;
    state.struct_size = sizeof state;
    /* It must not use the connection that calls it. */
    CHECK(noormme_connection_read_state(connection, &state, NULL) == NOORMME_CONCURRENT_USE);
    CHECK(noormme_connection_close(&connection) == NOORMME_CONCURRENT_USE);
    if (count != 1 || arguments[0].type != NOORMME_VALUE_INTEGER) {
        result->type = NOORMME_VALUE_TEXT;
        result->bytes = "twice wants an integer";
        result->size = 22;
        return 1;
    }
    result->type = NOORMME_VALUE_INTEGER;
    result->integer = arguments[0].integer * 2;
    return 0;
}

static int broken(void *context, const noormme_value *arguments, size_t count, noormme_value *result) {
    (void)context;
    (void)arguments;
    (void)count;
    result->type = 77;
    return 0;
}

/* total(x): groups are told apart by their numbers. */
static int64_t totals[8];

static int step(void *context, uint64_t group, const noormme_value *arguments, size_t count, noormme_value *result) {
    (void)context;
    (void)result;
    CHECK(group > 0 && count == 1);
    totals[group % 8] += arguments[0].integer;
    return 0;
}

static int finish(void *context, uint64_t group, const noormme_value *arguments, size_t count, noormme_value *result) {
    (void)context;
    (void)arguments;
    CHECK(count == 0);
    result->type = NOORMME_VALUE_INTEGER;
    result->integer = group ? totals[group % 8] : -1;
    totals[group % 8] = 0;
    return 0;
}

int main(int argc, char **argv) {
    noormme_error *error = NULL;
    noormme_connection *connection = NULL, *other = NULL, *copy = NULL;
    noormme_statement *statement = NULL, *second = NULL;
    noormme_buffer answer = NOORMME_BUFFER_INIT;
    noormme_connection_state state;
    noormme_value values[4];
    noormme_row row;
    const char *path = make_database(argc, argv);
    memset(values, 0, sizeof values);
    memset(&row, 0, sizeof row);
    row.struct_size = sizeof row;
    row.values = values;
    row.capacity = 4;
    state.struct_size = sizeof state;

    OK(noormme_connection_open(path, strlen(path), TEXT("{\"journal_mode\":null}"), &connection, &error));
    OK(noormme_connection_script(connection, TEXT("BEGIN; UPDATE authors SET age = 1"), &error));
    OK(noormme_connection_read_state(connection, &state, &error));
    CHECK(state.in_transaction == 1 && state.read_only == 0 && state.changes == 2);
    OK(noormme_connection_script(connection, TEXT("ROLLBACK"), &error));
    state.struct_size = 4;
    FAILS(NOORMME_MISUSE, noormme_connection_read_state(connection, &state, &error));
    state.struct_size = sizeof state;

    OK(noormme_connection_prepare(connection, TEXT("SELECT ?1, ?2, ?3, ?4"), &statement, &error));
    values[0].type = NOORMME_VALUE_TEXT;
    values[0].bytes = "hey";
    values[0].size = 3;
    values[1].type = NOORMME_VALUE_BLOB;
    values[1].size = 0;
    values[2].type = NOORMME_VALUE_REAL;
    values[2].real = 1.5;
    OK(noormme_statement_bind(statement, values, 4, &error));
    memset(values, 0, sizeof values);
    OK(noormme_statement_step(statement, &row, &error));
    CHECK(row.has_row == 1 && row.count == 4 && row.recompiled == 0);
    CHECK(values[0].type == NOORMME_VALUE_TEXT && values[0].size == 3 && memcmp(values[0].bytes, "hey", 3) == 0);
    CHECK(values[1].type == NOORMME_VALUE_BLOB && values[1].size == 0);
    CHECK(values[2].type == NOORMME_VALUE_REAL && values[2].real == 1.5);
    CHECK(values[3].type == NOORMME_VALUE_NULL);
    OK(noormme_statement_step(statement, &row, &error));
    CHECK(row.has_row == 0 && row.count == 0);
    OK(noormme_statement_reset(statement, &error));
    OK(noormme_statement_describe(statement, &answer, &error));
    CHECK(strstr(answer.data, "\"parameters\":[null,null,null,null]") != NULL);
    noormme_buffer_dispose(&answer);
    OK(noormme_statement_expanded(statement, &answer, &error));
    ANSWERS("SELECT 'hey', zeroblob(0), 1.5, NULL", answer);
    values[0].type = 9;
    FAILS(NOORMME_MISUSE, noormme_statement_bind(statement, values, 1, &error));
    values[0].type = NOORMME_VALUE_TEXT;
    values[0].bytes = NULL;
    values[0].size = 5;
    FAILS(NOORMME_MISUSE, noormme_statement_bind(statement, values, 1, &error));
    FAILS(NOORMME_MISUSE, noormme_statement_bind(statement, NULL, 1, &error));
    memset(values, 0, sizeof values);
    {
        noormme_value five[5];
        memset(five, 0, sizeof five);
        FAILS(NOORMME_PROGRAMMING_ERROR, noormme_statement_bind(statement, five, 5, &error));
    }
    row.struct_size = 8;
    FAILS(NOORMME_MISUSE, noormme_statement_step(statement, &row, &error));
    row.struct_size = sizeof row;
    FAILS(NOORMME_PROGRAMMING_ERROR, noormme_connection_prepare(connection, TEXT("SELECT 1; SELECT 2"), &second, &error));
    FAILS(NOORMME_OPERATIONAL, noormme_connection_prepare(connection, TEXT("SELEC"), &second, &error));
    CHECK(second == NULL);
    noormme_statement_free(&statement);

    /* A schema that changes under a statement is told. */
    OK(noormme_connection_prepare(connection, TEXT("SELECT * FROM authors"), &statement, &error));
    OK(noormme_connection_script(connection, TEXT("ALTER TABLE authors ADD COLUMN more"), &error));
    OK(noormme_statement_step(statement, &row, &error));
    CHECK(row.recompiled == 1 && row.count == 6);
    noormme_statement_free(&statement);

    OK(noormme_connection_function(connection, TEXT("twice"), 1, NOORMME_FUNCTION_DETERMINISTIC, twice, &connection,
                                   release, &error));
    OK(noormme_connection_prepare(connection, TEXT("SELECT twice(?)"), &statement, &error));
    values[0].type = NOORMME_VALUE_INTEGER;
    values[0].integer = 21;
    OK(noormme_statement_bind(statement, values, 1, &error));
    OK(noormme_statement_step(statement, &row, &error));
    CHECK(values[0].type == NOORMME_VALUE_INTEGER && values[0].integer == 42);
    values[0].type = NOORMME_VALUE_NULL;
    OK(noormme_statement_bind(statement, values, 1, &error));
    CHECK(noormme_statement_step(statement, &row, &error) == NOORMME_OPERATIONAL);
    CHECK(strcmp(noormme_error_message(error, NULL), "twice wants an integer") == 0);
    noormme_error_free(&error);
    /* The one before it is let go. */
    noormme_statement_free(&statement);
    OK(noormme_connection_function(connection, TEXT("twice"), 1, 0, broken, NULL, release, &error));
    CHECK(released == 1);
    FAILS(NOORMME_OPERATIONAL, noormme_connection_script(connection, TEXT("SELECT twice(1)"), &error));
    FAILS(NOORMME_MISUSE, noormme_connection_function(connection, TEXT("f"), 1, 0, NULL, NULL, release, &error));
    CHECK(released == 2);
    FAILS(NOORMME_PROGRAMMING_ERROR,
          noormme_connection_function(connection, TEXT("f"), 5000, 0, broken, NULL, release, &error));
    CHECK(released == 3);

    {
        noormme_aggregate total = {sizeof total, step, NULL, NULL, finish};
        OK(noormme_connection_aggregate(connection, TEXT("summed"), 1, 0, &total, NULL, release, &error));
        total.final = NULL;
        FAILS(NOORMME_MISUSE, noormme_connection_aggregate(connection, TEXT("s"), 1, 0, &total, NULL, release, &error));
        CHECK(released == 4);
    }
    OK(noormme_connection_prepare(connection, TEXT("SELECT summed(views) FROM posts GROUP BY author_id"), &statement,
                                  &error));
    OK(noormme_statement_step(statement, &row, &error));
    CHECK(row.has_row == 1 && values[0].integer > 0);
    noormme_statement_free(&statement);
    OK(noormme_connection_prepare(connection, TEXT("SELECT summed(views) FROM posts WHERE 0"), &statement, &error));
    OK(noormme_statement_step(statement, &row, &error));
    CHECK(values[0].integer == -1);

    CHECK(strcmp(noormme_sqlite_code_name(2067), "SQLITE_CONSTRAINT_UNIQUE") == 0);
    OK(noormme_connection_interrupt(connection, &error));
    FAILS(NOORMME_CANNOT_OPEN, noormme_connection_open(TEXT("/nowhere/x"), NULL, 0, &other, &error));
    OK(noormme_connection_open(path, strlen(path), TEXT("{\"read_only\":true}"), &other, &error));
    FAILS(NOORMME_READ_ONLY, noormme_connection_script(other, TEXT("DELETE FROM posts"), &error));
    CHECK(noormme_connection_close(&other) == NOORMME_OK && other == NULL);

    copy = connection;
    CHECK(noormme_connection_close(&connection) == NOORMME_OK);
    CHECK(released == 6);
    FAILS(NOORMME_CLOSED, noormme_statement_step(statement, &row, &error));
    FAILS(NOORMME_CLOSED, noormme_connection_script(copy, TEXT("SELECT 1"), &error));
    CHECK(noormme_connection_close(&copy) == NOORMME_CLOSED);
    CHECK(noormme_statement_free(&statement) == NOORMME_OK);
    CHECK(noormme_statement_free(&statement) == NOORMME_OK);
    FAILS(NOORMME_MISUSE, noormme_connection_script(NULL, TEXT("SELECT 1"), &error));
    CHECK(noormme_handle_count() == 0);
    return 0;
}

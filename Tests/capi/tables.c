/* Connections of one's own: tables of the host, databases as bytes, backups, extensions. */
#include <unistd.h>

#include "support.h"

static int released, tables, cursors;

static void release(void *context) {
    (void)context;
    released++;
}

/* upto(most): 1, 2 … most; its rows carry the table's name, too. */
typedef struct Reading {
    int64_t most;
    int64_t at;
} Reading;

static int connect_table(void *context, const noormme_value *arguments, size_t count, noormme_table_shape *shape,
                         noormme_value *result) {
    static const char columns[] = "CREATE TABLE x(most HIDDEN, number, text)";
    CHECK(shape->struct_size == sizeof *shape);
    CHECK(count >= 3 && arguments[0].type == NOORMME_VALUE_TEXT);
    if (count > 3) {
        result->type = NOORMME_VALUE_TEXT;
        result->bytes = "upto has no arguments";
        result->size = 21;
        return 1;
    }
    tables++;
    shape->table = context;
    shape->parameters = 1;
    result->type = NOORMME_VALUE_TEXT;
    result->bytes = columns;
    result->size = sizeof columns - 1;
    return 0;
}

static void disconnect_table(void *table) {
    (void)table;
    tables--;
}

static int open_table(void *table, uint32_t given, const noormme_value *arguments, size_t count, void **cursor,
                      noormme_value *result) {
    (void)result;
    noormme_connection *connection = *(noormme_connection **)table;
    noormme_connection_state state;
    state.struct_size = sizeof state;
    CHECK(noormme_connection_read_state(connection, &state, NULL) == NOORMME_CONCURRENT_USE);
    CHECK(count == 1);
    if (!given) return 1;
    Reading *reading = calloc(1, sizeof *reading);
    CHECK(reading != NULL);
    reading->most = arguments[0].integer;
    cursors++;
    *cursor = reading;
    return 0;
}

static int next_row(void *cursor, int32_t *has_row, noormme_value *result) {
    Reading *reading = cursor;
    if (++reading->at == 5) {
        result->type = NOORMME_VALUE_TEXT;
        result->bytes = "five is too much";
        result->size = 16;
        return 1;
    }
    *has_row = reading->at <= reading->most;
    return 0;
}

static int column_value(void *cursor, int32_t column, noormme_value *result) {
    const Reading *reading = cursor;
    if (column == 2) {
        result->type = NOORMME_VALUE_TEXT;
        result->bytes = "row";
        result->size = 3;
    } else {
        result->type = NOORMME_VALUE_INTEGER;
        result->integer = column == 0 ? reading->most : reading->at;
    }
    return 0;
}

static void close_cursor(void *cursor) {
    cursors--;
    free(cursor);
}

static int64_t number(noormme_connection *connection, const char *sql) {
    noormme_error *error = NULL;
    noormme_statement *statement = NULL;
    noormme_value value;
    noormme_row row;
    memset(&value, 0, sizeof value);
    memset(&row, 0, sizeof row);
    row.struct_size = sizeof row;
    row.values = &value;
    row.capacity = 1;
    OK(noormme_connection_prepare(connection, sql, strlen(sql), &statement, &error));
    OK(noormme_statement_step(statement, &row, &error));
    CHECK(row.has_row == 1);
    int64_t result = value.integer;
    noormme_statement_free(&statement);
    return result;
}

int main(int argc, char **argv) {
    noormme_error *error = NULL;
    noormme_connection *connection = NULL, *copy = NULL;
    noormme_statement *statement = NULL;
    noormme_backup *backup = NULL, *gone = NULL;
    noormme_buffer image = NOORMME_BUFFER_INIT;
    noormme_module module = {sizeof module, connect_table, disconnect_table, open_table,
                             next_row,      column_value,  close_cursor};
    noormme_backup_progress progress;
    noormme_row row;
    char target[600];
    const char *path = make_database(argc, argv);
    memset(&row, 0, sizeof row);
    row.struct_size = sizeof row;
    memset(&progress, 0, sizeof progress);
    progress.struct_size = sizeof progress;
    OK(noormme_connection_open(path, strlen(path), TEXT("{\"journal_mode\":null}"), &connection, &error));

    OK(noormme_connection_table(connection, TEXT("upto"), NOORMME_TABLE_EPONYMOUS, &module, &connection, release, &error));
    CHECK(number(connection, "SELECT sum(number) FROM upto(3)") == 6);
    CHECK(number(connection, "SELECT most FROM upto(2) WHERE text = 'row'") == 2);
    CHECK(number(connection, "SELECT count(*) FROM upto(NULL)") == 0);
    CHECK(noormme_connection_script(connection, TEXT("SELECT * FROM upto(9)"), &error) == NOORMME_OPERATIONAL);
    CHECK(strcmp(noormme_error_message(error, NULL), "five is too much") == 0);
    noormme_error_free(&error);
    FAILS(NOORMME_OPERATIONAL, noormme_connection_script(connection, TEXT("SELECT * FROM upto"), &error));
    FAILS(NOORMME_OPERATIONAL, noormme_connection_script(connection, TEXT("SELECT * FROM upto WHERE most > 1"), &error));
    CHECK(cursors == 0);
    /* A statement that is given up halfway closes its cursor. */
    OK(noormme_connection_prepare(connection, TEXT("SELECT * FROM upto(3)"), &statement, &error));
    OK(noormme_statement_step(statement, &row, &error));
    CHECK(row.count == 2 && cursors == 1);
    noormme_statement_free(&statement);
    CHECK(cursors == 0);
    /* Made by CREATE VIRTUAL TABLE. */
    OK(noormme_connection_table(connection, TEXT("made"), 0, &module, &connection, release, &error));
    FAILS(NOORMME_OPERATIONAL, noormme_connection_script(connection, TEXT("SELECT * FROM made(1)"), &error));
    CHECK(noormme_connection_script(connection, TEXT("CREATE VIRTUAL TABLE a USING made(x)"), &error) == NOORMME_OPERATIONAL);
    CHECK(strcmp(noormme_error_message(error, NULL), "upto has no arguments") == 0);
    noormme_error_free(&error);
    OK(noormme_connection_script(connection, TEXT("CREATE VIRTUAL TABLE temp.a USING made; SELECT * FROM a(2); DROP TABLE a"),
                                 &error));
    module.next = NULL;
    FAILS(NOORMME_MISUSE, noormme_connection_table(connection, TEXT("t"), 0, &module, NULL, release, &error));
    CHECK(released == 1);
    module.next = next_row;

    /* Bytes. */
    FAILS(NOORMME_OPERATIONAL, noormme_connection_serialize(connection, TEXT("nowhere"), &image, &error));
    OK(noormme_connection_serialize(connection, TEXT("main"), &image, &error));
    CHECK(image.size > 4096 && memcmp(image.data, "SQLite format 3", 16) == 0);
    OK(noormme_connection_open(TEXT(":memory:"), NULL, 0, &copy, &error));
    OK(noormme_connection_deserialize(copy, image.data, image.size, 0, &error));
    noormme_buffer_dispose(&image);
    CHECK(number(copy, "SELECT count(*) FROM authors") == number(connection, "SELECT count(*) FROM authors"));
    OK(noormme_connection_script(copy, TEXT("CREATE TABLE more AS SELECT randomblob(100000) AS b"), &error));
    CHECK(noormme_connection_close(&copy) == NOORMME_OK);
    OK(noormme_connection_open(TEXT(":memory:"), NULL, 0, &copy, &error));
    {
        char nonsense[5000];
        memset(nonsense, 'x', sizeof nonsense);
        noormme_status status = noormme_connection_deserialize(copy, nonsense, sizeof nonsense, 0, &error);
        CHECK(status >= 500 && status < 600);
        noormme_error_free(&error);
    }
    FAILS(NOORMME_MISUSE, noormme_connection_deserialize(copy, NULL, 7, 0, &error));
    CHECK(noormme_connection_close(&copy) == NOORMME_OK);

    /* Backups. */
    snprintf(target, sizeof target, "%s-backup", path);
    unlink(target);
    OK(noormme_connection_backup(connection, TEXT("main"), target, strlen(target), &backup, &error));
    OK(noormme_backup_step(backup, 1, &progress, &error));
    CHECK(progress.done == 0 && progress.total > 1 && progress.remaining == progress.total - 1);
    OK(noormme_connection_script(connection, TEXT("CREATE TABLE meanwhile (a)"), &error));
    OK(noormme_backup_step(backup, -1, &progress, &error));
    CHECK(progress.done == 1 && progress.remaining == 0);
    FAILS(NOORMME_PROGRAMMING_ERROR, noormme_backup_step(backup, 1, &progress, &error));
    gone = backup;
    CHECK(noormme_backup_free(&backup) == NOORMME_OK && backup == NULL);
    CHECK(noormme_backup_free(&backup) == NOORMME_OK);
    FAILS(NOORMME_MISUSE, noormme_backup_step(gone, 1, &progress, &error));
    CHECK(noormme_backup_free(&gone) == NOORMME_MISUSE);
    OK(noormme_connection_open(target, strlen(target), NULL, 0, &copy, &error));
    CHECK(number(copy, "SELECT count(*) FROM sqlite_schema WHERE name = 'meanwhile'") == 1);
    CHECK(noormme_connection_close(&copy) == NOORMME_OK);
    unlink(target);
    FAILS(NOORMME_OPERATIONAL, noormme_connection_backup(connection, TEXT("x"), target, strlen(target), &backup, &error));
    FAILS(NOORMME_CANNOT_OPEN, noormme_connection_backup(connection, TEXT("main"), TEXT("/nowhere/x"), &backup, &error));
    CHECK(backup == NULL && access(target, F_OK) != 0);

    FAILS(NOORMME_OPERATIONAL, noormme_connection_load_extension(connection, TEXT("/nowhere/x.so"), NULL, 0, &error));
    FAILS(NOORMME_OPERATIONAL, noormme_connection_script(connection, TEXT("SELECT load_extension('x')"), &error));

    /* What can ruin a file is refused until it is permitted. */
    OK(noormme_connection_script(connection, TEXT("PRAGMA writable_schema = 1"), &error));
    FAILS(NOORMME_OPERATIONAL, noormme_connection_script(connection, TEXT("DELETE FROM sqlite_schema WHERE 0"), &error));
    OK(noormme_connection_permit_dangerous_sql(connection, 1, &error));
    OK(noormme_connection_script(connection, TEXT("PRAGMA writable_schema = 1; DELETE FROM sqlite_schema WHERE 0"), &error));

    /* A backup ends with its connection, and its file goes. */
    OK(noormme_connection_backup(connection, TEXT("main"), target, strlen(target), &backup, &error));
    OK(noormme_backup_step(backup, 1, &progress, &error));
    OK(noormme_connection_prepare(connection, TEXT("SELECT * FROM upto(3)"), &statement, &error));
    OK(noormme_statement_step(statement, &row, &error));
    CHECK(noormme_connection_close(&connection) == NOORMME_OK);
    CHECK(access(target, F_OK) != 0);
    CHECK(released == 3 && tables == 0 && cursors == 0);
    FAILS(NOORMME_CLOSED, noormme_backup_step(backup, 1, &progress, &error));
    CHECK(noormme_backup_free(&backup) == NOORMME_OK);
    CHECK(noormme_statement_free(&statement) == NOORMME_OK);
    CHECK(noormme_handle_count() == 0);
    return 0;
}

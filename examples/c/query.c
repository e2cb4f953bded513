/* Prints the rows of a model as JSON: query FILE MODEL [CONDITION]
 *
 *   cc query.c $(pkg-config --cflags --libs noormme) -o query
 *   ./query app.sqlite posts '{"author__name__startswith": "A"}'
 */
#include <stdio.h>
#include <string.h>

#include <noormme.h>

int main(int argc, char **argv) {
    noormme_db *db = NULL;
    noormme_queryset *all = NULL, *wanted = NULL;
    noormme_error *error = NULL;
    noormme_buffer rows = NOORMME_BUFFER_INIT;
    const char *options = "{\"read_only\": true}";
    const char *condition = argc > 3 ? argv[3] : "{}";
    int failed;

    if (argc < 3) {
        fprintf(stderr, "usage: query FILE MODEL [CONDITION]\n");
        return 2;
    }
    failed = noormme_db_open(argv[1], strlen(argv[1]), options, strlen(options), &db, &error) ||
             noormme_queryset_new(db, argv[2], strlen(argv[2]), &all, &error) ||
             noormme_queryset_filter(all, condition, strlen(condition), &wanted, &error) ||
             noormme_queryset_all(wanted, &rows, &error);
    if (failed)
        fprintf(stderr, "%s: %s\n", noormme_error_name(error, NULL), noormme_error_message(error, NULL));
    else
        printf("%.*s\n", (int)rows.size, rows.data);

    noormme_buffer_dispose(&rows);
    noormme_queryset_free(&wanted);
    noormme_queryset_free(&all);
    noormme_error_free(&error);
    noormme_db_close(&db);
    return failed ? 1 : 0;
}

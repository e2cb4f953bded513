/* What scripts/test-robustness kills, starves of disk space and lets exit: a process that uses a database.
 *
 *   worker transfers FILE THREADS   moves money between accounts until it is killed, one line for each commit
 *   worker submits FILE             the same by submitted writes that share commits
 *   worker fill FILE                creates rows until that fails; prints how many, and the code
 *   worker exit FILE MS             leaves main while calls run, MS milliseconds after they began
 *   worker memory FILE CALLS        mixed calls; prints how many KiB it grew after the first tenth
 *   worker cursor FILE ROWS         reads the rows of `filler` by a cursor; prints how many KiB it grew after the first
 *                                   tenth of so many, and how many there were
 *   worker wait FILE TIMEOUT        opens and writes once; prints the code and how many milliseconds it took */
#define _DEFAULT_SOURCE

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <time.h>
#include <unistd.h>

#include "support.h"

static noormme_db *db;
static atomic_int sequence;

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

/* One line, written at once: what is on the pipe was acknowledged. */
static void acknowledge(int number) {
    char line[32];
    int size = snprintf(line, sizeof line, "%d\n", number);
    if (write(1, line, (size_t)size) != size) exit(1);
}

static noormme_status tx_run(noormme_tx *tx, const char *spec) {
    noormme_buffer answer = NOORMME_BUFFER_INIT;
    noormme_status status = noormme_tx_execute(tx, spec, strlen(spec), &answer, NULL);
    noormme_buffer_dispose(&answer);
    return status;
}

static void *transfer(void *argument) {
    unsigned seed = (unsigned)(intptr_t)argument + (unsigned)getpid();
    for (;;) {
        noormme_error *error = NULL;
        noormme_tx *tx = NULL;
        int number = atomic_fetch_add(&sequence, 1), amount = rand_r(&seed) % 50;
        int from = rand_r(&seed) % 10 + 1, to = rand_r(&seed) % 10 + 1;
        char spec[300];
        OK(noormme_tx_begin(db, NULL, 0, &tx, &error));
        snprintf(spec, sizeof spec,
                 "{\"v\":1,\"model\":\"account\",\"steps\":[[\"filter\",{\"id\":%d}]],"
                 "\"get\":[\"update\",{\"balance\":{\"$op\":\"-\",\"args\":[{\"$f\":\"balance\"},%d]}}]}", from, amount);
        CHECK(tx_run(tx, spec) == NOORMME_OK);
        snprintf(spec, sizeof spec,
                 "{\"v\":1,\"model\":\"account\",\"steps\":[[\"filter\",{\"id\":%d}]],"
                 "\"get\":[\"update\",{\"balance\":{\"$op\":\"+\",\"args\":[{\"$f\":\"balance\"},%d]}}]}", to, amount);
        CHECK(tx_run(tx, spec) == NOORMME_OK);
        snprintf(spec, sizeof spec, "{\"v\":1,\"model\":\"log\",\"get\":[\"create\",{\"number\":%d}]}", number);
        CHECK(tx_run(tx, spec) == NOORMME_OK);
        if (number % 7 == 3) {
            OK(noormme_tx_rollback(tx, &error));
        } else {
            OK(noormme_tx_commit(tx, &error));
            acknowledge(number);
        }
        OK(noormme_tx_free(&tx));
    }
    return NULL;
}

static void done(void *context, noormme_status status, noormme_buffer *answer, noormme_error *error);

static void submit(void) {
    noormme_error *error = NULL;
    char spec[100];
    int number = atomic_fetch_add(&sequence, 1);
    snprintf(spec, sizeof spec, "{\"v\":1,\"model\":\"log\",\"get\":[\"create\",{\"number\":%d}]}", number);
    OK(noormme_db_submit(db, spec, strlen(spec), NULL, done, (void *)(intptr_t)number, NULL, &error));
}

/* Another one for each that is done: sixteen are always on their way. */
static void done(void *context, noormme_status status, noormme_buffer *answer, noormme_error *error) {
    noormme_buffer kept = *answer;
    CHECK(status == NOORMME_OK && error == NULL);
    noormme_buffer_dispose(&kept);
    acknowledge((int)(intptr_t)context);
    submit();
}

static void fill(void) {
    static char spec[9000];
    noormme_error *error = NULL;
    noormme_status status;
    int count = 0, size = snprintf(spec, sizeof spec, "{\"v\":1,\"model\":\"filler\",\"get\":[\"create\",{\"text\":\"");
    memset(spec + size, 'x', 8000);
    snprintf(spec + size + 8000, 20, "\"}]}");
    signal(SIGXFSZ, SIG_IGN);
    for (;;) {
        noormme_buffer answer = NOORMME_BUFFER_INIT;
        status = noormme_db_execute(db, spec, strlen(spec), &answer, &error);
        noormme_buffer_dispose(&answer);
        if (status != NOORMME_OK) break;
        count++;
    }
    printf("%d %d\n", count, (int)status);
    OK(noormme_error_free(&error));
    {
        /* Reading goes on. */
        noormme_buffer answer = NOORMME_BUFFER_INIT;
        char text[20];
        snprintf(text, sizeof text, "%d", count);
        OK(noormme_db_execute(db, TEXT("{\"v\":1,\"model\":\"filler\",\"get\":\"count\"}"), &answer, &error));
        ANSWERS(text, answer);
    }
}

static void ignore(void *context, noormme_status status, noormme_buffer *answer, noormme_error *error) {
    noormme_buffer kept = *answer;
    (void)context;
    (void)status;
    noormme_buffer_dispose(&kept);
    noormme_error_free(&error);
}

static void leave(int ms) {
    noormme_error *error = NULL;
    noormme_tx *tx = NULL;
    int index;
    for (index = 0; index < 200; index++) {
        const char *spec = index % 2 ? "{\"v\":1,\"model\":\"log\",\"get\":[\"create\",{\"number\":-1}]}"
                                     : "{\"v\":1,\"model\":\"account\",\"steps\":[[\"filter\",{\"log__id__gte\":0}]]}";
        OK(noormme_db_submit(db, spec, strlen(spec), NULL, ignore, NULL, NULL, &error));
    }
    if (ms % 2) {
        OK(noormme_tx_begin(db, TEXT("{\"mode\":\"read\"}"), &tx, &error));
        OK(noormme_tx_submit(tx, TEXT("{\"v\":1,\"model\":\"account\"}"), NULL, ignore, NULL, NULL, &error));
    }
    usleep((useconds_t)ms * 1000);
}

static long resident(void) {
    long size = 0, pages = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    CHECK(file && fscanf(file, "%ld %ld", &size, &pages) == 2);
    fclose(file);
    return pages * (sysconf(_SC_PAGESIZE) / 1024);
}

static atomic_int answered;

static void count_it(void *context, noormme_status status, noormme_buffer *answer, noormme_error *error) {
    ignore(context, status, answer, error);
    atomic_fetch_add(&answered, 1);
}

static void memory(int calls) {
    noormme_error *error = NULL;
    noormme_call_options options = NOORMME_CALL_OPTIONS_INIT;
    long before = 0;
    int index;
    options.timeout_ms = 60000;
    for (index = 0; index < calls; index++) {
        noormme_buffer answer = NOORMME_BUFFER_INIT;
        noormme_tx *tx = NULL;
        noormme_queryset *all = NULL, *some = NULL;
        uint64_t ticket = 0;
        int64_t number = 0;
        char spec[200];
        if (index == calls / 10) before = resident();
        switch (index % 10) {
        case 0:
            snprintf(spec, sizeof spec, "{\"v\":1,\"model\":\"account\",\"steps\":[[\"filter\",{\"id\":%d}]]}", index % 12);
            OK(noormme_db_execute(db, spec, strlen(spec), &answer, &error));
            break;
        case 1:
            snprintf(spec, sizeof spec,
                     "{\"v\":1,\"model\":\"account\",\"steps\":[[\"filter\",{\"id\":%d}]],\"get\":[\"update\",{\"balance\":%d}]}",
                     index % 10 + 1, index);
            OK(noormme_db_execute(db, spec, strlen(spec), &answer, &error));
            break;
        case 2:
            CHECK(noormme_db_execute(db, TEXT("{\"v\":1,\"model\":\"account\",\"steps\":[[\"filter\",{\"nme\":1}]]}"),
                                     &answer, &error) == NOORMME_FIELD_ERROR);
            OK(noormme_error_free(&error));
            break;
        case 3:
            OK(noormme_queryset_new(db, TEXT("account"), &all, &error));
            OK(noormme_queryset_filter(all, TEXT("{\"balance__gte\":0}"), &some, &error));
            OK(noormme_queryset_count(some, &number, &error));
            OK(noormme_queryset_free(&some));
            OK(noormme_queryset_free(&all));
            break;
        case 4:
            OK(noormme_tx_begin(db, NULL, 0, &tx, &error));
            OK(noormme_tx_savepoint(tx, &number, &error));
            OK(noormme_tx_execute(tx, TEXT("{\"v\":1,\"model\":\"log\",\"get\":[\"create\",{\"number\":1}]}"), &answer,
                                  &error));
            OK(noormme_tx_free(&tx));
            break;
        case 5:
            OK(noormme_tx_begin(db, TEXT("{\"mode\":\"read\"}"), &tx, &error));
            OK(noormme_tx_execute(tx, TEXT("{\"v\":1,\"model\":\"account\"}"), &answer, &error));
            OK(noormme_tx_commit(tx, &error));
            OK(noormme_tx_free(&tx));
            break;
        default:
            OK(noormme_db_submit(db, index % 2 ? "{\"v\":1,\"model\":\"account\",\"get\":\"count\"}"
                                               : "{\"v\":1,\"model\":\"account\",\"steps\":[[\"filter\",{\"id\":1}]],"
                                                 "\"get\":[\"update\",{\"balance\":5}]}",
                                 index % 2 ? 40 : 85, &options, count_it, NULL, &ticket, &error));
            if (index % 3 == 0) OK(noormme_db_cancel(db, ticket, &error));
            /* As many as a busy server has on its way. */
            while (index / 10 * 4 - atomic_load(&answered) > 400) usleep(100);
        }
        OK(noormme_buffer_dispose(&answer));
    }
    printf("%ld\n", resident() - before);
}

static void cursor(long rows) {
    noormme_error *error = NULL;
    noormme_tx *tx = NULL;
    noormme_cursor *cursor = NULL;
    long before = 0, most = 0, seen = 0;
    OK(noormme_tx_begin(db, TEXT("{\"mode\":\"read\"}"), &tx, &error));
    OK(noormme_cursor_new(tx, TEXT("{\"v\":1,\"model\":\"filler\",\"get\":\"all\"}"), &cursor, &error));
    for (uint32_t count = 1000; count == 1000; seen += count) {
        noormme_buffer answer = NOORMME_BUFFER_INIT;
        OK(noormme_cursor_next(cursor, 1000, &answer, &error));
        /* The rows of a block: docs/row-block.md. */
        memcpy(&count, answer.data + 8, sizeof count);
        noormme_buffer_dispose(&answer);
        if (seen < rows / 10) before = resident();
        else if (seen % 50000 == 0 && resident() - before > most) most = resident() - before;
    }
    OK(noormme_cursor_free(&cursor));
    OK(noormme_tx_free(&tx));
    printf("%ld %ld\n", most, seen);
}

static void wait_and_write(double start) {
    noormme_error *error = NULL;
    noormme_buffer answer = NOORMME_BUFFER_INIT;
    noormme_status status =
        noormme_db_execute(db, TEXT("{\"v\":1,\"model\":\"log\",\"get\":[\"create\",{\"number\":1}]}"), &answer, &error);
    printf("%d %.0f\n", (int)status, now() - start);
    noormme_error_free(&error);
    noormme_buffer_dispose(&answer);
}

int main(int argc, char **argv) {
    noormme_error *error = NULL;
    const char *mode = argc > 2 ? argv[1] : "", *path = argc > 2 ? argv[2] : "";
    int number = argc > 3 ? atoi(argv[3]) : 0, index;
    char options[100];
    double start = now();
    snprintf(options, sizeof options, "{\"busy_timeout\":%d}", strcmp(mode, "wait") ? 5000 : number);
    if (argc < 3) return 2;
    OK(noormme_db_open(path, strlen(path), options, strlen(options), &db, &error));
    if (!strcmp(mode, "wait")) {
        wait_and_write(start);
        OK(noormme_db_close(&db));
        return 0;
    }
    OK(noormme_db_initialize(db, &error));
    if (!strcmp(mode, "transfers")) {
        pthread_t thread;
        for (index = 1; index < number; index++)
            CHECK(pthread_create(&thread, NULL, transfer, (void *)(intptr_t)index) == 0);
        transfer(NULL);
    } else if (!strcmp(mode, "submits")) {
        for (index = 0; index < 16; index++) submit();
        for (;;) pause();
    } else if (!strcmp(mode, "fill")) {
        fill();
    } else if (!strcmp(mode, "exit")) {
        leave(number);
        return 0;
    } else if (!strcmp(mode, "memory")) {
        memory(number);
    } else if (!strcmp(mode, "cursor")) {
        cursor(number);
    } else {
        return 2;
    }
    OK(noormme_db_close(&db));
    CHECK(noormme_handle_count() == 0);
    return 0;
}

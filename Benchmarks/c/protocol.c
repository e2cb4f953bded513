#include "protocol.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

int64_t now_ns(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

void fail(const char *what) {
    printf("{\"error\":\"%s\"}\n", what);
    fflush(stdout);
    exit(1);
}

/* The text after `"key":"`, cut at the closing quote. Paths and workload names have no escapes in them. */
static char *text_of(char *line, const char *key) {
    char *start = strstr(line, key);
    if (!start) return NULL;
    start = strchr(start + strlen(key), '"');
    if (!start) return NULL;
    char *end = strchr(++start, '"');
    if (!end) return NULL;
    *end = 0;
    return start;
}

static int64_t number_of(const char *line, const char *key) {
    const char *start = strstr(line, key);
    return start ? strtoll(start + strlen(key), NULL, 10) : 0;
}

int protocol_main(int count, char **arguments, const Contestant *contestant) {
    static char line[4096];
    if (count == 3 && strcmp(arguments[1], "--cold") == 0) {
        int64_t begin = now_ns();
        int64_t check = contestant->cold(arguments[2]);
        printf("{\"runs\":1,\"ns\":%" PRId64 ",\"check\":%" PRId64 "}\n", now_ns() - begin, check);
        return 0;
    }
    void *context = NULL;
    while (fgets(line, sizeof line, stdin)) {
        if (strstr(line, "\"quit\"")) {
            if (context) contestant->close(context);
            printf("{}\n");
            return 0;
        }
        if (strstr(line, "\"open\"")) {
            context = contestant->open(text_of(line, "\"open\":"));
            printf("{\"version\":\"%s\"}\n", contestant->version());
        } else {
            int64_t least = number_of(line, "\"ns\":");
            const char *name = text_of(line, "\"run\":");
            const Work *work = contestant->works;
            while (work->name && name && strcmp(work->name, name) != 0) work++;
            if (!name || !work->name) {
                printf("{\"skip\":\"not offered\"}\n");
            } else {
                int64_t runs = 0, spent = 0, check = 0;
                while (spent < least) {
                    int64_t begin = now_ns();
                    check = work->run(context);
                    spent += now_ns() - begin;
                    runs += work->each ? work->each : 1;
                    if (work->undo) work->undo(context);
                }
                printf("{\"runs\":%" PRId64 ",\"ns\":%" PRId64 ",\"check\":%" PRId64 "}\n", runs, spent, check);
            }
        }
        fflush(stdout);
    }
    return 0;
}

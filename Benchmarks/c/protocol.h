/* The C contestants: lines of JSON in, lines of JSON out (bench/contestant.py describes them). */
#ifndef PROTOCOL_H
#define PROTOCOL_H

#include <stdint.h>

/* One run of a workload; the number it returns is the same for every contestant. */
typedef int64_t (*Run)(void *context);

typedef struct {
    const char *name;
    Run run;
    /* NULL, or undoes what `run` did, untimed. */
    void (*undo)(void *context);
    /* How many operations one run is; 0 is 1. */
    int64_t each;
} Work;

typedef struct {
    /* Opens a database; the context is what runs receive. */
    void *(*open)(const char *path);
    const char *(*version)(void);
    const Work *works;
    void (*close)(void *context);
    /* Opens the database and asks the first query of a fresh process. */
    int64_t (*cold)(const char *path);
} Contestant;

int64_t now_ns(void);
_Noreturn void fail(const char *what);
int protocol_main(int count, char **arguments, const Contestant *contestant);

#endif

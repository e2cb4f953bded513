/* The Node door's private header.
 *
 * The addon mirrors the C interface and knows no rule: it carries text in and out, keeps handles apart by a
 * type tag, and keeps blocking calls off JavaScript's thread and off libuv's. Everything of one environment (the main
 * thread or one worker) hangs on that environment's State; there are no globals, so environments never meet.
 *
 * All fields of State and Handle are touched on the environment's own thread only. */
#ifndef NOORMME_ADDON_H
#define NOORMME_ADDON_H

#define NAPI_VERSION 8
#include <node_api.h>
#include <noormme.h>
#include <stdbool.h>

typedef struct Handle Handle;
typedef struct Observer Observer;

typedef struct State {
    /* One for the environment, one for each handle. */
    size_t references;
    /* Every handle not yet finalized, so that the environment's end can close the databases. */
    Handle *handles;
    /* For calls on the library's threads; made with the first one. */
    struct Completions *completions;
    /* Those who listen to query events. */
    Observer *observers;
    /* The environment's databases have been closed: handles may be gone. */
    bool ended;
    /* Where small row blocks are written: the memory of an ArrayBuffer, NULL before JavaScript asked for it. */
    char *space;
    napi_ref space_reference;
} State;

void state_release(State *state);

/* A database as JavaScript holds it: a tagged object wraps it. */
struct Handle {
    State *state;
    Handle *next, *previous;
    noormme_db *db;
    /* Observers that nobody has any more, for whom the database may still have an event while it closes. */
    Observer *orphans;
    /* Calls handed to a thread and not completed. */
    size_t running;
    bool closing;
    /* The promise of close(), and what keeps the object alive until it settles. */
    napi_deferred close_deferred;
    napi_ref close_reference;
};

/* What a call does with a database and a text. */
typedef enum Operation { COMPILE, INTROSPECT, INITIALIZE, CLOSE } Operation;

/* One call. The environment's thread fills `operation`, `db`, `text` and reads the answer after the call; `work_run` may
 * run on any thread. */
typedef struct Work {
    Operation operation;
    noormme_db *db;
    char *text;
    size_t text_size;
    noormme_status status;
    noormme_buffer answer;
    noormme_error *error;
} Work;

void work_run(Work *work);
void work_dispose(Work *work);
/* Runs the work, which is copied, on a thread of its own and settles the promise; the reference keeps the handle's object
 * until then. False when nothing was taken over. */
bool work_start(napi_env env, Handle *handle, const Work *work, napi_deferred deferred, napi_ref reference);

/* Functions JavaScript calls; `data` of each is an Operation where it needs one. */
napi_value handle_open(napi_env env, napi_callback_info info);
napi_value handle_close(napi_env env, napi_callback_info info);
napi_value handle_interrupt(napi_env env, napi_callback_info info);
napi_value handle_statement_count(napi_env env, napi_callback_info info);
napi_value call_async(napi_env env, napi_callback_info info);
napi_value call_sync(napi_env env, napi_callback_info info);

/* Query events: events.c. */
napi_value events_observe(napi_env env, napi_callback_info info);
napi_value events_unobserve(napi_env env, napi_callback_info info);
napi_value events_take(napi_env env, napi_callback_info info);
/* Keeps the process alive until the events that wait now have been taken. */
void events_hold(State *state);
/* Frees a list of them. */
void observers_free(Observer *observers);
/* The environment ends, and has closed this handle's database. */
void observers_silence(State *state, const Handle *handle);

/* Row blocks: rows.c. */
napi_value rows_space(napi_env env, napi_callback_info info);
napi_value rows_sync(napi_env env, napi_callback_info info);
/* The transaction an argument wraps, and its database; NULL when it is something else. */
noormme_tx *transaction_get(napi_env env, napi_value value, Handle **handle);
/* Transactions on the calling thread: transactions.c. */
napi_value action_sync(napi_env env, napi_callback_info info);
napi_value text_sync(napi_env env, napi_callback_info info);
napi_value rows_value(napi_env env, noormme_buffer *answer, bool in_space, napi_value *error);
napi_value shape_new(napi_env env, napi_callback_info info);

/* generate(schema, options): string. Needs no database. */
napi_value schema_generate(napi_env env, napi_callback_info info);

/* The handle an argument wraps, or NULL with an exception pending. */
Handle *handle_get(napi_env env, napi_value value);
void submitted_register(napi_env env, napi_value exports);
void handle_environment_end(void *state);
/* Starts the waiting close once nothing runs. */
void handle_completed(napi_env env, Handle *handle);

/* Copies a string argument as UTF-8 (malloc); false with an exception pending. */
bool text_copy(napi_env env, napi_value value, char **text, size_t *size);

/* A string of UTF-8. */
napi_status text_new(napi_env env, const char *text, size_t size, napi_value *value);

/* The same for a request behind which values may stand: `block` is [numbers, kinds, text, width] or undefined, and
 * becomes the block of docs/row-block.md, "Values in". */
bool request_copy(napi_env env, napi_value value, napi_value block, char **text, size_t *size);

/* A plain object {errno, code, name, message, path, sqliteCode, model, field}; frees the error. */
napi_value error_object(napi_env env, noormme_error **error);
napi_value error_of_ours(napi_env env, noormme_status status, const char *message);
void error_throw(napi_env env, napi_value error);

#endif

#define _POSIX_C_SOURCE 200809L
#include "addon.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Query events on their way to JavaScript.
 *
 * The library tells of statements on whichever thread ran them. They are kept in a list, and the first of them wakes
 * the environment's thread, which takes all there are: so a busy program pays one wake-up for many. Listening does not
 * keep the process alive; events that wait to be taken do, until they are. */

enum { MOST_EVENTS = 10000 };

typedef struct Event {
    struct Event *next;
    noormme_query_event event;
    /* The texts of the event point here. */
    char text[];
} Event;

struct Observer {
    Observer *next;
    napi_env env;
    State *state;
    Handle *handle;
    napi_ref reference;
    /* As it was when listening began: the handle's own is gone once it closes. */
    noormme_db *db;
    uint64_t number;
    pthread_t owner;
    /* Touched on the environment's thread only. */
    bool held, stopped;
    /* No callback can come any more. */
    bool silent;
    pthread_mutex_t lock;
    /* The lock guards what follows. */
    napi_threadsafe_function function;
    Event *first, *last;
    size_t count, dropped;
    bool woken, closed;
};

static const napi_type_tag OBSERVER_TAG = {0x6e6f6f726d6d6576ULL, 0x3ad95c17f0e2b684ULL};

/* Keeps the process alive until what waits has been taken. On the environment's thread, under the lock. */
static void hold(Observer *observer) {
    if (observer->held || observer->closed || !observer->first) return;
    observer->held = true;
    napi_ref_threadsafe_function(observer->env, observer->function);
}

static const char *copied(char **end, const char *text, size_t size) {
    char *start = *end;
    memcpy(start, text, size);
    start[size] = 0;
    *end += size + 1;
    return start;
}

/* The library's listener, on any thread. */
static void on_event(void *context, const noormme_query_event *event) {
    Observer *observer = context;
    size_t size = event->model_size + event->sql_size + event->parameters_size + 3;
    Event *kept = malloc(sizeof *kept + size);
    if (kept) {
        char *end = kept->text;
        kept->next = NULL;
        kept->event = *event;
        kept->event.model = copied(&end, event->model, event->model_size);
        kept->event.sql = copied(&end, event->sql, event->sql_size);
        if (event->parameters) kept->event.parameters = copied(&end, event->parameters, event->parameters_size);
    }
    pthread_mutex_lock(&observer->lock);
    if (observer->closed || !kept || observer->count >= MOST_EVENTS) {
        observer->dropped++;
        free(kept);
    } else {
        if (observer->last) observer->last->next = kept;
        else observer->first = kept;
        observer->last = kept;
        observer->count++;
        if (!observer->woken)
            observer->woken =
                napi_call_threadsafe_function(observer->function, NULL, napi_tsfn_nonblocking) == napi_ok;
        if (pthread_equal(observer->owner, pthread_self())) hold(observer);
    }
    pthread_mutex_unlock(&observer->lock);
}

void events_hold(State *state) {
    for (Observer *observer = state->observers; observer; observer = observer->next) {
        pthread_mutex_lock(&observer->lock);
        hold(observer);
        pthread_mutex_unlock(&observer->lock);
    }
}

static void events_free(Event *event) {
    while (event) {
        Event *next = event->next;
        free(event);
        event = next;
    }
}

/* The environment ends, before its threadsafe functions do. */
static void observer_end(void *data) {
    Observer *observer = data;
    pthread_mutex_lock(&observer->lock);
    observer->closed = true;
    pthread_mutex_unlock(&observer->lock);
}

static void unlink_from(Observer **list, Observer *observer) {
    while (*list && *list != observer) list = &(*list)->next;
    if (*list) *list = observer->next;
}

/* Ends listening; events that wait can still be taken. */
static void observer_stop(napi_env env, Observer *observer) {
    if (observer->stopped) return;
    observer->stopped = true;
    /* Only then it has waited for the callbacks: a database that is being closed waits for them itself. */
    observer->silent = noormme_db_off_query(observer->db, observer->number, NULL) == NOORMME_OK;
    unlink_from(&observer->state->observers, observer);
    pthread_mutex_lock(&observer->lock);
    bool ended = observer->closed;
    observer->closed = true;
    pthread_mutex_unlock(&observer->lock);
    if (ended) return;
    napi_remove_env_cleanup_hook(env, observer_end, observer);
    napi_release_threadsafe_function(observer->function, napi_tsfn_abort);
}

static void observer_free(Observer *observer) {
    events_free(observer->first);
    pthread_mutex_destroy(&observer->lock);
    state_release(observer->state);
    free(observer);
}

void observers_free(Observer *observers) {
    while (observers) {
        Observer *next = observers->next;
        observer_free(observers);
        observers = next;
    }
}

void observers_silence(State *state, const Handle *handle) {
    for (Observer *observer = state->observers; observer; observer = observer->next)
        if (observer->handle == handle) observer->silent = observer->stopped = true;
}

static void observer_finalize(napi_env env, void *data, void *hint) {
    (void)hint;
    Observer *observer = data;
    observer_stop(env, observer);
    napi_ref reference = observer->reference;
    unlink_from(&observer->state->observers, observer);
    if (observer->silent) {
        observer_free(observer);
    } else if (!observer->state->ended) {
        /* Freed with the handle, whose object lives until it is closed. */
        observer->next = observer->handle->orphans;
        observer->handle->orphans = observer;
    }
    if (reference) napi_delete_reference(env, reference);
}

/* On the environment's thread; env is NULL when it ends. */
static void wake(napi_env env, napi_value function, void *context, void *data) {
    (void)context;
    (void)data;
    napi_value undefined;
    if (env && function && napi_get_undefined(env, &undefined) == napi_ok)
        napi_call_function(env, undefined, function, 0, NULL, NULL);
}

/* observe(handle, parameters: boolean, slowerThan: nanoseconds, wake: () => void): observer */
napi_value events_observe(napi_env env, napi_callback_info info) {
    size_t count = 4;
    napi_value arguments[4], object = NULL, name;
    bool parameters = false;
    double slower = 0;
    napi_get_cb_info(env, info, &count, arguments, NULL, NULL);
    Handle *handle = handle_get(env, arguments[0]);
    if (!handle) return NULL;
    napi_get_value_bool(env, arguments[1], &parameters);
    napi_get_value_double(env, arguments[2], &slower);
    Observer *observer = calloc(1, sizeof *observer);
    noormme_query_options options = NOORMME_QUERY_OPTIONS_INIT;
    options.parameters = parameters;
    options.slower_than_ns = slower >= 0 && slower < 9e18 ? (int64_t)slower : 0;
    noormme_error *error = NULL;
    if (!observer) {
        error_throw(env, error_of_ours(env, NOORMME_OUT_OF_MEMORY, "out of memory"));
        return NULL;
    }
    observer->env = env;
    observer->state = handle->state;
    observer->state->references++;
    observer->handle = handle;
    observer->db = handle->db;
    observer->owner = pthread_self();
    pthread_mutex_init(&observer->lock, NULL);
    if (napi_create_object(env, &object) != napi_ok ||
        napi_create_string_utf8(env, "noormme.events", NAPI_AUTO_LENGTH, &name) != napi_ok ||
        napi_create_threadsafe_function(env, arguments[3], NULL, name, 0, 1, NULL, NULL, NULL, wake,
                                        &observer->function) != napi_ok) {
        observer_free(observer);
        error_throw(env, error_of_ours(env, NOORMME_INTERNAL, "cannot listen"));
        return NULL;
    }
    napi_unref_threadsafe_function(env, observer->function);
    if (noormme_db_on_query(observer->db, on_event, observer, &options, &observer->number, &error) != NOORMME_OK) {
        napi_release_threadsafe_function(observer->function, napi_tsfn_abort);
        observer_free(observer);
        error_throw(env, error_object(env, &error));
        return NULL;
    }
    /* Hooks run last first: this one before the function's own. */
    napi_add_env_cleanup_hook(env, observer_end, observer);
    observer->next = handle->state->observers;
    handle->state->observers = observer;
    if (napi_create_reference(env, arguments[0], 1, &observer->reference) != napi_ok ||
        napi_wrap(env, object, observer, observer_finalize, NULL, NULL) != napi_ok) {
        observer_finalize(env, observer, NULL);
        error_throw(env, error_of_ours(env, NOORMME_INTERNAL, "cannot listen"));
        return NULL;
    }
    napi_type_tag_object(env, object, &OBSERVER_TAG);
    return object;
}

static Observer *observer_get(napi_env env, napi_value value) {
    bool ours = false;
    Observer *observer = NULL;
    napi_valuetype type;
    if (napi_typeof(env, value, &type) == napi_ok && type == napi_object &&
        napi_check_object_type_tag(env, value, &OBSERVER_TAG, &ours) == napi_ok && ours)
        napi_unwrap(env, value, (void **)&observer);
    if (!observer) error_throw(env, error_of_ours(env, NOORMME_MISUSE, "not an observer"));
    return observer;
}

/* unobserve(observer): void */
napi_value events_unobserve(napi_env env, napi_callback_info info) {
    size_t count = 1;
    napi_value argument;
    napi_get_cb_info(env, info, &count, &argument, NULL, NULL);
    Observer *observer = observer_get(env, argument);
    if (observer) observer_stop(env, observer);
    return NULL;
}

static void put_text(napi_env env, napi_value array, uint32_t index, const char *text, size_t size) {
    napi_value value;
    if (napi_create_string_utf8(env, text, size, &value) == napi_ok) napi_set_element(env, array, index, value);
}

static void put_number(napi_env env, napi_value array, uint32_t index, double number) {
    napi_value value;
    if (napi_create_double(env, number, &value) == napi_ok) napi_set_element(env, array, index, value);
}

/* In the order that events.ts reads. */
static napi_value event_array(napi_env env, const noormme_query_event *event, int64_t now) {
    napi_value array = NULL;
    if (napi_create_array_with_length(env, 13, &array) != napi_ok) return NULL;
    put_text(env, array, 0, event->operation, NAPI_AUTO_LENGTH);
    put_text(env, array, 1, event->model, event->model_size);
    put_text(env, array, 2, event->sql, event->sql_size);
    put_text(env, array, 3, event->parameters ? event->parameters : "", event->parameters_size);
    /* How long ago it began: clocks of runtimes begin at different times. */
    put_number(env, array, 4, (double)(now - event->began_ns) / 1e6);
    put_number(env, array, 5, (double)event->duration_ns / 1e6);
    put_number(env, array, 6, (double)event->waited_ns / 1e6);
    put_number(env, array, 7, (double)event->rows);
    put_number(env, array, 8, (double)event->changes);
    put_text(env, array, 9, event->status == NOORMME_OK ? "" : noormme_status_symbol(event->status), NAPI_AUTO_LENGTH);
    put_number(env, array, 10, event->sqlite_code);
    put_number(env, array, 11, event->connection);
    put_number(env, array, 12,
               (event->role == NOORMME_CONNECTION_WRITER) | event->plan_cached << 1 | event->statement_cached << 2 |
                   event->in_transaction << 3 | event->on_calling_thread << 4);
    return array;
}

/* takeEvents(observer): [dropped, ...events] */
napi_value events_take(napi_env env, napi_callback_info info) {
    size_t count = 1;
    napi_value argument, array = NULL;
    struct timespec time;
    napi_get_cb_info(env, info, &count, &argument, NULL, NULL);
    Observer *observer = observer_get(env, argument);
    if (!observer) return NULL;
    pthread_mutex_lock(&observer->lock);
    Event *first = observer->first;
    size_t dropped = observer->dropped;
    observer->first = observer->last = NULL;
    observer->count = observer->dropped = 0;
    observer->woken = false;
    bool ended = observer->closed;
    pthread_mutex_unlock(&observer->lock);
    if (observer->held && !ended) napi_unref_threadsafe_function(env, observer->function);
    observer->held = false;
    clock_gettime(CLOCK_MONOTONIC, &time);
    int64_t now = (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
    if (napi_create_array(env, &array) == napi_ok) {
        put_number(env, array, 0, (double)dropped);
        uint32_t index = 1;
        for (Event *event = first; event; event = event->next) {
            napi_handle_scope scope;
            bool scoped = napi_open_handle_scope(env, &scope) == napi_ok;
            napi_value value = event_array(env, &event->event, now);
            if (value) napi_set_element(env, array, index++, value);
            if (scoped) napi_close_handle_scope(env, scope);
        }
    }
    events_free(first);
    return array;
}

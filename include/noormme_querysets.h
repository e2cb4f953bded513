/* noormme_querysets.h - query sets: a model and an immutable list of steps. Part of noormme.h, which includes it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef NOORMME_QUERYSETS_H
#define NOORMME_QUERYSETS_H

#include "noormme.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---------------------------------------------------------------------------------------- query sets -- */

/* A query set is a value. A step makes a new one, which shares what came before it; the given one stays as it
 * is and stays the caller's (so `out` must not be the only place that holds it). A step checks that its
 * arguments are well-formed JSON (NOORMME_MALFORMED_JSON); names, lookups and values are checked where the
 * query is run or compiled. Steps never touch the database. */

/* All rows of a model. The model's name is checked where the query is run. NOORMME_CLOSED. */
NOORMME_API noormme_status noormme_queryset_new(noormme_db *db, const char *model, size_t model_size,
                                                noormme_queryset **out, noormme_error **error);

/* Frees the handle. NULL, and the address of NULL, are fine; a stale handle gives NOORMME_MISUSE. */
NOORMME_API noormme_status noormme_queryset_free(noormme_queryset **queryset);

/* The query set as a spec, without `get`: {"v":1,"model":…,"steps":[…]}. */
NOORMME_API noormme_status noormme_queryset_spec(const noormme_queryset *queryset, noormme_buffer *spec,
                                                 noormme_error **error);

/* How rows come out: objects, or {"columns":…,"types":…,"rows":[[…]]}. */
enum { NOORMME_ROWS_OBJECTS = 0, NOORMME_ROWS_ARRAYS = 1 };
NOORMME_API noormme_status noormme_queryset_rows(const noormme_queryset *queryset, int form,
                                                 noormme_queryset **out, noormme_error **error);

/* Any step by its name in the wire format; `arguments` is a JSON array of its arguments, or NULL, 0. */
NOORMME_API noormme_status noormme_queryset_step(const noormme_queryset *queryset, const char *name,
                                                 size_t name_size, const char *arguments, size_t arguments_size,
                                                 noormme_queryset **out, noormme_error **error);

/* Rows that meet (do not meet) a condition: {"name__lookup": value, …}, {"$q": …}, or a boolean expression. */
NOORMME_API noormme_status noormme_queryset_filter(const noormme_queryset *queryset, const char *condition,
                                                   size_t condition_size, noormme_queryset **out,
                                                   noormme_error **error);
NOORMME_API noormme_status noormme_queryset_exclude(const noormme_queryset *queryset, const char *condition,
                                                    size_t condition_size, noormme_queryset **out,
                                                    noormme_error **error);

/* Adds {alias: expression, …} to the rows (annotate), or only for later steps (alias). */
NOORMME_API noormme_status noormme_queryset_annotate(const noormme_queryset *queryset, const char *expressions,
                                                     size_t expressions_size, noormme_queryset **out,
                                                     noormme_error **error);
NOORMME_API noormme_status noormme_queryset_alias(const noormme_queryset *queryset, const char *expressions,
                                                  size_t expressions_size, noormme_queryset **out,
                                                  noormme_error **error);

/* Orders by a JSON array of terms: "name", "-name", "?", expressions. [] clears the order. */
NOORMME_API noormme_status noormme_queryset_order_by(const noormme_queryset *queryset, const char *terms,
                                                     size_t terms_size, noormme_queryset **out,
                                                     noormme_error **error);
/* Turns the order round. */
NOORMME_API noormme_status noormme_queryset_reverse(const noormme_queryset *queryset, noormme_queryset **out,
                                                    noormme_error **error);
/* Drops equal rows. */
NOORMME_API noormme_status noormme_queryset_distinct(const noormme_queryset *queryset, noormme_queryset **out,
                                                     noormme_error **error);

/* Rows of the named columns and expressions, a JSON array; NULL, 0 or [] means every column. */
NOORMME_API noormme_status noormme_queryset_values(const noormme_queryset *queryset, const char *names,
                                                   size_t names_size, noormme_queryset **out,
                                                   noormme_error **error);
/* The same as arrays; with `flat` not 0, single values of the one name given. */
NOORMME_API noormme_status noormme_queryset_values_list(const noormme_queryset *queryset, const char *names,
                                                        size_t names_size, int flat, noormme_queryset **out,
                                                        noormme_error **error);

/* Loads only (all but) the columns of a JSON array of names. For defer, NULL, 0 resets. */
NOORMME_API noormme_status noormme_queryset_only(const noormme_queryset *queryset, const char *names,
                                                 size_t names_size, noormme_queryset **out,
                                                 noormme_error **error);
NOORMME_API noormme_status noormme_queryset_defer(const noormme_queryset *queryset, const char *names,
                                                  size_t names_size, noormme_queryset **out,
                                                  noormme_error **error);

/* Loads related rows: to-one paths in the same statement (select_related), any paths and Prefetch objects with
 * one statement each (prefetch_related). A JSON array; NULL, 0 clears. */
NOORMME_API noormme_status noormme_queryset_select_related(const noormme_queryset *queryset, const char *paths,
                                                           size_t paths_size, noormme_queryset **out,
                                                           noormme_error **error);
NOORMME_API noormme_status noormme_queryset_prefetch_related(const noormme_queryset *queryset,
                                                             const char *paths, size_t paths_size,
                                                             noormme_queryset **out, noormme_error **error);

/* Rows from `start` up to, not including, `stop`, both counted from 0; NOORMME_SLICE_END leaves the end open. */
#define NOORMME_SLICE_END INT64_MAX
NOORMME_API noormme_status noormme_queryset_slice(const noormme_queryset *queryset, int64_t start, int64_t stop,
                                                  noormme_queryset **out, noormme_error **error);

/* No rows, without asking the database. */
NOORMME_API noormme_status noormme_queryset_none(const noormme_queryset *queryset, noormme_queryset **out,
                                                 noormme_error **error);

/* The manager of a related name of one row: `key` is the row's primary key as JSON, `accessor` the relation's
 * name. Must be the first step. */
NOORMME_API noormme_status noormme_queryset_related(const noormme_queryset *queryset, const char *key,
                                                    size_t key_size, const char *accessor, size_t accessor_size,
                                                    noormme_queryset **out, noormme_error **error);

/* SQL's UNION (UNION ALL when `all` is not 0), INTERSECT and EXCEPT with another query set of the same
 * database; one of another database gives NOORMME_MISUSE. */
NOORMME_API noormme_status noormme_queryset_union(const noormme_queryset *queryset,
                                                  const noormme_queryset *other, int all,
                                                  noormme_queryset **out, noormme_error **error);
NOORMME_API noormme_status noormme_queryset_intersection(const noormme_queryset *queryset,
                                                         const noormme_queryset *other, noormme_queryset **out,
                                                         noormme_error **error);
NOORMME_API noormme_status noormme_queryset_difference(const noormme_queryset *queryset,
                                                       const noormme_queryset *other, noormme_queryset **out,
                                                       noormme_error **error);

/* Django's &, | and ^ of two query sets of the same model and database. */
NOORMME_API noormme_status noormme_queryset_and(const noormme_queryset *queryset, const noormme_queryset *other,
                                                noormme_queryset **out, noormme_error **error);
NOORMME_API noormme_status noormme_queryset_or(const noormme_queryset *queryset, const noormme_queryset *other,
                                               noormme_queryset **out, noormme_error **error);
NOORMME_API noormme_status noormme_queryset_xor(const noormme_queryset *queryset, const noormme_queryset *other,
                                                noormme_queryset **out, noormme_error **error);

/* ----------------------------------------------------------------------------------------- terminals -- */

/* Terminals run the query and block until it is done. Besides what a comment names, each may return
 * NOORMME_CLOSED, any 200 (the query is wrong) and any 500 (the database cannot now); those that write also
 * any 400. */

/* Any terminal by its name in the wire format; `arguments` is a JSON array of its arguments, or NULL, 0. */
NOORMME_API noormme_status noormme_queryset_terminal(const noormme_queryset *queryset, const char *name,
                                                     size_t name_size, const char *arguments,
                                                     size_t arguments_size, noormme_buffer *answer,
                                                     noormme_error **error);

/* All rows: a JSON array. */
NOORMME_API noormme_status noormme_queryset_all(const noormme_queryset *queryset, noormme_buffer *rows,
                                                noormme_error **error);
/* The one row that meets the condition, or with NULL, 0 the one row there is.
 * NOORMME_DOES_NOT_EXIST, NOORMME_MULTIPLE_OBJECTS_RETURNED. */
NOORMME_API noormme_status noormme_queryset_get(const noormme_queryset *queryset, const char *condition,
                                                size_t condition_size, noormme_buffer *row,
                                                noormme_error **error);
/* The first or last row by the query set's order, by primary key when it has none; JSON null when empty. */
NOORMME_API noormme_status noormme_queryset_first(const noormme_queryset *queryset, noormme_buffer *row,
                                                  noormme_error **error);
NOORMME_API noormme_status noormme_queryset_last(const noormme_queryset *queryset, noormme_buffer *row,
                                                 noormme_error **error);
/* The number of rows. */
NOORMME_API noormme_status noormme_queryset_count(const noormme_queryset *queryset, int64_t *count,
                                                  noormme_error **error);
/* 1 when there is a row, else 0. */
NOORMME_API noormme_status noormme_queryset_exists(const noormme_queryset *queryset, int *exists,
                                                   noormme_error **error);
/* One JSON object with the value of each {alias: aggregate}. */
NOORMME_API noormme_status noormme_queryset_aggregate(const noormme_queryset *queryset, const char *expressions,
                                                      size_t expressions_size, noormme_buffer *values,
                                                      noormme_error **error);
/* Inserts a row, {column: value, …} or NULL, 0 for all defaults; `row` receives it as stored. Any 400. */
NOORMME_API noormme_status noormme_queryset_create(const noormme_queryset *queryset, const char *values,
                                                   size_t values_size, noormme_buffer *row,
                                                   noormme_error **error);
/* Sets {column: value or expression, …} in every row; `rows` receives how many matched. Any 400. */
NOORMME_API noormme_status noormme_queryset_update(const noormme_queryset *queryset, const char *values,
                                                   size_t values_size, int64_t *rows, noormme_error **error);
/* Deletes the rows and, by on_delete, those that depend on them; `counts` receives [total, {label: count}].
 * NOORMME_PROTECTED, NOORMME_RESTRICTED, any 400. */
NOORMME_API noormme_status noormme_queryset_delete(const noormme_queryset *queryset, noormme_buffer *counts,
                                                   noormme_error **error);
/* SQLite's query plan of the rows, one JSON string. */
NOORMME_API noormme_status noormme_queryset_explain(const noormme_queryset *queryset, noormme_buffer *answer,
                                                    noormme_error **error);
/* The plan of a terminal as JSON, without running it: see noormme_db_compile. `name` NULL, 0 means all. */
NOORMME_API noormme_status noormme_queryset_compile(const noormme_queryset *queryset, const char *name,
                                                    size_t name_size, const char *arguments,
                                                    size_t arguments_size, noormme_buffer *plan,
                                                    noormme_error **error);

#ifdef __cplusplus
}
#endif

#endif

/* JSON behind one door (cJSON): parse with limits, read without casts, write with the order of the calls. */
#ifndef CODEC_JSON_H
#define CODEC_JSON_H

#include "base/buf.h"
#include "base/err.h"
#include <stddef.h>

/** The version of the library behind it. */
const char *json_library(void);

struct json; /* a value; owned by its root */

/** Parse; at most 64 levels deep. The caller frees the root with json_free. NULL with `e` (line and column) on bad text. */
struct json *json_parse(const char *text, size_t length, struct err *e) MUST_USE;
void json_free(struct json *root);
void json_cleanup(struct json **root);
/** Overwrite every text first: the tree held secrets. */
void json_cleanup_wiped(struct json **root);
#define auto_json_wiped __attribute__((cleanup(json_cleanup_wiped)))
#define auto_json       __attribute__((cleanup(json_cleanup)))

enum json_kind { JSON_NULL, JSON_BOOL, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT };
/** JSON_NULL also for NULL, so reading what is absent needs no test. */
enum json_kind json_kind(const struct json *value);
const struct json *json_get(const struct json *object, const char *name);    /* case-sensitive; NULL when absent */
const struct json *json_path(const struct json *object, const char *dotted); /* "error.innerError.date" */
const struct json *json_first(const struct json *container);                 /* first child of an array or object */
const struct json *json_next(const struct json *child);
const char *json_key(const struct json *child); /* name of an object's member */
size_t json_count(const struct json *container);
const char *json_text(const struct json *value); /* NULL unless a string */
const char *json_text_or(const struct json *value, const char *otherwise);
bool json_true(const struct json *value);
double json_number(const struct json *value, double otherwise);
/** A number without its fraction, within ±2^53 (what does not fit becomes the nearest end). */
long long json_integer(const struct json *value, long long otherwise);
/** Append the value as compact JSON. */
bool json_write(const struct json *value, struct buf *out);

/* Building trees (the demo tenant, journal, tests): */
struct json *json_new_object(void);
struct json *json_new_array(void);
struct json *json_copy(const struct json *value);
/** Set or replace a member; `value` is moved in. NULL stores null. */
void json_set(struct json *object, const char *name, struct json *value);
void json_set_text(struct json *object, const char *name, const char *text); /* NULL stores null */
void json_set_number(struct json *object, const char *name, double number);
void json_set_bool(struct json *object, const char *name, bool value);
void json_remove(struct json *object, const char *name);
void json_push(struct json *array, struct json *value);
struct json *json_new_text(const char *text);
struct json *json_new_number(double number);
struct json *json_new_bool(bool value);
struct json *json_new_null(void);

/* Writing text directly, for hot paths and exact bytes: a writer that puts commas itself. */
struct json_writer {
    struct buf *out;
    unsigned depth;
    bool comma[65];
    char bracket[65];
};
struct json_writer json_writer(struct buf *out);
void json_open(struct json_writer *w, char bracket); /* '{' or '[' */
void json_close(struct json_writer *w);
void json_name(struct json_writer *w, const char *name);
void json_put_text(struct json_writer *w, const char *text); /* NULL writes null; invalid UTF-8 becomes U+FFFD */
void json_put_bool(struct json_writer *w, bool value);
void json_put_int(struct json_writer *w, long long value);
void json_put_null(struct json_writer *w);
/* A member: its name and its value. */
void json_member_text(struct json_writer *w, const char *name, const char *text);
void json_member_bool(struct json_writer *w, const char *name, bool value);
void json_member_int(struct json_writer *w, const char *name, long long value);
void json_put_raw(struct json_writer *w, const char *json, size_t length);
void json_put_body(struct json_writer *w,
                   const char *body); /* as it stands when it is JSON, else as text (XML, a form); empty: null */
/** Append `length` bytes as a quoted, escaped JSON string. */
void json_quote(struct buf *out, const char *text, size_t length);
/** Append JSON so that what would move a cursor, hide or reorder stands in it as an escape: nothing is lost, and it can be looked at. */
void json_inert(struct buf *out, const char *text, size_t length);

#endif

/* Records: what was read, as typed values. A kind says which fields its records have; a page owns its records in one arena. */
#ifndef MODEL_RECORD_H
#define MODEL_RECORD_H

#include "model/field.h"

struct arena;

struct record_kind {
    const char *name; /* "user" */
    const char *many; /* "users" */
    const struct field *fields;
    size_t count;
    /* Indexes of fields; -1: there is none. */
    int id;     /* identifies a record */
    int title;  /* names it for people */
    int detail; /* tells it from others of the same name */
    int time;   /* when it happened */
};

struct raw_block; /* JSON of several records, compressed once it is full */

struct record {
    const struct record_kind *kind;
    struct value *values;          /* one for each field of the kind */
    const char *raw;               /* the JSON it was read from; NULL: not kept, or kept in `block` */
    const struct raw_block *block; /* of the page; NULL: not there */
    uint32_t raw_at;               /* in `block` */
};

struct record_page {
    struct arena *arena; /* owns the page and all it holds */
    const struct record_kind *kind;
    struct record *records;
    size_t count, capacity;
    size_t left_out;            /* rows that could not be decoded, or are about somebody else */
    size_t strangers;           /* of these, about somebody else */
    size_t unreadable;          /* values that came as something else than their field is */
    const char *unreadable_of;  /* the first such field's name; NULL: there is none */
    struct record_page *joined; /* pages whose records stand here, too; owned */
    struct raw_block *blocks;   /* the newest first; the first may be open still */
    _Atomic unsigned shares;    /* holders beside the first */
};

/* Where the JSON of a record is read: begins as zero, and is freed with raw_reader_free(). */
struct raw_reader {
    const struct raw_block *block; /* whose text is in `text` */
    char *text;
    size_t room;
};

/** An empty page. Owned by the caller. */
struct record_page *record_page_new(const struct record_kind *kind);
void record_page_free(struct record_page *page); /* NULL is fine; of one that is shared: gives a share back */
/** Hold the page, too; from now on nobody changes it. Any thread may hold it. Returns `page`. */
struct record_page *record_page_keep(struct record_page *page);
/** A new last record, none of whose values is known. Valid until the next one is added. */
struct record *record_page_add(struct record_page *page);
/** Room for so many records in all: as long as it lasts, records stay where they are. */
void record_page_reserve(struct record_page *page, size_t count);
/** Take the last record away again and count it as left out. */
void record_page_leave_out(struct record_page *page);
/** Keep the JSON of the last record in little room: 200,000 records of an audit log are 300 MB of text. */
void record_page_keep_raw(struct record_page *page, const char *json, size_t length);
/** No more records come for now: what is still open of their JSON is compressed. */
void record_page_close(struct record_page *page);
/** The JSON that the record was read from, valid until `reader` is asked for another; NULL: it was not kept. */
const char *record_raw(const struct record *record, struct raw_reader *reader);
void raw_reader_free(struct raw_reader *reader);

/** Move the records of `more`, which becomes a part of `page`, behind those there are, but for those whose id is there. How many
 *  came. */
size_t record_page_join(struct record_page *page, struct record_page *more);

/** The index of the field called `name`; -1: the kind has none. */
int record_field(const struct record_kind *kind, const char *name);
/** The first record whose text of this field is `text`, in capitals or not; NULL: there is none, no page, or `text` is "". */
struct record *record_page_find(const struct record_page *page, const char *name, const char *text);
/** The value of the field called `name`; one that is not known where the kind has no such field. Never NULL. */
const struct value *record_value(const struct record *record, const char *name);
/** The text of a field of type FIELD_TEXT or FIELD_GUID; "" when it is not known. */
const char *record_text(const struct record *record, const char *name);
bool record_true(const struct record *record, const char *name); /* false when it is not known */
int64_t record_number(const struct record *record, const char *name, int64_t otherwise);
/** The text of the field with this index (kind->id, title, detail); "" when it is not known or the index is -1. */
const char *record_text_at(const struct record *record, int index);
/** Set a value (kept, not copied). The kind has such a field. */
void record_set(struct record *record, const char *name, struct value value);
/** Set it as `from` has it in its field `its`, unless it is not known there (its memory must outlive the record). */
void record_take(struct record *record, const char *name, const struct record *from, const char *its);
/** Set a text (kept, not copied; NULL: not known). The kind has such a field. */
void record_set_text(struct record *record, const char *name, const char *text);

#endif

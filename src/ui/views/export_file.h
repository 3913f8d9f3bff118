/* Writing what is shown to a file of its own. */
#ifndef UI_EXPORT_FILE_H
#define UI_EXPORT_FILE_H

#include "output/rows.h"
#include "ui/app/app.h"

struct table;

enum { EXPORT_WARNING = 160 };

enum export_form {
    EXPORT_TABLE,    /* CSV or JSON */
    EXPORT_DOCUMENT, /* Markdown or JSON */
    EXPORT_PICTURE   /* as it is */
};

/* What is written. */
struct exported {
    const char *name; /* of the file, without its end: "journal" */
    const char *whom; /* sign-in name of the one whom it is about; NULL: nobody alone */
    enum export_form form;
    const char *ending;                /* of EXPORT_PICTURE: "jpg"; else NULL. Borrowed until export_open() returns */
    const char *what;                  /* after the count: "entries" */
    size_t (*count)(const void *from); /* rows, now */
    void (*describe)(const void *from, char *out, size_t size); /* "3 users, 5 columns" */
    /* why it may be less than one thinks, in `out`; NULL: it is not */
    const char *(*warning)(const void *from, char out[EXPORT_WARNING]);
    bool (*write)(const void *from, bool json, bool (*write)(void *context, const char *bytes, size_t length),
                  void *context);
    const void *from; /* what the functions are called with */
};

/** Where `path` as typed leads: "~/" is the home folder. In `out`; false when it does not fit. */
bool export_path(const char *path, char *out, size_t size);
/** Write it: a file of mode 0600 beside it first, then renamed, so that `path` is never half written. An existing file is
 *  replaced only when `replace`; else false with `*exists` set. */
bool export_write(const struct exported *exported, const char *path, bool json, bool replace, bool *exists,
                  struct err *e) MUST_USE;
/** Ask where to, and write it; what it names must outlive the view. */
void export_open(struct app *app, const struct exported *exported);
/** The same for a table of the screen: all of its columns, the rows as they are shown. */
void export_table_open(struct app *app, const struct table *table);

#endif

/* Writing what is shown to a file of its own. */
#ifndef UI_EXPORT_FILE_H
#define UI_EXPORT_FILE_H

#include "ui/app/app.h"

/** Where `path` as typed leads: "~/" is the home folder. In `out`; false when it does not fit. */
bool export_path(const char *path, char *out, size_t size);
/** Write the table as it is shown: a file of mode 0600 beside it first, then renamed, so that `path` is never half written. An existing
 *  file is replaced only when `replace`; else false with `*exists` set. */
bool export_write(struct app *app, const char *path, bool json, bool replace, bool *exists, struct err *e) MUST_USE;

#endif

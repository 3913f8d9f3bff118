/* Roles: what a cell means. A theme says how each role looks; nothing else names a colour. */
#ifndef UI_THEME_H
#define UI_THEME_H

#include "base/err.h"
#include "config/theme_file.h"
#include <stdbool.h>

/* X(enumerator, name in a theme file) */
#define ROLE_MAP(X)                                                                                                    \
    X(NORMAL, "normal")                                                                                                \
    X(HEADER, "header")                                                                                                \
    X(TENANT, "tenant")                                                                                                \
    X(TITLE, "title")                                                                                                  \
    X(CURSOR, "cursor")                                                                                                \
    X(MARK, "mark")                                                                                                    \
    X(BLOCKED, "blocked")                                                                                              \
    X(DIM, "dim")                                                                                                      \
    X(ERROR, "error")                                                                                                  \
    X(WARNING, "warning")                                                                                              \
    X(OK, "ok")                                                                                                        \
    X(KEY, "key")                                                                                                      \
    X(BORDER, "border")                                                                                                \
    X(MODAL, "modal")                                                                                                  \
    X(MODAL_TITLE, "modal-title")                                                                                      \
    X(BUTTON, "button")                                                                                                \
    X(BUTTON_ACTIVE, "button-active")                                                                                  \
    X(INPUT, "input")                                                                                                  \
    X(PROGRESS, "progress")                                                                                            \
    X(FILTER, "filter")                                                                                                \
    X(DISABLED, "disabled")                                                                                            \
    X(SEARCH_HIT, "search-hit")

enum role {
#define X(name, text) ROLE_##name,
    ROLE_MAP(X)
#undef X
        ROLES
};

struct theme {
    struct theme_entry entries[ROLES];
};

/** The theme called `name` (built in, or the path of a file; NULL: default); `accent` (a colour, may be NULL) becomes the
 *  tenant's background. NO_COLOR leaves the attributes only. `warning` as in theme_file_read(). False with `e`. */
bool theme_load(struct theme *theme, const char *name, const char *accent, struct err *warning, struct err *e) MUST_USE;
/** The colours of a role over the ground of another: what neither has is as in `normal`, which over a ground is as that. */
struct theme_entry theme_over(const struct theme *theme, enum role role, enum role ground);

#endif

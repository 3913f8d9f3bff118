/* Theme files: YAML maps of role → {fg, bg, attributes}. The themes of the tree are compiled in. */
#ifndef CONFIG_THEME_FILE_H
#define CONFIG_THEME_FILE_H

#include "base/buf.h"
#include "base/err.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum theme_attribute {
    THEME_BOLD = 1 << 0,
    THEME_DIM = 1 << 1,
    THEME_UNDERLINE = 1 << 2,
    THEME_REVERSE = 1 << 3,
    THEME_ITALIC = 1 << 4
};

#define THEME_NO_COLOUR (-1) /* the terminal's own */

struct theme_entry {
    int32_t fg, bg; /* 0xRRGGBB or THEME_NO_COLOUR */
    unsigned attributes;
};

/** Read the theme `name` (built in, or a path when it holds a '/'; NULL: "default"): one entry for each of `count` roles.
 *  A role that is missing is as in "default", one that is not known is ignored, and `warning` (NULL: nobody asks; ERR_OK: all is
 *  well) names them; an unknown colour or attribute is an error "file:line:column: what". */
bool theme_file_read(const char *name, const char *const *roles, size_t count, struct theme_entry *out,
                     struct err *warning, struct err *e) MUST_USE;
/** The name of a theme that comes with roster, by number; NULL after the last. */
const char *theme_built_in(size_t i);
/** "#rrggbb", a name ("bright-red") or "none". False when it is neither. */
bool theme_colour(const char *text, int32_t *colour);
/** Append the names of the colours there are, with commas. */
void theme_colours(struct buf *out);

#endif

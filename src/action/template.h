/* Templates for new users: values that many of them share, and values made of others ("{first}.{last}"). */
#ifndef ACTION_TEMPLATE_H
#define ACTION_TEMPLATE_H

#include "action/action.h"
#include "base/buf.h"

struct template_line {
    const char *name, *value;
    const char *where; /* it is written, "config.yaml:7:5" */
};

struct template
{
    const char *name;
    struct param_values values; /* by the names of person_new, each once */
};

/** A template of `lines`, in `arena`; several lines of one name are several values. False with `e` at the line that does not fit: a
 *  property that there is not, a value that it cannot have, {…} of what nobody has. */
bool template_make(struct arena *arena, const char *name, const struct template_line *lines, size_t count,
                   struct template *out, struct err *e) MUST_USE;
/** `given`, and what it does not say as the template has it (NULL: none; then the display name alone is made, of the two names). What
 *  cannot be made of what is there is left out, and the first of these is said in `*e` (may be NULL; OK: none). In `arena`. */
struct param_values template_fill(struct arena *arena, const struct template *template, struct param_values given,
                                  struct err *e);
/** The template as YAML, a line a value: as a file that is read again makes it. */
void template_write(const struct template *template, struct buf *out);

#endif

/* Two users side by side: what one has and the other lacks. */
#ifndef PANEL_COMPARE_H
#define PANEL_COMPARE_H

#include "panel/print.h"

/* Who is compared: what is known of him, and his name. */
struct compared {
    const struct panel_readings *readings;
    const char *id, *display_name, *user_principal_name;
};

/** The sources that a comparison is made of, ended by NULL. Static. */
const struct source *const *compare_sources(void);
/** A record for each thing that one of the two has, by kind of thing; owned by the caller. Its fields: "what", "name", "first" and
 *  "second" ("has", "lacks", or "not read", which says nothing), "id", "kept" (why it is not given from here). What both have comes last. `names` may be NULL. */
struct record_page *compare_users(const struct compared of[2], const struct sku_names *names);

/** Append it as text or Markdown: a table for each kind of thing, and what was not read. */
void compare_print(const struct compared of[2], const struct sku_names *names, int64_t now, enum panel_form form,
                   struct buf *out);
/** The same as JSON (docs/JSON.md). */
void compare_write_json(const struct compared of[2], const struct sku_names *names, struct buf *out);

#endif

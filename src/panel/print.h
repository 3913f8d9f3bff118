/* A panel as it leaves: as text, as Markdown, as JSON. */
#ifndef PANEL_PRINT_H
#define PANEL_PRINT_H

#include "panel/panel.h"

struct buf;
struct json_writer;
struct sku_names;

enum panel_form { PANEL_TEXT, PANEL_MARKDOWN };

/** Append what is known of a panel: a heading a part, its records, and why something is missing. `names` may be NULL. */
void panel_print(const struct panel *panel, const struct panel_readings *readings, const struct sku_names *names,
                 int64_t now, enum panel_form form, struct buf *out);
/** An object: the panel's name, the user, the sources with their states, the parts with their records (docs/JSON.md). */
void panel_json(struct json_writer *w, const struct panel *panel, const struct panel_readings *readings,
                const struct sku_names *names, int64_t now);
/** The same as a text of its own. */
void panel_write_json(const struct panel *panel, const struct panel_readings *readings, const struct sku_names *names,
                      int64_t now, struct buf *out);

#endif

/* A panel as it leaves: as text, as Markdown, as JSON. */
#ifndef PANEL_PRINT_H
#define PANEL_PRINT_H

#include "panel/panel.h"

struct buf;
struct json_writer;
struct sku_names;

enum panel_form { PANEL_TEXT, PANEL_MARKDOWN };

/** Append whom a page is about, and when (ms) that was read in which tenant of the configuration. */
void panel_print_whom(const char *display_name, const char *sign_in_name, const char *tenant, int64_t read,
                      enum panel_form form, struct buf *out);
/** Append what is known of a panel: a heading a part, its records, and why something is missing. `names` may be NULL. Text fits into
 *  `width` columns, cells that do not are cut; 0: all is whole, however wide. */
void panel_print(const struct panel *panel, const struct panel_readings *readings, const struct sku_names *names,
                 int64_t now, enum panel_form form, int width, struct buf *out);
/** An object: the panel's name, the user, the sources with their states, the parts with their records (docs/JSON.md). */
void panel_json(struct json_writer *w, const struct panel *panel, const struct panel_readings *readings,
                const struct sku_names *names, int64_t now);
/** The same as a text of its own. */
void panel_write_json(const struct panel *panel, const struct panel_readings *readings, const struct sku_names *names,
                      int64_t now, struct buf *out);

/* --- for what is like a panel --- */

void panel_print_heading(const char *title, enum panel_form form, struct buf *out);
void panel_print_note(const char *text, enum panel_form form, struct buf *out); /* "" puts nothing */
/** Records as a table, by the kind and the fields of a part. */
void panel_print_list(const struct part *part, const struct part_content *content, const struct sku_names *names,
                      int64_t now, enum panel_form form, struct buf *out);
/** How the reading of a source ended, as an object. */
void panel_json_source(struct json_writer *w, const struct source *source, const struct panel_reading *reading);

#endif

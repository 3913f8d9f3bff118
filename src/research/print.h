/* A report as it leaves: as text for a ticket, as Markdown, as JSON. */
#ifndef RESEARCH_PRINT_H
#define RESEARCH_PRINT_H

#include "codec/json.h"
#include "research/look.h"

/** `last` may be NULL: nothing is said of what is new. */
void report_print_text(const struct report *report, const struct last_look *last, struct buf *out);
void report_print_markdown(const struct report *report, const struct last_look *last, struct buf *out);
/** One object (docs/JSON.md). */
void report_print_json(const struct report *report, const struct last_look *last, struct json_writer *w);

#endif

/* What is known of one user. */
#include "panel/readings.h"

#include "base/alloc.h"
#include <string.h>

void panel_readings_free(struct panel_readings *readings)
{
    for (size_t i = 0; i < readings->count; i++) {
        record_page_free(readings->of[i].page);
        xfree(readings->of[i].text);
    }
    xfree(readings->of);
    xfree(readings->name);
    *readings = (struct panel_readings){.of = NULL};
}

void panel_readings_named(struct panel_readings *readings, const char *name)
{
    if (readings->name && name && !strcmp(readings->name, name))
        return;
    xfree(readings->name);
    readings->name = name ? xstrdup(name) : NULL;
}

const struct panel_reading *panel_reading_known(const struct panel_readings *readings, const struct source *source)
{
    static const struct panel_reading nothing = {.over = false};
    if (readings->shared && source && source->scope == SOURCE_OF_TENANT)
        readings = readings->shared;
    for (size_t i = 0; i < readings->count; i++)
        if (readings->of[i].source == source)
            return &readings->of[i];
    return &nothing;
}

struct panel_reading *panel_reading_of(struct panel_readings *readings, const struct source *source)
{
    const struct panel_reading *known = panel_reading_known(readings, source);
    if (known->source)
        return (struct panel_reading *)known;
    if (readings->shared && source->scope == SOURCE_OF_TENANT)
        readings = readings->shared;
    readings->of = grow_array(readings->of, &readings->capacity, readings->count + 1, sizeof *readings->of);
    readings->of[readings->count] = (struct panel_reading){.source = source};
    return &readings->of[readings->count++];
}

bool panel_reading_goes_on(const struct panel_reading *reading)
{
    return reading->over && reading->page && reading->page->count && reading->source->flags & SOURCE_LOG &&
           reading->state == READ_IN_PART && reading->why == WHY_TOO_MANY;
}

const char *panel_reading_state(const struct panel_reading *reading)
{
    static const char *const not_read[WHYS] = {[WHY_NOTHING] = "not read",
                                               [WHY_NOT_LICENSED] = "not read: not licensed",
                                               [WHY_NOT_PERMITTED] = "not read: not permitted",
                                               [WHY_CLOSED] = "not read: closed to people",
                                               [WHY_NOT_SIGNED_IN] = "not read: not signed in",
                                               [WHY_NOT_THERE] = "not read: not there",
                                               [WHY_CUT_SHORT] = "not read: cut short",
                                               [WHY_TIMED_OUT] = "not read: timed out",
                                               [WHY_THROTTLED] = "not read: throttled",
                                               [WHY_FAILED] = "not read: failed",
                                               [WHY_TOO_MANY] = "not read: too many",
                                               [WHY_LEFT_OUT] = "not read",
                                               [WHY_DISABLED] = "switched off"};
    if (!reading->over)
        return reading->job ? "being read" : "not asked yet";
    return reading->state == READ_NOT ? not_read[reading->why] : reading->state == READ_IN_PART ? "read in part" : "";
}

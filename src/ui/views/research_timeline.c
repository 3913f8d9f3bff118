/* The merged timeline: every event of every source, oldest first. A long one is never gone through at once: what is drawn is what is
 * seen, and what is filtered is compared a part at a time. */
#include "base/alloc.h"
#include "base/utf8.h"
#include "research/checklist.h"
#include "research/indicator.h"
#include "ui/screen/keys.h"
#include "ui/views/research_view.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { STEP = 8000 /* rows compared at a time */, FOLDED = 4096, SESSION = 8, ABOVE_IT = 2 };
enum {
    COLUMN_MARK,
    COLUMN_UTC,
    COLUMN_HERE,
    COLUMN_WHAT,
    COLUMN_ADDRESS,
    COLUMN_WHERE,
    COLUMN_SESSION,
    COLUMN_APP,
    COLUMN_AGENT,
    COLUMN_ACTOR,
    COLUMN_FINDINGS,
    COLUMN_SOURCE
};

static const struct table_column columns_shown[] = {
    {.name = "suspicious", .title = "", .least = 1, .most = 1, .flags = TABLE_KEEP},
    {.name = "utc", .title = "UTC", .least = 15, .most = 15, .flags = TABLE_KEEP},
    {.name = "here", .title = "", .least = 6, .most = 12},
    {.name = "what", .title = "What", .least = 16, .weight = 5, .flags = TABLE_IDENTIFIES | TABLE_COPIED},
    {.name = "address", .title = "Address", .least = 15, .most = 39, .weight = 2},
    {.name = "where", .title = "Where", .least = 7, .most = 24},
    {.name = "session", .title = "Session", .least = SESSION, .most = SESSION},
    {.name = "app", .title = "App", .flags = TABLE_HIDDEN},
    {.name = "client", .title = "Client", .least = 8, .most = 30},
    {.name = "actor", .title = "By", .least = 8, .most = 30},
    {.name = "findings", .title = "Findings", .least = 8, .most = 16},
    {.name = "source", .title = "Source", .least = 8, .most = 20},
};

/* --- rows --- */

static const struct timeline_row *row_of(const struct research_timeline *timeline, size_t position)
{
    return &timeline->report->timeline[timeline->filtered ? timeline->shown[position] : position];
}

static void what_text(const struct timeline_row *row, char *out, size_t size)
{
    int length = snprintf(out, size, "%s%s%s", row->verb, *row->object ? "  " : "", checklist_object(row->object));
    if (row->run > 1 && length > 0 && (size_t)length < size)
        snprintf(out + length, size - (size_t)length, "  ×%u", row->run);
}

static void findings_text(const struct timeline_row *row, char *out, size_t size)
{
    size_t length = 0;
    out[0] = '\0';
    for (size_t i = 0; i < row->finding_count && length < size; i++)
        if (!strstr(out, row->findings[i]->indicator->id)) /* two of one kind are named once */
            length += (size_t)snprintf(out + length, size - length, "%s%s", i ? " " : "",
                                       row->findings[i]->indicator->id);
}

/* A row that is suspicious stands out; the worst of the findings that rest on one is seen beside them. */
static enum role role_of(const struct timeline_row *row, size_t column)
{
    if (column == COLUMN_HERE || column == COLUMN_SOURCE || column == COLUMN_ACTOR)
        return ROLE_DIM;
    if (column != COLUMN_MARK && column != COLUMN_FINDINGS)
        return row->suspect ? ROLE_WARNING : ROLE_NORMAL;

    int worst = -1;
    for (size_t i = 0; i < row->finding_count; i++)
        if (!row->findings[i]->aside && (int)row->findings[i]->severity > worst)
            worst = (int)row->findings[i]->severity;
    return worst >= SEVERITY_MEDIUM ? research_severity_role((enum severity)worst)
           : row->suspect           ? ROLE_WARNING
                                    : ROLE_NORMAL;
}

static void cell(const void *owner, size_t position, size_t column, struct table_cell *out)
{
    const struct research_timeline *timeline = owner;
    const struct timeline_row *row = row_of(timeline, position);
    const char *const texts[] = {[COLUMN_MARK] = row->suspect ? "!" : "",
                                 [COLUMN_ADDRESS] = row->who->address,
                                 [COLUMN_WHERE] = row->who->where,
                                 [COLUMN_APP] = row->who->app,
                                 [COLUMN_AGENT] = row->who->agent,
                                 [COLUMN_ACTOR] = !strcmp(row->who->actor, timeline->report->name) ? ""
                                                                                                   : row->who->actor,
                                 [COLUMN_SOURCE] = research_source(row->source)->label};
    char time[RESEARCH_TIME];
    out->role = role_of(row, column);
    if (column == COLUMN_UTC) {
        research_utc(row->time, time);
        snprintf(out->space, sizeof out->space, "%s", time);
    } else if (column == COLUMN_HERE) {
        research_here(row->time, time); /* "09:36:10 +01:00" */
        const char *zone = strchr(time, ' ') ? strchr(time, ' ') + 1 : "";
        snprintf(out->space, sizeof out->space, "%.5s%s%s", time, strcmp(zone, timeline->zone) ? " " : "",
                 strcmp(zone, timeline->zone) ? zone : "");
    }
    if (column == COLUMN_WHAT)
        what_text(row, out->space, sizeof out->space);
    else if (column == COLUMN_SESSION)
        snprintf(out->space, sizeof out->space, "%.*s", SESSION, row->who->session);
    else if (column == COLUMN_FINDINGS)
        findings_text(row, out->space, sizeof out->space);
    else if (column != COLUMN_UTC && column != COLUMN_HERE)
        out->text = texts[column];
}

static const struct table_ops table_ops = {.name = "timeline", .what = "events", .plain = true, .cell = cell};

void research_timeline_init(struct research_timeline *timeline)
{
    *timeline = (struct research_timeline){.words = entry_make(TIMELINE_WORDS), .wanted = (size_t)TABLE_NO_ROW};
    _Static_assert(sizeof columns_shown == sizeof timeline->columns, "a column each");
    memcpy(timeline->columns, columns_shown, sizeof columns_shown);
    timeline->columns[COLUMN_HERE].title = timeline->zone;
    timeline->table = table_make(&table_ops, timeline, timeline->columns, TIMELINE_COLUMNS);
}

void research_timeline_free(struct research_timeline *timeline)
{
    table_free(&timeline->table);
    entry_free(&timeline->words);
    xfree(timeline->shown);
}

const struct timeline_row *research_timeline_at(const struct research_timeline *timeline)
{
    const struct list *list = &timeline->table.list;
    return timeline->report && list->cursor < list->count ? row_of(timeline, list->cursor) : NULL;
}

/* --- filtering --- */

bool pivot_matches(const struct pivot *pivot, const struct timeline_row *row)
{
    switch (pivot->kind) {
    case PIVOT_ADDRESS:
        return !strcmp(row->who->address, pivot->text) ||
               address_equal(address_key(row->who->address), address_key(pivot->text));
    case PIVOT_SESSION:
        return !strcmp(row->who->session, pivot->text);
    case PIVOT_AGENT:
        return !strcmp(row->who->agent, pivot->text);
    case PIVOT_APP:
        return !strcmp(row->who->app, pivot->text);
    case PIVOT_TARGET:
        return strcasestr(row->object, pivot->text) != NULL;
    case PIVOT_FINDING:
        for (size_t i = 0; i < row->finding_count; i++)
            if (!strcmp(row->findings[i]->key, pivot->text))
                return true;
        return false;
    case PIVOT_SUSPECT:
        return row->suspect || row->finding_count;
    case PIVOT_NONE:
        break;
    }
    return true;
}

/* Every word that was typed stands somewhere in the row. */
static bool has_words(const struct research_timeline *timeline, const struct timeline_row *row)
{
    char text[FOLDED], folded[FOLDED], findings[TABLE_CELL], time[RESEARCH_TIME], words[sizeof timeline->folded],
        *rest = NULL;
    if (!*timeline->folded)
        return true;
    findings_text(row, findings, sizeof findings);
    research_utc(row->time, time);
    int length = snprintf(text, sizeof text, "%s\n%s\n%s\n%s\n%s\n%s\n%s\n%s\n%s\n%s\n%s", time, row->verb, row->object,
                          row->who->address, row->who->where, row->who->session, row->who->app, row->who->agent,
                          row->who->actor, findings, research_source(row->source)->label);
    utf8_fold(text,
              length < 0                     ? 0
              : (size_t)length < sizeof text ? (size_t)length
                                             : sizeof text - 1,
              folded, sizeof folded);
    snprintf(words, sizeof words, "%s", timeline->folded);
    for (char *word = strtok_r(words, " ", &rest); word; word = strtok_r(NULL, " ", &rest))
        if (!strstr(folded, word))
            return false;
    return true;
}

static void fit(struct research_timeline *timeline)
{
    size_t rows = timeline->report ? timeline->report->timeline_count : 0;
    table_changed(&timeline->table, timeline->filtered ? timeline->shown_count : rows);
}

/* The rows from `from` on are compared; those before stay as they are shown. */
static void look_from(struct research_timeline *timeline, size_t from)
{
    utf8_fold(buf_text(&timeline->words.text), timeline->words.text.length, timeline->folded, sizeof timeline->folded);
    timeline->filtered = *timeline->folded || timeline->pivot.kind != PIVOT_NONE;
    timeline->looked_at = from;
    if (!from)
        timeline->shown_count = 0;
    research_timeline_step(timeline);
}

static void find_wanted(struct research_timeline *timeline)
{
    struct list *list = &timeline->table.list;
    if (timeline->wanted == (size_t)TABLE_NO_ROW)
        return;
    size_t low = 0, high = timeline->filtered ? timeline->shown_count : timeline->report->timeline_count;
    bool passed = !timeline->filtered || timeline->looked_at > timeline->wanted ||
                  timeline->looked_at == timeline->report->timeline_count;
    while (low < high) { /* the first that is no earlier */
        size_t middle = low + (high - low) / 2;
        if ((timeline->filtered ? timeline->shown[middle] : middle) < timeline->wanted)
            low = middle + 1;
        else
            high = middle;
    }
    if (!passed)
        return;
    list_move_to(list, low < list->count ? low : list->count ? list->count - 1 : 0);
    if (timeline->centre)
        list->top = list->cursor > ABOVE_IT ? list->cursor - ABOVE_IT : 0;
    timeline->centre = false;
    timeline->wanted = (size_t)TABLE_NO_ROW;
}

bool research_timeline_step(struct research_timeline *timeline)
{
    size_t rows = timeline->report ? timeline->report->timeline_count : 0;
    size_t end = timeline->looked_at + STEP < rows ? timeline->looked_at + STEP : rows;
    if (!timeline->filtered)
        end = timeline->looked_at = rows;
    timeline->shown = grow_array(timeline->shown, &timeline->capacity,
                                 timeline->shown_count + (end - timeline->looked_at) + 1, sizeof *timeline->shown);
    for (; timeline->looked_at < end; timeline->looked_at++) {
        const struct timeline_row *row = &timeline->report->timeline[timeline->looked_at];
        if (pivot_matches(&timeline->pivot, row) && has_words(timeline, row))
            timeline->shown[timeline->shown_count++] = timeline->looked_at;
    }
    fit(timeline);
    if (timeline->report)
        find_wanted(timeline);
    return timeline->looked_at < rows;
}

/* Where the cursor is stays known when the report is gone. */
static void remember(struct research_timeline *timeline)
{
    const struct timeline_row *row = research_timeline_at(timeline);
    if (!row)
        return;
    timeline->at.time = row->time;
    snprintf(timeline->at.verb, sizeof timeline->at.verb, "%s", row->verb);
    snprintf(timeline->at.address, sizeof timeline->at.address, "%s", row->who->address);
}

/* Other rows are shown now; the cursor stays on its own, or near. */
static void filter(struct research_timeline *timeline)
{
    const struct timeline_row *at = research_timeline_at(timeline);
    timeline->wanted = at ? (size_t)(at - timeline->report->timeline) : (size_t)TABLE_NO_ROW;
    look_from(timeline, 0);
}

void research_timeline_pivot(struct research_timeline *timeline, const struct pivot *pivot)
{
    timeline->pivot = *pivot;
    filter(timeline);
}

/* --- another report --- */

static size_t first_at(const struct report *report, int64_t time)
{
    size_t low = 0, high = report->timeline_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (report->timeline[middle].time < time)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* The same event in another report, else what stands at its time. */
static size_t same_event(const struct report *report, const struct timeline_at *at)
{
    size_t first = first_at(report, at->time);
    for (size_t i = first; i < report->timeline_count && report->timeline[i].time == at->time; i++) {
        const struct timeline_row *row = &report->timeline[i];
        if (!strncmp(row->verb, at->verb, sizeof at->verb - 1) &&
            !strncmp(row->who->address, at->address, sizeof at->address - 1))
            return i;
    }
    return first;
}

void research_timeline_set(struct research_timeline *timeline, const struct report *report)
{
    char now[RESEARCH_TIME] = "";
    timeline->report = report;
    if (report)
        research_here(report->now, now);
    snprintf(timeline->zone, sizeof timeline->zone, "%s", strchr(now, ' ') ? strchr(now, ' ') + 1 : "");
    timeline->wanted = (size_t)TABLE_NO_ROW;
    timeline->centre = report && !timeline->at.time;
    if (report && timeline->at.time)
        timeline->wanted = same_event(report, &timeline->at);
    else if (report && report->first)
        timeline->wanted = first_at(report, report->first);
    look_from(timeline, 0);
}

void research_timeline_to(struct research_timeline *timeline, int64_t time)
{
    if (!timeline->report || !timeline->report->timeline_count)
        return;
    timeline->wanted = first_at(timeline->report, time);
    timeline->centre = true;
    find_wanted(timeline);
    remember(timeline);
}

/* --- drawing --- */

static void describe(const struct research_timeline *timeline, struct buf *out)
{
    size_t rows = timeline->report->timeline_count;
    const struct pivot *pivot = &timeline->pivot;
    if (pivot->kind != PIVOT_NONE)
        buf_printf(out, "%s%s%s   ", research_pivot_name(pivot->kind), *pivot->text ? " " : "", pivot->text);
    if (timeline->filtered)
        buf_printf(out, "%zu of %zu events%s", timeline->shown_count, rows,
                   timeline->looked_at < rows ? ", filtering ..." : "");
}

void research_timeline_draw(struct research_timeline *timeline, struct grid *grid, struct rect rect, bool focus)
{
    auto_buf struct buf text = buf_make(1024);
    struct rect in = {rect.x + 1, rect.y, rect.width - 2, rect.height};
    if (!timeline->report)
        return;
    if (timeline->typing || timeline->words.text.length) {
        grid_put(grid, in, 0, 0, ROLE_KEY, "/");
        entry_draw(&timeline->words, grid, in, 1, 0, in.width - 3, timeline->typing, false);
        rect = (struct rect){rect.x, rect.y + 1, rect.width, rect.height - 1};
        in.y++;
    }
    describe(timeline, &text);
    if (text.length) {
        grid_put(grid, in, 0, 0, ROLE_FILTER, buf_text(&text));
        rect = (struct rect){rect.x, rect.y + 1, rect.width, rect.height - 1};
        in.y++;
    }
    timeline->table.still = !focus;
    if (timeline->table.list.count)
        table_draw(&timeline->table, grid, rect);
    else if (!timeline->report->timeline_count)
        grid_wrap(grid, in, 0, ROLE_DIM,
                  research_going(timeline->report) ? "No event so far: sources are still being read."
                                                   : "What was read holds no event.");
    else if (timeline->looked_at == timeline->report->timeline_count)
        grid_wrap(grid, in, 0, ROLE_NORMAL, "No event matches.");
}

/* --- keys --- */

bool research_timeline_back(struct research_timeline *timeline)
{
    if (timeline->words.text.length)
        entry_set(&timeline->words, "");
    else if (timeline->pivot.kind != PIVOT_NONE)
        timeline->pivot = (struct pivot){.kind = PIVOT_NONE};
    else
        return false;
    filter(timeline);
    return true;
}

void research_filter(struct research_view *view)
{
    view->timeline.typing = true;
    view->focus = PANE_TIMELINE;
}

bool research_timeline_key(struct research_timeline *timeline, int key)
{
    struct list *list = &timeline->table.list;
    if (!timeline->typing) {
        if (!list_key(list, key))
            return false;
        timeline->wanted = (size_t)TABLE_NO_ROW;
        remember(timeline);
        return true;
    }
    if (key == KEY_ESCAPE)
        entry_set(&timeline->words, "");
    if (key == KEY_ESCAPE || key == KEY_RETURN)
        timeline->typing = false;
    else if (!entry_key(&timeline->words, key))
        return list_key(list, key);
    if (key != KEY_RETURN)
        filter(timeline);
    return true;
}

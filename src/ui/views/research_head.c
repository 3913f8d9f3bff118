/* The head of the pane: the verdict, how sure it is, and when something happened. */
#include "base/clock.h"
#include "ui/app/app.h"
#include "ui/views/research_view.h"
#include <stdio.h>
#include <string.h>

enum { NARROW = 96 /* below that only what is needed is said */ };
enum { DAY = 24 * 3600 * 1000, LEVELS = 8 };

/* What is not known yet, or never will be: it stands beside the verdict, always. */
static void doubts(const struct research_view *view, const struct report *report, struct buf *out)
{
    size_t going = research_going(report), unread = research_unread(report);
    char old[RESEARCH_TEXT];
    if (research_is_old(view->app, research_of(view), old))
        buf_puts(out, old); /* whatever else there is to doubt is of then, too */
    else if (going)
        buf_printf(out, "provisional: %zu source%s being read", going, going == 1 ? " is" : "s are");
    else if (report->provisional || research_of(view)->job_count)
        buf_puts(out, "provisional");
    if (unread)
        buf_printf(out, "%s%zu source%s not read", out->length ? ", " : "", unread, unread == 1 ? "" : "s");
}

/* "score 264 (K2, chain)   pattern: Token theft   4 still open   9 of 11 core sources". */
static void facts(const struct report *report, bool brief, struct buf *out)
{
    buf_printf(out, "score %d", report->score);
    if (report->aside)
        buf_printf(out, brief ? " (all: %d)" : ", %d with what does not count", report->score_all);
    for (size_t i = 0; report->decisive && report->decisive[i]; i++)
        buf_printf(out, "%s%s%s", i ? ", " : " (", report->decisive[i], report->decisive[i + 1] ? "" : ")");
    if (report->pattern && *report->pattern && strcmp(report->pattern, "none") != 0)
        buf_printf(out, "%s%s", brief ? "  " : "   pattern: ", report->pattern);
    buf_printf(out, brief ? "  %zu open  %zu/%zu core" : "   %zu still open   %zu of %zu core sources", report->open,
               report->core_read, report->core_count);
}

static void events(const struct report *report, bool brief, struct buf *out)
{
    char first[RESEARCH_TIME], last[RESEARCH_TIME];
    research_both(report->first, first);
    (brief ? research_utc : research_both)(report->last, last);
    if (report->first)
        buf_printf(out, "first suspicious %s", first);
    if (report->last && report->last != report->first)
        buf_printf(out, "   last %s", last);
}

/* Before the first report: what is going on, or why nothing is. */
static int draw_waiting(const struct research_view *view, struct grid *grid, struct rect rect)
{
    const struct research *research = research_of(view);
    if (research->job_count)
        return grid_wrap(grid, rect, 0, ROLE_DIM,
                         "Reading the sources. The first findings appear as soon as one that holds any has answered.");
    if (research->error.code == ERR_OK)
        return grid_wrap(grid, rect, 0, ROLE_WARNING, "Nothing was read: nothing is known.");
    int y = grid_wrap(grid, rect, 0, ROLE_ERROR, research->error.message);
    return y + grid_wrap(grid, rect, y, ROLE_NORMAL, research->error.hint);
}

int research_head_draw(const struct research_view *view, struct grid *grid, struct rect rect, bool brief)
{
    const struct report *report = research_report(view);
    auto_buf struct buf text = buf_make(1024);
    struct rect in = {rect.x + 1, rect.y, rect.width - 2, rect.height};
    if (!report)
        return draw_waiting(view, grid, in);
    const struct research *research = research_of(view);
    int x = grid_put(grid, in, 0, 0, research_verdict_role(report), report->sentence), y = 1;
    doubts(view, report, &text);
    if (text.length && x + 2 + (int)text.length <= in.width)
        grid_printf(grid, in, x + 2, 0, ROLE_WARNING, "%s", buf_text(&text));
    else if (text.length && y < in.height)
        grid_put(grid, in, 0, y++, ROLE_WARNING, buf_text(&text));
    if (!research->job_count && research->error.code != ERR_OK && y < in.height)
        grid_printf(grid, in, 0, y++, ROLE_ERROR, "not read to the end: %s", research->error.message);
    buf_clear(&text);
    facts(report, in.width < NARROW, &text);
    if (y < in.height)
        grid_put(grid, in, 0, y++, ROLE_NORMAL, buf_text(&text));
    buf_clear(&text);
    events(report, in.width < NARROW, &text);
    if (text.length && y < in.height && !brief)
        grid_put(grid, in, 0, y++, ROLE_NORMAL, buf_text(&text));
    return y;
}

/* --- the strip --- */

struct bar {
    size_t count;
    bool suspect;
};

static size_t place_of(const struct report *report, int64_t time, size_t width)
{
    int64_t span = report->now - report->from;
    if (time < report->from || time > report->now || span <= 0)
        return width;
    size_t at = (size_t)((time - report->from) * (int64_t)width / span);
    return at < width ? at : width - 1;
}

/* One act may be among thousands: the height grows with each doubling. */
static int level(size_t count)
{
    int level = 0;
    for (; count; count /= 2)
        level++;
    return level > LEVELS ? LEVELS : level;
}

static void mark(struct grid *grid, struct rect rect, int x, enum role role, const char *text)
{
    grid_put(grid, rect, x, 1, role, text);
}

int research_strip_draw(const struct report *report, struct grid *grid, struct rect rect)
{
    static const char *const blocks[] = {" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
    static const char *const ascii[] = {" ", ".", ":", "-", "=", "+", "*", "#", "#"};
    enum { MOST = 512 };
    struct bar bars[MOST] = {{0}};
    size_t width = rect.width < MOST ? (size_t)(rect.width > 0 ? rect.width : 0) : MOST;
    if (!report || !report->timeline_count || !width || rect.height < 2)
        return 0;
    for (size_t i = 0; i < report->timeline_count; i++) {
        const struct timeline_row *row = &report->timeline[i];
        size_t at = place_of(report, row->time, width);
        if (at == width)
            continue;
        bars[at].count += row->run ? row->run : 1;
        bars[at].suspect |= row->suspect;
    }
    for (size_t x = 0; x < width; x++) {
        int high = level(bars[x].count);
        grid_put(grid, rect, (int)x, 0, bars[x].suspect ? ROLE_ERROR : ROLE_DIM,
                 grid->ascii ? ascii[high] : blocks[high]);
        if (bars[x].suspect)
            mark(grid, rect, (int)x, ROLE_ERROR, "!");
    }
    for (int64_t day = (report->from / DAY + 1) * DAY; day < report->now; day += DAY) {
        char date[RESEARCH_TIME];
        size_t at = place_of(report, day, width), next = place_of(report, day + DAY, width);
        bool room = at < width && width / 14 > 6;
        research_utc(day, date);
        date[5] = '\0';
        for (size_t x = at; room && x < at + 6 && x < next; x++)
            room = !bars[x].suspect;
        if (room && at + 5 < width)
            mark(grid, rect, (int)at, ROLE_DIM, date);
    }
    return 2;
}

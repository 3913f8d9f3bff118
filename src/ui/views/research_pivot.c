/* Pivot: the timeline by what the row or the finding at the cursor has, for this user, then among all users. */
#include "base/alloc.h"
#include "ui/app/app.h"
#include "ui/app/dialog.h"
#include "ui/screen/keys.h"
#include "ui/views/research_view.h"
#include <stdio.h>
#include <string.h>

enum { MOST = 16, FEET = 1 };

struct choice {
    struct pivot pivot;
    const char *says; /* of a finding: its title; else the text itself */
    size_t events;    /* of this user */
    bool all;         /* among all users */
};

struct research_pivot {
    struct view view;
    struct arena *arena;
    struct research_view *of; /* lies below as long as this is open */
    struct choice choices[MOST];
    size_t count;
    struct list list;
};

static size_t events_of(const struct report *report, const struct pivot *pivot)
{
    size_t count = 0;
    for (size_t i = 0; i < report->timeline_count; i++)
        if (pivot_matches(pivot, &report->timeline[i]))
            count += report->timeline[i].run ? report->timeline[i].run : 1;
    return count;
}

static void offer(struct research_pivot *view, enum pivot_kind kind, const char *text, const char *says)
{
    struct pivot pivot = {.kind = kind};
    if (!text || !*text || view->count == MOST)
        return;
    snprintf(pivot.text, sizeof pivot.text, "%s", text);
    for (size_t i = 0; i < view->count; i++)
        if (view->choices[i].pivot.kind == kind && !strcmp(view->choices[i].pivot.text, pivot.text))
            return;
    view->choices[view->count++] = (struct choice){.pivot = pivot,
                                                   .says = arena_strdup(view->arena, says),
                                                   .events = events_of(research_report(view->of), &pivot)};
}

static void offer_row(struct research_pivot *view, const struct timeline_row *row)
{
    offer(view, PIVOT_ADDRESS, row->who->address, row->who->address);
    offer(view, PIVOT_SESSION, row->who->session, row->who->session);
    offer(view, PIVOT_AGENT, row->who->agent, row->who->agent);
    offer(view, PIVOT_APP, row->who->app, *row->object ? row->object : row->who->app);
    for (size_t i = 0; i < row->finding_count; i++)
        offer(view, PIVOT_FINDING, row->findings[i]->key, row->findings[i]->text);
}

static void offer_finding(struct research_pivot *view, const struct finding *finding)
{
    offer(view, PIVOT_FINDING, finding->key, finding->text);
    offer(view, PIVOT_ADDRESS, finding->place.address, finding->place.address);
    offer(view, PIVOT_SESSION, finding->place.session, finding->place.session);
    offer(view, PIVOT_AGENT, finding->place.agent, finding->place.agent);
    offer(view, PIVOT_APP, finding->app_id, finding->about && *finding->about ? finding->about : finding->app_id);
    offer(view, PIVOT_TARGET, finding->target, finding->target);
    for (size_t i = 0; i < finding->place_count; i++) {
        offer(view, PIVOT_ADDRESS, finding->places[i]->address, finding->places[i]->address);
        offer(view, PIVOT_SESSION, finding->places[i]->session, finding->places[i]->session);
    }
}

/* What is asked of everybody: an address, a session, a client, an application, where mail goes. A finding is one user's. */
static void offer_all_users(struct research_pivot *view)
{
    size_t count = view->count;
    for (size_t i = 0; i < count && view->count < MOST; i++)
        if (view->choices[i].pivot.kind != PIVOT_FINDING && view->choices[i].pivot.kind != PIVOT_SUSPECT) {
            view->choices[view->count] = view->choices[i];
            view->choices[view->count++].all = true;
        }
}

static void draw(struct view *base, struct app *app, struct grid *grid, struct rect rect)
{
    struct research_pivot *view = (struct research_pivot *)base;
    struct rect in = dialog_frame(app, grid, "Pivot", (int)view->count + 2, FEET);
    int y = 0;
    (void)rect;
    list_fit(&view->list, view->count, in.height - FEET - 2 > 0 ? in.height - FEET - 2 : 1);
    for (size_t i = view->list.top; i < view->count && (int)(i - view->list.top) < view->list.height; i++) {
        const struct choice *choice = &view->choices[i];
        if (y + 1 < in.height - FEET && (i == view->list.top || choice->all != view->choices[i - 1].all))
            grid_put(grid, in, 0, y++, ROLE_MODAL_TITLE,
                     choice->all ? "Among all users" : "In the timeline of this user");
        bool here = i == view->list.cursor;
        struct rect line = {in.x, in.y + y, in.width, 1};
        char events[48] = "";
        if (here)
            grid_fill(grid, line, ROLE_CURSOR);
        if (!choice->all)
            snprintf(events, sizeof events, "%zu event%s", choice->events, choice->events == 1 ? "" : "s");
        int edge = grid_put_right(grid, line, 0, here ? ROLE_CURSOR : ROLE_DIM, events);
        line.width = *events ? edge - 1 : in.width;
        grid_printf(grid, line, 0, 0, here ? ROLE_CURSOR : ROLE_MODAL, "%s %-8s %s", here ? ">" : " ",
                    research_pivot_name(choice->pivot.kind), choice->says);
        y++;
    }
}

static enum reaction key(struct view *base, struct app *app, int key)
{
    struct research_pivot *view = (struct research_pivot *)base;
    if (key == KEY_ESCAPE)
        return REACT_CLOSE;
    if (key != KEY_RETURN)
        return list_key(&view->list, key) ? REACT_REDRAW : REACT_UNHANDLED;
    const struct choice *choice = &view->choices[view->list.cursor];
    struct research_view *of = view->of;
    struct pivot pivot = choice->pivot;
    bool all = choice->all;
    app_close(app, base);
    if (all) {
        research_spread_open(app, &of->target, &pivot);
    } else {
        research_timeline_pivot(&of->timeline, &pivot);
        of->focus = PANE_TIMELINE;
        app_wake_in(app, 1);
    }
    return REACT_REDRAW;
}

static void close_pivot(struct view *base, struct app *app)
{
    struct research_pivot *view = (struct research_pivot *)base;
    (void)app;
    arena_free(view->arena);
    xfree(view);
}

void research_pivot_open(struct research_view *of, struct app *app)
{
    static const struct view_ops ops = {.name = "pivot",
                                        .title = "Pivot",
                                        .modal = true,
                                        .close = close_pivot,
                                        .draw = draw,
                                        .key = key,
                                        .hint = "{choose} filter by it  {up}{down} move  {back} back"};
    struct research_pivot *view = xcalloc(1, sizeof *view);
    view->view.ops = &ops;
    view->of = of;
    view->arena = arena_new(0);
    const struct timeline_row *row = of->focus == PANE_TIMELINE ? research_timeline_at(&of->timeline) : NULL;
    const struct finding *finding = research_finding(of);
    if (row)
        offer_row(view, row);
    else if (finding && of->focus != PANE_SOURCES)
        offer_finding(view, finding);
    offer_all_users(view);
    if (view->count) {
        app_push(app, &view->view);
        return;
    }
    app_status(app, ROLE_NORMAL, "Nothing to pivot on here: choose an event of the timeline, or a finding.");
    close_pivot(&view->view, app);
}

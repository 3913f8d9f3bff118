/* What the keys of the pane of a research are for. */
#include "ui/app/app.h"
#include "ui/views/record_view.h"
#include "ui/views/research_view.h"
#include "ui/views/views.h"

static struct research_view *open_view(struct view *base)
{
    return (struct research_view *)base;
}

static enum reaction to_pane(struct view *base, enum research_pane pane)
{
    open_view(base)->focus = pane;
    return REACT_REDRAW;
}

static enum reaction to_findings(struct view *base, struct app *app)
{
    (void)app;
    return to_pane(base, PANE_FINDINGS);
}

static enum reaction to_evidence(struct view *base, struct app *app)
{
    (void)app;
    return to_pane(base, PANE_EVIDENCE);
}

static enum reaction to_timeline(struct view *base, struct app *app)
{
    (void)app;
    return to_pane(base, PANE_TIMELINE);
}

static enum reaction to_sources(struct view *base, struct app *app)
{
    (void)app;
    return to_pane(base, PANE_SOURCES);
}

static enum reaction first_event(struct view *base, struct app *app)
{
    struct research_view *view = open_view(base);
    const struct report *report = research_report(view);
    if (!report || !report->first) {
        app_status(app, ROLE_NORMAL, "No event is suspicious so far.");
        return REACT_REDRAW;
    }
    research_timeline_to(&view->timeline, report->first);
    return to_pane(base, PANE_TIMELINE);
}

static enum reaction only_suspicious(struct view *base, struct app *app)
{
    struct research_view *view = open_view(base);
    bool on = view->timeline.pivot.kind == PIVOT_SUSPECT;
    research_timeline_pivot(&view->timeline, &(struct pivot){.kind = on ? PIVOT_NONE : PIVOT_SUSPECT});
    app_wake_in(app, 1);
    return to_pane(base, PANE_TIMELINE);
}

static enum reaction pivot(struct view *base, struct app *app)
{
    research_pivot_open(open_view(base), app);
    return REACT_REDRAW;
}

static enum reaction set_aside(struct view *base, struct app *app)
{
    struct research_view *view = open_view(base);
    const struct finding *finding = research_finding(view);
    if (finding)
        research_aside_open(app, &view->target, finding);
    else
        app_status(app, ROLE_NORMAL, "Choose the finding that is explained, and set it aside then.");
    return REACT_REDRAW;
}

/* The record of the inbox rule at the cursor: of a finding the first of its records that is one. */
static const struct record *rule_at(const struct research_view *view)
{
    const struct finding *finding = research_finding(view);
    const struct timeline_row *row = research_timeline_at(&view->timeline);
    const struct record *record = view->focus == PANE_TIMELINE && row ? row->record
                                  : view->focus == PANE_EVIDENCE      ? research_evidence_at(view)
                                                                      : NULL;
    for (size_t i = 0; finding && !record && view->focus < PANE_TIMELINE && i < finding->evidence_count; i++)
        if (rule_view_is_about(finding->evidence[i].record))
            record = finding->evidence[i].record;
    return record;
}

static enum reaction eaten(struct view *base, struct app *app)
{
    struct research_view *view = open_view(base);
    const struct finding *finding = view->focus < PANE_TIMELINE ? research_finding(view) : NULL;
    const struct timeline_row *row = view->focus == PANE_TIMELINE ? research_timeline_at(&view->timeline) : NULL;
    rule_view_open(app, &view->target, rule_at(view), finding ? finding->time : row ? row->time : 0);
    return REACT_REDRAW;
}

/* The source at the cursor of the sources, else all. */
static enum reaction cancel(struct view *base, struct app *app)
{
    struct research_view *view = open_view(base);
    const struct source_line *line = view->focus == PANE_SOURCES ? research_source_at(view) : NULL;
    if (line && !research_is_going(line))
        app_status(app, ROLE_NORMAL, "%s: nothing is being read.", research_source(line->source)->label);
    else if (researches_cancel(app, research_of(view), line ? line->source : RESEARCH_SOURCES))
        app_status(app, ROLE_NORMAL, "Cancelled. What was not read is shown as unknown.");
    else
        app_status(app, ROLE_NORMAL, "Nothing is being read.");
    return REACT_REDRAW;
}

static enum reaction read_source(struct view *base, struct app *app)
{
    struct research_view *view = open_view(base);
    const struct source_line *line = view->focus == PANE_SOURCES ? research_source_at(view) : NULL;
    if (!line)
        app_status(app, ROLE_NORMAL, "Choose one of the sources (%s), and read it again then.",
                   keymap_key(&app->keymap, "research.sources"));
    else if (research_is_going(line))
        app_status(app, ROLE_NORMAL, "%s: it is being read.", research_source(line->source)->label);
    else if (researches_read(app, research_of(view), line->source))
        app_status(app, ROLE_NORMAL, "%s is read again.", research_source(line->source)->label);
    return REACT_REDRAW;
}

static enum reaction list(struct view *base, struct app *app)
{
    research_list_open(app, &open_view(base)->target);
    return REACT_REDRAW;
}

static enum reaction actions(struct view *base, struct app *app)
{
    menu_view_open_for(app, &open_view(base)->target);
    return REACT_REDRAW;
}

static enum reaction keep(struct view *base, struct app *app)
{
    if (research_report(open_view(base)))
        researches_keep(app, research_of(open_view(base)));
    else
        app_status(app, ROLE_NORMAL, "Nothing is known yet.");
    return REACT_REDRAW;
}

static enum reaction remedy(struct view *base, struct app *app)
{
    remedy_view_open_for(app, &open_view(base)->target, 1);
    return REACT_REDRAW;
}

static enum reaction user(struct view *base, struct app *app)
{
    user_view_open_for(app, &open_view(base)->target);
    return REACT_REDRAW;
}

static enum reaction filter(struct view *base, struct app *app)
{
    (void)app;
    research_filter((struct research_view *)base);
    return REACT_REDRAW;
}

#define GROUP "In a research"
const struct ui_command research_keys[] = {
    {"research.first", "To the first suspicious event", GROUP, {'b'}, IN_OTHERS, .act = first_event},
    {"research.pivot", "Pivot: by address, session, client, app, finding", GROUP, {'p'}, IN_OTHERS, .act = pivot},
    {"research.suspicious",
     "Only the suspicious events, and all again",
     GROUP,
     {'!'},
     IN_OTHERS,
     .act = only_suspicious},
    {"research.filter", "Filter the timeline", GROUP, {'f'}, IN_OTHERS, .act = filter},
    {"research.list",
     "By what one looks for: devices, forwarding, rights, logons",
     GROUP,
     {'l'},
     IN_OTHERS,
     .act = list},
    {"research.aside",
     "Set the finding aside, with a reason; count it again",
     GROUP,
     {'a'},
     IN_OTHERS,
     .act = set_aside},
    {"research.eaten", "Of an inbox rule: what did it eat?", GROUP, {'e'}, IN_OTHERS, .act = eaten},
    {"research.keep", "Write the case down: evidence, report, note", GROUP, {'w'}, IN_OTHERS, .act = keep},
    {"research.cancel", "Cancel the source at the cursor, else all", GROUP, {'c'}, IN_OTHERS, .act = cancel},
    {"research.again", "Read the source at the cursor again", GROUP, {'t'}, IN_OTHERS, .act = read_source},
    {"research.remedy", "Contain the account: what the findings ask for", GROUP, {'R'}, IN_OTHERS, .act = remedy},
    {"research.menu", "The menu of actions for this user", GROUP, {'.'}, IN_OTHERS, .act = actions},
    {"research.user", "View user", GROUP, {'o'}, IN_OTHERS, .act = user},
    {"research.findings", "To the findings", GROUP, {'1'}, IN_OTHERS, .act = to_findings},
    {"research.evidence", "To the evidence", GROUP, {'2'}, IN_OTHERS, .act = to_evidence},
    {"research.timeline", "To the timeline", GROUP, {'3'}, IN_OTHERS, .act = to_timeline},
    {"research.sources", "To the sources", GROUP, {'4'}, IN_OTHERS, .act = to_sources},
    {.name = NULL},
};

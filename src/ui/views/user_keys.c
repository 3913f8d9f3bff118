/* What the keys of "View user" do. */
#include "ui/app/user_readings.h"
#include "ui/views/user_shown.h"
#include "ui/views/user_tabs.h"
#include "ui/views/views.h"

static enum reaction before(struct view *base, struct app *app)
{
    user_shown_step((struct user_shown *)base, app, false);
    return REACT_REDRAW;
}

static enum reaction after(struct view *base, struct app *app)
{
    user_shown_step((struct user_shown *)base, app, true);
    return REACT_REDRAW;
}

/* What is under way at the cursor, else whatever is. */
static enum reaction cancel(struct view *base, struct app *app)
{
    struct user_shown *shown = (struct user_shown *)base;
    struct panel_readings *readings = user_readings_of(app, &shown->target);
    const struct doc_line *at = user_doc_at(&shown->doc);
    bool any = (at && at->source && user_readings_give_up(app, readings, at->source)) ||
               user_readings_give_up(app, readings, NULL);
    app_status(app, ROLE_NORMAL, any ? "Cancelled: %s reads it again." : "Nothing is being read.",
               keymap_key(&app->keymap, "refresh"));
    shown->dirty = true;
    return REACT_REDRAW;
}

static enum reaction actions(struct view *base, struct app *app)
{
    menu_view_open_for(app, &((struct user_shown *)base)->target);
    return REACT_REDRAW;
}

enum reaction user_shown_more(struct user_shown *shown, struct app *app)
{
    const struct doc_line *at = user_doc_at(&shown->doc);
    const struct part *part = at && at->part && at->part->on_key
                                  ? at->part
                                  : panel_waiting(*shown->panel, user_readings_of(app, &shown->target));
    const struct source *source = part ? part_source(part, 0) : NULL;
    if (!source) {
        app_status(app, ROLE_NORMAL, "All of this panel is read.");
        return REACT_REDRAW;
    }
    shown->asked = part;
    if (source->inputs)
        inputs_view_open(app, source, &shown->target);
    else
        user_readings_want(app, user_readings_of(app, &shown->target), source);
    shown->dirty = true;
    return REACT_REDRAW;
}

static enum reaction more(struct view *base, struct app *app)
{
    return user_shown_more((struct user_shown *)base, app);
}

static enum reaction research(struct view *base, struct app *app)
{
    research_view_open_for(app, &((struct user_shown *)base)->target, 1);
    return REACT_REDRAW;
}

static enum reaction remedy(struct view *base, struct app *app)
{
    remedy_view_open_for(app, &((struct user_shown *)base)->target, 1);
    return REACT_REDRAW;
}

static enum reaction history(struct view *base, struct app *app)
{
    user_shown_panel((struct user_shown *)base, app, user_tabs_place("history"));
    return REACT_REDRAW;
}

static enum reaction compare(struct view *base, struct app *app)
{
    compare_view_open(app, &((struct user_shown *)base)->target);
    return REACT_REDRAW;
}

static enum reaction photo(struct view *base, struct app *app)
{
    struct user_shown *shown = (struct user_shown *)base;
    user_files_photo(&shown->files, app, &shown->target);
    return REACT_REDRAW;
}

static enum reaction say_marks(struct user_shown *shown, struct app *app, bool may)
{
    const struct doc_line *at = user_doc_at(&shown->doc);
    size_t count = may ? user_marks_in(&shown->doc.marks, at->part, user_doc_content(&shown->doc, at->part)) : 0;
    if (count)
        app_status(app, ROLE_NORMAL, "%zu marked. %s: %s.", count, keymap_key(&app->keymap, "choose"),
                   user_marks_label(at->part));
    else
        app_status(app, ROLE_NORMAL, may ? "None is marked." : "Here is nothing that is done to several at once.");
    shown->dirty = true;
    return REACT_REDRAW;
}

static enum reaction mark(struct view *base, struct app *app)
{
    struct user_shown *shown = (struct user_shown *)base;
    user_shown_settle(shown, app);
    const struct doc_line *at = user_doc_at(&shown->doc);
    bool was = at && at->marked, may = user_doc_mark(&shown->doc);
    say_marks(shown, app, may);
    if (may && at->marked == was)
        app_status(app, ROLE_WARNING, "%s cannot be done to this one: its details tell why.",
                   user_marks_label(at->part));
    if (may)
        user_doc_key(&shown->doc, KEY_ARROW_DOWN);
    return REACT_REDRAW;
}

static enum reaction mark_all(struct view *base, struct app *app)
{
    struct user_shown *shown = (struct user_shown *)base;
    user_shown_settle(shown, app);
    return say_marks(shown, app, user_doc_mark_all(&shown->doc));
}

static enum reaction unmark(struct view *base, struct app *app)
{
    struct user_shown *shown = (struct user_shown *)base;
    user_marks_clear(&shown->doc.marks);
    app_status(app, ROLE_NORMAL, "None is marked.");
    shown->dirty = true;
    return REACT_REDRAW;
}

#define GROUP "In a user's view"
const struct ui_command user_keys[] = {
    {"user.previous", "The user before", GROUP, {'p', '['}, IN_OTHERS, .act = before},
    {"user.next", "The next user", GROUP, {'n', ']'}, IN_OTHERS, .act = after},
    {"user.cancel", "Cancel what is being read", GROUP, {'c'}, IN_OTHERS, .act = cancel},
    {"user.more", "Read what waits for a key, or ask the what-if", GROUP, {'m'}, IN_OTHERS, .act = more},
    {"user.research", "Research compromised account", GROUP, {'r'}, IN_OTHERS, .act = research},
    {"user.remedy", "Contain a compromised account", GROUP, {'R'}, IN_OTHERS, .act = remedy},
    {"user.history", "The history of this user", GROUP, {'H'}, IN_OTHERS, .act = history},
    {"user.compare", "Compare with another user", GROUP, {'='}, IN_OTHERS, .act = compare},
    {"user.photo", "Save the photo to a file", GROUP, {'P'}, IN_OTHERS, .act = photo},
    {"user.mark", "Mark the row, for what is done to several at once", GROUP, {KEY_SPACE}, IN_OTHERS, .act = mark},
    {"user.mark-all", "Mark all rows of the part", GROUP, {'*'}, IN_OTHERS, .act = mark_all},
    {"user.unmark", "Unmark all rows", GROUP, {'U'}, IN_OTHERS, .act = unmark},
    {"user.menu", "The menu of actions for this user", GROUP, {'.'}, IN_OTHERS, .act = actions},
    {.name = NULL},
};

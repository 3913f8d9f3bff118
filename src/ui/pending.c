/* Stands in for views that are being written; removed when they are there. */
#include "ui/views.h"

#define WEAK __attribute__((weak))
#define PENDING(name)                                                                              \
    WEAK void name(struct app *app)                                                                \
    {                                                                                              \
        app_status(app, ROLE_DIM, "…");                                                            \
    }

PENDING(menu_view_open)
PENDING(flyout_view_open)
PENDING(jobs_view_open)
PENDING(journal_view_open)
PENDING(help_view_open)
PENDING(palette_view_open)
PENDING(export_view_open)

WEAK void confirm_view_open(struct app *app, const struct action *action, const struct target *targets, size_t count)
{
    (void)action, (void)targets, (void)count;
    app_status(app, ROLE_DIM, "…");
}

WEAK void confirm_undo_view_open(struct app *app, const struct journal_entry *entry)
{
    (void)entry;
    app_status(app, ROLE_DIM, "…");
}

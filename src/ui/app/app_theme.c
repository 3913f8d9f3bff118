/* Another theme while the screen is there: by its name, or as the ground of the terminal wants it. */
#include "ui/app/app.h"

#include <stdlib.h>

bool app_use_theme(struct app *app, const char *name, struct err *e)
{
    struct theme theme;
    if (!theme_load(&theme, name, app->model->tenant_config->accent, NULL, e))
        return false;
    app->theme = theme;
    app->theme_name = name;
    app->themed = app->redraw = true;
    return true;
}

bool app_asks_ground(const struct app *app)
{
    const char *no_colour = getenv("NO_COLOR");
    return !app->theme_name && !(no_colour && *no_colour);
}

void app_ground(struct app *app, bool light)
{
    struct err ignored;
    bool used = light && app_asks_ground(app) && app_use_theme(app, "light", &ignored);
    (void)used; /* it is compiled in */
}

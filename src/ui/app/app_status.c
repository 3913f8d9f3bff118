/* The status line: what was last said, until the next key, or for a time; and when the app wakes by itself. */
#include "ui/app/app.h"

#include "base/clock.h"
#include <stdarg.h>
#include <stdio.h>

void app_status(struct app *app, enum role role, const char *format, ...)
{
    char text[512];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    buf_clear(&app->status);
    buf_puts(&app->status, text);
    app->status_role = role;
    app->status_until = 0;
    app->redraw = true;
}

void app_wake_in(struct app *app, int64_t ms)
{
    int64_t at = clock_monotonic() + ms;
    if (!app->wake || at < app->wake)
        app->wake = at;
}

void app_status_tick(struct app *app, int64_t now)
{
    if (!app->status_until)
        return;
    if (app->status_until > now) {
        app_wake_in(app, app->status_until - now);
        return;
    }
    app->status_until = 0;
    buf_clear(&app->status);
    app->redraw = true;
}

void app_status_for(struct app *app, int64_t ms)
{
    app->status_until = clock_monotonic() + ms;
    app_wake_in(app, ms);
}

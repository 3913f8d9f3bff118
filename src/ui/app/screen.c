/* The frame of a whole screen, and times as the screens write them. */
#include "ui/app/screen.h"

#include "base/clock.h"
#include "base/utf8.h"
#include "ui/app/status.h"
#include <stdio.h>
#include <time.h>

enum { TENANT = 512, LEAST_TITLE = 16 };

struct rect screen_draw(struct app *app, struct grid *grid, struct rect rect, const char *title, const char *right)
{
    char mark[32];
    grid_fill(grid, rect, ROLE_NORMAL);
    grid_fill(grid, (struct rect){rect.x, rect.y, rect.width, 1}, ROLE_TENANT);
    int edge = rect.width;
    if (*right)
        edge = grid_put_right(grid, (struct rect){rect.x, rect.y, rect.width - 1, 1}, 0, ROLE_TENANT, right);
    struct rect left = {rect.x, rect.y, edge - 1, 1};
    char tenant[TENANT];
    snprintf(tenant, sizeof tenant, "   %s%s", app_tenant_title(app), app_mark(app, mark));
    int room = left.width - utf8_width(tenant); /* where it happens is in every frame: a long title gives way */
    room = room > LEAST_TITLE ? room : left.width < LEAST_TITLE ? left.width : LEAST_TITLE;
    int x = 1 + grid_put(grid, (struct rect){left.x, left.y, room, 1}, 1, 0, ROLE_TENANT, title);
    grid_put(grid, left, x, 0, ROLE_TENANT, tenant);
    return (struct rect){rect.x, rect.y + 1, rect.width, rect.height - 3 - status_draw(app, grid, rect)};
}

void screen_time(int64_t ms, char out[32])
{
    time_t seconds = (time_t)(ms / 1000), now = (time_t)(clock_now() / 1000);
    struct tm then, today;
    out[0] = '\0';
    if (!ms || !localtime_r(&seconds, &then) || !localtime_r(&now, &today))
        return;
    bool year = then.tm_year == today.tm_year, day = year && then.tm_yday == today.tm_yday;
    strftime(out, 32, day ? "%H:%M:%S" : year ? "%m-%d %H:%M" : "%Y-%m-%d", &then);
}

void screen_duration(int64_t ms, char out[32])
{
    long long seconds = (long long)(ms / 1000);
    if (ms < 1000)
        snprintf(out, 32, "%lld ms", ms < 0 ? 0LL : (long long)ms);
    else if (ms < 10000)
        snprintf(out, 32, "%.1f s", (double)ms / 1000);
    else if (seconds < 120)
        snprintf(out, 32, "%lld s", seconds);
    else
        snprintf(out, 32, "%lld min %lld s", seconds / 60, seconds % 60);
}

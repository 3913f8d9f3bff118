/* A panel of a user and his photo, as files. */
#include "ui/views/user_files.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "output/picture.h"
#include "panel/print.h"
#include "ui/app/user_readings.h"
#include "ui/views/export_file.h"
#include <stdio.h>

enum { MOST = 64u << 20 };

static struct panel_readings *readings_of(const struct user_files *files)
{
    return user_readings_of(files->app, files->target);
}

/* --- a panel --- */

static size_t count_lines(const void *from)
{
    return ((const struct user_files *)from)->lines;
}

static void describe_panel(const void *from, char *out, size_t size)
{
    const struct user_files *files = from;
    snprintf(out, size, "%s of %s", files->panel->label, files->target->user_principal_name);
}

/* When the oldest of a panel was read. */
static int64_t read_at(const struct user_files *files)
{
    const struct source *sources[PANEL_SOURCES + 1];
    int64_t oldest = clock_now();
    panel_sources(files->panel, sources);
    for (const struct source **source = sources; *source; source++) {
        const struct panel_reading *reading = panel_reading_known(readings_of(files), *source);
        if (reading->over && reading->at < oldest)
            oldest = reading->at;
    }
    return oldest;
}

static bool write_panel(const void *from, bool json, bool (*write)(void *context, const char *bytes, size_t length),
                        void *context)
{
    const struct user_files *files = from;
    const struct sku_names *names = files->app->model->names;
    auto_buf struct buf out = buf_make(MOST);
    if (json) {
        panel_write_json(files->panel, readings_of(files), names, clock_now(), &out);
    } else {
        panel_print_whom(files->target->display_name, files->target->user_principal_name,
                         files->app->model->tenant_config->name, read_at(files), PANEL_MARKDOWN, &out);
        buf_putc(&out, '\n');
        panel_print(files->panel, readings_of(files), names, clock_now(), PANEL_MARKDOWN, 0, &out);
    }
    return write(context, buf_text(&out), out.length);
}

void user_files_export(struct user_files *files, struct app *app, const struct target *target,
                       const struct panel *panel, size_t lines)
{
    *files = (struct user_files){.app = app, .target = target, .panel = panel, .lines = lines};
    export_open(app, &(struct exported){.name = panel->name,
                                        .whom = files->target->user_principal_name,
                                        .what = "lines",
                                        .form = EXPORT_DOCUMENT,
                                        .count = count_lines,
                                        .describe = describe_panel,
                                        .write = write_panel,
                                        .from = files});
}

/* --- the photo --- */

static const struct panel_reading *picture_of(const struct user_files *files)
{
    return panel_reading_known(readings_of(files), source_find("photo-picture"));
}

static const struct record *picture(const struct user_files *files)
{
    const struct panel_reading *reading = picture_of(files);
    return reading->page && reading->page->count ? reading->page->records : NULL;
}

static size_t count_bytes(const void *from)
{
    const struct record *record = picture(from);
    return record ? (size_t)record_number(record, "length", 0) : 0;
}

static void describe_photo(const void *from, char *out, size_t size)
{
    const struct user_files *files = from;
    snprintf(out, size, "The photo of %s", files->target->user_principal_name);
}

static bool write_photo(const void *from, bool json, bool (*write)(void *context, const char *bytes, size_t length),
                        void *context)
{
    auto_buf struct buf bytes = buf_make(MOST);
    const struct record *record = picture(from);
    (void)json;
    return record && picture_bytes(record, &bytes) && write(context, bytes.data, bytes.length);
}

void user_files_message(struct user_files *files, struct app *app)
{
    const struct panel_reading *reading = files->waits ? picture_of(files) : NULL;
    if (!reading || reading->job)
        return;
    files->waits = false;
    if (picture(files))
        export_open(app, &(struct exported){.name = "photo",
                                            .whom = files->target->user_principal_name,
                                            .what = "bytes",
                                            .form = EXPORT_PICTURE,
                                            .ending = record_text(picture(files), "ending"),
                                            .count = count_bytes,
                                            .describe = describe_photo,
                                            .write = write_photo,
                                            .from = files});
    else if (reading->state == READ_WHOLE)
        app_status(app, ROLE_NORMAL, "%s has no photo.", app_target_name(files->target));
    else
        app_status(app, ROLE_WARNING, "The photo could not be read: %s. %s", reading->error.message,
                   reading->error.hint);
}

void user_files_photo(struct user_files *files, struct app *app, const struct target *target)
{
    *files = (struct user_files){.app = app, .target = target};
    const struct panel_reading *reading = picture_of(files);
    files->waits = true;
    if (reading->over && reading->state == READ_WHOLE) {
        user_files_message(files, app);
        return;
    }
    files->waits = user_readings_again(app, readings_of(files), source_find("photo-picture"));
    app_status(app, ROLE_NORMAL, files->waits ? "Reading the photo ..." : "busy");
}

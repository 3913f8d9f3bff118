/* `roster show USER`: one user in detail, a panel or several. */
#include "cli/commands.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "base/place.h"
#include "codec/json.h"
#include "model/sku.h"
#include "output/picture.h"
#include "output/say.h"
#include "panel/compare.h"
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

enum { PANELS = 16, TEXT = 16u << 20 };

struct show {
    const struct panel *panels[PANELS + 1];
    const struct source *sources[PANELS * PANEL_SOURCES + 2]; /* that they are made of, each once */
    size_t source_count;
    struct panel_readings readings;
    struct sku_names *names;
    const char *what_if, *photo;
    struct err error; /* why not all of it was read */
};

static bool has_inputs(const struct panel *panel)
{
    const struct source *sources[PANEL_SOURCES + 1];
    panel_sources(panel, sources);
    for (const struct source **source = sources; *source; source++)
        if ((*source)->inputs)
            return true;
    return false;
}

/* Without --panel: the first, or that which answers the what-if. */
static bool choose_default(struct show *show, const struct options *options, struct err *e)
{
    bool answers = false;
    for (const struct panel *const *panel = panel_all; options->what_if && !show->panels[0] && *panel; panel++)
        if (has_inputs(*panel))
            show->panels[0] = *panel;
    if (!show->panels[0])
        show->panels[0] = panel_all[0];
    for (size_t i = 0; show->panels[i]; i++)
        answers |= has_inputs(show->panels[i]);
    return answers || !options->what_if || err_set(e, ERR_USAGE, "--what-if goes with --panel conditional-access");
}

static bool choose(struct show *show, const struct options *options, struct err *e)
{
    size_t count = 0;
    for (size_t i = 0; i < options->panel_count; i++) {
        const struct panel *panel = panel_find(options->panels[i]);
        if (!panel) {
            auto_buf struct buf names = buf_make(512);
            for (const struct panel *const *one = panel_all; *one; one++)
                buf_printf(&names, "%s%s", names.length ? ", " : "", (*one)->name);
            err_set(e, ERR_USAGE, "there is no panel \"%s\"", options->panels[i]);
            return err_hint(e, "the panels are %s", buf_text(&names));
        }
        show->panels[count++] = panel;
    }
    return choose_default(show, options, e);
}

static void collect(struct show *show)
{
    for (const struct panel *const *panel = show->panels; *panel; panel++) {
        const struct source *sources[PANEL_SOURCES + 1];
        panel_sources(*panel, sources);
        for (const struct source **source = sources; *source; source++) {
            size_t at = 0;
            if ((*source)->inputs && !show->what_if)
                continue;
            while (at < show->source_count && show->sources[at] != *source)
                at++;
            show->sources[at] = *source;
            show->source_count += at == show->source_count;
        }
    }
    if (show->photo)
        show->sources[show->source_count++] = source_find("photo-picture");
}

/* The one question for all that the panels are made of. */
static struct message ask(const struct show *show, const struct target *target)
{
    struct message message = message_read("profile", target->id, NULL);
    message.targets->user_principal_name = arena_strdup(message.arena, target->user_principal_name);
    message.sources = show->sources;
    message.source_count = show->source_count;
    if (show->what_if) {
        const char **texts = arena_alloc(message.arena, sizeof *texts);
        texts[0] = show->what_if;
        message.texts = texts;
        message.text_count = 1;
    }
    return message;
}

/* What the licence does not include, what is closed by design, and what a reading asks nobody to sign in for, is no failure: it stands
 * in its place. */
static void note_error(struct show *show, const struct message *message)
{
    bool fine = message->read == READ_WHOLE || message->why == WHY_NOT_LICENSED || message->why == WHY_TOO_MANY ||
                message->why == WHY_CLOSED || message->why == WHY_NOT_SIGNED_IN;
    if (!fine && show->error.code == ERR_OK)
        show->error = message->error;
}

static void take(void *context, struct message *message)
{
    struct show *show = context;
    message_names(message, show->names);
    if (message->kind != FROM_READ)
        return;
    struct panel_reading *reading = panel_reading_of(&show->readings, message->source);
    *reading = (struct panel_reading){.source = message->source,
                                      .over = true,
                                      .state = message->read,
                                      .why = message->why,
                                      .error = message->error,
                                      .page = message->records,
                                      .covered_from = message->covered_from,
                                      .text = message->source->inputs ? xstrdup(show->what_if) : NULL,
                                      .at = clock_now()};
    message->records = NULL;
    note_error(show, message);
}

static void print_json(const struct show *show, struct buf *out)
{
    struct json_writer w = json_writer(out);
    bool many = show->panels[1] != NULL;
    if (many)
        json_open(&w, '[');
    for (const struct panel *const *panel = show->panels; *panel; panel++)
        panel_json(&w, *panel, &show->readings, show->names, clock_now());
    if (many)
        json_close(&w);
    buf_putc(out, '\n');
    say_json(buf_text(out), out->length);
}

static void print(const struct show *show, const struct options *options, const struct target *target,
                  const char *tenant)
{
    auto_buf struct buf out = buf_make(TEXT);
    enum panel_form form = options->output == OUTPUT_MARKDOWN ? PANEL_MARKDOWN : PANEL_TEXT;
    if (options->output == OUTPUT_JSON) {
        print_json(show, &out);
        return;
    }
    panel_print_whom(target->display_name, target->user_principal_name, tenant, clock_now(), form, &out);
    for (const struct panel *const *panel = show->panels; *panel; panel++) {
        buf_putc(&out, '\n');
        panel_print(*panel, &show->readings, show->names, clock_now(), form, say_width(), &out);
    }
    say_lines(buf_text(&out), out.length);
}

/* What a source says is not there is no user that is not there. */
static int code_of(const struct err *e)
{
    if (e->code == ERR_OK)
        return 0;
    int code = options_fail(e);
    return e->code == ERR_NOT_FOUND ? err_exit_code(ERR_SERVICE) : code;
}

/* --- two users --- */

static void take_of_two(void *context, struct message *message)
{
    take((struct show *)context + (message->kind == FROM_READ ? message->index : 0), message);
}

static bool read_both(struct engine *engine, struct show shows[2], const struct target targets[2], struct err *e)
{
    struct message message = message_read("profile", targets[0].id, NULL);
    const struct source *const *sources = compare_sources();
    struct target *both = targets_copy(message.arena, targets, 2);
    while (sources[message.source_count])
        message.source_count++;
    message.sources = sources;
    message.targets = both;
    message.target_count = 2;
    for (int i = 0; i < 2; i++) {
        both[i].display_name = NULL;
        memcpy(shows[i].readings.subject, targets[i].id, sizeof shows[i].readings.subject);
    }
    return engine_run(engine, &message, take_of_two, shows, e) || (shows[0].readings.count && shows[1].readings.count);
}

static void print_compared(const struct compared of[2], const struct options *options, const struct sku_names *names,
                           const char *tenant)
{
    auto_buf struct buf out = buf_make(TEXT);
    char beside[1024];
    enum panel_form form = options->output == OUTPUT_MARKDOWN ? PANEL_MARKDOWN : PANEL_TEXT;
    if (options->output == OUTPUT_JSON) {
        compare_write_json(of, names, &out);
        say_json(buf_text(&out), out.length);
        return;
    }
    snprintf(beside, sizeof beside, "Beside %.500s  %.500s", of[1].display_name, of[1].user_principal_name);
    panel_print_whom(of[0].display_name, of[0].user_principal_name, tenant, clock_now(), form, &out);
    panel_print_note(beside, form, &out);
    compare_print(of, names, clock_now(), form, &out);
    say_lines(buf_text(&out), out.length);
}

static int compare(const struct options *options)
{
    auto_arena struct arena *arena = arena_new(0);
    struct engine engine = {0};
    struct err e = {.code = ERR_OK};
    struct sku_names *names = sku_names_new();
    struct show shows[2] = {{.names = names}, {.names = names}};
    char *words[2] = {options->words[0], xstrdup(options->compare)};
    struct target targets[2];
    struct compared of[2];
    engine.soon = compare_sources();
    bool ok = engine_open(&engine, options, &e) &&
              find_users_meant(&engine, arena, words, 2, false, false, targets, &(size_t){0}, &e);
    ok = ok && read_both(&engine, shows, targets, &e);
    for (int i = 0; ok && i < 2; i++)
        of[i] = (struct compared){&shows[i].readings, targets[i].id, targets[i].display_name,
                                  targets[i].user_principal_name};
    if (ok)
        print_compared(of, options, names, engine.tenant->name);
    const struct err *why = shows[0].error.code != ERR_OK ? &shows[0].error : &shows[1].error;
    int code = !ok ? options_fail(&e) : code_of(why);
    for (int i = 0; i < 2; i++)
        panel_readings_free(&shows[i].readings);
    xfree(words[1]);
    sku_names_free(names);
    engine_close(&engine);
    return code;
}

/* --- the photo --- */

static bool write_photo(const struct record *picture, const char *path, struct err *e)
{
    auto_buf struct buf bytes = buf_make(TEXT);
    return picture_bytes(picture, &bytes) ? place_write(AT_FDCWD, path, buf_text(&bytes), bytes.length, e)
                                          : err_set(e, ERR_PARSE, "the photo is no picture that can be read");
}

static bool save_photo(const struct show *show, const struct target *target, struct err *e)
{
    const struct panel_reading *reading = panel_reading_known(&show->readings, source_find("photo-picture"));
    if (!show->photo || reading->state == READ_NOT) /* why not is told as of every source */
        return true;
    if (!reading->page || !reading->page->count)
        return err_set(e, ERR_NOT_FOUND, "%.200s has no photo", target->user_principal_name);
    if (!write_photo(reading->page->records, show->photo, e))
        return false;
    say_error("roster: the photo is in %s\n", show->photo);
    return true;
}

int command_show(const struct options *options)
{
    auto_arena struct arena *arena = arena_new(0);
    struct engine engine = {0};
    struct err e = {.code = ERR_OK};
    struct show show = {.names = sku_names_new(), .what_if = options->what_if, .photo = options->photo};
    struct target target;

    if (options->compare) {
        sku_names_free(show.names);
        return compare(options);
    }
    bool ok = choose(&show, options, &e);
    if (ok)
        collect(&show);
    engine.soon = show.sources;
    ok = ok && engine_open(&engine, options, &e) &&
         find_users_meant(&engine, arena, options->words, 1, false, false, &target, &(size_t){0}, &e);
    if (ok) {
        struct message message = ask(&show, &target);
        memcpy(show.readings.subject, target.id, sizeof show.readings.subject);
        ok = engine_run(&engine, &message, take, &show, &e) || show.readings.count;
    }
    if (ok)
        print(&show, options, &target, engine.tenant->name);
    ok = ok && save_photo(&show, &target, &e);
    int code = !ok ? options_fail(&e) : code_of(&show.error);
    panel_readings_free(&show.readings);
    sku_names_free(show.names);
    engine_close(&engine);
    return code;
}

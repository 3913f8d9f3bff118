/* `roster template [NAME]`: which templates there are for new users, what one has, and making one from a user. */
#include "cli/templates.h"

#include "base/place.h"
#include "cli/commands.h"
#include "output/say.h"
#include <fcntl.h>
#include <string.h>

#define NONE "none"

static bool make(struct arena *arena, const struct config_template *from, struct template *out, struct err *e)
{
    size_t count = 0;
    while (from->names[count])
        count++;
    struct template_line *lines = arena_alloc(arena, (count + 1) * sizeof *lines);
    for (size_t i = 0; i < count; i++)
        lines[i] = (struct template_line){from->names[i], from->values[i], from->wheres[i]};
    if (strcmp(from->name, NONE) != 0)
        return template_make(arena, from->name, lines, count, out, e);
    err_set(e, ERR_CONFIG, "%s: a template cannot be called \"" NONE "\"", from->where);
    return err_hint(e, "--use-template " NONE " means that none is used");
}

static const struct template *find(const struct template *all, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (!strcmp(all[i].name, name))
            return &all[i];
    return NULL;
}

/* "office, sales" */
static const char *names_of(struct arena *arena, const struct template *all, size_t count)
{
    const char *names = "";
    for (size_t i = 0; i < count; i++)
        names = arena_printf(arena, "%s%s%s", names, i ? ", " : "", all[i].name);
    return names;
}

static bool is_unknown(struct arena *arena, const struct template *all, size_t count, const char *where,
                       const char *name, struct err *e)
{
    if (find(all, count, name))
        return false;
    err_set(e, where ? ERR_CONFIG : ERR_USAGE, "%s%sthere is no template \"%.80s\"", where ? where : "",
            where ? ": " : "", name);
    if (count)
        err_hint(e, "there are %s", names_of(arena, all, count));
    else
        err_hint(e, "`templates:` of the configuration makes them (docs/CONFIGURATION.md)");
    return true;
}

const struct template *templates_of(struct arena *arena, const struct config *config, size_t *count, struct err *e)
{
    struct template *all = arena_alloc(arena, (config->template_count + 1) * sizeof *all);
    for (*count = 0; *count < config->template_count; ++*count)
        if (!make(arena, &config->templates[*count], &all[*count], e))
            return NULL;
    for (size_t i = 0; i < config->tenant_count; i++) {
        const struct config_tenant *tenant = &config->tenants[i];
        if (tenant->template && is_unknown(arena, all, *count, tenant->template_where, tenant->template, e))
            return NULL;
    }
    return all;
}

bool templates_choose(struct arena *arena, const struct config *config, const struct config_tenant *tenant,
                      const char *name, const struct template **out, struct err *e)
{
    size_t count;
    const struct template *all = templates_of(arena, config, &count, e);
    const char *wanted = name ? name : tenant->template;
    *out = NULL;
    if (!all || !wanted || !strcmp(wanted, NONE))
        return all != NULL;
    *out = find(all, count, wanted);
    return !is_unknown(arena, all, count, NULL, wanted, e);
}

/* --- the command --- */

static void say_one(const struct template *template)
{
    auto_buf struct buf out = buf_make(1u << 20);
    template_write(template, &out);
    say_lines(buf_text(&out), out.length);
}

static void say_all(const struct config *config, const struct template *all, size_t count)
{
    if (!count)
        say("There are none: docs/CONFIGURATION.md says how they are written.\n");
    for (size_t i = 0; i < count; i++) {
        say("%s  %s", all[i].name, config->templates[i].where);
        for (size_t t = 0; t < config->tenant_count; t++)
            if (config->tenants[t].template && !strcmp(config->tenants[t].template, all[i].name))
                say("  (default of %s)", config->tenants[t].name);
        say("\n");
    }
}

/* --- from a user --- */

struct made {
    struct arena *arena;
    struct template_line lines[64];
    size_t count;
    struct err error;
};

/* What people call it: a licence by its part number, a manager by the address. */
static const char *called(const struct prepared_param *param, const struct prepared_option *option)
{
    return !strcmp(param->name, "manager") ? option->detail : option->label;
}

static void take_param(struct made *made, const struct prepared_param *param)
{
    size_t most = sizeof made->lines / sizeof *made->lines;
    bool chosen = false;
    for (const struct prepared_option *one = param->options; one && made->count < most; one = one->next)
        if (one->chosen) {
            chosen = true;
            made->lines[made->count++] = (struct template_line){
                arena_strdup(made->arena, param->name), arena_strdup(made->arena, called(param, one)), "the user"};
        }
    if (!chosen && param->otherwise && made->count < most)
        made->lines[made->count++] = (struct template_line){arena_strdup(made->arena, param->name),
                                                            arena_strdup(made->arena, param->otherwise), "the user"};
}

static void take_user(void *context, struct message *message)
{
    struct made *made = context;
    if (message->kind != FROM_PREPARED)
        return;
    made->error = message->error;
    for (const struct prepared_param *param = message->prepared ? message->prepared->params : NULL; param;
         param = param->next)
        if (param->copied)
            take_param(made, param);
    for (const struct prepared_note *note = message->prepared ? message->prepared->notes : NULL; note;
         note = note->next)
        say_error("roster: %s\n", note->text);
}

static bool write_file(const struct config *config, const char *name, const struct template *template, struct err *e)
{
    auto_arena struct arena *arena = arena_new(0);
    auto_buf struct buf out = buf_make(1u << 20);
    const char *path = arena_printf(arena, "%s/%s.yaml", config->template_folder, name);
    template_write(template, &out);
    if (!place_make(config->template_folder, e) || !place_write(AT_FDCWD, path, buf_text(&out), out.length, e))
        return false;
    say("%s\n", path);
    return true;
}

/* The name is a part of a path. */
static bool name_fits(const char *name, struct err *e)
{
    bool good = *name && *name != '.' && strlen(name) <= 60 && !strchr(name, '/') && strcmp(name, NONE) != 0;
    return good || err_set(e, ERR_USAGE, "a template cannot be called \"%.80s\"", name);
}

static bool read_user(struct engine *engine, const char *user, struct made *made, struct err *e)
{
    const struct target nobody = {.display_name = "", .user_principal_name = ""};
    struct message message = message_about(TO_PREPARE, action_find("add-user"), &nobody, 1);
    struct param_value *values = arena_alloc(message.arena, sizeof *values);
    *values = (struct param_value){"copyFrom", arena_strdup(message.arena, user)};
    message.values = values;
    message.value_count = 1;
    if (engine_run(engine, &message, take_user, made, e) && made->error.code != ERR_OK)
        *e = made->error;
    return e->code == ERR_OK;
}

static bool from_user(struct engine *engine, const struct options *options, struct err *e)
{
    auto_arena struct arena *arena = arena_new(0);
    struct made made = {.arena = arena};
    struct template template;
    size_t count;
    const char *name = options->word_count ? options->words[0] : "";
    if (!name_fits(name, e) || !engine_open(engine, options, e))
        return false;
    const struct template *all = templates_of(arena, engine->config, &count, e);
    if (!all || find(all, count, name))
        return all && err_set(e, ERR_USAGE, "there is a template \"%s\" already, and nothing is replaced", name);
    return read_user(engine, options->from, &made, e) &&
           template_make(arena, name, made.lines, made.count, &template, e) &&
           write_file(engine->config, name, &template, e);
}

static int make_from_user(const struct options *options)
{
    struct engine engine = {0};
    struct err e = {.code = ERR_OK};
    bool ok = from_user(&engine, options, &e);
    engine_close(&engine);
    return ok ? 0 : options_fail(&e);
}

int command_template(const struct options *options)
{
    auto_arena struct arena *arena = arena_new(0);
    struct err e = {.code = ERR_OK};
    if (options->from)
        return make_from_user(options);
    size_t count;
    struct config *config = engine_config(options, &e);
    const struct template *all = config ? templates_of(arena, config, &count, &e) : NULL;
    bool ok = all != NULL;
    if (ok && !options->word_count)
        say_all(config, all, count);
    else if (ok && !is_unknown(arena, all, count, NULL, options->words[0], &e))
        say_one(find(all, count, options->words[0]));
    else
        ok = false;
    config_free(config);
    return ok ? 0 : options_fail(&e);
}

/* `roster template [NAME]`: which templates there are for new users, what one has, and making one from a user. */
#include "cli/templates.h"

#include "cli/commands.h"
#include "output/say.h"
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

int command_template(const struct options *options)
{
    auto_arena struct arena *arena = arena_new(0);
    struct err e = {.code = ERR_OK};
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

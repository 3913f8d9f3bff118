/* `roster do ACTION --help`: what an action does and which parameters it takes, from its row. */
#include "cli/commands.h"

#include "base/nearest.h"
#include "base/zone.h"
#include "output/say.h"
#include <ctype.h>
#include <string.h>

static void add_values(const struct param *param, struct buf *out)
{
    if (param->kind == PARAM_NUMBER && (param->minimum || param->maximum))
        buf_printf(out, " (%ld to %ld)", param->minimum, param->maximum);
    else if (param->kind == PARAM_BOOL)
        buf_puts(out, " (true, false)");
    else if (param->kind == PARAM_DATE_TIME)
        buf_puts(out, " (" ZONE_FORMS ")");
    for (const char *const *choice = param->choices; choice && *choice; choice++)
        buf_printf(out, "%s%s%s", choice == param->choices ? " (" : ", ", *choice, choice[1] ? "" : ")");
}

void do_help_param(const struct param *param, struct buf *out)
{
    buf_printf(out, "%s%s%s: %s", param->label, param->required ? ", required" : "", param->many ? ", several" : "",
               param->help);
    add_values(param, out);
    buf_printf(out, "%s%s", param->otherwise ? "; default " : "", param->otherwise ? param->otherwise : "");
}

/* A value that can be typed: for the example. */
static void add_value(const struct param *param, struct buf *out)
{
    const char *value = param->otherwise ? param->otherwise : param->choices ? param->choices[0] : NULL;
    if (!value && param->kind == PARAM_USER)
        value = "bob@contoso.com";
    if (value)
        buf_puts(out, value);
    for (const char *at = value ? "" : param->name; *at; at++)
        buf_putc(out, (char)toupper((unsigned char)*at));
}

/* Whether nothing is said to be required, and without anything it cannot be done all the same. */
static bool wants_first(const struct action *action)
{
    auto_arena struct arena *arena = arena_new(0);
    struct param_values none = {.count = 0}, all;
    struct err ignored;
    for (const struct param *param = action->params; param && param->name; param++)
        if (param->required)
            return false;
    return action->params && action->params->name && !params_values(arena, action->params, none, &all, NULL, &ignored);
}

void do_help_example(const struct action *action, struct buf *out)
{
    bool first = wants_first(action);
    bool creates = action->flags & ACTION_CREATES;
    buf_printf(out, "roster %s", creates ? "" : "do ");
    buf_puts(out, !creates ? action->name : !strcmp(action->name, "invite-guest") ? "invite" : "add");
    buf_puts(out, creates ? "" : " ann@contoso.com");
    for (const struct param *param = action->params; param && param->name; param++)
        if (param->required || (first && param == action->params)) {
            buf_printf(out, " --set %s=", param->name);
            add_value(param, out);
        }
    buf_puts(out, " --dry-run");
}

/* Of a word that several begin with ("block"), no one is nearer than the others. */
static size_t begun_with(const struct action *const *all, size_t count, const char *name, struct buf *out)
{
    size_t found = 0, length = strlen(name);
    for (size_t i = 0; i < count; i++)
        if (!strncmp(all[i]->name, name, length) && all[i]->name[length] == '-')
            buf_printf(out, "%s%s", found++ ? ", " : "", all[i]->name);
    return found;
}

const struct action *do_action(const char *name, struct err *e)
{
    const struct action *action = action_find(name);
    struct nearest nearest = nearest_to(name);
    size_t count;
    const struct action *const *all = action_all(&count);
    if (action)
        return action;
    for (size_t i = 0; i < count; i++)
        nearest_offer(&nearest, all[i]->name);
    err_set(e, ERR_USAGE, "there is no action \"%s\"", name);
    auto_buf struct buf begun = buf_make(1024);
    if (begun_with(all, count, name, &begun) > 1)
        err_hint(e, "did you mean one of %s? `roster actions` lists them", buf_text(&begun));
    else
        err_hint(e, nearest.name ? "did you mean %s? `roster actions` lists them" : "`roster actions` lists them%s",
                 nearest.name ? nearest.name : "");
    return NULL;
}

bool do_help(const struct options *options, struct err *e)
{
    auto_buf struct buf text = buf_make(BUF_REQUEST);
    const struct action *action = do_action(options->words[0], e);
    if (!action)
        return false;
    say("usage: roster do %s [OPTION]... USER%s\n%s\n", action->name, action->flags & ACTION_BULK ? "..." : "",
        action->help);
    for (const struct param *param = action->params; param && param->name; param++) {
        say(param == action->params ? "\n" : "");
        buf_clear(&text);
        do_help_param(param, &text);
        say("  --set %-12s %s\n", param->name, buf_text(&text));
    }
    buf_clear(&text);
    do_help_example(action, &text);
    say("\nexample: %s\n`roster do --help` lists the options.\n", buf_text(&text));
    return true;
}

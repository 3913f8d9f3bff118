/* `roster actions`: every row with what it needs. */
#include "cli/commands.h"

#include "action/permission.h"
#include "codec/json.h"
#include "output/say.h"
#include <stdio.h>
#include <string.h>

static void write_list(struct json_writer *w, const char *name, const char *const *list)
{
    json_name(w, name);
    json_open(w, '[');
    for (; list && *list; list++)
        json_put_text(w, *list);
    json_close(w);
}

static void write_flags(struct json_writer *w, unsigned flags)
{
    static const struct {
        unsigned flag;
        const char *name;
    } names[] = {
        {ACTION_BULK, "bulk"},
        {ACTION_CONTAINMENT, "containment"},
        {ACTION_DESTRUCTIVE, "destructive"},
        {ACTION_SECRET, "secret"},
        {ACTION_SYNC_REVERTS, "syncReverts"},
        {ACTION_RARE, "rare"},
        {ACTION_DELEGATED_SYNCED, "delegatedWhenSynced"},
        {ACTION_NO_GUESTS, "noGuests"},
        {ACTION_CLOUD_ONLY, "cloudOnly"},
        {ACTION_CREATES, "creates"},
    };
    json_name(w, "flags");
    json_open(w, '[');
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (flags & names[i].flag)
            json_put_text(w, names[i].name);
    json_close(w);
}

static void write_params(struct json_writer *w, const struct param *param)
{
    static const char *const kinds[] = {"text",   "choice",    "boolean", "number", "dateTime",
                                        "secret", "multiline", "user",    "group",  "site"};
    json_name(w, "parameters");
    json_open(w, '[');
    for (; param && param->name; param++) {
        json_open(w, '{');
        json_member_text(w, "name", param->name);
        json_member_text(w, "label", param->label);
        json_member_text(w, "type", kinds[param->kind]);
        json_member_text(w, "default", param->otherwise);
        write_list(w, "choices", param->choices);
        if (param->minimum || param->maximum) {
            json_member_int(w, "minimum", param->minimum);
            json_member_int(w, "maximum", param->maximum);
        }
        json_member_bool(w, "required", param->required);
        json_member_bool(w, "many", param->many);
        json_member_text(w, "help", param->help);
        json_close(w);
    }
    json_close(w);
}

static void write_row(struct json_writer *w, const struct action *action)
{
    const struct {
        const char *name, *value;
    } texts[] = {
        {"name", action->name},
        {"label", action->label},
        {"key", (const char[]){(char)action->key, '\0'}},
        {"group", action_group_title(action->group)},
        {"help", action->help},
        {"confirm", action->confirm},
        {"roleForAdministrators", action->role_for_admins},
        {"undo", action->undo},
    };
    json_open(w, '{');
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        json_member_text(w, texts[i].name, texts[i].value);
    }
    write_params(w, action->params);
    write_list(w, "permissions", action->needs);
    write_list(w, "readPermissions", action->reads);
    write_list(w, "exchangeCmdlets", action->cmdlets);
    write_list(w, "sharePointPermissions", permission_needs(action, RESOURCE_SHAREPOINT));
    write_list(w, "roles", action->roles);
    write_flags(w, action->flags);
    json_close(w);
}

int command_actions(const struct options *options)
{
    auto_buf struct buf out = buf_make(1 << 20);
    struct json_writer w = json_writer(&out);
    size_t count;
    const struct action *const *all = action_all(&count);

    if (options->output == OUTPUT_MARKDOWN || options->output == OUTPUT_SETUP) {
        (options->output == OUTPUT_SETUP ? actions_setup : actions_markdown)();
        return 0;
    }
    if (options->output != OUTPUT_JSON) {
        for (size_t i = 0; i < count; i++)
            say("%-28s %-8s %s\n", all[i]->name, action_group_title(all[i]->group), all[i]->help);
        return 0;
    }
    json_open(&w, '[');
    for (size_t i = 0; i < count; i++)
        write_row(&w, all[i]);
    json_close(&w);
    buf_putc(&out, '\n');
    say_json(buf_text(&out), out.length);
    return 0;
}

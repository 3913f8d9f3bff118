/* `roster version`, `roster paths`, `roster config`: what this roster is, where it keeps what, and how it is configured. */
#include "cli/commands.h"

#include "base/place.h"
#include "cli/release.h"
#include "codec/json.h"
#include "codec/yaml.h"
#include "config/setting.h"
#include "journal/journal.h"
#include "output/say.h"
#include "ui/ui.h"
#include "worker/worker.h"
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int command_version(const struct options *options)
{
    (void)options;
    say("roster %s (%s)\n", ROSTER_VERSION, release_commit);
    say("%s\n%s\nSQLite %s, cJSON %s, libyaml %s\n", worker_library(), ui_library(), journal_library(), json_library(),
        yaml_library());
    return 0;
}

/* --- where what is --- */

struct kept {
    const char *name, *path;
};

static bool find_places(struct arena *arena, const struct options *options, struct kept out[4], struct err *e)
{
    const char *config = place_xdg(arena, "XDG_CONFIG_HOME", ".config", e);
    const char *state = config ? place_xdg(arena, "XDG_STATE_HOME", ".local/state", e) : NULL;
    if (!state)
        return false;
    out[0] = (struct kept){"configuration",
                           options->config ? options->config : arena_printf(arena, "%s/config.yaml", config)};
    out[1] = (struct kept){"state", state};
    out[2] = (struct kept){"journal", arena_printf(arena, "%s/journal.db", state)};
    out[3] = (struct kept){"tokens", arena_printf(arena, "%s/tokens.json", state)};
    return true;
}

int command_paths(const struct options *options)
{
    auto_arena struct arena *arena = arena_new(0);
    auto_buf struct buf out = buf_make(BUF_REQUEST);
    struct json_writer w = json_writer(&out);
    struct kept places[4];
    struct err e = {.code = ERR_OK};
    if (!find_places(arena, options, places, &e))
        return options_fail(&e);
    json_open(&w, '{');
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        bool there = !access(places[i].path, F_OK);
        json_member_text(&w, places[i].name, places[i].path);
        if (options->output != OUTPUT_JSON)
            say("%-14s %s%s\n", places[i].name, places[i].path, there ? "" : "  (not there)");
    }
    json_close(&w);
    buf_putc(&out, '\n');
    if (options->output == OUTPUT_JSON)
        say_json(buf_text(&out), out.length);
    return 0;
}

/* --- the configuration --- */

/* Comment lines of at most 78 columns. */
static void say_comment(const char *text, const char *mark)
{
    enum { WIDTH = 76 };
    size_t column = 0;
    say("%s", mark);
    while (*text) {
        size_t length = strcspn(text, " ");
        if (column && column + length + 1 > WIDTH) {
            say("\n%s", mark);
            column = 0;
        }
        say(" %.*s", (int)length, text);
        column += length + 1;
        text += length + (text[length] == ' ');
    }
    say("\n");
}

/* Each behind what is said of it; whoever takes the first # of a line away has the setting. */
static void say_settings(const struct setting *settings, const char *margin, const char *comment)
{
    for (; settings->key; settings++) {
        const char *at = settings->example;
        if (!at)
            continue;
        say("\n");
        say_comment(settings->help, comment);
        say("%s%s:%s", margin, settings->key, *at == '\n' ? "" : " ");
        while (*at) {
            size_t length = strcspn(at, "\n");
            say("%.*s\n", (int)length, at);
            at += length + (at[length] == '\n');
            if (*at)
                say("%s", margin);
        }
    }
}

static int print_sample(void)
{
    say_comment(CONFIG_ABOUT, "#");
    say_comment("Every setting stands here as a comment: take the first # away from those you want.", "#");
    say_settings(setting_top, "#", "#");
    say("\n#tenants:\n#  contoso:\n");
    say_settings(setting_tenant, "#    ", "#    #");
    return 0;
}

static void print_tenant(const struct config_tenant *tenant, bool is_default)
{
    say("  %s%s\n    tenant_id: %s\n    auth: %s\n    cloud: %s\n", tenant->name,
        is_default ? "  (opened by default)" : "", tenant->tenant_id, config_auth_name(tenant->auth),
        config_cloud_name(tenant));
    if (tenant->client_id)
        say("    client_id: %s\n", tenant->client_id);
    if (tenant->read_only)
        say("    read_only: true\n");
}

/* What is in force, secrets left out: they are never read for this. */
static void print_config(const struct config *config)
{
    say("%s\n", config->path ? config->path : "no configuration: everything is as it comes");
    say("theme: %s\nascii: %s\nmouse: %s\nread_only: %s\nfuse: %ld\nsettle_after: %ld\n",
        config->theme ? config->theme : "by the terminal's ground", config->ascii ? "true" : "false",
        config->mouse ? "true" : "false", config->read_only ? "true" : "false", config->fuse, config->settle_after);
    say("views: %zu\nkeys: %zu\nlists: %zu\n", config->view_count, config->key_count, config->line_count);
    for (size_t i = 0; i < config->line_count; i++)
        say("  %s: %s\n", config->lines[i].list, config->lines[i].line);
    say("playbooks: %zu\ntenants: %zu\n", config->playbook_count, config->tenant_count);
    for (size_t i = 0; i < config->tenant_count; i++)
        print_tenant(&config->tenants[i], config->tenant && !strcmp(config->tenant, config->tenants[i].name));
}

int command_config(const struct options *options)
{
    struct err e = {.code = ERR_OK};
    const char *word = options->words[0];
    bool check = !strcmp(word, "check");
    if (!strcmp(word, "sample"))
        return print_sample();
    if (!check && strcmp(word, "show") != 0) {
        err_set(&e, ERR_USAGE, "config takes %s, not \"%s\"", options->command->words, word);
        return options_fail(&e);
    }
    struct config *config = engine_config(options, &e);
    if (!config)
        return options_fail(&e);
    if (check)
        say("%s: %s\n", config->path ? config->path : "no configuration", "all is well");
    else
        print_config(config);
    config_free(config);
    return 0;
}

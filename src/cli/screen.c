/* The terminal UI from the command line: configuration, worker, screen, and the end of all three. */
#include "cli/commands.h"

#include "action/prefill.h"
#include "cli/leave.h"
#include "cli/templates.h"
#include "playbook/playbook.h"
#include "ui/ui.h"
#include <stdio.h>
#include <string.h>

struct screen {
    const struct config *config;
    const struct options *options;
};

static struct worker *start(void *context, const struct config_tenant *tenant, const struct secret *typed,
                            struct err *e)
{
    const struct screen *screen = context;
    return engine_start(screen->config, screen->options, tenant, typed, e);
}

/* What there is to try in the demo as it comes: a newcomer knows none of its people. */
static const char *const *greeting(const struct options *options)
{
    static const char *const lines[] = {
        "{filter} casey Enter {research} researches an account in other hands; there, {research.remedy} contains it.",
        "{menu} shows what can be done to a user; nothing is sent before you confirm.",
        "{help} lists the keys. {clear-filter} hides these lines. Nothing leaves this machine.", NULL};
    return !strcmp(options->command->name, "demo") && !options->scenario_count ? lines : NULL;
}

/* Those that need no research, in `arena`; they were checked when the configuration was read. */
static const struct playbook *playbooks(struct arena *arena, const struct config *config, size_t *count)
{
    struct playbook *all = arena_alloc(arena, (config->playbook_count + 1) * sizeof *all);
    bool own = false;
    struct err ignored;
    *count = 0;
    for (size_t i = 0; i < config->playbook_count; i++) {
        own |= !strcmp(config->playbooks[i].name, playbook_offboard.name);
        *count += engine_playbook(arena, config, config->playbooks[i].name, &all[*count], &ignored);
    }
    if (!own)
        all[(*count)++] = playbook_offboard;
    return all;
}

int command_screen(const struct options *given)
{
    auto_arena struct arena *arena = arena_new(0);
    struct engine engine = {0};
    struct err e = {.code = ERR_OK};
    struct options there = *given, *options = &there;
    struct prefill prefill = {.customer = NULL};
    if (given->prefill && !prefill_read(arena, given->prefill, &prefill, &e))
        return options_fail(&e);
    there.tenant = add_tenant(given, prefill.customer);
    if (!engine_open(&engine, options, &e)) {
        engine_close(&engine);
        return options_fail(&e);
    }
    struct screen screen = {.config = engine.config, .options = options};
    struct ui_workers workers = {
        .now = engine.worker, .wants_secret = worker_wants_secret, .start = start, .context = &screen};
    engine.worker = NULL; /* the screen's; it may become another */
    size_t playbook_count, template_count;
    const struct template *templates = templates_of(arena, engine.config, &template_count, &e); /* they were checked */
    const struct playbook *all = playbooks(arena, engine.config, &playbook_count);
    const struct ui_options ui = {
        .config = engine.config,
        .tenant = engine.tenant,
        .playbooks = all,
        .playbook_count = playbook_count,
        .templates = templates,
        .template_count = template_count,
        .workers = &workers,
        .theme = options->theme,
        .ascii = options->ascii,
        .read_only = options->read_only,
        .script = options->script,
        .dump = options->dump,
        .prefill = options->prefill,
        .greeting = greeting(options),
    };
    int code = ui_run(&ui);
    bool finished = leave(&workers);
    engine_close(&engine);
    if (!finished) {
        err_set(&e, ERR_CANCELLED, "not everything could be finished in time");
        err_hint(&e, "`roster journal` names what is unsettled");
        return options_fail(&e);
    }
    return code;
}

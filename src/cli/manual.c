/* `roster manual`: the manual pages, written from the rows that `--help` is printed from. */
#include "cli/commands.h"

#include "base/nearest.h"
#include "cli/release.h"
#include "codec/roff.h"
#include "config/setting.h"
#include "output/say.h"
#include <stdio.h>
#include <string.h>

enum { PAGE_NAME = 64, PAGE_MOST = 1 << 20 };

/* The pages that are about no command. */
static void write_roster(struct buf *out, const struct command *command);
static void write_actions(struct buf *out, const struct command *command);
static void write_config(struct buf *out, const struct command *command);
static void write_command(struct buf *out, const struct command *command);

static const struct page {
    const char *name, *section, *about;
    void (*write)(struct buf *out, const struct command *command);
} pages[] = {
    {"roster", "1", RELEASE_ABOUT, write_roster},
    {"roster-actions", "7", "what roster can do to a user", write_actions},
    {"roster-config", "5", "the configuration of roster", write_config},
};

static void write_options(struct buf *out, const struct command *command)
{
    const struct option_row *row;
    roff_macro(out, "Bl", ".-tag", ".-width", ".Ds", NULL);
    for (size_t i = 0; (row = options_row(i)); i++)
        if (options_takes(command, row)) {
            const char *argument = options_argument(command, row);
            roff_macro(out, "It", ".Fl", row->name + 1, argument ? ".Ar" : NULL, argument, NULL);
            roff_text(out, row->help);
        }
    roff_macro(out, "El", NULL);
}

static void write_examples(struct buf *out, const struct command *command)
{
    if (!command->examples)
        return;
    roff_macro(out, "Sh", ".EXAMPLES", NULL);
    for (const char *const *example = command->examples; *example; example++)
        roff_macro(out, "Dl", *example, NULL);
}

static void write_codes(struct buf *out)
{
    roff_macro(out, "Sh", ".EXIT", ".STATUS", NULL);
    roff_macro(out, "Bl", ".-tag", ".-width", ".Ds", NULL);
    for (const struct release_code *code = release_codes; code->means; code++) {
        char number[16];
        snprintf(number, sizeof number, "%d", code->code);
        roff_macro(out, "It", number, NULL);
        roff_text(out, code->means);
    }
    roff_macro(out, "El", NULL);
}

static void write_words(struct buf *out, const char *heading, const char *macro, const struct release_word *words)
{
    roff_macro(out, "Sh", heading, NULL);
    roff_macro(out, "Bl", ".-tag", ".-width", ".Ds", NULL);
    for (; words->name; words++) {
        roff_macro(out, "It", macro, words->name, NULL);
        roff_text(out, words->means);
    }
    roff_macro(out, "El", NULL);
}

/* Pages that are referred to at the end, in the order of their sections. */
static void see_also(struct buf *out, const char *but)
{
    static const struct {
        const char *name, *section;
    } rows[] = {{"roster", "1"}, {"roster-tenant", "1"}, {"roster-config", "5"}, {"roster-actions", "7"}};
    size_t last = sizeof rows / sizeof rows[0] - 1;
    if (!strcmp(rows[last].name, but))
        last--;
    roff_macro(out, "Sh", ".SEE", ".ALSO", NULL);
    for (size_t i = 0; i <= last; i++)
        if (strcmp(rows[i].name, but) != 0)
            roff_macro(out, "Xr", rows[i].name, rows[i].section, i < last ? ".," : NULL, NULL);
}

static void write_roster(struct buf *out, const struct command *screen)
{
    roff_macro(out, "Sh", ".SYNOPSIS", NULL);
    roff_macro(out, "Nm", NULL);
    roff_macro(out, "Op", ".Ar", "OPTION", "...", NULL);
    roff_macro(out, "Nm", NULL);
    roff_macro(out, "Ar", "COMMAND", NULL);
    roff_macro(out, "Op", ".Ar", "OPTION", "...", NULL);
    roff_macro(out, "Op", ".Ar", "WORD", "...", NULL);
    roff_macro(out, "Sh", ".DESCRIPTION", NULL);
    roff_text(out, screen->details);
    roff_macro(out, "Pp", NULL);
    roff_text(out, "The commands are:");
    roff_macro(out, "Bl", ".-tag", ".-width", ".Ds", NULL);
    for (const struct command *command = commands + 1; command->name; command++) {
        roff_macro(out, "It", ".Ic", command->name, command->words ? ".Ar" : NULL, command->words, NULL);
        roff_text(out, command->help);
    }
    roff_macro(out, "El", NULL);
    roff_macro(out, "Pp", NULL);
    roff_text(out, "Each has a page of its own, `roster-COMMAND`(1). The screen takes these options:");
    write_options(out, screen);
    write_words(out, "ENVIRONMENT", ".Ev", release_variables);
    write_words(out, "FILES", ".Pa", release_files);
    write_codes(out);
    write_examples(out, screen);
    see_also(out, "roster");
}

static void write_command(struct buf *out, const struct command *command)
{
    roff_macro(out, "Sh", ".SYNOPSIS", NULL);
    roff_macro(out, "Nm", "roster", command->name, NULL);
    roff_macro(out, "Op", ".Ar", "OPTION", "...", NULL);
    if (command->words)
        roff_macro(out, "Ar", command->words, NULL);
    roff_macro(out, "Sh", ".DESCRIPTION", NULL);
    roff_text(out, command->help);
    if (command->details) {
        roff_macro(out, "Pp", NULL);
        roff_text(out, command->details);
    }
    roff_macro(out, "Pp", NULL);
    roff_text(out, "The options are:");
    write_options(out, command);
    write_codes(out);
    write_examples(out, command);
    see_also(out, "");
}

static void write_param(struct buf *out, const struct param *param)
{
    auto_buf struct buf text = buf_make(PAGE_MOST);
    roff_macro(out, "It", ".Fl", "-set", ".Ar", param->name, ".Ns", "=VALUE", NULL);
    do_help_param(param, &text);
    roff_text(out, buf_text(&text));
}

static void write_action(struct buf *out, const struct action *action)
{
    auto_buf struct buf example = buf_make(PAGE_MOST);
    roff_macro(out, "Ss", action->name, NULL);
    roff_text(out, action->label);
    roff_macro(out, "Pp", NULL);
    roff_text(out, action->help);
    if (action->params && action->params->name) {
        roff_macro(out, "Bl", ".-tag", ".-width", ".Ds", NULL);
        for (const struct param *param = action->params; param->name; param++)
            write_param(out, param);
        roff_macro(out, "El", NULL);
    }
    roff_macro(out, "Pp", NULL);
    do_help_example(action, &example);
    roff_macro(out, "Dl", buf_text(&example), NULL);
}

static void write_actions(struct buf *out, const struct command *none)
{
    size_t count;
    const struct action *const *all = action_all(&count);
    (void)none;
    roff_macro(out, "Sh", ".DESCRIPTION", NULL);
    roff_text(
        out,
        "What can be done to a user: by its key in the menu of the screen, from the palette, and as `roster do ACTION "
        "USER`. A parameter is given with `--set`. `--dry-run` prints the requests and sends none that writes. "
        "`roster actions -o json` has the permissions and roles that each needs, and so has docs/ACTIONS.md.");
    for (int group = 0; group < ACTION_GROUPS; group++) {
        roff_macro(out, "Sh", action_group_title((enum action_group)group), NULL);
        for (size_t i = 0; i < count; i++)
            if (all[i]->group == (enum action_group)group)
                write_action(out, all[i]);
    }
    see_also(out, "roster-actions");
}

static void write_settings(struct buf *out, const char *heading, const struct setting *settings)
{
    roff_macro(out, "Sh", heading, NULL);
    roff_macro(out, "Bl", ".-tag", ".-width", ".Ds", NULL);
    for (; settings->key; settings++) {
        roff_macro(out, "It", ".Cm", settings->key, NULL);
        roff_text(out, settings->help);
    }
    roff_macro(out, "El", NULL);
}

static void write_config(struct buf *out, const struct command *none)
{
    (void)none;
    roff_macro(out, "Sh", ".DESCRIPTION", NULL);
    roff_text(out, CONFIG_ABOUT);
    write_settings(out, "AT THE TOP", setting_top);
    write_settings(out, "OF A TENANT", setting_tenant);
    roff_macro(out, "Bl", ".-tag", ".-width", ".Ds", NULL);
    roff_macro(out, "It", ".Cm", "endpoints", NULL);
    roff_text(out, setting_endpoints);
    roff_macro(out, "El", NULL);
    write_words(out, "FILES", ".Pa", release_files);
    roff_macro(out, "Sh", ".EXAMPLES", NULL);
    for (const char *const *example = options_command("config")->examples; *example; example++)
        roff_macro(out, "Dl", *example, NULL);
    see_also(out, "roster-config");
}

/* --- which page --- */

/* The name of the page of a number, "roster-users.1"; false after the last. */
static bool page_at(size_t i, char name[PAGE_NAME], struct page *page, const struct command **command)
{
    size_t own = sizeof pages / sizeof pages[0];
    static char of_command[PAGE_NAME / 2];
    *command = commands;
    if (i < own)
        *page = pages[i];
    else {
        *command = commands + 1 + (i - own);
        for (const struct command *at = commands; at < *command; at++)
            if (!at->name)
                return false;
        if (!(*command)->name)
            return false;
        snprintf(of_command, sizeof of_command, "roster-%s", (*command)->name);
        *page = (struct page){of_command, "1", (*command)->help, write_command};
    }
    snprintf(name, PAGE_NAME, "%s.%s", page->name, page->section);
    return true;
}

void manual_names(void (*each)(void *context, const char *name), void *context)
{
    char name[PAGE_NAME];
    struct page page;
    const struct command *command;
    for (size_t i = 0; page_at(i, name, &page, &command); i++)
        each(context, name);
}

static void print_name(void *context, const char *name)
{
    (void)context;
    say("%s\n", name);
}

/* "users", "roster-users" and "roster-users.1" are the same page. */
static bool is_meant(const char *word, const char *name)
{
    const char *dot = strrchr(name, '.'), *short_name = strncmp(name, "roster-", 7) != 0 ? name : name + 7;
    size_t length = strlen(word);
    return !strcmp(word, name) || (length == (size_t)(dot - name) && !strncmp(word, name, length)) ||
           (length == (size_t)(dot - short_name) && !strncmp(word, short_name, length));
}

int command_manual(const struct options *options)
{
    char name[PAGE_NAME];
    struct page page;
    const struct command *command;
    struct err e = {.code = ERR_OK};
    if (!options->word_count) {
        manual_names(print_name, NULL);
        return 0;
    }
    for (size_t i = 0; page_at(i, name, &page, &command); i++)
        if (is_meant(options->words[0], name)) {
            auto_buf struct buf out = buf_make(PAGE_MOST);
            roff_page(&out, page.name, page.section, page.about, ROSTER_RELEASED);
            page.write(&out, command);
            say_lines(buf_text(&out), out.length);
            return 0;
        }
    err_set(&e, ERR_USAGE, "there is no page \"%s\"", options->words[0]);
    err_hint(&e, "`roster manual` lists them");
    return options_fail(&e);
}

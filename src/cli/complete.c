/* `roster completion`: the scripts of the shells, and what they ask: which words can follow those of a command line. */
#include "cli/commands.h"

#include "action/spelled.h"
#include "config/setting.h"
#include "config/theme_file.h"
#include "model/columns.h"
#include "model/filter.h"
#include "output/say.h"
#include "panel/panel.h"
#include "playbook/playbook.h"
#include <stdio.h>
#include <string.h>

/* A command line that is being typed. */
struct typed {
    const struct command *command;
    const char *words[2];        /* the first of the command */
    size_t word_count;           /* how many there are */
    const char *config, *option; /* whose argument `current` is; NULL: none's */
    const char *start, *current; /* the argument, and what is typed of the word in it: "a,b" is complete up to "b" */
    bool only_words;
};

static const struct {
    const char *name, *text;
} scripts[] = {
#include "completions.inc"
};

/* One word, when what is typed so far begins it. */
static void offer(const struct typed *typed, const char *value, const char *end, const char *help)
{
    if (strncmp(value, typed->current, strlen(typed->current)) != 0)
        return;
    say_lines(typed->start, (size_t)(typed->current - typed->start));
    say(help && *help ? "%s%s\t%s\n" : "%s%s\n", value, end, help);
}

static void offer_list(const struct typed *typed, const char *const *list)
{
    for (; list && *list; list++)
        offer(typed, *list, "", NULL);
}

/* "text|json" one by one; a word with other characters is a placeholder. */
static void offer_forms(const struct typed *typed, const char *forms)
{
    if (!forms || !strchr(forms, '|') || strpbrk(forms, " []"))
        return;
    for (const char *at = forms; *at; at += *at == '|') {
        char form[32];
        size_t length = strcspn(at, "|");
        snprintf(form, sizeof form, "%.*s", (int)length, at);
        offer(typed, form, "", NULL);
        at += length;
    }
}

/* Only what stands behind the last `mark` is still being typed. */
static void begin_behind(struct typed *typed, char mark)
{
    const char *last = strrchr(typed->current, mark);
    typed->current = last ? last + 1 : typed->current;
}

/* --- what there is --- */

static void offer_actions(struct typed *typed)
{
    size_t count;
    const struct action *const *all = action_all(&count);
    for (size_t i = 0; i < count; i++)
        offer(typed, all[i]->name, "", all[i]->help);
}

static void offer_tenants(struct typed *typed)
{
    struct err ignored;
    struct config *config = config_read(typed->config, &ignored);
    for (size_t i = 0; config && i < config->tenant_count; i++)
        offer(typed, config->tenants[i].name, "", config->tenants[i].tenant_id);
    config_free(config);
}

static void offer_playbooks(struct typed *typed)
{
    struct err ignored;
    struct config *config = config_read(typed->config, &ignored);
    offer(typed, playbook_offboard.name, "", NULL);
    for (size_t i = 0; config && i < config->playbook_count; i++)
        offer(typed, config->playbooks[i].name, "", NULL);
    config_free(config);
}

static void offer_templates(struct typed *typed)
{
    struct err ignored;
    struct config *config = config_read(typed->config, &ignored);
    for (size_t i = 0; config && i < config->template_count; i++)
        offer(typed, config->templates[i].name, "", NULL);
    config_free(config);
}

static void offer_columns(struct typed *typed)
{
    begin_behind(typed, ',');
    say(":join\n");
    for (size_t i = 0; i < column_count; i++)
        offer(typed, columns[i].alias ? columns[i].alias : columns[i].name, "", columns[i].title);
}

/* What a field takes, where that is one of several words: "enabled, blocked". */
static void offer_takes(struct typed *typed, const char *takes)
{
    for (const char *at = takes; *at && !strpbrk(takes, "<(") && strncmp(takes, "a part", 6) != 0;
         at += *at == ',' ? 2 : 0) {
        char word[64];
        size_t length = strcspn(at, ",");
        snprintf(word, sizeof word, "%.*s", (int)length, at);
        offer(typed, word, "", NULL);
        at += length;
    }
}

static void offer_filter(struct typed *typed)
{
    char names[256], takes[512];
    begin_behind(typed, ' ');
    typed->current += *typed->current == '-';
    const char *colon = strchr(typed->current, ':'), *field = typed->current;
    say(":join\n");
    for (size_t i = 0; filter_field_help(i, names, sizeof names, takes, sizeof takes); i++)
        for (char *name = names, *end; *name; name = end) {
            size_t length = strcspn(name, ",");
            end = name + length + (name[length] ? 2 : 0);
            name[length] = '\0';
            if (!colon)
                offer(typed, name, ":", takes);
            else if (length == (size_t)(colon - field) && !strncmp(name, field, length)) {
                typed->current = colon + 1;
                offer_takes(typed, takes);
                typed->current = field;
            }
        }
}

static void offer_themes(struct typed *typed)
{
    for (size_t i = 0; theme_built_in(i); i++)
        offer(typed, theme_built_in(i), "", NULL);
    say(":file\n");
}

static void offer_panels(struct typed *typed)
{
    for (const struct panel *const *panel = panel_all; *panel; panel++)
        offer(typed, (*panel)->name, "", (*panel)->label);
}

static void offer_steps(struct typed *typed)
{
    for (size_t i = 0; i < playbook_contain.count; i++)
        offer(typed, playbook_contain.steps[i].name, "", NULL);
}

static void offer_spellings(struct typed *typed)
{
    for (int i = 0; i < SPELLINGS; i++)
        offer(typed, spelled_name((enum spelling)i), "", NULL);
}

/* The action that --set is for. */
static const struct action *action_of(const struct typed *typed)
{
    static const char *const fixed[][2] = {{"add", "add-user"},
                                           {"bulk-add", "add-user"},
                                           {"invite", "invite-guest"},
                                           {"bulk-invite", "invite-guest"},
                                           {"edit", "edit-user"}};
    for (size_t i = 0; i < sizeof fixed / sizeof fixed[0]; i++)
        if (!strcmp(typed->command->name, fixed[i][0]))
            return action_find(fixed[i][1]);
    return typed->word_count ? action_find(typed->words[0]) : NULL;
}

static void offer_values(struct typed *typed, const struct param *param)
{
    static const char *const truths[] = {"true", "false", NULL};
    typed->current = strchr(typed->current, '=') + 1;
    offer_list(typed, param->kind == PARAM_BOOL ? truths : param->choices);
}

static void offer_params(struct typed *typed)
{
    const struct action *action = action_of(typed);
    size_t length = strcspn(typed->current, "=");
    bool named = typed->current[length] == '=';
    if (!named)
        say(":join\n");
    for (const struct param *param = action ? action->params : NULL; param && param->name; param++) {
        if (named && strlen(param->name) == length && !strncmp(param->name, typed->current, length)) {
            offer_values(typed, param);
            return;
        }
        if (!named && !param->hidden)
            offer(typed, param->name, "=", param->help);
    }
}

/* What a word of help may be. */
static void offer_help(struct typed *typed)
{
    for (const struct command *command = commands + 1; command->name; command++)
        offer(typed, command->name, "", command->help);
    offer_actions(typed);
}

static void offer_page(void *context, const char *name)
{
    char word[64];
    snprintf(word, sizeof word, "%.*s", (int)strcspn(name, "."), name);
    offer(context, word, "", NULL);
}

static void offer_pages(struct typed *typed)
{
    manual_names(offer_page, typed);
}

/* By option, or by "command 1": its first word. What is not here is a file where its row says so, else anything. */
static const struct {
    const char *name;
    void (*offers)(struct typed *typed);
} rows[] = {
    {"--tenant", offer_tenants},     {"--columns", offer_columns},
    {"--where", offer_filter},       {"--theme", offer_themes},
    {"--panel", offer_panels},       {"--step", offer_steps},
    {"--as", offer_spellings},       {"--set", offer_params},
    {"--action", offer_actions},     {"--use-template", offer_templates},
    {"template 1", offer_templates}, {"users 1", offer_filter},
    {"do 1", offer_actions},         {"plan 1", offer_actions},
    {"play 1", offer_playbooks},     {"help 1", offer_help},
    {"manual 1", offer_pages},
};

static bool offer_by_row(struct typed *typed, const char *name)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (!strcmp(rows[i].name, name)) {
            rows[i].offers(typed);
            return true;
        }
    return false;
}

static void offer_files(const char *argument)
{
    if (argument && strstr(argument, "FILE"))
        say(":file\n");
    else if (argument && strstr(argument, "DIR"))
        say(":folder\n");
}

static void offer_argument(struct typed *typed)
{
    const struct option_row *row = options_find(typed->option);
    const char *argument = options_argument(typed->command, row);
    if (row->kind == OPTION_OUTPUT && argument && strcmp(argument, OPTIONS_FILE) != 0)
        offer_forms(typed, argument);
    else if (!offer_by_row(typed, row->name))
        offer_files(argument);
}

static void offer_options(struct typed *typed)
{
    const struct option_row *row;
    for (size_t i = 0; (row = options_row(i)); i++)
        if (options_takes(typed->command, row))
            offer(typed, row->name, "", row->help);
}

static void offer_word(struct typed *typed)
{
    char place[32];
    if (!*typed->command->name) {
        for (const struct command *command = commands + 1; command->name; command++)
            offer(typed, command->name, "", command->help);
        return;
    }
    snprintf(place, sizeof place, "%s %zu", typed->command->name, typed->word_count + 1);
    if (offer_by_row(typed, place) || typed->word_count >= typed->command->most_words)
        return;
    if (!typed->word_count)
        offer_forms(typed, typed->command->words);
    offer_files(typed->command->words);
}

/* --- what is typed --- */

static void take_word(struct typed *typed, const char *word)
{
    const struct option_row *row = word[0] == '-' && !typed->only_words ? options_find(word) : NULL;
    if (typed->option) {
        typed->config = !strcmp(typed->option, "--config") ? word : typed->config;
        typed->option = NULL;
    } else if (row)
        typed->option = row->argument ? row->name : NULL;
    else if (!strcmp(word, "--"))
        typed->only_words = true;
    else if (word[0] == '-' && word[1] && !typed->only_words)
        return;
    else if (!*typed->command->name && options_command(word))
        typed->command = options_command(word);
    else if (*typed->command->name) {
        if (typed->word_count < sizeof typed->words / sizeof typed->words[0])
            typed->words[typed->word_count] = word;
        typed->word_count++;
    }
}

static void complete(char **words, size_t count)
{
    struct typed typed = {.command = commands, .current = count ? words[count - 1] : ""};
    typed.start = typed.current;
    for (size_t i = 0; i + 1 < count; i++)
        take_word(&typed, words[i]);
    char name[32];
    const char *equals = strchr(typed.current, '=');
    if (!typed.option && !strncmp(typed.current, "--", 2) && equals) { /* --tenant=NAME */
        snprintf(name, sizeof name, "%.*s", (int)(equals - typed.current), typed.current);
        const struct option_row *row = options_find(name);
        if (!row || !row->argument)
            return;
        typed.option = row->name;
        typed.current = equals + 1;
    }
    if (typed.option)
        offer_argument(&typed);
    else if (typed.current[0] == '-' && !typed.only_words)
        offer_options(&typed);
    else
        offer_word(&typed);
}

int command_completion(const struct options *options)
{
    struct err e = {.code = ERR_OK};
    const char *shell = options->words[0];
    if (!strcmp(shell, "words")) {
        complete(options->words + 1, options->word_count - 1);
        return 0;
    }
    for (size_t i = 0; i < sizeof scripts / sizeof scripts[0]; i++) {
        const char *dot = strrchr(scripts[i].name, '.');
        if (options->word_count == 1 && !strcmp(dot ? dot + 1 : "zsh", shell)) {
            say_lines(scripts[i].text, strlen(scripts[i].text));
            return 0;
        }
    }
    err_set(&e, ERR_USAGE, "completion is there for %s, not for \"%s\"", options->command->words, shell);
    return options_fail(&e);
}

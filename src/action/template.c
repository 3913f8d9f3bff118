/* What a template fills in, property by property. */
#include "action/template.h"

#include "action/copy_user.h"
#include "action/person.h"
#include "action/person_format.h"
#include "base/alloc.h"
#include "base/arena.h"
#include "codec/json.h"
#include <string.h>
#include <strings.h>

enum { MOST = 128 /* parameters */ };

struct filling {
    const struct template *template;
    struct param_values given;
    struct param_value made[MOST + 1];
    size_t count;
};

static bool is_made(const struct param *param, const char *value)
{
    return param->kind == PARAM_TEXT && value && strchr(value, '{');
}

/* --- whether it can be one --- */

/* Everything that {…} may be about is there, and stands for a letter. */
static const char *anything(const void *context, const char *name)
{
    const struct param *param = param_called(person_new, name);
    (void)context;
    return (param && param->property) || !strcasecmp(name, "domain") ? "x" : NULL;
}

static bool value_fits(struct arena *arena, const struct param *param, const char *value, struct err *e)
{
    static const struct person_names letters = {anything, NULL};
    struct param_value one = {param->name, value};
    if (is_made(param, value))
        return person_format(arena, value, person_is_address(param), &letters, e) != NULL;
    return !*value || (param_check(param, value, e) &&
                       (!param->check || !param->property || param->check((struct param_values){&one, 1}, e)));
}

static bool line_fits(struct arena *arena, const struct template_line *line, struct err *e)
{
    const struct param *param = param_called(person_new, line->name);
    struct err why = {.code = ERR_OK};
    if (!param) {
        err_set(e, ERR_CONFIG, "%s: nobody new has a property \"%.80s\"", line->where, line->name);
        return err_hint(e, "`roster do add-user --help` lists what there is");
    }
    if (param->kind == PARAM_SECRET)
        return err_set(e, ERR_CONFIG, "%s: %s: a secret has no place in a file", line->where, param->name) ||
               err_hint(e, "leave it out: a password is made for each");
    if (value_fits(arena, param, line->value, &why))
        return true;
    err_set(e, ERR_CONFIG, "%s: %s", line->where, why.message);
    return err_hint(e, "%s", *why.hint ? why.hint : "docs/CONFIGURATION.md says what a template takes");
}

bool template_make(struct arena *arena, const char *name, const struct template_line *lines, size_t count,
                   struct template *out, struct err *e)
{
    struct param_value *values = arena_alloc(arena, (count + 1) * sizeof *values);
    size_t n = 0;
    for (size_t i = 0; i < count; i++) {
        if (!line_fits(arena, &lines[i], e))
            return false;
        const struct param *param = param_called(person_new, lines[i].name);
        size_t at = 0;
        while (at < n && strcmp(values[at].name, param->name) != 0)
            at++;
        if (at < n && !param->many)
            return err_set(e, ERR_CONFIG, "%s: %s has one value", lines[i].where, param->name) ||
                   err_hint(e, "leave one of them");
        const char *value = arena_strdup(arena, lines[i].value);
        values[at] = (struct param_value){param->name,
                                          at < n ? arena_printf(arena, "%s\n%s", values[at].value, value) : value};
        n += at == n;
    }
    *out = (struct template){arena_strdup(arena, name), {values, n}};
    return true;
}

/* --- filling in --- */

/* What there is of a property by now; "" when there is nothing. */
static const char *known(const void *context, const char *name)
{
    const struct filling *filling = context;
    const struct param *param = param_called(person_new, name);
    if (!anything(NULL, name))
        return NULL;
    const char *value = param_value_of(filling->given, param->name);
    if (!value)
        value = param_value_of((struct param_values){filling->made, filling->count}, param->name);
    if (!value && filling->template)
        value = param_value_of(filling->template->values, param->name);
    return value && !is_made(param, value) ? value : "";
}

static const char *made_of(const struct filling *filling, struct arena *arena, const struct param *param, struct err *e)
{
    const struct person_names names = {known, filling};
    bool like_another = param_value_of(filling->given, "copyFrom") && copy_user_has(param->name);
    const char *value = filling->template && !like_another ? param_value_of(filling->template->values, param->name)
                                                           : NULL;
    struct err why = {.code = ERR_OK};
    if (!value && !strcmp(param->name, "displayName"))
        value = *known(filling, "givenName") && *known(filling, "surname") ? "{givenName} {surname}" : NULL;
    if (!is_made(param, value))
        return value;
    value = person_format(arena, value, person_is_address(param), &names, &why);
    if (!value && e && e->code == ERR_OK) {
        err_set(e, ERR_USAGE, "%s cannot be made as the template \"%s\" says: %s", param->name, filling->template->name,
                why.message);
        err_hint(e, "%s", why.hint);
    }
    return value;
}

struct param_values template_fill(struct arena *arena, const struct template *template, struct param_values given,
                                  struct err *e)
{
    struct filling filling = {.template = template, .given = given};
    if (e)
        e->code = ERR_OK;
    for (const struct param *param = person_new; param->name; param++) {
        const char *value = param_value_of(given, param->name) ? NULL : made_of(&filling, arena, param, e);
        if (value)
            filling.made[filling.count++] = (struct param_value){param->name, value};
    }
    struct param_value *all = arena_alloc(arena, (given.count + filling.count + 1) * sizeof *all);
    memcpy(all, filling.made, filling.count * sizeof *all);
    if (given.count)
        memcpy(all + filling.count, given.items, given.count * sizeof *all);
    return (struct param_values){all, filling.count + given.count};
}

/* --- as text --- */

/* A text of JSON is one of YAML. */
static void put_text(struct buf *out, const char *text, size_t length)
{
    auto_str char *one = xstrndup(text, length);
    struct json_writer w = json_writer(out);
    json_put_text(&w, one);
}

void template_write(const struct template *template, struct buf *out)
{
    for (size_t i = 0; i < template->values.count; i++) {
        const char *value = template->values.items[i].value;
        const char *before = strchr(value, '\n') ? "\n  - " : " "; /* several are a list */
        buf_printf(out, "%s:", template->values.items[i].name);
        for (size_t length; *value; value += length + (value[length] == '\n')) {
            length = strcspn(value, "\n");
            buf_puts(out, before);
            put_text(out, value, length);
        }
        buf_putc(out, '\n');
    }
}

/* The properties of a person as the body of a request (REQUESTS §10.1). */
#include "action/person.h"
#include "base/alloc.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/zone.h"
#include <ctype.h>
#include <stdio.h>
#include <string.h>

static void put_value(struct json_writer *w, const struct param *param, const char *value)
{
    char text[CLOCK_TEXT];
    int64_t ms;
    if (!*value && !param->many) {
        json_put_null(w);
    } else if (param->kind == PARAM_BOOL) {
        json_put_bool(w, !strcmp(value, "true"));
    } else if (param->kind == PARAM_DATE_TIME && strlen(value) == 10) { /* a day, wherever one looks from */
        snprintf(text, sizeof text, "%sT00:00:00Z", value);
        json_put_text(w, text);
    } else if (param->kind == PARAM_DATE_TIME && zone_understand(value, clock_now(), &ms) != ZONE_NONE) {
        json_put_text(w, clock_format(ms, text));
    } else if (param->many) {
        json_open(w, '[');
        for (size_t length; *value; value += length + (value[length] == '\n')) {
            length = strcspn(value, "\n");
            if (length) {
                auto_str char *one = xstrndup(value, length);
                json_put_text(w, one);
            }
        }
        json_close(w);
    } else if (!strcmp(param->name, "usageLocation")) {
        snprintf(text, sizeof text, "%c%c", toupper((unsigned char)value[0]), toupper((unsigned char)value[1]));
        json_put_text(w, text);
    } else {
        json_put_text(w, value);
    }
}

static const char *value_of(struct param_values values, const char *name, bool clears)
{
    for (size_t i = values.count; clears && i-- > 0;)
        if (!strcmp(values.items[i].name, name))
            return values.items[i].value;
    return param_value_of(values, name);
}

/* The members of one object stand together in the table. */
bool person_body(struct json_writer *w, const struct param *params, struct param_values values, bool clears)
{
    const char *open = NULL;
    size_t written = 0, length = 0;
    for (const struct param *param = params; param->name; param++) {
        const char *value = param->property ? value_of(values, param->name, clears) : NULL;
        const char *slash = value ? strchr(param->property, '/') : NULL;
        if (!value)
            continue;
        if (open && (!slash || strncmp(open, param->property, length + 1) != 0)) {
            json_close(w);
            open = NULL;
        }
        if (slash && !open) {
            open = param->property;
            length = (size_t)(slash - open);
            auto_str char *name = xstrndup(open, length);
            json_name(w, name);
            json_open(w, '{');
        }
        json_name(w, slash ? slash + 1 : param->property);
        put_value(w, param, value);
        written++;
    }
    if (open)
        json_close(w);
    return written > 0;
}

bool person_is_address(const struct param *param)
{
    static const char *const names[] = {"userPrincipalName", "mailNickname",  "primaryAddress", "aliases",
                                        "addAliases",        "removeAliases", "otherMails"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (!strcmp(names[i], param->name))
            return true;
    return false;
}

const char *person_name(struct arena *arena, struct param_values values)
{
    const char *name = param_value_of(values, "mailNickname"), *domain = param_value_of(values, "domain");
    return name && domain ? arena_printf(arena, "%s@%s", name, domain) : NULL;
}

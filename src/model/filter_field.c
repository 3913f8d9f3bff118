/* Two tables: spellings, and fixed values. Parsing and the help read both. */
#include "model/filter_field.h"

#include "base/nearest.h"
#include "model/filter.h"
#include <stdio.h>
#include <string.h>

/* One row a spelling; several spellings share a field. */
static const struct {
    const char *name;
    enum filter_field field;
} spellings[] = {
    {"name", NAME},
    {"displayname", NAME},
    {"mail", MAIL},
    {"email", MAIL},
    {"address", MAIL},
    {"upn", UPN},
    {"userprincipalname", UPN},
    {"title", TITLE},
    {"jobtitle", TITLE},
    {"job", TITLE},
    {"dept", DEPARTMENT},
    {"department", DEPARTMENT},
    {"licence", LICENCE},
    {"license", LICENCE},
    {"sku", LICENCE},
    {"status", STATUS},
    {"enabled", STATUS},
    {"synced", SYNCED},
    {"sync", SYNCED},
    {"type", TYPE},
    {"usertype", TYPE},
    {"location", LOCATION},
    {"usagelocation", LOCATION},
    {"created", CREATED},
    {"lastsync", LAST_SYNC},
    {"signin", SIGN_IN},
    {"lastsignin", SIGN_IN},
    {"mfa", MFA},
    {"id", ID},
};

/* The first letter is enough for none of them, to tell a typo. */
static const struct filter_choice choices[] = {
    {.field = STATUS, .value = "blocked", .means = "no"},
    {.field = STATUS, .value = "disabled", .means = "no"},
    {.field = STATUS, .value = "enabled", .means = "yes"},
    {.field = STATUS, .value = "no", .means = "no"},
    {.field = STATUS, .value = "yes", .means = "yes"},
    {.field = SYNCED, .value = "yes", .means = "yes"},
    {.field = SYNCED, .value = "ad", .means = "yes"},
    {.field = SYNCED, .value = "true", .means = "yes"},
    {.field = SYNCED, .value = "no", .means = "no"},
    {.field = SYNCED, .value = "false", .means = "no"},
    {.field = TYPE, .value = "guest", .means = "yes"},
    {.field = TYPE, .value = "member", .means = "no"},
    {.field = SIGN_IN, .value = "never", .low = SIGN_IN_NEVER, .high = SIGN_IN_NEVER},
    {.field = SIGN_IN, .value = "unknown", .low = EXTRA_UNKNOWN, .high = EXTRA_UNKNOWN},
    {.field = MFA, .value = "none", .low = MFA_NONE, .high = MFA_NONE},
    {.field = MFA, .value = "registered", .low = MFA_REGISTERED, .high = MFA_CAPABLE},
    {.field = MFA, .value = "capable", .low = MFA_CAPABLE, .high = MFA_CAPABLE},
    {.field = MFA, .value = "unknown", .low = EXTRA_UNKNOWN, .high = EXTRA_UNKNOWN},
};

enum filter_field filter_field_find(const char *spelling)
{
    for (size_t i = 0; i < sizeof spellings / sizeof *spellings; i++)
        if (!strcmp(spellings[i].name, spelling))
            return spellings[i].field;
    return ANYWHERE;
}

const struct filter_choice *filter_field_choice(enum filter_field field, const char *value)
{
    for (size_t i = 0; i < sizeof choices / sizeof *choices; i++)
        if (choices[i].field == field && !strcmp(choices[i].value, value))
            return &choices[i];
    return NULL;
}

const char *filter_field_nearest(const char *spelling)
{
    struct nearest nearest = nearest_to(spelling);
    for (size_t i = 0; i < sizeof spellings / sizeof *spellings; i++)
        nearest_offer(&nearest, spellings[i].name);
    return nearest.name;
}

bool filter_field_is_flag(enum filter_field field)
{
    return field == STATUS || field == SYNCED || field == TYPE;
}

bool filter_field_is_time(enum filter_field field)
{
    return field == CREATED || field == LAST_SYNC || field == SIGN_IN;
}

enum extra filter_field_extra(enum filter_field field)
{
    return field == SIGN_IN ? EXTRA_SIGN_IN : field == MFA ? EXTRA_MFA : EXTRA_NONE;
}

static void append(char *out, size_t size, const char *text)
{
    size_t used = strlen(out);
    snprintf(out + used, size - used, "%s%s", used ? ", " : "", text);
}

void filter_field_list(char *out, size_t size)
{
    enum filter_field last = ANYWHERE;
    out[0] = '\0';
    for (size_t i = 0; i < sizeof spellings / sizeof *spellings; i++) {
        if (spellings[i].field != last) /* the first spelling of each */
            append(out, size, spellings[i].name);
        last = spellings[i].field;
    }
}

bool filter_field_help(size_t index, char *names, size_t names_size, char *takes, size_t takes_size)
{
    enum filter_field field = (enum filter_field)(index + 1);

    if (field >= FILTER_FIELDS)
        return false;
    names[0] = takes[0] = '\0';
    for (size_t i = 0; i < sizeof spellings / sizeof *spellings; i++)
        if (spellings[i].field == field)
            append(names, names_size, spellings[i].name);
    if (filter_field_is_time(field))
        append(takes, takes_size, "<30d (younger), >2w (older), >2026-01-31 (later)");
    for (size_t i = 0; i < sizeof choices / sizeof *choices; i++)
        if (choices[i].field == field)
            append(takes, takes_size, choices[i].value);
    if (!*takes)
        append(takes, takes_size, field == LICENCE ? "a part of a name, none" : "a part of it");
    return true;
}

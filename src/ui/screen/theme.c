/* A theme in use: roles by number, the tenant's accent, NO_COLOR. */
#include "ui/screen/theme.h"

#include <stdlib.h>

static const char *const role_names[ROLES] = {
#define X(name, text) [ROLE_##name] = text,
    ROLE_MAP(X)
#undef X
};

bool theme_load(struct theme *theme, const char *name, const char *accent, struct err *warning, struct err *e)
{
    const char *no_colour = getenv("NO_COLOR");

    if (!name && no_colour && *no_colour)
        name = "mono";
    if (!theme_file_read(name, role_names, ROLES, theme->entries, warning, e))
        return false;
    if (accent && !theme_colour(accent, &theme->entries[ROLE_TENANT].bg)) {
        err_set(e, ERR_CONFIG, "the tenant's accent \"%s\" is not a colour", accent);
        return err_hint(e, "use a name like red or \"#cc0000\"");
    }
    for (int i = 0; no_colour && *no_colour && i < ROLES; i++)
        theme->entries[i].fg = theme->entries[i].bg = THEME_NO_COLOUR;
    return true;
}

static int32_t first_of(int32_t a, int32_t b)
{
    return a != THEME_NO_COLOUR ? a : b;
}

struct theme_entry theme_over(const struct theme *theme, enum role role, enum role ground)
{
    const struct theme_entry *own = &theme->entries[role], *normal = &theme->entries[ROLE_NORMAL];
    if (role == ROLE_NORMAL && theme->entries[ground].bg != THEME_NO_COLOUR)
        own = &theme->entries[ground]; /* what is plain is plain wherever it stands */
    return (struct theme_entry){.fg = first_of(own->fg, normal->fg),
                                .bg = first_of(first_of(own->bg, theme->entries[ground].bg), normal->bg)};
}

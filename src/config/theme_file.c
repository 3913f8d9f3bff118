/* Reading themes: what a theme leaves open is as in the default one, and said. */
#include "config/theme_file.h"

#include "base/buf.h"
#include "codec/yaml.h"
#include <stdlib.h>
#include <string.h>

struct named {
    const char *name;
    int32_t value;
};

static const struct {
    const char *name, *text;
} built_in[] = {
#include "themes.inc"
};

static const struct named colours[] = {
    {"none", THEME_NO_COLOUR},   {"black", 0x000000},        {"red", 0xcd0000},
    {"green", 0x00cd00},         {"yellow", 0xcdcd00},       {"blue", 0x0000ee},
    {"magenta", 0xcd00cd},       {"cyan", 0x00cdcd},         {"white", 0xe5e5e5},
    {"bright-black", 0x7f7f7f},  {"bright-red", 0xff5f5f},   {"bright-green", 0x5fff5f},
    {"bright-yellow", 0xffff5f}, {"bright-blue", 0x5f87ff},  {"bright-magenta", 0xff5fff},
    {"bright-cyan", 0x5fffff},   {"bright-white", 0xffffff},
};

static const struct named attributes[] = {
    {"bold", THEME_BOLD},       {"dim", THEME_DIM},       {"underline", THEME_UNDERLINE},
    {"reverse", THEME_REVERSE}, {"italic", THEME_ITALIC},
};

const char *theme_built_in(size_t i)
{
    return i < sizeof built_in / sizeof *built_in ? built_in[i].name : NULL;
}

bool theme_colour(const char *text, int32_t *colour)
{
    for (size_t i = 0; i < sizeof colours / sizeof *colours; i++) {
        if (strcmp(text, colours[i].name) == 0) {
            *colour = colours[i].value;
            return true;
        }
    }
    if (text[0] != '#' || strlen(text) != 7 || strspn(text + 1, "0123456789abcdefABCDEF") != 6)
        return false;
    *colour = (int32_t)strtol(text + 1, NULL, 16);
    return true;
}

void theme_colours(struct buf *out)
{
    for (size_t i = 0; i < sizeof colours / sizeof *colours; i++)
        buf_printf(out, "%s%s", i ? ", " : "", colours[i].name);
}

static bool fail(const char *name, const struct yaml *at, const char *what, const char *word, struct err *e)
{
    return err_set(e, ERR_CONFIG, "%s:%d:%d: %s \"%s\"", name, at->line, at->column, what, word);
}

static bool read_attributes(const char *name, const struct yaml *list, unsigned *out, struct err *e)
{
    for (const struct yaml *item = list->first; item; item = item->next) {
        unsigned bit = 0;
        for (size_t i = 0; i < sizeof attributes / sizeof *attributes; i++) {
            if (item->scalar && strcmp(item->scalar, attributes[i].name) == 0)
                bit = (unsigned)attributes[i].value;
        }
        if (!bit)
            return fail(name, item, "no such attribute:", item->scalar ? item->scalar : "", e);
        *out |= bit;
    }
    return true;
}

static bool read_entry(const char *name, const struct yaml *map, struct theme_entry *out, struct err *e)
{
    if (map->kind != YAML_MAP)
        return fail(name, map, "a role is {fg, bg, attributes}:", map->key, e);
    for (const struct yaml *item = map->first; item; item = item->next) {
        bool is_fg = strcmp(item->key, "fg") == 0, is_bg = strcmp(item->key, "bg") == 0;
        if (is_fg || is_bg) {
            if (item->kind != YAML_SCALAR || !theme_colour(item->scalar, is_fg ? &out->fg : &out->bg))
                return fail(name, item, "no such colour:", item->scalar ? item->scalar : "", e);
        } else if (strcmp(item->key, "attributes") == 0) {
            if (item->kind != YAML_LIST)
                return fail(name, item, "attributes is a list, such as [bold]:", item->scalar, e);
            if (!read_attributes(name, item, &out->attributes, e))
                return false;
        } else {
            return fail(name, item, "unknown key", item->key, e);
        }
    }
    return true;
}

static struct yaml *open_theme(const char *name, struct err *e)
{
    if (strchr(name, '/'))
        return yaml_read(name, e);
    for (size_t i = 0; i < sizeof built_in / sizeof *built_in; i++) {
        if (strcmp(built_in[i].name, name) == 0)
            return yaml_parse(built_in[i].text, strlen(built_in[i].text), name, e);
    }
    err_set(e, ERR_CONFIG, "there is no theme called \"%s\"", name);
    err_hint(e, "built in are default, light, mono, high-contrast; or give the path of a file");
    return NULL;
}

/* Roles by name, apart from each other. */
static void add_name(struct buf *names, const char *name)
{
    buf_printf(names, "%s%s", names->length ? ", " : "", name);
}

/* The role of the built-in theme: what a user's theme leaves open. */
static struct theme_entry role_of_default(const char *role)
{
    struct theme_entry entry = {.fg = THEME_NO_COLOUR, .bg = THEME_NO_COLOUR};
    struct err ignored;
    struct yaml *root = open_theme("default", &ignored);
    const struct yaml *map = root ? yaml_get(root, role) : NULL;
    if (map && !read_entry("default", map, &entry, &ignored))
        entry = (struct theme_entry){.fg = THEME_NO_COLOUR, .bg = THEME_NO_COLOUR};
    yaml_tree_free(root);
    return entry;
}

/* A theme written for another version of roster: roles that it does not have, or that are not known here. */
static void tell(const char *name, struct buf *missing, struct buf *unknown, struct err *warning)
{
    if (!warning || (!missing->length && !unknown->length))
        return;
    err_set(warning, ERR_CONFIG, "%s: %s%s%s%s%s", name, missing->length ? "roles missing, shown as in default: " : "",
            buf_text(missing), missing->length && unknown->length ? "; " : "",
            unknown->length ? "roles unknown, ignored: " : "", buf_text(unknown));
    err_hint(warning, "themes/default.yaml has every role");
}

static bool read_roles(const char *name, const struct yaml *root, const char *const *roles, size_t count,
                       struct theme_entry *out, struct err *warning, struct err *e)
{
    auto_buf struct buf missing = buf_make(1024), unknown = buf_make(1024);
    if (root->kind != YAML_MAP)
        return fail(name, root, "a theme is a map of roles:", root->scalar, e);
    for (const struct yaml *item = root->first; item; item = item->next) {
        size_t i = 0;
        while (i < count && strcmp(roles[i], item->key) != 0)
            i++;
        if (i == count)
            add_name(&unknown, item->key);
    }
    for (size_t i = 0; i < count; i++) {
        const struct yaml *map = yaml_get(root, roles[i]);
        out[i] = map ? (struct theme_entry){.fg = THEME_NO_COLOUR, .bg = THEME_NO_COLOUR} : role_of_default(roles[i]);
        if (!map)
            add_name(&missing, roles[i]);
        else if (!read_entry(name, map, &out[i], e))
            return false;
    }
    tell(name, &missing, &unknown, warning);
    return true;
}

bool theme_file_read(const char *name, const char *const *roles, size_t count, struct theme_entry *out,
                     struct err *warning, struct err *e)
{
    const char *called = name ? name : "default";
    struct yaml *root = open_theme(called, e);
    if (warning)
        warning->code = ERR_OK;
    bool ok = root && read_roles(called, root, roles, count, out, warning, e);

    yaml_tree_free(root);
    return ok;
}

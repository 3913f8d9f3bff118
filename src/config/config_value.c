/* Single values of the configuration: each is checked where it stands, and is wrong with file, line and column. */
#include "config/config_value.h"

#include "api/service.h"
#include "base/place.h"
#include "codec/url.h"
#include "codec/yaml.h"
#include "config/theme_file.h"
#include "model/columns.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const char *const auth_names[] = {
    [AUTH_DEVICE_CODE] = "device_code", [AUTH_BROWSER] = "browser", [AUTH_CLIENT_SECRET] = "client_secret",
    [AUTH_CERTIFICATE] = "certificate", [AUTH_TOKEN] = "token",     [AUTH_MANAGED_IDENTITY] = "managed_identity",
};

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

bool config_wrong(struct config_reading *r, const struct yaml *at, const char *what, const char *key)
{
    return err_set(r->e, ERR_CONFIG, "%s:%d:%d: %s%s%s", r->name, at->line, at->column, key ? key : "", key ? ": " : "",
                   what);
}

size_t config_children(const struct yaml *node)
{
    size_t n = 0;
    for (const struct yaml *child = node->first; child; child = child->next)
        n++;
    return n;
}

const char *config_where(struct config_reading *r, const struct yaml *at)
{
    return arena_printf(r->config->arena, "%s:%d:%d", r->name, at->line, at->column);
}

bool config_read_values(struct config_reading *r, const struct yaml *map, const char *const **names,
                        const char *const **values, const char *const **wheres)
{
    struct arena *arena = r->config->arena;
    size_t most = 1, count = 0;
    for (const struct yaml *child = map->first; child; child = child->next)
        most += child->kind == YAML_LIST ? config_children(child) : 1;
    const char **all_names = arena_alloc(arena, most * sizeof *all_names),
               **all_values = arena_alloc(arena, most * sizeof *all_values),
               **places = arena_alloc(arena, most * sizeof *places);
    for (const struct yaml *child = map->first; child; child = child->next)
        for (const struct yaml *value = child->kind == YAML_LIST ? child->first : child; value;
             value = value == child ? NULL : value->next) {
            if (value->kind != YAML_SCALAR)
                return config_wrong(r, value, "a value or a list of values is expected", child->key);
            all_names[count] = arena_strdup(arena, child->key);
            places[count] = config_where(r, value);
            all_values[count++] = arena_strdup(arena, value->scalar);
        }
    *names = all_names;
    *values = all_values;
    if (wheres)
        *wheres = places;
    return true;
}

bool config_read_list(struct config_reading *r, const struct yaml *node, const char *const **out)
{
    size_t n = 0;
    if (node->kind != YAML_LIST)
        return config_wrong(r, node, "a list is expected, such as [a, b]", node->key);
    const char **list = arena_alloc(r->config->arena, (config_children(node) + 1) * sizeof *list);
    for (const struct yaml *item = node->first; item; item = item->next) {
        if (item->kind != YAML_SCALAR)
            return config_wrong(r, item, "a list of plain values is expected", node->key);
        list[n++] = arena_strdup(r->config->arena, item->scalar);
    }
    *out = list;
    return true;
}

/* Whether such an account is there is asked by the worker, who then says where it is listed. */
bool config_read_accounts(struct config_reading *r, const struct yaml *node, const struct config_account **out)
{
    const char *const *names;
    struct guid id;
    size_t n = 0;
    if (!config_read_list(r, node, &names))
        return false;
    while (names[n])
        n++;
    struct config_account *accounts = arena_alloc(r->config->arena, (n + 1) * sizeof *accounts);
    n = 0;
    for (const struct yaml *item = node->first; item; item = item->next) {
        if (!strchr(names[n], '@') && !guid_parse(names[n], strlen(names[n]), &id))
            return config_wrong(r, item, "a sign-in name or an id is expected", node->key);
        accounts[n].where = config_where(r, item);
        accounts[n].name = names[n];
        n++;
    }
    *out = accounts;
    return true;
}

bool config_check_columns(struct config_reading *r, const struct yaml *node)
{
    if (!node->first)
        return config_wrong(r, node, "at least one column is expected", node->key);
    for (const struct yaml *item = node->first; item; item = item->next) {
        auto_buf struct buf list = buf_make(1024);
        if (column_find(item->scalar) >= 0)
            continue;
        column_names(&list);
        config_wrong(r, item, arena_printf(r->config->arena, "there is no column \"%s\"", item->scalar), node->key);
        return err_hint(r->e, "there are %s", buf_text(&list));
    }
    return true;
}

bool config_read_url(struct config_reading *r, const struct yaml *node, const char **out)
{
    struct url url;
    if (!url_split(r->config->arena, node->scalar, &url))
        return config_wrong(r, node, "not a URL", node->key);
    if (strcmp(url.scheme, "https") != 0 && !url_is_loopback(node->scalar))
        return config_wrong(r, node, "plain http is accepted for loopback addresses alone", node->key);
    size_t length = strlen(node->scalar);
    while (length && node->scalar[length - 1] == '/')
        length--;
    *out = arena_strndup(r->config->arena, node->scalar, length);
    return true;
}

bool config_read_path(struct config_reading *r, const struct yaml *node, bool theme, const char **out)
{
    struct err why;
    bool name = theme && *node->scalar != '~' && !strchr(node->scalar, '/');
    const char *path = name ? node->scalar : place_expand(r->config->arena, node->scalar, r->name, &why);
    if (!path)
        return config_wrong(r, node, why.message, node->key);
    *out = arena_strdup(r->config->arena, path);
    return true;
}

bool config_read_colour(struct config_reading *r, const struct yaml *node, const char **out)
{
    int32_t ignored;
    *out = arena_strdup(r->config->arena, node->scalar);
    if (theme_colour(node->scalar, &ignored))
        return true;
    auto_buf struct buf list = buf_make(512);
    theme_colours(&list);
    config_wrong(r, node, arena_printf(r->config->arena, "there is no colour \"%s\"", node->scalar), node->key);
    return err_hint(r->e, "there are %s, and \"#cc0000\" for any other", buf_text(&list));
}

bool config_read_bool(struct config_reading *r, const struct yaml *node, bool *out)
{
    if (!strcmp(node->scalar, "true") || !strcmp(node->scalar, "yes"))
        *out = true;
    else if (!strcmp(node->scalar, "false") || !strcmp(node->scalar, "no"))
        *out = false;
    else
        return config_wrong(r, node, "true or false is expected", node->key);
    return true;
}

bool config_read_auth(struct config_reading *r, const struct yaml *node, enum config_auth *out)
{
    for (size_t i = AUTH_DEVICE_CODE; i < COUNT(auth_names); i++)
        if (!strcmp(node->scalar, auth_names[i])) {
            *out = (enum config_auth)i;
            return true;
        }
    return config_wrong(
        r, node, "device_code, browser, client_secret, certificate, token or managed_identity is expected", node->key);
}

bool config_read_store(struct config_reading *r, const struct yaml *node, const char **out)
{
    if (strcmp(node->scalar, "keyring") != 0 && strcmp(node->scalar, "file") != 0 && strcmp(node->scalar, "none") != 0)
        return config_wrong(r, node, "keyring, file or none is expected", node->key);
    *out = arena_strdup(r->config->arena, node->scalar);
    return true;
}

bool config_read_cloud(struct config_reading *r, const struct yaml *node, enum cloud *out)
{
    return (*node->scalar && service_cloud_find(node->scalar, out)) ||
           config_wrong(r, node, CLOUD_NAMES " is expected", node->key);
}

bool config_read_count(struct config_reading *r, const struct yaml *node, long *out)
{
    char *end;
    errno = 0;
    *out = strtol(node->scalar, &end, 10);
    if (end == node->scalar || *end || errno || *out < 0)
        return config_wrong(r, node, "a number is expected, 0 or more", node->key);
    return true;
}

const char *config_auth_name(enum config_auth auth)
{
    return auth_names[auth];
}

/* Reading the configuration: every key is a row of a table, so an unknown one, a wrong type or a
 * missing member is found with file, line and column. */
#include "config/config.h"

#include "api/service.h"
#include "base/alloc.h"
#include "base/clock.h"
#include "base/place.h"
#include "codec/url.h"
#include "codec/yaml.h"
#include "config/config_value.h"
#include "config/setting.h"
#include "model/filter.h"
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static bool read_tenants(struct config_reading *r, const struct yaml *node);
static bool read_views(struct config_reading *r, const struct yaml *node);
static bool read_keys(struct config_reading *r, const struct yaml *node);
static bool read_lists(struct config_reading *r, const struct yaml *node);

static bool read_setting(struct config_reading *r, const struct setting *setting, const struct yaml *node, void *base)
{
    void *slot = (char *)base + setting->offset;
    bool plain = setting->kind < SETTING_TENANTS && setting->kind != SETTING_ACCOUNTS &&
                 setting->kind != SETTING_COLUMNS;

    if (plain && node->kind != YAML_SCALAR)
        return config_wrong(r, node, "a plain value is expected", node->key);
    if (setting->where)
        *(const char **)((char *)base + setting->where) = config_where(r, node);
    switch (setting->kind) {
    case SETTING_COLOUR:
        return config_read_colour(r, node, slot);
    case SETTING_TEXT:
    case SETTING_PATH:
    case SETTING_THEME:
        if (!*node->scalar)
            return config_wrong(r, node, "a value is missing", node->key);
        if (setting->kind != SETTING_TEXT)
            return config_read_path(r, node, setting->kind == SETTING_THEME, slot);
        *(const char **)slot = arena_strdup(r->config->arena, node->scalar);
        return true;
    case SETTING_BOOL:
        return config_read_bool(r, node, slot);
    case SETTING_COUNT:
        return config_read_count(r, node, slot);
    case SETTING_URL:
        return config_read_url(r, node, slot);
    case SETTING_ACCOUNTS:
        return config_read_accounts(r, node, slot);
    case SETTING_COLUMNS:
        return config_read_list(r, node, slot) && config_check_columns(r, node);
    case SETTING_AUTH:
        return config_read_auth(r, node, slot);
    case SETTING_CLOUD:
        return config_read_cloud(r, node, slot);
    case SETTING_STORE:
        return config_read_store(r, node, slot);
    case SETTING_TENANTS:
        return read_tenants(r, node);
    case SETTING_VIEWS:
        return read_views(r, node);
    case SETTING_KEYS:
        return read_keys(r, node);
    case SETTING_LISTS:
        return read_lists(r, node);
    case SETTING_PLAYBOOKS:
        return config_read_playbooks(r, node);
    case SETTING_TEMPLATES:
        return config_read_templates(r, node);
    }
    return false;
}

static const struct setting *find_setting(const struct setting *fields, const char *key)
{
    while (fields->key && strcmp(fields->key, key) != 0)
        fields++;
    return fields->key ? fields : NULL;
}

/* Reads a map against its table; a key called `also` (or NULL) is left to the caller. */
static bool read_map(struct config_reading *r, const struct yaml *map, const struct setting *fields, const char *also,
                     void *base)
{
    if (map->kind != YAML_MAP)
        return config_wrong(r, map, "a map is expected, such as \"name: value\"", map->key);
    for (const struct yaml *node = map->first; node; node = node->next) {
        const struct setting *setting = find_setting(fields, node->key);
        if (!setting && also && !strcmp(node->key, also))
            continue;
        if (!setting)
            return config_wrong(r, node, "there is no such setting", node->key);
        if (!read_setting(r, setting, node, base))
            return false;
    }
    return true;
}

/* The first of these settings that is there, for the place of an error. */
static const struct yaml *given(const struct yaml *node, const char *const *names)
{
    for (; *names; names++)
        if (yaml_get(node, *names))
            return yaml_get(node, *names);
    return NULL;
}

static bool check_secrets(struct config_reading *r, const struct yaml *node, const struct config_tenant *tenant)
{
    static const char *const secrets[] = {"client_secret", "secret_file", "secret_env", "secret_command", NULL};
    static const char *const certificates[] = {"certificate", "certificate_key", NULL};
    int count = !!tenant->client_secret + !!tenant->secret_file + !!tenant->secret_env + !!tenant->secret_command;
    bool keyed = tenant->auth == AUTH_CERTIFICATE, proves = keyed || tenant->auth == AUTH_CLIENT_SECRET;
    const struct yaml *odd = proves ? NULL : given(node, secrets);
    odd = odd || keyed ? odd : given(node, certificates);
    if (odd)
        return config_wrong(r, odd,
                            arena_printf(r->config->arena, "does not go with auth: %s", config_auth_name(tenant->auth)),
                            odd->key);
    if (count > 1)
        return config_wrong(r, node, "only one of secret_file, secret_env, secret_command may be there", node->key);
    if (keyed && !tenant->certificate)
        return config_wrong(r, node, "certificate is missing (the path of a PEM or PKCS#12 file)", node->key);
    if (tenant->client_secret && (keyed || !url_is_loopback(tenant->endpoints.at[RESOURCE_LOGIN])))
        return config_wrong(
            r, yaml_get(node, "client_secret"),
            "in the file it is for loopback endpoints alone: use secret_file, secret_env or secret_command",
            "client_secret");
    return true;
}

static bool check_tenant(struct config_reading *r, const struct yaml *node, struct config_tenant *tenant)
{
    tenant->auth = config_auth_of(tenant);
    bool application = tenant->auth == AUTH_CLIENT_SECRET || tenant->auth == AUTH_CERTIFICATE;
    if (!application && !tenant->tenant_id)
        tenant->tenant_id = CONFIG_ANY_TENANT;
    if (!tenant->tenant_id)
        return config_wrong(r, node, "tenant_id is missing (a GUID or a domain)", node->key);
    if (application && (!strcmp(tenant->tenant_id, CONFIG_ANY_TENANT) || !strcmp(tenant->tenant_id, "common")))
        return config_wrong(r, yaml_get(node, "tenant_id"),
                            "an application signs in to one tenant: a GUID or a domain is expected", "tenant_id");
    if (application && !tenant->client_id)
        return config_wrong(r, node, "client_id is missing (the application's id)", node->key);
    return check_secrets(r, node, tenant);
}

/* `endpoints:` names the services of api/service.c. */
static bool read_endpoints(struct config_reading *r, const struct yaml *node, struct endpoints *endpoints)
{
    struct setting fields[RESOURCES + 1] = {{.key = NULL}};
    for (size_t i = RESOURCE_GRAPH; i < RESOURCES; i++)
        fields[i] = (struct setting){.key = service_find((enum http_resource)i)->name,
                                     .kind = SETTING_URL,
                                     .offset = offsetof(struct endpoints, at) + i * sizeof endpoints->at[0]};
    return read_map(r, node, fields + RESOURCE_GRAPH, NULL, endpoints);
}

static bool read_tenant(struct config_reading *r, const struct yaml *node, struct config_tenant *tenant)
{
    *tenant = (struct config_tenant){.name = arena_strdup(r->config->arena, node->key)};
    if (!read_map(r, node, setting_tenant, "endpoints", tenant))
        return false;
    const struct yaml *endpoints = yaml_get(node, "endpoints");
    if (endpoints && !read_endpoints(r, endpoints, &tenant->endpoints))
        return false;
    service_fill(&tenant->endpoints);
    return check_tenant(r, node, tenant);
}

static bool read_tenants(struct config_reading *r, const struct yaml *node)
{
    struct config *config = r->config;
    if (node->kind != YAML_MAP)
        return config_wrong(r, node, "a map of names to tenants is expected", node->key);
    config->tenants = arena_alloc(config->arena, (config_children(node) + 1) * sizeof *config->tenants);
    for (const struct yaml *child = node->first; child; child = child->next)
        if (!read_tenant(r, child, &config->tenants[config->tenant_count++]))
            return false;
    return true;
}

static bool read_views(struct config_reading *r, const struct yaml *node)
{
    struct config *config = r->config;
    if (node->kind != YAML_MAP)
        return config_wrong(r, node, "a map of names to filters is expected", node->key);
    config->views = arena_alloc(config->arena, (config_children(node) + 1) * sizeof *config->views);
    for (const struct yaml *child = node->first; child; child = child->next) {
        if (child->kind != YAML_SCALAR)
            return config_wrong(r, child, "a filter is expected", child->key);
        struct err why;
        struct filter *filter = filter_parse(child->scalar, clock_now(), &why);
        if (!filter)
            return config_wrong(r, child, why.message, child->key);
        filter_free(filter);
        config->views[config->view_count++] = (struct config_view){
            .name = arena_strdup(config->arena, child->key), .filter = arena_strdup(config->arena, child->scalar)};
    }
    return true;
}

/* A command has a key, or a list of them; the key map of the screen says what clashes. */
static bool read_keys(struct config_reading *r, const struct yaml *node)
{
    size_t most = 1;
    if (node->kind != YAML_MAP)
        return config_wrong(r, node, "a map of commands to keys is expected", node->key);
    for (const struct yaml *child = node->first; child; child = child->next)
        most += config_children(child) + 1;
    struct config_key *at = r->config->keys = arena_alloc(r->config->arena, most * sizeof *at);
    for (const struct yaml *child = node->first; child; child = child->next) {
        const struct yaml *key = child->kind == YAML_LIST ? child->first : child;
        for (; key; key = key == child ? NULL : key->next, at++) {
            if (key->kind != YAML_SCALAR || !*key->scalar)
                return config_wrong(r, key, "a key is expected, such as Ctrl-R", child->key);
            *at = (struct config_key){.line = key->line, .column = key->column};
            at->name = arena_strdup(r->config->arena, child->key);
            at->key = arena_strdup(r->config->arena, key->scalar);
        }
    }
    r->config->key_count = (size_t)(at - r->config->keys);
    return true;
}

static bool read_lists(struct config_reading *r, const struct yaml *node)
{
    size_t most = 1;
    if (node->kind != YAML_MAP)
        return config_wrong(r, node, "a map of lists to lines is expected", node->key);
    for (const struct yaml *child = node->first; child; child = child->next)
        most += config_children(child);
    struct config_line *at = r->config->lines = arena_alloc(r->config->arena, most * sizeof *at);
    for (const struct yaml *child = node->first; child; child = child->next) {
        const char *const *lines;
        if (!config_read_list(r, child, &lines))
            return false;
        for (const struct yaml *item = child->first; item; item = item->next, at++)
            *at = (struct config_line){arena_strdup(r->config->arena, child->key), *lines++, config_where(r, item)};
    }
    r->config->line_count = (size_t)(at - r->config->lines);
    return true;
}

static bool read_file(struct config *config, const char *path, struct err *e)
{
    struct config_reading r = {.config = config, .name = path, .e = e};
    if (!place_is_own("configuration", path, e)) /* it can name commands to run */
        return false;
    struct yaml *root = yaml_read(path, e);
    if (!root)
        return false;
    bool ok = read_map(&r, root, setting_top, NULL, config);
    yaml_tree_free(root);
    if (!ok)
        return *e->hint ? false : err_hint(e, "docs/CONFIGURATION.md lists every setting");
    config->path = arena_strdup(config->arena, path);
    return true;
}

struct config *config_read(const char *path, struct err *e)
{
    struct arena *arena = arena_new(0);
    struct config *config = arena_alloc(arena, sizeof *config);
    config->arena = arena;
    config->fuse = CONFIG_FUSE;
    config->settle_after = CONFIG_SETTLE_AFTER;
    config->state_folder = place_xdg(arena, "XDG_STATE_HOME", ".local/state", e);
    bool ok = config->state_folder != NULL;
    const char *folder = ok && !path ? place_xdg(arena, "XDG_CONFIG_HOME", ".config", e) : NULL;
    const char *file = folder ? arena_printf(arena, "%s/config.yaml", folder) : path;
    bool none = folder && access(file, F_OK) && (errno == ENOENT || errno == ENOTDIR);
    ok = ok && (path || folder) && (none || read_file(config, file, e));
    const char *slash = ok ? strrchr(file, '/') : NULL;
    struct config_reading r = {.config = config, .e = e};
    if (ok)
        config->template_folder = slash ? arena_printf(arena, "%.*s/user-templates", (int)(slash - file), file)
                                        : "user-templates";
    ok = ok && config_read_template_files(&r);
    if (ok)
        return config;
    config_free(config);
    return NULL;
}

void config_free(struct config *config)
{
    if (config)
        arena_free(config->arena);
}

/* Reading --login FILE.yaml: a row for each key, and the function that reads its value. */
#include "tenant/login/login_config.h"

#include "base/clock.h"
#include "codec/yaml.h"
#include "tenant/login/aadsts.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct reader {
    struct login_config *config;
    struct arena *arena;
    const char *path;
    struct err *e;
};

struct row {
    const char *key;
    bool (*read)(struct reader *r, const struct yaml *node, void *at);
    size_t offset;
};

static bool wrong(const struct reader *r, const struct yaml *node, const char *what)
{
    return err_set(r->e, ERR_CONFIG, "%s:%d:%d: %s%s%s", r->path, node->line, node->column, node->key ? node->key : "",
                   node->key ? ": " : "", what);
}

static bool read_map(struct reader *r, const struct yaml *node, const struct row *rows, void *into)
{
    if (node->kind != YAML_MAP)
        return wrong(r, node, "keys and values are expected");
    for (const struct yaml *child = node->first; child; child = child->next) {
        const struct row *row = rows;
        while (row->key && strcmp(row->key, child->key) != 0)
            row++;
        if (!row->key)
            return wrong(r, child, "no such key");
        if (!row->read(r, child, (char *)into + row->offset))
            return false;
    }
    return true;
}

/* --- values --- */

static bool read_text(struct reader *r, const struct yaml *node, void *at)
{
    if (node->kind != YAML_SCALAR)
        return wrong(r, node, "a text is expected");
    *(const char **)at = arena_strdup(r->arena, node->scalar);
    return true;
}

static bool read_bool(struct reader *r, const struct yaml *node, void *at)
{
    bool yes = node->kind == YAML_SCALAR && !strcmp(node->scalar, "true");
    if (!yes && (node->kind != YAML_SCALAR || strcmp(node->scalar, "false") != 0))
        return wrong(r, node, "true or false is expected");
    *(bool *)at = yes;
    return true;
}

static bool read_number(struct reader *r, const struct yaml *node, void *at)
{
    char *end = NULL;
    errno = 0;
    long number = node->kind == YAML_SCALAR ? strtol(node->scalar, &end, 10) : 0;
    if (!end || end == node->scalar || *end || errno || number < 0 || number > 1000000000)
        return wrong(r, node, "a number from 0 to 1000000000 is expected");
    *(int *)at = (int)number;
    return true;
}

static bool read_unsigned(struct reader *r, const struct yaml *node, void *at)
{
    int number;
    if (!read_number(r, node, &number))
        return false;
    *(unsigned *)at = (unsigned)number;
    return true;
}

static bool read_seed(struct reader *r, const struct yaml *node, void *at)
{
    int number;
    if (!read_number(r, node, &number))
        return false;
    *(uint64_t *)at = (uint64_t)number;
    return true;
}

/* A time, or days from now: "2026-12-01T00:00:00Z", "-1d", "30d". */
static bool read_time(struct reader *r, const struct yaml *node, void *at)
{
    char *end = NULL;
    if (node->kind == YAML_SCALAR && clock_parse(node->scalar, strlen(node->scalar), at))
        return true;
    long days = node->kind == YAML_SCALAR ? strtol(node->scalar, &end, 10) : 0;
    if (!end || end == node->scalar || strcmp(end, "d") != 0 || labs(days) > 36500)
        return wrong(r, node, "a time (2026-12-01T00:00:00Z) or days from now (-1d, 30d) is expected");
    *(int64_t *)at = clock_now() + days * INT64_C(86400000);
    return true;
}

static size_t count_of(const struct yaml *node)
{
    size_t n = 0;
    for (const struct yaml *child = node->first; child; child = child->next)
        n++;
    return n;
}

static bool read_names(struct reader *r, const struct yaml *node, void *at)
{
    struct login_names *names = at;
    if (node->kind != YAML_LIST)
        return wrong(r, node, "a list is expected");
    *names = (struct login_names){.names = arena_alloc(r->arena, (count_of(node) + 1) * sizeof *names->names),
                                  .given = true};
    for (const struct yaml *child = node->first; child; child = child->next)
        if (!read_text(r, child, &names->names[names->count++]))
            return false;
    return true;
}

static bool read_roles(struct reader *r, const struct yaml *node, void *at)
{
    struct login_names *names = at;
    if (!read_names(r, node, at))
        return false;
    for (size_t i = 0; i < names->count; i++) {
        const char *id = login_config_role(names->names[i]);
        if (!id)
            return wrong(r, node, "no such directory role");
        names->names[i] = id;
    }
    return true;
}

static bool read_answer(struct reader *r, const struct yaml *node, void *at)
{
    static const char *const words[] = {
        [ANSWER_WAIT] = "wait", [ANSWER_APPROVE] = "approve", [ANSWER_DECLINE] = "decline"};
    for (int i = 0; i < 3; i++)
        if (node->kind == YAML_SCALAR && !strcmp(node->scalar, words[i])) {
            *(enum login_answer_kind *)at = i;
            return true;
        }
    return wrong(r, node, "wait, approve or decline is expected");
}

/* Lists of maps: `*array` grows by one zeroed item for each. */
static bool read_items(struct reader *r, const struct yaml *node, void **array, size_t *count, size_t size,
                       bool (*read)(struct reader *, const struct yaml *, void *))
{
    if (node->kind != YAML_LIST)
        return wrong(r, node, "a list is expected");
    char *all = arena_alloc(r->arena, (*count + count_of(node) + 1) * size);
    if (*count)
        memcpy(all, *array, *count * size);
    *array = all;
    for (const struct yaml *child = node->first; child; child = child->next)
        if (!read(r, child, all + size * (*count)++))
            return false;
    return true;
}

/* --- applications --- */

static bool read_secret(struct reader *r, const struct yaml *node, void *at)
{
    static const struct row rows[] = {{"value", read_text, offsetof(struct login_secret, value)},
                                      {"expires", read_time, offsetof(struct login_secret, expires)},
                                      {NULL, NULL, 0}};
    const struct login_secret *secret = at;
    return read_map(r, node, rows, at) && (secret->value || wrong(r, node, "value is missing"));
}

static bool read_secrets(struct reader *r, const struct yaml *node, void *at)
{
    struct login_app *app = at;
    void *all = app->secrets;
    bool good = read_items(r, node, &all, &app->secret_count, sizeof *app->secrets, read_secret);
    app->secrets = all;
    return good;
}

static bool read_certificate(struct reader *r, const struct yaml *node, void *at)
{
    struct jwt_certificate **certificate = at;
    struct err why;
    const char *path = NULL;
    if (!read_text(r, node, &path))
        return false;
    auto_buf struct buf text = buf_make(1 << 20);
    char part[4096];
    size_t got;
    FILE *file = fopen(path, "re");
    if (!file)
        return wrong(r, node, arena_printf(r->arena, "%s: %s", path, strerror(errno)));
    while ((got = fread(part, 1, sizeof part, file)))
        buf_add(&text, part, got);
    fclose(file);
    *certificate = jwt_certificate_parse(buf_text(&text), text.length, &why);
    return *certificate || wrong(r, node, arena_printf(r->arena, "%s: %s", path, why.message));
}

static bool read_certificates(struct reader *r, const struct yaml *node, void *at)
{
    struct login_app *app = at;
    void *all = app->certificates;
    bool good = read_items(r, node, &all, &app->certificate_count, sizeof *app->certificates, read_certificate);
    app->certificates = all;
    for (const struct yaml *child = node->first; good && child; child = child->next)
        app->certificate_path = arena_strdup(r->arena, child->scalar);
    return good;
}

static bool read_grants(struct reader *r, const struct yaml *node, void *at)
{
    static const struct row rows[] = {{"graph", read_names, AUDIENCE_GRAPH * sizeof(struct login_names)},
                                      {"exchange", read_names, AUDIENCE_EXCHANGE * sizeof(struct login_names)},
                                      {"sharepoint", read_names, AUDIENCE_SHAREPOINT * sizeof(struct login_names)},
                                      {NULL, NULL, 0}};
    return read_map(r, node, rows, at);
}

static bool read_app(struct reader *r, const struct yaml *node, void *at)
{
#define AT(member) offsetof(struct login_app, member)
    static const struct row rows[] = {{"id", read_text, AT(id)},
                                      {"name", read_text, AT(name)},
                                      {"home", read_text, AT(home)},
                                      {"public", read_bool, AT(public_client)},
                                      {"single_tenant", read_bool, AT(single_tenant)},
                                      {"dynamic_consent", read_bool, AT(dynamic)},
                                      {"legacy_assertions", read_bool, AT(legacy)},
                                      {"assertion_reuse", read_bool, AT(reuse)},
                                      {"secrets", read_secrets, 0},
                                      {"certificates", read_certificates, 0},
                                      {"certificate_key", read_text, AT(key_path)},
                                      {"application", read_grants, AT(application)},
                                      {"delegated", read_grants, AT(delegated)},
                                      {"redirects", read_names, AT(redirects)},
                                      {"resources", read_names, AT(resources)},
                                      {"roles", read_roles, AT(roles)},
                                      {"consented", read_names, AT(consented)},
                                      {NULL, NULL, 0}};
#undef AT
    struct login_app *app = at;
    app->name = "Application";
    return read_map(r, node, rows, at) && (app->id || wrong(r, node, "id is missing"));
}

static bool read_apps(struct reader *r, const struct yaml *node, void *at)
{
    struct login_config *config = at;
    size_t kept = config->app_count;
    void *all = config->apps;
    bool good = read_items(r, node, &all, &config->app_count, sizeof *config->apps, read_app);
    config->apps = all;
    for (size_t i = kept; i < config->app_count; i++)
        for (size_t k = 0; k < kept; k++)
            if (config->apps[k].id && config->apps[i].id && !strcasecmp(config->apps[k].id, config->apps[i].id))
                config->apps[k].id = ""; /* the file's word wins */
    return good;
}

/* --- people --- */

static bool read_person(struct reader *r, const struct yaml *node, void *at)
{
#define AT(member) offsetof(struct login_person, member)
    static const struct row rows[] = {{"upn", read_text, AT(upn)},
                                      {"oid", read_text, AT(oid)},
                                      {"name", read_text, AT(name)},
                                      {"home", read_text, AT(home)},
                                      {"roles", read_roles, AT(roles)},
                                      {"tenants", read_names, AT(tenants)},
                                      {"answer", read_answer, AT(answer)},
                                      {"after_polls", read_number, AT(after_polls)},
                                      {"after_ms", read_number, AT(after_ms)},
                                      {"disabled", read_bool, AT(disabled)},
                                      {"password", read_text, AT(password)},
                                      {NULL, NULL, 0}};
#undef AT
    const struct login_person *person = at;
    return read_map(r, node, rows, at) && (person->upn || wrong(r, node, "upn is missing"));
}

static bool read_people(struct reader *r, const struct yaml *node, void *at)
{
    struct login_config *config = at;
    void *all = NULL;
    config->person_count = 0; /* instead of the one that is there by default */
    bool good = read_items(r, node, &all, &config->person_count, sizeof *config->people, read_person);
    config->people = all;
    return good;
}

/* --- tenants --- */

static bool read_status(struct reader *r, const struct yaml *node, void *at)
{
    static const char *const known[] = {"created",     "approvalPending", "approved", "activating",
                                        "active",      "expiring",        "expired",  "terminationRequested",
                                        "terminating", "terminated"};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (node->kind == YAML_SCALAR && !strcmp(node->scalar, known[i])) {
            *(const char **)at = known[i];
            return true;
        }
    return wrong(r, node, "no such status of a relationship");
}

static bool read_relationship(struct reader *r, const struct yaml *node, void *at)
{
#define AT(member) offsetof(struct login_relationship, member)
    static const struct row rows[] = {{"id", read_text, AT(id)},
                                      {"name", read_text, AT(name)},
                                      {"status", read_status, AT(status)},
                                      {"duration", read_text, AT(duration)},
                                      {"auto_extend", read_text, AT(auto_extend)},
                                      {"end", read_time, AT(end)},
                                      {"roles", read_roles, AT(roles)},
                                      {NULL, NULL, 0}};
#undef AT
    *(struct login_relationship *)at = (struct login_relationship){
        .status = "active", .duration = "P730D", .auto_extend = "P180D", .end = clock_now() + 365 * INT64_C(86400000)};
    return read_map(r, node, rows, at);
}

static bool read_relationships(struct reader *r, const struct yaml *node, void *at)
{
    struct login_tenant *tenant = at;
    void *all = NULL;
    bool good = read_items(r, node, &all, &tenant->relationship_count, sizeof *tenant->relationships,
                           read_relationship);
    tenant->relationships = all;
    return good;
}

static bool read_tenant(struct reader *r, const struct yaml *node, void *at)
{
#define AT(member) offsetof(struct login_tenant, member)
    static const struct row rows[] = {{"id", read_text, AT(id)},
                                      {"domain", read_text, AT(domain)},
                                      {"initial_domain", read_text, AT(initial_domain)},
                                      {"name", read_text, AT(name)},
                                      {"scenario", read_text, AT(scenario)},
                                      {"users", read_unsigned, AT(users)},
                                      {"seed", read_seed, AT(seed)},
                                      {"contract", read_bool, AT(contract)},
                                      {"relationships", read_relationships, 0},
                                      {NULL, NULL, 0}};
#undef AT
    struct login_tenant *tenant = at;
    struct guid id;
    tenant->users = 40;
    tenant->seed = 1000u + (unsigned)node->line;
    if (!read_map(r, node, rows, at))
        return false;
    if (!tenant->id || !guid_parse(tenant->id, strlen(tenant->id), &id) || !tenant->domain || !tenant->users)
        return wrong(r, node, "id (a GUID), domain and users (1 at least) are needed");
    if (!tenant->name)
        tenant->name = tenant->domain;
    if (!tenant->initial_domain)
        tenant->initial_domain = arena_printf(r->arena, "%.*s.onmicrosoft.com", (int)strcspn(tenant->domain, "."),
                                              tenant->domain);
    return true;
}

static bool read_tenants(struct reader *r, const struct yaml *node, void *at)
{
    struct login_config *config = at;
    void *all = config->tenants;
    bool good = read_items(r, node, &all, &config->tenant_count, sizeof *config->tenants, read_tenant);
    config->tenants = all;
    return good;
}

static bool read_customers(struct reader *r, const struct yaml *node, void *at)
{
    struct {
        unsigned count, users;
    } wanted = {.users = 40};
    static const struct row rows[] = {
        {"count", read_unsigned, 0}, {"users", read_unsigned, sizeof(unsigned)}, {NULL, NULL, 0}};
    if (!read_map(r, node, rows, &wanted))
        return false;
    if (wanted.count > 5000 || wanted.users < 1)
        return wrong(r, node, "at most 5000 customers, with a user each at least");
    login_config_customers(at, wanted.count, wanted.users);
    return true;
}

/* --- refusals --- */

static bool read_error(struct reader *r, const struct yaml *node, void *at)
{
#define AT(member) offsetof(struct login_error, member)
    static const struct row rows[] = {{"code", read_number, AT(code)},
                                      {"message", read_text, AT(message)},
                                      {"suberror", read_text, AT(suberror)},
                                      {"claims", read_text, AT(claims)},
                                      {"user", read_text, AT(user)},
                                      {"app", read_text, AT(app)},
                                      {"tenant", read_text, AT(tenant)},
                                      {"resource", read_text, AT(resource)},
                                      {"grant", read_text, AT(grant)},
                                      {"at", read_text, AT(at)},
                                      {"nth", read_number, AT(nth)},
                                      {"every", read_number, AT(every)},
                                      {"times", read_number, AT(times)},
                                      {"retry_after", read_number, AT(retry_after)},
                                      {NULL, NULL, 0}};
#undef AT
    struct login_error *error = at;
    error->retry_after = -1;
    if (!read_map(r, node, rows, at))
        return false;
    if (error->claims && *error->claims != '{')
        return wrong(r, node, "claims: JSON is expected");
    return aadsts_find(error->code) || wrong(r, node, "code: the service has no such error");
}

static bool read_errors(struct reader *r, const struct yaml *node, void *at)
{
    struct login_config *config = at;
    void *all = config->errors;
    bool good = read_items(r, node, &all, &config->error_count, sizeof *config->errors, read_error);
    config->errors = all;
    return good;
}

bool login_config_read(struct login_config *config, const char *path, struct err *e)
{
#define AT(member) offsetof(struct login_config, member)
    static const struct row rows[] = {{"interval", read_number, AT(interval)},
                                      {"slow_down", read_number, AT(slow_down)},
                                      {"code_lifetime", read_number, AT(code_lifetime)},
                                      {"refresh_lifetime", read_number, AT(refresh_lifetime)},
                                      {"clock_skew", read_number, AT(clock_skew)},
                                      {"refresh_once", read_bool, AT(refresh_once)},
                                      {"block_device_code", read_bool, AT(block_device_code)},
                                      {"apps", read_apps, 0},
                                      {"people", read_people, 0},
                                      {"tenants", read_tenants, 0},
                                      {"customers", read_customers, 0},
                                      {"errors", read_errors, 0},
                                      {NULL, NULL, 0}};
#undef AT
    struct reader r = {.config = config, .arena = config->arena, .path = path, .e = e};
    struct yaml *root = yaml_read(path, e);
    bool good = root && read_map(&r, root, rows, config);
    yaml_tree_free(root);
    return good;
}

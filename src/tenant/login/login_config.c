/* What the sign-in service knows before a file says more: the command line's tenant, its application, Microsoft's clients, a person. */
#include "tenant/login/login_config.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "base/random.h"
#include "tenant/seed/seed.h"
#include "tenant/seed/seed_callers.h"
#include "tenant/state/permissions.h"
#include <string.h>
#include <strings.h>

#define DAY INT64_C(86400000)

const char *const login_audiences[AUDIENCES] = {[AUDIENCE_GRAPH] = "graph",
                                                [AUDIENCE_EXCHANGE] = "exchange",
                                                [AUDIENCE_SHAREPOINT] = "sharepoint",
                                                [AUDIENCE_MFA] = "mfa"};

static const struct {
    const char *id, *name;
} roles[] = {
    {"62e90394-69f5-4237-9190-012177145e10", "Global Administrator"},
    {"f2ef992c-3afb-46b9-b7cf-a126ee74c451", "Global Reader"},
    {"fe930be7-5e62-47db-91af-98c3a49a38b1", "User Administrator"},
    {"729827e3-9c14-49f7-bb1b-9608f156bbb8", "Helpdesk Administrator"},
    {"c4e39bd9-1100-46d3-8c65-fb160da0071f", "Authentication Administrator"},
    {"7be44c8a-adaf-4e2a-84d6-ab2649e08a13", "Privileged Authentication Administrator"},
    {"29232cdf-9323-42fd-ade2-1d097af3e4de", "Exchange Administrator"},
    {"f28a1f50-f6e7-4571-818b-6a12f2af6b6c", "SharePoint Administrator"},
    {"194ae4cb-b126-40b2-bd5b-6091b380977d", "Security Administrator"},
    {"5d6b6bb7-de71-4623-b4af-96380a352509", "Security Reader"},
    {"4a5d8f65-41da-4de4-8968-e035b65339cf", "Reports Reader"},
    {"4d6ac14f-3453-41d0-bef9-a3e0c569773a", "License Administrator"},
    {"fdd7a751-b60b-444a-984c-02652fe8fa1c", "Groups Administrator"},
    {"e8611ab8-c189-46e8-94e1-60213ab1f814", "Privileged Role Administrator"},
    {"966707d0-3269-4727-9be2-8c3a10f19b9d", "Password Administrator"},
    {"0526716b-113d-4c15-b2c8-68e3c22b9f80", "Authentication Policy Administrator"},
    {"69091246-20e8-4a56-aa4d-066075b2a7a8", "Teams Administrator"},
    {"5f2222b1-57c3-48ba-8ad5-d4759f1fde6f", "Security Operator"},
    {"8ac3fc64-6eca-42ea-9e69-59f4c7b60eb2", "Hybrid Identity Administrator"},
    {"158c047a-c907-4556-b7ef-446551a6b5f7", "Cloud Application Administrator"},
    {"88d8e3e3-8f55-4a1e-953a-9b9898b8876b", "Directory Readers"},
};

const char *login_config_role(const char *name_or_id)
{
    struct guid id;
    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++)
        if (!strcasecmp(roles[i].name, name_or_id) || !strcasecmp(roles[i].id, name_or_id))
            return roles[i].id;
    return guid_parse(name_or_id, strlen(name_or_id), &id) ? name_or_id : NULL;
}

static struct login_names names_of(struct arena *arena, const char *list)
{
    struct login_names names = {.given = true};
    names.names = permissions_split(arena, list, &names.count);
    return names;
}

/* Microsoft's public clients, which are in every tenant. */
static void add_microsoft(struct login_config *config)
{
    static const struct {
        const char *id, *name, *resource;
        bool dynamic;
        const char *scopes; /* of a person, whatever is asked for; NULL: all that the resource has */
    } clients[] = {
        {"14d82eec-204b-4c2f-b7e8-296a70dab67e", "Microsoft Graph Command Line Tools", "graph", true, NULL},
        {"fb78d390-0c51-40cd-8e17-fdbfab77341b", "Microsoft Exchange REST API Based Powershell", "exchange", false,
         "AdminApi.AccessAsUser.All FfoPowerShell.AccessAsUser.All Group.ReadWrite.All.Sdp RemotePowerShell.AccessAsUser.All "
         "User-OnPremisesSyncBehavior.ReadWrite.All.Sdp VivaFeatureAccessPolicy.Manage.All"},
        {"9bc3ab49-b65d-410a-85ad-de819febfddc", "SharePoint Online Management Shell", "sharepoint", false, NULL},
    };
    for (size_t i = 0; i < sizeof clients / sizeof *clients; i++) {
        struct login_app *app = &config->apps[config->app_count++];
        *app = (struct login_app){.id = clients[i].id,
                                  .name = clients[i].name,
                                  .public_client = true,
                                  .dynamic = clients[i].dynamic,
                                  .resources = names_of(config->arena, clients[i].resource)};
        if (clients[i].scopes)
            app->delegated[AUDIENCE_EXCHANGE] = names_of(config->arena, clients[i].scopes);
    }
}

/* "A,B", by name or id; "none". */
static bool roles_of(struct arena *arena, const char *list, struct login_names *out, struct err *e)
{
    *out = (struct login_names){.given = list};
    if (!list || !strcmp(list, "none"))
        return true;
    out->names = arena_alloc(arena, (strlen(list) + 1) * sizeof *out->names);
    while (*list) {
        size_t length = strcspn(list, ",");
        const char *name = arena_strndup(arena, list, length), *id = login_config_role(name);
        if (!id)
            return err_set(e, ERR_USAGE, "--directory-roles: there is no role \"%s\"", name);
        out->names[out->count++] = id;
        list += length + (list[length] == ',');
    }
    return true;
}

static void add_callers(struct login_config *config, const struct login_setup *setup)
{
    config->people = arena_alloc(config->arena, (size_t)seed_caller_count * sizeof *config->people);
    for (int i = 0; i < seed_caller_count; i++) {
        const struct seed_caller *caller = &seed_callers[i];
        bool answers = setup->approve_after > 0 &&
                       !strcasecmp(caller->upn, setup->person ? setup->person : seed_callers[0].upn);
        config->people[config->person_count++] = (struct login_person){
            .upn = caller->upn,
            .oid = caller->oid,
            .name = caller->name,
            .roles = names_of(config->arena, caller->role ? login_config_role(caller->role) : ""),
            .answer = answers ? ANSWER_APPROVE : ANSWER_WAIT,
            .after_polls = setup->approve_after};
    }
}

static void add_defaults(struct login_config *config, const struct login_setup *setup)
{
    struct arena *arena = config->arena;
    config->apps = arena_alloc(arena, 8 * sizeof *config->apps);
    config->tenants = arena_alloc(arena, sizeof *config->tenants);
    struct login_secret *secret = arena_alloc(arena, sizeof *secret);
    secret->value = setup->client_secret ? setup->client_secret : "";
    config->apps[config->app_count++] = (struct login_app){
        .id = setup->client_id, .name = "roster", .public_client = true, .secrets = secret, .secret_count = 1};
    add_microsoft(config);
    add_callers(config, setup);
    config->tenants[config->tenant_count++] = (struct login_tenant){.id = setup->tenant_id,
                                                                    .domain = SEED_DOMAIN,
                                                                    .initial_domain = SEED_INITIAL_DOMAIN,
                                                                    .name = "Contoso Ltd",
                                                                    .users = setup->users,
                                                                    .seed = setup->seed};
}

struct login_config *login_config_new(const struct login_setup *setup, struct err *e)
{
    struct login_config *config = xcalloc(1, sizeof *config);
    *config = (struct login_config){.arena = arena_new(0),
                                    .interval = 5,
                                    .slow_down = 5,
                                    .code_lifetime = 900,
                                    .refresh_lifetime = 90 * 86400,
                                    .clock_skew = 300};
    add_defaults(config, setup);
    bool good = roles_of(config->arena, setup->directory_roles, &config->apps[0].roles, e);
    if (good && setup->person && !login_config_person(config, setup->person))
        good = err_set(e, ERR_USAGE, "--as %s: there is no such person", setup->person);
    if (good && (!setup->file || login_config_read(config, setup->file, e)))
        return config;
    login_config_free(config);
    return NULL;
}

void login_config_free(struct login_config *config)
{
    if (!config)
        return;
    for (size_t i = 0; i < config->app_count; i++)
        for (size_t k = 0; k < config->apps[i].certificate_count; k++)
            jwt_certificate_free(config->apps[i].certificates[k]);
    arena_free(config->arena);
    xfree(config);
}

/* --- customers by the dozen --- */

static void relate(struct login_config *config, struct login_tenant *tenant, unsigned number, struct seeded *dice)
{
    static const char *const states[] = {"active", "active", "active",   "active",          "active",
                                         "active", "active", "expiring", "approvalPending", "terminated"};
    static const char *const held[] = {"fe930be7-5e62-47db-91af-98c3a49a38b1,29232cdf-9323-42fd-ade2-1d097af3e4de,"
                                       "c4e39bd9-1100-46d3-8c65-fb160da0071f",
                                       "62e90394-69f5-4237-9190-012177145e10", "f2ef992c-3afb-46b9-b7cf-a126ee74c451"};
    char id[UUID_TEXT], other[UUID_TEXT];
    tenant->relationship_count = number % 7 == 3 ? 2 : 1; /* several customers have an older one, too */
    tenant->relationships = arena_alloc(config->arena, 2 * sizeof *tenant->relationships);
    for (size_t i = 0; i < tenant->relationship_count; i++)
        tenant->relationships[i] = (struct login_relationship){
            .id = arena_printf(config->arena, "%s-%s", seeded_uuid(dice, id), seeded_uuid(dice, other)),
            .name = arena_printf(config->arena, "%s support%s", tenant->name, i ? " (old)" : ""),
            .status = i ? "expired" : states[number % 10],
            .duration = "P730D",
            .auto_extend = number % 2 ? "P180D" : "PT0S",
            .end = clock_now() + (i ? -30 : (int64_t)(5 + number * 37 % 700)) * DAY,
            .roles = names_of(config->arena, held[number % 3])};
}

void login_config_customers(struct login_config *config, unsigned count, unsigned users)
{
    static const char *const words[] = {"Fabrikam", "Northwind", "Adatum",        "Tailspin", "Litware", "Proseware",
                                        "Wingtip",  "Woodgrove", "Trey Research", "Alpine",   "Bellows", "Humongous"};
    char id[UUID_TEXT];
    struct seeded dice = {.state = 0x6c6f67696eu};
    struct login_tenant *all = arena_alloc(config->arena, (config->tenant_count + count + 1) * sizeof *all);
    memcpy(all, config->tenants, config->tenant_count * sizeof *all);
    config->tenants = all;
    for (unsigned i = 0; i < count; i++) {
        struct login_tenant *tenant = &all[config->tenant_count++];
        *tenant = (struct login_tenant){
            .id = arena_strdup(config->arena, seeded_uuid(&dice, id)),
            .domain = arena_printf(config->arena, "customer%03u.example", i + 1),
            .initial_domain = arena_printf(config->arena, "customer%03u.onmicrosoft.com", i + 1),
            .name = arena_printf(config->arena, "%s %03u", words[i % (sizeof words / sizeof *words)], i + 1),
            .users = users,
            .seed = 5000 + i,
            .contract = i % 10 != 8,
            .made = true};
        relate(config, tenant, i, &dice);
    }
}

/* --- looking up --- */

const struct login_tenant *login_config_tenant(const struct login_config *config, const char *id_or_domain)
{
    for (size_t i = 0; i < config->tenant_count; i++) {
        const struct login_tenant *tenant = &config->tenants[i];
        if (!strcasecmp(tenant->id, id_or_domain) || !strcasecmp(tenant->domain, id_or_domain) ||
            !strcasecmp(tenant->initial_domain, id_or_domain))
            return tenant;
    }
    return NULL;
}

const struct login_app *login_config_app(const struct login_config *config, const char *id)
{
    for (size_t i = 0; i < config->app_count; i++)
        if (*id && !strcasecmp(config->apps[i].id, id))
            return &config->apps[i];
    return NULL;
}

const struct login_person *login_config_person(const struct login_config *config, const char *upn)
{
    for (size_t i = 0; i < config->person_count; i++)
        if (!strcasecmp(config->people[i].upn, upn))
            return &config->people[i];
    return NULL;
}

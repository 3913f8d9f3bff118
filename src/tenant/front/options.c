/* Reading the command line: one row an option, the help text beside it. */
#include "tenant/front/options.h"

#include "base/random.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum kind { NUMBER, TEXT, FLAG, SPECIAL };

static const struct option_row {
    const char *name;
    enum kind kind;
    size_t offset; /* of an int or a const char * or a bool */
    long least, most;
} rows[] = {
    {"--latency", NUMBER, offsetof(struct options, latency), 0, 600000},
    {"--token-lifetime", NUMBER, offsetof(struct options, token_lifetime), 1, 86400},
    {"--throttle-units", NUMBER, offsetof(struct options, throttle_units), 0, 100000000},
    {"--throttle-writes", NUMBER, offsetof(struct options, throttle_writes), 0, 100000000},
    {"--ledger", TEXT, offsetof(struct options, ledger), 0, 0},
    {"--write-config", TEXT, offsetof(struct options, write_config), 0, 0},
    {"--roles", TEXT, offsetof(struct options, roles), 0, 0},
    {"--exchange-roles", TEXT, offsetof(struct options, exchange_roles), 0, 0},
    {"--throttle-mailbox", NUMBER, offsetof(struct options, mailbox_limit), 0, 1000},
    {"--mfa-delay", NUMBER, offsetof(struct options, mfa_delay), 0, 60000},
    {"--certificate-only", FLAG, offsetof(struct options, certificate_only), 0, 0},
    {"--anyone-provisions", FLAG, offsetof(struct options, anyone_provisions), 0, 0},
    {"--groups", NUMBER, offsetof(struct options, groups), 0, SEED_MADE_GROUPS},
    {"--products", NUMBER, offsetof(struct options, products), 0, SEED_MADE_SKUS},
    {"--client-secret", TEXT, offsetof(struct options, client_secret), 0, 0},
    {"--replication", NUMBER, offsetof(struct options, replication), 0, 600000},
    {"--invites", TEXT, offsetof(struct options, invites), 0, 0},
    {"--audit-delay", NUMBER, offsetof(struct options, audit_delay), 0, 3600000},
    {"--audit-failures", NUMBER, offsetof(struct options, audit_failures), 0, 1000},
    {"--audit-limit", NUMBER, offsetof(struct options, audit_limit), 1, 10000000},
    {"--audit-unstable", NUMBER, offsetof(struct options, audit_unstable), 0, 2},
    {"--page-size", NUMBER, offsetof(struct options, page_size), 1, 100000},
    {"--login", TEXT, offsetof(struct options, login), 0, 0},
    {"--approve-after", NUMBER, offsetof(struct options, approve_after), 1, 1000},
    {"--directory-roles", TEXT, offsetof(struct options, directory_roles), 0, 0},
    {"--as", TEXT, offsetof(struct options, person), 0, 0},
    {"--audit-needs-directory", FLAG, offsetof(struct options, audit_needs_directory), 0, 0},
    {"--die-with-parent", FLAG, offsetof(struct options, die_with_parent), 0, 0},
    {"--help", FLAG, offsetof(struct options, help), 0, 0},
    {"--version", FLAG, offsetof(struct options, version), 0, 0},
    {"--listen", SPECIAL, 0, 0, 0},
    {"--users", SPECIAL, 0, 0, 0},
    {"--seed", SPECIAL, 0, 0, 0},
    {"--fault", SPECIAL, 0, 0, 0},
    {"--licence", SPECIAL, 0, 0, 0},
    {"--scenario", SPECIAL, 0, 0, 0},
    {"--deny", SPECIAL, 0, 0, 0},
    {"--tls", SPECIAL, 0, 0, 0},
};

const char *options_help(void)
{
    return "usage: roster-tenant --listen 127.0.0.1:PORT [options]\n"
           "A private Microsoft 365 tenant on loopback, for demonstration and tests.\n\n"
           "  --listen HOST:PORT       loopback only; port 0 picks one; the URL is printed when ready\n"
           "  --users N --seed N       how many users, and which (100, 1)\n"
           "  --latency MS             delay every request\n"
           "  --fault RULE             match=METHOD GLOB, then nth=N | every=N | share=X,seed=N,\n"
           "                           then status=N[,retry-after=N] | delay=MS | hold=FILE |\n"
           "                           cut | cut-after | truncate | garbage | expire; parts joined by\n"
           "                           commas; several times\n"
           "  --ledger FILE            append each request as one JSON line\n"
           "  --write-config FILE      write a roster configuration that reaches this tenant\n"
           "  --token-lifetime SECONDS (3600)\n"
           "  --roles A,B              grant the application these permissions alone\n"
           "  --directory-roles A,B    the application's roles in Entra (User and Exchange Administrator); none: none\n"
           "  --exchange-roles A,B     role groups in Exchange (OrganizationManagement); also RecipientManagement,\n"
           "                           ViewOnlyOrganizationManagement, ViewOnlyAuditLogs, HygieneManagement, none\n"
           "  --throttle-mailbox N     requests at once for one mailbox (4); 0: no limit\n"
           "  --mfa-delay MS           how long a user takes to answer a prompt (2000)\n"
           "  --certificate-only       SharePoint refuses applications that signed in with a secret\n"
           "  --groups N               so many groups beside the seed's (0 to 500); ella.enabled is a member of each\n"
           "  --products N             so many products beside Microsoft's (0 to 200); ella.enabled has a licence of each\n"
           "  --client-secret TEXT     instead of a random one\n"
           "  --login FILE.yaml        who signs in, with what, into which tenants, and what is refused (docs/TENANT.md)\n"
           "  --approve-after POLLS    the administrator agrees to a device code by himself; else at /login/device\n"
           "  --as PERSON              who agrees then, instead of admin@contoso.com (docs/TENANT.md has them)\n"
           "  --throttle-units N       resource units in 10 s (8000); 0: never throttle\n"
           "  --throttle-writes N      writes in 150 s (3000); 0: no limit\n"
           "  --licence none|p1|p2     of Entra ID (p2); p1: no risk data, no eligible roles; none: no sign-in data either\n"
           "  --audit-needs-directory  sign-in data is refused without Directory.Read.All, as happens now and then\n"
           "  --scenario FILE          to whom something happened: a file, FILE:CASE, or S1, S3, S5, S7, S8, S9, traps, small:k01 …;\n"
           "                           several times\n"
           "  --deny SOURCE            answer a source (signIns, unifiedAuditLog, Get-InboxRule …) with 403; several times\n"
           "  --replication MS         how long somebody new is unknown here and there (0)\n"
           "  --invites WHO            allowInvitesFrom of the tenant (everyone): adminsAndGuestInviters, none …\n"
           "  --audit-delay MS         how long a search of the audit log takes (1000)\n"
           "  --audit-failures N       so many of them end as failed\n"
           "  --audit-limit N          records such a search holds at most (100000)\n"
           "  --audit-unstable N       1: v1.0 does not count a search's records and gives fewer the first time; 2: beta, too\n"
           "  --page-size N            at most so many rows in a page of a log\n"
           "  --tls CERTIFICATE KEY    serve https with these PEM files\n"
           "  --die-with-parent        end when the starting process ends\n"
           "  --help, --version\n";
}

static bool read_number(const char *name, const char *text, long least, long most, long *out, struct err *e)
{
    char *end = NULL;
    *out = strtol(text, &end, 10);
    if (end == text || *end || *out < least || *out > most)
        return err_set(e, ERR_USAGE, "%s %s: a number from %ld to %ld is wanted", name, text, least, most);
    return true;
}

static bool read_listen(struct options *options, const char *text, struct err *e)
{
    const char *colon = strrchr(text, ':');
    size_t length = colon ? (size_t)(colon - text) : 0;
    long port = 0;
    if (length == 0 || length >= sizeof options->host)
        return err_set(e, ERR_USAGE, "--listen %s: HOST:PORT is wanted", text);
    snprintf(options->host, sizeof options->host, "%.*s", (int)length, text);
    if (!strcmp(options->host, "localhost"))
        snprintf(options->host, sizeof options->host, "127.0.0.1");
    if (strncmp(options->host, "127.", 4) != 0)
        return err_set(e, ERR_USAGE, "--listen %s: only loopback addresses (127.0.0.1) are served", text);
    if (!read_number("--listen", colon + 1, 0, 65535, &port, e))
        return false;
    options->port = (int)port;
    return true;
}

static bool read_fault(struct options *options, struct arena *arena, const char *text, struct err *e)
{
    struct fault_rule *all = arena_alloc(arena, (options->fault_count + 1) * sizeof *all);
    if (options->fault_count > 0)
        memcpy(all, options->faults, options->fault_count * sizeof *all);
    options->faults = all;
    return fault_parse(text, &all[options->fault_count++], e);
}

static bool read_licence(struct options *options, const char *text, struct err *e)
{
    static const char *const grades[] = {[PLAN_FREE] = "none", [PLAN_P1] = "p1", [PLAN_P2] = "p2"};
    for (int grade = PLAN_FREE; grade <= PLAN_P2; grade++)
        if (!strcmp(grades[grade], text)) {
            options->licence = (enum store_plan)grade;
            options->licence_given = true;
            return true;
        }
    return err_set(e, ERR_USAGE, "--licence %s: none, p1 or p2 is wanted", text);
}

static bool read_one_more(const char **list, const char *name, const char *text, struct err *e)
{
    for (size_t i = 0; i < OPTIONS_SCENARIOS - 1; i++)
        if (!list[i]) {
            list[i] = text;
            return true;
        }
    return err_set(e, ERR_USAGE, "%s: at most %d of them", name, OPTIONS_SCENARIOS - 1);
}

/* The options with a meaning of their own; `value` is the argument after the name. */
static bool read_special(struct options *options, struct arena *arena, const char *name, const char *value,
                         struct err *e)
{
    long n = 0;
    if (!strcmp(name, "--listen"))
        return read_listen(options, value, e);
    if (!strcmp(name, "--fault"))
        return read_fault(options, arena, value, e);
    if (!strcmp(name, "--licence"))
        return read_licence(options, value, e);
    if (!strcmp(name, "--scenario") || !strcmp(name, "--deny"))
        return read_one_more(name[2] == 's' ? options->scenarios : options->denied, name, value, e);
    if (!strcmp(name, "--users")) {
        bool good = read_number(name, value, 1, 5000000, &n, e);
        options->users = (unsigned)n;
        return good;
    }
    if (!strcmp(name, "--seed")) {
        bool good = read_number(name, value, 0, 2147483647, &n, e);
        options->seed = (uint64_t)n;
        return good;
    }
    options->tls_certificate = value; /* --tls */
    return true;
}

static const struct option_row *find_row(const char *name)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (!strcmp(rows[i].name, name))
            return &rows[i];
    return NULL;
}

static bool read_row(struct options *options, struct arena *arena, const struct option_row *row, const char *value,
                     struct err *e)
{
    void *at = (char *)options + row->offset;
    long n = 0;
    switch (row->kind) {
    case FLAG:
        *(bool *)at = true;
        return true;
    case TEXT:
        *(const char **)at = value;
        return true;
    case NUMBER:
        if (!read_number(row->name, value, row->least, row->most, &n, e))
            return false;
        *(int *)at = (int)n;
        return true;
    case SPECIAL:
        break;
    }
    return read_special(options, arena, row->name, value, e);
}

static bool read_all(struct options *options, struct arena *arena, int count, char **arguments, struct err *e)
{
    for (int i = 1; i < count; i++) {
        size_t length = strcspn(arguments[i], "=");
        char *name = arena_strndup(arena, arguments[i], length);
        const char *value = arguments[i][length] ? arguments[i] + length + 1 : NULL;
        const struct option_row *row = find_row(name);
        if (!row)
            return err_set(e, ERR_USAGE, "%s: no such option", arguments[i]);
        if (row->kind != FLAG && !value && ++i < count)
            value = arguments[i];
        if (row->kind != FLAG && !value)
            return err_set(e, ERR_USAGE, "%s needs a value", name);
        if (!read_row(options, arena, row, value, e))
            return false;
        if (!strcmp(name, "--tls") && ++i < count)
            options->tls_key = arguments[i];
    }
    return true;
}

bool options_read(struct options *options, struct arena *arena, int count, char **arguments, struct err *e)
{
    char secret[UUID_TEXT];
    *options = (struct options){.users = 100,
                                .licence = PLAN_P2,
                                .seed = 1,
                                .token_lifetime = 3600,
                                .throttle_units = 8000,
                                .throttle_writes = 3000,
                                .mailbox_limit = 4,
                                .mfa_delay = 2000,
                                .audit_delay = 1000,
                                .audit_limit = 100000,
                                .port = -1,
                                .tenant_id = OPTIONS_TENANT_ID,
                                .client_id = OPTIONS_CLIENT_ID};
    options->client_secret = arena_strdup(arena, random_uuid(secret));
    if (!read_all(options, arena, count, arguments, e))
        return false;
    if (options->help || options->version)
        return true;
    if (options->port < 0)
        return err_set(e, ERR_USAGE, "--listen 127.0.0.1:PORT is missing");
    if (options->tls_certificate && !options->tls_key)
        return err_set(e, ERR_USAGE, "--tls needs a certificate and a key");
    return true;
}

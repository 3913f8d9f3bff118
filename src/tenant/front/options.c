/* Reading the command line: one row an option, from which its help and the manual are made. */
#include "tenant/front/options.h"

#include "base/random.h"
#include "codec/roff.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum kind { NUMBER, TEXT, FLAG, SPECIAL };

static const struct option_row {
    const char *name;
    enum kind kind;
    size_t offset; /* of an int or a const char * or a bool */
    long least, most;
    const char *argument, *help;
} rows[] = {
    {"--listen", SPECIAL, 0, 0, 0, "HOST:PORT", "loopback only; port 0 picks one; the URL is printed when ready"},
    {"--users", SPECIAL, 0, 0, 0, "N", "how many users (100)"},
    {"--seed", SPECIAL, 0, 0, 0, "N", "which users: another company (1)"},
    {"--latency", NUMBER, offsetof(struct options, latency), 0, 600000, "MS", "delay every request"},
    {"--fault", SPECIAL, 0, 0, 0, "RULE",
     "match=METHOD GLOB, then nth=N | every=N | share=X,seed=N, then status=N[,retry-after=N] | delay=MS | hold=FILE | cut | cut-after | truncate | garbage | expire; parts joined by commas; several times"},
    {"--ledger", TEXT, offsetof(struct options, ledger), 0, 0, "FILE", "append each request as one JSON line"},
    {"--write-config", TEXT, offsetof(struct options, write_config), 0, 0, "FILE",
     "write a roster configuration that reaches this tenant"},
    {"--token-lifetime", NUMBER, offsetof(struct options, token_lifetime), 1, 86400, "SECONDS",
     "how long an access token is valid (3600)"},
    {"--roles", TEXT, offsetof(struct options, roles), 0, 0, "A,B", "grant the application these permissions alone"},
    {"--directory-roles", TEXT, offsetof(struct options, directory_roles), 0, 0, "A,B",
     "the application's roles in Entra (User and Exchange Administrator); none: none"},
    {"--exchange-roles", TEXT, offsetof(struct options, exchange_roles), 0, 0, "A,B",
     "role groups in Exchange (OrganizationManagement); also RecipientManagement, ViewOnlyOrganizationManagement, ViewOnlyAuditLogs, HygieneManagement, MailboxImportExport, none"},
    {"--throttle-mailbox", NUMBER, offsetof(struct options, mailbox_limit), 0, 1000, "N",
     "requests at once for one mailbox (4); 0: no limit"},
    {"--mfa-delay", NUMBER, offsetof(struct options, mfa_delay), 0, 60000, "MS",
     "how long a user takes to answer a prompt (2000)"},
    {"--certificate-only", FLAG, offsetof(struct options, certificate_only), 0, 0, NULL,
     "SharePoint refuses applications that signed in with a secret"},
    {"--groups", NUMBER, offsetof(struct options, groups), 0, SEED_MADE_GROUPS, "N",
     "so many groups beside the seed's (0 to 500); ella.enabled is a member of each"},
    {"--products", NUMBER, offsetof(struct options, products), 0, SEED_MADE_SKUS, "N",
     "so many products beside Microsoft's (0 to 200); ella.enabled has a licence of each"},
    {"--client-secret", TEXT, offsetof(struct options, client_secret), 0, 0, "TEXT", "instead of a random one"},
    {"--login", TEXT, offsetof(struct options, login), 0, 0, "FILE.yaml",
     "who signs in, with what, into which tenants, and what is refused (docs/TENANT.md)"},
    {"--approve-after", NUMBER, offsetof(struct options, approve_after), 1, 1000, "POLLS",
     "the administrator agrees to a device code by himself; else at /login/device"},
    {"--as", TEXT, offsetof(struct options, person), 0, 0, "PERSON",
     "who agrees then, instead of admin@contoso.com (docs/TENANT.md has them)"},
    {"--throttle-units", NUMBER, offsetof(struct options, throttle_units), 0, 100000000, "N",
     "resource units in 10 s (8000); 0: never throttle"},
    {"--throttle-writes", NUMBER, offsetof(struct options, throttle_writes), 0, 100000000, "N",
     "writes in 150 s (3000); 0: no limit"},
    {"--licence", SPECIAL, 0, 0, 0, "none|p1|p2",
     "of Entra ID (p2); p1: no risk data, no eligible roles; none: no sign-in data either"},
    {"--audit-needs-directory", FLAG, offsetof(struct options, audit_needs_directory), 0, 0, NULL,
     "sign-in data is refused without Directory.Read.All, as happens now and then"},
    {"--scenario", SPECIAL, 0, 0, 0, "FILE",
     "to whom something happened: a file, FILE:CASE, or S1, S3, S5, S7, S8, S9, traps, small:k01 …; several times"},
    {"--deny", SPECIAL, 0, 0, 0, "SOURCE",
     "answer a source (signIns, unifiedAuditLog, Get-InboxRule …) with 403; several times"},
    {"--replication", NUMBER, offsetof(struct options, replication), 0, 600000, "MS",
     "how long somebody new is unknown here and there (0)"},
    {"--invites", TEXT, offsetof(struct options, invites), 0, 0, "WHO",
     "allowInvitesFrom of the tenant (everyone): adminsAndGuestInviters, none …"},
    {"--audit-delay", NUMBER, offsetof(struct options, audit_delay), 0, 3600000, "MS",
     "how long a search of the audit log takes (1000)"},
    {"--audit-failures", NUMBER, offsetof(struct options, audit_failures), 0, 1000, "N",
     "so many of them end as failed"},
    {"--audit-limit", NUMBER, offsetof(struct options, audit_limit), 1, 10000000, "N",
     "records such a search holds at most (100000)"},
    {"--audit-unstable", NUMBER, offsetof(struct options, audit_unstable), 0, 2, "N",
     "1: v1.0 does not count a search's records and gives fewer the first time; 2: beta, too"},
    {"--page-size", NUMBER, offsetof(struct options, page_size), 1, 100000, "N",
     "at most so many rows in a page of a log"},
    {"--tls", SPECIAL, 0, 0, 0, "CERTIFICATE KEY", "serve https with these PEM files"},
    {"--die-with-parent", FLAG, offsetof(struct options, die_with_parent), 0, 0, NULL,
     "end when the starting process ends"},
    {"--anyone-provisions", FLAG, offsetof(struct options, anyone_provisions), 0, 0, NULL,
     "SharePoint makes a OneDrive for whoever asks, whatever the application may do"},
    {"--help", FLAG, offsetof(struct options, help), 0, 0, NULL, "this text"},
    {"--version", FLAG, offsetof(struct options, version), 0, 0, NULL, "the version"},
    {"--manual", FLAG, offsetof(struct options, manual), 0, 0, NULL, "the manual page roster-tenant(1), for man -l -"},
};

enum { ROWS = sizeof rows / sizeof *rows, HELP_COLUMN = 27, HELP_WIDTH = 100 };

#define ABOUT "a private Microsoft 365 tenant on loopback, for demonstration and tests"

/* The text of a row, in lines that begin below each other. */
static void add_help(struct buf *out, const struct option_row *row)
{
    char name[64];
    size_t column = HELP_COLUMN;
    snprintf(name, sizeof name, "%s%s%s", row->name, row->argument ? " " : "", row->argument ? row->argument : "");
    buf_printf(out, "  %-*s", HELP_COLUMN - 3, name);
    for (const char *at = row->help; *at;) {
        size_t length = strcspn(at, " ");
        if (column + length + 1 > HELP_WIDTH) {
            buf_printf(out, "\n%*s", HELP_COLUMN - 1, "");
            column = HELP_COLUMN;
        }
        buf_printf(out, " %.*s", (int)length, at);
        column += length + 1;
        at += length + (at[length] == ' ');
    }
    buf_putc(out, '\n');
}

void options_help(struct buf *out)
{
    buf_puts(out, "usage: roster-tenant --listen 127.0.0.1:PORT [OPTION]...\n" ABOUT "\n\n");
    for (size_t i = 0; i < ROWS; i++)
        add_help(out, &rows[i]);
}

void options_manual(struct buf *out)
{
    roff_page(out, "roster-tenant", "1", ABOUT, ROSTER_RELEASED);
    roff_macro(out, "Sh", ".SYNOPSIS", NULL);
    roff_macro(out, "Nm", NULL);
    roff_macro(out, "Fl", "-listen", ".Ar", "HOST:PORT", NULL);
    roff_macro(out, "Op", ".Ar", "OPTION", "...", NULL);
    roff_macro(out, "Sh", ".DESCRIPTION", NULL);
    roff_text(
        out,
        "Answers on loopback as Microsoft's services do: sign-in, Graph, Exchange, SharePoint. Nothing that is done "
        "there is kept, and nothing leaves the machine. `roster demo` starts one by itself.");
    roff_macro(out, "Pp", NULL);
    roff_text(out, "The options are:");
    roff_macro(out, "Bl", ".-tag", ".-width", ".Ds", NULL);
    for (size_t i = 0; i < ROWS; i++) {
        roff_macro(out, "It", ".Fl", rows[i].name + 1, rows[i].argument ? ".Ar" : NULL, rows[i].argument, NULL);
        roff_text(out, rows[i].help);
    }
    roff_macro(out, "El", NULL);
    roff_macro(out, "Sh", ".EXIT", ".STATUS", NULL);
    roff_text(out, "0 when it was ended by a signal, 1 when it could not listen, 2 when it was called wrongly.");
    roff_macro(out, "Sh", ".EXAMPLES", NULL);
    roff_macro(out, "Dl", "roster-tenant --listen 127.0.0.1:0 --write-config demo.yaml --users 500", NULL);
    roff_macro(out, "Dl", "roster --config demo.yaml users", NULL);
    roff_macro(out, "Sh", ".SEE", ".ALSO", NULL);
    roff_macro(out, "Xr", "roster", "1", NULL);
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
    for (size_t i = 0; i < ROWS; i++)
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
    if (options->help || options->version || options->manual)
        return true;
    if (options->port < 0)
        return err_set(e, ERR_USAGE, "--listen 127.0.0.1:PORT is missing");
    if (options->tls_certificate && !options->tls_key)
        return err_set(e, ERR_USAGE, "--tls needs a certificate and a key");
    return true;
}

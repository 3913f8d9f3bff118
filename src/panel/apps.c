/* Apps: what applications may do in the user's name, and which were assigned to him. */
#include "panel/rows.h"

#include "base/arena.h"
#include "model/words.h"
#include <string.h>
#include <strings.h>

static enum meaning risky(const struct value *value)
{
    return *value->text ? MEANS_BAD : MEANS_NOTHING;
}

static const struct field fields[] = {
    {.name = "id", .label = "Grant", .flags = FIELD_HIDDEN},
    {.name = "displayName", .label = "Application", .least = 16},
    {.name = "publisher", .label = "Verified publisher", .least = 18},
    {.name = "scope", .label = "Scopes", .type = FIELD_TEXTS, .least = 24, .words = words_scope, .flags = FIELD_KEEP},
    {.name = "remark", .label = "Remark", .least = 31, .means = risky, .flags = FIELD_KEEP},
    {.name = "consentType", .label = "Given for", .least = 9},
    {.name = "resource", .label = "On"},
    {.name = "appOwnerOrganizationId", .label = "From the tenant", .type = FIELD_GUID},
    {.name = "appId", .label = "Application id", .type = FIELD_GUID},
};
static const struct record_kind kind = {.name = "consent",
                                        .many = "consents",
                                        .fields = fields,
                                        .count = COUNT_OF(fields),
                                        .id = 0,
                                        .title = 1,
                                        .detail = 3,
                                        .time = -1};

/* What an attacker asks for to stay: mail, files, and a token that is renewed without the user. */
static const char *const wide[] = {"Mail.",
                                   "MailboxSettings.ReadWrite",
                                   "Files.",
                                   "Sites.",
                                   "EWS.AccessAsUser",
                                   "IMAP.",
                                   "POP.",
                                   "SMTP.",
                                   "full_access_as_user",
                                   "Contacts.ReadWrite",
                                   "Directory.",
                                   "User.ReadWrite.All"};

static bool has(const char *scopes, const char *word)
{
    size_t length = strlen(word);
    for (const char *at = scopes; (at = strcasestr(at, word)); at += length)
        if (at == scopes || at[-1] == ' ')
            return true;
    return false;
}

static const char *remark_on(const struct record *app, const char *scopes, bool known)
{
    bool reaches = false;
    for (size_t i = 0; i < COUNT_OF(wide); i++)
        reaches |= has(scopes, wide[i]);
    if (reaches && app && !*record_text(app, "publisher"))
        return has(scopes, "offline_access") ? "keeps reaching data, unverified" : "reaches data, unverified";
    return reaches && known && !app ? "reaches data, the application is gone" : NULL;
}

/* The service parts them by blanks, and may begin with one. */
static struct value scopes_of(const char *scopes, struct arena *arena)
{
    const char **texts = arena_alloc(arena, (strlen(scopes) / 2 + 2) * sizeof *texts);
    struct value value = {.known = true, .texts = texts};
    for (const char *at = scopes + strspn(scopes, " "); *at; at += strspn(at, " ")) {
        size_t length = strcspn(at, " ");
        texts[value.count++] = arena_strndup(arena, at, length);
        at += length;
    }
    return value;
}

static struct record_page *name_consents(const struct part_input *input)
{
    struct record_page *page = record_page_new(&kind);
    const struct record_page *grants = input->from[0]->page, *apps = input->from[1]->page;
    bool known = input->from[1]->over && input->from[1]->state == READ_WHOLE;
    for (size_t i = 0; grants && i < grants->count; i++) {
        const struct record *grant = &grants->records[i],
                            *app = record_page_find(apps, "id", record_text(grant, "clientId")),
                            *resource = record_page_find(apps, "id", record_text(grant, "resourceId"));
        struct record *record = record_page_add(page);
        record_take(record, "id", grant, "id");
        if (record_value(grant, "scope")->known)
            record_set(record, "scope", scopes_of(record_text(grant, "scope"), page->arena));
        record_set_text(record, "displayName", app ? record_text(app, "displayName") : record_text(grant, "clientId"));
        record_set_text(record, "resource", resource ? record_text(resource, "displayName") : NULL);
        record_set_text(record, "consentType",
                        !strcmp(record_text(grant, "consentType"), "AllPrincipals") ? "everybody" : "this user");
        record_set_text(record, "remark", remark_on(app, record_text(grant, "scope"), known));
        if (app) {
            record_take(record, "publisher", app, "publisher");
            record_take(record, "appOwnerOrganizationId", app, "appOwnerOrganizationId");
            record_take(record, "appId", app, "appId");
        }
        record->raw = grant->raw;
    }
    return page;
}

static const struct row_action consent_actions[] = {{.action = "remove-grant", .param = "grant", .field = "id"},
                                                    {.action = "disable-service-principal",
                                                     .param = "app",
                                                     .field = "appId"},
                                                    {.action = NULL}},
                               assignment_actions[] = {
                                   {.action = "remove-app-assignment", .param = "assignment", .field = "id"},
                                   {.action = NULL}};

static const struct part parts[] = {
    {.title = "Consents",
     .sources = {"grants", "applications"},
     .form = PART_LIST,
     .fields = FIELDS("displayName", "remark", "publisher", "consentType", "scope"),
     .none = "The user has given no consent.",
     .actions = consent_actions,
     .make = name_consents,
     .kind = &kind},
    {.title = "Assigned",
     .sources = {"assignments"},
     .form = PART_LIST,
     .fields = FIELDS("resourceDisplayName", "principalDisplayName", "createdDateTime"),
     .none = "No application is assigned to this user directly.",
     .actions = assignment_actions},
};
const struct panel panel_apps = {.name = "apps", .label = "Apps", .parts = parts, .count = COUNT_OF(parts)};

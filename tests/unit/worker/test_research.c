/* In which order a research asks: counted by what was sent, not timed. */
#include "unit.h"

static long status_of(const char *asked);
#define HELD_STATUS(asked) status_of(asked)
#include "held_transport.h"
#include "worker/worker.h"
#include <stdlib.h>
#include <unistd.h>

#define SOMEBODY "00000000-0000-4000-8000-000000000001"

/* Somebody to whom nothing happened, in a tenant where everything can be read. */
static const char *held_answer(const char *asked)
{
    static const struct {
        const char *asked, *answer;
    } rows[] = {
        {"/organization",
         "{\"value\":[{\"id\":\"0000000c-0000-4000-8000-000000000001\",\"displayName\":\"T\",\"verifiedDomains\":[{\"name\":\"t.example\",\"isDefault\":true}]}]}"},
        {"POST https://graph.example/v1.0/security/auditLog/queries", "{\"id\":\"a0\"}"},
        {"/auditLog/queries/a0/records", "{\"value\":[]}"},
        {"/auditLog/queries/a0", "{\"id\":\"a0\",\"status\":\"running\"}"},
        {"/oauth2PermissionGrants",
         "{\"value\":[{\"id\":\"g\",\"clientId\":\"0000000a-0000-4000-8000-000000000001\",\"consentType\":\"Principal\",\"scope\":\"Mail.Read\"}]}"},
        {"/servicePrincipals/",
         "{\"id\":\"0000000a-0000-4000-8000-000000000001\",\"appId\":\"0000000b-0000-4000-8000-000000000001\"}"},
        {"Get-AcceptedDomain", "{\"value\":[{\"Name\":\"t.example\",\"DomainName\":\"t.example\"}]}"},
        {"Get-MailboxFolderStatistics", "{\"value\":[{\"FolderType\":\"Calendar\",\"FolderId\":\"f\"}]}"},
        {"/registeredDevices", "{\"value\":[]}"},
        {"GET https://graph.example/v1.0/users/" SOMEBODY "?",
         "{\"id\":\"" SOMEBODY "\",\"userPrincipalName\":\"a@t.example\",\"accountEnabled\":true}"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (strstr(asked, rows[i].asked))
            return rows[i].answer;
    return "{\"value\":[]}";
}

static const char *refused; /* requests whose text holds this are answered with this status */
static long refused_with;

static long status_of(const char *asked)
{
    return refused && strstr(asked, refused) ? refused_with : 200;
}

struct fixture {
    char folder[40], journal[64];
    struct config_tenant tenant;
    struct worker *worker;
    size_t reports;
};

static int set_up(void **state)
{
    static struct fixture f;
    struct err e = {0};
    refused = NULL;
    refused_with = 429;
    f = (struct fixture){.folder = "/tmp/roster-researches-XXXXXX",
                         .tenant = {.name = "t",
                                    .tenant_id = "t",
                                    .client_id = "c",
                                    .client_secret = "s",
                                    .endpoints.at[RESOURCE_LOGIN] = "https://login.example",
                                    .endpoints.at[RESOURCE_EXCHANGE] = "https://exchange.example",
                                    .endpoints.at[RESOURCE_GRAPH] = "https://graph.example"}};
    assert_non_null(mkdtemp(f.folder));
    snprintf(f.journal, sizeof f.journal, "%s/journal.db", f.folder);
    f.worker = worker_start(&(struct worker_options){.tenant = &f.tenant, .journal_path = f.journal}, &e);
    assert_non_null(f.worker);
    *state = &f;
    return 0;
}

static int tear_down(void **state)
{
    static const char *const ends[] = {"", "-wal", "-shm", "-owners"};
    struct fixture *f = *state;
    assert_true(worker_stop(f->worker, HELD_DEADLINE));
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        char path[96];
        snprintf(path, sizeof path, "%s%s", f->journal, ends[i]);
        unlink(path);
    }
    rmdir(f->folder);
    return 0;
}

static void begin_of(struct fixture *f, size_t count)
{
    struct message message = {.kind = TO_RESEARCH, .job = 1, .arena = arena_new(0), .target_count = count};
    message.targets = arena_alloc(message.arena, count * sizeof *message.targets);
    for (size_t i = 0; i < count; i++) {
        message.targets[i] = (struct target){.user_principal_name = "a@t.example"};
        snprintf(message.targets[i].id, sizeof message.targets[i].id, "00000000-0000-4000-8000-%012u", (unsigned)i + 1);
    }
    assert_true(worker_post(f->worker, &message));
    held_settle();
}

static void begin(struct fixture *f)
{
    begin_of(f, 1);
}

static void take_reports(struct fixture *f)
{
    struct message message;
    while (worker_take(f->worker, &message)) {
        f->reports += message.kind == FROM_RESEARCH;
        message_free(&message);
    }
}

static size_t sent_so_far(void)
{
    pthread_mutex_lock(&held.lock);
    size_t count = held.count;
    pthread_mutex_unlock(&held.lock);
    return count;
}

/* Requests whose text holds `part`, of those sent. */
static size_t sent(const char *part)
{
    size_t count = 0;
    pthread_mutex_lock(&held.lock);
    for (size_t i = 0; i < held.count; i++)
        count += strstr(held.requests[i].url, part) != NULL;
    pthread_mutex_unlock(&held.lock);
    return count;
}

/* Where the first such request stands among those sent; `held.count` when there is none. */
static size_t place_of(const char *part)
{
    size_t i = 0;
    pthread_mutex_lock(&held.lock);
    while (i < held.count && !strstr(held.requests[i].url, part))
        i++;
    pthread_mutex_unlock(&held.lock);
    return i;
}

/* Answer all but what holds `part`, until nothing else is asked at once. */
static void release_others(struct fixture *f, const char *part)
{
    size_t before;
    do {
        before = sent_so_far();
        pthread_mutex_lock(&held.lock);
        for (size_t i = 0; i < held.count; i++)
            held.requests[i].answered |= !part || !strstr(held.requests[i].url, part);
        pthread_cond_broadcast(&held.changed);
        pthread_mutex_unlock(&held.lock);
        held_settle();
        take_reports(f);
    } while (sent_so_far() > before);
}

static void logs__are_asked__in_the_order_of_the_plan(void **state)
{
    begin(*state);
    assert_true(place_of("/auditLogs/signIns") < place_of("/auditLogs/directoryAudits"));
    assert_true(place_of("/organization") < place_of("/security/auditLog/queries"));
}

/* Whatever is slow, what does not rest on it is asked all the same, and there is a report. */
static void what_is_slow__holds_up__only_what_needs_it(void **state)
{
    static const struct {
        const char *slow, *needs; /* NULL: nothing does */
    } rows[] = {
        {"/auditLogs/signIns", NULL},
        {"/auditLogs/directoryAudits", NULL},
        {"Search-UnifiedAuditLog", NULL},
        {"POST https://graph.example/v1.0/security/auditLog/queries", NULL},
        {"Get-AcceptedDomain", NULL},
        {"/organization", NULL},
        {"/subscribedSkus", NULL},
        {"Get-InboxRule", NULL},
        {"/oauth2PermissionGrants", "/servicePrincipals/"},
        {"/servicePrincipals?", NULL},
        {"/riskDetections", "/riskyUsers"}, /* one request a second */
    };
    static const char *const all[] = {"/auditLogs/signIns",
                                      "/auditLogs/directoryAudits",
                                      "Search-UnifiedAuditLog",
                                      "/security/auditLog/queries",
                                      "Get-AcceptedDomain",
                                      "/subscribedSkus",
                                      "Get-InboxRule",
                                      "/oauth2PermissionGrants",
                                      "/servicePrincipals?",
                                      "/servicePrincipals/",
                                      "Get-MessageTraceV2",
                                      "Get-MailboxFolderPermission",
                                      "/alerts_v2",
                                      "Get-MailboxAuditBypassAssociation",
                                      "/riskDetections",
                                      "/authentication/methods"};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        void *own;
        set_up(&own);
        begin(own);
        release_others(own, rows[i].slow);
        for (size_t k = 0; k < sizeof all / sizeof all[0]; k++)
            if (!sent(all[k]) && (!rows[i].needs || strcmp(all[k], rows[i].needs) != 0))
                fail_msg("while %s is slow, %s is not asked", rows[i].slow, all[k]);
        if (!((struct fixture *)own)->reports)
            fail_msg("while %s is slow, there is no report", rows[i].slow);
        tear_down(&own);
    }
}

/* Searches of the audit log that a tenant has no room for keep the directory waiting for nothing. */
static void refused_searches__leave_the_directory__open(void **state)
{
    refused = "POST https://graph.example/v1.0/security/auditLog/queries";
    begin(*state);
    release_others(*state, "/oauth2PermissionGrants?");
    assert_true(sent("/security/auditLog/queries") > 0);
    size_t before = sent("/servicePrincipals/");
    assert_int_equal(before, 0); /* it waits for the grants */
    release_others(*state, NULL);
    assert_int_equal(sent("/servicePrincipals/"), 1);
}

/* What nobody waits for any more the service still works at: the places of these searches are not given to others. */
static void searches__are_no_more__than_a_tenant_may_have(void **state)
{
    refused = "Search-UnifiedAuditLog";
    refused_with = 403;
    begin_of(*state, 5); /* who are looked for in eleven searches, as the cmdlet is closed */
    release_others(*state, "/auditLogs/");
    assert_int_equal(sent("POST https://graph.example/v1.0/security/auditLog/queries"), 9);
}

/* There are few calls of the trace and few places for searches: of many users no more are taken than are needed. */
static void many_users__take__what_one_does_where_there_is_little(void **state)
{
    begin_of(*state, 22);
    release_others(*state, "/auditLogs/");
    assert_int_equal(sent("Get-MessageTraceV2"),
                     12); /* three spans of what was sent and what came, of twenty and of two */
    assert_int_equal(sent("POST https://graph.example/v1.0/security/auditLog/queries"), 1); /* of the tenant */
    assert_true(sent("Search-UnifiedAuditLog") >= 44);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(logs__are_asked__in_the_order_of_the_plan, set_up, tear_down),
        cmocka_unit_test(what_is_slow__holds_up__only_what_needs_it),
        cmocka_unit_test_setup_teardown(searches__are_no_more__than_a_tenant_may_have, set_up, tear_down),
        cmocka_unit_test_setup_teardown(many_users__take__what_one_does_where_there_is_little, set_up, tear_down),
        cmocka_unit_test_setup_teardown(refused_searches__leave_the_directory__open, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

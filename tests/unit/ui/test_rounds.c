/* How often a panel waits for a reply before it can ask on: counted, not timed. Each round lets the replies come to all that was
 * asked; what could have been asked before is one round more. */
#include "unit.h"

#include "held_transport.h"
#include "panel/panel.h"
#include "worker/worker.h"
#include <stdlib.h>
#include <unistd.h>

#define SOMEBODY "00000000-0000-4000-8000-000000000001"

static const char *held_answer(const char *url)
{
    return strstr(url, "/exchange/") || strstr(url, "InvokeCommand")
               ? "{\"value\":[{\"PrimarySmtpAddress\":\"a@c\",\"FolderType\":\"Calendar\",\"FolderId\":\"f\"},"
                 "{\"FolderType\":\"Inbox\",\"FolderId\":\"g\"}]}"
               : "{\"value\":[]}";
}

/* The sources of a panel for a user, as `roster show` asks them. */
static struct message question(const struct panel *panel)
{
    struct message message = message_read("profile", SOMEBODY, NULL);
    const struct source **sources = arena_alloc(message.arena, (PANEL_SOURCES + 1) * sizeof *sources);
    panel_asked(panel, sources);
    message.job = 1;
    message.sources = sources;
    message.source_count = 0;
    while (sources[message.source_count])
        message.source_count++;
    message.targets->user_principal_name = "a@c";
    return message;
}

static size_t readings_in(struct worker *worker, bool *ended)
{
    size_t count = 0;
    struct message message;
    while (worker_take(worker, &message)) {
        count += message.kind == FROM_READ;
        *ended |= message.kind == FROM_JOB_END;
        message_free(&message);
    }
    return count;
}

struct fixture {
    char folder[32], journal[64];
    struct config_tenant tenant;
    struct worker *worker;
};

static int set_up(void **state)
{
    static struct fixture f;
    struct err e = {0};
    f = (struct fixture){.folder = "/tmp/roster-rounds-XXXXXX",
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

static void check_panel(const char *name, size_t rounds)
{
    void *state;
    bool ended = false;
    set_up(&state);
    struct fixture *f = state;
    struct message asked = question(panel_find(name));
    size_t sources = asked.source_count, took = 0;
    assert_true(worker_post(f->worker, &asked));
    held_settle();
    for (size_t round = 0; round < rounds; round++) {
        if (!held_open())
            fail_msg("%s: nothing is asked in round %zu", name, round + 1);
        held_release();
        took += readings_in(f->worker, &ended);
    }
    if (took < sources || !ended)
        fail_msg("%s: %zu of %zu sources after %zu rounds", name, took, sources, rounds);
    tear_down(&state);
}

static void panels__are_whole__after_as_few_rounds_as_can_be(void **state)
{
    static const struct {
        const char *panel;
        size_t rounds;
    } rows[] = {
        {"overview", 1}, {"onedrive", 1}, {"devices", 1},
        {"groups", 1},   {"apps", 1},     {"mail", 4}, /* sixteen calls, four at a time for one mailbox */
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        check_panel(rows[i].panel, rows[i].rounds);
}

/* While the user is found, the token for what is asked of him is on its way. */
static void tokens__are_asked_for__with_what_comes_before(void **state)
{
    struct fixture *f = *state;
    const struct source *soon[PANEL_SOURCES + 1];
    struct message find = message_read("find-users", NULL, "ann");
    size_t tokens = 0;
    panel_asked(panel_find("mail"), soon);
    find.job = 1;
    find.soon = soon;
    assert_true(worker_post(f->worker, &find));
    held_settle();
    assert_int_equal(held_open(), 1);
    pthread_mutex_lock(&held.lock);
    for (size_t i = 0; i < held.count; i++)
        tokens += strstr(held.requests[i].url, "/oauth2/") != NULL;
    pthread_mutex_unlock(&held.lock);
    assert_int_equal(tokens, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(panels__are_whole__after_as_few_rounds_as_can_be),
        cmocka_unit_test_setup_teardown(tokens__are_asked_for__with_what_comes_before, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

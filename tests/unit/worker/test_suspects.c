/* Which devices keep an account shut: what was set aside, or switched on, is that device and no other. */
#include "unit.h"

#include "base/arena.h"
#include "journal/aside.h"
#include "journal/playbook.h"
#include "worker/suspects.h"
#include "worker/work.h"
#include <stdlib.h>
#include <string.h>

#define USER "00000000-0000-4000-8000-000000000001"
#define ONE  "11111111-0000-4000-8000-000000000001"
#define TWO  "22222222-0000-4000-8000-000000000002"

static const struct {
    const char *names[2]; /* of ONE and TWO, which a containment was to switch off */
    const char *aside;    /* the key of a finding; NULL: none */
    const char *suspects; /* as they are said: "12" is both */
} rows[] = {
    {{"LAPTOP-7", "Phone"}, NULL, "12"},
    {{"LAPTOP-7", "Phone"}, "P09 laptop-7", "2"},
    {{"LAPTOP-7", "Phone"}, "P07 Phone", "1"},
    {{"a", "Phone"}, "M01 a rule", "12"},             /* whoever registers a device chooses its name */
    {{".", "Phone"}, "M01 .", "12"},                  /* nor is a rule of that name the device */
    {{"P", "Phone"}, "P09 LAPTOP-7", "12"},           /* a part of a name */
    {{"LAPTOP-7", "laptop-7"}, "P09 LAPTOP-7", "12"}, /* which of the two is not said */
};

static void device__is_let_go__by_its_own_finding_alone(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char folder[] = "/tmp/roster-suspects-XXXXXX", said[8] = "";
        struct err e;
        auto_arena struct arena *arena = arena_new(0);
        assert_non_null(mkdtemp(folder));
        struct work work = {.journal = journal_open(arena_printf(arena, "%s/journal.db", folder), &e)};
        struct journal_step steps[] = {{.step = "devices",
                                        .action = "disable-device",
                                        .parameters = "{\"device\":\"" ONE "\"}",
                                        .thing = rows[i].names[0]},
                                       {.step = "devices",
                                        .action = "disable-device",
                                        .parameters = "{\"device\":\"" TWO "\"}",
                                        .thing = rows[i].names[1]}};
        struct journal_playbook playbook = {.tenant = "t",
                                            .operator_name = "admin@contoso.com",
                                            .name = "contain",
                                            .target_id = USER,
                                            .target_upn = "a@b",
                                            .target_name = "A",
                                            .steps = steps,
                                            .count = 2};
        const struct journal_aside aside = {.tenant = "t",
                                            .target_id = USER,
                                            .finding = rows[i].aside,
                                            .operator_name = "admin@contoso.com",
                                            .reason = "his own",
                                            .at = 1};
        assert_non_null(work.journal);
        assert_true(journal_playbook_begin(work.journal, &playbook, &playbook.id, &e));
        if (rows[i].aside)
            assert_true(journal_aside_begin(work.journal, &aside, &e));
        const char *const *found = suspect_devices(&work, arena, USER, &e);
        assert_non_null(found);
        for (; *found; found++)
            strcat(said, !strcmp(*found, ONE) ? "1" : "2");
        if (strcmp(said, rows[i].suspects) != 0)
            fail_msg("%zu: \"%s\", not \"%s\"", i, said, rows[i].suspects);
        journal_close(work.journal);
        assert_int_equal(system(arena_printf(arena, "rm -r %s", folder)), 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(device__is_let_go__by_its_own_finding_alone)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

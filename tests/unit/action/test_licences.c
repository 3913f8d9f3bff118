/* Licences (REQUESTS §3.3): by name or id, with seats and groups in mind, and back as they were. */
#include "unit.h"

#include "flow_script.h"

#define READ_USER "?$select=id,usageLocation,assignedLicenses,licenseAssignmentStates,proxyAddresses"
#define SKUS      GRAPH "/subscribedSkus"
#define E5        "bbbbbbbb-0000-4000-8000-000000000005"
#define E3        "bbbbbbbb-0000-4000-8000-000000000003"
#define FULL      "bbbbbbbb-0000-4000-8000-00000000000f"
#define REAL_E5   "06ebc4ee-1bb5-47dd-8120-11324bc54e06"
#define SKU(id, name, used, all)                                                                                       \
    "{\"skuId\":\"" id "\",\"skuPartNumber\":\"" name "\",\"consumedUnits\":" used                                     \
    ",\"prepaidUnits\":{\"enabled\":" all "}}"
#define OWNED                                                                                                          \
    "{\"value\":[" SKU(E5, "SPE_E5", "3", "10") "," SKU(E3, "SPE_E3", "1", "10") "," SKU(FULL, "VISIO", "4", "4") "]}"
#define HAS(id)      "{\"skuId\":\"" id "\",\"disabledPlans\":[\"p\"]}"
#define OWN(id)      "{\"skuId\":\"" id "\",\"assignedByGroup\":null,\"state\":\"Active\"}"
#define OF_GROUP(id) "{\"skuId\":\"" id "\",\"assignedByGroup\":\"grp\",\"state\":\"Active\"}"
#define USER(location, licences, states)                                                                               \
    "{\"usageLocation\":" location ",\"assignedLicenses\":[" licences "],\"licenseAssignmentStates\":[" states "]}"
#define BARE                               USER("\"NL\"", "", "")
#define WITH_E3                            USER("\"NL\"", HAS(E3), OWN(E3))
#define WITH_E5                            USER("\"NL\"", HAS(E5), OWN(E5))
#define WITH_BOTH                          USER("\"NL\"", HAS(E3) "," HAS(E5), OWN(E3) "," OWN(E5))
#define GROUP_E3                           USER("\"NL\"", HAS(E3), OF_GROUP(E3))
#define BOTH_WAYS                          USER("\"NL\"", HAS(E3), OWN(E3) "," OF_GROUP(E3))
#define NOWHERE                            USER("null", "", "")
#define ADDS(id)                           "{\"skuId\":\"" id "\",\"disabledPlans\":[]}"
#define ASSIGN(add, remove)                "{\"addLicenses\":[" add "],\"removeLicenses\":[" remove "]}"
#define ASSIGNS(add, remove, status, body) WRITES("POST", "/assignLicense", ASSIGN(add, remove), status, body)
#define REFUSES(message)                   "{\"error\":{\"code\":\"Request_BadRequest\",\"message\":\"" message "\"}}"
#define KEEPS(licences, addresses)         "{\"assignedLicenses\":[" licences "],\"proxyAddresses\":[" addresses "]}"
#define MAILED(licences, states, addresses)                                                                            \
    "{\"usageLocation\":\"NL\",\"assignedLicenses\":[" licences "],\"licenseAssignmentStates\":[" states               \
    "],\"proxyAddresses\":[" addresses "]}"
#define PRIMARY      "\"SMTP:ann@contoso.com\""
#define ALIAS        "\"smtp:a@contoso.com\""
#define ID(id)       "\"" id "\""
#define BEGINS(user) READS(READ_USER, 200, user), READS(SKUS, 200, OWNED)

#define REFUSED(what, message, advice)                                                                                 \
    {                                                                                                                  \
        .name = what, .action = "manage-licences", .values = {{"add", "SPE_E5"}},                                      \
        .exchanges = {BEGINS(BARE), ASSIGNS(ADDS(E5), "", 400, REFUSES(message))}, .end = FLOW_FAILED,                 \
        .code = ERR_SERVICE, .says = message, .hint = advice                                                           \
    }

static const struct script scripts[] = {
    {.name = "add by name",
     .action = "manage-licences",
     .values = {{"add", "spe_e5"}},
     .exchanges = {BEGINS(BARE), ASSIGNS(ADDS(E5), "", 200, "{}"), READS(READ_USER, 200, WITH_E5)},
     .end = FLOW_DONE,
     .says = "Added SPE_E5.",
     .keeps = KEEPS("", "")},
    {.name = "add and remove in one",
     .action = "manage-licences",
     .values = {{"add", E5}, {"remove", "SPE_E3"}},
     .exchanges = {BEGINS(WITH_E3), ASSIGNS(ADDS(E5), ID(E3), 200, "{}"), READS(READ_USER, 200, WITH_E5)},
     .end = FLOW_DONE,
     .says = "Added SPE_E5; removed SPE_E3.",
     .keeps = KEEPS(HAS(E3), "")},
    {.name = "replace",
     .action = "manage-licences",
     .values = {{"add", "SPE_E5"}, {"replace", "true"}},
     .exchanges = {BEGINS(WITH_E3), ASSIGNS(ADDS(E5), ID(E3), 200, "{}"), READS(READ_USER, 200, WITH_E5)},
     .end = FLOW_DONE},
    {.name = "replace leaves what a group gives",
     .action = "manage-licences",
     .values = {{"add", "SPE_E5"}, {"replace", "true"}},
     .exchanges = {BEGINS(GROUP_E3), ASSIGNS(ADDS(E5), "", 200, "{}"), READS(READ_USER, 200, WITH_BOTH)},
     .end = FLOW_DONE,
     .keeps = KEEPS("", "")},
    {.name = "undone",
     .action = "manage-licences",
     .restore = "{\"assignedLicenses\":[" HAS(E3) "]}", /* with the plans that were off */
     .exchanges = {BEGINS(WITH_E5), ASSIGNS(HAS(E3), ID(E5), 200, "{}"), READS(READ_USER, 200, WITH_E3)},
     .end = FLOW_DONE},
    {.name = "undone, lost on the way",
     .action = "manage-licences",
     .restore = "{\"assignedLicenses\":[" HAS(E3) "]}",
     .exchanges = {BEGINS(WITH_E5), LOSES("POST", "/assignLicense", ASSIGN(HAS(E3), ID(E5))), BEGINS(WITH_E5),
                   ASSIGNS(HAS(E3), ID(E5), 200, "{}"), READS(READ_USER, 200, WITH_E3)},
     .end = FLOW_DONE},
    {.name = "undo of what is not known",
     .action = "manage-licences",
     .restore = "{}",
     .exchanges = {BEGINS(WITH_E5)},
     .end = FLOW_FAILED,
     .code = ERR_REFUSED,
     .says = "does not say"}, /* and takes nothing away */
    {.name = "has it already",
     .action = "manage-licences",
     .values = {{"add", "SPE_E5"}, {"remove", "SPE_E3"}},
     .exchanges = {BEGINS(WITH_E5)},
     .end = FLOW_ALREADY},
    {.name = "no such licence",
     .action = "manage-licences",
     .values = {{"add", "NOPE"}},
     .exchanges = {BEGINS(BARE)},
     .end = FLOW_FAILED,
     .code = ERR_NOT_FOUND,
     .says = "\"NOPE\"",
     .hint = "skuPartNumber"},
    {.name = "no seat: the service decides",
     .action = "manage-licences",
     .values = {{"add", "VISIO"}},
     .exchanges = {BEGINS(BARE), ASSIGNS(ADDS(FULL), "", 400,
                                         REFUSES("Subscription with SKU x does not have any available licenses."))},
     .end = FLOW_FAILED,
     .code = ERR_SERVICE,
     .says = "available licenses",
     .hint = "no seat of VISIO is free (4 of 4 are used): buy"},
    {.name = "no seat by what is read, and yet one",
     .action = "manage-licences",
     .values = {{"add", "VISIO"}},
     .exchanges = {BEGINS(BARE), ASSIGNS(ADDS(FULL), "", 200, "{}"),
                   READS(READ_USER, 200, USER("\"NL\"", HAS(FULL), OWN(FULL)))},
     .end = FLOW_DONE,
     .says = "Added VISIO."},
    {.name = "kept through a group",
     .action = "manage-licences",
     .values = {{"remove", "SPE_E3"}},
     .exchanges = {BEGINS(BOTH_WAYS), ASSIGNS("", ID(E3), 200, "{}"), READS(READ_USER, 200, GROUP_E3)},
     .end = FLOW_DONE,
     .says = "Removed SPE_E3. The user keeps SPE_E3: it comes from the group grp, too.",
     .keeps = KEEPS(HAS(E3), "")},
    {.name = "kept through a group, lost on the way",
     .action = "manage-licences",
     .values = {{"remove", "SPE_E3"}},
     .exchanges = {BEGINS(BOTH_WAYS), LOSES("POST", "/assignLicense", ASSIGN("", ID(E3))), BEGINS(GROUP_E3)},
     .end = FLOW_DONE,
     .says = "read back"},
    {.name = "an alias goes with the licence",
     .action = "manage-licences",
     .values = {{"add", "SPE_E5"}, {"remove", "SPE_E3"}},
     .exchanges = {READS(READ_USER, 200, MAILED(HAS(E3), OWN(E3), PRIMARY "," ALIAS)), READS(SKUS, 200, OWNED),
                   ASSIGNS(ADDS(E5), ID(E3), 200, "{}"), READS(READ_USER, 200, MAILED(HAS(E5), OWN(E5), PRIMARY))},
     .end = FLOW_DONE,
     .says = "Addresses are gone: a@contoso.com.",
     .keeps = KEEPS(HAS(E3), PRIMARY "," ALIAS)},
    {
        .name = "the addresses stay, another is the primary one",
        .action = "manage-licences",
        .values = {{"add", "SPE_E5"}, {"remove", "SPE_E3"}},
        .exchanges = {READS(READ_USER, 200, MAILED(HAS(E3), OWN(E3), PRIMARY "," ALIAS)), READS(SKUS, 200, OWNED),
                      ASSIGNS(ADDS(E5), ID(E3), 200, "{}"),
                      READS(READ_USER, 200,
                            MAILED(HAS(E5), OWN(E5), "\"smtp:ANN@contoso.com\",\"SMTP:a@contoso.com\""))},
        .end = FLOW_DONE,
        .says = "Added SPE_E5; removed SPE_E3.",
    },
    {.name = "from a group",
     .action = "manage-licences",
     .values = {{"remove", "SPE_E3"}},
     .exchanges = {BEGINS(GROUP_E3)},
     .end = FLOW_FAILED,
     .code = ERR_REFUSED,
     .says = "comes from a group",
     .hint = "group grp"},
    {.name = "nowhere",
     .action = "manage-licences",
     .values = {{"add", "SPE_E5"}},
     .exchanges = {BEGINS(NOWHERE)},
     .end = FLOW_FAILED,
     .code = ERR_USAGE,
     .says = "usage location",
     .hint = "usage_location"},
    {.name = "no country",
     .action = "manage-licences",
     .values = {{"add", "SPE_E5"}, {"usage_location", "n1"}},
     .exchanges = {BEGINS(NOWHERE)},
     .end = FLOW_FAILED,
     .code = ERR_USAGE,
     .says = "two capital letters"},
    {.name = "with a location first",
     .action = "manage-licences",
     .values = {{"add", "SPE_E5"}, {"usage_location", "NL"}},
     .exchanges = {BEGINS(NOWHERE), WRITES("PATCH", "", "{\"usageLocation\":\"NL\"}", 204, NULL),
                   ASSIGNS(ADDS(E5), "", 200, "{}"), READS(READ_USER, 200, WITH_E5)},
     .end = FLOW_DONE},
    {.name = "may not set the location",
     .action = "manage-licences",
     .values = {{"add", "SPE_E5"}, {"usage_location", "NL"}},
     .exchanges = {BEGINS(NOWHERE), WRITES("PATCH", "", "{\"usageLocation\":\"NL\"}", 403, DENIED)},
     .end = FLOW_FAILED,
     .code = ERR_FORBIDDEN,
     .hint = "User.ReadWrite.All"},
    REFUSED("invalid location", "License assignment cannot be done for user with invalid usage location.",
            "usage location"),
    REFUSED("seat taken meanwhile", "Subscription with SKU x does not have any available licenses.", "seat"),
    REFUSED("inherited", "User license is inherited from a group membership and it cannot be removed directly.",
            "group"),
    REFUSED("conflicting plans", "License assignment failed because service plans are mutually exclusive.", "plan off"),
    REFUSED("dependency", "License assignment failed because service plan a depends on the service plan(s) b.", "too"),
    {.name = "may not",
     .action = "manage-licences",
     .values = {{"add", "SPE_E5"}},
     .exchanges = {BEGINS(BARE), ASSIGNS(ADDS(E5), "", 403, DENIED)},
     .end = FLOW_FAILED,
     .code = ERR_FORBIDDEN,
     .hint = "LicenseAssignment.ReadWrite.All"},
    {.name = "lost and done",
     .action = "manage-licences",
     .values = {{"add", "SPE_E5"}},
     .exchanges = {BEGINS(BARE), LOSES("POST", "/assignLicense", ASSIGN(ADDS(E5), "")), BEGINS(WITH_E5)},
     .end = FLOW_DONE,
     .says = "read back",
     .keeps = KEEPS("", "")},
    {.name = "lags",
     .action = "manage-licences",
     .values = {{"add", "SPE_E5"}},
     .exchanges = {BEGINS(BARE), ASSIGNS(ADDS(E5), "", 200, "{}"), READS(READ_USER, 200, BARE),
                   READS(READ_USER, 200, WITH_E5)},
     .end = FLOW_DONE,
     .waits = 1},
    {.name = "looked at: done",
     .action = "manage-licences",
     .look = true,
     .prior = "{}",
     .values = {{"add", "SPE_E5"}},
     .exchanges = {BEGINS(WITH_E5)},
     .end = FLOW_DONE},
    {.name = "looked at: not done",
     .action = "manage-licences",
     .look = true,
     .prior = "{}",
     .values = {{"add", "VISIO"}},
     .exchanges = {BEGINS(BARE)},
     .end = FLOW_SEND}, /* whether a seat is free now is no matter */
    {.name = "a part of the name",
     .action = "manage-licences",
     .values = {{"add", "E3"}},
     .exchanges = {BEGINS(BARE)},
     .end = FLOW_FAILED,
     .code = ERR_AMBIGUOUS,
     .says = "no licence is called \"E3\"; similar: SPE_E3 (" E3 ")"},
    {.name = "as the table calls it",
     .action = "manage-licences",
     .values = {{"add", "m365 e5"}},
     .exchanges = {READS(READ_USER, 200, BARE), READS(SKUS, 200, "{\"value\":[" SKU(REAL_E5, "SPE_E5", "3", "10") "]}"),
                   ASSIGNS(ADDS(REAL_E5), "", 200, "{}"),
                   READS(READ_USER, 200, USER("\"NL\"", HAS(REAL_E5), OWN(REAL_E5)))},
     .end = FLOW_DONE,
     .says = "Added SPE_E5."}};

#define REPROCESSES(status, body) WRITES("POST", "/reprocessLicenseAssignment", "{}", status, body)

static const struct script reprocessing[] = {
    {.name = "reprocess",
     .action = "reprocess-licences",
     .exchanges = {READS("?$select=id", 200, BARE), REPROCESSES(200, "{}")},
     .end = FLOW_DONE},
    {.name = "forbidden",
     .action = "reprocess-licences",
     .exchanges = {READS("?$select=id", 200, BARE), REPROCESSES(403, DENIED)},
     .end = FLOW_FAILED,
     .code = ERR_FORBIDDEN,
     .hint = "the permission User.ReadWrite.All"},
    {.name = "lost",
     .action = "reprocess-licences",
     .exchanges = {READS("?$select=id", 200, BARE), LOSES("POST", "/reprocessLicenseAssignment", "{}"),
                   REPROCESSES(200, "{}")},
     .end = FLOW_DONE},
    {.name = "gone",
     .action = "reprocess-licences",
     .exchanges = {READS("?$select=id", 404, GONE)},
     .end = FLOW_FAILED,
     .code = ERR_NOT_FOUND},
    {.name = "looked at",
     .action = "reprocess-licences",
     .look = true,
     .prior = "",
     .exchanges = {READS("?$select=id", 200, BARE)},
     .end = FLOW_FAILED,
     .code = ERR_SERVICE,
     .says = "cannot be read back"},
};

static void manage_licences__ends_honestly__in_every_script(void **state)
{
    (void)state;
    play_all(ALL(scripts));
}

static void reprocess_licences__ends_honestly__in_every_script(void **state)
{
    (void)state;
    play_all(ALL(reprocessing));
}

static void plan__is_byte_equal__to_what_is_sent(void **state)
{
    const struct script *const rows[] = {&scripts[0], &scripts[1],  &scripts[2],     &scripts[3],
                                         &scripts[4], &scripts[18], &reprocessing[0]};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        check_plan(rows[i]);
}

static void manage_licences__has_the_row_read_anew__when_it_changed(void **state)
{
    auto_arena struct arena *arena = arena_new(0);
    (void)state;
    assert_true(play(arena, &scripts[0]).flow.row_changed);
    assert_true(play(arena, &scripts[26]).flow.row_changed); /* also when the answer was lost */
    assert_false(play(arena, &scripts[7]).flow.row_changed);
}

static void prepare__offers__licences_with_their_seats(void **state)
{
    (void)state;
    check_prepare(&(struct script){.name = "E3", .action = "manage-licences", .exchanges = {BEGINS(WITH_E3)}},
                  "add\n  " E5 " | SPE_E5 | 7 of 10 free\n  " FULL " | VISIO | 0 of 4 free\nremove\n  " E3
                  " | SPE_E3 | 9 of 10 free\n"
                  "usage_location=NL\n");
    check_prepare(&(struct script){.name = "of a group", .action = "manage-licences", .exchanges = {BEGINS(GROUP_E3)}},
                  "- SPE_E3 comes from a group: it goes with the membership.\n"
                  "add\n  " E5 " | SPE_E5 | 7 of 10 free\n  " FULL " | VISIO | 0 of 4 free\nusage_location=NL\n");
    check_prepare(&(struct script){.name = "nowhere",
                                   .action = "manage-licences",
                                   .exchanges = {READS(READ_USER, 200, NOWHERE), READS(SKUS, 200, "{\"value\":[]}")}},
                  "! The user has no usage location: licences need one.\n");
}

/* What one of several has says nothing of the others. */
static void prepare__offers_all__when_several_are_meant(void **state)
{
    (void)state;
    check_prepare(&(struct script){.name = "several",
                                   .action = "manage-licences",
                                   .several = true,
                                   .exchanges = {READS(SKUS, 200, "{\"value\":[" SKU(E5, "SPE_E5", "3", "10") "]}")}},
                  "add\n  " E5 " | SPE_E5 | 7 of 10 free\nremove\n  " E5 " | SPE_E5 | 7 of 10 free\n");
    check_prepare(
        &(struct script){.name = "several, not readable",
                         .action = "manage-licences",
                         .several = true,
                         .exchanges = {READS(SKUS, 403, REFUSES("Insufficient privileges"))}},
        "! The licences could not be listed: Insufficient privileges (HTTP 403 Request_BadRequest). Write skuPartNumber or skuId.\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(manage_licences__ends_honestly__in_every_script),
        cmocka_unit_test(reprocess_licences__ends_honestly__in_every_script),
        cmocka_unit_test(plan__is_byte_equal__to_what_is_sent),
        cmocka_unit_test(manage_licences__has_the_row_read_anew__when_it_changed),
        cmocka_unit_test(prepare__offers__licences_with_their_seats),
        cmocka_unit_test(prepare__offers_all__when_several_are_meant),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

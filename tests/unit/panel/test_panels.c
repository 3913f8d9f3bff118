/* What every row of every panel must have, and what the parts that are made of readings say. */
#include "unit.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/utf8.h"
#include "panel/compare.h"
#include <stdio.h>
#include <string.h>

#define USER  "00000000-0000-4000-8000-000000000001"
#define GROUP "00000000-0000-4000-8000-0000000000a1"
#define ROLE  "62e90394-69f5-4237-9190-012177145e10"
#define NOW   INT64_C(1767268800000) /* 2026-01-01T12:00:00Z */
#define DAY   INT64_C(86400000)

static struct panel_readings readings;

static int start(void **state)
{
    (void)state;
    readings = (struct panel_readings){.subject = USER};
    return 0;
}

static int stop(void **state)
{
    (void)state;
    panel_readings_free(&readings);
    return 0;
}

/* A reading that is over, and whole. */
static struct panel_reading *whole(const char *source)
{
    struct panel_reading *reading = panel_reading_of(&readings, source_find(source));
    if (!reading->page)
        reading->page = record_page_new(reading->source->kind);
    reading->over = true;
    reading->state = READ_WHOLE;
    return reading;
}

static void set(struct record *record, const char *name, struct value value)
{
    for (size_t i = 0; i < record->kind->count; i++)
        if (!strcmp(record->kind->fields[i].name, name)) {
            record->values[i] = value;
            return;
        }
    fail_msg("%s has no %s", record->kind->name, name);
}

static struct record *add(const char *source, const char *id)
{
    struct record *record = record_page_add(whole(source)->page);
    record_set_text(record, "id", id);
    return record;
}

static void set_texts(struct record *record, const char *name, const char *const *texts)
{
    size_t count = 0;
    while (texts[count])
        count++;
    set(record, name, (struct value){.known = true, .texts = texts, .count = count});
}

#define TEXTS(...) ((const char *const[]){__VA_ARGS__, NULL})

static const struct part *part_of(const char *panel, const char *title)
{
    const struct panel *found = panel_find(panel);
    for (size_t i = 0; i < found->count; i++)
        if (!strcmp(found->parts[i].title, title))
            return &found->parts[i];
    fail_msg("%s has no part %s", panel, title);
    return NULL;
}

/* A record of a part as text: its fields parted by bars; "" where there are not so many. */
static const char *row(const char *panel, const char *title, size_t at)
{
    static char text[2048];
    auto_buf struct buf out = buf_make(sizeof text - 1);
    const struct part *part = part_of(panel, title);
    struct part_content content = part_content(part, &readings, NOW);
    for (int field, place = 0; at < content.count && (field = part_field(part, (size_t)place)) >= 0; place++) {
        buf_puts(&out, place ? "|" : "");
        field_text(&part_kind(part)->fields[field], &content.records[at].values[field], NULL, &out);
    }
    snprintf(text, sizeof text, "%s", buf_text(&out));
    part_content_free(&content);
    return text;
}

static size_t count_of(const char *panel, const char *title)
{
    struct part_content content = part_content(part_of(panel, title), &readings, NOW);
    size_t count = content.count;
    part_content_free(&content);
    return count;
}

/* --- the table --- */

static void panels__are_whole__each_part(void **state)
{
    (void)state;
    for (const struct panel *const *panel = panel_all; *panel; panel++) {
        const struct source *sources[PANEL_SOURCES + 1];
        assert_ptr_equal(panel_find((*panel)->name), *panel);
        panel_sources(*panel, sources);
        for (size_t i = 0; i < (*panel)->count; i++) {
            const struct part *part = &(*panel)->parts[i];
            assert_non_null(part_source(part, 0));
            for (size_t k = 0; k < PART_SOURCES && part->sources[k]; k++)
                if (!part_source(part, k))
                    fail_msg("%s: there is no source %s", part->title, part->sources[k]);
            for (size_t k = 0; part->fields && part->fields[k]; k++)
                if (part_field(part, k) < 0)
                    fail_msg("%s: there is no field %s", part->title, part->fields[k]);
            assert_true(!part->kind || part->make);
            assert_true(!part_source(part, 0)->inputs || part->on_key); /* somebody has to say what is asked */
        }
    }
}

/* --- overview --- */

#define PRODUCT "05e9a617-0261-4cee-bb44-138d3ef5d965"
#define PLAN    "efb87545-963c-4e0d-99df-69c6916d9eb0"

static void licence(const char *group, const char *its_state, const char *error)
{
    static const char *const off[] = {PLAN, NULL};
    struct record *record = record_page_add(whole("licence-states")->page);
    record_set_text(record, "skuId", PRODUCT);
    record_set_text(record, "assignedByGroup", group);
    record_set_text(record, "state", its_state);
    record_set_text(record, "error", error);
    set_texts(record, "disabledPlans", off);
}

static void licences__say__how_they_were_assigned(void **state)
{
    static const struct {
        const char *group, *state, *error, *shows;
    } rows[] = {
        {NULL, "Active", "None", "Microsoft 365 E3|directly|active|" PLAN "|"},
        {GROUP, "Error", "CountViolation", "Microsoft 365 E3|by group " GROUP "|error: not enough licences|" PLAN "|"},
        {NULL, "Error", "NewViolation", "Microsoft 365 E3|directly|error: NewViolation|" PLAN "|"},
        {NULL, "ActiveWithError", "None", "Microsoft 365 E3|directly|active, but: not told why|" PLAN "|"},
        {NULL, "Disabled", NULL, "Microsoft 365 E3|directly|switched off|" PLAN "|"},
        {NULL, NULL, NULL, "Microsoft 365 E3|directly||" PLAN "|"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        licence(rows[i].group, rows[i].state, rows[i].error);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_string_equal(row("overview", "Licences", i), rows[i].shows);
    record_set_text(add("groups", GROUP), "displayName", "Licence E3");
    struct record *product = record_page_add(whole("subscriptions")->page);
    record_set_text(product, "skuId", PRODUCT);
    set_texts(product, "servicePlans", TEXTS("TEAMS1", "EXCHANGE_S_ENTERPRISE"));
    set_texts(product, "servicePlanIds", TEXTS("57ff2da0-773e-42df-b2af-ffb7a2317929", PLAN));
    assert_string_equal(row("overview", "Licences", 1),
                        "Microsoft 365 E3|by group Licence E3|error: not enough licences|EXCHANGE_S_ENTERPRISE|");
}

static void page_lacks_and_has(const char *lacks, const char *has)
{
    auto_buf struct buf text = buf_make(1 << 16);
    panel_print(panel_find("overview"), &readings, NULL, NOW, PANEL_TEXT, 0, &text);
    assert_null(strstr(buf_text(&text), lacks));
    assert_non_null(strstr(buf_text(&text), has));
}

static void provisioning_errors__are_told__where_there_are_some(void **state)
{
    (void)state;
    struct record *profile = add("profile", USER);
    set_texts(profile, "syncErrors", TEXTS(NULL));
    page_lacks_and_has("Provisioning errors", "\nNot synchronised from a directory of the organisation's own.\n");
    set_texts(profile, "syncErrors", TEXTS("PropertyConflict: proxyAddresses"));
    set(profile, "onPremisesLastSyncDateTime", (struct value){.known = true, .number = NOW - 3 * DAY});
    page_lacks_and_has("Not synchronised",
                       "\nProvisioning errors\nBy               Error\nsynchronisation  PropertyConflict");
    page_lacks_and_has("Not synchronised", "Last synchronised             2025-12-29T12:00:00Z  (3d ago)\n");
}

/* --- apps --- */

static void consents__say_in_words__what_they_allow(void **state)
{
    (void)state;
    record_set_text(add("grants", "g"), "scope", " openid  Mail.Read Something.New ");
    add("grants", "h");
    whole("applications");
    assert_string_equal(row("apps", "Consents", 0),
                        "|reaches data, the application is gone||this user|sign in, read mail, Something.New");
    assert_string_equal(row("apps", "Consents", 1), "|||this user|");
}

/* --- two users --- */

/* The users' rows of a comparison: "what|name|first|second", one a line. */
static const char *compared(const struct panel_readings *other)
{
    static char text[4096];
    auto_buf struct buf out = buf_make(sizeof text - 1);
    struct compared of[] = {{&readings, USER, "Ann", "ann@c"}, {other, GROUP, "Bob", "bob@c"}};
    struct record_page *page = compare_users(of, NULL);
    for (size_t i = 0; i < page->count; i++)
        buf_printf(&out, "%s|%s|%s|%s\n", record_text(&page->records[i], "what"),
                   record_text(&page->records[i], "name"), record_text(&page->records[i], "first"),
                   record_text(&page->records[i], "second"));
    snprintf(text, sizeof text, "%s", buf_text(&out));
    record_page_free(page);
    return text;
}

static void compared__lacks__only_what_was_read_and_is_not_there(void **state)
{
    (void)state;
    record_set_text(add("groups", "g1"), "displayName", "Sales");
    record_set_text(add("groups", "g2"), "displayName", "Both");
    licence(NULL, "Active", "None");
    licence(GROUP, "Active", "None");
    struct panel_readings first = readings;
    readings = (struct panel_readings){.subject = GROUP};
    assert_string_equal(compared(&first), "licence|Microsoft 365 E3|not read|has\n"
                                          "group|Sales|not read|has\ngroup|Both|not read|has\n");
    record_set_text(add("groups", "G2"), "displayName", "Both");
    record_set_text(add("groups", "g3"), "displayName", "Desk");
    licence(GROUP, "Error", "CountViolation");
    assert_string_equal(compared(&first), "licence|Microsoft 365 E3|lacks|has\n"
                                          "group|Desk|has|lacks\ngroup|Sales|lacks|has\ngroup|Both|has|has\n");
    struct panel_reading *groups = whole("groups");
    groups->state = READ_IN_PART;
    assert_string_equal(compared(&first), "licence|Microsoft 365 E3|lacks|has\n"
                                          "group|Desk|has|lacks\ngroup|Sales|not read|has\ngroup|Both|has|has\n");
    panel_readings_free(&first);
}

/* --- sign-ins --- */

static void sign_in(const char *id, int64_t time, int code, const char *country, const char *client)
{
    struct record *record = add("sign-ins", id);
    set(record, "createdDateTime", (struct value){.known = true, .number = time});
    set(record, "errorCode", (struct value){.known = code >= 0, .number = code});
    record_set_text(record, "countryOrRegion", country);
    record_set_text(record, "clientAppUsed", client);
}

static void activity__counts_days__and_only_code_0_as_success(void **state)
{
    (void)state;
    sign_in("1", NOW, 0, "NL", "Browser");
    sign_in("2", NOW - 1, 50126, "NL", "Browser");
    sign_in("3", NOW - 2, -1, NULL, "IMAP4"); /* not told: no success */
    sign_in("4", NOW - 3 * DAY, 0, "DE", "Browser");
    sign_in("5", NOW - 40 * DAY, 0, "DE", "Browser"); /* before the thirty days */
    assert_string_equal(row("sign-ins", "The last 30 days", 0),
                        "··························▃··█|2|2|2025-12-03T00:00:00Z");
    assert_string_equal(row("sign-ins", "By country", 0), "NL|40%|2|1");
    assert_string_equal(row("sign-ins", "By country", 1), "DE|40%|2|0");
    assert_string_equal(row("sign-ins", "By country", 2), "not told|20%|1|1");
    assert_string_equal(row("sign-ins", "By client", 0), "Browser|80%|4|1");
}

static void activity__says__how_far_back_it_knows(void **state)
{
    (void)state;
    sign_in("1", NOW, 0, "NL", "Browser");
    whole("sign-ins")->covered_from = NOW - 2 * DAY;
    assert_string_equal(row("sign-ins", "The last 30 days", 0),
                        "???????????????????????????··█|1|0|2025-12-30T12:00:00Z");
}

static void activity__is_none__without_sign_ins(void **state)
{
    (void)state;
    whole("sign-ins");
    assert_int_equal(count_of("sign-ins", "The last 30 days"), 0);
    assert_int_equal(count_of("sign-ins", "By client"), 0);
}

/* --- Conditional Access --- */

#define IN_FORCE  "Policies in force for this user"
#define REPORTED  "Policies that only report"
#define LEFT_OUT  "Policies that leave this user out, or are switched off"
#define ON        "enabled"
#define REPORTING "enabledForReportingButNotEnforced"

enum { ALL = 1, MEMBERSHIPS_NOT_READ = 2, PROFILE_NOT_READ = 4, GUEST = 8 };

static struct record *policy(const char *state)
{
    struct record *record = add("policies", "p");
    record_set_text(record, "displayName", "P");
    record_set_text(record, "state", state);
    record_set_text(record, "demands", "blocks");
    return record;
}

static void know_user(int what)
{
    if (!(what & MEMBERSHIPS_NOT_READ)) {
        record_set_text(add("memberships", GROUP), "displayName", "Finance");
        struct record *role = add("memberships", "00000000-0000-4000-8000-0000000000b1");
        record_set_text(role, "displayName", "Global Administrator");
        record_set_text(role, "roleTemplateId", ROLE);
    }
    if (what & PROFILE_NOT_READ)
        return;
    struct record *profile = add("profile", USER);
    record_set_text(profile, "userType", what & GUEST ? "Guest" : "Member");
    record_set_text(profile, "userPrincipalName", what & GUEST ? "a_b.c#EXT#@d" : "a@d");
}

/* Who a policy names, and where it stands then. */
static const struct {
    int knows;
    const char *state;
    const char *field, *names; /* one more list than "All" users; NULL: none */
    bool all;                  /* everybody is included */
    const char *part, *row;
} cases[] = {
    {0, ON, NULL, NULL, true, IN_FORCE, "P|everybody|blocks|always"},
    {0, ON, "includeUsers", USER, false, IN_FORCE, "P|this user|blocks|always"},
    {0, ON, "includeUsers", "None", false, IN_FORCE, ""},
    {0, ON, "includeUsers", "00000000-0000-4000-8000-000000000002", false, IN_FORCE, ""},
    {0, ON, "includeGroups", GROUP, false, IN_FORCE, "P|group Finance|blocks|always"},
    {0, ON, "includeRoles", ROLE, false, IN_FORCE, "P|role Global Administrator|blocks|always"},
    {0, ON, "includeRoles", "00000000-0000-4000-8000-0000000000b1", false, IN_FORCE, ""}, /* not its template */
    {0, ON, "includeGroups", "00000000-0000-4000-8000-0000000000a2", false, IN_FORCE, ""},
    {MEMBERSHIPS_NOT_READ, ON, "includeGroups", GROUP, false, IN_FORCE,
     "P|perhaps a group: memberships were not read|blocks|always"},
    {MEMBERSHIPS_NOT_READ, ON, "excludeGroups", GROUP, true, IN_FORCE,
     "P|everybody, unless left out: perhaps a group: memberships were not read|blocks|always"},
    {0, ON, "excludeGroups", GROUP, true, LEFT_OUT, "P|on|everybody|group Finance|blocks"},
    {0, ON, "excludeUsers", USER, true, LEFT_OUT, "P|on|everybody|this user|blocks"},
    {0, REPORTING, NULL, NULL, true, IN_FORCE, ""},
    {0, REPORTING, NULL, NULL, true, REPORTED, "P|everybody|blocks|always"},
    {0, "disabled", NULL, NULL, true, LEFT_OUT, "P|switched off|everybody||blocks"},
    {0, "disabled", NULL, NULL, true, IN_FORCE, ""},
    {0, "new", NULL, NULL, true, IN_FORCE, "P|everybody, if it is in force: its state is new|blocks|always"},
    {GUEST, ON, "includeUsers", "GuestsOrExternalUsers", false, IN_FORCE, "P|guests|blocks|always"},
    {0, ON, "includeUsers", "GuestsOrExternalUsers", false, IN_FORCE, ""},
    {PROFILE_NOT_READ, ON, "includeUsers", "GuestsOrExternalUsers", false, IN_FORCE,
     "P|perhaps a guest: the profile was not read|blocks|always"},
    {GUEST, ON, "includeGuests", "internalGuest,b2bCollaborationGuest", false, IN_FORCE, "P|guests|blocks|always"},
    {GUEST, ON, "includeGuests", "internalGuest", false, IN_FORCE, ""},
    {GUEST, ON, "excludeGuests", "b2bCollaborationGuest", true, LEFT_OUT, "P|on|everybody|guests|blocks"},
};

static void policy__stands_where_it_counts__for_the_user(void **state)
{
    static const char *const everybody[] = {"All", NULL};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        stop(state);
        start(state);
        const char *const names[] = {cases[i].names, NULL};
        know_user(cases[i].knows);
        struct record *record = policy(cases[i].state);
        if (cases[i].all)
            set_texts(record, "includeUsers", everybody);
        if (cases[i].field && strstr(cases[i].field, "Guests"))
            record_set_text(record, cases[i].field, cases[i].names);
        else if (cases[i].field)
            set_texts(record, cases[i].field, names);
        const char *text = row("conditional-access", cases[i].part, 0);
        if (strcmp(text, cases[i].row) != 0)
            fail_msg("row %zu: \"%s\"", i, text);
    }
}

static void policy__says__when_it_applies(void **state)
{
    (void)state;
    know_user(0);
    struct record *record = policy(ON), *place = add("places", "l1");
    record_set_text(place, "displayName", "Offices");
    set_texts(record, "includeUsers", TEXTS("All"));
    set_texts(record, "includeApplications", TEXTS("All"));
    set_texts(record, "clientAppTypes", TEXTS("exchangeActiveSync", "other"));
    set_texts(record, "includeLocations", TEXTS("All"));
    set_texts(record, "excludeLocations", TEXTS("l1", "AllTrusted"));
    record_set_text(record, "transferMethods", "deviceCodeFlow");
    assert_string_equal(
        row("conditional-access", IN_FORCE, 0),
        "P|everybody|blocks|clients Exchange ActiveSync, other clients (without modern authentication); anywhere but Offices, trusted places; flow device code");
}

static void met_policies__are_not_none__where_they_are_not_told(void **state)
{
    auto_arena struct arena *arena = arena_new(0);
    const struct part *part = part_of("conditional-access", "What the last sign-ins met");
    (void)state;
    sign_in("1", NOW, 0, "NL", "Browser");
    assert_int_equal(count_of("conditional-access", part->title), 0);
    assert_non_null(strstr(part_note(part, &readings, NOW, arena),
                           "For 1 of the newest 1 sign-ins the service does not tell you which policies applied: "));
    struct record *record = &whole("sign-ins")->page->records[0];
    set_texts(record, "policyNames", TEXTS("A", "B", "C", "D"));
    set_texts(record, "policyResults", TEXTS("failure", "notApplied", "reportOnlyFailure", "new"));
    record_set_text(record, "result", "success");
    assert_string_equal(part_note(part, &readings, NOW, arena), "Of the newest 1 sign-ins.");
    assert_string_equal(row("conditional-access", part->title, 0), "2026-01-01T12:00:00Z||A|not satisfied|success");
    assert_string_equal(row("conditional-access", part->title, 1),
                        "2026-01-01T12:00:00Z||C|report-only, would fail|success");
    assert_string_equal(row("conditional-access", part->title, 2), "2026-01-01T12:00:00Z||D|new|success");
    assert_int_equal(count_of("conditional-access", part->title), 3);
}

static void what_if__waits__and_then_has_what_applies_first(void **state)
{
    auto_arena struct arena *arena = arena_new(0);
    const struct part *part = part_of("conditional-access", "What if this user signs in");
    auto_buf struct buf text = buf_make(1 << 16);
    (void)state;
    assert_true(part_waits(part, &readings));
    panel_print(panel_find("conditional-access"), &readings, NULL, NOW, PANEL_TEXT, 0, &text);
    assert_null(strstr(buf_text(&text), part->title));
    static const char *const verdicts[] = {"does not apply", "applies", "not known", "applies, blocks",
                                           "report-only, would apply"};
    for (size_t i = 0; i < sizeof verdicts / sizeof verdicts[0]; i++) {
        struct record *record = add("what-if", "p");
        record_set_text(record, "displayName", "P");
        record_set_text(record, "verdict", verdicts[i]);
    }
    whole("what-if")->text = xstrdup("country=NL");
    assert_string_equal(row("conditional-access", part->title, 0), "P|applies, blocks||");
    assert_string_equal(row("conditional-access", part->title, 1), "P|applies||");
    assert_string_equal(row("conditional-access", part->title, 2), "P|not known||");
    assert_string_equal(row("conditional-access", part->title, 4), "P|does not apply||");
    assert_string_equal(part_note(part, &readings, NOW, arena), "Asked for country=NL.");
}

/* --- history --- */

static void audit(const char *source, const char *id, int64_t time, const char *what)
{
    struct record *record = add(source, id);
    set(record, "activityDateTime", (struct value){.known = true, .number = time});
    record_set_text(record, "activityDisplayName", what);
    record_set_text(record, "who", "admin@d");
    record_set_text(record, "where", "portal");
    record_set_text(record, "result", "success");
}

static void history__is_one_list__newest_first(void **state)
{
    static const char title[] = "What was done to this user, and what this user did";
    (void)state;
    audit("audit-of", "a1", NOW, "Update user");
    audit("audit-by", "a1", NOW, "Update user"); /* to himself: in both logs */
    audit("audit-by", "a2", NOW - 2000, "Add group");
    struct record *entry = add("journal", "7");
    set(entry, "begun", (struct value){.known = true, .number = NOW - 1000});
    record_set_text(entry, "action", "Block sign-in");
    record_set_text(entry, "operator", "me@d");
    record_set_text(entry, "state", "done");
    record_set_text(entry, "message", "Blocked.");
    assert_int_equal(count_of("history", title), 3);
    assert_string_equal(row("history", title, 0), "2026-01-01T12:00:00Z|Update user|admin@d|portal|success|");
    assert_string_equal(row("history", title, 1), "2026-01-01T11:59:59Z|Block sign-in|me@d|roster|done|Blocked.");
    assert_string_equal(row("history", title, 2), "2026-01-01T11:59:58Z|Add group|admin@d|portal|success|");
}

/* The directory's line of a request that roster sent says the same: both are one. */
static void history__tells_once__what_roster_did(void **state)
{
    static const char title[] = "What was done to this user, and what this user did";
    (void)state;
    audit("audit-of", "a1", NOW, "Disable account");
    audit("audit-of", "a2", NOW, "Update user");
    const struct panel_reading *of = panel_reading_known(&readings, source_find("audit-of"));
    record_set_text(&of->page->records[0], "correlationId", "r-1");
    record_set_text(&of->page->records[1], "correlationId", "r-2");
    struct record *entry = add("journal", "7");
    set(entry, "begun", (struct value){.known = true, .number = NOW - 1000});
    record_set_text(entry, "action", "Block sign-in");
    record_set_text(entry, "operator", "me@d");
    record_set_text(entry, "state", "done");
    record_set_text(entry, "message", "Blocked.");
    record_set_text(entry, "requestId", "r-1");
    assert_int_equal(count_of("history", title), 2);
    assert_string_equal(row("history", title, 0), "2026-01-01T12:00:00Z|Update user|admin@d|portal|success|");
    assert_string_equal(row("history", title, 1),
                        "2026-01-01T11:59:59Z|Block sign-in|me@d|roster, audit|done|Blocked.");
}

/* --- what can be done about a record --- */

static void actions_of_a_rule__are_those__that_change_it(void **state)
{
    static const struct {
        bool known, on, disables, enables;
    } rows[] = {{true, true, true, false}, {true, false, false, true}, {false, false, true, true}};
    const struct row_action *actions = part_of("mail", "Inbox rules")->actions;
    struct record_page *page = record_page_new(part_kind(part_of("mail", "Inbox rules")));
    struct record *rule = record_page_add(page);
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        set(rule, "enabled", (struct value){.known = rows[i].known, .truth = rows[i].on});
        assert_int_equal(row_action_fits(&actions[0], rule), rows[i].disables);
        assert_int_equal(row_action_fits(&actions[1], rule), rows[i].enables);
        assert_true(row_action_fits(&actions[2], rule));
    }
    record_page_free(page);
}

/* --- what is missing --- */

static void print__says_why_once__where_a_source_is_refused(void **state)
{
    auto_buf struct buf text = buf_make(1 << 16);
    (void)state;
    struct panel_reading *reading = whole("policies");
    reading->state = READ_NOT;
    reading->why = WHY_NOT_PERMITTED;
    err_set(&reading->error, ERR_FORBIDDEN, "no entry");
    err_hint(&reading->error, "ask for it");
    panel_print(panel_find("conditional-access"), &readings, NULL, NOW, PANEL_TEXT, 0, &text);
    const char *first = strstr(buf_text(&text), "no entry");
    assert_non_null(first);
    assert_null(strstr(first + 1, "no entry"));
    assert_null(strstr(buf_text(&text), "No policy"));
    assert_non_null(strstr(first, "The Conditional Access policies: not read: not permitted\n"));
}

/* A part that is left out has said nothing. */
static void print__says_why__where_the_part_before_is_left_out(void **state)
{
    auto_buf struct buf text = buf_make(1 << 16);
    (void)state;
    whole("drive");
    struct panel_reading *reading = whole("onedrive-site");
    reading->state = READ_NOT;
    reading->why = WHY_NOT_SIGNED_IN;
    err_set(&reading->error, ERR_FORBIDDEN, "no entry");
    panel_print(panel_find("onedrive"), &readings, NULL, NOW, PANEL_TEXT, 0, &text);
    assert_null(strstr(buf_text(&text), "administration tells it"));
    assert_non_null(
        strstr(buf_text(&text), "Sharing\nThe administration of a OneDrive: not read: not signed in: no entry\n"));
}

static void print__fits__where_there_is_a_width(void **state)
{
    struct record *sign_in = add("sign-ins", "s");
    (void)state;
    set(sign_in, "createdDateTime", (struct value){.known = true, .number = NOW});
    record_set_text(sign_in, "result", "success");
    record_set_text(sign_in, "appDisplayName", "Office 365 SharePoint Online");
    record_set_text(sign_in, "clientAppUsed", "Mobile Apps and Desktop clients");
    record_set_text(sign_in, "ipAddress", "198.51.100.240");
    record_set_text(sign_in, "place", "漢字漢字漢字漢字漢字, JP");
    record_set_text(sign_in, "device", "CONTOSO-LT-0142, Windows");
    record_set_text(sign_in, "access", "met");
    whole("risk-detections");
    for (int width = 0; width <= 160; width += 80) {
        auto_buf struct buf text = buf_make(1 << 16);
        panel_print(panel_find("sign-ins"), &readings, NULL, NOW, PANEL_TEXT, width, &text);
        assert_int_equal(strstr(buf_text(&text), "(no room for: ") != NULL, width == 80);
        for (const char *line = buf_text(&text); width && *line; line += strcspn(line, "\n") + 1) {
            auto_str char *one = xasprintf("%.*s", (int)strcspn(line, "\n"), line);
            if (utf8_width(one) > width || (*one && one[strlen(one) - 1] == ' '))
                fail_msg("%d columns: \"%s\"", width, one);
        }
        if (!width)
            assert_non_null(strstr(buf_text(&text), "漢字漢字漢字漢字漢字, JP  CONTOSO-LT-0142, Windows  met"));
        else
            assert_non_null(strstr(buf_text(&text), "2026-01-01T12:00:00Z  success  ")); /* never cut */
    }
}

/* --- methods --- */

static void method__is_told_as_new__for_seven_days(void **state)
{
    static const struct {
        int64_t since;
        const char *says, *age;
    } rows[] = {
        {NOW - 8 * DAY, NULL, "  (8d ago)"},
        {NOW - 6 * DAY, "Registered in the last 7 days: Phone +33 12.\n", "  (6d ago)"},
        {NOW + 3 * DAY, "Registered in the last 7 days: Phone +33 12.\n", ""}}; /* of what is to come there is no age */
    struct record *method = add("methods", "m");
    (void)state;
    clock_set(NOW);
    record_set_text(method, "kind", "Phone");
    record_set_text(method, "detail", "+33 12");
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        auto_buf struct buf text = buf_make(1 << 16);
        char when[CLOCK_TEXT], row[160];
        set(method, "createdDateTime", (struct value){.known = true, .number = rows[i].since});
        panel_print(panel_find("overview"), &readings, NULL, NOW, PANEL_TEXT, 0, &text);
        snprintf(row, sizeof row, "Phone   +33 12  %s%s\n", clock_format(rows[i].since, when), rows[i].age);
        assert_non_null(strstr(buf_text(&text), row));
        if (rows[i].says)
            assert_non_null(strstr(buf_text(&text), rows[i].says));
        else
            assert_null(strstr(buf_text(&text), "in the last 7 days"));
    }
    clock_set(-1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(panels__are_whole__each_part),
        cmocka_unit_test_setup_teardown(licences__say__how_they_were_assigned, start, stop),
        cmocka_unit_test_setup_teardown(provisioning_errors__are_told__where_there_are_some, start, stop),
        cmocka_unit_test_setup_teardown(consents__say_in_words__what_they_allow, start, stop),
        cmocka_unit_test_setup_teardown(compared__lacks__only_what_was_read_and_is_not_there, start, stop),
        cmocka_unit_test_setup_teardown(activity__counts_days__and_only_code_0_as_success, start, stop),
        cmocka_unit_test_setup_teardown(activity__says__how_far_back_it_knows, start, stop),
        cmocka_unit_test_setup_teardown(activity__is_none__without_sign_ins, start, stop),
        cmocka_unit_test_setup_teardown(policy__stands_where_it_counts__for_the_user, start, stop),
        cmocka_unit_test_setup_teardown(policy__says__when_it_applies, start, stop),
        cmocka_unit_test_setup_teardown(met_policies__are_not_none__where_they_are_not_told, start, stop),
        cmocka_unit_test_setup_teardown(what_if__waits__and_then_has_what_applies_first, start, stop),
        cmocka_unit_test_setup_teardown(history__is_one_list__newest_first, start, stop),
        cmocka_unit_test_setup_teardown(history__tells_once__what_roster_did, start, stop),
        cmocka_unit_test_setup_teardown(actions_of_a_rule__are_those__that_change_it, start, stop),
        cmocka_unit_test_setup_teardown(print__says_why_once__where_a_source_is_refused, start, stop),
        cmocka_unit_test_setup_teardown(print__says_why__where_the_part_before_is_left_out, start, stop),
        cmocka_unit_test_setup_teardown(print__fits__where_there_is_a_width, start, stop),
        cmocka_unit_test_setup_teardown(method__is_told_as_new__for_seven_days, start, stop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

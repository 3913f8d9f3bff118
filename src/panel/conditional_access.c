/* Conditional Access: the policies that include a user, what his last sign-ins met, and the what-if. What is not read is never taken for
 * "not in": such a policy is named as one that perhaps applies. */
#include "base/alloc.h"
#include "base/arena.h"
#include "base/buf.h"
#include "model/words.h"
#include "panel/rows.h"
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { POLICIES, MEMBERSHIPS, PROFILE, PLACES };
enum { MOST_REASONS = 256, TEXT = 1 << 14, LOOKED_AT = 30 /* sign-ins */ };

enum certainty { NO, PERHAPS, YES };

struct reasons {
    struct arena *arena;
    const char *texts[MOST_REASONS];
    size_t count;
    enum certainty certainty;
};

struct user {
    const struct part_input *input;
    const struct record_page *memberships; /* NULL: none were read */
    bool memberships_whole;
    const char *guest; /* which kind of guest; "" none; NULL: not known */
};

static void because(struct reasons *reasons, enum certainty certainty, const char *text)
{
    reasons->certainty = certainty > reasons->certainty ? certainty : reasons->certainty;
    if (reasons->count < MOST_REASONS)
        reasons->texts[reasons->count++] = text;
}

/* --- whom a policy is about --- */

static bool is_whole(const struct panel_reading *reading)
{
    return reading->over && reading->state == READ_WHOLE;
}

/* A member whose name has "#EXT#" comes from elsewhere. */
static const char *guest_kind(const struct part_input *input)
{
    const struct record_page *profile = input->from[PROFILE]->page;
    if (!profile || !profile->count || !record_value(profile->records, "userType")->known)
        return NULL;
    bool guest = !strcasecmp(record_text(profile->records, "userType"), "Guest"),
         outside = strstr(record_text(profile->records, "userPrincipalName"), "#EXT#") != NULL;
    return guest ? outside ? "b2bCollaborationGuest" : "internalGuest" : outside ? "b2bCollaborationMember" : "";
}

static void by_membership(const struct user *user, const struct value *ids, const char *field, const char *what,
                          struct reasons *reasons)
{
    for (size_t i = 0; ids->known && i < ids->count; i++) {
        const struct record *in = record_page_find(user->memberships, field, ids->texts[i]);
        const char *name = in ? record_text(in, "displayName") : "";
        if (in)
            because(reasons, YES, arena_printf(reasons->arena, "%s %s", what, *name ? name : ids->texts[i]));
    }
    if (ids->known && ids->count && !user->memberships_whole && reasons->certainty == NO)
        because(reasons, PERHAPS, arena_printf(reasons->arena, "perhaps a %s: memberships were not read", what));
}

static void by_name(const struct user *user, const struct value *ids, struct reasons *reasons)
{
    for (size_t i = 0; ids->known && i < ids->count; i++) {
        if (!strcmp(ids->texts[i], "All"))
            because(reasons, YES, "everybody");
        else if (!strcasecmp(ids->texts[i], user->input->subject))
            because(reasons, YES, "this user");
        else if (!strcmp(ids->texts[i], "GuestsOrExternalUsers") && !user->guest)
            because(reasons, PERHAPS, "perhaps a guest: the profile was not read");
        else if (!strcmp(ids->texts[i], "GuestsOrExternalUsers") && *user->guest)
            because(reasons, YES, "guests");
    }
}

static bool is_listed(const char *list, const char *name)
{
    for (size_t length; *list; list += length + strspn(list + length, ", ")) {
        length = strcspn(list, ", ");
        if (length == strlen(name) && !strncasecmp(list, name, length))
            return true;
    }
    return false;
}

static void by_guest(const struct user *user, const char *kinds, const char *of, struct reasons *reasons)
{
    if (!*kinds || (user->guest && (!*user->guest || !is_listed(kinds, user->guest))))
        return;
    if (!user->guest)
        because(reasons, PERHAPS, "perhaps a guest: the profile was not read");
    else if (!strcmp(of, "enumerated"))
        because(reasons, PERHAPS, "guests of some tenants");
    else
        because(reasons, YES, "guests");
}

static void find_out(const struct user *user, const struct record *policy, bool left_out, struct reasons *reasons)
{
    static const char *const names[][2] = {{"includeUsers", "excludeUsers"},
                                           {"includeGroups", "excludeGroups"},
                                           {"includeRoles", "excludeRoles"},
                                           {"includeGuests", "excludeGuests"},
                                           {"includeGuestsOf", "excludeGuestsOf"}};
    by_name(user, record_value(policy, names[0][left_out]), reasons);
    by_membership(user, record_value(policy, names[1][left_out]), "id", "group", reasons);
    by_membership(user, record_value(policy, names[2][left_out]), "roleTemplateId", "role", reasons);
    by_guest(user, record_text(policy, names[3][left_out]), record_text(policy, names[4][left_out]), reasons);
}

/* What is not known of who is left out stands beside who is included. */
static void doubt(struct reasons *in, const struct reasons *out)
{
    for (size_t i = 0; out->certainty == PERHAPS && i < out->count; i++)
        because(in, in->certainty, arena_printf(in->arena, "unless left out: %s", out->texts[i]));
}

/* --- when it applies, in words --- */

static const char *place_name(const struct part_input *input, const char *id)
{
    const struct record_page *places = input->from[PLACES]->page;
    if (!strcmp(id, "AllTrusted"))
        return "trusted places";
    for (size_t i = 0; places && i < places->count; i++)
        if (!strcasecmp(record_text(&places->records[i], "id"), id))
            return record_text(&places->records[i], "displayName");
    return id;
}

static void put_condition(const struct part_input *input, const struct record *policy, const char *field,
                          const char *words, struct buf *out)
{
    const struct value *value = record_value(policy, field);
    bool all = value->known && value->count == 1 && !strcasecmp(value->texts[0], "all");
    if (!value->known || !value->count || all)
        return;
    buf_printf(out, "%s%s ", out->length ? "; " : "", words);
    for (size_t i = 0; i < value->count; i++)
        buf_printf(out, "%s%s", i ? ", " : "",
                   strstr(field, "Locations") ? place_name(input, value->texts[i])
                                              : words_say(words_condition, value->texts[i]));
}

/* "deviceCodeFlow,authenticationTransfer": flags in one word. */
static void put_flows(const char *flows, struct buf *out)
{
    buf_puts(out, out->length ? "; flow " : "flow ");
    for (const char *at = flows; *at; at += *at == ',') {
        auto_str char *one = xasprintf("%.*s", (int)strcspn(at, ","), at);
        buf_printf(out, "%s%s", at == flows ? "" : ", ", words_say(words_condition, one));
        at += strcspn(at, ",");
    }
}

static const char *when_of(const struct part_input *input, const struct record *policy, struct arena *arena)
{
    static const char *const conditions[][2] = {{"includeApplications", "applications"},
                                                {"excludeApplications", "applications but"},
                                                {"includeUserActions", "user action"},
                                                {"clientAppTypes", "clients"},
                                                {"includePlatforms", "platforms"},
                                                {"excludePlatforms", "platforms but"},
                                                {"includeLocations", "in"},
                                                {"excludeLocations", "anywhere but"},
                                                {"signInRiskLevels", "sign-in risk"},
                                                {"userRiskLevels", "user risk"}};
    auto_buf struct buf text = buf_make(TEXT);
    const char *flow = record_text(policy, "transferMethods"), *rule = record_text(policy, "deviceFilter");
    for (size_t i = 0; i < COUNT_OF(conditions); i++)
        put_condition(input, policy, conditions[i][0], conditions[i][1], &text);
    if (*flow)
        put_flows(flow, &text);
    if (*rule)
        buf_printf(&text, "%sdevices: %s %s", text.length ? "; " : "", record_text(policy, "deviceFilterMode"), rule);
    return text.length ? arena_strdup(arena, buf_text(&text)) : "always";
}

/* --- the policies of this user --- */

static const struct field fields[] = {
    {.name = "displayName", .label = "Policy", .least = 16, .most = 60},
    {.name = "state", .label = "State", .least = 11, .most = 12},
    {.name = "because", .label = "Includes", .type = FIELD_TEXTS, .least = 10, .most = 40},
    {.name = "leftOut", .label = "Left out by", .type = FIELD_TEXTS, .least = 10, .most = 40},
    {.name = "demands", .label = "Demands", .least = 12, .most = 60},
    {.name = "when", .label = "When", .least = 10, .most = 80},
    {.name = "modifiedDateTime", .label = "Changed", .type = FIELD_TIME},
    {.name = "id", .label = "Id"},
};
enum { NAME, STATE, BECAUSE, LEFT_OUT, DEMANDS, WHEN, CHANGED, ID };
static const struct record_kind kind = {.name = "policy of a user",
                                        .many = "policies of a user",
                                        .fields = fields,
                                        .count = COUNT_OF(fields),
                                        .id = ID,
                                        .title = NAME,
                                        .detail = DEMANDS,
                                        .time = -1};

static const char *state_words(const struct record *policy)
{
    const char *state = record_text(policy, "state");
    return !strcmp(state, "enabled")                             ? "on"
           : !strcmp(state, "disabled")                          ? "switched off"
           : !strcmp(state, "enabledForReportingButNotEnforced") ? "report-only"
           : *state                                              ? state
                                                                 : "not told";
}

static struct value texts_of(struct arena *arena, const struct reasons *reasons)
{
    const char **texts = arena_alloc(arena, (reasons->count + 1) * sizeof *texts);
    memcpy(texts, reasons->texts, reasons->count * sizeof *texts);
    return (struct value){.known = reasons->count > 0, .texts = texts, .count = reasons->count};
}

enum standing { IN_FORCE, REPORTED, NOT_FOR_HIM, NOT_ABOUT_HIM };

static enum standing standing_of(const struct record *policy, const struct reasons *in, const struct reasons *out)
{
    const char *state = record_text(policy, "state");
    if (in->certainty == NO)
        return NOT_ABOUT_HIM;
    if (out->certainty == YES || !strcmp(state, "disabled"))
        return NOT_FOR_HIM;
    return !strcmp(state, "enabledForReportingButNotEnforced") ? REPORTED : IN_FORCE;
}

static struct record_page *policies(const struct part_input *input, enum standing wanted)
{
    const struct record_page *all = input->from[POLICIES]->page;
    const struct user user = {.input = input,
                              .memberships = input->from[MEMBERSHIPS]->page,
                              .memberships_whole = is_whole(input->from[MEMBERSHIPS]),
                              .guest = guest_kind(input)};
    struct record_page *page = record_page_new(&kind);
    for (size_t i = 0; all && i < all->count; i++) {
        const struct record *policy = &all->records[i];
        struct reasons in = {.arena = page->arena}, out = {.arena = page->arena};
        find_out(&user, policy, false, &in);
        find_out(&user, policy, true, &out);
        if (standing_of(policy, &in, &out) != wanted)
            continue;
        struct record *record = record_page_add(page);
        doubt(&in, &out);
        if (wanted == IN_FORCE && strcmp(record_text(policy, "state"), "enabled") != 0)
            because(&in, in.certainty,
                    arena_printf(page->arena, "if it is in force: its state is %s", state_words(policy)));
        record->raw = policy->raw;
        record->values[NAME] = *record_value(policy, "displayName");
        record->values[BECAUSE] = texts_of(page->arena, &in);
        record->values[LEFT_OUT] = texts_of(page->arena, &out);
        record->values[DEMANDS] = *record_value(policy, "demands");
        record->values[CHANGED] = *record_value(policy, "modifiedDateTime");
        record->values[ID] = *record_value(policy, "id");
        record_set_text(record, "state", state_words(policy));
        record_set_text(record, "when", when_of(input, policy, page->arena));
    }
    return page;
}

static struct record_page *make_in_force(const struct part_input *input)
{
    return policies(input, IN_FORCE);
}

static struct record_page *make_reported(const struct part_input *input)
{
    return policies(input, REPORTED);
}

static struct record_page *make_not_for_him(const struct part_input *input)
{
    return policies(input, NOT_FOR_HIM);
}

/* --- what the last sign-ins met --- */

static enum meaning unmet(const struct value *value)
{
    return !strcmp(value->text, "not satisfied") ? MEANS_BAD
           : strstr(value->text, "would fail")   ? MEANS_ODD
                                                 : MEANS_NOTHING;
}

static const struct field met_fields[] = {
    {.name = "time", .label = "Time", .type = FIELD_TIME, .least = 16, .most = 20},
    {.name = "application", .label = "Application", .least = 10, .most = 30},
    {.name = "policy", .label = "Policy", .least = 16, .most = 60},
    {.name = "outcome", .label = "Outcome", .least = 13, .most = 32, .means = unmet},
    {.name = "result", .label = "Sign-in", .least = 8, .most = 50},
    {.name = "id", .label = "Id of the sign-in"},
};
static const struct record_kind met_kind = {.name = "met policy",
                                            .many = "met policies",
                                            .fields = met_fields,
                                            .count = COUNT_OF(met_fields),
                                            .id = 5,
                                            .title = 2,
                                            .detail = 3,
                                            .time = 0};

/* NULL: the policy was none for this sign-in. */
static const char *outcome_of(const char *result)
{
    static const char *const words[][2] = {{"success", "satisfied"},
                                           {"failure", "not satisfied"},
                                           {"reportOnlySuccess", "report-only, satisfied"},
                                           {"reportOnlyFailure", "report-only, would fail"},
                                           {"reportOnlyInterrupted", "report-only, would ask for more"},
                                           {"notApplied", NULL},
                                           {"notEnabled", NULL},
                                           {"reportOnlyNotApplied", NULL}};
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (!strcmp(words[i][0], result))
            return words[i][1];
    return *result ? result : "not told";
}

static void take_met(struct record_page *page, const struct record *sign_in)
{
    const struct value *names = record_value(sign_in, "policyNames"), *results = record_value(sign_in, "policyResults");
    for (size_t i = 0; names->known && results->known && i < names->count && i < results->count; i++) {
        const char *outcome = outcome_of(results->texts[i]);
        if (!outcome)
            continue;
        struct record *record = record_page_add(page);
        record->raw = sign_in->raw;
        record->values[0] = *record_value(sign_in, "createdDateTime");
        record->values[1] = *record_value(sign_in, "appDisplayName");
        record_set_text(record, "policy", names->texts[i]);
        record_set_text(record, "outcome", outcome);
        record->values[4] = *record_value(sign_in, "result");
        record->values[5] = *record_value(sign_in, "id");
    }
}

static struct record_page *make_met(const struct part_input *input)
{
    const struct record_page *log = input->from[0]->page;
    struct record_page *page = record_page_new(&met_kind);
    for (size_t i = 0; log && i < log->count && i < LOOKED_AT; i++)
        take_met(page, &log->records[i]);
    return page;
}

/* Who may not read policies is told no list, which is another thing than an empty one (REQUESTS §2.4). */
static const char *note_met(const struct part_input *input, struct arena *arena)
{
    const struct record_page *log = input->from[0]->page;
    size_t untold = 0, count = log && log->count > LOOKED_AT ? LOOKED_AT : log ? log->count : 0;
    for (size_t i = 0; i < count; i++)
        untold += !record_value(&log->records[i], "policyNames")->known;
    if (!untold)
        return count ? arena_printf(arena, "Of the newest %zu sign-ins.", count) : NULL;
    return arena_printf(arena,
                        "For %zu of the newest %zu sign-ins the service does not tell you which policies applied: "
                        "Security Reader or Conditional Access Administrator can see it.",
                        untold, count);
}

/* --- the what-if --- */

static int rank_of(const struct record *policy)
{
    static const char *const order[] = {"applies, blocks", "applies", "not known", "report-only, would apply",
                                        "does not apply"};
    const char *verdict = record_text(policy, "verdict");
    size_t i = 0;
    while (i < COUNT_OF(order) && strcmp(order[i], verdict) != 0)
        i++;
    return (int)i;
}

static int by_verdict(const void *a, const void *b)
{
    int one = rank_of(a), other = rank_of(b);
    return one != other ? one - other : strcmp(record_text(a, "displayName"), record_text(b, "displayName"));
}

static struct record_page *make_what_if(const struct part_input *input)
{
    const struct record_page *all = input->from[0]->page;
    if (!all)
        return NULL;
    struct record_page *page = record_page_new(all->kind);
    for (size_t i = 0; i < all->count; i++)
        *record_page_add(page) = all->records[i];
    if (page->count)
        qsort(page->records, page->count, sizeof *page->records, by_verdict);
    return page;
}

static const char *note_what_if(const struct part_input *input, struct arena *arena)
{
    const char *text = input->from[0]->text;
    return text ? arena_printf(arena, "Asked for %s.",
                               *text ? text : "a sign-in to Office of which nothing else is told")
                : NULL;
}

/* --- the panel --- */

#define OF_HIM .sources = {"policies", "memberships", "profile", "places"}, .form = PART_LIST, .kind = &kind

static const struct part parts[] = {
    {.title = "Policies in force for this user",
     OF_HIM,
     .make = make_in_force,
     .fields = FIELDS("displayName", "because", "demands", "when"),
     .none = "No policy that is in force includes this user."},
    {.title = "Policies that only report",
     OF_HIM,
     .make = make_reported,
     .fields = FIELDS("displayName", "because", "demands", "when"),
     .none = "No report-only policy includes this user."},
    {.title = "Policies that leave this user out, or are switched off",
     OF_HIM,
     .make = make_not_for_him,
     .fields = FIELDS("displayName", "state", "because", "leftOut", "demands"),
     .none = "No policy leaves this user out."},
    {.title = "What the last sign-ins met",
     .sources = {"sign-ins"},
     .form = PART_LIST,
     .make = make_met,
     .note = note_met,
     .kind = &met_kind,
     .fields = FIELDS("time", "application", "policy", "outcome", "result"),
     .none = "No sign-in in 30 days."},
    {.title = "What if this user signs in",
     .sources = {"what-if"},
     .form = PART_LIST,
     .make = make_what_if,
     .note = note_what_if,
     .fields = FIELDS("displayName", "verdict", "reasons", "demands"),
     .none = "The tenant has no policy.",
     .on_key = true},
};
const struct panel panel_conditional_access = {
    .name = "conditional-access", .label = "Conditional access", .parts = parts, .count = COUNT_OF(parts)};

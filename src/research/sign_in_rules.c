/* Where and how somebody signed in: A01 to A05. */
#include "base/arena.h"
#include "base/clock.h"
#include "research/indicator.h"
#include "research/lists.h"
#include <math.h>
#include <string.h>
#include <strings.h>

#define COUNT_OF(array) (sizeof array / sizeof array[0])
#define BROKER          "29d9ed98-a469-4536-ade2-f981bc1d605e"

enum { MICROSOFT = 8075, EARTH = 6371 /* km */ };

static void prove(struct judging *judging, struct finding *finding, const struct sign_in *row)
{
    if (*row->country || row->network)
        finding_evidence(judging, finding, &row->fact,
                         "ipAddress=%s countryOrRegion=%s autonomousSystemNumber=%lld appDisplayName=%s",
                         row->place.address, row->country, (long long)row->network, row->app);
    else
        finding_evidence(judging, finding, &row->fact, "ipAddress=%s appId=%s", row->place.address, row->app_id);
}

/* --- A01: a new country, else a new network, else (without places) a new address --- */

enum new_what { NEW_NOTHING, NEW_COUNTRY, NEW_NETWORK, NEW_ADDRESS };

static enum new_what what_is_new(struct judging *judging, const struct sign_in *row)
{
    bool baseline = terms_baseline(judging->terms);
    if (row->marks & MARK_SERVER)
        return NEW_NOTHING;
    if (*row->country && !(row->marks & MARK_FAMILIAR_COUNTRY))
        return NEW_COUNTRY;
    if (!baseline) /* without a history of networks only the country can be told */
        return NEW_NOTHING;
    if (row->network > 0)
        return row->marks & MARK_FAMILIAR_NETWORK ? NEW_NOTHING : NEW_NETWORK;
    return terms_unfamiliar(judging->terms, row->place.key) ? NEW_ADDRESS : NEW_NOTHING;
}

static bool same_news(enum new_what what, const struct sign_in *a, const struct sign_in *b)
{
    if (what == NEW_COUNTRY)
        return !strcasecmp(a->country, b->country);
    return what == NEW_NETWORK ? a->network == b->network : address_equal(a->place.key, b->place.key);
}

static const char *news_name(struct judging *judging, enum new_what what, const struct sign_in *row)
{
    if (what == NEW_COUNTRY)
        return text_of(judging, "country %s", row->country);
    if (what == NEW_NETWORK)
        return text_of(judging, "network AS%lld (%s)", (long long)row->network,
                       *row->country ? row->country : "no country");
    return text_of(judging, "address %s, place unknown", row->place.address);
}

static void add_news(struct judging *judging, enum new_what what, const struct sign_ins *rows, size_t from, bool *told)
{
    const struct sign_in *first = rows->at[from];
    bool all_known = true, single_factor = false;
    size_t count = 0;
    for (size_t i = from; i < rows->count; i++)
        if (what_is_new(judging, rows->at[i]) == what && same_news(what, first, rows->at[i])) {
            told[i] = true;
            count++;
            all_known &= (rows->at[i]->marks & MARK_KNOWN_DEVICE) != 0;
            single_factor |= rows->at[i]->single_factor == TRI_YES;
        }
    enum severity severity = what != NEW_COUNTRY ? SEVERITY_LOW : single_factor ? SEVERITY_HIGH : SEVERITY_MEDIUM;
    const char *about = news_name(judging, what, first);
    struct finding *finding = finding_add(
        judging,
        &(struct finding_fact){.severity = severity,
                               .time = first->fact.time,
                               .place = &first->place,
                               .about = about,
                               .explained = all_known ? "all sign-ins from a known device" : NULL,
                               .state = FINDING_PAST,
                               .by_subject = true,
                               .no_anchor = what != NEW_COUNTRY},
        "%zu successful sign-in%s from a new %s%s", count, count == 1 ? "" : "s", about,
        single_factor ? ", without a second factor" : "");
    for (size_t i = from; i < rows->count; i++)
        if (what_is_new(judging, rows->at[i]) == what && same_news(what, first, rows->at[i])) {
            finding_place(judging, finding, &rows->at[i]->place);
            prove(judging, finding, rows->at[i]);
        }
}

static void find_new_place(struct judging *judging)
{
    struct sign_ins rows = sign_ins_of(judging, IN_WINDOW | SUCCEEDED);
    bool *told = arena_alloc(judging->arena, rows.count + 1);
    for (size_t i = 0; i < rows.count; i++) {
        enum new_what what = told[i] ? NEW_NOTHING : what_is_new(judging, rows.at[i]);
        if (what != NEW_NOTHING)
            add_news(judging, what, &rows, i, told);
    }
}

/* --- A02: faster than anybody travels --- */

static double distance(const struct sign_in *a, const struct sign_in *b)
{
    double to_radians = acos(-1.0) / 180.0;
    double y1 = a->latitude * to_radians, y2 = b->latitude * to_radians;
    double dy = y2 - y1, dx = (b->longitude - a->longitude) * to_radians;
    double half = sin(dy / 2) * sin(dy / 2) + cos(y1) * cos(y2) * sin(dx / 2) * sin(dx / 2);
    return 2 * EARTH * asin(sqrt(half < 1 ? half : 1));
}

static bool too_fast(const struct sign_in *a, const struct sign_in *b)
{
    int64_t span = b->fact.time - a->fact.time;
    double hours = (double)(span > MINUTES(1) ? span : MINUTES(1)) / (double)HOURS(1);
    double km = distance(a, b);
    return !address_equal(a->place.key, b->place.key) && km >= LIMIT_TRAVEL_DISTANCE && km / hours > LIMIT_TRAVEL_SPEED;
}

/* The end that is not at home: in an unfamiliar country, else at an unfamiliar address, else the later one. */
static const struct sign_in *far_end(const struct sign_in *a, const struct sign_in *b)
{
    static const unsigned marks[] = {MARK_FAMILIAR_COUNTRY, MARK_FAMILIAR_ADDRESS};
    for (size_t i = 0; i < COUNT_OF(marks); i++)
        if ((a->marks & marks[i]) != (b->marks & marks[i]))
            return a->marks & marks[i] ? b : a;
    return b;
}

static struct finding *journey_to(struct judging *judging, const char *about)
{
    struct findings found = findings_of(judging, "A02");
    for (size_t i = 0; i < found.count; i++)
        if (!strcmp(found.at[i]->about, about))
            return found.at[i];
    return NULL;
}

static void add_journey(struct judging *judging, const struct sign_in *a, const struct sign_in *b)
{
    const struct sign_in *far = far_end(a, b);
    const char *about = text_of(judging, "%s AS%lld", far->country, (long long)far->network);
    struct finding *finding = journey_to(judging, about);
    bool known = a->marks & MARK_KNOWN_DEVICE && b->marks & MARK_KNOWN_DEVICE;
    bool strange = !(far->marks & MARK_FAMILIAR_COUNTRY) && !known;
    if (!finding)
        finding = finding_add(judging,
                              &(struct finding_fact){.severity = strange ? SEVERITY_HIGH : SEVERITY_MEDIUM,
                                                     .time = b->fact.time,
                                                     .place = &far->place,
                                                     .about = about,
                                                     .explained = known ? "both ends are known devices" : NULL,
                                                     .state = FINDING_PAST,
                                                     .by_subject = true},
                              "%s to %s, %.0f km, in %lld minutes", *a->city ? a->city : a->country,
                              *b->city ? b->city : b->country, distance(a, b),
                              (long long)((b->fact.time - a->fact.time) / MINUTES(1)));
    else if (!known) { /* one journey that no known device made is enough */
        finding->explained = NULL;
        if (strange)
            finding->severity = SEVERITY_HIGH;
    }
    prove(judging, finding, a);
    prove(judging, finding, b);
}

static void find_travel(struct judging *judging)
{
    struct sign_ins rows = sign_ins_of(judging, SUCCEEDED);
    const struct sign_in *last = NULL;
    for (size_t i = 0; i < rows.count; i++) {
        const struct sign_in *row = rows.at[i];
        if (!row->has_place || row->network == MICROSOFT || row->marks & MARK_SERVER || !row->place.key.family)
            continue;
        if (last && row->marks & MARK_IN_WINDOW && too_fast(last, row))
            add_journey(judging, last, row);
        last = row;
    }
}

/* --- A03: an old protocol --- */

static bool used_before(const struct sign_ins *old, const struct sign_in *row)
{
    int64_t last_day = -1;
    int days = 0;
    for (size_t i = 0; i < old->count; i++) {
        const struct sign_in *one = old->at[i];
        if (one->marks & MARK_LEGACY && one->client == row->client && one->network == row->network &&
            (row->network || address_equal(one->place.key, row->place.key)) && one->fact.time / DAYS(1) != last_day) {
            last_day = one->fact.time / DAYS(1);
            days++;
        }
    }
    return days >= LIMIT_LEGACY_DAYS;
}

static const char *protocol_name(const struct sign_in *row)
{
    return !strcmp(row->protocol, "ropc") ? "the password grant" : *row->client ? row->client : row->place.agent;
}

static void find_legacy(struct judging *judging)
{
    struct sign_ins rows = sign_ins_of(judging, IN_WINDOW | SUCCEEDED);
    struct sign_ins old = sign_ins_of(judging, IN_BASELINE | SUCCEEDED);
    struct finding *found[2] = {NULL, NULL};
    for (size_t i = 0; i < rows.count; i++) {
        const struct sign_in *row = rows.at[i];
        if (!(row->marks & MARK_LEGACY))
            continue;
        bool usual = used_before(&old, row);
        if (!found[usual])
            found[usual] = finding_add(judging,
                                       &(struct finding_fact){.severity = usual ? SEVERITY_LOW : SEVERITY_HIGH,
                                                              .time = row->fact.time,
                                                              .place = &row->place,
                                                              .about = usual ? "usual" : "new",
                                                              .state = FINDING_PAST,
                                                              .by_subject = true,
                                                              .no_anchor = usual},
                                       "signed in over %s, where no second factor can be asked for%s",
                                       protocol_name(row),
                                       usual ? "; the same protocol and network were in use before" : "");
        finding_place(judging, found[usual], &row->place);
        finding_evidence(judging, found[usual], &row->fact,
                         "clientAppUsed=%s authenticationProtocol=%s userAgent=%s ipAddress=%s", row->client,
                         row->protocol, row->place.agent, row->place.address);
    }
}

/* --- A04: a script --- */

static enum severity script_level(struct judging *judging, const struct sign_in *row, bool *counts)
{
    bool own = lists_has(judging->lists, LIST_SERVICE_ACCOUNTS, judging->evidence->of.name);
    *counts = true;
    if (row->marks & MARK_SUCCESS)
        return own ? SEVERITY_LOW : SEVERITY_HIGH;
    if (row->marks & MARK_PASSWORD_KNOWN)
        return own ? SEVERITY_LOW : SEVERITY_MEDIUM;
    *counts = terms_unfamiliar(judging->terms, row->place.key);
    return SEVERITY_INFO;
}

/* How often a script came back to the Office home page about every half hour. */
static size_t kept_alive(struct judging *judging, const struct sign_ins *rows)
{
    size_t count = 0;
    int64_t last = 0;
    for (size_t i = 0; i < rows->count; i++) {
        const struct sign_in *row = rows->at[i];
        const struct list_row *client = lists_find(judging->lists, LIST_CLIENTS_KNOWN, row->app_id);
        if (!(row->marks & MARK_SCRIPT) || row->interactive || !lists_marked(client, 2, "landing"))
            continue;
        int64_t apart = row->fact.time - last;
        if (apart >= MINUTES(LIMIT_KEEPALIVE_LEAST) && apart <= MINUTES(LIMIT_KEEPALIVE_MOST))
            count++;
        last = row->fact.time;
    }
    return count + 1;
}

static void find_script(struct judging *judging)
{
    struct sign_ins rows = sign_ins_of(judging, IN_WINDOW);
    struct finding *finding = NULL;
    bool counts;
    const struct sign_in *worst = NULL;
    for (size_t i = 0; i < rows.count; i++)
        if (rows.at[i]->marks & MARK_SCRIPT) {
            enum severity level = script_level(judging, rows.at[i], &counts);
            if (counts && (!worst || level > script_level(judging, worst, &counts)))
                worst = rows.at[i];
        }
    if (!worst)
        return;
    bool kit = lists_agent(judging->lists, "kit", worst->place.agent);
    finding = finding_add(judging,
                          &(struct finding_fact){.severity = script_level(judging, worst, &counts),
                                                 .time = worst->fact.time,
                                                 .place = &worst->place,
                                                 .about = "script",
                                                 .state = FINDING_PAST,
                                                 .by_subject = true},
                          "%s by the %s \"%s\"%s",
                          worst->marks & MARK_SUCCESS          ? "signed in"
                          : worst->marks & MARK_PASSWORD_KNOWN ? "the right password was given"
                                                               : "a sign-in was tried",
                          kit ? "phishing kit" : "script client", worst->place.agent,
                          worst->marks & MARK_SUCCESS ? "" : ", and the sign-in refused");
    for (size_t i = 0; i < rows.count; i++)
        if (rows.at[i]->marks & MARK_SCRIPT && script_level(judging, rows.at[i], &counts) == finding->severity &&
            counts) {
            finding_place(judging, finding, &rows.at[i]->place);
            finding_evidence(judging, finding, &rows.at[i]->fact, "userAgent=%s errorCode=%d ipAddress=%s",
                             rows.at[i]->place.agent, rows.at[i]->error, rows.at[i]->place.address);
        }
    if (kept_alive(judging, &rows) >= LIMIT_KEEPALIVE_ROWS)
        finding_more(judging, finding, "It came back about every 30 minutes: a stolen session is being kept alive");
}

static void find_no_agent(struct judging *judging)
{
    struct sign_ins rows = sign_ins_of(judging, IN_WINDOW | SUCCEEDED | INTERACTIVE);
    struct finding *finding = NULL;
    for (size_t i = 0; i < rows.count; i++) {
        if (*rows.at[i]->place.agent || strcasecmp(rows.at[i]->client, "Browser") != 0)
            continue;
        if (!finding)
            finding = finding_add(judging,
                                  &(struct finding_fact){.severity = SEVERITY_LOW,
                                                         .time = rows.at[i]->fact.time,
                                                         .place = &rows.at[i]->place,
                                                         .about = "no agent",
                                                         .state = FINDING_PAST,
                                                         .by_subject = true},
                                  "a browser signed in without saying what it is");
        finding_evidence(judging, finding, &rows.at[i]->fact, "userAgent= clientAppUsed=%s ipAddress=%s",
                         rows.at[i]->client, rows.at[i]->place.address);
    }
}

static void find_agents(struct judging *judging)
{
    find_script(judging);
    if (!findings_of(judging, "A04").count)
        find_no_agent(judging);
}

/* --- A05: device code, transfer --- */

static bool has_code(const struct sign_in *row)
{
    return !strcmp(row->protocol, "deviceCode") || !strcmp(row->transfer, "deviceCodeFlow");
}

static bool has_transfer(const struct sign_in *row)
{
    return !strcmp(row->protocol, "authenticationTransfer") || !strcmp(row->transfer, "authenticationTransfer");
}

static enum severity code_level(const struct sign_ins *rows)
{
    bool code = false, broker = false, stray = false, at_home = true;
    for (size_t i = 0; i < rows->count; i++) {
        const struct sign_in *row = rows->at[i];
        if (!has_code(row) && !has_transfer(row))
            continue;
        code |= has_code(row);
        broker |= !strcasecmp(row->app_id, BROKER);
        stray |= (row->marks & MARK_STRAY) != 0;
        at_home &= row->marks & MARK_KNOWN_DEVICE && row->marks & MARK_FAMILIAR_ADDRESS;
    }
    if (code && (broker || stray))
        return SEVERITY_HIGH;
    return at_home ? SEVERITY_LOW : SEVERITY_MEDIUM;
}

static void prove_code(struct judging *judging, struct finding *finding, const struct sign_in *row)
{
    if (row->marks & MARK_STRAY)
        finding_place(judging, finding, &row->place);
    finding_evidence(judging, finding, &row->fact,
                     "appId=%s resourceId=%s authenticationProtocol=%s originalTransferMethod=%s incomingTokenType=%s "
                     "sessionId=%s ipAddress=%s autonomousSystemNumber=%lld userAgent=%s deviceId=%s",
                     row->app_id, row->resource_id, row->protocol, row->transfer, row->token_type, row->place.session,
                     row->place.address, (long long)row->network, row->place.agent, row->place.device);
}

static bool two_agents(const struct sign_ins *rows)
{
    for (size_t i = 0; i < rows->count; i++)
        for (size_t k = i + 1; (has_code(rows->at[i]) || has_transfer(rows->at[i])) && k < rows->count; k++)
            if (*rows->at[i]->place.session && rows->at[i]->place.session == rows->at[k]->place.session)
                return rows->at[i]->place.agent != rows->at[k]->place.agent;
    return false;
}

static struct finding *add_code(struct judging *judging, enum severity severity, const struct sign_in *row,
                                const char *text)
{
    return finding_add(judging,
                       &(struct finding_fact){.severity = severity,
                                              .time = row->fact.time,
                                              .place = &row->place,
                                              .about = "code",
                                              .state = FINDING_PAST,
                                              .by_subject = true,
                                              .shown_only = true},
                       "%s", text);
}

static void find_device_code(struct judging *judging)
{
    struct sign_ins all = sign_ins_of(judging, IN_WINDOW), rows = sign_ins_of(judging, IN_WINDOW | SUCCEEDED);
    struct finding *finding = NULL;
    for (size_t i = 0; i < rows.count; i++)
        if (has_code(rows.at[i]) || has_transfer(rows.at[i])) {
            const struct sign_in *row = rows.at[i];
            if (!finding)
                finding = add_code(
                    judging, code_level(&rows), row,
                    text_of(judging, "%s was used to sign in to %s%s",
                            has_code(row) ? "a device code" : "authentication transfer",
                            strcasecmp(row->app_id, BROKER) ? row->app : "the broker that registers devices",
                            row->marks & MARK_STRAY ? ", from an unfamiliar address without a known device" : ""));
            prove_code(judging, finding, row);
        }
    if (finding && two_agents(&rows))
        finding_more(judging, finding, "One session has two agents");
    for (size_t i = 0; !finding && i < all.count; i++)
        if (all.at[i]->error == 53003 && !strcmp(all.at[i]->protocol, "deviceCode")) {
            finding = add_code(judging, SEVERITY_MEDIUM, all.at[i],
                               "a device code sign-in was stopped by Conditional Access (53003)");
            prove_code(judging, finding, all.at[i]);
        }
}

static const struct indicator rows[] = {
    {.id = "A01",
     .name = "signin.new-place",
     .title = "Sign-in from a new country or network",
     .why = "Stolen credentials are rarely used next door.",
     .false_positives = "travel, VPN, mobile carriers, a new office",
     .steps = {"S1", "S3", "S5"},
     .needs = {RESEARCH_SIGN_INS, RESEARCH_SOURCES},
     .find = find_new_place},
    {.id = "A02",
     .name = "signin.travel",
     .title = "Impossible travel",
     .why = "Two persons use one account.",
     .false_positives = "VPN, cloud proxies, wrong coordinates",
     .steps = {"S1", "S3", "S5"},
     .needs = {RESEARCH_SIGN_INS, RESEARCH_SOURCES},
     .find = find_travel},
    {.id = "A03",
     .name = "signin.legacy",
     .title = "Sign-in over an old protocol or with the password alone",
     .why = "No second factor can be asked for.",
     .false_positives = "scanners, old applications, service mailboxes",
     .steps = {"S1", "S3", "S5", "S9"},
     .needs = {RESEARCH_SIGN_INS, RESEARCH_SOURCES},
     .find = find_legacy},
    {.id = "A04",
     .name = "signin.script-agent",
     .title = "Sign-in by a script",
     .why = "Phishing kits and checkers of stolen passwords sign in this way.",
     .false_positives = "own automation (list it among the service accounts)",
     .steps = {"S1", "S3", "S5"},
     .needs = {RESEARCH_SIGN_INS, RESEARCH_SOURCES},
     .find = find_agents},
    {.id = "A05",
     .name = "signin.device-code",
     .title = "Device code or authentication transfer",
     .why = "The victim passes the second factor himself, for the stranger.",
     .false_positives = "a command line on a server, meeting-room devices, a transfer to the own phone",
     .steps = {"S1", "S3", "S4"},
     .needs = {RESEARCH_SIGN_INS, RESEARCH_SOURCES},
     .find = find_device_code},
};

const struct indicator_rows sign_in_rules = {rows, COUNT_OF(rows)};

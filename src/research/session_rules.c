/* Sessions that are used by more than their owner: A06, A07, A10. */
#include "base/arena.h"
#include "base/clock.h"
#include "research/indicator.h"
#include "research/lists.h"
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define COUNT_OF(array) (sizeof array / sizeof array[0])
#define BROKER          "29d9ed98-a469-4536-ade2-f981bc1d605e"
#define EXCHANGE        "00000002-0000-0ff1-ce00-000000000000"
#define GRAPH           "00000003-0000-0000-c000-000000000000"

static bool has_role(struct judging *judging, const char *resource, const char *role)
{
    return lists_marked(lists_find(judging->lists, LIST_RESOURCES, resource), 2, role);
}

static void prove(struct judging *judging, struct finding *finding, const struct sign_in *row)
{
    finding_evidence(
        judging, finding, &row->fact,
        "sessionId=%s ipAddress=%s autonomousSystemNumber=%lld countryOrRegion=%s operatingSystem=%s userAgent=%s",
        row->place.session, row->place.address, (long long)row->network, row->country, row->system, row->place.agent);
}

/* --- sessions, one after another: their rows side by side, oldest first --- */

struct session {
    const struct sign_in *const *at;
    size_t count;
};

static int by_session(const void *a, const void *b)
{
    const struct sign_in *x = *(const struct sign_in *const *)a, *y = *(const struct sign_in *const *)b;
    if (x->place.session != y->place.session) /* kept texts: equal ones are the same */
        return x->place.session < y->place.session ? -1 : 1;
    return x < y ? -1 : x > y;
}

static struct sign_ins sorted_by_session(struct judging *judging, unsigned which)
{
    struct sign_ins rows = sign_ins_of(judging, which);
    qsort((void *)(uintptr_t)rows.at, rows.count, sizeof *rows.at, by_session);
    return rows;
}

/* The next session that has a name, from `*from` on; false: there is none. */
static bool next_session(const struct sign_ins *rows, size_t *from, struct session *session)
{
    while (*from < rows->count && !*rows->at[*from]->place.session)
        ++*from;
    size_t end = *from;
    while (end < rows->count && rows->at[end]->place.session == rows->at[*from]->place.session)
        end++;
    *session = (struct session){rows->at + *from, end - *from};
    *from = end;
    return session->count > 0;
}

/* --- A10: an authorization code redeemed elsewhere --- */

static bool is_redeemed(struct judging *judging, const struct sign_in *asked, const struct sign_in *redeemed)
{
    const struct list_row *client = lists_find(judging->lists, LIST_CLIENTS_PUBLIC, redeemed->app_id);
    int64_t apart = redeemed->fact.time - asked->fact.time;
    bool differs = (asked->os && redeemed->os && asked->os != redeemed->os) ||
                   agent_differs(asked->family, redeemed->family);
    return asked->interactive && !redeemed->interactive && apart >= LIMIT_CODE_LEAST * 1000LL &&
           apart <= LIMIT_CODE_MOST * 1000LL && !strcasecmp(asked->app_id, redeemed->app_id) &&
           lists_marked(client, 2, "A10") && (!lists_marked(client, 2, "common") || differs) &&
           asked->network != redeemed->network && redeemed->marks & MARK_STRAY;
}

static void add_redeemed(struct judging *judging, const struct place *from, const struct place *to,
                         const struct fact *asked, const struct fact *redeemed, const char *app)
{
    struct place address_only = *to;
    address_only.session = address_only.token = "";
    struct finding *finding = finding_add(judging,
                                          &(struct finding_fact){.severity = SEVERITY_HIGH,
                                                                 .time = redeemed->time,
                                                                 .place = &address_only,
                                                                 .about = *to->session ? to->session : to->address,
                                                                 .state = FINDING_PAST},
                                          "the code that %s got at %s was redeemed at %s, %lld seconds later", app,
                                          from->address, to->address, (long long)(redeemed->time - asked->time) / 1000);
    finding_evidence(judging, finding, asked, "ipAddress=%s sessionId=%s", from->address, from->session);
    finding_evidence(judging, finding, redeemed, "ipAddress=%s sessionId=%s", to->address, to->session);
}

static void look_for_redeemed(struct judging *judging, const struct session *session)
{
    for (size_t i = 0; i < session->count; i++) {
        if (!session->at[i]->interactive)
            continue;
        for (size_t k = i + 1; k < session->count; k++) {
            const struct sign_in *asked = session->at[i], *redeemed = session->at[k];
            if (redeemed->fact.time - asked->fact.time > LIMIT_CODE_MOST * 1000LL)
                break;
            if (is_redeemed(judging, asked, redeemed)) {
                add_redeemed(judging, &asked->place, &redeemed->place, &asked->fact, &redeemed->fact, redeemed->app);
                return;
            }
        }
    }
}

static bool is_target(struct judging *judging, const struct logon *logon)
{
    return has_role(judging, logon->target, "graph") || has_role(judging, logon->target, "old-directory") ||
           has_role(judging, logon->target, "management");
}

static bool is_request(const struct logon *logon, const char *type, const char *result)
{
    return !strcasecmp(logon->request, type) && !strcasecmp(logon->result, result);
}

/* The same from the audit log, where the sign-in log gave none. */
static void look_for_redeemed_logons(struct judging *judging)
{
    struct acts acts = acts_of(judging, "UserLoggedIn", IN_WINDOW | BY_SUBJECT);
    for (size_t i = 0; i < acts.count; i++) {
        const struct act *asked = acts.at[i];
        if (!is_request(asked->logon, "OAuth2:Authorize", "Redirect"))
            continue;
        for (size_t k = i + 1; k < acts.count; k++) {
            const struct act *redeemed = acts.at[k];
            int64_t apart = redeemed->fact.time - asked->fact.time;
            if (apart > LIMIT_CODE_MOST * 1000LL)
                break;
            if (apart >= LIMIT_CODE_LEAST * 1000LL && !strcasecmp(redeemed->app, asked->app) &&
                !address_near(asked->place.key, redeemed->place.key) &&
                terms_unfamiliar(judging->terms, redeemed->place.key) &&
                !terms_known_device(judging->terms, redeemed->place.device, redeemed->fact.time) &&
                is_request(redeemed->logon, "OAuth2:Token", "Success") && is_target(judging, redeemed->logon)) {
                add_redeemed(judging, &asked->place, &redeemed->place, &asked->fact, &redeemed->fact, redeemed->app);
                return;
            }
        }
    }
}

static void find_redeemed(struct judging *judging)
{
    struct sign_ins rows = sorted_by_session(judging, IN_WINDOW | SUCCEEDED);
    struct session session;
    for (size_t from = 0; next_session(&rows, &from, &session);)
        look_for_redeemed(judging, &session);
    if (!findings_of(judging, "A10").count)
        look_for_redeemed_logons(judging);
}

/* --- A06: one session, two places --- */

struct spread { /* what a session was used with */
    size_t networks, countries, systems;
    bool families, script, unfamiliar, all_known, back_again, one_mobile_app;
    size_t addresses;
};

static bool is_mobile_app(const char *agent)
{
    static const char *const marks[] = {"Outlook-iOS", "Outlook-Android", "CFNetwork", "Dalvik", "TeamsMobile"};
    for (size_t i = 0; i < COUNT_OF(marks); i++)
        if (strcasestr(agent, marks[i]))
            return true;
    return strcasestr(agent, "Teams") && (strcasestr(agent, "iOS") || strcasestr(agent, "Android"));
}

static bool is_new(const struct session *session, size_t at,
                   bool (*same)(const struct sign_in *, const struct sign_in *))
{
    for (size_t i = 0; i < at; i++)
        if (same(session->at[i], session->at[at]))
            return false;
    return true;
}

static bool same_network(const struct sign_in *a, const struct sign_in *b)
{
    return a->network == b->network;
}

static bool same_country(const struct sign_in *a, const struct sign_in *b)
{
    return !strcasecmp(a->country, b->country);
}

static bool same_system(const struct sign_in *a, const struct sign_in *b)
{
    return a->os == b->os;
}

static bool same_address(const struct sign_in *a, const struct sign_in *b)
{
    return address_equal(a->place.key, b->place.key);
}

/* Rows that say the same as the one before them say nothing new: a session of a month has few others. */
static struct session distinct(struct judging *judging, const struct session *session)
{
    const struct sign_in **kept = arena_alloc(judging->arena, (session->count + 1) * sizeof *kept);
    size_t count = 0;
    for (size_t i = 0; i < session->count; i++) {
        const struct sign_in *row = session->at[i], *last = count ? kept[count - 1] : NULL;
        if (row->marks & MARK_SERVER)
            continue;
        if (!last || !same_address(last, row) || !same_network(last, row) || last->os != row->os ||
            last->place.agent != row->place.agent || (last->marks ^ row->marks) & MARK_KNOWN_DEVICE)
            kept[count++] = row;
    }
    return (struct session){kept, count};
}

static struct spread spread_of(const struct session *session)
{
    struct spread spread = {.all_known = true, .one_mobile_app = true};
    for (size_t i = 0; i < session->count; i++) {
        const struct sign_in *row = session->at[i];
        spread.networks += row->network > 0 && is_new(session, i, same_network);
        spread.countries += *row->country && is_new(session, i, same_country);
        spread.systems += row->os != OS_NONE && is_new(session, i, same_system);
        spread.addresses += row->place.key.family && is_new(session, i, same_address);
        for (size_t k = 0; k < i && !spread.families; k++)
            spread.families = agent_differs(session->at[k]->family, row->family);
        spread.script |= row->family == AGENT_SCRIPT;
        spread.unfamiliar |= row->place.key.family && !(row->marks & MARK_FAMILIAR_ADDRESS);
        spread.all_known &= (row->marks & MARK_KNOWN_DEVICE) != 0;
        spread.one_mobile_app &= is_mobile_app(row->place.agent) && row->place.agent == session->at[0]->place.agent;
        spread.back_again |= i > 0 && !same_network(session->at[i - 1], row) && !is_new(session, i, same_network);
    }
    return spread;
}

static const struct finding *finding_about(struct judging *judging, const char *ids, const char *about)
{
    struct findings found = findings_of(judging, ids);
    for (size_t i = 0; i < found.count; i++)
        if (!strcasecmp(found.at[i]->about, about))
            return found.at[i];
    return NULL;
}

static void add_two_places(struct judging *judging, const struct session *session, const struct spread *spread)
{
    bool moves = (spread->networks >= LIMIT_SESSION_NETWORKS || spread->back_again) && !spread->one_mobile_app;
    bool high = spread->systems >= 2 || spread->families || spread->script || moves;
    const struct sign_in *first = session->at[0], *other = NULL;
    for (size_t i = 1; i < session->count; i++)
        if (!same_network(first, session->at[i]) && (!other || other->marks & MARK_FAMILIAR_ADDRESS))
            other = session->at[i];
    bool home_again = other->marks & MARK_FAMILIAR_ADDRESS && !(first->marks & MARK_FAMILIAR_ADDRESS);
    char at[CLOCK_TEXT];
    struct finding *finding = finding_add(
        judging,
        &(struct finding_fact){.severity = high ? SEVERITY_HIGH : SEVERITY_MEDIUM,
                               .time = other->fact.time,
                               .place = home_again ? &first->place : &other->place,
                               .about = first->place.session,
                               .state = FINDING_PAST,
                               .by_subject = true},
        "the session that signed in from %s (AS%lld) at %.16s was used from %s (AS%lld) %lld minutes later%s",
        *first->country ? first->country : first->place.address, (long long)first->network,
        clock_format(first->fact.time, at), *other->country ? other->country : other->place.address,
        (long long)other->network, (long long)((other->fact.time - first->fact.time) / MINUTES(1)),
        spread->systems >= 2 || spread->families ? ", with another system or program" : ", without a known device");
    for (size_t i = 0; i < session->count; i++) {
        if (!(session->at[i]->marks & MARK_FAMILIAR_ADDRESS))
            finding_place(judging, finding, &session->at[i]->place);
        prove(judging, finding, session->at[i]);
    }
}

static bool in_session(const struct session *session, struct address_key key)
{
    for (size_t i = 0; i < session->count; i++)
        if (address_equal(session->at[i]->place.key, key))
            return true;
    return false;
}

/* An act with the token of the session, from where no sign-in of the session is. */
static void look_for_act(struct judging *judging, const struct session *session, const struct acts *acts)
{
    struct finding *finding = NULL;
    for (size_t i = 0; i < acts->count; i++) {
        const struct act *act = acts->at[i];
        if (act->place.session != session->at[0]->place.session || !terms_unfamiliar(judging->terms, act->place.key) ||
            in_session(session, act->place.key) ||
            terms_known_device(judging->terms, act->place.device, act->fact.time))
            continue;
        if (!finding) {
            finding = finding_add(judging,
                                  &(struct finding_fact){.severity = SEVERITY_MEDIUM,
                                                         .time = act->fact.time,
                                                         .place = &act->place,
                                                         .about = act->place.session,
                                                         .state = FINDING_PAST,
                                                         .by_subject = true},
                                  "%s was done with the session from %s, where nobody signed in to it", act->operation,
                                  act->place.address);
            finding_evidence(judging, finding, &session->at[0]->fact, "the session signed in from %s",
                             session->at[0]->place.address);
        }
        finding_place(judging, finding, &act->place);
        if (finding->evidence_count < 50)
            finding_evidence(judging, finding, &act->fact, "Operation=%s ClientIP=%s AADSessionId=%s", act->operation,
                             act->place.address, act->place.session);
    }
}

static int acts_by_session(const void *a, const void *b)
{
    const struct act *x = *(const struct act *const *)a, *y = *(const struct act *const *)b;
    if (x->place.session != y->place.session)
        return x->place.session < y->place.session ? -1 : 1;
    return x < y ? -1 : x > y;
}

static struct acts acts_of_session(const struct acts *sorted, const char *session)
{
    size_t low = 0, high = sorted->count, end;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (sorted->at[middle]->place.session < session)
            low = middle + 1;
        else
            high = middle;
    }
    for (end = low; end < sorted->count && sorted->at[end]->place.session == session; end++)
        ;
    return (struct acts){sorted->at + low, end - low};
}

static void find_two_places(struct judging *judging)
{
    struct sign_ins rows = sorted_by_session(judging, IN_WINDOW | SUCCEEDED);
    struct acts acts = acts_of(judging, NULL, IN_WINDOW | BY_SUBJECT);
    struct session all;
    qsort((void *)(uintptr_t)acts.at, acts.count, sizeof *acts.at, acts_by_session);
    for (size_t from = 0; !judging->evidence->by_logons && next_session(&rows, &from, &all);) {
        struct session session = distinct(judging, &all);
        struct spread spread = spread_of(&session);
        if (!session.count || (finding_about(judging, "A10", session.at[0]->place.session) && spread.addresses < 3))
            continue;
        if (spread.networks >= 2 && (spread.countries >= 2 || spread.systems >= 2 || spread.families) &&
            spread.unfamiliar && !spread.all_known) {
            add_two_places(judging, &session, &spread);
        } else {
            struct acts its = acts_of_session(&acts, all.at[0]->place.session);
            look_for_act(judging, &all, &its);
        }
    }
}

/* --- A07: as a phishing proxy signs in --- */

static bool is_landing(struct judging *judging, const struct sign_in *row)
{
    return lists_marked(lists_find(judging->lists, LIST_CLIENTS_KNOWN, row->app_id), 2, "landing") &&
           row->interactive && !*row->place.device;
}

static bool is_odd_broker(struct judging *judging, const struct sign_in *row)
{
    bool odd = row->os != OS_IOS && row->os != OS_ANDROID &&
               !lists_agent(judging->lists, "broker-usual", row->place.agent);
    return !strcasecmp(row->app_id, BROKER) &&
           (!strcasecmp(row->resource_id, GRAPH) || !strcasecmp(row->resource_id, EXCHANGE)) &&
           !(row->marks & MARK_KNOWN_DEVICE) && (row->family == AGENT_SCRIPT || odd);
}

/* What the session does next, when it is soon and elsewhere. */
static const struct sign_in *next_elsewhere(const struct sign_ins *rows, const struct sign_in *row)
{
    for (size_t i = 0; *row->place.session && i < rows->count; i++)
        if (rows->at[i]->place.session == row->place.session && rows->at[i]->fact.time > row->fact.time)
            return !address_equal(rows->at[i]->place.key, row->place.key) &&
                           rows->at[i]->fact.time - row->fact.time <= MINUTES(LIMIT_PROXY_NEXT)
                       ? rows->at[i]
                       : NULL;
    return NULL;
}

static void add_proxy(struct judging *judging, const struct sign_ins *rows, const struct sign_in *row)
{
    const struct finding *two = finding_about(judging, "A06", row->place.session);
    bool high = *row->place.session && two && two->severity >= SEVERITY_HIGH;
    const struct sign_in *next = next_elsewhere(rows, row);
    struct finding *finding = finding_add(
        judging,
        &(struct finding_fact){.severity = high ? SEVERITY_HIGH : SEVERITY_MEDIUM,
                               .time = row->fact.time,
                               .place = &row->place,
                               .about = "proxy",
                               .state = FINDING_PAST,
                               .by_subject = true},
        "sign-in to %s from a new network (AS%lld) without a device, as a phishing proxy makes it", row->app,
        (long long)row->network);
    prove(judging, finding, row);
    if (row->by_claim)
        finding_more(judging, finding, "The second factor was satisfied by a claim in the token");
    if (next) {
        finding_more(judging, finding, "The session went on from %s within minutes", next->place.address);
        prove(judging, finding, next);
    }
}

static void find_proxy(struct judging *judging)
{
    struct sign_ins rows = sign_ins_of(judging, IN_WINDOW | SUCCEEDED);
    if (judging->evidence->by_logons || !terms_baseline(judging->terms))
        return;
    for (size_t i = 0; i < rows.count; i++)
        if (!(rows.at[i]->marks & MARK_FAMILIAR_NETWORK) &&
            (is_landing(judging, rows.at[i]) || is_odd_broker(judging, rows.at[i]))) {
            add_proxy(judging, &rows, rows.at[i]);
            return;
        }
}

static const struct indicator rows[] = {
    {.id = "A10",
     .name = "session.code-redeemed",
     .title = "Authorization code redeemed elsewhere",
     .why = "The victim pastes or drags the address of a page: no password, no prompt, every device policy met.",
     .false_positives = "cloud shells, remote development, split tunnels",
     .steps = {"S1", "S3"},
     .flags = INDICATOR_UNEXPLAINABLE,
     .needs = {RESEARCH_SIGN_INS, RESEARCH_AUDIT_LOG, RESEARCH_SOURCES},
     .find = find_redeemed},
    {.id = "A06",
     .name = "session.two-places",
     .title = "One session used from two places",
     .why = "A cookie or a token was copied.",
     .false_positives = "VPN, telephones without a device id that cross a border",
     .steps = {"S1", "S3", "S5"},
     .needs = {RESEARCH_SIGN_INS, RESEARCH_AUDIT_LOG, RESEARCH_SOURCES},
     .find = find_two_places},
    {.id = "A07",
     .name = "signin.aitm-shape",
     .title = "Sign-in shaped like a phishing proxy",
     .why = "Kits land on the Office home page from a hosting network.",
     .false_positives = "a private computer on a new network",
     .steps = {"S1", "S3", "S5"},
     .needs = {RESEARCH_SIGN_INS, RESEARCH_SOURCES},
     .find = find_proxy},
};

const struct indicator_rows session_rules = {rows, COUNT_OF(rows)};

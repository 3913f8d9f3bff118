/* What gives access, from what there is and what was found. */
#include "research/foothold.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "research/found.h"
#include "research/inbox.h"
#include "research/judging.h"
#include <string.h>
#include <strings.h>

void foothold_push(struct footholds *all, struct foothold foothold)
{
    const char **texts[] = {&foothold.id, &foothold.also, &foothold.name, &foothold.detail, &foothold.because};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        *texts[i] = arena_strdup(all->judging->arena, *texts[i] ? *texts[i] : "");
    foothold.suspect = *foothold.because && !foothold.off;
    all->at = xrealloc(all->at, (all->count + 1) * sizeof *all->at);
    all->at[all->count++] = foothold;
}

/* Whether a finding asks for something: neither explained nor set aside, and no mere remark. */
static bool asks(const struct finding *finding, enum severity least)
{
    return finding_counts(finding) && finding->severity >= least;
}

static bool names_step(const struct finding *finding, const char *step)
{
    const char *const *steps = finding->indicator->steps;
    for (size_t i = 0; i < sizeof finding->indicator->steps / sizeof *steps && steps[i]; i++)
        if (!strcmp(steps[i], step))
            return true;
    return false;
}

static bool rests_on(const struct finding *finding, const struct record *record)
{
    for (size_t i = 0; record && i < finding->evidence_count; i++)
        if (finding->evidence[i].record == record)
            return true;
    return false;
}

/* "P09 P07": each id once. */
static void join(struct judging *judging, const char **because, const char *id)
{
    if (!strstr(*because, id))
        *because = text_of(judging, "%s%s%s", *because, **because ? " " : "", id);
}

const char *foothold_against(struct judging *judging, const char *ids, const struct record *record, const char *name,
                             const char *id)
{
    struct findings found = findings_of(judging, ids);
    const char *because = "";
    for (size_t i = 0; i < found.count; i++) {
        const struct finding *one = found.at[i];
        bool about = *one->about && (!strcasecmp(one->about, name) || !strcasecmp(one->about, id));
        if (asks(one, SEVERITY_MEDIUM) && (about || rests_on(one, record)))
            join(judging, &because, one->indicator->id);
    }
    return because;
}

static bool since_first(const struct judging *judging, int64_t time)
{
    const struct report *report = judging->report;
    return report->verdict >= VERDICT_SUSPICIOUS && report->first && time >= report->first;
}

static const char since_[] = "since the first suspicious event";

/* --- the account itself --- */

static bool protocols_are_closed(const struct item *mailbox)
{
    return mailbox && item_false(mailbox, "ImapEnabled") && item_false(mailbox, "PopEnabled") &&
           item_true(mailbox, "SmtpClientAuthenticationDisabled");
}

/* Whether it was done since the last suspicious event: to do it again would change nothing. */
static bool is_done(const struct judging *judging, enum foothold_kind kind)
{
    const struct item *user = evidence_item(judging->evidence, RESEARCH_USER);
    int64_t last = judging->report->last;
    if (!user)
        return false;
    switch (kind) {
    case FOOTHOLD_SIGN_IN:
        return item_false(user, "accountEnabled");
    case FOOTHOLD_SESSIONS:
        return last && item_time(user, "signInSessionsValidFromDateTime") > last;
    case FOOTHOLD_PASSWORD:
        return last && item_time(user, "lastPasswordChangeDateTime") > last;
    case FOOTHOLD_PROTOCOLS:
        return protocols_are_closed(evidence_item(judging->evidence, RESEARCH_CAS_MAILBOX));
    default:
        return false;
    }
}

static void add_account(struct footholds *all)
{
    static const struct {
        enum foothold_kind kind;
        const char *step;
        enum severity least; /* where the verdict is not: an old protocol that is merely on is a remark by itself */
    } rows[] = {{FOOTHOLD_SIGN_IN, "S1", SEVERITY_MEDIUM},
                {FOOTHOLD_SESSIONS, "S3", SEVERITY_MEDIUM},
                {FOOTHOLD_PASSWORD, "S5", SEVERITY_MEDIUM},
                {FOOTHOLD_PROTOCOLS, "S9", SEVERITY_LOW},
                {FOOTHOLD_RISK, "S12", SEVERITY_MEDIUM}};
    struct judging *judging = all->judging;
    struct findings found = findings_of(judging, NULL);
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
        const char *because = "";
        enum severity least = judging->report->verdict >= VERDICT_SUSPICIOUS ? rows[r].least : SEVERITY_MEDIUM;
        for (size_t i = 0; i < found.count; i++)
            if (asks(found.at[i], least) && names_step(found.at[i], rows[r].step))
                join(judging, &because, found.at[i]->indicator->id);
        foothold_push(
            all, (struct foothold){.kind = rows[r].kind, .because = because, .off = is_done(judging, rows[r].kind)});
    }
}

/* --- what was registered, granted, made --- */

static void add_grants(struct footholds *all)
{
    const struct evidence *evidence = all->judging->evidence;
    const char *last = "";
    for (size_t i = 0; i < evidence->grants_count; i++) {
        const struct grant *grant = &evidence->grants[i];
        const char *name = grant->application ? grant->application->name : grant->client_id;
        if (grant->for_all) /* it is everybody's: an administrator gave it, and nobody takes it away for one user */
            continue;
        foothold_push(all, (struct foothold){.kind = FOOTHOLD_GRANT,
                                             .id = grant->id,
                                             .name = name,
                                             .detail = grant->scope,
                                             .since = grant->application ? grant->application->fact.time : 0,
                                             .because = foothold_against(all->judging, "P01|P02|P11",
                                                                         grant->fact.record, name, grant->client_id)});
        struct foothold whole = all->at[all->count - 1]; /* the others may have consented, too */
        whole.kind = FOOTHOLD_APPLICATION;
        whole.id = grant->client_id;
        if (whole.suspect && strcmp(last, whole.id) != 0)
            foothold_push(all, whole);
        last = whole.suspect ? whole.id : last;
    }
}

bool foothold_known(const struct judging *judging, int64_t since, const char *because)
{
    return !*because && (!since || since < judging->from);
}

static void add_devices(struct footholds *all)
{
    struct judging *judging = all->judging;
    const struct evidence *evidence = judging->evidence;
    for (size_t i = 0; i < evidence->devices_count; i++) {
        const struct device *device = &evidence->devices[i];
        const char *because = foothold_against(judging, "P07|P09", device->fact.record, device->name,
                                               device->device_id);
        if (!*because && device->marked)
            because = "P09";
        if (!*because && since_first(judging, device->fact.time))
            because = since_;
        foothold_push(all, (struct foothold){.kind = FOOTHOLD_DEVICE,
                                             .id = *device->id ? device->id : device->device_id,
                                             .name = device->name,
                                             .detail = device->system,
                                             .since = device->fact.time,
                                             .because = because,
                                             .off = !device->enabled,
                                             .known = foothold_known(judging, device->fact.time, because)});
    }
}

static void add_phones(struct footholds *all)
{
    struct judging *judging = all->judging;
    size_t count;
    const struct item *items = evidence_items(judging->evidence, RESEARCH_MOBILE_DEVICES, &count);
    for (size_t i = 0; i < count; i++) {
        const char *name = item_text(&items[i], "DeviceFriendlyName"), *id = item_text(&items[i], "DeviceId");
        int64_t since = item_time(&items[i], "FirstSyncTime");
        const char *because = foothold_against(judging, "P07|P09", items[i].fact.record, name, id);
        if (!*because && since_first(judging, since))
            because = since_;
        foothold_push(all, (struct foothold){.kind = FOOTHOLD_PHONE,
                                             .id = id,
                                             .name = *name ? name : id,
                                             .detail = item_text(&items[i], "DeviceModel"),
                                             .since = since,
                                             .because = because,
                                             .known = foothold_known(judging, since, because)});
    }
}

/* Passes go first, then what needs no password, then authenticators, telephones last: a default telephone refuses to be deleted while
 * another method is there, and what lets somebody in without anything else must go at once. */
static int method_rank(const char *type)
{
    static const char *const order[] = {"temporaryAccessPass",
                                        "fido2",
                                        "windowsHelloForBusiness",
                                        "platformCredential",
                                        "qrCodePin",
                                        "microsoftAuthenticator",
                                        "softwareOath",
                                        "hardwareOath",
                                        "external",
                                        "email",
                                        "phone"};
    enum { KINDS = sizeof order / sizeof *order };
    for (int i = 0; i < KINDS; i++)
        if (!strcasecmp(type, order[i]))
            return i;
    return KINDS - 2;
}

/* A change of the directory audit is no record of the method: the time tells which one it was. */
static const char *added_then(struct judging *judging, int64_t time)
{
    struct findings found = findings_of(judging, "P05");
    const char *because = "";
    for (size_t i = 0; time && i < found.count; i++) {
        const struct finding *one = found.at[i];
        bool then = found_near(one->time, time, MINUTES(LIMIT_METHOD_SAME));
        for (size_t k = 0; k < one->evidence_count && !then; k++)
            then = found_near(one->evidence[k].time, time, MINUTES(LIMIT_METHOD_SAME));
        if (then && asks(one, SEVERITY_MEDIUM))
            join(judging, &because, one->indicator->id);
    }
    return because;
}

static void add_methods(struct footholds *all)
{
    struct judging *judging = all->judging;
    const struct evidence *evidence = judging->evidence;
    for (size_t i = 0; i < evidence->methods_count; i++) {
        const struct method *method = &evidence->methods[i];
        if (!strcasecmp(method->type, "password"))
            continue;
        const char *because = foothold_against(judging, "P05|P10", method->fact.record, method->name, method->id);
        if (!*because)
            because = added_then(judging, method->fact.time);
        if (!*because && since_first(judging, method->fact.time))
            because = since_;
        foothold_push(all, (struct foothold){.kind = FOOTHOLD_METHOD,
                                             .id = method->id,
                                             .name = method->name,
                                             .detail = method->type,
                                             .since = method->fact.time,
                                             .because = because,
                                             .rank = method_rank(method->type),
                                             .known = foothold_known(judging, method->fact.time, because)});
    }
}

static void add_rules(struct footholds *all)
{
    struct inbox inbox = inbox_of(all->judging);
    for (size_t i = 0; i < inbox.count; i++) {
        const struct inbox_rule *rule = &inbox.rules[i];
        const char *name = *rule->name ? rule->name : rule->identity;
        if (!rule->listed)
            continue;
        foothold_push(all, (struct foothold){.kind = FOOTHOLD_RULE,
                                             .id = rule->identity,
                                             .name = name,
                                             .detail = rule->hidden ? "hidden" : "",
                                             .since = rule->made ? rule->made->fact.time : 0,
                                             .because = foothold_against(all->judging, "M01|M02|M03|M04|M05|M06",
                                                                         rule->fact->record, name, rule->identity),
                                             .off = rule->disabled});
    }
    inbox_free(&inbox);
}

/* --- the mailbox --- */

static void add_mailbox(struct footholds *all)
{
    struct judging *judging = all->judging;
    const struct item *mailbox = evidence_item(judging->evidence, RESEARCH_MAILBOX);
    const struct item *reply = evidence_item(judging->evidence, RESEARCH_AUTO_REPLY);
    const char *to = mailbox ? item_text(mailbox, "ForwardingSmtpAddress") : "";
    if (mailbox && !*to)
        to = item_text(mailbox, "ForwardingAddress");
    if (*to)
        foothold_push(all,
                      (struct foothold){.kind = FOOTHOLD_FORWARDING,
                                        .name = to,
                                        .because = foothold_against(judging, "M07", mailbox->fact.record, to, to)});
    if (reply && *item_text(reply, "AutoReplyState") && strcasecmp(item_text(reply, "AutoReplyState"), "Disabled") != 0)
        foothold_push(all, (struct foothold){.kind = FOOTHOLD_AUTO_REPLY,
                                             .because = foothold_against(judging, "M08", reply->fact.record,
                                                                         "Set-MailboxAutoReplyConfiguration", "")});
}

static void add_rights(struct footholds *all)
{
    static const struct {
        enum foothold_kind kind;
        enum research_source source;
        const char *who, *right;
    } lists[] = {{FOOTHOLD_FULL_ACCESS, RESEARCH_MAILBOX_RIGHTS, "User", "FullAccess"},
                 {FOOTHOLD_SEND_AS, RESEARCH_SEND_RIGHTS, "Trustee", "SendAs"}};
    struct judging *judging = all->judging;
    struct findings found = findings_of(judging, "D01");
    for (size_t l = 0; l < sizeof lists / sizeof *lists; l++) {
        size_t count;
        const struct item *items = evidence_items(judging->evidence, lists[l].source, &count);
        for (size_t i = 0; i < count; i++) {
            const char *who = item_text(&items[i], lists[l].who), *because = "";
            if (!*who || !strncasecmp(who, "NT AUTHORITY\\", 13) || !strncasecmp(who, "S-1-5-", 6) ||
                item_true(&items[i], "IsInherited") || item_true(&items[i], "Deny"))
                continue;
            for (size_t k = 0; k < found.count; k++)
                if (asks(found.at[k], SEVERITY_MEDIUM) && found_same_account(found.at[k]->about, who))
                    because = "D01";
            foothold_push(all, (struct foothold){.kind = lists[l].kind, .id = who, .name = who, .because = because});
        }
    }
}

/* --- all of them --- */

void footholds_make(struct judging *judging)
{
    struct footholds all = {.judging = judging};
    struct report *report = judging->report;
    add_account(&all);
    add_grants(&all);
    add_devices(&all);
    add_phones(&all);
    add_methods(&all);
    add_rules(&all);
    add_mailbox(&all);
    add_rights(&all);
    footholds_beside(&all);
    struct foothold *sorted = arena_alloc(judging->arena, (all.count + 1) * sizeof *sorted);
    for (int kind = 0; kind < FOOTHOLD_KINDS; kind++)
        for (int rank = 0; rank < 16; rank++)
            for (size_t i = 0; i < all.count; i++)
                if ((int)all.at[i].kind == kind && all.at[i].rank == rank)
                    sorted[report->foothold_count++] = all.at[i];
    report->footholds = sorted;
    xfree(all.at);
}

/* The doctor: from the configuration to the last permission, what signing in and acting needs, in the order in which it fails. */
#include "worker/doctor.h"
#include "worker/begin.h"
#include "worker/engine.h"
#include "worker/read.h"
#include "worker/standing.h"
#include "worker/tenant_info.h"
#include "worker/tokens.h"

#include "api/graph/sites.h"
#include "api/service.h"
#include "api/sharepoint/csom.h"
#include "base/alloc.h"
#include "base/clean.h"
#include "base/clock.h"
#include "codec/url.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CLOCK_SLACK = 120000, MINUTE = 60000 };

struct doctor;

struct reach { /* a service, asked without a token: name, connection and certificate are what counts */
    struct doctor *doctor;
    const char *name, *base;
    int64_t begun;
};

struct doctor {
    struct job job;
    struct reach reach[RESOURCES];
    int waiting;
    bool clock_told;
    size_t missing, failed;
    struct err unreached; /* the first that was not reached */
};

static void say(struct doctor *doctor, enum check_state state, const char *area, const char *name, const char *text)
{
    doctor->failed += state == CHECK_FAILED;
    doctor->missing += state == CHECK_MISSING;
    doctor_tell(doctor->job.work, doctor->job.id,
                &(struct message_check){.state = state, .area = area, .name = name, .text = text}, NULL);
}

static void say_error(struct doctor *doctor, const char *area, const char *name, const struct err *e)
{
    doctor->failed++;
    doctor_tell(doctor->job.work, doctor->job.id,
                &(struct message_check){.state = CHECK_FAILED, .area = area, .name = name, .text = e->message}, e);
}

/* --- what needs no network --- */

static void check_configuration(struct doctor *doctor)
{
    const struct worker_options *options = doctor->job.work->options;
    const struct config_tenant *tenant = options->tenant;
    char text[400];
    snprintf(text, sizeof text, "tenant %.100s (%.100s), sign-in by %s, cloud %s", tenant->name, tenant->tenant_id,
             config_auth_name(tenant->auth), config_cloud_name(tenant));
    say(doctor, CHECK_OK, "configuration", "tenant", text);
    say(doctor, CHECK_OK, "configuration", "client",
        tenant->client_id ? tenant->client_id : "Microsoft's public clients");
    if (options->read_only)
        say(doctor, CHECK_NOTE, "configuration", "read-only",
            options->read_only_always ? "by --read-only" : "by the configuration");
    if (!tenant->break_glass || !tenant->break_glass->name)
        say(doctor, CHECK_NOTE, "configuration", "break-glass",
            "no account is listed (break_glass:): none is kept out of bulk runs");
}

/* Host and port: a proxy's address may hold a password. */
static void check_proxy(struct doctor *doctor)
{
    static const char *const names[] = {"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *set = getenv(names[i]), *at = set ? strrchr(set, '@') : NULL;
        if (!set || !*set)
            continue;
        say(doctor, CHECK_NOTE, "network", "proxy",
            arena_printf(doctor->job.arena, "%s (%s)", at ? at + 1 : set, names[i]));
        return;
    }
    say(doctor, CHECK_OK, "network", "proxy", "none is set");
}

/* --- the services --- */

static void check_clock(struct doctor *doctor, const struct http_reply *reply)
{
    int64_t theirs, ahead, off;
    const char *date = doctor->clock_told ? NULL : http_reply_header(reply, "date");
    if (!date || !retry_http_date(date, &theirs))
        return;
    doctor->clock_told = true;
    ahead = reply->received - theirs;
    off = ahead < 0 ? -ahead : ahead;
    if (off <= CLOCK_SLACK) {
        say(doctor, CHECK_OK, "network", "clock", "within two minutes of the service's");
        return;
    }
    say(doctor, CHECK_FAILED, "network", "clock",
        arena_printf(doctor->job.arena, "%lld min %s the service's: set it, or sign-ins will be refused",
                     (long long)(off / MINUTE), ahead < 0 ? "behind" : "ahead of"));
}

static void check_sign_in(struct doctor *doctor);

static void reached(void *owner, const struct call *call, const struct http_reply *reply)
{
    struct reach *reach = owner;
    struct doctor *doctor = reach->doctor;
    struct url url = {0};
    bool known = url_split(doctor->job.arena, reach->base, &url);
    (void)call;
    if (reply->status) {
        check_clock(doctor, reply);
        say(doctor, CHECK_OK, "network", reach->name,
            arena_printf(doctor->job.arena, "%s reached in %lld ms%s", known ? url.host : reach->base,
                         (long long)(clock_monotonic() - reach->begun),
                         known && !strcmp(url.scheme, "https") ? ", its name resolved, its certificate verified" : ""));
    } else {
        say_error(doctor, "network", reach->name, &reply->error);
        if (doctor->unreached.code == ERR_OK)
            doctor->unreached = reply->error;
    }
    if (--doctor->waiting == 0)
        check_sign_in(doctor);
}

static void reach(struct doctor *doctor, enum http_resource at, const char *base)
{
    static const char hole[] = "{tenant}";
    struct reach *one = &doctor->reach[at];
    const char *path = service_find(at)->reach, *cut = strstr(path, hole);
    struct http_request *request = arena_alloc(doctor->job.arena, sizeof *request);
    if (cut)
        path = arena_printf(doctor->job.arena, "%.*s%s%s", (int)(cut - path), path,
                            doctor->job.work->endpoints.tenant_id, cut + strlen(hole));
    *one = (struct reach){.doctor = doctor, .name = service_find(at)->label, .base = base, .begun = clock_monotonic()};
    *request = (struct http_request){.method = "GET",
                                     .url = arena_printf(doctor->job.arena, "%s%s", base, path),
                                     .workload = WORKLOAD_DIRECTORY,
                                     .secret_reply = true};
    doctor->waiting++;
    call_begin(&doctor->job, request, 1, reached, one);
}

static void check_network(struct doctor *doctor)
{
    const struct endpoints *endpoints = &doctor->job.work->endpoints;
    check_proxy(doctor);
    doctor->waiting = 1; /* until all are asked for */
    for (enum http_resource r = RESOURCE_GRAPH; r < RESOURCES; r++)
        if (endpoints->at[r] && service_find(r)->reach)
            reach(doctor, r, endpoints->at[r]);
    doctor->waiting--;
}

/* --- the end --- */

static void finish(struct doctor *doctor)
{
    struct work *work = doctor->job.work;
    struct message end = {.state = JOB_DONE};
    doctor->missing += doctor_permissions(work, doctor->job.id);
    work_tell_tenant(work);
    if (doctor->failed || doctor->missing) {
        end.state = JOB_FAILED;
        if (doctor->unreached.code != ERR_OK)
            end.error = doctor->unreached;
        else
            err_set(&end.error, ERR_FORBIDDEN, "some checks failed: %zu failed, %zu missing", doctor->failed,
                    doctor->missing);
    }
    job_end(&doctor->job, &end);
}

static void one_less(struct doctor *doctor)
{
    if (--doctor->waiting == 0)
        finish(doctor);
}

/* --- behind the sign-in --- */

static void plans_in(struct job *job, struct reading *reading)
{
    struct doctor *doctor = (struct doctor *)job;
    bool told = reading->state == READ_WHOLE && subscriptions_tell(reading->page);
    bool p1 = subscriptions_hold(reading->page, "AAD_PREMIUM"),
         p2 = subscriptions_hold(reading->page, "AAD_PREMIUM_P2");
    if (reading->state == READ_NOT) {
        say_error(doctor, "licences", "subscriptions", &reading->error);
    } else {
        static const char unknown[] = "not known: the list of subscriptions does not say all of their service plans";
        say(doctor, p1 ? CHECK_OK : CHECK_NOTE, "licences", "Entra ID P1",
            p1      ? "there: sign-in logs can be read"
            : !told ? unknown
                    : "not there: sign-in logs and last sign-ins cannot be read");
        say(doctor, p2 ? CHECK_OK : CHECK_NOTE, "licences", "Entra ID P2",
            p2      ? "there: risk can be read"
            : !told ? unknown
                    : "not there: what identity protection knows of a user's risk cannot be read");
    }
    one_less(doctor);
}

static void exchange_in(struct job *job, struct reading *reading)
{
    struct doctor *doctor = (struct doctor *)job;
    if (reading->state == READ_NOT)
        say_error(doctor, "services", "Exchange Online", &reading->error);
    else
        say(doctor, CHECK_OK, "services", "Exchange Online",
            arena_printf(job->arena, "offers %zu cmdlets to this sign-in",
                         record_value(reading->page->records, "cmdlets")->count));
    one_less(doctor);
}

static void sharepoint_in(void *owner, const struct call *call, const struct http_reply *reply)
{
    struct doctor *doctor = owner;
    struct err e = {.code = ERR_OK};
    (void)call;
    if (csom_check(reply, &e) || reply->status == 200) /* an answer about a site, be it that there is none */
        say(doctor, CHECK_OK, "services", "SharePoint",
            arena_printf(doctor->job.arena, "%s answers this sign-in",
                         doctor->job.work->endpoints.at[RESOURCE_SHAREPOINT]));
    else
        say_error(doctor, "services", "SharePoint", &e);
    one_less(doctor);
}

/* A person is not asked to sign in once more for this. */
static bool may_ask(struct doctor *doctor, enum http_resource resource, const char *name)
{
    struct err e = {.code = ERR_OK};
    enum session_need need = tokens_need(doctor->job.work, resource, &e);
    if (need != NEED_PERSON && need != NEED_HELP)
        return true;
    say(doctor, CHECK_SKIPPED, "services", name,
        need == NEED_HELP ? e.message : "not signed in there yet: asked for when it is first needed");
    return false;
}

static void ask_sharepoint(struct doctor *doctor)
{
    struct work *work = doctor->job.work;
    if (!may_ask(doctor, RESOURCE_SHAREPOINT, "SharePoint")) {
        one_less(doctor);
        return;
    }
    call_begin(&doctor->job,
               csom_read_site(doctor->job.arena, &work->endpoints, work->endpoints.at[RESOURCE_SHAREPOINT]), 1,
               sharepoint_in, doctor);
}

static void root_in(void *owner, const struct call *call, const struct http_reply *reply)
{
    struct doctor *doctor = owner;
    struct err e = {.code = ERR_OK};
    const char *admin = graph_sites_admin(reply, doctor->job.arena, &e);
    (void)call;
    if (!admin) {
        say_error(doctor, "services", "SharePoint", &e);
        one_less(doctor);
        return;
    }
    work_learn_sharepoint(doctor->job.work, admin);
    ask_sharepoint(doctor);
}

static void standing_in(struct job *job, struct reading *reading)
{
    struct doctor *doctor = (struct doctor *)job;
    struct err e;
    if (standing_learn(job->work, reading, &e))
        say(doctor, CHECK_OK, "configuration", "break-glass", reading->text);
    else
        say_error(doctor, "configuration", "break-glass", &e);
    one_less(doctor);
}

static void check_services(struct doctor *doctor)
{
    struct work *work = doctor->job.work;
    doctor->waiting = 3 + (int)standing_ask(&doctor->job, standing_in);
    read_child(&doctor->job, "subscriptions", plans_in);
    if (work->endpoints.at[RESOURCE_EXCHANGE] && may_ask(doctor, RESOURCE_EXCHANGE, "Exchange Online"))
        read_child(&doctor->job, "exchange-cmdlets", exchange_in);
    else
        doctor->waiting--;
    if (work->endpoints.at[RESOURCE_SHAREPOINT])
        ask_sharepoint(doctor);
    else
        call_begin(&doctor->job, graph_sites_root(doctor->job.arena, &work->endpoints), 1, root_in, doctor);
}

/* --- the sign-in --- */

static void tell_identity(struct doctor *doctor)
{
    const struct session *session = doctor->job.work->session;
    const struct session_identity *who = session_identity(session);
    const struct message_tenant *tenant = &doctor->job.work->tenant;
    int64_t left = session_expires(session, RESOURCE_GRAPH) - clock_now();
    const char *const *roles = session_roles(session);
    if (!who)
        return;
    say(doctor, CHECK_OK, "sign-in", "token",
        arena_printf(doctor->job.arena, "%s, %s, good for %lld min", who->operator_name,
                     who->delegated ? "a person" : "an application", (long long)(left / MINUTE)));
    if (tenant->display_name)
        say(doctor, CHECK_OK, "sign-in", "tenant",
            arena_printf(doctor->job.arena, "%s, %s, %s", tenant->display_name, tenant->default_domain,
                         who->tenant_id));
    else
        say(doctor, CHECK_NOTE, "sign-in", "tenant",
            arena_printf(doctor->job.arena,
                         "%s (as configured), %s; its own name cannot be read: an application needs the permission "
                         "Organization.Read.All for that",
                         doctor->job.work->options->tenant->name, who->tenant_id));
    if (roles)
        say(doctor, CHECK_OK, "sign-in", "roles", *roles ? action_any_of(doctor->job.arena, roles) : "none");
}

static void end_without_sign_in(struct doctor *doctor, const struct err *why)
{
    say_error(doctor, "sign-in", "token", why);
    say(doctor, CHECK_SKIPPED, "services", "Exchange Online", "there is no sign-in");
    say(doctor, CHECK_SKIPPED, "services", "SharePoint", "there is no sign-in");
    say(doctor, CHECK_SKIPPED, "permissions", "actions", "there is no sign-in");
    job_fail(&doctor->job, doctor->unreached.code != ERR_OK ? &doctor->unreached : why);
}

static void signed_in(struct job *job, struct reading *reading)
{
    struct doctor *doctor = (struct doctor *)job;
    if (tenant_known(job->work, reading)) {
        tell_identity(doctor);
        check_services(doctor);
    } else {
        end_without_sign_in(doctor, &reading->error);
    }
}

static void check_sign_in(struct doctor *doctor)
{
    if (doctor->job.work->unsigned_for.code != ERR_OK) {
        end_without_sign_in(doctor, &doctor->job.work->unsigned_for);
        return;
    }
    read_child(&doctor->job, "organization", signed_in);
}

void doctor(struct work *work, struct message *asked)
{
    static const struct job_kind kind = {.name = "doctor", .size = sizeof(struct doctor)};
    struct doctor *doctor = job_begin(work, &kind, asked->job);
    check_configuration(doctor);
    check_network(doctor);
}

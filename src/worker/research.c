/* Researching users: one job reads all sources for all of them at once, judges each whenever there is something new, and is over when
 * every source has said how it ended. */
#include "worker/research.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "worker/begin.h"
#include "worker/engine.h"
#include "worker/tenant_info.h"
#include <string.h>

#define DAY INT64_C(86400000)

enum { WINDOW = 14, BASELINE = 16, KEPT = 24 /* users of whom what was read is kept */ };

/* --- what all are judged by --- */

static void add_domain(struct research *research, const char *domain)
{
    size_t count = 0;
    while (research->domains && research->domains[count])
        count++;
    const char **all = arena_alloc(research->job.arena, (count + 2) * sizeof *all);
    if (count)
        memcpy(all, research->domains, count * sizeof *all);
    all[count] = arena_strdup(research->job.arena, domain);
    research->domains = all;
}

static void take_domains(struct research *research, const struct record_page *page)
{
    for (size_t i = 0; i < page->count; i++) {
        const struct value *verified = record_value(&page->records[i], "verifiedDomains");
        const char *accepted = record_text(&page->records[i], "domainName");
        for (size_t k = 0; verified->known && k < verified->count; k++)
            add_domain(research, verified->texts[k]);
        if (*accepted)
            add_domain(research, accepted);
    }
}

/* The evidence outlives the research. */
static void tell_context(const struct research *research, struct evidence *evidence)
{
    size_t count = 0;
    while (research->domains && research->domains[count])
        count++;
    const char **domains = arena_alloc(evidence->arena, (count + 1) * sizeof *domains);
    for (size_t i = 0; i < count; i++)
        domains[i] = arena_strdup(evidence->arena, research->domains[i]);
    evidence->of.domains = domains;
    evidence->of.risk_licensed = research->risk_licensed;
    evidence->of.asking = research->context > 0;
}

static void context_in(struct job *job, struct reading *reading)
{
    struct research *research = (struct research *)job;
    const char *name = reading->source->name;
    if (!strcmp(name, "subscriptions"))
        research->risk_licensed = subscriptions_hold(reading->page, "AAD_PREMIUM_P2");
    else
        take_domains(research, reading->page);
    job->work->busy = true;
    research->context--;
    for (size_t i = 0; i < research->count; i++)
        if (research->files[i]->owner == research) {
            tell_context(research, research->files[i]->evidence);
            research->files[i]->changed = true;
        }
}

/* Without any domain everybody is a stranger: who gives them first is enough to begin with. */
static bool may_judge(const struct research *research)
{
    return research->domains || !research->context;
}

static void read_context(struct research *research)
{
    static const char *const sources[] = {"organization", "subscriptions", "accepted-domains"};
    research->context = sizeof sources / sizeof sources[0];
    for (size_t i = 0; i < sizeof sources / sizeof sources[0]; i++)
        read_child(&research->job, sources[i], context_in);
}

/* --- its users --- */

static struct research_case case_of(const struct research *research, const struct case_file *file, int window)
{
    static const char *const none[] = {NULL};
    struct work *work = research->job.work;
    return (struct research_case){.user_id = file->id,
                                  .name = file->name,
                                  .tenant_id = work->endpoints.tenant_id,
                                  .domains = research->domains ? research->domains : none,
                                  .now = research->now,
                                  .window = window,
                                  .baseline = BASELINE,
                                  .application = work_held(work).caller == CALLER_APPLICATION};
}

/* Everything of a user anew. */
static void begin_file(struct research *research, struct case_file *file, int window)
{
    struct research_case of = case_of(research, file, window);
    size_t count;
    const struct plan *plans = research_plan(&count);
    case_file_begin(file, &of);
    for (size_t i = 0; i < count; i++)
        if (!research_on_demand(plans[i].as))
            case_file_reread(file, plans[i].as);
    file->owner = research;
}

/* Whoever is being read by another job stays with it: what is asked for now joins that. */
static void join(struct case_file *file, const struct message_research *how)
{
    bool reads = how->only != RESEARCH_SOURCES && !how->judge;
    if (!reads || (file->evidence->sources[how->only].tried && file->evidence->sources[how->only].state == READ_GOING))
        return;
    case_file_reread(file, how->only);
    parts_add(file->owner, file, how->only);
}

static void take_file(struct research *research, struct case_file *file, const struct message_research *how)
{
    bool anew = !file->evidence || (how->only == RESEARCH_SOURCES && !how->judge);
    case_file_asides(research->job.work, file);
    if (file->owner) {
        join(file, how);
    } else if (anew) {
        begin_file(research, file, how->window ? how->window : WINDOW);
    } else {
        file->owner = research;
        file->changed = true;
        if (!how->judge)
            case_file_reread(file, how->only);
    }
}

/* --- the job --- */

/* Each is judged when it may be; who has been read to the end is let go. */
static int64_t judge_files(struct research *research)
{
    int64_t next = -1;
    for (size_t i = 0; i < research->count && may_judge(research); i++) {
        struct case_file *file = research->files[i];
        bool last = !file->open && !research->context;
        if (file->owner != research)
            continue;
        int64_t wait = case_file_judge(research->job.work, research->job.id, file, last);
        if (wait >= 0 && (next < 0 || wait < next))
            next = wait;
        if (last && !file->changed)
            file->owner = NULL;
    }
    return next;
}

static int64_t research_step(struct job *job, int64_t now)
{
    struct research *research = (struct research *)job;
    (void)now;
    int64_t room = parts_step(research), next = judge_files(research);
    if (room >= 0 && (next < 0 || room < next))
        next = room;
    for (size_t i = 0; i < research->count; i++)
        if (research->files[i]->owner)
            return next;
    for (struct job *other = job->work->jobs; other; other = other->next)
        job->work->busy |= other != job && other->kind == job->kind && !other->ended; /* who joined is over, too */
    if (research->parts && !research->answered && research->error.code != ERR_OK)
        job_fail(job, &research->error);
    else
        job_done(job);
    case_files_trim(job->work, KEPT);
    return -1;
}

/* What was cut off in the middle says so. */
static void research_free(struct job *job)
{
    struct research *research = (struct research *)job;
    parts_cancel(research, NULL, RESEARCH_SOURCES);
    for (size_t i = 0; i < research->count; i++)
        if (research->files[i]->owner == research) {
            research->files[i]->owner = NULL;
            research->files[i]->open = 0;
        }
    xfree(research->readers);
}

void research_users(struct work *work, struct message *asked)
{
    static const struct job_kind kind = {
        .name = "research", .size = sizeof(struct research), .free = research_free, .step = research_step};
    const struct message_research how = asked->research ? *asked->research
                                                        : (struct message_research){.only = RESEARCH_SOURCES};
    struct research *research = job_begin(work, &kind, asked->job);
    struct err e;
    bool reads = false;
    research->job.lane = LANE_BACKGROUND;
    research->last = &research->parts;
    research->now = clock_now();
    research->base = research->now - ((how.window ? how.window : WINDOW) + BASELINE) * DAY;
    research->files = arena_alloc(research->job.arena, (asked->target_count + 1) * sizeof *research->files);
    for (size_t i = 0; i < asked->target_count; i++) {
        struct case_file *file = case_file_of(work, asked->targets[i].id, asked->targets[i].user_principal_name);
        if (how.aside && !case_file_set_aside(work, file, how.aside, how.reason, &e)) {
            job_fail(&research->job, &e);
            return;
        }
        take_file(research, file, &how);
        research->files[research->count++] = file;
        reads |= file->owner == research && !how.judge;
    }
    if (!reads)
        return;
    read_context(research);
    parts_add(research, NULL, how.only);
}

void research_cancel(struct work *work, struct message *asked)
{
    for (struct case_file *file = work->cases; file; file = file->next)
        if (file->owner && !strcmp(file->id, asked->subject ? asked->subject : ""))
            parts_cancel(file->owner, file, asked->research ? asked->research->only : RESEARCH_SOURCES);
}

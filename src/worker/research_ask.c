/* Parts that wait for others, and what they ask for then: applications for grants, addresses for sign-ins, the history of a risk. */
#include "base/seen.h"
#include "worker/research.h"
#include <string.h>

enum { ADDRESSES = 8, DEVICES = 8, APPLICATIONS = 500, FILES = 100, TRACED = 20 /* addresses of a call */ };

static const struct part *part_of(const struct research *research, const struct case_file *file,
                                  enum research_source as, bool open)
{
    for (const struct part *part = research->parts; part; part = part->next)
        if (part->plan->as == as && part->plan->how == HOW_AT_ONCE && part_is_of(research, part, file) &&
            (!open || !part->over))
            return part;
    return NULL;
}

static bool is_known(const struct evidence *evidence, const char *id)
{
    for (size_t i = 0; i < evidence->applications_count; i++)
        if (!strcmp(evidence->applications[i].id, id))
            return true;
    return false;
}

static void ask_applications(struct research *research, struct part *part)
{
    const struct evidence *evidence = part->of->evidence;
    const char **ids = arena_alloc(research->job.arena, APPLICATIONS * sizeof *ids);
    struct seen seen = {.slots = NULL};
    size_t count = 0;
    if (part_of(research, part->of, RESEARCH_GRANTS,
                true)) /* the list of new ones may be slow, and names few of them */
        return;
    part->begun = true;
    for (size_t i = 0; i < evidence->grants_count && count < APPLICATIONS; i++) {
        const char *id = evidence->grants[i].client_id;
        if (*id && !is_known(evidence, id) && seen_first(&seen, research->job.arena, id))
            ids[count++] = arena_strdup(research->job.arena, id);
    }
    if (count)
        part_read(research, &part->readers[0], ids, count);
    else
        part_nothing(research, part);
}

/* What registered a device names it, by one of its two ids, and need not name the user. */
static void ask_devices(struct research *research, struct part *part)
{
    const struct evidence *evidence = part->of->evidence;
    const char *ids[2 * DEVICES];
    struct seen seen = {.slots = NULL};
    size_t count = 0;
    if (part_of(research, part->of, RESEARCH_DEVICES, true))
        return;
    part->begun = true;
    for (size_t i = 0; i < evidence->devices_count; i++) {
        const char *both[] = {evidence->devices[i].id, evidence->devices[i].device_id};
        for (size_t k = 0; k < 2 && evidence->devices[i].fact.time >= evidence->from && count < 2 * DEVICES; k++)
            if (*both[k] && seen_first(&seen, research->job.arena, both[k]))
                ids[count++] = arena_strdup(research->job.arena, both[k]);
    }
    if (count)
        part_read(research, &part->readers[0], ids, count);
    else
        part_nothing(research, part);
}

static bool is_open(const struct research *research, const struct case_file *file, enum how how)
{
    for (const struct part *part = research->parts; part; part = part->next)
        if (part->plan->how == how && part_is_of(research, part, file) && !part->over)
            return true;
    return false;
}

/* All of them as one text, for a search that takes several. */
static const char *const *joined(struct arena *arena, const char *const *texts, size_t count)
{
    const char **one = arena_alloc(arena, sizeof *one);
    one[0] = texts[0];
    for (size_t i = 1; i < count; i++)
        one[0] = arena_printf(arena, "%s,%s", one[0], texts[i]);
    return one;
}

/* Those from which passwords were guessed, as the terms mark them: they may have tried others, too. */
static void ask_addresses(struct research *research, struct part *part)
{
    struct case_file *file = part->of;
    const struct evidence *evidence = file->evidence;
    const char *addresses[ADDRESSES];
    struct seen seen = {.slots = NULL};
    size_t count = 0;
    bool by_log = part->plan->as == RESEARCH_AUDIT_LOG;
    if (part_of(research, file, RESEARCH_SIGN_INS, true) || is_open(research, file, HOW_LOGONS) ||
        file->judged < file->signed_in) /* marks are made when it is judged */
        return;
    part->begun = true;
    if (by_log != (file->evidence->sources[RESEARCH_SIGN_INS].state == READ_NOT)) {
        part_nothing(research, part);
        return;
    }
    for (size_t i = evidence->sign_ins_count; i-- > 0 && count < ADDRESSES;) {
        const struct sign_in *one = &evidence->sign_ins[i];
        unsigned wanted = MARK_PASSWORD_WRONG | MARK_IN_WINDOW;
        if ((one->marks & wanted) == wanted && !(one->marks & MARK_FAMILIAR_ADDRESS) && *one->place.address &&
            seen_first(&seen, research->job.arena, one->place.address))
            addresses[count++] = arena_strdup(research->job.arena, one->place.address);
    }
    if (count)
        part_read(research, &part->readers[0], by_log ? joined(research->job.arena, addresses, count) : addresses,
                  by_log ? 1 : count);
    else
        part_nothing(research, part);
}

static void ask_logons(struct research *research, struct part *part)
{
    const struct part *sign_ins = part_of(research, part->of, RESEARCH_SIGN_INS, false);
    if (sign_ins && !sign_ins->over)
        return;
    part->begun = true;
    if (sign_ins && sign_ins->readers[0].state == READ_NOT)
        part_read(research, &part->readers[0], NULL, 0);
    else
        part_nothing(research, part);
}

static bool is_sharing(const char *operation)
{
    static const char *const all[] = {"AnonymousLinkCreated", "AnonymousLinkUpdated",     "AddedToSecureLink",
                                      "SecureLinkCreated",    "SharingInvitationCreated", "CompanyLinkCreated"};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        if (!strcmp(all[i], operation))
            return true;
    return false;
}

/* Each file that the user shared in the window, by its address. */
static void ask_shared(struct research *research, struct part *part)
{
    const struct evidence *evidence = part->of->evidence;
    const char **files = arena_alloc(research->job.arena, FILES * sizeof *files);
    struct seen seen = {.slots = NULL};
    size_t count = 0;
    part->begun = true;
    for (size_t i = evidence->acts_count; i-- > 0 && count < FILES;) { /* the newest first */
        const struct act *act = &evidence->acts[i];
        if (act->fact.time >= evidence->from && is_sharing(act->operation) && *act->object &&
            evidence_is_subject(evidence, act->actor) && seen_first(&seen, research->job.arena, act->object))
            files[count++] = arena_strdup(research->job.arena, act->object);
    }
    if (count)
        part_read(research, &part->readers[0], files, count);
    else
        part_nothing(research, part);
}

/* NULL: it is not known; a user without a mailbox is traced by his name. */
static const char *address_of(struct case_file *file)
{
    const struct evidence *evidence = file->evidence;
    const struct source_span *mailbox = &evidence->sources[RESEARCH_MAILBOX];
    const char *address = "";
    for (size_t i = 0; i < evidence->items_count; i++) {
        const struct item *item = &evidence->items[i];
        if (item->fact.source == RESEARCH_MAILBOX && *item_text(item, "PrimarySmtpAddress"))
            return arena_strdup(evidence->arena, item_text(item, "PrimarySmtpAddress"));
        if (item->fact.source == RESEARCH_USER)
            address = item_text(item, "mail");
    }
    if (!*address && (mailbox->state == READ_WHOLE || mailbox->why == WHY_NOT_THERE))
        address = file->name;
    return *address ? arena_strdup(evidence->arena, address) : NULL;
}

/* The service allows a hundred calls in five minutes, and each takes six: of several users one takes all. */
static void ask_traces(struct research *research, struct part *part)
{
    const char **texts = arena_alloc(research->job.arena, (research->count / TRACED + 1) * sizeof *texts);
    size_t count = 0;
    for (size_t i = 0; i < research->count; i++)
        if (research->files[i]->owner == research && (part_of(research, research->files[i], RESEARCH_MAILBOX, true) ||
                                                      part_of(research, research->files[i], RESEARCH_USER, true)))
            return;
    for (size_t i = 0; i < research->count; i++) {
        struct case_file *file = research->files[i];
        if (file->owner != research)
            continue;
        file->traced = address_of(file);
        if (!file->traced)
            part_alone(research, part, file);
        else if (count++ % TRACED == 0)
            texts[(count - 1) / TRACED] = file->traced;
        else
            texts[(count - 1) / TRACED] = arena_printf(research->job.arena, "%s,%s", texts[(count - 1) / TRACED],
                                                       file->traced);
    }
    part->begun = true;
    if (count)
        part_read(research, &part->readers[0], texts, (count + TRACED - 1) / TRACED);
    else
        part_nothing(research, part);
}

static void ask_risky(struct research *research, struct part *part)
{
    const struct evidence *evidence = part->of->evidence;
    bool risky = false;
    if (part_of(research, part->of, RESEARCH_RISKY_USER, true))
        return;
    part->begun = true;
    for (size_t i = 0; i < evidence->risks_count; i++)
        risky |= evidence->risks[i].fact.source == RESEARCH_RISKY_USER;
    if (risky)
        part_read(research, &part->readers[0], NULL, 0);
    else
        part_nothing(research, part);
}

void part_begin(struct research *research, struct part *part)
{
    if (part->plan->how == HOW_APPLICATIONS)
        ask_applications(research, part);
    else if (part->plan->how == HOW_DEVICES)
        ask_devices(research, part);
    else if (part->plan->how == HOW_ADDRESSES)
        ask_addresses(research, part);
    else if (part->plan->how == HOW_LOGONS)
        ask_logons(research, part);
    else if (part->plan->how == HOW_SHARED)
        ask_shared(research, part);
    else if (part->plan->how == HOW_RISKY)
        ask_risky(research, part);
    else if (part->plan->how == HOW_TRACE && !part->of)
        ask_traces(research, part);
    else
        part->begun = true;
}

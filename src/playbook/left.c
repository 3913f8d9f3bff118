/* What a containment does not reach: what still gives access, and what only a person can do. */
#include "base/arena.h"
#include "playbook/playbook.h"
#include "research/indicator.h"

#include <string.h>

struct lines {
    struct arena *arena;
    const char **at;
    size_t count, room;
};

static void add(struct lines *lines, const char *text)
{
    if (lines->count + 1 >= lines->room) {
        lines->room = lines->room ? lines->room * 2 : 16;
        const char **more = arena_alloc(lines->arena, lines->room * sizeof *more);
        if (lines->count)
            memcpy(more, lines->at, lines->count * sizeof *more);
        lines->at = more;
    }
    lines->at[lines->count++] = text;
    lines->at[lines->count] = NULL;
}

static const char *const *done_with(struct lines *lines)
{
    static const char *const none[] = {NULL};
    return lines->count ? (const char *const *)lines->at : none;
}

/* What is said of a foothold that stays: before and after its name. */
static const struct {
    const char *before, *after;
} stays[FOOTHOLD_KINDS] = {
    [FOOTHOLD_SIGN_IN] = {"Sign-in is not blocked: whoever knows the password or holds a method signs in again.", ""},
    [FOOTHOLD_SESSIONS] = {"Sessions were not ended: whoever holds a token goes on.", ""},
    [FOOTHOLD_PASSWORD] = {"The password is as it was.", ""},
    [FOOTHOLD_GRANT] = {"The application ", " keeps its access, whatever the password is."},
    [FOOTHOLD_ASSIGNMENT] = {"The application ", " is still assigned to the user."},
    [FOOTHOLD_CREDENTIALS] = {"The application ",
                              " of this tenant still has its credentials: whoever has them signs in as it."},
    [FOOTHOLD_CONTACT] = {"The phone and the other addresses are as they were (", "): an account is got back by them."},
    [FOOTHOLD_SWEEP_RULE] = {"This sweep rule is still there: ", ""},
    [FOOTHOLD_SEND_FOR] = {"", " still sends on the user's behalf."},
    [FOOTHOLD_FOLDER] = {"There is still a right on a folder: ", ""},
    [FOOTHOLD_LINK] = {"The file ", " is still open to whoever has the link."},
    [FOOTHOLD_ROLE] = {"The directory role ", " is still held."},
    [FOOTHOLD_ROLE_GROUP] = {"The account was put into the role group ", "."},
    [FOOTHOLD_FLOW_RULE] = {"This mail flow rule of the organisation is still on: ", ""},
    [FOOTHOLD_BYPASS] = {"What the account does in mailboxes is not recorded.", ""},
    [FOOTHOLD_DEVICE] = {"Device ",
                         " is not disabled: its token outlives the end of sessions and a new password. Sign-in "
                         "must stay blocked until it is off."},
    [FOOTHOLD_PHONE] = {"The phone ", " still synchronises the mailbox."},
    [FOOTHOLD_METHOD] = {"The sign-in method ", " is still registered: it can be used to set a new password."},
    [FOOTHOLD_RULE] = {"This inbox rule is still there: ", ""},
    [FOOTHOLD_FORWARDING] = {"The mailbox still forwards to ", "."},
    [FOOTHOLD_SENDERS] = {"These were put into the lists of trusted or blocked senders, and are still there: ", ""},
    [FOOTHOLD_AUTO_REPLY] = {"Automatic replies are still sent.", ""},
    [FOOTHOLD_FULL_ACCESS] = {"", " still opens the mailbox."},
    [FOOTHOLD_SEND_AS] = {"", " still sends in the user's name."},
    [FOOTHOLD_PROTOCOLS] = {"Old protocols (IMAP, POP, SMTP with a password) are still open.", ""},
};

static bool is_done(const struct playbook_tasks *tasks, const bool *done, const struct foothold *foothold)
{
    for (size_t i = 0; i < tasks->count; i++) {
        const struct playbook_task *task = &tasks->items[i];
        bool same = task->action && task->step->of == foothold->kind && !strcmp(task->thing, foothold->name) &&
                    (!task->values.count || !strcmp(task->values.items[0].value, foothold->id));
        if (same && done[i])
            return true;
    }
    return false;
}

/* What the tasks are made from: where it was not read, there may be more than was done. */
static void add_unread(struct lines *lines, const struct report *report)
{
    static const enum research_source from[] = {RESEARCH_GRANTS,      RESEARCH_DEVICES,       RESEARCH_METHODS,
                                                RESEARCH_RULES,       RESEARCH_MAILBOX,       RESEARCH_MAILBOX_RIGHTS,
                                                RESEARCH_SEND_RIGHTS, RESEARCH_MOBILE_DEVICES};
    for (size_t i = 0; i < report->source_count; i++)
        for (size_t k = 0; k < sizeof from / sizeof *from; k++)
            if (report->sources[i].source == from[k] && strcmp(report->sources[i].state, "ok") != 0)
                add(lines,
                    arena_printf(lines->arena, "%s: not read whole (%s). What is there beside this is not known.",
                                 research_source(from[k])->label, report->sources[i].state));
}

static bool found(const struct report *report, const char *id)
{
    for (size_t i = 0; i < report->finding_count; i++)
        if (!strcmp(report->findings[i]->indicator->id, id) && !report->findings[i]->aside)
            return true;
    return false;
}

const char *const *playbook_left(struct arena *arena, const struct report *report, const struct playbook_tasks *tasks,
                                 const bool *done)
{
    struct lines lines = {.arena = arena};
    for (size_t i = 0; i < report->foothold_count; i++) {
        const struct foothold *one = &report->footholds[i];
        if (one->suspect && stays[one->kind].before && !is_done(tasks, done, one))
            add(&lines, arena_printf(arena, "%s%s%s", stays[one->kind].before, one->name, stays[one->kind].after));
    }
    add_unread(&lines, report);
    for (size_t i = 0; i < report->finding_count; i++)
        if (!strcmp(report->findings[i]->indicator->id, "P05") &&
            strstr(report->findings[i]->text, "pplication password"))
            add(&lines,
                "An app password was made: a new password does not end it. Delete it in the user's list of methods in "
                "the portal.");
    if (found(report, "T03") || found(report, "A03"))
        add(&lines,
            "Closing protocols leaves mail open to applications of Graph: only block, end of sessions and the removal "
            "of grants close that.");
    return done_with(&lines);
}

const char *const *playbook_next(struct arena *arena, const struct report *report)
{
    static const struct {
        const char *id, *say;
    } rows[] = {
        {"X09", "Telephone payroll now, by a number that is not in a mail: freeze the next payment."},
        {"X02", "Telephone the supplier and the bank: a payment can be called back for hours."},
        {"X01", "Warn the recipients: `roster research USER -o json` lists them."},
        {"X06",
         "Look at who opened the files that were shared: the audit log has AnonymousLinkUsed and SecureLinkUsed."},
        {"R03", "Release the sender last, when nothing stands open any more."},
        {"P09", "Unblock only when the device is off; delete it when the case is written."},
        {"T04", "Look at the roles and policies that were changed: each is taken back by itself."},
        {"T01", "Look at the mail flow rules and connectors that were changed."},
    };
    struct lines lines = {.arena = arena};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (found(report, rows[i].id))
            add(&lines, rows[i].say);
    add(&lines,
        "Give the new password by telephone, and let the user register methods anew before sign-in is unblocked.");
    add(&lines, "Research the account again in an hour, in a day and in a week.");
    add(&lines, "Write the case down: w in the research, or `roster research USER --bundle DIR`.");
    return done_with(&lines);
}

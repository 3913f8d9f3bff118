/* Bringing back what was deleted from a mailbox, while it can be recovered (REQUESTS §7.12). */
#include "action/mailbox.h"
#include "action/rows.h"
#include "base/arena.h"
#include "base/zone.h"

#include <string.h>

enum { ITEMS_MOST = 1000 };

struct recovery {
    int64_t began; /* what "yesterday" counts from, ms */
    size_t found;  /* items that fitted before they were brought back */
    bool read;
};

static struct recovery *recovery_of(struct flow *flow)
{
    struct recovery *recovery = flow->state;
    if (!recovery) {
        flow->state = recovery = arena_alloc(flow->arena, sizeof *recovery);
        recovery->began = flow->now;
    }
    return recovery;
}

/* The same for both cmdlets: what is listed is what is brought back. */
static struct http_request *invoke(struct flow *flow, const char *cmdlet)
{
    static const struct {
        const char *param, *name;
    } times[] = {{"from", "FilterStartTime"}, {"until", "FilterEndTime"}};
    static const struct {
        const char *choice, *folder;
    } folders[] = {{"deleted", "DeletedItems"}, {"recoverable", "RecoverableItems"}, {"purged", "PurgedItems"}};
    struct exchange_parameter all[8] = {{"Identity", .text = flow->target->id}};
    size_t count = 1;
    int64_t ms;
    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++)
        if (flow_value(flow, "folder") && !strcmp(folders[i].choice, flow_value(flow, "folder")))
            all[count++] = (struct exchange_parameter){"SourceFolder", .text = folders[i].folder};
    if (flow_value(flow, "subject"))
        all[count++] = (struct exchange_parameter){"SubjectContains", .text = flow_value(flow, "subject")};
    for (size_t i = 0; i < sizeof times / sizeof times[0]; i++) {
        char *moment = arena_alloc(flow->arena, CLOCK_TEXT);
        const char *value = flow_value(flow, times[i].param);
        if (value && zone_read(value, recovery_of(flow)->began, &ms))
            all[count++] = (struct exchange_parameter){times[i].name, .text = clock_format(ms, moment)};
    }
    all[count] = (struct exchange_parameter){"ResultSize", .raw = "1000"};
    return mailbox_invoke(flow, cmdlet, all);
}

static struct http_request *read_items(struct flow *flow)
{
    return invoke(flow, "Get-RecoverableItems");
}

/* More than one call brings back is left for the next. */
static int none_left(struct flow *flow, const struct json *now)
{
    struct recovery *recovery = recovery_of(flow);
    size_t count = json_count(json_get(now, "value"));
    if (!recovery->read)
        recovery->found = count;
    recovery->read = true;
    return !count || (change_reads_back(flow) && recovery->found >= ITEMS_MOST);
}

static struct http_request *write_items(struct flow *flow)
{
    return invoke(flow, "Restore-RecoverableItems");
}

static const char *say_items(struct flow *flow, enum change_end end)
{
    size_t found = recovery_of(flow)->found;
    if (end == CHANGE_ALREADY)
        return "Nothing that was deleted fits.";
    if (found >= ITEMS_MOST)
        return "The first 1000 items are back in their folders; there are more: do it again, or narrow it down.";
    return arena_printf(flow->arena, "%zu item%s back in the folders they were deleted from, read back.", found,
                        found == 1 ? " is" : "s are");
}

static const struct change restore_items = {
    .read = read_items,
    .same = none_left,
    .write = write_items,
    .say = say_items,
    .lags = "Exchange accepted it; large numbers of items come back in some minutes.",
    .lag = INT64_C(900000),
};

const struct action recoverable_actions[] = {
    {
        .name = "restore-deleted-items",
        .label = "Recover deleted items",
        .group = GROUP_MAIL,
        .touches = TOUCHES_FORWARDING,
        .flags = ACTION_RARE,
        .help =
            "Put deleted mail and appointments back where they were; it takes Exchange's role Mailbox Import Export, "
            "which nobody has by default.",
        .confirm = "Put what was deleted from the mailbox of {target} back into its folders?",
        .params =
            (const struct param[]){
                {.name = "subject",
                 .label = "Subject contains",
                 .kind = PARAM_TEXT,
                 .maximum = 255,
                 .help = "empty: any subject"},
                {.name = "folder",
                 .label = "Deleted from where",
                 .kind = PARAM_CHOICE,
                 .otherwise = "any",
                 .choices = (const char *const[]){"any", "deleted", "recoverable", "purged", NULL},
                 .help = "deleted: the folder Deleted Items; recoverable: emptied from it; purged: by the user"},
                {.name = "from", .label = "Changed after", .kind = PARAM_DATE_TIME, .help = "empty: whenever"},
                {.name = "until", .label = "Changed before", .kind = PARAM_DATE_TIME, .help = "empty: whenever"},
                {.name = NULL}},
        .cmdlets = CMDLETS("Get-RecoverableItems", "Restore-RecoverableItems"),
        .exchange_role = "Mailbox Import Export",
        .roles = (const char *const[]){"Exchange Administrator", NULL},
        .change = &restore_items,
    },
    {.name = NULL},
};

/* Contact data by which somebody recovers an account: the mobile phone, the other addresses (REQUESTS §3). */
#include "action/change.h"
#include "action/rows.h"
#include "api/graph/graph.h"
#include "base/arena.h"

#include <string.h>

static const struct {
    const char *name, *param, *none; /* `none`: how it is written when it is empty */
} members[] = {{"mobilePhone", "phone", "null"}, {"otherMails", "mails", "[]"}};
enum { MEMBERS = sizeof members / sizeof members[0] };

static const char *raw(struct flow *flow, const struct json *value)
{
    auto_buf struct buf out = buf_make(1u << 16);
    if (!value)
        return "null";
    json_write(value, &out);
    return arena_strdup(flow->arena, buf_text(&out));
}

/* What a member is to be: empty, or as it was; NULL: it is left alone. */
static const char *wanted(struct flow *flow, size_t i)
{
    struct err ignored;
    if (!flow->restore)
        return flow_true(flow, members[i].param) ? members[i].none : NULL;
    auto_json struct json *kept = json_parse(flow->restore, strlen(flow->restore), &ignored);
    const struct json *value = json_get(kept, members[i].name);
    return value ? raw(flow, value) : NULL;
}

static struct http_request *read_contact(struct flow *flow)
{
    return graph_get(flow->arena, flow->endpoints,
                     graph_user_path(flow->arena, flow->target->id, "?$select=id,mobilePhone,otherMails"));
}

/* Keeps what is now for the write, which sends what differs alone. */
static int contact_same(struct flow *flow, const struct json *now)
{
    const char **is = arena_alloc(flow->arena, MEMBERS * sizeof *is);
    bool same = true;
    for (size_t i = 0; i < MEMBERS; i++) {
        is[i] = raw(flow, json_get(now, members[i].name));
        same &= !wanted(flow, i) || !strcmp(is[i], wanted(flow, i));
    }
    flow->state = is;
    return same;
}

static const char *object(struct flow *flow, const char *(*value)(struct flow *, size_t),
                          bool (*which)(struct flow *, size_t))
{
    auto_buf struct buf out = buf_make(1u << 17);
    for (size_t i = 0; i < MEMBERS; i++)
        if (which(flow, i))
            buf_printf(&out, "%s\"%s\":%s", out.length ? "," : "{", members[i].name, value(flow, i));
    buf_putc(&out, '}');
    return arena_strdup(flow->arena, buf_text(&out));
}

static const char *now_of(struct flow *flow, size_t i)
{
    return ((const char **)flow->state)[i];
}

static bool is_part(struct flow *flow, size_t i)
{
    return wanted(flow, i) != NULL;
}

static bool differs(struct flow *flow, size_t i)
{
    return wanted(flow, i) && strcmp(now_of(flow, i), wanted(flow, i)) != 0;
}

static const char *keep_contact(struct flow *flow, const struct json *now)
{
    (void)now;
    return object(flow, now_of, is_part);
}

static struct http_request *write_contact(struct flow *flow)
{
    return graph_write(flow->arena, flow->endpoints, "PATCH", graph_user_path(flow->arena, flow->target->id, ""),
                       object(flow, wanted, differs), 204, NULL);
}

static const char *say(struct flow *flow, enum change_end end)
{
    if (end == CHANGE_ALREADY)
        return flow->restore ? "The contact data is as it was." : "There is no such contact data.";
    return flow->restore ? "The contact data is there again, read back."
                         : "The contact data is cleared, read back; the journal keeps what it was.";
}

static const struct change clear = {
    .read = read_contact,
    .same = contact_same,
    .keep = keep_contact,
    .write = write_contact,
    .say = say,
};

static bool asks_something(struct param_values values, struct err *e)
{
    for (size_t i = 0; i < MEMBERS; i++) {
        const char *value = param_value_of(values, members[i].param);
        if (value && !strcmp(value, "true"))
            return true;
    }
    return err_set(e, ERR_USAGE, "neither the phone nor the addresses are to be cleared");
}

const struct action contact_actions[] = {
    {
        .name = "clear-contact-data",
        .label = "Clear contact data",
        .key = 'c',
        .group = GROUP_MFA,
        .touches = TOUCHES_METHODS,
        .flags = ACTION_CONTAINMENT,
        .help = "Remove the mobile phone and the other addresses, by which an attacker gets an account back.",
        .confirm = "Clear the contact data of {target}? The journal keeps what it was.",
        .params = (const struct param[]){{.name = "phone",
                                          .label = "Mobile phone",
                                          .kind = PARAM_BOOL,
                                          .otherwise = "true",
                                          .help = "the mobile phone of the profile"},
                                         {.name = "mails",
                                          .label = "Other addresses",
                                          .kind = PARAM_BOOL,
                                          .otherwise = "true",
                                          .help = "the other mail addresses of the profile",
                                          .check = asks_something},
                                         {.name = NULL}},
        .needs = (const char *const[]){"User.ReadWrite.All", "Directory.ReadWrite.All", NULL},
        .roles = RESETS_PASSWORDS,
        .role_for_admins = "Privileged Authentication Administrator",
        .change = &clear,
        .undo = "clear-contact-data",
    },
    {.name = NULL},
};

/* Editing a user: read, compared with what was shown, and only what differs is written: properties, those that take more rights over
 * administrators in a request of their own, the manager, the addresses of the mailbox (REQUESTS §3). What one service refuses leaves what
 * the others took, and both are told. */
#include "action/edit_user.h"

#include "action/edit_addresses.h"
#include "action/mailbox.h"
#include "action/person.h"
#include "action/person_format.h"
#include "action/person_link.h"
#include "action/rows.h"
#include "api/graph/graph.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/zone.h"
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { MOST = 128 /* parameters */ };

/* What is written, in this order: the name before the address that goes with it. */
enum part { PLAIN, SENSITIVE, PROFILE, MANAGER, ADDRESSES, PARTS };

static const char *const part_names[PARTS] = {"the properties", "names, phones and other mails", "the profile",
                                              "the manager", "the addresses"};

struct edit {
    const char *now[MOST], *wanted[MOST];  /* of each parameter; wanted NULL: it is left as it is */
    const char *manager;                   /* the id that was found for the name; NULL: nobody was asked for */
    const char *addresses, *new_addresses; /* a line each, as Exchange has them; NULL: not read, not to be changed */
    bool compared, synced, mailbox;
    bool changes[MOST]; /* what this run writes */
    bool due[PARTS], done[PARTS];
    enum part at;
    struct err errors[PARTS];
};

static struct edit *edit_of(struct flow *flow)
{
    if (!flow->state)
        flow->state = arena_alloc(flow->arena, sizeof(struct edit));
    return flow->state;
}

static size_t index_of(const char *name)
{
    size_t i = 0;
    while (strcmp(person_edit[i].name, name) != 0)
        i++;
    return i;
}

static enum part part_of(const struct param *param)
{
    static const char *const sensitive[] = {"userPrincipalName", "businessPhones", "mobilePhone", "otherMails"};
    for (size_t i = 0; i < sizeof sensitive / sizeof *sensitive; i++)
        if (!strcmp(sensitive[i], param->name))
            return SENSITIVE;
    if (edit_user_is_profile(param))
        return PROFILE;
    return param->property ? PLAIN : !strcmp(param->name, "manager") ? MANAGER : ADDRESSES;
}

/* A day is that day wherever one looks from, as it is written (person_body). */
static bool time_of(const char *text, int64_t *ms)
{
    char day[CLOCK_TEXT];
    snprintf(day, sizeof day, strlen(text) == 10 ? "%sT00:00:00Z" : "%s", text);
    return zone_understand(day, clock_now(), ms) != ZONE_NONE;
}

static bool same_value(const struct param *param, const char *a, const char *b)
{
    int64_t one, other;
    if (param->kind == PARAM_DATE_TIME && *a && *b)
        return time_of(a, &one) && time_of(b, &other) && one == other;
    return (!strcmp(param->name, "usageLocation") ? strcasecmp : strcmp)(a, b) == 0;
}

static struct json *restored(const struct flow *flow)
{
    struct err ignored;
    return flow->restore ? json_parse(flow->restore, strlen(flow->restore), &ignored) : NULL;
}

static const char *value_of(const struct flow *flow, const char *name)
{
    return flow_given(flow, name) && !flow_value(flow, name) ? "" : flow_value(flow, name);
}

/* --- reading --- */

static bool wants_addresses(const struct flow *flow)
{
    auto_json struct json *before = restored(flow);
    return before ? json_get(before, "addresses") != NULL
                  : flow_value(flow, "primaryAddress") || flow_value(flow, "addAliases") ||
                        flow_value(flow, "removeAliases");
}

static bool wants_profile(const struct flow *flow)
{
    auto_json struct json *before = restored(flow);
    for (const struct param *param = person_edit; param->name; param++)
        if (edit_user_is_profile(param) &&
            (before ? json_get(before, param->name) != NULL : flow_given(flow, param->name)))
            return true;
    return false;
}

/* Who is to be the manager, by the id. */
static enum flow_state find_manager(struct flow *flow, const struct http_reply *reply)
{
    const char *asked = value_of(flow, "manager");
    bool any = flow->restore != NULL;
    for (const struct param *param = person_edit; param->name && !any; param++)
        any = !param->hidden && flow_given(flow, param->name);
    if (!any)
        return flow_refuse(flow, ERR_USAGE, "nothing is to be changed", "change a value, or give --set NAME=VALUE");
    if (wants_profile(flow) && !flow->delegated)
        return flow_refuse(flow, ERR_REFUSED, "the profile is a person's to change, not an application's",
                           "leave it out, or sign in as an administrator");
    struct edit *edit = edit_of(flow);
    if (flow->restore || !asked)
        return FLOW_DONE;
    edit->manager = !*asked || !strcmp(asked, "{}") ? "" : NULL;
    return edit->manager ? FLOW_DONE : person_link_find(flow, reply, asked, PERSON_LINK_FOUND, &edit->manager);
}

static struct http_request *learn(struct flow *flow, const struct http_reply *reply)
{
    struct edit *edit = edit_of(flow);
    struct err ignored;
    auto_json struct json *body = json_parse(buf_text(&reply->body), reply->body.length, &ignored);
    if (flow->request->resource != RESOURCE_EXCHANGE) {
        bool profile = strstr(flow->request->url, "aboutMe") != NULL;
        for (size_t i = 0; person_edit[i].name; i++)
            if (edit_user_is_profile(&person_edit[i]) == profile)
                edit->now[i] = edit_user_now(flow->arena, &person_edit[i], body);
        edit->synced = profile ? edit->synced : json_true(json_get(body, "onPremisesSyncEnabled"));
        if (!profile && wants_profile(flow))
            return edit_user_read_profile(flow);
        return wants_addresses(flow) ? mailbox_read(flow) : NULL;
    }
    auto_buf struct buf lines = buf_make(1u << 18);
    edit->mailbox = mailbox_of(body) != NULL;
    for (const struct json *one = json_first(json_get(mailbox_of(body), "EmailAddresses")); one; one = json_next(one))
        buf_printf(&lines, "%s%s", lines.length ? "\n" : "", json_text_or(one, ""));
    edit->addresses = arena_strdup(flow->arena, buf_text(&lines));
    return NULL;
}

/* --- what is wanted --- */

static const char *named(const void *context, const char *name)
{
    const struct edit *edit = ((const struct flow *)context)->state;
    const char *upn = edit->now[index_of("userPrincipalName")], *at = upn ? strchr(upn, '@') : NULL;
    if (at && !strcasecmp(name, "domain"))
        return at + 1;
    if (at && !strcasecmp(name, "local"))
        return arena_strndup(((const struct flow *)context)->arena, upn, (size_t)(at - upn));
    const struct param *param = param_called(person_edit, name);
    return param && param->property ? edit->now[param - person_edit] : NULL;
}

/* Of values that are made of properties each is made, and checked like one that was typed. */
static bool want_given(struct flow *flow, struct edit *edit)
{
    struct param_value values[MOST];
    struct param_values all = {values, 0};
    for (size_t i = 0; person_edit[i].name; i++) {
        struct param plain = person_edit[i];
        const char *text = plain.hidden ? NULL : value_of(flow, plain.name);
        const struct person_names names = {named, flow};
        if (text && param_is_computed(&plain, text))
            text = person_format(flow->arena, text, person_is_address(&plain), &names, &flow->error);
        else if (text && !strcmp(plain.name, "manager"))
            text = edit->manager;
        plain.computed = false;
        if (flow->error.code != ERR_OK || (text && *text && !param_check(&plain, text, &flow->error)))
            return false;
        if (text && !*text && plain.never_empty)
            return err_set(&flow->error, ERR_USAGE, "%s cannot be cleared", plain.name) ||
                   err_hint(&flow->error, "the service keeps one: give another value, or leave it unchanged");
        if (text)
            values[all.count++] = (struct param_value){plain.name, edit->wanted[i] = text};
    }
    for (const struct param *param = person_edit; param->name; param++)
        if (param->check && !param->check(all, &flow->error))
            return false;
    return true;
}

static void want_restored(struct flow *flow, struct edit *edit)
{
    auto_json struct json *before = restored(flow);
    for (size_t i = 0; person_edit[i].name; i++)
        edit->wanted[i] = arena_strdup(flow->arena, json_text(json_get(before, person_edit[i].name)));
    edit->new_addresses = arena_strdup(flow->arena, json_text(json_get(before, "addresses")));
}

/* --- what differs, and whether it may be written --- */

static int refuse(struct flow *flow, const char *hint, const char *format, ...) PRINTF_LIKE(3, 4);

static int refuse(struct flow *flow, const char *hint, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const char *text = arena_vprintf(flow->arena, format, arguments);
    va_end(arguments);
    flow_refuse(flow, ERR_REFUSED, text, hint);
    return -1;
}

/* What somebody else changed since it was shown is not written over without being seen. */
static int meanwhile(struct flow *flow, const struct edit *edit)
{
    const char *text = flow_value(flow, "seen");
    struct err ignored;
    auto_json struct json *shown = text && !flow->restore && !flow->look ? json_parse(text, strlen(text), &ignored)
                                                                         : NULL;
    for (size_t i = 0; person_edit[i].name; i++) {
        const char *was = json_text(json_get(shown, person_edit[i].name));
        if (was && edit->changes[i] && !same_value(&person_edit[i], was, edit->now[i]))
            return refuse(flow, "nothing was written: look at the user again, then decide",
                          "%s was changed meanwhile: it was \"%.120s\" when it was shown and is \"%.120s\" now",
                          person_edit[i].label, was, edit->now[i]);
    }
    return 0;
}

static int may_write(struct flow *flow, const struct edit *edit)
{
    for (size_t i = 0; person_edit[i].name; i++)
        if (edit->synced && edit->wanted[i] && strcmp(person_edit[i].name, "usageLocation") != 0 &&
            !edit_user_is_profile(&person_edit[i]) && (edit->changes[i] || part_of(&person_edit[i]) == ADDRESSES))
            return refuse(flow, "change it in Active Directory; the next sync brings it here",
                          "%s comes from Active Directory: the account is synchronised", person_edit[i].label);
    if (edit->changes[index_of("employeeHireDate")] && !flow->delegated)
        return refuse(flow, "leave it out, or sign in as an administrator",
                      "employeeHireDate is a person's to set, not an application's");
    if (wants_addresses(flow) && !edit->mailbox)
        return refuse(flow, "give a licence with Exchange first, or leave the addresses out",
                      "the user has no mailbox: there are no addresses to change");
    return meanwhile(flow, edit);
}

static void compare(struct flow *flow, struct edit *edit)
{
    for (size_t i = 0; person_edit[i].name; i++) {
        enum part part = part_of(&person_edit[i]);
        edit->changes[i] = part != ADDRESSES && edit->wanted[i] &&
                           !same_value(&person_edit[i], edit->now[i], edit->wanted[i]);
        edit->due[part] |= edit->changes[i];
    }
    if (edit->addresses && !edit->new_addresses)
        edit->new_addresses = edit_addresses(flow->arena, edit->addresses, edit->wanted[index_of("primaryAddress")],
                                             edit->wanted[index_of("addAliases")],
                                             edit->wanted[index_of("removeAliases")]);
    edit->due[ADDRESSES] = edit->new_addresses && edit->addresses &&
                           !edit_addresses_same(edit->addresses, edit->new_addresses);
    edit->compared = true;
}

static bool is_due(const struct edit *edit)
{
    for (enum part part = 0; part < PARTS; part++)
        if (edit->due[part])
            return true;
    return false;
}

/* Once, with what was read first: what is written later must not be compared with what it makes. */
static int edit_same(struct flow *flow, const struct json *now)
{
    struct edit *edit = edit_of(flow);
    (void)now;
    if (!edit->compared) {
        if (flow->restore)
            want_restored(flow, edit);
        else if (!want_given(flow, edit))
            return -1;
    }
    compare(flow, edit);
    return may_write(flow, edit) < 0 ? -1 : !is_due(edit);
}

static const char *edit_keep(struct flow *flow, const struct json *now)
{
    const struct edit *edit = edit_of(flow);
    auto_buf struct buf out = buf_make(1u << 18);
    struct json_writer w = json_writer(&out);
    (void)now;
    json_open(&w, '{');
    for (size_t i = 0; person_edit[i].name; i++)
        if (edit->changes[i])
            json_member_text(&w, person_edit[i].name, edit->now[i]);
    if (edit->due[ADDRESSES])
        json_member_text(&w, "addresses", edit->addresses);
    json_close(&w);
    return arena_strdup(flow->arena, buf_text(&out));
}

/* --- writing --- */

static struct http_request *write_properties(struct flow *flow, const struct edit *edit)
{
    struct param_value values[MOST];
    struct param_values changed = {values, 0};
    auto_buf struct buf out = buf_make(BUF_REQUEST);
    struct json_writer w = json_writer(&out);
    for (size_t i = 0; person_edit[i].name; i++)
        if (edit->changes[i] && part_of(&person_edit[i]) == edit->at)
            values[changed.count++] = (struct param_value){person_edit[i].name, edit->wanted[i]};
    json_open(&w, '{');
    person_body(&w, person_edit, changed, true);
    json_close(&w);
    return graph_write(flow->arena, flow->endpoints, "PATCH", graph_user_path(flow->arena, flow->target->id, ""),
                       buf_text(&out), 204, NULL);
}

static struct http_request *write_addresses(struct flow *flow, const struct edit *edit)
{
    auto_buf struct buf list = buf_make(BUF_REQUEST);
    struct json_writer w = json_writer(&list);
    json_open(&w, '[');
    for (const char *at = edit->new_addresses, *end; *at; at = end + (*end != '\0')) {
        end = at + strcspn(at, "\n");
        json_put_text(&w, arena_strndup(flow->arena, at, (size_t)(end - at)));
    }
    json_close(&w);
    return mailbox_invoke(flow, "Set-Mailbox",
                          (const struct exchange_parameter[]){{"Identity", .text = flow->target->id},
                                                              {"EmailAddresses", .raw = buf_text(&list)},
                                                              {NULL}});
}

/* The first that is due from `from` on. */
static struct http_request *write_from(struct flow *flow, enum part from)
{
    struct edit *edit = edit_of(flow);
    for (edit->at = from; edit->at < PARTS && !edit->due[edit->at]; edit->at++)
        ;
    return edit->at == PARTS       ? NULL
           : edit->at == MANAGER   ? person_link_manager(flow, edit->wanted[index_of("manager")])
           : edit->at == ADDRESSES ? write_addresses(flow, edit)
                                   : write_properties(flow, edit);
}

static struct http_request *edit_write(struct flow *flow)
{
    return write_from(flow, PLAIN);
}

static struct http_request *edit_next(struct flow *flow)
{
    struct edit *edit = edit_of(flow);
    edit->done[edit->at] = edit->errors[edit->at].code == ERR_OK;
    return write_from(flow, edit->at + 1);
}

/* What is refused leaves the rest to be written; where there is no rest, that is all there is to say. */
static enum change_refusal edit_refused(struct flow *flow, const struct http_reply *reply)
{
    struct edit *edit = edit_of(flow);
    bool others = false;
    if (edit->at == MANAGER && !*edit->wanted[index_of("manager")] && flow->error.code == ERR_NOT_FOUND)
        return CHANGE_REACHED; /* there is none */
    for (enum part part = 0; part < PARTS; part++)
        others |= part != edit->at && edit->due[part] && (edit->done[part] || part > edit->at);
    if (!others)
        return CHANGE_REFUSED;
    flow_fail(flow, reply);
    edit->errors[edit->at] = flow->error;
    return CHANGE_REACHED;
}

/* --- what came of it --- */

static const char *list_changes(struct flow *flow, const struct edit *edit, bool done)
{
    auto_buf struct buf out = buf_make(4096);
    for (size_t i = 0; person_edit[i].name; i++)
        if (edit->changes[i] && (!done || edit->done[part_of(&person_edit[i])]))
            buf_printf(&out, "%s%s", out.length ? ", " : "", person_edit[i].label);
    if (edit->due[ADDRESSES] && (!done || edit->done[ADDRESSES]))
        buf_printf(&out, "%s%s", out.length ? ", " : "", "Addresses");
    return arena_strdup(flow->arena, buf_text(&out));
}

/* What was refused, after what was taken. */
static int tell_parts(struct flow *flow, const struct edit *edit)
{
    auto_buf struct buf out = buf_make(4096);
    const struct err *first = NULL;
    for (enum part part = 0; part < PARTS; part++) {
        if (edit->errors[part].code == ERR_OK)
            continue;
        buf_printf(&out, "%s%s: %.300s", out.length ? "; " : "", part_names[part], edit->errors[part].message);
        first = first ? first : &edit->errors[part];
    }
    if (!first)
        return 1;
    const char *done = list_changes(flow, edit, true);
    flow->row_changed = true;
    err_set(&flow->error, ERR_SERVICE, "not all was changed. %s%s%sRefused: %.600s", *done ? "Changed: " : "", done,
            *done ? ". " : "", buf_text(&out));
    err_hint(&flow->error, "%s", *first->hint ? first->hint : "what was refused can be given again, alone");
    return -1;
}

static int edit_settled(struct flow *flow, const struct json *now)
{
    const struct edit *edit = edit_of(flow);
    (void)now;
    for (size_t i = 0; person_edit[i].name; i++)
        if (edit->changes[i] && edit->done[part_of(&person_edit[i])] &&
            !same_value(&person_edit[i], edit->now[i], edit->wanted[i]))
            return 0;
    if (edit->done[ADDRESSES] && !edit_addresses_same(edit->addresses, edit->new_addresses))
        return 0;
    return tell_parts(flow, edit);
}

static const char *edit_say(struct flow *flow, enum change_end end)
{
    const struct edit *edit = edit_of(flow);
    if (end == CHANGE_ALREADY)
        return "It is all like this already.";
    const char *list = list_changes(flow, edit, false);
    return !*list ? "Changed, as is read back." : arena_printf(flow->arena, "Changed: %s.", list);
}

static void edit_shows(struct flow *flow, bool changed)
{
    flow->row_changed = changed;
}

static const struct change edit = {
    .before = find_manager,
    .read = edit_user_read,
    .more = learn,
    .same = edit_same,
    .keep = edit_keep,
    .write = edit_write,
    .next = edit_next,
    .again = true,
    .refused = edit_refused,
    .settled = edit_settled,
    .say = edit_say,
    .shows = edit_shows,
};

const struct action edit_user_actions[] = {
    {
        .name = "edit-user",
        .label = "Edit",
        .key = 'e',
        .group = GROUP_ACCOUNT,
        .touches = TOUCHES_SIGN_IN,
        .flags = ACTION_BULK,
        .help = "Change properties, manager, sign-in name and addresses: what differs is written, nothing else.",
        .confirm = "Edit {target}?",
        .params = person_edit,
        .needs = (const char *const[]){"User.ReadWrite.All", "Directory.ReadWrite.All", NULL},
        .roles = CHANGES_ACCOUNTS,
        .role_for_admins = "Privileged Authentication Administrator",
        .prepare = edit_user_prepare,
        .change = &edit,
        .undo = "edit-user",
    },
    {.name = NULL},
};

/* Licences of a user (REQUESTS §3.3): adding, removing, replacing. */
#include "action/addresses.h"
#include "action/change.h"
#include "action/licence_apps.h"
#include "action/licence_mailbox.h"
#include "action/licence_seats.h"
#include "action/meaning.h"
#include "action/rows.h"
#include "api/graph/graph.h"
#include "api/graph/users.h"
#include "base/arena.h"
#include "base/guid.h"
#include "model/sku.h"

#include <string.h>
#include <strings.h>

struct assigned {                  /* a licence the user has */
    const char *sku_id, *by_group; /* by_group: NULL when it does not come from one */
    bool own;                      /* it is the user's own, whether it comes from a group too or not */
    const char *disabled;          /* JSON array of its switched-off plans */
};

struct licences {
    struct sku *skus; /* what the tenant has */
    struct assigned *assigned;
    size_t assigned_count;
    const char **add, **remove; /* sku ids */
    size_t add_count, remove_count;
    const char *usage_location; /* "": none */
    const char **had, *lost;    /* addresses before, to the first NULL; those that are gone, for the sentence */
    bool skus_asked;
};

static struct http_request *user_get(struct flow *flow)
{
    return graph_get(
        flow->arena, flow->endpoints,
        graph_user_path(flow->arena, flow->target->id,
                        "?$select=id,usageLocation,assignedLicenses,licenseAssignmentStates,proxyAddresses"));
}

static const char *json_of(struct flow *flow, const struct json *value)
{
    auto_buf struct buf out = buf_make(BUF_REQUEST);
    if (json_kind(value) != JSON_ARRAY || !json_write(value, &out))
        return "[]";
    return arena_strdup(flow->arena, buf_text(&out));
}

static void read_assigned(struct flow *flow, const struct json *user)
{
    struct licences *l = flow->state;
    const struct json *list = json_get(user, "assignedLicenses"), *states = json_get(user, "licenseAssignmentStates");
    l->usage_location = arena_strdup(flow->arena, json_text_or(json_get(user, "usageLocation"), ""));
    l->assigned = arena_alloc(flow->arena, (json_count(list) + 1) * sizeof *l->assigned);
    l->assigned_count = 0;
    for (const struct json *one = json_first(list); one; one = json_next(one)) {
        struct assigned *a = &l->assigned[l->assigned_count++];
        bool listed = false;
        a->sku_id = arena_strdup(flow->arena, json_text_or(json_get(one, "skuId"), ""));
        a->disabled = json_of(flow, json_get(one, "disabledPlans"));
        for (const struct json *s = json_first(states); s; s = json_next(s)) {
            const char *group = json_text(json_get(s, "assignedByGroup"));
            if (strcasecmp(json_text_or(json_get(s, "skuId"), ""), a->sku_id) != 0)
                continue;
            listed = true;
            a->own |= !group;
            if (group)
                a->by_group = arena_strdup(flow->arena, group);
        }
        a->own |= !listed;
    }
}

static const struct assigned *has(const struct licences *l, const char *sku_id)
{
    for (size_t i = 0; i < l->assigned_count; i++)
        if (!strcasecmp(l->assigned[i].sku_id, sku_id))
            return &l->assigned[i];
    return NULL;
}

static const struct sku *sku_named(const struct licences *l, const char *text)
{
    for (const struct sku *sku = l->skus; sku; sku = sku->next)
        if (!strcasecmp(sku->id, text) || !strcasecmp(sku->part_number, text))
            return sku;
    return NULL;
}

static const char *part_number(const struct licences *l, const char *sku_id)
{
    const struct sku *sku = sku_named(l, sku_id);
    return sku ? sku->part_number : sku_id;
}

/* --- what is to be done --- */

/* Whether `text` is the product's name, or what the table calls it. */
static bool is_called(const struct sku *sku, const char *text)
{
    struct guid id;
    char spare[GUID_TEXT];
    return guid_parse(sku->id, strlen(sku->id), &id) &&
           (!strcasecmp(sku_name(NULL, &id, spare), text) || !strcasecmp(sku_brief(NULL, &id, spare), text));
}

/* The licence that a part number, an id or a product's name means; NULL with the flow's error. */
static const struct sku *sku_meant(struct flow *flow, const char *text)
{
    const struct licences *l = flow->state;
    size_t count = 0;
    for (const struct sku *sku = l->skus; sku; sku = sku->next)
        count++;
    struct candidate *candidates = arena_alloc(flow->arena, (count + 1) * sizeof *candidates);
    count = 0;
    for (const struct sku *sku = l->skus; sku; sku = sku->next) {
        bool whole = is_called(sku, text) || !strcasecmp(sku->id, text) || !strcasecmp(sku->part_number, text);
        if (whole || strcasestr(sku->part_number, text))
            candidates[count++] = (struct candidate){sku->part_number, sku->id, whole, sku};
    }
    int one = meaning_of(candidates, count, "licence", text, "give a skuPartNumber such as SPE_E5, or its skuId",
                         &flow->error);
    return one == MEANING_NONE ? NULL : candidates[one].thing;
}

/* Ids for what was named. False with the flow's error. */
static bool resolve(struct flow *flow, const char *param, const char ***out, size_t *count)
{
    const struct licences *l = flow->state;
    const char **named = flow_values(flow, param, count);
    size_t n = 0; /* by name and by id is once */
    *out = arena_alloc(flow->arena, (*count + l->assigned_count + 1) * sizeof **out);
    for (size_t i = 0; i < *count; i++) {
        const struct sku *sku = sku_meant(flow, named[i]);
        bool twice = false;
        if (!sku)
            return false;
        (*out)[n] = sku->id;
        for (size_t j = 0; j < n && !twice; j++)
            twice = !strcasecmp((*out)[j], sku->id);
        n += !twice;
    }
    *count = n;
    return true;
}

static bool restored(struct flow *flow)
{
    struct licences *l = flow->state;
    struct err ignored;
    auto_json struct json *root = json_parse(flow->restore, strlen(flow->restore), &ignored);
    const struct json *before = json_get(root, "assignedLicenses");
    l->add_count = l->remove_count = 0;
    if (json_kind(before) != JSON_ARRAY)
        return flow_refuse(flow, ERR_REFUSED, "the journal does not say which licences there were",
                           "manage them by hand") != FLOW_FAILED;
    l->add = arena_alloc(flow->arena, (json_count(before) + 1) * sizeof *l->add);
    l->remove = arena_alloc(flow->arena, (l->assigned_count + 1) * sizeof *l->remove);
    for (const struct json *one = json_first(before); one; one = json_next(one)) {
        const char *id = json_text_or(json_get(one, "skuId"), "");
        if (!has(l, id))
            l->add[l->add_count++] = arena_strdup(flow->arena, id);
    }
    for (size_t i = 0; i < l->assigned_count; i++) {
        bool was = false;
        for (const struct json *one = json_first(before); one; one = json_next(one))
            was |= !strcasecmp(json_text_or(json_get(one, "skuId"), ""), l->assigned[i].sku_id);
        if (!was && l->assigned[i].own)
            l->remove[l->remove_count++] = l->assigned[i].sku_id;
    }
    return true;
}

static bool removable(struct flow *flow)
{
    const struct licences *l = flow->state;
    for (size_t i = 0; i < l->remove_count; i++) {
        const struct assigned *a = has(l, l->remove[i]);
        if (a && !a->own) {
            err_set(&flow->error, ERR_REFUSED, "%s comes from a group: it cannot be removed here",
                    part_number(l, a->sku_id));
            return err_hint(&flow->error, "remove the user from the group %s", a->by_group);
        }
    }
    return true;
}

/* The service decides whether there is a seat; what was read explains its refusal. */
static void explain_seats(struct flow *flow)
{
    const struct licences *l = flow->state;
    for (size_t i = 0; i < l->add_count; i++) {
        const struct sku *sku = sku_named(l, l->add[i]);
        if (sku && sku->consumed >= licence_seats(sku))
            err_hint(&flow->error,
                     "no seat of %s is free (%ld of %ld are used): buy seats, or take one from another user",
                     sku->part_number, sku->consumed, licence_seats(sku));
    }
}

/* Drops from a list what is so already. */
static size_t without(const struct licences *l, const char **ids, size_t count, bool held)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if ((has(l, ids[i]) != NULL) != held)
            ids[kept++] = ids[i];
    return kept;
}

static bool work_out(struct flow *flow)
{
    struct licences *l = flow->state;
    if (flow->restore)
        return restored(flow);
    if (!resolve(flow, "add", &l->add, &l->add_count) || !resolve(flow, "remove", &l->remove, &l->remove_count))
        return false;
    for (size_t i = 0; flow_true(flow, "replace") && i < l->assigned_count; i++) {
        bool stays = !l->assigned[i].own;
        for (size_t j = 0; j < l->add_count; j++)
            stays |= !strcasecmp(l->add[j], l->assigned[i].sku_id);
        if (!stays)
            l->remove[l->remove_count++] = l->assigned[i].sku_id;
    }
    l->add_count = without(l, l->add, l->add_count, true);
    l->remove_count = without(l, l->remove, l->remove_count, false);
    for (size_t i = 0; flow->attempts && i < l->remove_count; i++) /* the user's own is gone: it was carried out */
        if (!has(l, l->remove[i])->own)
            l->remove[i--] = l->remove[--l->remove_count];
    return flow->look || (licence_apps_fit(flow, "without", l->skus, l->add, l->add_count) && removable(flow));
}

/* --- requests --- */

static const char *keep(struct flow *flow, const struct json *now)
{
    const struct licences *l = flow->state;
    (void)now;
    auto_buf struct buf out = buf_make(1u << 20);
    struct json_writer w = json_writer(&out);
    json_open(&w, '{');
    json_name(&w, "assignedLicenses");
    json_open(&w, '[');
    for (size_t i = 0; i < l->assigned_count; i++) {
        if (!l->assigned[i].own)
            continue;
        json_open(&w, '{');
        json_member_text(&w, "skuId", l->assigned[i].sku_id);
        json_name(&w, "disabledPlans");
        json_put_raw(&w, l->assigned[i].disabled, strlen(l->assigned[i].disabled));
        json_close(&w);
    }
    json_close(&w);
    json_name(&w, "proxyAddresses");
    json_open(&w, '[');
    for (const char **had = l->had; *had; had++)
        json_put_text(&w, *had);
    json_close(&w);
    json_close(&w);
    return arena_strdup(flow->arena, buf_text(&out));
}

static struct http_request *assign(struct flow *flow)
{
    const struct licences *l = flow->state;
    auto_buf struct buf body = buf_make(BUF_REQUEST);
    buf_puts(&body, "{\"addLicenses\":[");
    for (size_t i = 0; i < l->add_count; i++)
        buf_printf(&body, "%s{\"skuId\":\"%s\",\"disabledPlans\":%s}", i ? "," : "", l->add[i],
                   licence_apps_off(flow, sku_named(l, l->add[i]), l->add[i]));
    buf_puts(&body, "],\"removeLicenses\":[");
    for (size_t i = 0; i < l->remove_count; i++)
        buf_printf(&body, "%s\"%s\"", i ? "," : "", l->remove[i]);
    buf_puts(&body, "]}");
    return graph_write(flow->arena, flow->endpoints, "POST",
                       graph_user_path(flow->arena, flow->target->id, "/assignLicense"), buf_text(&body), 200, "{}");
}

static struct http_request *set_location(struct flow *flow, const char *location)
{
    return graph_write(flow->arena, flow->endpoints, "PATCH", graph_user_path(flow->arena, flow->target->id, ""),
                       arena_printf(flow->arena, "{\"usageLocation\":\"%s\"}", location), 204, NULL);
}

static bool is_country(const char *text)
{
    return strlen(text) == 2 && text[0] >= 'A' && text[0] <= 'Z' && text[1] >= 'A' && text[1] <= 'Z';
}

static bool sets_location(const struct flow *flow)
{
    return !strcmp(flow->request->method, "PATCH");
}

static struct http_request *write_change(struct flow *flow)
{
    const struct licences *l = flow->state;
    const char *location = flow_value(flow, "usage_location");
    if (!l->add_count && !l->remove_count)
        return NULL;
    if (!l->add_count || *l->usage_location)
        return assign(flow);
    if (location && is_country(location))
        return set_location(flow, location);
    flow_refuse(flow, ERR_USAGE,
                location ? "usage_location must be two capital letters"
                         : "the user has no usage location, and licences need one",
                location ? "such as NL or US" : "set usage_location, two letters such as NL");
    return NULL;
}

static struct http_request *write_next(struct flow *flow)
{
    return sets_location(flow) ? assign(flow) : NULL;
}

/* The user first, then what the tenant has; read back, the user alone. */
static struct http_request *ask_skus(struct flow *flow, const struct http_reply *reply)
{
    struct licences *l = flow->state;
    if (l->skus_asked) {
        l->skus = graph_skus_read(reply, flow->arena, &flow->error);
        l->skus_asked = false;
        return NULL;
    }
    auto_json struct json *user = graph_body(reply, &flow->error);
    if (!user)
        return NULL;
    read_assigned(flow, user);
    if (l->had)
        l->lost = addresses_lost(flow->arena, l->had, user);
    else
        l->had = addresses_of(flow->arena, user);
    l->skus_asked = !change_reads_back(flow);
    return l->skus_asked ? graph_skus(flow->arena, flow->endpoints) : NULL;
}

static int same(struct flow *flow, const struct json *now)
{
    const struct licences *l = flow->state;
    (void)now;
    if (!work_out(flow))
        return -1;
    return !l->add_count && !l->remove_count;
}

static int settled(struct flow *flow, const struct json *now)
{
    const struct licences *l = flow->state;
    bool all = true;
    (void)now;
    for (size_t i = 0; i < l->add_count; i++)
        all &= has(l, l->add[i]) != NULL;
    for (size_t i = 0; i < l->remove_count; i++)
        all &= !has(l, l->remove[i]) || !has(l, l->remove[i])->own;
    return all;
}

static const char *say(struct flow *flow, enum change_end end)
{
    const struct licences *l = flow->state;
    auto_buf struct buf out = buf_make(BUF_REQUEST);
    if (end == CHANGE_FOUND)
        buf_puts(&out, "The licences are as wanted, read back");
    for (size_t i = 0; i < l->add_count; i++)
        buf_printf(&out, "%s%s", i ? ", " : "Added ", part_number(l, l->add[i]));
    for (size_t i = 0; i < l->remove_count; i++)
        buf_printf(&out, "%s%s", i ? ", " : l->add_count ? "; removed " : "Removed ", part_number(l, l->remove[i]));
    buf_putc(&out, '.');
    for (size_t i = 0; i < l->remove_count; i++) {
        const struct assigned *a = has(l, l->remove[i]);
        if (a && a->by_group)
            buf_printf(&out, " The user keeps %s: it comes from the group %s, too.", part_number(l, a->sku_id),
                       a->by_group);
    }
    if (l->lost)
        buf_printf(&out, " Addresses are gone: %s. Add them to the mailbox again (Set-Mailbox -EmailAddresses).",
                   l->lost);
    return arena_strdup(flow->arena, buf_text(&out));
}

static void shows(struct flow *flow, bool changed)
{
    flow->row_changed = changed;
}

static enum flow_state manage(struct flow *flow, const struct http_reply *reply)
{
    static const struct change change = {
        .before = licence_mailbox_check,
        .read = user_get,
        .more = ask_skus,
        .same = same,
        .settled = settled,
        .keep = keep,
        .write = write_change,
        .next = write_next,
        .say = say,
        .already = "The licences are already set this way.",
        .lags = "Reading does not show it yet: it takes 2 to 5 minutes.",
        .done_first = true,
        .shows = shows,
    };
    if (!flow->state)
        flow->state = arena_alloc(flow->arena, sizeof(struct licences));
    enum flow_state state = change_step(flow, reply, &change);
    if (state == FLOW_FAILED && strcasestr(flow->error.message, "available licenses"))
        explain_seats(flow);
    /* The right to assign licences is not the right to say where the user is. */
    if (state == FLOW_FAILED && flow->error.code == ERR_FORBIDDEN && sets_location(flow))
        err_hint(&flow->error,
                 "the usage location needs the permission User.ReadWrite.All and the role User Administrator");
    return state;
}

static enum flow_state prepare_licences(struct flow *flow, const struct http_reply *reply)
{
    if (flow->several)
        return licence_seats_prepare(flow, reply);
    if (!flow->state) {
        flow->state = arena_alloc(flow->arena, sizeof(struct licences));
        return flow_send(flow, user_get(flow), 0);
    }
    struct http_request *more = ask_skus(flow, reply);
    if (more)
        return flow_send(flow, more, 0);
    if (flow->error.code != ERR_OK)
        return flow_fail(flow, reply);
    const struct licences *l = flow->state;
    for (const struct sku *sku = l->skus; sku; sku = sku->next) {
        const struct assigned *a = has(l, sku->id);
        const char *detail = licence_seats_text(flow, sku);
        if (a && !a->own)
            prepared_note(flow, false, "%s comes from a group: it goes with the membership.", sku->part_number);
        else if (a)
            prepared_option(flow, "remove", sku->id, sku->part_number, detail, false);
        if (!a)
            prepared_option(flow, "add", sku->id, sku->part_number, detail, false);
    }
    if (!*l->usage_location)
        prepared_note(flow, true, "The user has no usage location: licences need one.");
    else
        prepared_param(flow, "usage_location")->otherwise = l->usage_location;
    return flow_done(flow, "Read.");
}

#define SKUS(called, shown)                                                                                            \
    {                                                                                                                  \
        .name = called, .label = shown, .kind = PARAM_CHOICE, .many = true, .help = "skuPartNumber or skuId"           \
    }

const struct action licences_actions[] = {
    {
        .name = "manage-licences",
        .label = "Manage licences",
        .key = 'l',
        .group = GROUP_ACCOUNT,
        .touches = TOUCHES_LICENCES,
        .flags = ACTION_BULK | ACTION_PREPARES_SEVERAL,
        .help = "Add, remove or replace licences; free seats are shown.",
        .confirm = "Change the licences of {target}?",
        .params =
            (const struct param[]){
                SKUS("add", "Add"),
                SKUS("remove", "Remove"),
                {.name = "replace",
                 .label = "Replace all others",
                 .kind = PARAM_BOOL,
                 .otherwise = "false",
                 .help = "remove every own licence that is not named in add"},
                {.name = "keep_mailbox",
                 .label = "Keep the mailbox",
                 .kind = PARAM_BOOL,
                 .otherwise = "false",
                 .help = "only while the mailbox needs none: shared, below 50 GB, no archive, no hold"},
                {.name = "usage_location",
                 .label = "Usage location",
                 .kind = PARAM_TEXT,
                 .maximum = 2,
                 .help = "two letters; needed when the user has none"},
                {.name = "without",
                 .label = "Without apps",
                 .many = true,
                 .longest = 128,
                 .help = "service plans of the added licences that are left off, such as YAMMER_ENTERPRISE"},
                {.name = NULL}},
        .needs = (const char *const[]){"LicenseAssignment.ReadWrite.All", "User.ReadWrite.All",
                                       "Directory.ReadWrite.All", NULL},
        .roles = (const char *const[]){"License Administrator", "User Administrator", NULL},
        .prepare = prepare_licences,
        .flow = manage,
        .undo = "manage-licences",
    },
    {.name = NULL},
};

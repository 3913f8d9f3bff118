/* GET /users/delta: first every user, then what has been written since. */
#include "tenant/graph/users.h"
#include "tenant/wire/page_token.h"
#include "tenant/wire/selection.h"

#include <string.h>
#include <strings.h>

/* Kinds of tokens; the numbers of each. */
enum {
    TOKEN_ALL = 'a',     /* the next number, -, the sequence when the round began */
    TOKEN_CHANGES = 'c', /* the next change, the sequence of the round before, the sequence when this round began */
    TOKEN_SINCE = 's'    /* -, -, the sequence when the round before began */
};
enum { DELTA_PAGE = 200, DELTA_MOST_IDS = 50 };

struct delta_round {
    struct page_token token; /* where this page begins */
    struct selection selection;
    uint32_t ids[DELTA_MOST_IDS];
    size_t id_count;
    bool filtered, minimal;
};

static bool refuse(const struct tenant_request *request, struct tenant_reply *reply, int status, const char *code,
                   const char *message)
{
    tenant_error(request, reply, status, code, message);
    return false;
}

/* id eq '…' or id eq '…' */
static bool filter_read(struct tenant *tenant, const struct tenant_request *request, struct tenant_reply *reply,
                        const char *filter, struct delta_round *round)
{
    static const char equals[] = "id eq '", between[] = " or ";
    round->filtered = *filter != '\0';
    while (*filter) {
        char id[GUID_TEXT] = "";
        size_t length = strlen(equals);
        bool good = !strncmp(filter, equals, length) && strlen(filter) > length + 36 && filter[length + 36] == '\'';
        if (good)
            memcpy(id, filter + length, 36);
        struct guid guid;
        bool is_id = good && guid_parse(id, strlen(id), &guid);
        uint32_t number = is_id ? seed_find_id(store_people(tenant->store), &guid) : SEED_NOBODY; /* deleted or not */
        if (!good || round->id_count == DELTA_MOST_IDS)
            return refuse(
                request, reply, 400, "Request_UnsupportedQuery",
                "Only filtering by up to 50 values of 'id', joined by 'or', is supported for change tracking.");
        if (number != SEED_NOBODY)
            round->ids[round->id_count++] = number;
        filter += length + 37;
        if (*filter && (strncmp(filter, between, 4) != 0 || !filter[4]))
            return refuse(request, reply, 400, "Request_UnsupportedQuery", "Unsupported filter for change tracking.");
        filter += *filter ? 4 : 0;
    }
    return true;
}

static bool tokens_read(struct tenant *tenant, const struct tenant_request *request, struct tenant_reply *reply,
                        struct delta_round *round)
{
    const char *page = tenant_query(request, "$skiptoken"), *since = tenant_query(request, "$deltatoken");
    struct page_token *token = &round->token;
    uint64_t now = store_sequence(tenant->store);
    *token = (struct page_token){.kind = TOKEN_ALL, .c = now};
    if (since && !strcasecmp(since, "latest")) {
        token->a = store_people(tenant->store)->count;
        return true;
    }
    bool good = true;
    if (page)
        good = page_token_read(request->arena, page, TOKEN_ALL, token) ||
               page_token_read(request->arena, page, TOKEN_CHANGES, token);
    else if (since)
        good = page_token_read(request->arena, since, TOKEN_SINCE, token);
    if (!good || token->c > now)
        return refuse(request, reply, 410, "syncStateNotFound",
                      "The sync state generation is not found; re-sync from the beginning is required.");
    if (token->kind == TOKEN_SINCE)
        *token = (struct page_token){
            .kind = TOKEN_CHANGES, .b = token->c, .c = now, .select = token->select, .filter = token->filter};
    return true;
}

static bool round_read(struct tenant *tenant, const struct tenant_request *request, struct tenant_reply *reply,
                       struct delta_round *round)
{
    static const char *const allowed[] = {"$select", "$filter", "$skiptoken", "$deltatoken", NULL};
    const char *select = tenant_query(request, "$select"), *filter = tenant_query(request, "$filter");
    const char *prefer = tenant_header(request, "Prefer");
    if (!tenant_allow_query(request, reply, allowed) || !tokens_read(tenant, request, reply, round))
        return false;
    struct page_token *token = &round->token;
    if (token->select && (select || filter)) /* they are in the token */
        return refuse(request, reply, 400, "Request_BadRequest",
                      "$select and $filter cannot be given along with a token; they are encoded in it.");
    if (!token->select) {
        token->select = select ? select : "";
        token->filter = filter ? filter : "";
    }
    if (!selection_read(tenant, request, reply, *token->select ? token->select : NULL, true, &round->selection))
        return false;
    if (round->selection.activity)
        return refuse(request, reply, 400, "Request_UnsupportedQuery",
                      "The property 'signInActivity' is not supported for change tracking.");
    round->minimal = prefer && strcasestr(prefer, "return=minimal") && token->kind == TOKEN_CHANGES;
    return filter_read(tenant, request, reply, token->filter, round);
}

static bool is_null(const struct property *property, const struct user_record *user)
{
    char scratch[SEED_TEXT];
    switch (property->type) {
    case TYPE_TEXT:
        return !property_text(property, user, scratch);
    case TYPE_DATE:
        return !property_date(property, user);
    case TYPE_BOOL:
        return property_flag(property, user) < 0;
    default:
        return property->type == TYPE_OBJECT && !property->put && !store_value(user->change, property->name);
    }
}

/* A user who is gone: "changed" can be restored, "deleted" cannot. */
static void put_removed(struct json_writer *w, const struct user_record *user)
{
    char id[GUID_TEXT];
    json_open(w, '{');
    json_member_text(w, "id", guid_format(&user->seed.id, id));
    json_name(w, "@removed");
    json_open(w, '{');
    json_member_text(w, "reason", user->change->life == LIFE_PURGED ? "deleted" : "changed");
    json_close(w);
    json_close(w);
}

/* Properties that were never set are absent; those set to null are null. */
static void put_user(const struct delta_round *round, struct json_writer *w, const struct user_record *user)
{
    char id[GUID_TEXT];
    bool back = user->change && user->change->life_sequence > round->token.b; /* restored: all of it is news */
    json_open(w, '{');
    json_member_text(w, "id", guid_format(&user->seed.id, id));
    for (size_t i = 0; i < round->selection.count; i++) {
        const struct property *property = round->selection.chosen[i];
        const struct store_value *written = store_value(user->change, property->name);
        bool fresh = written && written->sequence > round->token.b;
        if (property == properties || (round->minimal && !fresh && !back) || (!written && is_null(property, user)))
            continue;
        json_name(w, property->name);
        property_put(property, w, user);
    }
    json_close(w);
}

static bool is_wanted(const struct delta_round *round, uint32_t number)
{
    for (size_t i = 0; i < round->id_count; i++)
        if (round->ids[i] == number)
            return true;
    return !round->filtered;
}

static bool has_fresh(const struct delta_round *round, const struct store_change *change)
{
    if (change->life_sequence > round->token.b)
        return true;
    for (size_t i = 0; change->life == LIFE_ALIVE && i < round->selection.count; i++) {
        const struct store_value *written = store_value(change, round->selection.chosen[i]->name);
        if (written && written->sequence > round->token.b)
            return true;
    }
    return false;
}

/* The users of this page; returns where the next begins, 0 when this was the last. */
static size_t page_read(struct tenant *tenant, const struct delta_round *round, uint32_t *numbers, size_t *n)
{
    size_t count = store_people(tenant->store)->count, at = round->token.a;
    const struct store_change *changes = NULL;
    *n = 0;
    if (round->token.kind == TOKEN_CHANGES)
        changes = store_changes(tenant->store, &count);
    for (; at < count && *n < DELTA_PAGE; at++) {
        uint32_t number = changes ? changes[at].number : (uint32_t)at;
        if (is_wanted(round, number) &&
            (changes ? has_fresh(round, &changes[at]) : store_life(tenant->store, number) == LIFE_ALIVE))
            numbers[(*n)++] = number;
    }
    return at < count ? at : 0;
}

static void put_link(const struct tenant_request *request, struct json_writer *w, const struct delta_round *round,
                     size_t next)
{
    struct page_token token = round->token;
    token.kind = (char)(next ? token.kind : TOKEN_SINCE);
    token.a = next;
    token.b = next ? token.b : 0;
    json_member_text(w, next ? "@odata.nextLink" : "@odata.deltaLink",
                     arena_printf(request->arena, "%s/%s/users/delta?%s=%s", request->origin, request->version,
                                  next ? "$skiptoken" : "$deltatoken", page_token_write(request->arena, &token)));
}

void users_delta(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    struct delta_round *round = arena_alloc(request->arena, sizeof *round);
    uint32_t numbers[DELTA_PAGE];
    struct user_record user;
    size_t n;
    if (!round_read(tenant, request, reply, round))
        return;
    size_t next = page_read(tenant, round, numbers, &n);
    struct json_writer w = json_writer(&reply->body);
    reply->status = 200;
    json_open(&w, '{');
    users_put_context(&w, request, "users", *round->token.select ? round->token.select : NULL, "/$delta");
    put_link(request, &w, round, next);
    json_name(&w, "value");
    json_open(&w, '[');
    for (size_t i = 0; i < n; i++) {
        user_record_load(&user, tenant->store, numbers[i]);
        if (user.change && user.change->life != LIFE_ALIVE)
            put_removed(&w, &user);
        else
            put_user(round, &w, &user);
    }
    json_close(&w);
    json_close(&w);
}

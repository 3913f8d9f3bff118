/* Everything that is read and everything that is done, a row each: with any replies they come to an end, and what they tell is clean. */
#include "action/action.h"
#include "api/exchange/exchange.h"
#include "api/graph/groups.h"
#include "api/graph/partners.h"
#include "api/graph/roles.h"
#include "api/graph/sites.h"
#include "api/graph/users.h"
#include "api/http/page.h"
#include "api/mfa/connector.h"
#include "api/sharepoint/csom.h"
#include "fuzz.h"
#include "model/page.h"
#include "source/source.h"

#define ONE "00000000-0000-4000-8000-000000000001"

enum { MOST_STEPS = 500 };

/* The replies in turn, and the last one for ever. */
struct replies {
    const uint8_t *data, *last;
    size_t size, last_size;
};

static struct http_reply *next(struct replies *replies)
{
    if (!replies->size) {
        replies->data = replies->last;
        replies->size = replies->last_size;
    }
    replies->last = replies->data;
    replies->last_size = replies->size;
    struct http_reply *reply = fuzz_reply(&replies->data, &replies->size);
    replies->last_size -= replies->size;
    return reply;
}

static void check_records(const struct record_page *page)
{
    for (size_t i = 0; i < page->count; i++)
        for (size_t k = 0; k < page->kind->count; k++) {
            const struct value *value = &page->records[i].values[k];
            enum field_type type = page->kind->fields[k].type;
            if (value->known && (type == FIELD_TEXT || type == FIELD_GUID))
                fuzz_clean_text(value->text);
            for (size_t n = 0; value->known && type == FIELD_TEXTS && n < value->count; n++)
                fuzz_clean_text(value->texts[n]);
        }
}

/* Up to the first newline stands the name of a row; what is none chooses one all the same. */
static size_t chosen(const uint8_t **data, size_t *size, const char *(*name_of)(size_t at), size_t count)
{
    const uint8_t *end = memchr(*data, '\n', *size);
    size_t length = end ? (size_t)(end - *data) : 0, sum = 0;
    auto_str char *name = fuzz_text(*data, length);
    *data += length + (end != NULL);
    *size -= length + (end != NULL);
    for (size_t i = 0; i < length; i++)
        sum += (unsigned char)name[i];
    for (size_t i = 0; i < count; i++)
        if (!strcmp(name_of(i), name))
            return i;
    return sum % count;
}

static const char *source_name(size_t at)
{
    size_t count;
    return source_all(&count)[at]->name;
}

static const char *action_name(size_t at)
{
    size_t count;
    return action_all(&count)[at]->name;
}

void fuzz_sources(const uint8_t *data, size_t size)
{
    size_t count, steps = 0;
    const struct source *const *all = source_all(&count);
    const struct source *row = all[chosen(&data, &size, source_name, count)];
    struct replies replies = {.data = data, .size = size};
    if (!size || row->flags & SOURCE_LOCAL) /* no service is asked */
        return;
    auto_arena struct arena *arena = arena_new(0);
    struct reading reading = {.source = row,
                              .subject = row->scope == SOURCE_OF_USER ? ONE : NULL,
                              .text = row->flags & SOURCE_BY_TEXT ? "ann" : NULL,
                              .endpoints = &fuzz_endpoints,
                              .arena = arena};
    enum source_step step = reading_begin(&reading);
    while (step == SOURCE_SEND) {
        MUST(++steps < MOST_STEPS && !http_is_write(reading.request));
        fuzz_request(reading.request);
        struct http_reply *reply = next(&replies);
        step = reading_step(&reading, reply);
        http_reply_free(reply);
    }
    MUST(reading.state == READ_WHOLE || reading.state == READ_IN_PART || reading.state == READ_NOT);
    MUST((reading.state == READ_WHOLE) == (reading.why == WHY_NOTHING));
    fuzz_error(reading.state == READ_WHOLE, &reading.error);
    check_records(reading.page);
    reading_free(&reading);
}

/* --- actions --- */

static const char *some(const struct param *param)
{
    switch (param->kind) {
    case PARAM_CHOICE:
        return param->choices ? param->choices[0] : ONE;
    case PARAM_BOOL:
        return "yes";
    case PARAM_NUMBER:
        return "60";
    case PARAM_DATE_TIME:
        return "+1d";
    case PARAM_USER:
    case PARAM_GROUP:
        return ONE;
    case PARAM_SITE:
        return "contoso.sharepoint.com," ONE "," ONE;
    default:
        return "ann@contoso.com";
    }
}

/* Values for what the row asks for; the bits of `choice` leave out what need not be given. */
static void give(struct flow *flow, unsigned choice)
{
    struct param_value *given = arena_alloc(flow->arena, 32 * sizeof *given), *values;
    size_t count = 0;
    struct err e;
    for (const struct param *param = flow->action->params; param && param->name && count < 32; param++, choice >>= 1)
        if (param->required || choice & 1)
            given[count++] = (struct param_value){.name = param->name, .value = some(param)};
    if (action_values(flow->arena, flow->action, given, count, &values, &flow->value_count, &e))
        flow->values = values;
}

static void step_all(struct flow *flow, struct replies replies)
{
    size_t steps = 0;
    enum flow_state state = flow_step(flow, NULL);
    for (; state == FLOW_SEND || state == FLOW_WAIT; steps++) {
        MUST(steps < MOST_STEPS);
        struct http_reply *reply = NULL;
        if (flow->sharepoint)
            ((struct endpoints *)flow->endpoints)->at[RESOURCE_SHAREPOINT] = flow->sharepoint;
        if (state == FLOW_WAIT) {
            MUST(flow->wait >= 0 && flow->wait <= 600000);
            flow->now += flow->wait;
        } else {
            MUST(flow->request->url && (!flow->prepared || !http_is_write(flow->request)));
            reply = next(&replies);
        }
        fuzz_clean_text(flow->progress);
        state = flow_step(flow, reply);
        http_reply_free(reply);
    }
    if (state == FLOW_FAILED)
        fuzz_error(false, &flow->error);
    else if (!flow->prepared)
        MUST(flow->message);
    fuzz_clean_text(flow->message);
    for (const struct prepared_note *note = flow->prepared ? flow->prepared->notes : NULL; note; note = note->next)
        fuzz_clean_text(note->text);
    for (const struct prepared_param *param = flow->prepared ? flow->prepared->params : NULL; param;
         param = param->next)
        for (const struct prepared_option *option = param->options; option; option = option->next) {
            fuzz_clean_text(option->label);
            fuzz_clean_text(option->detail);
        }
    secret_free(flow_take_secret(flow));
    for (size_t i = 0; i < 2; i++)
        secret_free(flow->kept[i]);
}

/* Behind the name a byte says what is given, and how it is run. */
void fuzz_actions(const uint8_t *data, size_t size)
{
    size_t count;
    const struct action *const *all = action_all(&count);
    const struct action *row = all[chosen(&data, &size, action_name, count)];
    if (size < 2)
        return;
    const struct replies replies = {.data = data + 1, .size = size - 1};
    const struct target target = {.id = ONE, .user_principal_name = "ann@contoso.com", .display_name = "Ann"};
    for (int how = 0; how < 2; how++) {
        auto_arena struct arena *arena = arena_new(0);
        struct endpoints endpoints = fuzz_endpoints;
        struct prepared prepared = {.params = NULL};
        struct flow flow = {.action = row,
                            .target = &target,
                            .endpoints = &endpoints,
                            .arena = arena,
                            .delegated = data[0] & 1,
                            .now = 1795435200000,
                            .prepared = how ? &prepared : NULL};
        give(&flow, data[0] >> 1);
        if (!how || row->prepare)
            step_all(&flow, replies);
    }
}

/* --- what the rows read with --- */

static void read_customers(const struct http_reply *reply, struct arena *arena)
{
    struct customers customers = customers_make(arena);
    struct http_request *more = NULL;
    struct err e = {.code = ERR_OK};
    fuzz_error(graph_relationships_read(&customers, reply, &fuzz_endpoints, &more, &e), &e);
    if (more)
        fuzz_request(more);
    e = (struct err){.code = ERR_OK};
    fuzz_error(graph_contracts_read(&customers, reply, &fuzz_endpoints, true, &more, &e), &e);
    for (const struct customer *one = customers.first; one; one = one->next) {
        fuzz_clean_text(one->name);
        fuzz_clean_text(one->tenant_id);
        fuzz_clean_text(one->domain);
        fuzz_clean_text(one->roles);
        MUST(one->status && one->ends >= 0);
    }
}

static void read_lists(const struct http_reply *reply, struct arena *arena)
{
    struct err e = {.code = ERR_OK};
    char *link = NULL;
    for (struct group *one = graph_groups_read(reply, arena, &e); one; one = one->next) {
        fuzz_clean_text(one->display_name);
        fuzz_clean_text(one->mail);
        fuzz_clean_text(group_describe(arena, one));
    }
    fuzz_clean_text(e.message);
    for (struct site *one = graph_sites_read(reply, arena, &link, &e); one; one = one->next) {
        fuzz_clean_text(one->display_name);
        fuzz_clean_text(one->web_url);
    }
    const char *admin = graph_sites_admin(reply, arena, &e);
    MUST(!admin || !strncmp(admin, "https://", 8));
    for (struct sku *one = graph_skus_read(reply, arena, &e); one; one = one->next)
        fuzz_clean_text(one->part_number);
    for (const char *const *one = exchange_probe_read(reply, arena, &e); one && *one; one++)
        MUST(**one);
}

static void read_connector(const struct http_reply *reply, struct arena *arena)
{
    struct err e = {.code = ERR_OK};
    enum connector_answer answer = CONNECTOR_OTHER;
    const char *said = "";
    bool not_yet = false;
    auto_secret struct secret *token = connector_token_read(reply, &not_yet, &e);
    for (const char *c = secret_text(token); *c; c++)
        MUST((unsigned char)*c > ' ' && (unsigned char)*c < 0x7f);
    fuzz_error(token, &e);
    e = (struct err){.code = ERR_OK};
    bool read = connector_push_read(reply, arena, &answer, &said, &e);
    fuzz_error(read, &e);
    if (read)
        fuzz_clean_text(said);
    MUST(!read || connector_may_have_asked(reply));
}

void fuzz_readers(const uint8_t *data, size_t size)
{
    auto_arena struct arena *arena = arena_new(0);
    auto_str char *text = fuzz_text(data, size);
    struct err e = {.code = ERR_OK};
    struct http_reply *reply = fuzz_reply(&data, &size);
    if (!reply)
        return;
    read_lists(reply, arena);
    read_customers(reply, arena);
    read_connector(reply, arena);
    fuzz_error(csom_check(reply, &e), &e);
    auto_json struct json *root = json_parse(buf_text(&reply->body), reply->body.length, &e);
    csom_found_site(root);
    csom_result(root, 7);
    MUST(!graph_role_name(text) || *graph_role_name(text));
    graph_role_only_reads(text);
    if (*text && strlen(text) < 200) {
        fuzz_request(graph_users_find(arena, &fuzz_endpoints, text, "?$select=id"));
        fuzz_request(graph_groups_find(arena, &fuzz_endpoints, text));
        fuzz_request(graph_groups_called(arena, &fuzz_endpoints, text));
        fuzz_request(graph_sites_find(arena, &fuzz_endpoints, text));
    }
    http_reply_free(reply);
}

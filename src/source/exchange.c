/* Exchange: what it offers to this sign-in, and how sources of its cmdlets are read. */
#include "api/exchange/exchange.h"
#include "codec/json.h"
#include "source/rows.h"
#include <assert.h>

#define COUNT_OF(array) (sizeof array / sizeof array[0])

/* --- a cmdlet --- */

struct http_request *exchange_ask(struct reading *reading, const char *cmdlet, const char *parameter,
                                  const struct exchange_parameter *more)
{
    struct exchange_parameter all[8] = {{parameter, .text = reading->subject}};
    size_t count = 1;
    for (; more && more->name; more++) {
        assert(count + 1 < COUNT_OF(all));
        all[count++] = *more;
    }
    return exchange_invoke(reading->arena, reading->endpoints, cmdlet, reading->name, all);
}

/* A person is told the roles that open this, as no scope does (REQUESTS §11.6). */
static void hint_roles(const struct source *source, struct err *e)
{
    auto_buf struct buf roles = buf_make(sizeof e->hint);
    for (const char *const *role = source->roles; *role; role++)
        buf_printf(&roles, "%s%s", role == source->roles ? "" : role[1] ? ", " : " or ", *role);
    err_hint(e, "Read by the role %s; by an application with one of them and Exchange.ManageAsApp", buf_text(&roles));
}

enum source_step exchange_refused(struct reading *reading, const struct http_reply *reply, struct err *e)
{
    bool first = !reading->paging.pages; /* a link that died is not the end of a list (REQUESTS §11.3) */
    if (first && e->code == ERR_NOT_FOUND && exchange_says_none(reply))
        return reading_end(reading);
    if (e->code == ERR_FORBIDDEN && reading->source->roles)
        hint_roles(reading->source, e);
    return reading_stop(reading, reply, e);
}

enum source_step exchange_stranger(struct reading *reading)
{
    struct err e;
    err_set(&e, ERR_SERVICE, "the service answered about somebody else: a mailbox that is another user's");
    return reading_stop(reading, NULL, &e);
}

static enum source_step take(struct reading *reading, const struct http_reply *reply)
{
    struct err e = {.code = ERR_OK};
    char *link = NULL;
    size_t begins = reading->page->count;
    auto_json struct json *body = exchange_body(reply, &e);
    if (!body)
        return exchange_refused(reading, reply, &e);
    const struct json *rows = pages_rows(reply, reading->arena, body, &link, &e);
    for (const struct json *one = json_first(rows); one; one = json_next(one))
        (void)decode_record(reading, one);
    if (e.code != ERR_OK)
        return reading_stop(reading, NULL, &e);
    if (link)
        return pages_next(reading, begins, rows,
                          exchange_next(reading->arena, reading->endpoints, reading->request, link, &e), &e);
    return exchange_says_more(body) ? reading_too_many(reading) : reading_end(reading);
}

enum source_step exchange_step(struct reading *reading, const struct http_reply *reply)
{
    if (reply)
        return take(reading, reply);
    reading->request = reading->source->ask(reading);
    return SOURCE_SEND;
}

enum source_step exchange_second(struct reading *reading, const struct http_reply *reply,
                                 struct http_request *(*ask)(struct reading *reading, const struct json *first))
{
    struct err e = {.code = ERR_OK};
    char *link = NULL;
    if (!reply || reading->step > 0)
        return exchange_step(reading, reply);
    auto_json struct json *body = exchange_body(reply, &e);
    if (!body)
        return exchange_refused(reading, reply, &e);
    const struct json *first = pages_rows(reply, reading->arena, body, &link, &e);
    if (decode_is_another(reading, json_first(first), EXCHANGE_WHOSE))
        return exchange_stranger(reading);
    struct http_request *second = ask(reading, first);
    if (second) {
        reading->step++;
        reading->request = second;
        reading->paging = (struct paging){0}; /* of another list */
        return SOURCE_SEND;
    }
    if (e.code != ERR_OK)
        return reading_stop(reading, NULL, &e);
    if (link)
        return pages_next(reading, reading->page->count, first,
                          exchange_next(reading->arena, reading->endpoints, reading->request, link, &e), &e);
    if (!json_count(first) && !reading->paging.pages)
        return reading_end(reading);
    err_set(&e, ERR_PARSE, "what %s answers names nothing to go on with", reading->source->cmdlets[0]);
    return reading_stop(reading, NULL, &e);
}

/* --- what it offers --- */

static const struct field cmdlet_fields[] = {
    {.name = "cmdlets", .label = "Cmdlets", .type = FIELD_TEXTS, .flags = FIELD_REQUIRED},
};
static const struct record_kind cmdlet_kind = {.name = "offer",
                                               .many = "offers",
                                               .fields = cmdlet_fields,
                                               .count = COUNT_OF(cmdlet_fields),
                                               .id = 0,
                                               .title = -1,
                                               .detail = -1,
                                               .time = -1};

static enum source_step probe_step(struct reading *reading, const struct http_reply *reply)
{
    struct err e = {.code = ERR_OK};
    if (!reply) {
        reading->request = exchange_probe(reading->arena, reading->endpoints);
        return SOURCE_SEND;
    }
    const char *const *names = exchange_probe_read(reply, reading->page->arena, &e);
    if (!names)
        return reading_stop(reading, reply, &e);
    struct value *value = &record_page_add(reading->page)->values[0];
    *value = (struct value){.known = true, .texts = names};
    while (names[value->count])
        value->count++;
    return reading_end(reading);
}

/* --- the organisation's own --- */

static const struct field domain_fields[] = {
    {.name = "domainName", .label = "Domain", .path = "DomainName", .flags = FIELD_REQUIRED},
    {.name = "domainType", .label = "Type", .path = "DomainType"},
};
static const struct record_kind domain_kind = {.name = "accepted domain",
                                               .many = "accepted domains",
                                               .fields = domain_fields,
                                               .count = COUNT_OF(domain_fields),
                                               .id = 0,
                                               .title = 0,
                                               .detail = 1,
                                               .time = -1};

static struct http_request *ask_domains(struct reading *reading)
{
    return exchange_invoke(reading->arena, reading->endpoints, "Get-AcceptedDomain", NULL, NULL);
}

const struct source exchange_sources[] = {
    {
        .name = "exchange-cmdlets",
        .label = "What Exchange offers",
        .scope = SOURCE_OF_TENANT,
        .flags = SOURCE_OPEN,
        .kind = &cmdlet_kind,
        .phase = PHASE_STATE,
        .step = probe_step,
    },
    {
        .name = "accepted-domains",
        .label = "The domains that Exchange accepts",
        .scope = SOURCE_OF_TENANT,
        .flags = SOURCE_OPEN,
        .kind = &domain_kind,
        .cmdlets = ANY_OF("Get-AcceptedDomain"),
        .roles = READS_MAILBOXES,
        .phase = PHASE_STATE,
        .fresh = 60 * MINUTES,
        .ask = ask_domains,
        .step = exchange_step,
    },
};
const size_t exchange_source_count = COUNT_OF(exchange_sources);

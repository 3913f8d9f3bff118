/* Exchange: what it offers to this sign-in. */
#include "api/exchange/exchange.h"
#include "codec/json.h"
#include "source/rows.h"

#define COUNT_OF(array) (sizeof array / sizeof array[0])

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
};
const size_t exchange_source_count = COUNT_OF(exchange_sources);

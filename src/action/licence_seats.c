/* What the tenant has of its licences, and the list of them for several users at once. */
#include "action/licence_seats.h"

#include "api/graph/graph.h"
#include "base/arena.h"

long licence_seats(const struct sku *sku)
{
    return sku->enabled + sku->warning;
}

const char *licence_seats_text(struct flow *flow, const struct sku *sku)
{
    const char *grace = sku->warning ? arena_printf(flow->arena, ", %ld in their grace period", sku->warning) : "";
    long free = licence_seats(sku) > sku->consumed ? licence_seats(sku) - sku->consumed : 0;
    return arena_printf(flow->arena, "%ld of %ld free%s", free, licence_seats(sku), grace);
}

enum flow_state licence_seats_prepare(struct flow *flow, const struct http_reply *reply)
{
    if (!reply)
        return flow_send(flow, graph_skus(flow->arena, flow->endpoints), 0);
    const struct sku *skus = graph_skus_read(reply, flow->arena, &flow->error);
    if (flow->error.code != ERR_OK)
        prepared_note(flow, true, "The licences could not be listed: %s. Write skuPartNumber or skuId.",
                      flow->error.message);
    for (const struct sku *sku = skus; sku; sku = sku->next) {
        const char *detail = licence_seats_text(flow, sku);
        prepared_option(flow, "add", sku->id, sku->part_number, detail, false);
        prepared_option(flow, "remove", sku->id, sku->part_number, detail, false);
    }
    flow->error = (struct err){.code = ERR_OK};
    return flow_done(flow, "Read.");
}

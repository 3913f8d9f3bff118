/* Which service answered decides how its errors are read. */
#include "api/service.h"

#include "api/exchange/exchange.h"
#include "api/graph/graph.h"
#include "api/sharepoint/csom.h"

bool service_check(const struct http_request *request, const struct http_reply *reply, struct err *e)
{
    switch (request ? request->resource : RESOURCE_GRAPH) {
    case RESOURCE_EXCHANGE:
        return exchange_check(reply, e);
    case RESOURCE_SHAREPOINT:
        return csom_check(reply, e);
    default:
        return graph_check(reply, e);
    }
}

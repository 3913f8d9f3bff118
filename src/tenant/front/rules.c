/* One set of rules and one ledger, whichever tenant is asked. */
#include "tenant/front/rules.h"

struct fault_decision rules_fault(struct tenant_front *front, const struct tenant_request *request, const char *service)
{
    front = front->home;
    if (front->fault_count == 0)
        return (struct fault_decision){.retry_after = -1};
    const char *path = arena_printf(request->arena, "%s%s%s%s%s", *service ? "/" : "", service, request->path,
                                    request->query_text[0] ? "?" : "", request->query_text);
    pthread_mutex_lock(&front->rules_lock);
    struct fault_decision decision = fault_decide(front->faults, front->fault_count, request->method, path);
    pthread_mutex_unlock(&front->rules_lock);
    return decision;
}

void rules_note(struct tenant_front *front, const struct tenant_request *request, const char *url, int status,
                const struct fault_decision *fault)
{
    struct ledger_line line = {.method = request->method,
                               .url = url,
                               .headers = request->headers,
                               .header_count = request->header_count,
                               .body = request->body,
                               .body_length = request->body_length,
                               .status = status,
                               .user = request->caller.user_oid ? request->caller.user_oid : request->caller.app_id,
                               .fault = fault_name(fault->kind),
                               .batch = request->in_batch,
                               .overlaps = request->overlaps};
    ledger_write(&front->home->ledger, &line);
}

void rules_spoil_batch(struct round *round, const struct fault_decision *fault)
{
    if (fault->kind == FAULT_CUT || fault->kind == FAULT_CUT_AFTER)
        round->delivery = DELIVER_CUT;
    else if (fault->kind == FAULT_TRUNCATE && round->delivery == DELIVER_WHOLE)
        round->delivery = DELIVER_TRUNCATED;
}

/* Every row asks for something that the demo tenant answers, and that the row can read without leaving anything out. */
#include "tenant/actions_fixture.h"
#include "tenant/exchange_fixture.h"

#include "reply_fixture.h"
#include "source/source.h"

/* Rows that one tenant alone cannot answer, and where they are asked instead. */
static const char *const elsewhere[] = {"customers" /* of a partner: tests/e2e/test_partners.py */,
                                        /* much, late, or of a scenario alone: tests/e2e/test_research.py */
                                        "sign-ins-all", "sign-ins-from", "sign-ins-with-app", "messages-to", "alerts",
                                        "audit-query-by", "audit-query-of", "audit-query-operations",
                                        /* not opened by the roles that most have */
                                        "add-ins", "recoverable-items", "sending-limits", "message-trace-graph"};

static bool is_elsewhere(const char *name)
{
    for (size_t i = 0; i < sizeof elsewhere / sizeof elsewhere[0]; i++)
        if (!strcmp(elsewhere[i], name))
            return true;
    return false;
}

static struct answer send_request(struct directory *d, const struct http_request *request)
{
    enum http_resource resource = request->resource;
    auto_str char *token = resource == RESOURCE_EXCHANGE ? token_of(d, BASE "/exchange", "Exchange.ManageAsApp", NULL)
                           : resource == RESOURCE_SHAREPOINT
                               ? token_of(d, BASE "/sharepoint", "AllSites.FullControl", ADMIN_OID)
                               : directory_token(d, &(struct ask){0});
    struct wire wire = {
        .method = request->method, .uri = request->url + strlen(BASE), .token = token, .body = request->body};
    size_t n = 0;
    for (const struct http_header *one = request->headers; one; one = one->next)
        if (!strcmp(one->name, "Content-Type"))
            wire.type = one->value;
        else if (strcmp(one->name, "Accept") != 0 && n < sizeof wire.extra / sizeof wire.extra[0])
            wire.extra[n++] = (struct tenant_pair){one->name, one->value};
    return send_wire(d, wire);
}

static void check_row(struct directory *d, const struct source *row, size_t list, const char *subject)
{
    static const struct endpoints endpoints = {.at = {[RESOURCE_GRAPH] = BASE "/graph",
                                                      [RESOURCE_EXCHANGE] = BASE "/exchange",
                                                      [RESOURCE_SHAREPOINT] = BASE "/sharepoint"},
                                               .tenant_id = OPTIONS_TENANT_ID};
    auto_arena struct arena *arena = arena_new(0);
    struct reading reading = {.source = row,
                              .list = list,
                              .subject = row->scope == SOURCE_OF_USER ? subject : NULL,
                              .name = !strcmp(row->name, "onedrive-site") ? "max.methods@contoso.com" : NULL,
                              .text = row->inputs
                                          ? "application=exchange, country=NL, address=203.0.113.7, compliant=no"
                                      : !strcmp(row->name, "application") ? OPTIONS_TENANT_ID
                                      : row->flags & SOURCE_BY_TEXT       ? "ma"
                                                                          : NULL,
                              .endpoints = &endpoints,
                              .arena = arena};
    for (enum source_step step = reading_begin(&reading); step == SOURCE_SEND;) {
        auto_answer struct answer answer = send_request(d, reading.request);
        if (answer.status != 200 && answer.status != 404) /* which may say that there is none: the reading tells */
            fail_msg("%s: %s is answered with %d: %s", row->name, reading.request->url, answer.status, answer.text);
        struct http_reply *reply = reply_of(answer.status, answer.text);
        step = reading_step(&reading, reply);
        http_reply_free(reply);
    }
    bool enough = reading.why == WHY_TOO_MANY && (row->flags & SOURCE_FIRST_PAGE || row->most);
    if ((reading.state != READ_WHOLE && !enough) || reading.page->left_out)
        fail_msg("%s: %s, %s", row->name, read_state_name(reading.state), reading.error.message);
    reading_free(&reading);
}

static void sources__are_answered__by_the_demo_tenant(void **state)
{
    size_t count;
    const struct source *const *all = source_all(&count);
    auto_str char *subject = id_of(*state, "max.methods");
    for (size_t i = 0; i < count; i++)
        if (!is_elsewhere(all[i]->name) && !(all[i]->flags & SOURCE_LOCAL))
            for (size_t list = 0; list == 0 || list < all[i]->lists; list++)
                check_row(*state, all[i], list, subject);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(sources__are_answered__by_the_demo_tenant, start, stop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Plain reads beside the cmdlets: sizes, device statistics, and the list of what the caller may call. */
#include "tenant/exchange/exchange_handlers.h"

#include "codec/base64.h"
#include <string.h>
#include <strings.h>

static void answer(struct tenant_request *request, struct tenant_reply *reply, struct json *value)
{
    auto_json struct json *root = json_new_object();
    json_set_text(root, "@odata.context", arena_printf(request->arena, "%s/adminapi/$metadata", request->origin));
    json_set(root, "value", value);
    tenant_json(reply, 200, root);
}

/* The key of "Mailbox('key')"; NULL when the segment is another. */
static char *key_of(const struct tenant_request *request)
{
    const char *segment = request->segments[3];
    size_t length = strlen(segment);
    if (length < 12 || strncasecmp(segment, "Mailbox('", 9) != 0 || strcmp(segment + length - 2, "')") != 0)
        return NULL;
    return arena_strndup(request->arena, segment + 9, length - 11);
}

static bool find(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply, const char *key,
                 struct mailbox *mailbox)
{
    bool many;
    struct cmdlet_call call = {.tenant = tenant, .request = request, .reply = reply, .arena = request->arena};
    uint32_t number = exchange_resolve(tenant, key, &many);
    if (number != SEED_NOBODY && mailbox_load(tenant, number, mailbox))
        return true;
    call_not_found(&call, key);
    return false;
}

static void statistics(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply,
                       const char *key)
{
    struct mailbox mailbox;
    if (!find(tenant, request, reply, key, &mailbox))
        return;
    struct json *list = json_new_array();
    json_push(list, exchange_statistics_row(tenant, &mailbox, false));
    answer(request, reply, list);
}

static void devices(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply, const char *key)
{
    struct mailbox mailbox;
    const char *encoded = tenant_query(request, "IsEncoded");
    auto_buf struct buf plain = buf_make(4096);
    if (!encoded || strcasecmp(encoded, "True") != 0 || !base64_decode(&plain, key, strlen(key)) || !plain.length)
        exchange_error(reply, 400, "BadRequest", "System.FormatException",
                       "The key must be base64, announced by IsEncoded=True.");
    else if (find(tenant, request, reply, buf_text(&plain), &mailbox))
        answer(request, reply, mailbox_part(tenant, &mailbox, MAILBOX_DEVICES));
}

static void module_file(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    const char *wanted = tenant_header(request, "CommandName");
    if (!wanted || !*wanted || !tenant_query(request, "Version")) {
        exchange_error(reply, 400, "BadRequest", "System.ArgumentException",
                       "The header CommandName and the option Version are needed.");
        return;
    }
    unsigned roles = exchange_roles_of(tenant, &request->caller);
    auto_buf struct buf names = buf_make(1u << 16);
    for (size_t t = 0; exchange_tables[t]; t++)
        for (const struct cmdlet *row = exchange_tables[t]; row->name; row++)
            if ((row->roles & roles) && (!strcmp(wanted, "*") || !strcasecmp(wanted, row->name)))
                buf_printf(&names, "%s%s", names.length ? "," : "", row->name);
    struct json *list = json_new_array(), *one = json_new_object();
    json_set_text(one, "exportedCmdlets", buf_text(&names));
    json_set_text(one, "version", tenant_query(request, "Version"));
    json_push(list, one);
    answer(request, reply, list);
}

static bool dispatch(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    char **segments = request->segments;
    size_t count = request->segment_count;
    bool beta = !strcmp(segments[1], "beta");
    char *key = beta ? key_of(request) : NULL;
    if (!strcmp(segments[1], "v1.0") && count == 4 && !strcmp(segments[3], "EXOModuleFile"))
        module_file(tenant, request, reply);
    else if (key && count == 5 && !strcmp(segments[4], "Exchange.GetMailboxStatistics()"))
        statistics(tenant, request, reply, key);
    else if (key && count == 6 && !strcmp(segments[4], "MobileDevice") &&
             !strcmp(segments[5], "Exchange.GetMobileDeviceStatistics()"))
        devices(tenant, request, reply, key);
    else
        return false;
    return true;
}

bool exchange_rest(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply)
{
    if (strcmp(request->method, "GET") != 0)
        return false;
    pthread_mutex_lock(&tenant->lock);
    bool found = dispatch(tenant, request, reply);
    pthread_mutex_unlock(&tenant->lock);
    return found;
}

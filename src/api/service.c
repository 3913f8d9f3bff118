/* The table of services. Another service is a row here, its name in api/endpoints.h, and the folder that builds its requests. */
#include "api/service.h"

#include "api/exchange/exchange.h"
#include "api/graph/graph.h"
#include "api/sharepoint/csom.h"
#include "api/sharepoint/rest.h"
#include <assert.h>
#include <string.h>
#include <strings.h>

static const char *const clouds[CLOUDS] = {
    [CLOUD_GLOBAL] = "global",
    [CLOUD_USGOV] = "usgov",
    [CLOUD_DOD] = "dod",
    [CLOUD_CHINA] = "china",
};

static const struct service services[RESOURCES] = {
    [RESOURCE_GRAPH] =
        {
            .name = "graph",
            .label = "Microsoft Graph",
            .address =
                {
                    [CLOUD_GLOBAL] = "https://graph.microsoft.com",
                    [CLOUD_USGOV] = "https://graph.microsoft.us",
                    [CLOUD_DOD] = "https://dod-graph.microsoft.us",
                    [CLOUD_CHINA] = "https://microsoftgraph.chinacloudapi.cn",
                },
            .reach = "/v1.0/organization?$select=id",
            .workloads =
                {
                    {WORKLOAD_DIRECTORY, "directory", .burst = 3500, .per_ms = 3500 / 1e4, .at_once = 24, .kept = 15},
                    {WORKLOAD_SIGN_IN_LOGS, "sign-in logs", .most = 5, .span = 10000, .at_once = 5, .kept = 1},
                    {WORKLOAD_PROTECTION, "identity protection", .most = 1, .span = 1000, .at_once = 1},
                    {WORKLOAD_AUDIT_QUERIES, "audit queries", .at_once = 8},
                    {WORKLOAD_CUSTOMERS, "customers'", .at_once = 8},
                },
            .app_id = "00000003-0000-0000-c000-000000000000",
            .client_id = "14d82eec-204b-4c2f-b7e8-296a70dab67e",
            .client_name = "Microsoft Graph Command Line Tools",
            .check = graph_check,
            .batch_most = 20,
            .batch_prefix = graph_batch_prefix,
        },
    [RESOURCE_EXCHANGE] =
        {
            .name = "exchange",
            .label = "Exchange Online",
            .address =
                {
                    [CLOUD_GLOBAL] = "https://outlook.office365.com",
                    [CLOUD_USGOV] = "https://outlook.office365.us",
                    [CLOUD_DOD] = "https://outlook-dod.office365.us",
                    [CLOUD_CHINA] = "https://outlook.office365.cn",
                },
            .reach = "/adminapi/beta/",
            .workloads =
                {
                    {WORKLOAD_EXCHANGE, "Exchange", .at_once = 4, .kept = 1},
                    {WORKLOAD_TRACE, "message trace", .most = 100, .spare = 10, .span = 300000, .at_once = 4,
                     .kept = 1},
                    {WORKLOAD_MAILBOX, "mailbox", .burst = 1000, .per_ms = 10000 / 6e5, .at_once = 4, .kept = 1},
                },
            .app_id = "00000002-0000-0ff1-ce00-000000000000",
            .client_id = "fb78d390-0c51-40cd-8e17-fdbfab77341b",
            .client_name = "Microsoft Exchange REST API Based PowerShell",
            .permissions = (const char *const[]){"Exchange.ManageAsApp", "Exchange.Manage", NULL},
            .check = exchange_check,
            .batch_most = 10,
            .batch_prefix = exchange_batch_prefix,
            .batch_whole = true,
        },
    [RESOURCE_SHAREPOINT] =
        {
            .name = "sharepoint",
            .label = "SharePoint",
            .address =
                {
                    [CLOUD_GLOBAL] = "https://{tenant}-admin.sharepoint.com",
                    [CLOUD_USGOV] = "https://{tenant}-admin.sharepoint.us",
                    [CLOUD_DOD] = "https://{tenant}-admin.sharepoint-mil.us",
                    [CLOUD_CHINA] = "https://{tenant}-admin.sharepoint.cn",
                },
            .workloads = {{WORKLOAD_SHAREPOINT, "SharePoint", .at_once = 4, .kept = 1}},
            .app_id = "00000003-0000-0ff1-ce00-000000000000",
            .client_id = "9bc3ab49-b65d-410a-85ad-de819febfddc",
            .client_name = "SharePoint Online Management Shell",
            .people_by_microsoft = true,
            .permissions = (const char *const[]){"Sites.FullControl.All", "AllSites.FullControl", NULL},
            .check = csom_check,
        },
    [RESOURCE_LOGIN] =
        {
            .name = "login",
            .label = "sign-in service",
            .address =
                {
                    [CLOUD_GLOBAL] = "https://login.microsoftonline.com",
                    [CLOUD_USGOV] = "https://login.microsoftonline.us",
                    [CLOUD_DOD] = "https://login.microsoftonline.us",
                    [CLOUD_CHINA] = "https://login.partner.microsoftonline.cn",
                },
            .reach = "/{tenant}/v2.0/.well-known/openid-configuration",
            .workloads = {{WORKLOAD_LOGIN, "sign-in", .at_once = 2}},
        },
    [RESOURCE_MFA] =
        {
            .name = "mfa",
            .label = "MFA connector",
            .address = {[CLOUD_GLOBAL] =
                            "https://adnotifications.windowsazure.com"}, /* §6.4; none is known elsewhere */
            .workloads = {{WORKLOAD_MFA, "MFA", .at_once = 4}},          /* each waits for a person */
        },
};

const struct service *service_find(enum http_resource resource)
{
    assert(resource < RESOURCES);
    return &services[resource == RESOURCE_NONE ? RESOURCE_GRAPH : resource];
}

const struct workload *service_workload(enum http_workload workload)
{
    for (enum http_resource r = RESOURCE_GRAPH; r < RESOURCES; r++)
        for (size_t i = 0; i < sizeof services[r].workloads / sizeof services[r].workloads[0]; i++)
            if (services[r].workloads[i].name && services[r].workloads[i].id == workload)
                return &services[r].workloads[i];
    assert(!"a workload without a row");
    return &services[RESOURCE_GRAPH].workloads[0];
}

bool service_check(const struct http_request *request, const struct http_reply *reply, struct err *e)
{
    if (request && rest_is(request))
        return rest_check(reply, e);
    return service_find(request ? request->resource : RESOURCE_GRAPH)->check(reply, e);
}

const char *service_cloud_name(enum cloud cloud)
{
    return clouds[cloud];
}

bool service_cloud_find(const char *name, enum cloud *cloud)
{
    *cloud = CLOUD_GLOBAL;
    if (!name || !*name)
        return true;
    for (enum cloud c = CLOUD_GLOBAL; c < CLOUDS; c++)
        if (!strcasecmp(clouds[c], name)) {
            *cloud = c;
            return true;
        }
    return false;
}

bool service_is_per_tenant(enum http_resource resource)
{
    const char *address = service_find(resource)->address[CLOUD_GLOBAL];
    return address && strstr(address, "{tenant}");
}

void service_fill(struct endpoints *endpoints)
{
    for (enum http_resource r = RESOURCE_GRAPH; r < RESOURCES; r++)
        if (!endpoints->at[r] && !service_is_per_tenant(r))
            endpoints->at[r] = services[r].address[endpoints->cloud];
}

void service_forget_tenant(struct endpoints *endpoints)
{
    for (enum http_resource r = RESOURCE_GRAPH; r < RESOURCES; r++)
        if (service_is_per_tenant(r))
            endpoints->at[r] = NULL;
}

bool service_reachable(const struct endpoints *endpoints, enum http_resource resource, struct err *e)
{
    const struct service *service = service_find(resource);
    if (endpoints->at[resource] || (service_is_per_tenant(resource) && service->address[endpoints->cloud]))
        return true;
    err_set(e, ERR_REFUSED, "no %s address is known in the cloud %s", service->label, clouds[endpoints->cloud]);
    return err_hint(e, "if you know one, set endpoints: %s in the configuration", service->name);
}

/* What every row of every action must have, whoever adds it. */
#include "unit.h"

#include <ctype.h>
#include <stdio.h>

#include "action/guard.h"
#include "action/permission.h"
#include "api/service.h"
#include "codec/json.h"
#include "flow_script.h"

static void actions__are_told_apart__by_name_label_and_key(void **state)
{
    size_t count;
    const struct action *const *all = action_all(&count);
    (void)state;
    assert_true(count >= 5 && count < 192);
    for (size_t i = 0; i < count; i++) {
        assert_ptr_equal(action_find(all[i]->name), all[i]);
        assert_ptr_equal(action_by_key(all[i]->key), all[i]->key ? all[i] : NULL);
        assert_int_equal(strspn(all[i]->name, "abcdefghijklmnopqrstuvwxyz0123456789-"), strlen(all[i]->name));
        assert_true(!all[i]->key || (isalnum(all[i]->key) && !(all[i]->flags & ACTION_OF_ROW)));
        for (size_t j = 0; j < i; j++) {
            assert_string_not_equal(all[i]->name, all[j]->name);
            assert_string_not_equal(all[i]->label, all[j]->label);
            if (all[i]->key && all[i]->key == all[j]->key)
                fail_msg("%s and %s have the same key", all[i]->name, all[j]->name);
        }
    }
}

static bool is_sentence(const char *text)
{
    size_t length = text ? strlen(text) : 0;
    return length > 10 && isupper((unsigned char)*text) && strchr(".?", text[length - 1]) && !strstr(text, "  ");
}

static void actions__say__what_they_do_and_need(void **state)
{
    size_t count;
    const struct action *const *all = action_all(&count);
    (void)state;
    for (size_t i = 0; i < count; i++) {
        const struct action *row = all[i];
        const char *hole = row->confirm ? strstr(row->confirm, "{target}") : NULL;
        if (!is_sentence(row->help) || !is_sentence(row->confirm))
            fail_msg("%s: help and confirmation are sentences", row->name);
        if (!hole || strstr(hole + 1, "{target}"))
            fail_msg("%s: the confirmation names {target} once", row->name);
        if (!(row->needs || row->cmdlets || row->other) || !row->roles || !row->roles[0])
            fail_msg("%s: needs a permission and a role", row->name);
        for (const char *const *need = row->needs; need && *need; need++)
            if (!strchr(*need, '.'))
                fail_msg("%s: %s is no permission", row->name, *need);
        assert_true(!row->flow != !row->change && row->group < ACTION_GROUPS && *action_group_title(row->group));
        assert_true(isupper((unsigned char)*row->label) && strlen(row->label) <= 32);
    }
}

/* Whoever adds a row that changes how somebody gets in, what he is, or where his mail and files go, guards it; these change none of it. */
static void actions__leave_administrators_out_of_bulk_runs__but_of_a_few(void **state)
{
    static const char *const harmless[] = {"remove-photo",          "set-onedrive-limit",    "set-out-of-office",
                                           "disable-out-of-office", "enable-archive",        "provision-onedrive",
                                           "add-onedrive-shortcut", "start-litigation-hold", "hide-from-address-list",
                                           "show-in-address-list",  "cancel-meetings",       "set-sent-copies",
                                           "set-mailbox-language",  "set-working-hours",     "set-mailbox-limits",
                                           "set-safe-senders",      "set-booking",           "set-priority-account",
                                           "expand-archive"};
    static const struct guard_facts kept[] = {{.break_glass = true, .roles_known = true, .roles = ""},
                                              {.self = true, .roles_known = true, .roles = ""},
                                              {.roles_known = true, .roles = "Helpdesk Administrator"},
                                              {.roles_known = false, .roles = ""}};
    size_t count;
    const struct action *const *all = action_all(&count);
    (void)state;
    for (size_t i = 0; i < count; i++) {
        bool guarded = true;
        if (all[i]->touches == TOUCHES_UNSAID)
            fail_msg("%s does not say what it touches", all[i]->name);
        for (size_t j = 0; j < sizeof harmless / sizeof harmless[0]; j++)
            guarded &= strcmp(all[i]->name, harmless[j]) != 0;
        for (size_t j = 0; j < sizeof kept / sizeof kept[0]; j++)
            if (!guard_left_out(all[i], &kept[j]) == (guarded || kept[j].break_glass))
                fail_msg("%s: whom a bulk run leaves out (%zu)", all[i]->name, j);
    }
}

static void actions__are_undone__by_a_row_that_is_there(void **state)
{
    size_t count;
    const struct action *const *all = action_all(&count);
    (void)state;
    for (size_t i = 0; i < count; i++)
        if (all[i]->undo) {
            const struct action *undo = action_find(all[i]->undo);
            if (!undo)
                fail_msg("%s: there is no action %s to undo it", all[i]->name, all[i]->undo);
        }
}

static void actions__describe__their_parameters(void **state)
{
    size_t count;
    const struct action *const *all = action_all(&count);
    (void)state;
    for (size_t i = 0; i < count; i++)
        for (const struct param *param = all[i]->params; param && param->name; param++) {
            auto_arena struct arena *arena = arena_new(0);
            const struct param_value otherwise = {param->name, param->otherwise};
            struct param_value *out;
            size_t n;
            struct err e;
            assert_true(param->label && *param->label && param->help && *param->help);
            assert_true(param->kind == PARAM_CHOICE ? param->choices || all[i]->prepare : !param->choices);
            if (param->otherwise && !action_values(arena, all[i], &otherwise, 1, &out, &n, &e) &&
                strstr(e.message + (begins(e.message, all[i]->name) ? strlen(all[i]->name) : 0), param->name))
                fail_msg("%s: %s", all[i]->name, e.message);
        }
}

/* A value for each parameter a plan needs, by its name; choices take their first. */
static const char *sample_of(const struct param *param)
{
    static const struct param_value samples[] = {{"add", "SPE_E5"},
                                                 {"usage_location", "NL"},
                                                 {"address", "bob@example.net"},
                                                 {"group", "aaaaaaaa-0000-4000-8000-000000000001"},
                                                 {"displayName", "New"},
                                                 {"email", "bob@example.net"},
                                                 {"mailNickname", "new"},
                                                 {"domain", "contoso.com"},
                                                 {"message", "Away."},
                                                 {"rule", "Bills"},
                                                 {"device", "Nokia"},
                                                 {"grant", "g"},
                                                 {"app", USER_ID},
                                                 {"owner", "o"},
                                                 {"file", "https://contoso.sharepoint.com/x"},
                                                 {"method", "k"},
                                                 {"assignment", "g"},
                                                 {"role", "r"},
                                                 {"telephone", "+31 612345678"},
                                                 {"userPrincipalName", "ann@contoso.com"},
                                                 {"gigabytes", "100"},
                                                 {"unit", "n"},
                                                 {"user", "bob@contoso.com"},
                                                 {"owa", "off"},
                                                 {"number", "+31201230002"},
                                                 {"sent_as", "on"},
                                                 {"deleted_days", "30"},
                                                 {"timezone", "Romance Standard Time"},
                                                 {"end", "16:00"},
                                                 {"recipients", "100"},
                                                 {"mailtip", "Away."},
                                                 {"block", "x@elsewhere.example"},
                                                 {"days_ahead", "30"},
                                                 {"site", "https://contoso.sharepoint.com/sites/x"}};
    if (param->required && param->choices)
        return param->choices[0];
    for (size_t i = 0; i < sizeof samples / sizeof samples[0]; i++)
        if (!strcmp(samples[i].name, param->name))
            return samples[i].value;
    return NULL;
}

static void set_values(struct flow *flow)
{
    struct param_value given[8], *values;
    size_t count = 0;
    struct err e;
    for (const struct param *param = flow->action->params; param && param->name; param++) {
        assert_true(count < 8);
        if (sample_of(param))
            given[count++] = (struct param_value){param->name, sample_of(param)};
        else if (param->required)
            fail_msg("%s: no sample for %s", flow->action->name, param->name);
    }
    if (!action_values(flow->arena, flow->action, given, count, &values, &flow->value_count, &e))
        fail_msg("%s", e.message);
    flow->values = values;
}

#define DEVICE(enabled) "{\"value\":[{\"id\":\"d\",\"displayName\":\"Nokia\",\"accountEnabled\":" enabled "}]}"
#define MANAGED         "{\"value\":[{\"id\":\"m\",\"deviceName\":\"Nokia\"}]}"
#define GUEST           "{\"mail\":\"g@x.example\",\"userPrincipalName\":\"g_x.example#EXT#@contoso.onmicrosoft.com\"}"
#define RULE(enabled)   "{\"value\":[{\"Identity\":\"ann\\\\7\",\"Name\":\"Bills\",\"Enabled\":" enabled "}]}"

/* Replies that let any flow read on: a tenant in which everything is there and nothing is as wanted. The first that fits. */
static const struct {
    const char *action, *part; /* of the address; NULL: any */
    long status;
    const char *body;
} world[] = {
    {"add-user", "/users/new%40contoso.com", 404,
     "{\"error\":{\"code\":\"Request_ResourceNotFound\",\"message\":\"m\"}}"},
    {"add-user", "/domains", 200, "{\"value\":[{\"id\":\"contoso.com\",\"isVerified\":true}]}"},
    {"restore-user", "/users/", 404, "{\"error\":{\"code\":\"Request_ResourceNotFound\",\"message\":\"m\"}}"},
    {"clear-immutable-id", "/users/", 200, "{\"id\":\"" USER_ID "\",\"onPremisesImmutableId\":\"aWQ=\"}"},
    {"disable-forwarding", "/InvokeCommand", 200,
     "{\"value\":[{\"ForwardingSmtpAddress\":\"smtp:x@fabrikam.example\"}]}"},
    {"disable-inbox-rule", "/InvokeCommand", 200, RULE("true")},
    {"enable-inbox-rule", "/InvokeCommand", 200, RULE("false")},
    {"delete-inbox-rule", "/InvokeCommand", 200, RULE("true")},
    {"disable-device", "/registeredDevices", 200, DEVICE("true")},
    {"delete-device", "/registeredDevices", 200, DEVICE("true")},
    {"sync-device", "/managedDevices", 200, MANAGED},
    {"lock-device", "/managedDevices", 200, MANAGED},
    {"restart-device", "/managedDevices", 200, MANAGED},
    {"wipe-device", "/managedDevices", 200, MANAGED},
    {"resend-invitation", "/users/", 200, GUEST},
    {"reset-redemption", "/users/", 200, GUEST},
    {"convert-to-internal", "/users/", 200, GUEST},
    {"set-sms-sign-in", "/phoneMethods", 200,
     "{\"value\":[{\"id\":\"3179e48a-750b-4051-897c-87b9720928f7\",\"smsSignInState\":\"notEnabled\"}]}"},
    {"hand-over-groups", "/ownedObjects", 200, "{\"value\":[{\"id\":\"aaaaaaaa-0000-4000-8000-000000000001\"}]}"},
    {"hand-over-groups", "/users/bob", 200, "{\"id\":\"b\",\"userPrincipalName\":\"bob@contoso.com\"}"},
    {"enable-device", "/registeredDevices", 200, DEVICE("false")},
    {"take-role", "/roleAssignments", 200,
     "{\"value\":[{\"id\":\"g\",\"roleDefinitionId\":\"r\",\"directoryScopeId\":\"/administrativeUnits/n\"}]}"},
    {"give-role", "/roleAssignments", 200, "{\"value\":[]}"},
    {NULL, "/roleDefinitions", 200, "{\"value\":[{\"id\":\"r\",\"displayName\":\"R\"}]}"},
    {"leave-administrative-unit", "/memberOf", 200, "{\"value\":[{\"id\":\"n\"}]}"},
    {NULL, "/directory/administrativeUnits", 200, "{\"value\":[{\"id\":\"n\",\"displayName\":\"N\"}]}"},
    {"remove-role", "/roleAssignments", 200, "{\"value\":[{\"id\":\"g\",\"roleDefinitionId\":\"r\"}]}"},
    {"disable-service-principal", "/servicePrincipals", 200,
     "{\"value\":[{\"id\":\"" USER_ID "\",\"accountEnabled\":true}]}"},
    {"enable-service-principal", "/servicePrincipals", 200,
     "{\"value\":[{\"id\":\"" USER_ID "\",\"accountEnabled\":false}]}"},
    {"remove-app-credentials", "/applications?", 200,
     "{\"value\":[{\"id\":\"" USER_ID "\",\"passwordCredentials\":[{\"keyId\":\"k\"}]}]}"},
    {"remove-role-group-member", "/InvokeCommand", 200,
     "{\"value\":[{\"ExternalDirectoryObjectId\":\"" USER_ID "\"}]}"},
    {"remove-link", "/driveItem", 200, "{\"id\":\"i\",\"parentReference\":{\"driveId\":\"d\"}}"},
    {"remove-link", "/permissions", 200, "{\"value\":[{\"id\":\"l\",\"link\":{\"scope\":\"anonymous\"}}]}"},
    {"remove-app-owner", "/owners", 200, "{\"value\":[{\"id\":\"o\"}]}"},
    {"start-litigation-hold", "/InvokeCommand", 200, "{\"value\":[{\"LitigationHoldEnabled\":false}]}"},
    {"hide-from-address-list", "/InvokeCommand", 200, "{\"value\":[{\"HiddenFromAddressListsEnabled\":false}]}"},
    {"show-in-address-list", "/InvokeCommand", 200, "{\"value\":[{\"HiddenFromAddressListsEnabled\":true}]}"},
    {"assign-phone-number", "/numberAssignments", 200,
     "{\"value\":[{\"telephoneNumber\":\"+31201230002\",\"numberType\":\"callingPlan\",\"assignmentStatus\":\"unassigned\"}]}"},
    {"unassign-phone-number", "/numberAssignments", 200,
     "{\"value\":[{\"telephoneNumber\":\"+31201230002\",\"numberType\":\"callingPlan\",\"assignmentTargetId\":\"" USER_ID
     "\"}]}"},
    {"disable-archive", "/InvokeCommand", 200, "{\"value\":[{\"ArchiveGuid\":\"a-guid\"}]}"},
    {"give-send-on-behalf", "/InvokeCommand", 200,
     "{\"value\":[{\"PrimarySmtpAddress\":\"bob@contoso.com\",\"GrantSendOnBehalfTo\":[]}]}"},
    {"give-folder-permission", "/InvokeCommand", 200,
     "{\"value\":[{\"FolderType\":\"Calendar\",\"FolderId\":\"f\",\"PrimarySmtpAddress\":\"bob@contoso.com\"}]}"},
    {"allow-phone", "/InvokeCommand", 200,
     "{\"value\":[{\"Identity\":\"ann\\\\1\",\"DeviceID\":\"x1\",\"DeviceFriendlyName\":\"Nokia\"}]}"},
    {"wipe-phone", "/InvokeCommand", 200, "{\"value\":[{\"Identity\":\"ann\\\\1\",\"DeviceFriendlyName\":\"Nokia\"}]}"},
    {"set-mail-apps", "/InvokeCommand", 200, "{\"value\":[{\"OWAEnabled\":true}]}"},
    {"set-sent-copies", "/InvokeCommand", 200, "{\"value\":[{\"MessageCopyForSentAsEnabled\":false}]}"},
    {"set-retention", "/InvokeCommand", 200, "{\"value\":[{\"RetainDeletedItemsFor\":\"14.00:00:00\"}]}"},
    {"set-mailbox-language", "/InvokeCommand", 200, "{\"value\":[{\"TimeZone\":\"UTC\"}]}"},
    {"set-working-hours", "/InvokeCommand", 200,
     "{\"value\":[{\"WorkingHoursEndTime\":\"17:00:00\",\"WorkingHoursTimeZone\":\"UTC\"}]}"},
    {"set-mailbox-limits", "/InvokeCommand", 200, "{\"value\":[{\"RecipientLimits\":\"500\"}]}"},
    {"set-delivery", "/InvokeCommand", 200, "{\"value\":[{\"MailTip\":null}]}"},
    {"set-safe-senders", "/InvokeCommand", 200, "{\"value\":[{\"BlockedSendersAndDomains\":[]}]}"},
    {"set-booking", "/InvokeCommand", 200, "{\"value\":[{\"BookingWindowInDays\":180}]}"},
    {"set-priority-account", "/InvokeCommand", 200, "{\"value\":[{\"VIP\":false}]}"},
    {"end-litigation-hold", "/InvokeCommand", 200, "{\"value\":[{\"LitigationHoldEnabled\":true}]}"},
    {"block-phone", "/InvokeCommand", 200,
     "{\"value\":[{\"Identity\":\"ann\\\\1\",\"DeviceID\":\"x1\",\"DeviceFriendlyName\":\"Nokia\"}]}"},
    {"retire-device", "/managedDevices", 200, "{\"value\":[{\"id\":\"m\",\"deviceName\":\"Nokia\"}]}"},
    {"disable-sweep-rule", "/InvokeCommand", 200, RULE("true")},
    {"disable-transport-rule", "/InvokeCommand", 200, RULE("true")},
    {"remove-send-on-behalf", "/InvokeCommand", 200, "{\"value\":[{\"GrantSendOnBehalfTo\":[\"bob@contoso.com\"]}]}"},
    {"remove-folder-permission", "/InvokeCommand", 200,
     "{\"value\":[{\"FolderType\":\"Calendar\",\"FolderId\":\"f\",\"User\":\"bob@contoso.com\",\"AccessRights\":[\"Editor\"]}]}"},
    {"disable-all-inbox-rules", "/InvokeCommand", 200, RULE("true")},
    {"freeze-protocols", "/InvokeCommand", 200, "{\"value\":[{\"ImapEnabled\":true}]}"},
    {"restore-protocols", "/InvokeCommand", 200, "{\"value\":[{\"ImapEnabled\":false}]}"},
    {"clear-audit-bypass", "/InvokeCommand", 200, "{\"value\":[{\"AuditBypassEnabled\":true}]}"},
    {"clear-contact-data", "/users/", 200, "{\"mobilePhone\":\"+31 6\",\"otherMails\":[]}"},
    {"remove-grant", "/oauth2PermissionGrants", 200, "{\"value\":[{\"id\":\"g\"}]}"},
    {"remove-app-assignment", "/appRoleAssignments", 200, "{\"value\":[{\"id\":\"g\"}]}"},
    {"remove-phone", "/InvokeCommand", 200,
     "{\"value\":[{\"Identity\":\"ann\\\\1\",\"DeviceFriendlyName\":\"Nokia\"}]}"},
    {"remove-full-access", "/InvokeCommand", 200, "{\"value\":[{\"User\":\"b\",\"AccessRights\":[\"FullAccess\"]}]}"},
    {"remove-send-as", "/InvokeCommand", 200, "{\"value\":[{\"Trustee\":\"b\",\"AccessRights\":[\"SendAs\"]}]}"},
    {"dismiss-risk", "/riskyUsers", 200, "{\"id\":\"" USER_ID "\",\"riskState\":\"atRisk\",\"riskLevel\":\"high\"}"},
    {"provision-onedrive", "/drive", 404, "{\"error\":{\"code\":\"itemNotFound\",\"message\":\"m\"}}"},
    {"remove-from-group", "/memberOf", 200,
     "{\"value\":[{\"id\":\"aaaaaaaa-0000-4000-8000-000000000001\",\"displayName\":\"G\"}]}"},
    {NULL, "/memberOf", 200, "{\"value\":[]}"},
    {NULL, "/groups/", 200,
     "{\"id\":\"aaaaaaaa-0000-4000-8000-000000000001\",\"displayName\":\"G\",\"securityEnabled\":true}"},
    {NULL, "/subscribedSkus", 200,
     "{\"value\":[{\"skuId\":\"bbbbbbbb-0000-4000-8000-000000000001\",\"skuPartNumber\":\"SPE_E5\",\"consumedUnits\":1,"
     "\"prepaidUnits\":{\"enabled\":5}}]}"},
    {NULL, "TemporaryAccessPass", 200, "{\"state\":\"enabled\",\"includeTargets\":[{\"id\":\"all_users\"}]}"},
    {NULL, "/authentication/methods", 200,
     "{\"value\":[{\"@odata.type\":\"#microsoft.graph.fido2AuthenticationMethod\",\"id\":\"k\",\"displayName\":\"Key\"}]}"},
    {NULL, "/drive/root/children", 200, "{\"value\":[]}"},
    {NULL, "/drive", 200,
     "{\"id\":\"b!1\",\"webUrl\":\"https://contoso-my.sharepoint.com/personal/ann/Documents\",\"sharePointIds\":{\"listId\":\"l\",\"siteId\":\"s\","
     "\"webId\":\"w\",\"siteUrl\":\"https://contoso.sharepoint.com/sites/x\"}}"},
    {NULL, "/sites/", 200,
     "{\"id\":\"contoso.sharepoint.com,s,w\",\"displayName\":\"X\",\"webUrl\":\"https://contoso.sharepoint.com/sites/x\"}"},
    {"give-onedrive-access", "/GetSiteAdministrators", 200, "{\"value\":[{\"loginName\":\"x\"}]}"},
    {"remove-onedrive-access", "/GetSiteAdministrators", 200,
     "{\"value\":[{\"loginName\":\"i:0#.f|membership|bob@contoso.com\"}]}"},
    {NULL, "/users/bob%40contoso.com?$select=id,userPrincipalName", 200,
     "{\"id\":\"b\",\"userPrincipalName\":\"bob@contoso.com\"}"},
    {NULL, "/ProcessQuery", 200,
     "[{\"ErrorInfo\":null},7,{\"SharingCapability\":2,"
     "\"SiteId\":\"/Guid(" USER_ID ")/\",\"StorageMaximumLevel\":1048576,\"StorageUsage\":5}]"},
    {NULL, "/InvokeCommand", 200, "{\"value\":[{}]}"},
    {NULL, "", 200, "{\"id\":\"" USER_ID "\",\"accountEnabled\":null,\"value\":[]}"},
};

/* Whom it is done to; nobody is there yet of whom it makes. */
static const struct target *target_of(const struct action *action)
{
    static const struct target nobody = {.user_principal_name = "new@contoso.com", .display_name = "New"};
    return action->flags & ACTION_CREATES ? &nobody : &script_target;
}

static struct exchange read_of(const struct action *action, const struct http_request *request)
{
    size_t i = 0;
    while ((world[i].action && strcmp(world[i].action, action->name) != 0) || !strstr(request->url, world[i].part))
        i++;
    return (struct exchange){.status = world[i].status, .reply = world[i].body};
}

static void check_planned(const struct action *action, const struct http_request *request)
{
    if (!request->sample_status)
        fail_msg("%s: a write of its plan would really be sent", action->name);
    if (request->secret_body && !request->shown_body)
        fail_msg("%s: a secret in the plan", action->name);
    if (request->secret_body && !strchr(request->shown_body, '{'))
        fail_msg("%s: no placeholder for the secret", action->name);
    if (request->body && request->resource != RESOURCE_SHAREPOINT && request->resource != RESOURCE_NONE) {
        struct err e;
        auto_json struct json *body = json_parse(request->body, request->body_length, &e);
        if (json_kind(body) != JSON_OBJECT)
            fail_msg("%s: sends %s", action->name, request->body);
    }
}

/* Plans an action: reads are answered by the world, writes by their samples; `check` sees each request. How the flow ends. */
static struct flow plan(const struct action *action, const struct endpoints *at, struct arena *arena,
                        void (*check)(const struct action *, const struct http_request *), enum flow_state *end)
{
    struct endpoints *endpoints = arena_alloc(arena, sizeof *endpoints);
    *endpoints = *at;
    struct flow flow = {.action = action,
                        .target = target_of(action),
                        .endpoints = endpoints,
                        .arena = arena,
                        .plan = true,
                        .now = NOW};
    set_values(&flow);
    *end = flow_step(&flow, NULL);
    for (int step = 0; (*end == FLOW_SEND || *end == FLOW_WAIT) && step < 30; step++) {
        const struct http_request *request = flow.request;
        if (flow.sharepoint)
            endpoints->at[RESOURCE_SHAREPOINT] = flow.sharepoint;
        if (*end == FLOW_WAIT) {
            *end = flow_step(&flow, NULL);
            continue;
        }
        check(action, request);
        struct exchange given = request->sample_status
                                    ? (struct exchange){.status = request->sample_status, .reply = request->sample_body}
                                    : read_of(action, request);
        struct http_reply reply = answer(arena, &given);
        *end = flow_step(&flow, &reply);
        buf_free(&reply.body);
    }
    for (size_t k = 0; k < 2; k++)
        secret_free(flow.kept[k]);
    return flow;
}

static size_t writes;

static void count_writes(const struct action *action, const struct http_request *request)
{
    if (!http_is_write(request))
        return;
    check_planned(action, request);
    writes++;
}

static void actions__plan__at_least_one_write(void **state)
{
    size_t count;
    const struct action *const *all = action_all(&count);
    (void)state;
    for (size_t i = 0; i < count; i++) {
        auto_arena struct arena *arena = arena_new(0);
        enum flow_state end;
        writes = 0;
        struct flow flow = plan(all[i], &script_endpoints, arena, count_writes, &end);
        if (end != FLOW_DONE || !writes)
            fail_msg("%s: the plan ends as %d with %zu writes: %s", all[i]->name, (int)end, writes, flow.error.message);
        assert_null(flow.secret);
    }
}

/* "https://host/…", nothing missing in it. */
static void check_address(const struct action *action, const struct http_request *request)
{
    static const char scheme[] = "https://";
    size_t host = begins(request->url, scheme) ? strcspn(request->url + strlen(scheme), "/") : 0;
    if (!host || strstr(request->url, "(null)"))
        fail_msg("%s: asks %s", action->name, request->url);
}

/* Where a configuration says nothing of endpoints, each action plans whole addresses, or says which service has none. */
static void actions__reach__each_service_in_every_cloud(void **state)
{
    size_t count, refused = 0;
    const struct action *const *all = action_all(&count);
    (void)state;
    for (enum cloud cloud = CLOUD_GLOBAL; cloud < CLOUDS; cloud++) {
        struct endpoints endpoints = {.cloud = cloud, .tenant_id = TENANT_ID};
        service_fill(&endpoints);
        for (size_t i = 0; i < count; i++) {
            auto_arena struct arena *arena = arena_new(0);
            struct err e = {.code = ERR_OK};
            enum flow_state end;
            if (permission_reachable(all[i], &endpoints, &e)) {
                struct flow flow = plan(all[i], &endpoints, arena, check_address, &end);
                if (end != FLOW_DONE)
                    fail_msg("%s in %s: %s", all[i]->name, service_cloud_name(cloud), flow.error.message);
                continue;
            }
            refused++;
            assert_int_equal(e.code, ERR_REFUSED);
            if (!strstr(e.message, service_find(all[i]->other)->label) || !strstr(e.message, service_cloud_name(cloud)))
                fail_msg("%s: \"%s\" names no service and no cloud", all[i]->name, e.message);
            assert_string_equal(all[i]->name, "send-mfa-push"); /* all others are everywhere */
            assert_int_not_equal(cloud, CLOUD_GLOBAL);
            const struct held held = {.endpoints = &endpoints};
            assert_int_equal(permission_of(all[i], &held, &e), PERMISSION_CANNOT); /* the menu says so, too */
        }
    }
    assert_int_equal(refused, CLOUDS - 1);
}

/* What is no refusal but an answer: nothing there, or a policy that need not be read. */
static bool is_an_answer(const struct action *action, long status)
{
    static const char *const not_there[] = {"delete-user",         "restore-user",       "dismiss-risk",
                                            "confirm-compromised", "provision-onedrive", "send-mfa-push",
                                            "set-forwarding",      "confirm-safe",       "remove-photo"};
    for (size_t i = 0; status == 404 && i < sizeof not_there / sizeof not_there[0]; i++)
        if (!strcmp(action->name, not_there[i]))
            return true;
    return status == 403 && (action->flags & ACTION_CREATES || !strcmp(action->name, "create-tap") ||
                             !strcmp(action->name, "provision-onedrive"));
}

/* Whatever is refused must be told in words, with something to do about it. */
static void actions__explain__every_refusal(void **state)
{
    static const long refusals[] = {400, 401, 403, 404, 409, 429, 500, 503};
    size_t count;
    const struct action *const *all = action_all(&count);
    (void)state;
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < sizeof refusals / sizeof refusals[0]; j++) {
            auto_arena struct arena *arena = arena_new(0);
            struct flow flow = {.action = all[i],
                                .target = target_of(all[i]),
                                .endpoints = &script_endpoints,
                                .arena = arena,
                                .now = NOW};
            struct http_reply reply = answer(
                arena, &(struct exchange){.status = refusals[j],
                                          .reply = "{\"error\":{\"code\":\"c\",\"message\":\"The reason.\"}}"});
            set_values(&flow);
            flow.delegated = true; /* a person is told the roles, too */
            assert_int_equal(flow_step(&flow, NULL), FLOW_SEND);
            assert_false(http_is_write(flow.request)); /* every flow reads before it writes */
            bool exchange = flow.request->resource == RESOURCE_EXCHANGE,
                 sharepoint = flow.request->resource == RESOURCE_SHAREPOINT;
            enum flow_state now = flow_step(&flow, &reply);
            buf_free(&reply.body);
            if (is_an_answer(all[i], refusals[j])) {
                assert_int_not_equal(now, FLOW_FAILED);
                continue;
            }
            if (now != FLOW_FAILED || flow.error.code == ERR_OK)
                fail_msg("%s: %ld ends as %d", all[i]->name, refusals[j], (int)now);
            if (!strstr(flow.error.message, "The reason.") &&
                (refusals[j] != 404 ||
                 !(strstr(flow.error.message, "there is no") || strstr(flow.error.message, "has no OneDrive"))))
                fail_msg("%s: %ld says \"%s\"", all[i]->name, refusals[j], flow.error.message);
            const char *needed = exchange        ? "Exchange.Manage"
                                 : sharepoint    ? "AllSites.FullControl"
                                 : all[i]->reads ? all[i]->reads[0]
                                                 : all[i]->needs[0];
            if (strstr(flow.error.hint, "sign in as an application")) /* no permission of a person's opens it */
                continue;
            if (refusals[j] == 403 && (!strstr(flow.error.hint, needed) || !strstr(flow.error.hint, all[i]->roles[0])))
                fail_msg("%s: 403 hints \"%s\"", all[i]->name, flow.error.hint);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(actions__are_told_apart__by_name_label_and_key),
        cmocka_unit_test(actions__say__what_they_do_and_need),
        cmocka_unit_test(actions__leave_administrators_out_of_bulk_runs__but_of_a_few),
        cmocka_unit_test(actions__are_undone__by_a_row_that_is_there),
        cmocka_unit_test(actions__describe__their_parameters),
        cmocka_unit_test(actions__plan__at_least_one_write),
        cmocka_unit_test(actions__reach__each_service_in_every_cloud),
        cmocka_unit_test(actions__explain__every_refusal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

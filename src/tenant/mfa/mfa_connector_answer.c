/* Asking a user: the requests of the connector, checked to the letter, and what comes of them. */
#include "tenant/mfa/mfa_connector.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "base/random.h"
#include "codec/xml.h"
#include "tenant/mfa/mfa_connector_state.h"
#include "tenant/state/mailbox.h"
#include "tenant/wire/xml_tree.h"
#include <string.h>
#include <strings.h>

#define ARRAYS     "http://schemas.microsoft.com/2003/10/Serialization/Arrays"
#define RIGHT_CODE "123456"

/* What a user does when asked; in shares of 100 by the user's dice. */
struct outcome {
    const char *name;
    unsigned share;
    const char *value, *message, *authentication;
    int patience; /* how often the configured delay the answer takes */
};

static const struct outcome outcomes[] = {
    {"approve", 55, "Success", NULL, "true", 1},
    {"deny", 10, "PhoneAppDenied", "The user denied the request.", "false", 1},
    {"no-answer", 10, "PhoneAppNoResponse", "The user did not answer.", "false", 8},
    {"number-matching", 10, "Success", NULL, "challenge", 0},
    {"unreachable", 8, "PhoneAppUnreachable", "The notification could not be delivered to the phone.", "false", 2},
    {"no-default-method", 7, "NoDefaultAuthenticationMethodIsConfigured", "No default method is configured.", "false",
     0},
};
static const struct outcome unknown_user = {"unknown", 0, "UserNotFound", "The user was not found.", "false", 0};

static const struct outcome *outcome_of(const struct tenant *tenant, uint32_t number)
{
    struct mailbox mailbox;
    mailbox_load(tenant, number, &mailbox);
    unsigned dice = mailbox_dice(&mailbox, 900) % 100;
    size_t i = 0;
    for (; dice >= outcomes[i].share; i++)
        dice -= outcomes[i].share;
    return &outcomes[i];
}

const char *mfa_outcome_name(const struct tenant *tenant, uint32_t number)
{
    return outcome_of(tenant, number)->name;
}

/* --- requests --- */

/* The service of the contract says no more than that it could not read the request. */
static void bad_request(const struct tenant_request *request, struct tenant_reply *reply, const char *why)
{
    buf_clear(&reply->body);
    buf_printf(
        &reply->body,
        "<!DOCTYPE html><html><head><title>Request Error</title></head><body><p>The server encountered an error processing "
        "the request. The exception message is '%s'.</p></body></html>",
        why);
    reply->status = 400;
    reply->content_type = "text/html; charset=utf-8";
    (void)request;
}

struct field {
    const char *name;
    bool optional;
};

/* Whether the children are these, in this order. */
static bool order_fits(const struct xml_tree *root, const struct field *fields, size_t count)
{
    const struct xml_tree *child = root->first;
    for (size_t i = 0; i < count; i++) {
        if (child && !strcmp(child->name, fields[i].name) && !*child->space)
            child = child->next;
        else if (!fields[i].optional)
            return false;
    }
    return !child && !*root->space;
}

static const char *text_of(const struct xml_tree *root, const char *name)
{
    const struct xml_tree *child = xml_tree_child(root, name);
    return child ? child->text : NULL;
}

static bool is_bool(const char *text)
{
    return !strcmp(text, "true") || !strcmp(text, "false");
}

/* Pairs of key and value in the namespace of serialized arrays. */
static bool properties_fit(const struct xml_tree *list)
{
    for (const struct xml_tree *pair = list->first; pair; pair = pair->next) {
        const struct xml_tree *key = pair->first, *value = key ? key->next : NULL;
        if (strcmp(pair->name, "KeyValueOfstringstring") != 0 || strcmp(pair->space, ARRAYS) != 0 || !value ||
            value->next || strcmp(key->name, "Key") != 0 || strcmp(value->name, "Value") != 0 ||
            strcmp(key->space, ARRAYS) != 0)
            return false;
    }
    return true;
}

static const char *begin_wrong(const struct xml_tree *root)
{
    static const struct field fields[] = {{"Version", false},
                                          {"UserPrincipalName", false},
                                          {"Lcid", false},
                                          {"AuthenticationMethodId", true},
                                          {"AuthenticationMethodProperties", false},
                                          {"ContextId", false},
                                          {"SyncCall", false},
                                          {"RequireUserMatch", false},
                                          {"CallerName", false},
                                          {"CallerIP", false}};
    const char *method = text_of(root, "AuthenticationMethodId");
    struct guid context;
    if (strcmp(root->name, "BeginTwoWayAuthenticationRequest") != 0 ||
        !order_fits(root, fields, sizeof fields / sizeof *fields))
        return "Unexpected element or order of elements.";
    if (strcmp(text_of(root, "Version"), "1.0") != 0)
        return "Version is not supported.";
    if (!*text_of(root, "UserPrincipalName") || !*text_of(root, "Lcid") || !*text_of(root, "CallerName") ||
        !*text_of(root, "CallerIP"))
        return "A value is missing.";
    if (method && strcmp(method, "PhoneAppNotification") != 0)
        return "AuthenticationMethodId is not known.";
    if (!properties_fit(xml_tree_child(root, "AuthenticationMethodProperties")))
        return "AuthenticationMethodProperties cannot be read.";
    if (!guid_parse(text_of(root, "ContextId"), strlen(text_of(root, "ContextId")), &context))
        return "ContextId is not a GUID.";
    if (!is_bool(text_of(root, "SyncCall")) || !is_bool(text_of(root, "RequireUserMatch")))
        return "A value is not a boolean.";
    return NULL;
}

/* --- replies --- */

static void put_text(struct buf *out, const char *name, const char *text)
{
    if (!text) {
        buf_printf(out, "<%s i:nil=\"true\"/>", name);
        return;
    }
    buf_printf(out, "<%s>", name);
    xml_escape(out, text);
    buf_printf(out, "</%s>", name);
}

/* Members in the alphabetical order data contracts have; those of the result in a namespace of their own. */
static void answer(const struct tenant_request *request, struct tenant_reply *reply, const char *root,
                   const struct outcome *outcome, const char *session, const char *upn)
{
    struct buf *out = &reply->body;
    buf_printf(out,
               "<%s xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\" "
               "xmlns=\"http://schemas.datacontract.org/2004/07/StrongAuthenticationService\">",
               root);
    put_text(out, "AffinityUrl",
             arena_printf(request->arena, "%s/StrongAuthenticationService.svc/Connector", request->origin));
    put_text(out, "AuthenticationResult", outcome->authentication);
    buf_puts(out, "<Result xmlns:a=\"http://schemas.datacontract.org/2004/07/StrongAuthenticationService.Results\">");
    put_text(out, "a:Exception", NULL);
    put_text(out, "a:Message", outcome->message);
    put_text(out, "a:Retry", "false");
    put_text(out, "a:Value", outcome->value);
    buf_puts(out, "</Result>");
    put_text(out, "SessionId", session);
    put_text(out, "UserPrincipalName", upn);
    buf_printf(out, "</%s>", root);
    reply->status = 200;
    reply->content_type = "application/xml; charset=utf-8";
}

/* Remember the context, and a session that waits for a code; false when the context was used before. */
static bool open_session(struct tenant *tenant, const char *context, uint32_t user, bool open, char id[GUID_TEXT])
{
    struct mfa_connector *connector = tenant->mfa_connector;
    bool fresh = true;
    pthread_mutex_lock(&connector->lock);
    for (size_t i = 0; i < connector->session_count && fresh; i++)
        fresh = strcasecmp(connector->sessions[i].context, context) != 0;
    if (fresh) {
        connector->sessions = grow_array(connector->sessions, &connector->session_capacity,
                                         connector->session_count + 1, sizeof *connector->sessions);
        struct mfa_session *session = &connector->sessions[connector->session_count++];
        *session = (struct mfa_session){.user = user, .open = open};
        memcpy(session->context, context, GUID_TEXT);
        memcpy(id, random_uuid(session->id), GUID_TEXT);
    }
    pthread_mutex_unlock(&connector->lock);
    return fresh;
}

static void begin(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply,
                  const struct xml_tree *root)
{
    static const struct outcome asked = {"asked", 0, "Success", NULL, "challenge", 0};
    char session[GUID_TEXT];
    const char *wrong = begin_wrong(root);
    if (wrong) {
        bad_request(request, reply, wrong);
        return;
    }
    const char *upn = text_of(root, "UserPrincipalName");
    bool waits = !strcmp(text_of(root, "SyncCall"), "true"), code = !waits && !text_of(root, "AuthenticationMethodId");
    pthread_mutex_lock(&tenant->lock);
    uint32_t user = strchr(upn, '@') ? store_find(tenant->store, upn) : SEED_NOBODY;
    const struct outcome *outcome = user == SEED_NOBODY ? &unknown_user : outcome_of(tenant, user);
    pthread_mutex_unlock(&tenant->lock);
    if (!waits && user != SEED_NOBODY)
        outcome = &asked;
    if (!open_session(tenant, text_of(root, "ContextId"), user, code && user != SEED_NOBODY, session)) {
        bad_request(request, reply, "ContextId was used before.");
        return;
    }
    if (tenant->mfa_delay * outcome->patience > 0)
        clock_sleep((int64_t)tenant->mfa_delay * outcome->patience);
    answer(request, reply, "BeginTwoWayAuthenticationResponse", outcome, session, upn);
}

static bool session_is_open(struct tenant *tenant, const char *id)
{
    struct mfa_connector *connector = tenant->mfa_connector;
    bool open = false;
    pthread_mutex_lock(&connector->lock);
    for (size_t i = 0; i < connector->session_count; i++)
        open = open || (connector->sessions[i].open && !strcasecmp(connector->sessions[i].id, id));
    pthread_mutex_unlock(&connector->lock);
    return open;
}

static void close_session(struct tenant *tenant, const char *id)
{
    struct mfa_connector *connector = tenant->mfa_connector;
    pthread_mutex_lock(&connector->lock);
    for (size_t i = 0; i < connector->session_count; i++)
        if (!strcasecmp(connector->sessions[i].id, id))
            connector->sessions[i].open = false;
    pthread_mutex_unlock(&connector->lock);
}

static void end(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply,
                const struct xml_tree *root)
{
    static const struct field fields[] = {{"Version", false}, {"SessionId", false}, {"AdditionalAuthData", false}};
    static const struct outcome right = {"right", 0, "Success", NULL, "true", 0},
                                wrong = {"wrong", 0, "OathCodeIncorrect", "The code is not right.", "false", 0},
                                no_session = {"none", 0, "SessionNotFound", "The session is not known.", "false", 0};
    if (strcmp(root->name, "EndTwoWayAuthenticationRequest") != 0 || !order_fits(root, fields, 3) ||
        strcmp(text_of(root, "Version"), "1.0") != 0) {
        bad_request(request, reply, "Unexpected element or order of elements.");
        return;
    }
    const char *session = text_of(root, "SessionId");
    const struct outcome *outcome = &no_session;
    if (session_is_open(tenant, session))
        outcome = !strcmp(text_of(root, "AdditionalAuthData"), RIGHT_CODE) ? &right : &wrong;
    if (outcome == &right)
        close_session(tenant, session);
    answer(request, reply, "EndTwoWayAuthenticationResponse", outcome, session, NULL);
}

static bool path_is(const struct tenant_request *request, const char *operation)
{
    return request->segment_count == 3 && !strcmp(request->segments[0], "StrongAuthenticationService.svc") &&
           !strcmp(request->segments[1], "Connector") && !strcmp(request->segments[2], operation);
}

static bool token_fits(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply,
                       const struct fault_decision *fault)
{
    enum token_verdict verdict = token_check(tenant->tokens, tenant_header(request, "Authorization"), AUDIENCE_MFA,
                                             request->arena, &request->caller, &request->caller.token_id);
    if (verdict == TOKEN_GOOD && fault->kind == FAULT_EXPIRE)
        token_expire(tenant->tokens, request->caller.token_id);
    else if (verdict == TOKEN_GOOD && !strcasecmp(request->caller.app_id, MFA_CLIENT_ID))
        return true;
    tenant_empty(reply, 401);
    tenant_reply_header(reply, "WWW-Authenticate", "Bearer error=\"invalid_token\"");
    return false;
}

void mfa_answer(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply,
                const struct fault_decision *fault)
{
    struct err e = {0};
    bool begins = path_is(request, "BeginTwoWayAuthentication"), ends = path_is(request, "EndTwoWayAuthentication");
    const char *type = tenant_header(request, "Content-Type");
    int status = fault->kind == FAULT_STATUS            ? fault->status
                 : !begins && !ends                     ? 404
                 : strcmp(request->method, "POST") != 0 ? 405
                                                        : 0;
    if (status) {
        bad_request(request, reply, "The request was not carried out.");
        reply->status = status;
        if (fault->kind == FAULT_STATUS && fault->retry_after >= 0)
            tenant_reply_header(reply, "Retry-After", arena_printf(request->arena, "%d", fault->retry_after));
        return;
    }
    if (!token_fits(tenant, request, reply, fault))
        return;
    if (!type || strncasecmp(type, "application/xml", 15) != 0) {
        bad_request(request, reply, "The content type is not application/xml.");
        reply->status = 415;
        return;
    }
    const struct xml_tree *root = xml_tree_parse(request->arena, request->body, request->body_length, &e);
    if (!root)
        bad_request(request, reply, e.message);
    else if (begins)
        begin(tenant, request, reply, root);
    else
        end(tenant, request, reply, root);
}

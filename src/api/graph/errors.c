/* What Graph says when it refuses, and what to do about it: one table (REQUESTS §1.6, §9.2, §14). */
#include "api/graph/graph.h"

#include "api/http/refusal.h"
#include "base/clean.h"
#include <stdio.h>
#include <string.h>

struct row {
    long status;
    const char *fragment, *hint;
};

/* The first row whose status (0: any) and fragment (of code or message) fit: of what the tenant has not bought, then of the rest. */
static const struct row licences[] = {
    {0, "not applicable to target tenant", "The tenant lacks the service or its licence"},
    {0, "NonPremiumTenant",
     "Sign-in data needs Microsoft Entra ID P1; where the tenant has it, the permission Directory.Read.All is missing"},
    {0, "premium license", "This needs Microsoft Entra ID P1 or P2"},
    {0, "not licensed for this feature",
     "Conditional Access needs Microsoft Entra ID P1, what is known of risk Microsoft Entra ID P2"},
    {0, "AadPremiumLicenseRequired", "This needs Microsoft Entra ID P2 or Microsoft Entra ID Governance"},
};
static const struct row hints[] = {
    {0, "JustificationRule", "The tenant asks for a reason: give one (reason)"},
    {0, "ExpirationRule", "The tenant lets this role be given for a time alone: give an end, or a nearer one (until)"},
    {0, "UnsupportedUserRole", "Your role cannot read this: Reports Reader, Security Reader or Global Reader can"},
    {0, "without a signed-in user are not allowed",
     "The application lacks a permission, whatever the text says (Policy.Read.All for Conditional Access)"},
    {0, "principal-less", "This is not set up in the tenant: the service has no service principal there"},
    {401, "Forbidden", "Your account has no role in the service behind this (Intune has roles of its own)"},
    {403, "Forbidden:", "Your account has no role in the service behind this (Intune has roles of its own)"},
    {0, "MSGraphPermissionMissing", "Grant the permission AuditLog.Read.All and consent to it"},
    {0, "UnsupportedQuery", "This query needs ConsistencyLevel and $count"},
    {0, "ExpiredPageToken", "The list has expired: load it again"},
    {410, "", "The list has expired: load it again"},
    {501, "", "The service offers this property only for one user at a time"},
    {0, "password complexity", "8 to 256 characters, three of: upper case, lower case, digits, symbols"},
    {0, "banned", "Choose another password: this one is on a list of banned passwords"},
    {0, "commonly used", "Choose another password: this one is on a list of banned passwords"},
    {0, "too weak", "Choose another password: this one is on a list of banned passwords"},
    {0, "contain the user", "Choose a password without the user's name"},
    {0, "writeback", "Password writeback is off, or its service on the premises is down"},
    {0, "mastered", "Change it in the Active Directory the user is synchronised from"},
    {0, "originated within an external service",
     "Exchange keeps these attributes of the account: set them there (Set-Mailbox -CustomAttribute1 …)"},
    {0, "synchronized from your on-premises", "Change it in the Active Directory the user is synchronised from"},
    {0, "usage location", "Give the user a usage location, two letters such as NL: licences need one"},
    {0, "does not have any available licenses", "Buy a seat, or take one from another user"},
    {0, "inherited from a group membership", "Take the user out of the licensing group instead"},
    {0, "conflicting service plans", "Switch a plan off, or remove the other licence"},
    {0, "mutually exclusive", "Switch a plan off, or remove the other licence"},
    {0, "depends on", "Assign the licence it depends on too"},
    {0, "Invalid LifetimeInMinutes", "Choose a lifetime within the tenant's limits"},
    {0, "mail-enabled security groups and or distribution list", "Its members are changed through Exchange"},
    {0, "AppPolicy", "The tenant's app management policy forbids it: an exception for this application is needed"},
    {0, "as per assigned policy",
     "The tenant's app management policy forbids it: an exception for this application is needed"},
    {0, "lifetime exceeds", "The tenant's policy allows shorter lifetimes only"},
    {0, "Insufficient privileges",
     "A Graph permission or an Entra role is missing (User.ReadWrite.All; for administrators "
     "also Privileged Authentication Administrator)"},
    {0, "Authorization_RequestDenied", "A Graph permission or an Entra role is missing"},
    {0, "undergoing migration", "Wait until the migration is over"},
    {0, "mysite not found", "Provision the OneDrive first"},
    {0, "MailboxNotEnabledForRESTAPI", "The user has no mailbox in the cloud"},
    {0, "ErrorInvalidUser", "The user has no mailbox in the cloud"},
    {0, "MailboxNotFound", "The user has no mailbox in the cloud"},
    {0, "ErrorAccessDenied", "A person's token cannot touch other mailboxes: use Exchange"},
    {0, "Applications without a signed-in user", "Grant the application the permission Policy.Read.All"},
    {0, "does not have the required role",
     "A permission or a role is missing: Security Reader and Global Reader can read policies and risk"},
    {0, "subscription within the tenant has lapsed", "The tenant's subscription has expired"},
    {0, "Request_ResourceNotFound", "It is gone, or not replicated yet: refresh and try again"},
    {0, "InvalidAuthenticationToken", "Sign in again"},
    {0, "CompactToken", "Sign in again"},
    {0, "Lifetime validation failed", "Sign in again; check this machine's clock"},
    {0, "Provide valid credential",
     "The Exchange token or its role is not set up: see the application's Exchange permission and role"},
    {0, "not provisioned", "A service plan is missing from the user's licences"},
    {0, "exceeds the maximum allowed size", "Shorten the value"},
    {409, "", "Somebody else changed it at the same moment: try again"},
    {412, "", "Somebody else changed it at the same moment: try again"},
    {423, "", "The site is locked: whoever closed it can open it (Set-SPOSite -LockState Unlock)"},
    {507, "", "The storage is full: free some, or raise the quota"},
    {429, "", "The service is busy: wait a little"},
    {503, "", "The service is busy: wait a little"},
    {401, "", "Sign in again"},
    {403, "", "A permission or a role is missing"},
};

bool graph_unlicensed(const char *message)
{
    for (size_t i = 0; i < sizeof licences / sizeof licences[0]; i++)
        if (strcasestr(message, licences[i].fragment))
            return true;
    return false;
}

static void hint_by(const struct row *rows, size_t count, long status, const struct refusal *said, struct err *e)
{
    for (size_t i = 0; !e->hint[0] && i < count; i++)
        if ((!rows[i].status || rows[i].status == status) &&
            (strcasestr(said->code, rows[i].fragment) || strcasestr(said->message, rows[i].fragment)))
            err_hint(e, "%s", rows[i].hint);
}

static enum err_code code_of(long status)
{
    switch (status) {
    case 401:
        return ERR_SIGN_IN;
    case 403:
        return ERR_FORBIDDEN;
    case 404:
        return ERR_NOT_FOUND;
    case 429:
    case 503:
        return ERR_THROTTLED;
    default:
        return ERR_SERVICE;
    }
}

static const char *member(const struct json *object, const char *one, const char *other)
{
    const char *text = json_text(json_get(object, one));
    return text && *text ? text : json_text(json_get(object, other));
}

static void set_request_id(const struct http_reply *reply, const struct json *error, struct err *e)
{
    const char *id = http_reply_header(reply, "request-id");
    if (!id)
        id = member(json_get(error, "innerError"), "request-id", "requestId");
    if (id)
        clean_text(id, strlen(id), e->request_id, sizeof e->request_id);
}

bool graph_check(const struct http_reply *reply, struct err *e)
{
    struct err unused;
    e = e ? e : &unused;
    if (reply->status == 0) {
        *e = reply->error;
        return e->code ? false : err_set(e, ERR_INTERNAL, "there is no reply");
    }
    if (reply->status >= 200 && reply->status < 300) {
        *e = (struct err){0};
        return true;
    }
    if (refusal_is_foreign(reply->status, buf_text(&reply->body), reply->body.length, "Microsoft Graph", e)) {
        set_request_id(reply, NULL, e);
        return false;
    }
    struct err ignored;
    auto_json struct json *root = json_parse(buf_text(&reply->body), reply->body.length, &ignored);
    struct refusal said;
    refusal_read(root, &said);
    /* a token was taken, and somebody behind it refused */
    bool behind = reply->status == 401 && (strstr(said.message, "principal-less") || strstr(said.message, "Forbidden"));
    enum err_code kind = behind ? ERR_FORBIDDEN : code_of(reply->status);
    err_set(e, kind, "%s (HTTP %ld%s%s)", *said.message ? said.message : err_sentence(kind), reply->status,
            *said.code ? " " : "", said.code);
    set_request_id(reply, json_get(root, "error"), e);
    hint_by(licences, sizeof licences / sizeof licences[0], reply->status, &said, e);
    hint_by(hints, sizeof hints / sizeof hints[0], reply->status, &said, e);
    refusal_hint_wait(reply, e);
    return false;
}

struct json *graph_body(const struct http_reply *reply, struct err *e)
{
    if (!graph_check(reply, e))
        return NULL;
    struct json *body = json_parse(buf_text(&reply->body), reply->body.length, e);
    if (!body)
        err_hint(e, "Something between here and the service answered in its place, or the reply was cut: try again");
    return body;
}

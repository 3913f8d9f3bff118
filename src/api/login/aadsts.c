/* The table of sign-in errors, and reading them out of a reply. */
#include "api/login/aadsts.h"

#include "api/http/refusal.h"
#include "base/clean.h"
#include "codec/json.h"
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define AGAIN   "Sign in again"
#define CONSENT "An administrator has to grant consent"

/* Ascending by code. */
static const struct aadsts rows[] = {
    {16003, "the account is not in this tenant", "Use another account or tenant"},
    {28000, "more than one resource was asked for", "One resource at a time, ending in /.default"},
    {28002, "the requested scope is wrong", "One resource at a time, ending in /.default"},
    {28003, "the requested scope is wrong", "One resource at a time, ending in /.default"},
    {50001, "the service is not known in this tenant", "The tenant has no subscription to it, or it is switched off"},
    {50011, "the redirect address is wrong", "Register http://localhost as the redirect address of a public client"},
    {50012, "the certificate is not known to the app", "Upload the certificate to the app registration"},
    {50020, "the account is not in this tenant", "Use another account or tenant"},
    {50033, "a passing fault of the sign-in service", "Try again in a minute"},
    {50034, "the account is not in this tenant", "Use another account or tenant"},
    {50053, "the account is locked or the address is distrusted", "Wait, or unblock the account"},
    {50054, "an old password was used", "Type the new one"},
    {50055, "the password has expired", "Change the password in a browser first"},
    {50056, "the password is wrong", "Type it again"},
    {50057, "the account is disabled", "Unblock the account"},
    {50058, "nobody is signed in", "Sign in interactively and name the tenant"},
    {50059, "the tenant is not named", "Give the tenant's id or domain"},
    {50072, "multi-factor authentication has to be registered first", "Register it in a browser"},
    {50074, "multi-factor authentication is needed", AGAIN},
    {50076, "multi-factor authentication is needed", AGAIN},
    {50078, "multi-factor authentication has expired", AGAIN},
    {50079, "multi-factor authentication has to be registered first", "Register it in a browser"},
    {50085, "the sign-in has expired or was revoked", AGAIN},
    {50089, "the sign-in has expired or was revoked", AGAIN},
    {50097, "a managed device is required", "Use a compliant device, or exclude the app from the policy"},
    {50105, "the account is not assigned to the app", "Assign it under Enterprise applications"},
    {50126, "the user name or password is wrong", "Type it again"},
    {50129, "a registered device is required", "Use a compliant device, or exclude the app from the policy"},
    {50131, "Conditional Access requires a device", "Use a compliant device, or exclude the app from the policy"},
    {50132, "the sign-in has expired or was revoked", AGAIN},
    {50133, "the sign-in has expired or was revoked", AGAIN},
    {50135, "the account is at risk", "An administrator has to remediate the risk"},
    {50140, "whether to stay signed in was asked", AGAIN},
    {50144, "the password has expired", "Change the password first"},
    {50155, "the device could not be authenticated", AGAIN},
    {50158, "an outside challenge has to be met", AGAIN},
    {50161, "an outside challenge has to be met", AGAIN},
    {50173, "the sign-in has expired or was revoked", AGAIN},
    {50177, "the account is a guest that this tenant does not admit",
     "Use another account, or add it to a group of the partner relationship"},
    {50194, "the app is not for several tenants", "Name the tenant instead of common"},
    {50196, "too many sign-ins in a loop", "Wait five minutes"},
    {50199, "the application has to be confirmed by the user", AGAIN},
    {51004, "the account is not in this tenant", "Use another account or tenant"},
    {53000, "the device is not compliant", "Use a compliant device, or exclude the app from the policy"},
    {53001, "the device is not joined to the domain", "Use a joined device, or exclude the app from the policy"},
    {53002, "the app is not approved by a policy", "Exclude the app from the policy"},
    {53003, "blocked by Conditional Access", "See the policy that blocks in the sign-in log"},
    {53004, "the account is at risk", "An administrator has to remediate the risk"},
    {53009, "a policy asks for an app that Intune protects",
     "Exclude the app from the policy, or sign in with an application"},
    {53011, "the account is at risk", "An administrator has to remediate the risk"},
    {54005, "the sign-in in the browser was used already", AGAIN},
    {65001, "consent is missing", CONSENT},
    {65002, "the app may not call this service", "Use an app registration of your own"},
    {65004, "consent was declined", CONSENT},
    {65005, "the app asks for something it is not set up for", "Check its permissions and the tenant's licences"},
    {70000, "the sign-in has expired or was revoked", AGAIN},
    {70001, "the app is not known in this tenant", "Check the client id, the tenant and the cloud"},
    {70002, "the client secret is wrong", "Use the secret's value, not its id"},
    {70008, "the sign-in has expired or was revoked", AGAIN},
    {70011, "the requested scope is wrong", "One resource at a time, ending in /.default"},
    {70016, "the code has not been entered yet", "Enter the code in a browser"},
    {70018, "the code is wrong", "Start again for a new code"},
    {70019, "the code has expired", "Start again for a new code"},
    {70020, "the code has expired", "Start again for a new code"},
    {70043, "the sign-in has expired or was revoked", AGAIN},
    {70044, "the session has ended by a policy's sign-in frequency", AGAIN},
    {80014, "a passing fault of the sign-in service", "Try again in a minute"},
    {90002, "the tenant does not exist", "Check its id or domain, and the cloud"},
    {90006, "a passing fault of the sign-in service", "Try again in a minute"},
    {90008, "consent is missing", CONSENT},
    {90012, "a passing fault of the sign-in service", "Try again in a minute"},
    {90019, "the tenant is not named", "Give the tenant's id or domain"},
    {90024, "a passing fault of the sign-in service", "Try again in a minute"},
    {90033, "a passing fault of the sign-in service", "Try again in a minute"},
    {90038, "the tenant is in another cloud", "Check the cloud of the tenant"},
    {90055, "the tenant is throttled", "Wait a few minutes"},
    {90072, "a guest cannot meet this requirement here", "Use a member account"},
    {90094, "an administrator's consent is missing", CONSENT},
    {90095, "an administrator's consent is missing", CONSENT},
    {90099, "the app has not been consented to in this tenant", CONSENT},
    {90124, "the sign-in authority is wrong", "Name the tenant"},
    {500011, "the service is not known in this tenant", "The tenant has no subscription to it"},
    {500014, "the service is switched off in this tenant", "The subscription may have lapsed"},
    {500112, "the redirect address is wrong", "Register http://localhost as the redirect address of a public client"},
    {500113, "the app has no redirect address", "Register http://localhost as the redirect address of a public client"},
    {500121, "multi-factor authentication was not completed", AGAIN},
    {500133, "the assertion is out of its time", "Set this machine's clock"},
    {501481, "the answer from the browser belongs to another sign-in", AGAIN},
    {530032, "Conditional Access requires a device", "Use a compliant device, or exclude the app from the policy"},
    {530034, "the partner's account is at risk", "An administrator of the partner has to remediate the risk"},
    {530035, "blocked by security defaults", "See the sign-in log"},
    {530036, "blocked by Conditional Access: this way of signing in is not allowed",
     "See the policy that blocks in the sign-in log"},
    {650052, "the tenant has no subscription to the service", "Check permissions and licences"},
    {650053, "the app asks for a permission that the service does not have",
     "Check the cloud, and the permissions of the registration"},
    {650056, "the app is set up wrongly", "Check its permissions"},
    {650057, "the app asks for something it is not set up for", "Check its permissions"},
    {700011, "the app is not known in this tenant", "Check the client id, the tenant and the cloud"},
    {700016, "the app is not known in this tenant", "Check the client id, the tenant and the cloud"},
    {700022, "more than one resource was asked for", "One resource at a time"},
    {700023, "the requested scope is wrong", "One resource at a time, ending in /.default"},
    {700024, "the assertion is out of its time", "Set this machine's clock"},
    {700025, "a secret was sent, but the app is a public client", "Remove the secret, or change the registration"},
    {700027, "the certificate is not known to the app", "Upload it; after a change wait half a minute"},
    {700030, "the certificate is not acceptable", "Upload another"},
    {700051, "the app may not be signed in to with a browser",
     "Register http://localhost as the redirect address of a public client"},
    {700082, "the sign-in has expired or was revoked", AGAIN},
    {700084, "the sign-in has expired or was revoked", AGAIN},
    {900023, "the tenant does not exist", "Check its id or domain, and the cloud"},
    {900382, "the tenant is in another cloud", "Check the cloud of the tenant"},
    {900432, "the tenant is in another cloud", "Check the cloud of the tenant"},
    {5000224, "the tenant has been deleted, or its id is wrong", "Check the tenant's id"},
    {7000112, "the app is disabled in this tenant", "Enable it under Enterprise applications"},
    {7000215, "the client secret is wrong", "Use the secret's value, not its id"},
    {7000216, "the client secret is missing", "Give the secret or a certificate"},
    {7000218, "the client secret is missing", "Give the secret, or allow public clients in the registration"},
    {7000222, "the client secret has expired", "Make a new secret for the app registration"},
    {7000229, "the app has no service principal in this tenant",
     "Grant it consent in this tenant; just after that wait a minute"},
    {9001023, "the sign-in authority is wrong", "Name the tenant, or use organizations"},
    {9002313, "the request was malformed", "Check tenant and client id"},
};

static int compare(const void *key, const void *row)
{
    int code = *(const int *)key, of_row = ((const struct aadsts *)row)->code;
    return (code > of_row) - (code < of_row);
}

const struct aadsts *aadsts_find(int code)
{
    return bsearch(&code, rows, sizeof rows / sizeof rows[0], sizeof rows[0], compare);
}

static bool is_one_of(int code, const int *codes, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (codes[i] == code)
            return true;
    return false;
}

bool aadsts_is_transient(int code)
{
    static const int codes[] = {90033, 90006, 50033, 90024, 90012, 80014, 90055};
    return is_one_of(code, codes, sizeof codes / sizeof codes[0]);
}

bool aadsts_is_unknown_client(int code)
{
    static const int codes[] = {700016, 700011, 70001, 7000229};
    return is_one_of(code, codes, sizeof codes / sizeof codes[0]);
}

bool aadsts_may_be_the_flow(int code)
{
    static const int codes[] = {53003, 530036};
    return is_one_of(code, codes, sizeof codes / sizeof codes[0]);
}

static int code_of(const struct json *root)
{
    long long told = json_integer(json_first(json_get(root, "error_codes")), 0);
    const char *description = json_text_or(json_get(root, "error_description"), "");
    const char *at = strstr(description, "AADSTS");
    if (told > 0 && told <= INT_MAX)
        return (int)told;
    long read = at ? strtol(at + strlen("AADSTS"), NULL, 10) : 0;
    return read > 0 && read <= INT_MAX ? (int)read : 0;
}

static void read_trace(const struct json *root, char *out, size_t size)
{
    const char *id = json_text_or(json_get(root, "trace_id"), ""),
               *time = json_text_or(json_get(root, "timestamp"), "");
    char text[160];
    snprintf(text, sizeof text, "%.40s%s%.20s", id, *id && *time ? " " : "", time);
    clean_text(text, strlen(text), out, size);
}

void aadsts_read(const char *body, size_t length, struct aadsts_reply *out)
{
    struct err ignored;
    auto_json struct json *root = json_parse(body, length, &ignored);
    *out = (struct aadsts_reply){.code = code_of(root)};
    snprintf(out->error, sizeof out->error, "%s", json_text_or(json_get(root, "error"), ""));
    read_trace(root, out->trace, sizeof out->trace);
}

bool aadsts_explain(const char *body, size_t length, long status, struct err *e)
{
    struct err ignored;
    if (refusal_is_foreign(status, body, length, "the sign-in service", e))
        return false;
    auto_json struct json *root = json_parse(body, length, &ignored);
    int code = code_of(root);
    const struct aadsts *row = aadsts_find(code);
    const char *description = json_text(json_get(root, "error_description"));
    const char *error = json_text_or(json_get(root, "error"), "no reason given");
    char text[320];
    size_t first_line = description ? strcspn(description, "\r\n") : 0;
    if (row)
        err_set(e, ERR_SIGN_IN, "sign-in failed: %s (AADSTS%d)", row->sentence, code);
    else if (clean_text(description ? description : error, description ? first_line : strlen(error), text, sizeof text))
        err_set(e, ERR_SIGN_IN, "sign-in failed: %s (HTTP %ld)", text, status);
    else
        err_set(e, ERR_SIGN_IN, "sign-in failed (HTTP %ld)", status);
    if (row)
        err_hint(e, "%s", row->hint);
    if (e)
        read_trace(root, e->request_id, sizeof e->request_id);
    return false;
}

/* The mailbox of somebody whom a scenario added, as far as the scenario does not say: nothing in it has happened. */
#include "tenant/state/mailbox.h"

#include <stdio.h>
#include <string.h>

#define SELF_FULL                                                                                                      \
    "[{\"User\":\"NT AUTHORITY\\\\SELF\",\"AccessRights\":[\"FullAccess\",\"ReadPermission\"],\"IsInherited\":false,"  \
    "\"Deny\":false,\"InheritanceType\":\"All\"}]"
#define SELF_SENDS                                                                                                     \
    "[{\"Trustee\":\"NT AUTHORITY\\\\SELF\",\"AccessControlType\":\"Allow\",\"AccessRights\":[\"SendAs\"],"            \
    "\"IsInherited\":false,\"InheritanceType\":\"None\"}]"
#define NOBODY(right)                                                                                                  \
    "[{\"User\":\"Default\",\"AccessRights\":[\"" right "\"],\"SharingPermissionFlags\":null},"                        \
    "{\"User\":\"Anonymous\",\"AccessRights\":[\"None\"],\"SharingPermissionFlags\":null}]"
#define FOLDERS                                                                                                        \
    "{\"\\\\\":" NOBODY("None") ",\"\\\\Inbox\":" NOBODY("None") ",\"\\\\Sent Items\":" NOBODY(                        \
        "None") ","                                                                                                    \
                "\"\\\\Calendar\":" NOBODY("AvailabilityOnly") ",\"\\\\Contacts\":" NOBODY("None") "}"

/* Objects lie over what the seed makes up; lists stand alone. */
static const char *const texts[MAILBOX_PARTS] = {
    [MAILBOX_SETTINGS] =
        "{\"ForwardingAddress\":null,\"ForwardingSmtpAddress\":null,\"DeliverToMailboxAndForward\":false,"
        "\"GrantSendOnBehalfTo\":[],\"InPlaceHolds\":[],\"LitigationHoldEnabled\":false,\"LitigationHoldDate\":null,"
        "\"LitigationHoldOwner\":\"\",\"ComplianceTagHoldApplied\":false,\"HiddenFromAddressListsEnabled\":false}",
    [MAILBOX_PROTOCOLS] = "{\"ImapEnabled\":true,\"PopEnabled\":true,\"EwsEnabled\":null,"
                          "\"SmtpClientAuthenticationDisabled\":null}",
    [MAILBOX_REPLIES] = "{\"AutoReplyState\":\"Disabled\",\"ExternalAudience\":\"All\",\"InternalMessage\":\"\","
                        "\"ExternalMessage\":\"\"}",
    [MAILBOX_JUNK] = "{\"TrustedSendersAndDomains\":[],\"BlockedSendersAndDomains\":[]}",
    [MAILBOX_RULES] = "[]",
    [MAILBOX_PERMISSIONS] = SELF_FULL,
    [MAILBOX_SEND_AS] = SELF_SENDS,
    [MAILBOX_FOLDERS] = FOLDERS,
    [MAILBOX_DEVICES] = "[]",
    [MAILBOX_DELETED] = "[]",
    [MAILBOX_MEETINGS] = "[]",
    [MAILBOX_SIGNATURE] = "{\"AutoAddSignature\":false,\"SignatureText\":\"\",\"SignatureHtml\":\"\"}",
};

struct json *mailbox_overlay(struct json *under, const struct json *over)
{
    if (json_kind(under) != JSON_OBJECT || json_kind(over) != JSON_OBJECT) {
        json_free(under);
        return json_copy(over);
    }
    for (const struct json *member = json_first(over); member; member = json_next(member))
        json_set(under, json_key(member), json_copy(member));
    return under;
}

struct json *mailbox_quiet(enum mailbox_part part, struct json *seeded)
{
    struct err e;
    if (!texts[part])
        return seeded;
    auto_json struct json *quiet = json_parse(texts[part], strlen(texts[part]), &e);
    return mailbox_overlay(seeded, quiet);
}

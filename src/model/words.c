/* The tables of words. */
#include "model/words.h"

#include <stddef.h>
#include <strings.h>

/* As the service names them on its pages (REQUESTS §2). */
const struct word words_risk_event[] = {
    {"adminConfirmedUserCompromised", "an administrator says: compromised"},
    {"anomalousToken", "a token with unusual traits"},
    {"anomalousUserActivity", "unusual activity of the user"},
    {"anonymizedIPAddress", "an anonymous address (Tor, VPN)"},
    {"attackerinTheMiddle", "an attacker in the middle"},
    {"attemptedPrtAccess", "an attempt on the primary refresh token"},
    {"generic", "not told without Entra ID P2"},
    {"impossibleTravel", "impossible travel"},
    {"investigationsThreatIntelligence", "known to threat intelligence"},
    {"investigationsThreatIntelligenceSigninLinked", "known to threat intelligence, by a sign-in"},
    {"leakedCredentials", "leaked credentials"},
    {"maliciousIPAddress", "a malicious address"},
    {"maliciousIPAddressValidCredentialsBlockedIP", "the right password from a blocked address"},
    {"malwareInfectedIPAddress", "an address with malware"},
    {"mcasFinSuspiciousFileAccess", "many sensitive files were opened"},
    {"mcasImpossibleTravel", "impossible travel"},
    {"mcasSuspiciousInboxManipulationRules", "suspicious inbox rules"},
    {"nationStateIP", "an address of a known threat actor"},
    {"newCountry", "a new country"},
    {"passwordSpray", "password spray"},
    {"riskyIPAddress", "an anonymous address"},
    {"suspiciousAPITraffic", "unusual requests to Graph"},
    {"suspiciousBrowser", "a suspicious browser"},
    {"suspiciousIPAddress", "a malicious address"},
    {"suspiciousInboxForwarding", "suspicious forwarding of mail"},
    {"suspiciousSendingPatterns", "suspicious sending of mail"},
    {"tokenIssuerAnomaly", "an unusual issuer of tokens"},
    {"unfamiliarFeatures", "unfamiliar traits of the sign-in"},
    {"unlikelyTravel", "atypical travel"},
    {"userReportedSuspiciousActivity", "the user reported it"},
    {NULL, NULL},
};

/* What policies of conditional access ask about. */
const struct word words_condition[] = {
    {"authenticationTransfer", "authentication transfer"},
    {"browser", "browser"},
    {"deviceCodeFlow", "device code"},
    {"easSupported", "Exchange ActiveSync, where it supports policies"},
    {"exchangeActiveSync", "Exchange ActiveSync"},
    {"macOS", "macOS"},
    {"MicrosoftAdminPortals", "Microsoft admin portals"},
    {"mobileAppsAndDesktopClients", "mobile apps and desktop clients"},
    {"Office365", "Office 365"},
    {"other", "other clients (without modern authentication)"},
    {"urn:user:registerdevice", "registering or joining a device"},
    {"urn:user:registersecurityinfo", "registering security information"},
    {NULL, NULL},
};

/* The state of a SharePoint site (REQUESTS §8.3). */
const struct word words_lock[] = {
    {"Unlock", "open"},
    {"NoAccess", "closed to everybody by an administrator"},
    {"NoAdditions", "nothing can be added"},
    {"ReadOnly", "can be read only"},
    {NULL, NULL},
};

const struct word words_risk_state[] = {
    {"atRisk", "at risk"},
    {"confirmedCompromised", "confirmed as compromised"},
    {"confirmedSafe", "confirmed as safe"},
    {"dismissed", "dismissed"},
    {"remediated", "remedied"},
    {NULL, NULL},
};

const struct word words_risk_detail[] = {
    {"none", ""},
    {"adminConfirmedServicePrincipalCompromised", "an administrator says: compromised"},
    {"adminConfirmedSigninCompromised", "an administrator says: the sign-in was an attacker's"},
    {"adminConfirmedSigninSafe", "an administrator says: the sign-in was safe"},
    {"adminConfirmedUserCompromised", "an administrator says: compromised"},
    {"adminConfirmedAccountSafe", "an administrator says: safe"},
    {"adminDismissedAllRiskForUser", "an administrator dismissed it"},
    {"adminDismissedRiskForSignIn", "an administrator dismissed it"},
    {"adminGeneratedTemporaryPassword", "an administrator set a temporary password"},
    {"aiConfirmedSigninSafe", "found to be safe by Microsoft"},
    {"hidden", "not told without Entra ID P2"},
    {"m365DAdminDismissedDetection", "dismissed in Defender"},
    {"microsoftRevokedSessions", "Microsoft ended the sessions"},
    {"userChangedPasswordOnPremises", "the password was changed on premises"},
    {"userPassedMFADrivenByRiskBasedPolicy", "the user passed multi-factor authentication"},
    {"userPerformedSecuredPasswordChange", "the user changed the password"},
    {"userPerformedSecuredPasswordReset", "the user reset the password"},
    {NULL, NULL},
};

const struct word words_join[] = {
    {"AzureAd", "Entra joined"},
    {"ServerAd", "hybrid joined"},
    {"Workplace", "registered"},
    {NULL, NULL},
};

const struct word words_mailbox[] = {
    {"EquipmentMailbox", "equipment mailbox"}, {"GroupMailbox", "group mailbox"},
    {"RoomMailbox", "room mailbox"},           {"SchedulingMailbox", "scheduling mailbox"},
    {"SharedMailbox", "shared mailbox"},       {"TeamMailbox", "site mailbox"},
    {"UserMailbox", "user mailbox"},           {NULL, NULL},
};

/* Of the registration report. */
const struct word words_method[] = {
    {"alternateMobilePhone", "second mobile phone"},
    {"appPassword", "app password"},
    {"email", "e-mail"},
    {"externalAuthMethod", "external method"},
    {"fido2SecurityKey", "passkey or security key"},
    {"hardwareOneTimePasscode", "hardware token"},
    {"macOsSecureEnclaveKey", "platform credential of a Mac"},
    {"microsoftAuthenticatorPasswordless", "Authenticator, passwordless"},
    {"microsoftAuthenticatorPush", "Authenticator"},
    {"mobilePhone", "mobile phone"},
    {"officePhone", "office phone"},
    {"passKeyDeviceBound", "passkey"},
    {"passKeyDeviceBoundAuthenticator", "passkey in Authenticator"},
    {"passKeyDeviceBoundWindowsHello", "passkey in Windows Hello"},
    {"securityQuestion", "security questions"},
    {"softwareOneTimePasscode", "software token"},
    {"temporaryAccessPass", "Temporary Access Pass"},
    {"windowsHelloForBusiness", "Windows Hello"},
    {NULL, NULL},
};

const struct word words_audience[] = {
    {"All", "everybody"}, {"External", "everybody"}, {"Known", "contacts alone"}, {"None", "nobody"}, {NULL, NULL},
};

const struct word words_replies[] = {
    {"Disabled", "off"},
    {"Enabled", "on"},
    {"Scheduled", "on, for a time"},
    {NULL, NULL},
};

const struct word words_compliance[] = {
    {"configManager", "told by Configuration Manager"},
    {"conflict", "policies conflict"},
    {"inGracePeriod", "not compliant, in grace"},
    {"noncompliant", "not compliant"},
    {"unknown", "not known"},
    {NULL, NULL},
};

/* Permissions that applications ask a user for: what the consent page says they allow (REQUESTS §2). */
const struct word words_scope[] = {
    {"openid", "sign in"},
    {"profile", "see the basic profile"},
    {"email", "see the e-mail address"},
    {"offline_access", "stay signed in without the user"},
    {"User.Read", "read the own profile"},
    {"User.ReadWrite", "change the own profile"},
    {"User.ReadBasic.All", "read everybody's basic profile"},
    {"User.Read.All", "read everybody's profile"},
    {"User.ReadWrite.All", "change everybody's profile"},
    {"People.Read", "read relevant people"},
    {"People.Read.All", "read everybody's relevant people"},
    {"Mail.Read", "read mail"},
    {"Mail.ReadBasic", "read mail without its text"},
    {"Mail.Read.Shared", "read mail (also shared)"},
    {"Mail.ReadWrite", "read and change mail"},
    {"Mail.ReadWrite.Shared", "read and change mail (also shared)"},
    {"Mail.Send", "send mail as the user"},
    {"Mail.Send.Shared", "send mail as the user and on behalf of others"},
    {"MailboxSettings.Read", "read mailbox settings"},
    {"MailboxSettings.ReadWrite", "change rules and mailbox settings"},
    {"EWS.AccessAsUser.All", "everything in the mailbox (EWS)"},
    {"IMAP.AccessAsUser.All", "everything in the mailbox (IMAP)"},
    {"POP.AccessAsUser.All", "read mail (POP)"},
    {"SMTP.Send", "send mail as the user (SMTP)"},
    {"full_access_as_user", "everything in the mailbox"},
    {"user_impersonation", "everything the user may do there"},
    {"Calendars.Read", "read calendars"},
    {"Calendars.Read.Shared", "read calendars (also shared)"},
    {"Calendars.ReadBasic", "read when the user is busy"},
    {"Calendars.ReadWrite", "change calendars"},
    {"Calendars.ReadWrite.Shared", "change calendars (also shared)"},
    {"Contacts.Read", "read contacts"},
    {"Contacts.Read.Shared", "read contacts (also shared)"},
    {"Contacts.ReadWrite", "change contacts"},
    {"Contacts.ReadWrite.Shared", "change contacts (also shared)"},
    {"Tasks.Read", "read tasks"},
    {"Tasks.ReadWrite", "change tasks"},
    {"Files.Read", "read the user's files"},
    {"Files.Read.All", "read all files the user may open"},
    {"Files.Read.Selected", "read the files the user picks"},
    {"Files.ReadWrite", "change the user's files"},
    {"Files.ReadWrite.All", "change all files the user may open"},
    {"Files.ReadWrite.AppFolder", "change files in a folder of its own"},
    {"Sites.Read.All", "read all sites the user may open"},
    {"Sites.ReadWrite.All", "change all sites the user may open"},
    {"Sites.Manage.All", "change lists of all sites the user may open"},
    {"Sites.FullControl.All", "full control of all sites the user may open"},
    {"Notes.Read", "read notebooks"},
    {"Notes.ReadWrite", "change notebooks"},
    {"Notes.ReadWrite.All", "change all notebooks the user may open"},
    {"Chat.Read", "read Teams chats"},
    {"Chat.ReadWrite", "read and send in Teams chats"},
    {"ChannelMessage.Read.All", "read messages of Teams channels"},
    {"ChannelMessage.Send", "send messages to Teams channels"},
    {"Team.ReadBasic.All", "read the names of teams"},
    {"OnlineMeetings.ReadWrite", "make and change online meetings"},
    {"Group.Read.All", "read all groups"},
    {"Group.ReadWrite.All", "change all groups and what is in them"},
    {"GroupMember.Read.All", "read the members of groups"},
    {"GroupMember.ReadWrite.All", "change the members of groups"},
    {"Directory.Read.All", "read the directory"},
    {"Directory.ReadWrite.All", "change the directory"},
    {"Directory.AccessAsUser.All", "everything the user may do in the directory"},
    {"Application.Read.All", "read applications"},
    {"Application.ReadWrite.All", "change applications"},
    {"AppRoleAssignment.ReadWrite.All", "give permissions to applications"},
    {"DelegatedPermissionGrant.ReadWrite.All", "give consents"},
    {"RoleManagement.Read.Directory", "read who has which role"},
    {"RoleManagement.ReadWrite.Directory", "give administrator roles"},
    {"Policy.Read.All", "read policies"},
    {"Policy.ReadWrite.ConditionalAccess", "change Conditional Access"},
    {"UserAuthenticationMethod.Read", "read the own authentication methods"},
    {"UserAuthenticationMethod.ReadWrite", "change the own authentication methods"},
    {"UserAuthenticationMethod.Read.All", "read everybody's authentication methods"},
    {"UserAuthenticationMethod.ReadWrite.All", "change everybody's authentication methods"},
    {"AuditLog.Read.All", "read sign-in and audit logs"},
    {"Reports.Read.All", "read usage reports"},
    {"Device.Read", "read the user's devices"},
    {"Device.Read.All", "read all devices"},
    {NULL, NULL},
};

const char *words_say(const struct word *words, const char *text)
{
    for (; words && words->is; words++)
        if (!strcasecmp(words->is, text))
            return words->says;
    return text;
}

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

const char *words_say(const struct word *words, const char *text)
{
    for (; words && words->is; words++)
        if (!strcasecmp(words->is, text))
            return words->says;
    return text;
}

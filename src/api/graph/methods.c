/* The kinds of authentication methods: what the service calls them, what tells one from another, where they are deleted. */
#include "api/graph/methods.h"

#include <stddef.h>
#include <string.h>

static const struct graph_method_kind kinds[] = {
    {"phone", "Phone", "phone", "phoneNumber", "phoneMethods", false, false},
    {"microsoftAuthenticator", "Microsoft Authenticator", "Authenticator", "displayName",
     "microsoftAuthenticatorMethods", false, false},
    {"softwareOath", "Software OATH token", "software OATH token", NULL, "softwareOathMethods", false, false},
    {"hardwareOath", "Hardware OATH token", "hardware OATH token", NULL, "hardwareOathMethods", true, false},
    {"fido2", "Passkey", "passkey", "displayName", "fido2Methods", false, false},
    {"windowsHelloForBusiness", "Windows Hello", "Windows Hello", "displayName", "windowsHelloForBusinessMethods",
     false, false},
    {"email", "E-mail", "e-mail", "emailAddress", "emailMethods", false, false},
    {"temporaryAccessPass", "Temporary Access Pass", "Temporary Access Pass", NULL, "temporaryAccessPassMethods", false,
     false},
    {"platformCredential", "Platform credential", "platform credential", "displayName", "platformCredentialMethods",
     false, false},
    {"external", "External method", "external method", "displayName", "externalAuthenticationMethods", false, false},
    {"passwordlessMicrosoftAuthenticator", "Passwordless Authenticator", "passwordless Authenticator", "displayName",
     "passwordlessMicrosoftAuthenticatorMethods", true, false},
    {"qrCodePin", "QR code", "QR code", NULL, "qrCodePinMethod", true, true},
    {"password", "Password", "password", NULL, NULL, false, false},
};

const struct graph_method_kind *graph_method_kind(const char *type)
{
    static const char prefix[] = "#microsoft.graph.";
    if (strncmp(type, prefix, strlen(prefix)) != 0)
        return NULL;
    type += strlen(prefix);
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (!strncmp(type, kinds[i].type, strlen(kinds[i].type)) &&
            !strcmp(type + strlen(kinds[i].type), "AuthenticationMethod"))
            return &kinds[i];
    return NULL;
}

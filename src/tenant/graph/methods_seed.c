/* Which methods people have registered, and what each looks like. */
#include "tenant/graph/methods.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "base/random.h"
#include <stdio.h>
#include <string.h>

static unsigned roll(const struct user_record *u, uint64_t salt)
{
    return (unsigned)(seed_mix(u->seed.dice + salt * UINT64_C(0x2545f4914f6cdd1d)) >> 33);
}

static void fill_password(struct json *m, const struct user_record *u)
{
    (void)u;
    json_set_text(m, "password", NULL);
}

static void phone(struct json *m, const struct user_record *u, const char *type, unsigned salt)
{
    char number[32];
    snprintf(number, sizeof number, "+31 6%08u", roll(u, salt) % 100000000);
    json_set_text(m, "phoneNumber", number);
    json_set_text(m, "phoneType", type);
    json_set_text(m, "smsSignInState", strcmp(type, "mobile") ? "notSupported" : "notAllowedByPolicy");
}

static void fill_mobile(struct json *m, const struct user_record *u)
{
    phone(m, u, "mobile", 21);
}

static void fill_office(struct json *m, const struct user_record *u)
{
    phone(m, u, "office", 22);
}

static void fill_alternate(struct json *m, const struct user_record *u)
{
    phone(m, u, "alternateMobile", 25);
}

static void fill_app(struct json *m, const struct user_record *u)
{
    json_set_text(m, "displayName", roll(u, 23) % 2 ? "iPhone 15" : "Pixel 8");
    json_set_text(m, "deviceTag", "SoftwareTokenActivated");
    json_set_text(m, "phoneAppVersion", "6.8.11");
}

static void fill_key(struct json *m, const struct user_record *u)
{
    (void)u;
    json_set_text(m, "displayName", "YubiKey 5 NFC");
    json_set_text(m, "model", "YubiKey 5 Series with NFC");
    json_set_text(m, "aaGuid", "2fc0579f-8113-47ea-b116-bb5a8db9202a");
    json_set(m, "attestationCertificates", json_new_array());
    json_set_text(m, "attestationLevel", "attested");
    json_set_text(m, "passkeyType", "deviceBound");
}

static void fill_device(struct json *m, const struct user_record *u)
{
    char name[32];
    snprintf(name, sizeof name, "LAPTOP-%05u", roll(u, 24) % 100000);
    json_set_text(m, "displayName", name);
    json_set_text(m, "keyStrength", "normal");
}

static void fill_platform(struct json *m, const struct user_record *u)
{
    fill_device(m, u);
    json_set_text(m, "platform", "macOS");
}

static void fill_mail(struct json *m, const struct user_record *u)
{
    char address[SEED_TEXT];
    snprintf(address, sizeof address, "%.90s@home.example", u->seed.nickname);
    json_set_text(m, "emailAddress", address);
}

static void fill_external(struct json *m, const struct user_record *u)
{
    (void)u;
    json_set_text(m, "displayName", "Contoso Verify");
    json_set_text(m, "configurationId", "5f3a9f1c-2d64-4b7e-8f5b-31a0c8c1d0e4");
}

static void fill_oath(struct json *m, const struct user_record *u)
{
    (void)u;
    json_set_text(m, "secretKey", NULL);
}

static void fill_passwordless(struct json *m, const struct user_record *u)
{
    json_set_text(m, "displayName", roll(u, 23) % 2 ? "iPhone 15" : "Pixel 8");
}

static void fill_nothing(struct json *m, const struct user_record *u)
{
    (void)m;
    (void)u;
}

static void fill_tap(struct json *m, const struct user_record *u)
{
    char date[CLOCK_TEXT];
    int64_t now = u->store ? store_people(u->store)->now : 0;
    json_set_text(m, "createdDateTime", clock_format(now - 600000, date));
    json_set_text(m, "startDateTime", clock_format(now - 600000, date));
    json_set_number(m, "lifetimeInMinutes", 480);
    json_set_bool(m, "isUsableOnce", false);
}

#define TYPE(name) "#microsoft.graph." name "AuthenticationMethod"

const struct method_kind method_kinds[] = {
    {.segment = "passwordMethods",
     .type = TYPE("password"),
     .id = "28c10230-6103-485e-b985-444c60001490",
     .share = 100,
     .fill = fill_password},
    {.segment = "microsoftAuthenticatorMethods",
     .type = TYPE("microsoftAuthenticator"),
     .share = 70,
     .preference = "push",
     .registered = "microsoftAuthenticatorPush",
     .flags = METHOD_STRONG | METHOD_RESETS,
     .fill = fill_app},
    {.segment = "phoneMethods",
     .type = TYPE("phone"),
     .id = METHOD_MOBILE,
     .share = 60,
     .preference = "sms",
     .registered = "mobilePhone",
     .flags = METHOD_STRONG | METHOD_RESETS,
     .fill = fill_mobile},
    {.segment = "phoneMethods",
     .type = TYPE("phone"),
     .id = "e37fc753-ff3b-4958-9484-eaa9425c82bc",
     .share = 10,
     .preference = "voiceOffice",
     .registered = "officePhone",
     .flags = METHOD_STRONG | METHOD_RESETS | METHOD_OFF,
     .fill = fill_office},
    {.segment = "softwareOathMethods",
     .type = TYPE("softwareOath"),
     .share = 10,
     .preference = "oath",
     .registered = "softwareOneTimePasscode",
     .flags = METHOD_STRONG | METHOD_RESETS,
     .fill = fill_oath},
    {.segment = "fido2Methods",
     .type = TYPE("fido2"),
     .share = 8,
     .registered = "passKeyDeviceBound",
     .flags = METHOD_STRONG | METHOD_PASSWORDLESS,
     .fill = fill_key},
    {.segment = "windowsHelloForBusinessMethods",
     .type = TYPE("windowsHelloForBusiness"),
     .share = 30,
     .registered = "windowsHelloForBusiness",
     .flags = METHOD_STRONG | METHOD_PASSWORDLESS,
     .fill = fill_device},
    {.segment = "emailMethods",
     .type = TYPE("email"),
     .id = "3ddfcfc8-9383-446f-83cc-3ab9be4be18f",
     .share = 15,
     .registered = "email",
     .flags = METHOD_RESETS,
     .fill = fill_mail},
    {.segment = "temporaryAccessPassMethods",
     .type = METHOD_TAP,
     .registered = "temporaryAccessPass",
     .fill = fill_tap},
    {.segment = "platformCredentialMethods",
     .type = TYPE("platformCredential"),
     .share = 4,
     .registered = "macOsSecureEnclaveKey",
     .flags = METHOD_STRONG | METHOD_PASSWORDLESS,
     .fill = fill_platform},
    {.segment = "externalAuthenticationMethods",
     .type = "#microsoft.graph.externalAuthenticationMethod",
     .share = 2,
     .registered = "externalAuthMethod",
     .flags = METHOD_STRONG,
     .fill = fill_external},
    {.segment = "hardwareOathMethods",
     .type = TYPE("hardwareOath"),
     .share = 2,
     .beta = true,
     .registered = "hardwareOneTimePasscode",
     .flags = METHOD_STRONG | METHOD_RESETS | METHOD_OFF,
     .fill = fill_nothing},
    {.segment = "passwordlessMicrosoftAuthenticatorMethods",
     .type = TYPE("passwordlessMicrosoftAuthenticator"),
     .share = 5,
     .beta = true,
     .registered = "microsoftAuthenticatorPasswordless",
     .flags = METHOD_STRONG | METHOD_PASSWORDLESS,
     .fill = fill_passwordless},
    {.segment = "qrCodePinMethod",
     .type = TYPE("qrCodePin"),
     .share = 1,
     .beta = true,
     .registered = "qrCodePin",
     .fill = fill_nothing},
    {.segment = "phoneMethods",
     .type = TYPE("phone"),
     .id = METHOD_ALTERNATE,
     .share = 4,
     .preference = "voiceAlternateMobile",
     .registered = "alternateMobilePhone",
     .flags = METHOD_STRONG | METHOD_RESETS,
     .fill = fill_alternate},
};
const int method_kind_count = sizeof method_kinds / sizeof *method_kinds;

static bool has(const struct user_record *u, int row)
{
    const struct method_kind *kind = &method_kinds[row];
    unsigned traits = u->seed.traits;
    if (row == 0 || traits & TRAIT_ALL_METHODS)
        return strcmp(kind->type, METHOD_TAP) != 0;
    if (!strcmp(kind->type, METHOD_TAP))
        return traits & TRAIT_TAP;
    if (traits & (TRAIT_PASSWORD_ONLY | TRAIT_KEY_ONLY))
        return traits & TRAIT_KEY_ONLY && !strcmp(kind->segment, "fido2Methods");
    if (traits)
        return kind->share >= 60;
    return (int)(roll(u, (uint64_t)row) % 100) < kind->share;
}

static struct json *make(const struct user_record *u, int row)
{
    char id[UUID_TEXT], date[CLOCK_TEXT];
    struct seeded seeded = {.state = u->seed.dice + 4711 * (uint64_t)(row + 1)};
    struct json *method = json_new_object();
    seeded_uuid(&seeded, id);
    json_set_text(method, "@odata.type", method_kinds[row].type);
    json_set_text(method, "id", method_kinds[row].id ? method_kinds[row].id : id);
    json_set_text(method, "createdDateTime", row && row % 3 ? clock_format(u->seed.created, date) : NULL);
    method_kinds[row].fill(method, u);
    return method;
}

struct json *methods_of(const struct user_record *user)
{
    const struct store_value *written = store_value(user->change, "methods");
    if (written)
        return json_copy(written->value);
    struct json *list = json_new_array();
    for (int row = 0; row < method_kind_count; row++)
        if (has(user, row))
            json_push(list, make(user, row));
    return list;
}

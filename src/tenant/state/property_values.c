/* What is made up of a user's dice: addresses, phones, what Active Directory knows, licences. */
#include "tenant/state/property_values.h"

#include "base/clock.h"
#include "base/random.h"
#include "codec/base64.h"
#include "tenant/seed/seed_groups.h"
#include "tenant/seed/seed_names.h"
#include "tenant/seed/seed_sign_ins.h"
#include <stdio.h>
#include <string.h>

/* A few bits of the user's own, different for each `salt`. */
static unsigned roll(const struct user_record *u, uint64_t salt)
{
    return (unsigned)(seed_mix(u->seed.dice ^ (salt << 56)) >> 33);
}

const char *value_id(const struct user_record *u, char scratch[SEED_TEXT])
{
    return guid_format(&u->seed.id, scratch);
}

const char *value_user_type(const struct user_record *u, char scratch[SEED_TEXT])
{
    (void)scratch;
    return u->seed.guest ? "Guest" : "Member";
}

const char *value_language(const struct user_record *u, char scratch[SEED_TEXT])
{
    (void)scratch;
    return u->seed.place && roll(u, 1) % 4 ? u->seed.place->language : NULL;
}

const char *value_mobile(const struct user_record *u, char scratch[SEED_TEXT])
{
    unsigned dice = roll(u, 2);
    if (!u->seed.place || dice % 2)
        return NULL;
    snprintf(scratch, SEED_TEXT, "%s 01%02u", u->seed.place->phone, dice / 2 % 100);
    return scratch;
}

const char *value_street(const struct user_record *u, char scratch[SEED_TEXT])
{
    if (!u->seed.place)
        return NULL;
    snprintf(scratch, SEED_TEXT, "%s %u", u->seed.place->street, 1 + roll(u, 3) % 240);
    return scratch;
}

const char *value_postal_code(const struct user_record *u, char scratch[SEED_TEXT])
{
    if (!u->seed.place)
        return NULL;
    snprintf(scratch, SEED_TEXT, "%05u", 1000 + roll(u, 4) % 90000);
    return scratch;
}

const char *value_company(const struct user_record *u, char scratch[SEED_TEXT])
{
    (void)scratch;
    return u->seed.guest ? NULL : "Contoso Ltd";
}

const char *value_employee_id(const struct user_record *u, char scratch[SEED_TEXT])
{
    if (u->seed.guest || roll(u, 5) % 8 == 0)
        return NULL;
    snprintf(scratch, SEED_TEXT, "E%07u", u->seed.number + 1000);
    return scratch;
}

const char *value_employee_type(const struct user_record *u, char scratch[SEED_TEXT])
{
    static const char *const types[] = {"Employee", "Employee", "Employee", "Contractor"};
    (void)scratch;
    return u->seed.guest ? NULL : types[roll(u, 6) % 4];
}

const char *value_mfa_state(const struct user_record *u, char scratch[SEED_TEXT])
{
    (void)scratch;
    return u->seed.traits & TRAIT_MFA_ENFORCED  ? "enforced"
           : u->seed.traits & TRAIT_MFA_ENABLED ? "enabled"
                                                : "disabled";
}

const char *value_external_state(const struct user_record *u, char scratch[SEED_TEXT])
{
    (void)scratch;
    return !u->seed.guest ? NULL : roll(u, 7) % 4 ? "Accepted" : "PendingAcceptance";
}

const char *value_creation_type(const struct user_record *u, char scratch[SEED_TEXT])
{
    (void)scratch;
    return u->seed.guest ? "Invitation" : NULL;
}

/* --- what comes from Active Directory --- */

const char *value_distinguished_name(const struct user_record *u, char scratch[SEED_TEXT])
{
    size_t at = 3;
    if (!u->seed.synced)
        return NULL;
    memcpy(scratch, "CN=", at);
    for (const char *c = u->seed.display_name; *c && at < SEED_TEXT - 120; c++) { /* RFC 4514 */
        if (strchr(",+\"\\<>;=", *c))
            scratch[at++] = '\\';
        scratch[at++] = *c;
    }
    snprintf(scratch + at, SEED_TEXT - at, ",OU=%s,OU=Staff,DC=corp,DC=contoso,DC=com",
             u->seed.department ? u->seed.department : "Users");
    return scratch;
}

const char *value_sam(const struct user_record *u, char scratch[SEED_TEXT])
{
    snprintf(scratch, SEED_TEXT, "%.20s", u->seed.nickname);
    return u->seed.synced ? scratch : NULL;
}

/* The base64 of the object's GUID in Active Directory; those who were synced once carry it on. */
const char *value_immutable_id(const struct user_record *u, char scratch[SEED_TEXT])
{
    uint64_t anchor[2] = {seed_mix(u->seed.dice + 11), seed_mix(u->seed.dice + 12)};
    struct buf out = buf_make(64);
    if (!u->seed.synced && !u->seed.once_synced && !(u->seed.traits & TRAIT_FEDERATED))
        return NULL;
    base64_encode(&out, anchor, sizeof anchor);
    snprintf(scratch, SEED_TEXT, "%s", buf_text(&out));
    buf_free(&out);
    return scratch;
}

const char *value_ad_domain(const struct user_record *u, char scratch[SEED_TEXT])
{
    (void)scratch;
    return u->seed.synced ? "corp.contoso.com" : NULL;
}

const char *value_ad_upn(const struct user_record *u, char scratch[SEED_TEXT])
{
    (void)scratch;
    return u->seed.synced ? u->seed.user_principal_name : NULL;
}

const char *value_ad_sid(const struct user_record *u, char scratch[SEED_TEXT])
{
    snprintf(scratch, SEED_TEXT, "S-1-5-21-3623811015-3361044348-30300820-%u", u->seed.number + 1104);
    return u->seed.synced ? scratch : NULL;
}

/* An object id as a security identifier: its four words, each little-endian as Windows stores a GUID. */
const char *value_sid(const struct user_record *u, char scratch[SEED_TEXT])
{
    const uint8_t *b = u->seed.id.bytes;
    uint32_t first = (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
    uint32_t second = (uint32_t)b[6] << 24 | (uint32_t)b[7] << 16 | (uint32_t)b[4] << 8 | b[5];
    uint32_t third = (uint32_t)b[11] << 24 | (uint32_t)b[10] << 16 | (uint32_t)b[9] << 8 | b[8];
    uint32_t fourth = (uint32_t)b[15] << 24 | (uint32_t)b[14] << 16 | (uint32_t)b[13] << 8 | b[12];
    snprintf(scratch, SEED_TEXT, "S-1-12-1-%u-%u-%u-%u", first, second, third, fourth);
    return scratch;
}

/* --- collections and objects --- */

static void put_named(struct json_writer *w, const char *name, const char *text)
{
    json_member_text(w, name, text);
}

static void put_nothing(struct json_writer *w, const char *name)
{
    json_name(w, name);
    json_open(w, '[');
    json_close(w);
}

void value_put_phones(struct json_writer *w, const struct user_record *u)
{
    char number[64];
    unsigned dice = roll(u, 8);
    json_open(w, '[');
    if (u->seed.place && dice % 2) {
        snprintf(number, sizeof number, "%s 01%02u", u->seed.place->phone, dice / 2 % 100);
        json_put_text(w, number);
    }
    json_close(w);
}

void value_put_licences(struct json_writer *w, const struct user_record *u)
{
    static const char form[] = "{\"disabledPlans\":[],\"skuId\":\"00000000-0000-0000-0000-000000000000\"}";
    char text[sizeof form];
    memcpy(text, form, sizeof form);
    json_open(w, '[');
    for (int i = 0; i < u->seed.licence_count; i++) {
        memcpy(text + sizeof form - 3 - (GUID_TEXT - 1), seed_skus[u->seed.licences[i]].sku_id, GUID_TEXT - 1);
        json_put_raw(w, text, sizeof form - 1);
    }
    json_close(w);
}

static void put_state(struct json_writer *w, const struct user_record *u, int sku, const struct seed_group *group,
                      const char *state, const char *error)
{
    char date[CLOCK_TEXT];
    json_open(w, '{');
    put_named(w, "skuId", seed_skus[sku].sku_id);
    put_nothing(w, "disabledPlans");
    put_named(w, "assignedByGroup", group ? group->id : NULL);
    put_named(w, "state", state);
    put_named(w, "error", error);
    put_named(w, "lastUpdatedDateTime", clock_format(u->seed.created, date));
    json_close(w);
}

void value_put_licence_states(struct json_writer *w, const struct user_record *u)
{
    int failed = seed_failed_licence(&u->seed);
    json_open(w, '[');
    for (int i = 0; i < u->seed.licence_count; i++) {
        const struct seed_group *group = i == 0 && seed_licensed_by_group(&u->seed)
                                             ? seed_groups_licensing(u->seed.licences[0])
                                             : NULL;
        put_state(w, u, u->seed.licences[i], group, "Active", "None");
        if (group && u->seed.traits & TRAIT_LICENCE_TWICE)
            put_state(w, u, u->seed.licences[i], NULL, "Active", "None");
    }
    if (failed >= 0)
        put_state(w, u, failed, seed_groups_licensing(failed), "Error", "CountViolation");
    json_close(w);
}

void value_put_proxies(struct json_writer *w, const struct user_record *u)
{
    char text[SEED_TEXT + 64];
    json_open(w, '[');
    if (*u->seed.mail) {
        snprintf(text, sizeof text, "SMTP:%s", u->seed.mail);
        json_put_text(w, text);
        if (!u->seed.guest) {
            snprintf(text, sizeof text, "smtp:%s@%s", u->seed.nickname, u->seed.initial_domain);
            json_put_text(w, text);
        }
    }
    json_close(w);
}

void value_put_im(struct json_writer *w, const struct user_record *u)
{
    json_open(w, '[');
    if (*u->seed.mail && !u->seed.guest)
        json_put_text(w, u->seed.mail);
    json_close(w);
}

/* The id is that of the row in the sign-in log; what is older than the log has the last place there. */
static void put_sign_in(struct json_writer *w, const char *date_name, const char *id_name,
                        const struct user_record *user, bool interactive, int64_t when)
{
    const struct seed_people *people = store_people(user->store);
    bool logged = when == (interactive ? user->seed.last_sign_in : user->seed.last_background);
    struct guid guid = seed_sign_in_id(people, user->seed.number, interactive, logged ? 0 : SEED_SIGN_INS - 1);
    char date[CLOCK_TEXT], id[GUID_TEXT];
    put_named(w, date_name, when ? clock_format(when, date) : NULL);
    put_named(w, id_name, when ? guid_format(&guid, id) : NULL);
}

void value_put_activity(struct json_writer *w, const struct user_record *u)
{
    const struct seed_user *s = &u->seed;
    if (!s->last_sign_in && !s->last_background) {
        json_put_null(w);
        return;
    }
    json_open(w, '{');
    put_sign_in(w, "lastSignInDateTime", "lastSignInRequestId", u, true, s->last_sign_in);
    put_sign_in(w, "lastNonInteractiveSignInDateTime", "lastNonInteractiveSignInRequestId", u, false,
                s->last_background);
    put_sign_in(w, "lastSuccessfulSignInDateTime", "lastSuccessfulSignInRequestId", u,
                s->last_success == s->last_sign_in, s->last_success);
    json_close(w);
}

/* Another object has the address already, so the synchronisation leaves this one out. */
void value_put_sync_errors(struct json_writer *w, const struct user_record *u)
{
    char address[SEED_TEXT + 8], date[CLOCK_TEXT];
    json_open(w, '[');
    if (u->seed.synced && (u->seed.traits || roll(u, 11) % 40 == 0)) {
        snprintf(address, sizeof address, "SMTP:info.%.90s@" SEED_DOMAIN, u->seed.nickname);
        json_open(w, '{');
        put_named(w, "category", "PropertyConflict");
        put_named(w, "occurredDateTime", clock_format(u->seed.last_sync, date));
        put_named(w, "propertyCausingError", "proxyAddresses");
        put_named(w, "value", address);
        json_close(w);
    }
    json_close(w);
}

/* What Exchange could not make of a user, as XML in a text. */
void value_put_service_errors(struct json_writer *w, const struct user_record *u)
{
    char date[CLOCK_TEXT];
    json_open(w, '[');
    if (u->seed.licence_count && !u->seed.traits && roll(u, 12) % 60 == 0) {
        json_open(w, '{');
        put_named(w, "@odata.type", "#microsoft.graph.serviceProvisioningXmlError");
        put_named(w, "createdDateTime", clock_format(u->seed.created, date));
        json_member_bool(w, "isResolved", false);
        put_named(w, "serviceInstance", "exchange/EURPR07-001-01");
        put_named(w, "errorDetail",
                  "<ServiceInstance><Name>exchange/EURPR07-001-01</Name><ObjectErrors><ErrorRecord><ErrorCode>"
                  "ExBD4F32</ErrorCode><ErrorDescription>The proxy address is already being used.</ErrorDescription>"
                  "</ErrorRecord></ObjectErrors></ServiceInstance>");
        json_close(w);
    }
    json_close(w);
}

void value_put_identities(struct json_writer *w, const struct user_record *u)
{
    json_open(w, '[');
    json_open(w, '{');
    put_named(w, "signInType", u->seed.guest ? "federated" : "userPrincipalName");
    put_named(w, "issuer", u->seed.guest ? "ExternalAzureAD" : u->seed.initial_domain);
    put_named(w, "issuerAssignedId", u->seed.guest ? NULL : u->seed.user_principal_name);
    json_close(w);
    json_close(w);
}

void value_put_extensions(struct json_writer *w, const struct user_record *u)
{
    char name[32];
    json_open(w, '{');
    for (int i = 1; i <= 15; i++) {
        snprintf(name, sizeof name, "extensionAttribute%d", i);
        put_named(w, name, i == 1 && u->seed.synced && u->seed.place ? u->seed.place->usage_location : NULL);
    }
    json_close(w);
}

void value_put_password_profile(struct json_writer *w, const struct user_record *u)
{
    (void)u;
    json_open(w, '{');
    json_member_bool(w, "forceChangePasswordNextSignIn", false);
    json_member_bool(w, "forceChangePasswordNextSignInWithMfa", false);
    put_named(w, "password", NULL);
    json_close(w);
}

/* Users to whom each thing that matters to an administrator has happened, one each, under names that stay the same. From
 * SEED_SITUATIONS_FROM users on they stand in every seed. */
#include "tenant/seed/seed_names.h"

#include "tenant/seed/seed.h"

const struct seed_special seed_situations[] = {
    {"Breakglass Emergency", "breakglass",
     .what = "the account for emergencies: a security key, no mail, no licence, not used for 200 days",
     .domain = SEED_INITIAL_DOMAIN, .no_mail = true, .traits = TRAIT_GLOBAL_ADMIN | TRAIT_NO_LICENCE | TRAIT_KEY_ONLY,
     .sign_in = SIGN_IN_STALE},
    {"Cleo Onceover", "cleo.onceover",
     .what = "was synced once and still carries an immutable id; missing in the registration report",
     .traits = TRAIT_ONCE_SYNCED, .unreported = true},
    {"Dirk Driveless", "dirk.driveless",
     .what = "licensed, but no OneDrive yet; only programs sign in; may become User Administrator",
     .traits = TRAIT_NO_DRIVE | TRAIT_ELIGIBLE, .sign_in = SIGN_IN_PROGRAMS},
    {"Ella Enabled", "ella.enabled", .what = "per-user MFA enabled", .traits = TRAIT_MFA_ENABLED},
    {"Enzo Enforced", "enzo.enforced", .what = "per-user MFA enforced; has his licence from a group and directly",
     .traits = TRAIT_MFA_ENFORCED | TRAIT_LICENCE_TWICE},
    {"Frances Federated", "frances.federated", .what = "signs in at another identity provider",
     .domain = SEED_FEDERATED_DOMAIN, .traits = TRAIT_FEDERATED},
    {"Gil Grouped", "gil.grouped", .what = "has his licence from a group; his OneDrive is locked",
     .traits = TRAIT_GROUP_LICENCE | TRAIT_LOCKED_DRIVE},
    {"Gloria Global", "gloria.global", .what = "a Global Administrator", .job_title = "Head of IT", .department = "IT",
     .traits = TRAIT_GLOBAL_ADMIN},
    {"Max Methods", "max.methods", .what = "one authentication method of every kind", .traits = TRAIT_ALL_METHODS},
    {"Noel Nowhere", "noel.nowhere", .what = "no usage location, no licence", .no_mail = true,
     .traits = TRAIT_NO_LOCATION | TRAIT_NO_LICENCE},
    {"Pam Password", "pam.password", .what = "a password and nothing else", .traits = TRAIT_PASSWORD_ONLY},
    {"Paula Partner", "paula.partner", .what = "a guest", .traits = TRAIT_GUEST},
    {"Reception Shared Mailbox", "reception.shared", .what = "a shared mailbox's account: blocked, no licence",
     .traits = TRAIT_BLOCKED | TRAIT_NO_LICENCE | TRAIT_PASSWORD_ONLY | TRAIT_SHARED, .sign_in = SIGN_IN_NEVER},
    {"Riley Roles", "riley.roles", .what = "a Helpdesk Administrator through a group", .department = "IT",
     .traits = TRAIT_HELPDESK},
    {"Rita Risk", "rita.risk", .what = "at high risk: tries to sign in and is refused", .traits = TRAIT_AT_RISK,
     .sign_in = SIGN_IN_REFUSED},
    {"Rob Remediated", "rob.remediated", .what = "was at risk until the password changed; mail by another name",
     .traits = TRAIT_REMEDIATED, .mail = "robert"},
    {"Sid Synced", "sid.synced", .what = "mastered on-premises", .synced = true},
    {"Tia Tap", "tia.tap", .what = "has a Temporary Access Pass that still works", .traits = TRAIT_TAP},
    {"Tom Tapless", "tom.tapless", .what = "kept from Temporary Access Passes by policy; a role in one unit",
     .traits = TRAIT_TAP_EXEMPT | TRAIT_UNIT_ROLE},
    {"Una Unlicensed", "una.unlicensed", .what = "new: no licence, never signed in, not in the registration report yet",
     .no_mail = true, .traits = TRAIT_NO_LICENCE, .sign_in = SIGN_IN_NEVER, .unreported = true},
};
const int seed_situation_count = sizeof seed_situations / sizeof *seed_situations;

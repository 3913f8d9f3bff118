/* The rows of the settings. */
#include "config/setting.h"

#define TOP(member)       offsetof(struct config, member)
#define OF_TENANT(member) offsetof(struct config_tenant, member)

const struct setting setting_top[] = {
    {"theme", SETTING_THEME, TOP(theme), TOP(theme_where),
     "`default`, `light`, `high-contrast`, `mono`, `solarized-dark`, `solarized-light`, `colour-blind`, "
     "or a path; `--theme` comes first. Without either the terminal is asked for its ground, and a light "
     "one gets `light`. A colour `none` is as in the role `normal`, and there the terminal's own. A role "
     "that a theme of your own does not have is as in `default`, one that roster does not know is "
     "ignored, and the status line says so at the start",
     "default"},
    {"ascii", SETTING_BOOL, TOP(ascii), 0,
     "`true`: draw with ASCII alone. A locale that is not UTF-8, or is not installed, is taken for "
     "`C.UTF-8`",
     "false"},
    {"mouse", SETTING_BOOL, TOP(mouse), 0, "`true`: click, double click, wheel", "false"},
    {"read_only", SETTING_BOOL, TOP(read_only), 0, "`true`: no write leaves the process, see below", "false"},
    {"fuse", SETTING_COUNT, TOP(fuse), 0, "a bulk run stops after this many failures (5); 0: never", "5"},
    {"settle_after", SETTING_COUNT, TOP(settle_after), 0,
     "reading back an unsettled change that is not there is repeated until it is this many seconds old "
     "(120), and only then it is called \"not carried out\"; 0: at the first look",
     "120"},
    {"sku_names", SETTING_PATH, TOP(sku_names), 0,
     "path of Microsoft's CSV of product names, for licences that roster does not know", "~/skus.csv"},
    {"tenant", SETTING_TEXT, TOP(tenant), 0,
     "name of the tenant to open; needed when there are several and `--tenant` is not given", "contoso"},
    {"columns", SETTING_COLUMNS, TOP(columns), 0,
     "list of the columns to show, by the names in `docs/JSON.md`; name and status are always shown",
     "[displayName, mail, assignedLicenses, accountEnabled, department]"},
    {"tenants", SETTING_TENANTS, 0, 0, "map of names to tenants, see below", NULL},
    {"views", SETTING_VIEWS, 0, 0,
     "map of names to filters: own presets, the first three on `7`, `8`, `9` and beside roster's own, all "
     "in the palette",
     "\n  Finance without licence: \"dept:finance licence:none\""},
    {"keys", SETTING_KEYS, 0, 0,
     "map of commands (below) to a key, or a list of up to three; they replace all that the command has. "
     "A key that is taken where it would count stops every command of roster, with file and line",
     "\n  refresh: [F5, F6]"},
    {"lists", SETTING_LISTS, 0, 0,
     "map of lists to lines of your own, which the research of an account goes by too, see below",
     "\n  service-accounts: [backup@contoso.com]"},
    {"playbooks", SETTING_PLAYBOOKS, 0, 0, "map of names to lists of actions, see below",
     "\n  leaver: [block-sign-in, revoke-sessions, convert-to-shared]"},
    {"templates", SETTING_TEMPLATES, 0, 0, "map of names to values for new users, see below",
     "\n  office: {usageLocation: DE, department: Sales}"},
    {.key = NULL},
};

const struct setting setting_tenant[] = {
    {"tenant_id", SETTING_TEXT, OF_TENANT(tenant_id), 0,
     "GUID or domain; an application needs it, a person's is found out. With a GUID a token for any other "
     "tenant is refused, wherever it came from",
     "contoso.onmicrosoft.com"},
    {"partner_id", SETTING_TEXT, OF_TENANT(partner_id), 0,
     "of a partner's customer: the `tenant_id` of the partner, written as there; that sign-in serves "
     "here, too",
     "partner.onmicrosoft.com"},
    {"client_id", SETTING_TEXT, OF_TENANT(client_id), 0,
     "id of the application registration; without it a person uses Microsoft's public clients",
     "00000000-0000-0000-0000-000000000000"},
    {"client_secret", SETTING_TEXT, OF_TENANT(client_secret), 0,
     "the secret itself: only for loopback addresses, which is to say for the demo tenant", "only-for-loopback"},
    {"secret_file", SETTING_PATH, OF_TENANT(secret_file), OF_TENANT(secret_where),
     "file whose first line is the client secret (or the passphrase of the certificate's key); refused "
     "when others can read it",
     "~/.config/roster/contoso.secret"},
    {"secret_env", SETTING_TEXT, OF_TENANT(secret_env), OF_TENANT(secret_where),
     "name of an environment variable that holds it; roster takes it out of its own environment", "CONTOSO_SECRET"},
    {"secret_command", SETTING_TEXT, OF_TENANT(secret_command), OF_TENANT(secret_where), "command that prints it",
     "\"pass show roster/contoso\""},
    {"auth", SETTING_AUTH, OF_TENANT(auth), 0, "how to sign in, see below; by default what the other settings tell",
     "client_secret"},
    {"certificate", SETTING_PATH, OF_TENANT(certificate), OF_TENANT(certificate_where),
     "PEM or PKCS#12 file with the certificate, and its RSA key unless the next one has it",
     "~/.config/roster/contoso.pem"},
    {"certificate_key", SETTING_PATH, OF_TENANT(certificate_key), OF_TENANT(certificate_where),
     "PEM file with the key; a file with a key is refused when others can read it", "~/.config/roster/contoso.key"},
    {"cloud", SETTING_CLOUD, OF_TENANT(endpoints.cloud), 0,
     "`global`, `usgov` (GCC High), `dod`, `china`: where the services are", "global"},
    {"token_store", SETTING_STORE, OF_TENANT(token_store), 0,
     "where a person's sign-in is kept: `keyring` (the default: the kernel's, never on a disk, gone after "
     "twelve hours without use), `file` (in the state folder, 0600, refused when anything of it is open "
     "to others), `none`",
     "keyring"},
    {"accent", SETTING_COLOUR, OF_TENANT(accent), 0, "colour of the tenant's bar, by name or `\"#rrggbb\"`", "red"},
    {"read_only", SETTING_BOOL, OF_TENANT(read_only), 0, "`true`: as at the top, for this tenant", "true"},
    {"ca_file", SETTING_PATH, OF_TENANT(ca_file), 0, "PEM file of an authority to trust instead of the system's",
     "/etc/ssl/certs/ca-certificates.crt"},
    {"template", SETTING_TEXT, OF_TENANT(template), OF_TENANT(template_where),
     "name of the template by which a new user begins; none when it is left out, and for a partner's customers",
     "office"},
    {"break_glass", SETTING_ACCOUNTS, OF_TENANT(break_glass), 0,
     "list of sign-in names (or other addresses) or ids of accounts that are warned about and never part "
     "of a bulk run; one that is nobody's is said at the start and by the doctor, with file and line, and "
     "until it is right nothing is done to several users at once. Not of a partner's customers",
     "[emergency@contoso.onmicrosoft.com]"},
    {.key = NULL},
};

const char setting_endpoints[] =
    "map of `login`, `graph`, `exchange`, `sharepoint`, `mfa` to base URLs, each with the default of the "
    "`cloud`: SharePoint's is found out from the tenant's name when it is first needed, the MFA "
    "connector's is known for `global` alone (elsewhere *Send MFA push* says so and does nothing). "
    "`https` only, but for loopback";

/* `roster actions -o setup`: docs/SETUP.md, with the permissions that the rows take. */
#include "cli/commands.h"

#include "action/permission.h"
#include "output/say.h"
#include "worker/scopes.h"
#include <stdio.h>
#include <string.h>

enum { MOST = 96 };

struct wanted { /* a permission and what it is for */
    const char *name;
    const char *what[MOST];
    size_t count;
};

struct list {
    struct wanted rows[MOST];
    size_t count;
};

static struct wanted *find(struct list *list, const char *name)
{
    for (size_t i = 0; i < list->count; i++)
        if (!strcmp(list->rows[i].name, name))
            return &list->rows[i];
    return NULL;
}

static void add(struct list *list, const char *name, const char *what)
{
    struct wanted *row = find(list, name);
    if (!row && list->count == MOST)
        return;
    if (!row) {
        row = &list->rows[list->count++];
        *row = (struct wanted){.name = name};
    }
    if (row->count < MOST)
        row->what[row->count++] = what;
}

/* The one of `names` that is on the list already, else the first: the least that does it. */
static void add_any(struct list *list, const char *const *names, const char *what)
{
    for (const char *const *name = names; name && *name; name++)
        if (find(list, *name)) {
            add(list, *name, what);
            return;
        }
    if (names && *names)
        add(list, *names, what);
}

static void put_block(const char *text)
{
    say_lines(text, strlen(text));
    say("\n");
}

static void print_list(const char *title, const struct list *list)
{
    say("\n| %s | for |\n| --- | --- |\n", title);
    for (size_t i = 0; i < list->count; i++) {
        say("| `%s` | ", list->rows[i].name);
        for (size_t k = 0; k < list->rows[i].count; k++)
            say("%s%s", k ? ", " : "", list->rows[i].what[k]);
        say(" |\n");
    }
}

/* The permissions that are asked for in one of these cases. */
static void print_scopes(unsigned cases)
{
    size_t count;
    const struct scope *all = scopes_all(&count);
    say("\n| Microsoft Graph | for |\n| --- | --- |\n");
    for (size_t i = 0; i < count; i++) {
        if (!(cases & 1u << all[i].when))
            continue;
        say("| `%s` | ", all[i].name);
        for (size_t k = 0; k < all[i].use_count; k++)
            say("%s%s", k ? ", " : "", all[i].uses[k]);
        say(" |\n");
    }
}

static void print_graph(void)
{
    print_scopes(1u << SCOPE_ALWAYS);
    say("\nWithout a registration these are asked for when they are first needed:\n");
    print_scopes(1u << SCOPE_RARE);
    say("\nFor a partner, beside them:\n");
    print_scopes(1u << SCOPE_PARTNER);
}

static void print_services(void)
{
    size_t count;
    const struct action *const *all = action_all(&count);
    struct list list = {.count = 0};
    for (size_t i = 0; i < count; i++)
        if (all[i]->cmdlets)
            add(&list, "Exchange.ManageAsApp", all[i]->label);
    print_list("Office 365 Exchange Online (a person: `Exchange.Manage`)", &list);
    list.count = 0;
    for (size_t i = 0; i < count; i++)
        if (permission_needs(all[i], RESOURCE_SHAREPOINT))
            add(&list, "Sites.FullControl.All", all[i]->label);
    print_list("SharePoint (a person: `AllSites.FullControl`)", &list);
}

static void print_roles(const char *title, const char *const *(*roles)(const struct action *action))
{
    size_t count;
    const struct action *const *all = action_all(&count);
    struct list list = {.count = 0};
    for (size_t i = 0; i < count; i++)
        add_any(&list, roles(all[i]), all[i]->label);
    print_list(title, &list);
}

static const char *const *persons_roles(const struct action *action)
{
    return action->roles;
}

static const char before[] =
    "# Setting up a tenant\n\n"
    "Written by `roster actions -o setup > docs/SETUP.md`; a test compares. The permissions are those that the rows in\n"
    "`src/action` and `src/source` take: grant less, and `roster doctor` names the actions that are not possible then.\n\n"
    "Without a registration `roster login` works as well: it signs in a person by Microsoft's own public clients. A\n"
    "registration of your own asks once for all services, and is what a scheduled job needs.\n\n"
    "## 1. Register the application\n\n"
    "1. In the Entra admin centre: *Applications*, *App registrations*, *New registration*. Name it `roster`; *Accounts in\n"
    "   this organizational directory only*. A partner chooses *Accounts in any organizational directory*.\n"
    "2. Note *Application (client) ID* and *Directory (tenant) ID*.\n"
    "3. For a person: *Authentication*, *Add a platform*, *Mobile and desktop applications*, the redirect address\n"
    "   `http://localhost` (for the browser, on any port, and for the consent below); *Allow public client flows*: yes (for the\n"
    "   device code).\n"
    "4. For an application: *Certificates & secrets*. A certificate is safer than a secret:\n\n"
    "   ```sh\n"
    "   openssl req -x509 -newkey rsa:2048 -nodes -days 365 -subj /CN=roster -keyout roster.key -out roster.pem\n"
    "   chmod 600 roster.key\n"
    "   ```\n\n"
    "   Upload `roster.pem`; `roster.key` stays where roster runs.\n\n"
    "## 2. Add the permissions\n\n"
    "*API permissions*, *Add a permission*: as *Delegated permissions* for a person, as *Application permissions* for an\n"
    "application. The names are the same where nothing else is said.";

static const char after[] =
    "\nThen *Grant admin consent*, or open the link that `roster doctor` prints:\n"
    "`https://login.microsoftonline.com/TENANT/v2.0/adminconsent?client_id=CLIENT&scope=https://graph.microsoft.com/.default&redirect_uri=http://localhost`.\n"
    "It ends at an address that does not load, with `admin_consent=True` in it. Without `v2.0` the link would take away what was\n"
    "consented to beyond the registration's list.\n\n"
    "## 3. Give the roles\n\n"
    "*Roles and administrators*, the role, *Add assignments*. A person needs the role of what is to be done, beside the\n"
    "permission. A role does not reach administrators with more rights: `docs/ACTIONS.md` says which role does.";

static const char applications[] =
    "\nAn application has what its permissions say, and needs a role for this alone (*Add assignments*, the application's\n"
    "name):";

static const char last[] =
    "\n## 4. Tell roster\n\n"
    "`~/.config/roster/config.yaml` (`docs/CONFIGURATION.md` has every setting):\n\n"
    "```yaml\n"
    "tenants:\n"
    "  contoso:                       # a person\n"
    "    tenant_id: contoso.onmicrosoft.com\n"
    "    client_id: 00000000-0000-0000-0000-000000000000\n"
    "    auth: device_code\n"
    "    break_glass: [emergency@contoso.onmicrosoft.com]\n"
    "  nightly:                       # an application\n"
    "    tenant_id: contoso.onmicrosoft.com\n"
    "    client_id: 00000000-0000-0000-0000-000000000000\n"
    "    auth: certificate\n"
    "    certificate: /etc/roster/roster.pem\n"
    "    certificate_key: /etc/roster/roster.key\n"
    "    read_only: true\n"
    "```\n\n"
    "## 5. Look whether it works\n\n"
    "`roster doctor --tenant contoso` looks at the configuration, the network, the clock, the sign-in, Exchange,\n"
    "SharePoint, the licences and every action's permission, and says what to do about what is missing. It changes nothing.";

void actions_setup(void)
{
    put_block(before);
    print_graph();
    print_services();
    put_block(after);
    print_roles("Entra role", persons_roles);
    put_block(applications);
    print_roles("Entra role of the application", permission_app_roles);
    put_block(last);
}

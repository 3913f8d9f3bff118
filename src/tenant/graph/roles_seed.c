/* The roles of the directory: those that are activated from the beginning come first. */
#include "tenant/graph/roles.h"

#define BUILT_IN(n, template, name)                                                                                    \
    {                                                                                                                  \
        "0c1b7f36-6d0e-4b2c-9d1a-00000000000" n, template, name, "A role of Microsoft's own.", 0, NULL                 \
    }
const struct seed_role seed_roles[] = {
    {"0c1b7f36-6d0e-4b2c-9d1a-000000000001", "29232cdf-9323-42fd-ade2-1d097af3e4de", "Exchange Administrator",
     "Can manage all aspects of the Exchange product.", 0, NULL},
    {"0c1b7f36-6d0e-4b2c-9d1a-000000000002", "62e90394-69f5-4237-9190-012177145e10", "Global Administrator",
     "Can manage all aspects of Microsoft Entra ID and Microsoft services that use Microsoft Entra identities.",
     TRAIT_GLOBAL_ADMIN, NULL},
    {"0c1b7f36-6d0e-4b2c-9d1a-000000000003", "729827e3-9c14-49f7-bb1b-9608f156bbb8", "Helpdesk Administrator",
     "Can reset passwords for non-administrators and Helpdesk Administrators.", 0, "helpdesk.operators"},
    {"0c1b7f36-6d0e-4b2c-9d1a-000000000004", "fe930be7-5e62-47db-91af-98c3a49a38b1", "User Administrator",
     "Can manage all aspects of users and groups, including resetting passwords for limited admins.", 0, NULL},
    /* not activated: directoryRoles has them once somebody holds them */
    BUILT_IN("5", "e8611ab8-c189-46e8-94e1-60213ab1f814", "Privileged Role Administrator"),
    BUILT_IN("6", "7be44c8a-adaf-4e2a-84d6-ab2649e08a13", "Privileged Authentication Administrator"),
    BUILT_IN("7", "c4e39bd9-1100-46d3-8c65-fb160da0071f", "Authentication Administrator"),
    BUILT_IN("8", "966707d0-3269-4727-9be2-8c3a10f19b9d", "Password Administrator"),
    BUILT_IN("9", "4d6ac14f-3453-41d0-bef9-a3e0c569773a", "License Administrator"),
    BUILT_IN("a", "fdd7a751-b60b-444a-984c-02652fe8fa1c", "Groups Administrator"),
    BUILT_IN("b", "194ae4cb-b126-40b2-bd5b-6091b380977d", "Security Administrator"),
    BUILT_IN("c", "5d6b6bb7-de71-4623-b4af-96380a352509", "Security Reader"),
    BUILT_IN("d", "f2ef992c-3afb-46b9-b7cf-a126ee74c451", "Global Reader"),
    BUILT_IN("e", "b0f54661-2d74-4c50-afa3-1ec803f12efe", "Billing Administrator"),
    BUILT_IN("f", "f023fd81-a637-4b56-95fd-791ac0226033", "Service Support Administrator"),
};
const int seed_role_count = sizeof seed_roles / sizeof *seed_roles;

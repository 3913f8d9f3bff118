/* Roles of the directory. */
#include "api/graph/roles.h"

#include <stddef.h>
#include <strings.h>

/* Microsoft Entra built-in roles by template id. `reads` gives no power over others. */
static const struct {
    const char *id, *name;
    bool reads;
} roles[] = {
    {"62e90394-69f5-4237-9190-012177145e10", "Global Administrator", false},
    {"f2ef992c-3afb-46b9-b7cf-a126ee74c451", "Global Reader", false},
    {"e8611ab8-c189-46e8-94e1-60213ab1f814", "Privileged Role Administrator", false},
    {"7be44c8a-adaf-4e2a-84d6-ab2649e08a13", "Privileged Authentication Administrator", false},
    {"c4e39bd9-1100-46d3-8c65-fb160da0071f", "Authentication Administrator", false},
    {"0526716b-113d-4c15-b2c8-68e3c22b9f80", "Authentication Policy Administrator", false},
    {"fe930be7-5e62-47db-91af-98c3a49a38b1", "User Administrator", false},
    {"729827e3-9c14-49f7-bb1b-9608f156bbb8", "Helpdesk Administrator", false},
    {"966707d0-3269-4727-9be2-8c3a10f19b9d", "Password Administrator", false},
    {"4d6ac14f-3453-41d0-bef9-a3e0c569773a", "License Administrator", false},
    {"fdd7a751-b60b-444a-984c-02652fe8fa1c", "Groups Administrator", false},
    {"29232cdf-9323-42fd-ade2-1d097af3e4de", "Exchange Administrator", false},
    {"31392ffb-586c-42d1-9346-e59415a2cc4e", "Exchange Recipient Administrator", false},
    {"f28a1f50-f6e7-4571-818b-6a12f2af6b6c", "SharePoint Administrator", false},
    {"158c047a-c907-4556-b7ef-446551a6b5f7", "Cloud Application Administrator", false},
    {"9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3", "Application Administrator", false},
    {"194ae4cb-b126-40b2-bd5b-6091b380977d", "Security Administrator", false},
    {"5f2222b1-57c3-48ba-8ad5-d4759f1fde6f", "Security Operator", false},
    {"5d6b6bb7-de71-4623-b4af-96380a352509", "Security Reader", false},
    {"4a5d8f65-41da-4de4-8968-e035b65339cf", "Reports Reader", false},
    {"8ac3fc64-6eca-42ea-9e69-59f4c7b60eb2", "Hybrid Identity Administrator", false},
    {"b1be1c3e-b65d-4f19-8427-f6fa0d97feb9", "Conditional Access Administrator", false},
    {"88d8e3e3-8f55-4a1e-953a-9b9898b8876b", "Directory Readers", true},
    {"10dae51f-b6af-4016-8d66-8c2a99b929b3", "Guest User", true},
    {"2af84b1e-32c8-42b7-82bc-daa82404023b", "Restricted Guest User", true},
    {"a0b1b346-4d3e-4e8b-98f8-753987be4970", "User", true},
};

const char *graph_role_name(const char *template_id)
{
    for (size_t i = 0; i < sizeof roles / sizeof roles[0]; i++)
        if (!strcasecmp(roles[i].id, template_id))
            return roles[i].name;
    return NULL;
}

bool graph_role_only_reads(const char *template_id)
{
    for (size_t i = 0; i < sizeof roles / sizeof roles[0]; i++)
        if (!strcasecmp(roles[i].id, template_id))
            return roles[i].reads;
    return false;
}

/* The table of clouds. */
#include "api/login/clouds.h"

#include <stddef.h>
#include <strings.h>

static const struct cloud clouds[] = {
    {"global",
     {.login = "https://login.microsoftonline.com",
      .graph = "https://graph.microsoft.com",
      .exchange = "https://outlook.office365.com"},
     "-admin.sharepoint.com"},
    {"usgov",
     {.login = "https://login.microsoftonline.us",
      .graph = "https://graph.microsoft.us",
      .exchange = "https://outlook.office365.us"},
     "-admin.sharepoint.us"},
    {"dod",
     {.login = "https://login.microsoftonline.us",
      .graph = "https://dod-graph.microsoft.us",
      .exchange = "https://outlook-dod.office365.us"},
     "-admin.sharepoint-mil.us"},
    {"china",
     {.login = "https://login.partner.microsoftonline.cn",
      .graph = "https://microsoftgraph.chinacloudapi.cn",
      .exchange = "https://outlook.office365.cn"},
     "-admin.sharepoint.cn"},
};

const struct cloud *cloud_find(const char *name)
{
    if (!name || !*name)
        return &clouds[0];
    for (size_t i = 0; i < sizeof clouds / sizeof clouds[0]; i++)
        if (strcasecmp(clouds[i].name, name) == 0)
            return &clouds[i];
    return NULL;
}

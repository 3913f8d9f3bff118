/* The clouds and where their services are (REQUESTS §12.6). */
#ifndef API_LOGIN_CLOUDS_H
#define API_LOGIN_CLOUDS_H

#include "api/graph/endpoints.h"

#define CLOUD_NAMES "global, usgov, dod or china"

struct cloud {
    const char *name;             /* "global", "usgov", "dod", "china" */
    struct endpoints endpoints;   /* sharepoint is NULL: it depends on the tenant's name */
    const char *sharepoint_admin; /* what follows the tenant's name there: "-admin.sharepoint.com" */
};

/** By name (case-insensitive); NULL or "" is the global one; NULL when there is no such cloud. */
const struct cloud *cloud_find(const char *name);

#endif

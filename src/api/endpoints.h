/* The services roster speaks to, the clouds they are in, and where they are for one tenant. Values only: the rows that say more
 * are in api/service.c. */
#ifndef API_ENDPOINTS_H
#define API_ENDPOINTS_H

/* First those whose tokens a session keeps; RESOURCE_NONE in a request: it carries no token of the session. */
enum http_resource {
    RESOURCE_NONE,
    RESOURCE_GRAPH,
    RESOURCE_EXCHANGE,
    RESOURCE_SHAREPOINT,
    SESSION_RESOURCES,
    RESOURCE_LOGIN = SESSION_RESOURCES,
    RESOURCE_MFA,
    RESOURCES
};

enum cloud { CLOUD_GLOBAL, CLOUD_USGOV, CLOUD_DOD, CLOUD_CHINA, CLOUDS };

struct endpoints {
    const char *at[RESOURCES]; /* "https://graph.microsoft.com", no final slash; NULL: not known (yet) */
    enum cloud cloud;
    const char *tenant_id; /* GUID, for Exchange's addresses; what the configuration says until a token tells */
};

#endif

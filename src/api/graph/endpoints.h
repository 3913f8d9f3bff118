/* Where the services of one tenant are. Values only; the table of clouds is api/login/clouds.c. */
#ifndef API_GRAPH_ENDPOINTS_H
#define API_GRAPH_ENDPOINTS_H

struct endpoints {
    const char *login;      /* "https://login.microsoftonline.com", no final slash */
    const char *graph;      /* "https://graph.microsoft.com" */
    const char *exchange;   /* "https://outlook.office365.com" */
    const char *sharepoint; /* "https://contoso-admin.sharepoint.com" */
    const char *mfa;
    const char *tenant_id; /* GUID, for Exchange's addresses; what the configuration says until a token tells */
};

#endif

/* What SharePoint remembers: personal sites that were changed, and form digests given out. Under the tenant's lock. */
#ifndef TENANT_SHAREPOINT_STATE_H
#define TENANT_SHAREPOINT_STATE_H

#include "tenant/sharepoint/sharepoint.h"
#include "tenant/state/store.h"

#define SHAREPOINT_UNAUTHORIZED   "Attempted to perform an unauthorized operation."
#define SHAREPOINT_TENANT_SHARING 1 /* external users only: no site may be looser */

struct sharepoint_site {
    uint32_t number;
    enum onedrive_state state;
    unsigned asked; /* since it is pending */
    int sharing;
};

struct sharepoint_digest {
    char text[80];
    int64_t end;
};

struct sharepoint {
    struct sharepoint_site *sites;
    size_t site_count, site_capacity;
    struct sharepoint_digest digests[16]; /* the oldest goes first */
    size_t digest_next;
};

/** Whether the caller may have sites made: a person by Microsoft's own shell, no other application (REQUESTS §8.2). */
bool sharepoint_provisions(const struct tenant *tenant, const struct tenant_caller *caller);
/** Ask for a site; false when the user may not have one (no licence, blocked). A site that is there stays as it is. */
bool sharepoint_request_site(struct tenant *tenant, uint32_t number);
/** The user whose personal site this is, SEED_NOBODY when there is no such site (yet). */
uint32_t sharepoint_site_of(struct tenant *tenant, const char *url);
void sharepoint_set_sharing(struct tenant *tenant, uint32_t number, int level);
/** Whether one level lets in more than another. */
bool sharepoint_looser(int level, int than);
/** Carry out a ProcessQuery body (sharepoint_query.c). */
void sharepoint_query(struct tenant *tenant, const struct tenant_request *request, struct tenant_reply *reply);

#endif

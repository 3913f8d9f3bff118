/* What SharePoint remembers: personal sites that were changed, and form digests given out. Under the tenant's lock. */
#ifndef TENANT_SHAREPOINT_STATE_H
#define TENANT_SHAREPOINT_STATE_H

#include "tenant/sharepoint/sharepoint.h"
#include "tenant/state/store.h"

#define SHAREPOINT_UNAUTHORIZED   "Attempted to perform an unauthorized operation."
#define SHAREPOINT_MOST           5242880.0 /* MB that a licence gives at most */
#define SHAREPOINT_TENANT_SHARING 1         /* external users only: no site may be looser */

struct sharepoint_site {
    uint32_t number;
    enum onedrive_state state;
    unsigned asked; /* since it is pending */
    int sharing;
    double limit, warning; /* MB; 0: as every site has it */
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
/** How much may be in it, in MB, and from where on its owner is warned. */
void sharepoint_set_limit(struct tenant *tenant, uint32_t number, double limit, double warning);
double sharepoint_warning(const struct tenant *tenant, uint32_t number);
/** The id of the personal site, in `arena`. */
char *sharepoint_site_id(const struct tenant *tenant, uint32_t number, struct arena *arena);
/** Read and set who administers a personal site (sharepoint_admins.c). */
void sharepoint_admins(struct tenant *tenant, const struct tenant_request *request, struct tenant_reply *reply);
void sharepoint_set_admins(struct tenant *tenant, const struct tenant_request *request, struct tenant_reply *reply);
/** Whether one level lets in more than another. */
bool sharepoint_looser(int level, int than);
/** Carry out a ProcessQuery body (sharepoint_query.c). */
void sharepoint_query(struct tenant *tenant, const struct tenant_request *request, struct tenant_reply *reply);

#endif

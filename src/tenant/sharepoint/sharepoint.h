/* SharePoint's administration: ProcessQuery, personal sites and their sharing level. */
#ifndef TENANT_SHAREPOINT_H
#define TENANT_SHAREPOINT_H

#include "tenant/state/fault.h"
#include "tenant/state/tenant.h"
#include "tenant/wire/request.h"

enum onedrive_state { ONEDRIVE_NONE, ONEDRIVE_PENDING, ONEDRIVE_READY };

struct sharepoint;
struct sharepoint *sharepoint_new(void);
void sharepoint_free(struct sharepoint *sharepoint);

/** Answer a request below /sharepoint; `request->segments` begin after it. */
void sharepoint_answer(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply,
                       const struct fault_decision *fault);

/** How far a user's personal site is. Each question about a pending one counts: after a few it is ready. */
enum onedrive_state tenant_onedrive_state(struct tenant *tenant, uint32_t number);
#define ONEDRIVE_TOTAL 1099511627776.0 /* bytes */
/** Whether an administrator has closed it to everybody (LockState NoAccess). */
bool tenant_onedrive_locked(const struct tenant *tenant, uint32_t number);
/** How many bytes are in it: some are nearly full, some are full. */
double tenant_onedrive_used(const struct tenant *tenant, uint32_t number);
/** How many may be. */
double tenant_onedrive_total(const struct tenant *tenant, uint32_t number);
/** "https://contoso-my.sharepoint.com/personal/user_contoso_com" of a user, whether it is there or not; in `arena`. */
char *tenant_onedrive_url(const struct tenant *tenant, uint32_t number, struct arena *arena);
/** 0 disabled, 1 external users, 2 external users and guests, 3 existing external users. */
int tenant_onedrive_sharing(const struct tenant *tenant, uint32_t number);

#endif

/* What is known of the tenant and of the one who is signed in. */
#ifndef WORKER_TENANT_INFO_H
#define WORKER_TENANT_INFO_H

#include "worker/work.h"

struct reading;

/** What the tokens and services have told so far; borrowed until the next turn. */
struct held work_held(const struct work *work);
/** A token came: what it tells beside permissions (the tenant's id for Exchange's addresses). */
void work_learn(struct work *work);
/** A flow found where SharePoint's administration is. */
void work_learn_sharepoint(struct work *work, const char *url);
/** Tell who the tenant is and what is held, as far as it is known by now. */
void work_tell_tenant(struct work *work);
/** What the worker itself keeps of a reading: who the tenant is, what Exchange offers (told at once). */
void work_learn_reading(struct work *work, const struct reading *reading);
/** Whether the reading of "organization" leaves it known which tenant this is: the token says so where its name may not be read. */
bool tenant_known(const struct work *work, const struct reading *organization);
/** Whether the sign-in is a person's by Microsoft's own client. */
bool work_can_grow(const struct work *work);

#endif

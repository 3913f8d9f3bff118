/* What leads from one user to other objects: reports, sponsors, what is owned, administrative units. */
#ifndef TENANT_RELATIONS_H
#define TENANT_RELATIONS_H

#include "tenant/state/property.h"
#include "tenant/state/tenant.h"
#include "tenant/wire/objects.h"

struct seed_unit {
    const char *id, *name, *description;
    const char *city; /* members by rule: who works there; NULL: assigned */
    unsigned traits;  /* users of the seed's situations who are members */
    bool restricted;  /* administrators of the whole tenant may not change its members */
    bool hidden;
};

extern const struct seed_unit seed_units[];
extern const int seed_unit_count;
extern const char *const unit_properties[];

bool units_has(const struct seed_unit *unit, const struct user_record *user);
/** The unit as an administrativeUnit, to be freed by the caller. */
struct json *units_object(const struct seed_unit *unit);

void relations_reports(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void relations_sponsors(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void relations_add_sponsor(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void relations_remove_sponsor(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void relations_owned(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void units_list(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void units_add(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void units_remove(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void units_get(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);

#endif

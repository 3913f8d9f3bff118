/* The sign-in log. */
#ifndef TENANT_SIGN_INS_H
#define TENANT_SIGN_INS_H

#include "tenant/graph/access.h"
#include "tenant/seed/seed_devices.h"
#include "tenant/seed/seed_sign_ins.h"

/* A row on its way into a reply. */
struct sign_in_row {
    struct tenant *tenant;
    const struct tenant_request *request;
    struct user_record user;
    struct seed_attempt seed;
    struct seed_device device; /* where seed.device is not -1 */
    char id[GUID_TEXT], address[48];
    bool located;  /* the address is known to be somewhere */
    bool policies; /* the caller may see what Conditional Access said */
    bool beta;
};

/** The row as an object, to be freed by the caller. */
struct json *sign_ins_object(const struct sign_in_row *row);

/** A row of what somebody did by hand, as an object, to be freed by the caller. */
struct json *sign_ins_at(struct tenant *tenant, const struct tenant_request *request, uint32_t number, uint32_t place,
                         int64_t when);

void sign_ins_list(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void sign_ins_get(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);

#endif

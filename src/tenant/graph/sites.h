/* SharePoint sites, their libraries, and the OneDrives of users. */
#ifndef TENANT_SITES_H
#define TENANT_SITES_H

#include "tenant/state/tenant.h"
#include "tenant/wire/objects.h"

#define SITES_HOST "contoso.sharepoint.com"

struct seed_library {
    const char *name, *list_id, *drive_id;
};

struct seed_site {
    const char *path, *name, *site_id, *web_id; /* path "": the root */
    struct seed_library libraries[2];           /* the first is the site's own drive; the rest without a name */
};

struct site_folder { /* the same in every library */
    const char *path, *id;
};

extern const struct seed_site seed_sites[];
extern const int seed_site_count;
extern const struct site_folder site_folders[];
extern const int site_folder_count;
extern const struct object_kind drive_kind, item_kind;

/** "contoso.sharepoint.com,<site>,<web>", in `arena`. */
char *sites_url(struct arena *arena, const struct seed_site *site);
/** The id of a library's root folder. */
char *sites_root_id(struct arena *arena, const struct seed_library *library);
/** The sharepointIds of a folder of a library, by its item's id: all that Graph tells, whatever was asked with. Owned by the caller. */
struct json *sites_item_ids(const struct tenant_request *request, const struct seed_site *site,
                            const struct seed_library *library, const char *item);
/** The library a drive is; NULL: none. `*site` gets where it is. */
const struct seed_library *sites_library(const char *drive_id, const struct seed_site **site);

void sites_search(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void sites_get(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void sites_drive(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void sites_drives(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void sites_lists(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void sites_item(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void sites_root(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void sites_children(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
/* Of a file by its address, and by its id (shares.c). */
void shares_item(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void shares_permissions(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void shares_item_permissions(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void shares_remove_permission(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void drive_get(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void drive_children(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);
void drive_add(struct tenant *tenant, struct tenant_request *request, struct tenant_reply *reply);

#endif

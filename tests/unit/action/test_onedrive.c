/* OneDrive (REQUESTS §8): starting it, how far it is shared, a shortcut in it. */
#include "unit.h"

#include "flow_script.h"

#define HEAD                                                                                                           \
    "<Request xmlns=\"http://schemas.microsoft.com/sharepoint/clientquery/2009\" AddExpandoFieldTypeSuffix=\"true\" SchemaVersion=\"15.0.0.0\" LibraryVersion=\"16.0.0.0\" ApplicationName=\".NET Library\">"
#define TYPE "TypeId=\"{268004ae-ef6b-4e9b-8425-127220d84719}\"/>"
#define ALL_OF(path)                                                                                                   \
    "<Query Id=\"7\" ObjectPathId=\"" path "\"><Query SelectAllProperties=\"true\"><Properties/></Query></Query>"
#define PROVISION                                                                                                      \
    HEAD "<Actions><ObjectPath Id=\"4\" ObjectPathId=\"3\"/><ObjectPath Id=\"6\" ObjectPathId=\"5\"/>" ALL_OF(         \
        "5") "</Actions>"                                                                                              \
             "<ObjectPaths><Constructor Id=\"3\" " TYPE                                                                \
             "<Method Id=\"5\" ParentId=\"3\" Name=\"RequestPersonalSites\"><Parameters>"                              \
             "<Parameter Type=\"Array\"><Object Type=\"String\">ann@contoso.com</Object></Parameter></Parameters></Method></ObjectPaths></Request>"
#define SITE "https://contoso-my.sharepoint.com/personal/ann_contoso_com"
#define SITE_PATHS                                                                                                              \
    "<ObjectPaths><Method Id=\"4\" ParentId=\"1\" Name=\"GetSitePropertiesByUrl\"><Parameters><Parameter Type=\"String\">" SITE \
    "</Parameter><Parameter Type=\"Boolean\">false</Parameter></Parameters></Method><Constructor Id=\"1\" " TYPE                \
    "</ObjectPaths></Request>"
#define READ_SITE HEAD "<Actions><ObjectPath Id=\"5\" ObjectPathId=\"4\"/>" ALL_OF("4") "</Actions>" SITE_PATHS
#define SET_SITE(level)                                                                                                \
    HEAD                                                                                                               \
        "<Actions><SetProperty Id=\"7\" ObjectPathId=\"4\" Name=\"SharingCapability\"><Parameter Type=\"Enum\">" level \
        "</Parameter></SetProperty><Method Name=\"Update\" Id=\"9\" ObjectPathId=\"4\"/></Actions>" SITE_PATHS
#define DRIVE                     "/drive?$select=id,driveType,webUrl,owner,quota"
#define A_DRIVE                   "{\"id\":\"d\",\"webUrl\":\"" SITE "/Documents\"}"
#define NO_DRIVE                  "{\"error\":{\"code\":\"ResourceNotFound\",\"message\":\"User's mysite not found.\"}}"
#define ROOT                      GRAPH "/sites/root?$select=webUrl,siteCollection"
#define ASKS(body, status, reply) WRITES("POST", QUERY, body, status, reply)
#define HEADER                    "{\"SchemaVersion\":\"15.0.0.0\",\"ErrorInfo\":null}"
#define STARTED                   "[" HEADER ",4,{\"IsNull\":false},6,{\"IsNull\":false},7,{\"IsComplete\":true}]"
#define NOT_STARTED               "[" HEADER ",7,{\"IsComplete\":false}]"
#define SHARES(level)             "[" HEADER ",5,{\"IsNull\":false},7,{\"SharingCapability\":" level "}]"
#define ERROR(type, message)                                                                                           \
    "[{\"ErrorInfo\":{\"ErrorMessage\":\"" message "\",\"ErrorTypeName\":\"" type                                      \
    "\",\"ErrorCode\":-1},\"TraceCorrelationId\":\"t\"}]"
#define LEVEL(level)                                                                                                   \
    {                                                                                                                  \
        {                                                                                                              \
            "level", level                                                                                             \
        }                                                                                                              \
    }

static const struct endpoints unknown_sharepoint = {
    .at[RESOURCE_GRAPH] = "https://graph.microsoft.com", .at[RESOURCE_EXCHANGE] = "x", .tenant_id = TENANT_ID};

/* What a person is refused of Graph, the administration tells. */
#define FIND                                                                                                           \
    HEAD "<Actions><ObjectPath Id=\"4\" ObjectPathId=\"3\"/><ObjectPath Id=\"6\" ObjectPathId=\"5\"/>"                 \
         "<Query Id=\"7\" ObjectPathId=\"5\"><Query SelectAllProperties=\"true\"><Properties/></Query>"                \
         "<ChildItemQuery SelectAllProperties=\"true\"><Properties/></ChildItemQuery></Query></Actions>"               \
         "<ObjectPaths><Constructor Id=\"3\" " TYPE                                                                    \
         "<Method Id=\"5\" ParentId=\"3\" Name=\"GetSitePropertiesFromSharePointByFilters\"><Parameters>"              \
         "<Parameter TypeId=\"{b92aeee2-c92c-4b67-abcc-024e471bc140}\">"                                               \
         "<Property Name=\"Filter\" Type=\"String\">Owner -eq 'ann@contoso.com'</Property>"                            \
         "<Property Name=\"IncludeDetail\" Type=\"Boolean\">false</Property>"                                          \
         "<Property Name=\"IncludePersonalSite\" Type=\"Enum\">1</Property>"                                           \
         "<Property Name=\"StartIndex\" Type=\"String\">0</Property>"                                                  \
         "<Property Name=\"Template\" Type=\"String\">SPSPERS#10</Property>"                                           \
         "</Parameter></Parameters></Method></ObjectPaths></Request>"
#define FOUND(sites) "[" HEADER ",4,{},6,{},7,{\"NextStartIndex\":-1,\"_Child_Items_\":[" sites "]}]"
#define REFUSED      ERROR("System.UnauthorizedAccessException", "Attempted to perform an unauthorized operation.")

static const struct script provisioning[] = {
    {.name = "an application is refused",
     .action = "provision-onedrive",
     .exchanges = {READS(DRIVE, 404, NO_DRIVE), ASKS(PROVISION, 200, REFUSED)},
     .end = FLOW_FAILED,
     .code = ERR_FORBIDDEN,
     .hint = "sign in as a person"},
    {.name = "a person without the role",
     .action = "provision-onedrive",
     .delegated = true,
     .exchanges = {READS(DRIVE, 404, NO_DRIVE), ASKS(PROVISION, 200, REFUSED)},
     .end = FLOW_FAILED,
     .code = ERR_FORBIDDEN,
     .hint = "SharePoint Administrator"},
    {.name = "start",
     .action = "provision-onedrive",
     .exchanges = {READS(DRIVE, 404, NO_DRIVE), ASKS(PROVISION, 200, STARTED), READS(DRIVE, 404, NO_DRIVE),
                   READS(DRIVE, 200, A_DRIVE)},
     .end = FLOW_DONE,
     .says = "is there",
     .waits = 1,
     .keeps = "{\"drive\":null}"},
    {.name = "where the administration is",
     .action = "provision-onedrive",
     .endpoints = &unknown_sharepoint,
     .exchanges = {READS(ROOT, 200, "{\"webUrl\":\"https://contoso.sharepoint.com\"}"), READS(DRIVE, 404, NO_DRIVE),
                   ASKS(PROVISION, 200, STARTED), READS(DRIVE, 200, A_DRIVE)},
     .end = FLOW_DONE,
     .waits = 1},
    {.name = "where it is cannot be told",
     .action = "provision-onedrive",
     .endpoints = &unknown_sharepoint,
     .exchanges = {READS(ROOT, 200, "{\"webUrl\":\"https://files.contoso.example\"}")},
     .end = FLOW_FAILED,
     .code = ERR_SERVICE,
     .hint = "endpoints"},
    {.name = "may not ask where",
     .action = "provision-onedrive",
     .endpoints = &unknown_sharepoint,
     .exchanges = {READS(ROOT, 403, DENIED)},
     .end = FLOW_FAILED,
     .code = ERR_FORBIDDEN,
     .hint = "Sites.Read.All"},
    {.name = "there already",
     .action = "provision-onedrive",
     .exchanges = {READS(DRIVE, 200, A_DRIVE)},
     .end = FLOW_ALREADY},
    {.name = "not taken",
     .action = "provision-onedrive",
     .exchanges = {READS(DRIVE, 404, NO_DRIVE), ASKS(PROVISION, 200, NOT_STARTED)},
     .end = FLOW_FAILED,
     .code = ERR_SERVICE,
     .says = "did not take",
     .hint = "licence"},
    {.name = "an error in a 200",
     .action = "provision-onedrive",
     .exchanges = {READS(DRIVE, 404, NO_DRIVE),
                   ASKS(PROVISION, 200,
                        ERROR("Microsoft.SharePoint.Client.ServerException", "Unsupported app only token."))},
     .end = FLOW_FAILED,
     .code = ERR_SERVICE,
     .says = "Unsupported app only token",
     .hint = "certificate"},
    {.name = "may not",
     .action = "provision-onedrive",
     .exchanges = {READS(DRIVE, 404, NO_DRIVE), ASKS(PROVISION, 403, "")},
     .end = FLOW_FAILED,
     .code = ERR_FORBIDDEN,
     .hint = "SharePoint Online Management Shell"},
    {.name = "lost",
     .action = "provision-onedrive",
     .exchanges = {READS(DRIVE, 404, NO_DRIVE), LOSES("POST", QUERY, PROVISION), ASKS(PROVISION, 200, STARTED),
                   READS(DRIVE, 200, A_DRIVE)},
     .end = FLOW_DONE},
    {.name = "looked at: done",
     .action = "provision-onedrive",
     .look = true,
     .prior = "{}",
     .exchanges = {READS(DRIVE, 200, A_DRIVE)},
     .end = FLOW_DONE},
    {.name = "looked at: not done",
     .action = "provision-onedrive",
     .look = true,
     .prior = "{}",
     .exchanges = {READS(DRIVE, 404, NO_DRIVE)},
     .end = FLOW_SEND},
};

#define READ_IS(level) ASKS(READ_SITE, 200, SHARES(level))

static const struct script sharing[] = {
    {.name = "by a person",
     .action = "set-onedrive-sharing",
     .values = LEVEL("nobody"),
     .delegated = true,
     .exchanges = {ASKS(FIND, 200, FOUND("{\"Url\":\"" SITE "/\",\"SharingCapability\":2}")), READ_IS("2"),
                   ASKS(SET_SITE("0"), 200, "[" HEADER "]"), READ_IS("0")},
     .end = FLOW_DONE},
    {.name = "nobody",
     .action = "set-onedrive-sharing",
     .values = LEVEL("nobody"),
     .exchanges = {READS(DRIVE, 200, A_DRIVE), READ_IS("2"), ASKS(SET_SITE("0"), 200, "[" HEADER "]"), READ_IS("0")},
     .end = FLOW_DONE,
     .says = "nobody outside",
     .keeps = "{\"SharingCapability\":2}"},
    {.name = "guests",
     .action = "set-onedrive-sharing",
     .values = LEVEL("guests"),
     .exchanges = {READS(DRIVE, 200, A_DRIVE), READ_IS("0"), ASKS(SET_SITE("1"), 200, "[" HEADER "]"), READ_IS("1")},
     .end = FLOW_DONE},
    {.name = "anyone",
     .action = "set-onedrive-sharing",
     .values = LEVEL("anyone"),
     .exchanges = {READS(DRIVE, 200, A_DRIVE), READ_IS("0"), ASKS(SET_SITE("2"), 200, "[" HEADER "]"), READ_IS("2")},
     .end = FLOW_DONE},
    {.name = "existing guests",
     .action = "set-onedrive-sharing",
     .values = LEVEL("existing-guests"),
     .exchanges = {READS(DRIVE, 200, A_DRIVE), READ_IS("0"), ASKS(SET_SITE("3"), 200, "[" HEADER "]"), READ_IS("3")},
     .end = FLOW_DONE},
    {.name = "undone",
     .action = "set-onedrive-sharing",
     .restore = "{\"SharingCapability\":2}",
     .exchanges = {READS(DRIVE, 200, A_DRIVE), READ_IS("0"), ASKS(SET_SITE("2"), 200, "[" HEADER "]"), READ_IS("2")},
     .end = FLOW_DONE},
    {.name = "so already",
     .action = "set-onedrive-sharing",
     .values = LEVEL("nobody"),
     .exchanges = {READS(DRIVE, 200, A_DRIVE), READ_IS("0")},
     .end = FLOW_ALREADY},
    {.name = "no OneDrive",
     .action = "set-onedrive-sharing",
     .values = LEVEL("nobody"),
     .exchanges = {READS(DRIVE, 404, NO_DRIVE)},
     .end = FLOW_FAILED,
     .code = ERR_NOT_FOUND,
     .hint = "provision-onedrive"},
    {.name = "no site",
     .action = "set-onedrive-sharing",
     .values = LEVEL("nobody"),
     .exchanges = {READS(DRIVE, 200, A_DRIVE), ASKS(READ_SITE, 200, ERROR("x", "Cannot get site " SITE "."))},
     .end = FLOW_FAILED,
     .code = ERR_SERVICE,
     .hint = "provision"},
    {.name = "further than the tenant",
     .action = "set-onedrive-sharing",
     .values = LEVEL("anyone"),
     .exchanges = {READS(DRIVE, 200, A_DRIVE), READ_IS("0"),
                   ASKS(SET_SITE("2"), 200, ERROR("x", "SharingCapability is not allowed."))},
     .end = FLOW_FAILED,
     .code = ERR_SERVICE,
     .hint = "tenant's own setting"},
    {.name = "may not",
     .action = "set-onedrive-sharing",
     .values = LEVEL("nobody"),
     .exchanges = {READS(DRIVE, 200, A_DRIVE), ASKS(READ_SITE, 403, "")},
     .end = FLOW_FAILED,
     .code = ERR_FORBIDDEN,
     .hint = "Sites.FullControl.All"},
    {.name = "may not read the drive",
     .action = "set-onedrive-sharing",
     .values = LEVEL("nobody"),
     .exchanges = {READS(DRIVE, 403, DENIED)},
     .end = FLOW_FAILED,
     .code = ERR_FORBIDDEN,
     .hint = "Sites.Read.All"},
    {.name = "not told",
     .action = "set-onedrive-sharing",
     .values = LEVEL("nobody"),
     .exchanges = {READS(DRIVE, 200, A_DRIVE), ASKS(READ_SITE, 200, "[" HEADER "]")},
     .end = FLOW_FAILED,
     .code = ERR_PARSE},
    {.name = "lost and done",
     .action = "set-onedrive-sharing",
     .values = LEVEL("nobody"),
     .exchanges = {READS(DRIVE, 200, A_DRIVE), READ_IS("2"), LOSES("POST", QUERY, SET_SITE("0")), READ_IS("0")},
     .end = FLOW_DONE,
     .keeps = "{\"SharingCapability\":2}"},
    {.name = "lags",
     .action = "set-onedrive-sharing",
     .values = LEVEL("nobody"),
     .exchanges = {READS(DRIVE, 200, A_DRIVE), READ_IS("2"), ASKS(SET_SITE("0"), 200, "[" HEADER "]"), READ_IS("2"),
                   READ_IS("0")},
     .end = FLOW_DONE,
     .waits = 1},
    {.name = "looked at: done",
     .action = "set-onedrive-sharing",
     .values = LEVEL("nobody"),
     .look = true,
     .prior = "{}",
     .exchanges = {READS(DRIVE, 200, A_DRIVE), READ_IS("0")},
     .end = FLOW_DONE},
    {.name = "looked at: not done",
     .action = "set-onedrive-sharing",
     .values = LEVEL("nobody"),
     .look = true,
     .prior = "{}",
     .exchanges = {READS(DRIVE, 200, A_DRIVE), READ_IS("2")},
     .end = FLOW_SEND},
};

#define SITE_X                                                                                                         \
    "{\"id\":\"contoso.sharepoint.com,s1,w1\",\"displayName\":\"X\",\"webUrl\":\"https://contoso.sharepoint.com/sites/x\"}"
#define FIND_X GRAPH "/sites/contoso.sharepoint.com:/sites/x?$select=id,displayName,webUrl"
#define OF_X   GRAPH "/sites/contoso.sharepoint.com%2Cs1%2Cw1"
#define LIBRARY                                                                                                                                              \
    READS(                                                                                                                                                   \
        OF_X "/drive?$select=id,name,sharePointIds", 200,                                                                                                    \
        "{\"id\":\"b!1\",\"sharePointIds\":{\"listId\":\"l1\",\"siteId\":\"s1\",\"webId\":\"w1\",\"siteUrl\":\"https://contoso.sharepoint.com/sites/x\"}}"), \
        READS(GRAPH "/drives/b%211/root?$select=id,name", 200, "{\"id\":\"i0\"}")
#define CHILDREN  "/drive/root/children?$select=id,name,remoteItem&$top=200"
#define SHORTCUTS BETA "/users/" USER_ID "/drive/root/children"
#define OF_LIBRARY                                                                                                     \
    "{\"name\":\"X\",\"remoteItem\":{\"sharepointIds\":{\"listId\":\"l1\",\"listItemUniqueId\":\"root\",\"siteId\":\"s1\",\"siteUrl\":\"https://contoso.sharepoint.com/sites/x\",\"webId\":\"w1\"}},\"@microsoft.graph.conflictBehavior\":\"rename\"}"
#define LINK(item, drive)                                                                                              \
    "{\"value\":[{\"id\":\"c\",\"remoteItem\":{\"id\":\"" item "\",\"parentReference\":{\"driveId\":\"" drive          \
    "\"},\"sharepointIds\":{\"listId\":\"l1\"}}}]}"
#define LINKED LINK("i0", "b!1")
#define AT_X                                                                                                           \
    {                                                                                                                  \
        {                                                                                                              \
            "site", "https://contoso.sharepoint.com/sites/x/Shared%20Documents/Forms/AllItems.aspx"                    \
        }                                                                                                              \
    }
#define NEXT GRAPH "/users/" USER_ID "/drive/root/children?$skiptoken=2"

static const struct script shortcuts[] = {
    {.name = "the default library",
     .action = "add-onedrive-shortcut",
     .values = AT_X,
     .exchanges = {READS(FIND_X, 200, SITE_X), LIBRARY, READS(CHILDREN, 200, "{\"value\":[]}"),
                   WRITES("POST", SHORTCUTS, OF_LIBRARY, 201, "{}")},
     .end = FLOW_DONE,
     .says = "\"X\" added"},
    {.name = "another library",
     .action = "add-onedrive-shortcut",
     .values = {{"site", "X"}, {"library", "plans"}},
     .exchanges =
         {READS(GRAPH "/sites?search=X&$select=id,displayName,webUrl&$top=25", 200,
                "{\"value\":[{\"id\":\"o\",\"displayName\":\"X2\"}," SITE_X "]}"),
          READS(OF_X "/drives?$select=id,name,webUrl", 200,
                "{\"value\":[{\"id\":\"b!1\",\"name\":\"Documents\"},{\"id\":\"b!2\",\"name\":\"Plans\"}]}"),
          READS(GRAPH "/drives/b%212/root?$select=id,name", 200, "{\"id\":\"i1\"}"),
          READS(CHILDREN, 200, "{\"value\":[]}"),
          WRITES(
              "POST", SHORTCUTS,
              "{\"name\":\"X - plans\",\"remoteItem\":{\"id\":\"i1\",\"parentReference\":{\"driveId\":\"b!2\"}},\"@microsoft.graph.conflictBehavior\":\"rename\"}",
              201, "{}")},
     .end = FLOW_DONE},
    {.name = "there already",
     .action = "add-onedrive-shortcut",
     .values = AT_X,
     .exchanges = {READS(FIND_X, 200, SITE_X), LIBRARY, READS(CHILDREN, 200, LINKED)},
     .end = FLOW_ALREADY},
    {.name = "there on the second page",
     .action = "add-onedrive-shortcut",
     .values = AT_X,
     .exchanges = {READS(FIND_X, 200, SITE_X), LIBRARY,
                   READS(CHILDREN, 200, "{\"value\":[],\"@odata.nextLink\":\"" NEXT "\"}"), READS(NEXT, 200, LINKED)},
     .end = FLOW_ALREADY},
    {.name = "a folder of the library is there",
     .action = "add-onedrive-shortcut",
     .values = AT_X,
     .exchanges = {READS(FIND_X, 200, SITE_X), LIBRARY, READS(CHILDREN, 200, LINK("i9", "b!1")),
                   WRITES("POST", SHORTCUTS, OF_LIBRARY, 201, "{}")},
     .end = FLOW_DONE},
    {.name = "the folder of this id in another library is there",
     .action = "add-onedrive-shortcut",
     .values = AT_X,
     .exchanges = {READS(FIND_X, 200, SITE_X), LIBRARY, READS(CHILDREN, 200, LINK("i0", "b!9")),
                   WRITES("POST", SHORTCUTS, OF_LIBRARY, 201, "{}")},
     .end = FLOW_DONE},
    {.name = "there, as the service says",
     .action = "add-onedrive-shortcut",
     .values = AT_X,
     .exchanges = {READS(FIND_X, 200, SITE_X), LIBRARY, READS(CHILDREN, 200, "{\"value\":[]}"),
                   WRITES("POST", SHORTCUTS, OF_LIBRARY, 409,
                          "{\"error\":{\"code\":\"shortcutAlreadyExists\",\"message\":\"Shortcut already exists.\"}}")},
     .end = FLOW_ALREADY},
    {.name = "no such site",
     .action = "add-onedrive-shortcut",
     .values = AT_X,
     .exchanges = {READS(FIND_X, 404, GONE)},
     .end = FLOW_FAILED,
     .code = ERR_NOT_FOUND,
     .says = "no site",
     .hint = "address"},
    {.name = "two sites",
     .action = "add-onedrive-shortcut",
     .values = {{"site", "p"}},
     .exchanges = {READS(GRAPH "/sites?search=p&$select=id,displayName,webUrl&$top=25", 200,
                         "{\"value\":[{\"id\":\"a\",\"displayName\":\"p1\"},{\"id\":\"b\",\"displayName\":\"p2\"}]}")},
     .end = FLOW_FAILED,
     .code = ERR_AMBIGUOUS},
    {.name = "no such library",
     .action = "add-onedrive-shortcut",
     .values = {{"site", "https://contoso.sharepoint.com/sites/x"}, {"library", "No"}},
     .exchanges = {READS(FIND_X, 200, SITE_X), READS(OF_X "/drives?$select=id,name,webUrl", 200, "{\"value\":[]}")},
     .end = FLOW_FAILED,
     .code = ERR_NOT_FOUND,
     .says = "no library \"No\""},
    {.name = "no OneDrive",
     .action = "add-onedrive-shortcut",
     .values = AT_X,
     .exchanges = {READS(FIND_X, 200, SITE_X), LIBRARY, READS(CHILDREN, 404, NO_DRIVE)},
     .end = FLOW_FAILED,
     .code = ERR_NOT_FOUND,
     .hint = "provision"},
    {.name = "may not write",
     .action = "add-onedrive-shortcut",
     .values = AT_X,
     .exchanges = {READS(FIND_X, 200, SITE_X), LIBRARY, READS(CHILDREN, 200, "{\"value\":[]}"),
                   WRITES("POST", SHORTCUTS, OF_LIBRARY, 403, DENIED)},
     .end = FLOW_FAILED,
     .code = ERR_FORBIDDEN,
     .hint = "Files.ReadWrite.All"},
    {.name = "may not read sites",
     .action = "add-onedrive-shortcut",
     .values = AT_X,
     .exchanges = {READS(FIND_X, 403, DENIED)},
     .end = FLOW_FAILED,
     .code = ERR_FORBIDDEN,
     .hint = "Sites.Read.All"},
    {.name = "lost and done",
     .action = "add-onedrive-shortcut",
     .values = AT_X, /* looked at: a second one would be made */
     .exchanges = {READS(FIND_X, 200, SITE_X), LIBRARY, READS(CHILDREN, 200, "{\"value\":[]}"),
                   LOSES("POST", SHORTCUTS, OF_LIBRARY), READS(CHILDREN, 200, LINKED)},
     .end = FLOW_DONE},
    {.name = "looked at: done",
     .action = "add-onedrive-shortcut",
     .values = AT_X,
     .look = true,
     .prior = "{}",
     .exchanges = {READS(FIND_X, 200, SITE_X), LIBRARY, READS(CHILDREN, 200, LINKED)},
     .end = FLOW_DONE},
    {.name = "looked at: not done",
     .action = "add-onedrive-shortcut",
     .values = AT_X,
     .look = true,
     .prior = "{}",
     .exchanges = {READS(FIND_X, 200, SITE_X), LIBRARY, READS(CHILDREN, 200, "{\"value\":[]}")},
     .end = FLOW_SEND},
};

static void provision__ends_honestly__in_every_script(void **state)
{
    (void)state;
    play_all(ALL(provisioning));
}

static void sharing__ends_honestly__in_every_script(void **state)
{
    (void)state;
    play_all(ALL(sharing));
}

static void shortcut__ends_honestly__in_every_script(void **state)
{
    (void)state;
    play_all(ALL(shortcuts));
}

static void plan__is_byte_equal__to_what_is_sent(void **state)
{
    const struct script *const rows[] = {&provisioning[0], &provisioning[1], &sharing[0],  &sharing[1],
                                         &sharing[4],      &shortcuts[0],    &shortcuts[1]};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        check_plan(rows[i]);
}

/* --- links to a file --- */

#define FILE_URL "https://contoso-my.sharepoint.com/personal/ann/Documents/a b.xlsx"
#define ITEM                                                                                                           \
    GRAPH                                                                                                              \
    "/shares/u!aHR0cHM6Ly9jb250b3NvLW15LnNoYXJlcG9pbnQuY29tL3BlcnNvbmFsL2Fubi9Eb2N1bWVudHMvYSBiLnhsc3g/driveItem?$select=id,parentReference"
#define AN_ITEM     "{\"id\":\"01A\",\"parentReference\":{\"driveId\":\"b!d\"}}"
#define PERMISSIONS GRAPH "/drives/b%21d/items/01A/permissions"
#define OPEN(rows)  READS(PERMISSIONS, 200, "{\"value\":[" rows "]}")
#define GOES(id)    WRITES("DELETE", PERMISSIONS "/" id, NULL, 204, "")
#define BOSS        "{\"id\":\"o\",\"roles\":[\"owner\"],\"link\":{\"scope\":\"users\"}}"
#define ABOVE                                                                                                          \
    "{\"id\":\"m\",\"roles\":[\"write\"],\"link\":{\"scope\":\"organization\"},\"inheritedFrom\":{\"id\":\"f\"}}"
#define COLLEAGUE "{\"id\":\"c\",\"roles\":[\"read\"],\"grantedToV2\":{\"user\":{\"email\":\"bob@contoso.com\"}}}"
#define ANYONE    "{\"id\":\"l\",\"roles\":[\"read\"],\"link\":{\"scope\":\"anonymous\"}}"
#define VISITOR   "{\"id\":\"g\",\"roles\":[\"read\"],\"invitation\":{\"email\":\"x@evil.example\"}}"
#define OF_FILE   .action = "remove-link", .values = {{"file", FILE_URL}}

static const struct script links[] = {
    {.name = "every link, and everybody outside",
     OF_FILE,
     .exchanges = {READS(ITEM, 200, AN_ITEM), OPEN(BOSS "," ABOVE "," COLLEAGUE "," ANYONE "," VISITOR), GOES("l"),
                   GOES("g"), OPEN(BOSS "," ABOVE "," COLLEAGUE)},
     .end = FLOW_DONE,
     .keeps = "{\"file\":\"" FILE_URL "\",\"permissions\":[" ANYONE "," VISITOR "]}"},
    {.name = "one of them",
     .action = "remove-link",
     .values = {{"file", FILE_URL}, {"link", "g"}},
     .exchanges = {READS(ITEM, 200, AN_ITEM), OPEN(ANYONE "," VISITOR), GOES("g"), OPEN(ANYONE)},
     .end = FLOW_DONE},
    {.name = "none is left",
     OF_FILE,
     .exchanges = {READS(ITEM, 200, AN_ITEM), OPEN(BOSS "," ABOVE)},
     .end = FLOW_ALREADY},
    {.name = "what stands in the folder above",
     .action = "remove-link",
     .values = {{"file", FILE_URL}, {"link", "m"}},
     .exchanges = {READS(ITEM, 200, AN_ITEM), OPEN(ABOVE)},
     .end = FLOW_FAILED,
     .code = ERR_REFUSED,
     .says = "folder above"},
    {.name = "the owner",
     .action = "remove-link",
     .values = {{"file", FILE_URL}, {"link", "o"}},
     .exchanges = {READS(ITEM, 200, AN_ITEM), OPEN(BOSS)},
     .end = FLOW_FAILED,
     .code = ERR_REFUSED,
     .says = "owner"},
    {.name = "gone meanwhile",
     OF_FILE,
     .exchanges = {READS(ITEM, 200, AN_ITEM), OPEN(ANYONE), WRITES("DELETE", PERMISSIONS "/l", NULL, 404, GONE),
                   OPEN("")},
     .end = FLOW_DONE},
    {.name = "an answer that was lost, and the other one",
     OF_FILE,
     .exchanges = {READS(ITEM, 200, AN_ITEM), OPEN(ANYONE "," VISITOR), LOSES("DELETE", PERMISSIONS "/l", NULL),
                   OPEN(VISITOR), GOES("g"), OPEN("")},
     .end = FLOW_DONE},
    {.name = "read back without a list",
     OF_FILE,
     .exchanges = {READS(ITEM, 200, AN_ITEM), OPEN(ANYONE), GOES("l"), READS(PERMISSIONS, 200, "{}")},
     .end = FLOW_FAILED,
     .code = ERR_PARSE},
    {.name = "no such file", OF_FILE, .exchanges = {READS(ITEM, 404, GONE)}, .end = FLOW_FAILED, .code = ERR_NOT_FOUND},
    {.name = "a file without a place",
     OF_FILE,
     .exchanges = {READS(ITEM, 200, "{\"id\":\"01A\"}")},
     .end = FLOW_FAILED,
     .code = ERR_PARSE},
    {.name = "a person",
     OF_FILE,
     .delegated = true,
     .exchanges = {READS(ITEM, 403, "{\"error\":{\"code\":\"accessDenied\",\"message\":\"Access denied\"}}")},
     .end = FLOW_FAILED,
     .code = ERR_FORBIDDEN,
     .says = "no OneDrive but their own"},
};

static void links__end_honestly__in_every_script(void **state)
{
    (void)state;
    play_all(ALL(links));
    check_plan(&links[0]);
    check_plan(&links[1]);
}

static void provision__gives_up_waiting__and_says_so(void **state)
{
    auto_arena struct arena *arena = arena_new(0);
    struct flow flow = flow_of(arena, &provisioning[0]);
    struct http_reply none = answer(arena, &(struct exchange){.status = 404, .reply = NO_DRIVE}),
                      started = answer(arena, &(struct exchange){.status = 200, .reply = STARTED});
    int waits = 0;
    (void)state;
    flow_step(&flow, NULL);
    flow_step(&flow, &none);
    flow_step(&flow, &started);
    while (flow_step(&flow, &none) == FLOW_WAIT) {
        assert_string_equal(flow.progress, "waiting for the OneDrive to appear");
        assert_int_equal(flow.until, flow.now + (20 - waits) * 3000);
        flow.now += flow.wait;
        assert_true(++waits <= 20);
        assert_int_equal(flow_step(&flow, NULL), FLOW_SEND);
    }
    assert_int_equal(waits, 20);
    assert_non_null(strstr(flow.message, "at the latest in 24 hours"));
    buf_free(&none.body);
    buf_free(&started.body);
}

#define SITE_ID "5a0c1a2b-0000-4000-8000-000000000001"
#define IS_SITE                                                                                                        \
    "[" HEADER ",7,{\"SiteId\":\"/Guid(" SITE_ID                                                                       \
    ")/\",\"StorageMaximumLevel\":1048576,\"StorageWarningLevel\":943718,\"StorageUsage\":2048}]"
#define ADMIN "https://contoso-admin.sharepoint.com/_api/"
#define ADMINS(status, body)                                                                                           \
    WRITES("POST", ADMIN "SPO.Tenant/GetSiteAdministrators?siteId='" SITE_ID "'", NULL, status, body)
#define LOGIN(name) "i:0#.f|membership|" name "@contoso.com"
#define OF(name)    "{\"loginName\":\"" LOGIN(name) "\"}"
#define SETS(names, status, body)                                                                                      \
    WRITES("POST", ADMIN "SPOInternalUseOnly.Tenant/SetSiteSecondaryAdministrators",                                   \
           "{\"secondaryAdministratorsFieldsData\":{\"siteId\":\"" SITE_ID                                             \
           "\",\"secondaryAdministratorLoginNames\":[" names "]}}",                                                    \
           status, body)
#define BOB                                                                                                            \
    READS(GRAPH "/users/bob%40contoso.com?$select=id,userPrincipalName", 200,                                          \
          "{\"id\":\"b\",\"userPrincipalName\":\"bob@contoso.com\"}")
#define THERE          READS(DRIVE, 200, A_DRIVE)
#define OPEN_TO(names) ADMINS(200, "{\"value\":[" names "]}")
#define LIMITS(limit, warning)                                                                                                               \
    HEAD                                                                                                                                     \
        "<Actions><SetProperty Id=\"7\" ObjectPathId=\"4\" Name=\"StorageMaximumLevel\"><Parameter Type=\"Int64\">" limit                    \
        "</Parameter></SetProperty><SetProperty Id=\"8\" ObjectPathId=\"4\" Name=\"StorageWarningLevel\"><Parameter Type=\"Int64\">" warning \
        "</Parameter></SetProperty><Method Name=\"Update\" Id=\"9\" ObjectPathId=\"4\"/></Actions>" SITE_PATHS
#define HOLDS(limit)                                                                                                   \
    "[" HEADER ",7,{\"StorageMaximumLevel\":" limit ",\"StorageWarningLevel\":943718,\"StorageUsage\":2048}]"

static const struct script access[] = {
    {.name = "opened beside somebody else",
     .action = "give-onedrive-access",
     .values = {{"user", "bob@contoso.com"}},
     .exchanges = {THERE, BOB, ASKS(READ_SITE, 200, IS_SITE), OPEN_TO(OF("ann") "," OF("eve")),
                   SETS("\"" LOGIN("ann") "\",\"" LOGIN("eve") "\",\"" LOGIN("bob") "\"", 200, "{\"odata.null\":true}"),
                   OPEN_TO(OF("ann") "," OF("eve") "," OF("bob"))},
     .end = FLOW_DONE,
     .says = SITE " is open to bob@contoso.com, read back.",
     .keeps = "{\"user\":\"bob@contoso.com\"}"},
    {.name = "open already",
     .action = "give-onedrive-access",
     .values = {{"user", "bob@contoso.com"}},
     .exchanges = {THERE, BOB, ASKS(READ_SITE, 200, IS_SITE), OPEN_TO(OF("ann") "," OF("BOB"))},
     .end = FLOW_ALREADY},
    {.name = "closed again",
     .action = "remove-onedrive-access",
     .restore = "{\"user\":\"bob@contoso.com\"}",
     .exchanges = {THERE, ASKS(READ_SITE, 200, IS_SITE), OPEN_TO(OF("ann") "," OF("bob")),
                   SETS("\"" LOGIN("ann") "\"", 200, "{\"odata.null\":true}"), OPEN_TO(OF("ann"))},
     .end = FLOW_DONE,
     .says = "is closed to bob@contoso.com"},
    {.name = "a lost answer is looked after",
     .action = "give-onedrive-access",
     .values = {{"user", "bob@contoso.com"}},
     .exchanges = {THERE, BOB, ASKS(READ_SITE, 200, IS_SITE), OPEN_TO(OF("ann")),
                   LOSES("POST", ADMIN "SPOInternalUseOnly.Tenant/SetSiteSecondaryAdministrators", NULL),
                   OPEN_TO(OF("ann") "," OF("bob"))},
     .end = FLOW_DONE},
    {.name = "never from the owner",
     .action = "remove-onedrive-access",
     .values = {{"user", "ann@contoso.com"}},
     .exchanges = {THERE,
                   READS(GRAPH "/users/ann%40contoso.com?$select=id,userPrincipalName", 200,
                         "{\"id\":\"b\",\"userPrincipalName\":\"ann@contoso.com\"}"),
                   ASKS(READ_SITE, 200, IS_SITE), OPEN_TO(OF("ann"))},
     .end = FLOW_FAILED,
     .code = ERR_REFUSED,
     .says = "the owner"},
    {.name = "no list is no empty list",
     .action = "give-onedrive-access",
     .values = {{"user", "bob@contoso.com"}},
     .exchanges = {THERE, BOB, ASKS(READ_SITE, 200, IS_SITE), ADMINS(200, "{\"odata.null\":true}")},
     .end = FLOW_FAILED,
     .code = ERR_PARSE},
    {.name = "a refusal inside a success",
     .action = "give-onedrive-access",
     .values = {{"user", "bob@contoso.com"}},
     .exchanges = {THERE, BOB, ASKS(READ_SITE, 200, IS_SITE),
                   ADMINS(200, "{\"odata.error\":{\"code\":\"x\",\"message\":{\"value\":\"y\"}}}")},
     .end = FLOW_FAILED,
     .code = ERR_PARSE},
    {.name = "refused",
     .action = "give-onedrive-access",
     .values = {{"user", "bob@contoso.com"}},
     .exchanges =
         {THERE, BOB, ASKS(READ_SITE, 200, IS_SITE), OPEN_TO(OF("ann")),
          SETS("\"" LOGIN("ann") "\",\"" LOGIN("bob") "\"", 403,
               "{\"odata.error\":{\"code\":\"-2147024891, System.UnauthorizedAccessException\",\"message\":{\"value\":\"Attempted to perform an unauthorized operation.\"}}}")},
     .end = FLOW_FAILED,
     .code = ERR_FORBIDDEN,
     .says = "unauthorized operation"},
    {.name = "a limit",
     .action = "set-onedrive-limit",
     .values = {{"gigabytes", "100"}},
     .exchanges = {THERE, ASKS(READ_SITE, 200, IS_SITE), ASKS(LIMITS("102400", "92160"), 200, "[" HEADER "]"),
                   ASKS(READ_SITE, 200, HOLDS("102400"))},
     .end = FLOW_DONE,
     .says = "may hold 100 GB",
     .keeps = "{\"StorageMaximumLevel\":1048576,\"StorageWarningLevel\":943718}"},
    {.name = "below what is in it",
     .action = "set-onedrive-limit",
     .values = {{"gigabytes", "1"}},
     .exchanges = {THERE, ASKS(READ_SITE, 200, IS_SITE)},
     .end = FLOW_FAILED,
     .code = ERR_REFUSED,
     .says = "2 GB in it already"},
    {.name = "below it, as is meant",
     .action = "set-onedrive-limit",
     .values = {{"gigabytes", "1"}, {"below_use", "true"}},
     .exchanges = {THERE, ASKS(READ_SITE, 200, IS_SITE), ASKS(LIMITS("1024", "918"), 200, "[" HEADER "]"),
                   ASKS(READ_SITE, 200, HOLDS("1024"))},
     .end = FLOW_DONE},
    {.name = "the earlier limit, whatever is in it",
     .action = "set-onedrive-limit",
     .restore = "{\"StorageMaximumLevel\":1024,\"StorageWarningLevel\":1000}",
     .exchanges = {THERE, ASKS(READ_SITE, 200, IS_SITE), ASKS(LIMITS("1024", "1000"), 200, "[" HEADER "]"),
                   ASKS(READ_SITE, 200, HOLDS("1024"))},
     .end = FLOW_DONE},
    {.name = "unknown use is not nothing",
     .action = "set-onedrive-limit",
     .values = {{"gigabytes", "1"}},
     .exchanges = {THERE, ASKS(READ_SITE, 200, "[" HEADER ",7,{\"StorageMaximumLevel\":9}]")},
     .end = FLOW_FAILED,
     .code = ERR_PARSE},
};

static void access__ends_honestly__in_every_script(void **state)
{
    static const size_t planned[] = {0, 2, 8};
    (void)state;
    play_all(ALL(access));
    for (size_t i = 0; i < sizeof planned / sizeof planned[0]; i++)
        check_plan(&access[planned[i]]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(access__ends_honestly__in_every_script),
        cmocka_unit_test(provision__ends_honestly__in_every_script),
        cmocka_unit_test(sharing__ends_honestly__in_every_script),
        cmocka_unit_test(shortcut__ends_honestly__in_every_script),
        cmocka_unit_test(links__end_honestly__in_every_script),
        cmocka_unit_test(plan__is_byte_equal__to_what_is_sent),
        cmocka_unit_test(provision__gives_up_waiting__and_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

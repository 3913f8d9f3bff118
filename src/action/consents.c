/* What applications hold of a user: taking back a consent, and an assignment (REQUESTS §2.8). */
#include "action/rows.h"
#include "action/thing.h"

static const struct thing grant = {
    .what = "consent",
    .panel = "apps",
    .param = "grant",
    .ids = {"id"},
    .names = {"clientId"},
    .list = "/users/{user}/oauth2PermissionGrants?$top=999",
    .at = "/oauth2PermissionGrants/{id}",
    .back = "/oauth2PermissionGrants",
    .made_of = {"clientId", "consentType", "principalId", "resourceId", "scope"},
    .gone = "The consent is taken back, read back; tokens that were issued for it live for up to an hour.",
    .given = "The consent is given again, read back.",
};

static const struct thing assignment = {
    .what = "assignment",
    .panel = "apps",
    .param = "assignment",
    .ids = {"id"},
    .names = {"resourceId", "resourceDisplayName"},
    .list = "/users/{user}/appRoleAssignments?$top=999",
    .at = "/users/{user}/appRoleAssignments/{id}",
    .back = "/users/{user}/appRoleAssignments",
    .made_of = {"principalId", "resourceId", "appRoleId"},
    .gone = "The assignment is removed, read back; tokens that were issued for it live for up to an hour.",
    .given = "The assignment is made again, read back.",
};

static const struct change remove_grant = {THING_CHANGE(grant)}, remove_assignment = {THING_CHANGE(assignment)};

#define READS_GRANTS ((const char *const[]){"Directory.Read.All", "Directory.ReadWrite.All", NULL})
#define ROLES(...)                                                                                                     \
    ((const char *const[]){"Cloud Application Administrator", "Application Administrator",                             \
                           "Privileged Role Administrator", __VA_ARGS__})

const struct action consents_actions[] = {
    {
        .name = "remove-grant",
        .label = "Take back a consent",
        .group = GROUP_ACCOUNT,
        .touches = TOUCHES_SIGN_IN,
        .flags = ACTION_CONTAINMENT | ACTION_RARE | ACTION_OF_ROW,
        .help = "Take from an application what it may do in the user's name.",
        .confirm = "Take back a consent of {target}? The application can do nothing more in that name.",
        .params = THING_PARAMS(
            THING_PARAM("grant", "Consent", "its id, or the application's object id where it has one alone")),
        .needs = (const char *const[]){"DelegatedPermissionGrant.ReadWrite.All", "Directory.ReadWrite.All", NULL},
        .reads = READS_GRANTS,
        .roles = ROLES(NULL),
        .change = &remove_grant,
        .undo = "remove-grant",
        .saved = "grants",
    },
    {
        .name = "remove-app-assignment",
        .label = "Remove assigned application",
        .group = GROUP_ACCOUNT,
        .touches = TOUCHES_SIGN_IN,
        .flags = ACTION_CONTAINMENT | ACTION_RARE | ACTION_OF_ROW,
        .help = "Take an application from the user that was assigned to him.",
        .confirm = "Take an assigned application from {target}?",
        .params = THING_PARAMS(THING_PARAM("assignment", "Assigned application",
                                           "its name, or the id of the assignment where several have the name")),
        .needs = (const char *const[]){"AppRoleAssignment.ReadWrite.All", NULL},
        .reads = READS_GRANTS,
        .roles = ROLES("User Administrator", NULL),
        .change = &remove_assignment,
        .undo = "remove-app-assignment",
        .saved = "assignments",
    },
    {.name = NULL},
};

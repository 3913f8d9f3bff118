/* Deleted users (REQUESTS §9, A9). */
#include "api/graph/users.h"

#include "base/clean.h"
#include "base/clock.h"
#include <string.h>

struct http_request *graph_deleted_list(struct arena *arena, const struct endpoints *endpoints)
{
    return graph_get(arena, endpoints,
                     "/directory/deletedItems/microsoft.graph.user"
                     "?$select=id,displayName,userPrincipalName,mail,deletedDateTime&$top=999");
}

static char *cleaned(struct arena *arena, const struct json *value)
{
    const char *text = json_text_or(value, "");
    return clean_strdup(arena, text, strlen(text));
}

struct deleted_user *graph_deleted_read(const struct http_reply *reply, struct arena *arena, struct err *e)
{
    struct deleted_user *first = NULL, **last = &first;
    auto_json struct json *body = graph_body(reply, e);
    for (const struct json *value = json_first(json_get(body, "value")); value; value = json_next(value)) {
        const char *when = json_text_or(json_get(value, "deletedDateTime"), "");
        struct deleted_user *user = arena_alloc(arena, sizeof *user);
        *user = (struct deleted_user){
            .id = cleaned(arena, json_get(value, "id")),
            .user_principal_name = cleaned(arena, json_get(value, "userPrincipalName")),
            .display_name = cleaned(arena, json_get(value, "displayName")),
        };
        if (!clock_parse(when, strlen(when), &user->deleted))
            user->deleted = 0;
        *last = user;
        last = &user->next;
    }
    return first;
}

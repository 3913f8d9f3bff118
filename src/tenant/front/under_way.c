/* Which groups are written to right now. */
#include "tenant/front/under_way.h"

#include "base/guid.h"
#include <string.h>
#include <strings.h>

#define GROUPS   "/groups/"
#define CMDLET   "DistributionGroupMember\""
#define EXCHANGE "Exchange's groups"

struct under_way {
    struct under_way *next;
    const struct arena *round; /* which round it is of */
    const char *object;
};

/* The group that a path of Graph writes to; NULL: none. */
static const char *group_of(struct arena *arena, const char *path)
{
    const char *at = strstr(path, GROUPS);
    struct guid id;
    if (!at || strlen(at + strlen(GROUPS)) < GUID_TEXT - 1 || !guid_parse(at + strlen(GROUPS), GUID_TEXT - 1, &id))
        return NULL;
    char *text = arena_alloc(arena, GUID_TEXT);
    return guid_format(&id, text);
}

static void note(struct tenant_front *front, const struct round *round, const char *object)
{
    if (!object)
        return;
    struct under_way *one = arena_alloc(round->arena, sizeof *one);
    *one = (struct under_way){.next = front->home->under_way, .round = round->arena, .object = object};
    front->home->under_way = one;
}

static void note_batch(struct tenant_front *front, const struct round *round)
{
    struct err ignored;
    auto_json struct json *body = json_parse(round->body, round->body_length, &ignored);
    for (const struct json *item = json_first(json_get(body, "requests")); item; item = json_next(item))
        if (strcmp(json_text_or(json_get(item, "method"), "GET"), "GET") != 0)
            note(front, round, group_of(round->arena, json_text_or(json_get(item, "url"), "")));
}

void under_way_enter(struct tenant_front *front, const struct round *round)
{
    const char *end = strstr(round->uri, "/$batch");
    if (!strcmp(round->method, "GET"))
        return;
    pthread_mutex_lock(&front->home->rules_lock);
    if (!strncmp(round->uri, "/exchange/", 10)) {
        for (const char *at = round->body; at && (at = strstr(at, CMDLET)); at += strlen(CMDLET))
            note(front, round, EXCHANGE);
    } else if (end && !strcmp(end, "/$batch")) {
        note_batch(front, round);
    } else if (!strncmp(round->uri, "/graph/", 7)) {
        note(front, round, group_of(round->arena, round->uri));
    }
    pthread_mutex_unlock(&front->home->rules_lock);
}

void under_way_leave(struct tenant_front *front, const struct round *round)
{
    pthread_mutex_lock(&front->home->rules_lock);
    for (struct under_way **at = &front->home->under_way; *at;)
        if ((*at)->round == round->arena)
            *at = (*at)->next;
        else
            at = &(*at)->next;
    pthread_mutex_unlock(&front->home->rules_lock);
}

bool under_way_meets(struct tenant_front *front, const struct tenant_request *request)
{
    bool exchange = request->version[0] == '\0' && request->body && strstr(request->body, CMDLET);
    const char *object = exchange ? EXCHANGE : group_of(request->arena, request->path);
    size_t others = 0, own = 0;
    if (!object || !strcmp(request->method, "GET"))
        return false;
    pthread_mutex_lock(&front->home->rules_lock);
    for (const struct under_way *one = front->home->under_way; one; one = one->next)
        if (!strcasecmp(one->object, object))
            *(one->round == request->arena ? &own : &others) += 1;
    pthread_mutex_unlock(&front->home->rules_lock);
    return others > 0 || (own > 1 && !request->serial);
}

bool under_way_refuses(struct tenant_front *front, const struct tenant_request *request, struct tenant_reply *reply)
{
    static const struct {
        int status;
        const char *code, *message;
    } answers[] = {
        {409, "Directory_ConcurrencyViolation",
         "Another write to this object is under way. Please retry the operation."},
        {412, "Directory_ConcurrencyViolation", "A conflicting operation is in progress."},
        {429, "TooManyRequests", "Too many requests. Please wait and try again."},
    };
    if (!request->overlaps)
        return false;
    pthread_mutex_lock(&front->home->rules_lock);
    unsigned n = front->home->met++;
    pthread_mutex_unlock(&front->home->rules_lock);
    if (n % 2)
        return false;
    tenant_error(request, reply, answers[n / 2 % 3].status, answers[n / 2 % 3].code, answers[n / 2 % 3].message);
    return true;
}

/* Replies made of objects that are built as trees: lists and single ones, shaped by the query options. */
#ifndef TENANT_OBJECTS_H
#define TENANT_OBJECTS_H

#include "tenant/wire/request.h"
#include <stdint.h>

struct object_kind {
    const char *type;              /* "group": named when a property is unknown */
    const char *set;               /* "groups": for @odata.context */
    const char *const *properties; /* what may be selected and filtered, NULL-terminated */
    const char *const *options;    /* of a list, NULL-terminated */
    const char *const *search;     /* what may be searched; NULL: nothing */
    enum {
        ORDINARY,
        DIRECTORY,
        RELATION
    } rules; /* when ConsistencyLevel is needed: never, for what is advanced, for all but paging */
};

/** Answer with a list (consumed), filtered, searched, sorted, paged and selected as asked. */
void objects_answer_list(const struct tenant_request *request, struct tenant_reply *reply,
                         const struct object_kind *kind, struct json *list);
/* A list too long to be made whole: objects by their place. */
struct object_walk {
    uint32_t count;
    struct json *(*at)(void *with, uint32_t place); /* owned by who asks; NULL: there is none at this place */
    void *with;
};

/** The same for a list that is walked only as far as the page needs; it is neither sorted nor counted. */
void objects_answer_walk(const struct tenant_request *request, struct tenant_reply *reply,
                         const struct object_kind *kind, const struct object_walk *walk);
/** Answer with one object (consumed) under `status`; $select is taken on a GET only. */
void objects_answer(const struct tenant_request *request, struct tenant_reply *reply, const struct object_kind *kind,
                    int status, struct json *object);
/** No query option is allowed: else false after answering 400. */
bool objects_no_options(const struct tenant_request *request, struct tenant_reply *reply);
/** The body as an object without members but `known` (NULL-terminated), whose spelling its names get; an absent body counts as
 * {}, unless a body is `required`. To be freed by the caller; NULL after answering 400. */
struct json *objects_body(const struct tenant_request *request, struct tenant_reply *reply, const char *const *known,
                          bool required);
/** What an "@odata.id" points at: the object id at its end, in the request's arena. NULL after answering 400. */
const char *objects_reference(const struct tenant_request *request, struct tenant_reply *reply, const char *url);
/** The same for a body of {"@odata.id": …} alone. */
const char *objects_reference_body(const struct tenant_request *request, struct tenant_reply *reply);
/** Answer 404 for an object that is not there. */
void objects_not_found(const struct tenant_request *request, struct tenant_reply *reply, const char *id);
/** Answer 400 about one property or parameter. */
bool objects_refuse(const struct tenant_request *request, struct tenant_reply *reply, const char *code,
                    const char *target, const char *message);
/** Answer 403 for want of permissions. */
bool objects_denied(const struct tenant_request *request, struct tenant_reply *reply);

#endif

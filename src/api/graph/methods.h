/* The kinds of authentication methods (REQUESTS §6.5). */
#ifndef API_GRAPH_METHODS_H
#define API_GRAPH_METHODS_H

#include <stdbool.h>

struct graph_method_kind {
    const char *type;        /* after "#microsoft.graph.", before "AuthenticationMethod" */
    const char *name, *said; /* in a list; within a sentence */
    const char *detail;      /* the property that tells one from another; NULL: none */
    const char *segment;     /* where they are deleted; NULL: this cannot be removed */
    bool beta, no_id;        /* deleted in beta alone; without an id in the address */
};

/** The kind of an "@odata.type"; NULL: none that is known here. Static. */
const struct graph_method_kind *graph_method_kind(const char *type);

#endif

/* What the commands that make users ask the tenant before. */
#ifndef CLI_ADD_H
#define CLI_ADD_H

#include "cli/engine.h"

struct add_seats {
    const char *id, *name; /* of a licence */
    long free;
};

struct add_found {
    struct arena *arena;  /* given */
    const char *domain;   /* the default; NULL: not known */
    const char **domains; /* all of them, NULL-terminated; NULL: they may not be read */
    struct add_seats *seats;
    size_t seat_count;
    struct err error;
};

/** Ask for domains and seats. False with `e`. */
bool add_ask_tenant(struct engine *engine, const struct action *action, struct add_found *found,
                    struct err *e) MUST_USE;

#endif

/* Actions about one thing of a user, out of a list: which one is meant, that it stays the same one, what undo needs of it; and for a
 * list of Graph the whole of it: look, delete, look again, post it back. */
#ifndef ACTION_THING_H
#define ACTION_THING_H

#include "action/change.h"

/* In addresses stand {user}, {id} (of the thing) and {NAME} of a parameter. */
struct thing {
    const char *what, *panel; /* "device": how it is called; where its id is shown: a panel of the user */
    const char *param;        /* names it */
    const char *ids
        [6]; /* members (with dots: of members) that tell it from all others; the first is the one that requests name */
    const char *names[4]; /* members that several may share */
    /* A list of Graph, what is deleted, and where it is posted back with which members (NULL: it cannot be) */
    const char *list, *at, *back;
    const char *made_of[6];
    const char *gone, *given; /* what is said afterwards, of each */
};

/** The only one of `now` that is meant, NULL when there is none or several; how many in `*count`. Seen once, it stays that one. */
const struct json *thing_find(struct flow *flow, const struct json *now, size_t *count);
/** The id by which requests name the one that was found; "": none was, yet. */
const char *thing_id(const struct flow *flow);
/** Where a row keeps what it knows beside, from its `before` on; NULL at first. */
void **thing_own(struct flow *flow);
/** Say that there is none of that name, or several with their ids: always -1, for `same`. */
int thing_refuse(struct flow *flow, const struct json *now, size_t count);
/** For `same`: 1 when it is gone that was there; of an undo, when it is there again. */
int thing_gone(struct flow *flow, const struct json *now);
/** For `keep`: all of it, with the row's other parameters. */
const char *thing_keep(struct flow *flow, const struct json *now);
/** For `refused`: it is gone already. */
enum change_refusal thing_refused(struct flow *flow, const struct http_reply *reply);
/** An address with its places filled, each encoded; in the flow's arena. */
const char *thing_path(struct flow *flow, const char *pattern);
struct http_request *thing_read(struct flow *flow);
struct http_request *thing_write(struct flow *flow);
const char *thing_say(struct flow *flow, enum change_end end);

/** For a thing with `accountEnabled`: `same`, `keep`, `write` and `say` of two rows, enable-… and disable-…; `at` is what is patched. */
int thing_enabled(struct flow *flow, const struct json *now);
const char *thing_enabled_keep(struct flow *flow, const struct json *now);
struct http_request *thing_enabled_write(struct flow *flow);
const char *thing_enabled_say(struct flow *flow, enum change_end end);

#define THING_SWITCH(thing_)                                                                                           \
    .thing = &(thing_), .read = thing_read, .same = thing_enabled, .keep = thing_enabled_keep,                         \
    .write = thing_enabled_write, .say = thing_enabled_say

/* A change that deletes what `thing_` describes from a list of Graph. */
#define THING_CHANGE(thing_)                                                                                           \
    .thing = &(thing_), .read = thing_read, .same = thing_gone, .keep = thing_keep, .write = thing_write,              \
    .refused = thing_refused, .say = thing_say

/* The parameter of such a row. */
#define THING_PARAM(name_, label_, help_)                                                                              \
    {                                                                                                                  \
        .name = name_, .label = label_, .kind = PARAM_TEXT, .required = true, .maximum = 512, .help = help_            \
    }
#define THING_PARAMS(...)                                                                                              \
    (const struct param[])                                                                                             \
    {                                                                                                                  \
        __VA_ARGS__,                                                                                                   \
        {                                                                                                              \
            .name = NULL                                                                                               \
        }                                                                                                              \
    }

#endif

/* A form in a frame: what is asked is params, and whoever asks gets the values once they fit. */
#ifndef UI_ASK_VIEW_H
#define UI_ASK_VIEW_H

#include "ui/form/form.h"

struct ask {
    const char *title;
    const char *about;  /* a line above the form; NULL: none */
    const char *button; /* "Ask" */
    const char *hint;   /* of the last line; static */
    const struct param *params;
    struct param_values values; /* what the fields begin with */
    const char *first;          /* the parameter to begin at; NULL: the first one */
    /** The values fit, each by itself: true closes the form. False with `e`, which is said, and the form stays. */
    bool (*take)(void *owner, struct app *app, struct param_values values, struct err *e);
    void *owner;         /* must outlive the view */
    struct arena *arena; /* of all the above, moved to the view; NULL: it outlives the view */
};

/** Ask. */
void ask_view_open(struct app *app, const struct ask *ask);

#endif

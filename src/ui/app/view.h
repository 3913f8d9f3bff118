/* A view: a screen, a panel or a modal on the stack of the app. The top one gets the keys, all get the messages. */
#ifndef UI_VIEW_H
#define UI_VIEW_H

#include "ui/app/keymap.h"
#include "ui/screen/grid.h"
#include "ui/screen/keys.h"
#include "worker/message.h"

struct app;
struct view;

struct view_ops {
    const char *name; /* "menu" */
    const char *title;
    bool modal;   /* keys never reach the view below */
    bool asks;    /* it is a question: nothing opens over it */
    bool tabs;    /* digits choose among its tabs */
    bool letters; /* letters are actions here: they do not move */
    /* which rows of the key map are its own now: their names before the dot; NULL: `name` */
    const char *(*scope)(const struct view *view, const struct app *app);
    void (*open)(struct view *view, struct app *app);  /* may be NULL; after the push */
    void (*close)(struct view *view, struct app *app); /* frees the view; never NULL */
    void (*draw)(struct view *view, struct app *app, struct grid *grid, struct rect rect);
    /* what none of its own rows is for; moving about comes by the keys of keymap_moves, what is typed as it is */
    enum reaction (*key)(struct view *view, struct app *app, int key);
    /* whether text goes into a field now: pasted text goes there and nowhere else; NULL: never */
    bool (*typing)(const struct view *view);
    /* may be NULL; what the message owns may be taken (set to NULL) */
    enum reaction (*message)(struct view *view, struct app *app, struct message *message);
    void (*tick)(struct view *view, struct app *app, int64_t now); /* after app_wake_in; may be NULL */
    /* columns at the right edge that the table below leaves to this view; may be NULL */
    int (*takes)(const struct view *view, const struct app *app);
    /* the bottom line, as hint_draw takes it: what `hints` gives, else `hint`; without either that of the view below */
    const char *hint;
    const char *(*hints)(const struct view *view, const struct app *app);
};

/* The first member of every view. */
struct view {
    const struct view_ops *ops;
    struct view *below;
};

/** For `typing` of a view that is a field and nothing else. */
bool view_typing_always(const struct view *view);

#endif

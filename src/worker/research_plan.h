/* In which order a research reads: which source rows serve what, what is tried instead of what, and what waits for what. */
#ifndef WORKER_RESEARCH_PLAN_H
#define WORKER_RESEARCH_PLAN_H

#include "research/sources.h"
#include "source/source.h"

/* When a source row is read. */
enum how {
    HOW_AT_ONCE,
    HOW_INSTEAD,      /* where the row before could not be read */
    HOW_BESIDE,       /* with the first of its part: whichever is whole first is enough, the first or all the others */
    HOW_APPLICATIONS, /* for each application that was granted something and is not known yet */
    HOW_DEVICES,      /* for each id of the devices that are new */
    HOW_ADDRESSES,    /* for each address that guessed passwords, when the sign-ins are there */
    HOW_RISKY,        /* where the user is known as risky: one request a second is all there is */
    HOW_LOGONS,       /* where the sign-ins cannot be read */
    HOW_SHARED,       /* for each file that was shared, when it is asked for by name */
    HOW_TRACE,        /* at once; of several users by one question, when it is known whose address is which */
    HOW_ON_DEMAND     /* when it is asked for by name */
};

enum { PLAN_ROWS = 4 };

/* A part of a source: its rows together say how it ended. */
struct plan {
    enum research_source as;
    enum how how;    /* of the first row */
    enum how others; /* of the others: HOW_INSTEAD or HOW_BESIDE */
    int phase;       /* as research_source_row.phase */
    bool mentions;   /* of the tenant's records those that name the user */
    bool lesser;     /* the others are for applications alone, and never the whole of it */
    size_t count;
    const struct source *rows[PLAN_ROWS];
};

/** The parts of all sources, by phase; `*count` gets their number. Made once, before there are threads. */
const struct plan *research_plan(size_t *count);

#endif

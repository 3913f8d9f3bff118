/* What somebody looks for who thinks in a list: devices, forwarding, new users, logons, passwords, rights, applications; each with
 * the sources it is read from, so that "none" is never said of what was not read. */
#ifndef RESEARCH_CHECKLIST_H
#define RESEARCH_CHECKLIST_H

#include "research/report.h"

struct judging;

struct checklist_row {
    int64_t time; /* 0: not known */
    const char *what;
    const char *detail; /* ""; by whom, from where, since when */
    const struct record *record;
    enum research_source source;
    bool recent; /* within the window */
};

enum { CHECKLIST_SOURCES = 6 };
struct checklist_section {
    const char *title; /* "Devices, with their first synchronisation" */
    const char *none;  /* where all of its sources were read whole and there is nothing: "No device is registered." */
    enum research_source sources[CHECKLIST_SOURCES]; /* ended by RESEARCH_SOURCES */
    struct checklist_row *rows;                      /* newest first */
    size_t count;
};

enum { CHECKLIST_SECTIONS = 8 };

/** What people call the object of an act: of the address that Exchange gives a rule or a mailbox its last part. Within `object`. */
const char *checklist_object(const char *object);
/** Fill `report->checklist`. */
void checklist_make(struct judging *judging);

#endif

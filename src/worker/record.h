/* An entry of the journal as something that is done once more: on whom, and whether it may be taken back. */
#ifndef WORKER_RECORD_H
#define WORKER_RECORD_H

#include "action/action.h"
#include "journal/journal.h"

/** Whom the entry is about; the names are the entry's. */
void record_journal_target(const struct journal_entry *entry, struct target *target);
/** Whether it can be taken back in this tenant, and by which action; else false with `e`. */
bool record_may_take_back(const struct journal_entry *entry, const char *tenant, const struct action **undo,
                          struct err *e) MUST_USE;

#endif

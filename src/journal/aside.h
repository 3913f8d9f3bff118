/* Findings of a research that an administrator has set aside: which, why, who and when. What is taken back stays, as ended. */
#ifndef JOURNAL_ASIDE_H
#define JOURNAL_ASIDE_H

#include "journal/journal.h"

struct journal_aside {
    const char *tenant, *target_id; /* the user's id, which no other tenant has */
    const char *finding;            /* its key: "M01 a rule" */
    const char *operator_name;      /* who set it aside, or takes it back */
    const char *reason;
    int64_t at; /* ms */
};

/** Write down that the finding is set aside; one that is gets the new reason, and the old one is kept as ended. */
bool journal_aside_begin(struct journal *journal, const struct journal_aside *aside, struct err *e) MUST_USE;
/** Write down that it counts again (tenant and reason do not matter). True also where it was not set aside. */
bool journal_aside_end(struct journal *journal, const struct journal_aside *aside, struct err *e) MUST_USE;
/** What is set aside of a user, oldest first, in `arena`; `*count` gets the number. NULL with `e`. */
struct journal_aside *journal_asides(struct journal *journal, struct arena *arena, const char *target_id, size_t *count,
                                     struct err *e);

#endif

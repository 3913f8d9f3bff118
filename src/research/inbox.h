/* The inbox rules of the subject, from the readable list, the hidden ones, and the log: what each does, on what condition, and the
 * last record of the window that made or changed it. */
#ifndef RESEARCH_INBOX_H
#define RESEARCH_INBOX_H

#include "base/buf.h"
#include "research/indicator.h"

struct list_row;

struct inbox_rule {
    const char *name, *identity;
    const struct fact *fact; /* where it stands: in a list, else the record of the log */
    const struct act *made;  /* the last record of the window that made, changed or enabled it; NULL: there is none */
    const struct act *ended; /* the last one that removed or disabled it; NULL: there is none */
    bool listed, hidden, disabled;
    bool by_graph;  /* listed by Graph, where Exchange is closed: the name of its folder is known from the log alone */
    bool by_cmdlet; /* a record of New-, Set- or Enable-InboxRule is among them */
    bool other_client; /* a record of UpdateInboxRules whose client is neither Outlook nor MAPI */
    bool deletes, marks_read, stops, conditional, in_error;
    const char *folder;            /* mail is moved or copied there; "" */
    const struct list_row *hiding; /* the row of that folder in LIST_FOLDERS_HIDING; NULL: it is none of them */
    const char *provider;          /* of a rule of a client or a product; "" */
    struct buf words;              /* what its conditions look for, a line each */
    struct buf sends;              /* what it forwards or redirects to, a line each */
};

struct inbox {
    struct inbox_rule *rules;
    size_t count;
    bool complete; /* the readable list was read whole: a rule that is not in it is gone */
};

/** All rules, the standard hidden ones of Exchange left out. To be freed with inbox_free(); texts live as long as the evidence or the
 *  report. */
struct inbox inbox_of(struct judging *judging);
void inbox_free(struct inbox *inbox);
/** The first external address that a rule sends mail to; NULL: none. Lives as long as the report. */
const char *inbox_outside(struct judging *judging, const struct inbox_rule *rule);
/** Whether a text names the subject's mailbox or what is in it. */
bool inbox_is_subject(struct judging *judging, const struct act *act);

#endif

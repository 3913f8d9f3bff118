/* What was found before: looked up, proved once more, raised. */
#ifndef RESEARCH_FOUND_H
#define RESEARCH_FOUND_H

#include "research/indicator.h"

/** The finding of one of `ids` ("P05|P07") that is about this; NULL: there is none. */
struct finding *found_about(struct judging *judging, const char *ids, const char *about);
/** Raise it, if it is lower. */
void found_raise(struct finding *finding, enum severity severity);
/** What it is about stands, is over, or is not known. */
void found_state(struct finding *finding, enum finding_state state);
/** An act, as a finding about something: a second act about the same proves that one, and may raise it. */
struct finding *found_act(struct judging *judging, const struct act *act, enum severity severity, const char *about,
                          const char *text);
/** The same for the directory audit. */
struct finding *found_audit(struct judging *judging, const struct audit *audit, enum severity severity,
                            const char *about, const char *text);
/** Whether an act of the log came from an address that is not familiar. */
bool found_strange(struct judging *judging, const struct act *act);
/** Where a mail was sent from; where its row has no address, the record of sending beside it tells it. */
const struct place *found_sent_place(struct judging *judging, const struct sent *row);
/** The acts, sorted where they are by address, those of one in the order of time. */
struct acts found_by_place(struct acts acts);
/** How many of them, from `from` on, came from the same address (or from none that is known). */
size_t found_run(struct acts acts, size_t from);
/** Whether two names are of one account: lists of rights and of bypasses write "ann" or "ann@contoso.com". */
bool found_same_account(const char *a, const char *b);
/** Whether two times lie at most so many ms apart. */
bool found_near(int64_t a, int64_t b, int64_t ms);

#define FOUND_SHARING "AnonymousLinkCreated|AnonymousLinkUpdated|AddedToSecureLink|SharingInvitationCreated"
/** Whether an act of sharing is for anybody, or for somebody who is no member of the tenant. */
bool found_shares_outside(struct judging *judging, const struct act *act);

#endif

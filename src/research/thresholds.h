/* All thresholds of the rules and of the score, in one table: judgement on worked cases, not measured on real tenants, so the
 * report prints them. A rule says `LIMIT_BURST_SUBJECT` and has no number of its own. */
#ifndef RESEARCH_THRESHOLDS_H
#define RESEARCH_THRESHOLDS_H

#include <stddef.h>

#define MINUTES(n) ((n)*60000LL)
#define HOURS(n)   ((n)*3600000LL)
#define DAYS(n)    ((n)*86400000LL)

/* X(name, value, what it limits) */
#define THRESHOLDS(X)                                                                                                  \
    X(WINDOW, 14, "days of the window")                                                                                \
    X(BASELINE, 16, "days of the baseline before it")                                                                  \
    X(CLOCK, 24, "hours that a clock may be wrong")                                                                    \
    X(BASELINE_SIGN_INS, 5, "successes that make a baseline")                                                          \
    X(BASELINE_DAYS, 3, "days with a success that make a baseline")                                                    \
    X(ADDRESS_DAYS, 3, "days of the baseline that make an address familiar")                                           \
    X(NETWORK_DAYS, 2, "days of the baseline that make a network or a country familiar")                               \
    X(DEVICE_DAYS, 7, "days a device is registered before it is known")                                                \
    X(DEVICE_THERE, 60, "minutes before an act in which a known device signed in from there")                          \
    X(TRAVEL_DISTANCE, 500, "kilometres of a journey that are looked at (A02)")                                        \
    X(TRAVEL_SPEED, 900, "kilometres an hour that nobody travels (A02)")                                               \
    X(LEGACY_DAYS, 3, "days of the baseline with the same old protocol and network (A03)")                             \
    X(KEEPALIVE_LEAST, 25, "minutes between two sign-ins that keep a session alive, least (A04)")                      \
    X(KEEPALIVE_MOST, 35, "minutes between two sign-ins that keep a session alive, most (A04)")                        \
    X(KEEPALIVE_ROWS, 3, "such sign-ins (A04)")                                                                        \
    X(SESSION_NETWORKS, 3, "networks of a session that no journey explains (A06)")                                     \
    X(PROXY_NEXT, 15, "minutes in which the session goes on elsewhere (A07)")                                          \
    X(GUESS_HOURS, 24, "hours of guessing before a hit (A08)")                                                         \
    X(GUESSES, 5, "wrong passwords for this user (A08)")                                                               \
    X(SPRAY_USERS, 5, "users guessed at from one address (A08)")                                                       \
    X(SPRAY_MINUTES, 20, "minutes in which they are (A08)")                                                            \
    X(FATIGUE_COUNT, 3, "refused requests for approval (A09)")                                                         \
    X(FATIGUE_MINUTES, 60, "minutes in which they come, and in which one is accepted (A09)")                           \
    X(CODE_LEAST, 10, "seconds until a code is redeemed elsewhere, least (A10)")                                       \
    X(CODE_MOST, 600, "seconds until a code is redeemed elsewhere, most (A10)")                                        \
    X(CLUSTER_HOURS, 24, "hours in which two acts from one address are a cluster")                                     \
    X(ANCHOR_HOURS, 24, "hours around an anchor in which nothing is explained")                                        \
    X(EXPLAIN_MINUTES, 15, "minutes around an act without an address in which a sign-in explains it")                  \
    X(RULE_MARKS, 3, "signs of hiding that make a rule high (M01)")                                                    \
    X(PARTNER_MAILS, 2, "mails exchanged with a domain that make it a partner (M03, X02)")                             \
    X(DELEGATE_ITEMS, 50, "items of a mailbox used by somebody else (D03)")                                            \
    X(METHOD_MERGE, 30, "minutes in which changes of methods by one actor at one address are one (P05, P06, P08)")     \
    X(METHOD_SAME, 5, "minutes between the record of a new method and its own date (P05)")                             \
    X(DEVICE_SAME, 60, "minutes between a registration and a first synchronisation of the same device (P07)")          \
    X(DEVICE_BROKER, 15, "minutes before a registration in which a sign-in prepares it (P07, P09)")                    \
    X(DEVICE_TOKEN, 60, "minutes after a registration in which its token is used (P09)")                               \
    X(DEVICE_BURST, 3, "devices registered at once (P09)")                                                             \
    X(DEVICE_BURST_MINUTES, 15, "minutes in which they are (P09)")                                                     \
    X(HELPDESK_HOURS, 24, "hours after an act of the helpdesk that belong to it (P05, P10)")                           \
    X(BURST_SUBJECT, 20, "external recipients of one subject (X01)")                                                   \
    X(BURST_SUBJECT_HOURS, 24, "hours in which they get it (X01)")                                                     \
    X(BURST_MESSAGES, 30, "messages at once (X01)")                                                                    \
    X(BURST_MINUTES, 10, "minutes in which they are sent (X01)")                                                       \
    X(BURST_RECIPIENTS, 100, "external recipients in a day (X01)")                                                     \
    X(BURST_TIMES, 5, "times the busiest day of the baseline (X01)")                                                   \
    X(DIRECT_MINUTES, 15, "minutes around a burst without a record of sending (X01)")                                  \
    X(UNDELIVERABLE, 10, "percent of a mailing that come back (X01)")                                                  \
    X(SEND_RECORD, 5, "minutes between a message and the record of sending that tells its address (X01, X02, X09)")    \
    X(LURE_DAYS, 3, "days before the first suspicious sign-in in which the lure came (X02)")                           \
    X(READ_ITEMS, 100, "items read from one unfamiliar address (X03)")                                                 \
    X(ERASED_ITEMS, 20, "items deleted at once (X04)")                                                                 \
    X(FILES_STRANGE, 100, "files in an hour from an unfamiliar address or by a script (X05)")                          \
    X(FILES, 500, "files in an hour from anywhere (X05)")                                                              \
    X(FILES_MORE, 200, "files in an hour where that is far more than before (X05)")                                    \
    X(FILES_TIMES, 10, "times the busiest hour of the baseline (X05)")                                                 \
    X(INVITATIONS, 20, "invitations within an hour (X06)")                                                             \
    X(BOMB_MAILS, 100, "mails received within an hour (X07)")                                                          \
    X(BOMB_HOURS, 24, "hours before a chat in which they came (X07)")                                                  \
    X(EVIDENCE, 200, "records that one finding names")                                                                 \
    X(SCORE_LIKELY, 60, "points for LIKELY COMPROMISED")                                                               \
    X(SCORE_SUSPICIOUS, 25, "points for SUSPICIOUS")

enum threshold {
#define X(name, value, what) LIMIT_##name = (value),
    THRESHOLDS(X)
#undef X
};

#endif

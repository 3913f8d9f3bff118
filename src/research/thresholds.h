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
    X(SCORE_LIKELY, 60, "points for LIKELY COMPROMISED")                                                               \
    X(SCORE_SUSPICIOUS, 25, "points for SUSPICIOUS")

enum threshold {
#define X(name, value, what) LIMIT_##name = (value),
    THRESHOLDS(X)
#undef X
};

struct threshold_row {
    const char *name;
    int value;
    const char *what;
};
/** All of them, for the report; `*count` gets their number. */
const struct threshold_row *threshold_all(size_t *count);

#endif

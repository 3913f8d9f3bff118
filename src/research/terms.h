/* The terms of the indicators: what is familiar, known, stray, external. */
#ifndef RESEARCH_TERMS_H
#define RESEARCH_TERMS_H

#include "research/evidence.h"

struct lists;
struct terms;

enum agent_family {
    AGENT_NONE,
    AGENT_SCRIPT,
    AGENT_EDGE,
    AGENT_OPERA,
    AGENT_FIREFOX,
    AGENT_CHROME,
    AGENT_SAFARI,
    AGENT_APP
};
enum os_family { OS_NONE, OS_WINDOWS, OS_MAC, OS_IOS, OS_ANDROID, OS_LINUX };

/** Read the baseline, and mark the sign-ins of the evidence. Lives in `arena`. */
const struct terms *terms_of(struct evidence *evidence, const struct lists *lists, struct arena *arena);

size_t terms_successes(const struct terms *terms); /* of the baseline */
/** Whether there is a baseline (five successes on three days); a weak one holds no known device. */
bool terms_baseline(const struct terms *terms);
bool terms_weak(const struct terms *terms);
/** Whether this address is familiar. One that is not known (no key) is neither familiar nor unfamiliar. */
bool terms_familiar(const struct terms *terms, struct address_key key);
bool terms_unfamiliar(const struct terms *terms, struct address_key key);
bool terms_familiar_country(const struct terms *terms, const char *country);
/** Whether the device was registered to the user at least seven days before `time`, and has no marks of a kit. */
bool terms_known_device(const struct terms *terms, const char *device, int64_t time);
/** Whether a known device signed in from there in the `before` ms up to `time`. */
bool terms_device_there(const struct terms *terms, struct address_key key, int64_t time, int64_t before);
/** Whether a known device ever signed in from there. */
bool terms_device_ever(const struct terms *terms, struct address_key key);
/** Successful sign-ins of the subject from there, with a session or at all: the country they tell; "" when none does. */
const char *terms_country_of(const struct terms *terms, struct address_key key);

/** Two browsers, or a script and anything else. */
bool agent_differs(enum agent_family a, enum agent_family b);

#endif

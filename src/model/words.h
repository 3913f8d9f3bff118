/* Values that the services write in one word, as people say them. What no row has stays as it is written: a newer service may say
 * it. JSON has the service's own. */
#ifndef MODEL_WORDS_H
#define MODEL_WORDS_H

struct word {
    const char *is;   /* as the service writes it, in any case; NULL: the end */
    const char *says; /* "": nothing */
};

extern const struct word words_risk_event[], words_risk_state[], words_risk_detail[], words_join[], words_mailbox[],
    words_method[], words_audience[], words_compliance[], words_replies[], words_lock[], words_scope[],
    words_condition[];

/** As people say it; `text` itself where `words` (may be NULL) has no row for it. */
const char *words_say(const struct word *words, const char *text);

#endif

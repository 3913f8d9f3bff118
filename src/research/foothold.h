/* What gives access to the account, or may: each thing that a remedy can be done to, and the findings that speak against it. */
#ifndef RESEARCH_FOOTHOLD_H
#define RESEARCH_FOOTHOLD_H

#include "research/report.h"

struct judging;

enum foothold_kind {
    FOOTHOLD_SIGN_IN, /* the account itself, as are the next two, the protocols and the risk */
    FOOTHOLD_SESSIONS,
    FOOTHOLD_PASSWORD,
    FOOTHOLD_GRANT,
    FOOTHOLD_APPLICATION, /* one that a finding speaks against, for the whole tenant */
    FOOTHOLD_DEVICE,
    FOOTHOLD_PHONE, /* a partnership of a phone with the mailbox */
    FOOTHOLD_METHOD,
    FOOTHOLD_RULE,
    FOOTHOLD_FORWARDING,
    FOOTHOLD_AUTO_REPLY,
    FOOTHOLD_FULL_ACCESS,
    FOOTHOLD_SEND_AS,
    FOOTHOLD_PROTOCOLS,
    FOOTHOLD_RISK,
    FOOTHOLD_KINDS
};

struct foothold {
    enum foothold_kind kind;
    const char *id;      /* what an action knows it by; "": it is of the account */
    const char *name;    /* what people call it; "" */
    const char *detail;  /* "Windows Hello key of the device"; "" */
    const char *because; /* "P09 P07", or in words; "": nothing speaks against it */
    int64_t since;       /* ms; 0: not known */
    int rank;            /* of several of a kind: the lower go first */
    bool suspect;        /* something asks that it is taken away */
    bool off;            /* it gives no access any more: a disabled device or rule */
    bool known;          /* as far as is known it is the user's own: nobody takes it away unasked */
};

/** Fill `report->footholds`, in the order of their kinds; after the verdict. */
void footholds_make(struct judging *judging);

#endif

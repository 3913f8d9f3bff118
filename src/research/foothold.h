/* What gives access to the account, or may: each thing that a remedy can be done to, and the findings that speak against it. */
#ifndef RESEARCH_FOOTHOLD_H
#define RESEARCH_FOOTHOLD_H

#include "research/report.h"

struct judging;

enum foothold_kind {
    FOOTHOLD_EVIDENCE, /* no access: what is in the mailbox may be deleted */
    FOOTHOLD_SIGN_IN,  /* the account itself, as are the next two, the protocols and the risk */
    FOOTHOLD_SESSIONS,
    FOOTHOLD_PASSWORD,
    FOOTHOLD_GRANT,
    FOOTHOLD_ASSIGNMENT,  /* an application that the user was assigned to */
    FOOTHOLD_APPLICATION, /* one that a finding speaks against, for the whole tenant */
    FOOTHOLD_CREDENTIALS, /* of an application of the tenant's own that a finding speaks against */
    FOOTHOLD_DEVICE,
    FOOTHOLD_PHONE,   /* a partnership of a phone with the mailbox */
    FOOTHOLD_MANAGED, /* a suspect device that Intune has, too */
    FOOTHOLD_METHOD,
    FOOTHOLD_CONTACT, /* the phone and the other addresses by which an account is got back */
    FOOTHOLD_RULE,
    FOOTHOLD_SWEEP_RULE,
    FOOTHOLD_FORWARDING,
    FOOTHOLD_AUTO_REPLY,
    FOOTHOLD_SENDERS, /* entries of the lists of trusted and blocked senders */
    FOOTHOLD_FULL_ACCESS,
    FOOTHOLD_SEND_AS,
    FOOTHOLD_SEND_FOR, /* on the user's behalf */
    FOOTHOLD_FOLDER,   /* somebody's right on one folder */
    FOOTHOLD_PROTOCOLS,
    FOOTHOLD_LINK, /* a file that was shared with people outside */
    FOOTHOLD_ROLE,
    FOOTHOLD_ROLE_GROUP, /* of Exchange */
    FOOTHOLD_FLOW_RULE,  /* a mail flow rule that a finding speaks against */
    FOOTHOLD_BYPASS,     /* nothing that the account does in mailboxes is recorded */
    FOOTHOLD_RISK,
    FOOTHOLD_KINDS
};

struct foothold {
    enum foothold_kind kind;
    const char *id;      /* what an action knows it by; "": it is of the account */
    const char *also;    /* and the second thing that it has to be told; "": one suffices */
    const char *name;    /* what people call it; "" */
    const char *detail;  /* "Windows Hello key of the device"; "" */
    const char *because; /* "P09 P07", or in words; "": nothing speaks against it */
    int64_t since;       /* ms; 0: not known */
    int rank;            /* of several of a kind: the lower go first */
    bool suspect;        /* something asks that it is taken away */
    bool off;            /* it gives no access any more: a disabled device or rule */
    bool known;          /* as far as is known it is the user's own: nobody takes it away unasked */
};

/* For the two files that collect them: */

struct footholds {
    struct judging *judging;
    struct foothold *at;
    size_t count;
};

/** Add one; its texts are copied, NULL is "". */
void foothold_push(struct footholds *all, struct foothold foothold);
/** The findings of one of `ids` that ask for it: those that rest on its record, or are about it by one of its names. "P09 P07"; "": none. */
const char *foothold_against(struct judging *judging, const char *ids, const struct record *record, const char *name,
                             const char *id);
/** Whether nothing but the user's own hand is seen in it: it was there before, and no finding speaks against it. */
bool foothold_known(const struct judging *judging, int64_t since, const char *because);
/** Those that are not of the account, its devices and its mailbox alone (foothold_beside.c). */
void footholds_beside(struct footholds *all);

/** Fill `report->footholds`, in the order of their kinds; after the verdict. */
void footholds_make(struct judging *judging);

#endif

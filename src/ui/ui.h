/* The terminal UI as one call. */
#ifndef UI_UI_H
#define UI_UI_H

#include "bundle/case.h"
#include "config/config.h"
#include "ui/app/workers.h"

struct playbook; /* playbook/playbook.h */

struct ui_options {
    const struct config *config;
    const struct config_tenant *tenant;
    const struct playbook *playbooks; /* that need no report: roster's, and those of the configuration */
    size_t playbook_count;
    const struct template *templates; /* for new users, of the configuration */
    size_t template_count;
    struct ui_workers *workers; /* with one started by the caller, who also stops those that are there at the end */
    const char *theme;          /* NULL: the configuration's */
    bool ascii;
    bool read_only;      /* by the command line, for every tenant and for good; the configuration's is its tenant's */
    const char *script;  /* drive itself by this file, off the screen; NULL: a person does */
    const char *prefill; /* a link that opens the form of a new user (docs/PREFILL.md); NULL: none */
    const char *const
        *greeting;    /* lines below the table until Esc, as hint_draw takes them, ended by NULL; NULL: none */
    const char *dump; /* where the last screen goes with a script; NULL: nowhere */
    struct case_opened
        *opened; /* a case that was written down is shown, and nothing else; its report moves. NULL: none */
};

/** Whether the screen can take what is configured for it: every command asks, whether it has a screen or not. */
bool ui_check(const struct config *config, struct err *e) MUST_USE;
/** The name and version of the library that draws. */
const char *ui_library(void);
/** Run until the user quits; returns the exit code of the process (2 with a line on stderr when there is no usable terminal). */
int ui_run(const struct ui_options *options);

#endif

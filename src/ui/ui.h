/* The terminal UI as one call. */
#ifndef UI_UI_H
#define UI_UI_H

#include "config/config.h"
#include "worker/worker.h"

struct ui_options {
    const struct config *config;
    const struct config_tenant *tenant;
    struct worker *worker; /* started by the caller, who also stops it */
    const char *theme;     /* NULL: the configuration's */
    bool ascii, read_only;
    const char *script; /* drive itself by this file, off the screen; NULL: a person does */
    const char *dump;   /* where the last screen goes with a script; NULL: nowhere */
};

/** Run until the user quits; returns the exit code of the process (2 with a line on stderr when there is no usable terminal). */
int ui_run(const struct ui_options *options);

#endif

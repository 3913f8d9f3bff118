/* A demo tenant for the time of a test program, with a folder of its own. */
#ifndef TERMINAL_DEMO_H
#define TERMINAL_DEMO_H

/** Start a tenant of `users`; `more` (may be NULL) is added to the configuration that reaches it. */
void demo_start(const char *users, const char *more);
void demo_stop(void);
const char *demo_folder(void);
const char *demo_config(void);

#endif

/* What a playbook is to the worker, for the commands that carry one out. */
#ifndef CLI_PLAY_H
#define CLI_PLAY_H

#include "playbook/playbook.h"
#include "worker/message.h"

/** The order to do the chosen tasks to `target`; it owns its copies. */
struct message play_message(const struct target *target, const struct playbook_tasks *tasks, const char *name);

#endif

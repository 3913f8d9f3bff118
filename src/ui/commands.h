/* What the screen can do beside the actions, as rows, and the views that the app opens by itself: handed to it by its hooks. */
#ifndef UI_COMMANDS_H
#define UI_COMMANDS_H

#include "ui/app/app.h"

extern const struct app_hooks commands_hooks;

#endif

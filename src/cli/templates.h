/* Templates of the configuration as values for somebody new. */
#ifndef CLI_TEMPLATES_H
#define CLI_TEMPLATES_H

#include "action/template.h"
#include "config/config.h"

/** All of them, in `arena`, and that those which tenants begin with are there. NULL with `e`. */
const struct template *templates_of(struct arena *arena, const struct config *config, size_t *count,
                                    struct err *e) MUST_USE;
/** The one called `name`, or NULL: the tenant's; "none": none. False with `e` when there is no such template; `*out` may be NULL. */
bool templates_choose(struct arena *arena, const struct config *config, const struct config_tenant *tenant,
                      const char *name, const struct template **out, struct err *e) MUST_USE;

#endif

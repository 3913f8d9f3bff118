/* Single values of the configuration, for the rows of config.c. Each function takes the place of a value and is false with an error
 * that names file, line and column where it is none. */
#ifndef CONFIG_CONFIG_VALUE_H
#define CONFIG_CONFIG_VALUE_H

#include "config/config.h"

struct yaml;

struct config_reading {
    struct config *config;
    const char *name; /* of the file, for errors */
    struct err *e;
};

size_t config_children(const struct yaml *node);
/** "config.yaml:7:5" */
const char *config_where(struct config_reading *r, const struct yaml *at);
/** A map of names to values or lists of them: each value under its name, with where it is written (`wheres` may be NULL); each array ends
 *  with NULL. */
bool config_read_values(struct config_reading *r, const struct yaml *map, const char *const **names,
                        const char *const **values, const char *const **wheres);
bool config_wrong(struct config_reading *r, const struct yaml *at, const char *what, const char *key);
bool config_read_list(struct config_reading *r, const struct yaml *node, const char *const **out);
bool config_read_accounts(struct config_reading *r, const struct yaml *node, const struct config_account **out);
bool config_read_playbooks(struct config_reading *r, const struct yaml *node);
bool config_read_templates(struct config_reading *r, const struct yaml *node);
/** Those that are a file each in the configuration's `template_folder`; there may be no such folder. */
bool config_read_template_files(struct config_reading *r);
bool config_check_columns(struct config_reading *r, const struct yaml *node);
bool config_read_url(struct config_reading *r, const struct yaml *node, const char **out);
bool config_read_path(struct config_reading *r, const struct yaml *node, bool theme, const char **out);
bool config_read_colour(struct config_reading *r, const struct yaml *node, const char **out);
bool config_read_bool(struct config_reading *r, const struct yaml *node, bool *out);
bool config_read_auth(struct config_reading *r, const struct yaml *node, enum config_auth *out);
bool config_read_store(struct config_reading *r, const struct yaml *node, const char **out);
bool config_read_cloud(struct config_reading *r, const struct yaml *node, enum cloud *out);
bool config_read_count(struct config_reading *r, const struct yaml *node, long *out);

#endif

/* The settings of a configuration as rows: what each is, where it is kept, what is said of it. Reading, the manual, the sample and
 * completion are made from them. */
#ifndef CONFIG_SETTING_H
#define CONFIG_SETTING_H

#include "config/config.h"

#define CONFIG_ABOUT                                                                                                                \
    "The configuration is YAML: maps, lists and plain values; no anchors, no tags. An unknown setting, a wrong type or a clash of " \
    "keys is reported with file, line and column, and nothing is started. Paths in it may begin with `~/`; one that is relative "   \
    "begins in the file's folder. A file that others can write to is not read. docs/CONFIGURATION.md has the whole."

enum setting_kind {
    SETTING_TEXT,
    SETTING_PATH,  /* from the file's own folder, or from the home directory */
    SETTING_THEME, /* a name, or a path */
    SETTING_COLOUR,
    SETTING_BOOL,
    SETTING_COUNT,
    SETTING_URL,
    SETTING_COLUMNS,
    SETTING_ACCOUNTS,
    SETTING_AUTH,
    SETTING_CLOUD,
    SETTING_STORE,
    SETTING_TENANTS,
    SETTING_VIEWS,
    SETTING_KEYS,
    SETTING_LISTS,
    SETTING_PLAYBOOKS,
    SETTING_TEMPLATES
};

struct setting {
    const char *key; /* NULL ends */
    enum setting_kind kind;
    size_t offset;       /* in struct config, or in struct config_tenant */
    size_t where;        /* of a text: where it is written, for what is found out later; 0: nobody asks */
    const char *help;    /* as docs/CONFIGURATION.md says it; what is literal stands in `backticks` */
    const char *example; /* as it would be written; NULL: what stands elsewhere */
};

extern const struct setting setting_top[], setting_tenant[];
/** What docs/CONFIGURATION.md says of `endpoints`, which has a row for each service. */
extern const char setting_endpoints[];

#endif

/* The data of the rules: agents, clients, applications, folders, words, names of the audit log. Compiled in from src/research/lists;
 * an administrator adds lines of his own by `lists:` in the configuration. Read once, sorted, and never changed: any thread may ask. */
#ifndef RESEARCH_LISTS_H
#define RESEARCH_LISTS_H

#include "base/buf.h"
#include "base/err.h"
#include <stdbool.h>
#include <stddef.h>

enum list_name {
    LIST_AGENTS,           /* class, match, text */
    LIST_APPS_DUAL_USE,    /* application, name, level */
    LIST_APPS_MALICIOUS,   /* application, name */
    LIST_APPS_PAY,         /* words */
    LIST_AS_HOSTING_HINTS, /* numbers */
    LIST_AUDIT_ACTIVITIES, /* activity, indicator, kind */
    LIST_CLIENTS_FAMILY,   /* application, name */
    LIST_CLIENTS_KNOWN,    /* application, name, role */
    LIST_CLIENTS_LEGACY,   /* clientAppUsed */
    LIST_CLIENTS_PUBLIC,   /* application, name, "A10 A11" */
    LIST_DEVICE_MARKS,     /* os-version or name-pattern, value */
    LIST_DOMAINS_SISTER,   /* domains that only look like those of partners; the administrator's own */
    LIST_FOLDERS_HIDING,   /* strong or weak, name */
    LIST_OWNER_TENANTS_MICROSOFT,
    LIST_PRODUCT_NAMES,
    LIST_RESOURCES,  /* resource, name, roles */
    LIST_RISK_TYPES, /* type, indicator, mark */
    LIST_ROLES_TOP,
    LIST_SCOPES,           /* a scope, or its beginning and a * */
    LIST_SERVICE_ACCOUNTS, /* sign-in names; the administrator's own */
    LIST_SIGNIN_CODES,     /* code, known or wrong or neither, condition */
    LIST_WORDS_CREDENTIALS,
    LIST_WORDS_HELPDESK,
    LIST_WORDS_MONEY,
    LIST_WORDS_PAY,
    LIST_WORDS_SECURITY,
    LIST_WORDS_VENDORS,
    LIST_WORDS_WARNING_MAIL,
    LISTS
};

enum { LIST_FIELDS = 3 };

/* One fact. `key` is what is looked for, in the form of utf8_same_form(); a row of a plain list has the one field. */
struct list_row {
    const char *key;
    const char *fields[LIST_FIELDS]; /* as they stand in the file; "" where there is none */
    unsigned line;                   /* its place in the list, which rows of the same key are sorted by */
    bool whole_word;                 /* `word:` */
    bool added;                      /* by the configuration */
};

/* A line of the configuration: which list, the line as it would stand in the file, where it stands ("config.yaml:7:19"). */
struct list_line {
    const char *list, *line, *where;
};

struct lists;

/** The embedded lists and `count` lines more (in the order they were given). NULL with `e`, which begins with the line's place: no
 *  such list, a wrong number of columns, a value that the column does not have. Owned by the caller. */
struct lists *lists_new(const struct list_line *lines, size_t count, struct err *e) MUST_USE;
void lists_free(struct lists *lists);
/** "agents.csv" */
const char *lists_file(enum list_name name);
/** SHA-256 in digits of the list with what was added: that of the file where nothing was. */
const char *lists_version(const struct lists *lists, enum list_name name);
/** SHA-256 over the versions of all. */
const char *lists_version_all(const struct lists *lists);
/** How many rows; `*added` (may be NULL) of them by the configuration. */
size_t lists_count(const struct lists *lists, enum list_name name, size_t *added);

/** The row at `index` in the order of the keys. */
const struct list_row *lists_row(const struct lists *lists, enum list_name name, size_t index);

/** The first row whose key is `text` (without regard to case; an en dash is a hyphen); NULL when there is none, or no `text`. */
const struct list_row *lists_find(const struct lists *lists, enum list_name name, const char *text);
/** The next row of the same key: an activity can belong to several indicators. */
const struct list_row *lists_next(const struct lists *lists, enum list_name name, const struct list_row *row);
bool lists_has(const struct lists *lists, enum list_name name, const char *text);
/** The row of `text` whose second field is `second`, such as an activity of one indicator; NULL when there is none. */
const struct list_row *lists_find_with(const struct lists *lists, enum list_name name, const char *text,
                                       const char *second);
/** Whether the row's field `index` names `word` as one of several words ("A10 A11"). NULL is fine. */
bool lists_marked(const struct list_row *row, size_t index, const char *word);
/** The word of the list that `text` contains, as it stands in the list without `word:`; NULL when it contains none. */
const char *lists_word_in(const struct lists *lists, enum list_name name, const char *text);
/** Append every word of the list that `text` contains, in the order of the list's keys, each once, separated by a blank. */
void lists_words_in(const struct lists *lists, enum list_name name, const char *text, struct buf *out);
/** Whether an agent is of a class of LIST_AGENTS ("script", "kit", "legacy", "file", "broker-usual"); class "own", which the
 *  configuration may add, takes an agent out of script, kit and file. A NULL or empty agent is of no class. */
bool lists_agent(const struct lists *lists, const char *class_name, const char *agent);
/** Whether a device has such a name, as name-pattern of LIST_DEVICE_MARKS says. */
bool lists_device_name(const struct lists *lists, const char *name);
/** The first scope of the blank-separated `scopes` that LIST_SCOPES has, its length in `*length`; NULL when it has none. */
const char *lists_scope_in(const struct lists *lists, const char *scopes, size_t *length);

#endif

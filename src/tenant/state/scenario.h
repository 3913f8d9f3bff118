/* Scenario files: people to whom something happened, with all that the services know of it (docs/TENANT.md). What can be written to goes
 * into the store and the mailboxes; what is only read is kept here. */
#ifndef TENANT_SCENARIO_H
#define TENANT_SCENARIO_H

#include "base/err.h"
#include "codec/json.h"
#include "tenant/state/store.h"
#include "tenant/state/tenant.h"

enum scenario_log {
    SCENARIO_SIGN_INS,
    SCENARIO_DIRECTORY_AUDITS,
    SCENARIO_RISK_DETECTIONS,
    SCENARIO_ALERTS,
    SCENARIO_AUDIT, /* AuditData of the unified audit log */
    SCENARIO_LOGS
};

struct scenario_row {
    int64_t when;              /* ms */
    const struct json *object; /* as the file has it, with times as of now */
};

struct scenario;
struct scenario_off;

struct scenario *scenario_new(void);
void scenario_free(struct scenario *scenario);
/** Read one: a file, "file.json:case" for one of several cases, or the name of one of ours ("S1", "small:k07"). Times are moved so that
 *  the file's `now` is `now` (ms), the file's tenant becomes `tenant_id`. False with file and line, or file and JSON pointer. */
bool scenario_read(struct scenario *scenario, const char *name, const char *tenant_id, int64_t now,
                   struct err *e) MUST_USE;
/** Whether any was read. */
bool scenario_any(const struct scenario *scenario);
/** What of Entra ID the tenants of the files have bought: the most of them. */
enum store_plan scenario_plan(const struct scenario *scenario);
/** The service plans that the files say are switched off ("NAME:off"), of whatever product; `scenario` may be NULL. */
const struct scenario_off *scenario_plans_off(const struct scenario *scenario, size_t *count);
/** The product that has the file's service plans: a row of seed_skus. */
int scenario_product(const struct json *root);
/** Put the people into the directory. Once, before anything is written to the store. */
void scenario_people(struct scenario *scenario, struct tenant_store *store);
/** Put into store and mailboxes what can be written to. */
void scenario_apply(const struct scenario *scenario, struct tenant *tenant);

/** A log's rows in no order; `scenario` may be NULL. Valid as long as the scenario. */
const struct scenario_row *scenario_rows(const struct scenario *scenario, enum scenario_log log, size_t *count);
/** Whether any record names an IP address: what is made up keeps away from it. */
bool scenario_knows_address(const struct scenario *scenario, const char *address);

/* A source by the name it is refused by, and a Graph route it is read at. */
struct scenario_source {
    const char *name, *pattern;
    const char *code; /* of the refusal; NULL: the usual one */
};
extern const struct scenario_source scenario_sources[]; /* ends with a row without a name */

/** Refuse a source from now on: a key of the format, a cmdlet, or one of the further names. False when there is none of that name. */
bool scenario_deny(struct scenario *scenario, const char *source, struct err *e) MUST_USE;
bool scenario_denies(const struct scenario *scenario, const char *source);

/* Between the files of the scenario: */

struct scenario_file { /* one as read: kept whole, the logs point into it */
    char *name;
    struct json *root;
};

struct scenario {
    struct scenario_file *files;
    size_t file_count, file_capacity;
    struct scenario_row *rows[SCENARIO_LOGS];
    size_t row_count[SCENARIO_LOGS], row_capacity[SCENARIO_LOGS];
    struct seed_added *added;
    size_t added_count, added_capacity;
    char **addresses; /* in ascending order once the people are there */
    size_t address_count, address_capacity;
    struct scenario_off {
        int sku; /* a row of seed_skus */
        char *plan;
    } * off; /* service plans that are switched off */
    size_t off_count, off_capacity;
    char **denied;
    size_t denied_count, denied_capacity;
};

/** The text of one of ours by name, in static memory; NULL: it is none. */
const char *scenario_embedded(const char *name, size_t *length);
/** Whether `root` has the form: known names only. */
bool scenario_check(const struct json *root, const char *file, struct err *e) MUST_USE;
/** A copy of `root` with every time moved by `by` ms, texts equal to `from` replaced by `to`, and $repeat and $series carried out. */
struct json *scenario_unfold(const struct json *root, int64_t by, const char *from, const char *to);
/** The name of a list's time ("createdDateTime") by its key in the format; NULL: its items have none. */
const char *scenario_time_of(const char *list);
/** Move every time in a text by `by` ms, whatever stands around it. */
void scenario_move(const char *text, int64_t by, struct buf *out);

#endif

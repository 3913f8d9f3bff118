/* Reading scenarios, and what of them is only read. */
#include "tenant/state/scenario.h"

#include "base/alloc.h"
#include "base/clock.h"
#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { FILE_MOST = 512 << 20 };

struct scenario *scenario_new(void)
{
    return xcalloc(1, sizeof(struct scenario));
}

void scenario_free(struct scenario *scenario)
{
    if (!scenario)
        return;
    for (size_t i = 0; i < scenario->file_count; i++) {
        xfree(scenario->files[i].name);
        json_free(scenario->files[i].root);
    }
    for (int log = 0; log < SCENARIO_LOGS; log++)
        xfree(scenario->rows[log]);
    for (size_t i = 0; i < scenario->address_count; i++)
        xfree(scenario->addresses[i]);
    for (size_t i = 0; i < scenario->denied_count; i++)
        xfree(scenario->denied[i]);
    for (size_t i = 0; i < scenario->off_count; i++)
        xfree(scenario->off[i].plan);
    xfree(scenario->files);
    xfree(scenario->added);
    xfree(scenario->addresses);
    xfree(scenario->denied);
    xfree(scenario->off);
    xfree(scenario);
}

bool scenario_any(const struct scenario *scenario)
{
    return scenario && scenario->file_count > 0;
}

/* --- the text --- */

static bool read_file(const char *path, struct buf *out, struct err *e)
{
    char block[65536];
    FILE *file = fopen(path, "rbe");
    if (!file)
        return err_set(e, ERR_FILE, "%s: %s", path, strerror(errno));
    for (size_t n; (n = fread(block, 1, sizeof block, file)) > 0;)
        if (!buf_add(out, block, n))
            break;
    bool good = !ferror(file) && !out->overflow;
    fclose(file);
    return good || err_set(e, ERR_FILE, "%s: cannot be read, or is too large", path);
}

/* Of a file, or of one of ours where there is no such file. */
static struct json *parse(const char *path, struct err *e)
{
    auto_buf struct buf read = buf_make(FILE_MOST);
    struct err why = {0};
    size_t length = 0;
    const char *ours = strchr(path, '/') ? NULL : scenario_embedded(path, &length);
    if (!read_file(path, &read, &why) && !ours) {
        *e = why;
        return NULL;
    }
    bool own = read.length == 0 && ours;
    struct json *root = json_parse(own ? ours : buf_text(&read), own ? length : read.length, &why);
    if (!root)
        err_set(e, ERR_PARSE, "%s: %s", path, why.message);
    return root;
}

/* --- one case of several: the base, what is set and what is added at paths with "/" --- */

/* The container of a path's last name, made where it is missing; ours to change. */
static struct json *container_of(struct json *root, const char *path, const char **last)
{
    char name[128];
    struct json *at = root;
    const char *slash;
    while ((slash = strchr(path, '/'))) {
        snprintf(name, sizeof name, "%.*s", (int)(slash - path), path);
        if (json_kind(json_get(at, name)) != JSON_OBJECT)
            json_set(at, name, json_new_object());
        at = (struct json *)json_get(at, name);
        path = slash + 1;
    }
    *last = path;
    return at;
}

static void apply_case(struct json *root, const struct json *one)
{
    const char *last;
    for (const struct json *member = json_first(json_get(one, "set")); member; member = json_next(member)) {
        struct json *at = container_of(root, json_key(member), &last);
        json_set(at, last, json_copy(member));
    }
    for (const struct json *member = json_first(json_get(one, "add")); member; member = json_next(member)) {
        struct json *at = container_of(root, json_key(member), &last);
        if (json_kind(json_get(at, last)) != JSON_ARRAY)
            json_set(at, last, json_new_array());
        for (const struct json *item = json_first(member); item; item = json_next(item))
            json_push((struct json *)json_get(at, last), json_copy(item));
    }
    if (json_get(one, "deny"))
        json_set(root, "deny", json_copy(json_get(one, "deny")));
}

static bool cases_fit(const struct json *root, const char *path, struct err *e)
{
    static const char *const known[] = {"case", "title", "expect", "set", "add", "deny", NULL};
    size_t place = 0;
    for (const struct json *member = json_first(root); member; member = json_next(member))
        if (strcmp(json_key(member), "rules") != 0 && strcmp(json_key(member), "base") != 0 &&
            strcmp(json_key(member), "cases") != 0)
            return err_set(e, ERR_PARSE, "%s: /%s: unknown name", path, json_key(member));
    for (const struct json *one = json_first(json_get(root, "cases")); one; one = json_next(one), place++)
        for (const struct json *member = json_first(one); member; member = json_next(member)) {
            size_t i = 0;
            while (known[i] && strcmp(known[i], json_key(member)) != 0)
                i++;
            if (!known[i])
                return err_set(e, ERR_PARSE, "%s: /cases/%zu/%s: unknown name", path, place, json_key(member));
        }
    return true;
}

/* The one scenario a name stands for: of a file of cases the case after the colon. Takes `whole`. */
static struct json *choose(struct json *whole, const char *path, const char *which, struct err *e)
{
    auto_json struct json *root = whole;
    if (!json_get(root, "cases")) {
        if (which)
            err_set(e, ERR_USAGE, "%s: is one scenario, there is no case \"%s\"", path, which);
        return which ? NULL : json_copy(root);
    }
    if (!cases_fit(root, path, e))
        return NULL;
    for (const struct json *one = json_first(json_get(root, "cases")); which && one; one = json_next(one))
        if (!strcasecmp(json_text_or(json_get(one, "case"), ""), which)) {
            struct json *chosen = json_copy(json_get(root, "base"));
            apply_case(chosen, one);
            return chosen;
        }
    if (which)
        err_set(e, ERR_USAGE, "%s: there is no case \"%s\"", path, which);
    else
        err_set(e, ERR_USAGE, "%s: holds several cases: %s:CASE is wanted", path, path);
    return NULL;
}

/* --- logs --- */

static int64_t time_of(const struct json *record, const char *name)
{
    char text[64];
    int64_t ms = 0;
    snprintf(text, sizeof text, "%.40s", json_text_or(json_get(record, name), ""));
    if (!strpbrk(text, "Zz+")) /* UTC, without saying so */
        snprintf(text + strlen(text), 2, "Z");
    return clock_parse(text, strlen(text), &ms) ? ms : 0;
}

static void keep_log(struct scenario *scenario, enum scenario_log log, const struct json *list, const char *name)
{
    for (const struct json *one = json_first(list); one; one = json_next(one)) {
        size_t n = scenario->row_count[log];
        scenario->rows[log] = grow_array(scenario->rows[log], &scenario->row_capacity[log], n + 1,
                                         sizeof *scenario->rows[log]);
        scenario->rows[log][n] = (struct scenario_row){.when = time_of(one, scenario_time_of(name)), .object = one};
        scenario->row_count[log]++;
    }
}

/* An address without port, brackets and the prefix of version 4 in version 6. */
static void keep_address(struct scenario *scenario, const char *text)
{
    const char *at = text;
    if (*at == '[')
        at++;
    if (!strncasecmp(at, "::ffff:", 7))
        at += 7;
    bool plain = strchr(at, '.') != NULL;
    size_t length = strcspn(at, plain ? ":]" : "]");
    if (length < 3 || length > 45)
        return;
    scenario->addresses = grow_array(scenario->addresses, &scenario->address_capacity, scenario->address_count + 1,
                                     sizeof *scenario->addresses);
    scenario->addresses[scenario->address_count++] = xstrndup(at, length);
}

static void keep_addresses(struct scenario *scenario, const struct json *value)
{
    static const char *const names[] = {"ipAddress", "ClientIP", "ClientIPAddress", "ActorIpAddress", "FromIP"};
    for (const struct json *one = json_first(value); one; one = json_next(one)) {
        for (size_t i = 0; json_kind(value) == JSON_OBJECT && i < sizeof names / sizeof *names; i++)
            if (!strcmp(json_key(one), names[i]) && json_text(one))
                keep_address(scenario, json_text(one));
        keep_addresses(scenario, one);
    }
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

bool scenario_knows_address(const struct scenario *scenario, const char *address)
{
    return scenario && scenario->address_count &&
           bsearch(&address, scenario->addresses, scenario->address_count, sizeof *scenario->addresses, by_text);
}

const struct scenario_row *scenario_rows(const struct scenario *scenario, enum scenario_log log, size_t *count)
{
    *count = scenario ? scenario->row_count[log] : 0;
    return scenario ? scenario->rows[log] : NULL;
}

/* The audit log has no order that one could rely on. */
static int by_id(const void *a, const void *b)
{
    const struct scenario_row *x = a, *y = b;
    return strcmp(json_text_or(json_get(x->object, "Id"), ""), json_text_or(json_get(y->object, "Id"), ""));
}

/* --- the lists are what the services give about the subject: it is found by whom it is about --- */

static bool names_user(const struct json *audit)
{
    for (const struct json *one = json_first(json_get(audit, "targetResources")); one; one = json_next(one))
        if (!strcmp(json_text_or(json_get(one, "type"), ""), "User"))
            return true;
    return json_kind(json_path(audit, "initiatedBy.user")) == JSON_OBJECT;
}

/* A record that names nobody is about the subject. */
static void name_subject(struct json *root)
{
    const struct json *subject = json_get(root, "subject"), *graph = json_get(root, "graph");
    const char *id = json_text(json_get(subject, "id")), *upn = json_text(json_get(subject, "userPrincipalName"));
    for (const struct json *one = json_first(json_get(graph, "riskDetections")); one; one = json_next(one))
        if (!json_get(one, "userId")) {
            json_set_text((struct json *)one, "userId", id); /* ours to change */
            json_set_text((struct json *)one, "userPrincipalName", upn);
        }
    for (const struct json *one = json_first(json_get(graph, "directoryAudits")); one; one = json_next(one)) {
        if (names_user(one))
            continue;
        struct json *targets = json_get(one, "targetResources") ? json_copy(json_get(one, "targetResources"))
                                                                : json_new_array(),
                    *user = json_new_object();
        json_set_text(user, "id", id);
        json_set_text(user, "type", "User");
        json_set_text(user, "displayName", NULL);
        json_set_text(user, "userPrincipalName", upn);
        json_set(user, "modifiedProperties", json_new_array());
        json_push(targets, user);
        json_set((struct json *)one, "targetResources", targets);
    }
}

/* --- a tenant has an application once, whichever file names it --- */

static const struct json *principals_of(const struct json *root)
{
    return json_path(root, "graph.servicePrincipals");
}

static struct json *principal_of(const struct scenario *scenario, const char *app_id)
{
    for (size_t i = 0; i < scenario->file_count; i++)
        for (const struct json *one = json_first(principals_of(scenario->files[i].root)); one; one = json_next(one))
            if (!strcasecmp(json_text_or(json_get(one, "appId"), ""), app_id))
                return (struct json *)one; /* ours to change */
    return NULL;
}

/* The application has been there since the first of both. */
static void keep_older(struct json *kept, const struct json *other)
{
    const char *since = json_text_or(json_get(other, "createdDateTime"), "");
    if (*since && time_of(other, "createdDateTime") < time_of(kept, "createdDateTime"))
        json_set_text(kept, "createdDateTime", since);
}

/* Its object has the id that an earlier file gave it, wherever this one names it. Takes `root`. */
static struct json *share_principals(const struct scenario *scenario, struct json *root)
{
    struct json *own = json_new_array();
    for (const struct json *one = json_first(principals_of(root)); one; one = json_next(one)) {
        struct json *kept = principal_of(scenario, json_text_or(json_get(one, "appId"), ""));
        if (kept)
            keep_older(kept, one);
        else
            json_push(own, json_copy(one));
    }
    auto_json struct json *all = json_copy(principals_of(root));
    if (!all) {
        json_free(own);
        return root;
    }
    json_set((struct json *)json_get(root, "graph"), "servicePrincipals", own);
    for (const struct json *one = json_first(all); one; one = json_next(one)) {
        const struct json *kept = principal_of(scenario, json_text_or(json_get(one, "appId"), ""));
        if (!kept)
            continue;
        struct json *shared = scenario_unfold(root, 0, json_text(json_get(one, "id")), json_text(json_get(kept, "id")));
        json_free(root);
        root = shared;
    }
    return root;
}

static void keep_logs(struct scenario *scenario, const struct json *root)
{
    static const char *const names[SCENARIO_LOGS] = {[SCENARIO_SIGN_INS] = "signIns",
                                                     [SCENARIO_DIRECTORY_AUDITS] = "directoryAudits",
                                                     [SCENARIO_RISK_DETECTIONS] = "riskDetections",
                                                     [SCENARIO_ALERTS] = "alerts_v2",
                                                     [SCENARIO_AUDIT] = "unifiedAuditLog"};
    for (int log = 0; log < SCENARIO_LOGS; log++)
        keep_log(scenario, (enum scenario_log)log,
                 json_get(log == SCENARIO_AUDIT ? root : json_get(root, "graph"), names[log]), names[log]);
    if (scenario->row_count[SCENARIO_AUDIT])
        qsort(scenario->rows[SCENARIO_AUDIT], scenario->row_count[SCENARIO_AUDIT], sizeof **scenario->rows, by_id);
    keep_addresses(scenario, root);
    if (scenario->address_count)
        qsort(scenario->addresses, scenario->address_count, sizeof *scenario->addresses, by_text);
}

/* --- reading --- */

static bool deny_of(struct scenario *scenario, const struct json *root, const char *file, struct err *e)
{
    for (const struct json *one = json_first(json_get(root, "deny")); one; one = json_next(one))
        if (!scenario_deny(scenario, json_text_or(one, ""), e))
            return err_set(e, ERR_PARSE, "%s: /deny: there is no source \"%s\"", file, json_text_or(one, ""));
    return true;
}

static void keep_plans_off(struct scenario *scenario, const struct json *root)
{
    for (const struct json *one = json_first(json_path(root, "tenant.servicePlans")); one; one = json_next(one)) {
        const char *name = json_text_or(one, ""), *end = strrchr(name, ':');
        if (!end || strcmp(end, ":off") != 0)
            continue;
        scenario->off = grow_array(scenario->off, &scenario->off_capacity, scenario->off_count + 1,
                                   sizeof *scenario->off);
        scenario->off[scenario->off_count++] = (struct scenario_off){scenario_product(root),
                                                                     xstrndup(name, (size_t)(end - name))};
    }
}

static bool is_new(const struct scenario *scenario, const struct json *root, const char *name, struct err *e)
{
    const char *id = json_text_or(json_path(root, "subject.id"), "");
    for (size_t i = 0; i < scenario->file_count; i++)
        if (!strcasecmp(json_text_or(json_path(scenario->files[i].root, "subject.id"), ""), id))
            return err_set(e, ERR_USAGE, "%s: /subject/id: is the subject of %s already", name,
                           scenario->files[i].name);
    return true;
}

bool scenario_read(struct scenario *scenario, const char *name, const char *tenant_id, int64_t now, struct err *e)
{
    const char *colon = strrchr(name, ':');
    char *path = colon ? xstrndup(name, (size_t)(colon - name)) : xstrdup(name);
    struct json *whole = parse(path, e), *chosen = whole ? choose(whole, path, colon ? colon + 1 : NULL, e) : NULL;
    xfree(path);
    auto_json struct json *root = chosen;
    if (!root || !scenario_check(root, name, e) || !is_new(scenario, root, name, e) ||
        !deny_of(scenario, root, name, e))
        return false;
    const char *then = json_text(json_get(root, "now"));
    int64_t was = 0;
    bool timed = clock_parse(then, strlen(then), &was);
    assert(timed);
    (void)timed;
    struct json *as_of_now = scenario_unfold(root, (now - was) / 1000 * 1000, json_text(json_path(root, "tenant.id")),
                                             tenant_id);
    as_of_now = share_principals(scenario, as_of_now);
    scenario->files = grow_array(scenario->files, &scenario->file_capacity, scenario->file_count + 1,
                                 sizeof *scenario->files);
    name_subject(as_of_now);
    scenario->files[scenario->file_count++] = (struct scenario_file){.name = xstrdup(name), .root = as_of_now};
    keep_logs(scenario, as_of_now);
    keep_plans_off(scenario, as_of_now);
    return true;
}

const struct scenario_off *scenario_plans_off(const struct scenario *scenario, size_t *count)
{
    *count = scenario ? scenario->off_count : 0;
    return scenario ? scenario->off : NULL;
}

enum store_plan scenario_plan(const struct scenario *scenario)
{
    enum store_plan plan = PLAN_FREE;
    for (size_t i = 0; i < scenario->file_count; i++)
        for (const struct json *one = json_first(json_path(scenario->files[i].root, "tenant.servicePlans")); one;
             one = json_next(one)) {
            const char *name = json_text_or(one, "");
            if (!strcmp(name, "AAD_PREMIUM_P2"))
                plan = PLAN_P2;
            else if (!strcmp(name, "AAD_PREMIUM") && plan < PLAN_P1)
                plan = PLAN_P1;
        }
    return plan;
}

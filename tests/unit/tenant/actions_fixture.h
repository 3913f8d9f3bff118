/* What the tests of the action routes share: asking in either version, users of the seed's situations, lists. */
#ifndef ACTIONS_FIXTURE_H
#define ACTIONS_FIXTURE_H

#include "directory_fixture.h"

#define USER(nickname)      "/users/" nickname "@contoso.com"
#define GROUP(n)            "6b0f5e00-52c4-4d1e-9a10-0000000000" n
#define POST(d, path, json) ask((d), (path), (struct ask){.method = "POST", .body = (json)})
#define PUT(d, path, json)  ask((d), (path), (struct ask){.method = "PUT", .body = (json)})
#define DELETE(d, path)     ask((d), (path), (struct ask){.method = "DELETE"})
#define BETA_ORIGIN         "/graph/beta"

static inline int actions_start(void **state)
{
    clock_set(NOON);
    *state = directory_start(400, 1);
    return 0;
}

static inline int actions_stop(void **state)
{
    directory_stop(*state);
    clock_set(-1);
    return 0;
}

/* `path` behind /graph/beta; it must need no escapes. */
static inline struct answer ask_beta(struct directory *d, const char *path, struct ask how)
{
    auto_str char *uri = xasprintf(BETA_ORIGIN "%s", path);
    return ask_as(d, uri, how);
}

/* The object id of a user, to be freed. */
static inline char *id_of(struct directory *d, const char *nickname)
{
    auto_str char *upn = xasprintf("%s@contoso.com", nickname);
    uint32_t number = store_find(d->store, upn);
    if (number == SEED_NOBODY)
        fail_msg("%s is not in the seed", upn);
    struct guid guid = seed_id(store_people(d->store), number);
    char id[GUID_TEXT];
    return xstrdup(guid_format(&guid, id));
}

/* {"@odata.id": …} of a directory object, to be freed. */
static inline char *reference_to(const char *id)
{
    return xasprintf("{\"@odata.id\":\"" BASE "/graph/v1.0/directoryObjects/%s\"}", id);
}

static inline const struct json *value_of(const struct answer *a)
{
    return json_get(a->json, "value");
}

/* The object of a list whose `name` is `text`; NULL: none. */
static inline const struct json *find_in(const struct json *list, const char *name, const char *text)
{
    for (const struct json *one = json_first(list); one; one = json_next(one))
        if (!strcmp(text_of(one, name), text))
            return one;
    return NULL;
}

/* Whether `path` (a list) holds an object with this value. */
static inline bool list_has(struct directory *d, const char *path, const char *name, const char *text)
{
    auto_answer struct answer a = GET(d, path);
    if (a.status != 200)
        fail_msg("%s: %d %s", path, a.status, a.text);
    return find_in(value_of(&a), name, text) != NULL;
}

static inline void assert_status(const struct answer *a, int status)
{
    if (a->status != status)
        fail_msg("%d instead of %d: %s", a->status, status, a->text);
}

/* Each case of a table: a request that is refused. */
struct refusal {
    const char *method, *path, *body;
    int status;
    const char *code, *part;
};

static inline void assert_refusals(struct directory *d, const struct refusal *cases, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        auto_answer struct answer a = ask(d, cases[i].path,
                                          (struct ask){.method = cases[i].method, .body = cases[i].body});
        if (a.status != cases[i].status)
            fail_msg("%s %s %s: %d %s", cases[i].method, cases[i].path, cases[i].body ? cases[i].body : "", a.status,
                     a.text);
        assert_refused(a, cases[i].status, cases[i].code, cases[i].part);
    }
}

/* Each case of a table: who may and who may not. */
struct permission {
    const char *method, *path, *body, *grant;
    const char *user; /* NULL: an application */
    int status;
};

static inline void assert_permissions(struct directory *d, const struct permission *cases, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct ask how = {
            .method = cases[i].method, .body = cases[i].body, .grants = {cases[i].grant}, .user = cases[i].user};
        auto_answer struct answer a = ask(d, cases[i].path, how);
        if (a.status != cases[i].status)
            fail_msg("%s %s with %s: %d %s", cases[i].method, cases[i].path, cases[i].grant, a.status, a.text);
    }
}

#define COUNT(array)      (sizeof(array) / sizeof *(array))
#define ACTION_TEST(name) cmocka_unit_test_setup_teardown(name, actions_start, actions_stop)

#endif

/* The terms, read from the baseline: days on which an address, a network, a country was used with success, and whether a known
 * device was among it. */
#include "research/terms.h"
#include "base/alloc.h"
#include "base/arena.h"
#include "research/lists.h"
#include "research/thresholds.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define COUNT_OF(array) (sizeof array / sizeof array[0])

/* Something that was used in the baseline: sorted, to be looked up. */
struct used {
    struct address_key key; /* an address, or the number of a network (family 1) */
    const char *country;
    int days;
    int64_t last_day;
    bool by_device;
};

struct used_list {
    struct used *at;
    size_t count;
};

struct there { /* a known device at an address */
    struct address_key key;
    int64_t time;
    const char *country;
};

/* What is known of an agent: the same text is asked about a hundred thousand times, and is the same pointer. */
struct agent_note {
    const char *agent;
    enum agent_family family;
    bool legacy;
};

enum { NOTES = 256 };

struct terms {
    const struct evidence *evidence;
    struct agent_note notes[NOTES];
    bool baseline, weak;
    size_t successes;
    struct used_list addresses, networks, countries;
    struct there *devices; /* by address, then time: all of the subject's successes from known devices */
    size_t device_count;
    struct there *places; /* by address: one country each */
    size_t place_count;
    const char *usage_location;
};

static enum agent_family agent_family(const struct lists *lists, const char *agent)
{
    static const struct {
        enum agent_family family;
        const char *mark;
    } marks[] = {{AGENT_EDGE, "edg"},        {AGENT_OPERA, "opera"},   {AGENT_OPERA, "opr/"},
                 {AGENT_FIREFOX, "firefox"}, {AGENT_CHROME, "chrome"}, {AGENT_SAFARI, "safari"}};
    if (!agent || !*agent)
        return AGENT_NONE;
    if (lists_agent(lists, "script", agent) || lists_agent(lists, "kit", agent))
        return AGENT_SCRIPT;
    for (size_t i = 0; i < COUNT_OF(marks); i++)
        if (strcasestr(agent, marks[i].mark))
            return marks[i].family;
    return AGENT_APP;
}

bool agent_differs(enum agent_family a, enum agent_family b)
{
    bool browsers = a >= AGENT_EDGE && a <= AGENT_SAFARI && b >= AGENT_EDGE && b <= AGENT_SAFARI;
    return a != b && a != AGENT_NONE && b != AGENT_NONE && (browsers || a == AGENT_SCRIPT || b == AGENT_SCRIPT);
}

static enum os_family os_family(const char *system)
{
    static const struct {
        enum os_family family;
        const char *start;
    } starts[] = {{OS_WINDOWS, "windows"}, {OS_MAC, "mac"},         {OS_IOS, "ios"},    {OS_IOS, "iphone"},
                  {OS_IOS, "ipad"},        {OS_ANDROID, "android"}, {OS_LINUX, "linux"}};
    for (size_t i = 0; system && i < COUNT_OF(starts); i++)
        if (!strncasecmp(system, starts[i].start, strlen(starts[i].start)))
            return starts[i].family;
    return OS_NONE;
}

/* --- looking things up --- */

static int compare_used(const void *a, const void *b)
{
    const struct used *x = a, *y = b;
    int order = address_compare(x->key, y->key);
    return order ? order : strcasecmp(x->country, y->country);
}

static const struct used *find(const struct used_list *list, struct address_key key, const char *country)
{
    struct used wanted = {.key = key, .country = country};
    return list->count ? bsearch(&wanted, list->at, list->count, sizeof *list->at, compare_used) : NULL;
}

static struct address_key network_key(int64_t network)
{
    return (struct address_key){.bits = (uint64_t)network, .family = network > 0};
}

bool terms_baseline(const struct terms *terms)
{
    return terms->baseline;
}

bool terms_weak(const struct terms *terms)
{
    return terms->weak;
}

size_t terms_successes(const struct terms *terms)
{
    return terms->successes;
}

static bool enough(const struct terms *terms, const struct used *used, int days)
{
    return terms->baseline && used && used->days >= days && (used->by_device || terms->weak);
}

bool terms_familiar(const struct terms *terms, struct address_key key)
{
    return key.family && enough(terms, find(&terms->addresses, key, ""), LIMIT_ADDRESS_DAYS);
}

bool terms_unfamiliar(const struct terms *terms, struct address_key key)
{
    return key.family && !terms_familiar(terms, key);
}

static bool terms_familiar_network(const struct terms *terms, int64_t network)
{
    return network > 0 && enough(terms, find(&terms->networks, network_key(network), ""), LIMIT_NETWORK_DAYS);
}

bool terms_familiar_country(const struct terms *terms, const char *country)
{
    const struct used *used = *country ? find(&terms->countries, (struct address_key){0}, country) : NULL;
    return *country && (!strcasecmp(country, terms->usage_location) ||
                        (terms->baseline && used && used->days >= LIMIT_NETWORK_DAYS));
}

static const struct device *device_of(const struct evidence *evidence, const char *id)
{
    for (size_t i = 0; *id && i < evidence->devices_count; i++)
        if (!strcasecmp(evidence->devices[i].device_id, id))
            return &evidence->devices[i];
    return NULL;
}

bool terms_known_device(const struct terms *terms, const char *device, int64_t time)
{
    const struct device *row = device ? device_of(terms->evidence, device) : NULL;
    return row && !row->marked && row->fact.time && row->fact.time <= time - DAYS(LIMIT_DEVICE_DAYS);
}

static int compare_there(const void *a, const void *b)
{
    const struct there *x = a, *y = b;
    int order = address_compare(x->key, y->key);
    return order ? order : x->time < y->time ? -1 : x->time > y->time;
}

/* The first of the list that is at this address at `time` or later; the end of the list when there is none. */
static size_t seek(const struct there *list, size_t count, struct address_key key, int64_t time)
{
    struct there wanted = {.key = key, .time = time};
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare_there(&list[middle], &wanted) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool terms_device_there(const struct terms *terms, struct address_key key, int64_t time, int64_t before)
{
    size_t at = seek(terms->devices, terms->device_count, key, time - before);
    return at < terms->device_count && address_equal(terms->devices[at].key, key) && terms->devices[at].time <= time;
}

bool terms_device_ever(const struct terms *terms, struct address_key key)
{
    return terms_device_there(terms, key, INT64_MAX / 2, INT64_MAX / 2);
}

const char *terms_country_of(const struct terms *terms, struct address_key key)
{
    size_t at = seek(terms->places, terms->place_count, key, 0);
    return at < terms->place_count && address_equal(terms->places[at].key, key) ? terms->places[at].country : "";
}

/* --- reading the baseline --- */

static int64_t day_of(int64_t time)
{
    return time / DAYS(1);
}

/* The rows of a list that has one for each use become one for each thing, with its days. They come in the order of time. */
static void fold(struct used_list *list)
{
    size_t kept = 0;
    qsort(list->at, list->count, sizeof *list->at, compare_used);
    for (size_t i = 0; i < list->count; i++) {
        struct used *last = kept ? &list->at[kept - 1] : NULL;
        if (!last || compare_used(last, &list->at[i]) != 0) {
            list->at[kept++] = list->at[i];
            continue;
        }
        last->days += list->at[i].last_day != last->last_day;
        last->last_day = list->at[i].last_day;
        last->by_device |= list->at[i].by_device;
    }
    list->count = kept;
}

static void use(struct used_list *list, struct address_key key, const char *country, const struct sign_in *row)
{
    list->at[list->count++] = (struct used){.key = key,
                                            .country = country,
                                            .days = 1,
                                            .last_day = day_of(row->fact.time),
                                            .by_device = row->marks & MARK_KNOWN_DEVICE};
}

static void read_baseline(struct terms *terms, const struct evidence *evidence)
{
    int days = 0;
    int64_t last_day = -1;
    bool by_device = false;
    for (size_t i = 0; i < evidence->sign_ins_count; i++) {
        const struct sign_in *row = &evidence->sign_ins[i];
        if (!(row->marks & MARK_IN_BASELINE) || !(row->marks & MARK_SUCCESS))
            continue;
        terms->successes++;
        days += day_of(row->fact.time) != last_day;
        last_day = day_of(row->fact.time);
        by_device |= (row->marks & MARK_KNOWN_DEVICE) != 0;
        if (row->place.key.family)
            use(&terms->addresses, row->place.key, "", row);
        if (row->network > 0)
            use(&terms->networks, network_key(row->network), "", row);
        if (*row->country)
            use(&terms->countries, (struct address_key){0}, row->country, row);
    }
    terms->baseline = terms->successes >= LIMIT_BASELINE_SIGN_INS && days >= LIMIT_BASELINE_DAYS;
    terms->weak = terms->baseline && !by_device;
    fold(&terms->addresses);
    fold(&terms->networks);
    fold(&terms->countries);
}

/* --- marking the sign-ins --- */

/* The password was right only where one was given: refused refreshes carry the same codes without any. */
static bool password_given(const struct sign_in *row)
{
    bool refresh = !strcmp(row->token_type, "refreshToken") || !strcmp(row->token_type, "primaryRefreshToken");
    return !refresh && (row->interactive || !strcmp(row->protocol, "ropc") || row->password_given);
}

static unsigned code_marks(const struct sign_in *row, const struct lists *lists)
{
    char code[16];
    snprintf(code, sizeof code, "%d", row->error);
    const struct list_row *found = lists_find(lists, LIST_SIGNIN_CODES, code);
    const char *class = found ? found->fields[1] : "";
    bool invented = row->error == 700016 && !strcmp(row->protocol, "ropc") && !*row->app;
    if (!strcmp(class, "wrong"))
        return MARK_PASSWORD_WRONG;
    if (row->error == 700016)
        return invented ? MARK_PASSWORD_KNOWN : 0;
    return !strcmp(class, "known") && password_given(row) ? MARK_PASSWORD_KNOWN : 0;
}

static const struct application *application_by_app_id(const struct evidence *evidence, const char *app_id)
{
    for (size_t i = 0; *app_id && i < evidence->applications_count; i++)
        if (!strcasecmp(evidence->applications[i].app_id, app_id))
            return &evidence->applications[i];
    return NULL;
}

/* Servers of a third party's application that is neither new nor unverified: they move between regions. */
static bool is_server(const struct evidence *evidence, const struct lists *lists, const struct sign_in *row)
{
    const struct application *application = application_by_app_id(evidence, row->app_id);
    const char *owner = application ? application->owner : row->owner;
    bool third = *owner && strcasecmp(owner, evidence->of.tenant_id) != 0 &&
                 !lists_has(lists, LIST_OWNER_TENANTS_MICROSOFT, owner);
    return !row->interactive && third && application && application->verified &&
           application->fact.time < evidence->from;
}

static const struct agent_note *note_agent(struct terms *terms, const struct lists *lists, const char *agent)
{
    struct agent_note *note = &terms->notes[((uintptr_t)agent >> 3) % NOTES];
    if (note->agent != agent)
        *note = (struct agent_note){agent, agent_family(lists, agent), lists_agent(lists, "legacy", agent)};
    return note;
}

static unsigned plain_marks(struct terms *terms, const struct lists *lists, const struct sign_in *row)
{
    const struct evidence *evidence = terms->evidence;
    unsigned marks = row->error == 0 ? MARK_SUCCESS : code_marks(row, lists);
    if (row->fact.time >= evidence->from && row->fact.time <= evidence->until)
        marks |= MARK_IN_WINDOW;
    else if (row->fact.time >= evidence->base && row->fact.time < evidence->from)
        marks |= MARK_IN_BASELINE;
    if (terms_known_device(terms, row->place.device, row->fact.time))
        marks |= MARK_KNOWN_DEVICE;
    if (row->family == AGENT_SCRIPT)
        marks |= MARK_SCRIPT;
    if (lists_has(lists, LIST_CLIENTS_LEGACY, row->client) || !strcmp(row->protocol, "ropc") ||
        note_agent(terms, lists, row->place.agent)->legacy)
        marks |= MARK_LEGACY;
    if (is_server(evidence, lists, row))
        marks |= MARK_SERVER;
    return marks;
}

static unsigned place_marks(const struct terms *terms, const struct sign_in *row)
{
    unsigned marks = 0;
    if (terms_familiar(terms, row->place.key))
        marks |= MARK_FAMILIAR_ADDRESS;
    if (terms_familiar_network(terms, row->network))
        marks |= MARK_FAMILIAR_NETWORK;
    if (terms_familiar_country(terms, row->country))
        marks |= MARK_FAMILIAR_COUNTRY;
    if (terms_unfamiliar(terms, row->place.key) && !(row->marks & MARK_KNOWN_DEVICE))
        marks |= MARK_STRAY;
    return marks;
}

/* Whether a device looks as phishing kits register them (P09). */
static bool device_is_marked(const struct lists *lists, const char *name, const char *version)
{
    const struct list_row *row = *version ? lists_find(lists, LIST_DEVICE_MARKS, version) : NULL;
    return lists_device_name(lists, name) ||
           (row && !strcmp(row->fields[0], "os-version") && !strncasecmp(name, "DESKTOP-", strlen("DESKTOP-")));
}

static void mark_devices(struct evidence *evidence, const struct lists *lists)
{
    for (size_t i = 0; i < evidence->devices_count; i++) {
        struct device *device = &evidence->devices[i];
        device->marked = device_is_marked(lists, device->name, device->version);
    }
}

static void note_places(struct terms *terms, const struct evidence *evidence, struct arena *arena)
{
    size_t room = evidence->sign_ins_count + 1;
    terms->devices = arena_alloc(arena, room * sizeof *terms->devices);
    terms->places = arena_alloc(arena, room * sizeof *terms->places);
    for (size_t i = 0; i < evidence->sign_ins_count; i++) {
        const struct sign_in *row = &evidence->sign_ins[i];
        struct there there = {row->place.key, row->fact.time, row->country};
        if (row->marks & MARK_KNOWN_DEVICE && row->marks & MARK_SUCCESS && there.key.family)
            terms->devices[terms->device_count++] = there;
        if (*row->country && there.key.family)
            terms->places[terms->place_count++] = there;
    }
    qsort(terms->devices, terms->device_count, sizeof *terms->devices, compare_there);
    qsort(terms->places, terms->place_count, sizeof *terms->places, compare_there);
}

const struct terms *terms_of(struct evidence *evidence, const struct lists *lists, struct arena *arena)
{
    struct terms *terms = arena_alloc(arena, sizeof *terms);
    struct used_list *all[] = {&terms->addresses, &terms->networks, &terms->countries};
    terms->evidence = evidence;
    terms->usage_location = item_text(evidence_item(evidence, RESEARCH_USER), "usageLocation");
    mark_devices(evidence, lists);
    for (size_t i = 0; i < COUNT_OF(all); i++)
        all[i]->at = arena_alloc(arena, (evidence->sign_ins_count + 1) * sizeof *all[i]->at);
    struct sign_in *rows[] = {evidence->sign_ins, evidence->others};
    size_t counts[] = {evidence->sign_ins_count, evidence->others_count};
    for (size_t list = 0; list < COUNT_OF(rows); list++)
        for (size_t i = 0; i < counts[list]; i++) {
            struct sign_in *row = &rows[list][i];
            row->family = (signed char)note_agent(terms, lists, row->place.agent)->family;
            row->os = (signed char)os_family(row->system);
            row->marks = plain_marks(terms, lists, row);
        }
    read_baseline(terms, evidence);
    for (size_t list = 0; list < COUNT_OF(rows); list++)
        for (size_t i = 0; i < counts[list]; i++)
            rows[list][i].marks |= place_marks(terms, &rows[list][i]);
    note_places(terms, evidence, arena);
    return terms;
}

/* The licences as they were assigned: by what, whether it worked, and what is switched off in them. */
#include "base/arena.h"
#include "panel/rows.h"
#include <string.h>
#include <strings.h>

static enum meaning works(const struct value *value)
{
    return strcmp(value->text, "active") != 0 ? MEANS_BAD : MEANS_NOTHING;
}

static const struct field fields[] = {
    {.name = "assigned", .label = "Licence", .type = FIELD_SKUS, .least = 16},
    {.name = "from", .label = "Assigned", .least = 10},
    {.name = "state", .label = "State", .least = 6, .means = works},
    {.name = "off", .label = "Plans switched off", .type = FIELD_TEXTS, .least = 10, .most = 60},
    {.name = "lastUpdatedDateTime", .label = "Since", .type = FIELD_TIME, .least = 11},
    {.name = "skuId", .label = "Product id", .type = FIELD_GUID},
    {.name = "assignedByGroup", .label = "Group's object id", .type = FIELD_GUID},
};
enum { LICENCE, FROM, STATE, OFF, SINCE, PRODUCT, GROUP };
const struct record_kind panel_licence_kind = {.name = "licence",
                                               .many = "licences",
                                               .fields = fields,
                                               .count = COUNT_OF(fields),
                                               .id = PRODUCT,
                                               .title = LICENCE,
                                               .detail = FROM,
                                               .time = SINCE};

enum { STATES, GROUPS, PRODUCTS }; /* the part's sources */

static const char *from_words(const struct part_input *input, struct arena *arena, const struct record *state)
{
    const char *id = record_text(state, "assignedByGroup");
    const struct record *group = record_page_find(input->from[GROUPS]->page, "id", id);
    const char *name = group ? record_text(group, "displayName") : "";
    return *id ? arena_printf(arena, "by group %s", *name ? name : id) : "directly";
}

static const char *error_words(const char *error)
{
    static const char *const words[][2] = {
        {"CountViolation", "not enough licences"},
        {"MutuallyExclusiveViolation", "conflicts with another licence"},
        {"DependencyViolation", "needs another service plan"},
        {"ProhibitedInUsageLocationViolation", "not allowed at the usage location"},
        {"UniquenessViolation", "an address is not unique"},
        {"Other", "not told why"},
    };
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (!strcmp(error, words[i][0]))
            return words[i][1];
    return error;
}

static const char *state_words(struct arena *arena, const struct record *assigned)
{
    const char *state = record_text(assigned, "state"), *error = record_text(assigned, "error");
    bool failed = *error && strcmp(error, "None") != 0;
    if (!strcmp(state, "Active") && !failed)
        return "active";
    if (!strcmp(state, "ActiveWithError") || !strcmp(state, "Active"))
        return arena_printf(arena, "active, but: %s", failed ? error_words(error) : "not told why");
    if (!strcmp(state, "Error"))
        return arena_printf(arena, "error: %s", failed ? error_words(error) : "not told why");
    return !strcmp(state, "Disabled") ? "switched off" : *state ? state : NULL;
}

/* By name where the product is one of the tenant's. */
static const char *plan_name(const struct record *product, const char *id)
{
    const struct value *ids = product ? record_value(product, "servicePlanIds") : NULL,
                       *names = product ? record_value(product, "servicePlans") : NULL;
    for (size_t i = 0; ids && ids->known && i < ids->count && i < names->count && ids->count == names->count; i++)
        if (!strcasecmp(ids->texts[i], id))
            return names->texts[i];
    return id;
}

static struct value plans_off(const struct part_input *input, struct arena *arena, const struct record *state)
{
    const struct value *off = record_value(state, "disabledPlans");
    const struct record *product = record_page_find(input->from[PRODUCTS]->page, "skuId", record_text(state, "skuId"));
    const char **texts = arena_alloc(arena, (off->count + 1) * sizeof *texts);
    for (size_t i = 0; off->known && i < off->count; i++)
        texts[i] = plan_name(product, off->texts[i]);
    return (struct value){.known = off->known, .texts = texts, .count = off->known ? off->count : 0};
}

static struct value one_licence(struct arena *arena, const char *id)
{
    struct held_licence *licence = arena_alloc(arena, sizeof *licence);
    *licence = (struct held_licence){.disabled = NULL};
    bool known = guid_parse(id, strlen(id), &licence->sku);
    return (struct value){.known = known, .licences = licence, .count = known};
}

struct record_page *panel_licences(const struct part_input *input)
{
    const struct record_page *states = input->from[STATES]->page;
    struct record_page *page = record_page_new(&panel_licence_kind);
    for (size_t i = 0; states && i < states->count; i++) {
        const struct record *state = &states->records[i];
        struct record *record = record_page_add(page);
        record->values[LICENCE] = one_licence(page->arena, record_text(state, "skuId"));
        record->values[OFF] = plans_off(input, page->arena, state);
        record->values[SINCE] = *record_value(state, "lastUpdatedDateTime");
        record->values[PRODUCT] = *record_value(state, "skuId");
        record->values[GROUP] = *record_value(state, "assignedByGroup");
        record_set_text(record, "from", from_words(input, page->arena, state));
        record_set_text(record, "state", state_words(page->arena, state));
        record->raw = state->raw;
    }
    return page;
}

/* The playbooks of the configuration: their steps as they are written. */
#include "config/config_value.h"

#include "codec/yaml.h"

static size_t children(const struct yaml *node)
{
    size_t count = 0;
    for (const struct yaml *child = node->first; child; child = child->next)
        count++;
    return count;
}

static const char *where_of(struct config_reading *r, const struct yaml *at)
{
    return arena_printf(r->config->arena, "%s:%d:%d", r->name, at->line, at->column);
}

/* A list is several values of one parameter: they stand under its name each. */
static bool read_values(struct config_reading *r, const struct yaml *map, struct config_step *step)
{
    struct arena *arena = r->config->arena;
    size_t most = 0, count = 0;
    for (const struct yaml *child = map->first; child; child = child->next)
        most += child->kind == YAML_LIST ? children(child) : 1;
    const char **names = arena_alloc(arena, (most + 1) * sizeof *names),
               **values = arena_alloc(arena, (most + 1) * sizeof *values);
    for (const struct yaml *child = map->first; child; child = child->next)
        for (const struct yaml *value = child->kind == YAML_LIST ? child->first : child; value;
             value = value == child ? NULL : value->next) {
            if (value->kind != YAML_SCALAR)
                return config_wrong(r, value, "a value or a list of values is expected", child->key);
            names[count] = arena_strdup(arena, child->key);
            values[count++] = arena_strdup(arena, value->scalar);
        }
    step->names = names;
    step->values = values;
    return true;
}

static bool read_step(struct config_reading *r, const struct yaml *node, struct config_step *step)
{
    static const char *const none[] = {NULL};
    const struct yaml *named = node->kind == YAML_MAP ? node->first : node;
    *step = (struct config_step){.where = where_of(r, node), .names = none, .values = none};
    if (node->kind == YAML_SCALAR && *node->scalar) {
        step->action = arena_strdup(r->config->arena, node->scalar);
        return true;
    }
    if (node->kind != YAML_MAP || !named || named->next || named->kind != YAML_MAP)
        return config_wrong(r, node, "an action is expected, or {action: {parameter: value}}", NULL);
    step->action = arena_strdup(r->config->arena, named->key);
    return read_values(r, named, step);
}

bool config_read_playbooks(struct config_reading *r, const struct yaml *node)
{
    struct config *config = r->config;
    if (node->kind != YAML_MAP)
        return config_wrong(r, node, "a map of names to lists of actions is expected", node->key);
    config->playbooks = arena_alloc(config->arena, (children(node) + 1) * sizeof *config->playbooks);
    for (const struct yaml *child = node->first; child; child = child->next) {
        if (child->kind != YAML_LIST || !child->first)
            return config_wrong(r, child, "a list of actions is expected", child->key);
        struct config_step *steps = arena_alloc(config->arena, (children(child) + 1) * sizeof *steps);
        size_t count = 0;
        for (const struct yaml *item = child->first; item; item = item->next)
            if (!read_step(r, item, &steps[count++]))
                return false;
        config->playbooks[config->playbook_count++] = (struct config_playbook){
            .name = arena_strdup(config->arena, child->key),
            .where = where_of(r, child),
            .steps = steps,
            .count = count};
    }
    return true;
}

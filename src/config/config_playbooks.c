/* The playbooks of the configuration: their steps as they are written. */
#include "config/config_value.h"

#include "codec/yaml.h"

static bool read_step(struct config_reading *r, const struct yaml *node, struct config_step *step)
{
    static const char *const none[] = {NULL};
    const struct yaml *named = node->kind == YAML_MAP ? node->first : node;
    *step = (struct config_step){.where = config_where(r, node), .names = none, .values = none};
    if (node->kind == YAML_SCALAR && *node->scalar) {
        step->action = arena_strdup(r->config->arena, node->scalar);
        return true;
    }
    if (node->kind != YAML_MAP || !named || named->next || named->kind != YAML_MAP)
        return config_wrong(r, node, "an action is expected, or {action: {parameter: value}}", NULL);
    step->action = arena_strdup(r->config->arena, named->key);
    return config_read_values(r, named, &step->names, &step->values, NULL);
}

bool config_read_playbooks(struct config_reading *r, const struct yaml *node)
{
    struct config *config = r->config;
    if (node->kind != YAML_MAP)
        return config_wrong(r, node, "a map of names to lists of actions is expected", node->key);
    config->playbooks = arena_alloc(config->arena, (config_children(node) + 1) * sizeof *config->playbooks);
    for (const struct yaml *child = node->first; child; child = child->next) {
        if (child->kind != YAML_LIST || !child->first)
            return config_wrong(r, child, "a list of actions is expected", child->key);
        struct config_step *steps = arena_alloc(config->arena, (config_children(child) + 1) * sizeof *steps);
        size_t count = 0;
        for (const struct yaml *item = child->first; item; item = item->next)
            if (!read_step(r, item, &steps[count++]))
                return false;
        config->playbooks[config->playbook_count++] = (struct config_playbook){
            .name = arena_strdup(config->arena, child->key),
            .where = config_where(r, child),
            .steps = steps,
            .count = count};
    }
    return true;
}

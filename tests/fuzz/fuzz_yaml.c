/* The configuration's YAML: a tree with places, or an error with one. */
#include "codec/yaml.h"
#include "fuzz.h"

static void walk(const struct yaml *node, bool in_map)
{
    for (; node; node = node->next) {
        MUST(node->line >= 1 && node->column >= 1 && node->scalar);
        MUST(!in_map || node->key);
        MUST(node->kind == YAML_SCALAR ? !node->first : true);
        walk(node->first, node->kind == YAML_MAP);
    }
}

void fuzz_yaml(const uint8_t *data, size_t size)
{
    struct err e = {.code = ERR_OK};
    struct yaml *root = yaml_parse((const char *)data, size, "f", &e);
    MUST(root || (e.code == ERR_CONFIG && !strncmp(e.message, "f:", 2)));
    walk(root, false);
    yaml_tree_free(root);
}

/* Templates for new users: those of the configuration, and those that are a file each beside it. */
#include "config/config_value.h"

#include "base/place.h"
#include "codec/yaml.h"
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_FILES = 1000 };
#define ENDING ".yaml"

static bool read_template(struct config_reading *r, const char *name, const struct yaml *map,
                          struct config_template *out)
{
    *out = (struct config_template){.name = arena_strdup(r->config->arena, name), .where = config_where(r, map)};
    if (map->kind != YAML_MAP)
        return config_wrong(r, map, "a map of properties to values is expected", map->key);
    return config_read_values(r, map, &out->names, &out->values, &out->wheres);
}

bool config_read_templates(struct config_reading *r, const struct yaml *node)
{
    struct config *config = r->config;
    if (node->kind != YAML_MAP)
        return config_wrong(r, node, "a map of names to templates is expected", node->key);
    config->templates = arena_alloc(config->arena, (config_children(node) + 1) * sizeof *config->templates);
    for (const struct yaml *child = node->first; child; child = child->next)
        if (!read_template(r, child->key, child, &config->templates[config->template_count++]))
            return false;
    return true;
}

/* --- a file each --- */

static bool is_template(const char *name)
{
    size_t length = strlen(name), ending = strlen(ENDING);
    return *name != '.' && length > ending && !strcmp(name + length - ending, ENDING);
}

static bool is_there(const struct config *config, const char *name)
{
    for (size_t i = 0; i < config->template_count; i++)
        if (!strcmp(config->templates[i].name, name))
            return true;
    return false;
}

static bool read_one(struct config_reading *r, const char *file)
{
    struct config *config = r->config;
    const char *path = arena_printf(config->arena, "%s/%s", config->template_folder, file);
    const char *name = arena_strndup(config->arena, file, strlen(file) - strlen(ENDING));
    struct config_reading there = {.config = config, .name = path, .e = r->e};
    if (!place_is_own("template", path, r->e))
        return false;
    if (is_there(config, name)) {
        err_set(r->e, ERR_CONFIG, "%s: there is a template \"%s\" in the configuration, too", path, name);
        return err_hint(r->e, "give one of them another name");
    }
    struct yaml *root = yaml_read(path, r->e);
    bool ok = root && read_template(&there, name, root, &config->templates[config->template_count++]);
    yaml_tree_free(root);
    return ok;
}

static int compare(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* In the order of their names; NULL where there are none. */
static const char **list_files(const struct config *config, size_t *count)
{
    DIR *dir = opendir(config->template_folder);
    const char **files = dir ? arena_alloc(config->arena, MOST_FILES * sizeof *files) : NULL;
    *count = 0;
    for (const struct dirent *entry = dir ? readdir(dir) : NULL; entry && *count < MOST_FILES; entry = readdir(dir))
        if (is_template(entry->d_name))
            files[(*count)++] = arena_strdup(config->arena, entry->d_name);
    if (dir)
        closedir(dir);
    if (*count)
        qsort(files, *count, sizeof *files, compare);
    return files;
}

bool config_read_template_files(struct config_reading *r)
{
    struct config *config = r->config;
    size_t count;
    const char **files = list_files(config, &count);
    if (!files && errno != ENOENT && errno != ENOTDIR)
        return err_set(r->e, ERR_CONFIG, "%s: %s", config->template_folder, strerror(errno));
    struct config_template *all = arena_alloc(config->arena, (config->template_count + count + 1) * sizeof *all);
    if (config->template_count)
        memcpy(all, config->templates, config->template_count * sizeof *all);
    config->templates = all;
    for (size_t i = 0; i < count; i++)
        if (!read_one(r, files[i]))
            return false;
    return true;
}

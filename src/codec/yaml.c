/* The one place that knows libyaml: events into a small tree that remembers lines and columns. */
#include "codec/yaml.h"

#include "base/alloc.h"
#include "base/buf.h"
#include "base/place.h"
#include "base/secret.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <yaml.h>

enum { LARGEST = 1 << 20, DEEPEST = 32 };

struct building {
    yaml_parser_t parser;
    const char *name;
    struct err *e;
    int depth;
};

static bool wrong(struct building *b, yaml_mark_t at, const char *what)
{
    return err_set(b->e, ERR_CONFIG, "%s:%zu:%zu: %s", b->name, at.line + 1, at.column + 1, what);
}

static bool next(struct building *b, yaml_event_t *event)
{
    if (yaml_parser_parse(&b->parser, event))
        return true;
    yaml_mark_t at = b->parser.problem_mark;
    return wrong(b, at, b->parser.problem ? b->parser.problem : "not YAML");
}

static struct yaml *make(enum yaml_kind kind, const yaml_event_t *event)
{
    struct yaml *node = xcalloc(1, sizeof *node);
    *node = (struct yaml){.kind = kind,
                          .scalar = xstrdup(""),
                          .line = (int)event->start_mark.line + 1,
                          .column = (int)event->start_mark.column + 1};
    return node;
}

static struct yaml *node_of(struct building *b, yaml_event_t *event);

static bool plain(struct building *b, const yaml_event_t *event)
{
    if (event->type == YAML_ALIAS_EVENT)
        return wrong(b, event->start_mark, "aliases are not used here");
    bool named = false;
    if (event->type == YAML_SCALAR_EVENT)
        named = event->data.scalar.anchor || event->data.scalar.tag;
    else if (event->type == YAML_MAPPING_START_EVENT)
        named = event->data.mapping_start.anchor || event->data.mapping_start.tag;
    else if (event->type == YAML_SEQUENCE_START_EVENT)
        named = event->data.sequence_start.anchor || event->data.sequence_start.tag;
    return !named || wrong(b, event->start_mark, "anchors and tags are not used here");
}

/* Reads the value of a map's key or a list's item and links it at `*tail`. */
static bool add_child(struct building *b, yaml_event_t *event, struct yaml ***tail, const yaml_event_t *key)
{
    struct yaml *child = node_of(b, event);
    if (!child)
        return false;
    if (key) {
        child->key = xstrdup((const char *)key->data.scalar.value);
        child->line = (int)key->start_mark.line + 1;
        child->column = (int)key->start_mark.column + 1;
    }
    **tail = child;
    *tail = &child->next;
    return true;
}

static bool add_pair(struct building *b, struct yaml *map, yaml_event_t *key, struct yaml ***tail)
{
    yaml_event_t value;

    if (key->type != YAML_SCALAR_EVENT || !plain(b, key))
        return key->type == YAML_SCALAR_EVENT ? false : wrong(b, key->start_mark, "a plain key is expected");
    if (yaml_get(map, (const char *)key->data.scalar.value))
        return wrong(b, key->start_mark, "this key is there already");
    if (!next(b, &value))
        return false;
    bool ok = add_child(b, &value, tail, key);
    yaml_event_delete(&value);
    return ok;
}

static bool fill(struct building *b, struct yaml *node, yaml_event_type_t end)
{
    struct yaml **tail = &node->first;
    bool ok = true, over = false;

    if (++b->depth > DEEPEST)
        return wrong(b, b->parser.mark, "nested too deep");
    while (ok && !over) {
        yaml_event_t event;
        if (!next(b, &event))
            return false;
        if (event.type == end)
            over = true;
        else if (node->kind == YAML_MAP)
            ok = add_pair(b, node, &event, &tail);
        else
            ok = add_child(b, &event, &tail, NULL);
        yaml_event_delete(&event);
    }
    b->depth--;
    return ok;
}

static struct yaml *node_of(struct building *b, yaml_event_t *event)
{
    struct yaml *node = NULL;
    bool ok = plain(b, event);

    if (!ok)
        return NULL;
    if (event->type == YAML_SCALAR_EVENT) {
        node = make(YAML_SCALAR, event);
        xfree(node->scalar);
        node->scalar = xstrdup((const char *)event->data.scalar.value);
        node->quoted = event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
    } else if (event->type == YAML_MAPPING_START_EVENT) {
        node = make(YAML_MAP, event);
        ok = fill(b, node, YAML_MAPPING_END_EVENT);
    } else if (event->type == YAML_SEQUENCE_START_EVENT) {
        node = make(YAML_LIST, event);
        ok = fill(b, node, YAML_SEQUENCE_END_EVENT);
    } else {
        ok = wrong(b, event->start_mark, "a value is expected");
    }
    if (ok)
        return node;
    yaml_tree_free(node);
    return NULL;
}

static struct yaml *document(struct building *b)
{
    yaml_event_t event;
    struct yaml *root = NULL;

    for (;;) {
        if (!next(b, &event))
            break;
        yaml_event_type_t type = event.type;
        if (type == YAML_STREAM_END_EVENT && !root)
            root = make(YAML_MAP, &event);
        else if (type == YAML_DOCUMENT_START_EVENT && root) {
            wrong(b, event.start_mark, "a second document is not used here");
            yaml_event_delete(&event);
            break;
        } else if (type != YAML_STREAM_START_EVENT && type != YAML_DOCUMENT_START_EVENT &&
                   type != YAML_DOCUMENT_END_EVENT && type != YAML_STREAM_END_EVENT) {
            root = node_of(b, &event);
            if (!root)
                type = YAML_NO_EVENT;
        }
        yaml_event_delete(&event);
        if (type == YAML_STREAM_END_EVENT)
            return root;
        if (type == YAML_NO_EVENT)
            return NULL;
    }
    yaml_tree_free(root);
    return NULL;
}

struct yaml *yaml_parse(const char *text, size_t length, const char *name, struct err *e)
{
    struct building b = {.name = name, .e = e};

    if (length > LARGEST) {
        err_set(e, ERR_CONFIG, "%s: larger than 1 MiB", name);
        return NULL;
    }
    if (!yaml_parser_initialize(&b.parser)) {
        err_set(e, ERR_INTERNAL, "the YAML reader cannot be started");
        return NULL;
    }
    yaml_parser_set_input_string(&b.parser, (const unsigned char *)text, length);
    struct yaml *root = document(&b);
    yaml_parser_delete(&b.parser);
    return root;
}

struct yaml *yaml_read(const char *path, struct err *e)
{
    auto_buf struct buf text = buf_make(LARGEST + 1);
    char part[8192];
    size_t got;
    FILE *file = place_stream("", path, true, e); /* a secret may be in it */

    if (!file)
        return NULL;
    while ((got = fread(part, 1, sizeof part, file)))
        buf_add(&text, part, got);
    bool failed = ferror(file) != 0;
    fclose(file);
    secret_wipe(part, sizeof part);
    if (failed || text.overflow) {
        err_set(e, ERR_FILE, "%s: %s", path, failed ? "cannot be read" : "larger than 1 MiB");
        return NULL;
    }
    return yaml_parse(buf_text(&text), text.length, path, e);
}

void yaml_tree_free(struct yaml *root)
{
    for (struct yaml *next_node; root; root = next_node) {
        next_node = root->next;
        yaml_tree_free(root->first);
        xfree(root->key);
        xfree(root->scalar);
        xfree(root);
    }
}

const struct yaml *yaml_get(const struct yaml *map, const char *key)
{
    if (map && map->kind == YAML_MAP)
        for (const struct yaml *child = map->first; child; child = child->next)
            if (!strcmp(child->key, key))
                return child;
    return NULL;
}

const char *yaml_text(const struct yaml *map, const char *key, const char *otherwise)
{
    const struct yaml *found = yaml_get(map, key);
    return found && found->kind == YAML_SCALAR ? found->scalar : otherwise;
}

const char *yaml_library(void)
{
    return yaml_get_version_string();
}

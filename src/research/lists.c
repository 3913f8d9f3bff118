/* Asking the lists: by key (a binary search), by the words that a text contains, by what an agent looks like. */
#include "research/lists.h"

#include "base/arena.h"
#include "base/utf8.h"
#include "codec/digest.h"
#include "research/list_table.h"
#include <assert.h>
#include <regex.h>
#include <string.h>

struct lists {
    struct arena *arena;
    const char *version;
    struct list_table tables[LISTS];
};

static bool read_all(struct lists *lists, const struct list_line *lines, size_t count, struct err *e)
{
    auto_buf struct buf versions = buf_make(BUF_REQUEST), version = buf_make(100);
    for (size_t i = 0; i < count; i++)
        if (list_table_named(lines[i].list) < 0)
            return err_set(e, ERR_CONFIG, "%s: there is no list \"%s\"", lines[i].where, lines[i].list);
    for (int name = 0; name < LISTS; name++) {
        struct list_table *table = &lists->tables[name];
        if (!list_table_read(table, (enum list_name)name, lists->arena, lines, count, e))
            return false;
        buf_printf(&versions, "%s  %s\n", table->version, list_table_file((enum list_name)name));
    }
    digest_sha256_hex(&version, buf_text(&versions), versions.length);
    lists->version = arena_strdup(lists->arena, buf_text(&version));
    return true;
}

struct lists *lists_new(const struct list_line *lines, size_t count, struct err *e)
{
    struct arena *arena = arena_new(64 * 1024);
    struct lists *lists = arena_alloc(arena, sizeof *lists);
    lists->arena = arena;
    if (read_all(lists, lines, count, e))
        return lists;
    lists_free(lists);
    return NULL;
}

void lists_free(struct lists *lists)
{
    if (lists)
        arena_free(lists->arena);
}

const char *lists_file(enum list_name name)
{
    return list_table_file(name);
}

const char *lists_version(const struct lists *lists, enum list_name name)
{
    return lists->tables[name].version;
}

const char *lists_version_all(const struct lists *lists)
{
    return lists->version;
}

size_t lists_count(const struct lists *lists, enum list_name name, size_t *added)
{
    if (added)
        *added = lists->tables[name].added;
    return lists->tables[name].count;
}

const struct list_row *lists_row(const struct lists *lists, enum list_name name, size_t index)
{
    assert(index < lists->tables[name].count);
    return &lists->tables[name].rows[index];
}

static const struct list_row *end_of(const struct lists *lists, enum list_name name)
{
    return lists->tables[name].rows + lists->tables[name].count;
}

/* The first row whose key is not before `key`. */
static const struct list_row *lower_bound(const struct list_table *table, const char *key)
{
    size_t low = 0, high = table->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(table->rows[middle].key, key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return table->rows + low;
}

const struct list_row *lists_find(const struct lists *lists, enum list_name name, const char *text)
{
    auto_buf struct buf key = buf_make(BUF_REQUEST);
    if (!text)
        return NULL;
    list_table_key(&key, text);
    const struct list_row *row = lower_bound(&lists->tables[name], buf_text(&key));
    return row < end_of(lists, name) && !strcmp(row->key, buf_text(&key)) ? row : NULL;
}

const struct list_row *lists_next(const struct lists *lists, enum list_name name, const struct list_row *row)
{
    const struct list_row *next = row + 1;
    return next < end_of(lists, name) && !strcmp(next->key, row->key) ? next : NULL;
}

bool lists_has(const struct lists *lists, enum list_name name, const char *text)
{
    return lists_find(lists, name, text) != NULL;
}

const struct list_row *lists_find_with(const struct lists *lists, enum list_name name, const char *text,
                                       const char *second)
{
    for (const struct list_row *row = lists_find(lists, name, text); row; row = lists_next(lists, name, row))
        if (!strcmp(row->fields[1], second))
            return row;
    return NULL;
}

bool lists_marked(const struct list_row *row, size_t index, const char *word)
{
    size_t length = strlen(word);
    for (const char *at = row ? row->fields[index] : ""; *at;) {
        size_t part = strcspn(at, " ");
        if (part == length && !strncmp(at, word, length))
            return true;
        at += part + strspn(at + part, " ");
    }
    return false;
}

static bool word_before(const char *text, const char *at)
{
    uint32_t code_point = 0;
    if (at == text)
        return false;
    for (at--; at > text && ((unsigned char)*at & 0xc0) == 0x80;)
        at--;
    return utf8_decode(at, strlen(at), &code_point) && utf8_is_word(code_point);
}

static bool word_at(const char *at)
{
    uint32_t code_point = 0;
    return utf8_decode(at, strlen(at), &code_point) && utf8_is_word(code_point);
}

static bool contains(const struct list_row *row, const char *text)
{
    for (const char *at = strstr(text, row->key); at; at = strstr(at + 1, row->key))
        if (!row->whole_word || (!word_before(text, at) && !word_at(at + strlen(row->key))))
            return true;
    return false;
}

const char *lists_word_in(const struct lists *lists, enum list_name name, const char *text)
{
    auto_buf struct buf form = buf_make(BUF_REQUEST);
    if (!text)
        return NULL;
    list_table_key(&form, text);
    for (const struct list_row *row = lists->tables[name].rows; row < end_of(lists, name); row++)
        if (contains(row, buf_text(&form)))
            return row->fields[0];
    return NULL;
}

void lists_words_in(const struct lists *lists, enum list_name name, const char *text, struct buf *out)
{
    auto_buf struct buf form = buf_make(BUF_REQUEST);
    list_table_key(&form, text ? text : "");
    for (const struct list_row *row = lists->tables[name].rows; row < end_of(lists, name); row++)
        if (contains(row, buf_text(&form)))
            buf_printf(out, "%s%s", out->length ? " " : "", row->fields[0]);
}

/* Every part between | occurs. */
static bool contains_all(const char *text, const char *parts)
{
    while (*parts) {
        size_t length = strcspn(parts, "|");
        if (!memmem(text, strlen(text), parts, length))
            return false;
        parts += length + (parts[length] == '|');
    }
    return true;
}

static bool agent_matches(const struct list_row *row, const char *agent)
{
    switch (*row->fields[1]) {
    case 'p': /* prefix */
        return !strncmp(agent, row->key, strlen(row->key));
    case 'e': /* exact */
        return !strcmp(agent, row->key);
    case 'a': /* all */
        return contains_all(agent, row->key);
    default:
        return strstr(agent, row->key) != NULL;
    }
}

static bool agent_is(const struct lists *lists, const char *class_name, const char *form)
{
    for (const struct list_row *row = lists->tables[LIST_AGENTS].rows; row < end_of(lists, LIST_AGENTS); row++)
        if (!strcmp(row->fields[0], class_name) && agent_matches(row, form))
            return true;
    return false;
}

bool lists_agent(const struct lists *lists, const char *class_name, const char *agent)
{
    auto_buf struct buf form = buf_make(BUF_REQUEST);
    if (!agent || !*agent)
        return false;
    list_table_key(&form, agent);
    bool strange = !strcmp(class_name, "script") || !strcmp(class_name, "kit") || !strcmp(class_name, "file");
    return agent_is(lists, class_name, buf_text(&form)) && !(strange && agent_is(lists, "own", buf_text(&form)));
}

bool lists_device_name(const struct lists *lists, const char *name)
{
    bool found = false;
    for (const struct list_row *row = lists->tables[LIST_DEVICE_MARKS].rows;
         name && !found && row < end_of(lists, LIST_DEVICE_MARKS); row++) {
        regex_t pattern;
        if (strcmp(row->fields[0], "name-pattern") != 0 ||
            regcomp(&pattern, row->fields[1], REG_EXTENDED | REG_ICASE | REG_NOSUB))
            continue;
        found = !regexec(&pattern, name, 0, NULL, 0);
        regfree(&pattern);
    }
    return found;
}

static bool scope_matches(const struct list_row *row, const char *scope, size_t length)
{
    size_t key = strlen(row->key);
    if (row->key[key - 1] == '*')
        return length >= key - 1 && !strncmp(scope, row->key, key - 1);
    return length == key && !strncmp(scope, row->key, key);
}

const char *lists_scope_in(const struct lists *lists, const char *scopes, size_t *length)
{
    for (const char *at = scopes ? scopes : ""; *at;) {
        auto_buf struct buf form = buf_make(BUF_REQUEST);
        *length = strcspn(at, " ");
        utf8_same_form(&form, at, *length);
        for (const struct list_row *row = lists->tables[LIST_SCOPES].rows; row < end_of(lists, LIST_SCOPES); row++)
            if (scope_matches(row, buf_text(&form), form.length))
                return at;
        at += *length + strspn(at + *length, " ");
    }
    return NULL;
}

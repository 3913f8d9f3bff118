/* Users with values of their own, a line each in a CSV file. */
#include "cli/commands.h"

#include "codec/csv.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { LARGEST = 32 << 20 };

/* The text of `file`, which is called `name`. */
static bool read_text(FILE *file, const char *name, struct buf *text, struct err *e)
{
    char bytes[1 << 14];
    size_t got;
    while ((got = fread(bytes, 1, sizeof bytes, file)) > 0)
        buf_add(text, bytes, got);
    if (ferror(file) || text->overflow)
        return err_set(e, ERR_FILE, "%s %s", name, ferror(file) ? "cannot be read" : "is larger than 32 MiB");
    if (text->length && memchr(buf_text(text), '\0', text->length))
        return err_set(e, ERR_USAGE, "%s holds a NUL byte: it is no text", name);
    return true;
}

bool each_file(const char *path, struct buf *text, struct err *e)
{
    FILE *file = fopen(path, "re");
    if (!file)
        return err_set(e, ERR_FILE, "%s: %s", path, strerror(errno));
    bool good = read_text(file, path, text, e);
    fclose(file);
    return good;
}

/* The first line: "user", then parameters. */
static const char **read_header(struct arena *arena, struct csv_reader *reader, size_t *count, struct err *e)
{
    if (!csv_next(reader, e) || strcmp(csv_field(reader, 0), "user") != 0) {
        if (e->code == ERR_OK)
            err_set(e, ERR_USAGE, "the first column must be called \"user\"");
        err_hint(e, "write user and the names of parameters into the first line, such as: user,address,keep_copy");
        return NULL;
    }
    const char **names = arena_alloc(arena, (reader->count + 1) * sizeof *names);
    for (*count = 0; *count < reader->count; (*count)++) {
        const char *name = csv_field(reader, *count);
        bool twice = !*name;
        for (size_t i = 0; i < *count; i++)
            twice |= !strcmp(names[i], name);
        if (twice) {
            err_set(e, ERR_USAGE, *name ? "the column \"%s\" is there twice" : "a column has no name%s", name);
            return NULL;
        }
        names[*count] = arena_strdup(arena, name);
    }
    return names;
}

/* What --set gives to all, and what this line gives; an empty cell gives nothing. */
static bool take_line(struct arena *arena, const struct action *action, const struct options *options,
                      const struct csv_reader *reader, const char *const *names, size_t columns,
                      struct param_values *out, struct err *e)
{
    struct param_value *given = arena_alloc(arena, (options->set_count + columns + 1) * sizeof *given), *values;
    size_t n = 0;
    if (reader->count > columns)
        return err_set(e, ERR_USAGE, "there are %zu fields, and %zu columns", reader->count, columns);
    for (size_t i = 0; i < options->set_count; i++)
        given[n++] = options->set[i];
    for (size_t i = 1; i < columns; i++)
        if (*csv_field(reader, i))
            given[n++] = (struct param_value){.name = names[i], .value = arena_strdup(arena, csv_field(reader, i))};
    if (!action_values(arena, action, given, n, &values, &out->count, e))
        return false;
    out->items = values;
    return true;
}

/* Room for one more. */
static void make_room(struct arena *arena, struct each *each, size_t *capacity)
{
    if (each->count < *capacity)
        return;
    size_t more = *capacity ? 2 * *capacity : 64;
    char **words = arena_alloc(arena, more * sizeof *words);
    struct param_values *values = arena_alloc(arena, more * sizeof *values);
    int *lines = arena_alloc(arena, more * sizeof *lines);
    if (each->count) {
        memcpy(words, each->words, each->count * sizeof *words);
        memcpy(values, each->values, each->count * sizeof *values);
        memcpy(lines, each->lines, each->count * sizeof *lines);
    }
    each->words = words;
    each->values = values;
    each->lines = lines;
    *capacity = more;
}

static bool read_lines(struct arena *arena, const struct action *action, const struct options *options,
                       struct csv_reader *reader, struct each *out, struct err *e)
{
    size_t columns, capacity = 0;
    const char **names = read_header(arena, reader, &columns, e);
    while (names && csv_next(reader, e)) {
        if (reader->count == 1 && !*csv_field(reader, 0)) /* an empty line */
            continue;
        make_room(arena, out, &capacity);
        out->lines[out->count] = reader->line;
        out->words[out->count] = arena_strdup(arena, csv_field(reader, 0));
        if (!take_line(arena, action, options, reader, names, columns, &out->values[out->count], e))
            return false;
        out->count++;
    }
    return names && e->code == ERR_OK && (out->count || err_set(e, ERR_USAGE, "names no user"));
}

bool each_read(struct arena *arena, const struct action *action, const struct options *options, struct each *out,
               struct err *e)
{
    auto_buf struct buf text = buf_make(LARGEST);
    struct err why = {.code = ERR_OK};
    *out = (struct each){0};
    if (!each_file(options->each, &text, e))
        return false;
    struct csv_reader reader = csv_reader(buf_text(&text), text.length);
    bool good = read_lines(arena, action, options, &reader, out, &why);
    if (!good) {
        err_set(e, ERR_USAGE, "%s:%d: %s", options->each, reader.line, why.message);
        err_hint(e, "%s", why.hint);
    }
    csv_free(&reader);
    return good;
}

bool each_lines(struct arena *arena, struct each *out, struct err *e)
{
    auto_buf struct buf text = buf_make(LARGEST);
    size_t capacity = 0;
    int line = 0;
    *out = (struct each){0};
    if (!read_text(stdin, "standard input", &text, e))
        return false;
    for (const char *at = buf_text(&text), *end; *at; at = end + (*end != '\0')) {
        end = at + strcspn(at, "\n");
        line++;
        if (at + strspn(at, " \t\r") >= end)
            continue;
        make_room(arena, out, &capacity);
        out->lines[out->count] = line;
        out->words[out->count++] = arena_strndup(arena, at, (size_t)(end - at));
    }
    if (out->count) {
        out->values = arena_alloc(arena, out->count * sizeof *out->values);
        return true;
    }
    return err_set(e, ERR_USAGE, "standard input names no user");
}

/* CSV, read one record at a time. */
#include "codec/csv.h"

#include <string.h>

enum { LONGEST_RECORD = 1 << 20, MOST_FIELDS = sizeof((struct csv_reader *)0)->offsets / sizeof(size_t) };

struct csv_reader csv_reader(const char *text, size_t length)
{
    if (length >= 3 && !memcmp(text, "\xef\xbb\xbf", 3)) {
        text += 3;
        length -= 3;
    }
    return (struct csv_reader){.at = text,
                               .end = text + length,
                               .separator = ',',
                               .line = 0,
                               .next_line = 1,
                               .text = buf_make(LONGEST_RECORD)};
}

static bool quoted_field(struct csv_reader *r, struct err *e)
{
    for (r->at++; r->at < r->end; r->at++) {
        if (*r->at == '\n')
            r->next_line++;
        if (*r->at != '"') {
            buf_putc(&r->text, *r->at);
        } else if (r->at + 1 < r->end && r->at[1] == '"') {
            buf_putc(&r->text, '"');
            r->at++;
        } else {
            r->at++;
            if (r->at < r->end && *r->at != r->separator && *r->at != '\n' && *r->at != '\r')
                return err_set(e, ERR_PARSE, "line %d: text after a closing quote", r->line);
            return true;
        }
    }
    return err_set(e, ERR_PARSE, "line %d: a quote is not closed", r->line);
}

static bool field(struct csv_reader *r, struct err *e)
{
    if (r->count == MOST_FIELDS)
        return err_set(e, ERR_PARSE, "line %d: more than %d fields", r->line, (int)MOST_FIELDS);
    r->offsets[r->count++] = r->text.length;
    if (r->at < r->end && *r->at == '"') {
        if (!quoted_field(r, e))
            return false;
    } else {
        const char *from = r->at;
        while (r->at < r->end && *r->at != r->separator && *r->at != '\n' && *r->at != '\r')
            r->at++;
        buf_add(&r->text, from, (size_t)(r->at - from));
    }
    if (!buf_putc(&r->text, '\0'))
        return err_set(e, ERR_TOO_BIG, "line %d: the record is larger than 1 MiB", r->line);
    return true;
}

bool csv_next(struct csv_reader *r, struct err *e)
{
    *e = (struct err){.code = ERR_OK};
    buf_clear(&r->text);
    r->count = 0;
    while (r->at < r->end && (*r->at == '\n' || *r->at == '\r')) /* empty lines */
        r->next_line += *r->at++ == '\n';
    if (r->at >= r->end)
        return false;
    r->line = r->next_line;
    for (;;) {
        if (!field(r, e))
            return false;
        if (r->at >= r->end || *r->at != r->separator)
            break;
        r->at++;
    }
    if (r->at < r->end && *r->at == '\r')
        r->at++;
    if (r->at < r->end && *r->at == '\n') {
        r->at++;
        r->next_line++;
    }
    return true;
}

const char *csv_field(const struct csv_reader *r, size_t index)
{
    return index < r->count ? r->text.data + r->offsets[index] : "";
}

void csv_free(struct csv_reader *r)
{
    buf_free(&r->text);
}

/* What a spreadsheet takes for a formula; some take the full-width forms of the signs too. */
static bool may_calculate(const char *text)
{
    static const char *const wide[] = {"\uff1d", "\uff0b", "\uff0d", "\uff20"};
    for (size_t i = 0; i < sizeof wide / sizeof wide[0]; i++)
        if (!strncmp(text, wide[i], strlen(wide[i])))
            return true;
    return *text && strchr("=+-@\t\r", *text);
}

void csv_write(struct buf *out, const char *text, bool first, bool spreadsheet_safe)
{
    bool guard = spreadsheet_safe && may_calculate(text);

    if (!first)
        buf_putc(out, ',');
    if (!guard && !strpbrk(text, ",;\t\"\r\n")) {
        buf_puts(out, text);
        return;
    }
    buf_putc(out, '"');
    if (guard)
        buf_putc(out, '\'');
    for (; *text; text++) {
        if (*text == '"')
            buf_putc(out, '"');
        buf_putc(out, *text);
    }
    buf_putc(out, '"');
}

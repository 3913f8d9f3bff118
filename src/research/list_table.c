/* Reading a list: plain lines, or CSV whose columns are checked. */
#include "research/list_table.h"

#include "base/guid.h"
#include "base/utf8.h"
#include "codec/csv.h"
#include "codec/digest.h"
#include <ctype.h>
#include <regex.h>
#include <stdlib.h>
#include <string.h>

struct form {
    const char *file;
    size_t columns, key; /* how many columns a line has at least (0: it is one text), and which of them is looked for */
    const char *const *values; /* of the first column; NULL: any */
    const struct sort *sort;   /* of what is looked for; NULL: a word */
};

/* What an entry has to be. One that is something else would never be found, or found in everything. */
struct sort {
    const char *what;
    bool (*fits)(const char *text);
};

static bool is_guid(const char *text)
{
    struct guid id;
    return guid_parse(text, strlen(text), &id);
}

static bool is_number(const char *text)
{
    return text[strspn(text, "0123456789")] == '\0';
}

static bool is_domain(const char *text)
{
    return strchr(text, '.') && !strpbrk(text, "@ ,/:");
}

static bool is_address(const char *text)
{
    const char *at = strchr(text, '@');
    return at && at > text && is_domain(at + 1) && !strpbrk(text, " ,");
}

static bool is_scope(const char *text)
{
    return !strpbrk(text, " ,");
}

/* Punctuation stands in every mail. */
static bool is_word(const char *text)
{
    for (; *text; text++)
        if (isalnum((unsigned char)*text) || (unsigned char)*text >= 0x80)
            return true;
    return false;
}

static const struct sort word = {"a word", is_word}, guid = {"an id", is_guid}, number = {"an AS number", is_number},
                         domain = {"a domain", is_domain}, address = {"a sign-in name", is_address},
                         scope = {"a permission", is_scope};

static const char *const agent_classes[] = {"script", "kit", "legacy", "file", "broker-usual", "own", NULL};
static const char *const agent_matches[] = {"contains", "prefix", "exact", "all", NULL};
static const char *const mark_kinds[] = {"os-version", "name-pattern", NULL};
static const char *const strengths[] = {"strong", "weak", NULL};

static const struct form forms[LISTS] = {
    [LIST_AGENTS] = {"agents.csv", 3, 2, agent_classes},
    [LIST_APPS_DUAL_USE] = {"apps-dual-use.csv", 3, 0, NULL, &guid},
    [LIST_APPS_MALICIOUS] = {"apps-malicious.csv", 2, 0, NULL, &guid},
    [LIST_APPS_PAY] = {"apps-pay.txt", 0, 0, NULL},
    [LIST_AS_HOSTING_HINTS] = {"as-hosting-hints.txt", 0, 0, NULL, &number},
    [LIST_AUDIT_ACTIVITIES] = {"audit-activities.csv", 3, 0, NULL},
    [LIST_CLIENTS_FAMILY] = {"clients-family.csv", 2, 0, NULL, &guid},
    [LIST_CLIENTS_KNOWN] = {"clients-known.csv", 3, 0, NULL},
    [LIST_CLIENTS_LEGACY] = {"clients-legacy.txt", 0, 0, NULL},
    [LIST_CLIENTS_PUBLIC] = {"clients-public.csv", 3, 0, NULL, &guid},
    [LIST_DEVICE_MARKS] = {"device-marks.csv", 2, 1, mark_kinds},
    [LIST_DOMAINS_SISTER] = {"domains-sister.txt", 0, 0, NULL, &domain},
    [LIST_FOLDERS_HIDING] = {"folders-hiding.csv", 2, 1, strengths},
    [LIST_OWNER_TENANTS_MICROSOFT] = {"owner-tenants-microsoft.txt", 0, 0, NULL, &guid},
    [LIST_PRODUCT_NAMES] = {"product-names.txt", 0, 0, NULL},
    [LIST_RESOURCES] = {"resources.csv", 3, 0, NULL, &guid},
    [LIST_RISK_TYPES] = {"risk-types.csv", 2, 0, NULL},
    [LIST_ROLES_TOP] = {"roles-top.txt", 0, 0, NULL},
    [LIST_SCOPES] = {"scopes.txt", 0, 0, NULL, &scope},
    [LIST_SERVICE_ACCOUNTS] = {"service-accounts.txt", 0, 0, NULL, &address},
    [LIST_SIGNIN_CODES] = {"signin-codes.csv", 2, 0, NULL},
    [LIST_WORDS_CREDENTIALS] = {"words-credentials.txt", 0, 0, NULL},
    [LIST_WORDS_HELPDESK] = {"words-helpdesk.txt", 0, 0, NULL},
    [LIST_WORDS_MONEY] = {"words-money.txt", 0, 0, NULL},
    [LIST_WORDS_PAY] = {"words-pay.txt", 0, 0, NULL},
    [LIST_WORDS_SECURITY] = {"words-security.txt", 0, 0, NULL},
    [LIST_WORDS_VENDORS] = {"words-vendors.txt", 0, 0, NULL},
    [LIST_WORDS_WARNING_MAIL] = {"words-warning-mail.txt", 0, 0, NULL},
};

static const struct {
    const char *file, *text;
} embedded[] = {
#include "lists.inc"
};

/* A table while it is read. */
struct reading {
    struct arena *arena;
    const struct form *form;
    struct list_table *table;
};

const char *list_table_file(enum list_name name)
{
    return forms[name].file;
}

int list_table_named(const char *name)
{
    for (int i = 0; i < LISTS; i++) {
        size_t length = strcspn(forms[i].file, ".");
        if (!strcmp(forms[i].file, name) || (strlen(name) == length && !strncmp(forms[i].file, name, length)))
            return i;
    }
    return -1;
}

void list_table_key(struct buf *out, const char *text)
{
    static const char dash[] = "\u2013";
    auto_buf struct buf form = buf_make(BUF_REQUEST);
    utf8_same_form(&form, text, strlen(text));
    const char *at = buf_text(&form);
    for (const char *found; (found = strstr(at, dash)); at = found + strlen(dash)) {
        buf_add(out, at, (size_t)(found - at));
        buf_putc(out, '-');
    }
    buf_puts(out, at);
}

static const char *key_of(struct arena *arena, const char *text)
{
    auto_buf struct buf key = buf_make(BUF_REQUEST);
    list_table_key(&key, text);
    return arena_strdup(arena, buf_text(&key));
}

static bool listed(const char *const *values, const char *value)
{
    for (; *values; values++)
        if (!strcmp(*values, value))
            return true;
    return false;
}

static bool is_pattern(const char *text)
{
    regex_t pattern;
    bool ok = !regcomp(&pattern, text, REG_EXTENDED | REG_ICASE | REG_NOSUB);
    if (ok)
        regfree(&pattern);
    return ok;
}

static bool well_formed(enum list_name name, const struct list_row *row, size_t fields, struct err *e)
{
    const struct form *form = &forms[name];
    if (form->columns && (fields < form->columns || fields > LIST_FIELDS))
        return err_set(e, ERR_CONFIG, "a line of %s has %zu columns, this one %zu", form->file, form->columns, fields);
    if (form->values && !listed(form->values, row->fields[0]))
        return err_set(e, ERR_CONFIG, "the first column of %s is never \"%s\"", form->file, row->fields[0]);
    if (name == LIST_AGENTS && !listed(agent_matches, row->fields[1]))
        return err_set(e, ERR_CONFIG, "the second column of %s is never \"%s\"", form->file, row->fields[1]);
    if (name == LIST_DEVICE_MARKS && !strcmp(row->fields[0], "name-pattern") && !is_pattern(row->fields[1]))
        return err_set(e, ERR_CONFIG, "\"%s\" is no regular expression", row->fields[1]);
    if (!*row->key)
        return err_set(e, ERR_CONFIG, "a line of %s is empty", form->file);
    const struct sort *sort = form->sort ? form->sort : &word;
    return sort->fits(row->fields[form->key]) || err_set(e, ERR_CONFIG, "%s takes %s, which \"%.60s\" is not",
                                                         form->file, sort->what, row->fields[form->key]);
}

static bool split(struct reading *r, const char *line, size_t length, struct list_row *row, size_t *fields,
                  struct err *e)
{
    struct csv_reader reader = csv_reader(line, length);
    bool ok = csv_next(&reader, e);
    *fields = ok ? reader.count : 0;
    for (size_t i = 0; i < *fields && i < LIST_FIELDS; i++)
        row->fields[i] = arena_strdup(r->arena, csv_field(&reader, i));
    csv_free(&reader);
    return ok || !e->code; /* an empty line has no fields, and that is told as such */
}

static bool read_line(struct reading *r, const char *line, size_t length, bool added, struct err *e)
{
    static const char mark[] = "word:";
    struct list_row row = {.fields = {"", "", ""}, .line = (unsigned)r->table->count, .added = added};
    size_t fields = 1;
    *e = (struct err){0};
    if (r->form->columns && !split(r, line, length, &row, &fields, e))
        return false;
    if (!r->form->columns) {
        row.whole_word = length > strlen(mark) && !strncmp(line, mark, strlen(mark));
        size_t skip = row.whole_word ? strlen(mark) : 0;
        row.fields[0] = arena_strndup(r->arena, line + skip, length - skip);
    }
    row.key = key_of(r->arena, row.fields[r->form->key]);
    if (!well_formed((enum list_name)(r->form - forms), &row, fields, e))
        return false;
    r->table->rows[r->table->count++] = row;
    r->table->added += added;
    return true;
}

static size_t count_lines(const char *text)
{
    size_t n = 1;
    for (; *text; text++)
        n += *text == '\n';
    return n;
}

static int by_key(const void *a, const void *b)
{
    const struct list_row *x = a, *y = b;
    int order = strcmp(x->key, y->key);
    return order ? order : (x->line > y->line) - (x->line < y->line);
}

static const char *embedded_text(enum list_name name)
{
    for (size_t i = 0; i < sizeof embedded / sizeof embedded[0]; i++)
        if (!strcmp(embedded[i].file, forms[name].file))
            return embedded[i].text;
    return "";
}

static bool read_additions(struct reading *r, const struct list_line *lines, size_t count, struct buf *whole,
                           struct err *e)
{
    for (size_t i = 0; i < count; i++) {
        struct err why;
        if (list_table_named(lines[i].list) != (int)(r->form - forms))
            continue;
        if (!read_line(r, lines[i].line, strlen(lines[i].line), true, &why))
            return err_set(e, ERR_CONFIG, "%s: %s", lines[i].where, why.message);
        buf_printf(whole, "%s\n", lines[i].line);
    }
    return true;
}

bool list_table_read(struct list_table *table, enum list_name name, struct arena *arena, const struct list_line *lines,
                     size_t count, struct err *e)
{
    struct reading r = {arena, &forms[name], table};
    const char *text = embedded_text(name);
    auto_buf struct buf whole = buf_make(BUF_REQUEST), version = buf_make(100);
    buf_puts(&whole, text);
    table->rows = arena_alloc(arena, (count_lines(text) + count) * sizeof *table->rows);
    for (size_t length; *text; text += length + (text[length] == '\n')) {
        length = strcspn(text, "\n");
        if (length && *text != '#' && !read_line(&r, text, length, false, e))
            return false;
    }
    if (!read_additions(&r, lines, count, &whole, e))
        return false;
    qsort(table->rows, table->count, sizeof *table->rows, by_key);
    digest_sha256_hex(&version, buf_text(&whole), whole.length);
    table->version = arena_strdup(arena, buf_text(&version));
    return true;
}

/* Parsing and testing filters. A filter is a list of clauses that all must hold; a clause is a term, or several with OR between them, of
 * which one must. */
#include "model/filter.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "base/utf8.h"
#include "model/filter_field.h"
#include "model/find.h"
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LONGEST_AGE = 10000 /* of any unit */, SEEN = 128 };

/* By hash; one that comes to the place of another takes it. */
struct seen_skus {
    struct seen_sku {
        struct guid id;
        bool known, holds;
    } skus[SEEN];
    uint64_t version; /* of the names it was found out with */
};

struct term {
    enum filter_field field;
    char compare; /* ':' contains or is, '<' and '>' */
    bool negated;
    char *value; /* folded */
    size_t length;
    struct seen_skus *seen; /* LICENCE: what is known of names already */
    int64_t time;
    bool before;           /* times: earlier than `time`, else later */
    uint8_t flags, wanted; /* STATUS, SYNCED, TYPE: which flags, and what they are then */
    enum extra extra;      /* SIGN_IN, MFA: whose keys, from `low` to `high` */
    uint32_t low, high;
};

struct filter {
    struct term *terms;
    size_t count, capacity;
    size_t *clauses; /* the first term of each */
    size_t clause_count, clause_capacity;
};

static char *folded(const char *text, size_t length)
{
    size_t need = utf8_fold(text, length, NULL, 0);
    char *out = xmalloc(need + 1);
    utf8_fold(text, length, out, need + 1);
    return out;
}

static bool parse_age(struct term *term, const char *value, int64_t now)
{
    static const struct {
        char unit;
        int64_t ms;
    } units[] = {{'m', 60000}, {'h', 3600000}, {'d', 86400000}, {'w', 7 * 86400000LL}, {'y', 365 * 86400000LL}};
    bool less = term->compare == '<' || *value == '<', more = term->compare == '>' || *value == '>';
    char *end;

    if (*value == '<' || *value == '>')
        value++;
    if (strlen(value) == 10) { /* a date: created>2026-01-01 is later */
        char text[CLOCK_TEXT];
        snprintf(text, sizeof text, "%sT00:00:00Z", value);
        term->before = less;
        return clock_parse(text, strlen(text), &term->time);
    }
    long number = strtol(value, &end, 10);
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
        if (end > value && number >= 0 && number <= LONGEST_AGE && *end == units[i].unit && !end[1]) {
            term->time = now - number * units[i].ms; /* <30d: younger, so later than that */
            term->before = more;
            return true;
        }
    return false;
}

/* Which flags a field of fixed values asks for; where it is unknown whether a user is enabled, neither answer is right. */
static void fix_flags(struct term *term)
{
    bool yes = term->value[0] == 'y';
    uint8_t flag = term->field == STATUS ? USER_ENABLED : term->field == SYNCED ? USER_SYNCED : USER_GUEST;
    uint8_t known = term->field == STATUS ? USER_ENABLED_KNOWN : 0;
    term->flags = flag | known;
    term->wanted = (yes ? flag : 0) | known;
}

/* A time as keys. What would be earlier than every sign-in matches none. */
static void fix_keys(struct term *term)
{
    int64_t second = (term->time + 999) / 1000;
    uint32_t from = second < SIGN_IN_EARLIEST ? SIGN_IN_EARLIEST : second > UINT32_MAX ? UINT32_MAX : (uint32_t)second;
    term->low = !term->before ? from : from > SIGN_IN_EARLIEST ? SIGN_IN_EARLIEST : UINT32_MAX;
    term->high = term->before && from > SIGN_IN_EARLIEST ? from - 1 : UINT32_MAX;
}

static bool fix_value(struct term *term, int64_t now)
{
    const struct filter_choice *choice = filter_field_choice(term->field, term->value);
    term->extra = filter_field_extra(term->field);
    if (choice && filter_field_is_flag(term->field)) {
        xfree(term->value);
        term->value = xstrdup(choice->means);
        fix_flags(term);
    } else if (choice) {
        term->low = choice->low;
        term->high = choice->high;
        return term->compare == ':';
    } else if (filter_field_is_time(term->field)) {
        if (!parse_age(term, term->value, now))
            return false;
        if (term->extra)
            fix_keys(term);
    } else {
        return term->compare == ':' && !filter_field_is_flag(term->field) && !term->extra;
    }
    return true;
}

/* Recognises "field:" at the start of a term; the bytes it takes, 0 when it is a plain word (12:30
 * is one), SIZE_MAX when there is no such field. */
static size_t parse_field(const char *text, size_t length, struct term *term)
{
    size_t name = strcspn(text, ":<>"), letters = 0;
    if (!name || name >= length)
        return 0;
    auto_str char *spelling = folded(text, name);
    while (spelling[letters] >= 'a' && spelling[letters] <= 'z')
        letters++;
    enum filter_field field = filter_field_find(spelling);
    if (field == ANYWHERE)
        return spelling[letters] ? 0 : SIZE_MAX;
    term->field = field;
    term->compare = text[name];
    return name + 1;
}

static size_t term_length(const char *at)
{
    size_t length = 0;
    bool quoted = false;
    while (at[length] && (quoted || at[length] != ' ')) {
        quoted ^= at[length] == '"';
        length++;
    }
    return length;
}

/* Where the terms of a clause end. */
static size_t clause_end(const struct filter *filter, size_t clause)
{
    return clause + 1 < filter->clause_count ? filter->clauses[clause + 1] : filter->count;
}

static bool is_alone(const struct filter *filter, size_t clause)
{
    return clause_end(filter, clause) == filter->clauses[clause] + 1;
}

static bool no_field(int column, const char *at, const char *spelling, struct err *e)
{
    const char *nearest = filter_field_nearest(spelling);
    err_set(e, ERR_PARSE, "column %d: there is no field \"%.*s\"", column, (int)strcspn(at, ":<>"), at);
    if (nearest)
        return err_hint(e, "did you mean %s:? A quoted word is searched for literally", nearest);
    char fields[256];
    filter_field_list(fields, sizeof fields);
    return err_hint(e, "there are %s", fields);
}

static void not_taken(int column, const struct term *term, struct err *e)
{
    char names[128], takes[256];
    err_set(e, ERR_PARSE, "column %d: \"%s\" is not understood here", column, term->value);
    if (filter_field_help(term->field - 1, names, sizeof names, takes, sizeof takes))
        err_hint(e, "%.*s takes %s", (int)strcspn(names, ","), names, takes);
}

/* `other`: it is another way for the clause before it to hold. */
static bool add_term(struct filter *filter, const char *text, const char *at, size_t length, bool other, int64_t now,
                     struct err *e)
{
    struct term term = {.compare = ':'};
    const char *start = at;
    int column = utf8_width(text) - utf8_width(at) + 1;

    if (length > 1 && *at == '-') {
        term.negated = true;
        at++;
    }
    length -= (size_t)(at - start);
    size_t name = strcspn(at, "=:<> \"");
    auto_str char *spelling = folded(at, name);
    if (name < length && at[name] == '=' && filter_field_find(spelling) != ANYWHERE)
        return err_set(e, ERR_PARSE, "column %d: write %.*s:%.*s", column, (int)name, at, (int)(length - name - 1),
                       at + name + 1);
    size_t prefix = parse_field(at, length, &term);
    if (prefix == SIZE_MAX)
        return no_field(column, at, spelling, e);
    at += prefix;
    length -= prefix;
    if (length && *at == '"') {
        at++;
        length--;
        if (!length || at[length - 1] != '"')
            return err_set(e, ERR_PARSE, "column %d: a quote is not closed", column);
        length--;
    }
    if (!length && !prefix)
        return true;
    term.value = folded(at, length);
    bool typing = !length; /* "status:" matches everyone until there is a value */
    if (!typing && !fix_value(&term, now)) {
        not_taken(column, &term, e);
        xfree(term.value);
        return false;
    }
    if (typing) {
        xfree(term.value);
        return true;
    }
    filter->terms = grow_array(filter->terms, &filter->capacity, filter->count + 1, sizeof *filter->terms);
    term.length = strlen(term.value);
    if (term.field == LICENCE)
        term.seen = xcalloc(1, sizeof *term.seen);
    if (!other) {
        filter->clauses = grow_array(filter->clauses, &filter->clause_capacity, filter->clause_count + 1,
                                     sizeof *filter->clauses);
        filter->clauses[filter->clause_count++] = filter->count;
    }
    filter->terms[filter->count++] = term;
    return true;
}

struct filter *filter_parse(const char *text, int64_t now, struct err *e)
{
    struct filter *filter = xcalloc(1, sizeof *filter);
    bool other = false;

    for (const char *at = text; *at;) {
        if (*at == ' ') {
            at++;
            continue;
        }
        size_t length = term_length(at), before = filter->count;
        bool is_or = length == 2 && !memcmp(at, "OR", 2);
        bool good = !is_or || (!other && filter->count);
        if (!good)
            err_set(e, ERR_PARSE, "column %d: OR stands between two terms; \"OR\" is the word",
                    utf8_width(text) - utf8_width(at) + 1);
        if (!good || (!is_or && !add_term(filter, text, at, length, other, now, e))) {
            filter_free(filter);
            return NULL;
        }
        other = is_or || (other && filter->count == before); /* a term that has no value yet is none */
        at += length;
    }
    return filter;
}

void filter_free(struct filter *filter)
{
    if (!filter)
        return;
    for (size_t i = 0; i < filter->count; i++) {
        xfree(filter->terms[i].value);
        xfree(filter->terms[i].seen);
    }
    xfree(filter->terms);
    xfree(filter->clauses);
    xfree(filter);
}

static bool holds(const char *text, const char *folded_value)
{
    char spare[512];
    size_t length = strlen(text);
    if (utf8_fold(text, length, spare, sizeof spare) < sizeof spare)
        return strstr(spare, folded_value) != NULL;
    auto_str char *whole = folded(text, length);
    return strstr(whole, folded_value) != NULL;
}

static const enum user_text texts[] = {
    [NAME] = TEXT_NAME, [MAIL] = TEXT_MAIL, [UPN] = TEXT_UPN, [TITLE] = TEXT_TITLE, [DEPARTMENT] = TEXT_DEPARTMENT};

void filter_words(const struct filter *filter, char *out, size_t size)
{
    size_t length = 0;
    out[0] = '\0';
    for (size_t i = 0; i < filter->count; i++) {
        const struct term *term = &filter->terms[i];
        if (term->field != ANYWHERE || term->negated || !term->length || length + term->length + 2 > size)
            continue;
        length += (size_t)snprintf(out + length, size - length, "%s%s", length ? "\n" : "", term->value);
    }
}

/* Nothing is folded again: the haystack holds the texts one after the other. */
static bool text_holds(const struct user *user, const char *haystack, const struct term *term)
{
    size_t length;
    const char *text = user_folded(user, haystack, texts[term->field], &length);
    return text && find_text(text, length, term->value, term->length);
}

/* A tenant has a few dozen licences and many users of each: their names are looked through once. */
static bool sku_holds(struct seen_skus *seen, const struct guid *sku, const char *value, const struct sku_names *names)
{
    char spare[GUID_TEXT];

    if (seen->version != sku_names_version(names))
        *seen = (struct seen_skus){.version = sku_names_version(names)};
    struct seen_sku *at = &seen->skus[guid_hash(sku) % SEEN];
    if (!at->known || !guid_equal(&at->id, sku)) {
        bool yes = holds(sku_brief(names, sku, spare), value) || holds(sku_name(names, sku, spare), value);
        *at = (struct seen_sku){.id = *sku, .known = true, .holds = yes};
    }
    return at->holds;
}

static bool licence_holds(const struct term *term, const struct guid *skus, size_t count, const struct sku_names *names)
{
    if (!strcmp(term->value, "none") || !strcmp(term->value, "no"))
        return !count;
    for (size_t i = 0; i < count; i++)
        if (sku_holds(term->seen, &skus[i], term->value, names))
            return true;
    return false;
}

static bool time_holds(const struct term *term, int64_t time)
{
    return time && (term->before ? time < term->time : time >= term->time);
}

static bool term_holds(const struct term *term, const struct user *user, const char *haystack,
                       const struct sku_names *names)
{
    char id[GUID_TEXT];

    switch (term->field) {
    case ANYWHERE:
        return find_text(haystack, user->hay_length, term->value, term->length) != NULL;
    case NAME:
    case MAIL:
    case UPN:
    case TITLE:
    case DEPARTMENT:
        return text_holds(user, haystack, term);
    case LOCATION:
        return holds(user->usage_location, term->value);
    case LICENCE:
        return licence_holds(term, user->skus, user->sku_count, names);
    case STATUS:
    case SYNCED:
    case TYPE:
        return (user->flags & term->flags) == term->wanted;
    case CREATED:
        return time_holds(term, user->created);
    case LAST_SYNC:
        return time_holds(term, user->last_sync);
    case ID:
        return strstr(guid_format(&user->id, id), term->value) != NULL;
    case SIGN_IN:
    case MFA:
    case FILTER_FIELDS:
        break;
    }
    assert(!"keys are asked of the page");
    return false;
}

/* A term of a user of a page, negation counted. */
static bool matches(const struct term *term, const struct user_page *page, size_t i, const struct sku_names *names)
{
    const struct user *user = &page->users[i];
    const uint32_t *keys = page->keys[term->extra];
    if (term->extra)
        return filter_key_matches(term->low, term->high, term->negated, keys ? keys[i] : EXTRA_UNKNOWN);
    return term_holds(term, user, page->haystack + user->hay, names) != term->negated;
}

static bool clause_matches(const struct filter *filter, size_t clause, const struct user_page *page, size_t i,
                           const struct sku_names *names)
{
    for (size_t at = filter->clauses[clause]; at < clause_end(filter, clause); at++)
        if (matches(&filter->terms[at], page, i, names))
            return true;
    return false;
}

bool filter_match(const struct filter *filter, const struct users *users, uint32_t row, const struct sku_names *names)
{
    const struct user_page *page = users_page_of(users, row);
    size_t at = (size_t)(users_at(users, row) - page->users);
    for (size_t i = 0; i < filter->clause_count; i++)
        if (!clause_matches(filter, i, page, at, names))
            return false;
    return true;
}

bool filter_asks(const struct filter *filter, enum extra which)
{
    for (size_t i = 0; i < filter->count; i++)
        if (filter->terms[i].extra == which)
            return true;
    return false;
}

size_t filter_count(const struct filter *filter)
{
    return filter->clause_count;
}

struct filter_term filter_term(const struct filter *filter, size_t index)
{
    const struct term *term = &filter->terms[filter->clauses[index]];
    if (!is_alone(filter, index))
        return (struct filter_term){.kind = FILTER_USER};
    struct filter_term out = {.negated = term->negated,
                              .word = term->value,
                              .length = term->length,
                              .flags = term->flags,
                              .wanted = term->wanted,
                              .extra = term->extra,
                              .low = term->low,
                              .high = term->high};
    out.kind = term->field == ANYWHERE     ? FILTER_WORD
               : term->field <= DEPARTMENT ? FILTER_TEXT
               : term->field == LICENCE    ? FILTER_LICENCES
               : term->flags               ? FILTER_FLAGS
               : term->extra               ? FILTER_KEYS
                                           : FILTER_USER;
    if (out.kind == FILTER_TEXT)
        out.text = texts[term->field];
    return out;
}

bool filter_term_holds(const struct filter *filter, size_t index, const struct user_page *page, size_t i,
                       const struct sku_names *names)
{
    bool alone = is_alone(filter, index), holds = clause_matches(filter, index, page, i, names);
    return alone ? holds != filter->terms[filter->clauses[index]].negated : holds;
}

bool filter_term_licences(const struct filter *filter, size_t index, const struct guid *skus, size_t count,
                          const struct sku_names *names)
{
    return licence_holds(&filter->terms[filter->clauses[index]], skus, count, names);
}

bool filter_matches_all(const struct filter *filter)
{
    return !filter->count;
}

static bool follows(const struct term *old, const struct term *new)
{
    bool same = old->field == new->field && old->negated == new->negated && old->before == new->before &&
                old->time == new->time;
    bool contains = old->field <= DEPARTMENT && !old->negated;
    return same && (contains ? strstr(new->value, old->value) != NULL : !strcmp(new->value, old->value));
}

/* Whatever the one clause holds for, the other does: each of its alternatives follows from none but the one in its place. */
static bool clause_follows(const struct filter *before, size_t old, const struct filter *now, size_t new)
{
    size_t at = before->clauses[old], other = now->clauses[new], count = clause_end(before, old) - at;
    if (clause_end(now, new) - other != count)
        return false;
    for (size_t i = 0; i < count; i++)
        if (!follows(&before->terms[at + i], &now->terms[other + i]))
            return false;
    return true;
}

/* Every clause of `before` must follow from one of `now`. */
bool filter_narrows(const struct filter *before, const struct filter *now)
{
    for (size_t i = 0; i < before->clause_count; i++) {
        bool any = false;
        for (size_t j = 0; j < now->clause_count && !any; j++)
            any = clause_follows(before, i, now, j);
        if (!any)
            return false;
    }
    return true;
}

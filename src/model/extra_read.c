/* One row a column: its source, and how a record becomes a value. */
#include "model/extra_read.h"

#include "base/buf.h"
#include <string.h>

enum { METHODS = 1024 };

static uint32_t seconds(const struct record *record, const char *field)
{
    int64_t ms = record_number(record, field, 0);
    return ms > 0 && ms / 1000 < UINT32_MAX ? (uint32_t)(ms / 1000) : 0;
}

static bool sign_in(const struct record *record, struct extra_value *value, struct buf *methods)
{
    (void)methods;
    value->at[LAST_INTERACTIVE] = seconds(record, "lastSignInDateTime");
    value->at[LAST_NON_INTERACTIVE] = seconds(record, "lastNonInteractiveSignInDateTime");
    value->at[LAST_SUCCESSFUL] = seconds(record, "lastSuccessfulSignInDateTime");
    return true;
}

static bool mfa(const struct record *record, struct extra_value *value, struct buf *methods)
{
    const struct value *names = record_value(record, "methodsRegistered");
    if (!record_value(record, "isMfaRegistered")->known)
        return false; /* not told is not "none" */
    value->at[MFA_STATE] = !record_true(record, "isMfaRegistered") ? MFA_NONE
                           : record_true(record, "isMfaCapable")   ? MFA_CAPABLE
                                                                   : MFA_REGISTERED;
    value->at[MFA_UPDATED] = seconds(record, "lastUpdatedDateTime");
    for (size_t i = 0; names->known && i < names->count; i++)
        buf_printf(methods, "%s%s", i ? "," : "", names->texts[i]);
    return true;
}

static const struct {
    const char *all, *one; /* sources */
    bool (*value)(const struct record *record, struct extra_value *value, struct buf *methods);
} rows[EXTRA_COUNT] = {[EXTRA_SIGN_IN] = {.all = "last-sign-ins", .one = "last-sign-in", .value = sign_in},
                       [EXTRA_MFA] = {.all = "mfa-registrations", .one = "mfa-registration", .value = mfa}};

const char *extra_source(enum extra which, bool of_one)
{
    return of_one ? rows[which].one : rows[which].all;
}

enum extra extra_of(const char *source)
{
    for (enum extra which = EXTRA_NONE + 1; which < EXTRA_COUNT; which++)
        if (!strcmp(rows[which].all, source) || !strcmp(rows[which].one, source))
            return which;
    return EXTRA_NONE;
}

void extra_take(struct users *users, enum extra which, const struct record_page *page)
{
    auto_buf struct buf methods = buf_make(METHODS);
    for (size_t i = 0; i < page->count; i++) {
        const struct record *record = &page->records[i];
        const char *id = record_text_at(record, page->kind->id);
        struct extra_value value = {{0}};
        struct guid guid;
        buf_clear(&methods);
        if (guid_parse(id, strlen(id), &guid) && rows[which].value(record, &value, &methods))
            users_extra_put(users, which, &guid, &value, buf_text(&methods));
    }
}

/* "signInActivity" and "userRegistrationDetails", made anew from what was kept of them. */
#include "output/extra_json.h"

#include "base/clock.h"
#include "codec/json.h"
#include <stdio.h>
#include <string.h>

static void put_seconds(struct json_writer *w, const char *name, uint32_t seconds)
{
    char text[CLOCK_TEXT];
    json_member_text(w, name, seconds ? clock_format((int64_t)seconds * 1000, text) : NULL);
}

static void sign_in(struct json_writer *w, const struct extra_value *value)
{
    put_seconds(w, "lastSignInDateTime", value->at[LAST_INTERACTIVE]);
    put_seconds(w, "lastNonInteractiveSignInDateTime", value->at[LAST_NON_INTERACTIVE]);
    put_seconds(w, "lastSuccessfulSignInDateTime", value->at[LAST_SUCCESSFUL]);
}

static void methods(struct json_writer *w, const char *text)
{
    char method[128];
    json_name(w, "methodsRegistered");
    json_open(w, '[');
    while (*text) {
        size_t length = strcspn(text, ",");
        snprintf(method, sizeof method, "%.*s", (int)length, text);
        json_put_text(w, method);
        text += length + (text[length] == ',');
    }
    json_close(w);
}

static void mfa(struct json_writer *w, const struct extras *extras, const struct extra_value *value)
{
    json_member_bool(w, "isMfaRegistered", value->at[MFA_STATE] >= MFA_REGISTERED);
    json_member_bool(w, "isMfaCapable", value->at[MFA_STATE] == MFA_CAPABLE);
    methods(w, extras_text(extras, value->at[MFA_METHODS]));
    put_seconds(w, "lastUpdatedDateTime", value->at[MFA_UPDATED]);
}

void extra_json(struct json_writer *w, const struct extras *extras, enum extra which, const struct guid *id)
{
    struct extra_value value;
    if (!extras_find(extras, which, id, &value)) {
        json_put_null(w);
        return;
    }
    json_open(w, '{');
    if (which == EXTRA_SIGN_IN)
        sign_in(w, &value);
    else
        mfa(w, extras, &value);
    json_close(w);
}

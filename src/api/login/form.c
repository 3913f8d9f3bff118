/* Forms for the sign-in service. */
#include "api/login/form.h"

#include "codec/url.h"
#include <string.h>

char *login_url(struct arena *arena, const char *login, const char *tenant_id, const char *path)
{
    auto_buf struct buf url = buf_make(4096);
    buf_printf(&url, "%s/", login);
    url_encode(&url, tenant_id);
    buf_printf(&url, "/oauth2/v2.0/%s", path);
    return arena_strdup(arena, buf_text(&url));
}

char *login_consent_url(struct arena *arena, const char *login, const char *tenant_id, const char *client_id,
                        const char *scope)
{
    auto_buf struct buf url = buf_make(8192);
    buf_printf(&url, "%s/%s/v2.0/adminconsent?client_id=%s&scope=", login, tenant_id, client_id);
    url_encode(&url, scope);
    buf_puts(&url, "&redirect_uri=http%3A%2F%2Flocalhost");
    return arena_strdup(arena, buf_text(&url));
}

static void put_fields(struct buf *form, const struct login_field *fields, size_t count, bool secret)
{
    for (size_t i = 0; i < count; i++) {
        if (!fields[i].value || fields[i].secret != secret)
            continue;
        if (form->length)
            buf_putc(form, '&');
        buf_printf(form, "%s=", fields[i].name);
        url_encode(form, fields[i].value);
    }
}

struct http_request *login_form(struct arena *arena, const char *login, const char *tenant_id, const char *path,
                                const struct login_field *fields, size_t count)
{
    auto_buf struct buf form = buf_make(128u << 10);
    put_fields(&form, fields, count, false);
    const char *shown = arena_printf(arena, "%s&{secrets}", buf_text(&form));
    put_fields(&form, fields, count, true);
    struct http_request *r = arena_alloc(arena, sizeof *r);
    *r = (struct http_request){
        .method = "POST",
        .url = login_url(arena, login, tenant_id, path),
        .headers = http_header_add(arena, NULL, "Content-Type", "application/x-www-form-urlencoded"),
        .body = arena_strdup(arena, buf_text(&form)),
        .body_length = form.length,
        .repeat = HTTP_READ, /* another token does no harm */
        .resource = RESOURCE_NONE,
        .workload = WORKLOAD_LOGIN,
        .secret_body = true,
        .secret_reply = true,
        .shown_body = shown,
        .reply_limit = 1u << 20,
    };
    if (form.data)
        secret_wipe(form.data, form.length);
    return r;
}

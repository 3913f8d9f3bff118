/* Quoting for shells: what is quoted is a word, whatever is in it. */
#include "action/spelled.h"

#include "base/alloc.h"
#include "base/clean.h"
#include "base/utf8.h"
#include "codec/json.h"
#include <string.h>

static const char *const names[SPELLINGS] = {"roster", "powershell", "curl"};

const char *spelled_name(enum spelling spelling)
{
    return names[spelling];
}

enum spelling spelled_find(const char *name)
{
    enum spelling at = 0;
    while (at < SPELLINGS && strcmp(names[at], name) != 0)
        at++;
    return at;
}

/* Whether the character at `text` can stand in a line that is looked at; `*length` gets its bytes. */
static bool is_plain(const char *text, size_t *length, uint32_t *point)
{
    *point = (unsigned char)*text;
    *length = *point < 0x80 ? 1 : utf8_decode(text, strlen(text), point);
    return *point < 0x80 ? (*point >= 0x20 || *point == '\n') && *point != 0x7f
                         : !clean_hides(*point) && *point != 0xfffd;
}

static bool is_all_plain(const char *text)
{
    uint32_t point;
    for (size_t length; *text; text += length)
        if (!is_plain(text, &length, &point))
            return false;
    return true;
}

static bool is_bare(const char *text)
{
    static const char bare[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789@%+=:,./_-";
    return *text && *text != '-' && *text != '=' && strspn(text, bare) == strlen(text);
}

/* "$(printf '…')": what hides as octal digits. */
static void put_printf(struct buf *out, const char *text)
{
    uint32_t point;
    buf_puts(out, "\"$(printf '");
    for (size_t length; *text; text += length) {
        bool plain = is_plain(text, &length, &point);
        for (size_t i = 0; !plain && i < length; i++)
            buf_printf(out, "\\%03o", (unsigned)(unsigned char)text[i]);
        if (plain && strchr("%\\'", *text))
            buf_puts(out, *text == '%' ? "%%" : *text == '\\' ? "\\\\" : "'\\''");
        else if (plain)
            buf_add(out, text, length);
    }
    buf_puts(out, "')\"");
}

void spelled_sh(struct buf *out, const char *text)
{
    if (is_bare(text)) {
        buf_puts(out, text);
        return;
    }
    if (!is_all_plain(text)) {
        put_printf(out, text);
        return;
    }
    buf_putc(out, '\'');
    for (; *text; text++)
        buf_puts(out, *text == '\'' ? "'\\''" : (const char[]){*text, '\0'});
    buf_putc(out, '\'');
}

/* PowerShell takes typographic quotes for quotes, too; they are doubled like the plain one. */
static bool is_quote(uint32_t point)
{
    return point == '\'' || (point >= 0x2018 && point <= 0x201b);
}

void spelled_powershell(struct buf *out, const char *text)
{
    uint32_t point;
    bool parts = !is_all_plain(text);
    buf_puts(out, parts ? "('" : "'");
    for (size_t length; *text; text += length) {
        bool plain = is_plain(text, &length, &point);
        if (!plain)
            buf_printf(out, "' + [char]::ConvertFromUtf32(0x%x) + '", (unsigned)point);
        for (int twice = 0; plain && twice <= is_quote(point); twice++)
            buf_add(out, text, length);
    }
    buf_puts(out, parts ? "')" : "'");
}

/* The variable that holds the token of the service. */
static const char *token_of(const char *url)
{
    return strstr(url, "/adminapi/")               ? "EXCHANGE_TOKEN"
           : strstr(url, "/_vti_bin/")             ? "SHAREPOINT_TOKEN"
           : strstr(url, "ProvisioningWebService") ? "MFA_TOKEN"
                                                   : "GRAPH_TOKEN";
}

static const char *type_of(const char *body)
{
    return *body == '{' || *body == '[' ? "application/json" : "text/xml; charset=utf-8";
}

static void put_curl(struct buf *out, const char *method, const char *url, const char *body)
{
    buf_puts(out, "curl -sS -g -X ");
    spelled_sh(out, method);
    buf_printf(out, " -H \"Authorization: Bearer $%s\"", token_of(url));
    if (body) {
        buf_printf(out, " -H 'Content-Type: %s' --data-raw ", type_of(body));
        spelled_sh(out, body);
    }
    buf_putc(out, ' ');
    spelled_sh(out, url);
}

static void put_powershell(struct buf *out, const char *method, const char *url, const char *body)
{
    buf_puts(out, "Invoke-RestMethod -Method ");
    spelled_powershell(out, method);
    buf_puts(out, " -Uri ");
    spelled_powershell(out, url);
    buf_printf(out, " -Headers @{Authorization = \"Bearer $env:%s\"}", token_of(url));
    if (!body)
        return;
    buf_puts(out, " -ContentType ");
    spelled_powershell(out, type_of(body));
    buf_puts(out, " -Body ");
    spelled_powershell(out, body);
}

void spelled_request(enum spelling spelling, const char *method, const char *url, const char *body, struct buf *out)
{
    auto_buf struct buf inert = buf_make(64u << 20);
    if (body && *body)
        json_inert(&inert, body, strlen(body)); /* nothing but JSON has anything to escape */
    (spelling == SPELLED_CURL ? put_curl : put_powershell)(out, method, url, body && *body ? buf_text(&inert) : NULL);
    buf_putc(out, '\n');
}

static void put_value(const struct param *param, const char *value, struct buf *out)
{
    auto_buf struct buf word = buf_make(1u << 20);
    buf_printf(&word, "%s=%s", param->name, value);
    buf_puts(out, " --set ");
    spelled_sh(out, buf_text(&word));
}

/* Several values are parted by lines: each is a --set of its own. */
static void put_values(const struct param *param, const char *value, struct buf *out)
{
    for (const char *end; param->many && (end = strchr(value, '\n')); value = end + 1) {
        auto_str char *one = xstrndup(value, (size_t)(end - value));
        if (*one)
            put_value(param, one, out);
    }
    if (*value)
        put_value(param, value, out);
}

static bool is_cleared(const struct param *param, struct param_values values)
{
    for (size_t i = 0; i < values.count; i++)
        if (!strcmp(values.items[i].name, param->name))
            return values.items[i].value != NULL;
    return false;
}

void spelled_do(const struct action *action, const char *tenant, const struct target *targets, size_t count,
                struct param_values values, struct buf *out)
{
    buf_printf(out, "roster do %s", action->name);
    for (size_t i = 0; i < count; i++) {
        const char *upn = targets[i].user_principal_name;
        buf_putc(out, ' ');
        spelled_sh(out, upn && *upn && *upn != '-' ? upn : targets[i].id);
    }
    for (const struct param *param = action->params; param && param->name; param++) {
        const char *value = param->kind == PARAM_SECRET || param->hidden ? NULL : param_value_of(values, param->name);
        if (!value && param->computed && is_cleared(param, values))
            put_value(param, "", out);
        if (value && *value && (!param->otherwise || strcmp(value, param->otherwise) != 0))
            put_values(param, value, out);
    }
    if (tenant && *tenant) {
        buf_puts(out, " --tenant ");
        spelled_sh(out, tenant);
    }
    buf_putc(out, '\n');
}

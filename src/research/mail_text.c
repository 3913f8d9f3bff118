/* Small readers of texts of mail. */
#include "research/mail_text.h"

#include "base/utf8.h"
#include <ctype.h>
#include <string.h>
#include <strings.h>

static const char *const prefixes[] = {"re", "fw",   "fwd",    "aw",  "wg", "sv",  "vs",  "vb",  "tr",  "rv", "r",
                                       "i",  "antw", "doorst", "odp", "pd", "rif", "enc", "res", "ynt", NULL};

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Bytes of one "re:", "re[2]:", "re (2) :" at the beginning of folded text; 0: none. */
static size_t prefix_length(const char *text)
{
    for (size_t i = 0; prefixes[i]; i++) {
        size_t at = strlen(prefixes[i]);
        if (strncmp(text, prefixes[i], at) != 0)
            continue;
        at += strspn(text + at, " \t\r\n");
        if (text[at] == '[' || text[at] == '(' || text[at] == '^') {
            size_t digits = strspn(text + at + 1, "0123456789");
            at += 1 + digits;
            at += text[at] == ']' || text[at] == ')';
            at += strspn(text + at, " \t\r\n");
        }
        if (text[at] == ':')
            return at + 1;
    }
    return 0;
}

void mail_text_subject(struct buf *out, const char *subject)
{
    auto_buf struct buf form = buf_make(BUF_REQUEST);
    utf8_same_form(&form, subject, strlen(subject));
    const char *at = buf_text(&form);
    for (size_t skip = 1; skip; at += skip) {
        while (is_space(*at))
            at++;
        skip = prefix_length(at);
    }
    for (; *at; at++) {
        if (!is_space(*at))
            buf_putc(out, *at);
        else if (!is_space(at[1]) && at[1])
            buf_putc(out, ' ');
    }
}

/* Bytes up to the next ; or , outside quotes and brackets. */
static size_t part_length(const char *text)
{
    bool quoted = false;
    int depth = 0;
    size_t i = 0;
    for (; text[i] && (quoted || depth > 0 || (text[i] != ';' && text[i] != ',')); i++) {
        quoted ^= text[i] == '"';
        if (!quoted)
            depth += (text[i] == '[') - (text[i] == ']');
    }
    return i;
}

static bool in_address(unsigned char c)
{
    return c > ' ' && !strchr("<>[]()\",;:\\", c);
}

/* The characters around the last @ of a part. */
static void take_address(const char *part, size_t length, struct mail_address *out)
{
    size_t at = length;
    while (at && part[at - 1] != '@')
        at--;
    if (!at)
        return;
    size_t from = at - 1, to = at;
    while (from && in_address((unsigned char)part[from - 1]))
        from--;
    while (to < length && in_address((unsigned char)part[to]))
        to++;
    if (from == at - 1 || to == at || to - from >= sizeof out->address)
        return;
    for (size_t i = from; i < to; i++)
        out->address[i - from] = (char)tolower((unsigned char)part[i]);
    out->address[to - from] = '\0';
}

bool mail_text_address(const char **at, struct mail_address *out)
{
    size_t length;
    do {
        *at += strspn(*at, ";, \t\r\n");
        if (!**at)
            return false;
        length = part_length(*at);
    } while (!length);
    *out = (struct mail_address){.directory = false};
    const char *entry = memmem(*at, length, "[EX:", 4);
    out->directory = entry || (length > 3 && !strncasecmp(*at, "/o=", 3));
    if (!out->directory)
        take_address(*at, length, out);
    *at += length;
    return true;
}

const char *mail_text_domain(const char *address)
{
    const char *at = strrchr(address, '@');
    return at ? at + 1 : "";
}

const char *mail_text_folder(const char *path)
{
    const char *last = path;
    for (const char *at = path; *at; at++)
        if ((*at == '\\' || *at == '/' || *at == ':') && at[1])
            last = at + 1;
    return last;
}

/* Where the host of the link begins that stands here; NULL: none does. */
static const char *link_host(const char *text)
{
    static const char *const schemes[] = {"https://", "http://"};
    for (size_t i = 0; i < 2; i++)
        if (!strncasecmp(text, schemes[i], strlen(schemes[i])))
            return text + strlen(schemes[i]);
    return strncasecmp(text, "www.", 4) ? NULL : text;
}

bool mail_text_host(const char **at, char host[256])
{
    while (**at) {
        const char *from = link_host(*at);
        if (!from) {
            (*at)++;
            continue;
        }
        size_t length = strcspn(from, "/?#\"'<> \t\r\n)\\,;");
        *at = from + length;
        const char *user = memrchr(from, '@', length);
        if (user) {
            length -= (size_t)(user + 1 - from);
            from = user + 1;
        }
        length = memchr(from, ':', length) ? strcspn(from, ":") : length;
        while (length && from[length - 1] == '.')
            length--;
        if (!length || length > 255)
            continue;
        for (size_t i = 0; i < length; i++)
            host[i] = (char)tolower((unsigned char)from[i]);
        host[length] = '\0';
        return true;
    }
    return false;
}

/* ISO 13616: the first four characters moved to the end, letters as 10 to 35, the number modulo 97 is 1. */
static bool checks(const char *digits, size_t length)
{
    unsigned rest = 0;
    for (size_t i = 0; i < length; i++) {
        char c = digits[(i + 4) % length];
        unsigned value = isdigit((unsigned char)c) ? (unsigned)(c - '0')
                                                   : (unsigned)(toupper((unsigned char)c) - 'A' + 10);
        rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
    }
    return rest == 1;
}

static bool iban_at(const char *text)
{
    char digits[34];
    size_t n = 0;
    for (; *text && n < sizeof digits; text++) {
        unsigned char c = (unsigned char)*text;
        if (c == ' ' && n >= 4 && isalnum((unsigned char)text[1]))
            continue;
        bool fits = n < 2 ? isalpha(c) : n < 4 ? isdigit(c) : isalnum(c);
        if (c >= 0x80 || !fits)
            break;
        digits[n++] = (char)c;
        if (n >= 15 && !isalnum((unsigned char)text[1]) && checks(digits, n))
            return true;
    }
    return false;
}

bool mail_text_iban(const char *text)
{
    for (const char *at = text; *at; at++)
        if (isalpha((unsigned char)*at) && (at == text || !isalnum((unsigned char)at[-1])) && iban_at(at))
            return true;
    return false;
}

bool mail_text_odd_name(const char *name)
{
    auto_buf struct buf form = buf_make(BUF_REQUEST);
    size_t count = 0;
    bool word = false, same = true;
    uint32_t first = 0, code_point;
    if (!name[strspn(name, " \t\r\n")])
        return false;
    utf8_same_form(&form, name, strlen(name));
    const char *at = buf_text(&form), *end = at + form.length;
    while (at < end && is_space(*at))
        at++;
    while (end > at && is_space(end[-1]))
        end--;
    for (size_t used; (used = utf8_decode(at, (size_t)(end - at), &code_point)); at += used, count++) {
        first = count ? first : code_point;
        same &= code_point == first;
        word |= utf8_is_word(code_point);
    }
    return count <= 2 || !word || same;
}

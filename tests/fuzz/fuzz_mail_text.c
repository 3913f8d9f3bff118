/* Subjects, lists of addresses, links, account numbers, names of rules and domains, as strangers write them. */
#include "base/utf8.h"
#include "fuzz.h"
#include "research/look_alike.h"
#include "research/mail_text.h"

static void subject(const char *text)
{
    auto_buf struct buf once = buf_make(4 << 20), twice = buf_make(4 << 20);
    mail_text_subject(&once, text);
    mail_text_subject(&twice, buf_text(&once));
    MUST(utf8_valid(buf_text(&once), once.length));
    MUST(!strcmp(buf_text(&once), buf_text(&twice)));
}

static void addresses(const char *text, size_t length)
{
    struct mail_address address;
    size_t count = 0;
    for (const char *at = text, *before = at; mail_text_address(&at, &address); before = at, count++) {
        MUST(at > before && at <= text + length && count <= length);
        MUST(!*address.address || (!address.directory && *mail_text_domain(address.address)));
    }
}

static void hosts(const char *text, size_t length)
{
    char host[256];
    for (const char *at = text; mail_text_host(&at, host);)
        MUST(at <= text + length && *host && !strpbrk(host, "/@ "));
}

void fuzz_mail_text(const uint8_t *data, size_t size)
{
    auto_str char *text = xstrndup((const char *)data, size);
    size_t length = strlen(text);
    auto_buf struct buf shape = buf_make(4 << 20);
    const char *line = strchr(text, '\n');
    auto_str char *first = xstrndup(text, line ? (size_t)(line - text) : length);
    const char *second = line ? line + 1 : text;
    subject(text);
    addresses(text, length);
    hosts(text, length);
    mail_text_iban(text);
    mail_text_odd_name(text);
    MUST(*mail_text_folder(text) || !length);
    look_alike_mixed(text);
    look_alike_shape(&shape, text);
    MUST(look_alike_domain(first, second) == look_alike_domain(second, first));
    MUST(look_alike_distance(first, second, 2) == look_alike_distance(second, first, 2));
}

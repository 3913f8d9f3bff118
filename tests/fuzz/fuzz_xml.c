/* XML: what is taken is written and taken again with the same names and texts. */
#include "codec/xml.h"
#include "fuzz.h"

static void walk(const struct xml *one, const struct xml *other, int depth)
{
    auto_buf struct buf a = buf_make(1 << 20), b = buf_make(1 << 20);
    MUST(!strcmp(xml_name(one), xml_name(other)));
    MUST(!strcmp(xml_text(one, &a), xml_text(other, &b)));
    const struct xml *in = xml_child(one, NULL), *out = xml_child(other, NULL);
    for (; in && depth < 64; in = xml_next(in), out = xml_next(out)) {
        MUST(out);
        walk(in, out, depth + 1);
    }
    MUST(depth >= 64 || !out);
}

void fuzz_xml(const uint8_t *data, size_t size)
{
    struct err e = {.code = ERR_OK};
    auto_xml struct xml *root = xml_parse((const char *)data, size, &e);
    MUST(root || e.code == ERR_PARSE);
    if (!root)
        return;
    auto_buf struct buf out = buf_make(8u << 20);
    if (!xml_write(root, &out))
        return;
    auto_xml struct xml *again = xml_parse(buf_text(&out), out.length, &e);
    MUST(
        again ||
        strstr(
            buf_text(&out),
            "xmlns")); /* which has no DTD. libxml2 writes a namespace's address as it is; this program's are constants */
    if (again)
        walk(root, again, 0);
}

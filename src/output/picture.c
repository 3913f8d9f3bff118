/* Out of the text in which a record holds it. */
#include "output/picture.h"

#include "codec/base64.h"
#include <string.h>

bool picture_bytes(const struct record *picture, struct buf *out)
{
    const char *text = record_text(picture, "image");
    return *text && base64_decode(out, text, strlen(text));
}

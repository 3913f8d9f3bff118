/* base64 and base64url. */
#ifndef CODEC_BASE64_H
#define CODEC_BASE64_H

#include "base/buf.h"
#include <stdbool.h>
#include <stddef.h>

void base64_encode(struct buf *out, const void *bytes, size_t length);    /* padded */
void base64url_encode(struct buf *out, const void *bytes, size_t length); /* no padding */
/** Either alphabet, padding optional; false on other characters. */
bool base64_decode(struct buf *out, const char *text, size_t length);

#endif

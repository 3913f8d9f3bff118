/* A picture that was read, as bytes. */
#ifndef OUTPUT_PICTURE_H
#define OUTPUT_PICTURE_H

#include "base/buf.h"
#include "model/record.h"

/** Append the bytes of a record of the source "photo-picture"; false when it holds none. */
bool picture_bytes(const struct record *picture, struct buf *out);

#endif

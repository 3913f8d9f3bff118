/* The thresholds as the report prints them. */
#include "research/thresholds.h"

static const struct threshold_row rows[] = {
#define X(name, value, what) {#name, (value), what},
    THRESHOLDS(X)
#undef X
};

const struct threshold_row *threshold_all(size_t *count)
{
    *count = sizeof rows / sizeof rows[0];
    return rows;
}

/* The words in which the tables of cmdlets are written. */
#ifndef TENANT_EXCHANGE_ROWS_H
#define TENANT_EXCHANGE_ROWS_H

#include "tenant/exchange/exchange_cmdlet.h"

#define LIST(...) ((const char *const[]){__VA_ARGS__, NULL})
#define ROWS(...) ((const struct parameter[]){__VA_ARGS__, PARAMETER_END})
#define NEEDED    PARAMETER_NEEDED
#define STORED    PARAMETER_STORED
#define CLEAR     (PARAMETER_STORED | PARAMETER_NULL)

#define RECIPIENTS (EXCHANGE_ORGANIZATION | EXCHANGE_RECIPIENTS)
#define READERS    (RECIPIENTS | EXCHANGE_VIEW)
#define IDENTITY   PARAMETER_IDENTITY
#define CONFIRM    PARAMETER_CONFIRM
#define TEXT(called, marks)                                                                                            \
    {                                                                                                                  \
        .name = called, .type = PARAMETER_TEXT, .flags = marks                                                         \
    }
#define ADDRESS(called, marks)                                                                                         \
    {                                                                                                                  \
        .name = called, .type = PARAMETER_TEXT, .flags = (marks) | PARAMETER_ADDRESS                                   \
    }
#define ADDRESSES(called)                                                                                              \
    {                                                                                                                  \
        .name = called, .type = PARAMETER_SEVERAL, .flags = PARAMETER_ADDRESS                                          \
    }
#define BOOL(called, marks)                                                                                            \
    {                                                                                                                  \
        .name = called, .type = PARAMETER_BOOL, .flags = marks                                                         \
    }
#define TEXTS(called, marks)                                                                                           \
    {                                                                                                                  \
        .name = called, .type = PARAMETER_TEXTS, .flags = marks                                                        \
    }
#define DATE(called, marks)                                                                                            \
    {                                                                                                                  \
        .name = called, .type = PARAMETER_DATE, .flags = marks                                                         \
    }
#define SIZE(called)                                                                                                   \
    {                                                                                                                  \
        .name = called, .type = PARAMETER_SIZE, .flags = STORED                                                        \
    }
#define CHOICE(called, marks, any)                                                                                     \
    {                                                                                                                  \
        .name = called, .type = PARAMETER_CHOICE, .flags = marks, .values = any                                        \
    }
#define CHOICES(called, marks, any)                                                                                    \
    {                                                                                                                  \
        .name = called, .type = PARAMETER_CHOICES, .flags = marks, .values = any                                       \
    }
#define NUMBER(called, limit)                                                                                          \
    {                                                                                                                  \
        .name = called, .type = PARAMETER_NUMBER, .most = limit                                                        \
    }
#define NUMBER_STORED(called, limit)                                                                                   \
    {                                                                                                                  \
        .name = called, .type = PARAMETER_NUMBER, .flags = STORED | PARAMETER_ZERO, .most = limit                      \
    }
#define HASH (PARAMETER_HASHTABLE)

extern const struct cmdlet exchange_settings_rows[];

#endif

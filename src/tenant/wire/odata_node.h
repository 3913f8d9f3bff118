/* The tree of a parsed $filter or $search, between its parser and its evaluation. */
#ifndef TENANT_ODATA_NODE_H
#define TENANT_ODATA_NODE_H

#include "tenant/wire/odata.h"

enum node_kind {
    NODE_OR,
    NODE_AND,
    NODE_NOT,
    NODE_COMPARE,
    NODE_STARTS,
    NODE_ENDS,
    NODE_IN,
    NODE_COUNT, /* property/$count eq 0 */
    NODE_ANY,
    NODE_SEARCH
};
enum compare { CMP_EQ, CMP_NE, CMP_GE, CMP_LE };
enum literal_kind { LITERAL_TEXT, LITERAL_BOOL, LITERAL_NULL, LITERAL_DATE, LITERAL_GUID, LITERAL_NUMBER };

struct literal {
    enum literal_kind kind;
    const char *text;
    size_t length;
    int64_t number; /* of a date in ms, a number, a boolean */
    struct literal *next;
};

struct odata_node {
    enum node_kind kind;
    struct odata_node *left, *right;
    const struct property *property;
    const char *member; /* "skuId" of an any(), "lastSignInDateTime" of signInActivity; NULL: none */
    enum compare compare;
    enum node_kind any;      /* of an any(): NODE_COMPARE, NODE_STARTS, NODE_ENDS */
    struct literal *literal; /* of a search: its words, folded */
};

#endif

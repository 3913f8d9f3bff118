/* What is read out of texts of mail: subjects, addresses in the forms Exchange writes, folders, links, account numbers, names of
 * rules. */
#ifndef RESEARCH_MAIL_TEXT_H
#define RESEARCH_MAIL_TEXT_H

#include "base/buf.h"
#include <stdbool.h>
#include <stddef.h>

/** Append a subject without RE:, FW:, AW:, WG:, SV: and the like (also "Re[2]:"), blanks run together, in the form of
 *  utf8_same_form(). */
void mail_text_subject(struct buf *out, const char *subject);

/* One of the addresses that a parameter or a rule names. */
struct mail_address {
    char address[321]; /* lower case; "" when there is none in it */
    bool directory;    /* an entry of the directory ([EX:/o=…]) whose address is not told */
};
/** The next of several, parted by ; or , (not within quotes): `"Name" [SMTP:a@b]`, `"Name" [EX:/o=…]`, `Name <a@b>`, `smtp:a@b`,
 *  `a@b`. `*at` starts as the text. False at the end. */
bool mail_text_address(const char **at, struct mail_address *out);
/** What stands behind the last @, "" when there is none. */
const char *mail_text_domain(const char *address);
/** The last part of a folder's path in any of its forms ("\\Inbox\\RSS", "user:\\RSS", "RSS"). */
const char *mail_text_folder(const char *path);
/** The next host of a link (http, https, or www.) in a text or in HTML, lower case, without user and port. `*at` starts as the text.
 *  False at the end. */
bool mail_text_host(const char **at, char host[256]);
/** Whether a text holds an IBAN: its form, blanks between groups allowed, and its check digits. */
bool mail_text_iban(const char *text);
/** Whether the name of a rule is built to be overlooked: at most two characters, no letter or digit, one character repeated. One
 *  without any name is not: that is told otherwise (M05). */
bool mail_text_odd_name(const char *name);

#endif

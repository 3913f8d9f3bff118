/* What the parts of the panel "mail" share: where an address leads, and their rows. */
#ifndef PANEL_MAIL_H
#define PANEL_MAIL_H

#include "panel/panel.h"

enum mail_leads { MAIL_INSIDE, MAIL_OUTSIDE, MAIL_NOWHERE_KNOWN };

/** Where an address or a recipient leads by the domains that the organisation accepts. A name alone may be a contact's, and where the
 *  domains were not read whole nothing is inside for certain or outside. */
enum mail_leads mail_leads(const char *recipient, const struct panel_reading *domains);
/** The address in "\"Ann\" [SMTP:ann@contoso.com]", else the name in it, in `arena`. */
const char *mail_address(struct arena *arena, const char *recipient);

/** The inbox rules in words, made of the sources "inbox-rules" and "accepted-domains". */
struct record_page *mail_rule_records(const struct part_input *input);
extern const struct record_kind mail_rule_kind;

#endif
